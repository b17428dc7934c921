"""Models of PyTorch and ONNX for `record_peer.py`, as a user of the peer brings them into its form."""

import pathlib

import numpy as np

LAYOUT_KEYS = ('channels_last', 'transpose_outputs')


class TorchSource:
    """A module of `record_torch.py` with the weights of its recorded program."""

    def __init__(self, path, case):
        import record_torch
        import torch

        make, self.shapes, _, _ = record_torch.CASES[path.stem]
        self.model = make().eval()
        self.model.load_state_dict(torch.export.load(path).state_dict)
        self.case = case

    def config(self, **options):
        import hls4ml

        shapes = [(None, *shape) for shape in self.shapes]
        config = hls4ml.utils.config_from_pytorch_model(
            self.model,
            shapes if len(shapes) > 1 else shapes[0],
            channels_last_conversion=self.case.get('channels_last', 'full'),
            transpose_outputs=self.case.get('transpose_outputs', False),
            **options,
        )
        # The model is no part of a record, and is not read from there.
        del config['PytorchModel']
        return config

    def convert(self, **options):
        import hls4ml

        return hls4ml.converters.convert_from_pytorch_model(self.model, **options)


class OnnxSource:
    """A model file after the clean-up that the peer needs."""

    def __init__(self, path, case):
        from qonnx.core.modelwrapper import ModelWrapper

        self.model = ModelWrapper(str(path))

    def config(self, **options):
        import hls4ml

        return hls4ml.utils.config_from_onnx_model(self.model, **options)

    def convert(self, **options):
        import hls4ml

        return hls4ml.converters.convert_from_onnx_model(self.model, **options)


def complete(node, n_axes):
    """Write out the attributes of an operator with windows that the standard leaves out and the peer wants."""
    from onnx import helper

    own = {attribute.name for attribute in node.attribute}
    defaults = {'strides': [1] * n_axes, 'pads': [0] * 2 * n_axes}
    if node.op_type == 'Conv':
        defaults |= {'dilations': [1] * n_axes, 'group': 1}
    if 'auto_pad' in own:
        del defaults['pads']
    node.attribute.extend(helper.make_attribute(key, value) for key, value in defaults.items() if key not in own)


def complete_all(proto):
    from onnx import helper, numpy_helper

    shapes = {tensor.name: numpy_helper.to_array(tensor).shape for tensor in proto.graph.initializer}
    # The constant behind a quantiser is that of the weights.
    shapes |= {node.output[0]: shapes[node.input[0]] for node in proto.graph.node if node.input and node.input[0] in shapes}
    for node in proto.graph.node:
        if node.op_type == 'Conv' and 'kernel_shape' not in {attribute.name for attribute in node.attribute}:
            node.attribute.append(helper.make_attribute('kernel_shape', shapes[node.input[1]][2:]))
        if node.op_type in ('Conv', 'MaxPool', 'AveragePool'):
            complete(node, next(len(a.ints) for a in node.attribute if a.name == 'kernel_shape'))


def clean(source, target):
    """Bring a model into the form that the peer reads: one sample, constants folded, channels last, no `Gemm`."""
    import onnx
    import qonnx.util.cleanup
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.transformation.channels_last import ConvertToChannelsLastAndClean
    from qonnx.transformation.gemm_to_matmul import GemmToMatMul

    proto = onnx.load(source)
    is_last = any(node.domain == 'qonnx.custom_op.channels_last' for node in proto.graph.node)
    if not is_last:
        del proto.graph.value_info[:]
    complete_all(proto)
    constants = {tensor.name for tensor in proto.graph.initializer}
    for value in proto.graph.input:
        # Old files list their constants as inputs.
        if value.name not in constants:
            value.type.tensor_type.shape.dim[0].dim_value = 1
    for value in proto.graph.output:
        # Shapes that the standard cannot infer behind operators of QONNX follow in the clean-up.
        value.type.tensor_type.ClearField('shape')
    model = qonnx.util.cleanup.cleanup_model(ModelWrapper(proto))
    if not is_last and any(len(value.type.tensor_type.shape.dim) > 2 for value in model.graph.input):
        model = model.transform(ConvertToChannelsLastAndClean())
    model = qonnx.util.cleanup.cleanup_model(model.transform(GemmToMatMul()))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(model.model.SerializeToString(deterministic=True))


def open_source(path, case):
    """The source of a case that is no model of Keras."""
    if case['framework'] == 'pytorch':
        return TorchSource(path, case)
    if not path.exists():
        # The folder is named after that of the models as they are made.
        clean(pathlib.Path(__file__).resolve().parent.parent / 'tests/reference' / path.parent.name / path.name, path)
    return OnnxSource(path, case)


def input_shapes(hls_model):
    """The shapes of the inputs without the batch, in the order of axes that the peer reads."""
    return [tuple(int(np.int64(size)) for size in variable.shape) for variable in hls_model.get_input_variables()]
