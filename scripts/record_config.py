"""Record the starting configurations that hls4ml 1.3.0 makes of small Keras models.

    python scripts/record_config.py --out tests/reference/config

Each model becomes `<model>.json`: a list of calls of `config_from_keras_model`, each with its arguments and result.
The graphs of the models are beside them as `<model>.ir`, in the text form of hlsmith.
"""

import argparse
import contextlib
import io
import itertools
import json
import os
import pathlib

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')

import hls4ml
import keras
from keras import layers


def mlp():
    x = layers.Input((4,), name='x')
    y = layers.Dense(3, name='fc1', activation='relu')(x)
    y = layers.BatchNormalization(name='bn')(y)
    y = layers.Dropout(0.1, name='drop')(y)
    y = layers.Dense(3, name='fc2')(y)
    y = layers.Activation('softmax', name='sm')(y)
    return keras.Model(x, y)


def activations():
    x = layers.Input((3,), name='x')
    y = layers.Activation('sigmoid', name='sigmoid')(x)
    y = layers.Activation('hard_sigmoid', name='hard')(y)
    y = layers.PReLU(name='prelu')(y)
    y = layers.LeakyReLU(negative_slope=0.3, name='leaky')(y)
    y = layers.ELU(name='elu')(y)
    y = layers.ReLU(name='relu')(y)
    y = layers.Softmax(name='softmax')(y)
    return keras.Model(x, y)


def shapes():
    x = layers.Input((2, 3), name='x')
    y = layers.Reshape((3, 2), name='turn')(x)
    y = layers.Flatten(name='flat')(y)
    y = layers.Activation('tanh', name='tanh')(y)
    return keras.Model(x, y)


MODELS = {'activations': activations, 'mlp': mlp, 'shapes': shapes}
PRECISIONS = [('fixed<16,6>', 1, None), ('ap_fixed<12,4>', 8, 'fixed<24,8>')]


def record(model):
    calls = []
    for granularity, backend, (precision, reuse_factor, maximum) in itertools.product(
        ('model', 'type', 'name'), (None, 'Vivado', 'Vitis'), PRECISIONS
    ):
        arguments = {
            'granularity': granularity,
            'backend': backend,
            'default_precision': precision,
            'default_reuse_factor': reuse_factor,
            'max_precision': maximum,
        }
        with contextlib.redirect_stdout(io.StringIO()):
            config = hls4ml.utils.config_from_keras_model(model, **arguments)
        calls.append({**arguments, 'config': config})
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', type=pathlib.Path, required=True)
    out = parser.parse_args().out
    for name, build in MODELS.items():
        text = json.dumps(record(build()), indent=1)
        (out / f'{name}.json').write_text(text + '\n')


if __name__ == '__main__':
    main()
