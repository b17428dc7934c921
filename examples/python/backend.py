"""A backend of one's own: Vitis HLS for a board of the house, with a file of constraints and a program that builds it.

    python examples/python/backend.py [FOLDER]

Needs hlsmith and NumPy; the model is a file, so no Keras is needed.  A package that is installed registers its backends
by an entry point instead of the call in `main`:

    [project.entry-points."hlsmith.backends"]
    house = "house_board:register"
"""

import pathlib
import sys
import tempfile

import numpy as np

import hlsmith


class HouseBoard(hlsmith.backends.BackendPlugin):
    """The board of the house."""

    base = 'Vitis'
    part = 'xck26-sfvc784-2LV-c'
    clock_period = 8.0

    def refuse(self, layers, settings):
        return ['the board passes data as streams'] if settings['io_type'] == 'io_parallel' else []

    def files(self, present, settings):
        return {'house.xdc': f'create_clock -period {settings["clock_period"]} [get_ports ap_clk]\n'}

    def programs(self, steps):
        # `ls` stands for the program of the house.
        return [['ls', '-1', 'house.xdc', *(['build_prj.tcl'] if 'synth' in steps else [])]]


def register(register_backend):
    """The function that the entry point names."""
    register_backend('HouseBoard', HouseBoard)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    register(hlsmith.backends.register_backend)
    models = pathlib.Path(__file__).resolve().parents[1] / 'models'
    options = {'backend': 'HouseBoard', 'output_dir': folder}
    try:
        hlsmith.converters.convert_from_keras_model(models / 'wine.keras', **options)
    except hlsmith.HlsmithError as error:
        print(error.diagnostics[0].message)
    model = hlsmith.converters.convert_from_keras_model(models / 'wine.keras', io_type='io_stream', **options)
    print(model, model.config.settings['part'])
    x = np.load(models / 'wine_x_test.npy').astype(np.float32)
    print(model.predict(x).argmax(axis=1)[:10])

    # The check with g++ and the emulator is that of the base, in every bit; then the program of the house runs.
    report = model.build()
    print(report['csim']['result'], report['vendor_steps'], sorted(pathlib.Path(folder).glob('*.xdc'))[0].read_text(), end='')


if __name__ == '__main__':
    main()
