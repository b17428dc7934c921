"""Train the example models on data that scikit-learn carries.

    python examples/models/train.py [NAME ...]

Needs Keras 3 and scikit-learn.  Writes for each model `<name>.keras`, the test set `<name>_x_test.npy` (float32, as the
model takes it) and `<name>_y_test.npy`, and the measured float quality of all models into `metrics.json`; `digits` is
also saved as a whole-model HDF5 file.  Everything is seeded: the same versions on the same machine give the same files.
"""

import argparse
import json
import logging
import os
import pathlib
import sys
import warnings

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')

import keras
import numpy as np
import sklearn
import tensorflow
from keras import layers
from sklearn import datasets
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import FunctionTransformer, StandardScaler

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'scripts'))

from keras_archive import normalize_archive

SEED = 20
MAX_BYTES = 100_000


def digits():
    """Handwritten digits, 8 x 8 pixels: 64-32-16-10 with batch normalisation."""
    data = datasets.load_digits()
    network = keras.Sequential(
        [
            keras.Input((64,), name='pixels'),
            layers.Dense(32, name='dense1'),
            layers.BatchNormalization(name='bn1'),
            layers.Activation('relu', name='relu1'),
            layers.Dense(16, name='dense2'),
            layers.BatchNormalization(name='bn2'),
            layers.Activation('relu', name='relu2'),
            layers.Dense(10, name='dense3'),
            layers.Activation('softmax', name='softmax'),
        ],
        name='digits',
    )
    return data.data, data.target, network, digits_recipe(epochs=40)


def digits_recipe(epochs):
    # Border pixels are nearly constant: unit variance would blow single dots up beyond a fixed<16,6>.
    scaler = FunctionTransformer(lambda pixels: pixels / 8 - 1)
    return {'loss': 'sparse_categorical_crossentropy', 'epochs': epochs, 'n_test': 300, 'scaler': scaler}


def digits_cnn():
    """Handwritten digits as images: two convolutions with pooling, then a dense layer."""
    data = datasets.load_digits()
    network = keras.Sequential(
        [
            keras.Input((8, 8, 1), name='image'),
            layers.Conv2D(8, 3, padding='same', name='conv1'),
            layers.BatchNormalization(name='bn1'),
            layers.Activation('relu', name='relu1'),
            layers.MaxPooling2D(2, name='pool1'),
            layers.Conv2D(12, 3, activation='relu', name='conv2'),
            layers.AveragePooling2D(2, name='pool2'),
            layers.Flatten(name='flatten'),
            layers.Dense(10, activation='softmax', name='dense'),
        ],
        name='digits_cnn',
    )
    return data.data, data.target, network, digits_recipe(epochs=40)


def digits_gru():
    """Handwritten digits as sequences of eight rows: a GRU of 20 units, then a dense layer."""
    data = datasets.load_digits()
    network = keras.Sequential(
        [
            keras.Input((8, 8), name='rows'),
            layers.GRU(20, name='gru'),
            layers.Dense(10, activation='softmax', name='dense'),
        ],
        name='digits_gru',
    )
    return data.data, data.target, network, digits_recipe(epochs=60)


def breast_cancer():
    """Benign or malignant from 30 measurements of cell nuclei: 30-16-8-1 with a sigmoid output."""
    data = datasets.load_breast_cancer()
    network = keras.Sequential(
        [
            keras.Input((30,), name='measurements'),
            layers.Dense(16, activation='relu', name='dense1'),
            layers.Dense(8, activation='relu', name='dense2'),
            layers.Dense(1, activation='sigmoid', name='dense3'),
        ],
        name='breast_cancer',
    )
    return data.data, data.target, network, {'loss': 'binary_crossentropy', 'epochs': 40, 'n_test': 142}


def wine():
    """Cultivar of a wine from 13 chemical measurements: 13-12-3 with tanh and softmax."""
    data = datasets.load_wine()
    network = keras.Sequential(
        [
            keras.Input((13,), name='measurements'),
            layers.Dense(12, activation='tanh', name='dense1'),
            layers.Dense(3, activation='softmax', name='dense2'),
        ],
        name='wine',
    )
    return data.data, data.target, network, {'loss': 'sparse_categorical_crossentropy', 'epochs': 60, 'n_test': 59}


def diabetes():
    """Progression of diabetes after a year, standardised: regression 10-16-8-1 with a linear output."""
    data = datasets.load_diabetes()
    network = keras.Sequential(
        [
            keras.Input((10,), name='baseline'),
            layers.Dense(16, activation='relu', name='dense1'),
            layers.Dense(8, activation='relu', name='dense2'),
            layers.Dense(1, name='dense3'),
        ],
        name='diabetes',
    )
    return data.data, data.target, network, {'loss': 'mse', 'epochs': 10, 'n_test': 110}


MODELS = {
    'digits': digits,
    'digits_cnn': digits_cnn,
    'digits_gru': digits_gru,
    'breast_cancer': breast_cancer,
    'wine': wine,
    'diabetes': diabetes,
}


def quality(network, x, y, loss):
    """Name and value of the figure of merit of the float model."""
    predicted = network.predict(x, verbose=0)
    if loss == 'mse':
        return 'r2', r2_score(y, predicted[:, 0])
    classes = predicted[:, 0] > 0.5 if loss == 'binary_crossentropy' else predicted.argmax(axis=1)
    return 'accuracy', accuracy_score(y, classes)


def train(name):
    """Train, save and measure one model on inputs of zero mean and unit variance, unless its recipe scales otherwise."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(SEED)
    x, y, network, recipe = MODELS[name]()
    stratify = None if recipe['loss'] == 'mse' else y
    x_train, x_test, y_train, y_test = train_test_split(
        x, y, test_size=recipe['n_test'], random_state=SEED, stratify=stratify
    )
    scaler = recipe.get('scaler', StandardScaler()).fit(x_train)
    shape = (-1, *network.input_shape[1:])
    x_train, x_test = (scaler.transform(part).astype(np.float32).reshape(shape) for part in (x_train, x_test))
    if recipe['loss'] == 'mse':
        mean, deviation = y_train.mean(), y_train.std()
        y_train, y_test = (((part - mean) / deviation).astype(np.float32) for part in (y_train, y_test))
    network.compile(optimizer=keras.optimizers.Adam(0.005), loss=recipe['loss'])
    network.fit(x_train, y_train, epochs=recipe['epochs'], batch_size=32, verbose=0)

    # Loading a model without optimiser and loss needs nothing but its layers.
    bare = keras.models.clone_model(network)
    bare.set_weights(network.get_weights())
    paths = [HERE / f'{name}.keras']
    bare.save(paths[0])
    normalize_archive(paths[0])
    if name == 'digits':
        paths.append(HERE / f'{name}.h5')
        bare.save(paths[-1])
    for part, array in (('x', x_test), ('y', y_test)):
        paths.append(HERE / f'{name}_{part}_test.npy')
        np.save(paths[-1], array)
    for path in paths:
        if path.stat().st_size > MAX_BYTES:
            raise SystemExit(f'{path} has {path.stat().st_size} bytes, the limit is {MAX_BYTES}')

    figure, on_test = quality(bare, x_test, y_test, recipe['loss'])
    _, on_train = quality(bare, x_train, y_train, recipe['loss'])
    return {
        'figure': figure,
        'train': round(float(on_train), 4),
        'test': round(float(on_test), 4),
        'n_train': len(x_train),
        'n_test': len(x_test),
        'parameters': int(bare.count_params()),
        'input_max_abs': round(float(np.abs(x_test).max()), 3),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*', help=f'models to train, of {", ".join(MODELS)}; all by default')
    names = parser.parse_args().names or list(MODELS)
    if unknown := set(names) - MODELS.keys():
        raise SystemExit(f'no such model: {", ".join(sorted(unknown))}')
    warnings.simplefilter('ignore')
    logging.getLogger('tensorflow').setLevel(logging.ERROR)
    tensorflow.config.experimental.enable_op_determinism()
    path = HERE / 'metrics.json'
    metrics = json.loads(path.read_text()) if path.exists() else {'models': {}}
    metrics['versions'] = {
        'keras': keras.__version__,
        'tensorflow': tensorflow.__version__,
        'scikit-learn': sklearn.__version__,
        'numpy': np.__version__,
    }
    for name in names:
        metrics['models'][name] = train(name)
        print(name, metrics['models'][name])
    path.write_text(json.dumps(metrics, indent=1, sort_keys=True) + '\n')


if __name__ == '__main__':
    main()
