"""Record the layers that hls4ml makes of the models under `tests/models/`, before any optimisation.

Run once in an environment with hls4ml and Keras 3 and once in one with hls4ml and TensorFlow 2.14 (Keras 2):

    python scripts/record_import.py

The script writes `tests/reference/import/<framework>.json` for the framework it finds.  Nested models are opened by the
one pass that does so, everything else is as the frontend leaves it.  Weights are recorded as the FNV-1a hash of their
float32 bytes in C order.
"""

import json
import os
import pathlib
import warnings

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')
warnings.simplefilter('ignore')

import hls4ml
import keras
import numpy as np
from hls4ml.model.optimizer import optimize_model

ROOT = pathlib.Path(__file__).resolve().parent.parent
FRAMEWORK = 'keras3' if keras.__version__.startswith('3') else 'keras2'
MODELS = ROOT / 'tests' / 'models'
SUFFIXES = {'keras2': ['.h5', '.json'], 'keras3': ['.keras', '.h5']}[FRAMEWORK]


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in np.ascontiguousarray(data, dtype='<f4').tobytes():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return f'{value:016x}'


def layer(node):
    variable = node.get_output_variable()
    return {
        'index': node.index,
        'name': node.name,
        'class': node.class_name,
        'origin': node.attributes['class_name'],
        'inputs': [node.model.graph[name].get_output_variable().name for name in node.inputs if name != 'input'],
        'variable': variable.name,
        'shape': [int(size) for size in variable.shape],
        'weights': {weight.name: fnv(weight.data) for weight in node.weights.values()},
    }


def convert(path):
    settings = {'Model': {'Precision': 'fixed<16,6>', 'ReuseFactor': 1}, 'Flows': []}
    if path.suffix == '.json':
        from hls4ml.converters import keras_v2_to_hls

        weights = path.with_name(f'{path.stem}_weights.h5')
        config = {'KerasJson': str(path), 'KerasH5': str(weights), 'OutputDir': 'unused', 'ProjectName': 'unused'}
        return keras_v2_to_hls({**config, 'Backend': 'Vivado', 'IOType': 'io_parallel', 'HLSConfig': settings})
    model = keras.models.load_model(path, compile=False)
    options = {} if FRAMEWORK == 'keras2' else {'allow_da_fallback': False}
    return hls4ml.converters.convert_from_keras_model(model, hls_config=settings, backend='Vivado', **options)


def record(path):
    try:
        graph = convert(path)
        optimize_model(graph, ['expand_layer_group'])
    except (Exception, SystemExit) as error:
        return {'error': f'{type(error).__name__}: {error}'.strip()}
    return {
        'layers': [layer(node) for node in graph.get_layers()],
        'inputs': [variable.name for variable in graph.get_input_variables()],
        'outputs': [variable.name for variable in graph.get_output_variables()],
    }


def main():
    # One file of each model, where several are the same.
    paths = {}
    for suffix in SUFFIXES:
        for folder in (FRAMEWORK, f'import/{FRAMEWORK}'):
            for path in sorted((MODELS / folder).glob(f'*{suffix}')):
                if not path.stem.endswith('weights'):
                    paths.setdefault(f'{folder}/{path.stem}', path)
    models = {str(path.relative_to(MODELS)): record(path) for _, path in sorted(paths.items())}
    versions = {'hls4ml': hls4ml.__version__, 'keras': keras.__version__, 'numpy': np.__version__}
    lines = [f'  {json.dumps(name)}: {json.dumps(model)}' for name, model in models.items()]
    out = ROOT / 'tests' / 'reference' / 'import' / f'{FRAMEWORK}.json'
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text('{\n "versions": ' + json.dumps(versions) + ',\n "models": {\n' + ',\n'.join(lines) + '\n }\n}\n')


if __name__ == '__main__':
    main()
