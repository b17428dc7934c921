"""Files of ONNX, without ONNX."""

import numpy as np
import pytest
from conftest import ROOT

import hlsmith as hls4ml

ONNX = ROOT / 'tests' / 'reference' / 'onnx'


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
@pytest.mark.parametrize('name', ['network_mlp', 'network_cnn', 'torch_cnn_dynamo', 'torch_cnn_script'])
def test_a_file_is_configured_converted_and_predicted(name, io_type):
    path, arrays = ONNX / f'{name}.onnx', np.load(ONNX / f'{name}.npz')
    config = hls4ml.utils.config_from_onnx_model(path, granularity='name', default_precision='fixed<32,12>')
    model = hls4ml.converters.convert_from_onnx_model(path, hls_config=config, io_type=io_type)
    np.testing.assert_allclose(model.predict(arrays['x0']), arrays['y0'], atol=2e-2)
    assert model.predict(arrays['x0'][:0]).shape == arrays['y0'][:0].shape


@pytest.mark.parametrize('convert', ['convert_from_config', 'onnx_to_hls'])
def test_a_configuration_names_a_file(convert):
    path = ONNX / 'network_mlp.onnx'
    config = {
        'OnnxModel': str(path),
        'Backend': 'Vitis',
        'HLSConfig': {'Model': {'Precision': 'fixed<16,6>', 'ReuseFactor': 1}},
    }
    model = getattr(hls4ml.converters, convert)(config)
    assert len(model.get_input_variables()) == 1


def test_the_starting_configuration_is_by_name_unless_told_otherwise():
    path = ONNX / 'network_mlp.onnx'
    assert list(hls4ml.utils.config_from_onnx_model(path)) == ['Model', 'LayerName']
    assert list(hls4ml.utils.config_from_onnx_model(path, granularity='model')) == ['Model']
    assert list(hls4ml.utils.config_from_onnx_model(path, granularity='type')) == ['Model', 'LayerType']


@pytest.mark.parametrize('model', [object(), 3, None, b'text'])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(hls4ml.HlsmithError, match='no ONNX model'):
        hls4ml.utils.config_from_onnx_model(model)


def test_bad_files_are_refused_with_one_diagnostic():
    for path in sorted((ROOT / 'tests' / 'import' / 'onnx').glob('*.onnx')):
        with pytest.raises(hls4ml.HlsmithError) as caught:
            hls4ml.converters.convert_from_onnx_model(path)
        assert len(caught.value.diagnostics) == 1, path.name
