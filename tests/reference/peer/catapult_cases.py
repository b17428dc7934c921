"""Cases of the backend Catapult: layers that the other families record for Vivado and Vitis."""

import quartus_cases
from case_list import case, each, joined, layers, precision

FAMILY = 'catapult'
# Networks in both interfaces, besides those of Quartus.
NETWORKS = (
    'conv1d_kernels',
    'conv2d_kernels',
    'conv1d_strides',
    'conv2d_strides',
    'conv2d_pointwise',
    'depthwise_image',
    'separable_image',
    'pool_tiles',
    'pool_global',
    'shape_pads',
    'shape_upsampled',
    'shape_permuted',
    'embedding_rows',
    'gru_single',
    'lstm_single',
)
# Layers that the peer has for other tools only, or whose projects for Catapult do not compile.
ALONE = (
    'pool_max2d',
    'pool_avg2d',
    'simplernn_single',
    'layernorm_rows',
    'einsum_rows',
    'dot_vectors',
    'bidirectional_lstm',
    'timed_rows',
    'softmax_dense',
    'act_gelu',
)


def catapult(name, file, **keys):
    case(FAMILY, name, file, backend='Catapult', **keys)


def both(name, file, **keys):
    catapult(name, file, **keys)
    catapult(f'{name}-stream', file, io_type='io_stream', **keys)


def add_all():
    for model in (*quartus_cases.NETWORKS, *NETWORKS):
        both(f'{model.replace("_", "-")}-name', f'keras3/{model}.keras')
    for model in ALONE:
        catapult(f'{model.replace("_", "-")}-name', f'keras3/{model}.keras')
    for model, names in quartus_cases.ACTIVATIONS.items():
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        source, result, scale = quartus_cases.TYPES['narrow']
        overrides = joined(layers(inp=precision(result=source)), each(names, **precision(result=result)))
        both(f'{slug}-default', file, input_scale=2.0)
        both(f'{slug}-narrow', file, overrides=overrides, input_kind='uniform', input_scale=scale)
    for implementation in ('stable', 'latency', 'legacy', 'argmax'):
        overrides = layers(inp=precision(result='fixed<10,4>'), sm={'Implementation': implementation})
        both(f'softmax-{implementation}', 'keras3/softmax10.keras', overrides=overrides, input_scale=2.0)
    for model in ('mlp_linear', 'merge_skip', 'bn_dense'):
        types = {'granularity': 'model', 'default_precision': 'fixed<12,4,RND,SAT>'}
        both(f'{model.replace("_", "-")}-model', f'keras3/{model}.keras', **types)
    for slug, entry in {
        'latency': {'Strategy': 'Latency'},
        'res2': {'Strategy': 'Resource', 'ReuseFactor': 2},
        'res16': {'Strategy': 'Resource', 'ReuseFactor': 16},
    }.items():
        overrides = each(('fc1', 'fc2', 'fc3'), **entry, **quartus_cases.NARROW)
        catapult(f'mlp-{slug}', 'keras3/mlp_linear.keras', overrides=overrides, input_scale=2.0)
    for style in ('pipeline', 'dataflow'):
        catapult(f'style-{style}', 'keras3/mlp_linear.keras', overrides={'Model': {'PipelineStyle': style}})
    for backend in (None, 'Catapult'):
        name = f'config-{"none" if backend is None else "catapult"}'
        catapult(name, 'keras3/mlp.keras', config_backend=backend, stop_after='config')
