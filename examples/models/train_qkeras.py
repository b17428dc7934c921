"""Train the quantised example model with QKeras on the handwritten digits that scikit-learn carries.

    python examples/models/train_qkeras.py

Needs Keras 2, QKeras and scikit-learn.  Writes `digits_qkeras.h5`, the test set `digits_qkeras_x_test.npy` and
`digits_qkeras_y_test.npy`, what QKeras itself predicts for it as `digits_qkeras_expected.npy`, and the measured quality
into `metrics.json`.  The same network without quantisers is trained first, to compare with.
"""

import json
import os
import pathlib

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import numpy as np
import tensorflow as tf
from qkeras import QActivation, QAveragePooling2D, QConv2D, QDense
from sklearn import datasets
from sklearn.model_selection import train_test_split
from tensorflow.keras import Input, Sequential, layers

HERE = pathlib.Path(__file__).resolve().parent
NAME = 'digits_qkeras'
SEED = 20
MAX_BYTES = 100_000
QUANTIZER = 'quantized_bits(6,0,alpha=1)'


def quantised():
    weights = {'kernel_quantizer': QUANTIZER, 'bias_quantizer': QUANTIZER}
    return [
        QActivation('quantized_bits(6,1)', name='pixels'),
        QConv2D(8, 3, padding='same', name='conv1', **weights),
        QActivation('quantized_relu(6,2)', name='relu1'),
        layers.MaxPooling2D(2, name='pool1'),
        QConv2D(12, 3, name='conv2', **weights),
        QActivation('quantized_relu(6,2)', name='relu2'),
        QAveragePooling2D(2, average_quantizer='quantized_bits(8,0,alpha=1)', name='pool2'),
        layers.Flatten(name='flatten'),
        QDense(10, name='dense', **weights),
    ]


def plain():
    return [
        layers.Conv2D(8, 3, padding='same', activation='relu', name='conv1'),
        layers.MaxPooling2D(2, name='pool1'),
        layers.Conv2D(12, 3, activation='relu', name='conv2'),
        layers.AveragePooling2D(2, name='pool2'),
        layers.Flatten(name='flatten'),
        layers.Dense(10, name='dense'),
    ]


def digits():
    """Training and test part; pixels of 0..16 become multiples of 1/8 from -1 to 1."""
    data = datasets.load_digits()
    pixels = (data.data / 8 - 1).astype(np.float32).reshape(-1, 8, 8, 1)
    return train_test_split(pixels, data.target, test_size=300, random_state=SEED, stratify=data.target)


def train(parts, x, y):
    tf.keras.backend.clear_session()
    tf.keras.utils.set_random_seed(SEED)
    network = Sequential([Input((8, 8, 1), name='image'), *parts()], name=NAME)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer=tf.keras.optimizers.Adam(0.003), loss=loss)
    network.fit(x, y, epochs=60, batch_size=32, verbose=0)
    return network


def accuracy(network, x, y):
    return round(float((network.predict(x, verbose=0).argmax(axis=1) == y).mean()), 4)


def main():
    tf.config.experimental.enable_op_determinism()
    x_train, x_test, y_train, y_test = digits()
    on_test = accuracy(train(plain, x_train, y_train), x_test, y_test)
    network = train(quantised, x_train, y_train)
    network.save(HERE / f'{NAME}.h5', include_optimizer=False)
    arrays = {'x_test': x_test, 'y_test': y_test, 'expected': network.predict(x_test, verbose=0)}
    for part, array in arrays.items():
        np.save(HERE / f'{NAME}_{part}.npy', array)
    for path in HERE.glob(f'{NAME}*'):
        if path.stat().st_size > MAX_BYTES:
            raise SystemExit(f'{path} has {path.stat().st_size} bytes, the limit is {MAX_BYTES}')
    path = HERE / 'metrics.json'
    metrics = json.loads(path.read_text())
    metrics['models'][NAME] = {
        'figure': 'accuracy',
        'unquantised': on_test,
        'train': accuracy(network, x_train, y_train),
        'test': accuracy(network, x_test, y_test),
        'n_train': len(x_train),
        'n_test': len(x_test),
        'parameters': int(network.count_params()),
        'input_max_abs': round(float(np.abs(x_test).max()), 3),
    }
    path.write_text(json.dumps(metrics, indent=1, sort_keys=True) + '\n')
    print(NAME, metrics['models'][NAME])


if __name__ == '__main__':
    main()
