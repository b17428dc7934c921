"""Record models of HGQ2 with their own predictions.

    KERAS_BACKEND=tensorflow .venv/keras3/bin/python scripts/record_hgq.py [CASE ..]

Each model gets random widths, different from element to element where its quantizers are heterogeneous, and random
weights. Its numbers need few bits, so that single precision computes them exactly, and what hlsmith makes of the model
must equal them in every bit. Writes `tests/reference/hgq/<case>.keras` and `<case>.npz` with inputs `x0`, .. and outputs
`y0`, .., and `tests/reference/hgq_classes.txt` with the names of all layers. Needs TensorFlow, Keras 3 and HGQ2.
"""

import inspect
import os
import sys
import zlib
from pathlib import Path

os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import keras
import keras_archive
import numpy as np
from hgq import layers as Q
from hgq.config import LayerConfigScope, QuantizerConfig, QuantizerConfigScope
from hgq.layers import attn, rnn
from hgq.layers.attn.salt import QSALTAttention
from hgq.quantizer import Quantizer
from hgq.quantizer.config import HardSigmoidConfig

FOLDER = Path(__file__).resolve().parent.parent / 'tests/reference/hgq'
N_SAMPLES = 1000
CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def scopes(kind='kif', rounding='RND', overflow='WRAP', weights=('kbi', 'SAT_SYM'), axis=(0,)):
    """The scopes in which the quantizers of a model are made."""
    data = {'default_q_type': kind, 'round_mode': rounding, 'overflow_mode': overflow}
    # All elements share their widths, whatever the rank.
    data |= {'homogeneous_axis': axis} if axis is not None else {'homogeneous_axis': None, 'heterogeneous_axis': ()}
    weight = {'default_q_type': weights[0], 'overflow_mode': weights[1], 'round_mode': rounding}
    return (
        QuantizerConfigScope(place='datalane', **data),
        QuantizerConfigScope(place=('weight', 'bias'), **weight),
        LayerConfigScope(enable_ebops=False),
    )


def build(make, shapes, **how):
    """A model of what `make` does to inputs of some shapes, with quantizers of one kind."""
    first, second, third = scopes(**how)
    with first, second, third:
        inputs = [keras.Input(shape, name=f'inp{i}') for i, shape in enumerate(shapes)]
        return keras.Model(inputs, make(*inputs))


def dense(x):
    return Q.QDense(4, name='d2', enable_oq=True)(Q.QDense(5, activation='relu', name='d1')(x))


for kind in ('kif', 'kbi'):
    for overflow in ('WRAP', 'SAT', 'SAT_SYM'):
        for rounding in ('TRN', 'RND', 'RND_CONV'):
            for axes, axis in (('elements', (0,)), ('tensor', (0, 1))):

                def modes(kind=kind, overflow=overflow, rounding=rounding, axis=axis):
                    weights = ('kif' if kind == 'kbi' else 'kbi', overflow)
                    how = {'kind': kind, 'overflow': overflow, 'rounding': rounding, 'axis': axis, 'weights': weights}
                    return build(dense, [(6,)], **how)

                CASES[f'dense_{kind}_{overflow}_{rounding}_{axes}'.lower()] = modes


for kind in ('kif', 'kbi'):
    for rounding in ('TRN', 'RND', 'RND_CONV'):

        def stochastic(kind=kind, rounding=rounding):
            # Rounding at random is that of training only.
            rounding = rounding if rounding == 'TRN' else f'S_{rounding}'
            return build(dense, [(6,)], kind=kind, rounding=rounding, overflow='SAT', weights=(kind, 'WRAP'))

        CASES[f'dense_wrapping_weights_{kind}_{rounding}'.lower()] = stochastic


def images(make, shape=(5, 6, 2)):
    """Two cases: quantizers for each element, and for each channel."""
    name = make.__name__
    CASES[f'{name}_elements'] = lambda: build(make, [shape])
    CASES[f'{name}_channels'] = lambda: build(make, [shape], axis=tuple(range(len(shape))), overflow='SAT')


def conv_2d(x):
    return Q.QConv2D(3, (2, 3), activation='relu', name='c')(x)


def conv_2d_same(x):
    return Q.QConv2D(3, 3, padding='same', strides=2, use_bias=False, name='c', enable_oq=True)(x)


def normalised(x):
    x = Q.QConv2D(3, 2, name='c')(x)
    return Q.QBatchNormalization(name='bn')(x)


def pooled(x):
    a = Q.QMaxPooling2D(2, name='mp')(x)
    b = Q.QAveragePooling2D(2, name='ap')(x)
    return Q.QAdd(name='add')([a, b])


def globally(x):
    return [Q.QGlobalAveragePooling2D(name='ga')(x), Q.QGlobalMaxPooling2D(name='gm')(x)]


def cnn(x):
    x = Q.QConv2D(3, 3, activation='relu', name='c1')(x)
    x = keras.layers.MaxPooling2D(2, name='mp')(x)
    x = keras.layers.Flatten(name='flat')(x)
    with QuantizerConfigScope(place='datalane', homogeneous_axis=(0,)):
        return Q.QDense(4, name='fc')(x)


for make in (conv_2d, conv_2d_same, normalised, pooled, cnn):
    images(make)
images(globally, (4, 4, 2))


def conv_1d(x):
    return Q.QConv1D(4, 3, padding='same', name='c')(x)


def pooled_1d(x):
    return [Q.QMaxPooling1D(3, name='mp')(x), Q.QAveragePooling1D(2, name='ap')(x)]


def einsum_dense(x):
    x = Q.QEinsumDense('abc,cd->abd', output_shape=(6, 5), bias_axes='d', activation='relu', name='e1')(x)
    return Q.QEinsumDense('abc,bcd->abd', output_shape=(6, 2), bias_axes='bd', name='e2')(x)


def last_axis(x):
    return Q.QDense(4, name='d2', enable_oq=True)(Q.QDense(5, activation='relu', name='d1')(x))


def sums(x):
    return [
        Q.QSum(axes=1, name='rows')(x),
        Q.QSum(axes=2, scale=0.25, keepdims=True, name='columns')(x),
        Q.QMeanPow2(axes=2, name='mean')(x),
    ]


def standalone(x):
    x = Quantizer(QuantizerConfig(place='datalane'), name='q')(x)
    x = keras.layers.Permute((2, 1), name='p')(x)
    x = keras.layers.Reshape((12, 2), name='r')(x)
    return Q.QDense(3, name='d')(x)


def shared(x):
    layer = Q.QDense(4, name='twice', enable_oq=True)
    return Q.QSubtract(name='sub')([layer(x), layer(Q.QDense(4, activation='relu', name='other')(x))])


for make in (conv_1d, pooled_1d, einsum_dense, last_axis, sums, standalone):
    images(make, (6, 4))
images(shared, (4,))


def merges(a, b):
    outputs = [getattr(Q, f'Q{kind}')(name=kind.lower())([a, b]) for kind in 'Add Subtract Multiply Maximum Minimum'.split()]
    return [*outputs, Q.QAveragePow2(name='average')([a, b])]


for name, axis, overflow in (('elements', (0,), 'WRAP'), ('tensor', (0, 1, 2), 'SAT')):
    CASES[f'merges_{name}'] = lambda axis=axis, overflow=overflow: build(
        merges, [(3, 4), (3, 4)], axis=axis, overflow=overflow
    )
    CASES[f'merges_repeated_{name}'] = lambda axis=axis, overflow=overflow: build(
        merges, [(3, 4), (1, 4)], axis=axis, overflow=overflow
    )
    CASES[f'three_{name}'] = lambda axis=axis, overflow=overflow: build(
        lambda a, b, c: [Q.QAdd(name='add')([a, b, c]), Q.QMaximum(name='max')([c, a, b])],
        [(3, 4)] * 3,
        axis=axis,
        overflow=overflow,
    )


def softmax(x):
    return Q.QSoftmax(name='sm')(Q.QDense(5, name='d')(x))


def softmax_axis(x):
    return Q.QSoftmax(axis=1, name='sm', input_scaler=0.5, enable_oq=True)(Quantizer(name='q')(x))


def attention(x):
    scores = Q.QEinsumDense('abc,cd->abd', output_shape=(4, 4), name='scores')(x)
    weights = Q.QSoftmax(name='sm')(scores)
    return Q.QAdd(name='add')([weights, Q.QDense(4, name='values')(x)])




def lut(function, **how):
    return lambda x: Q.QUnaryFunctionLUT(function, name='lut', **how)(Q.QDense(5, name='d', enable_oq=True)(x))


def affined(x):
    return Q.QDense(3, name='d')(Q.QAffinedUnaryFunctionLUT('sigmoid', name='lut')(x))


FUNCTIONS = 'tanh sigmoid softplus softsign gelu silu elu selu exponential leaky_relu hard_sigmoid'.split()
for function in FUNCTIONS:
    for name, axis in (('elements', (0,)), ('tensor', (0, 1))):
        CASES[f'lut_{function}_{name}'] = lambda function=function, axis=axis: build(lut(function), [(4,)], axis=axis)
images(affined, (6,))


def einsum(a, b):
    return Q.QEinsum('abc,adc->abd', name='scores')([a, b])


def dots(a, b):
    return [Q.QDot(name='last')([a, b]), Q.QDot(axes=(1, 1), name='first')([a, a])]


def dot_vectors(a, b):
    return Q.QDot(name='dot')([a, b])


for name, axis, overflow in (('elements', (0,), 'SAT'), ('tensor', (0, 1, 2), 'WRAP')):
    CASES[f'einsum_{name}'] = lambda axis=axis, overflow=overflow: build(einsum, [(3, 4), (2, 4)], axis=axis, overflow=overflow)
    CASES[f'dots_{name}'] = lambda axis=axis, overflow=overflow: build(dots, [(3, 4), (2, 4)], axis=axis, overflow=overflow)
CASES['dot_vectors_elements'] = lambda: build(dot_vectors, [(6,), (6,)])


def batch_norm_dense(x):
    return Q.QBatchNormDense(3, name='d2')(Q.QBatchNormDense(5, activation='relu', name='d1')(x))


def einsum_batch_norm(x):
    x = Q.QEinsumDenseBatchnorm('abc,cd->abd', output_shape=(6, 5), bias_axes='d', activation='relu', name='e1')(x)
    return Q.QEinsumDenseBatchnorm('abc,bcd->abd', output_shape=(6, 2), bias_axes='bd', name='e2')(x)


images(batch_norm_dense, (6,))
images(einsum_batch_norm, (6, 4))


def own_attention(x):
    return Q.QMultiHeadAttention(2, 3, name='mha')(x)


def cross_attention(a, b):
    return Q.QMultiHeadAttention(2, 3, value_dim=2, output_shape=5, fuse='kv', name='mha')(a, b)


def fused_attention(x):
    x = Q.QMultiHeadAttention(1, 4, fuse='qkv', use_bias=False, name='mha')(x)
    return Q.QDense(2, name='d')(x)


def linformer(x):
    return Q.QLinformerAttention(2, 3, 4, name='lin')(x)


def linformer_shared(a, b):
    return Q.QLinformerAttention(1, 2, 3, value_dim=2, output_shape=4, share_kv_proj=True, name='lin')(a, b)


for name, axis in (('elements', (0,)), ('tensor', None)):
    heads = {'axis': axis, 'overflow': 'SAT'}
    for make, shapes in ((own_attention, [(4, 3)]), (cross_attention, [(3, 4), (2, 5)]), (fused_attention, [(4, 3)]), (linformer, [(5, 3)]), (linformer_shared, [(3, 4), (4, 5)])):
        CASES[f'{make.__name__}_{name}'] = lambda make=make, shapes=shapes, heads=heads: build(make, shapes, **heads)

def table_dense(x):
    return Q.QDenseT(3, d_hl=4, activation='relu', batch_norm=True, name='t')(x)


def table_rows(x):
    return Q.QDenseT(2, n_hl=2, d_hl=3, subnn_activation='gelu', use_bias=False, name='t')(Q.QDense(3, name='d')(x))


def table_conv_1d(x):
    return Q.QConvT1D(2, 2, strides=2, d_hl=3, subnn_activation='sigmoid', name='t')(x)


def table_conv_2d(x):
    return Q.QConvT2D(2, 2, padding='same', n_hl=0, batch_norm=True, bn_scale=False, name='t')(x)


def simple_rnn(x):
    return Q.QSimpleRNN(3, activation='relu', enable_sq=True, name='r')(x)


def simple_rnn_steps(x):
    return Q.QSimpleRNN(3, return_sequences=True, go_backwards=True, name='r')(x)


def gru(x):
    return Q.QDense(2, name='d')(Q.QGRU(3, name='r')(x))


def gru_steps(x):
    return Q.QGRU(2, reset_after=False, use_bias=False, return_sequences=True, name='r')(x)


for make, shape in ((simple_rnn, (4, 3)), (simple_rnn_steps, (3, 2)), (gru, (3, 2)), (gru_steps, (3, 2))):
    images(make, shape)


# With hidden layers HGQ2 cannot call these.
def table_einsum(x):
    x = Q.QEinsumDenseT('abc,cd->abd', (4, 2), n_hl=0, bias_axes='d', name='t1')(x)
    return Q.QEinsumDenseT('abc,db->adc', (3, 2), n_hl=0, batch_norm=True, bn_center=False, activation='relu', name='t2')(x)


def table_attention(x):
    return Q.QMultiHeadAttentionT(2, 2, value_dim=3, output_shape=2, n_hl=0, name='mha')(x)


def table_linformer(a, b):
    return Q.QLinformerAttentionT(1, 2, 2, n_hl=0, batch_norm=True, name='lin')(a, b)


for make, shape in (
    (table_dense, (4,)),
    (table_rows, (3, 4)),
    (table_conv_1d, (5, 3)),
    (table_conv_2d, (3, 4, 2)),
    (table_einsum, (4, 3)),
):
    images(make, shape)
for make, shapes in ((table_attention, [(4, 3)]), (table_linformer, [(3, 2), (4, 2)])):
    for name, axis in (('elements', (0,)), ('tensor', None)):
        CASES[f'{make.__name__}_{name}'] = lambda make=make, shapes=shapes, axis=axis: build(
            make, shapes, axis=axis, overflow='SAT'
        )

def conv_3d(x):
    x = Q.QConv3D(2, (2, 2, 3), activation='relu', name='c1')(x)
    return Q.QConv3D(2, 2, strides=(1, 2, 1), padding='same', use_bias=False, name='c2', enable_oq=True)(x)


def conv_3d_grouped(x):
    return Q.QConv3D(4, 2, dilation_rate=(1, 1, 2), groups=2, name='c')(x)


def pooled_3d(x):
    a = Q.QMaxPooling3D((2, 3, 2), strides=(2, 2, 1), padding='same', name='mp')(x)
    b = Q.QAveragePooling3D((2, 1, 2), name='ap')(x)
    return [a, Q.QConv3D(1, 1, name='c')(b)]


def globally_3d(x):
    return [Q.QGlobalAveragePooling3D(keepdims=True, name='ga')(x), Q.QGlobalMaxPooling3D(name='gm')(x)]


images(conv_3d, (3, 4, 5, 2))
images(conv_3d_grouped, (2, 3, 4, 4))
images(pooled_3d, (4, 3, 4, 2))
images(globally_3d, (2, 2, 4, 2))


THRESHOLDS = [0.75, 1.0, 0.5]


def lif(x):
    return Q.QLIF(3, threshold=THRESHOLDS, return_sequences=True, enable_sq=False, name='n')(x)


def lif_zero(x):
    how = {'reset_mechanism': 'zero', 'beta': [0.5, 0.25, 0.75], 'graded_spikes_factor': [0.5, 1.0, 3.0]}
    return Q.QLIF(3, threshold=0.3, go_backwards=True, enable_oq=True, name='n', **how)(x)


def spikes(x):
    a = Q.QSimpleSNN(3, threshold=THRESHOLDS, return_sequences=True, name='a')(x)
    return [Q.QDense(2, name='d')(a), Q.QSimpleSNN(3, reset_mechanism='none', enable_sq=False, name='b')(x)]


def cells(x):
    return [
        keras.layers.RNN(rnn.QSimpleRNNCell(3, activation='relu'), name='r1')(x),
        keras.layers.RNN(Q.QLIFCell(3), name='r2')(x),
        keras.layers.RNN(Q.QSimpleSNNCell(3), return_sequences=True, go_backwards=True, name='r3')(x),
    ]


for make in (lif, lif_zero, spikes, cells):
    images(make, (3, 3))


def salt(x):
    return QSALTAttention(2, 3, 2, name='salt')(x)


def salt_clusters(a, b):
    return QSALTAttention(2, 2, 2, cluster_k_proj=True, cluster_v_proj=True, separate_conv=True, name='salt')(a, b)


def salt_shared(x):
    return QSALTAttention(1, 2, 2, share_kv_proj=True, conv_size=0, name='salt')(x)


for name, axis in (('elements', (0,)), ('tensor', None)):
    for make, shapes in ((salt, [(4, 3)]), (salt_clusters, [(3, 2), (5, 2)]), (salt_shared, [(4, 2)])):
        CASES[f'{make.__name__}_{name}'] = lambda make=make, shapes=shapes, axis=axis: build(
            make, shapes, axis=axis, overflow='SAT'
        )


def scaled(x):
    x = Quantizer(QuantizerConfig(place='datalane', scaler=0.25, affine=(0.5, 0.75)), name='q')(x)
    how = {
        'iq_conf': QuantizerConfig(place='datalane', scaler=2.0, affine=(-1.0, 0.125)),
        'kq_conf': QuantizerConfig(place='weight', scaler=0.5, affine=(1.0, -0.25)),
        'bq_conf': QuantizerConfig(place='bias', scaler=-4.0),
        'oq_conf': QuantizerConfig(place='datalane', scaler=0.5),
    }
    x = Q.QDense(3, enable_oq=True, name='d', **how)(x)
    return Quantizer(HardSigmoidConfig(place='datalane'), name='s')(x)


images(scaled, (4,))


def inside(function):
    def two(x):
        return Q.QDense(2, name='d2')(Q.QDense(3, activation=function, name='d1')(x))

    return two


for function in 'tanh sigmoid gelu hard_sigmoid softplus'.split():
    for name, axis in (('elements', (0,)), ('tensor', (0, 1))):
        CASES[f'inside_{function}_{name}'] = lambda function=function, axis=axis: build(
            inside(function), [(3,)], axis=axis, rounding='RND_CONV' if function == 'gelu' else 'RND', overflow='SAT'
        )


def inside_conv(x):
    x = Q.QConv2D(2, 2, activation='tanh', name='c')(x)
    x = keras.layers.MaxPooling2D(2, name='mp')(x)
    x = keras.layers.Flatten(name='flat')(x)
    return Q.QDense(3, activation='sigmoid', enable_oq=True, name='fc')(x)


def inside_tables(x):
    return Q.QDense(2, name='d')(Q.QDenseT(2, n_hl=0, activation='silu', name='t')(x))


def inside_gru(x):
    return Q.QGRU(2, activation='tanh', recurrent_activation='tanh', name='r')(x)


CASES['inside_conv_tensor'] = lambda: build(inside_conv, [(5, 5, 1)], axis=None, overflow='SAT')
CASES['inside_tables_elements'] = lambda: build(inside_tables, [(3,)], overflow='SAT')
CASES['inside_gru_elements'] = lambda: build(inside_gru, [(3, 2)], overflow='SAT')
images(attention, (4, 3))
images(softmax, (6,))
images(softmax_axis, (4, 3))


def randomize(model, random):
    """Give every weight a random value and every quantizer random widths."""
    for variable in model.variables:
        name, shape = variable.path.split('/')[-1], tuple(variable.shape)
        if any(part.endswith('_table') for part in variable.path.split('/')):
            continue
        if name in ('b', 'f', 'i', 'k') and shape != ():
            low, high = {'b': (2, 7), 'f': (0, 5), 'i': (-1, 3), 'k': (0, 2)}[name]
            values = random.integers(0, 2, shape) if name == 'k' else random.uniform(low, high, shape)
            # Some elements have no bits.
            if name in ('b', 'f'):
                values = np.where(random.random(shape) < 0.1, {'b': 0, 'f': -3}[name], values)
        elif name in ('kernel', 'recurrent_kernel', 'bias', 'beta', 'gamma', 'bn_beta', 'bn_gamma', 'moving_mean', 'scale'):
            values = random.normal(size=shape)
        elif name == 'moving_variance':
            values = random.uniform(0.5, 2, shape)
        else:
            continue
        variable.assign(values.astype(variable.dtype))


def record(name, make):
    seed = zlib.crc32(name.encode())
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed % (1 << 31))
    random = np.random.default_rng(seed)
    model = make()
    randomize(model, random)
    inputs = []
    for tensor in model.inputs:
        x = random.normal(size=(N_SAMPLES, *tensor.shape[1:])) * 3
        # Half of the numbers are on the grid of the quantizers or in the middle between two of its points, few have all
        # bits, so that files stay small.
        kind = random.random(x.shape)
        x = np.where(kind < 0.5, np.round(x * 16) / 16, np.where(kind < 0.95, np.round(x * 256) / 256, x))
        inputs.append(x.astype(np.float32))
    outputs = model(inputs, training=False)
    outputs = [np.asarray(y, dtype=np.float32) for y in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]
    path = FOLDER / f'{name}.keras'
    model.save(path)
    keras_archive.normalize_archive(path, compress=True)
    arrays = {f'x{i}': x for i, x in enumerate(inputs)} | {f'y{i}': y for i, y in enumerate(outputs)}
    np.savez_compressed(path.with_suffix('.npz'), **arrays)


def classes():
    """The names of all layers of HGQ2."""
    modules = [Q, attn, rnn]
    found = {own.__name__ for module in modules for own in vars(module).values() if inspect.isclass(own)}
    return sorted(name for name in found if issubclass(getattr(Q, name, keras.Layer), keras.Layer) and 'Base' not in name)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / 'hgq_classes.txt').write_text(''.join(f'{name}\n' for name in classes()))
    for name in sys.argv[1:] or CASES:
        record(name, CASES[name])


if __name__ == '__main__':
    main()
