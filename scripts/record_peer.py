"""Record what hls4ml 1.3.0 does with the cases of a list: configuration, graph, types, messages and output numbers.

    python scripts/record_peer.py --cases tests/reference/peer/cases.json --models tests/models --out tests/reference/peer

Cases name the framework they need; the script runs those of the environment it is started in (`keras3` with Keras 3,
`keras2` with TensorFlow 2.14) and skips cases that are already recorded as they stand, unless `--force` is given.  The
peer is used as a user would use it; only the compiler's optimisation level is lowered, on which integer results do not
depend.

Each case becomes `<name>.json` and, unless the peer failed or the case stops before, `<name>.npz`.  The formats are
described in `tests/reference/peer/README.md`.
"""

import argparse
import concurrent.futures
import contextlib
import copy
import importlib
import io
import json
import multiprocessing
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('TF_ENABLE_ONEDNN_OPTS', '0')
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
# Compiler messages are recorded; keep them plain.
os.environ['LC_ALL'] = 'C'

import numpy as np
from peer_sources import LAYOUT_KEYS, input_shapes, open_source

PROJECT = 'myproject'
STAGES = ('config', 'convert', 'compile', 'predict')
# Converting or running a case takes seconds; the peer loops without end on some configurations.
STAGE_SECONDS = 300

CASE_DEFAULTS = {
    'route': 'live',
    'backend': 'Vitis',
    'io_type': 'io_parallel',
    'granularity': 'name',
    'default_precision': 'fixed<16,6>',
    'default_reuse_factor': 1,
    'overrides': {},
    'seed': 0,
    'n_samples': 24,
    'input_scale': 1.0,
    'input_kind': 'normal',
    'dtype': 'float32',
    'stop_after': 'predict',
    'trace': False,
}
CASE_KEYS = {'name', 'family', 'framework', 'model', 'weights', 'config_backend', *LAYOUT_KEYS, *CASE_DEFAULTS}

# What the environment with Keras 3 also has.
OTHER_FRAMEWORKS = {'pytorch': ('torch',), 'onnx': ('onnx', 'qonnx')}

# Not numbers, beyond or below every type, and halves of the smallest steps.
SPECIAL_VALUES = (np.nan, np.inf, -np.inf, -0.0, 1e30, -1e30, 1e-40, -1e-40, 2.0**-11, -(2.0**-11), 2.0**31, -(2.0**63))

# Attributes of a node that are recorded elsewhere or carry generated text and frontend bookkeeping.
SKIPPED_ATTRIBUTES = {
    'name',
    'class_name',
    'index',
    'inputs',
    'outputs',
    'module',
    'config_cpp',
    'function_cpp',
    'reuse_factor',
    'strategy',
}


class StageError(Exception):
    """The peer failed; carries what a record says about it."""

    def __init__(self, stage, kind, message):
        super().__init__(message)
        self.entry = {'stage': stage, 'type': kind, 'message': message}


# Frameworks and models.


def framework():
    """'keras3' or 'keras2', after what the running environment has."""
    try:
        import keras

        return 'keras3' if keras.__version__.startswith('3') else 'keras2'
    except ImportError:
        return 'keras2'


def keras_module():
    if framework() == 'keras3':
        import keras
    else:
        import tensorflow.keras as keras
    return keras


def versions(case):
    import importlib.metadata

    import hls4ml

    gcc = subprocess.run(['g++', '-dumpfullversion'], capture_output=True, text=True, check=True).stdout.strip()
    packages = OTHER_FRAMEWORKS.get(case['framework'])
    if packages is None:
        import keras
        import tensorflow

        frameworks = {'keras': keras.__version__, 'tensorflow': tensorflow.__version__}
    else:
        frameworks = {name: importlib.metadata.version(name) for name in packages}
    return {
        'hls4ml': hls4ml.__version__,
        **frameworks,
        'numpy': np.__version__,
        'python': platform.python_version(),
        'g++': gcc,
    }


def weights_path(architecture, case):
    if 'weights' in case:
        return architecture.parent / case['weights']
    for ending in ('.weights.h5', '_weights.h5'):
        path = architecture.with_name(architecture.stem + ending)
        if path.exists():
            return path
    raise SystemExit(f'no weights beside {architecture}')


def load_model(path, case):
    """The live model, by the way a user of this framework loads the file."""
    if case['framework'] in OTHER_FRAMEWORKS:
        return open_source(path, case)
    if path.name.startswith('qkeras'):
        return load_quantized_model(path, case)
    keras = keras_module()
    known = {}
    if path.parent.name == 'hgq':
        # Makes the classes of the file known; old files have them without their package.
        module = importlib.import_module('hgq.layers' if framework() == 'keras3' else 'HGQ.proxy')
        known = {name: getattr(module, name) for name in ('FixedPointQuantizer', 'UnaryLUT') if hasattr(module, name)}
    if path.suffix == '.json':
        model = keras.models.model_from_json(path.read_text())
        model.load_weights(weights_path(path, case))
        return model
    return keras.models.load_model(path, compile=False, custom_objects=known)


def load_quantized_model(path, case):
    """The live model of a file with layers of QKeras."""
    from qkeras_package import package

    package()
    # The package of Keras 3 has another module under the name of this one.
    utils = importlib.import_module('qkeras.utils')
    if path.suffix == '.json':
        model = utils.quantized_model_from_json(path.read_text())
        model.load_weights(weights_path(path, case))
        return model
    return utils.load_qmodel(str(path), compile=False)


# Configuration.


def merge(base, extra):
    """Overlay nested dictionaries; a dictionary replaces anything that is not one."""
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            merge(base[key], value)
        else:
            base[key] = copy.deepcopy(value)
    return base


def emit_config(model, case):
    import hls4ml

    options = {
        'granularity': case['granularity'],
        'backend': case.get('config_backend', case['backend']),
        'default_precision': case['default_precision'],
        'default_reuse_factor': case['default_reuse_factor'],
    }
    if case['framework'] in OTHER_FRAMEWORKS:
        return model.config(**options)
    return hls4ml.utils.config_from_keras_model(model, **options)


def final_config(emitted, case):
    config = merge(copy.deepcopy(emitted), case['overrides'])
    traced = config['LayerName'] if case['trace'] is True else case['trace'] or ()
    for name in traced:
        config['LayerName'][name]['Trace'] = True
    return config


def convert(model, path, case, config, folder):
    import hls4ml

    # The peer writes into the dictionary that it is given.
    config = copy.deepcopy(config)
    if case['route'] == 'live':
        options = {
            'hls_config': config,
            'backend': case['backend'],
            'io_type': case['io_type'],
            'output_dir': str(folder),
            'project_name': PROJECT,
        }
        if case['framework'] in OTHER_FRAMEWORKS:
            return model.convert(**options)
        return hls4ml.converters.convert_from_keras_model(model, **options)
    settings = hls4ml.converters.create_config(
        output_dir=str(folder), project_name=PROJECT, backend=case['backend'], io_type=case['io_type']
    )
    settings['HLSConfig'] = config
    if path.suffix == '.json':
        settings['KerasJson'] = str(path)
        settings['KerasH5'] = str(weights_path(path, case))
    else:
        settings['KerasH5'] = str(path)
    return hls4ml.converters.keras_v2_to_hls(settings)


# Graph.


def plain(value):
    """A JSON value for a plain attribute, or None for objects that have no plain form."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        items = [plain(item) for item in value]
        return None if any(item is None for item in items) else items
    return None


def describe_type(named_type):
    return {'name': named_type.name, 'precision': str(named_type.precision)}


def describe_variable(variable):
    shape = [int(size) for size in variable.shape]
    return {'name': variable.name, 'shape': shape, **{f'type_{k}': v for k, v in describe_type(variable.type).items()}}


def describe_node(node):
    types, attributes = {}, {}
    for key, value in node.attributes.items():
        if hasattr(value, 'precision') and hasattr(value, 'name') and not hasattr(value, 'shape'):
            types[key] = describe_type(value)
        elif key not in SKIPPED_ATTRIBUTES and not key.endswith('keras_tensor_names') and key != 'include_header':
            value = plain(value)
            if value is not None:
                attributes[key] = value
    variable = node.get_output_variable()
    return {
        'name': node.name,
        'class_name': node.class_name,
        'index': node.index,
        'inputs': list(node.inputs),
        'outputs': list(node.outputs),
        'result_t': str(variable.type.precision),
        'variable': describe_variable(variable),
        'types': types,
        'weights': {key: describe_variable(weight) for key, weight in node.weights.items()},
        'reuse_factor': plain(node.get_attr('reuse_factor')),
        'strategy': plain(node.get_attr('strategy')),
        'attributes': attributes,
    }


# Building and running.


def build(hls_model, folder, optimize):
    """Compile the written project in one translation unit at a low optimisation level."""
    hls_model.write()
    if hls_model.config.backend.name == 'oneAPI':
        build_for_host(hls_model, folder, optimize)
        return
    (folder / 'all.cpp').write_text(f'#include "firmware/{PROJECT}.cpp"\n#include "{PROJECT}_bridge.cpp"\n')
    script = folder / 'build_lib.sh'
    text = script.read_text()
    # Where the script does not name the folder of the weights, the sources have them.
    folder_of_weights = '-D WEIGHTS_DIR="${WEIGHTS_DIR}" ' if 'WEIGHTS_DIR' in text else ''
    lines = []
    for line in text.replace('-O3', f'-{optimize} -w').splitlines():
        if line.rstrip().endswith('.o') and ' -c ' in line:
            continue
        lines.append(line.replace('${PROJECT}.o ${PROJECT}_bridge.o', f'{folder_of_weights}all.cpp'))
        if line.startswith('#!'):
            lines.append('exec > build.log 2>&1')
    script.write_text('\n'.join(lines) + '\n')
    hls_model._compile()


# What the projects for oneAPI include of its compiler.
SYCL_HEADERS = (
    'sycl.hpp',
    'ext/intel/fpga_extensions.hpp',
    'ext/intel/ac_types/ac_fixed.hpp',
    'ext/intel/ac_types/ac_fixed_math.hpp',
    'ext/intel/ac_types/ac_int.hpp',
    'ext/intel/experimental/task_sequence.hpp',
    'ext/intel/prototype/interfaces.hpp',
)


def build_for_host(hls_model, folder, optimize):
    """Compile a project for oneAPI with g++: its own sources, a stand-in for SYCL and the arithmetic headers of the peer."""
    includes = folder / 'host'
    for header in SYCL_HEADERS:
        path = includes / 'sycl' / header
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('#include <sycl_host.hpp>\n')
    sources = folder / 'src'
    # The arithmetic types of these headers have no constants for the compiler.
    for path in (sources / 'firmware' / 'weights').glob('*.h'):
        path.write_text(path.read_text().replace('static constexpr', 'static const'))
    (sources / 'all.cpp').write_text(f'#include "firmware/{PROJECT}.cpp"\n#include "{PROJECT}_bridge.cpp"\n')
    library = folder / f'{PROJECT}.so'
    types = pathlib.Path(installed_folder()) / 'templates/quartus/ac_types'
    folders = [f'-I{path}' for path in (pathlib.Path(__file__).parent, includes, types, '.', 'firmware')]
    command = ['g++', '-std=c++17', f'-{optimize}', '-w', '-fPIC', '-shared', *folders, 'all.cpp', '-o', str(library)]
    result = subprocess.run(command, cwd=sources, capture_output=True, text=True)
    (folder / 'build.log').write_text(result.stderr)
    if result.returncode:
        raise StageError('compile', 'Exception', f'Failed to compile project "{PROJECT}"')
    hls_model.config.backend.compile = lambda model: str(library)
    hls_model._compile()


def compiler_error(folder):
    log = folder / 'build.log'
    if log.exists():
        for line in log.read_text(errors='replace').splitlines():
            if 'error:' in line:
                return line.strip()
    return ''


def make_inputs(shapes, case):
    """Seeded inputs; the first sample is zero and the second far outside the usual range."""
    rng = np.random.default_rng(case['seed'])
    scale, arrays = case['input_scale'], []
    for shape in shapes:
        shape = (case['n_samples'], *shape)
        if case['input_kind'] == 'normal':
            x = rng.normal(0.0, scale, shape)
        elif case['input_kind'] == 'uniform':
            x = rng.uniform(-scale, scale, shape)
        elif case['input_kind'] == 'integer':
            x = np.round(rng.uniform(-scale, scale, shape))
        elif case['input_kind'] == 'index':
            # Rows of a table of this many; nothing else is defined.
            arrays.append(rng.integers(int(scale), size=shape).astype(case['dtype']))
            continue
        elif case['input_kind'] == 'special':
            # One unusual value per sample, so that each shows in the outputs of its own sample.
            x = rng.normal(0.0, scale, shape)
            flat = x.reshape(shape[0], -1)
            flat[np.arange(shape[0]), rng.integers(flat.shape[1], size=shape[0])] = np.resize(SPECIAL_VALUES, shape[0])
        else:
            raise SystemExit(f'{case["name"]}: unknown input kind {case["input_kind"]}')
        flat = x.reshape(shape[0], -1)
        flat[0] = 0.0
        if shape[0] > 1:
            flat[1] = 4.0 * scale * np.where(np.arange(flat.shape[1]) % 2, -1.0, 1.0)
        arrays.append(x.astype(case['dtype']))
    return arrays


def shapes_of(model, hls_model, case):
    """The shapes of the inputs without the batch."""
    if case['framework'] in OTHER_FRAMEWORKS:
        return input_shapes(hls_model)
    return [tuple(tensor.shape[1:]) for tensor in model.inputs]


def run_compiled(hls_model, inputs, trace):
    """Outputs and traced layers, computed in a child process since the peer's library may abort."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    with tempfile.TemporaryFile() as log:
        child = os.fork()
        if child == 0:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            status = 1
            try:
                x = inputs if len(inputs) > 1 else inputs[0]
                outputs, traced = hls_model.trace(x) if trace else (hls_model.predict(x), {})
                outputs = outputs if isinstance(outputs, list) else [outputs]
                writer.send((outputs, {key: np.asarray(value) for key, value in traced.items()}))
                status = 0
            except BaseException as error:
                writer.send(error_entry('predict', error))
            finally:
                os._exit(status)
        writer.close()
        received = None
        with contextlib.suppress(EOFError):
            if reader.poll(STAGE_SECONDS):
                received = reader.recv()
            else:
                os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if isinstance(received, dict):
            raise StageError(**{'stage': received['stage'], 'kind': received['type'], 'message': received['message']})
        log.seek(0)
        text = log.read().decode(errors='replace').strip()
        if received is None:
            cause = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f'exit {status}'
            raise StageError('predict', cause, text.splitlines()[0] if text else '')
        # What an empty stream gives is not a result of the peer.
        for line in text.splitlines():
            if 'is read while empty' in line:
                raise StageError('predict', 'empty stream', line)
        return received


def error_entry(stage, error):
    return {'stage': stage, 'type': type(error).__name__, 'message': str(error).strip()}


@contextlib.contextmanager
def time_limit(seconds):
    def expire(signum, frame):
        raise TimeoutError(f'no result after {seconds} s')

    previous = signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


# One case.


def installed_folder():
    import hls4ml

    return str(pathlib.Path(hls4ml.__file__).parent)


def clean_messages(text, folder):
    installed = installed_folder()
    lines, in_finalizer = [], False
    for line in text.splitlines():
        line = re.sub(r'\x1b\[[0-9;]*m', '', line).replace(str(folder), '<dir>').replace(installed, '<hls4ml>').rstrip()
        # What Python prints when a finalizer fails names addresses and installed files; it ends with the error.
        if line.startswith('Exception ignored in'):
            in_finalizer = True
            continue
        if in_finalizer:
            in_finalizer = line.startswith(('Traceback', ' '))
            continue
        # An optional package that the recording environments leave out.
        if line and 'da4ml' not in line:
            lines.append(line)
    return lines


def record(case, models, optimize):
    """Run one complete case dictionary; returns the JSON document and the arrays."""
    path = (models / case['model']).resolve()
    if case['framework'] == 'pytorch':
        # TensorFlow and PyTorch cannot be in one process.
        os.environ['KERAS_BACKEND'] = 'torch'
    folder = pathlib.Path(tempfile.mkdtemp(prefix='record_peer_'))
    document = {'case': case, 'versions': versions(case)}
    arrays, stage = {}, 'config'
    output = io.StringIO()
    try:
        with (
            warnings.catch_warnings(record=True) as caught,
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(output),
            time_limit(STAGE_SECONDS),
        ):
            warnings.simplefilter('always')
            try:
                model = load_model(path, case)
                document['config_emitted'] = emit_config(model, case)
                document['hls_config'] = final_config(document['config_emitted'], case)
                stage = 'convert'
                if case['stop_after'] != 'config':
                    # Messages of the configuration step would otherwise appear twice.
                    output.seek(0)
                    output.truncate()
                    hls_model = convert(model, path, case, document['hls_config'], folder)
                    document['inputs'] = [describe_variable(v) for v in hls_model.get_input_variables()]
                    document['outputs'] = [describe_variable(v) for v in hls_model.get_output_variables()]
                    document['graph'] = [describe_node(node) for node in hls_model.get_layers()]
                if case['stop_after'] in ('compile', 'predict'):
                    stage = 'compile'
                    build(hls_model, folder, optimize)
                    stage = 'predict'
                    inputs = make_inputs(shapes_of(model, hls_model, case), case)
                    outputs, traced = run_compiled(hls_model, inputs, case['trace'])
                    arrays.update({f'x{i}': x for i, x in enumerate(inputs)})
                    arrays.update({f'y{i}': y for i, y in enumerate(outputs)})
                    arrays.update({f'trace_{name}': value for name, value in traced.items()})
                    if case['trace']:
                        arrays.update(weight_arrays(hls_model, traced))
            except StageError as error:
                document['peer_error'] = error.entry
                if error.entry['stage'] == 'compile' and (cause := compiler_error(folder)):
                    document['peer_error']['compiler'] = cause
            except (Exception, SystemExit) as error:
                document['peer_error'] = error_entry(stage, error)
                if stage == 'compile' and (cause := compiler_error(folder)):
                    document['peer_error']['compiler'] = cause
        document['messages'] = clean_messages(output.getvalue(), folder)
        document['warnings'] = sorted(
            {
                str(entry.message).replace(str(folder), '<dir>')
                for entry in caught
                if 'hls4ml' in entry.filename and 'da4ml' not in str(entry.message)
            }
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if 'peer_error' in document:
        text = document['peer_error']['message'].replace(str(folder), '<dir>').replace(installed_folder(), '<hls4ml>')
        document['peer_error']['message'] = re.sub(r'0x[0-9a-f]{6,}', '<address>', text)
    return document, arrays


def weight_arrays(hls_model, traced):
    """Weights of traced layers as the peer holds them before printing, to tell wrong fusion from wrong arithmetic."""
    return {
        f'weight_{node.name}.{key}': np.asarray(weight.data)
        for node in hls_model.get_layers()
        if node.name in traced
        for key, weight in node.weights.items()
    }


# Files.


def dump_document(document):
    """JSON with one line per entry of the upper levels, so that a changed node is one changed line."""

    def dump(value, depth):
        if depth and isinstance(value, (dict, list)) and value:
            pad, end = '\n' + ' ' * (4 - depth), '\n' + ' ' * (3 - depth)
            if isinstance(value, dict):
                items = [f'{json.dumps(key)}: {dump(item, depth - 1)}' for key, item in value.items()]
                return '{' + pad + (',' + pad).join(items) + end + '}'
            return '[' + pad + (',' + pad).join(dump(item, depth - 1) for item in value) + end + ']'
        return json.dumps(value, default=str)

    return dump(document, 3) + '\n'


def write_record(out, document, arrays):
    name = document['case']['name']
    archive = out / f'{name}.npz'
    if arrays:
        np.savez_compressed(archive, **arrays)
    else:
        archive.unlink(missing_ok=True)
    # Written last and in one step, since its presence marks the case as recorded.
    partial = out / f'{name}.json.part'
    partial.write_text(dump_document(document))
    partial.replace(out / f'{name}.json')


def complete(case):
    """The case with defaults filled in; stops at a key that the recorder does not know."""
    unknown = case.keys() - CASE_KEYS
    if unknown:
        raise SystemExit(f'{case.get("name")}: unknown keys {sorted(unknown)}')
    return {**case, **{key: value for key, value in CASE_DEFAULTS.items() if key not in case}}


def recorded_case(out, name):
    """The case of an existing record, or None."""
    path = out / f'{name}.json'
    return json.loads(path.read_text())['case'] if path.exists() else None


def run_one(case, models, out, optimize):
    try:
        document, arrays = record(case, models, optimize)
    except Exception:
        return f'{case["name"]}: HARNESS FAILURE\n{traceback.format_exc()}'
    write_record(out, document, arrays)
    error = document.get('peer_error')
    return f'{case["name"]}: ' + (f'peer error at {error["stage"]}: {error["message"][:150]}' if error else 'ok')


def run(cases, models, out, workers=2, force=False, optimize='O0'):
    """Record the cases of this environment's framework; returns the number of harness failures."""
    out.mkdir(parents=True, exist_ok=True)
    here = framework()
    available = {here, *OTHER_FRAMEWORKS} if here == 'keras3' else {here}
    pending = [complete(case) for case in cases if case['framework'] in available]
    names = [case['name'] for case in pending]
    if duplicates := sorted({name for name in names if names.count(name) > 1}):
        raise SystemExit(f'names used twice: {duplicates}')
    if not force:
        pending = [case for case in pending if recorded_case(out, case['name']) != case]
    print(f'{here}: {len(pending)} of {len(names)} cases to record', flush=True)
    failures = 0
    context = multiprocessing.get_context('spawn')
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = [pool.submit(run_one, case, models, out, optimize) for case in pending]
        for done, future in enumerate(concurrent.futures.as_completed(futures), 1):
            line = future.result()
            failures += 'HARNESS FAILURE' in line
            print(f'[{done}/{len(pending)}] {line}', flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--cases', type=pathlib.Path, required=True, help='JSON list of cases')
    parser.add_argument('--models', type=pathlib.Path, required=True, help='folder that model paths are relative to')
    parser.add_argument('--out', type=pathlib.Path, required=True, help='folder for the records')
    parser.add_argument('--only', help='regular expression that the names of the cases must match')
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--force', action='store_true', help='record again what is already there')
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text())
    if options.only:
        cases = [case for case in cases if re.search(options.only, case['name'])]
    sys.exit(run(cases, options.models, options.out, options.workers, options.force) > 0)


if __name__ == '__main__':
    main()
