//! Types of tables of all arguments.

use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::ops::UnaryLut;
use hlsmith_ir::{NamedType, Op, Weight};

use super::Operands;

/// Most bits of a table whose entries all are on one grid.
const MAX_WIDTH: u32 = 64;

/// The narrowest type that holds all entries, for table and result; the default where there is none.
pub(super) fn infer(op: &UnaryLut, operands: &Operands<'_>) -> (Op, NamedType) {
    let own = narrowest(&op.table, operands);
    let table = Weight { ty: operands.or_derived(&op.table.ty, "table", own), ..op.table.clone() };
    let result = operands.or_derived(operands.result, "result", table.ty.precision);
    (UnaryLut { table, ..op.clone() }.into(), result)
}

/// The narrowest type that holds constants; the default where there is none.
pub(super) fn narrowest(weight: &Weight, operands: &Operands<'_>) -> Precision {
    let narrowest = weight.data.narrowest_format().filter(|format| format.width <= MAX_WIDTH);
    narrowest.map_or(operands.settings.default_precision(), |format| {
        Precision::Fixed(FixedType::new(format.width, format.integer, format.signed))
    })
}
