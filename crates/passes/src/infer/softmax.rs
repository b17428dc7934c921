//! Types of softmaxes.

use hlsmith_ir::ops::Softmax;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, sum_of_products, with_defaults};

/// The default; in a model with quantizers, which give the tables their types, the type of the products of their entries.
pub(super) fn infer(op: &Softmax, operands: &Operands<'_>) -> (Op, NamedType) {
    if !operands.settings.follows_quantizers {
        return with_defaults(op.clone().into(), operands);
    }
    let (exp, inv) = (grid(op.exp_table_t.precision), grid(op.inv_table_t.precision));
    let product = exp.zip(inv).map(|(exp, inv)| sum_of_products(exp, inv, 1, None));
    (op.clone().into(), operands.or_derived(operands.result, "result", operands.limited(product)))
}
