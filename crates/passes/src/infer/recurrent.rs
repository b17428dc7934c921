//! Types of recurrent layers.

use hlsmith_fixed::Format;
use hlsmith_ir::ops::{Cell, CellFunction, FOLLOWING_TYPES, MergeMode, Recurrent, ResetGate};
use hlsmith_ir::{Compatibility, NamedType, Op, Weight};

use super::{Operands, grid, sum, sum_of_products, with_defaults};

/// The defaults, but for a layer whose functions and states are quantised types that hold every sum and every state.
pub(super) fn infer(op: &Op, operands: &Operands<'_>) -> (Op, NamedType) {
    let view = op.recurrent().filter(|_| operands.compatibility == Compatibility::Sound);
    let Some(formats) = view.and_then(|view| exact(&view, operands)) else {
        return with_defaults(op.clone(), operands);
    };
    let [accum, result] = formats.map(|format| operands.limited(Some(format)));
    let mut op = op.clone();
    for (name, ty) in op.types_mut() {
        if name == "accum_t" {
            *ty = operands.or_derived(ty, "accum", accum);
        } else if !FOLLOWING_TYPES.contains(&name) {
            *ty = operands.or_default(ty);
        }
    }
    (op, operands.or_derived(operands.result, "result", result))
}

/// What sums and what states need; `None` for a layer without quantisers, and where states would need more bits with
/// every step.
fn exact(view: &Recurrent<'_>, operands: &Operands<'_>) -> Option<[Format; 2]> {
    let activation = grid(view.activation_t.precision)?;
    let state = match (grid(view.state_t.precision), view.cell) {
        (Some(state), Cell::SimpleRnn | Cell::Lstm | Cell::Gru) => state,
        (None, Cell::SimpleRnn) => activation,
        (None, Cell::Lstm | Cell::Gru) => return None,
    };
    let input = grid(operands.input)?;
    let own = grid(view.recurrent_activation_t.precision);
    let (mut sums, mut gates): (Option<Format>, Option<Format>) = (None, None);
    for scan in &view.scans {
        let format = |weight: &Weight| grid(operands.weight_type(weight));
        let offset = |bias: &Weight| if bias.data.all_equal(0.0) { Some(None) } else { format(bias).map(Some) };
        let of_input = sum_of_products(input, format(scan.weight)?, view.n_in, offset(scan.bias)?);
        let bias = match scan.recurrent_bias {
            Some(bias) => offset(bias)?,
            None => None,
        };
        let weight = format(scan.recurrent_weight)?;
        let of_state = |state| sum_of_products(state, weight, scan.n_out, bias);
        let plain = sum(of_input, of_state(state));
        let gate = match (own, view.recurrent_activation.0) {
            // A cell without gates.
            (None, _) if view.cell == Cell::SimpleRnn => activation,
            (Some(gate), _) => gate,
            // Half of a sum, between 0 and 1.
            (None, CellFunction::HardSigmoid) => {
                Format { width: (plain.fraction() + 2).max(1).unsigned_abs(), integer: 1, signed: false }
            }
            (None, _) => return None,
        };
        let gated = match (view.cell, view.apply_reset_gate) {
            (Cell::SimpleRnn | Cell::Lstm, _) => of_state(state),
            (Cell::Gru, ResetGate::After) => product(gate, of_state(state)),
            (Cell::Gru, ResetGate::Before) => of_state(product(gate, state)),
        };
        let whole = plain.hull(sum(of_input, gated)).hull(gate);
        sums = Some(sums.map_or(whole, |sums| sums.hull(whole)));
        gates = Some(gates.map_or(gate, |gates| gates.hull(gate)));
    }
    let gate = gates?;
    let result = match view.cell {
        Cell::SimpleRnn => activation,
        Cell::Lstm => {
            let memory = sum(product(activation, gate), product(state, gate));
            memory.hull(product(gate, activation))
        }
        Cell::Gru => {
            let integer = gate.integer.max(1) + 2;
            let rest = Format { width: (integer + gate.fraction()).max(1).unsigned_abs(), integer, signed: true };
            let mixed = sum(product(activation, rest), product(state, gate));
            mixed.hull(product(gate, state))
        }
    };
    let own = result.hull(state);
    let joined = match view.merge_mode {
        MergeMode::Concat => own,
        MergeMode::Sum => sum(own, own),
        MergeMode::Mul => product(own, own),
        // Half of a sum has one more bit right of the point.
        MergeMode::Ave => {
            let both = sum(own, own);
            Format { integer: both.integer - 1, ..both }
        }
    };
    Some([sums?, own.hull(joined)])
}

/// The format of a product.
fn product(a: Format, b: Format) -> Format {
    sum_of_products(a, b, 1, None)
}
