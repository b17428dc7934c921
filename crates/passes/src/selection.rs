//! Which flows and passes a user chose.

use hlsmith_config::Settings;
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, did_you_mean};

use crate::flow::Flow;
use crate::passes::ALL;

/// Passes of the peer that have no work on the layers supported here; naming them is not an error.
const WITHOUT_WORK: &[&str] = &[
    "apply_resource_strategy",
    "bit_exact",
    "channels_last_converter",
    "enforce_proxy_model_embedded_config",
    "expand_layer_group",
    "expand_time_distributed",
    "extract_ternary_threshold",
    "fix_input_precision",
    "fuse_bias_add",
    "generate_conv_im2col",
    "generate_conv_streaming_instructions",
    "generate_unrolled_dense_resource",
    "insert_zero_padding_before_conv1d",
    "insert_zero_padding_before_conv2d",
    "merge_batch_norm_quantized_tanh",
    "optimize_pointwise_conv",
    "output_rounding_saturation_mode",
    "process_fixed_point_quantizer_layer",
    "qkeras_factorize_alpha",
    "quantize_dense_output",
    "register_bram_weights",
    "remove_single_channel_transpose",
    "replace_multidimensional_dense_with_conv",
    "separable_to_depthwise_and_conv",
    "set_pipeline_style",
    "transform_types",
    "xnor_pooling",
];

/// Passes without which no layer has a number type; they run whatever is chosen.
const ESSENTIAL: &[&str] = &["infer_precision_types", "infer_softmax_types", "init_dense", "inplace_parallel_reshape"];

/// The user's choice of flows and passes.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// Flows to run at conversion.
    pub(crate) flows: Vec<&'static Flow>,
    only: Option<Vec<String>>,
    skip: Vec<String>,
}

impl Selection {
    /// Checks the names in the settings.
    ///
    /// # Errors
    /// Every unknown flow or pass, and every pass that cannot be skipped.
    pub(crate) fn new(settings: &Settings) -> Result<(Self, Diagnostics)> {
        let hls = &settings.hls;
        let mut findings = Diagnostics::new();
        let mut flows = Vec::new();
        for name in hls.flows.iter().flatten() {
            match Flow::find(name) {
                Some(flow) => flows.push(flow),
                None => findings.push(
                    Diagnostic::error(Code::UnknownPass, Subject::Key("HLSConfig.Flows".into()), "unknown flow")
                        .found(name)
                        .remedy(did_you_mean(name, Flow::all().iter().map(|flow| flow.name))),
                ),
            }
        }
        if hls.flows.is_none() {
            flows.push(Flow::default_of(settings.backend));
        }
        for name in hls.optimizers.iter().flatten() {
            check_name("HLSConfig.Optimizers", name, &mut findings);
        }
        for name in &hls.skip_optimizers {
            check_name("HLSConfig.SkipOptimizers", name, &mut findings);
            if ESSENTIAL.contains(&name.as_str()) {
                let key = Subject::Key("HLSConfig.SkipOptimizers".into());
                let message = "this pass gives layers their number types and cannot be skipped";
                findings.push(
                    Diagnostic::error(Code::UnknownPass, key, message)
                        .found(name)
                        .remedy("give the layers explicit precisions instead"),
                );
            }
        }
        let remarks = findings.into_result()?;
        Ok((Self { flows, only: hls.optimizers.clone(), skip: hls.skip_optimizers.clone() }, remarks))
    }

    /// Whether a pass runs.
    pub(crate) fn includes(&self, name: &str) -> bool {
        let chosen = self.only.as_ref().is_none_or(|only| only.iter().any(|other| other == name));
        ESSENTIAL.contains(&name) || (chosen && !self.skip.iter().any(|other| other == name))
    }
}

fn check_name(key: &str, name: &str, findings: &mut Diagnostics) {
    if ALL.iter().any(|pass| pass.name() == name) {
        return;
    }
    let subject = Subject::Key(key.to_owned());
    if WITHOUT_WORK.contains(&name) {
        let message = "this pass has no work on the layers supported here";
        findings.push(Diagnostic::warning(Code::UnknownPass, subject, message).found(name));
    } else {
        let names = ALL.iter().map(|pass| pass.name());
        findings.push(
            Diagnostic::error(Code::UnknownPass, subject, "unknown pass").found(name).remedy(did_you_mean(name, names)),
        );
    }
}
