#!/usr/bin/env python3
"""Makes the ONNX models of tests/reference/onnx and records what ONNX Runtime computes for them.

Every model is made with seeded numbers, so that a further run writes the same files. ``<name>.onnx`` is the model,
``<name>.npz`` has the inputs ``x0``, ``x1``, ... with the samples first and the outputs ``y0``, ``y1``, ...

    python scripts/record_onnx.py [NAME ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).resolve().parent.parent / 'tests/reference/onnx'
N_SAMPLES = 4
CASES = {}


class Model:
    """A model that grows node by node; values are named by their position."""

    def __init__(self, seed, opset=17):
        self.rng = np.random.default_rng(seed)
        self.opset = opset
        self.custom_opset = 1
        self.nodes = []
        self.initializers = []
        self.inputs = []
        self.outputs = []

    def input(self, *shape, batch='N', scale=1.0, high=None):
        name = f'x{len(self.inputs)}'
        self.inputs.append((name, [batch, *shape], scale, high))
        return name

    def const(self, value, dtype=np.float32):
        name = f'c{len(self.initializers)}'
        self.initializers.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def ints(self, *values):
        return self.const(values, np.int64)

    def weight(self, *shape, scale=0.5):
        # A grid of 1/64, so that the numbers are exact in the types of the tests.
        return self.const(np.round(self.rng.normal(0, scale, shape) * 64) / 64)

    def op(self, kind, *inputs, n=1, domain='', name=None, **attributes):
        position = len(self.nodes)
        outputs = [f'{kind.lower()}{position}' + (f'_{i}' if n > 1 else '') for i in range(n)]
        node = helper.make_node(kind, list(inputs), outputs, name=name or f'{kind}_{position}', domain=domain, **attributes)
        self.nodes.append(node)
        return outputs[0] if n == 1 else outputs

    def output(self, *names):
        self.outputs.extend(names)

    def build(self):
        graph = helper.make_graph(
            self.nodes,
            'model',
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape, _, _ in self.inputs],
            [onnx.ValueInfoProto(name=name) for name in self.outputs],
            self.initializers,
        )
        domains = {node.domain: self.opset if node.domain == '' else self.custom_opset for node in self.nodes}
        imports = [helper.make_opsetid(domain, version) for domain, version in {'': self.opset, **domains}.items()]
        model = helper.make_model(graph, opset_imports=imports, producer_name='')
        model.ir_version = 8
        # The types of the outputs are those that the checker finds.
        inferred = onnx.shape_inference.infer_shapes(model)
        known = {info.name: info for info in inferred.graph.value_info}
        del model.graph.output[:]
        for name in self.outputs:
            info = known.get(name)
            if info is None:
                info = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
            model.graph.output.append(info)
        return model


def case(function=None, **options):
    """Registers the function that makes a model under its name."""

    def register(function):
        CASES[function.__name__] = (function, options)
        return function

    return register if function is None else register(function)


def simple(name, opset, build, *shape, **options):
    """Registers a model of one input that ``build`` makes of it."""

    def function(seed):
        model = Model(seed, opset)
        x = model.input(*shape, **options)
        outputs = build(model, x)
        model.output(*([outputs] if isinstance(outputs, str) else outputs))
        return model

    assert name not in CASES, name
    CASES[name] = (function, {})


# Functions of single elements.

for kind, attributes, opset in [
    ('Relu', {}, 9),
    ('LeakyRelu', {}, 9),
    ('LeakyRelu', {'alpha': 0.25}, 16),
    ('Elu', {}, 9),
    ('Elu', {'alpha': 0.5}, 22),
    ('Selu', {}, 9),
    ('Celu', {}, 12),
    ('ThresholdedRelu', {'alpha': 0.5}, 10),
    ('Sigmoid', {}, 9),
    ('HardSigmoid', {}, 9),
    ('HardSigmoid', {'alpha': 0.25, 'beta': 0.5}, 22),
    ('HardSwish', {}, 14),
    ('Tanh', {}, 9),
    ('Softplus', {}, 9),
    ('Softsign', {}, 9),
    ('Gelu', {}, 20),
    ('Gelu', {'approximate': 'tanh'}, 20),
    ('Mish', {}, 18),
    ('Exp', {}, 13),
    ('Neg', {}, 13),
]:
    suffix = f'_{list(attributes.values())[0]}'.replace('.', '_') if attributes else ''
    simple(f'function_{kind.lower()}{suffix}', opset, lambda m, x, k=kind, a=attributes: m.op(k, x, **a), 6, scale=2.0)

simple('function_clip', 13, lambda m, x: m.op('Clip', x, m.const(-0.5), m.const(0.75)), 8, scale=2.0)
simple('function_clip_low', 13, lambda m, x: m.op('Clip', x, m.const(-0.5)), 8, scale=2.0)
simple('function_clip_high', 13, lambda m, x: m.op('Clip', x, '', m.const(0.75)), 8, scale=2.0)
simple('function_clip_relu', 11, lambda m, x: m.op('Clip', x, m.const(0.0), m.const(2.0)), 8, scale=2.0)
simple('function_clip_relu6', 9, lambda m, x: m.op('Clip', x, min=0.0, max=6.0), 8, scale=6.0)
simple('function_clip_tanh', 13, lambda m, x: m.op('Clip', x, m.const(-1.0), m.const(1.0)), 8, scale=2.0)
simple('function_max', 13, lambda m, x: m.op('Max', x, m.const(0.25)), 8, scale=2.0)
simple('function_min', 13, lambda m, x: m.op('Min', x, m.const(0.25)), 8, scale=2.0)
simple('function_silu', 13, lambda m, x: m.op('Mul', x, m.op('Sigmoid', x)), 8, scale=2.0)
simple('function_mish_of_tanh', 13, lambda m, x: m.op('Mul', x, m.op('Tanh', m.op('Softplus', x))), 8, scale=2.0)
simple('function_square', 13, lambda m, x: m.op('Pow', x, m.const(2.0)), 8)
simple('prelu_channels', 16, lambda m, x: m.op('PRelu', x, m.weight(3, 1, 1)), 3, 4, 4)
simple('prelu_one', 9, lambda m, x: m.op('PRelu', x, m.weight(1)), 7)


def _gelu(m, x):
    inner = m.op('Add', m.op('Erf', m.op('Div', x, m.const(np.sqrt(2.0)))), m.const(1.0))
    return m.op('Mul', m.op('Mul', x, inner), m.const(0.5))


simple('function_gelu_of_erf', 13, _gelu, 8, scale=2.0)

# Softmax before and after opset 13.

simple('softmax_9', 9, lambda m, x: m.op('Softmax', x), 5)
simple('softmax_11_image', 11, lambda m, x: m.op('Softmax', x, axis=1), 3, 4)
simple('softmax_11_rows', 11, lambda m, x: m.op('Softmax', x, axis=2), 3, 4)
simple('softmax_13', 13, lambda m, x: m.op('Softmax', x), 3, 4)
simple('softmax_13_first', 13, lambda m, x: m.op('Softmax', x, axis=1), 3, 4)

# Sums of products.

simple('gemm', 9, lambda m, x: m.op('Gemm', x, m.weight(6, 4), m.weight(4)), 6)
simple('gemm_transposed', 13, lambda m, x: m.op('Gemm', x, m.weight(4, 6), m.weight(4), transB=1), 6)
simple('gemm_factors', 13, lambda m, x: m.op('Gemm', x, m.weight(4, 6), m.weight(1, 4), transB=1, alpha=0.5, beta=2.0), 6)
simple('gemm_no_bias', 11, lambda m, x: m.op('Gemm', x, m.weight(6, 4)), 6)
simple('matmul', 13, lambda m, x: m.op('MatMul', x, m.weight(6, 4)), 6)
simple('matmul_bias', 13, lambda m, x: m.op('Add', m.op('MatMul', x, m.weight(6, 4)), m.weight(4)), 6)
simple('matmul_bias_first', 13, lambda m, x: m.op('Add', m.weight(4), m.op('MatMul', x, m.weight(6, 4))), 6)
simple('matmul_rows', 13, lambda m, x: m.op('Add', m.op('MatMul', x, m.weight(6, 4)), m.weight(4)), 3, 6)
simple('matmul_image', 13, lambda m, x: m.op('MatMul', x, m.weight(6, 4)), 2, 3, 6)
simple('matmul_transposed', 13, lambda m, x: m.op('MatMul', m.op('Transpose', x, perm=[0, 2, 1]), m.weight(3, 4)), 3, 6)
simple('einsum_weights', 13, lambda m, x: m.op('Einsum', x, m.weight(4, 5), equation='bij,jk->bik'), 3, 4)
simple('einsum_first', 13, lambda m, x: m.op('Einsum', m.weight(4, 5), x, equation='jk,bij->bik'), 3, 4)
simple('einsum_implicit', 13, lambda m, x: m.op('Einsum', x, m.weight(4, 5), equation='bij,jk'), 3, 4)
simple('einsum_ellipsis', 13, lambda m, x: m.op('Einsum', x, m.weight(4, 5), equation='...j,jk->...k'), 2, 3, 4)
simple('einsum_transposed', 13, lambda m, x: m.op('Relu', m.op('Einsum', x, equation='bij->bji')), 3, 4)
simple('einsum_summed', 13, lambda m, x: m.op('Einsum', x, equation='bijk->bj'), 2, 3, 4)
simple('einsum_outer', 13, lambda m, x: m.op('Einsum', x, m.weight(5), equation='bi,k->bik'), 3)
simple('einsum_three', 13, lambda m, x: m.op('Einsum', x, m.weight(4, 5), m.weight(5, 2), equation='bij,jk,kl->bil'), 3, 4)
simple('matmul_left', 13, lambda m, x: m.op('MatMul', m.weight(5, 3), x), 3, 4)
simple('matmul_left_channels', 13, lambda m, x: m.op('MatMul', m.weight(2, 5, 3), x), 2, 3, 4)
simple('matmul_left_image', 13, lambda m, x: m.op('MatMul', m.weight(5, 3), x), 2, 3, 4)
simple('matmul_channels', 13, lambda m, x: m.op('MatMul', x, m.weight(1, 2, 4, 5)), 2, 3, 4)
simple('einsum_weights_first', 13, lambda m, x: m.op('Einsum', x, m.weight(3, 5), equation='b i j, i k -> b k j'), 3, 4)


@case
def matmul_values(seed):
    model = Model(seed)
    x, y = model.input(3, 4), model.input(4, 2)
    model.output(model.op('MatMul', x, y))
    return model


@case
def einsum_three_values(seed):
    model = Model(seed)
    x, y, z = model.input(3, 4), model.input(5, 4), model.input(5)
    model.output(model.op('Einsum', x, y, z, equation='bij,bkj,bk->bi'))
    return model


@case
def einsum_values(seed):
    model = Model(seed)
    x, y = model.input(3, 4), model.input(5, 4)
    model.output(model.op('Einsum', x, y, equation='bij,bkj->bik'))
    return model


# Arithmetic.

for kind in ['Add', 'Sub', 'Mul', 'Div']:
    simple(f'constant_{kind.lower()}', 13, lambda m, x, k=kind: m.op(k, x, m.const([0.5, 1.25, -2.0, 4.0])), 4)
    simple(f'constant_{kind.lower()}_channels', 14, lambda m, x, k=kind: m.op(k, x, m.const(np.reshape([0.5, 4.0, -2.0], (3, 1, 1)))), 3, 2, 2)
simple('constant_sub_first', 13, lambda m, x: m.op('Sub', m.const(1.5), x), 5)
simple('constant_mul_scalar', 13, lambda m, x: m.op('Mul', m.const(0.25), x), 3, 4, 4)
simple('constant_add_full', 13, lambda m, x: m.op('Add', x, m.weight(1, 3, 2)), 3, 2)

for kind in ['Add', 'Sub', 'Mul', 'Max', 'Min', 'Mean', 'Sum']:

    def function(seed, kind=kind):
        model = Model(seed, 13)
        x, y = model.input(3, 4), model.input(3, 4)
        model.output(model.op(kind, x, y))
        return model

    CASES[f'merge_{kind.lower()}'] = (function, {})


@case
def merge_three(seed):
    model = Model(seed)
    x, y, z = model.input(6), model.input(6), model.input(6)
    model.output(model.op('Mean', x, y, z), model.op('Sum', x, y, z), model.op('Max', x, y, z))
    return model


@case
def merge_repeated(seed):
    model = Model(seed)
    x, y = model.input(3, 4, 4), model.input(3, 1, 1)
    model.output(model.op('Mul', x, y))
    return model


# Convolutions.

simple('conv', 11, lambda m, x: m.op('Conv', x, m.weight(4, 2, 3, 3), m.weight(4)), 2, 6, 5)
simple('conv_no_bias', 9, lambda m, x: m.op('Conv', x, m.weight(4, 2, 3, 3), kernel_shape=[3, 3]), 2, 6, 5)
simple('conv_padded', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 3, 2), m.weight(3), pads=[1, 0, 2, 1]), 2, 5, 5)
simple('conv_strided', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 3, 3), m.weight(3), strides=[2, 1], pads=[1, 1, 1, 1]), 2, 6, 6)
simple('conv_dilated', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 3, 3), m.weight(3), dilations=[2, 1]), 2, 7, 6)
simple('conv_grouped', 11, lambda m, x: m.op('Conv', x, m.weight(4, 2, 3, 3), m.weight(4), group=2), 4, 5, 5)
simple('conv_depthwise', 11, lambda m, x: m.op('Conv', x, m.weight(3, 1, 3, 3), m.weight(3), group=3), 3, 5, 5)
simple('conv_depthwise_twice', 11, lambda m, x: m.op('Conv', x, m.weight(6, 1, 2, 2), m.weight(6), group=3), 3, 4, 4)
simple('conv_upper', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 2, 2), auto_pad='SAME_UPPER', strides=[2, 1]), 2, 5, 5)
simple('conv_lower', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 2, 2), auto_pad='SAME_LOWER'), 2, 5, 5)
simple('conv_valid', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 2, 2), auto_pad='VALID'), 2, 5, 5)
simple('conv_pointwise', 11, lambda m, x: m.op('Conv', x, m.weight(3, 2, 1, 1), m.weight(3)), 2, 3, 3)
simple('conv_line', 11, lambda m, x: m.op('Conv', x, m.weight(4, 3, 3), m.weight(4), pads=[1, 1]), 3, 8)
simple('conv_line_strided', 11, lambda m, x: m.op('Conv', x, m.weight(4, 3, 3), m.weight(4), strides=[2], dilations=[2]), 3, 9)
simple('conv_line_depthwise', 11, lambda m, x: m.op('Conv', x, m.weight(3, 1, 3), group=3), 3, 8)
simple('conv_normalised', 15, lambda m, x: _normalised(m, m.op('Conv', x, m.weight(4, 2, 3, 3)), 4), 2, 5, 5)
simple('conv_chain', 13, lambda m, x: m.op('Conv', m.op('Relu', m.op('Conv', x, m.weight(4, 2, 3, 3), m.weight(4))), m.weight(2, 4, 2, 2)), 2, 6, 6)
simple('transposed_conv', 11, lambda m, x: m.op('ConvTranspose', x, m.weight(2, 3, 3, 3), m.weight(3), strides=[2, 2]), 2, 3, 3)
simple('transposed_conv_padded', 11, lambda m, x: m.op('ConvTranspose', x, m.weight(2, 3, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1]), 2, 3, 3)
simple('transposed_conv_upper', 11, lambda m, x: m.op('ConvTranspose', x, m.weight(2, 3, 3, 3), strides=[2, 2], auto_pad='SAME_UPPER'), 2, 3, 3)
simple('transposed_conv_line', 11, lambda m, x: m.op('ConvTranspose', x, m.weight(2, 3, 4), m.weight(3), strides=[3]), 2, 4)


def _normalised(m, x, n, **attributes):
    positive = m.const(np.round(m.rng.uniform(0.5, 2, n) * 16) / 16)
    return m.op('BatchNormalization', x, positive, m.weight(n), m.weight(n), m.const(np.round(m.rng.uniform(0.5, 2, n) * 16) / 16), **attributes)


simple('normalised', 15, lambda m, x: _normalised(m, x, 3), 3, 4, 4)
simple('normalised_vector', 9, lambda m, x: _normalised(m, x, 5, epsilon=0.001), 5)
simple('normalised_gemm', 14, lambda m, x: _normalised(m, m.op('Gemm', x, m.weight(6, 4), m.weight(4)), 4), 6)
simple('layer_normalised', 17, lambda m, x: m.op('LayerNormalization', x, m.weight(6), m.weight(6)), 3, 6)
simple('layer_normalised_all', 17, lambda m, x: m.op('LayerNormalization', x, m.weight(3, 4), axis=1), 3, 4)

simple('instance_normalised', 17, lambda m, x: m.op('InstanceNormalization', x, m.weight(3), m.weight(3)), 3, 4, 4)
simple('instance_normalised_line', 9, lambda m, x: m.op('InstanceNormalization', m.op('Conv', x, m.weight(4, 2, 3)), m.weight(4), m.weight(4), epsilon=0.01), 2, 8)
simple('group_normalised', 18, lambda m, x: m.op('GroupNormalization', x, m.weight(2), m.weight(2), num_groups=2), 4, 3, 3)
simple('group_normalised_channels', 21, lambda m, x: m.op('GroupNormalization', x, m.weight(6), m.weight(6), num_groups=3, epsilon=0.001), 6, 4)

# Elements that move, and elements that are repeated.

simple('depth_to_space', 13, lambda m, x: m.op('DepthToSpace', x, blocksize=2), 8, 2, 3)
simple('depth_to_space_columns', 13, lambda m, x: m.op('DepthToSpace', m.op('Conv', x, m.weight(8, 2, 1, 1)), blocksize=2, mode='CRD'), 2, 2, 3)
simple('space_to_depth', 13, lambda m, x: m.op('Conv', m.op('SpaceToDepth', x, blocksize=2), m.weight(3, 8, 1, 1)), 2, 4, 6)
simple('tile', 13, lambda m, x: m.op('Tile', x, m.ints(1, 2, 3)), 2, 3)
simple('tile_channels', 13, lambda m, x: m.op('Tile', m.op('Conv', x, m.weight(3, 2, 1, 1)), m.ints(1, 2, 1, 1)), 2, 3, 3)
simple('pad_vector', 13, lambda m, x: m.op('Pad', x, m.ints(0, 1, 0, 2)), 4)
simple('pad_all_axes', 13, lambda m, x: m.op('Pad', x, m.ints(0, 1, 0, 2, 0, 0, 1, 1)), 2, 3, 2)
simple('pad_reflect', 13, lambda m, x: m.op('Pad', x, m.ints(0, 0, 1, 2, 0, 0, 1, 0), mode='reflect'), 2, 3, 4)
simple('pad_edge', 13, lambda m, x: m.op('Conv', m.op('Pad', x, m.ints(0, 0, 2, 0, 0, 1), mode='edge'), m.weight(2, 2, 3)), 2, 4)
simple('pad_edge_vector', 13, lambda m, x: m.op('Pad', x, m.ints(0, 1, 0, 2), mode='edge'), 4)
simple('pad_wrap', 19, lambda m, x: m.op('Pad', x, m.ints(0, 0, 1, 0, 0, 2), mode='wrap'), 2, 4)
simple('resize_corners', 13, lambda m, x: m.op('Resize', x, '', m.const([1, 1, 2, 1.75]), mode='linear', coordinate_transformation_mode='align_corners'), 2, 3, 4)
simple('resize_corners_line', 13, lambda m, x: m.op('Resize', x, '', m.const([1, 1, 2.5]), mode='linear', coordinate_transformation_mode='align_corners'), 2, 4)

# Pooling.

simple('max_pool', 12, lambda m, x: m.op('MaxPool', x, kernel_shape=[2, 2], strides=[2, 2]), 3, 6, 6)
simple('max_pool_close', 9, lambda m, x: m.op('MaxPool', x, kernel_shape=[2, 3]), 3, 5, 5)
simple('max_pool_padded', 12, lambda m, x: m.op('MaxPool', x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]), 2, 6, 6)
simple('max_pool_ceil', 12, lambda m, x: m.op('MaxPool', x, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1), 2, 6, 6)
simple('max_pool_upper', 12, lambda m, x: m.op('MaxPool', x, kernel_shape=[2, 2], strides=[2, 2], auto_pad='SAME_UPPER'), 2, 5, 5)
simple('max_pool_line', 12, lambda m, x: m.op('MaxPool', x, kernel_shape=[2], strides=[2]), 3, 8)
simple('average_pool', 11, lambda m, x: m.op('AveragePool', x, kernel_shape=[2, 2], strides=[2, 2]), 3, 6, 6)
simple('average_pool_padded', 11, lambda m, x: m.op('AveragePool', x, kernel_shape=[3, 3], pads=[1, 1, 1, 1]), 2, 4, 4)
simple('average_pool_counted', 11, lambda m, x: m.op('AveragePool', x, kernel_shape=[2, 2], pads=[1, 1, 0, 0], count_include_pad=1), 2, 4, 4)
simple('average_pool_line', 11, lambda m, x: m.op('AveragePool', x, kernel_shape=[4], strides=[4]), 3, 8)
simple('global_average', 9, lambda m, x: m.op('Flatten', m.op('GlobalAveragePool', x)), 4, 4, 4)
simple('global_average_kept', 9, lambda m, x: m.op('GlobalAveragePool', x), 4, 4, 4)
simple('global_max', 9, lambda m, x: m.op('Squeeze', m.op('GlobalMaxPool', x), axes=[2]), 4, 8)
simple('reduce_mean', 13, lambda m, x: m.op('ReduceMean', x, axes=[2, 3], keepdims=0), 3, 4, 4)
simple('reduce_mean_18', 18, lambda m, x: m.op('ReduceMean', x, m.ints(-1)), 3, 4)
simple('reduce_max', 13, lambda m, x: m.op('ReduceMax', x, axes=[1]), 3, 4)
simple('reduce_sum', 13, lambda m, x: m.op('ReduceSum', x, m.ints(2), keepdims=0), 3, 4)

# Shapes.

simple('flatten', 11, lambda m, x: m.op('Gemm', m.op('Flatten', x), m.weight(18, 2)), 2, 3, 3)
simple('flatten_conv', 13, lambda m, x: m.op('Gemm', m.op('Flatten', m.op('Conv', x, m.weight(3, 2, 2, 2))), m.weight(12, 2)), 2, 3, 3)
simple('reshape', 13, lambda m, x: m.op('Reshape', x, m.ints(0, 3, -1)), 2, 6)
simple('reshape_open', 13, lambda m, x: m.op('Reshape', x, m.ints(-1, 3, 4)), 2, 6)
simple('transpose', 13, lambda m, x: m.op('Transpose', x, perm=[0, 3, 1, 2]), 2, 3, 4)
simple('transpose_relu', 13, lambda m, x: m.op('Transpose', m.op('Relu', m.op('Transpose', x, perm=[0, 2, 1])), perm=[0, 2, 1]), 2, 3)
simple('squeeze', 13, lambda m, x: m.op('Squeeze', x, m.ints(2)), 4, 1)
simple('unsqueeze', 11, lambda m, x: m.op('Unsqueeze', x, axes=[1]), 4)
simple('expand', 13, lambda m, x: m.op('Expand', x, m.ints(1, 3, 4)), 1, 4)
simple('concat', 13, lambda m, x: m.op('Concat', m.op('Relu', x), m.op('Neg', x), x, axis=1), 2, 3)
simple('concat_channels', 13, lambda m, x: m.op('Concat', m.op('Conv', x, m.weight(3, 2, 1, 1)), x, axis=1), 2, 3, 3)
simple('slice', 13, lambda m, x: m.op('Slice', x, m.ints(1), m.ints(4), m.ints(1)), 6)
simple('slice_image', 10, lambda m, x: m.op('Slice', x, m.ints(1, 0, -3), m.ints(3, 2, 100), m.ints(1, 2, 3)), 4, 4, 5)
simple('slice_9', 9, lambda m, x: m.op('Slice', x, starts=[1], ends=[3], axes=[2]), 3, 4)
simple('split', 13, lambda m, x: m.op('Split', x, m.ints(2, 3), n=2, axis=1), 5)
simple('split_equal', 18, lambda m, x: m.op('Split', x, n=3, axis=2, num_outputs=3), 2, 6)
simple('gather_one', 13, lambda m, x: m.op('Gather', x, m.const(-1, np.int64), axis=1), 3, 4)
simple('gather_some', 13, lambda m, x: m.op('Gather', x, m.ints(1, 2), axis=2), 3, 4)
simple('gather_scattered', 13, lambda m, x: m.op('Gather', x, m.ints(3, 0, 1, 3, -2), axis=1), 5, 2)
simple('gather_channels', 13, lambda m, x: m.op('Gather', x, m.ints(2, 0), axis=1), 3, 3, 2)
simple('gather_matrix', 13, lambda m, x: m.op('Gather', x, m.const([[0, 2], [1, 1], [3, 0]], np.int64), axis=2), 2, 4)
simple('slice_strided', 13, lambda m, x: m.op('Slice', x, m.ints(0, 1), m.ints(6, 4), m.ints(1, 2), m.ints(2, 2)), 6, 4)
simple('slice_reversed', 13, lambda m, x: m.op('Slice', x, m.ints(-1), m.ints(-100), m.ints(1), m.ints(-1)), 5)
simple('pad', 13, lambda m, x: m.op('Pad', x, m.ints(0, 0, 1, 2, 0, 0, 0, 1)), 2, 3, 3)
simple('pad_9', 9, lambda m, x: m.op('Pad', x, pads=[0, 0, 1, 0, 0, 2]), 2, 3)
simple('pad_cut', 13, lambda m, x: m.op('Pad', x, m.ints(0, 0, -1, 0, 0, 0, 1, 0)), 2, 3, 3)
simple('resize', 13, lambda m, x: m.op('Resize', x, '', m.const([1, 1, 2, 3]), mode='nearest', coordinate_transformation_mode='asymmetric', nearest_mode='floor'), 2, 3, 2)
simple('resize_sizes', 13, lambda m, x: m.op('Resize', x, '', '', m.ints(N_SAMPLES, 2, 6, 4), mode='nearest'), 2, 3, 2, batch=N_SAMPLES)
simple('resize_10', 10, lambda m, x: m.op('Resize', x, m.const([1, 1, 2, 2]), mode='nearest'), 2, 3, 2)
simple('resize_linear', 13, lambda m, x: m.op('Resize', x, '', m.const([1, 1, 2, 4]), mode='linear'), 2, 3, 2)
simple('resize_linear_sizes', 13, lambda m, x: m.op('Resize', x, '', '', m.ints(N_SAMPLES, 2, 6, 2), mode='linear', coordinate_transformation_mode='pytorch_half_pixel'), 2, 3, 4, batch=N_SAMPLES)
simple('resize_linear_line', 13, lambda m, x: m.op('Resize', x, '', m.const([1, 1, 2]), mode='linear'), 2, 5)
simple('upsample', 9, lambda m, x: m.op('Upsample', x, m.const([1, 1, 2, 2]), mode='nearest'), 2, 3, 2)
simple('identity', 13, lambda m, x: m.op('Dropout', m.op('Identity', m.op('Relu', x))), 5)
simple('shape_arithmetic', 13, lambda m, x: _flattened_by_shape(m, x), 2, 3, 3)


def _flattened_by_shape(m, x):
    shape = m.op('Shape', x)
    batch = m.op('Gather', shape, m.const(0, np.int64), axis=0)
    rest = m.op('Unsqueeze', m.op('Mul', m.op('Gather', shape, m.const(1, np.int64)), m.const(9, np.int64)), m.ints(0))
    return m.op('Reshape', m.op('Relu', x), m.op('Concat', m.op('Unsqueeze', batch, m.ints(0)), rest, axis=0))


@case
def embedding(seed):
    model = Model(seed)
    x = model.input(5, high=7)
    model.output(model.op('Gather', model.weight(7, 3), model.op('Cast', x, to=TensorProto.INT64)))
    return model


# Recurrent operators.


def _recurrent(kind, n_gates, direction='forward', output=0, biases=True, **attributes):
    def build(m, x):
        n, hidden, inputs = (2 if direction == 'bidirectional' else 1), 3, 4
        steps = m.op('Transpose', x, perm=[1, 0, 2])
        bias = m.weight(n, 2 * n_gates * hidden) if biases else ''
        arguments = [steps, m.weight(n, n_gates * hidden, inputs), m.weight(n, n_gates * hidden, hidden), bias]
        n_outputs = 3 if kind == 'LSTM' else 2
        results = m.op(kind, *arguments, n=n_outputs, hidden_size=hidden, direction=direction, **attributes)
        if output == 0:
            # Steps, directions, batch, elements.
            moved = m.op('Transpose', results[0], perm=[2, 0, 1, 3])
            return m.op('Reshape', moved, m.ints(0, 0, -1))
        moved = m.op('Transpose', results[output], perm=[1, 0, 2])
        return m.op('Reshape', moved, m.ints(0, -1))

    return build


for kind, n_gates in [('RNN', 1), ('LSTM', 4), ('GRU', 3)]:
    low = kind.lower()
    simple(f'recurrent_{low}', 14, _recurrent(kind, n_gates), 5, 4)
    simple(f'recurrent_{low}_last', 14, _recurrent(kind, n_gates, output=1), 5, 4)
    simple(f'recurrent_{low}_reverse', 11, _recurrent(kind, n_gates, 'reverse'), 5, 4)
    simple(f'recurrent_{low}_both', 14, _recurrent(kind, n_gates, 'bidirectional'), 5, 4)
    simple(f'recurrent_{low}_both_last', 14, _recurrent(kind, n_gates, 'bidirectional', output=1), 5, 4)
simple('recurrent_gru_after', 14, _recurrent('GRU', 3, linear_before_reset=1), 5, 4)
simple('recurrent_lstm_memory', 14, _recurrent('LSTM', 4, output=2, biases=False), 5, 4)
simple('recurrent_rnn_relu', 14, _recurrent('RNN', 1, activations=['Relu']), 4, 4)


# Networks.


@case
def network_cnn(seed):
    m = Model(seed, 13)
    x = m.input(1, 8, 8)
    x = m.op('MaxPool', m.op('Relu', m.op('Conv', x, m.weight(4, 1, 3, 3), m.weight(4), pads=[1] * 4)), kernel_shape=[2, 2], strides=[2, 2])
    x = m.op('Relu', _normalised(m, m.op('Conv', x, m.weight(6, 4, 3, 3)), 6))
    m.output(m.op('Softmax', m.op('Gemm', m.op('Flatten', x), m.weight(3, 24, scale=0.2), m.weight(3), transB=1), axis=1))
    return m


@case
def network_residual(seed):
    m = Model(seed, 13)
    x = m.input(3, 6, 6)
    y = m.op('Relu', m.op('Conv', x, m.weight(3, 3, 3, 3, scale=0.2), m.weight(3), pads=[1] * 4))
    y = m.op('Add', m.op('Conv', y, m.weight(3, 3, 3, 3, scale=0.2), m.weight(3), pads=[1] * 4), x)
    m.output(m.op('Gemm', m.op('Flatten', m.op('GlobalAveragePool', m.op('Relu', y))), m.weight(3, 4), m.weight(4)))
    return m


@case
def network_mlp(seed):
    m = Model(seed, 9)
    x = m.input(8)
    for n_in, n_out in [(8, 6), (6, 5)]:
        x = m.op('Relu', m.op('Add', m.op('MatMul', x, m.weight(n_in, n_out)), m.weight(n_out)))
    m.output(m.op('Sigmoid', m.op('Gemm', x, m.weight(5, 2), m.weight(2))))
    return m


@case
def tensorflow_image(seed):
    """Channels last around a convolution with them first, and means over an image."""
    m = Model(seed, 13)
    x = m.op('Transpose', m.input(6, 6, 2), perm=[0, 3, 1, 2], name='model/conv2d/Conv2D__6')
    x = m.op('Conv', x, m.weight(4, 2, 3, 3), m.weight(4), pads=[1] * 4, name='model/conv2d/Conv2D:0')
    x = m.op('MaxPool', m.op('Relu', x, name='model/conv2d/Relu:0'), kernel_shape=[2, 2], strides=[2, 2])
    x = m.op('Transpose', x, perm=[0, 2, 3, 1], name='model/max_pooling2d/MaxPool__10')
    x = m.op('Add', m.op('Mul', x, m.weight(4)), m.weight(4), name='model/batch_normalization/FusedBatchNormV3:0')
    x = m.op('ReduceMean', x, axes=[1, 2], keepdims=0, name='model/global_average_pooling2d/Mean')
    m.output(m.op('Add', m.op('MatMul', x, m.weight(4, 3), name='model/dense/MatMul'), m.weight(3), name='model/dense/BiasAdd'))
    return m


@case
def tensorflow_line(seed):
    """A line as an image of one row, and its shape computed for a flattening."""
    m = Model(seed, 13)
    x = m.op('Unsqueeze', m.input(8, 3), m.ints(1))
    x = m.op('Conv', m.op('Transpose', x, perm=[0, 3, 1, 2]), m.weight(4, 3, 1, 3), strides=[1, 1], auto_pad='SAME_UPPER')
    x = m.op('Squeeze', m.op('Transpose', x, perm=[0, 2, 3, 1]), m.ints(1))
    x = m.op('Relu', m.op('Add', x, m.weight(4)))
    batch = m.op('Slice', m.op('Shape', x), m.ints(0), m.ints(1), m.ints(0))
    x = m.op('Reshape', x, m.op('Concat', batch, m.ints(-1), axis=0))
    m.output(m.op('Sigmoid', m.op('Add', m.op('MatMul', x, m.weight(32, 2, scale=0.2)), m.weight(2))))
    return m


@case
def tensorflow_rows(seed):
    """A product along the last axis of rows, as a product of matrices."""
    m = Model(seed, 13)
    x = m.input(5, 4)
    shape = m.op('Shape', x)
    outer = m.op('Gather', shape, m.ints(0, 1), axis=0)
    n_rows = m.op('ReduceProd', outer, axes=[0], keepdims=0)
    rows = m.op('Concat', m.op('Unsqueeze', n_rows, m.ints(0)), m.ints(4), axis=0)
    y = m.op('MatMul', m.op('Reshape', x, rows), m.weight(4, 6))
    y = m.op('Reshape', y, m.op('Concat', outer, m.ints(6), axis=0))
    y = m.op('Add', y, m.weight(6))
    half = m.op('Mul', y, m.const(0.5))
    y = m.op('Mul', half, m.op('Add', m.op('Erf', m.op('Mul', y, m.const(0.70710678))), m.const(1.0)))
    m.output(m.op('MatMul', m.op('ReduceMax', y, axes=[1], keepdims=0), m.weight(6, 2)))
    return m


@case
def tensorflow_lstm(seed):
    """First states of zeros for each sample, and the last step of a sequence."""
    m = Model(seed, 13)
    x = m.input(5, 3)
    batch = m.op('Slice', m.op('Shape', x), m.ints(0), m.ints(1), m.ints(0))
    zeros = m.op('Expand', m.const(0.0), m.op('Concat', m.ints(1), batch, m.ints(4), axis=0))
    steps = m.op('Transpose', x, perm=[1, 0, 2])
    weights = [m.weight(1, 16, 3), m.weight(1, 16, 4), m.weight(1, 32)]
    y = m.op('LSTM', steps, *weights, '', zeros, zeros, n=3, hidden_size=4, direction='forward')
    last = m.op('Squeeze', m.op('Transpose', m.op('Squeeze', y[1], m.ints(0)), perm=[0, 1]))
    m.output(m.op('Add', m.op('MatMul', last, m.weight(4, 2)), m.weight(2)))
    return m


for name, value in [('number', 0.5), ('hidden', -np.inf)]:

    def _filled(m, x, value=value):
        scores = m.op('MatMul', x, m.op('Transpose', x, perm=[0, 2, 1]))
        mask = m.op('Trilu', m.const(np.ones((4, 4))), upper=0)
        filled = m.op('Where', m.op('Equal', mask, m.const(0.0)), m.const(value), scores)
        return m.op('Softmax', filled, axis=-1)

    simple(f'where_{name}', 14, _filled, 4, 3)
simple('where_two', 13, lambda m, x: m.op('Where', m.const([True, False, True], bool), x, m.op('Relu', x)), 3)
simple('where_values', 13, lambda m, x: m.op('Where', m.const([[True], [False]], bool), m.weight(3), x), 2, 3)
simple('mask_added', 13, lambda m, x: m.op('Softmax', m.op('Add', x, m.const(np.triu(np.full((4, 4), -1e9), 1))), axis=-1), 4, 4)
simple('mask_of_keys', 13, lambda m, x: m.op('Softmax', m.op('Add', x, m.const([0, 0, -np.inf, -np.inf])), axis=-1), 4, 4)
simple('attention_of_keys', 23, lambda m, x: m.op('Attention', x, x, x, m.const([[False, True, True, False]] * 4, bool), scale=0.5), 2, 4, 3)
simple('attention_causal', 23, lambda m, x: m.op('Attention', x, m.op('Relu', x), x, is_causal=1), 2, 4, 3)
simple('absolute', 13, lambda m, x: m.op('Abs', x), 6)
simple('gather_tuples', 13, lambda m, x: m.op('Transpose', m.op('GatherND', m.op('Transpose', x, perm=[1, 0, 2]), m.const([[2], [0]], np.int64)), perm=[1, 0, 2]), 3, 4)


def _beside_constant(m, x):
    batch = m.op('Slice', m.op('Shape', x), m.ints(0), m.ints(1))
    return m.op('Concat', m.op('Expand', m.weight(1, 2, 4), m.op('Concat', batch, m.ints(2, 4), axis=0)), x, axis=1)


simple('concat_constant', 13, _beside_constant, 3, 4)


@case
def network_attention(seed):
    m = Model(seed, 13)
    x = m.input(4, 6)
    q, k, v = (m.op('MatMul', x, m.weight(6, 6, scale=0.3)) for _ in range(3))
    heads = [m.op('Transpose', m.op('Reshape', t, m.ints(0, 4, 2, 3)), perm=[0, 2, 1, 3]) for t in (q, k, v)]
    scores = m.op('MatMul', heads[0], m.op('Transpose', heads[1], perm=[0, 1, 3, 2]))
    weights = m.op('Softmax', m.op('Mul', scores, m.const(0.5)))
    joined = m.op('Reshape', m.op('Transpose', m.op('MatMul', weights, heads[2]), perm=[0, 2, 1, 3]), m.ints(0, 4, 6))
    m.output(m.op('MatMul', joined, m.weight(6, 2)))
    return m


def torch_cases():
    """Models that PyTorch exports; its two exporters write different graphs."""
    import logging
    import warnings

    import torch
    from networks import make
    from torch import nn

    warnings.simplefilter('ignore')
    logging.disable(logging.WARNING)

    class Recurrent(nn.Module):
        def __init__(self, cell, **options):
            super().__init__()
            self.cell = cell(4, 3, batch_first=True, **options)

        def forward(self, x):
            return self.cell(x)[0]

    class Functions(nn.Module):
        def forward(self, x):
            f = nn.functional
            return f.silu(x), f.gelu(x), f.hardswish(x), f.hardtanh(x), f.relu6(x)

    class Branches(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Conv2d(2, 3, 3, padding=1), nn.Conv2d(2, 3, 1)

        def forward(self, x):
            a, b = self.a(x), self.b(x)
            return torch.cat([a + b, a * b], 1).mean((2, 3))

    networks = {
        'mlp': (nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.BatchNorm1d(5), nn.Linear(5, 3), nn.Softmax(-1)), (6,)),
        'cnn': (
            nn.Sequential(
                nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 3)
            ),
            (1, 8, 8),
        ),
        'line': (nn.Sequential(nn.Conv1d(3, 4, 3, stride=2), nn.LeakyReLU(), nn.AvgPool1d(2), nn.Flatten()), (3, 12)),
        'depthwise': (
            nn.Sequential(nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 2, 1), nn.PReLU(2), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
            (4, 6, 6),
        ),
        'upsampled': (nn.Sequential(nn.Upsample(scale_factor=2), nn.ConvTranspose2d(2, 3, 2, stride=2)), (2, 3, 3)),
        'normalised': (nn.Sequential(nn.Linear(4, 6), nn.LayerNorm(6), nn.GELU()), (3, 4)),
        'lstm': (Recurrent(nn.LSTM, bidirectional=True), (5, 4)),
        'gru': (Recurrent(nn.GRU), (5, 4)),
        'rnn': (Recurrent(nn.RNN), (5, 4)),
        'functions': (Functions(), (6,)),
        'branches': (Branches(), (2, 4, 4)),
    }
    for name, (network, shape) in networks.items():
        # The second exporter writes a recurrent layer without gates as a node for each step.
        for exporter in ('script',) if name == 'rnn' else ('script', 'dynamo'):
            yield f'torch_{name}_{exporter}', network, [shape], exporter
    for name, exporters in ARCHITECTURES.items():
        network, shapes = make(name)
        for exporter in exporters:
            yield f'network_{name}_{exporter}'.lower(), network, shapes, exporter


# Architectures of `networks.py` with the exporters whose files differ in what they ask of the import; a number is the
# version of the operators.
ARCHITECTURES = {
    'Autoencoder': ['script13'],
    'Decoder': ['dynamo', 'script17'],
    'Gpt': ['dynamo', 'script13', 'script17'],
    'InteractionNet': ['dynamo'],
    'MlpMixer': ['dynamo', 'script9'],
    'ParticleNet': ['script17'],
    'ResidualNorm': ['dynamo', 'script13'],
    'Siamese': ['script9'],
    'Transformer': ['dynamo', 'dynamo23', 'script17'],
    'VisionTransformer': ['dynamo', 'script17'],
}


def export_torch(network, shapes, exporter, seed):
    import io

    import torch

    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    for name, parameter in network.state_dict().items():
        if parameter.is_floating_point():
            low, high = (0.5, 1.5) if name.endswith('running_var') else (-0.6, 0.6)
            values = np.round(generator.uniform(low, high, tuple(parameter.shape)) * 64) / 64
            parameter.copy_(torch.tensor(values, dtype=torch.float32))
    network.eval()
    buffer = io.BytesIO()
    inputs = tuple(torch.zeros(2, *shape) for shape in shapes)
    if exporter.startswith('script'):
        names = ['x', 'y'][: len(inputs)]
        axes = {name: {0: 'N'} for name in names}
        opset = int(exporter[6:] or 17)
        torch.onnx.export(network, inputs, buffer, dynamo=False, dynamic_axes=axes, input_names=names, opset_version=opset)
        model = onnx.load_from_string(buffer.getvalue())
    else:
        batch = torch.export.Dim('N', min=1, max=1024)
        dynamic = tuple({0: batch} for _ in inputs)
        opset = int(exporter[6:]) if exporter[6:] else None
        program = torch.onnx.export(network, inputs, dynamo=True, dynamic_shapes=dynamic, opset_version=opset, verbose=False)
        model = program.model_proto
    for node in model.graph.node:
        node.doc_string = ''
        del node.metadata_props[:]
    del model.graph.value_info[:]
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    return model, [(1.0, None)] * len(inputs)


def record(name, model, scales, seed):
    rng = np.random.default_rng(seed + 1)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])
    inputs = {}
    for info, (scale, high) in zip(session.get_inputs(), scales):
        shape = [N_SAMPLES, *info.shape[1:]]
        if high is not None:
            data = rng.integers(0, high, shape)
        else:
            # A grid of 1/256 within 8, so that the numbers are exact in the types of the tests.
            data = np.round(np.clip(rng.normal(0, scale, shape), -7, 7) * 256) / 256
        inputs[info.name] = data.astype(np.float32)
    batch = session.get_inputs()[0].shape[0]
    if batch == 1:
        rows = [session.run(None, {key: data[i : i + 1] for key, data in inputs.items()}) for i in range(N_SAMPLES)]
        outputs = [np.concatenate(parts) for parts in zip(*rows)]
    else:
        outputs = session.run(None, inputs)
    arrays = {f'x{i}': data for i, data in enumerate(inputs.values())}
    arrays.update({f'y{i}': np.asarray(data, np.float32) for i, data in enumerate(outputs)})
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f'{name}.onnx').write_bytes(model.SerializeToString(deterministic=True))
    write_npz(FOLDER / f'{name}.npz', arrays)


def write_npz(path, arrays):
    """A .npz without the time of day in it."""
    import io
    import zipfile

    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, np.ascontiguousarray(array))
            archive.writestr(zipfile.ZipInfo(f'{name}.npy'), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def main(names):
    failed = []

    def attempt(name, make):
        if names and name not in names:
            return
        # The seed of a model depends on its name alone.
        seed = sum(ord(c) * (i + 1) for i, c in enumerate(name))
        try:
            model, scales = make(seed)
            record(name, model, scales, seed)
        except Exception as error:  # noqa: BLE001
            failed.append(f'{name}: {type(error).__name__} {str(error)[:300]}')

    for name, (function, _) in CASES.items():

        def make(seed, function=function):
            model = function(seed)
            return model.build(), [(scale, high) for _, _, scale, high in model.inputs]

        attempt(name, make)
    if not names or any(name.startswith(('torch', 'network')) for name in names):
        for name, network, shapes, exporter in torch_cases():
            attempt(name, lambda seed, a=(network, shapes, exporter): export_torch(*a, seed))
    print(f'{len(list(FOLDER.glob("*.onnx")))} models in {FOLDER}')
    for line in failed:
        print('failed:', line)
    return len(failed) > 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
