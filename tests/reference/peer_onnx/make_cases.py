"""Write `cases.json`, the list of cases of ONNX and QONNX that `scripts/record_peer.py` runs through the peer.

    python tests/reference/peer_onnx/make_cases.py

Models are those of `tests/reference/onnx` and `tests/reference/qonnx` after the clean-up that the peer needs, which is kept
in `models`; keys and defaults are described in `../peer/README.md`.
"""

import json
import pathlib
import zlib

HERE = pathlib.Path(__file__).resolve().parent

ONNX = (
    'gemm matmul matmul_bias network_mlp network_cnn network_residual conv conv_line conv_padded conv_strided conv_no_bias '
    'max_pool average_pool global_average function_relu function_leakyrelu function_elu function_sigmoid function_tanh '
    'softmax_13 merge_add merge_mul concat constant_mul constant_add torch_mlp_script torch_cnn_script torch_line_script'
).split()
QUANTIZED = (
    'mlp mlp_floor mlp_integers mlp_wide_weights mlp_column_scales gemm cnn cnn_filter_scales cnn_line residual branches '
    'normalised leaky binary_weights binary scaled_weights scaled_filters scaled_values'
).split()


def main():
    cases = []
    for family, models in (('onnx', ONNX), ('qonnx', QUANTIZED)):
        folder = HERE.parent / family
        for position, model in enumerate(models):
            if not (folder / f'{model}.onnx').exists():
                raise SystemExit(f'no model {model}')
            for io_type in ('io_parallel', 'io_stream') if position % 2 else ('io_parallel',):
                name = f'{family}-{model.replace("_", "-")}' + ('-stream' if io_type == 'io_stream' else '')
                cases.append(
                    {
                        'name': name,
                        'family': family,
                        'framework': 'onnx',
                        'model': f'models/{family}/{model}.onnx',
                        'seed': zlib.crc32(name.encode()) % 10_000,
                        'n_samples': 8,
                        'io_type': io_type,
                    }
                )
    (HERE / 'cases.json').write_text(json.dumps(cases, indent=1) + '\n')
    print(f'{len(cases)} cases')


if __name__ == '__main__':
    main()
