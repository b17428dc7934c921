"""Cases of models with layers and quantisers of QKeras."""

from case_list import case, layers, precision

STREAM = {'io_type': 'io_stream'}
# Model, and what makes the inputs reach all the levels of its first type.
MODELS = {
    'mlp': 1.0,
    'exact': 2.0,
    'acts': 3.0,
    'acts_real': 3.0,
    'acts_levels': 1.0,
    'act_po2': 1.0,
    'act_relu_po2': 1.0,
    'inside': 1.0,
    'plain_bias': 1.0,
    'conv1d': 1.0,
    'conv2d': 1.0,
    'depthwise': 1.0,
    'separable2d': 1.0,
    'separable1d': 1.0,
    'ternary': 1.0,
    'binary': 1.0,
    'binary_conv': 1.0,
    'alpha': 1.0,
    'alpha_conv': 1.0,
    'alpha_levels': 1.0,
    'po2': 1.0,
    'normalized': 1.0,
    'pool': 2.0,
    'rank2': 1.0,
    'merged': 1.0,
    'softmax': 1.0,
}
# Models of one case each.
MORE = (
    'acts_narrow',
    'alpha_conv1d',
    'alpha_po2',
    'bidirectional',
    'conv1d_causal',
    'conv2d_strided',
    'depthwise_strided',
    'folded',
    'folded_depthwise',
    'folded_plain',
    'gru',
    'leaky',
    'levels',
    'levels_conv',
    'lstm',
    'one_bit',
    'pool_plain',
    'pool_windows',
    'separable2d_deep',
    'simple_rnn',
    'signs_conv',
    'simple_rnn_relu',
)
FAMILY = 'qkeras'


def add_all():
    for model, scale in MODELS.items():
        slug, file = model.replace('_', '-'), f'keras2/qkeras_{model}.h5'
        case(FAMILY, f'{slug}-name', file, input_scale=scale, trace=True)
        case(FAMILY, f'{slug}-stream', file, input_scale=scale, trace=True, **STREAM)
        case(FAMILY, f'{slug}-model', file, input_scale=scale, granularity='model', backend='Vivado')
    for model in MORE:
        case(FAMILY, f'{model.replace("_", "-")}-name', f'keras2/qkeras_{model}.h5', trace=True)
    for model in ('folded', 'lstm'):
        case(FAMILY, f'{model}-stream', f'keras2/qkeras_{model}.h5', trace=True, **STREAM)
    for model in ('mlp', 'conv2d', 'binary'):
        case(FAMILY, f'{model}-type', f'keras2/qkeras_{model}.h5', granularity='type')
        case(FAMILY, f'{model}-files', f'keras2/qkeras_{model}.json', route='files')
    narrow = layers(fc1=precision(result='fixed<12,4,RND,SAT>'), fc2=precision(accum='fixed<10,4,TRN,SAT>'))
    case(FAMILY, 'mlp-types', 'keras2/qkeras_mlp.h5', overrides=narrow, trace=True)
    resource = {'Strategy': 'Resource', 'ReuseFactor': 2}
    for model in ('mlp', 'ternary', 'binary', 'po2', 'alpha'):
        overrides = layers(fc1=resource, fc2={'Strategy': 'Resource', 'ReuseFactor': 1})
        case(FAMILY, f'{model}-resource', f'keras2/qkeras_{model}.h5', overrides=overrides, trace=True)
