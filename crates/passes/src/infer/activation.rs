//! Types of activations without parameters.

use hlsmith_fixed::Format;
use hlsmith_ir::ops::{Activation, Function};
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, scaled};

/// The result is the default, saturating where the function can exceed it.
pub(super) fn infer(op: &Activation, operands: &Operands<'_>) -> (Op, NamedType) {
    let table_t = operands.or_default(&op.table_t);
    let range = range(op.function, grid(operands.input), grid(table_t.precision));
    // These give their arguments or 0, for which the range and the grid of the input are enough.
    let is_choice = matches!(op.function, Function::Linear | Function::Relu);
    let chosen = range.zip(grid(operands.input)).filter(|_| is_choice && operands.settings.bit_exact);
    let result = match chosen {
        Some((range, input)) => {
            let width = (range.integer + input.fraction()).max(1).unsigned_abs();
            let range = Format { integer: width as i32 - input.fraction(), ..range };
            operands.or_derived(operands.result, "result", operands.limited(Some(Format { width, ..range })))
        }
        None => operands.result_of(range),
    };
    (Activation { table_t, ..op.clone() }.into(), result)
}

/// The integer bits a function's results need; `None` when the input has no grid.
fn range(function: Function, input: Option<Format>, table: Option<Format>) -> Option<Format> {
    let within = |integer: i32| Some(Format { width: 1, integer, signed: true });
    match function {
        Function::Linear | Function::HardShrink | Function::SoftShrink => input,
        Function::Relu => input.map(|x| Format { integer: x.integer - i32::from(x.signed), signed: false, ..x }),
        Function::Relu6 => within(4),
        Function::Sigmoid
        | Function::Tanh
        | Function::Softsign
        | Function::BinaryTanh
        | Function::TernaryTanh
        | Function::Gaussian => within(2),
        // The table ends at log(exp(8) + 1), just above 8.
        Function::Softplus => within(5),
        // Positive arguments are scaled by 1.05.
        Function::Exponential => table,
        // Not below -1, and not above a positive argument that exceeds 1.
        Function::Gelu | Function::GeluTanh | Function::Mish | Function::Silu | Function::SparsePlus => {
            input.zip(within(2)).map(|(input, one)| input.hull(one))
        }
        // At 0 it is below the argument by log(2).
        Function::LogSigmoid => scaled(input, 2.0),
        Function::TanhShrink => scaled(input, 1.0),
        Function::Selu => input.map(|x| Format { integer: x.integer + 1, ..x }),
    }
}
