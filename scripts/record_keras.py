"""Make seeded recurrent models and record what Keras itself predicts with them.

Run once in an environment with Keras 3 and once in one with TensorFlow 2.14 (Keras 2):

    python scripts/record_keras.py [name ..]

The script writes `tests/reference/keras/<framework>-<name>` with the ending `.keras` (Keras 3) or `.h5` (Keras 2), and
beside it `.npz` with inputs `x0`, `x1`, .. and the outputs `y0`, `y1`, .. in single precision.
"""

import os
import pathlib
import sys
import warnings
import zlib

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')
warnings.simplefilter('ignore')

import keras
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'scripts'))

from keras_archive import normalize_archive

FRAMEWORK = 'keras3' if keras.__version__.startswith('3') else 'keras2'
FOLDER = ROOT / 'tests' / 'reference' / 'keras'
N_SAMPLES = 16
N_STEPS, N_IN, N_OUT = 4, 3, 3

L = keras.layers
MODELS = {}


def model(builder):
    """Register a builder under its name."""
    MODELS[builder.__name__] = builder
    return builder


def sequence():
    return L.Input((N_STEPS, N_IN), name='inp')


def variants(cell, **keys):
    """A model with the settings that every recurrent layer has."""
    x = sequence()
    outputs = [
        cell(N_OUT, name='last', **keys)(x),
        cell(N_OUT, return_sequences=True, name='steps', **keys)(x),
        cell(N_OUT, return_sequences=True, go_backwards=True, name='back', **keys)(x),
        cell(N_OUT, use_bias=False, go_backwards=True, name='bare', **keys)(x),
        cell(N_OUT, activation='relu', name='relu', **keys)(x),
        cell(N_OUT, activation=None, name='none', **keys)(x),
        cell(N_OUT, activation='softsign', dropout=0.2, recurrent_dropout=0.1, name='soft', **keys)(x),
    ]
    return keras.Model(x, outputs)


@model
def simple_rnn():
    return variants(L.SimpleRNN)


@model
def lstm():
    return variants(L.LSTM)


@model
def lstm_hard():
    return variants(L.LSTM, recurrent_activation='hard_sigmoid')


@model
def gru():
    return variants(L.GRU)


@model
def gru_before():
    return variants(L.GRU, reset_after=False)


@model
def gru_hard():
    return variants(L.GRU, recurrent_activation='hard_sigmoid')


@model
def bidirectional():
    x = sequence()
    outputs = []
    for cell in (L.SimpleRNN, L.LSTM, L.GRU):
        kind = cell.__name__.lower()
        for mode in ('concat', 'sum', 'mul', 'ave'):
            inner = cell(N_OUT, return_sequences=True, name=f'{kind}_{mode}')
            outputs.append(L.Bidirectional(inner, merge_mode=mode, name=f'both_{kind}_{mode}')(x))
        last = cell(N_OUT, name=f'{kind}_last')
        outputs.append(L.Bidirectional(last, name=f'both_{kind}_last')(x))
    own = L.Bidirectional(
        L.LSTM(2, name='one'), backward_layer=L.LSTM(3, go_backwards=True, name='other'), name='both_own'
    )
    return keras.Model(x, [*outputs, own(x)])


@model
def bidirectional_apart():
    x = sequence()
    outputs = []
    for cell in (L.LSTM, L.GRU):
        kind = cell.__name__.lower()
        inner = cell(N_OUT, return_sequences=True, name=f'{kind}_apart')
        outputs += L.Bidirectional(inner, merge_mode=None, name=f'both_{kind}_apart')(x)
    return keras.Model(x, outputs)


@model
def states():
    x = sequence()
    outputs = []
    for cell in (L.SimpleRNN, L.LSTM, L.GRU):
        kind = cell.__name__.lower()
        result, *last = cell(N_OUT, return_sequences=True, return_state=True, name=f'{kind}_first')(x)
        second = cell(N_OUT, name=f'{kind}_second')(result, initial_state=last)
        outputs += [*last, second]
    return keras.Model(x, outputs)


@model
def bidirectional_states():
    x = sequence()
    outputs = []
    for cell in (L.LSTM, L.GRU):
        kind = cell.__name__.lower()
        inner = cell(N_OUT, return_sequences=True, return_state=True, name=f'{kind}_first')
        result, *last = L.Bidirectional(inner, name=f'both_{kind}_first')(x)
        outer = cell(N_OUT, name=f'{kind}_second')
        outputs += [*last, L.Bidirectional(outer, name=f'both_{kind}_second')(result, initial_state=last)]
    return keras.Model(x, outputs)


@model
def first_states():
    x = sequence()
    first = [L.Input((N_OUT,), name=f's{i}') for i in range(2)]
    outputs = [
        L.LSTM(N_OUT, name='lstm')(x, initial_state=first),
        L.GRU(N_OUT, name='gru')(x, initial_state=first[0]),
        L.SimpleRNN(N_OUT, name='simple_rnn')(x, initial_state=first[1]),
    ]
    return keras.Model([x, *first], outputs)


@model
def functions():
    x = sequence()
    names = ['elu', 'exponential', 'gelu', 'selu', 'softplus', 'swish']
    names += ['celu', 'hard_silu', 'leaky_relu', 'log_sigmoid', 'mish', 'soft_shrink'] if FRAMEWORK == 'keras3' else []
    outputs = []
    for name, cell in zip(names, (L.SimpleRNN, L.GRU, L.LSTM) * 4, strict=False):
        outputs.append(cell(N_OUT, activation=name, name=name)(x))
    return keras.Model(x, outputs)


@model
def stateful():
    x = L.Input(batch_shape=(1, N_STEPS, N_IN), name='inp')
    outputs = []
    for cell in (L.SimpleRNN, L.LSTM, L.GRU):
        kind = cell.__name__.lower()
        outputs.append(cell(N_OUT, stateful=True, go_backwards=True, name=f'{kind}_last')(x))
        steps, *last = cell(N_OUT, stateful=True, return_sequences=True, return_state=True, name=f'{kind}_steps')(x)
        outputs += [*last, cell(N_OUT, stateful=True, name=f'{kind}_second')(steps)]
        inner = cell(N_OUT, stateful=True, return_sequences=True, name=f'{kind}_inner')
        outputs.append(L.Bidirectional(inner, name=f'both_{kind}')(x))
    return keras.Model(x, outputs)


@model
def timed():
    x = sequence()
    steps = L.LSTM(N_OUT, return_sequences=True, name='lstm')(x)
    outputs = [
        L.TimeDistributed(L.Dense(2, activation='relu', name='inner_fc'), name='timed_fc')(steps),
        L.TimeDistributed(L.BatchNormalization(name='inner_bn'), name='timed_bn')(steps),
        L.TimeDistributed(L.Activation('tanh', name='inner_act'), name='timed_act')(steps),
        L.TimeDistributed(L.Reshape((N_OUT, 1), name='inner_reshape'), name='timed_reshape')(steps),
    ]
    return keras.Model(x, outputs)


@model
def timed_windows():
    """Convolutions and poolings of each step."""
    x = L.Input((3, 6, 2), name='inp')
    image = L.Input((2, 5, 4, 2), name='image')
    outputs = [
        L.TimeDistributed(L.Conv1D(3, 3, padding='same', activation='relu', name='c1'), name='timed_c1')(x),
        L.TimeDistributed(L.Conv1D(2, 2, strides=2, name='c1_strided'), name='timed_c1_strided')(x),
        L.TimeDistributed(L.Conv1D(2, 2, padding='causal', name='c1_causal'), name='timed_c1_causal')(x),
        L.TimeDistributed(L.SeparableConv1D(3, 2, name='s1'), name='timed_s1')(x),
        L.TimeDistributed(L.MaxPooling1D(2, name='p1'), name='timed_p1')(x),
        L.TimeDistributed(L.AveragePooling1D(3, strides=2, padding='same', name='a1'), name='timed_a1')(x),
        L.TimeDistributed(L.GlobalMaxPooling1D(name='g1'), name='timed_g1')(x),
        L.TimeDistributed(L.ZeroPadding1D((1, 2), name='z1'), name='timed_z1')(x),
        L.TimeDistributed(L.UpSampling1D(2, name='u1'), name='timed_u1')(x),
        L.TimeDistributed(L.Conv2D(3, (2, 3), padding='same', name='c2'), name='timed_c2')(image),
        L.TimeDistributed(L.DepthwiseConv2D(2, name='d2'), name='timed_d2')(image),
        L.TimeDistributed(L.MaxPooling2D(2, name='p2'), name='timed_p2')(image),
        L.TimeDistributed(L.GlobalAveragePooling2D(name='g2'), name='timed_g2')(image),
        L.TimeDistributed(L.Cropping2D(1, name='k2'), name='timed_k2')(image),
        L.TimeDistributed(L.Permute((2, 1, 3), name='t2'), name='timed_t2')(image),
        L.TimeDistributed(L.Flatten(name='f2'), name='timed_f2')(image),
        L.TimeDistributed(L.Dense(2, name='fc2'), name='timed_fc2')(image),
    ]
    return keras.Model([x, image], outputs)


@model
def timed_sequences():
    """Recurrent layers, and loops inside of loops."""
    x = L.Input((2, 3, 4), name='inp')
    outputs = [
        L.TimeDistributed(L.LSTM(2, name='lstm'), name='timed_lstm')(x),
        L.TimeDistributed(L.GRU(3, return_sequences=True, name='gru'), name='timed_gru')(x),
        L.TimeDistributed(L.SimpleRNN(2, go_backwards=True, name='rnn'), name='timed_rnn')(x),
        L.TimeDistributed(L.Bidirectional(L.GRU(2, name='both'), name='both_ways'), name='timed_both')(x),
        L.TimeDistributed(L.TimeDistributed(L.Dense(2, activation='tanh', name='fc'), name='inner'), name='outer')(x),
        L.TimeDistributed(L.LayerNormalization(name='norm'), name='timed_norm')(x),
    ]
    return keras.Model(x, outputs)


@model
def timed_models():
    """Models of several layers for each step, one of them with branches."""
    x = L.Input((3, 4, 4, 1), name='inp')
    chain = keras.Sequential(
        [
            L.Input((4, 4, 1)),
            L.Conv2D(2, 2, activation='relu', name='conv'),
            L.BatchNormalization(name='norm'),
            L.Flatten(name='flat'),
            L.Dense(3, name='fc'),
        ],
        name='chain',
    )
    features = L.TimeDistributed(chain, name='timed_chain')(x)
    start = L.Input((3,))
    left = L.Dense(3, activation='relu', name='left')(start)
    joined = L.Add(name='join')([left, L.Dense(3, name='right')(start)])
    branches = keras.Model(start, L.Concatenate(name='both')([joined, start]), name='branches')
    outputs = [
        L.LSTM(2, name='lstm')(features),
        L.TimeDistributed(branches, name='timed_branches')(features),
    ]
    return keras.Model(x, outputs)


def fill(network, rng):
    values = []
    for array in network.get_weights():
        # Vectors are positive, so that a variance is one.
        value = rng.normal(0.0, 0.6, array.shape) if array.ndim > 1 else rng.uniform(0.1, 0.5, array.shape)
        values.append(value.astype('f4'))
    network.set_weights(values)


def draw(tensor, rng):
    """The samples of an input."""
    return rng.uniform(-1.5, 1.5, (N_SAMPLES, *tensor.shape[1:])).astype('f4')


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or MODELS:
        builder = MODELS[name]
        keras.backend.clear_session()
        network = builder()
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        fill(network, rng)
        inputs = [draw(tensor, rng) for tensor in network.inputs]
        # A model of one sample at a time goes from each to the next.
        batch = network.inputs[0].shape[0] or N_SAMPLES
        outputs = network.predict(inputs if len(inputs) > 1 else inputs[0], batch_size=batch, verbose=0)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        path = FOLDER / f'{FRAMEWORK}-{name}.{"keras" if FRAMEWORK == "keras3" else "h5"}'
        network.save(path)
        if FRAMEWORK == 'keras3':
            normalize_archive(path)
        arrays = {f'x{i}': x for i, x in enumerate(inputs)}
        arrays |= {f'y{i}': np.asarray(y, 'f4') for i, y in enumerate(outputs)}
        np.savez_compressed(path.with_suffix('.npz'), **arrays)
        print(path.name)


if __name__ == '__main__':
    main()
