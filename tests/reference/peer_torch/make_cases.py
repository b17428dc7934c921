"""Write `cases.json`, the list of cases of PyTorch that `scripts/record_peer.py` runs through the peer.

    python tests/reference/peer_torch/make_cases.py

Models are those of `tests/reference/torch`; keys and defaults are described in `../peer/README.md`.
"""

import json
import pathlib
import zlib

HERE = pathlib.Path(__file__).resolve().parent

# Models that the peer takes in parallel designs, channels first at both ends.
PARALLEL = (
    'linear linear_no_bias mlp mlp_norm net_functional net_residual net_product net_joined net_two_inputs '
    'conv1d conv1d_strided cnn_line net_line conv2d conv2d_strided conv2d_valid conv2d_pointwise conv2d_single cnn net_image '
    'net_image_skip net_image_joined max_pool1d max_pool2d avg_pool1d avg_pool2d avg_pool2d_padded upsample zero_pad '
    'act_relu act_leaky_relu act_prelu act_elu act_sigmoid act_tanh act_softmax act_threshold layer_norm flatten'
).split()
# Those that it takes on streams; it does not turn the axes of inputs there.
STREAMS = (
    'linear mlp mlp_norm net_functional net_residual net_product net_joined conv1d cnn_line conv2d conv2d_strided cnn '
    'max_pool2d avg_pool1d upsample zero_pad act_relu act_elu act_softmax'
).split()
# Other orders of axes.
ORDERS = [
    ('conv2d', {'channels_last': 'internal'}),
    ('conv2d', {'transpose_outputs': True}),
    ('net_image', {'channels_last': 'internal'}),
    ('mlp', {'channels_last': 'off'}),
]


def main():
    cases = []

    def case(model, slug, **keys):
        name = f'torch-{model.replace("_", "-")}{slug}'
        seed = zlib.crc32(name.encode()) % 10_000
        family = 'torch'
        path = f'{model}.pt2'
        cases.append({'name': name, 'family': family, 'framework': 'pytorch', 'model': path, 'seed': seed, 'n_samples': 8, **keys})

    for model in PARALLEL:
        case(model, '')
    for model in STREAMS:
        case(model, '-stream', io_type='io_stream', channels_last='internal')
    for model, keys in ORDERS:
        words = '-'.join(str(value if isinstance(value, str) else key).replace('_', '-') for key, value in keys.items())
        case(model, f'-{words}', **keys)
    case('mlp', '-vivado', backend='Vivado', default_precision='fixed<12,4>')
    case('mlp', '-resource', overrides={'Model': {'Strategy': 'Resource', 'ReuseFactor': 2}})
    case('cnn', '-types', granularity='type', overrides={'LayerType': {'Conv2D': {'Precision': 'fixed<10,4>'}}})
    (HERE / 'cases.json').write_text(json.dumps(cases, indent=1) + '\n')
    print(f'{len(cases)} cases')


if __name__ == '__main__':
    main()
