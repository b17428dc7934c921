//! The results of both directions of a recurrent layer: see [`hlsmith_ir::ops::MergeMode`].

use hlsmith_fixed::Interval;
use hlsmith_ir::ops::MergeMode;

use super::recurrent::{Assign, Recurrent, States};
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::RowCast;

/// How the results of the scans become those of the layer.
pub(super) struct Join {
    how: How,
    /// The assignment of what is computed of two elements.
    assign: Option<Assign>,
}

#[derive(Clone, Copy)]
enum How {
    /// A single scan.
    Alone,
    /// Step by step one behind the other, this many steps.
    Behind(usize),
    Sum,
    Product,
}

impl Join {
    /// Plans the results of scans whose states are in an interval.
    pub(super) fn new(op: &Recurrent, state: &Interval) -> Self {
        let n_kept = if op.return_sequences { op.n_steps } else { 1 };
        let how = match op.merge_mode {
            _ if op.scans.len() == 1 => How::Alone,
            MergeMode::Concat => How::Behind(n_kept),
            MergeMode::Sum | MergeMode::Ave => How::Sum,
            MergeMode::Mul => How::Product,
        };
        let sum = state.sum(state);
        let exact = match (how, op.merge_mode) {
            (How::Alone | How::Behind(_), _) => None,
            // Half of the sum is the sum on a grid twice as fine.
            (How::Sum, MergeMode::Ave) => Interval::new(sum.lower().clone(), sum.upper().clone(), sum.fraction() + 1),
            (How::Sum, _) => Some(sum),
            (How::Product, _) => Some(state.product(state)),
        };
        Self { how, assign: exact.map(|exact| Assign::new(exact, &op.state)) }
    }

    pub(super) fn bits(&self) -> u32 {
        self.assign.as_ref().map_or(0, Assign::bits)
    }

    pub(super) fn build<C: Lane>(&self) -> JoinRows<C> {
        JoinRows { how: self.how, assign: self.assign.as_ref().map(Assign::build) }
    }
}

/// See [`Join`].
pub(super) struct JoinRows<C> {
    how: How,
    assign: Option<RowCast<C>>,
}

impl<C: Lane> JoinRows<C> {
    /// Writes the results of the scans and gives how many lanes they take.
    pub(super) fn apply(&self, scans: &[(Vec<C>, States<C>)], results: &mut [C]) -> usize {
        let total: usize = scans.iter().map(|(kept, _)| kept.len()).sum();
        let (n_steps, joined) = match self.how {
            How::Alone => (1, None),
            How::Behind(n_steps) => (n_steps, None),
            How::Sum => (1, Some(C::wrapping_add as fn(&C, &C) -> C)),
            How::Product => (1, Some(C::wrapping_mul as fn(&C, &C) -> C)),
        };
        if let (Some(combine), [(left, _), (right, _)]) = (joined, scans) {
            for ((result, left), right) in results.iter_mut().zip(left).zip(right) {
                *result = combine(left, right);
            }
            if let Some(assign) = &self.assign {
                assign.apply(&mut results[..left.len()]);
            }
            return left.len();
        }
        let mut first = 0;
        for step in 0..n_steps {
            for (kept, _) in scans {
                let len = kept.len() / n_steps;
                results[first..][..len].copy_from_slice(&kept[step * len..][..len]);
                first += len;
            }
        }
        total
    }
}
