"""Live models of tf.keras 2."""

import os

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import pytest
import tensorflow as tf
from qkeras.utils import _add_supported_quantized_objects as add_quantized_objects
from tensorflow.python.ops import array_ops, array_ops_stack
from tensorflow.python.util import nest

import live
from conftest import MODELS
from guide import EXAMPLES
from hlsmith import HlsmithError

# The recurrent and transposed layers of QKeras ask TensorFlow for functions where they were before 2.13.
if not hasattr(nest, 'is_sequence'):
    nest.is_sequence = nest.is_nested
if not hasattr(array_ops, 'stack'):
    array_ops.stack = array_ops_stack.stack

layers = tf.keras.layers
FILES = sorted(path.name for path in (MODELS / 'keras2').glob('*.h5') if not path.stem.endswith('_weights'))
SAME_CONFIG = ['mlp', 'bn_dense', 'functional', 'softmax10', 'two_inputs', 'flatten', 'auto_names']


@pytest.fixture(scope='module')
def guide_model():
    """Stands for the trained model of the guide."""
    tf.keras.utils.set_random_seed(1)
    return tf.keras.Sequential(
        [
            tf.keras.Input((16,)),
            layers.Dense(16, activation='relu', name='dense_1'),
            layers.Dense(4, name='dense_2'),
        ]
    )


@pytest.mark.parametrize('title', EXAMPLES)
def test_guide(title, guide_model, tmp_path, monkeypatch):
    live.check_guide(title, guide_model, tmp_path, monkeypatch)


@pytest.mark.parametrize('name', FILES)
def test_same_as_file(name):
    quantized = {}
    add_quantized_objects(quantized)
    model = tf.keras.models.load_model(MODELS / 'keras2' / name, custom_objects=quantized)
    live.check_same_as_file(model, f'keras2/{name}', 2)


@pytest.mark.parametrize('name', SAME_CONFIG)
def test_same_config_as_peer(name):
    live.check_same_config_as_peer(tf.keras.models.load_model(MODELS / 'keras2' / f'{name}.h5'))


def test_same_initial_config_as_peer():
    live.check_same_initial_config_as_peer()


def test_accuracy(guide_model):
    live.check_accuracy(guide_model, 16)


def test_hgq():
    import numpy as np
    from HGQ import trace_minmax
    from HGQ.layers import HActivation, HDense, HQuantize

    tf.keras.utils.set_random_seed(2)
    hidden = [HDense(8, activation='relu', name='fc1'), HActivation('tanh', name='act')]
    model = tf.keras.Sequential([HQuantize(name='q', input_shape=(6,)), *hidden, HDense(3, name='fc2')])
    with pytest.raises(HlsmithError, match='trace_minmax'):
        live.converted(model)
    x = np.random.default_rng(2).normal(size=(200, 6)).astype(np.float32)
    trace_minmax(model, x, verbose=0)
    hls_model = live.converted(model)
    assert np.array_equal(hls_model.predict(x), model.predict(x, verbose=0))


def test_not_built():
    live.check_not_built(tf.keras.Sequential([layers.Dense(3)]))


def test_written_in_python():
    class Custom(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(3)

        def call(self, x):
            return self.dense(x)

    model = Custom()
    model.build((None, 4))
    live.check_written_in_python(model)


def test_nested_in_memory():
    tf.keras.utils.set_random_seed(2)
    inner = tf.keras.Sequential([tf.keras.Input((8,)), layers.Dense(8, activation='relu', name='fc')], name='inner')
    model = tf.keras.Sequential([tf.keras.Input((16,)), layers.Dense(8, name='fc1'), inner, layers.Dense(3)])
    live.check_accuracy(model, 16)
