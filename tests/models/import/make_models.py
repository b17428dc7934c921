"""Make the models under `tests/models/import/<framework>/`, which only the importer cares about.

Run once in an environment with Keras 3 and once in one with TensorFlow 2.14 (Keras 2):

    python tests/models/import/make_models.py

The weights are seeded by the name of the model, as in `tests/models/make_models.py`, which does the writing.
"""

import json
import pathlib
import sys
import warnings
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import make_models

# name -> (builder, files of Keras 2, files of Keras 3)
MODELS = {}


def model(keras2=(), keras3=()):
    """Register a builder; the arguments are the endings of the files each framework writes."""

    def register(builder):
        MODELS[builder.__name__] = (builder, {'keras2': keras2, 'keras3': keras3})
        return builder

    return register


@model(keras3=('.keras', '.h5'))
def half(k):
    """Half-precision weights."""
    return k.seq((6,), k.Dense(4, dtype='float16', name='fc'), k.PReLU(dtype='float16', name='a'))


@model(keras2=('.h5',), keras3=('.keras', '.h5'))
def double(k):
    """Double-precision weights, so that the normalisation is folded in double precision."""
    return k.seq((6,), k.Dense(4, dtype='float64', name='fc'), k.BatchNormalization(dtype='float64', name='bn'))


@model(keras2=('.h5', '.keras'), keras3=('.h5',))
def nested_frozen(k):
    """Files list the weights of a nested model with trainable ones first, not layer by layer."""
    x = k.Input((6,), name='inp')
    frozen = k.Dense(4, name='fc1', trainable=False)
    inner = k.keras.Sequential(
        [k.Input((6,), name='inner_inp'), frozen, k.BatchNormalization(name='bn1'), k.Dense(4, name='fc2')], name='inner'
    )
    return k.func(x, k.Dense(2, name='fc3')(inner(x)))


@model(keras2=('.h5',))
def nested_twice(k):
    """Two nested models, one of which has another inside, to see in which order they are numbered."""
    core = k.keras.Sequential([k.Input((5,), name='c_in'), k.Dense(5, name='c1')], name='C')
    first = k.keras.Sequential([k.Input((5,), name='a_in'), core, k.Dense(5, activation='relu', name='a1')], name='A')
    second = k.keras.Sequential([k.Input((5,), name='b_in'), k.Dense(5, name='b1'), k.Dropout(0.1, name='b2')], name='B')
    return k.seq((5,), first, second, k.Dense(2, name='o'))


@model(keras2=('.h5',), keras3=('.keras',))
def late_input(k):
    """The second input is needed late, so that Keras lists it among the other layers."""
    a, b = k.Input((6,), name='ia'), k.Input((4,), name='ib')
    x = k.Dense(3, name='x2')(k.Dense(4, activation='relu', name='x1')(a))
    return k.func([b, a], [k.Dense(2, name='y')(b), k.Dense(2, name='x3')(x), x])


@model(keras3=('.keras',))
def renamed(k):
    """Names that the peer changes."""
    return k.keras.Sequential(
        [
            k.Input((6,), name='t'),
            k.Dense(3, activation='relu', name='u'),
            k.Dense(3, name='u_0'),
            k.Dense(3, activation='relu', name='fc'),
            k.Activation('relu', name='fc_relu_0'),
            k.Activation('relu', name='fc_relu'),
            k.Activation('relu', name='fc_relu_1'),
            k.Dense(2, activation='tanh', name='i'),
        ]
    )


@model(keras2=('.h5',), keras3=('.keras',))
def matrices(k):
    """Layers that keep the shape of a matrix."""
    return k.seq(
        (4, 3),
        k.BatchNormalization(name='bn'),
        k.PReLU(name='a'),
        k.LeakyReLU(name='b'),
        k.ELU(name='c'),
        k.SpatialDropout1D(0.1, name='d') if k.framework == 'keras3' else k.Dropout(0.1, name='d'),
        k.Softmax(axis=1, name='sm1'),
        k.Softmax(name='sm2'),
        k.Reshape((2, 6), name='rs'),
        k.Flatten(name='fl'),
    )


@model(keras2=('.json',))
def no_input_layer(k):
    """An old architecture file, in which the first layer states the shape of the input."""
    return k.keras.Sequential([k.Dense(3, name='fc1', input_shape=(4,)), k.Dense(2, activation='elu', name='fc2')])


def save(network, path):
    if path.suffix != '.json':
        network.save(path)
        if path.suffix == '.keras':
            make_models.normalize_archive(path)
        return
    architecture = json.loads(network.to_json())
    architecture['config']['layers'] = [
        layer for layer in architecture['config']['layers'] if layer['class_name'] != 'InputLayer'
    ]
    path.write_text(json.dumps(architecture, indent=1) + '\n')
    network.save_weights(path.with_name(f'{path.stem}_weights.h5'))


def main():
    warnings.simplefilter('ignore')
    k = make_models.Toolbox()
    folder = HERE / k.framework
    folder.mkdir(exist_ok=True)
    for name, (builder, endings) in MODELS.items():
        if endings[k.framework]:
            k.keras.backend.clear_session()
            network = builder(k)
            make_models.fill_weights(network, zlib.crc32(name.encode()))
            for ending in endings[k.framework]:
                save(network, folder / f'{name}{ending}')


if __name__ == '__main__':
    main()
