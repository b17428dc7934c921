"""Measure hlsmith beside hls4ml, da4ml, ONNX Runtime and Keras, in one run on the same machine, models and inputs.

All must be importable in this environment (`.venv/keras3` with the wheel of hlsmith). Each figure is the best of several
runs, since other work on the machine can only slow a run down, and all use one thread. da4ml, whose search for shared
adders takes hours for larger networks, has small dense ones with sums of every product. Results have 16 bits; sums are
truncated to 16 bits, or hold every product, or all types are automatic. The script prints a table with the ratios, and
writes it as JSON when asked.

Usage: python scripts/bench_peer.py [--json FILE] [--repeat N] [--networks NAME ...]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

# One thread for every program that is compared, read when their libraries are loaded.
os.environ.update({name: '1' for name in ('RAYON_NUM_THREADS', 'OMP_NUM_THREADS')})
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')

import bench_networks as networks
import numpy as np

SUMS = ('truncated', 'full', 'automatic')
TYPE = 'fixed<16,6>'
# Samples that tell how many more to time, and about how long a run may then take.
PROBED = 64
RUN_SECONDS = 3
# Sign, integer and fractional bits of TYPE.
KIF = (1, 5, 10)
MOST_WEIGHTS_OF_DA4ML = 10_000
WEIGHTS = ('weight', 'bias', 'scale', 'recurrent_weight', 'recurrent_bias')


def best(action, repeat):
    """Return the shortest time of `action` in seconds and what it returned last."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return min(times), result


def configuration(package, model, setup, sums):
    """Return the dictionary that makes sums truncated, full or automatic."""
    granularity = 'model' if sums == 'truncated' else 'name'
    config = package.utils.config_from_keras_model(
        model, granularity=granularity, backend='Vitis', default_precision=TYPE,
        default_reuse_factor=setup.reuse_factor,
    )  # fmt: skip
    config['Model']['Strategy'] = setup.strategy
    for layer in config.get('LayerName', {}).values() if sums == 'full' else ():
        precision = layer.get('Precision', {})
        precision.update({name: TYPE for name in ('result', *WEIGHTS) if name in precision})
    return config


def measure(package, model, setup, sums, samples, folder, repeat):
    """Return seconds until ready and samples per second of one package, with its predictions."""
    config = configuration(package, model, setup, sums)

    def ready():
        converted = package.converters.convert_from_keras_model(
            model, hls_config=config, backend='Vitis', io_type=setup.io_type,
            output_dir=str(folder / package.__name__),
        )  # fmt: skip
        converted.compile()
        return converted

    seconds, converted = best(ready, repeat if package.__name__ == 'hlsmith' else 1)
    # Slow ones are timed on fewer samples, at least as many as are compared.
    probed, _ = best(lambda: converted.predict(samples[:PROBED]), 1)
    samples = samples[: max(PROBED, setup.peer_samples, int(RUN_SECONDS * PROBED / probed))]
    predicted, outputs = best(lambda: converted.predict(samples), repeat)
    return {'ready_s': seconds, 'samples_per_s': len(samples) / predicted}, np.asarray(outputs)


EXPORT = """
import sys
import numpy as np
import bench_networks as networks
name, path = sys.argv[1:]
setup = next(setup for setup in networks.SETUPS if setup.network.__name__ == name)
if name == 'transformer':
    # Keras cannot export its normalisation; the same layers of PyTorch cost the same.
    import torch
    torch.manual_seed(networks.SEED)
    # The fused layer of PyTorch has no counterpart in ONNX.
    torch.backends.mha.set_fastpath_enabled(False)
    model = torch.nn.TransformerEncoderLayer(64, 4, 128, 0.0, batch_first=True).eval()
    tokens = torch.zeros(2, 16, 64)
    shapes = ({0: torch.export.Dim('n')},)
    torch.onnx.export(model, (tokens,), path, dynamo=True, input_names=['inputs'], dynamic_shapes=shapes)
else:
    model = networks.build(setup)
    model(np.zeros((1, *model.input_shape[1:]), 'float32'))
    model.export(path, format='onnx', verbose=False)
"""


def onnx_runtime(setup, samples, folder, repeat):
    """Return samples per second of ONNX Runtime in float32, or why there are none."""
    import onnxruntime

    path = folder / 'network.onnx'
    # Keras exports to ONNX where PyTorch computes, which needs a process of its own.
    environment = {**os.environ, 'KERAS_BACKEND': 'torch', 'PYTHONPATH': str(pathlib.Path(__file__).parent)}
    command = [sys.executable, '-c', EXPORT, setup.network.__name__, str(path)]
    exported = subprocess.run(command, env=environment, capture_output=True, text=True)
    if exported.returncode:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])
    name = session.get_inputs()[0].name
    samples = samples[:65_536]

    def run(batch):
        for first in range(0, len(samples), batch):
            session.run(None, {name: samples[first : first + batch]})

    # The batch that ONNX Runtime is fastest with is not known; the fastest of these counts.
    rates = []
    for batch in (16, 64, 256, 1024, 8192):
        seconds, _ = best(lambda batch=batch: run(batch), repeat)
        rates.append(len(samples) / seconds)
    return max(rates)


def da4ml_figures(model, samples, repeat):
    """Return seconds until ready and samples per second of da4ml's interpreter, or nothing where it does not apply."""
    layers = [(layer, layer.get_config().get('activation')) for layer in model.layers]
    is_small = model.count_params() <= MOST_WEIGHTS_OF_DA4ML
    if not is_small or any(name not in ('linear', 'relu') or not hasattr(layer, 'units') for layer, name in layers):
        return None
    from da4ml.trace import FixedVariableArrayInput, comb_trace
    from da4ml.trace.ops import quantize, relu

    def ready():
        inputs = FixedVariableArrayInput(model.input_shape[1])
        tensor = quantize(inputs, *KIF)
        for layer, activation in layers:
            weight, bias = (np.floor(np.asarray(part) * 2 ** KIF[2]) / 2 ** KIF[2] for part in layer.get_weights())
            tensor = quantize(tensor @ weight + bias, *KIF)
            tensor = quantize(relu(tensor), *KIF) if activation == 'relu' else tensor
        return comb_trace(inputs, tensor)

    seconds, logic = best(ready, 1)
    part = samples[:65_536].astype(np.float64)
    predicted, _ = best(lambda: logic.predict(part, n_threads=1), repeat)
    return {'ready_s': seconds, 'samples_per_s': len(part) / predicted}


def keras_rate(model, samples, repeat):
    """Return samples per second of Keras in float32 with its largest useful batches."""
    part = samples[:4096]
    seconds, _ = best(lambda: model.predict(part, batch_size=1024, verbose=0), repeat + 1)
    return len(part) / seconds


def shown(figure):
    """Return a figure as text with three digits, a dash where there is none."""
    if figure is None:
        return '-'
    return f'{float(f"{figure:.3g}"):,.0f}' if figure >= 100 else f'{figure:.3g}'


def row_of(*cells):
    """Print a row of the table."""
    print('| ' + ' | '.join(cells) + ' |', flush=True)


def main():
    """Run all programs and print the table."""
    names = [setup.network.__name__ for setup in networks.SETUPS]
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('--json', type=pathlib.Path, help='file for the figures')
    parser.add_argument('--repeat', type=int, default=3, help='runs of which the best counts')
    parser.add_argument('--networks', nargs='+', choices=names, default=names, help='networks to measure')
    arguments = parser.parse_args()

    import hls4ml
    import hlsmith
    import tensorflow

    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    row_of(
        'network', 'sums', 'ready, s', 'hls4ml', 'ratio', 'samples/s', 'hls4ml', 'ratio', 'da4ml', 'ratio',
        'ONNX Runtime', 'ratio', 'Keras', 'ratio',
    )  # fmt: skip
    row_of('---', '---', *['---:'] * 12)
    figures = []
    for setup in (setup for setup in networks.SETUPS if setup.network.__name__ in arguments.networks):
        name, model = setup.network.__name__, networks.build(setup)
        shape = (setup.samples, *model.input_shape[1:])
        samples = np.random.default_rng(networks.SEED).uniform(-1, 1, shape).astype(np.float32)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            runtime = onnx_runtime(setup, samples, folder, arguments.repeat)
            float_rate = keras_rate(model, samples, arguments.repeat)
            adders = da4ml_figures(model, samples, arguments.repeat)
            for sums in SUMS:
                own, outputs = measure(hlsmith, model, setup, sums, samples, folder, arguments.repeat)
                peer = None
                if setup.peer_samples:
                    part = samples[: setup.peer_samples]
                    peer, expected = measure(hls4ml, model, setup, sums, part, folder, arguments.repeat)
                    expected = expected.reshape(len(part), -1)
                    # Both agree where nothing is left to the differences that `sound` makes good.
                    is_equal = np.array_equal(outputs[: len(part)].reshape(len(part), -1), expected)
                logic = adders if sums == 'full' else None
                row = {
                    'network': name, 'sums': sums, 'hlsmith': own, 'hls4ml': peer, 'onnx_runtime': runtime,
                    'da4ml': logic,
                    'da4ml_ratio': logic and own['samples_per_s'] / logic['samples_per_s'],
                    'is_equal': is_equal if peer else None,
                    'ready_ratio': peer and peer['ready_s'] / own['ready_s'],
                    'ratio': peer and own['samples_per_s'] / peer['samples_per_s'],
                    'runtime_ratio': runtime and own['samples_per_s'] / runtime,
                    'keras': float_rate,
                    'keras_ratio': own['samples_per_s'] / float_rate,
                }  # fmt: skip
                figures.append(row)
                columns = (
                    own['ready_s'], peer and peer['ready_s'], row['ready_ratio'],
                    own['samples_per_s'], peer and peer['samples_per_s'], row['ratio'],
                    logic and logic['samples_per_s'], row['da4ml_ratio'],
                    runtime, row['runtime_ratio'], float_rate, row['keras_ratio'],
                )  # fmt: skip
                row_of(name, sums, *[shown(column) for column in columns])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + '\n')


if __name__ == '__main__':
    main()
