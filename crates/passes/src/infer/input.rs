//! Types of model inputs.

use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{FixedPointQuantizer, Input};
use hlsmith_ir::{Graph, NamedType, Node, Op, TensorId};

use super::Operands;

/// Fractional bits that tell every number of single precision between -1 and 1 from the middle between two grid points.
const STICKY_BITS: i32 = 24;

/// The default; what comes from outside may have any range, so it saturates. In a model with quantizers what they need,
/// see [`of_quantizers`], within the range of the default where they only round.
pub(super) fn infer(op: &Input, graph: &Graph, node: &Node, operands: &Operands<'_>) -> (Op, NamedType) {
    let result = operands.settings.follows_quantizers.then(|| of_quantizers(graph, node.outputs[0])).flatten();
    let result = result.map(|ty| match operands.settings.default_precision().format() {
        Some(default) if i64::from(ty.format.integer) >= FixedPointQuantizer::UNBOUNDED => bounded(ty, default),
        Some(_) | None => ty,
    });
    match result {
        Some(ty) => (op.clone().into(), operands.or_derived(operands.result, "result", Precision::Fixed(ty))),
        None => (op.clone().into(), operands.result_of(None)),
    }
}

/// The type that gives the quantizers behind an input the same numbers as what comes from outside does; `None` where
/// something else reads it, or some of them saturate and others wrap around.
///
/// It holds all their values and, where they round, the bits that decide: one bit more for the plain rule, and with ties
/// to even as many as single precision has. It saturates where all of them do, and wraps around where all of them do; no
/// type serves both.
pub(crate) fn of_quantizers(graph: &Graph, input: TensorId) -> Option<FixedType> {
    let readers = graph.consumers(input);
    let quantizers: Vec<&FixedPointQuantizer> = readers.iter().filter_map(|&(id, _)| quantizer(graph, id)).collect();
    if quantizers.len() != readers.len() || quantizers.is_empty() || graph.outputs().contains(&input) {
        return None;
    }
    let types: Vec<FixedType> = quantizers.iter().flat_map(|quantizer| quantizer.mask_types()).flatten().collect();
    let Some(all) = types.iter().map(|ty| ty.format).reduce(Format::hull) else {
        return Some(FixedType::new(1, 1, false));
    };
    let fraction = |ty: &FixedType| match ty.rounding {
        Rounding::Trn => ty.format.fraction(),
        Rounding::Rnd => ty.format.fraction() + 1,
        Rounding::TrnZero | Rounding::RndZero | Rounding::RndInf | Rounding::RndMinInf | Rounding::RndConv => {
            STICKY_BITS.max(ty.format.fraction() + 1)
        }
    };
    let fraction = types.iter().map(fraction).max()?;
    let width = (all.integer + fraction).max(1).unsigned_abs();
    let saturates = types.iter().all(|ty| ty.overflow != Overflow::Wrap);
    if !saturates && types.iter().any(|ty| ty.overflow != Overflow::Wrap) {
        return None;
    }
    let overflow = if saturates { Overflow::Sat } else { Overflow::Wrap };
    let format = Format { width, integer: width as i32 - fraction, ..all };
    Some(FixedType::new(format.width, format.integer, format.signed).with_modes(Rounding::Trn, overflow))
}

/// The type for quantizers that only round: the range of the default, beyond which it saturates.
fn bounded(ty: FixedType, default: Format) -> FixedType {
    let integer = default.integer + i32::from(!default.signed);
    let width = (integer + ty.format.fraction()).max(1).unsigned_abs();
    FixedType::new(width, integer, true).with_modes(Rounding::Trn, Overflow::Sat)
}

/// Whether a quantizer reads an input.
pub(crate) fn has_quantizers(graph: &Graph, input: TensorId) -> bool {
    graph.consumers(input).iter().any(|&(id, _)| quantizer(graph, id).is_some())
}

fn quantizer(graph: &Graph, id: hlsmith_ir::NodeId) -> Option<&FixedPointQuantizer> {
    if let Op::FixedPointQuantizer(op) = &graph.node(id).op { Some(op) } else { None }
}
