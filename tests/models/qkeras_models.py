"""Tiny models of quantised layers and quantisers of QKeras."""

from registry import model

FIXED = 'quantized_bits(6,0,alpha=1)'


def qkeras(layer, name, *arguments, **keys):
    """A layer of the package, which only the environments of Keras 2 and of its own Keras 3 branch have."""
    import qkeras_package

    return getattr(qkeras_package.package(), layer)(*arguments, name=name, **keys)


def quantized(layer, name, *arguments, kernel=FIXED, bias=FIXED, **keys):
    """A layer with quantisers of its kernel and bias."""
    return qkeras(layer, name, *arguments, kernel_quantizer=kernel, bias_quantizer=bias, **keys)


def dense(name, units, **keys):
    return quantized('QDense', name, units, **keys)


def conv1d(name, filters, size, **keys):
    return quantized('QConv1D', name, filters, size, **keys)


def conv2d(name, filters, size, **keys):
    return quantized('QConv2D', name, filters, size, **keys)


def folded(name, filters, size, mode='ema_stats_folding', **keys):
    return quantized('QConv2DBatchnorm', name, filters, size, folding_mode=mode, **keys)


def depthwise(name, size, layer='QDepthwiseConv2D', weights=FIXED, **keys):
    return qkeras(layer, name, size, depthwise_quantizer=weights, **{'bias_quantizer': FIXED, **keys})


def separable(layer, name, *arguments, **keys):
    quantizers = {'depthwise_quantizer': FIXED, 'pointwise_quantizer': 'quantized_bits(5,1,alpha=1)'}
    return qkeras(layer, name, *arguments, bias_quantizer=FIXED, **quantizers, **keys)


def average(name, size=None, quantizer='quantized_bits(8,0,alpha=1)', **keys):
    if size is None:
        return qkeras('QGlobalAveragePooling2D', name, average_quantizer=quantizer, **keys)
    return qkeras('QAveragePooling2D', name, size, average_quantizer=quantizer, **keys)


def recurrent(layer, name, units, recurrent=FIXED, **keys):
    return quantized(layer, name, units, recurrent_quantizer=recurrent, **keys)


def adaptive(quantizer, name, bits, **keys):
    return qkeras('QAdaptiveActivation', name, quantizer, bits, **keys)


def activation(quantizer, name):
    return qkeras('QActivation', name, quantizer)


def relu(name):
    return activation('quantized_relu(6,2)', name)


# The shape of the input, and the layers behind it.
SEQUENTIAL = {
    'mlp': (
        (8,),
        lambda k: [
            dense('fc1', 6),
            relu('relu1'),
            dense('fc2', 5, kernel='quantized_bits(4,1,1,alpha=1)'),
            activation('quantized_relu(6,2,negative_slope=0.25)', 'relu2'),
            dense('fc3', 3, kernel='quantized_bits(8,2,alpha=1)', bias='quantized_bits(10,3,alpha=1)'),
            activation('quantized_bits(8,3)', 'out'),
        ],
    ),
    'exact': (
        (8,),
        lambda k: [
            activation('quantized_bits(8,2)', 'q0'),
            dense('fc1', 6),
            relu('relu1'),
            dense('fc2', 4, use_bias=False),
            activation('quantized_bits(8,3,1)', 'q2'),
            dense('fc3', 3),
        ],
    ),
    'levels_po2': (
        (8,),
        lambda k: [
            activation('quantized_po2(4,max_value=2)', 'p0'),
            dense('fc1', 6),
            activation('quantized_relu_po2(3)', 'p1'),
            dense('fc2', 5, activation='quantized_relu_po2(4,negative_slope=0.5)'),
            dense('fc3', 3),
        ],
    ),
    'levels_po2_conv': (
        (6, 6, 2),
        lambda k: [
            conv2d('c1', 3, 3),
            activation('quantized_relu_po2(3,max_value=4)', 'p1'),
            conv2d('c2', 4, 2),
            activation('quantized_po2(3)', 'p2'),
        ],
    ),
    'bernoulli': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel='bernoulli(alpha=1)'),
            activation('bernoulli(alpha=0.5)', 'b1'),
            dense('fc2', 5, kernel="bernoulli(alpha='auto_po2')", bias='bernoulli()'),
            activation('bernoulli()', 'b2'),
            dense('fc3', 3),
        ],
    ),
    'act_po2': ((12,), lambda k: [activation('quantized_po2(4)', 'a_po2')]),
    'act_relu_po2': ((12,), lambda k: [activation('quantized_relu_po2(4)', 'a_po2')]),
    # Activations inside the layers.
    'inside': (
        (8,),
        lambda k: [
            dense('fc1', 6, activation='quantized_relu(6,2)'),
            dense('fc2', 5, activation='quantized_tanh(6)'),
            dense('fc3', 4, activation='relu'),
            dense('fc4', 3, activation='quantized_bits(8,3)'),
        ],
    ),
    # Only some of the weights have quantisers.
    'plain_bias': (
        (8,),
        lambda k: [
            dense('fc1', 6, bias=None),
            relu('relu1'),
            dense('fc2', 5, kernel=None),
            relu('relu2'),
            k.Dense(3, name='fc3'),
        ],
    ),
    'conv1d': (
        (9, 2),
        lambda k: [
            conv1d('c1', 3, 3, padding='same'),
            relu('relu1'),
            k.MaxPooling1D(2, name='pool'),
            conv1d('c2', 4, 2, kernel='quantized_bits(4,0,alpha=1)', strides=2),
            activation('quantized_relu(5,2)', 'relu2'),
            k.Flatten(name='flat'),
            dense('fc', 3),
        ],
    ),
    'conv1d_causal': (
        (9, 2),
        lambda k: [
            conv1d('c1', 3, 3, padding='causal', bias='quantized_bits(5,1,alpha=1)'),
            activation('quantized_tanh(5)', 'tanh1'),
            conv1d('c2', 2, 3, kernel='ternary(alpha=1)', use_bias=False),
            activation('quantized_bits(7,3,1)', 'q2'),
        ],
    ),
    'conv2d': (
        (6, 6, 2),
        lambda k: [
            conv2d('c1', 3, 3),
            relu('relu1'),
            k.MaxPooling2D(2, name='pool'),
            conv2d('c2', 4, 2, kernel='quantized_bits(4,0,alpha=1)', use_bias=False),
            activation('quantized_tanh(6)', 'tanh2'),
            k.Flatten(name='flat'),
            dense('fc', 3),
        ],
    ),
    'conv2d_strided': (
        (7, 6, 2),
        lambda k: [
            conv2d('c1', 4, (3, 2), strides=(2, 1), padding='same', kernel='quantized_bits(5,1,1,alpha=1)'),
            activation('quantized_relu(5,1)', 'relu1'),
            conv2d('c2', 3, 2, kernel='quantized_po2(4)', activation='quantized_bits(8,4)'),
        ],
    ),
    'depthwise': (
        (6, 6, 2),
        lambda k: [
            depthwise('d1', 3),
            relu('relu1'),
            conv2d('c2', 3, 1),
            k.Flatten(name='flat'),
            dense('fc', 3),
        ],
    ),
    'depthwise_strided': (
        (6, 7, 3),
        lambda k: [
            depthwise('d1', (3, 2), strides=2, padding='same', weights='quantized_bits(4,0,alpha=0.5)'),
            activation('quantized_relu(6,1,negative_slope=0.5)', 'relu1'),
            depthwise('d2', 2, weights='ternary(alpha=1)', use_bias=False),
        ],
    ),
    'separable2d': ((5, 5, 2), lambda k: [separable('QSeparableConv2D', 's1', 3, 3), relu('relu1')]),
    'separable2d_deep': (
        (5, 5, 2),
        lambda k: [
            separable('QSeparableConv2D', 's1', 3, 2, depth_multiplier=2, padding='same'),
            activation('quantized_bits(7,3)', 'q1'),
            separable('QSeparableConv2D', 's2', 2, 3, use_bias=False, activation='quantized_relu(6,3)'),
        ],
    ),
    'separable1d': ((7, 2), lambda k: [separable('QSeparableConv1D', 's1', 3, 3), relu('relu1')]),
    'ternary': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel='ternary(alpha=1)'),
            k.BatchNormalization(name='bn1'),
            activation('ternary()', 't1'),
            dense('fc2', 5, kernel='ternary(alpha=1)', bias='ternary(alpha=1)'),
            k.BatchNormalization(name='bn2'),
            activation('ternary(threshold=0.5)', 't2'),
            dense('fc3', 3, kernel='ternary(alpha=1,threshold=0.1)', use_bias=False),
        ],
    ),
    'binary': (
        (9,),
        lambda k: [
            dense('fc1', 6, kernel='binary(alpha=1)'),
            k.BatchNormalization(name='bn1'),
            activation('binary(alpha=1)', 'b1'),
            dense('fc2', 5, kernel='binary(alpha=1)', use_bias=False),
            k.BatchNormalization(name='bn2'),
            activation('binary(alpha=1)', 'b2'),
            dense('fc3', 3, kernel='binary(alpha=1)', bias='binary(alpha=1)'),
        ],
    ),
    'binary_conv': (
        (6, 6, 2),
        lambda k: [
            conv2d('c1', 3, 3, kernel='binary(alpha=1)', use_bias=False),
            k.BatchNormalization(name='bn1'),
            activation('binary(alpha=1)', 'b1'),
            k.MaxPooling2D(2, name='pool'),
            conv2d('c2', 3, 2, kernel='ternary(alpha=1)', use_bias=False),
            k.BatchNormalization(name='bn2'),
            activation('ternary()', 't2'),
            k.Flatten(name='flat'),
            dense('fc', 3),
        ],
    ),
    # Signs and levels of data and of weights, without normalisations between them.
    'levels': (
        (9,),
        lambda k: [
            activation('binary(alpha=1)', 'b0'),
            dense('fc1', 6, kernel='binary(alpha=1)', use_bias=False),
            activation('ternary(threshold=1.5)', 't1'),
            dense('fc2', 5, kernel='stochastic_ternary(alpha=1)', bias='ternary(alpha=1)'),
            activation('stochastic_binary(alpha=1)', 'b2'),
            dense('fc3', 3, kernel='stochastic_binary(alpha=1)', bias='binary(alpha=1)'),
        ],
    ),
    'levels_conv': (
        (6, 6, 2),
        lambda k: [
            conv2d('c1', 3, 3, kernel='binary(alpha=1)', use_bias=False),
            activation('binary(alpha=1)', 'b1'),
            conv2d('c2', 3, 2, kernel='binary(alpha=1)'),
            activation('stochastic_ternary(alpha=1)', 't2'),
            k.Flatten(name='flat'),
            dense('fc', 3, kernel='ternary(alpha=1,threshold=0.2)'),
        ],
    ),
    'one_bit': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel='quantized_bits(1,0,alpha=1)'),
            activation('quantized_bits(4,1)', 'q1'),
            dense('fc2', 4, kernel='quantized_bits(2,0,alpha=1)', bias='quantized_bits(2,1,alpha=1)'),
            activation('quantized_relu(1,1)', 'q2'),
        ],
    ),
    'alpha': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel="quantized_bits(6,0,alpha='auto_po2')"),
            relu('relu1'),
            dense('fc2', 5, kernel="quantized_bits(6,0,alpha='auto')"),
            relu('relu2'),
            dense('fc3', 4, kernel='quantized_bits(6,0)', use_bias=False),
            relu('relu3'),
            dense('fc4', 3, kernel='quantized_bits(6,0,alpha=0.5)'),
        ],
    ),
    'alpha_po2': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel="quantized_bits(5,0,alpha='auto_po2')"),
            relu('relu1'),
            dense('fc2', 5, kernel="quantized_bits(3,1,alpha='auto_po2')"),
            relu('relu2'),
            dense('fc3', 4, kernel='quantized_bits(6,0,alpha=0.25)', use_bias=False),
        ],
    ),
    'alpha_conv': (
        (6, 6, 2),
        lambda k: [
            conv2d('c1', 3, 3, kernel="quantized_bits(6,0,alpha='auto_po2')"),
            relu('relu1'),
            conv2d('c2', 3, 2, kernel="quantized_bits(4,0,alpha='auto_po2')", use_bias=False),
            k.Flatten(name='flat'),
            dense('fc', 3, kernel="ternary(alpha='auto_po2')"),
        ],
    ),
    'alpha_conv1d': (
        (9, 2),
        lambda k: [
            conv1d('c1', 3, 3, kernel="quantized_bits(4,0,alpha='auto_po2')"),
            relu('relu1'),
            conv1d('c2', 3, 2, kernel="binary(alpha='auto_po2')"),
        ],
    ),
    'alpha_levels': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel="ternary(alpha='auto')"),
            relu('relu1'),
            dense('fc2', 5, kernel="binary(alpha='auto_po2')"),
            relu('relu2'),
            dense('fc3', 4, kernel="binary(alpha='auto')", use_bias=False),
        ],
    ),
    'po2': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel='quantized_po2(4)'),
            relu('relu1'),
            dense('fc2', 3, kernel='quantized_po2(3,max_value=1)', use_bias=False),
        ],
    ),
    'normalized': (
        (8,),
        lambda k: [
            dense('fc1', 6),
            qkeras('QBatchNormalization', 'bn1'),
            relu('relu1'),
            dense('fc2', 5),
            k.BatchNormalization(name='bn2'),
            relu('relu2'),
            dense('fc3', 3),
        ],
    ),
    # Signs of data and weights, with biases.
    'signs_conv': (
        (6, 6, 2),
        lambda k: [
            conv2d('c1', 3, 3, kernel='binary(alpha=1)', use_bias=False),
            k.BatchNormalization(name='bn1'),
            activation('binary(alpha=1)', 'b1'),
            conv2d('c2', 4, 2, kernel='binary(alpha=1)'),
            k.BatchNormalization(name='bn2'),
            activation('binary(alpha=1)', 'b2'),
            conv2d('c3', 3, 1, kernel='binary(alpha=1)', bias='ternary(alpha=1)'),
        ],
    ),
    'transposed': (
        (4, 3, 2),
        lambda k: [
            quantized('QConv2DTranspose', 't1', 3, 3, strides=2),
            relu('relu1'),
            quantized('QConv2DTranspose', 't2', 2, (2, 3), kernel='ternary(alpha=1)', padding='same', use_bias=False),
        ],
    ),
    'adaptive': (
        (8,),
        lambda k: [
            adaptive('quantized_bits', 'a1', 9),
            dense('fc1', 6),
            adaptive('quantized_relu', 'a2', 6, symmetric=False),
            dense('fc2', 5),
            adaptive('quantized_relu', 'a3', 7, po2_rounding=True, relu_neg_slope=0.25),
        ],
    ),
    'folded': (
        (6, 6, 2),
        lambda k: [
            folded('c1', 3, 3, mode='batch_stats_folding'),
            relu('relu1'),
            folded('c2', 3, 2, use_bias=False),
            relu('relu2'),
            k.Flatten(name='flat'),
            dense('fc', 3),
        ],
    ),
    'folded_plain': (
        (6, 6, 2),
        lambda k: [
            folded('c1', 3, 3, strides=2, padding='same', activation='quantized_relu(5,2)'),
            folded('c2', 2, 2, scale=False, epsilon=0.01, kernel="quantized_bits(5,1,alpha='auto_po2')"),
        ],
    ),
    'folded_depthwise': (
        (6, 6, 2),
        lambda k: [
            depthwise('d1', 3, layer='QDepthwiseConv2DBatchnorm', folding_mode='batch_stats_folding'),
            relu('relu1'),
            depthwise('d2', 2, layer='QDepthwiseConv2DBatchnorm', folding_mode='ema_stats_folding', use_bias=False),
        ],
    ),
    'pool': (
        (6, 6, 2),
        lambda k: [
            activation('quantized_bits(8,2)', 'q0'),
            average('p1', 2),
            activation('quantized_bits(8,2)', 'q1'),
            average('p2'),
            activation('quantized_bits(8,2)', 'q2'),
        ],
    ),
    # Windows of 4, 6 and 8 elements, whose shares are rounded.
    'pool_windows': (
        (9, 8, 2),
        lambda k: [
            average('p1', 2, strides=1),
            activation('quantized_bits(8,3)', 'q1'),
            average('p2', (3, 2), quantizer='quantized_bits(6,0,alpha=1)', activation='quantized_bits(7,2)'),
            average('p3', quantizer='quantized_bits(10,0,alpha=1)'),
        ],
    ),
    'pool_plain': (
        (4, 4, 2),
        lambda k: [
            average('p1', 2, quantizer=None, activation='quantized_relu(6,2)'),
            average('p2', quantizer=None),
        ],
    ),
    # Rectifiers whose smallest result is above that of their type.
    'leaky': (
        (8,),
        lambda k: [
            dense('fc1', 6, kernel='quantized_bits(8,3,alpha=1)'),
            activation('quantized_relu(5,1,negative_slope=0.125)', 'relu1'),
            dense('fc2', 6, kernel='quantized_bits(8,3,alpha=1)'),
            activation('quantized_relu(4,0,negative_slope=0.5)', 'relu2'),
            dense('fc3', 5, kernel='quantized_bits(8,3,alpha=1)'),
            activation('quantized_relu(6,2,negative_slope=1.0)', 'relu3'),
        ],
    ),
    'rank2': (
        (4, 3),
        lambda k: [dense('fc1', 5), relu('relu1'), k.Flatten(name='flat'), dense('fc2', 3)],
    ),
    'softmax': (
        (8,),
        lambda k: [dense('fc1', 6), relu('relu1'), dense('fc2', 4), k.Activation('softmax', name='softmax')],
    ),
    'simple_rnn': (
        (5, 3),
        lambda k: [recurrent('QSimpleRNN', 'r1', 4, activation='quantized_tanh(6)'), dense('fc', 3)],
    ),
    'simple_rnn_relu': (
        (5, 3),
        lambda k: [
            recurrent(
                'QSimpleRNN',
                'r1',
                4,
                activation='quantized_relu(6,2)',
                state_quantizer='quantized_relu(7,3)',
                return_sequences=True,
            ),
            recurrent('QSimpleRNN', 'r2', 3, activation='quantized_bits(6,1,1)', recurrent='ternary(alpha=1)'),
        ],
    ),
    'lstm': (
        (5, 3),
        lambda k: [
            recurrent(
                'QLSTM',
                'r1',
                4,
                activation='quantized_tanh(6)',
                recurrent_activation='quantized_sigmoid(6)',
                state_quantizer='quantized_bits(8,1,alpha=1)',
            ),
            dense('fc', 3),
        ],
    ),
    'gru': (
        (5, 3),
        lambda k: [
            recurrent(
                'QGRU',
                'r1',
                4,
                activation='quantized_tanh(6)',
                recurrent_activation='quantized_sigmoid(6)',
                state_quantizer='quantized_bits(8,1,alpha=1)',
            ),
            dense('fc', 3),
        ],
    ),
}

# Quantisers of one input each, side by side.
ACTIVATIONS = {
    'acts': {
        'a_bits': 'quantized_bits(8,2)',
        'a_bits_sym': 'quantized_bits(5,1,1)',
        'a_bits_pos': 'quantized_bits(6,1,keep_negative=False)',
        'a_bits_int': 'quantized_bits(5,5)',
        'a_relu': 'quantized_relu(6,2)',
        'a_relu_slope': 'quantized_relu(6,2,negative_slope=0.25)',
        'a_relu_int': 'quantized_relu(4,4)',
        'a_tanh': 'quantized_tanh(6)',
        'a_tanh_sym': 'quantized_tanh(5,symmetric=True)',
        'a_sigmoid': 'quantized_sigmoid(6)',
    },
    'acts_real': {
        'a_tanh': 'quantized_tanh(7,use_real_tanh=1)',
        'a_sigmoid': 'quantized_sigmoid(7,use_real_sigmoid=1)',
    },
    'acts_levels': {
        'a_ternary': 'ternary()',
        'a_ternary_half': 'ternary(threshold=0.5)',
        'a_ternary_far': 'ternary(threshold=0.8,alpha=1)',
        'a_binary': 'binary(alpha=1)',
    },
    'acts_narrow': {
        'a_bits_fine': 'quantized_bits(4,0)',
        'a_bits_wide': 'quantized_bits(12,3)',
        'a_relu_fine': 'quantized_relu(3,0)',
        'a_relu_half': 'quantized_relu(5,1,negative_slope=0.5)',
        'a_relu_far': 'quantized_relu(4,0,negative_slope=0.125)',
        'a_relu_one': 'quantized_relu(5,2,negative_slope=1.0)',
        'a_tanh': 'quantized_tanh(3)',
        'a_sigmoid': 'quantized_sigmoid(2)',
        'a_sigmoid_wide': 'quantized_sigmoid(12)',
        'a_stochastic': 'stochastic_ternary(threshold=0.25,alpha=1)',
    },
    # Levels between exponents, of both signs and of one, with bounds and slopes.
    'acts_po2': {
        'a_po2': 'quantized_po2(4)',
        'a_po2_coarse': 'quantized_po2(3)',
        'a_po2_fine': 'quantized_po2(6)',
        'a_po2_bounded': 'quantized_po2(4,max_value=1)',
        'a_po2_between': 'quantized_po2(5,max_value=3)',
        'a_relu': 'quantized_relu_po2(4)',
        'a_relu_coarse': 'quantized_relu_po2(2)',
        'a_relu_fine': 'quantized_relu_po2(6)',
        'a_relu_bounded': 'quantized_relu_po2(3,max_value=1)',
        'a_relu_slope': 'quantized_relu_po2(4,negative_slope=0.25)',
        'a_relu_one': 'quantized_relu_po2(3,max_value=2,negative_slope=1.0)',
    },
    'acts_ulaw': {
        'a_ulaw': 'quantized_ulaw(6)',
        'a_ulaw_wide': 'quantized_ulaw(5,1,1,15.0)',
    },
    'acts_hswish': {
        'a_hswish': 'quantized_hswish(8,2,relu_shift=4,relu_upper_bound=8)',
        'a_hswish_near': 'quantized_hswish(6,1,1,relu_shift=1,relu_upper_bound=2)',
        'a_hswish_wide': 'quantized_hswish(12,3,relu_shift=2,relu_upper_bound=4)',
    },
}

# Of the newer package only, where it serves weights alone.
LINEAR = (
    (8,),
    lambda k: [
        dense('fc1', 6, kernel='quantized_linear(6,0,alpha=1)', bias='quantized_linear(8,2,symmetric=0,alpha=1)'),
        relu('relu1'),
        dense('fc2', 5, kernel='quantized_linear(4,1,alpha=1)', bias='quantized_linear(5,1,alpha=1,keep_negative=False)'),
        activation('quantized_bits(8,3)', 'q2'),
        dense('fc3', 4, kernel='quantized_linear(4,1,alpha=1)', use_bias=False),
    ],
)

# Quantisers of the weights of two layers.
WEIGHTS = {
    'alpha_4': 'quantized_bits(5,0,alpha=4.0)',
    'auto_po2_2': "quantized_bits(2,0,alpha='auto_po2')",
    'auto_po2_8': "quantized_bits(8,1,alpha='auto_po2')",
    'binary_auto_po2': "binary(alpha='auto_po2')",
    'bits_12': 'quantized_bits(12,2,alpha=1)',
    'bits_2': 'quantized_bits(2,0,alpha=1)',
    'bits_3_symmetric': 'quantized_bits(3,1,1,alpha=1)',
    'bits_8': 'quantized_bits(8,0,alpha=1)',
    'po2_5': 'quantized_po2(5)',
    'po2_bounded': 'quantized_po2(4,max_value=2)',
    'positive': 'quantized_bits(5,1,keep_negative=False,alpha=1)',
    'ternary_auto_po2': "stochastic_ternary(alpha='auto_po2')",
    'ternary_wide': 'ternary(alpha=1,threshold=1.0)',
}


def register(name, build):
    """A model that only Keras 2 writes here."""
    build.__name__ = f'qkeras_{name}'
    model(keras2=True, keras3=False)(build)


def register_all():
    for name, (shape, layers) in SEQUENTIAL.items():
        register(name, lambda k, shape=shape, layers=layers: k.seq(shape, *layers(k)))
    for name, quantizers in ACTIVATIONS.items():

        def side_by_side(k, quantizers=quantizers):
            x = k.Input((12,), name='inp')
            return k.func(x, [activation(quantizer, name)(x) for name, quantizer in quantizers.items()])

        register(name, side_by_side)

    for name, weights in WEIGHTS.items():

        def two_layers(k, weights=weights):
            first, second = dense('fc1', 5, kernel=weights), dense('fc2', 4, kernel=weights, use_bias=False)
            return k.seq((6,), activation('quantized_bits(8,2)', 'q0'), first, relu('relu1'), second)

        register(f'weights_{name}', two_layers)

    def merged(k):
        x = k.Input((6,), name='inp')
        a, b = relu('relu_a')(dense('fc_a', 4)(x)), activation('quantized_bits(6,2)', 'bits_b')(dense('fc_b', 4)(x))
        return k.func(x, dense('fc_c', 3)(activation('quantized_bits(8,3)', 'bits_c')(k.Add(name='add')([a, b]))))

    def both_ways(k):
        cell = recurrent('QSimpleRNN', 'r1', 3, activation='quantized_tanh(6)')
        return k.seq((5, 3), qkeras('QBidirectional', 'both', cell), dense('fc', 3))

    def both_summed(k):
        functions = {'activation': 'quantized_tanh(6)', 'recurrent_activation': 'quantized_sigmoid(6)'}
        cell = recurrent(
            'QLSTM', 'r1', 3, state_quantizer='quantized_bits(8,1,alpha=1)', return_sequences=True, **functions
        )
        return k.seq((5, 3), qkeras('QBidirectional', 'both', cell, merge_mode='sum'), relu('relu1'))

    register('merged', merged)
    register('bidirectional', both_ways)
    register('bidirectional_lstm', both_summed)


register_all()
