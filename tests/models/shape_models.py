"""Tiny models of layers that move elements, and of dense layers on tensors of higher rank."""

from registry import model


@model(keras2=True)
def shape_pads(k):
    x, y = k.Input((2, 3, 2), name='inp'), k.Input((3, 2), name='seq')
    outputs = [
        k.ZeroPadding2D(1, name='p1')(x),
        k.ZeroPadding2D((2, 1), name='p21')(x),
        k.ZeroPadding2D(((1, 0), (0, 3)), name='p1003')(x),
        k.ZeroPadding1D(2, name='q2')(y),
        k.ZeroPadding1D((0, 3), name='q03')(y),
    ]
    return k.func([x, y], outputs)


@model(keras2=True)
def shape_crops(k):
    x, y = k.Input((5, 4, 2), name='inp'), k.Input((6, 2), name='seq')
    outputs = [
        k.Cropping2D(1, name='p1')(x),
        k.Cropping2D((2, 1), name='p21')(x),
        k.Cropping2D(((1, 0), (0, 3)), name='p1003')(x),
        k.Cropping1D(2, name='q2')(y),
        k.Cropping1D((0, 3), name='q03')(y),
    ]
    return k.func([x, y], outputs)


@model(keras2=True)
def shape_upsampled(k):
    x, y = k.Input((2, 3, 2), name='inp'), k.Input((3, 2), name='seq')
    outputs = [
        k.UpSampling2D(2, name='u2')(x),
        k.UpSampling2D((3, 1), name='u31')(x),
        k.UpSampling2D((1, 2), name='u12')(x),
        k.UpSampling1D(2, name='v2')(y),
        k.UpSampling1D(3, name='v3')(y),
    ]
    return k.func([x, y], outputs)


@model()
def shape_bilinear(k):
    return k.seq((2, 3, 2), k.UpSampling2D(2, interpolation='bilinear', name='u'))


@model(keras2=True)
def shape_permuted(k):
    x, y = k.Input((2, 3, 4), name='inp'), k.Input((3, 2), name='seq')
    outputs = [
        k.Permute((3, 1, 2), name='p312')(x),
        k.Permute((1, 3, 2), name='p132')(x),
        k.Permute((2, 1, 3), name='p213')(x),
        k.Permute((3, 2, 1), name='p321')(x),
        k.Permute((1, 2, 3), name='p123')(x),
        k.Permute((2, 1), name='q21')(y),
    ]
    return k.func([x, y], outputs)


@model(keras2=True)
def shape_permuted_seq(k):
    return k.seq(
        (3, 2), k.Permute((2, 1), name='p'), k.Conv1D(2, 2, name='c'), k.Flatten(name='flat'), k.Dense(2, name='fc')
    )


@model()
def shape_repeated(k):
    return k.seq((4,), k.Dense(3, name='fc'), k.RepeatVector(2, name='rep'))


@model()
def shape_repeats(k):
    """Vectors repeated into lines: of an input, and of the result of a layer in front of a recurrent one."""
    x = k.Input((3,), name='inp')
    rows = k.RepeatVector(4, name='rows')(x)
    steps = k.RepeatVector(3, name='steps')(k.Dense(2, activation='relu', name='fc')(x))
    line = k.Conv1D(2, 2, name='c')(rows)
    return k.func(x, [line, k.LSTM(3, name='rnn')(steps)])


@model(keras2=True)
def shape_reshaped(k):
    x = k.Input((2, 3, 4), name='inp')
    rows = k.Activation('relu', name='relu1')(k.Reshape((6, 4), name='rows')(x))
    wide = k.Activation('tanh', name='tanh1')(k.Reshape((3, 8), name='wide')(rows))
    image = k.Conv2D(2, 2, name='c')(k.Reshape((3, 4, 2), name='image')(wide))
    return k.func(x, k.Dense(3, name='fc')(k.Flatten(name='flat')(image)))


@model(keras2=True)
def shape_network(k):
    """Padding, cropping and enlarging between convolutions."""
    return k.seq(
        (4, 4, 1),
        k.ZeroPadding2D(((1, 0), (0, 1)), name='pad'),
        k.Conv2D(2, 2, activation='relu', name='c1'),
        k.UpSampling2D(2, name='up'),
        k.Cropping2D(((1, 2), (2, 1)), name='crop'),
        k.Conv2D(2, 3, name='c2'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model(keras2=True)
def shape_dropouts(k):
    x, y = k.Input((2, 3, 2), name='inp'), k.Input((3, 2), name='seq')
    outputs = [
        k.Activation('relu', name='relu1')(k.SpatialDropout2D(0.2, name='d2')(x)),
        k.Activation('relu', name='relu2')(k.SpatialDropout1D(0.2, name='d1')(y)),
    ]
    return k.func([x, y], outputs)


# Dense layers on tensors of rank two, three and four.


@model(keras2=True)
def denserank_two(k):
    x = k.Input((3, 4), name='inp')
    outputs = [
        k.Dense(5, name='fa')(x),
        k.Dense(2, activation='relu', use_bias=False, name='fb')(x),
        k.Dense(1, name='fc')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def denserank_three(k):
    x = k.Input((2, 3, 4), name='inp')
    outputs = [
        k.Dense(5, name='fa')(x),
        k.Dense(2, activation='relu', use_bias=False, name='fb')(x),
        k.Dense(1, name='fc')(x),
    ]
    return k.func(x, outputs)


@model()
def denserank_four(k):
    return k.seq((2, 2, 2, 3), k.Dense(2, name='fa'))


@model(keras2=True)
def denserank_network(k):
    return k.seq(
        (3, 4),
        k.Dense(5, activation='relu', name='fa'),
        k.Dense(3, name='fb'),
        k.BatchNormalization(name='bn'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


# Normalisation of images.


@model(keras2=True)
def bnimage_own(k):
    x, y = k.Input((3, 4, 2), name='inp'), k.Input((5, 3), name='seq')
    outputs = [
        k.BatchNormalization(name='bn2')(x),
        k.BatchNormalization(scale=False, name='bn2s')(x),
        k.BatchNormalization(center=False, name='bn1')(y),
    ]
    return k.func([x, y], outputs)


@model(keras2=True)
def bnimage_network(k):
    """One normalisation in front, one behind an activation, one behind a pooling, one that folds."""
    return k.seq(
        (5, 4, 2),
        k.BatchNormalization(name='bn0'),
        k.Conv2D(3, 2, activation='relu', name='c1'),
        k.BatchNormalization(name='bn1'),
        k.MaxPooling2D(2, name='p1'),
        k.BatchNormalization(name='bn2'),
        k.Conv2D(2, 1, name='c2'),
        k.BatchNormalization(name='bn3'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model()
def bnimage_first_axis(k):
    return k.seq((3, 4, 2), k.BatchNormalization(axis=1, name='bn'))
