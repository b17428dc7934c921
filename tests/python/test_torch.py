"""Files of PyTorch, without PyTorch."""

import numpy as np
import pytest
from conftest import ROOT

import hlsmith as hls4ml

TORCH = ROOT / 'tests' / 'reference' / 'torch'


def convert(name, **settings):
    config = hls4ml.utils.config_from_pytorch_model(TORCH / f'{name}.pt2', None, granularity='name', backend='Vitis')
    config['Model'].update(settings)
    return hls4ml.converters.convert_from_pytorch_model(TORCH / f'{name}.pt2', hls_config=config, backend='Vitis')


def test_a_file_is_configured_converted_and_predicted():
    model = convert('mlp', Precision={'default': 'fixed<32,10>'})
    assert [layer.name for layer in model.get_layers()] == ['input_1', '_0', '_1', '_3', '_4', '_5']
    arrays = np.load(TORCH / 'mlp.npz')
    np.testing.assert_allclose(model.predict(arrays['x0']), arrays['y0'], atol=2e-2)


def test_the_starting_configuration_is_that_of_hls4ml():
    config = hls4ml.utils.config_from_pytorch_model(TORCH / 'mlp.pt2', (8,), channels_last_conversion='internal')
    assert list(config) == ['Model', 'PytorchModel', 'InputShape']
    assert list(config['Model']) == [
        'Precision', 'ReuseFactor', 'ChannelsLastConversion', 'TransposeOutputs', 'Strategy', 'BramFactor', 'TraceOutput',
    ]  # fmt: skip
    assert config['Model']['Precision'] == {'default': 'ap_fixed<16,6>'}
    assert config['Model']['ChannelsLastConversion'] == 'internal' and config['InputShape'] == (8,)


SHAPES = [
    ('full', False, (3, 6, 5), (4, 3, 4)),
    ('full', True, (3, 6, 5), (4, 4, 3)),
    ('internal', False, (6, 5, 3), (4, 3, 4)),
    ('internal', True, (6, 5, 3), (4, 4, 3)),
    ('off', False, (3, 6, 5), (4, 4, 3)),
    ('off', True, (3, 6, 5), (4, 4, 3)),
]


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
@pytest.mark.parametrize('conversion, transposes, inputs, outputs', SHAPES)
def test_the_order_of_axes_is_that_of_the_configuration(conversion, transposes, inputs, outputs, io_type):
    path = TORCH / 'conv2d.pt2'
    config = hls4ml.utils.config_from_pytorch_model(
        path, None, channels_last_conversion=conversion, transpose_outputs=transposes, default_precision='fixed<32,10>'
    )
    model = hls4ml.converters.convert_from_pytorch_model(path, hls_config=config, io_type=io_type)
    (given,), (made,) = model.get_input_variables(), model.get_output_variables()
    assert tuple(given.shape) == inputs
    arrays = np.load(TORCH / 'conv2d.npz')
    x, y = arrays['x0'], arrays['y0']
    if conversion == 'internal':
        x = np.ascontiguousarray(np.moveaxis(x, 1, -1))
    result = model.predict(x)
    expected = y if tuple(made.shape) == y.shape[1:] else np.moveaxis(y, 1, -1)
    assert tuple(made.shape) == outputs and result.shape == expected.shape
    np.testing.assert_allclose(result, expected, atol=1e-4)


def test_a_configuration_names_a_file():
    config = {
        'PytorchModel': str(TORCH / 'conv2d.pt2'),
        'Backend': 'Vitis',
        'HLSConfig': {'Model': {'Precision': 'fixed<16,6>', 'ReuseFactor': 1, 'ChannelsLastConversion': 'internal'}},
    }
    model = hls4ml.converters.convert_from_config(config)
    assert tuple(model.get_input_variables()[0].shape) == (6, 5, 3)


def test_pickles_are_refused_with_the_way_out(tmp_path):
    (tmp_path / 'model.pt').write_bytes(b'\x80\x02}q\x00.')
    with pytest.raises(hls4ml.HlsmithError, match='torch.export.save') as caught:
        hls4ml.converters.convert_from_pytorch_model(tmp_path / 'model.pt', input_shape=(3,))
    (finding,) = caught.value.diagnostics
    assert finding.code == 'HS0407'
    assert all(line in str(caught.value) for line in ('model.eval()', 'torch.export.export(', 'torch.export.save('))


@pytest.mark.parametrize('model', [object(), 3, None])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(hls4ml.HlsmithError, match='no PyTorch model'):
        hls4ml.utils.config_from_pytorch_model(model, (3,))


def test_unknown_conversions_are_refused():
    with pytest.raises(hls4ml.HlsmithError, match='full, internal, off'):
        hls4ml.utils.config_from_pytorch_model(TORCH / 'mlp.pt2', None, channels_last_conversion='maybe')
