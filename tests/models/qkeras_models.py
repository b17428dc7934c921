"""Tiny models of quantised layers and quantisers of QKeras."""

from registry import model


def qkeras():
    """The package, which only the environments of Keras 2 and of its own Keras 3 branch have."""
    import qkeras

    return qkeras


def quantized(k, layer, name, *arguments, kernel='quantized_bits(6,0,alpha=1)', bias='quantized_bits(6,0,alpha=1)', **keys):
    """A layer of QKeras with quantisers of its kernel and bias."""
    return getattr(qkeras(), layer)(*arguments, kernel_quantizer=kernel, bias_quantizer=bias, name=name, **keys)


def activation(quantizer, name):
    return qkeras().QActivation(quantizer, name=name)


def quantized_model(builder):
    """Register a model that only Keras 2 writes here."""
    return model(keras2=True, keras3=False)(builder)


@quantized_model
def qkeras_mlp(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 5, kernel='quantized_bits(4,1,1,alpha=1)'),
        activation('quantized_relu(6,2,negative_slope=0.25)', 'relu2'),
        quantized(k, 'QDense', 'fc3', 3, kernel='quantized_bits(8,2,alpha=1)', bias='quantized_bits(10,3,alpha=1)'),
        activation('quantized_bits(8,3)', 'out'),
    )


@quantized_model
def qkeras_exact(k):
    return k.seq(
        (8,),
        activation('quantized_bits(8,2)', 'q0'),
        quantized(k, 'QDense', 'fc1', 6),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 4, use_bias=False),
        activation('quantized_bits(8,3,1)', 'q2'),
        quantized(k, 'QDense', 'fc3', 3),
    )


@quantized_model
def qkeras_acts(k):
    x = k.Input((12,), name='inp')
    quantizers = {
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
    }
    return k.func(x, [activation(quantizer, name)(x) for name, quantizer in quantizers.items()])


@quantized_model
def qkeras_acts_real(k):
    x = k.Input((12,), name='inp')
    quantizers = {
        'a_tanh': 'quantized_tanh(7,use_real_tanh=1)',
        'a_sigmoid': 'quantized_sigmoid(7,use_real_sigmoid=1)',
    }
    return k.func(x, [activation(quantizer, name)(x) for name, quantizer in quantizers.items()])


@quantized_model
def qkeras_acts_levels(k):
    x = k.Input((12,), name='inp')
    quantizers = {
        'a_ternary': 'ternary()',
        'a_ternary_half': 'ternary(threshold=0.5)',
        'a_ternary_far': 'ternary(threshold=0.8,alpha=1)',
        'a_binary': 'binary(alpha=1)',
    }
    return k.func(x, [activation(quantizer, name)(x) for name, quantizer in quantizers.items()])


@quantized_model
def qkeras_act_po2(k):
    return k.seq((12,), activation('quantized_po2(4)', 'a_po2'))


@quantized_model
def qkeras_act_relu_po2(k):
    return k.seq((12,), activation('quantized_relu_po2(4)', 'a_po2'))


@quantized_model
def qkeras_inside(k):
    """Activations inside the layers."""
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6, activation='quantized_relu(6,2)'),
        quantized(k, 'QDense', 'fc2', 5, activation='quantized_tanh(6)'),
        quantized(k, 'QDense', 'fc3', 4, activation='relu'),
        quantized(k, 'QDense', 'fc4', 3, activation='quantized_bits(8,3)'),
    )


@quantized_model
def qkeras_plain_bias(k):
    """Only some of the weights have quantisers."""
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6, bias=None),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 5, kernel=None),
        activation('quantized_relu(6,2)', 'relu2'),
        k.Dense(3, name='fc3'),
    )


@quantized_model
def qkeras_conv1d(k):
    return k.seq(
        (9, 2),
        quantized(k, 'QConv1D', 'c1', 3, 3, padding='same'),
        activation('quantized_relu(6,2)', 'relu1'),
        k.MaxPooling1D(2, name='pool'),
        quantized(k, 'QConv1D', 'c2', 4, 2, kernel='quantized_bits(4,0,alpha=1)', strides=2),
        activation('quantized_relu(5,2)', 'relu2'),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc', 3),
    )


@quantized_model
def qkeras_conv2d(k):
    return k.seq(
        (6, 6, 2),
        quantized(k, 'QConv2D', 'c1', 3, 3),
        activation('quantized_relu(6,2)', 'relu1'),
        k.MaxPooling2D(2, name='pool'),
        quantized(k, 'QConv2D', 'c2', 4, 2, kernel='quantized_bits(4,0,alpha=1)', use_bias=False),
        activation('quantized_tanh(6)', 'tanh2'),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc', 3),
    )


@quantized_model
def qkeras_depthwise(k):
    package = qkeras()
    return k.seq(
        (6, 6, 2),
        package.QDepthwiseConv2D(
            3,
            depthwise_quantizer='quantized_bits(6,0,alpha=1)',
            bias_quantizer='quantized_bits(6,0,alpha=1)',
            name='d1',
        ),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QConv2D', 'c2', 3, 1),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc', 3),
    )


def separable(layer, name, *arguments, **keys):
    quantizer = 'quantized_bits(6,0,alpha=1)'
    return getattr(qkeras(), layer)(
        *arguments,
        depthwise_quantizer=quantizer,
        pointwise_quantizer='quantized_bits(5,1,alpha=1)',
        bias_quantizer=quantizer,
        name=name,
        **keys,
    )


@quantized_model
def qkeras_separable2d(k):
    return k.seq((5, 5, 2), separable('QSeparableConv2D', 's1', 3, 3), activation('quantized_relu(6,2)', 'relu1'))


@quantized_model
def qkeras_separable1d(k):
    return k.seq((7, 2), separable('QSeparableConv1D', 's1', 3, 3), activation('quantized_relu(6,2)', 'relu1'))


@quantized_model
def qkeras_ternary(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6, kernel='ternary(alpha=1)', bias='quantized_bits(6,0,alpha=1)'),
        k.BatchNormalization(name='bn1'),
        activation('ternary()', 't1'),
        quantized(k, 'QDense', 'fc2', 5, kernel='ternary(alpha=1)', bias='ternary(alpha=1)'),
        k.BatchNormalization(name='bn2'),
        activation('ternary(threshold=0.5)', 't2'),
        quantized(k, 'QDense', 'fc3', 3, kernel='ternary(alpha=1,threshold=0.1)', use_bias=False),
    )


@quantized_model
def qkeras_binary(k):
    return k.seq(
        (9,),
        quantized(k, 'QDense', 'fc1', 6, kernel='binary(alpha=1)', bias='quantized_bits(6,0,alpha=1)'),
        k.BatchNormalization(name='bn1'),
        activation('binary(alpha=1)', 'b1'),
        quantized(k, 'QDense', 'fc2', 5, kernel='binary(alpha=1)', use_bias=False),
        k.BatchNormalization(name='bn2'),
        activation('binary(alpha=1)', 'b2'),
        quantized(k, 'QDense', 'fc3', 3, kernel='binary(alpha=1)', bias='binary(alpha=1)'),
    )


@quantized_model
def qkeras_binary_conv(k):
    return k.seq(
        (6, 6, 2),
        quantized(k, 'QConv2D', 'c1', 3, 3, kernel='binary(alpha=1)', use_bias=False),
        k.BatchNormalization(name='bn1'),
        activation('binary(alpha=1)', 'b1'),
        k.MaxPooling2D(2, name='pool'),
        quantized(k, 'QConv2D', 'c2', 3, 2, kernel='ternary(alpha=1)', use_bias=False),
        k.BatchNormalization(name='bn2'),
        activation('ternary()', 't2'),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc', 3),
    )


@quantized_model
def qkeras_alpha(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6, kernel="quantized_bits(6,0,alpha='auto_po2')"),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 5, kernel="quantized_bits(6,0,alpha='auto')"),
        activation('quantized_relu(6,2)', 'relu2'),
        quantized(k, 'QDense', 'fc3', 4, kernel='quantized_bits(6,0)', use_bias=False),
        activation('quantized_relu(6,2)', 'relu3'),
        quantized(k, 'QDense', 'fc4', 3, kernel='quantized_bits(6,0,alpha=0.5)'),
    )


@quantized_model
def qkeras_alpha_conv(k):
    return k.seq(
        (6, 6, 2),
        quantized(k, 'QConv2D', 'c1', 3, 3, kernel="quantized_bits(6,0,alpha='auto_po2')"),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QConv2D', 'c2', 3, 2, kernel="quantized_bits(4,0,alpha='auto_po2')", use_bias=False),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc', 3, kernel="ternary(alpha='auto_po2')"),
    )


@quantized_model
def qkeras_alpha_levels(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6, kernel="ternary(alpha='auto')"),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 5, kernel="binary(alpha='auto_po2')"),
        activation('quantized_relu(6,2)', 'relu2'),
        quantized(k, 'QDense', 'fc3', 4, kernel="binary(alpha='auto')", use_bias=False),
    )


@quantized_model
def qkeras_po2(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6, kernel='quantized_po2(4)', bias='quantized_bits(6,0,alpha=1)'),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 3, kernel='quantized_po2(3,max_value=1)', use_bias=False),
    )


@quantized_model
def qkeras_normalized(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6),
        qkeras().QBatchNormalization(name='bn1'),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 5),
        k.BatchNormalization(name='bn2'),
        activation('quantized_relu(6,2)', 'relu2'),
        quantized(k, 'QDense', 'fc3', 3),
    )


@quantized_model
def qkeras_folded(k):
    return k.seq(
        (6, 6, 2),
        quantized(k, 'QConv2DBatchnorm', 'c1', 3, 3, folding_mode='batch_stats_folding'),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QConv2DBatchnorm', 'c2', 3, 2, folding_mode='ema_stats_folding', use_bias=False),
        activation('quantized_relu(6,2)', 'relu2'),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc', 3),
    )


@quantized_model
def qkeras_pool(k):
    return k.seq(
        (6, 6, 2),
        activation('quantized_bits(8,2)', 'q0'),
        qkeras().QAveragePooling2D(2, average_quantizer='quantized_bits(8,0,alpha=1)', name='p1'),
        activation('quantized_bits(8,2)', 'q1'),
        qkeras().QGlobalAveragePooling2D(average_quantizer='quantized_bits(8,0,alpha=1)', name='p2'),
        activation('quantized_bits(8,2)', 'q2'),
    )


@quantized_model
def qkeras_rank2(k):
    return k.seq(
        (4, 3),
        quantized(k, 'QDense', 'fc1', 5),
        activation('quantized_relu(6,2)', 'relu1'),
        k.Flatten(name='flat'),
        quantized(k, 'QDense', 'fc2', 3),
    )


@quantized_model
def qkeras_merged(k):
    x = k.Input((6,), name='inp')
    a = activation('quantized_relu(6,2)', 'relu_a')(quantized(k, 'QDense', 'fc_a', 4)(x))
    b = activation('quantized_bits(6,2)', 'bits_b')(quantized(k, 'QDense', 'fc_b', 4)(x))
    total = k.Add(name='add')([a, b])
    return k.func(x, quantized(k, 'QDense', 'fc_c', 3)(activation('quantized_bits(8,3)', 'bits_c')(total)))


@quantized_model
def qkeras_softmax(k):
    return k.seq(
        (8,),
        quantized(k, 'QDense', 'fc1', 6),
        activation('quantized_relu(6,2)', 'relu1'),
        quantized(k, 'QDense', 'fc2', 4),
        k.Activation('softmax', name='softmax'),
    )
