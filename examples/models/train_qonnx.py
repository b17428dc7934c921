"""Train a network of small integers on the digits that scikit-learn carries, and write it in both forms of quantised ONNX.

    python examples/models/train_qonnx.py

Needs PyTorch, ONNX, ONNX Runtime, QONNX and scikit-learn.  The network is a convolution network for images of 1 x 8 x 8
pixels from -1 to 1, trained with quantisers in it: weights of four bits with a power of two as scale for each filter,
activations of four bits.  Written are

- `digits_qonnx.onnx`, with `Quant` nodes as QONNX has them;
- `digits_qcdq.onnx`, with `QuantizeLinear`, `Clip` and `DequantizeLinear`;
- `digits_qonnx.npz`, 1000 images `x0` with their classes `labels` and the scores `y0`, which the executor of QONNX computes
  for the first file and ONNX Runtime for the second, equal in every bit;
- `digits_qonnx.json`, the accuracy on the test set of `digits`, which is not seen in training: that of the same network
  trained without quantisers, and that with them.
"""

import io
import json
import pathlib
import zipfile

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
QONNX = 'qonnx.custom_op.general'
WEIGHT_BITS, ACTIVATION_BITS, BIAS_BITS = 4, 4, 8
INPUT_SCALE, ACTIVATION_SCALE, BIAS_SCALE = 2.0**-3, 2.0**-2, 2.0**-5
N_RECORDED = 1000


def rounded(x, scale, low, high):
    """The nearest number of a grid; the gradient is that of the number itself within the range."""
    inside = torch.clamp(x / scale, low, high)
    return (inside + (torch.round(inside) - inside).detach()) * scale


def scales(weight):
    """For each filter the power of two with which its largest weight just fits."""
    largest = weight.detach().abs().flatten(1).amax(1).clamp(min=2.0**-8)
    exponents = torch.ceil(torch.log2(largest / (2 ** (WEIGHT_BITS - 1) - 1)))
    return (2.0**exponents).reshape(-1, *[1] * (weight.dim() - 1))


class Network(nn.Module):
    def __init__(self, is_quantised):
        super().__init__()
        self.is_quantised = is_quantised
        self.layers = nn.ModuleList([nn.Conv2d(1, 8, 3), nn.Conv2d(8, 8, 3), nn.Linear(32, 10)])

    def parameters_of(self, layer):
        if not self.is_quantised:
            return layer.weight, layer.bias
        most = 2 ** (WEIGHT_BITS - 1) - 1
        weight = rounded(layer.weight, scales(layer.weight), -most, most)
        most = 2 ** (BIAS_BITS - 1) - 1
        return weight, rounded(layer.bias, BIAS_SCALE, -most - 1, most)

    def activation(self, x):
        x = torch.relu(x)
        return rounded(x, ACTIVATION_SCALE, 0, 2**ACTIVATION_BITS - 1) if self.is_quantised else x

    def forward(self, x):
        first, second, last = self.layers
        x = self.activation(nn.functional.conv2d(x, *self.parameters_of(first)))
        x = self.activation(nn.functional.conv2d(x, *self.parameters_of(second)))
        return nn.functional.linear(nn.functional.max_pool2d(x, 2).flatten(1), *self.parameters_of(last))


def train(is_quantised, x, y):
    torch.manual_seed(20)
    model = Network(is_quantised)
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 30)
    for _ in range(30):
        for part in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[part]), y[part]).backward()
            optimizer.step()
        schedule.step()
    return model.eval()


class Writer:
    """Nodes and constants of a model whose quantisers are of one of the two forms."""

    def __init__(self, is_qonnx):
        self.is_qonnx = is_qonnx
        self.nodes, self.constants = [], []

    def constant(self, value, dtype=np.float32):
        name = f'c{len(self.constants)}'
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def node(self, kind, *inputs, domain='', **attributes):
        name = f'{kind}_{len(self.nodes)}'
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def quantised(self, x, scale, bits, signed=True, narrow=False):
        """A value or constant on the grid of a scale, which is one number or has one for each filter."""
        if self.is_qonnx:
            inputs = [self.constant(scale), self.constant(0.0), self.constant(float(bits))]
            options = {'signed': int(signed), 'narrow': int(narrow), 'rounding_mode': 'ROUND'}
            return self.node('Quant', x, *inputs, domain=QONNX, **options)
        dtype = np.int8 if signed else np.uint8
        scale = np.asarray(scale, np.float32)
        axis = {'axis': 0} if scale.size > 1 else {}
        grid = [self.constant(scale.reshape(-1) if axis else scale), self.constant(np.zeros(scale.size if axis else (), dtype), dtype)]
        full = 2 ** (bits - signed)
        x = self.node('QuantizeLinear', x, *grid, **axis)
        low, high = (-full + narrow if signed else 0), full - 1
        # The clipping of a whole byte changes nothing.
        if bits < 8:
            x = self.node('Clip', x, self.constant(low, dtype), self.constant(high, dtype))
        return self.node('DequantizeLinear', x, *grid, **axis)

    def parameters_of(self, layer):
        weight = self.constant(layer.weight.detach().numpy())
        weight = self.quantised(weight, scales(layer.weight).numpy(), WEIGHT_BITS, narrow=True)
        return weight, self.quantised(self.constant(layer.bias.detach().numpy()), BIAS_SCALE, BIAS_BITS)

    def activation(self, x):
        return self.quantised(self.node('Relu', x), ACTIVATION_SCALE, ACTIVATION_BITS, signed=False)

    def model(self, network):
        first, second, last = network.layers
        x = self.quantised('images', INPUT_SCALE, 5)
        x = self.activation(self.node('Conv', x, *self.parameters_of(first), kernel_shape=[3, 3]))
        x = self.activation(self.node('Conv', x, *self.parameters_of(second), kernel_shape=[3, 3]))
        x = self.node('Flatten', self.node('MaxPool', x, kernel_shape=[2, 2], strides=[2, 2]))
        scores = self.node('Gemm', x, *self.parameters_of(last), transB=1)
        self.nodes[-1].output[0] = 'scores'
        graph = helper.make_graph(
            self.nodes,
            'digits',
            [helper.make_tensor_value_info('images', TensorProto.FLOAT, ['batch', 1, 8, 8])],
            [helper.make_tensor_value_info('scores', TensorProto.FLOAT, ['batch', 10])],
            self.constants,
        )
        assert scores.startswith('Gemm')
        domains = [helper.make_opsetid('', 13)] + ([helper.make_opsetid(QONNX, 1)] if self.is_qonnx else [])
        model = helper.make_model(graph, opset_imports=domains, producer_name='')
        model.ir_version = 8
        return model


def executed(model, x):
    """The scores that the executor of QONNX computes."""
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.transformation.infer_shapes import InferShapes

    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    for value in (*fixed.graph.input, *fixed.graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = len(x)
    return execute_onnx(ModelWrapper(fixed).transform(InferShapes()), {'images': x})['scores']


def write_npz(path, **arrays):
    """A .npz without the time of day in it."""
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, np.ascontiguousarray(array))
            archive.writestr(zipfile.ZipInfo(f'{name}.npy'), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def main():
    test, test_labels = np.load(HERE / 'digits_x_test.npy'), np.load(HERE / 'digits_y_test.npy')
    data = load_digits()
    images = (data.data / 8 - 1).astype(np.float32)
    unseen = {sample.tobytes() for sample in test}
    is_train = np.array([sample.tobytes() not in unseen for sample in images])
    x = torch.from_numpy(images[is_train]).reshape(-1, 1, 8, 8)
    y = torch.from_numpy(data.target[is_train])
    networks = {name: train(name == 'quantised', x, y) for name in ('float', 'quantised')}
    accuracy = {}
    for name, network in networks.items():
        with torch.no_grad():
            found = network(torch.from_numpy(test).reshape(-1, 1, 8, 8)).argmax(1).numpy()
        accuracy[name] = round(float((found == test_labels).mean()), 4)
    quant, linear = (Writer(is_qonnx).model(networks['quantised']) for is_qonnx in (True, False))
    recorded = images[:N_RECORDED].reshape(-1, 1, 8, 8)
    scores = executed(quant, recorded)
    session = onnxruntime.InferenceSession(linear.SerializeToString(), providers=['CPUExecutionProvider'])
    assert np.array_equal(scores, session.run(None, {'images': recorded})[0]), 'the two forms differ'
    with torch.no_grad():
        assert np.array_equal(scores, networks['quantised'](torch.from_numpy(recorded)).numpy()), 'the training differs'
    (HERE / 'digits_qonnx.onnx').write_bytes(quant.SerializeToString(deterministic=True))
    (HERE / 'digits_qcdq.onnx').write_bytes(linear.SerializeToString(deterministic=True))
    write_npz(HERE / 'digits_qonnx.npz', x0=recorded, y0=scores.astype(np.float32), labels=data.target[:N_RECORDED].astype(np.float32))
    (HERE / 'digits_qonnx.json').write_text(json.dumps({'accuracy': accuracy, 'n_test': len(test)}, indent=1) + '\n')
    print(accuracy)


if __name__ == '__main__':
    main()
