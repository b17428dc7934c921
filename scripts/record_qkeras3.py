"""Record what the package of QKeras for Keras 3 predicts with models of its layers.

    python scripts/record_qkeras3.py [NAME ...]

Run in an environment with Keras 3 and `qkeras-v3`.  Each model of `tests/models/qkeras_models.py` becomes
`tests/reference/qkeras3/<model>.keras`, and its outputs `y0`, `y1`, ... `<model>.npz`; the inputs are those of
`record_qkeras.py`.
"""

import os
import sys
import zlib

os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import numpy as np
from keras_archive import normalize_archive
from record_qkeras import NAMES, ROOT, even_chances, predicted

sys.path.insert(0, str(ROOT / 'tests' / 'models'))

from make_models import Toolbox, fill_weights
from qkeras_models import LINEAR
from registry import MODELS

OUT = ROOT / 'tests' / 'reference' / 'qkeras3'
# What the package cannot build or run: causal padding, strides of a folded layer, and ranges that are not saved.
FAILING = ('adaptive', 'conv1d_causal', 'folded_plain')


def linear(k):
    shape, layers = LINEAR
    return k.seq(shape, *layers(k))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    even_chances()
    k = Toolbox()
    builders = {name: MODELS[f'qkeras_{name}'][0] for name in NAMES if name not in FAILING} | {'linear': linear}
    for name in sys.argv[1:] or builders:
        k.keras.backend.clear_session()
        model = builders[name](k)
        fill_weights(model, zlib.crc32(f'qkeras_{name}'.encode()))
        path = OUT / f'{name}.keras'
        model.save(path)
        normalize_archive(path, compress=True)
        arrays = predicted(model)
        np.savez_compressed(OUT / f'{name}.npz', **arrays)
        print(name, {key: value.shape for key, value in arrays.items()})


if __name__ == '__main__':
    main()
