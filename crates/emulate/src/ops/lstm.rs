//! Long short-term memory: see [`hlsmith_ir::ops::Cell::Lstm`].

use super::recurrent::{Assign, Mix, Ranges, States, Work, add};
use crate::kernel::Kernel;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::RowCast;

/// `s = act(c) * gate(i) + s * gate(f)` and `h = gate(o) * act(s)`.
pub(super) struct Plan {
    /// The assignments of the terms of the memory, where they are assigned before they are added.
    terms: Option<[Assign; 2]>,
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
        let products = [entering.product(&gates), ranges.state.product(&gates)];
        let terms = op.assigns_terms.then(|| products.clone().map(|product| Assign::new(product, &op.accum)));
        let [entering, kept] = match &terms {
            Some(terms) => terms.each_ref().map(Assign::results),
            None => products,
        };
        let memory = Mix::new(&entering, &kept, &op.state);
        let (output_activation, shown) = op.activation.kernel(&memory.assign.results(), &op.activation_type)?;
        let output = Assign::new(gates.product(&shown), &op.state);
        Some(Self { terms, sum, gate, activation, memory, output_activation, output })
    }

    pub(super) fn bits(&self) -> u32 {
        let terms = self.terms.iter().flatten().map(Assign::bits).fold(0, u32::max);
        terms.max(self.sum.bits()).max(self.memory.bits()).max(self.output.bits())
    }

    pub(super) fn build<C: Lane>(self) -> Rows<C> {
        Rows {
            terms: self.terms.map(|terms| terms.map(|term| term.build())),
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
    terms: Option<[RowCast<C>; 2]>,
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
        let s = &mut states.s;
        entering.iter_mut().zip(input).for_each(|(entering, input)| *entering = entering.wrapping_mul(input));
        s.iter_mut().zip(forget).for_each(|(s, forget)| *s = s.wrapping_mul(forget));
        if let Some([first, second]) = &self.terms {
            first.apply(entering);
            second.apply(s);
        }
        s.iter_mut().zip(entering).for_each(|(s, entering)| *s = entering.shl(left).wrapping_add(&s.shl(right)));
        self.memory.apply(&mut states.s);
        states.h.copy_from_slice(&states.s);
        work.apply(&self.output_activation, &mut states.h);
        states.h.iter_mut().zip(output).for_each(|(h, output)| *h = h.wrapping_mul(output));
        self.output.apply(&mut states.h);
    }
}
