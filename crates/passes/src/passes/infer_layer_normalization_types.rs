//! Settles how a layer normalisation finds its root, and its inner types.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{InverseRoot, LayerNormalization};
use hlsmith_ir::{Edit, Graph, NamedType, NodeId, Op, Patch};

use crate::infer::{inverse_root, sum_of_squares_integer};
use crate::{Context, Pass, Rewrite};

/// Fewest fractional bits of a mean beyond those of the input.
const MEAN_BITS: i32 = 10;

/// Most fractional bits of a variance, unless what is added to it is tiny.
const VARIANCE_BITS: i32 = 32;

/// Bits of a variance that a root can depend on.
const ROOT_BITS: i32 = 18;

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
        if op.inverse_root != InverseRoot::Auto {
            return Ok(None);
        }
        let inverse_root = inverse_root(op, graph.compatibility);
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

/// The type that holds the sum of the squares of all differences, on a grid that squares of the input keep to, as far as
/// that is not much finer than what is added to every variance.
fn accum_type(op: &LayerNormalization, input: Format) -> Precision {
    let integer = sum_of_squares_integer(input, op.n_slice);
    let fraction = input.fraction() + input.fraction().max(MEAN_BITS);
    let epsilon_bits = (-op.epsilon.log2()).max(0.0).ceil().min(1000.0) as i32;
    let fraction = fraction.min(VARIANCE_BITS.max(epsilon_bits + ROOT_BITS));
    let width = (integer + fraction).max(1).unsigned_abs();
    Precision::Fixed(FixedType::new(width, integer, true))
}
