"""Record the peer on whole trained models: every combination of settings, a thousand inputs each.

    python scripts/record_acceptance.py --out FOLDER MODEL.json[:WEIGHTS.h5] ...

Needs the Keras 2 environment (see `record_peer.py`, which does the work and whose file formats are used).  A model is an
architecture file; its weights are the file after the colon or `<stem>_weights.h5` beside it.  Records are large and
belong outside the repository.

Each model runs at granularity `model` and `name`, strategy Latency and Resource, reuse factor 1, 2 and 4, with three
sets of types given layer by layer.
"""

import argparse
import itertools
import os
import pathlib
import sys
import zlib

import record_peer

N_SAMPLES = 1000
STRATEGIES = ('Latency', 'Resource')
REUSE_FACTORS = (1, 2, 4)
GRANULARITIES = ('model', 'name')

# Set of types -> {kind of layer: types}; a kind that is missing keeps its emitted types.
TYPE_SETS = {
    'plain': {
        'input': {'result': 'fixed<16,6>'},
        'dense': {key: 'fixed<16,6>' for key in ('weight', 'bias', 'accum', 'result')},
        'normalization': {key: 'fixed<16,6>' for key in ('scale', 'bias', 'result')},
        'activation': {'result': 'fixed<16,6>'},
        'softmax': {'result': 'fixed<16,6>'},
    },
    'saturating': {
        'input': {'result': 'fixed<12,4,RND,SAT>'},
        'dense': {
            'weight': 'fixed<10,3,RND,SAT>',
            'bias': 'fixed<10,3,RND,SAT>',
            'accum': 'fixed<18,8,RND_CONV,SAT>',
            'result': 'fixed<12,4,RND,SAT>',
        },
        'normalization': {'scale': 'fixed<12,4,RND,SAT>', 'bias': 'fixed<12,4,RND,SAT>', 'result': 'fixed<12,4,RND,SAT>'},
        'activation': {'result': 'fixed<12,4,RND,SAT>'},
        'softmax': {'result': 'ufixed<12,1,RND,SAT>'},
    },
    'narrow': {
        'input': {'result': 'fixed<9,4>'},
        'dense': {'weight': 'fixed<7,2>', 'bias': 'fixed<7,2>', 'accum': 'fixed<13,5>', 'result': 'fixed<9,4>'},
        'normalization': {'scale': 'fixed<9,4>', 'bias': 'fixed<9,4>', 'result': 'fixed<9,4>'},
        'activation': {'result': 'ufixed<8,3>'},
        'softmax': {'result': 'fixed<10,2>'},
    },
}


def kind(entry):
    """What sort of layer an emitted entry describes, told by the types it can have."""
    types = entry['Precision']
    if 'weight' in types:
        return 'dense'
    if 'scale' in types:
        return 'normalization'
    if 'exp_table' in types:
        return 'softmax'
    if 'table' in types:
        return 'activation'
    return 'input'


def cases_of(architecture, weights, models, trace_logits):
    slug = weights.name.removesuffix('.h5').removesuffix('_weights')
    base = record_peer.complete(
        {
            'name': slug,
            'family': 'acceptance',
            'framework': 'keras2',
            'model': os.path.relpath(architecture, models),
            'weights': weights.name,
            'n_samples': N_SAMPLES,
            'seed': zlib.crc32(slug.encode()),
        }
    )
    emitted = record_peer.emit_config(record_peer.load_model(architecture, base), base)['LayerName']
    dense = [name for name, entry in emitted.items() if kind(entry) == 'dense']
    for types, granularity, strategy, factor in itertools.product(TYPE_SETS, GRANULARITIES, STRATEGIES, REUSE_FACTORS):
        entries = {
            name: {'Precision': TYPE_SETS[types][kind(entry)]}
            for name, entry in emitted.items()
            # A linear activation takes the type of the layer before it.
            if not name.endswith('_linear')
        }
        yield {
            **base,
            'name': f'{slug}-{types}-{granularity}-{strategy.lower()}-{factor}',
            'granularity': granularity,
            'default_reuse_factor': factor,
            'trace': dense[-1:] if trace_logits else False,
            'overrides': {'Model': {'Strategy': strategy}, 'LayerName': entries},
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('models', nargs='+', metavar='MODEL.json[:WEIGHTS.h5]')
    parser.add_argument('--out', type=pathlib.Path, required=True, help='folder for the records')
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--force', action='store_true', help='record again what is already there')
    parser.add_argument('--optimize', default='O0', help="level for the peer's compiler")
    parser.add_argument(
        '--trace-logits',
        action='store_true',
        help='record the last dense layer too, for models whose output activation hides it',
    )
    options = parser.parse_args()
    pairs = []
    for argument in options.models:
        architecture, _, weights = argument.partition(':')
        architecture = pathlib.Path(architecture).resolve()
        weights = pathlib.Path(weights).resolve() if weights else architecture.with_name(f'{architecture.stem}_weights.h5')
        pairs.append((architecture, weights))
    root = pathlib.Path(os.path.commonpath([architecture.parent for architecture, _ in pairs]))
    cases = [case for architecture, weights in pairs for case in cases_of(architecture, weights, root, options.trace_logits)]
    sys.exit(record_peer.run(cases, root, options.out, options.workers, options.force, options.optimize) > 0)


if __name__ == '__main__':
    main()
