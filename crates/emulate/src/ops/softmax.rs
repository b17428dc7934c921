//! Normalised exponentials: see [`hlsmith_ir::ops::Softmax`].

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::FixedType;
use hlsmith_ir::ops::{self, SoftmaxImplementation};

use super::Context;
use crate::table_index::TableIndex;
use crate::tables::{self, SoftmaxTables};
use crate::types::fixed_type;

/// A softmax over slices of `n_slice` elements, `n_inner` apart.
#[derive(Clone, Debug)]
pub(crate) struct Softmax {
    pub(crate) n_outer: usize,
    pub(crate) n_slice: usize,
    pub(crate) n_inner: usize,
    pub(crate) method: Method,
}

/// How the slices are computed.
#[derive(Clone, Debug)]
pub(crate) enum Method {
    /// Tables indexed by the top bits of a value, of `max - x` when `subtracts_max` and else of `x`.
    Indexed { tables: SoftmaxTables, accum: FixedType, subtracts_max: bool },
    /// `1 / sum over j of exp(x[j] - x[i])`, everything in the type of the tables.
    Legacy { tables: SoftmaxTables, exp_index: TableIndex, inv_index: TableIndex },
    /// 1 at the first maximum, 0 elsewhere.
    Argmax,
    /// The input, unchanged but for the assignment.
    Skip,
}

impl Softmax {
    pub(crate) fn lower(op: &ops::Softmax, shape: &[usize], context: &Context) -> Result<Self> {
        let elements: usize = shape.iter().product();
        let slices = op.n_outer.checked_mul(op.n_inner).filter(|&slices| slices > 0 && elements.is_multiple_of(slices));
        let Some(slices) = slices else {
            let message = "the extents beside the softmax axis do not divide the input";
            return Err(Diagnostic::error(Code::ShapeMismatch, Subject::Model, message)
                .found(format!("n_outer {}, n_inner {}", op.n_outer, op.n_inner))
                .expected(format!("divisors of {elements}"))
                .into());
        };
        let (n_outer, n_inner, n_slice) = (op.n_outer, op.n_inner, elements / slices);
        Ok(Self { n_outer, n_slice, n_inner, method: Method::lower(op, context)? })
    }

    /// The elements of a slice: the first one, and the distance to the next.
    pub(crate) fn slices(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.n_outer).flat_map(move |outer| {
            (0..self.n_inner).map(move |inner| (outer * self.n_slice * self.n_inner + inner, self.n_inner))
        })
    }
}

impl Method {
    fn lower(op: &ops::Softmax, context: &Context) -> Result<Self> {
        if op.skip {
            return Ok(Method::Skip);
        }
        let Some(tables) = tables::softmax(op, &context.input, context.compatibility)? else {
            return Ok(Method::Argmax);
        };
        let accum = fixed_type(&op.accum_t, "`accum_t`")?;
        Ok(match op.implementation {
            SoftmaxImplementation::Stable => Method::Indexed { tables, accum, subtracts_max: true },
            SoftmaxImplementation::Latency => Method::Indexed { tables, accum, subtracts_max: false },
            SoftmaxImplementation::Legacy => {
                let exp_index = TableIndex::centred(tables.exp.raw.len(), 16, context.compatibility);
                let inv_index = TableIndex::from_zero(tables.inv.raw.len(), 64, context.compatibility);
                Method::Legacy { tables, exp_index, inv_index }
            }
            SoftmaxImplementation::Argmax => Method::Argmax,
        })
    }
}

/// Where a balanced sum of `n >= 3` terms is divided: the largest power of two below `n`.
pub(crate) fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}
