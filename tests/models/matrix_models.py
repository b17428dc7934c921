"""Tiny models of normalised rows, tables of vectors, tensor products, broadcasts and softmax along an axis."""

from registry import model

# Layer normalisation.  The peer knows the last axis of matrices by its number only.


@model(keras2=True)
def layernorm_rows(k):
    x = k.Input((4, 5), name='inp')
    outputs = [
        k.LayerNormalization(axis=2, name='ln')(x),
        k.LayerNormalization(axis=2, epsilon=0.01, name='ln_coarse')(x),
    ]
    return k.func(x, outputs)


@model(keras2=True)
def layernorm_bare(k):
    return k.seq((4, 5), k.LayerNormalization(axis=2, scale=False, center=False, name='ln'))


@model(keras2=True)
def layernorm_network(k):
    return k.seq(
        (3, 4),
        k.Dense(4, name='fc1'),
        k.LayerNormalization(axis=2, name='ln'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc2'),
    )


@model()
def layernorm_vector(k):
    return k.seq((6,), k.LayerNormalization(name='ln'))


@model()
def layernorm_image(k):
    return k.seq((2, 3, 4), k.LayerNormalization(name='ln'))


@model()
def layernorm_first_axis(k):
    return k.seq((4, 5), k.LayerNormalization(axis=1, name='ln'))


@model()
def layernorm_last_axis(k):
    return k.seq((4, 5), k.LayerNormalization(name='ln'))


@model()
def layernorm_odd_epsilon(k):
    return k.seq((4, 5), k.LayerNormalization(axis=2, epsilon=0.003, name='ln'))


# Tables of vectors.


def table(k):
    # The peer wants the length of the sequence, which Keras 3 no longer takes.
    return k.Embedding(7, 3, name='emb', **({'input_length': 4} if k.framework == 'keras2' else {}))


@model(keras2=True)
def embedding_rows(k):
    return k.seq((4,), table(k))


@model(keras2=True, keras3=False)
def embedding_lengthless(k):
    return k.seq((4,), k.Embedding(7, 3, name='emb'))


@model(keras2=True)
def embedding_network(k):
    return k.seq((4,), table(k), k.Flatten(name='flat'), k.Dense(2, name='fc'))


@model(keras2=True)
def embedding_sequence(k):
    return k.seq((4,), table(k), k.GRU(2, name='rnn'))


# Tensor products.


@model()
def einsum_rows(k):
    """Outputs share two inputs: a row vector and a matrix."""
    x, y = k.Input((4,), name='inp'), k.Input((3, 4), name='rows')
    outputs = [
        k.EinsumDense('ab,bc->ac', output_shape=5, bias_axes='c', name='e_vector')(x),
        k.EinsumDense('abc,cd->abd', output_shape=(3, 2), bias_axes='d', name='e_last')(y),
        k.EinsumDense('abc,cd->abd', output_shape=(3, 2), name='e_bare')(y),
        k.EinsumDense('abc,bd->acd', output_shape=(4, 2), bias_axes='cd', name='e_first')(y),
        k.EinsumDense('abc,bd->adc', output_shape=(2, 4), bias_axes='d', name='e_swapped')(y),
    ]
    return k.func([x, y], outputs)


@model()
def einsum_heads(k):
    """The products that attention is made of."""
    x, y = k.Input((3, 4), name='inp'), k.Input((3, 2, 2), name='heads')
    outputs = [
        k.EinsumDense('abc,cde->abde', output_shape=(3, 2, 2), bias_axes='de', name='e_split')(x),
        k.EinsumDense('abcd,cde->abe', output_shape=(3, 4), bias_axes='e', name='e_join')(y),
        k.EinsumDense('abc,bcd->abd', output_shape=(3, 2), bias_axes='bd', name='e_each')(x),
    ]
    return k.func([x, y], outputs)


@model()
def einsum_network(k):
    return k.seq(
        (3, 4),
        k.EinsumDense('abc,cd->abd', output_shape=(3, 5), bias_axes='d', activation='relu', name='e1'),
        k.EinsumDense('abc,bd->adc', output_shape=(2, 5), bias_axes='d', name='e2'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model(keras2=True)
def dot_vectors(k):
    a, b = k.Input((5,), name='in_a'), k.Input((5,), name='in_b')
    return k.func([a, b], k.Dot(1, name='dot')([a, b]))


@model(keras2=True)
def dot_network(k):
    x = k.Input((4,), name='inp')
    d = k.Dot(1, name='dot')([k.Dense(3, name='fa')(x), k.Dense(3, activation='relu', name='fb')(x)])
    return k.func(x, k.Dense(2, name='fc')(d))


@model(keras2=True)
def dot_matrices(k):
    a, b = k.Input((3, 4), name='in_a'), k.Input((2, 4), name='in_b')
    return k.func([a, b], k.Dot(2, name='dot')([a, b]))


@model(keras2=True)
def dot_normalized(k):
    a, b = k.Input((5,), name='in_a'), k.Input((5,), name='in_b')
    return k.func([a, b], k.Dot(1, normalize=True, name='dot')([a, b]))


@model()
def mha_self(k):
    x = k.Input((3, 4), name='inp')
    return k.func(x, k.MultiHeadAttention(2, 2, name='mha')(x, x))


# Broadcasts.


@model(keras2=True)
def broadcast_rows(k):
    """A vector over the rows of a matrix, in every function."""
    a, b = k.Input((5, 2), name='in_a'), k.Input((1, 2), name='in_b')
    kinds = ('Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum')
    return k.func([a, b], [getattr(k, kind)(name=f'm_{kind.lower()}')([a, b]) for kind in kinds])


@model(keras2=True)
def broadcast_left(k):
    a, b = k.Input((1, 2), name='in_a'), k.Input((5, 2), name='in_b')
    return k.func([a, b], [k.Add(name='m_add')([a, b]), k.Subtract(name='m_subtract')([a, b])])


@model(keras2=True)
def broadcast_channels(k):
    """The scale per channel of squeeze-and-excitation blocks."""
    a, b = k.Input((3, 4, 2), name='in_a'), k.Input((1, 1, 2), name='in_b')
    return k.func([a, b], [k.Multiply(name='m_multiply')([a, b]), k.Add(name='m_add')([a, b])])


@model(keras2=True)
def broadcast_pixels(k):
    a, b = k.Input((3, 4, 2), name='in_a'), k.Input((3, 4, 1), name='in_b')
    return k.func([a, b], k.Multiply(name='m_multiply')([a, b]))


@model()
def broadcast_long(k):
    """Element counts whose decimal texts sort against their values."""
    a, b = k.Input((16, 8), name='in_a'), k.Input((1, 8), name='in_b')
    return k.func([a, b], k.Add(name='m_add')([a, b]))


@model()
def broadcast_both(k):
    a, b = k.Input((3, 1), name='in_a'), k.Input((1, 4), name='in_b')
    return k.func([a, b], k.Add(name='m_add')([a, b]))


@model()
def broadcast_squeeze(k):
    """A squeeze-and-excitation block."""
    x = k.Input((4, 4, 2), name='inp')
    s = k.GlobalAveragePooling2D(keepdims=True, name='mean')(x)
    s = k.Conv2D(2, 1, activation='sigmoid', name='c1')(s)
    return k.func(x, k.Multiply(name='scale')([x, s]))


# Softmax along an axis.


@model(keras2=True)
def axis_rows(k):
    x = k.Input((3, 4), name='inp')
    return k.func(
        x,
        [k.Softmax(name='s_last')(x), k.Softmax(axis=1, name='s_first')(x), k.Activation('softmax', name='s_plain')(x)],
    )


@model(keras2=True)
def axis_image(k):
    x = k.Input((2, 3, 4), name='inp')
    return k.func(x, [k.Softmax(axis=axis, name=f's_{axis}')(x) for axis in (1, 2, 3)])


@model(keras2=True)
def axis_network(k):
    return k.seq((3, 4), k.Dense(4, name='fc'), k.Softmax(name='sm'), k.Flatten(name='flat'), k.Dense(2, name='out'))


@model()
def axis_pair(k):
    return k.seq((2, 3, 4), k.Softmax(axis=(2, 3), name='sm'))
