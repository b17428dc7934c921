//! Types that let softmax tables resolve their input.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{Softmax, SoftmaxImplementation};
use hlsmith_ir::{Compatibility, Edit, Graph, NamedType, NodeId, Op, Patch};

use crate::infer::ceil_log2;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InferSoftmaxTypes;

impl Pass for InferSoftmaxTypes {
    fn name(&self) -> &'static str {
        "infer_softmax_types"
    }

    fn doc(&self) -> &'static str {
        "Settles the index types of a stable softmax: the distance to the maximum gets as many bits as the table has \
         entries, over the distances at which an exponential is not yet 0; the sum gets the range it can reach."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Softmax(op) = &node.op else { return Ok(None) };
        let Some(input) = graph.tensor(node.inputs[0]).ty.precision.format() else { return Ok(None) };
        if op.inp_norm_t.precision != Precision::Auto {
            return Ok(None);
        }
        let name = format!("{}_inp_norm_t", node.name);
        let settled = match (graph.compatibility, op.implementation) {
            (Compatibility::Sound, SoftmaxImplementation::Stable) => {
                let n_slice = op.n_in / (op.n_outer * op.n_inner).max(1);
                Softmax {
                    inp_norm_t: NamedType::new(name, Precision::Fixed(distance_type(op, input))),
                    inv_inp_t: sum_type(op, n_slice, &node.name),
                    ..op.clone()
                }
            }
            (
                Compatibility::Sound,
                SoftmaxImplementation::Latency | SoftmaxImplementation::Legacy | SoftmaxImplementation::Argmax,
            )
            | (Compatibility::Hls4ml13, _) => with_peer_norm(op, input, name),
        };
        Ok(Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, settled.into())))))
    }
}

/// The op with the unsigned type of the input without its sign bit for `max - x`, which wraps at large distances.
fn with_peer_norm(op: &Softmax, input: Format, name: String) -> Softmax {
    let sign = u32::from(input.signed);
    let width = input.width.saturating_sub(sign).max(1);
    let norm = FixedType::new(width, input.integer - sign as i32, false);
    Softmax { inp_norm_t: NamedType::new(name, Precision::Fixed(norm)), ..op.clone() }
}

/// The type of `max - x` whose bits are all index: its range ends where the exponential rounds to 0.
///
/// `exp(-s d)` is below half a unit of `exp_table_t` from `d = (fraction + 1) * ln 2 / s`; larger distances saturate at the
/// last entry, which is 0. The step is a power of two, never finer than that of the input.
fn distance_type(op: &Softmax, input: Format) -> FixedType {
    let exp_fraction = op.exp_table_t.precision.format().map_or(0, Format::fraction).max(0);
    let reach = f64::from(exp_fraction + 1) * std::f64::consts::LN_2 / op.exp_scale.abs().max(f64::MIN_POSITIVE);
    // A signed input spans twice its largest magnitude, so a distance needs all its integer bits.
    let integer = (reach.log2().ceil() as i32).min(input.integer);
    let entries = if op.exp_table_size > 0 { op.exp_table_size } else { op.table_size };
    let index_bits = ceil_log2(entries).max(1) as i32;
    let width = index_bits.min(integer + input.fraction()).max(1);
    FixedType::new(width.unsigned_abs(), integer, false).with_modes(Rounding::Rnd, Overflow::Sat)
}

/// The type of the sum when it indexes the reciprocals: unsigned, up to the `n_slice` a sum of exponentials can reach.
///
/// A type other than the default is the user's and stays.
fn sum_type(op: &Softmax, n_slice: usize, layer: &str) -> NamedType {
    let default = FixedType::new(18, 8, true).with_modes(Rounding::Rnd, Overflow::Sat);
    if op.inv_inp_t.precision != Precision::Fixed(default) {
        return op.inv_inp_t.clone();
    }
    let integer = ceil_log2(n_slice + 1).max(1) as i32;
    let width = (integer + default.format.fraction()).unsigned_abs();
    let fixed = FixedType::new(width, integer, false).with_modes(Rounding::Rnd, Overflow::Sat);
    NamedType::new(format!("{layer}_inv_inp_t"), Precision::Fixed(fixed))
}
