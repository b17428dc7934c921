"""Record what QKeras itself predicts with the quantised models of `tests/models`.

    python scripts/record_qkeras.py

Run in an environment with TensorFlow 2.14 and QKeras.  Each model becomes `tests/reference/qkeras/<model>.npz` with the
outputs `y0`, `y1`, ...; the inputs follow from a formula and are not stored.  The inputs and all weights and results
have so few bits that single precision, in which QKeras computes, is exact.
"""

import os
import pathlib

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODELS = ROOT / 'tests' / 'models' / 'keras2'
OUT = ROOT / 'tests' / 'reference' / 'qkeras'
N_SAMPLES = 1000
# Models without numbers that are not on a grid: no normalisations, no tables, no scales but powers of two.
NAMES = (
    'acts',
    'acts_levels',
    'alpha_conv',
    'conv1d',
    'conv2d',
    'depthwise',
    'exact',
    'inside',
    'merged',
    'mlp',
    'po2',
    'rank2',
    'separable1d',
    'separable2d',
)


def samples(shape):
    """Multiples of 1/64 from -4 to 4, in an order without pattern."""
    count = N_SAMPLES * int(np.prod(shape))
    steps = (np.arange(count, dtype=np.int64) * 7919 + 12345) % 100_003 % 513 - 256
    return (steps / 64).astype(np.float32).reshape(N_SAMPLES, *shape)


def main():
    import qkeras.utils

    OUT.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        model = qkeras.utils.load_qmodel(str(MODELS / f'qkeras_{name}.h5'), compile=False)
        outputs = model.predict(samples(model.input_shape[1:]), batch_size=N_SAMPLES, verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        arrays = {f'y{i}': np.asarray(y, np.float32) for i, y in enumerate(outputs)}
        np.savez_compressed(OUT / f'qkeras_{name}.npz', **arrays)
        print(name, {key: value.shape for key, value in arrays.items()})


if __name__ == '__main__':
    main()
