//! `Merge`: element-wise functions of two tensors.

use hlsmith_ir::ops::{Merge, MergeFunction};

use super::Kernel;
use crate::cpp::Member;
use crate::design::Layer;

/// Lowers a function of two tensors.
pub(super) fn lower(op: &Merge, layer: &mut Layer<'_, '_>) -> Kernel {
    let function = match op.function {
        MergeFunction::Add => "nnet::add",
        MergeFunction::Subtract => "nnet::subtract",
        MergeFunction::Multiply => "nnet::multiply",
        MergeFunction::Average => "nnet::average",
        MergeFunction::Maximum => "nnet::maximum",
        MergeFunction::Minimum => "nnet::minimum",
    };
    let config = layer.config_name("");
    Kernel {
        members: vec![
            Member::Unsigned("n_elem", layer.n_elements().into()),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
        ],
        ..Kernel::new("nnet_merge.h", function, "nnet::merge_config", config)
    }
}
