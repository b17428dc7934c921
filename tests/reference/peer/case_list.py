"""The list of cases and the short spellings that the modules of the families share."""

import pathlib
import zlib

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parents[1] / 'models'

# Models whose cases are all listed by name.
LISTED_ELSEWHERE = (
    'act_relu_bounded',
    'axis_',
    'bidirectional_',
    'bnimage_',
    'broadcast_',
    'concat_',
    'conv1d_',
    'conv2d_',
    'denserank_',
    'depthwise_',
    'dot_',
    'einsum_',
    'embedding_',
    'gru_',
    'layernorm_',
    'lstm_',
    'merge_',
    'mha_',
    'nested_twice',
    'pool_',
    'qkeras_',
    'separable_',
    'shape_',
    'shared_chain',
    'simplernn_',
    'stream_',
    'timed_',
)

CASES = []


def slug_of(model):
    """The model's name without the family, as part of a case's name."""
    return model.split('_', 1)[1].replace('_', '-')


def add(family, name, model, **keys):
    framework = model.split('/')[0]
    CASES.append({'name': f'{family}-{name}', 'family': family, 'framework': framework, 'model': model, **keys})


def numbered_case(family, name, model, **keys):
    """Add a case; the seed follows from its place in the family, so that inputs differ between cases."""
    number = sum(entry['family'] == family for entry in CASES) + 1
    add(family, name, model, seed=number, **keys)


def case(family, name, model, **keys):
    """Add a case of few samples; the seed follows from its name, so that cases may come in any order."""
    add(family, name, model, **{'seed': zlib.crc32(f'{family}-{name}'.encode()) % 10_000, 'n_samples': 12, **keys})


def files(folder, ending):
    """The model files of a folder that no other family lists."""
    paths = sorted((MODELS / folder).glob(f'*{ending}'))
    return [path for path in paths if not path.name.startswith(LISTED_ELSEWHERE)]


def layers(**entries):
    return {'LayerName': entries}


def each(names, **entry):
    return {'LayerName': {name: entry for name in names}}


def joined(*parts):
    """Overlay override dictionaries; later ones win."""

    def merge(base, extra):
        for key, value in extra.items():
            base[key] = (
                merge(dict(base[key]), value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
            )
        return base

    result = {}
    for part in parts:
        merge(result, part)
    return result


def precision(**types):
    return {'Precision': types}
