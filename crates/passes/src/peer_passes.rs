//! Passes of hls4ml 1.3 for Vivado and Vitis whose work is done elsewhere.
//!
//! Together with [`crate::ALL`] these are all of its passes. Their names in `Optimizers` and `SkipOptimizers` are taken
//! with a warning, since the work cannot be left out.

/// Names, sorted, and where the work is done.
pub const PEER_PASSES: &[(&str, &str)] = &[
    ("apply_resource_strategy", WEIGHTS),
    ("batch_norm_onnx_constant_parameters", ONNX),
    ("bias_down_add", ONNX),
    ("bipolar_quant_constant_parameters", ONNX),
    ("bipolar_quant_to_activation", ONNX),
    ("bipolar_quant_to_alpha_activation_alpha", ONNX),
    ("channels_last_converter", "importers put transpositions where the model has its channels first"),
    ("const_bipolar_quant_to_const_alpha", ONNX),
    ("const_quant_to_const_alpha", ONNX),
    ("constant_batch_norm_fusion", ONNX),
    ("conv_to_conv_x_d", ONNX),
    ("conv_to_depthwise_conv_x_d", ONNX),
    ("d_a_combinational_template", DISTRIBUTED),
    ("d_a_latency_conv_template", DISTRIBUTED),
    ("d_a_latency_dense_template", DISTRIBUTED),
    ("distributed_arithmetic_codegen", DISTRIBUTED),
    ("distributed_arithmetic_einsum_codegen", DISTRIBUTED),
    ("enforce_proxy_model_embedded_config", "the importer of HGQ models gives layers the types of their quantizers"),
    ("expand_layer_group", "importers build the layers of nested models"),
    ("expand_time_distributed", "the importer of Keras models puts both ends around the layers of a loop"),
    ("fifo_depth_optimization", "depths of streams are derived from the order in which layers read and write"),
    ("fix_input_precision", "`infer_precision_types` gives inputs the type of the quantizers that read them"),
    ("fuse_bias_add", "importers give biases to the layer that adds them"),
    ("fuse_bipolar_quant_with_constant", ONNX),
    ("fuse_quant_with_constant", ONNX),
    ("fuse_quantizer_into_d_a_layers", DISTRIBUTED),
    ("generate_conv_im2col", "kernels find the pixels of a window by its geometry"),
    ("generate_conv_streaming_instructions", "kernels find the taps that a pixel lies under by its position"),
    ("generate_unrolled_dense_resource", "one kernel serves all unrolled layers"),
    ("make_stamp", "projects have no stamp, so that two runs give the same bytes"),
    ("matmul_const_to_dense", ONNX),
    ("merge_to_apply_alpha", ONNX),
    ("merge_to_apply_alpha_div", ONNX),
    ("merge_two_constants", ONNX),
    ("output_rounding_saturation_mode", "`Precision` of `result` and `accum` holds the modes"),
    ("padding_constant", ONNX),
    ("process_fixed_point_quantizer_layer", "a quantizer is an op with a kernel of its own"),
    ("quant_constant_parameters", ONNX),
    ("quant_to_activation", ONNX),
    ("quant_to_alpha_activation_alpha", ONNX),
    ("quantize_dense_output", "the layers `BinaryDense` and `TernaryDense` that it serves are refused by name"),
    ("register_bram_weights", WEIGHTS),
    ("remove_single_channel_transpose", "such a transposition is kept, since it can change the order of elements"),
    ("reshape_constant", ONNX),
    ("resize_remove_constants", ONNX),
    ("scale_down_add", ONNX),
    ("scale_down_conv", ONNX),
    ("scale_down_mat_mul", ONNX),
    ("set_pipeline_style", "the code generator reads the settings of the pipeline"),
    ("transform_types", "the code generator writes types, arrays and streams"),
    ("validate_bidirectional_io_type", "both interfaces are served"),
    ("validate_bidirectional_merge_mode", "all modes are served"),
    ("validate_resource_strategy", "`init_dense`, `init_einsum_dense`, `init_conv` and `init_recurrent`"),
    ("validate_resource_unrolled_strategy", "`init_dense`, `init_einsum_dense`, `init_conv` and `init_recurrent`"),
    ("validate_std_cpp_types", "types that are no grid of integers are refused by name"),
];

const DISTRIBUTED: &str = "the strategy `distributed_arithmetic` is refused by name";
const ONNX: &str = "the importer of ONNX models";
const WEIGHTS: &str = "the code generator writes weights in the order and place that the strategy needs";

#[cfg(test)]
mod tests {
    use super::PEER_PASSES;
    use crate::ALL;

    #[test]
    fn the_list_is_sorted_and_names_no_pass_that_is_there() {
        let names: Vec<&str> = PEER_PASSES.iter().map(|(name, _)| *name).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        let there: Vec<&str> = ALL.iter().map(|pass| pass.name()).filter(|name| names.contains(name)).collect();
        assert!(there.is_empty(), "{there:?}");
    }
}
