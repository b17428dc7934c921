"""Compare hls4ml 1.3.0 and hlsmith on every model file of a folder, in every bit and under equal configurations.

    python scripts/compare_models.py FOLDER --hlsmith PROGRAM --json RESULTS
    python scripts/compare_models.py --json RESULTS --table

Runs the files that the environment it is started in can load: models of Keras 2 in `keras2`, those of Keras 3 and ONNX
in `keras3` (see `record_peer.py`, which runs the peer); results of several runs come together in one JSON file.  An
architecture is run with each file of weights that begins with its name.  ONNX models are brought into the form that the
peer needs (`peer_sources.clean`) before both read them.

Both get the starting configuration of the peer, hlsmith with `Compatibility: hls4ml-1.3` in it, and the same samples.
Each row of the table has a model and an interface, the number of layers, whether the types of the results are equal
layer by layer, whether all outputs are equal, and the reason where they are not.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
import peer_sources
import record_peer

IO_TYPES = ('io_parallel', 'io_stream')
KEYS = {'.h5': 'KerasH5', '.json': 'KerasJson', '.keras': 'KerasH5', '.onnx': 'OnnxModel'}


def models_of(folder):
    """Model files with their files of weights, `None` where they are in the model."""
    for path in sorted(folder.rglob('*')):
        if path.suffix in ('.onnx', '.keras'):
            yield path, None
        elif path.suffix == '.json':
            own = [weights for weights in path.parent.glob('*.h5') if architecture_of(weights) == path]
            yield from ((path, weights) for weights in sorted(own))
        elif path.suffix == '.h5' and architecture_of(path) is None:
            yield path, None


def architecture_of(weights):
    """The architecture whose name a file of weights begins with; the longest of them, `None` for whole models."""
    fitting = [path for path in weights.parent.glob('*.json') if weights.name.startswith(f'{path.stem}_')]
    return max(fitting, key=lambda path: len(path.name), default=None)


def framework_of(path):
    """The framework that wrote a file."""
    if path.suffix == '.onnx':
        return 'onnx'
    if path.suffix == '.keras':
        with zipfile.ZipFile(path) as archive:
            version = json.loads(archive.read('metadata.json'))['keras_version']
    elif path.suffix == '.json':
        version = json.loads(path.read_text()).get('keras_version', '2')
    else:
        import h5py

        with h5py.File(path) as file:
            version = file.attrs.get('keras_version', '2')
    return 'keras3' if str(version).startswith('3') else 'keras2'


def placed(path, weights, folder):
    """The model in a folder by whose name the recorder knows its kind; the clean form of an ONNX model."""
    kind = 'hgq' if 'hgq' in path.name else 'models'
    target = folder / kind / path.name
    target.parent.mkdir(exist_ok=True)
    if path.suffix == '.onnx':
        peer_sources.clean(path, target)
        return target
    for file in filter(None, (path, weights)):
        shutil.copy(file, target.parent / file.name)
    return target


def run_hlsmith(program, path, weights, case, record, arrays, folder):
    """Types of the results by layer and the outputs, or what hlsmith refuses."""
    if is_quantised(path):
        # The names of the layers differ, so that each has its own starting configuration: types follow from the quantisers.
        arguments = [path, '--backend', case['backend'], '--io-type', case['io_type'], '--compatibility', 'hls4ml-1.3']
        return results(program, arguments, record, arrays, folder)
    config = {
        KEYS[path.suffix]: str(path),
        'IOType': case['io_type'],
        'Backend': case['backend'],
        'HLSConfig': record['hls_config'],
    }
    config['HLSConfig']['Model']['Compatibility'] = 'hls4ml-1.3'
    if case['route'] == 'file':
        # The input of a sequential model without an input layer has a name only where the model is live.
        own = {layer['name'] for layer in record['graph']}
        entries = config['HLSConfig']['LayerName']
        config['HLSConfig']['LayerName'] = {key: entries[key] for key in entries if key in own or not key.endswith('_input')}
    if weights:
        config['KerasH5'] = str(path.parent / weights.name)
    file = folder / 'config.yml'
    file.write_text(json.dumps(config))
    return results(program, [file], record, arrays, folder)


def is_quantised(path):
    """Whether a file is a model of ONNX with quantisers."""
    if path.suffix != '.onnx':
        return False
    import onnx

    return any(node.op_type == 'Quant' for node in onnx.load(path).graph.node)


def results(program, arguments, record, arrays, folder):
    """Types and outputs of a model that arguments of the program name."""
    inspected = json.loads(run(program, 'inspect', '--json', *arguments))
    inputs = []
    for index in range(len(record['inputs'])):
        inputs.append(folder / f'x{index}.npy')
        np.save(inputs[-1], arrays[f'x{index}'])
    outputs = [folder / f'y{index}.npy' for index in range(len(record['outputs']))]
    run(program, 'predict', *arguments, '--input', *inputs, '--output', *outputs)
    return inspected['layers'], [np.load(output) for output in outputs]


def run(program, *arguments):
    result = subprocess.run([str(part) for part in (program, *arguments)], capture_output=True, text=True)
    if result.returncode:
        said = f'{result.stderr}{result.stdout}'
        raise RuntimeError(next((line for line in said.splitlines() if line.startswith('error')), said[:300]))
    return result.stdout


def compare(program, path, weights, case, folder):
    """One row of the table."""
    name = (weights or path).stem.removesuffix('_weights')
    row = {'model': name, 'file': path.suffix, 'io_type': case['io_type'], 'samples': case['n_samples']}
    record, arrays = record_peer.record(case, folder, 'O1')
    if 'peer_error' in record:
        error = record['peer_error']
        return row | {'reason': f'hls4ml: {error["type"]}: {error.get("compiler", error["message"])[:200]}'}
    row['layers'] = len(record['graph'])
    try:
        layers, outputs = run_hlsmith(program, folder / case['model'], weights, case, record, arrays, folder)
    except RuntimeError as error:
        return row | {'reason': f'hlsmith: {error}'}
    expected = {layer['name']: layer['result_t'] for layer in record['graph']}
    found = {layer['name']: layer['results'][0] for layer in layers}
    different = [f'`{key}`: `{found[key]}`, in hls4ml `{expected[key]}`' for key in found.keys() & expected if found[key] != expected[key]]
    row['same_layers'] = list(found) == list(expected)
    # Layers of other names are other layers: quantisers of ONNX become layers here and types there.
    different = different if row['same_layers'] else []
    row['types'] = not different if row['same_layers'] else None
    pairs = [(y, arrays[f'y{index}']) for index, y in enumerate(outputs)]
    row['outputs'] = all(y.size == z.size and np.array_equal(y.ravel(), z.ravel()) for y, z in pairs)
    if different or not row['outputs']:
        row['reason'] = '; '.join(different[:3]) or f'{sum((y.ravel() != z.ravel()).sum() for y, z in pairs)} values differ'
    return row


def table(rows):
    """The rows as Markdown, both interfaces of a model together where they came out alike."""

    def cells(row):
        said = {True: 'equal', False: 'differ', None: ''}
        layers = '' if 'layers' not in row else f'{row["layers"]}' + ('' if row.get('same_layers') else ' (other names)')
        return [layers, said[row.get('types')], said[row.get('outputs')], row.get('reason', '')]

    lines = {}
    for row in rows:
        key = (f'`{row["model"]}{row["file"]}`', str(row['samples']), *cells(row))
        lines.setdefault(key, []).append(row['io_type'])
    print('| model | interface | layers | types | outputs | samples | why not |\n|---|---|---|---|---|---|---|')
    for (model, samples, layers, types, outputs, reason), io_types in sorted(lines.items()):
        both = 'both' if len(io_types) == len(IO_TYPES) else f'`{io_types[0]}`'
        cells = (model, both, layers, types, outputs, samples, reason)
        print('|' + '|'.join(f' {cell} ' if cell else ' ' for cell in cells) + '|')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=pathlib.Path, nargs='?', help='folder of models')
    parser.add_argument('--hlsmith', default='target/release/hlsmith', help='the program to compare')
    parser.add_argument('--json', type=pathlib.Path, required=True, help='file that the results are added to')
    parser.add_argument('--only', default='', help='part of the name of a model')
    parser.add_argument('--io-type', nargs='+', default=IO_TYPES, choices=IO_TYPES)
    parser.add_argument('--samples', type=int, default=100)
    parser.add_argument('--seconds', type=int, default=300, help='after which the peer is ended')
    parser.add_argument('--table', action='store_true', help='print the results that are there')
    options = parser.parse_args()
    known = json.loads(options.json.read_text()) if options.json.exists() else []
    if options.table:
        return table(known)
    program = pathlib.Path(options.hlsmith).resolve()
    record_peer.STAGE_SECONDS = options.seconds
    available = {record_peer.framework(), 'onnx' if importlib.util.find_spec('qonnx') else ''}
    for path, weights in models_of(options.folder):
        if options.only not in (weights or path).name or (framework := framework_of(path)) not in available:
            continue
        for io_type in options.io_type:
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                model = placed(path, weights, folder)
                case = {'name': path.stem, 'framework': framework, 'model': os.path.relpath(model, folder), 'io_type': io_type}
                # Layers of ONNX models have other names, of which a configuration by name would speak.
                by_model = framework == 'onnx' and not is_quantised(path)
                case |= {'n_samples': options.samples, 'granularity': 'model' if by_model else 'name'}
                if weights:
                    case['weights'] = weights.name
                    if json.loads(path.read_text())['class_name'] == 'Sequential':
                        case['route'] = 'file'
                row = compare(program, path, weights, record_peer.complete(case), folder)
            print(row, flush=True)
            same = [other for other in known if all(other[key] == row[key] for key in ('model', 'file', 'io_type'))]
            known = [other for other in known if other not in same] + [row]
            options.json.write_text(json.dumps(sorted(known, key=lambda row: (row['model'], row['io_type'])), indent=1) + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
