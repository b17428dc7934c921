//! Types of quantizers whose types differ from element to element.

use hlsmith_fixed::{FixedType, Format, Precision};
use hlsmith_ir::ops::FixedPointQuantizer;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, hull};

/// The narrowest type that holds the types of all elements.
pub(super) fn infer(op: &FixedPointQuantizer, operands: &Operands<'_>) -> (Op, NamedType) {
    (op.clone().into(), operands.or_derived(operands.result, "result", of_all(op)))
}

/// The narrowest type that holds the types of all elements; one bit where none has any.
pub(crate) fn of_all(op: &FixedPointQuantizer) -> Precision {
    let formats = op.mask_types().flatten().map(|ty| ty.format);
    let all = formats.reduce(hull).unwrap_or(Format { width: 1, integer: 1, signed: false });
    Precision::Fixed(FixedType::new(all.width, all.integer, all.signed))
}
