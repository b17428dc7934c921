//! `Merge`: functions of the elements of two tensors.

use hlsmith_ir::ops::{Merge, MergeFunction};

use super::Kernel;
use crate::cpp::Member;
use crate::design::Layer;
use crate::rearrange::{axes_type, repeated};

/// Lowers a function of two tensors, with a kernel of its own where elements are repeated to make their shapes fit.
pub(super) fn lower(op: &Merge, layer: &mut Layer<'_, '_>) -> Kernel {
    let [plain, repeating] = match op.function {
        MergeFunction::Add => ["nnet::add", "nnet::add_repeated"],
        MergeFunction::Subtract => ["nnet::subtract", "nnet::subtract_repeated"],
        MergeFunction::Multiply => ["nnet::multiply", "nnet::multiply_repeated"],
        MergeFunction::Average => ["nnet::average", "nnet::average_repeated"],
        MergeFunction::Maximum => ["nnet::maximum", "nnet::maximum_repeated"],
        MergeFunction::Minimum => ["nnet::minimum", "nnet::minimum_repeated"],
    };
    let config = layer.config_name("");
    let mut members = vec![Member::Unsigned("n_elem", op.n_elem.into())];
    if op.divisor != 2 {
        members.push(Member::Unsigned("divisor", op.divisor.into()));
    }
    members.push(Member::Unsigned("reuse_factor", op.reuse_factor.into()));
    let target = layer.output_shape();
    let function = match &layer.input_shapes()[..] {
        [left, right] if left != right => {
            for (name, axes, shape) in [("n_left", "left_axes", left), ("n_right", "right_axes", right)] {
                members.push(Member::Unsigned(name, shape.iter().product::<usize>().into()));
                members.push(Member::Typedef(axes_type(&repeated(shape, target)), axes));
            }
            repeating
        }
        _ => plain,
    };
    Kernel { members, ..Kernel::new("nnet_merge.h", function, "nnet::merge_config", config) }
}
