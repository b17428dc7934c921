"""Make `square.keras`, a small model with a layer of its own, for the examples of extensions.

Needs Keras 3; the weights are seeded, not trained.
"""

import pathlib

import keras
from keras import ops


@keras.saving.register_keras_serializable(package='examples')
class Square(keras.layers.Layer):
    """`gain * x**2 + offset`, with a gain for each element."""

    def __init__(self, offset=0.5, **kwargs):
        super().__init__(**kwargs)
        self.offset = offset

    def build(self, input_shape):
        self.gain = self.add_weight(shape=input_shape[1:], initializer='glorot_uniform', name='gain')

    def call(self, x):
        return self.gain * ops.square(x) + self.offset

    def get_config(self):
        return {**super().get_config(), 'offset': self.offset}


def main():
    keras.utils.set_random_seed(1)
    x = keras.Input((4,), name='x')
    y = keras.layers.Dense(6, name='hidden')(x)
    y = Square(offset=0.25, name='square')(y)
    y = keras.layers.Dense(2, name='out')(y)
    keras.Model(x, y).save(pathlib.Path(__file__).with_name('square.keras'))


if __name__ == '__main__':
    main()
