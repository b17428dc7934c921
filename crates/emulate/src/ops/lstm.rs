//! Long short-term memory: see [`hlsmith_ir::ops::Cell::Lstm`].

use super::recurrent::{Assign, Mix, Ranges, States, Work, add};
use crate::kernel::Kernel;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::RowCast;

/// `s = act(c) * gate(i) + s * gate(f)` and `h = gate(o) * act(s)`.
pub(super) struct Plan {
    sum: Assign,
    gate: Kernel,
    activation: Kernel,
    memory: Mix,
    /// The activation of the memory.
    output_activation: Kernel,
    output: Assign,
}

impl Plan {
    pub(super) fn new(ranges: &Ranges<'_>) -> Option<Self> {
        let op = ranges.op;
        let sum = ranges.sum(&ranges.b);
        let (gate, gates) = op.gate.kernel(&sum.results(), &op.gate_type)?;
        let (activation, entering) = op.activation.kernel(&sum.results(), &op.activation_type)?;
        let memory = Mix::new(&entering.product(&gates), &ranges.state.product(&gates), &op.state);
        let (output_activation, shown) = op.activation.kernel(&memory.assign.results(), &op.activation_type)?;
        let output = Assign::new(gates.product(&shown), &op.state);
        Some(Self { sum, gate, activation, memory, output_activation, output })
    }

    pub(super) fn bits(&self) -> u32 {
        self.sum.bits().max(self.memory.bits()).max(self.output.bits())
    }

    pub(super) fn build<C: Lane>(self) -> Rows<C> {
        Rows {
            sum: self.sum.build(),
            gate: self.gate,
            activation: self.activation,
            shifts: self.memory.shifts,
            memory: self.memory.assign.build(),
            output_activation: self.output_activation,
            output: self.output.build(),
        }
    }
}

pub(super) struct Rows<C> {
    sum: RowCast<C>,
    gate: Kernel,
    activation: Kernel,
    shifts: [u32; 2],
    memory: RowCast<C>,
    output_activation: Kernel,
    output: RowCast<C>,
}

impl<C: Lane> Rows<C> {
    pub(super) fn step(&self, mut a: Vec<C>, b: &[C], states: &mut States<C>, work: &mut Work) {
        add(&mut a, b, &self.sum);
        let n = states.h.len();
        let (gates, rest) = a.split_at_mut(2 * n);
        let (entering, output) = rest.split_at_mut(n);
        work.apply(&self.gate, gates);
        work.apply(&self.activation, entering);
        work.apply(&self.gate, output);
        let (input, forget) = gates.split_at(n);
        let [left, right] = self.shifts;
        for (((s, entering), input), forget) in states.s.iter_mut().zip(entering).zip(input).zip(forget) {
            let entering = entering.wrapping_mul(input).shl(left);
            *s = entering.wrapping_add(&s.wrapping_mul(forget).shl(right));
        }
        self.memory.apply(&mut states.s);
        states.h.copy_from_slice(&states.s);
        work.apply(&self.output_activation, &mut states.h);
        states.h.iter_mut().zip(output).for_each(|(h, output)| *h = h.wrapping_mul(output));
        self.output.apply(&mut states.h);
    }
}
