"""Measure how the time of predictions grows with samples and weights, and what profiles and
traces cost, the latter beside filling as much memory.

hlsmith and Keras must be importable in this environment (`.venv/keras3` with the wheel of hlsmith). Each time is the best of
several runs on one thread. The script prints the tables of `docs/performance.md`.

Usage: python scripts/bench_scaling.py [--repeat N]
"""

import argparse
import mmap
import os
import tempfile
import time

os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')

import bench_networks as networks
import hlsmith
import keras
import numpy as np

BATCHES = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
WIDTHS = (64, 128, 256, 512, 1024, 2048, 4096)
# Products of one measurement of a width, so that all take a similar time.
PRODUCTS = 1 << 32


def converted(model, folder, strategy='Latency', reuse_factor=1):
    """Return a model with 16-bit results and sums, ready to predict."""
    config = hlsmith.utils.config_from_keras_model(
        model, granularity='model', backend='Vitis', default_precision='fixed<16,6>', default_reuse_factor=reuse_factor
    )
    config['Model']['Strategy'] = strategy
    result = hlsmith.converters.convert_from_keras_model(model, hls_config=config, output_dir=folder, backend='Vitis')
    result.compile()
    return result


def seconds(action, repeat):
    """Return the shortest time of an action."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def filled(size):
    """Write numbers to as many bytes of memory that nothing has used before, in large pages as a large result is."""
    memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, 'MADV_HUGEPAGE'):
        memory.madvise(mmap.MADV_HUGEPAGE)
    numbers = np.frombuffer(memory, np.float32)
    numbers.fill(1.5)
    return numbers


def row(*cells):
    """Print a row of a table."""
    print('| ' + ' | '.join(cells) + ' |')


def main():
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('--repeat', type=int, default=3, help='runs of which the best counts')
    repeat = parser.parse_args().repeat
    generator = np.random.default_rng(networks.SEED)
    with tempfile.TemporaryDirectory() as folder:
        setup = next(setup for setup in networks.SETUPS if setup.network is networks.mlp)
        model = converted(networks.build(setup), folder)
        row('samples', 'time', 'samples per second')
        row('---:', '---:', '---:')
        for batch in BATCHES:
            x = generator.uniform(-1, 1, (batch, 16)).astype(np.float32)
            best = seconds(lambda x=x: model.predict(x, n_threads=1), repeat if batch > 10_000 else 100)
            row(f'{batch:,}', f'{best * 1e3:.3g} ms', f'{batch / best:,.0f}')
        print()
        row('inputs and outputs', 'weights', 'ready', 'multiply-accumulates per second')
        row('---:', '---:', '---:', '---:')
        for width in WIDTHS:
            keras.utils.set_random_seed(networks.SEED)
            layer = keras.Sequential([keras.Input((width,)), keras.layers.Dense(width)])
            start = time.perf_counter()
            model = converted(layer, folder, 'Resource', width)
            ready = time.perf_counter() - start
            n_samples = max(PRODUCTS // (width * width), 64)
            x = generator.uniform(-1, 1, (n_samples, width)).astype(np.float32)
            best = seconds(lambda x=x, model=model: model.predict(x, n_threads=1), repeat)
            rate = n_samples * width * width / best
            row(f'{width:,}', f'{width * width:,}', f'{ready:.2g} s', f'{rate / 1e9:.3g} billion')
        print()
        row('network', 'predict', 'profile', 'ratio', 'trace', 'ratio', 'filling', 'trace over predict and filling')
        row('---', *['---:'] * 7)
        for setup in networks.SETUPS:
            network = networks.build(setup)
            model = converted(network, folder, setup.strategy, setup.reuse_factor)
            shape = (min(setup.samples, 20_000) // 10, *network.input_shape[1:])
            x = generator.uniform(-1, 1, shape).astype(np.float32)
            works = (model.predict, model.profile, model.trace)
            predict, profile, trace = (seconds(lambda work=work, x=x: work(x, n_threads=1), repeat) for work in works)
            size = sum(array.nbytes for array in model.trace(x, n_threads=1)[1].values())
            filling = seconds(lambda size=size: filled(size), repeat)
            predicts, profiles, traces, fillings = (f'{time * 1e3:.3g} ms' for time in (predict, profile, trace, filling))
            row(
                setup.network.__name__, predicts, profiles, f'{profile / predict:.2f}', traces, f'{trace / predict:.2f}',
                fillings, f'{trace / (predict + filling):.2f}',
            )  # fmt: skip


if __name__ == '__main__':
    main()
