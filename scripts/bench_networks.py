"""The networks whose speed is measured, with seeded weights: the same for every program that is compared."""

import collections.abc
import typing

import keras
from keras import layers as L

SEED = 20261123


def mlp():
    """The 16-64-32-32-5 classifier of the field's tutorials, 4,256 multiply-accumulates."""
    hidden = [L.Dense(width, activation='relu', name=f'fc{index + 1}') for index, width in enumerate((64, 32, 32))]
    return keras.Sequential([keras.Input((16,), name='inputs'), *hidden, L.Dense(5, name='output')])


def cnn():
    """A classifier of 32 x 32 x 3 images, filters 16-16-24 and dense 42-64-10, 0.85 million multiply-accumulates."""
    layers = [keras.Input((32, 32, 3), name='inputs')]
    for index, filters in enumerate((16, 16, 24)):
        layers += [
            L.Conv2D(filters, 3, use_bias=False, name=f'conv{index + 1}'),
            L.ReLU(name=f'conv{index + 1}_relu'),
            L.MaxPooling2D(2, name=f'pool{index + 1}'),
        ]
    layers.append(L.Flatten(name='flatten'))
    for index, width in enumerate((42, 64)):
        layers.append(L.Dense(width, activation='relu', name=f'fc{index + 1}'))
    return keras.Sequential([*layers, L.Dense(10, name='output')])


def resnet8():
    """The residual network of MLPerf Tiny for 32 x 32 x 3 images, 12.5 million multiply-accumulates."""

    def conv(tensor, filters, kernel, stride, name, activated=True):
        tensor = L.Conv2D(filters, kernel, strides=stride, padding='same', name=name)(tensor)
        tensor = L.BatchNormalization(name=f'{name}_bn')(tensor)
        return L.ReLU(name=f'{name}_relu')(tensor) if activated else tensor

    inputs = keras.Input((32, 32, 3), name='inputs')
    tensor = conv(inputs, 16, 3, 1, 'stem')
    for index, (filters, stride) in enumerate(((16, 1), (32, 2), (64, 2))):
        name = f'stack{index + 1}'
        branch = conv(tensor, filters, 3, stride, f'{name}_a')
        branch = conv(branch, filters, 3, 1, f'{name}_b', activated=False)
        if stride > 1:
            tensor = L.Conv2D(filters, 1, strides=stride, padding='same', name=f'{name}_skip')(tensor)
        tensor = L.ReLU(name=f'{name}_relu')(L.Add(name=f'{name}_add')([tensor, branch]))
    tensor = L.AveragePooling2D(8, name='pool')(tensor)
    return keras.Model(inputs, L.Dense(10, name='output')(L.Flatten(name='flatten')(tensor)))


def autoencoder():
    """The anomaly detector of MLPerf Tiny: 640-128x4-8-128x4-640 with normalisations."""
    layers = [keras.Input((640,), name='inputs')]
    for index, width in enumerate((128, 128, 128, 128, 8, 128, 128, 128, 128)):
        name = f'fc{index + 1}'
        layers += [L.Dense(width, name=name), L.BatchNormalization(name=f'{name}_bn'), L.ReLU(name=f'{name}_relu')]
    return keras.Sequential([*layers, L.Dense(640, name='output')])


def lstm():
    """A recurrent network over 20 steps of 6 features with 20 units."""
    return keras.Sequential([keras.Input((20, 6), name='inputs'), L.LSTM(20, name='lstm'), L.Dense(5, name='output')])


def gru():
    """A recurrent network over 100 steps of 6 features with 128 units."""
    return keras.Sequential([keras.Input((100, 6), name='inputs'), L.GRU(128, name='gru'), L.Dense(5, name='output')])


def transformer():
    """An encoder block on 16 tokens of 64 numbers with 4 heads."""
    inputs = keras.Input((16, 64), name='inputs')
    attended = L.MultiHeadAttention(num_heads=4, key_dim=16, name='attention')(inputs, inputs)
    tensor = L.LayerNormalization(name='norm1')(L.Add(name='add1')([inputs, attended]))
    hidden = L.Dense(64, name='ff2')(L.Dense(128, activation='relu', name='ff1')(tensor))
    return keras.Model(inputs, L.LayerNormalization(name='norm2')(L.Add(name='add2')([tensor, hidden])))


class Setup(typing.NamedTuple):
    """A network with the settings it is converted with, and how many samples are predicted to time it."""

    network: collections.abc.Callable[[], keras.Model]
    io_type: str
    strategy: str
    reuse_factor: int
    peer_samples: int
    samples: int


SETUPS = [
    Setup(mlp, 'io_parallel', 'Latency', 1, 20_000, 1_000_000),
    Setup(cnn, 'io_stream', 'Latency', 1, 100, 8_192),
    Setup(resnet8, 'io_stream', 'Resource', 64, 10, 2_048),
    Setup(autoencoder, 'io_parallel', 'Resource', 64, 300, 65_536),
    Setup(lstm, 'io_parallel', 'Latency', 1, 2_000, 65_536),
    Setup(gru, 'io_parallel', 'Resource', 64, 20, 4_096),
    Setup(transformer, 'io_parallel', 'Latency', 1, 0, 8_192),
]


def build(setup):
    """Return the network of a setup with its seeded weights."""
    keras.utils.set_random_seed(SEED)
    return setup.network()
