//! Types of activations without parameters.

use hlsmith_fixed::Format;
use hlsmith_ir::ops::{Activation, Function};
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid};

/// The result is the default, saturating where the function can exceed it.
pub(super) fn infer(op: &Activation, operands: &Operands<'_>) -> (Op, NamedType) {
    let table_t = operands.or_default(&op.table_t);
    let result = operands.result_of(range(op.function, grid(operands.input)));
    (Activation { table_t, ..op.clone() }.into(), result)
}

/// The integer bits a function's results need; `None` when the input has no grid.
fn range(function: Function, input: Option<Format>) -> Option<Format> {
    let within = |integer: i32| Some(Format { width: 1, integer, signed: true });
    match function {
        Function::Linear => input,
        Function::Relu => input.map(|x| Format { integer: x.integer - i32::from(x.signed), signed: false, ..x }),
        Function::Relu6 => within(4),
        Function::Sigmoid | Function::Tanh | Function::Softsign => within(2),
        // The table ends at log(exp(8) + 1), just above 8.
        Function::Softplus => within(5),
        // Positive arguments are scaled by 1.05.
        Function::Selu => input.map(|x| Format { integer: x.integer + 1, ..x }),
    }
}
