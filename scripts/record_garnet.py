"""Make seeded GarNet models with the layer of hls4ml, and record what Keras predicts with them.

Run in an environment with TensorFlow 2.14 (Keras 2) and hls4ml:

    python scripts/record_garnet.py

The script writes `tests/reference/garnet/keras2-<name>.h5` and beside it `.npz` with inputs and outputs, as
`scripts/record_keras.py` does for recurrent models.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import record_keras
from hls4ml.contrib.garnet import GarNet
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


if __name__ == '__main__':
    record_keras.main()
