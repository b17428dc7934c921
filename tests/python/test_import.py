"""Importing the package, and the names it has."""

import inspect
import subprocess
import sys

import pytest

import hlsmith as hls4ml

FRAMEWORKS = ['keras', 'tensorflow', 'tf_keras', 'torch', 'jax', 'onnx', 'h5py', 'yaml', 'numpy']


def test_import_is_light():
    code = f'import sys, hlsmith; print([name for name in {FRAMEWORKS} if name in sys.modules])'
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == '[]'


def test_version():
    assert hls4ml.__version__ == '.'.join(map(str, hls4ml.version_tuple))
    assert len(hls4ml.version_tuple) >= 3


# Signatures of hls4ml 1.3: parameters in order with their defaults.
SIGNATURES = {
    'utils.config_from_keras_model': "(model, granularity='model', backend=None, default_precision='fixed<16,6>', "
    'default_reuse_factor=1, max_precision=None)',
    'utils.config.create_config': "(output_dir='my-hls-test', project_name='myproject', backend='Vivado', "
    "version='1.0.0', **kwargs)",
    'converters.convert_from_keras_model': "(model, output_dir='my-hls-test', project_name='myproject', "
    "input_data_tb=None, output_data_tb=None, backend='Vivado', hls_config=None, bit_exact=None, "
    'allow_da_fallback=True, allow_v2_fallback=True, **kwargs)',
    'converters.convert_from_onnx_model': "(model, output_dir='my-hls-test', project_name='myproject', "
    "input_data_tb=None, output_data_tb=None, backend='Vivado', hls_config=None, bit_exact=None, **kwargs)",
    'converters.get_supported_onnx_layers': '()',
    'utils.config_from_onnx_model': "(model, granularity='name', backend=None, default_precision='fixed<16,6>', "
    'default_reuse_factor=1, max_precision=None)',
    'converters.convert_from_config': '(config)',
    'converters.parse_yaml_config': '(config_file)',
    'converters.get_supported_keras_layers': '()',
    'backends.get_available_backends': '()',
    'backends.get_backend': '(name)',
    'model.ModelGraph.compile': '(self)',
    'model.ModelGraph.write': '(self)',
    'model.ModelGraph.trace': '(self, x, n_threads=None)',
    'model.ModelGraph.profile': '(self, x, n_threads=None)',
    'model.ModelGraph.get_layers': '(self)',
    'model.ModelGraph.get_input_variables': '(self)',
    'model.ModelGraph.get_output_variables': '(self)',
    'model.ModelGraph.get_weight_variables': '(self)',
    'model.ModelGraph.get_layer_output_variable': '(self, output_name)',
    'report.parse_vivado_report': '(hls_dir)',
    'report.read_vivado_report': '(hls_dir, full_report=False)',
    'report.print_vivado_report': '(report_dict)',
    'report.parse_quartus_report': '(hls_dir, write_to_file=True)',
    'report.read_quartus_report': '(hls_dir, open_browser=False)',
    'report.parse_oneapi_report': '(hls_dir)',
    'report.print_oneapi_report': '(report_dict)',
    'report.parse_catapult_report': '(output_dir)',
    'report.read_catapult_report': '(hls_dir, full_report=False)',
    'report.qofr': '(report)',
    'report.parse_libero_report': '(out_dir)',
    'report.aggregate_graph_reports': '(graph_reports)',
    'model.flow.get_flow': '(name)',
    'model.flow.get_available_flows': '()',
    'model.optimizer.get_available_passes': '()',
}


@pytest.mark.parametrize('path', SIGNATURES)
def test_signature(path):
    found = inspect.signature(attribute(path))
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in found.parameters.values()]
    assert str(inspect.Signature(plain)) == SIGNATURES[path]
    assert inspect.getdoc(attribute(path))


def test_build_has_the_keywords_of_the_peer():
    parameters = inspect.signature(hls4ml.model.ModelGraph.build).parameters
    defaults = {name: parameter.default for name, parameter in parameters.items() if name != 'self'}
    assert defaults == {
        'reset': False,
        'csim': True,
        'synth': True,
        'cosim': False,
        'validation': False,
        'export': False,
        'vsynth': False,
        'fifo_opt': False,
        'log_to_stdout': True,
        'bitfile': False,
        'smarthls': inspect.Parameter.empty,
    }


UNAVAILABLE = [
    'converters.convert_from_symbolic_expression',
    'converters.link_existing_project',
    'converters.load_saved_model',
    'converters.register_keras_v2_layer_handler',
    'model.ModelGraph.apply_flow',
    'model.ModelGraph.save',
    'model.flow.register_flow',
    'model.layers.register_layer',
    'model.optimizer.register_pass',
    'model.profiling.numerical',
    'utils.fetch_example_model',
    'utils.plot_model',
]


@pytest.mark.parametrize('path', UNAVAILABLE)
def test_what_is_missing_says_so(path):
    with pytest.raises(hls4ml.HlsmithUnavailableError) as caught:
        attribute(path)(object(), anything=1)
    error = caught.value
    assert isinstance(error, NotImplementedError)
    (diagnostic,) = error.diagnostics
    assert diagnostic.code == 'HS0902'
    kind, name = diagnostic.subject
    assert kind == 'place' and name.startswith('hlsmith.') and name.endswith(path.rpartition('.')[2])
    assert diagnostic.remedy and diagnostic.remedy in str(error)


def attribute(path):
    value = hls4ml
    for name in path.split('.'):
        value = getattr(value, name)
    return value


def test_backends():
    plain = {'catapult', 'libero', 'oneapi', 'quartus', 'vivado', 'vivadoaccelerator', 'vitis', 'vitisunified'}
    assert plain <= set(hls4ml.backends.get_available_backends())
    backend = hls4ml.backends.get_backend('VITIS')
    assert backend is hls4ml.backends.get_backend('vitis')
    assert backend.name == 'Vitis'
    assert backend.get_default_flow() in backend.get_available_flows()
    assert backend.get_valid_reuse_factors(16, 8) == [1, 2, 4, 8, 16, 32, 64, 128]
    assert backend.get_closest_reuse_factor([1, 2, 4], 3.5) == 4
    with pytest.raises(hls4ml.HlsmithError, match='there is no such backend'):
        hls4ml.backends.get_backend('SymbolicExpression')


def test_flows_and_passes():
    flows = hls4ml.model.flow.get_available_flows()
    assert {'convert', 'optimize', 'vivado:ip', 'vitis:ip'} <= set(flows)
    passes = hls4ml.model.optimizer.get_available_passes()
    optimize = hls4ml.model.flow.get_flow('optimize')
    assert optimize.optimizers and set(optimize.optimizers) <= set(passes)
    assert set(optimize.requires) <= set(flows)
    with pytest.raises(hls4ml.HlsmithError, match='there is no such flow'):
        hls4ml.model.flow.get_flow('optimise')
