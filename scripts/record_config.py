"""Record what hls4ml 1.3.0 makes of configurations, and the starting ones it makes of small Keras models.

    python scripts/record_config.py --out tests/reference/config

Each model becomes `<model>.json`: a list of calls of `config_from_keras_model`, each with its arguments and result.
`precedence.json` holds configurations of one model and what each layer gets from them: types with their names, and
settings. The graphs of the models are beside them as `<model>.ir`, in the text form of hlsmith.
"""

import argparse
import contextlib
import copy
import io
import itertools
import json
import os
import pathlib
import tempfile

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


def precedence():
    x = layers.Input((4,), name='x')
    y = layers.Dense(4, name='fc1')(x)
    y = layers.BatchNormalization(name='bn')(y)
    y = layers.Activation('hard_sigmoid', name='hard')(y)
    y = layers.PReLU(name='prelu')(y)
    y = layers.LeakyReLU(negative_slope=0.3, name='leaky')(y)
    y = layers.Dense(4, name='fc2')(y)
    y = layers.Activation('sigmoid', name='act')(y)
    y = layers.Activation('softmax', name='sm')(y)
    return keras.Model(x, y)


def fixed(width, integer):
    return f'fixed<{width},{integer}>'


ALL_MODEL = {'default': fixed(16, 6), 'weight': fixed(8, 1), 'accum': fixed(30, 9), 'table': fixed(9, 1),
             'exp_table': fixed(9, 2), 'slope': fixed(9, 3), 'param': fixed(9, 4), 'scale': fixed(9, 5)}
BY_TYPE = {
    'Dense': {'Precision': {'weight': fixed(8, 2), 'default': fixed(10, 2)}, 'ReuseFactor': 2},
    'BATCHNORMALIZATION': {'Precision': fixed(10, 3), 'ReuseFactor': 4, 'Trace': True},
    'Softmax': {'Precision': {'exp_table': fixed(8, 4), 'accum': fixed(10, 4)}, 'TableSize': 64},
    'activation': {'Precision': fixed(10, 5), 'TableSize': 128},
    'LeakyReLU': {'Precision': fixed(10, 6)},
    'ParametrizedActivation': {'Precision': {'param': fixed(8, 5)}, 'Trace': True},
}
BY_NAME = {
    'FC1': {'Precision': {'bias': fixed(12, 1), 'default': fixed(12, 2)}, 'Strategy': 'Resource', 'ReuseFactor': 4,
            'Trace': True},
    'fc2': {'Precision': fixed(12, 3), 'Strategy': 'resource', 'Trace': True},
    'sm': {'Precision': {'result': fixed(12, 4)}, 'inv_table_t': fixed(13, 4), 'Implementation': 'legacy'},
    'hard': {'Precision': {'slope': fixed(12, 5), 'shift': fixed(12, 6)}, 'table_t': fixed(13, 5), 'TableSize': 32},
    'act': {'TableT': fixed(13, 6), 'TableSize': 512},
    'leaky': {'param_t': fixed(13, 7)},
    'bn': {'ReuseFactor': 8},
    'PRELU': {'TableSize': 16, 'ReuseFactor': 2},
}
LEVELS = {'Model': {'Precision': ALL_MODEL, 'ReuseFactor': 1}, 'LayerType': BY_TYPE, 'LayerName': BY_NAME}
CONFIGS = {
    'model text': {'Model': {'Precision': fixed(14, 5), 'ReuseFactor': 3}},
    'model mapping': {'Model': LEVELS['Model']},
    'type': {'Model': {'Precision': fixed(16, 6), 'ReuseFactor': 1}, 'LayerType': BY_TYPE},
    'name': {'Model': {'Precision': fixed(16, 6), 'ReuseFactor': 1}, 'LayerName': BY_NAME},
    'model and type': {'Model': LEVELS['Model'], 'LayerType': BY_TYPE},
    'model and name': {'Model': LEVELS['Model'], 'LayerName': BY_NAME},
    'all': LEVELS,
    'keys of types above names': {
        **LEVELS, 'LayerType': {'Dense': {'accum_t': fixed(21, 5)}, 'Softmax': {'exp_table_t': fixed(21, 6)}},
    },
    'strategies': {
        'Model': {'Precision': fixed(16, 6), 'ReuseFactor': 2, 'Strategy': 'Resource_Unrolled'},
        'LayerType': {'DENSE': {'Strategy': 'Unrolled'}}, 'LayerName': {'fc2': {'Strategy': 'ResourceUnrolled'}},
    },
    'unknown strategies': {
        'Model': {'Precision': fixed(16, 6), 'ReuseFactor': 2, 'Strategy': 'Resource'},
        'LayerName': {'fc1': {'Strategy': 'RESOURCE'}, 'fc2': {'Strategy': 'DA'}},
    },
    'nothing': {},
}
SETTINGS = ('reuse_factor', 'strategy', 'trace', 'table_size', 'implementation')


def record_layers(model, config):
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        converted = hls4ml.converters.convert_from_keras_model(
            model, hls_config=copy.deepcopy(config), output_dir=folder, backend='Vitis'
        )
    return {
        layer.name: {
            'class': layer.class_name,
            'types': {name: [ty.name, str(ty.precision)] for name, ty in layer.types.items() if name != 'index_t'},
            **{name: layer.get_attr(name) for name in SETTINGS if layer.get_attr(name) is not None},
        }
        for layer in converted.get_layers()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', type=pathlib.Path, required=True)
    out = parser.parse_args().out
    for name, build in MODELS.items():
        text = json.dumps(record(build()), indent=1)
        (out / f'{name}.json').write_text(text + '\n')
    model = precedence()
    cases = [{'title': title, 'config': config, 'layers': record_layers(model, config)} for title, config in CONFIGS.items()]
    (out / 'precedence.json').write_text(json.dumps(cases, indent=1) + '\n')


if __name__ == '__main__':
    main()
