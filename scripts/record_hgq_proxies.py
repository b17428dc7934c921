"""Record models of HGQ, the library for Keras 2, and their proxies with their own predictions.

    .venv/keras2/bin/python scripts/record_hgq_proxies.py [CASE ..]

Each model gets random weights and random widths, different from element to element, and learns its ranges from the
recorded inputs; its proxy then gives the model's own predictions, which is checked. What hlsmith makes of the proxy must
equal them in every bit, as must what it makes of the model itself. Writes `tests/reference/hgq/proxy_<case>.h5` or
`.keras` and `.npz` with inputs `x0`, .. and outputs `y0`, .., and beside them the model itself, `trained_<case>.h5` or
`.keras`, where all of its functions are rectifiers, and `tests/reference/hgq_keras2_classes.txt` with the names of all
layers. Needs TensorFlow 2.14 and HGQ.
"""

import inspect
import os
import sys
import warnings
import zlib
from pathlib import Path

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
warnings.filterwarnings('ignore')

import HGQ.layers as H
import keras_archive
import numpy as np
from HGQ import proxy, to_proxy_model, trace_minmax
from tensorflow import keras

FOLDER = Path(__file__).resolve().parent.parent / 'tests/reference/hgq'
N_SAMPLES = 1000
# Most entries of a table.
TABLE_SIZE = 4096
CASES = {}


def case(*shapes, saturates=False, suffix='h5'):
    def add(make):
        CASES[make.__name__] = (make, shapes, saturates, suffix)
        return make

    return add


def channels(kind='except_last'):
    """The settings of a quantizer of results that differs from channel to channel only."""
    return H.base.get_default_paq_conf() | {'skip_dims': kind}


def conv(**how):
    return {'paq_conf': channels()} | how


@case((6,))
def dense(x):
    return H.HDense(4, name='d2')(H.HDense(5, activation='relu', name='d1')(H.HQuantize(name='q')(x)))


@case((6,), saturates=True, suffix='keras')
def dense_saturating(x):
    return dense(x)


@case((6,), suffix='keras')
def dense_archive(x):
    return dense(x)


@case((6,))
def dense_tensor(x):
    whole = channels('all')
    x = H.HQuantize(name='q', paq_conf=whole)(x)
    return H.HDense(4, name='d2', paq_conf=whole)(H.HDense(5, activation='relu', name='d1', paq_conf=whole)(x))


@case((6,))
def dense_no_bias(x):
    return H.HDense(4, use_bias=False, activation='relu', name='d')(H.HQuantize(name='q')(x))


@case((6,))
def dense_batch_norm(x):
    x = H.HDenseBatchNorm(5, activation='relu', name='d1')(H.HQuantize(name='q')(x))
    return H.HDense(3, name='d2')(x)


@case((4, 6))
def dense_rows(x):
    return H.HDense(3, name='d', activation='relu')(H.HQuantize(name='q')(x))


for function in ('tanh', 'sigmoid', 'softplus', 'elu'):

    def table(x, function=function):
        x = H.HDense(5, name='d1')(H.HQuantize(name='q')(x))
        return H.HDense(3, name='d2')(H.HActivation(function, name='act')(x))

    table.__name__ = f'table_{function}'
    case((6,), suffix='h5' if function < 't' else 'keras')(table)


@case((6,))
def rectifier(x):
    return H.HDense(3, name='d')(H.HActivation('relu', name='act')(H.HQuantize(name='q')(x)))


@case((6,))
def added(x):
    x = H.HQuantize(name='q')(x)
    a, b = H.HDense(4, name='a', activation='relu')(x), H.HDense(4, name='b')(x)
    return H.HDense(2, name='d')(H.HAdd(name='sum')([a, b]))


@case((6,))
def joined(x):
    x = H.HQuantize(name='q')(x)
    a, b = H.HDense(4, name='a', activation='relu')(x), H.HDense(3, name='b')(x)
    return H.HDense(2, name='d')(H.PConcatenate(name='both')([a, b]))


@case((6,), (4,), saturates=True)
def two_inputs(a, b):
    a, b = H.HQuantize(name='qa')(a), H.HQuantize(name='qb')(b)
    return [H.HDense(2, name='da')(a), H.HDense(3, name='db')(H.PConcatenate(name='both')([a, b]))]


@case((5, 6, 2))
def conv_2d(x):
    return H.HConv2D(3, (2, 3), activation='relu', name='c', **conv())(H.HQuantize(name='q')(x))


@case((5, 6, 2), saturates=True)
def conv_2d_strided(x):
    return H.HConv2D(3, 3, strides=2, name='c', **conv())(H.HQuantize(name='q', paq_conf=channels())(x))


@case((5, 6, 2), suffix='keras')
def conv_2d_batch_norm(x):
    x = H.HConv2DBatchNorm(3, 2, activation='relu', name='c', **conv())(H.HQuantize(name='q')(x))
    return H.HDense(3, name='d')(H.PFlatten(name='flat')(x))


@case((5, 6, 2))
def conv_2d_elements(x):
    return H.HConv2D(2, 2, name='c')(H.HQuantize(name='q')(x))


@case((8, 3))
def conv_1d(x):
    return H.HConv1D(4, 3, activation='relu', name='c', **conv())(H.HQuantize(name='q')(x))


@case((8, 3))
def conv_1d_batch_norm(x):
    return H.HConv1DBatchNorm(4, 3, name='c', **conv())(H.HQuantize(name='q')(x))


@case((6, 6, 2))
def pooled(x):
    x = H.HConv2D(3, 3, activation='relu', name='c', **conv())(H.HQuantize(name='q')(x))
    return H.PMaxPooling2D(2, name='mp')(x)


@case((6, 6, 2))
def averaged(x):
    x = H.PAveragePooling2D(2, name='ap')(H.HQuantize(name='q')(x))
    return H.HDense(2, name='d')(H.PFlatten(name='flat')(x))


@case((8, 3), saturates=True)
def pooled_1d(x):
    x = H.HQuantize(name='q')(x)
    return [H.PMaxPooling1D(2, name='mp')(x), H.PAveragePooling1D(4, name='ap')(x)]


@case((4, 6))
def shaped(x):
    x = H.PPermute((2, 1), name='p')(H.HQuantize(name='q')(x))
    return H.HDense(3, name='d')(H.PReshape((24,), name='r')(x))


@case((4, 6), suffix='keras')
def shaped_batch_norm(x):
    x = H.HQuantize(name='q', paq_conf=channels('all'))(x)
    x = H.HConv1DBatchNorm(4, 2, activation='relu', name='c', **conv())(x)
    x = H.HDenseBatchNorm(5, name='d1', **conv())(H.PFlatten(name='flat')(x))
    return H.HDenseBatchNorm(3, use_bias=False, activation='relu', name='d2')(x)


@case((6,))
def rounded_automatically(x):
    conf = {'paq_conf': channels('batch') | {'rnd_strategy': 'auto'}}
    x = H.HQuantize(name='q', paq_conf=channels() | {'rnd_strategy': 'floor'})(x)
    x = H.HDense(5, activation='relu', name='d1', **conf)(x)
    return H.HDense(4, use_bias=False, name='d2', **conf)(x)


@case((7, 7, 1), suffix='keras')
def network(x):
    x = H.HConv2D(3, 3, activation='relu', name='c1', **conv())(H.HQuantize(name='q', paq_conf=channels('all'))(x))
    x = H.HConv2D(4, 2, activation='relu', name='c2', **conv())(H.PMaxPooling2D(2, name='mp')(x))
    return H.HDense(3, name='fc')(H.PFlatten(name='flat')(x))


def randomize(model, random):
    """Give every weight a random value and every quantizer random widths."""
    for layer in model.layers:
        for variable in layer.weights:
            name, shape = variable.name.split('/')[-1].split(':')[0], tuple(variable.shape)
            if name in ('kernel_bw', 'activation_bw'):
                variable.assign(random.uniform(-0.5 if name == 'kernel_bw' else 0.5, 5, shape))
            elif name in ('kernel', 'bias', 'beta', 'gamma', 'moving_mean', 'bn_beta', 'bn_gamma') and shape:
                variable.assign(random.normal(size=shape))
            elif name == 'moving_variance':
                variable.assign(random.uniform(0.5, 2, shape))


def listed(outputs):
    return [np.asarray(y, dtype=np.float32) for y in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]


def save(model, path):
    model.save(path)
    if path.suffix == '.keras':
        keras_archive.normalize_archive(path, compress=True)


def record(name):
    make, shapes, saturates, suffix = CASES[name]
    seed = zlib.crc32(name.encode())
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed % (1 << 31))
    random = np.random.default_rng(seed)
    inputs = [keras.Input(shape, name=f'inp{i}') for i, shape in enumerate(shapes)]
    model = keras.Model(inputs, make(*inputs))
    randomize(model, random)
    data = []
    for shape in shapes:
        x = random.normal(size=(N_SAMPLES, *shape)) * 3
        kind = random.random(x.shape)
        x = np.where(kind < 0.5, np.round(x * 16) / 16, np.where(kind < 0.95, np.round(x * 256) / 256, x))
        data.append(x.astype(np.float32))
    given = data if len(data) > 1 else data[0]
    trace_minmax(model, given, verbose=0)
    proxy = to_proxy_model(model, aggressive=not saturates, unary_lut_max_table_size=TABLE_SIZE)
    own, outputs = listed(model(given, training=False)), listed(proxy(given))
    if any((a != b).any() for a, b in zip(own, outputs, strict=True)):
        raise SystemExit(f'{name}: the proxy does not give what its model predicts')
    path = FOLDER / f'proxy_{name}.{suffix}'
    save(proxy, path)
    if not name.startswith('table_'):
        save(model, path.with_name(f'trained_{name}.{suffix}'))
    arrays = {f'x{i}': x for i, x in enumerate(data)} | {f'y{i}': y for i, y in enumerate(outputs)}
    np.savez_compressed(path.with_suffix('.npz'), **arrays)


# What other layers are made of, which no model holds.
BASES = {'ABSBaseLayer', 'HConv', 'HLayerBase', 'PLayerBase', 'PPool1D', 'PPool2D'}


def classes():
    """The names of all layers of HGQ and of its proxies."""
    found = [own for module in (H, proxy) for own in vars(module).values() if inspect.isclass(own)]
    own = {own.__name__ for own in found if issubclass(own, keras.layers.Layer) and own.__module__.startswith('HGQ')}
    return sorted(own - BASES)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / 'hgq_keras2_classes.txt').write_text(''.join(f'{name}\n' for name in classes()))
    for name in sys.argv[1:] or CASES:
        record(name)


if __name__ == '__main__':
    main()
