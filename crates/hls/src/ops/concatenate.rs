//! `Concatenate`: one tensor behind the other along an axis.

use hlsmith_ir::ops::Concatenate;

use super::Kernel;
use crate::cpp::Member;
use crate::design::Layer;

/// Lowers a concatenation.
pub(super) fn lower(op: &Concatenate, layer: &mut Layer<'_, '_>) -> Kernel {
    let config = layer.config_name("");
    let shapes = layer.input_shapes();
    let run =
        |position: usize| -> usize { shapes.get(position).map_or(0, |shape| shape.iter().skip(op.axis).product()) };
    // A packet holds the elements of the last axis, along which packets can be joined one by one.
    let n_outer: usize = match layer.is_per_packet {
        true => 1,
        false => shapes.first().map_or(0, |shape| shape.iter().take(op.axis).product()),
    };
    Kernel {
        members: vec![
            Member::Unsigned("n_outer", n_outer.into()),
            Member::Unsigned("n_left", run(0).into()),
            Member::Unsigned("n_right", run(1).into()),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
        ],
        ..Kernel::new("nnet_merge.h", "nnet::concatenate", "nnet::merge_config", config)
    }
}
