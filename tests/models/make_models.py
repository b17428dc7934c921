"""Make the tiny seeded Keras models under `tests/models/<framework>/`.

Run once in an environment with Keras 3 and once in one with TensorFlow 2.14 (Keras 2); the script writes the models of
the framework it finds:

    python tests/models/make_models.py [--only NAME ...]

Keras 3 writes `keras3/<name>.keras` for every model and, where the table asks for it, `<name>.h5` (whole model) and
`<name>.json` with `<name>.weights.h5`.  Keras 2 writes `keras2/<name>.h5` and `<name>.json` with `<name>_weights.h5`
(the layer-per-group layout that Keras 2 users have).

Every name is given or follows from a reset counter, every weight comes from a generator seeded with the model's name,
and archives are rewritten without dates, so that two runs give the same bytes.
"""

import argparse
import json
import logging
import os
import pathlib
import sys
import warnings
import zlib

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'scripts'))

# Each registers its models.
import convolution_models  # noqa: F401
import depthwise_models  # noqa: F401
import matrix_models  # noqa: F401
import pooling_models  # noqa: F401
import qkeras_models  # noqa: F401
import sequence_models  # noqa: F401
import shape_models  # noqa: F401
import stream_models  # noqa: F401
from keras_archive import normalize_archive
from registry import MODELS, model

MAX_BYTES = 80_000


class Toolbox:
    """The few spellings in which the two frameworks differ."""

    def __init__(self):
        try:
            import keras

            version = keras.__version__
        except ImportError:
            version = '2'
        if version.startswith('3'):
            self.framework = 'keras3'
        else:
            import tensorflow.keras as keras

            self.framework = 'keras2'
        self.keras = keras
        self.layers = keras.layers

    def __getattr__(self, name):
        return getattr(self.layers, name)

    def seq(self, shape, *layers, name='model'):
        return self.keras.Sequential([self.layers.Input(shape, name='inp'), *layers], name=name)

    def func(self, inputs, outputs, name='model'):
        return self.keras.Model(inputs, outputs, name=name)


# Dense.


@model(keras2=True, h5=True, split=True)
def mlp(k):
    return k.seq(
        (16,),
        k.Dense(8, activation='relu', name='fc1'),
        k.Dense(4, activation='relu', name='fc2'),
        k.Dense(3, activation='softmax', name='fc3'),
    )


@model(keras2=True, h5=True, split=True)
def mlp_linear(k):
    return k.seq((16,), k.Dense(8, name='fc1'), k.Dense(4, name='fc2'), k.Dense(3, name='fc3'))


@model()
def dense_16x8(k):
    return k.seq((16,), k.Dense(8, name='fc'))


@model()
def dense_12x8(k):
    return k.seq((12,), k.Dense(8, name='fc'))


@model(keras2=True)
def dense_odd(k):
    return k.seq(
        (3,),
        k.Dense(5, activation='relu', name='fc1'),
        k.Dense(7, activation='tanh', name='fc2'),
        k.Dense(1, activation='sigmoid', name='fc3'),
    )


@model()
def dense_unit(k):
    return k.seq((4,), k.Dense(1, name='fc'))


@model(keras2=True)
def dense_no_bias(k):
    return k.seq(
        (8,),
        k.Dense(6, use_bias=False, name='fc1'),
        k.Dense(4, use_bias=False, activation='relu', name='fc2'),
    )


@model()
def dense_wide(k):
    return k.seq((16,), k.Dense(64, activation='relu', name='fc1'), k.Dense(5, name='fc2'))


@model()
def dense_rank2(k):
    return k.seq((3, 4), k.Dense(5, name='fc1'), k.Flatten(name='flat'), k.Dense(2, name='fc2'))


# Activations.  Several outputs on one input let one build probe a whole family.


@model(keras2=True)
def acts_table(k):
    x = k.Input((16,), name='inp')
    names = ('sigmoid', 'tanh', 'softplus', 'softsign')
    return k.func(x, [k.Activation(name, name=f'a_{name}')(x) for name in names])


@model(keras2=True)
def acts_elu(k):
    x = k.Input((16,), name='inp')
    outputs = [
        k.Activation('elu', name='a_elu')(x),
        k.ELU(alpha=0.7, name='a_elu07')(x),
        k.Activation('selu', name='a_selu')(x),
    ]
    return k.func(x, outputs)


@model()
def acts_relu(k):
    x = k.Input((16,), name='inp')
    outputs = [
        k.Activation('relu', name='a_relu')(x),
        k.Activation('relu6', name='a_relu6')(x),
        k.Activation('leaky_relu', name='a_leaky')(x),
        k.LeakyReLU(0.3, name='a_leaky03')(x),
        k.ReLU(name='a_relu_layer')(x),
        k.ReLU(negative_slope=0.1, name='a_relu_slope')(x),
        k.ReLU(threshold=0.5, name='a_relu_threshold')(x),
        k.PReLU(name='a_prelu')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True, keras3=False)
def acts_relu_keras2(k):
    x = k.Input((16,), name='inp')
    outputs = [
        k.Activation('relu', name='a_relu')(x),
        k.Activation('relu6', name='a_relu6')(x),
        k.Activation('leaky_relu', name='a_leaky')(x),
        k.LeakyReLU(alpha=0.3, name='a_leaky03')(x),
        k.ThresholdedReLU(theta=0.7, name='a_thresholded')(x),
        k.PReLU(name='a_prelu')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def acts_hard(k):
    x = k.Input((16,), name='inp')
    return k.func(x, [k.Activation('hard_sigmoid', name='a_hs')(x), k.Activation('linear', name='a_lin')(x)])


@model(keras2=True)
def act_hard_sigmoid(k):
    return k.seq((16,), k.Activation('hard_sigmoid', name='a_hs'))


@model()
def act_hard_tanh(k):
    return k.seq((8,), k.Activation('hard_tanh', name='a'))


@model(keras2=True)
def act_gelu(k):
    return k.seq((8,), k.Dense(4, activation='gelu', name='fc'))


@model()
def act_relu_max(k):
    return k.seq((8,), k.Dense(4, name='fc'), k.ReLU(max_value=6.0, name='a'))


@model()
def act_relu_bounded(k):
    """Every form of the layer that no plain rectifier stands for."""
    x = k.Input((2, 5), name='inp')
    outputs = [
        k.ReLU(max_value=1.5, name='a_limit')(x),
        k.ReLU(max_value=1.0, threshold=0.25, name='a_between')(x),
        k.ReLU(negative_slope=0.125, threshold=0.75, name='a_slope')(x),
        k.ReLU(max_value=1.25, negative_slope=0.3, threshold=0.5, name='a_all')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True, keras3=False)
def act_relu_layer_keras2(k):
    return k.seq((8,), k.Dense(4, name='fc'), k.ReLU(name='a'))


@model()
def act_prelu(k):
    return k.seq((12,), k.Dense(6, name='fc'), k.PReLU(name='a'), k.Dense(3, name='out'))


@model(keras2=True)
def inlayer_table(k):
    return k.seq(
        (8,),
        k.Dense(6, activation='sigmoid', name='fc1'),
        k.Dense(6, activation='tanh', name='fc2'),
        k.Dense(5, activation='softplus', name='fc3'),
        k.Dense(4, activation='softsign', name='fc4'),
    )


@model(keras2=True)
def inlayer_piecewise(k):
    return k.seq(
        (8,),
        k.Dense(6, activation='elu', name='fc1'),
        k.Dense(6, activation='selu', name='fc2'),
        k.Dense(5, activation='hard_sigmoid', name='fc3'),
        k.Dense(4, activation='leaky_relu', name='fc4'),
        k.Dense(3, activation='relu6', name='fc5'),
    )


@model(keras2=True)
def softmax10(k):
    return k.seq((10,), k.Activation('softmax', name='sm'))


@model()
def softmax3(k):
    return k.seq((3,), k.Softmax(name='sm'))


@model()
def softmax_dense(k):
    return k.seq((8,), k.Dense(5, name='fc'), k.Activation('softmax', name='sm'))


# Batch normalisation.


@model(keras2=True, h5=True, split=True)
def bn_dense(k):
    return k.seq(
        (10,),
        k.Dense(6, name='fc1'),
        k.BatchNormalization(name='bn1'),
        k.Activation('relu', name='relu1'),
        k.Dense(3, name='fc2'),
    )


@model(keras2=True)
def bn_first(k):
    return k.seq((8,), k.BatchNormalization(name='bn1'), k.Dense(4, name='fc1'))


@model()
def bn_only(k):
    return k.seq((8,), k.BatchNormalization(name='bn1'))


@model(keras2=True)
def bn_twice(k):
    return k.seq(
        (8,),
        k.Dense(6, name='fc1'),
        k.BatchNormalization(name='bn1'),
        k.BatchNormalization(name='bn2'),
        k.Activation('relu', name='relu1'),
        k.Dense(2, name='fc2'),
    )


@model()
def bn_thrice(k):
    return k.seq(
        (8,),
        k.BatchNormalization(name='bn1'),
        k.BatchNormalization(name='bn2'),
        k.BatchNormalization(name='bn3'),
        k.Dense(4, name='fc1'),
    )


@model()
def bn_bare(k):
    """Neither scale nor centre, then each one alone."""
    return k.seq(
        (8,),
        k.Dense(6, name='fc1'),
        k.BatchNormalization(scale=False, center=False, name='bn1'),
        k.Activation('relu', name='relu1'),
        k.Dense(5, name='fc2'),
        k.BatchNormalization(scale=False, name='bn2'),
        k.Activation('tanh', name='tanh2'),
        k.Dense(4, name='fc3'),
        k.BatchNormalization(center=False, epsilon=0.01, name='bn3'),
    )


@model(keras2=True)
def bn_after_act(k):
    """The activation between dense layer and normalisation forbids the fusion."""
    return k.seq(
        (8,),
        k.Dense(6, activation='relu', name='fc1'),
        k.BatchNormalization(name='bn1'),
        k.Dense(3, name='fc2'),
    )


@model()
def bn_shared_parent(k):
    """The dense layer has two consumers, so the normalisation cannot be folded into it."""
    x = k.Input((8,), name='inp')
    d = k.Dense(6, name='fc1')(x)
    b = k.BatchNormalization(name='bn1')(d)
    return k.func(x, [k.Activation('relu', name='relu1')(b), k.Dense(3, name='fc2')(d)])


@model()
def bn_no_bias(k):
    return k.seq((8,), k.Dense(5, use_bias=False, name='fc1'), k.BatchNormalization(name='bn1'))


# Training-only and shape layers.


@model(keras2=True)
def dropout(k):
    return k.seq(
        (8,),
        k.Dropout(0.2, name='drop0'),
        k.Dense(6, activation='relu', name='fc1'),
        k.Dropout(0.5, name='drop1'),
        k.Dense(3, name='fc2'),
        k.Dropout(0.1, name='drop2'),
    )


@model()
def dropout_kinds(k):
    return k.seq(
        (8,),
        k.GaussianDropout(0.2, name='gdrop'),
        k.Dense(6, activation='selu', name='fc1'),
        k.AlphaDropout(0.2, name='adrop'),
        k.Dense(3, name='fc2'),
    )


@model(keras2=True)
def gaussian_noise(k):
    return k.seq((8,), k.GaussianNoise(0.1, name='noise'), k.Dense(3, name='fc1'))


@model(keras2=True)
def flatten(k):
    return k.seq((4, 3), k.Flatten(name='flat'), k.Dense(5, activation='relu', name='fc1'), k.Dense(2, name='fc2'))


@model(keras2=True)
def reshape(k):
    return k.seq(
        (12,),
        k.Dense(8, name='fc1'),
        k.Reshape((2, 4), name='rs1'),
        k.Activation('relu', name='relu1'),
        k.Reshape((-1,), name='rs2'),
        k.Dense(3, name='fc2'),
    )


@model()
def reshape_last(k):
    return k.seq((6,), k.Dense(6, name='fc1'), k.Reshape((3, 2), name='rs1'))


@model()
def flatten_flat(k):
    return k.seq((6,), k.Flatten(name='flat'), k.Dense(4, name='fc1'), k.Flatten(name='flat2'))


# Functional, nested, several inputs and outputs.


@model(keras2=True, h5=True, split=True)
def functional(k):
    x = k.Input((8,), name='inp')
    h = k.Dense(6, activation='relu', name='fc1')(x)
    return k.func(x, k.Dense(3, activation='sigmoid', name='fc2')(h))


@model(keras2=True, h5=True)
def auto_names(k):
    return k.keras.Sequential(
        [
            k.layers.Input((8,)),
            k.Dense(6),
            k.BatchNormalization(),
            k.Activation('relu'),
            k.Dense(4, activation='tanh'),
            k.Dense(3),
            k.Activation('softmax'),
        ]
    )


@model()
def odd_names(k):
    """Names that need care in generated text."""
    return k.seq((6,), k.Dense(5, name='Fc-1'), k.Activation('relu', name='t'), k.Dense(3, name='block.out'))


@model(keras2=True, h5=True)
def nested_sequential(k):
    inner = k.keras.Sequential(
        [k.layers.Input((8,), name='inner_inp'), k.Dense(6, activation='relu', name='fc1'), k.Dense(5, name='fc2')],
        name='inner',
    )
    x = k.Input((8,), name='inp')
    return k.func(x, k.Dense(2, name='fc3')(inner(x)))


@model(keras2=True, h5=True)
def nested_functional(k):
    y = k.Input((6,), name='inner_inp')
    inner = k.func(y, k.Activation('tanh', name='tanh1')(k.Dense(4, name='fc2')(y)), name='inner')
    x = k.Input((8,), name='inp')
    h = k.Dense(6, activation='relu', name='fc1')(x)
    return k.func(x, k.Dense(2, name='fc3')(inner(h)))


@model()
def nested_in_sequential(k):
    inner = k.keras.Sequential(
        [k.layers.Input((6,), name='inner_inp'), k.Dense(4, name='fc2'), k.BatchNormalization(name='bn2')],
        name='inner',
    )
    return k.seq((8,), k.Dense(6, activation='relu', name='fc1'), inner, k.Dense(2, name='fc3'))


@model()
def nested_deep(k):
    core = k.keras.Sequential([k.layers.Input((5,), name='core_inp'), k.Dense(4, name='fc2')], name='core')
    y = k.Input((6,), name='mid_inp')
    mid = k.func(y, core(k.Dense(5, activation='relu', name='fc1')(y)), name='mid')
    x = k.Input((6,), name='inp')
    return k.func(x, k.Activation('sigmoid', name='sig')(mid(x)))


@model(keras2=True, h5=True)
def two_inputs(k):
    a, b = k.Input((6,), name='in_a'), k.Input((4,), name='in_b')
    ya = k.Dense(3, activation='relu', name='fa')(a)
    yb = k.Dense(2, activation='tanh', name='fb')(b)
    return k.func([a, b], [ya, yb])


@model()
def two_inputs_swapped(k):
    """Inputs and outputs listed against the order in which they were made."""
    a, b = k.Input((6,), name='in_a'), k.Input((4,), name='in_b')
    ya = k.Dense(3, name='fa')(a)
    yb = k.Dense(2, name='fb')(b)
    return k.func([b, a], [ya, yb])


@model(keras2=True, h5=True)
def mid_output(k):
    x = k.Input((8,), name='inp')
    h = k.Dense(6, activation='relu', name='fc1')(x)
    return k.func(x, [h, k.Dense(3, name='fc2')(h)])


@model()
def mid_output_linear(k):
    """A graph output that is followed by a normalisation, which must then stay a node of its own."""
    x = k.Input((8,), name='inp')
    h = k.Dense(5, name='fc1')(x)
    b = k.BatchNormalization(name='bn1')(h)
    return k.func(x, [h, k.Activation('relu', name='relu1')(b), b])


@model()
def fan_out(k):
    x = k.Input((8,), name='inp')
    h = k.Dense(6, activation='relu', name='fc1')(x)
    return k.func(
        x, [k.Dense(3, name='oa')(h), k.Dense(2, activation='sigmoid', name='ob')(h), k.Dense(1, name='oc')(x)]
    )


@model()
def shared_layer(k):
    a, b = k.Input((6,), name='in_a'), k.Input((6,), name='in_b')
    d = k.Dense(3, name='fc')
    return k.func([a, b], [d(a), d(b)])


@model(keras2=True)
def shared_chain(k):
    x = k.Input((4,), name='inp')
    d = k.Dense(4, name='fc')
    h = d(k.Activation('tanh', name='th')(d(x)))
    return k.func(x, k.Add(name='sum')([h, x]))


@model(keras2=True)
def nested_twice(k):
    a = k.Input((4,), name='inner_in')
    inner = k.func(a, k.Dense(4, activation='relu', name='fc')(a), name='inner')
    line = k.keras.Sequential([k.Dense(4, name='last')], name='line')
    x = k.Input((4,), name='inp')
    h = inner(inner(x))
    y = k.Add(name='sum')([line(line(h)), h])
    return k.func(x, [y, inner(y), line(y)])


# Element-wise merges and concatenation.


@model(keras2=True, h5=True, split=True)
def merge_skip(k):
    """A residual connection around a dense layer."""
    x = k.Input((6,), name='inp')
    h = k.Dense(6, name='fc1')(x)
    return k.func(x, k.Dense(3, name='fc2')(k.Add(name='sum')([x, h])))


@model(keras2=True)
def merge_kinds(k):
    """Every function on two inputs of the model, one output each."""
    a, b = k.Input((8,), name='in_a'), k.Input((8,), name='in_b')
    kinds = ('Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum')
    return k.func([a, b], [getattr(k, kind)(name=f'm_{kind.lower()}')([a, b]) for kind in kinds])


@model(keras2=True)
def merge_three(k):
    x, y = k.Input((5,), name='inp'), k.Input((5,), name='other')
    h = k.Dense(5, name='fc1')(x)
    return k.func([x, y], k.Activation('relu', name='relu1')(k.Add(name='sum')([x, h, y])))


@model(keras2=True)
def merge_four(k):
    """Chains of each function that has them, on four inputs of the model."""
    inputs = [k.Input((4,), name=f'in_{letter}') for letter in 'abcd']
    kinds = ('Add', 'Multiply', 'Maximum', 'Minimum')
    return k.func(inputs, [getattr(k, kind)(name=f'm_{kind.lower()}')(inputs) for kind in kinds])


@model()
def merge_average_three(k):
    inputs = [k.Input((4,), name=f'in_{letter}') for letter in 'abc']
    return k.func(inputs, k.Average(name='mean')(inputs))


@model(keras2=True)
def merge_same(k):
    """A tensor with itself, and one that is a model output as well."""
    x = k.Input((6,), name='inp')
    double = k.Add(name='double')([x, x])
    square = k.Multiply(name='square')([double, double])
    return k.func(x, [double, k.Subtract(name='rest')([square, x])])


@model()
def merge_branches(k):
    """Results of activations, unsigned and signed, meet each other behind shapes of rank two."""
    x = k.Input((2, 3), name='inp')
    p = k.Activation('relu', name='relu1')(x)
    t = k.Activation('tanh', name='tanh1')(x)
    m = k.Maximum(name='most')([p, t])
    n = k.Minimum(name='least')([p, t])
    d = k.Subtract(name='rest')([m, n])
    return k.func(x, [k.Multiply(name='product')([d, p]), k.Average(name='mean')([d, t])])


@model()
def merge_broadcast(k):
    a, b = k.Input((2, 3), name='in_a'), k.Input((3,), name='in_b')
    return k.func([a, b], k.Add(name='sum')([a, b]))


@model(keras2=True)
def concat_three(k):
    x = k.Input((5,), name='inp')
    parts = [k.Dense(3, name='fa')(x), k.Dense(2, activation='relu', name='fb')(x), x]
    return k.func(x, k.Dense(2, name='fc')(k.Concatenate(name='cat')(parts)))


@model(keras2=True)
def concat_axes(k):
    """Every axis of a tensor of rank three, counted from either end."""
    a, b = k.Input((2, 3, 2), name='in_a'), k.Input((2, 3, 2), name='in_b')
    axes = (1, 2, 3, -1, -2, -3)
    return k.func([a, b], [k.Concatenate(axis=axis, name=f'cat_{axis + 3}')([a, b]) for axis in axes])


@model(keras2=True)
def concat_chain(k):
    """Three matrices of different heights."""
    inputs = [k.Input((rows, 2), name=f'in_{rows}') for rows in (1, 3, 2)]
    return k.func(inputs, k.Concatenate(axis=1, name='cat')(inputs))


# Weights.


def all_layers(network):
    """Layers that own weights, nested models opened, in model order."""
    for layer in network.layers:
        if hasattr(layer, 'layers'):
            yield from all_layers(layer)
        else:
            yield layer


def weight_name(weight):
    return weight.name.split('/')[-1].split(':')[0]


def seeded_weight(rng, name, shape):
    """Values as training leaves them, with exact zeros, exact grid points and a few far outliers."""
    if name.endswith('kernel'):
        values = rng.normal(0.0, 1.2 / np.sqrt(np.prod(shape[:-1])), shape)
        values[rng.random(shape) < 0.1] = 0.0
        grid = rng.random(shape) < 0.1
        values[grid] = np.round(values[grid] * 16) / 16
        values[rng.random(shape) < 0.02] *= 15.0
    elif name == 'bias':
        values = rng.normal(0.0, 0.3, shape)
        values[rng.random(shape) < 0.15] = 0.0
    elif name == 'embeddings':
        values = rng.normal(0.0, 1.0, shape)
    elif name == 'gamma':
        values = rng.normal(1.0, 0.4, shape)
    elif name == 'beta':
        values = rng.normal(0.0, 0.4, shape)
    elif name == 'moving_mean':
        values = rng.normal(0.0, 0.6, shape)
    elif name == 'moving_variance':
        values = rng.uniform(0.05, 3.0, shape)
    elif name in ('ema_min', 'ema_max'):
        # The range that a layer of QKeras has seen.
        values = rng.uniform(0.5, 6.0, shape) * (-1 if name == 'ema_min' else 1)
    elif name == 'alpha':
        values = rng.uniform(-0.1, 0.9, shape)
    else:
        raise ValueError(f'no rule for a weight named {name}')
    return values.astype(np.float32)


def fill_weights(network, seed):
    rng = np.random.default_rng(seed)
    for layer in all_layers(network):
        # Seed generators of the dropout layers and counters of training steps are state, not weights.
        counters = ('seed_generator', 'iteration', 'Variable')
        weights = [w for w in layer.weights if not weight_name(w).startswith(counters)]
        for weight in weights:
            values = seeded_weight(rng, weight_name(weight), tuple(weight.shape))
            if 'bernoulli' in str(getattr(layer, 'kernel_quantizer', None)):
                # QKeras adds the distance from weight to level to the weight, which single precision has to hold.
                values = np.sign(values) * np.ceil(np.abs(values) * 64) / 64
            weight.assign(values)


# Files.


def save(network, framework, name, formats):
    folder = HERE / framework
    folder.mkdir(exist_ok=True)
    paths = []
    if framework == 'keras3':
        paths.append(folder / f'{name}.keras')
        network.save(paths[-1])
        normalize_archive(paths[-1])
    if formats['h5']:
        paths.append(folder / f'{name}.h5')
        network.save(paths[-1])
    if formats['split']:
        architecture = folder / f'{name}.json'
        architecture.write_text(json.dumps(json.loads(network.to_json()), indent=1) + '\n')
        # Keras picks the layout from the ending: `.weights.h5` is the Keras 3 one.
        ending = '.weights.h5' if framework == 'keras3' else '_weights.h5'
        paths += [architecture, folder / f'{name}{ending}']
        network.save_weights(paths[-1])
    for path in paths:
        if path.stat().st_size > MAX_BYTES:
            raise SystemExit(f'{path} has {path.stat().st_size} bytes, the limit is {MAX_BYTES}')
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', nargs='*', help='names of the models to write; all by default')
    options = parser.parse_args()
    # Both frameworks advise against the HDF5 files that this script is asked to write.
    warnings.simplefilter('ignore')
    for name in ('absl', 'tensorflow'):
        logging.getLogger(name).setLevel(logging.ERROR)
    k = Toolbox()
    unknown = set(options.only or ()) - MODELS.keys()
    if unknown:
        raise SystemExit(f'no such model: {", ".join(sorted(unknown))}')
    for name, (builder, frameworks, formats) in MODELS.items():
        if not frameworks[k.framework] or (options.only and name not in options.only):
            continue
        k.keras.backend.clear_session()
        network = builder(k)
        fill_weights(network, zlib.crc32(name.encode()))
        if k.framework == 'keras2':
            formats = {'h5': True, 'split': True}
        print(name, *(path.name for path in save(network, k.framework, name, formats)))


if __name__ == '__main__':
    main()
