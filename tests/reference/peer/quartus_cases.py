"""Cases of the backend Quartus: layers that the other families record for Vivado and Vitis."""

from case_list import case, each, joined, layers, precision

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


def quartus(name, file, **keys):
    case(FAMILY, name, file, backend='Quartus', **keys)


def both(name, file, **keys):
    quartus(name, file, **keys)
    quartus(f'{name}-stream', file, io_type='io_stream', **keys)


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
    for backend in (None, 'Quartus'):
        quartus(f'config-{"none" if backend is None else "quartus"}', 'keras3/mlp.keras', config_backend=backend, stop_after='config')
