"""Layers that a program adds: registration, conversion, and their functions in the emulator."""

import pathlib

import hlsmith
import numpy as np
import pytest
from hlsmith.extensions import Kernel, Layer, register, registered_classes

MODEL = pathlib.Path(__file__).resolve().parents[2] / 'examples' / 'extensions' / 'square.keras'

KERNEL = Kernel(
    'nnet_square.h',
    """
namespace nnet {
template <class data_T, class res_T, typename CONFIG_T>
void square(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
            const typename CONFIG_T::gain_t gain[CONFIG_T::n_in]) {
    const ap_ufixed<8, 0> offset = CONFIG_T::offset;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = static_cast<res_T>(gain[i] * (data[i] * data[i]) + offset);
}
}
""",
    'square',
)


def convert(config, input_shapes, arrays):
    assert input_shapes == ((6,),)
    assert config['name'] == 'square'
    (gain,) = arrays
    return Layer(input_shapes[0], {'offset': config['offset'], 'flag': True, 'sizes': [1, 2]}, {'gain': gain})


def compute(inputs, weights, values):
    assert values == {'flag': True, 'offset': 0.25, 'sizes': [1, 2]}
    return compute.function(inputs[0], weights['gain'], values['offset'])


def square(x, gain, offset):
    return gain * x**2 + offset


@pytest.fixture(scope='module', autouse=True)
def registered():
    register(
        'square',
        'Square',
        variables=lambda config, input_shapes: {'gain': input_shapes[0]},
        convert=convert,
        compute=compute,
        kernel=KERNEL,
    )


@pytest.fixture
def model(tmp_path):
    compute.function = square
    config = hlsmith.utils.config_from_keras_model(MODEL, granularity='name')
    assert config['LayerName']['square']['Precision'] == {'result': 'auto', 'gain': 'auto'}
    config['LayerName']['square']['Precision'] = {'gain': 'fixed<8,2>', 'result': 'fixed<18,8,RND,SAT>'}
    return hlsmith.converters.convert_from_keras_model(MODEL, hls_config=config, output_dir=str(tmp_path / 'project'))


def test_the_class_is_listed():
    assert registered_classes() == ['Square']
    assert 'Square' in hlsmith.converters.get_supported_keras_layers()


def test_the_emulator_computes_the_function(model):
    x = np.random.default_rng(1).normal(size=(300, 4)).astype(np.float32)
    y, traces = model.trace(x)
    hidden = traces['hidden'].astype(np.float64)
    (gain,) = (weight.data for weight in model.graph['square'].get_weights())
    # fixed<8,2> truncates, fixed<18,8,RND,SAT> rounds half up; nothing here saturates.
    exact = np.floor(gain.astype(np.float64) * 64) / 64 * hidden**2 + 0.25
    assert np.abs(exact).max() < 127
    assert np.array_equal(traces['square'], np.floor(exact * 1024 + 0.5) / 1024)
    assert np.array_equal(model.predict(x), y)
    compute.function = lambda x, gain, offset: np.zeros_like(x)
    assert not np.any(model.trace(x)[1]['square'])


def test_the_project_agrees_with_the_function(model):
    assert model.build(csim=True, synth=False)['csim']['result'] == 'PASS'
    compute.function = lambda x, gain, offset: gain * x**2
    with pytest.raises(hlsmith.HlsmithError, match='HS0803'):
        model.build(csim=True, synth=False)


@pytest.mark.parametrize(
    ('function', 'found'),
    [
        (lambda x, gain, offset: 1 / 0, 'ZeroDivisionError: division by zero'),
        (lambda x, gain, offset: x[:, :1], 'results where'),
        (lambda x, gain, offset: x.astype(np.float32), 'float32'),
        (lambda x, gain, offset: x * np.nan, 'NaN'),
    ],
)
def test_failures_are_findings(model, function, found):
    compute.function = function
    with pytest.raises(hlsmith.HlsmithError, match='HS0408') as error:
        model.predict(np.ones((3, 4), dtype=np.float32))
    assert found in error.value.diagnostics[0].found


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        ({'name': 'square'}, 'registered already'),
        ({'name': 'a b'}, 'cannot be used'),
        ({'classes': 'Dense'}, 'imported without extensions'),
        ({'classes': ['Square']}, 'registered already'),
        ({'result': 'fixed<'}, 'HS0101'),
    ],
)
def test_what_cannot_be_registered_is_refused(arguments, message):
    arguments = {'name': 'other', 'classes': 'Other', 'convert': convert, 'compute': compute, **arguments}
    with pytest.raises(hlsmith.HlsmithError, match=message):
        register(**arguments)
    assert registered_classes() == ['Square']
