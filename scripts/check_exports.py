"""Export the networks of `networks.py` in every way that PyTorch has, and compare hlsmith with PyTorch on each file.

    python scripts/check_exports.py --hlsmith PROGRAM --folder FOLDER [name ...]

Needs PyTorch and ONNX (see `scripts/requirements`).  The files stay in the folder.  hlsmith computes with types so wide
that little is rounded; what is left are the tables of functions.  Each line is a network, an export and what came of it:
the largest difference, or the refusal.  Ends with 1 where a difference exceeds the tolerance or a file is refused.
"""

import argparse
import contextlib
import io
import json
import pathlib
import subprocess
import sys
import warnings

import networks
import numpy as np
import torch

N_SAMPLES = 4
TOLERANCE = 1e-2
TABLES = {'TableSize': 1 << 17, 'table_t': 'fixed<36,8>'}
CONFIG = {
    'HLSConfig': {
        'Model': {'Precision': 'fixed<40,12>', 'ReuseFactor': 1},
        'LayerType': {
            **{kind: TABLES for kind in ('Activation', 'Bidirectional', 'GRU', 'LSTM', 'ParametrizedActivation', 'SimpleRNN')},
            'Softmax': {
                'TableSize': 1 << 17,
                'exp_table_t': 'ufixed<34,2>',
                'inv_table_t': 'ufixed<34,2>',
                'inv_inp_t': 'ufixed<24,7>',
                'accum_t': 'ufixed<40,8>',
            },
            'LayerNormalization': {'table_t': 'ufixed<30,8>', 'accum_t': 'fixed<40,12>', 'TableSize': 1 << 17},
        },
    }
}


def export_program(model, inputs, path, dynamic):
    batch = tuple({0: torch.export.Dim('batch', min=1, max=1024)} for _ in inputs) if dynamic else None
    torch.export.save(torch.export.export(model, inputs, dynamic_shapes=batch), path)


def export_dynamo(model, inputs, path, opset):
    batch = tuple({0: torch.export.Dim('batch', min=1, max=1024)} for _ in inputs)
    torch.onnx.export(model, inputs, path, dynamo=True, dynamic_shapes=batch, opset_version=opset, external_data=False, verbose=False)


def export_script(model, inputs, path, opset):
    names = [f'x{i}' for i in range(len(inputs))]
    axes = {name: {0: 'N'} for name in names}
    torch.onnx.export(model, inputs, path, dynamo=False, input_names=names, dynamic_axes=axes, opset_version=opset)


EXPORTS = {
    'dynamic.pt2': lambda *how: export_program(*how, dynamic=True),
    'static.pt2': lambda *how: export_program(*how, dynamic=False),
    'dynamo18.onnx': lambda *how: export_dynamo(*how, opset=18),
    'dynamo23.onnx': lambda *how: export_dynamo(*how, opset=23),
    **{f'script{opset}.onnx': lambda *how, opset=opset: export_script(*how, opset=opset) for opset in (9, 13, 17, 20)},
}


def export_all(name, folder):
    """Write the files of a network and its samples; gives the exports that PyTorch cannot do."""
    model, shapes = networks.make(name)
    samples = networks.samples(shapes, N_SAMPLES)
    inputs = tuple(torch.from_numpy(x) for x in samples)
    with torch.no_grad():
        outputs = model(*inputs)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    for letter, arrays in (('x', samples), ('y', [y.numpy() for y in outputs])):
        for i, array in enumerate(arrays):
            np.save(folder / f'{name}.{letter}{i}.npy', array.astype(np.float32))
    failed = {}
    for ending, export in EXPORTS.items():
        path = folder / f'{name}.{ending}'
        # The exporters reason otherwise about batches of one.
        first = tuple(x[: 1 if ending == 'static.pt2' else 2] for x in inputs)
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                warnings.simplefilter('ignore')
                export(model, first, str(path))
        except Exception as error:
            path.unlink(missing_ok=True)
            failed[ending] = str(error).strip().splitlines()[0][:120]
    return failed


def compare(program, folder, path, io_type):
    """What hlsmith makes of a file: the largest difference, or why there is none."""
    name = path.name.split('.')[0]
    inputs = sorted(folder.glob(f'{name}.x*.npy'))
    expected = [np.load(found) for found in sorted(folder.glob(f'{name}.y*.npy'))]
    outputs = [folder / f'{path.name}.out{i}.npy' for i in range(len(expected))]
    for output in outputs:
        output.unlink(missing_ok=True)
    command = [program, 'predict', path, '--config', folder / 'wide.yml', '--io-type', io_type, '--input', *inputs, '--output', *outputs]
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if result.returncode:
        return None, ' '.join(result.stderr.split())[:400]
    found = [np.load(output) for output in outputs]
    if [y.shape for y in found] != [y.shape for y in expected] and [y.size for y in found] != [y.size for y in expected]:
        return None, f'shapes {[y.shape for y in found]} expected {[y.shape for y in expected]}'
    # The results of a design may have their channels last.
    return max(difference(y, z) for y, z in zip(found, expected)), ''


def difference(found, expected):
    if found.shape == expected.shape:
        return float(np.abs(found - expected).max())
    if found.shape == np.moveaxis(expected, 1, -1).shape:
        return float(np.abs(found - np.moveaxis(expected, 1, -1)).max())
    return float(np.abs(found.reshape(expected.shape) - expected).max())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*', default=list(networks.NETWORKS))
    parser.add_argument('--hlsmith', default='target/release/hlsmith', help='the program to check')
    parser.add_argument('--folder', type=pathlib.Path, required=True, help='where the files are written')
    parser.add_argument('--io-type', default='io_parallel')
    parser.add_argument('--keep', action='store_true', help='use the files that are there')
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / 'wide.yml').write_text(json.dumps(CONFIG))
    wrong = 0
    for name in options.names:
        failed = {} if options.keep else export_all(name, options.folder)
        for ending in EXPORTS:
            path = options.folder / f'{name}.{ending}'
            if not path.exists():
                print(f'{name:20} {ending:14} not exported: {failed.get(ending, "")}', flush=True)
                continue
            largest, reason = compare(options.hlsmith, options.folder, path, options.io_type)
            is_wrong = largest is None or not largest <= TOLERANCE
            wrong += is_wrong
            print(f'{name:20} {ending:14} {"WRONG " if is_wrong else ""}{reason or f"{largest:.1e}"}', flush=True)
    print(f'{wrong} wrong')
    sys.exit(wrong > 0)


if __name__ == '__main__':
    main()
