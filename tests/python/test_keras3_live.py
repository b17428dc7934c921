"""Live models of Keras 3."""

import os

os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import keras
import pytest

import hlsmith
import live
from conftest import MODELS
from guide import EXAMPLES

layers = keras.layers
FILES = sorted(path.name for path in (MODELS / 'keras3').glob('*.keras'))
# hls4ml differs on purpose of one or the other, see docs/compatibility.md, or cannot read the model.
SAME_CONFIG = ['mlp', 'bn_dense', 'acts_table', 'functional', 'softmax_dense', 'two_inputs', 'flatten', 'auto_names']


@pytest.fixture(scope='module')
def guide_model():
    """Stands for the trained model of the guide."""
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(16, activation='relu', name='dense_1'),
            layers.Dense(4, name='dense_2'),
        ]
    )


@pytest.mark.parametrize('title', EXAMPLES)
def test_guide(title, guide_model, tmp_path, monkeypatch):
    live.check_guide(title, guide_model, tmp_path, monkeypatch)


@pytest.mark.parametrize('name', FILES)
def test_same_as_file(name):
    live.check_same_as_file(keras.models.load_model(MODELS / 'keras3' / name), f'keras3/{name}', 3)


@pytest.mark.parametrize('name', SAME_CONFIG)
def test_same_config_as_peer(name):
    live.check_same_config_as_peer(keras.models.load_model(MODELS / 'keras3' / f'{name}.keras'))


def test_same_initial_config_as_peer():
    live.check_same_initial_config_as_peer()


def test_accuracy(guide_model):
    live.check_accuracy(guide_model, 16)


def test_not_built():
    live.check_not_built(keras.Sequential([layers.Dense(3)]))


def test_written_in_python():
    class Custom(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(3)

        def call(self, x):
            return self.dense(x)

    model = Custom()
    model.build((None, 4))
    live.check_written_in_python(model)


def test_nested_in_memory():
    keras.utils.set_random_seed(2)
    inner = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation='relu', name='fc')], name='inner')
    model = keras.Sequential([keras.Input((16,)), layers.Dense(8, name='fc'), inner, layers.Dense(3)])
    live.check_accuracy(model, 16)


def test_half_precision_weights():
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name='fc', dtype='bfloat16')])
    weight = hlsmith.converters.convert_from_keras_model(model).graph['fc'].weights['weight'].data
    assert (weight == model.layers[0].get_weights()[0].astype('float32')).all()


def test_configuration_with_a_live_model(guide_model):
    config = hlsmith.utils.config.create_config(backend='Vitis')
    config['KerasModel'] = guide_model
    config['HLSConfig'] = hlsmith.utils.config_from_keras_model(guide_model, granularity='name')
    hls_model = hlsmith.converters.convert_from_config(config)
    assert hls_model.config.settings['backend'] == 'Vitis'
    assert list(hls_model.graph)[1:] == ['dense_1', 'dense_1_relu', 'dense_2']
