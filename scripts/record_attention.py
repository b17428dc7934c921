"""Make seeded models with attention, normalisation, products and activations, and record what Keras predicts with them.

Run in an environment with Keras 3, and with the names of what Keras 2 has in one with TensorFlow 2.14:

    python scripts/record_attention.py [name ..]

The script writes `tests/reference/attention/<framework>-<name>` and beside it `.npz` with inputs and outputs, as
`scripts/record_keras.py` does for recurrent models.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import keras
import numpy as np
import record_keras
from record_keras import ROOT, L, model

record_keras.MODELS.clear()
record_keras.FOLDER = ROOT / 'tests' / 'reference' / 'attention'


def fill(network, rng):
    """Weights as training leaves them; a scale is around 1."""
    for weight in network.weights:
        kind = weight.name.split('/')[-1].removesuffix(':0')
        if kind.startswith('seed_generator'):
            continue
        size = np.sqrt(max(np.prod(weight.shape[:-1]), 1)) if kind == 'kernel' else 2.0
        values = rng.normal(1.0 if kind in ('gamma', 'moving_variance') else 0.0, 1.0 / size, weight.shape)
        weight.assign(np.abs(values) if kind == 'moving_variance' else values)


record_keras.fill = fill


def block(x, width, n_heads, key_dim, hidden, activation, name):
    """An encoder: attention and a network for each position, each added to what it reads and normalised."""
    attention = L.MultiHeadAttention(n_heads, key_dim, name=f'{name}_mha')(x, x)
    x = L.LayerNormalization(epsilon=1e-5, name=f'{name}_ln1')(L.Add(name=f'{name}_add1')([x, attention]))
    y = L.Dense(hidden, activation=activation, name=f'{name}_fc1')(x)
    y = L.Dense(width, name=f'{name}_fc2')(y)
    return L.LayerNormalization(epsilon=1e-5, name=f'{name}_ln2')(L.Add(name=f'{name}_add2')([x, y]))


@model
def transformer():
    x = L.Input((5, 6), name='inp')
    y = block(x, 6, 2, 4, 8, 'relu', 'a')
    y = block(y, 6, 3, 2, 10, 'gelu', 'b')
    y = L.Dense(3, activation='softmax', name='fc')(L.Flatten(name='flat')(y))
    return keras.Model(x, y)


@model
def self_attention():
    x = L.Input((4, 6), name='inp')
    outputs = [
        L.MultiHeadAttention(2, 3, name='plain')(x, x),
        L.MultiHeadAttention(1, 4, value_dim=5, name='single')(x, x),
        L.MultiHeadAttention(3, 2, use_bias=False, output_shape=4, name='bare')(x, x, x),
        L.MultiHeadAttention(2, 3, name='keyed')(query=x, value=x, key=x),
    ]
    return keras.Model(x, outputs)


@model
def causal_attention():
    x, value = L.Input((5, 4), name='inp'), L.Input((3, 2), name='value')
    outputs = [
        L.MultiHeadAttention(2, 3, name='own')(x, x, use_causal_mask=True),
        L.MultiHeadAttention(1, 2, name='fewer')(x, value, use_causal_mask=True),
        L.MultiHeadAttention(2, 2, name='more')(value, x, use_causal_mask=True),
    ]
    return keras.Model([x, value], outputs)


@model
def group_normalization():
    x, image = L.Input((4, 6), name='inp'), L.Input((2, 3, 4), name='image')
    outputs = [
        L.GroupNormalization(2, name='pairs')(x),
        L.GroupNormalization(1, center=False, name='whole')(x),
        L.GroupNormalization(-1, epsilon=1e-2, name='alone')(x),
        L.GroupNormalization(2, scale=False, name='halves')(image),
        L.GroupNormalization(3, name='flat')(L.Dense(6, name='fc')(L.Flatten(name='flatten')(x))),
    ]
    return keras.Model([x, image], outputs)


@model
def cross_attention():
    query = L.Input((3, 4), name='query')
    value = L.Input((5, 6), name='value')
    key = L.Input((5, 2), name='key')
    outputs = [
        L.MultiHeadAttention(2, 3, value_dim=2, name='two')(query, value),
        L.MultiHeadAttention(2, 3, value_dim=4, name='three')(query, value, key),
        L.MultiHeadAttention(2, 3, name='words')(query, key=key, value=value),
    ]
    return keras.Model([query, value, key], outputs)


@model
def image_attention():
    x = L.Input((2, 3, 4), name='inp')
    outputs = [
        L.MultiHeadAttention(2, 3, name='all')(x, x),
        L.MultiHeadAttention(2, 3, attention_axes=(2,), name='rows')(x, x),
        L.MultiHeadAttention(2, 3, attention_axes=(1,), name='columns')(x, x),
    ]
    return keras.Model(x, outputs)


@model
def products():
    x = L.Input((3, 4), name='inp')
    outputs = [
        L.EinsumDense('abc,cd->abd', output_shape=(None, 5), bias_axes='d', name='last')(x),
        L.EinsumDense('abc,bcd->abd', output_shape=(3, 2), bias_axes='bd', name='own')(x),
        L.EinsumDense('abc,bd->acd', output_shape=(4, 2), bias_axes='c', name='first')(x),
        L.EinsumDense('...x,xy->...y', output_shape=3, bias_axes='y', activation='silu', name='dots')(x),
        L.EinsumDense('abc,dce->aebd', output_shape=(2, None, 3), name='heads')(x),
    ]
    return keras.Model(x, outputs)


@model
def normalisations():
    x = L.Input((3, 4), name='inp')
    outputs = [
        L.LayerNormalization(name='plain')(x),
        L.LayerNormalization(epsilon=1e-6, center=False, name='fine')(x),
        L.LayerNormalization(epsilon=0.1, scale=False, name='coarse')(x),
        L.BatchNormalization(axis=1, name='rows')(x),
        L.BatchNormalization(name='columns')(x),
        L.Softmax(axis=1, name='sm1')(x),
        L.Softmax(axis=[1, 2], name='sm12')(x),
        L.Softmax(name='sm2')(x),
    ]
    return keras.Model(x, outputs)


@model
def joined_normalisations():
    x = L.Input((2, 3, 4), name='inp')
    outputs = [
        L.LayerNormalization(axis=1, name='first')(x),
        L.LayerNormalization(axis=[2, 3], name='last')(x),
        L.LayerNormalization(axis=[1, 3], center=False, name='apart')(x),
        L.LayerNormalization(axis=[1, 2, 3], name='all')(x),
        L.Rescaling(0.7, offset=-0.3, name='scaled')(x),
        L.Rescaling([0.5, -0.25, 2.0, 1.5], offset=[0.1, 0.2, -1.0, 0.0], name='channels')(x),
    ]
    return keras.Model(x, outputs)


@model
def activations():
    x = L.Input((8,), name='inp')
    names = (
        'celu exponential gelu hard_shrink hard_silu hard_tanh log_sigmoid mish silu soft_shrink sparse_plus '
        'sparse_sigmoid tanh_shrink'
    )
    outputs = [L.Activation(name, name=name)(x) for name in names.split()]
    outputs += [
        L.ReLU(max_value=0.75, name='limited')(x),
        L.ReLU(max_value=6.0, name='six')(x),
        L.ReLU(max_value=1.0, negative_slope=0.25, threshold=0.5, name='all')(x),
        L.ReLU(negative_slope=0.25, threshold=0.5, name='unlimited')(x),
    ]
    return keras.Model(x, outputs)


@model
def shared_slopes():
    x = L.Input((2, 3), name='inp')
    outputs = [L.PReLU(shared_axes=axes, name=name)(x) for axes, name in (([1], 'rows'), ([2], 'columns'), ([1, 2], 'all'))]
    return keras.Model(x, outputs)


if __name__ == '__main__':
    record_keras.main()
