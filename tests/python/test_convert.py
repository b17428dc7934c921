"""Conversion: routes to a model, arguments, views of configuration and layers."""

import json
import pathlib
import pickle
import warnings

import numpy as np
import pytest
import yaml

import hlsmith as hls4ml
from conftest import MODELS

MLP = MODELS / 'keras3' / 'mlp.keras'
X = np.random.default_rng(0).standard_normal((20, 16)).astype(np.float32)


def named_config(model=MLP, **options):
    return hls4ml.utils.config_from_keras_model(model, granularity='name', backend='Vitis', **options)


@pytest.mark.parametrize('model', ['keras3/mlp.keras', 'keras3/mlp.h5', 'keras3/mlp.json'], ids=['keras', 'h5', 'json'])
@pytest.mark.parametrize('kind', [str, pathlib.Path])
def test_files(model, kind, convert):
    hls_model = convert(kind(MODELS / model) if kind is pathlib.Path else model)
    expected = convert(MLP)
    assert np.array_equal(hls_model.predict(X), expected.predict(X))


def test_configuration_with_and_without_the_outer_key(tmp_path):
    config = named_config(default_precision='fixed<12,4>')
    top = {'KerasModel': str(MLP), 'Backend': 'Vitis', 'OutputDir': str(tmp_path)}
    whole = hls4ml.converters.convert_from_config({**top, 'HLSConfig': config})
    live = hls4ml.converters.convert_from_keras_model(
        str(MLP), hls_config=config, backend='Vitis', output_dir=str(tmp_path)
    )
    outer = hls4ml.converters.convert_from_keras_model(
        str(MLP), hls_config={'HLSConfig': config}, backend='Vitis', output_dir=str(tmp_path)
    )
    expected = whole.predict(X)
    assert np.array_equal(live.predict(X), expected)
    assert np.array_equal(outer.predict(X), expected)


def test_yaml_file(tmp_path):
    # The example of the guide, with a model that exists.
    model = MODELS / 'keras3' / 'mlp.h5'
    file = tmp_path / 'config.yml'
    file.write_text(
        f"""
KerasH5: {model}
OutputDir: my-hls-test
ProjectName: myproject
Part: xcvu13p-flga2577-2-e
ClockPeriod: 5
IOType: io_parallel
HLSConfig:
  Model:
    Precision: ap_fixed<16,6>
    ReuseFactor: 1
"""
    )
    hls_model = hls4ml.converters.convert_from_config(str(file))
    assert hls_model.config.get_config_value('OutputDir') == 'my-hls-test'
    assert hls_model.predict(X).shape == (20, hls_model.get_output_variables()[0].size())
    assert hls4ml.converters.convert_from_config(file).config.settings == hls_model.config.settings
    parsed = hls4ml.converters.parse_yaml_config(file)
    assert parsed == yaml.safe_load(file.read_text())


def test_configuration_is_not_changed(convert):
    config = named_config()
    before = json.dumps(config)
    convert(MLP, config, backend='Vitis')
    assert json.dumps(config) == before


def test_values_of_every_kind(convert):
    config = named_config()
    config['Model']['ReuseFactor'] = np.int64(1)
    config['Model']['Precision'] = hls4ml.model.types.parse_precision('fixed<14,5>')
    config['LayerName']['fc1']['Trace'] = np.bool_(True)
    hls_model = convert(MLP, config, backend='Vitis', clock_period=np.float32(4.5))
    assert hls_model.config.settings['clock_period'] == 4.5
    assert hls_model.graph['fc1'].get_attr('trace') is True
    precision, name = hls_model.config.get_precision('fc1', 'default')
    assert (str(precision), name) == ('fixed<14,5,TRN,WRAP,0>', 'model_default_t')


@pytest.mark.parametrize(
    ('options', 'codes', 'expected'),
    [
        ({'backend': 'SymbolicExpression'}, ['HS0303'], 'the backend SymbolicExpression is not available'),
        ({'io_type': 'io_serial'}, ['HS0303'], 'io_type'),
        ({'clock_perod': 5}, ['HS0901'], 'did you mean `clock_period`'),
        ({'a_': 1, 'b_': 2}, ['HS0901', 'HS0901'], 'argument `b_`'),
        ({'clock_period': float('inf')}, ['HS0303'], 'the number is not finite'),
        ({'project_name': 'my project'}, ['HS0702'], 'project_name'),
        ({'hls_config': {'Modle': {}}}, ['HS0302'], 'did you mean `Model`'),
        ({'hls_config': {'Model': {'Precision': object()}}}, ['HS0303'], 'key `Model.Precision`'),
        ({'hls_config': {'Model': {1: 2}}}, ['HS0303'], 'a key is not text'),
        ({'hls_config': {'Model': np.zeros(3)}}, ['HS0303'], 'a single value is needed'),
        ({'hls_config': {'LayerName': {'fc9': {}}}}, ['HS0304'], 'fc9'),
        ({'hls_config': []}, ['HS0303'], 'mapping'),
    ],
)
def test_refused(options, codes, expected, convert):
    with pytest.raises(hls4ml.HlsmithError, match=expected) as caught:
        convert(MLP, **options)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == codes


def test_a_dictionary_that_contains_itself_is_refused(convert):
    config = {}
    config['Model'] = config
    with pytest.raises(hls4ml.HlsmithError, match='nested too deeply'):
        convert(MLP, config)


@pytest.mark.parametrize(
    ('model', 'expected'),
    [
        (None, 'this is no Keras model'),
        (3, 'an object of type builtins.int'),
        ('', 'the path is empty'),
        ('missing.keras', 'the file cannot be opened'),
        (str(MODELS / 'make_models.py'), 'this is not a Keras model file'),
    ],
)
def test_no_model(model, expected):
    for function in (hls4ml.utils.config_from_keras_model, hls4ml.converters.convert_from_keras_model):
        with pytest.raises(hls4ml.HlsmithError, match=expected):
            function(model)


@pytest.mark.parametrize(
    ('config', 'expected'),
    [
        (5, 'this is no configuration'),
        ('missing.yml', 'the configuration cannot be read'),
        ({}, 'the configuration names no model'),
        ({'OnnxModel': 'missing.onnx'}, 'the file cannot be opened'),
        ({'KerasModel': 'missing.keras'}, 'the file cannot be opened'),
        ({'KerasModel': 5}, 'KerasModel'),
    ],
)
def test_no_configuration(config, expected):
    with pytest.raises(hls4ml.HlsmithError, match=expected):
        hls4ml.converters.convert_from_config(config)


def test_errors_carry_their_parts(convert):
    config = named_config()
    config['Model']['Strategy'] = 'Latancy'
    with pytest.raises(hls4ml.HlsmithError) as caught:
        convert(MLP, config, backend='Vitis')
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.severity == 'error'
    assert diagnostic.subject == ('key', 'HLSConfig.Model.Strategy')
    assert diagnostic.found == '"Latancy"'
    assert diagnostic.remedy == 'did you mean `Latency`?'
    assert str(caught.value) == diagnostic.text == str(diagnostic)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.diagnostics) == (str(caught.value), caught.value.diagnostics)


def test_remarks_are_warnings(convert):
    config = named_config()
    config['Model']['Compatibility'] = 'hls4ml-1.3'
    config['LayerName']['fc1']['Strategy'] = 'bogus'
    with pytest.warns(hls4ml.HlsmithWarning, match='fc1') as caught:
        convert(MLP, config, backend='Vitis')
    assert caught[0].message.diagnostic.severity == 'warning'
    assert caught[0].filename.endswith('conftest.py'), 'the warning does not point at the caller'
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        convert(MLP, named_config(), backend='Vitis')


def test_layers(convert, peer_case):
    record, _ = peer_case('dense-types-mlp-name-16-6')
    record['hls_config']['Model']['Compatibility'] = 'hls4ml-1.3'
    hls_model = convert(record['case']['model'], record['hls_config'], backend='Vitis')
    assert [layer.name for layer in hls_model.get_layers()] == [node['name'] for node in record['graph']]
    assert list(hls_model.graph) == [node['name'] for node in record['graph']]
    for layer, node in zip(hls_model.get_layers(), record['graph'], strict=True):
        assert (layer.class_name, layer.index) == (node['class_name'], node['index'])
        variable = layer.get_output_variable()
        assert variable.name == node['variable']['name']
        assert variable.shape == node['variable']['shape']
        assert str(variable.type.precision) == node['variable']['type_precision']
        assert str(layer.get_attr('result_t').precision) == node['result_t']
        for name, fields in node['weights'].items():
            weight = layer.get_weights(name)
            assert (weight.name, weight.shape) == (fields['name'], fields['shape'])
            assert str(weight.type.precision) == fields['type_precision']
            assert weight.data.shape == tuple(fields['shape']) and weight.data.dtype == np.float32
        for name, fields in node['types'].items():
            if name != 'index_t':
                assert str(layer.types[name].precision) == fields['precision']


def test_layer_views_are_read_only(convert):
    hls_model = convert(MLP)
    layer = hls_model.graph['fc1']
    with pytest.raises(TypeError):
        hls_model.graph['fc1'] = layer
    with pytest.raises(TypeError):
        layer.attributes['n_in'] = 3
    layer.weights['weight'].data[:] = 0
    assert layer.weights['weight'].data.any()
    assert layer.get_attr('missing') is None and layer.get_attr('missing', 3) == 3
    assert layer.get_attr('n_in') == layer.attributes['n_in'] == layer.get_input_variable().size()
    assert layer.get_input_node() is hls_model.graph[layer.inputs[0]]
    assert layer in layer.get_input_node().get_output_nodes()
    assert layer.weights['bias'].size() == layer.get_attr('n_out')
    with pytest.raises(hls4ml.HlsmithError, match='weight, bias'):
        layer.get_weights('kernel')
    assert {variable.name for variable in layer.get_weights()} <= {
        variable.name for variable in hls_model.get_weight_variables()
    }


def test_configuration_views(convert):
    config = named_config()
    config['LayerName']['fc2'].update({'Strategy': 'Resource', 'ReuseFactor': 2, 'TargetCycles': None})
    hls_model = convert(MLP, config, backend='Vitis', project_name='other', namespace='jets')
    view = hls_model.config
    assert view.get_project_name() == 'other' and view.get_project_dir() == 'other_prj'
    assert view.backend is hls4ml.backends.get_backend('Vitis')
    assert view.get_writer_config()['Namespace'] == 'jets'
    assert view.get_config_value('missing', 7) == 7
    layer = hls_model.graph['fc2']
    assert (view.get_strategy(layer), view.get_reuse_factor('fc2')) == ('resource', 2)
    assert view.is_resource_strategy(layer) and not view.is_resource_strategy('fc1')
    assert view.get_target_cycles(layer) is None and view.get_compression(layer) is False
    assert view.config['HLSConfig']['LayerName']['fc2']['ReuseFactor'] == 2
    with pytest.raises(hls4ml.HlsmithError, match='did you mean `fc2`'):
        view.get_strategy('fc_2')


def test_precision_types():
    parse = hls4ml.model.types.parse_precision
    fixed = parse('ap_fixed<16,6,RND_CONV,SAT_SYM>')
    assert (fixed.width, fixed.integer, fixed.fractional, fixed.signed) == (16, 6, 10, True)
    assert (fixed.rounding_mode, fixed.saturation_mode, fixed.saturation_bits) == ('RND_CONV', 'SAT_SYM', 0)
    assert (fixed.min, fixed.max) == (-(2**15 - 1) / 2**10, (2**15 - 1) / 2**10)
    unsigned = parse('ufixed<4,6>')
    assert (unsigned.min, unsigned.max) == (0, 60)
    assert (parse('int<8>').min, parse('uint<8>').max) == (-128, 255)
    assert parse('auto').width == 0
    assert parse('half').exponent == 5
    assert parse('fixed<16,6>') == parse('ap_fixed<16, 6, TRN, WRAP>') != parse('fixed<16,7>')
    assert len({parse('fixed<16,6>'), parse('ap_fixed<16,6>')}) == 1
    assert parse('int<8>') != parse('fixed<8,8>')
    with pytest.raises(hls4ml.HlsmithError, match='HS0101'):
        parse('fixed<16')


def test_write(convert, tmp_path):
    hls_model = convert(MLP, named_config(), backend='Vitis', output_dir=str(tmp_path / 'written'))
    hls_model.compile()
    assert not (tmp_path / 'written').exists(), 'only write writes'
    folder = pathlib.Path(hls_model.write())
    assert folder == tmp_path / 'written'
    for name in ('firmware/myproject.cpp', 'firmware/parameters.h', 'firmware/defines.h', 'hls4ml_config.yml'):
        assert (folder / name).is_file(), name
    # The configuration in the project reads back.
    config = hls4ml.converters.parse_yaml_config(folder / 'hls4ml_config.yml')
    again = hls4ml.converters.convert_from_config({**config, 'KerasModel': str(MLP)})
    assert np.array_equal(again.predict(X), hls_model.predict(X))


def test_build_without_vendor_tools(convert, monkeypatch, tmp_path):
    monkeypatch.setenv('PATH', str(tmp_path))
    hls_model = convert(MLP, named_config(), backend='Vitis')
    with pytest.raises(hls4ml.HlsmithError, match=r'tool `vitis-run`') as caught:
        hls_model.build(csim=False, synth=True)
    assert str(tmp_path) in str(caught.value), 'the directories searched are named'


def test_smarthls_has_steps_of_its_own(convert, monkeypatch, tmp_path):
    program = tmp_path / 'SmartHLS' / 'bin' / 'shls'
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@" >> calls.txt\n')
    program.chmod(0o755)
    hls_model = convert(MLP, named_config(), backend='Libero', smarthls_path=str(tmp_path / 'SmartHLS'))
    report = hls_model.build(reset=True, sw_compile=False, skip_preqs=True, log_to_stdout=False)
    assert report['vendor_steps'] == ['reset', 'synth'] and report['csim'] is None
    folder = pathlib.Path(report['project'])
    assert (folder / 'calls.txt').read_text() == '-s clean\n-s hw\n'
    with pytest.raises(hls4ml.HlsmithError, match='the program has written no report'):
        hls_model.build(sw_compile=False, rtl_synth=True, log_to_stdout=False)
    assert (folder / 'calls.txt').read_text().endswith('-a hw\n-a rtl_synth\n')
    for backend, step, remedy in (('Libero', 'sim', 'shls -s sim'), ('Vitis', 'hw', 'leave it out')):
        with pytest.raises(hls4ml.HlsmithError, match='the build has no such step') as caught:
            convert(MLP, named_config(), backend=backend).build(**{step: True})
        assert remedy in caught.value.diagnostics[0].remedy


def test_csim(convert, capsys):
    hls_model = convert(MLP, named_config(), backend='Vitis')
    report = hls_model.build(csim=True, synth=False)
    assert report and isinstance(report, dict)
    json.dumps(report)
    assert capsys.readouterr().out.strip(), 'a line for each step is printed'
    hls_model.build(csim=True, synth=False, log_to_stdout=False)
    assert not capsys.readouterr().out
