//! `Merge`: functions of the elements of two tensors.

use hlsmith_ir::ops::{Merge, MergeFunction, repeats_in_turn};

use super::Kernel;
use crate::cpp::Member;
use crate::design::Layer;
use crate::rearrange::{axes_type, repeated};

/// Lowers a function of two tensors, with a kernel of its own where elements are repeated to make their shapes fit.
pub(super) fn lower<'b>(op: &Merge, layer: &mut Layer<'_, 'b>) -> Kernel {
    let [plain, repeating] = match op.function {
        MergeFunction::Add => ["nnet::add", "nnet::add_repeated"],
        MergeFunction::Subtract => ["nnet::subtract", "nnet::subtract_repeated"],
        MergeFunction::Multiply => ["nnet::multiply", "nnet::multiply_repeated"],
        MergeFunction::Average => ["nnet::average", "nnet::average_repeated"],
        MergeFunction::Maximum => ["nnet::maximum", "nnet::maximum_repeated"],
        MergeFunction::Minimum => ["nnet::minimum", "nnet::minimum_repeated"],
    };
    let config = layer.config_name("");
    let mut members = vec![Member::Unsigned("n_elem", layer.n_elements().into())];
    if op.divisor != 2 {
        members.push(Member::Unsigned("divisor", op.divisor.into()));
    }
    members.push(Member::Unsigned("reuse_factor", op.reuse_factor.into()));
    // A packet holds the elements of the last axis.
    let own = |shape: &'b [usize]| if layer.is_per_packet { &shape[shape.len().saturating_sub(1)..] } else { shape };
    let target = own(layer.output_shape());
    let shapes: Vec<&[usize]> = layer.input_shapes().into_iter().map(own).collect();
    let function = match shapes[..] {
        [left, right] if left != right => {
            for (name, axes, shape) in [("n_left", "left_axes", left), ("n_right", "right_axes", right)] {
                members.push(Member::Unsigned(name, shape.iter().product::<usize>().into()));
                let n = shape.iter().product::<usize>().max(1);
                let places = match repeats_in_turn(layer.compatibility(), layer.io_type()) {
                    true => vec![(target.iter().product::<usize>() / n, 0), (n, 1)],
                    false => repeated(shape, target),
                };
                members.push(Member::Typedef(axes_type(&places), axes));
            }
            repeating
        }
        _ => plain,
    };
    Kernel { members, ..Kernel::new("nnet_merge.h", function, "nnet::merge_config", config) }
}
