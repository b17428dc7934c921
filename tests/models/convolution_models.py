"""Tiny models of convolutions.  Several outputs on one input let one build probe many geometries."""

from registry import model


def own_inputs(k, shape, kind, **convolutions):
    """Convolutions by name, each behind an input of its own.

    The peer misplaces the padding of a tensor with several readers.
    """
    inputs = [k.Input(shape, name=f'in_{name}') for name in convolutions]
    outputs = [kind(**keys, name=name)(x) for x, (name, keys) in zip(inputs, convolutions.items(), strict=True)]
    return k.func(inputs, outputs)


# Convolutions in one dimension.


@model(keras2=True, h5=True, split=True)
def conv1d_kernels(k):
    x = k.Input((9, 2), name='inp')
    outputs = [
        k.Conv1D(3, 1, name='c1')(x),
        k.Conv1D(3, 3, name='c3')(x),
        k.Conv1D(2, 4, padding='same', name='c4s')(x),
        k.Conv1D(2, 9, name='c9')(x),
        k.Conv1D(2, 11, padding='same', name='c11s')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def conv1d_strides(k):
    x = k.Input((8, 3), name='inp')
    outputs = [
        k.Conv1D(2, 3, strides=2, name='s2')(x),
        k.Conv1D(3, 3, strides=2, padding='same', name='s2s')(x),
        k.Conv1D(2, 2, strides=3, use_bias=False, name='s3')(x),
        k.Conv1D(2, 1, strides=2, name='p2')(x),
        k.Conv1D(2, 5, strides=4, padding='same', name='s4s')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def conv1d_chain(k):
    return k.seq(
        (8, 2),
        k.Conv1D(3, 3, padding='same', activation='relu', name='c1'),
        k.Conv1D(4, 2, strides=2, activation='tanh', name='c2'),
        k.Conv1D(2, 1, name='c3'),
        k.Flatten(name='flat'),
        k.Dense(3, name='fc'),
    )


@model(keras2=True)
def conv1d_lines(k):
    return own_inputs(
        k,
        (9, 2),
        k.Conv1D,
        c1={'filters': 3, 'kernel_size': 1},
        c3={'filters': 3, 'kernel_size': 3},
        c4s={'filters': 2, 'kernel_size': 4, 'padding': 'same'},
        c9={'filters': 2, 'kernel_size': 9},
        c11s={'filters': 2, 'kernel_size': 11, 'padding': 'same'},
        s2={'filters': 2, 'kernel_size': 3, 'strides': 2},
        s2s={'filters': 2, 'kernel_size': 4, 'strides': 2, 'padding': 'same'},
        s3={'filters': 2, 'kernel_size': 2, 'strides': 3, 'use_bias': False},
        p2={'filters': 2, 'kernel_size': 1, 'strides': 2},
    )


@model()
def conv1d_single(k):
    return k.seq((6, 4), k.Conv1D(4, 3, name='c'))


@model()
def conv1d_square(k):
    """No padding."""
    x = k.Input((8, 2), name='inp')
    outputs = [
        k.Conv1D(3, 1, name='c1')(x),
        k.Conv1D(2, 2, name='c2')(x),
        k.Conv1D(2, 3, name='c3')(x),
        k.Conv1D(2, 2, strides=2, name='c2s2')(x),
    ]
    return k.func(x, outputs)


@model()
def conv1d_bn(k):
    return k.seq(
        (7, 2),
        k.Conv1D(3, 2, name='c1'),
        k.BatchNormalization(name='bn1'),
        k.Activation('relu', name='relu1'),
        k.Conv1D(2, 1, use_bias=False, name='c2'),
        k.BatchNormalization(name='bn2'),
    )


@model()
def conv1d_causal(k):
    return k.seq((6, 2), k.Conv1D(3, 3, padding='causal', name='c'))


@model()
def conv1d_dilated(k):
    return k.seq((8, 2), k.Conv1D(3, 3, dilation_rate=2, name='c'))


@model()
def conv1d_grouped(k):
    return k.seq((6, 4), k.Conv1D(4, 3, groups=2, name='c'))


# Convolutions in two dimensions.


@model(keras2=True, h5=True, split=True)
def conv2d_kernels(k):
    """Among them one that covers the image and one that is taller than it."""
    x = k.Input((5, 6, 2), name='inp')
    outputs = [
        k.Conv2D(3, 1, name='c1')(x),
        k.Conv2D(3, 3, name='c3')(x),
        k.Conv2D(2, 3, padding='same', name='c3s')(x),
        k.Conv2D(2, (2, 4), padding='same', name='c24s')(x),
        k.Conv2D(2, (5, 6), name='c56')(x),
        k.Conv2D(2, (7, 3), padding='same', name='c73s')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def conv2d_strides(k):
    x = k.Input((7, 5, 3), name='inp')
    outputs = [
        k.Conv2D(2, 3, strides=2, name='s22')(x),
        k.Conv2D(3, 3, strides=2, padding='same', name='s22s')(x),
        k.Conv2D(2, (3, 2), strides=(1, 2), name='s12')(x),
        k.Conv2D(2, (2, 3), strides=(2, 1), padding='same', use_bias=False, name='s21s')(x),
        k.Conv2D(2, 2, strides=3, name='s33')(x),
        k.Conv2D(2, 1, strides=2, name='p22')(x),
    ]
    return k.func(x, outputs)


@model()
def conv2d_square(k):
    """Square kernels and strides without padding."""
    x = k.Input((6, 6, 2), name='inp')
    outputs = [
        k.Conv2D(3, 1, name='c1')(x),
        k.Conv2D(2, 2, name='c2')(x),
        k.Conv2D(2, 3, name='c3')(x),
        k.Conv2D(2, 2, strides=2, name='c2s2')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def conv2d_chain(k):
    return k.seq(
        (6, 5, 1),
        k.Conv2D(2, 3, padding='same', activation='relu', name='c1'),
        k.Conv2D(3, (3, 2), strides=(2, 1), activation='sigmoid', name='c2'),
        k.Conv2D(2, 1, name='c3'),
        k.Flatten(name='flat'),
        k.Dense(3, name='fc'),
    )


@model(keras2=True)
def conv2d_lines(k):
    return own_inputs(
        k,
        (5, 6, 2),
        k.Conv2D,
        c1={'filters': 3, 'kernel_size': 1},
        c23={'filters': 3, 'kernel_size': (2, 3)},
        c3s={'filters': 2, 'kernel_size': 3, 'padding': 'same'},
        c24s={'filters': 2, 'kernel_size': (2, 4), 'padding': 'same', 'use_bias': False},
        c73s={'filters': 2, 'kernel_size': (7, 3), 'padding': 'same'},
        s22={'filters': 2, 'kernel_size': 3, 'strides': 2},
        s22s={'filters': 2, 'kernel_size': 3, 'strides': 2, 'padding': 'same'},
        s12={'filters': 2, 'kernel_size': (3, 2), 'strides': (1, 2)},
        s33={'filters': 2, 'kernel_size': 2, 'strides': 3},
        p22={'filters': 2, 'kernel_size': 1, 'strides': 2},
    )


@model()
def conv2d_single(k):
    return k.seq((4, 5, 2), k.Conv2D(4, (2, 3), name='c'))


@model()
def conv2d_pointwise(k):
    return k.seq((3, 4, 6), k.Conv2D(4, 1, name='c'))


@model()
def conv2d_bn(k):
    return k.seq(
        (5, 4, 2),
        k.Conv2D(3, 2, name='c1'),
        k.BatchNormalization(name='bn1'),
        k.Activation('relu', name='relu1'),
        k.Conv2D(2, 1, use_bias=False, name='c2'),
        k.BatchNormalization(name='bn2'),
    )


@model()
def conv2d_thin(k):
    """Images of one row and of one column."""
    a, b = k.Input((1, 6, 2), name='in_a'), k.Input((6, 1, 2), name='in_b')
    outputs = [
        k.Conv2D(2, (1, 3), name='row')(a),
        k.Conv2D(2, 3, padding='same', name='rows')(a),
        k.Conv2D(3, (3, 1), strides=(2, 1), name='column')(b),
        k.Conv2D(2, (2, 2), padding='same', name='columns')(b),
    ]
    return k.func([a, b], outputs)


@model()
def conv2d_dilated(k):
    return k.seq((6, 6, 2), k.Conv2D(2, 3, dilation_rate=2, name='c'))


@model()
def conv2d_grouped(k):
    return k.seq((4, 4, 4), k.Conv2D(4, 3, groups=2, name='c'))


@model()
def conv2d_first(k):
    """Channels first."""
    return k.seq((2, 4, 5), k.Conv2D(3, (2, 3), data_format='channels_first', name='c'))
