"""Record what QKeras itself predicts with the quantised models of `tests/models`.

    python scripts/record_qkeras.py [NAME ...]

Run in an environment with TensorFlow 2.14 and QKeras.  Each model becomes `tests/reference/qkeras/<model>.npz` with the
outputs `y0`, `y1`, ...; the inputs follow from a formula and are not stored.  The inputs and all weights and results
have so few bits that single precision, in which QKeras computes, is exact.
"""

import os
import pathlib
import sys

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODELS = ROOT / 'tests' / 'models' / 'keras2'
OUT = ROOT / 'tests' / 'reference' / 'qkeras'
N_SAMPLES = 1000
# Models of numbers on grids: no normalisations but folded ones, no tables, no scales but powers of two.
NAMES = (
    'acts',
    'acts_hswish',
    'acts_levels',
    'acts_narrow',
    'acts_po2',
    'adaptive',
    'alpha_conv',
    'alpha_conv1d',
    'alpha_po2',
    'bernoulli',
    'bidirectional',
    'bidirectional_lstm',
    'conv1d',
    'conv1d_causal',
    'conv2d',
    'conv2d_strided',
    'depthwise',
    'depthwise_strided',
    'exact',
    'folded',
    'folded_depthwise',
    'folded_plain',
    'gru',
    'inside',
    'leaky',
    'levels',
    'levels_conv',
    'levels_po2',
    'levels_po2_conv',
    'lstm',
    'merged',
    'mlp',
    'one_bit',
    'po2',
    'pool',
    'pool_plain',
    'pool_windows',
    'rank2',
    'separable1d',
    'separable2d',
    'separable2d_deep',
    'simple_rnn',
    'simple_rnn_relu',
    'transposed',
    'weights_alpha_4',
    'weights_auto_po2_2',
    'weights_auto_po2_8',
    'weights_binary_auto_po2',
    'weights_bits_12',
    'weights_bits_2',
    'weights_bits_3_symmetric',
    'weights_bits_8',
    'weights_po2_5',
    'weights_po2_bounded',
    'weights_positive',
    'weights_ternary_auto_po2',
    'weights_ternary_wide',
)
# Models whose results are real numbers, in single precision.
REAL_NAMES = ('acts_ulaw',)


def samples(shape):
    """Multiples of 1/64 from -4 to 4, in an order without pattern."""
    count = N_SAMPLES * int(np.prod(shape))
    steps = (np.arange(count, dtype=np.int64) * 7919 + 12345) % 100_003 % 513 - 256
    return (steps / 64).astype(np.float32).reshape(N_SAMPLES, *shape)


def even_chances():
    """Draws one half in place of every random number, so that quantisers that draw give their most probable value."""
    from tensorflow.compat import v2 as tf

    tf.random.uniform = lambda shape, *_, **__: tf.fill(shape, 0.5)


def predicted(model):
    """What a model predicts.  The layers whose quantisers follow from a range derive them at the end of a call."""
    x = samples(model.inputs[0].shape[1:])
    model.predict(x[:1], verbose=0)
    outputs = model.predict(x, batch_size=N_SAMPLES, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return {f'y{i}': np.asarray(y, np.float32) for i, y in enumerate(outputs)}


def main():
    from qkeras_package import package

    qkeras = package()
    even_chances()
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or NAMES + REAL_NAMES:
        model = qkeras.utils.load_qmodel(str(MODELS / f'qkeras_{name}.h5'), compile=False)
        arrays = predicted(model)
        np.savez_compressed(OUT / f'qkeras_{name}.npz', **arrays)
        print(name, {key: value.shape for key, value in arrays.items()})


if __name__ == '__main__':
    main()
