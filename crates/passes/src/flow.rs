//! Named sequences of passes.

use hlsmith_config::Backend;

use crate::Pass;
use crate::passes::{
    BitExact, BroadcastStream, CloneOutput, CountBiasOfSignsTwice, EliminateLinearActivation, ExtractTernaryThreshold,
    FixSoftmaxTableSize, FuseBatchNormalization, FuseConsecutiveBatchNormalization, FuseConsecutiveReshapes,
    FuseConsecutiveTransposes, FuseFixedPointQuantizer, InferLayerNormalizationTypes, InferPrecisionTypes,
    InferSoftmaxTypes, InitConv, InitDense, InitEinsumDense, InitRecurrent, InplaceParallelReshape,
    InplaceStreamFlatten, InsertZeroPaddingBeforeConv1d, InsertZeroPaddingBeforeConv2d, MergeBatchNormQuantizedTanh,
    MergeLinearActivation, OptimizePointwiseConv, QkerasFactorizeAlpha, RemoveFinalReshape,
    RemoveNopBatchNormalization, RemoveNopTranspose, RemoveTransposeBeforeFlatten,
    ReplaceMultidimensionalDenseWithConv, ReshapeStream, SeparableToDepthwiseAndConv, SkipSoftmax, TabulateFunctions,
    ValidateConvImplementation, XnorPooling,
};

/// A named sequence of passes and the flows that run before it.
#[derive(Clone, Copy)]
pub struct Flow {
    /// Public name.
    pub name: &'static str,
    /// Whom it serves.
    pub kind: FlowKind,
    /// Passes in order.
    pub passes: &'static [&'static dyn Pass],
    /// Names of the flows that run first, in order.
    pub requires: &'static [&'static str],
}

/// Whom a flow serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// Every target.
    Common,
    /// One target.
    Target(Backend),
}

impl std::fmt::Debug for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What makes a project possible: the flows that all targets share, and those of one.
macro_rules! ip {
    ($($own:literal),*) => {
        &[
            "optimize",
            "vivado:init_layers",
            "vivado:streaming",
            "vivado:quantization",
            "vivado:optimize",
            "vivado:specific_types",
            $($own),*
        ]
    };
}

const CATAPULT_IP: &[&str] = ip!("catapult:apply_templates");
const LIBERO_IP: &[&str] = ip!("libero:apply_templates");
const ONEAPI_IP: &[&str] = ip!("oneapi:apply_templates");
const QUARTUS_IP: &[&str] = ip!("quartus:apply_templates");
const VIVADO_IP: &[&str] = ip!("vivado:apply_templates");
const BOARD_IP: &[&str] = ip!();

const VITIS_IP: &[&str] = &[
    "optimize",
    "vitis:validation",
    "vivado:init_layers",
    "vivado:streaming",
    "vivado:quantization",
    "vivado:optimize",
    "vivado:specific_types",
    "vitis:apply_templates",
];

/// Every flow, sorted by name within the order of use.
static FLOWS: &[Flow] = &[
    Flow { name: "catapult:apply_templates", kind: FlowKind::Target(Backend::Catapult), passes: &[], requires: &[] },
    Flow { name: "catapult:ip", kind: FlowKind::Target(Backend::Catapult), passes: &[], requires: CATAPULT_IP },
    Flow { name: "catapult:write", kind: FlowKind::Target(Backend::Catapult), passes: &[], requires: &["catapult:ip"] },
    Flow {
        name: "convert",
        kind: FlowKind::Common,
        passes: &[
            &SeparableToDepthwiseAndConv,
            &FuseConsecutiveTransposes,
            &FuseConsecutiveReshapes,
            &RemoveTransposeBeforeFlatten,
            &RemoveNopTranspose,
            &QkerasFactorizeAlpha,
            &ExtractTernaryThreshold,
            &FuseConsecutiveBatchNormalization,
            &FuseBatchNormalization,
            &ReplaceMultidimensionalDenseWithConv,
            &EliminateLinearActivation,
            &MergeLinearActivation,
            &TabulateFunctions,
            &BitExact,
            &FuseFixedPointQuantizer,
            &InferPrecisionTypes,
        ],
        requires: &[],
    },
    Flow { name: "libero:apply_templates", kind: FlowKind::Target(Backend::Libero), passes: &[], requires: &[] },
    Flow { name: "libero:ip", kind: FlowKind::Target(Backend::Libero), passes: &[], requires: LIBERO_IP },
    Flow { name: "libero:write", kind: FlowKind::Target(Backend::Libero), passes: &[], requires: &["libero:ip"] },
    Flow { name: "oneapi:apply_templates", kind: FlowKind::Target(Backend::OneApi), passes: &[], requires: &[] },
    Flow { name: "oneapi:ip", kind: FlowKind::Target(Backend::OneApi), passes: &[], requires: ONEAPI_IP },
    Flow { name: "oneapi:write", kind: FlowKind::Target(Backend::OneApi), passes: &[], requires: &["oneapi:ip"] },
    Flow { name: "optimize", kind: FlowKind::Common, passes: &[&RemoveNopBatchNormalization], requires: &["convert"] },
    Flow { name: "quartus:apply_templates", kind: FlowKind::Target(Backend::Quartus), passes: &[], requires: &[] },
    Flow { name: "quartus:ip", kind: FlowKind::Target(Backend::Quartus), passes: &[], requires: QUARTUS_IP },
    Flow { name: "quartus:write", kind: FlowKind::Target(Backend::Quartus), passes: &[], requires: &["quartus:ip"] },
    Flow { name: "vitis:apply_templates", kind: FlowKind::Target(Backend::Vitis), passes: &[], requires: &[] },
    Flow { name: "vitis:ip", kind: FlowKind::Target(Backend::Vitis), passes: &[], requires: VITIS_IP },
    Flow {
        name: "vitis:validation",
        kind: FlowKind::Target(Backend::Vitis),
        passes: &[],
        requires: &["vivado:init_layers"],
    },
    Flow { name: "vitis:write", kind: FlowKind::Target(Backend::Vitis), passes: &[], requires: &["vitis:ip"] },
    Flow { name: "vitisunified:ip", kind: FlowKind::Target(Backend::VitisUnified), passes: &[], requires: BOARD_IP },
    Flow {
        name: "vitisunified:write",
        kind: FlowKind::Target(Backend::VitisUnified),
        passes: &[],
        requires: &["vitisunified:ip"],
    },
    Flow { name: "vivado:apply_templates", kind: FlowKind::Target(Backend::Vivado), passes: &[], requires: &[] },
    Flow {
        name: "vivado:init_layers",
        kind: FlowKind::Common,
        passes: &[&ValidateConvImplementation, &InitConv, &InitDense, &InitEinsumDense, &InitRecurrent],
        requires: &["optimize"],
    },
    Flow { name: "vivado:ip", kind: FlowKind::Target(Backend::Vivado), passes: &[], requires: VIVADO_IP },
    Flow {
        name: "vivado:optimize",
        kind: FlowKind::Common,
        passes: &[
            &RemoveFinalReshape,
            &OptimizePointwiseConv,
            &InplaceParallelReshape,
            &InplaceStreamFlatten,
            &SkipSoftmax,
            &InferLayerNormalizationTypes,
            &InferSoftmaxTypes,
            &FixSoftmaxTableSize,
            &InferPrecisionTypes,
        ],
        requires: &["vivado:init_layers"],
    },
    Flow {
        name: "vivado:quantization",
        kind: FlowKind::Common,
        passes: &[
            &MergeBatchNormQuantizedTanh,
            &FuseConsecutiveBatchNormalization,
            &XnorPooling,
            &CountBiasOfSignsTwice,
        ],
        requires: &["vivado:init_layers"],
    },
    Flow { name: "vivado:specific_types", kind: FlowKind::Common, passes: &[], requires: &["vivado:init_layers"] },
    Flow {
        name: "vivado:streaming",
        kind: FlowKind::Common,
        passes: &[
            &InplaceStreamFlatten,
            &ReshapeStream,
            &CloneOutput,
            &InsertZeroPaddingBeforeConv1d,
            &InsertZeroPaddingBeforeConv2d,
            &BroadcastStream,
        ],
        requires: &["vivado:init_layers"],
    },
    Flow { name: "vivado:write", kind: FlowKind::Target(Backend::Vivado), passes: &[], requires: &["vivado:ip"] },
    Flow {
        name: "vivadoaccelerator:ip",
        kind: FlowKind::Target(Backend::VivadoAccelerator),
        passes: &[],
        requires: BOARD_IP,
    },
    Flow {
        name: "vivadoaccelerator:write",
        kind: FlowKind::Target(Backend::VivadoAccelerator),
        passes: &[],
        requires: &["vivadoaccelerator:ip"],
    },
];

impl Flow {
    /// Every flow.
    pub fn all() -> &'static [Flow] {
        FLOWS
    }

    /// The flow of a public name.
    pub fn find(name: &str) -> Option<&'static Flow> {
        FLOWS.iter().find(|flow| flow.name == name)
    }

    /// The flow that makes a project of a target possible.
    pub fn default_of(backend: Backend) -> &'static Flow {
        let name = match backend {
            Backend::Catapult => "catapult:ip",
            Backend::Libero => "libero:ip",
            Backend::OneApi => "oneapi:ip",
            Backend::Quartus => "quartus:ip",
            Backend::Vivado => "vivado:ip",
            Backend::VivadoAccelerator => "vivadoaccelerator:ip",
            Backend::Vitis => "vitis:ip",
            Backend::VitisUnified => "vitisunified:ip",
        };
        Flow::find(name).expect("the table of flows holds the default of every target")
    }

    /// The flows to run, requirements first, each once.
    pub fn with_requirements(&'static self) -> Vec<&'static Flow> {
        let mut flows = Vec::new();
        self.collect(&mut flows);
        flows
    }

    /// Names of the passes and flows that run up to this flow, in order.
    pub fn pass_names(&'static self) -> Vec<&'static str> {
        let flows = self.with_requirements();
        flows.iter().flat_map(|flow| flow.passes.iter().map(|pass| pass.name()).chain([flow.name])).collect()
    }

    fn collect(&'static self, flows: &mut Vec<&'static Flow>) {
        if flows.iter().any(|flow| flow.name == self.name) {
            return;
        }
        for name in self.requires {
            if let Some(required) = Flow::find(name) {
                required.collect(flows);
            }
        }
        flows.push(self);
    }
}

#[cfg(test)]
mod tests {
    use super::Flow;

    #[test]
    fn the_table_is_sorted_and_closed() {
        let names: Vec<&str> = Flow::all().iter().map(|flow| flow.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
        for flow in Flow::all() {
            for name in flow.requires {
                assert!(Flow::find(name).is_some(), "{} requires unknown {name}", flow.name);
            }
        }
    }
}
