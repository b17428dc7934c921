//! Imported models under several settings: what no record of the peer covers is checked on these.

use std::path::Path;

use hlsmith::Model;
use serde_json::{Value, json};

/// Samples of each design.
pub const N_DESIGN_SAMPLES: usize = 3;

/// A model under settings, with inputs that are each flat in C order.
pub struct Design {
    /// Unique, and an identifier of C++.
    pub name: String,
    /// The converted model.
    pub model: Model,
    /// [`N_DESIGN_SAMPLES`] seeded samples of each input.
    pub inputs: Vec<Vec<f64>>,
}

/// Models below `tests`: those with ops that the peer cannot do, gets wrong, or has few records of.
const MODELS: &[&str] = &[
    "models/keras2/bidirectional_sum.h5",
    "models/keras2/dot_matrices.h5",
    "models/keras2/qkeras_acts_levels.h5",
    "models/keras2/qkeras_acts_po2.h5",
    "models/keras2/qkeras_binary_conv.h5",
    "models/keras2/qkeras_levels_po2_conv.h5",
    "models/keras2/qkeras_ternary.h5",
    "models/keras2/shape_crops.h5",
    "models/keras2/shared_chain.h5",
    "models/keras2/timed_dense.h5",
    "models/keras3/act_relu_bounded.keras",
    "models/keras3/bidirectional_gru.keras",
    "models/keras3/bidirectional_lstm.keras",
    "models/keras3/bidirectional_network.keras",
    "models/keras3/broadcast_both.keras",
    "models/keras3/broadcast_channels.keras",
    "models/keras3/broadcast_pixels.keras",
    "models/keras3/broadcast_rows.keras",
    "models/keras3/broadcast_squeeze.keras",
    "models/keras3/depthwise_image.keras",
    "models/keras3/depthwise_multiplied.keras",
    "models/keras3/depthwise_rows.keras",
    "models/keras3/dot_network.keras",
    "models/keras3/dot_normalized.keras",
    "models/keras3/dot_vectors.keras",
    "models/keras3/einsum_heads.keras",
    "models/keras3/einsum_rows.keras",
    "models/keras3/gru_reset_before.keras",
    "models/keras3/layernorm_image.keras",
    "models/keras3/layernorm_rows.keras",
    "models/keras3/merge_average_three.keras",
    "models/keras3/mha_self.keras",
    "models/keras3/pool_global_kept.keras",
    "models/keras3/pool_padded2d.keras",
    "models/keras3/reshape.keras",
    "models/keras3/separable_multiplied.keras",
    "models/keras3/shape_bilinear.keras",
    "models/keras3/shape_crops.keras",
    "models/keras3/shape_permuted.keras",
    "models/keras3/shape_repeated.keras",
    "models/keras3/shape_repeats.keras",
    "models/keras3/shape_reshaped.keras",
    "models/keras3/simplernn_single.keras",
    "models/keras3/timed_convolved.keras",
    "models/keras3/timed_rows.keras",
    "reference/attention/keras2-causal_attention.h5",
    "reference/attention/keras2-group_normalization.h5",
    "reference/attention/keras2-self_attention.h5",
    "reference/attention/keras3-activations.keras",
    "reference/attention/keras3-causal_attention.keras",
    "reference/attention/keras3-cross_attention.keras",
    "reference/attention/keras3-group_normalization.keras",
    "reference/attention/keras3-image_attention.keras",
    "reference/attention/keras3-joined_normalisations.keras",
    "reference/attention/keras3-normalisations.keras",
    "reference/attention/keras3-products.keras",
    "reference/attention/keras3-self_attention.keras",
    "reference/attention/keras3-transformer.keras",
    "reference/garnet/keras2-energy.h5",
    "reference/garnet/keras2-max.h5",
    "reference/garnet/keras2-mean.h5",
    "reference/garnet/keras2-stack_vertices.h5",
    "reference/garnet/keras2-tanh.h5",
    "reference/hgq/dense_kbi_sat_rnd_elements.keras",
    "reference/hgq/lut_elu_elements.keras",
    "reference/hgq/lut_selu_elements.keras",
    "reference/hgq/lut_sigmoid_elements.keras",
    "reference/hgq/merges_elements.keras",
    "reference/hgq/pooled_1d_elements.keras",
    "reference/hgq/proxy_table_tanh.keras",
    "reference/hgq/table_dense_elements.keras",
    "reference/images/keras3-bilinear.keras",
    "reference/images/keras3-channels_first_images.keras",
    "reference/images/keras3-channels_first_lines.keras",
    "reference/images/keras3-dots.keras",
    "reference/keras/keras2-timed_sequences.h5",
    "reference/keras/keras2-bidirectional.h5",
    "reference/keras/keras3-bidirectional.keras",
    "reference/keras/keras3-bidirectional_states.keras",
    "reference/keras/keras3-first_states.keras",
    "reference/keras/keras3-functions.keras",
    "reference/keras/keras3-gru_before.keras",
    "reference/keras/keras3-simple_rnn.keras",
    "reference/keras/keras3-stateful.keras",
    "reference/keras/keras3-states.keras",
    "reference/keras/keras3-timed.keras",
    "reference/keras/keras3-timed_models.keras",
    "reference/keras/keras3-timed_windows.keras",
    "reference/keras_convolutions/conv1d_causal_dilated.keras",
    "reference/keras_convolutions/conv1d_grouped.keras",
    "reference/keras_convolutions/conv1d_transposed_same.keras",
    "reference/keras_convolutions/conv1d_transposed_short.keras",
    "reference/keras_convolutions/conv1d_transposed_valid.keras",
    "reference/keras_convolutions/conv2d_dilated_same.keras",
    "reference/keras_convolutions/conv2d_grouped.keras",
    "reference/keras_convolutions/conv2d_transposed_dilated.keras",
    "reference/keras_convolutions/conv2d_transposed_padded.keras",
    "reference/keras_convolutions/conv2d_transposed_same.keras",
    "reference/keras_convolutions/conv2d_transposed_valid.keras",
    "reference/keras_convolutions/depthwise1d.keras",
    "reference/keras_convolutions/separable1d.keras",
    "reference/keras_convolutions/separable2d.keras",
];

/// The settings of each model: name, interface, precision, strategy and reuse factor of the whole model.
const SETTINGS: &[(&str, &str, &str, &str, u32)] = &[
    ("parallel", "io_parallel", "fixed<14,5,RND,SAT>", "Latency", 1),
    ("parallel_resource", "io_parallel", "fixed<11,4,RND_CONV,SAT_SYM>", "Resource", 3),
    ("parallel_unrolled", "io_parallel", "fixed<13,5,RND_ZERO,WRAP>", "Resource_Unrolled", 4),
    ("stream", "io_stream", "fixed<12,4>", "Latency", 2),
    ("stream_resource", "io_stream", "fixed<12,5,TRN_ZERO,SAT>", "Resource", 4),
    ("stream_unrolled", "io_stream", "fixed<15,6,RND_INF,SAT>", "Resource_Unrolled", 2),
];

/// The targets, which models and settings take in turn; others have cases of their own.
pub const DESIGN_BACKENDS: [&str; 2] = ["Vitis", "Vivado"];

/// Every model under every setting, models after each other.
pub fn design_names() -> Vec<String> {
    let of = |path: &&str| SETTINGS.iter().map(|settings| name(path, settings.0)).collect::<Vec<_>>();
    MODELS.iter().flat_map(of).collect()
}

/// The design of a position of [`design_names`], converted.
///
/// # Errors
/// When the model is not imported or converted.
pub fn design(position: usize) -> hlsmith::Result<Design> {
    let (model, settings) = (position / SETTINGS.len(), position % SETTINGS.len());
    design_for(position, DESIGN_BACKENDS[(model + settings) % DESIGN_BACKENDS.len()])
}

/// As [`design`], for a target.
///
/// # Errors
/// As [`design`].
pub fn design_for(position: usize, backend: &str) -> hlsmith::Result<Design> {
    let (path, settings) = (MODELS[position / SETTINGS.len()], position % SETTINGS.len());
    let (slug, io_type, precision, strategy, reuse_factor) = SETTINGS[settings];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(path);
    let hls = json!({
        "Model": { "Precision": precision, "Strategy": strategy, "ReuseFactor": reuse_factor },
        "LayerType": types(strategy),
    });
    let config = json!({ "Backend": backend, "IOType": io_type, "HLSConfig": hls });
    let model = Model::convert(hlsmith::load_keras(&file, None)?, &config)?;
    let plan = model.plan()?;
    let inputs = (0..plan.n_inputs())
        .map(|input| samples(N_DESIGN_SAMPLES * plan.input_shape(input).iter().product::<usize>(), position + input));
    Ok(Design { name: name(path, slug), inputs: inputs.collect(), model })
}

/// Settings of classes that go with a strategy.
fn types(strategy: &str) -> Value {
    match strategy {
        "Resource_Unrolled" => json!({ "TimeDistributed": { "TimeStepLoopParallelism": "Unroll" } }),
        _ => json!({}),
    }
}

fn name(path: &str, settings: &str) -> String {
    let stem = path.strip_prefix("models/").or(path.strip_prefix("reference/")).unwrap_or(path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    format!("{}_{settings}", stem.replace(['/', '-'], "_"))
}

/// Seeded numbers between -2 and 2.
fn samples(len: usize, seed: usize) -> Vec<f64> {
    (0..len).map(|i| ((i * 7919 + seed * 613 + 13) % 1021) as f64 / 256.0 - 2.0).collect()
}
