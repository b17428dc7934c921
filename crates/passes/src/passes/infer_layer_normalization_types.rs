//! Settles how a layer normalisation finds its root, and its inner types.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{InverseRoot, LayerNormalization};
use hlsmith_ir::{Compatibility, Edit, Graph, NamedType, NodeId, Op, Patch};

use crate::infer::ceil_log2;
use crate::{Context, Pass, Rewrite};

/// Fewest fractional bits of a mean beyond those of the input.
const MEAN_BITS: i32 = 10;

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InferLayerNormalizationTypes;

impl Pass for InferLayerNormalizationTypes {
    fn name(&self) -> &'static str {
        "infer_layer_normalization_types"
    }

    fn doc(&self) -> &'static str {
        "Settles how a layer normalisation finds the reciprocal root of the variance; a scaled one gets sums that hold \
         every variance of the input and a table of 18 bits, unless a configuration sets them."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::LayerNormalization(op) = &node.op else { return Ok(None) };
        let Some(input) = graph.tensor(node.inputs[0]).ty.precision.format() else { return Ok(None) };
        let inverse_root = match (op.inverse_root, graph.compatibility) {
            (InverseRoot::Linear | InverseRoot::Scaled, _) => return Ok(None),
            (InverseRoot::Auto, Compatibility::Hls4ml13) if op.centred => InverseRoot::Linear,
            (InverseRoot::Auto, _) if op.table_range_power2 != 0 => InverseRoot::Linear,
            (InverseRoot::Auto, Compatibility::Hls4ml13 | Compatibility::Sound) => InverseRoot::Scaled,
        };
        let mut settled = LayerNormalization { inverse_root, ..op.clone() };
        if inverse_root == InverseRoot::Scaled {
            if op.has_default_accum() {
                settled.accum_t = NamedType::new(format!("{}_accum_t", node.name), accum_type(op, input));
            }
            if op.has_default_table() {
                let fixed = FixedType::new(18, 2, false).with_modes(Rounding::Rnd, Overflow::Sat);
                settled.table_t = NamedType::new(format!("{}_table_t", node.name), Precision::Fixed(fixed));
            }
        }
        Ok(Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, settled.into())))))
    }
}

/// The type that holds the sum of the squares of all differences, on a grid that squares of the input keep to.
fn accum_type(op: &LayerNormalization, input: Format) -> Precision {
    let magnitude = input.integer + i32::from(!input.signed);
    // A difference from the mean has up to one bit more than the input, and its square, as a signed number, twice that.
    let integer = (2 * magnitude + 1).max(magnitude + 1) + ceil_log2(op.n_slice) as i32;
    let fraction = input.fraction() + input.fraction().max(MEAN_BITS);
    let width = (integer + fraction).max(1).unsigned_abs();
    Precision::Fixed(FixedType::new(width, integer, true))
}
