"""Backends from outside."""

import importlib
import importlib.metadata

import numpy as np
import pytest

import hlsmith as hls4ml
from hlsmith import backends

X = np.random.default_rng(3).standard_normal((9, 16)).astype(np.float32)


class House(backends.BackendPlugin):
    base = 'Vivado'
    part = 'xc7a35t-cpg236-1'
    clock_period = 12.5

    def refuse(self, layers, settings):
        return ['no softmax here'] if any(name == 'forbidden' for name, _ in layers) else []

    def files(self, present, settings):
        assert 'build_prj.tcl' in present
        return {'extra/house.txt': settings['part'], 'build_prj.tcl': b'# of the house\n'}

    def programs(self, steps):
        return [['sh', '-c', 'cat extra/house.txt > made.txt']] if 'synth' in steps else []


@pytest.fixture(scope='module', autouse=True)
def house():
    backends.register_backend('House', House)


def test_a_plugin_is_a_backend():
    assert 'house' in backends.get_available_backends()
    backend = backends.get_backend('HOUSE')
    assert isinstance(backend, House) and backend.name == 'House'
    assert backend.get_default_flow() == 'vivado:ip' and backend.get_available_flows()
    initial = backend.create_initial_config(io_type='io_stream')
    assert (initial['Part'], initial['ClockPeriod'], initial['IOType']) == ('xc7a35t-cpg236-1', 12.5, 'io_stream')
    assert backend.create_initial_config(part='other')['Part'] == 'other'


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
def test_the_numbers_are_those_of_the_base(io_type, convert):
    own, base = (convert('keras3/mlp.keras', backend=name, io_type=io_type) for name in ('house', 'Vivado'))
    assert np.array_equal(own.predict(X), base.predict(X))
    assert own.config.settings['backend'] == 'House' and own.config.config['Backend'] == 'House'


def test_the_project_has_the_files_of_the_plugin(convert, tmp_path):
    model = convert('keras3/mlp.keras', backend='House')
    report = model.build(log_to_stdout=False)
    project = tmp_path / 'project'
    assert report['csim']['result'] == 'PASS' and report['vendor_steps'] == ['synth']
    assert (project / 'extra/house.txt').read_text() == 'xc7a35t-cpg236-1'
    assert (project / 'build_prj.tcl').read_text() == '# of the house\n'
    assert (project / 'made.txt').read_text() == 'xc7a35t-cpg236-1'
    assert 'Backend: House' in (project / 'hls4ml_config.yml').read_text()


def test_a_configuration_may_name_it(convert):
    config = hls4ml.utils.config_from_keras_model('tests/models/keras3/mlp.keras', backend='House')
    config = {'KerasModel': 'tests/models/keras3/mlp.keras', 'Backend': 'house', 'HLSConfig': dict(config)}
    model = hls4ml.converters.convert_from_config(config)
    assert model.config.settings['part'] == 'xc7a35t-cpg236-1'


def plugin(**methods):
    return type('Other', (backends.BackendPlugin,), {'base': 'Vitis', **methods})


def test_what_it_refuses_is_an_error(convert):
    backends.register_backend('Strict', plugin(refuse=lambda *_: ['one reason', 'another']))
    with pytest.raises(hls4ml.HlsmithError) as caught:
        convert('keras3/mlp.keras', backend='Strict')
    assert [diagnostic.message for diagnostic in caught.value.diagnostics] == ['one reason', 'another']


@pytest.mark.parametrize(
    ('name', 'methods', 'text'),
    [
        ('Raises', {'files': lambda *_: 1 / 0}, 'division by zero'),
        ('Escapes', {'files': lambda *_: {'../outside.txt': 'x'}}, 'not inside the project'),
        ('Absolute', {'files': lambda *_: {'/tmp/outside.txt': 'x'}}, 'not inside the project'),
        ('Injects', {'files': lambda *_: {'a b;$(id)': 'x'}}, 'not inside the project'),
        ('Lacks', {'programs': lambda *_: [['no-such-program', '-x']]}, 'not on PATH'),
        ('Breaks', {'programs': lambda *_: 1 / 0}, 'division by zero'),
    ],
)
def test_what_goes_wrong_in_a_plugin_is_named(name, methods, text, convert, tmp_path):
    backends.register_backend(name, plugin(**{'programs': lambda *_: [], **methods}))
    model = convert('keras3/mlp.keras', backend=name)
    with pytest.raises(hls4ml.HlsmithError, match=text):
        model.build(log_to_stdout=False)
    assert not (tmp_path / 'outside.txt').exists()


@pytest.mark.parametrize(
    ('name', 'cls', 'text'),
    [
        ('Vitis', House, 'there is a target of this name'),
        ('hOUSE', House, 'there is a target of this name'),
        ('no name', House, 'cannot be the name'),
        ('$(id)', House, 'cannot be the name'),
        ('Thing', dict, 'no backend for hlsmith'),
        ('Thing', House(), 'no backend for hlsmith'),
        ('Thing', plugin(base='House'), 'no such backend'),
    ],
)
def test_what_cannot_be_registered_is_named(name, cls, text):
    with pytest.raises(hls4ml.HlsmithError, match=text):
        backends.register_backend(name, cls)


def test_installed_packages_register_theirs(monkeypatch):
    class Entry:
        def __init__(self, value, function):
            self.value, self.load = value, lambda: function

    def broken(_register):
        raise RuntimeError('broken on purpose')

    entries = [
        Entry('package:register', lambda register: register('FromPackage', House)),
        Entry('other:register', broken),
    ]
    monkeypatch.setattr(importlib.metadata, 'entry_points', lambda group: entries if group == 'hlsmith.backends' else [])
    with pytest.warns(hls4ml.HlsmithWarning, match='broken on purpose'):
        backends._load_plugins()
    assert 'frompackage' in backends.get_available_backends()
