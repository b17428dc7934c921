//! Fully connected recurrent layer: see [`hlsmith_ir::ops::Cell::SimpleRnn`].

use super::recurrent::{Assign, Ranges, States, Work, add};
use crate::kernel::Kernel;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::RowCast;

/// `h = act(accum(a + b))`.
pub(super) struct Plan {
    sum: Assign,
    activation: Kernel,
    state: Assign,
}

impl Plan {
    pub(super) fn new(ranges: &Ranges<'_>) -> Option<Self> {
        let op = ranges.op;
        let sum = ranges.sum(&ranges.b);
        let (activation, results) = op.activation.kernel(&sum.results(), &op.activation_type)?;
        Some(Self { sum, activation, state: Assign::new(results, &op.state) })
    }

    pub(super) fn bits(&self) -> u32 {
        self.sum.bits().max(self.state.bits())
    }

    pub(super) fn build<C: Lane>(self) -> Rows<C> {
        Rows { sum: self.sum.build(), activation: self.activation, state: self.state.build() }
    }
}

pub(super) struct Rows<C> {
    sum: RowCast<C>,
    activation: Kernel,
    state: RowCast<C>,
}

impl<C: Lane> Rows<C> {
    pub(super) fn step(&self, mut a: Vec<C>, b: &[C], states: &mut States<C>, work: &mut Work) {
        add(&mut a, b, &self.sum);
        work.apply(&self.activation, &mut a);
        self.state.apply(&mut a);
        states.h = a;
    }
}
