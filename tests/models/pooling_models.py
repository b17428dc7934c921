"""Tiny models of pooling."""

from registry import model


def windows_1d(k, kind):
    x = k.Input((7, 3), name='inp')
    pool = getattr(k, f'{kind}Pooling1D')
    outputs = [
        pool(2, name='p2')(x),
        pool(3, strides=1, name='p3s1')(x),
        pool(3, strides=2, padding='same', name='p3s2s')(x),
        pool(4, strides=3, padding='same', name='p4s3s')(x),
        pool(7, name='p7')(x),
        pool(2, strides=3, name='p2s3')(x),
    ]
    return k.func(x, outputs)


def windows_2d(k, kind):
    x = k.Input((5, 6, 2), name='inp')
    pool = getattr(k, f'{kind}Pooling2D')
    outputs = [
        pool(2, name='p22')(x),
        pool(3, strides=1, name='p33s1')(x),
        pool(2, padding='same', name='p22s')(x),
        pool((2, 3), strides=(1, 2), padding='same', name='p23s12s')(x),
        pool((3, 2), strides=2, padding='same', name='p32s2s')(x),
        pool((5, 1), name='p51')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def pool_max1d(k):
    return windows_1d(k, 'Max')


@model(keras2=True)
def pool_avg1d(k):
    return windows_1d(k, 'Average')


@model(keras2=True, h5=True)
def pool_max2d(k):
    return windows_2d(k, 'Max')


@model(keras2=True, h5=True)
def pool_avg2d(k):
    return windows_2d(k, 'Average')


@model(keras2=True)
def pool_tiles(k):
    """Windows that do not overlap, one of which leaves a row."""
    x = k.Input((5, 6, 2), name='inp')
    outputs = [
        k.MaxPooling2D(2, name='m22')(x),
        k.MaxPooling2D((1, 3), name='m13')(x),
        k.MaxPooling2D((5, 2), name='m52')(x),
        k.AveragePooling2D(2, name='a22')(x),
        k.AveragePooling2D((1, 3), name='a13')(x),
        k.AveragePooling2D((5, 2), name='a52')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def pool_segments(k):
    x = k.Input((8, 3), name='inp')
    outputs = [
        k.MaxPooling1D(2, name='m2')(x),
        k.MaxPooling1D(3, name='m3')(x),
        k.AveragePooling1D(4, name='a4')(x),
        k.AveragePooling1D(5, name='a5')(x),
    ]
    return k.func(x, outputs)


@model()
def pool_overlap1d(k):
    return k.seq((8, 2), k.MaxPooling1D(3, strides=2, name='p'))


@model()
def pool_average_overlap1d(k):
    return k.seq((8, 2), k.AveragePooling1D(3, strides=1, name='p'))


@model()
def pool_overlap2d(k):
    return k.seq((5, 5, 2), k.MaxPooling2D(3, strides=2, name='p'))


@model()
def pool_padded2d(k):
    return k.seq((5, 5, 2), k.AveragePooling2D(2, padding='same', name='p'))


@model(keras2=True)
def pool_global(k):
    x, y = k.Input((3, 4, 2), name='inp'), k.Input((5, 3), name='seq')
    outputs = [
        k.GlobalMaxPooling2D(name='m2')(x),
        k.GlobalAveragePooling2D(name='a2')(x),
        k.GlobalMaxPooling1D(name='m1')(y),
        k.GlobalAveragePooling1D(name='a1')(y),
    ]
    return k.func([x, y], outputs)


@model(keras2=True)
def pool_global_kept(k):
    x, y = k.Input((3, 4, 2), name='inp'), k.Input((5, 3), name='seq')
    outputs = [
        k.GlobalMaxPooling2D(keepdims=True, name='m2')(x),
        k.GlobalAveragePooling2D(keepdims=True, name='a2')(x),
        k.GlobalMaxPooling1D(keepdims=True, name='m1')(y),
        k.GlobalAveragePooling1D(keepdims=True, name='a1')(y),
    ]
    return k.func([x, y], outputs)


@model(keras2=True)
def pool_network(k):
    """The usual small classifier of images."""
    return k.seq(
        (6, 6, 1),
        k.Conv2D(2, 3, activation='relu', name='c1'),
        k.MaxPooling2D(2, name='p1'),
        k.Conv2D(3, 2, padding='same', name='c2'),
        k.BatchNormalization(name='bn2'),
        k.Activation('relu', name='relu2'),
        k.GlobalAveragePooling2D(name='mean'),
        k.Dense(3, activation='softmax', name='fc'),
    )


@model(keras2=True)
def pool_network1d(k):
    return k.seq(
        (9, 2),
        k.Conv1D(3, 2, activation='relu', name='c1'),
        k.AveragePooling1D(2, name='p1'),
        k.Conv1D(2, 3, padding='same', activation='tanh', name='c2'),
        k.GlobalMaxPooling1D(name='most'),
        k.Dense(2, name='fc'),
    )
