//! Gated recurrent unit: see [`hlsmith_ir::ops::Cell::Gru`].

use hlsmith_fixed::{Interval, Raw};

use super::dense::DensePlan;
use super::recurrent::{Assign, Mix, Ranges, States, Work, add};
use crate::kernel::Kernel;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::RowCast;

/// `h = candidate * (1 - gate(z)) + h * gate(z)`.
pub(super) struct Plan {
    sum: Assign,
    gate: Kernel,
    /// What the reset gate multiplies: the product of the state, or the state before it.
    reset: Assign,
    candidate: Assign,
    activation: Kernel,
    /// The number 1, and how far a gate is shifted to its grid.
    one: (Raw, u32),
    mix: Mix,
}

impl Plan {
    pub(super) fn new(ranges: &Ranges<'_>) -> Option<Self> {
        let op = ranges.op;
        let is_before = op.scans.iter().any(|scan| scan.candidate.is_some());
        let sum = ranges.sum(&ranges.b);
        let (gate, gates) = op.gate.kernel(&sum.results(), &op.gate_type)?;
        let (reset, term) = if is_before {
            (Assign::new(gates.product(&ranges.state), &op.state), ranges.b.clone())
        } else {
            let reset = Assign::new(gates.product(&ranges.b), &op.accum);
            let term = reset.results();
            (reset, term)
        };
        let candidate = ranges.sum(&term);
        let (activation, candidates) = op.activation.kernel(&candidate.results(), &op.activation_type)?;
        let fine = gates.refined(0);
        let one = Raw::from(1).shl(fine.fraction().unsigned_abs());
        let rest = Interval::point(one.clone(), fine.fraction()).difference(&fine);
        let mix = Mix::new(&candidates.product(&rest), &ranges.state.product(&gates), &op.state);
        let shift = fine.fraction().abs_diff(gates.fraction());
        Some(Self { sum, gate, reset, candidate, activation, one: (one, shift), mix })
    }

    pub(super) fn bits(&self) -> u32 {
        let bits = self.sum.bits().max(self.reset.bits()).max(self.candidate.bits()).max(self.mix.bits());
        bits.max(self.one.0.signed_bits() + 1)
    }

    pub(super) fn build<C: Lane>(self) -> Rows<C> {
        Rows {
            sum: self.sum.build(),
            gate: self.gate,
            reset: self.reset.build(),
            candidate: self.candidate.build(),
            activation: self.activation,
            one: (C::of(&self.one.0), self.one.1),
            shifts: self.mix.shifts,
            mix: self.mix.assign.build(),
        }
    }
}

pub(super) struct Rows<C> {
    sum: RowCast<C>,
    gate: Kernel,
    reset: RowCast<C>,
    candidate: RowCast<C>,
    activation: Kernel,
    one: (C, u32),
    shifts: [u32; 2],
    mix: RowCast<C>,
}

impl<C: Lane> Rows<C> {
    pub(super) fn step(
        &self,
        a: &mut [C],
        mut b: Vec<C>,
        before: Option<&DensePlan>,
        states: &mut States<C>,
        work: &mut Work,
    ) {
        let n = states.h.len();
        let (gates, candidate) = a.split_at_mut(2 * n);
        add(gates, &b[..2 * n], &self.sum);
        work.apply(&self.gate, gates);
        let (update, reset) = gates.split_at(n);
        let product = match before {
            Some(plan) => {
                let mut h = states.h.clone();
                multiply(&mut h, reset, &self.reset);
                work.products(plan, &h, n / work.lanes)
            }
            None => {
                let mut product = b.split_off(2 * n);
                multiply(&mut product, reset, &self.reset);
                product
            }
        };
        add(candidate, &product, &self.candidate);
        work.apply(&self.activation, candidate);
        let ((one, shift), [left, right]) = (self.one, self.shifts);
        for ((h, candidate), update) in states.h.iter_mut().zip(candidate).zip(update) {
            let rest = one.wrapping_sub(&update.shl(shift));
            *h = candidate.wrapping_mul(&rest).shl(left).wrapping_add(&h.wrapping_mul(update).shl(right));
        }
        self.mix.apply(&mut states.h);
    }
}

/// Multiplies rows and assigns the products.
fn multiply<C: Lane>(a: &mut [C], b: &[C], assign: &RowCast<C>) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a = a.wrapping_mul(b));
    assign.apply(a);
}
