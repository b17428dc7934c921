"""Handwritten digits: read a trained model, change a type, predict bit by bit, look into it, write and check the project.

    python examples/python/digits.py [FOLDER]

Needs hlsmith and NumPy; the model is a file, so no Keras is needed.
"""

import pathlib
import sys
import tempfile

import numpy as np

import hlsmith as hls4ml

MODELS = pathlib.Path(__file__).resolve().parents[1] / 'models'


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    model = MODELS / 'digits.keras'

    # A starting configuration: automatic precision, one entry a layer. It is a plain dictionary.
    config = hls4ml.utils.config_from_keras_model(model, granularity='name', backend='Vitis')
    config['LayerName']['dense1']['Precision']['weight'] = 'fixed<8,2>'
    hls_model = hls4ml.converters.convert_from_keras_model(
        model,
        hls_config=config,
        backend='Vitis',
        output_dir=folder,
        input_data_tb=str(MODELS / 'digits_x_test.npy'),
    )
    hls_model.compile()

    x = np.load(MODELS / 'digits_x_test.npy')
    labels = np.load(MODELS / 'digits_y_test.npy')
    y, layers = hls_model.trace(x)
    print(f'accuracy {(y.argmax(axis=1) == labels).mean():.4f}')
    for name, output in layers.items():
        print(f'{name:8} {output.shape[1:]!s:6} largest {np.abs(output).max():.4f}')

    # The project, compiled with g++ and run on the same samples, must agree in every bit.
    hls_model.build(csim=True, synth=False)


if __name__ == '__main__':
    main()
