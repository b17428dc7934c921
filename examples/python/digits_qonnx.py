"""Handwritten digits in small integers: read a quantised ONNX file, compare in every bit, write and check the project.

    python examples/python/digits_qonnx.py [FOLDER]

Needs hlsmith and NumPy.  The model was trained with quantisers in it and written with the `Quant` nodes of QONNX;
`digits_qcdq.onnx` beside it is the same network in the operators of the standard, as Brevitas can export both.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np

import hlsmith as hls4ml

MODELS = pathlib.Path(__file__).resolve().parents[1] / 'models'


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    model = MODELS / 'digits_qonnx.onnx'

    # All types follow from the quantisers; nothing is set by hand.
    config = hls4ml.utils.config_from_onnx_model(model, granularity='name', backend='Vitis')
    hls_model = hls4ml.converters.convert_from_onnx_model(model, hls_config=config, backend='Vitis', output_dir=folder)
    hls_model.compile()

    recorded = np.load(MODELS / 'digits_qonnx.npz')
    scores = hls_model.predict(recorded['x0'])
    n_equal = int((scores == recorded['y0']).all(axis=1).sum())
    print(f'{n_equal} of {len(scores)} samples equal in every bit')
    if n_equal != len(scores):
        raise SystemExit('the emulator differs from the quantised model')

    accuracy = json.loads((MODELS / 'digits_qonnx.json').read_text())['accuracy']
    x, labels = np.load(MODELS / 'digits_x_test.npy').reshape(-1, 1, 8, 8), np.load(MODELS / 'digits_y_test.npy')
    found = (hls_model.predict(x).argmax(axis=1) == labels).mean()
    print(f'accuracy in fixed point {found:.4f}; trained without quantisers {accuracy["float"]:.4f}')
    if round(float(found), 4) != accuracy['quantised']:
        raise SystemExit('the accuracy differs from that of the quantised model')
    hls_model.build(csim=True, synth=False)


if __name__ == '__main__':
    main()
