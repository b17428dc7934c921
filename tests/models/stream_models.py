"""Tiny models whose tensors have several packets, for records of streams."""

from registry import model


@model()
def stream_rows(k):
    """Activations on matrices."""
    x = k.Input((3, 4), name='inp')
    outputs = [
        k.Activation('relu', name='a_relu')(x),
        k.Activation('tanh', name='a_tanh')(x),
        k.Activation('elu', name='a_elu')(x),
        k.Activation('softmax', name='a_softmax')(x),
        k.Activation('hard_sigmoid', name='a_hard')(x),
        k.BatchNormalization(name='bn1')(x),
    ]
    return k.func(x, outputs)


@model()
def stream_image(k):
    """Activations on images."""
    x = k.Input((2, 3, 4), name='inp')
    outputs = [
        k.Activation('relu', name='a_relu')(x),
        k.Activation('sigmoid', name='a_sigmoid')(x),
        k.Activation('selu', name='a_selu')(x),
        k.LeakyReLU(0.3, name='a_leaky')(x),
        k.Activation('softmax', name='a_softmax')(x),
        k.BatchNormalization(name='bn1')(x),
    ]
    return k.func(x, outputs)


@model()
def stream_prelu(k):
    """One slope per element, and one per channel."""
    x, y = k.Input((6,), name='inp'), k.Input((2, 3, 2), name='image')
    outputs = [
        k.PReLU(name='a_vector')(x),
        k.PReLU(name='a_each')(y),
        k.PReLU(shared_axes=[1, 2], name='a_shared')(y),
    ]
    return k.func([x, y], outputs)


@model()
def stream_relus(k):
    x = k.Input((8,), name='inp')
    outputs = [
        k.Activation('relu', name='a_relu')(x),
        k.Activation('leaky_relu', name='a_leaky')(x),
        k.ReLU(name='a_relu_layer')(x),
        k.ReLU(threshold=0.5, name='a_relu_threshold')(x),
        k.PReLU(name='a_prelu')(x),
    ]
    return k.func(x, outputs)


@model()
def stream_relu6(k):
    return k.seq((8,), k.Activation('relu6', name='a_relu6'))


@model(keras2=True)
def stream_skip(k):
    """A residual block and a concatenation on images."""
    x = k.Input((4, 4, 2), name='inp')
    h = k.Conv2D(2, 1, activation='relu', name='c1')(x)
    h = k.Conv2D(2, 3, padding='same', activation='relu', name='c2')(h)
    s = k.Add(name='sum')([x, h])
    c = k.Concatenate(name='cat')([s, x])
    return k.func(x, k.Conv2D(3, 1, name='c3')(c))


@model()
def stream_skip_padded(k):
    """The convolution with padding reads a tensor that has another reader."""
    x = k.Input((4, 4, 2), name='inp')
    h = k.Conv2D(2, 3, padding='same', activation='relu', name='c1')(x)
    return k.func(x, k.Add(name='sum')([x, h]))


@model()
def stream_merges(k):
    a, b = k.Input((2, 3, 2), name='in_a'), k.Input((2, 3, 2), name='in_b')
    kinds = ('Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum')
    return k.func([a, b], [getattr(k, kind)(name=f'm_{kind.lower()}')([a, b]) for kind in kinds])


@model()
def stream_concat3(k):
    a, b = k.Input((2, 3, 2), name='in_a'), k.Input((2, 3, 2), name='in_b')
    return k.func([a, b], [k.Concatenate(axis=axis, name=f'cat_{axis}')([a, b]) for axis in (1, 2, 3)])


@model()
def stream_concat2(k):
    a, b = k.Input((3, 2), name='in_a'), k.Input((3, 4), name='in_b')
    c = k.Input((2, 2), name='in_c')
    return k.func([a, b, c], [k.Concatenate(axis=2, name='cat_2')([a, b]), k.Concatenate(axis=1, name='cat_1')([a, c])])


@model()
def stream_concat1(k):
    a, b = k.Input((3,), name='in_a'), k.Input((4,), name='in_b')
    return k.func([a, b], k.Dense(2, name='fc')(k.Concatenate(name='cat')([a, b])))


@model()
def stream_reshapes(k):
    x = k.Input((12,), name='inp')
    m = k.Reshape((3, 4), name='rs1')(x)
    i = k.Reshape((2, 3, 2), name='rs2')(k.Activation('relu', name='relu1')(m))
    f = k.Flatten(name='flat')(k.Activation('tanh', name='tanh1')(i))
    return k.func(x, k.Dense(3, name='fc')(f))


@model()
def stream_consumers(k):
    """One tensor with seven readers, the most that the peer's clones have."""
    x = k.Input((4,), name='inp')
    h = k.Dense(3, name='fc')(x)
    return k.func(x, [k.Dense(2, name=f'f{number}')(h) for number in range(7)])
