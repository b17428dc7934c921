"""Make seeded GarNet models with the layer of hls4ml, and record what Keras predicts with them.

Run in an environment with TensorFlow 2.14 (Keras 2) and hls4ml:

    python scripts/record_garnet.py

The script writes `tests/reference/garnet/keras2-<name>.h5` and beside it `.npz` with inputs and outputs, as
`scripts/record_keras.py` does for recurrent models.  Below `peer` stands what hls4ml makes of the same files: outputs
in `<name>.npz`, and in `outcome.json` for each model `computed` or the first line of the error.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import record_keras
from hls4ml.contrib.garnet import GarNet, GarNetStack
from record_keras import N_SAMPLES, ROOT, L, keras

record_keras.MODELS.clear()
record_keras.FOLDER = ROOT / 'tests' / 'reference' / 'garnet'
N_VERTICES = 4

own_draw = record_keras.draw


def draw(tensor, rng):
    """Numbers of vertices as integers."""
    if tensor.name.startswith('n'):
        return rng.integers(1, N_VERTICES + 1, (N_SAMPLES, 1)).astype('f4')
    return own_draw(tensor, rng)


record_keras.draw = draw


def network(n_data, energy=False, **keys):
    """A GarNet layer between its inputs and a dense layer."""
    x, n = L.Input((N_VERTICES, n_data), name='x'), L.Input((1,), dtype='uint16', name='n')
    inputs = [x, L.Input((N_VERTICES,), name='e'), n] if energy else [x, n]
    sizes = {'n_aggregators': 2, 'n_filters': 3, 'n_propagate': 4, 'output_activation': 'linear'} | keys
    y = GarNet(simplified=True, input_format='xen' if energy else 'xn', name='garnet', **sizes)(inputs)
    return keras.Model(inputs, L.Dense(2, name='fc')(y))


for name, keys in {
    'mean': {'n_data': 3, 'collapse': 'mean'},
    'sum': {'n_data': 2, 'collapse': 'sum'},
    'max': {'n_data': 3, 'collapse': 'max', 'n_aggregators': 3},
    'vertices': {'n_data': 3, 'collapse': None},
    'energy': {'n_data': 2, 'collapse': 'mean', 'energy': True},
    'relu': {'n_data': 3, 'collapse': 'mean', 'output_activation': 'relu'},
    'tanh': {'n_data': 3, 'collapse': 'mean', 'output_activation': 'tanh'},
    'sigmoid': {'n_data': 1, 'collapse': 'sum', 'output_activation': 'sigmoid', 'n_aggregators': 1},
    'single': {'n_data': 3, 'collapse': 'mean', 'n_filters': 1, 'n_propagate': 1},
}.items():
    record_keras.MODELS[name] = lambda keys=keys: network(**keys)


def initialize(self, *args, **keys):
    """A stack asks for the bits of its weights and does not save them; so many leave the weights almost as they are."""
    GarNetStack.__init__(self, *args, **({'total_bits': 22, 'int_bits': 3} | keys))


# Files name the layer by its class.
Stack = type('GarNetStack', (GarNetStack,), {'__init__': initialize})


def stack(**keys):
    """Two layers in one, whose sizes are lists."""
    x, n = L.Input((N_VERTICES, 3), name='x'), L.Input((1,), dtype='uint16', name='n')
    sizes = {'n_aggregators': [2, 3], 'n_filters': [3, 2], 'n_propagate': [4, 2], 'output_activation': 'linear'} | keys
    y = Stack(simplified=True, input_format='xn', name='garnet', **sizes)([x, n])
    return keras.Model([x, n], L.Dense(2, name='fc')(y))


for name, keys in {
    'stack_mean': {'collapse': 'mean'},
    'stack_vertices': {'collapse': None},
    'stack_sum': {'collapse': 'sum', 'n_filters': [2, 1]},
}.items():
    record_keras.MODELS[name] = lambda keys=keys: stack(**keys)


def record_peer():
    """What hls4ml gives for the recorded inputs, with wide types where its layer leaves them open."""
    import hls4ml

    folder = record_keras.FOLDER / 'peer'
    folder.mkdir(exist_ok=True)
    outcome = {}
    for path in sorted(record_keras.FOLDER.glob('keras2-*.h5')):
        name = path.stem.removeprefix('keras2-')
        record = np.load(path.with_suffix('.npz'))
        inputs = [record[key] for key in sorted(record.files) if key.startswith('x')]
        try:
            # Keras cannot load a stack.
            model = record_keras.MODELS[name]()
            model.load_weights(path)
            config = hls4ml.utils.config_from_keras_model(
                model, granularity='name', backend='Vivado', default_precision='ap_fixed<32,12>'
            )
            with tempfile.TemporaryDirectory() as project:
                converted = hls4ml.converters.convert_from_keras_model(
                    model, hls_config=config, backend='Vivado', output_dir=project, io_type='io_parallel'
                )
                converted.compile()
                output = converted.predict([np.ascontiguousarray(data) for data in inputs])
        except Exception as error:
            outcome[name] = str(error).splitlines()[0]
            continue
        outcome[name] = 'computed'
        np.savez(folder / f'{name}.npz', y0=np.asarray(output, 'f4').reshape(record['y0'].shape))
    (folder / 'outcome.json').write_text(json.dumps(outcome, indent=1, sort_keys=True) + '\n')


if __name__ == '__main__':
    record_keras.main()
    record_peer()
