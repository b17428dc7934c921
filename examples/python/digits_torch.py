"""Handwritten digits with PyTorch: read an exported model, predict bit by bit, write and check the project.

    python examples/python/digits_torch.py [FOLDER]

Needs hlsmith and NumPy; the model is a file of `torch.export.save`, so no PyTorch is needed.
"""

import pathlib
import sys
import tempfile

import numpy as np

import hlsmith as hls4ml

MODELS = pathlib.Path(__file__).resolve().parents[1] / 'models'


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    model = MODELS / 'digits_torch.pt2'

    # The file knows its shapes. Images come with the channels last, as hardware has them.
    config = hls4ml.utils.config_from_pytorch_model(
        model, None, granularity='name', backend='Vitis', channels_last_conversion='internal'
    )
    hls_model = hls4ml.converters.convert_from_pytorch_model(
        model, hls_config=config, backend='Vitis', io_type='io_stream', output_dir=folder
    )
    x = np.load(MODELS / 'digits_x_test.npy').reshape(-1, 8, 8, 1)
    labels = np.load(MODELS / 'digits_y_test.npy')
    print(f'accuracy {(hls_model.predict(x).argmax(axis=1) == labels).mean():.4f}')
    hls_model.build(csim=True, synth=False)


if __name__ == '__main__':
    main()
