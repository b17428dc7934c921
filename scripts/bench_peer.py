"""Measure hlsmith beside hls4ml, in one run on the same machine, model and inputs.

Both must be importable in this environment (`.venv/keras3` with the wheel of hlsmith). Each figure is the best of several
runs, since other work on the machine can only slow a run down. The script prints a table of both figures with their
ratio, and writes it as JSON when asked.

Usage: python scripts/bench_peer.py [--json FILE] [--repeat N]
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
import time

os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')

import keras
import numpy as np

SEED = 20261123
PEER_SAMPLES = 20_000
SAMPLES = 1_000_000


def network():
    """Return the 16-64-32-32-5 classifier of the field's tutorials, with seeded random weights."""
    keras.utils.set_random_seed(SEED)
    layers = [keras.Input((16,), name='inputs')]
    for index, width in enumerate((64, 32, 32)):
        layers += [keras.layers.Dense(width, name=f'fc{index + 1}'), keras.layers.ReLU(name=f'relu{index + 1}')]
    return keras.Sequential([*layers, keras.layers.Dense(5, name='output')])


def best(action, repeat):
    """Return the shortest time of `action` in seconds and what it returned last."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return min(times), result


def convert(package, model, granularity, folder):
    """Convert `model` with one of the two packages."""
    config = package.utils.config_from_keras_model(model, granularity=granularity, backend='Vitis')
    return package.converters.convert_from_keras_model(
        model, hls_config=config, backend='Vitis', output_dir=str(folder / package.__name__)
    )


def measure(package, model, granularity, samples, folder, repeat):
    """Return the figures of one package: seconds of convert+write and compile, samples per second of predict."""
    written, _ = best(lambda: convert(package, model, granularity, folder).write(), repeat)
    # Compilation is cached by the object, so each run gets one of its own; only `compile` is timed.
    compile_times = []
    for _ in range(repeat if package.__name__ == 'hlsmith' else 1):
        converted = convert(package, model, granularity, folder)
        compile_times.append(best(converted.compile, 1)[0])
    predicted, outputs = best(lambda: converted.predict(samples), repeat)
    return {
        'convert_write_s': written,
        'compile_s': min(compile_times),
        'samples_per_s': len(samples) / predicted,
    }, outputs


def main():
    """Run both packages and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('--json', type=pathlib.Path, help='file for the figures')
    parser.add_argument('--repeat', type=int, default=5, help='runs of which the best counts')
    arguments = parser.parse_args()

    import hls4ml
    import hlsmith

    model = network()
    samples = np.random.default_rng(SEED).uniform(-2, 2, (SAMPLES, 16)).astype(np.float32)
    figures = {}
    for granularity in ('model', 'name'):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            peer, expected = measure(
                hls4ml, model, granularity, samples[:PEER_SAMPLES], folder, min(arguments.repeat, 3)
            )
            own, outputs = measure(hlsmith, model, granularity, samples, folder, arguments.repeat)
        if granularity == 'model' and not np.array_equal(np.asarray(outputs)[:PEER_SAMPLES], np.asarray(expected)):
            sys.exit('the two packages predict different numbers')
        figures[granularity] = {
            'hls4ml': peer,
            'hlsmith': own,
            'ratio': {
                'convert_write': own['convert_write_s'] / peer['convert_write_s'],
                'compile': peer['compile_s'] / own['compile_s'],
                'predict': own['samples_per_s'] / peer['samples_per_s'],
            },
        }
    print(f'16-64-32-32-5 network, {os.cpu_count()} cores, best of {arguments.repeat}')
    print(f'{"granularity":<12}{"figure":<24}{"hls4ml":>16}{"hlsmith":>16}{"ratio":>12}')
    for granularity, figure in figures.items():
        peer, own, ratio = figure['hls4ml'], figure['hlsmith'], figure['ratio']
        for label, key, name in (
            ('convert + write, s', 'convert_write_s', 'convert_write'),
            ('ready to predict, s', 'compile_s', 'compile'),
            ('predict, samples/s', 'samples_per_s', 'predict'),
        ):
            print(f'{granularity:<12}{label:<24}{peer[key]:>16.5g}{own[key]:>16.5g}{ratio[name]:>12.4g}')
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + '\n')


if __name__ == '__main__':
    main()
