"""Install the wheel in an empty environment with NumPy alone and use it.

    python scripts/smoke_wheel.py [WHEEL] [--json FILE]

Checks import time, the command line, and conversion, prediction, trace and writing of a model file.  The figures are
printed, and written to FILE.  The script needs nothing but the standard library; pip downloads NumPy.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODEL = ROOT / 'tests' / 'models' / 'keras3' / 'mlp.keras'
# The best of several runs counts, since the others measure what else the machine does.
RUNS = 5
MAX_IMPORT_SECONDS = 0.2
MAX_VERSION_SECONDS = 0.02

IMPORT = """
import time
start = time.perf_counter()
import hlsmith
print(time.perf_counter() - start)
"""

USE = """
import pathlib, sys

import hlsmith as hls4ml
assert 'numpy' not in sys.modules, 'importing hlsmith imports numpy'

model, folder = sys.argv[1:]
config = hls4ml.utils.config_from_keras_model(model, granularity='name', backend='Vitis')
hls_model = hls4ml.converters.convert_from_keras_model(model, hls_config=config, backend='Vitis', output_dir=folder)
hls_model.compile()

import numpy as np
shape = hls_model.get_input_variables()[0].shape
x = np.random.default_rng(0).standard_normal((100, *shape)).astype(np.float32)
y = hls_model.predict(x)
assert y.dtype == np.float32 and y.shape == (100, *hls_model.get_output_variables()[0].shape), (y.dtype, y.shape)
assert len(np.unique(y)) > 10, 'the predictions are constant'
traced, layers = hls_model.trace(x)
assert np.array_equal(traced, y)
assert list(layers) == [layer.name for layer in hls_model.get_layers()], list(layers)
assert np.array_equal(layers[list(layers)[-1]].reshape(y.shape), y)
written = pathlib.Path(hls_model.write())
assert (written / 'firmware' / 'myproject.cpp').is_file()

frameworks = {'keras', 'tensorflow', 'tf_keras', 'torch', 'jax', 'onnx', 'h5py'}
loaded = {name.partition('.')[0] for name in sys.modules} & frameworks
assert not loaded, f'frameworks were imported: {loaded}'
print(len(hls_model.get_layers()))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('wheel', nargs='?', type=pathlib.Path, help='by default the one in target/wheels')
    parser.add_argument('--json', type=pathlib.Path, help='where to write the figures')
    arguments = parser.parse_args()
    wheel = arguments.wheel or the_wheel()
    with tempfile.TemporaryDirectory() as folder:
        figures = smoke(wheel.resolve(), pathlib.Path(folder))
    for name, value in figures.items():
        print(f'{name}: {value}')
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + '\n')
    failures = [
        f'{name} is {figures[name]}, the limit is {limit}'
        for name, limit in (('import_seconds', MAX_IMPORT_SECONDS), ('version_seconds', MAX_VERSION_SECONDS))
        if figures[name] >= limit
    ]
    if failures:
        sys.exit('; '.join(failures))


def the_wheel():
    wheels = sorted((ROOT / 'target' / 'wheels').glob('*.whl'))
    if len(wheels) != 1:
        sys.exit('name the wheel, or build one with scripts/build_wheel.py')
    return wheels[0]


def smoke(wheel, folder):
    environment = folder / 'environment'
    venv.create(environment, with_pip=True)
    programs = environment / ('Scripts' if sys.platform == 'win32' else 'bin')
    python = str(programs / 'python')
    command_line = str(programs / 'hlsmith')
    run([python, '-m', 'pip', 'install', '--quiet', 'numpy'])
    run([python, '-m', 'pip', 'install', '--quiet', '--no-index', str(wheel)])
    # The first run writes the byte code.
    run([python, '-I', '-c', IMPORT])
    import_seconds = min(float(run([python, '-I', '-c', IMPORT])) for _ in range(RUNS))
    version = run([command_line, '--version']).strip()
    if version.split()[0] != 'hlsmith':
        sys.exit(f'`hlsmith --version` says {version!r}')
    n_layers = int(run([python, '-I', '-c', USE, str(MODEL), str(folder / 'project')]))
    return {
        'wheel': wheel.name,
        'wheel_bytes': wheel.stat().st_size,
        'version': version,
        'import_seconds': round(import_seconds, 4),
        'version_seconds': round(min(timed([command_line, '--version']) for _ in range(RUNS)), 4),
        'n_layers': n_layers,
    }


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        shown = [argument for argument in command if '\n' not in argument]
        sys.exit(f'{" ".join(shown)} failed:\n{result.stdout}{result.stderr}')
    return result.stdout


def timed(command):
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


if __name__ == '__main__':
    main()
