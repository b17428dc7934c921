//! Types of layers of extensions.

use hlsmith_fixed::Precision;
use hlsmith_ir::ops::Custom;
use hlsmith_ir::{NamedType, Op, ResultRule};

use super::{Operands, explicit_or, with_defaults};

/// Weights have the default, the result what the extension says.
pub(super) fn infer(op: &Custom, operands: &Operands<'_>) -> (Op, NamedType) {
    let rule = op.extension.get().map_or(ResultRule::Default, |extension| extension.result);
    let precision = match rule {
        ResultRule::Default | ResultRule::Precision(Precision::Auto) => operands.settings.default_precision(),
        ResultRule::Input => operands.input,
        ResultRule::Precision(precision) => precision,
    };
    let (op, _) = with_defaults(op.clone().into(), operands);
    let result =
        NamedType { name: operands.result.name.clone(), precision: explicit_or(operands.result.precision, precision) };
    (op, result)
}
