"""Train a classifier of handwritten digits with trained widths, and the same network without quantizers.

    KERAS_BACKEND=tensorflow python examples/models/train_hgq2.py

Needs Keras 3, HGQ2 and scikit-learn.  The network has the form of the taggers of jets that HGQ2 is mostly used for, four
dense layers 64-32-32-32-10; there are no jets in scikit-learn.  Writes `digits_hgq2.keras`, its own predictions of the
test set `digits_x_test.npy` as `digits_hgq2_prediction.npy`, and the measured accuracy of both networks into
`metrics_hgq2.json`.  Everything is seeded.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')

import hgq
import keras
import numpy as np
from hgq.config import LayerConfigScope, QuantizerConfigScope
from hgq.layers import QDense
from sklearn import datasets
from sklearn.model_selection import train_test_split

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'scripts'))

from keras_archive import normalize_archive

SEED = 20
WIDTHS = (32, 32, 32, 10)
EPOCHS = 60
NAME = 'digits_hgq2'


def network(dense):
    """The network of a kind of dense layer."""
    pixels = outputs = keras.Input((64,), name='pixels')
    for number, width in enumerate(WIDTHS, 1):
        function = 'relu' if number < len(WIDTHS) else 'linear'
        outputs = dense(width, activation=function, name=f'dense{number}')(outputs)
    return keras.Model(pixels, outputs)


def quantized():
    """The network with a width for each weight and each element between layers."""
    weights = {'default_q_type': 'kbi', 'overflow_mode': 'SAT_SYM', 'b0': 5}
    with (
        QuantizerConfigScope(place=('weight', 'bias'), **weights),
        QuantizerConfigScope(place='datalane', default_q_type='kif', overflow_mode='SAT', i0=3, f0=4),
        LayerConfigScope(enable_ebops=True, beta0=1e-6),
    ):
        return network(QDense)


def accuracy(model, x, y):
    return round(float((np.asarray(model(x, training=False)).argmax(axis=1) == y).mean()), 4)


def train(make, data):
    keras.backend.clear_session()
    keras.utils.set_random_seed(SEED)
    model = make()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)
    model.fit(data[0], data[2], epochs=EPOCHS, batch_size=32, verbose=0)
    return model


def main():
    digits = datasets.load_digits()
    # As in train.py, so that the test set is that of the other networks of digits.
    data = train_test_split(digits.data, digits.target, test_size=300, random_state=SEED, stratify=digits.target)
    data = [(part / 8 - 1).astype(np.float32) for part in data[:2]] + list(data[2:])
    x_test, y_test = data[1], data[3]
    if (np.load(HERE / 'digits_x_test.npy') != x_test).any():
        raise SystemExit('the test set is not that of digits_x_test.npy')
    plain, model = train(lambda: network(keras.layers.Dense), data), train(quantized, data)
    model.save(HERE / f'{NAME}.keras')
    normalize_archive(HERE / f'{NAME}.keras', compress=True)
    np.save(HERE / f'{NAME}_prediction.npy', np.asarray(model(x_test, training=False), dtype=np.float32))
    weights = sum(int(np.count_nonzero(np.asarray(layer.qkernel))) for layer in model.layers[1:])
    metrics = {
        'float': accuracy(plain, x_test, y_test),
        'quantized': accuracy(model, x_test, y_test),
        'weights': sum(int(np.prod(layer.kernel.shape)) for layer in model.layers[1:]),
        'weights_not_zero': weights,
        'versions': {'hgq2': hgq.__version__, 'keras': keras.__version__, 'numpy': np.__version__},
    }
    (HERE / 'metrics_hgq2.json').write_text(json.dumps(metrics, indent=1) + '\n')
    print(metrics)


if __name__ == '__main__':
    main()
