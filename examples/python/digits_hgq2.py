"""Handwritten digits with trained widths: read a model of HGQ2 and give its own predictions in every bit.

    python examples/python/digits_hgq2.py [FOLDER]

Needs hlsmith and NumPy; the model is a file, so neither Keras nor HGQ2 is needed.
"""

import pathlib
import sys
import tempfile

import numpy as np

import hlsmith as hls4ml

MODELS = pathlib.Path(__file__).resolve().parents[1] / 'models'


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    x = np.load(MODELS / 'digits_x_test.npy')
    labels = np.load(MODELS / 'digits_y_test.npy')

    # Types follow from the quantizers of the model; nothing is configured.
    hls_model = hls4ml.converters.convert_from_keras_model(
        MODELS / 'digits_hgq2.keras', backend='Vitis', output_dir=folder, input_data_tb=str(MODELS / 'digits_x_test.npy')
    )
    hls_model.compile()
    y = hls_model.predict(x)
    print(f'accuracy {(y.argmax(axis=1) == labels).mean():.4f}')

    # What HGQ2 predicted when the model was trained.
    recorded = np.load(MODELS / 'digits_hgq2_prediction.npy')
    if not np.array_equal(y, recorded):
        raise SystemExit(f'{(y != recorded).sum()} of {y.size} results differ from those of HGQ2')
    print(f'{y.size} results equal those of HGQ2')

    # The project, compiled with g++ and run on the same samples, must agree in every bit.
    hls_model.build(csim=True, synth=False)


if __name__ == '__main__':
    main()
