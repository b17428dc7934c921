#!/usr/bin/env python3
"""Makes the quantised ONNX models of tests/reference/qonnx and records what the executor of QONNX computes for them.

Models and records have the form of those of `record_onnx.py`; the numbers are exact, since sums of short integers are so in
single precision.

    python scripts/record_qonnx.py [NAME ...]
"""

from __future__ import annotations

import sys

import numpy as np
from record_onnx import FOLDER, Model, write_npz

QUANTIZED = {}
QUANTIZED_FOLDER = FOLDER.parent / 'qonnx'
QONNX = 'qonnx.custom_op.general'


def quantized(function):
    """Registers the function that makes a quantised model under its name."""
    QUANTIZED[function.__name__] = function
    return function


def quant(m, x, scale, bits, zero=0.0, signed=1, narrow=0, rounding='ROUND'):
    constants = [m.const(scale), m.const(zero), m.const(float(bits))]
    return m.op('Quant', x, *constants, domain=QONNX, signed=signed, narrow=narrow, rounding_mode=rounding)


def real(m, *shape, scale=0.5):
    """Trained numbers on no grid."""
    return m.const(m.rng.normal(0, scale, shape))


def layers(m, x, sizes, weight_bits=4, act_bits=6, weight_scale=2**-3, act_scale=2**-4, **options):
    for n_in, n_out in zip(sizes, sizes[1:]):
        weight = quant(m, real(m, n_in, n_out), weight_scale, weight_bits, narrow=1)
        bias = quant(m, real(m, n_out), 2**-6, 8)
        x = m.op('Relu', m.op('Add', m.op('MatMul', x, weight), bias))
        x = quant(m, x, act_scale, act_bits, signed=0, **options)
    return x


@quantized
def mlp(m):
    m.output(layers(m, quant(m, m.input(8), 2**-5, 8), [8, 6, 5, 3]))


@quantized
def mlp_floor(m):
    m.output(layers(m, quant(m, m.input(8), 2**-4, 7, rounding='FLOOR'), [8, 6, 4], rounding='FLOOR'))


@quantized
def mlp_wide_weights(m):
    m.output(layers(m, quant(m, m.input(6), 2**-3, 6, narrow=1), [6, 5, 4], weight_bits=8, weight_scale=2**-6))


@quantized
def mlp_integers(m):
    m.output(layers(m, quant(m, m.input(6), 1.0, 4), [6, 5], weight_scale=1.0, weight_bits=3, act_scale=1.0))


@quantized
def mlp_column_scales(m):
    scales = 2.0 ** m.rng.integers(-5, -1, (1, 4))
    weight = quant(m, real(m, 6, 4), scales, 4, narrow=1)
    m.output(quant(m, m.op('MatMul', quant(m, m.input(6), 2**-4, 6), weight), 2**-3, 7))


@quantized
def gemm(m):
    weight, bias = quant(m, real(m, 4, 6), 2**-3, 4), quant(m, real(m, 4), 2**-5, 6)
    m.output(m.op('Gemm', quant(m, m.input(6), 2**-4, 6), weight, bias, transB=1))


def conv_block(m, x, n_in, n_out, kernel=3, group=1, scales=None, **options):
    scale = 2**-3 if scales is None else scales
    weight = quant(m, real(m, n_out, n_in // group, kernel, kernel), scale, 4, narrow=1)
    x = m.op('Conv', x, weight, quant(m, real(m, n_out), 2**-6, 8), group=group, **options)
    return quant(m, m.op('Relu', x), 2**-3, 5, signed=0)


@quantized
def cnn(m):
    x = conv_block(m, quant(m, m.input(1, 6, 6), 2**-5, 8), 1, 3, pads=[1] * 4)
    x = conv_block(m, m.op('MaxPool', x, kernel_shape=[2, 2], strides=[2, 2]), 3, 4, kernel=2)
    m.output(m.op('MatMul', m.op('Flatten', x), quant(m, real(m, 16, 3), 2**-4, 5)))


@quantized
def cnn_filter_scales(m):
    scales = 2.0 ** m.rng.integers(-5, -1, (4, 1, 1, 1))
    m.output(conv_block(m, quant(m, m.input(2, 5, 5), 2**-4, 7), 2, 4, scales=scales))


@quantized
def cnn_depthwise(m):
    x = conv_block(m, quant(m, m.input(3, 5, 5), 2**-4, 7), 3, 3, group=3)
    m.output(conv_block(m, x, 3, 2, kernel=1))


@quantized
def cnn_line(m):
    x = quant(m, m.input(3, 8), 2**-4, 7)
    weight = quant(m, real(m, 4, 3, 3), 2**-3, 4)
    m.output(quant(m, m.op('Conv', x, weight, strides=[2]), 2**-2, 6))


@quantized
def residual(m):
    x = quant(m, m.input(2, 4, 4), 2**-4, 6)
    y = conv_block(m, x, 2, 2, pads=[1] * 4)
    m.output(quant(m, m.op('Add', x, y), 2**-3, 6))


@quantized
def branches(m):
    x = quant(m, m.input(2, 4, 4), 2**-4, 6)
    m.output(quant(m, m.op('Concat', conv_block(m, x, 2, 3, kernel=1), x, axis=1), 2**-3, 5))


@quantized
def normalised(m):
    x = m.op('MatMul', quant(m, m.input(6), 2**-4, 6), quant(m, real(m, 6, 4), 2**-3, 4))
    x = m.op('Mul', x, m.const([0.5, 0.75, 1.25, 2.0]))
    m.output(quant(m, m.op('Add', x, m.const([0.5, -0.25, 0.125, 1.0])), 2**-3, 6))


@quantized
def channel_scales(m):
    scales = 2.0 ** m.rng.integers(-5, -1, (1, 3, 1, 1))
    m.output(quant(m, m.input(3, 4, 4), scales, 5))


@quantized
def leaky(m):
    x = m.op('MatMul', quant(m, m.input(6), 2**-4, 6), quant(m, real(m, 6, 4), 2**-3, 4))
    m.output(quant(m, m.op('LeakyRelu', x, alpha=0.125), 2**-3, 6))


def bipolar(m, x, scale=1.0):
    return m.op('BipolarQuant', x, m.const(scale), domain=QONNX)


@quantized
def binary_weights(m):
    m.output(m.op('MatMul', quant(m, m.input(6), 2**-4, 6), bipolar(m, real(m, 6, 4))))


@quantized
def binary_weights_scaled(m):
    m.output(m.op('MatMul', quant(m, m.input(6), 2**-4, 6), bipolar(m, real(m, 6, 4), 0.25)))


@quantized
def binary(m):
    x = bipolar(m, m.op('MatMul', quant(m, m.input(6), 2**-4, 6), bipolar(m, real(m, 6, 5))))
    m.output(m.op('MatMul', x, bipolar(m, real(m, 5, 3), 0.5)))


@quantized
def binary_scaled(m):
    m.output(bipolar(m, quant(m, m.input(6), 2**-4, 6), 0.5))


def linear(m, x, scale, zero, axis=None):
    options = {} if axis is None else {'axis': axis}
    scale, zero = m.const(scale), m.const(zero, np.int8)
    return m.op('DequantizeLinear', m.op('QuantizeLinear', x, scale, zero, **options), scale, zero, **options)


@quantized
def linear_mlp(m):
    x = linear(m, m.input(6), 2**-4, 0)
    weight = m.op('DequantizeLinear', m.const(m.rng.integers(-127, 128, (6, 4)), np.int8), m.const(2**-6), m.const(0, np.int8))
    m.output(linear(m, m.op('Relu', m.op('MatMul', x, weight)), 2**-3, 0))


@quantized
def linear_conv(m):
    x = linear(m, m.input(2, 4, 4), 2**-4, 0)
    scales = 2.0 ** m.rng.integers(-7, -4, 3)
    integers = m.const(m.rng.integers(-127, 128, (3, 2, 3, 3)), np.int8)
    weight = m.op('DequantizeLinear', integers, m.const(scales), m.const([0] * 3, np.int8), axis=0)
    m.output(linear(m, m.op('Conv', x, weight), 2**-2, 0))


@quantized
def linear_clipped(m):
    scale, zero = m.const(2**-2), m.const(0, np.int8)
    x = m.op('QuantizeLinear', m.input(6), scale, zero)
    x = m.op('Clip', x, m.const(-8, np.int8), m.const(7, np.int8))
    m.output(m.op('DequantizeLinear', x, scale, zero))


@quantized
def scaled_weights(m):
    weight = quant(m, real(m, 6, 4), 0.1, 4, narrow=1)
    m.output(m.op('Add', m.op('MatMul', quant(m, m.input(6), 2**-4, 6), weight), m.const([0.5, -0.25, 0.125, 1.0])))


@quantized
def scaled_filters(m):
    scales = m.rng.uniform(0.02, 0.2, (4, 1, 1, 1))
    weight = quant(m, real(m, 4, 2, 3, 3), scales, 5, narrow=1)
    m.output(m.op('Conv', quant(m, m.input(2, 4, 4), 2**-4, 6), weight, m.const([0.5, -0.25, 0.125, 1.0])))


@quantized
def scaled_values(m):
    m.output(quant(m, m.op('Relu', quant(m, m.input(6), 0.07, 6)), 0.11, 5, signed=0))


@quantized
def zero_point(m):
    m.output(quant(m, m.input(6), 0.125, 6, zero=5.0, signed=0))


def trunc(m, x, scale, bits_in, bits_out, zero=0.0, rounding='FLOOR'):
    constants = [m.const(scale), m.const(zero), m.const(float(bits_in)), m.const(float(bits_out))]
    return m.op('Trunc', x, *constants, domain=QONNX, rounding_mode=rounding)


@quantized
def truncated(m):
    m.output(trunc(m, quant(m, m.input(6), 2**-5, 8), 2**-5, 8, 5))


@quantized
def truncated_average(m):
    x = m.op('AveragePool', quant(m, m.input(2, 4, 4), 2**-4, 6), kernel_shape=[2, 2], strides=[2, 2])
    m.output(trunc(m, m.op('Mul', x, m.const(4.0)), 2**-4, 8, 6))


@quantized
def truncated_rounded(m):
    m.output(trunc(m, quant(m, m.input(6), 0.25, 6), 0.25, 6, 4, rounding='ROUND'))


@quantized
def truncated_zero_point(m):
    m.output(trunc(m, quant(m, m.input(6), 0.125, 7, zero=3.0), 0.125, 7, 5, zero=3.0))


@quantized
def truncated_scale(m):
    m.custom_opset = 2
    x = quant(m, m.input(6), 2**-5, 8)
    constants = [m.const(2**-5), m.const(0.0), m.const(8.0), m.const(2**-2), m.const(5.0)]
    m.output(m.op('Trunc', x, *constants, domain=QONNX, signed=1, narrow=0, rounding_mode='FLOOR'))


for word in ('DOWN', 'HALF_DOWN', 'HALF_EVEN', 'HALF_UP'):
    QUANTIZED[f'rounded_{word.lower()}'] = lambda m, word=word: m.output(
        m.op('MatMul', quant(m, m.input(6), 0.5, 4, rounding=word), quant(m, real(m, 6, 3), 0.25, 4, rounding=word))
    )


def linear_bits(m, x, scale, zero, dtype):
    scale = m.const(scale)
    zero = m.const(zero, dtype)
    return m.op('DequantizeLinear', m.op('QuantizeLinear', x, scale, zero), scale, zero)


@quantized
def linear_unsigned(m):
    m.output(linear_bits(m, m.op('Relu', m.input(6)), 2**-5, 0, np.uint8))


@quantized
def linear_zero_point(m):
    m.output(linear_bits(m, m.input(6), 0.03125, 100, np.uint8))


@quantized
def scaled_einsum(m):
    weight = quant(m, real(m, 3, 4, 5), m.rng.uniform(0.05, 0.2, (1, 1, 5)), 4, narrow=1)
    m.output(m.op('Einsum', quant(m, m.input(3, 4), 2**-4, 6), weight, equation='bij,ijk->bk'))


@quantized
def left_weights(m):
    weight = quant(m, real(m, 5, 3), 2**-3, 4, narrow=1)
    m.output(m.op('MatMul', weight, quant(m, m.input(3, 4), 2**-4, 6)))


def record_quantized(name, seed):
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.transformation.infer_shapes import InferShapes

    n_samples = 1000
    model = Model(seed, 13)
    original = model.input
    model.input = lambda *shape: original(*shape, batch=n_samples, scale=1.5)
    QUANTIZED[name](model)
    proto = model.build()
    rng = np.random.default_rng(seed + 1)
    shape = [d.dim_value for d in proto.graph.input[0].type.tensor_type.shape.dim]
    x = (np.round(np.clip(rng.normal(0, 1.5, shape), -7, 7) * 256) / 256).astype(np.float32)
    wrapper = ModelWrapper(proto).transform(InferShapes())
    result = execute_onnx(wrapper, {'x0': x})[model.outputs[0]]
    QUANTIZED_FOLDER.mkdir(parents=True, exist_ok=True)
    (QUANTIZED_FOLDER / f'{name}.onnx').write_bytes(proto.SerializeToString(deterministic=True))
    write_npz(QUANTIZED_FOLDER / f'{name}.npz', {'x0': x, 'y0': np.asarray(result, np.float32)})


def main(names):
    failed = []
    for name in QUANTIZED:
        if names and name not in names:
            continue
        try:
            # The seed of a model depends on its name alone.
            record_quantized(name, sum(ord(c) * (i + 1) for i, c in enumerate(name)))
        except Exception as error:  # noqa: BLE001
            failed.append(f'{name}: {type(error).__name__} {str(error)[:300]}')
    print(f'{len(list(QUANTIZED_FOLDER.glob("*.onnx")))} models in {QUANTIZED_FOLDER}')
    for line in failed:
        print('failed:', line)
    return len(failed) > 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
