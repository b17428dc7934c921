"""Tiny models of depthwise and separable convolutions, each behind an input of its own."""

from convolution_models import own_inputs
from registry import model


@model(keras2=True)
def depthwise_image(k):
    return own_inputs(
        k,
        (5, 6, 2),
        k.DepthwiseConv2D,
        d1={'kernel_size': 1},
        d23={'kernel_size': (2, 3)},
        d3s={'kernel_size': 3, 'padding': 'same'},
        d73s={'kernel_size': (7, 2), 'padding': 'same', 'use_bias': False},
        d3t={'kernel_size': 3, 'strides': 2},
        d3ts={'kernel_size': 3, 'strides': 2, 'padding': 'same'},
    )


@model(keras2=True)
def depthwise_rows(k):
    return own_inputs(
        k,
        (7, 3),
        k.DepthwiseConv1D,
        d1={'kernel_size': 1},
        d3={'kernel_size': 3},
        d4s={'kernel_size': 4, 'padding': 'same'},
        d3t={'kernel_size': 3, 'strides': 2, 'use_bias': False},
        d2ts={'kernel_size': 2, 'strides': 3, 'padding': 'same'},
    )


@model(keras2=True)
def depthwise_chain(k):
    return k.seq(
        (5, 5, 2),
        k.DepthwiseConv2D(3, padding='same', name='d1'),
        k.BatchNormalization(name='bn1'),
        k.Activation('relu', name='relu1'),
        k.Conv2D(3, 1, name='c1'),
        k.DepthwiseConv2D(2, activation='tanh', name='d2'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model(keras2=True)
def depthwise_multiplied(k):
    return k.seq((4, 4, 2), k.DepthwiseConv2D(3, depth_multiplier=2, name='d'))


@model(keras2=True)
def separable_image(k):
    return own_inputs(
        k,
        (5, 6, 2),
        k.SeparableConv2D,
        s1={'filters': 3, 'kernel_size': 1},
        s23={'filters': 3, 'kernel_size': (2, 3)},
        s3s={'filters': 2, 'kernel_size': 3, 'padding': 'same', 'use_bias': False},
        s3t={'filters': 2, 'kernel_size': 3, 'strides': 2},
        s3ts={'filters': 3, 'kernel_size': 3, 'strides': 2, 'padding': 'same'},
    )


@model(keras2=True)
def separable_rows(k):
    return own_inputs(
        k,
        (7, 3),
        k.SeparableConv1D,
        s1={'filters': 2, 'kernel_size': 1},
        s3={'filters': 2, 'kernel_size': 3},
        s4s={'filters': 4, 'kernel_size': 4, 'padding': 'same', 'use_bias': False},
        s3t={'filters': 2, 'kernel_size': 3, 'strides': 2},
    )


@model(keras2=True)
def separable_chain(k):
    return k.seq(
        (5, 5, 2),
        k.SeparableConv2D(3, 3, padding='same', activation='relu', name='s1'),
        k.BatchNormalization(name='bn1'),
        k.SeparableConv2D(2, 2, name='s2'),
        k.BatchNormalization(name='bn2'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model(keras2=True)
def separable_multiplied(k):
    return k.seq((4, 4, 2), k.SeparableConv2D(3, 3, depth_multiplier=2, name='s'))
