"""Cases of the backends Catapult and oneAPI: layers that the other families record for Vivado and Vitis."""

import re

import quartus_cases
from case_list import case, each, joined, layers, precision

# family -> backend
BACKENDS = {'catapult': 'Catapult', 'oneapi': 'oneAPI'}
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
# Layers in parallel designs only.
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


# What the stand-in for SYCL does not take, or the headers it is used with; nothing is known of the peer then.
WITHOUT_SYCL = re.compile(
    'merge-same-name-stream|(conv[12]d|depthwise|separable)-.*-stream|embedding-.*|lstm-.*-stream|act-gelu-name|acts-hard-.*'
    '|softmax-stable.*'
)


def add(family):
    def one(name, file, **keys):
        if family == 'oneapi' and WITHOUT_SYCL.fullmatch(name):
            return
        case(family, name, file, backend=BACKENDS[family], **keys)

    def both(name, file, **keys):
        one(name, file, **keys)
        one(f'{name}-stream', file, io_type='io_stream', **keys)

    for model in (*quartus_cases.NETWORKS, *NETWORKS):
        both(f'{model.replace("_", "-")}-name', f'keras3/{model}.keras')
    for model in ALONE:
        one(f'{model.replace("_", "-")}-name', f'keras3/{model}.keras')
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
        one(f'mlp-{slug}', 'keras3/mlp_linear.keras', overrides=overrides, input_scale=2.0)
    for style in ('pipeline', 'dataflow') if family == 'catapult' else ():
        one(f'style-{style}', 'keras3/mlp_linear.keras', overrides={'Model': {'PipelineStyle': style}})
    for backend in (None, BACKENDS[family]):
        name = f'config-{"none" if backend is None else family}'
        one(name, 'keras3/mlp.keras', config_backend=backend, stop_after='config')


def add_all():
    for family in BACKENDS:
        add(family)
