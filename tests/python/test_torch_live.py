"""Live models of PyTorch."""

import numpy as np
import pytest
import torch
from torch import nn

import hlsmith as hls4ml


def network():
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.5), nn.Linear(12, 4)
    )


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
@pytest.mark.parametrize('shape', [(2, 6, 6), (None, 2, 6, 6), [(2, 6, 6)]])
def test_a_live_model_gives_what_pytorch_computes(shape, io_type):
    model = network()
    config = hls4ml.utils.config_from_pytorch_model(model, shape, granularity='name', default_precision='fixed<32,10>')
    converted = hls4ml.converters.convert_from_pytorch_model(model, hls_config=config, io_type=io_type)
    assert model.training, 'the mode of the model is restored'
    x = np.random.default_rng(0).uniform(-1, 1, (5, 2, 6, 6)).astype(np.float32)
    model.eval()
    with torch.no_grad():
        expected = model(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(converted.predict(x), expected, atol=1e-4)


def test_the_shape_may_be_given_to_the_conversion():
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 10))
    converted = hls4ml.converters.convert_from_pytorch_model(
        model, input_shape=(None, 16), output_dir='pytorch-hls-test', backend='Vivado', io_type='io_parallel'
    )
    assert [layer.name for layer in converted.get_layers()] == ['input_1', '_0', '_1', '_2']


@pytest.mark.parametrize('shape', [(None, 16), [(16,)]])
def test_the_shape_may_stand_behind_the_model(shape):
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 10))
    converted = hls4ml.converters.convert_from_pytorch_model(model, shape, output_dir='pytorch-hls-test', hls_config={})
    assert tuple(converted.get_input_variables()[0].shape) == (16,)


def test_a_configuration_may_hold_a_live_model():
    config = hls4ml.converters.create_config(backend='Vitis')
    config['HLSConfig'] = {'Model': {'Precision': 'fixed<16,6>', 'ReuseFactor': 1}}
    converted = hls4ml.converters.convert_from_config(config | {'PytorchModel': network(), 'InputShape': (2, 6, 6)})
    assert tuple(converted.get_output_variables()[0].shape) == (4,)


def test_models_with_indices_are_exported():
    model = nn.Sequential(nn.Embedding(7, 3), nn.Flatten(), nn.Linear(12, 2))
    config = hls4ml.utils.config_from_pytorch_model(model, (4,))
    assert hls4ml.converters.convert_from_pytorch_model(model, hls_config=config).get_layers()


class Branches(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


def test_models_that_cannot_be_exported_are_refused():
    with pytest.raises(hls4ml.HlsmithError, match='cannot export'):
        hls4ml.utils.config_from_pytorch_model(Branches(), (4,))


@pytest.mark.parametrize('shape', [None, (), (0, 3), 'x', (3.5,)])
def test_a_shape_is_needed(shape):
    with pytest.raises(hls4ml.HlsmithError, match='input_shape'):
        hls4ml.converters.convert_from_pytorch_model(network(), input_shape=shape)


ORDERS = [('full', False), ('full', True), ('internal', False), ('internal', True), ('off', False), ('off', True)]


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
@pytest.mark.parametrize('conversion, transposes', ORDERS)
def test_the_order_of_axes_of_a_live_model_is_that_of_the_configuration(conversion, transposes, io_type):
    torch.manual_seed(2)
    model = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU()).eval()
    config = hls4ml.utils.config_from_pytorch_model(
        model, (2, 6, 5), channels_last_conversion=conversion, transpose_outputs=transposes, default_precision='fixed<32,10>'
    )
    converted = hls4ml.converters.convert_from_pytorch_model(model, hls_config=config, io_type=io_type)
    # Any number of samples, also another one than the model is exported with.
    x = np.random.default_rng(3).uniform(-1, 1, (7, 2, 6, 5)).astype(np.float32)
    with torch.no_grad():
        expected = model(torch.from_numpy(x)).numpy()
    given = np.ascontiguousarray(np.moveaxis(x, 1, -1)) if conversion == 'internal' else x
    is_plain = transposes or conversion == 'off'
    np.testing.assert_allclose(converted.predict(given), expected if is_plain else np.moveaxis(expected, 1, -1), atol=1e-4)
