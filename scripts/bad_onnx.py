#!/usr/bin/env python3
"""Makes the ONNX models of tests/import/onnx that are refused, each for one reason.

    python scripts/bad_onnx.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from record_onnx import Model
from record_qonnx import QONNX, quant

FOLDER = Path(__file__).resolve().parent.parent / 'tests/import/onnx'
CASES = {}


def bad(name, build, *shape, change=None, opset=13, **options):
    """Registers a model of one input that ``build`` makes and ``change`` changes."""
    CASES[name] = (build, shape, change, opset, options)


def edited(name, change):
    """Registers a good model after a change of its message."""
    bad(name, lambda m, x: m.op('Gemm', x, m.weight(4, 3), m.weight(3)), 4, change=change)


def dense(m, x):
    return m.op('Gemm', x, m.weight(4, 3), m.weight(3))


def drop_initializer(model):
    del model.graph.initializer[0]


def external(location):
    def change(model):
        tensor = model.graph.initializer[0]
        tensor.ClearField('raw_data')
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in [('location', location), ('offset', '0'), ('length', '48')]:
            tensor.external_data.add(key=key, value=value)

    return change


def cyclic(model):
    node = model.graph.node[0]
    model.graph.node.append(helper.make_node('Relu', [node.output[0]], ['back'], name='back'))
    node.input[0] = 'back'


def no_graph(model):
    model.ClearField('graph')


def open_extent(model):
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_param = 'length'


def no_rank(model):
    model.graph.input[0].type.tensor_type.ClearField('shape')


def sequence(model):
    model.graph.input[0].type.sequence_type.elem_type.tensor_type.elem_type = TensorProto.FLOAT


def truth_bias(model):
    model.graph.initializer[1].data_type = TensorProto.STRING


def not_finite(model):
    model.graph.initializer[0].raw_data = np.full((4, 3), np.nan, np.float32).tobytes()


edited('opset_too_old', lambda model: setattr(model.opset_import[0], 'version', 8))
edited('opset_too_new', lambda model: setattr(model.opset_import[0], 'version', 99))
edited('unknown_domain', lambda model: setattr(model.graph.node[0], 'domain', 'com.example'))
edited('unknown_operator', lambda model: setattr(model.graph.node[0], 'op_type', 'Gem'))
edited('missing_initializer', drop_initializer)
edited('external_above', external('../weights.bin'))
edited('external_absolute', external('/etc/passwd'))
edited('external_missing', external('none.bin'))
edited('cyclic', cyclic)
edited('no_graph', no_graph)
edited('no_output', lambda model: model.graph.ClearField('output'))
edited('unknown_output', lambda model: setattr(model.graph.output[0], 'name', 'other'))
edited('made_twice', lambda model: model.graph.node.append(helper.make_node('Relu', ['x0'], [model.graph.node[0].output[0]])))
edited('initializer_twice', lambda model: model.graph.initializer.append(model.graph.initializer[0]))
edited('open_extent', open_extent)
edited('no_rank', no_rank)
edited('input_of_sequences', sequence)
edited('initializer_of_texts', truth_bias)
edited('initializer_too_short', lambda model: setattr(model.graph.initializer[0], 'raw_data', b'abcd'))
edited('initializer_too_large', lambda model: model.graph.initializer[0].dims.append(1 << 40))
edited('not_finite', not_finite)
edited('unknown_attribute', lambda model: model.graph.node[0].attribute.append(helper.make_attribute('extra', 1)))
edited('attribute_of_another_type', lambda model: model.graph.node[0].attribute.append(helper.make_attribute('alpha', 'x')))
edited('transposed_samples', lambda model: model.graph.node[0].attribute.append(helper.make_attribute('transA', 1)))
bad('weights_do_not_fit', lambda m, x: m.op('Gemm', x, m.weight(5, 3), m.weight(3)), 4)
bad('quotient_of_values', lambda m, x: m.op('Div', x, m.op('Relu', x)), 4)
bad('samples_mixed', lambda m, x: m.op('Reshape', x, m.ints(4, -1)), 4)
bad('window_too_large', lambda m, x: m.op('Conv', x, m.weight(2, 1, 5, 5)), 1, 3, 3)
bad('three_dimensions', lambda m, x: m.op('Conv', x, m.weight(2, 1, 2, 2, 2)), 1, 3, 3, 3)
bad('resize_by_a_half', lambda m, x: m.op('Resize', x, '', m.const([1, 1, 1.5, 2]), mode='nearest'), 1, 4, 4)
bad('dynamic_weights', lambda m, x: m.op('Conv', x, m.op('Conv', x, m.weight(2, 1, 2, 2))), 1, 3, 3)
bad('unused_index_output', lambda m, x: m.op('MaxPool', x, kernel_shape=[2, 2], n=2)[1], 1, 4, 4)
bad('scale_of_zero', lambda m, x: quant(m, x, 0.0, 4), 4)
bad('scale_not_constant', lambda m, x: m.op('Quant', x, x, m.const(0.0), m.const(4.0), domain=QONNX), 4)
bad('bits_of_a_half', lambda m, x: quant(m, x, 0.5, 4.5), 4)
bad('rounding_mode', lambda m, x: quant(m, x, 0.5, 4, rounding='CEIL'), 4)
bad('narrow_unsigned', lambda m, x: quant(m, x, 0.5, 4, signed=0, narrow=1), 4)
bad('float_quantiser', lambda m, x: m.op('FloatQuant', x, m.const(1.0), domain=QONNX), 4)
bad('integers_computed_with', lambda m, x: m.op('Relu', m.op('QuantizeLinear', x, m.const(0.5), m.const(0, np.int8))), 4)
bad('other_scale', lambda m, x: m.op('DequantizeLinear', m.op('QuantizeLinear', x, m.const(0.5), m.const(0, np.int8)), m.const(0.25), m.const(0, np.int8)), 4)
bad('linear_from_corners', lambda m, x: m.op('Resize', x, '', m.const([1, 1, 2, 2]), mode='linear', coordinate_transformation_mode='asymmetric'), 1, 3, 3)
bad('resize_to_a_fraction', lambda m, x: m.op('Resize', x, '', m.const([1, 1, 1.25, 1]), mode='linear'), 1, 3, 3)
bad('gather_beyond', lambda m, x: m.op('Gather', x, m.ints(0, 4), axis=1), 4)
bad('gather_from_everywhere', lambda m, x: m.op('Gather', x, m.ints(*range(0, 140, 2)), axis=1), 140)
bad('equation_of_the_diagonal', lambda m, x: m.op('Einsum', x, equation='bii->bi'), 3, 3)
bad('equation_of_weights_for_samples', lambda m, x: m.op('Einsum', x, m.weight(4, 3), equation='bi,bi->bi'), 3, batch=4)
bad('equation_without_samples', lambda m, x: m.op('Einsum', x, m.weight(3), equation='bi,i->i'), 3)
bad('equation_of_one_number', lambda m, x: m.op('Einsum', x, m.weight(3), equation='bi,i->b'), 3)
bad('equation_of_other_operands', lambda m, x: m.op('Einsum', x, m.weight(3), equation='bi->b'), 3)
bad('left_weights_do_not_fit', lambda m, x: m.op('MatMul', m.weight(5, 4), x), 3, 4)
bad('more_bits_than_before', lambda m, x: m.op('Trunc', x, m.const(1.0), m.const(0.0), m.const(4.0), m.const(6.0), domain=QONNX), 4)
bad('truncated_by_channels', lambda m, x: m.op('Trunc', x, m.const([1.0, 2.0]), m.const(0.0), m.const(6.0), m.const(4.0), domain=QONNX), 2)
bad('truncated_up', lambda m, x: m.op('Trunc', x, m.const(1.0), m.const(0.0), m.const(6.0), m.const(4.0), domain=QONNX, rounding_mode='UP'), 2)

bad('reflection_too_wide', lambda m, x: m.op('Pad', x, m.ints(0, 4, 0, 0), mode='reflect'), 4)
bad('padded_with_ones', lambda m, x: m.op('Pad', x, m.ints(0, 1, 0, 0), m.const(1.0)), 4)
bad('tiled_samples', lambda m, x: m.op('Tile', x, m.ints(2, 1)), 4)
bad('blocks_do_not_divide', lambda m, x: m.op('DepthToSpace', x, blocksize=2), 6, 2, 2)
bad('groups_do_not_divide', lambda m, x: m.op('GroupNormalization', x, m.weight(4), m.weight(4), num_groups=3), 4, 2, opset=21)
bad('numbers_of_other_channels', lambda m, x: m.op('InstanceNormalization', x, m.weight(3), m.weight(3)), 4, 2)

# What a mask hides, and samples that share an axis.
bad('hidden_computed_with', lambda m, x: m.op('Relu', m.op('Where', m.const([True, False], bool), x, m.const(-np.inf))), 2)
bad('hidden_keys', lambda m, x: m.op('Softmax', m.op('Add', x, m.const([[0, -np.inf], [-np.inf, 0]]))), 2, 2)
bad('hidden_result', lambda m, x: m.op('Where', m.const([True, False], bool), m.const(-1e9), x), 2)
bad('condition_of_values', lambda m, x: m.op('Where', m.op('Greater', x, m.const(0.0)), x, m.const(0.5)), 2)
bad('shared_axis_read', lambda m, x: m.op('Sigmoid', m.op('Reshape', x, m.ints(-1, 3))), 2, 3)
bad('shared_axis_of_result', lambda m, x: m.op('MatMul', m.op('Reshape', x, m.ints(-1, 3)), m.weight(3, 2)), 2, 3)


def opset_twice(model):
    model.opset_import.append(helper.make_opsetid('', 9))


def function(model):
    body = [helper.make_node('Relu', ['a'], ['b'])]
    model.functions.append(helper.make_function('com.example', 'Own', ['a'], ['b'], body, model.opset_import))
    model.graph.node[0].op_type, model.graph.node[0].domain = 'Own', 'com.example'
    del model.graph.node[0].input[1:]


def branch(model):
    body = helper.make_graph(
        [helper.make_node('Relu', ['x0'], ['then'])], 'body', [], [onnx.ValueInfoProto(name='then')]
    )
    node = helper.make_node('If', ['x0'], [model.graph.node[0].output[0]], 'If_0', then_branch=body, else_branch=body)
    model.graph.node[0].CopyFrom(node)


def input_type(kind):
    return lambda model: setattr(model.graph.input[0].type.tensor_type, 'elem_type', kind)


def input_extent(extent):
    return lambda model: setattr(model.graph.input[0].type.tensor_type.shape.dim[1], 'dim_value', extent)


def external_of(**keys):
    """A constant in a file that is there, its key as given."""

    def change(model):
        external('text.onnx')(model)
        for entry in model.graph.initializer[0].external_data:
            entry.value = keys.get(entry.key, entry.value)

    return change


def sparse(model):
    model.graph.sparse_initializer.append(onnx.SparseTensorProto(values=model.graph.initializer[0], dims=[4, 3]))


def two_kinds_of_data(model):
    model.graph.initializer[0].float_data.append(1.0)


def linear_of(m, x, scale, zero):
    return m.op('DequantizeLinear', m.op('QuantizeLinear', x, scale, zero), scale, zero)


edited('opset_missing', lambda model: model.ClearField('opset_import'))
edited('opset_twice', opset_twice)
edited('function_of_the_model', function)
edited('branches', branch)
edited('input_of_texts', input_type(TensorProto.STRING))
edited('input_of_complex_numbers', input_type(TensorProto.COMPLEX64))
edited('input_without_elements', input_extent(0))
edited('input_of_negative_extent', input_extent(-4))
edited('input_too_large', input_extent(1 << 40))
edited('input_twice', lambda model: model.graph.input.append(model.graph.input[0]))
edited('initializer_of_complex_numbers', lambda model: setattr(model.graph.initializer[0], 'data_type', TensorProto.COMPLEX64))
edited('initializer_of_an_unknown_type', lambda model: setattr(model.graph.initializer[0], 'data_type', 99))
edited('initializer_of_negative_extent', lambda model: model.graph.initializer[0].dims.insert(0, -1))
edited('initializer_without_elements', lambda model: model.graph.initializer[0].dims.insert(0, 0))
edited('initializer_of_two_kinds', two_kinds_of_data)
edited('initializer_sparse', sparse)
edited('external_beyond_the_end', external_of(offset='4096'))
edited('external_of_negative_offset', external_of(offset='-8'))
edited('external_of_another_length', external_of(length='47'))
edited('external_without_a_location', external_of(location=''))
edited('external_folder', external_of(location='.'))
edited('external_windows_path', external_of(location='..\\weights.bin'))
edited('no_nodes', lambda model: model.graph.ClearField('node'))
edited('too_many_inputs', lambda model: model.graph.node[0].input.extend(['x0', 'x0']))
edited('too_few_inputs', lambda model: model.graph.node[0].input.pop(1) and model.graph.node[0].input.pop(1))
edited('named_with_a_line', lambda model: setattr(model.graph.node[0], 'op_type', 'Gem\nerror: m'))
bad('loop', lambda m, x: m.op('Loop', m.ints(3), '', x), 4)
bad('scan', lambda m, x: m.op('Scan', x, num_scan_inputs=1), 4)
bad('sequence_of_tensors', lambda m, x: m.op('SequenceAt', m.op('SequenceConstruct', x, x), m.ints(0)), 4)
bad('texts', lambda m, x: m.op('StringNormalizer', x), 4)
bad('random_numbers', lambda m, x: m.op('Add', x, m.op('RandomNormal', shape=[4])), 4)
bad('scale_not_a_number', lambda m, x: quant(m, x, np.nan, 4), 4)
bad('scale_infinite', lambda m, x: quant(m, x, np.inf, 4), 4)
bad('scale_negative', lambda m, x: quant(m, x, -0.5, 4), 4)
bad('scale_of_another_shape', lambda m, x: quant(m, x, [0.5, 0.25, 0.5], 4), 4)
bad('scale_of_two_axes', lambda m, x: quant(m, x, [[0.5, 0.25], [0.5, 1.0]], 4), 2, 2)
bad('zero_point_of_a_half', lambda m, x: quant(m, x, 0.5, 4, zero=0.5), 4)
bad('zero_point_not_a_number', lambda m, x: quant(m, x, 0.5, 4, zero=np.nan), 4)
bad('bits_of_none', lambda m, x: quant(m, x, 0.5, 0), 4)
bad('bits_too_many', lambda m, x: quant(m, x, 0.5, 65), 4)
bad('bits_not_a_number', lambda m, x: quant(m, x, 0.5, np.nan), 4)
bad('one_narrow_bit', lambda m, x: quant(m, x, 0.5, 1, narrow=1), 4)
bad('linear_scale_of_zero', lambda m, x: linear_of(m, x, m.const(0.0), m.const(0, np.int8)), 4)
bad('linear_scale_negative', lambda m, x: linear_of(m, x, m.const(-0.5), m.const(0, np.int8)), 4)
bad('linear_scale_not_a_number', lambda m, x: linear_of(m, x, m.const(np.nan), m.const(0, np.int8)), 4)
bad('linear_scale_of_another_shape', lambda m, x: linear_of(m, x, m.const([0.5] * 3), m.const([0] * 3, np.int8)), 4)
bad('linear_zero_of_another_shape', lambda m, x: linear_of(m, x, m.const([0.5] * 4), m.const([0] * 3, np.int8)), 4)
bad('negative_variance', lambda m, x: m.op('BatchNormalization', x, *[m.const([v, v]) for v in (1, 0, 0, -1)]), 2, 3)
bad('constant_too_large', lambda m, x: m.op('Add', x, m.op('ConstantOfShape', m.ints(1 << 20, 1 << 20))), 4)
bad('constants_too_many', lambda m, x: m.op('Sum', x, *[m.op('ReduceSum', m.op('ConstantOfShape', m.ints(1 << 24))) for _ in range(64)]), 4)
bad('range_too_long', lambda m, x: m.op('Add', x, m.op('Range', m.const(0, np.int64), m.const(1 << 60, np.int64), m.const(1, np.int64))), 4)
bad('range_without_steps', lambda m, x: m.op('Add', x, m.op('Range', m.const(0.0), m.const(1.0), m.const(0.0))), 4)
bad('expanded_too_far', lambda m, x: m.op('Expand', x, m.ints(1, 1 << 40, 4)), 1, 4)
bad('tiled_too_often', lambda m, x: m.op('Tile', x, m.ints(1, 1 << 62)), 4)
bad('padding_too_wide', lambda m, x: m.op('Pad', x, m.ints(0, 1 << 62, 0, 1 << 62)), 4)
bad('resized_too_large', lambda m, x: m.op('Resize', x, '', m.const([1, 1, 1e30, 1])), 1, 4, 4)
bad('window_of_another_size', lambda m, x: m.op('Conv', x, m.weight(2, 1, 2, 2), kernel_shape=[3, 3]), 1, 4, 4)
bad('window_without_elements', lambda m, x: m.op('MaxPool', x, kernel_shape=[0, 0]), 1, 4, 4)
bad('window_of_many', lambda m, x: m.op('MaxPool', x, kernel_shape=[1 << 62, 1 << 62]), 1, 4, 4)
bad('window_padded_beyond', lambda m, x: m.op('AveragePool', x, kernel_shape=[2, 2], pads=[1 << 62] * 4), 1, 4, 4)
bad('window_of_no_steps', lambda m, x: m.op('Conv', x, m.weight(2, 1, 2, 2), strides=[0, 0]), 1, 4, 4)
bad('window_dilated_far', lambda m, x: m.op('Conv', x, m.weight(2, 1, 2, 2), dilations=[1 << 62] * 2), 1, 4, 4)
bad('result_too_large', lambda m, x: m.op('ConvTranspose', x, m.weight(1, 2, 2, 2), strides=[1 << 40] * 2), 1, 4, 4)
bad('axis_beyond', lambda m, x: m.op('Softmax', x, axis=7), 4)
bad('axes_mixed_up', lambda m, x: m.op('Transpose', x, perm=[0, 1, 1]), 3, 4)
bad('two_open_extents', lambda m, x: m.op('Reshape', x, m.ints(0, -1, -1)), 4)
bad('parts_do_not_add_up', lambda m, x: m.op('Split', x, m.ints(3, 3), axis=1, n=2)[0], 4)
bad('constant_alone', lambda m, x: m.op('Identity', m.const([1.0, 2.0])), 4)


def damaged_names():
    """A name that is no text: a byte of it is that of no character."""
    whole = (FOLDER / 'unknown_operator.onnx').read_bytes()
    (FOLDER / 'name_that_is_no_text.onnx').write_bytes(whole.replace(b'Gemm_0', b'Gemm_\xff'))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob('*.onnx'):
        old.unlink()
    for seed, (name, (build, shape, change, opset, options)) in enumerate(CASES.items()):
        model = Model(seed, opset)
        x = model.input(*shape, **options)
        outputs = build(model, x)
        model.output(outputs)
        try:
            proto = model.build()
        except onnx.shape_inference.InferenceError:
            model.nodes, nodes = [], model.nodes
            proto = model.build()
            proto.graph.node.extend(nodes)
        if change is not None:
            change(proto)
        (FOLDER / f'{name}.onnx').write_bytes(proto.SerializeToString(deterministic=True))
    damaged_names()
    # Files that are no messages at all.
    good = (FOLDER / 'missing_initializer.onnx').read_bytes()
    (FOLDER / 'truncated.onnx').write_bytes(good[: len(good) // 2])
    (FOLDER / 'empty.onnx').write_bytes(b'')
    (FOLDER / 'text.onnx').write_bytes(b'no model at all\n')
    print(f'{len(list(FOLDER.glob("*.onnx")))} models in {FOLDER}')


if __name__ == '__main__':
    main()
