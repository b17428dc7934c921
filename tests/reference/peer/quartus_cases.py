"""Cases of the backend Quartus: layers that the other families record for Vivado and Vitis."""

import pooling_cases
import sequence_cases
from case_list import case, each, joined, layers, precision, slug_of

FAMILY = 'quartus'
NARROW = precision(
    weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>', accum='fixed<10,4,RND,SAT>', result='fixed<8,4,RND_CONV,SAT>'
)
# Networks in both interfaces.
NETWORKS = (
    'mlp',
    'mlp_linear',
    'dense_odd',
    'dense_no_bias',
    'bn_dense',
    'bn_only',
    'bn_twice',
    'functional',
    'flatten',
    'reshape',
    'two_inputs',
    'mid_output',
    'fan_out',
    'merge_skip',
    'merge_kinds',
    'merge_same',
    'concat_axes',
    'acts_relu',
    'act_prelu',
)
# Layers whose numbers are those of the other backends in one interface or in none.
OTHERS = ('conv1d_kernels', 'conv2d_kernels', 'pool_max2d', 'pool_avg2d', 'pool_global', 'gru_single', 'lstm_single')
ACTIVATIONS = {
    'acts_table': ('a_sigmoid', 'a_tanh', 'a_softplus', 'a_softsign'),
    'acts_elu': ('a_elu', 'a_elu07', 'a_selu'),
    'acts_hard': ('a_hs', 'a_lin'),
}
# slug -> input type, result type, scale
TYPES = {
    'narrow': ('fixed<10,4>', 'fixed<8,2,RND,SAT>', 3.0),
    'wrap': ('fixed<12,5>', 'fixed<7,1>', 6.0),
    'wide': ('fixed<20,8>', 'fixed<18,6,RND_CONV,SAT>', 12.0),
}

# Types of the elements of windows; an average beyond the image is scaled in them.
WINDOWS = ('narrow', 'wrap', 'sym', 'unsigned', 'integer')
# slug -> input type, entries of the layer
SOFTMAXES = {
    'in-8-4': ('fixed<8,4>', precision(result='ufixed<8,0,RND,SAT>')),
    'in-10-3-sat': ('fixed<10,3,RND,SAT>', precision(result='fixed<12,2>')),
    'in-unsigned': ('ufixed<8,3>', precision(result='fixed<16,2>')),
    'in-24-8': ('fixed<24,8>', precision(result='fixed<20,2>')),
    'table-256': ('fixed<14,5>', {'TableSize': 256}),
    'types': ('fixed<12,4>', {'exp_table_t': 'fixed<14,4,RND,SAT>', 'inv_table_t': 'fixed<16,4,RND,SAT>'}),
}
# Models of QKeras with binary and ternary functions.
LEVELS = ('qkeras_acts_levels', 'qkeras_levels', 'qkeras_levels_conv', 'qkeras_alpha_levels', 'qkeras_binary', 'qkeras_ternary')


def quartus(name, file, **keys):
    case(FAMILY, name, file, backend='Quartus', **keys)


def both(name, file, **keys):
    quartus(name, file, **keys)
    quartus(f'{name}-stream', file, io_type='io_stream', **keys)


def recurrent(kind):
    single, kinds = f'keras3/{kind}_single.keras', f'keras3/{kind}_kinds.keras'
    both(f'{kind}-kinds-name', kinds)
    for slug in ('12-4-rnd-sat', '9-4-sym'):
        text = sequence_cases.WHOLE_TYPES[slug]
        both(f'{kind}-kinds-{slug}', kinds, granularity='model', default_precision=text, input_scale=2.0)
    both(f'{kind}-kinds-weights', kinds, overrides=each(sequence_cases.KINDS, **sequence_cases.WEIGHTS), input_scale=2.0)
    for slug, types in sequence_cases.OWN_TYPES.items():
        source = {f'in_{name}': precision(result='fixed<10,3,RND,SAT>') for name in sequence_cases.KINDS}
        overrides = joined(layers(**source), each(sequence_cases.KINDS, **types))
        both(f'{kind}-kinds-{slug}', kinds, overrides=overrides, input_scale=2.0)
    for factor in (2, 4, 16):
        whole = {'Model': {**precision(default='fixed<10,4,RND,SAT>'), 'ReuseFactor': factor}}
        quartus(f'{kind}-single-res{factor}', single, granularity='model', overrides=whole, input_scale=2.0)
    tables = layers(rnn={'TableSize': 256, 'table_t': 'fixed<10,2,RND,SAT>'})
    for slug in ('weights', 'narrow'):
        types = sequence_cases.WEIGHTS if slug == 'weights' else sequence_cases.OWN_TYPES[slug]
        quartus(f'{kind}-single-{slug}', single, overrides=layers(rnn=types), input_scale=2.0)
    quartus(f'{kind}-single-tables', single, overrides=tables)
    both(f'{kind}-network', f'keras3/{kind}_network.keras')
    for model in ('one_step', 'backwards', 'state', 'initial'):
        quartus(f'{kind}-{model.replace("_", "-")}', f'keras3/{kind}_{model}.keras')


def simple_recurrent():
    for framework, ending in (('keras3', 'keras'), ('keras2', 'h5')):
        both(f'simplernn-single-{framework}', f'{framework}/simplernn_single.{ending}')
    file = 'keras3/simplernn_single.keras'
    both('simplernn-model', file, granularity='model', default_precision='fixed<12,4,RND,SAT>', input_scale=2.0)
    for slug, types in sequence_cases.OWN_TYPES.items():
        both(f'simplernn-{slug}', file, overrides=layers(rnn=types), input_scale=2.0)


def beyond_images():
    for model in ('pool_avg1d', 'pool_avg2d'):
        slug, file = slug_of(model), f'keras3/{model}.keras'
        for types in WINDOWS:
            quartus(f'pool-{slug}-{types}', file, overrides=pooling_cases.typed(model, types), input_scale=3.0)
    for model in ('pool_global', 'pool_tiles'):
        for types in ('narrow', 'wrap', 'unsigned'):
            overrides = pooling_cases.typed(model, types)
            both(f'pool-{slug_of(model)}-{types}', f'keras3/{model}.keras', overrides=overrides, input_scale=3.0)
    quartus('pool-avg1d-name', 'keras3/pool_avg1d.keras')
    quartus('pool-max1d-name', 'keras3/pool_max1d.keras')


def add_all():
    for model, names in ACTIVATIONS.items():
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        both(f'{slug}-default', file, input_scale=2.0)
        for types, (source, result, scale) in TYPES.items():
            overrides = joined(layers(inp=precision(result=source)), each(names, **precision(result=result)))
            both(f'{slug}-{types}', file, overrides=overrides, input_kind='uniform', input_scale=scale)
    for implementation in ('stable', 'latency', 'legacy', 'argmax'):
        for slug, source in (('default', 'fixed<16,6>'), ('narrow', 'fixed<10,4>')):
            overrides = layers(inp=precision(result=source), sm={'Implementation': implementation})
            quartus(f'softmax-{implementation}-{slug}', 'keras3/softmax10.keras', overrides=overrides, input_scale=2.0)
    quartus('softmax-stable-stream', 'keras3/softmax10.keras', io_type='io_stream', input_scale=2.0)
    for implementation in ('latency', 'legacy', 'argmax'):
        overrides = layers(sm={'Implementation': implementation})
        name = f'softmax-{implementation}-stream'
        quartus(name, 'keras3/softmax10.keras', io_type='io_stream', overrides=overrides, input_scale=2.0)
    for implementation in ('stable', 'latency', 'legacy'):
        for slug in ('in-8-4', 'in-unsigned', 'table-256', 'types'):
            source, entry = SOFTMAXES[slug]
            overrides = layers(inp=precision(result=source), sm={**entry, 'Implementation': implementation})
            name = f'softmax-{implementation}-{slug}-stream'
            quartus(name, 'keras3/softmax10.keras', io_type='io_stream', overrides=overrides, input_scale=4.0)
        for slug, (source, entry) in SOFTMAXES.items():
            overrides = layers(inp=precision(result=source), sm={**entry, 'Implementation': implementation})
            quartus(f'softmax-{implementation}-{slug}', 'keras3/softmax10.keras', overrides=overrides, input_scale=2.0)
    for model in NETWORKS:
        both(f'{model.replace("_", "-")}-name', f'keras3/{model}.keras')
    for model in ('mlp_linear', 'merge_skip', 'bn_dense'):
        both(
            f'{model.replace("_", "-")}-model',
            f'keras3/{model}.keras',
            granularity='model',
            default_precision='fixed<12,4,RND,SAT>',
        )
    dense = ('fc1', 'fc2', 'fc3')
    for slug, entry in {
        'narrow': {},
        'res2': {'ReuseFactor': 2},
        'res16': {'ReuseFactor': 16},
        'latency': {'Strategy': 'Latency', 'ReuseFactor': 4},
    }.items():
        quartus(f'mlp-{slug}', 'keras3/mlp_linear.keras', overrides=each(dense, **entry, **NARROW), input_scale=2.0)
    for model in OTHERS:
        both(f'{model.replace("_", "-")}-name', f'keras3/{model}.keras')
    for kind in ('lstm', 'gru'):
        recurrent(kind)
    simple_recurrent()
    beyond_images()
    for model in LEVELS:
        both(f'{model.replace("_", "-")}-name', f'keras2/{model}.h5')
    for backend in (None, 'Quartus'):
        quartus(f'config-{"none" if backend is None else "quartus"}', 'keras3/mlp.keras', config_backend=backend, stop_after='config')
