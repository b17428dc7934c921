"""Cases of streams: layers that the other families record in parallel."""

from case_list import case, each, joined, layers, precision, slug_of

FAMILY = 'stream'
NARROW = precision(
    weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>', accum='fixed<10,4,RND,SAT>', result='fixed<8,4,RND_CONV,SAT>'
)
ACTIVATIONS = {
    'acts_table': ('a_sigmoid', 'a_tanh', 'a_softplus', 'a_softsign'),
    'acts_elu': ('a_elu', 'a_elu07', 'a_selu'),
    'acts_hard': ('a_hs', 'a_lin'),
    'stream_relus': ('a_relu', 'a_leaky', 'a_relu_layer', 'a_relu_threshold', 'a_prelu'),
    'stream_rows': ('a_relu', 'a_tanh', 'a_elu', 'a_softmax', 'a_hard', 'bn1'),
    'stream_image': ('a_relu', 'a_sigmoid', 'a_selu', 'a_leaky', 'a_softmax', 'bn1'),
}
# slug -> input type, result type, scale
TYPES = {
    'narrow': ('fixed<10,4>', 'fixed<8,2,RND,SAT>', 3.0),
    'unsigned': ('ufixed<9,3>', 'ufixed<8,2,RND_CONV,SAT>', 3.0),
    'wrap': ('fixed<12,5>', 'fixed<7,1>', 6.0),
}
# Networks of other families, whole.
NETWORKS = (
    'mlp',
    'dense_odd',
    'dense_no_bias',
    'bn_dense',
    'bn_only',
    'bn_twice',
    'bn_shared_parent',
    'functional',
    'flatten',
    'reshape',
    'reshape_last',
    'two_inputs',
    'mid_output',
    'mid_output_linear',
    'fan_out',
    'nested_functional',
    'dropout',
    'shared_layer',
    'merge_skip',
    'merge_kinds',
    'merge_same',
    'merge_branches',
    'concat_three',
    'concat_chain',
    'concat_axes',
    'acts_relu',
    'act_prelu',
    'act_relu_max',
    'act_hard_tanh',
    'softmax_dense',
    'stream_prelu',
    'stream_relu6',
    'stream_skip',
    'stream_skip_padded',
    'stream_merges',
    'stream_concat1',
    'stream_concat2',
    'stream_concat3',
    'stream_reshapes',
    'stream_consumers',
)


def stream(name, file, **keys):
    case(FAMILY, name, file, io_type='io_stream', **keys)


def add_all():
    for number, model in enumerate(NETWORKS):
        slug, file = slug_of(model) if model.startswith('stream_') else model.replace('_', '-'), f'keras3/{model}.keras'
        backend = 'Vivado' if number % 2 else 'Vitis'
        stream(
            f'{slug}-name',
            file,
            backend=backend,
            trace=model in ('stream_skip', 'merge_skip', 'stream_reshapes', 'bn_shared_parent'),
        )
    for model in (
        'mlp_linear',
        'bn_dense',
        'merge_skip',
        'fan_out',
        'stream_skip',
        'stream_merges',
        'stream_reshapes',
        'mid_output',
    ):
        slug = slug_of(model) if model.startswith('stream_') else model.replace('_', '-')
        stream(f'{slug}-model', f'keras3/{model}.keras', granularity='model', default_precision='fixed<12,4,RND,SAT>')
    dense = ('fc1', 'fc2', 'fc3')
    for slug, entry in {
        'narrow': {},
        'res2': {'Strategy': 'Resource', 'ReuseFactor': 2},
        'res16': {'Strategy': 'Resource', 'ReuseFactor': 16},
        'unrolled4': {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 4},
    }.items():
        stream(f'mlp-{slug}', 'keras3/mlp_linear.keras', overrides=each(dense, **entry, **NARROW), input_scale=2.0)
    for model, names in ACTIVATIONS.items():
        slug, file = slug_of(model) if model.startswith('stream_') else model.replace('_', '-'), f'keras3/{model}.keras'
        stream(f'{slug}-default', file, input_scale=2.0)
        stream(
            f'{slug}-vivado',
            file,
            backend='Vivado',
            granularity='model',
            default_precision='fixed<12,4>',
            input_scale=2.0,
        )
        for types, (source, result, scale) in TYPES.items():
            overrides = joined(layers(inp=precision(result=source)), each(names, **precision(result=result)))
            stream(f'{slug}-{types}', file, overrides=overrides, input_kind='uniform', input_scale=scale)
        # The same on several packets, all at once.
        if model.startswith('stream_'):
            case(FAMILY, f'{slug}-parallel', file, input_scale=2.0)
    for implementation in ('stable', 'latency', 'legacy', 'argmax'):
        for slug, source in (('default', 'fixed<16,6>'), ('narrow', 'fixed<10,4>'), ('unsigned', 'ufixed<8,3>')):
            overrides = layers(inp=precision(result=source), sm={'Implementation': implementation})
            stream(f'softmax10-{implementation}-{slug}', 'keras3/softmax10.keras', overrides=overrides, input_scale=2.0)
    for model in ('mlp', 'bn_dense', 'merge_skip', 'stream_skip'):
        slug = slug_of(model) if model.startswith('stream_') else model.replace('_', '-')
        stream(f'{slug}-keras2', f'keras2/{model}.h5', route='files')
