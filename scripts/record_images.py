"""Make seeded models with volumes, resized images, channels first, products and lengths of tensors, and record what Keras
predicts.

Run in an environment with Keras 3 and PyTorch, whose convolutions take channels first on every processor:

    python scripts/record_images.py

and then, in it and in an environment with Keras 2, for averages that do not count what is beside the volume,

    KERAS_BACKEND=tensorflow python scripts/record_images.py volumes

The script writes
`tests/reference/images/<framework>-<name>.keras`, or `.h5` with Keras 2, and beside it `.npz` with inputs and outputs, as
`scripts/record_keras.py` does for recurrent models.
"""

import os
import pathlib
import sys

os.environ.setdefault('KERAS_BACKEND', 'torch')
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import keras
import numpy as np
import record_keras
from record_keras import ROOT, L, model

record_keras.MODELS.clear()
record_keras.FOLDER = ROOT / 'tests' / 'reference' / 'images'
FIRST = {'data_format': 'channels_first'}


def fill(network, rng):
    """Weights as training leaves them; a scale is around 1."""
    for weight in network.weights:
        kind = weight.name.split('/')[-1]
        size = np.sqrt(max(np.prod(weight.shape[:-1]), 1)) if 'kernel' in kind else 2.0
        values = rng.normal(1.0 if kind in ('gamma', 'moving_variance', 'scale') else 0.0, 1.0 / size, weight.shape)
        weight.assign(np.abs(values) if kind == 'moving_variance' else values)


record_keras.fill = fill


@model
def bilinear():
    x = L.Input((3, 4, 2), name='inp')
    outputs = [
        L.UpSampling2D(size, interpolation='bilinear', name=name)(x)
        for size, name in (((2, 2), 'u2'), ((4, 1), 'u41'), ((3, 2), 'u32'), ((1, 5), 'u15'))
    ]
    return keras.Model(x, outputs)


@model
def dots():
    x, y, z = L.Input((3, 4), name='x'), L.Input((2, 4), name='y'), L.Input((4, 2, 3), name='z')
    outputs = [
        L.Dot(2, name='rows')([x, y]),
        L.Dot(-1, name='last')([x, y]),
        L.Dot((1, 3), name='image')([x, z]),
        L.Dot((3, 1), name='other')([z, x]),
        L.Dot((2, 1), name='chain')([x, z]),
    ]
    return keras.Model([x, y, z], outputs)


@model
def normalised():
    x, y = L.Input((3, 4), name='x'), L.Input((2, 4), name='y')
    outputs = [
        L.RMSNormalization(name='rms')(x),
        L.RMSNormalization(epsilon=0.1, name='coarse')(y),
        L.UnitNormalization(name='unit')(x),
        L.Dot(-1, normalize=True, name='cosines')([x, y]),
    ]
    return keras.Model([x, y], outputs)


@model
def channels_first():
    x = L.Input((3, 7, 6), name='inp')
    y = L.ZeroPadding2D(((1, 0), (0, 2)), name='pad', **FIRST)(x)
    y = L.Conv2D(4, 3, strides=(2, 1), activation='relu', name='conv', **FIRST)(y)
    y = L.BatchNormalization(axis=1, name='bn')(y)
    y = L.MaxPooling2D((1, 2), name='pool', **FIRST)(y)
    y = L.SeparableConv2D(3, 2, padding='same', name='separable', **FIRST)(y)
    y = L.Flatten(name='flat', **FIRST)(y)
    return keras.Model(x, L.Dense(5, name='fc')(y))


@model
def channels_first_images():
    x = L.Input((2, 5, 4), name='inp')
    outputs = [
        L.DepthwiseConv2D(3, depth_multiplier=2, name='depthwise', **FIRST)(x),
        L.Conv2DTranspose(3, 2, strides=2, name='transposed', **FIRST)(x),
        L.AveragePooling2D(2, padding='same', name='average', **FIRST)(x),
        L.GlobalMaxPooling2D(name='largest', **FIRST)(x),
        L.GlobalAveragePooling2D(keepdims=True, name='kept', **FIRST)(x),
        L.Cropping2D(((1, 2), (0, 1)), name='crop', **FIRST)(x),
        L.UpSampling2D((2, 3), name='nearest', **FIRST)(x),
        L.UpSampling2D(2, interpolation='bilinear', name='linear', **FIRST)(x),
    ]
    return keras.Model(x, outputs)


@model
def channels_first_lines():
    x = L.Input((3, 8), name='inp')
    outputs = [
        L.Conv1D(4, 3, padding='same', name='conv', **FIRST)(x),
        L.Conv1DTranspose(2, 3, strides=2, name='transposed', **FIRST)(x),
        L.DepthwiseConv1D(3, name='depthwise', **FIRST)(x),
        L.SeparableConv1D(2, 3, name='separable', **FIRST)(x),
        L.MaxPooling1D(3, name='pool', **FIRST)(x),
        L.AveragePooling1D(2, strides=3, name='average', **FIRST)(x),
        L.GlobalMaxPooling1D(name='largest', **FIRST)(x),
        L.GlobalAveragePooling1D(name='mean', **FIRST)(x),
        L.Flatten(name='flat', **FIRST)(x),
        L.ZeroPadding1D((1, 2), name='pad', **FIRST)(x),
    ]
    return keras.Model(x, outputs)


@model
def volumes():
    x = L.Input((4, 5, 6, 2), name='inp')
    y = L.Conv3D(3, (2, 3, 2), strides=(1, 2, 1), activation='relu', name='conv')(x)
    outputs = [
        L.Conv3D(2, 2, padding='same', name='last')(y),
        L.Conv3D(4, 2, dilation_rate=(1, 2, 3), use_bias=False, name='dilated')(x),
        L.MaxPooling3D((2, 2, 3), strides=(1, 2, 2), padding='same', name='largest')(x),
        L.MaxPooling3D((2, 1, 1), name='deep')(x),
        L.AveragePooling3D((2, 2, 2), name='average')(x),
        L.AveragePooling3D((3, 2, 3), strides=1, padding='same', name='together')(x),
        L.GlobalMaxPooling3D(name='maximum')(x),
        L.GlobalAveragePooling3D(keepdims=True, name='mean')(x),
    ]
    return keras.Model(x, outputs)


@model
def channels_first_volumes():
    x = L.Input((2, 3, 4, 5), name='inp')
    y = L.Conv3D(3, 2, groups=1, padding='same', name='conv', **FIRST)(x)
    outputs = [
        L.MaxPooling3D(2, name='largest', **FIRST)(y),
        L.AveragePooling3D((1, 2, 2), name='average', **FIRST)(y),
        L.GlobalAveragePooling3D(name='mean', **FIRST)(y),
    ]
    return keras.Model(x, outputs)


if __name__ == '__main__':
    record_keras.main()
