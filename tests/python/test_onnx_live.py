"""Live models of ONNX, compared with ONNX Runtime and with the executor of QONNX."""

import io

import numpy as np
import onnx
import onnxruntime
import pytest
from conftest import ROOT
from onnx import TensorProto, helper, numpy_helper

import hlsmith as hls4ml

WIDE = 'fixed<40,12>'


def network(opset=13, batch='batch', ir_version=8):
    """An image through a convolution, a skip connection and a product; two inputs and two outputs."""
    rng = np.random.default_rng(3)

    def weights(name, *shape):
        return numpy_helper.from_array(rng.uniform(-1, 1, shape).astype(np.float32), name)

    def tensor(name, *shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *shape])

    nodes = [
        helper.make_node('Conv', ['x', 'w', 'b'], ['c'], name='conv', kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node('Relu', ['c'], ['r'], name='/layer.0/Relu'),
        helper.make_node('Add', ['r', 'x'], ['s'], name='skip'),
        helper.make_node('Flatten', ['s'], ['f'], name='flat'),
        helper.make_node('Concat', ['f', 'y'], ['j'], name='join', axis=1),
        helper.make_node('Gemm', ['j', 'v', 'a'], ['z'], name='fc', transB=1),
        helper.make_node('Sigmoid', ['y'], ['g'], name='gate'),
    ]
    constants = [weights('w', 2, 2, 3, 3), weights('b', 2), weights('v', 3, 27), weights('a', 3)]
    graph = helper.make_graph(
        nodes, 'network', [tensor('x', 2, 3, 4), tensor('y', 3)], [tensor('z', 3), tensor('g', 3)], constants
    )
    imports = [helper.make_opsetid('', opset)]
    return helper.make_model(graph, opset_imports=imports, ir_version=ir_version)


def samples(n=6):
    rng = np.random.default_rng(5)
    return {
        'x': rng.uniform(-1, 1, (n, 2, 3, 4)).astype(np.float32),
        'y': rng.uniform(-1, 1, (n, 3)).astype(np.float32),
    }


def converted(model, io_type='io_parallel'):
    config = hls4ml.utils.config_from_onnx_model(model, granularity='name', default_precision=WIDE)
    config['LayerName']['gate'] |= {'TableSize': 1 << 14, 'table_t': 'fixed<32,8>'}
    return hls4ml.converters.convert_from_onnx_model(model, hls_config=config, io_type=io_type)


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
@pytest.mark.parametrize('opset, batch', [(9, 'batch'), (11, 1), (13, 'n'), (18, 4), (21, 'batch')])
def test_a_live_model_gives_what_onnx_runtime_computes(opset, batch, io_type):
    model = network(opset, batch)
    session = onnxruntime.InferenceSession(network(opset, 'any').SerializeToString())
    x = samples()
    z, gate = session.run(None, x)
    found = converted(model, io_type).predict([x['x'], x['y']])
    np.testing.assert_allclose(found[0], z, rtol=0, atol=1e-5 * np.abs(z).max())
    # The gate is read from a table, whose entries are 1e-3 apart.
    np.testing.assert_allclose(found[1], gate, rtol=0, atol=1e-3)


def test_a_live_model_is_not_changed():
    model = network()
    before = model.SerializeToString(deterministic=True)
    converted(model)
    assert model.SerializeToString(deterministic=True) == before


def test_a_model_read_with_external_data_is_converted(tmp_path):
    path = tmp_path / 'model.onnx'
    onnx.save(network(), path, save_as_external_data=True, location='weights.bin', size_threshold=0)
    x = samples()
    inputs = [x['x'], x['y']]
    from_file, from_memory = converted(path).predict(inputs), converted(onnx.load(path)).predict(inputs)
    assert all(np.array_equal(a, b) for a, b in zip(from_file, from_memory))
    with pytest.raises(hls4ml.HlsmithError, match='constants inside'):
        hls4ml.utils.config_from_onnx_model(onnx.load(path, load_external_data=False))


def test_a_configuration_may_hold_a_live_model():
    config = hls4ml.converters.create_config(backend='Vitis')
    config['HLSConfig'] = {'Model': {'Precision': 'fixed<16,6>', 'ReuseFactor': 1}}
    model = hls4ml.converters.convert_from_config(config | {'OnnxModel': network()})
    assert [tuple(variable.shape) for variable in model.get_output_variables()] == [(3,), (3,)]


def test_a_wrapper_of_qonnx_gives_what_its_executor_gives():
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.transformation.infer_shapes import InferShapes

    path = sorted((ROOT / 'tests' / 'reference' / 'qonnx').glob('cnn*.onnx'))[0]
    wrapper = ModelWrapper(str(path))
    name, shape = wrapper.graph.input[0].name, wrapper.get_tensor_shape(wrapper.graph.input[0].name)
    x = (np.random.default_rng(0).integers(-64, 64, (8, *shape[1:])) / 32).astype(np.float32)
    config = hls4ml.utils.config_from_onnx_model(wrapper, granularity='name', backend='Vitis')
    model = hls4ml.converters.convert_from_onnx_model(wrapper, hls_config=config, backend='Vitis')
    batch = np.zeros(shape, np.float32)
    batch[: len(x)] = x
    expected = next(iter(execute_onnx(wrapper.transform(InferShapes()), {name: batch}).values()))[: len(x)]
    found = model.predict(x)
    assert np.array_equal(found.reshape(len(x), -1), expected.reshape(len(x), -1))


def test_bytes_of_a_stream_are_no_model():
    with pytest.raises(hls4ml.HlsmithError, match='no ONNX model'):
        hls4ml.utils.config_from_onnx_model(io.BytesIO(network().SerializeToString()))
