//! Number types the emulator computes with.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::{FixedType, MAX_WIDTH, Precision};
use hlsmith_ir::NamedType;
use hlsmith_ir::ops::ShapeError;

/// Most integer bits of a type, and most that it may lack to the binary point.
const MAX_INTEGER: i32 = 4096;

/// The assignment rule of a type; `role` names its place in messages.
///
/// # Errors
/// When the type is not yet derived, or is not an integer grid.
pub(crate) fn fixed_type(ty: &NamedType, role: &str) -> Result<FixedType> {
    let refuse = |code: Code, message: String| {
        let found = ty.precision.to_string();
        Diagnostic::error(code, Subject::Model, message).found(found).expected("a fixed-point or integer type")
    };
    let fixed = match ty.precision {
        Precision::Fixed(fixed) => fixed,
        Precision::Integer { width, signed } => FixedType::integer(width, signed),
        Precision::Xnor => FixedType::integer(2, true),
        Precision::Auto => {
            return Err(refuse(Code::IrInvalid, format!("the type of {role} is not yet derived")).into());
        }
        Precision::Exponent { .. } | Precision::Float(_) => {
            let message = format!("the type of {role} is not computed by the emulator");
            return Err(refuse(Code::EmulatorUnsupported, message).into());
        }
    };
    let in_range = (1..=MAX_WIDTH).contains(&fixed.format.width) && fixed.format.integer.abs() <= MAX_INTEGER;
    if in_range {
        return Ok(fixed);
    }
    let message = format!("the type of {role} is out of range");
    Err(Diagnostic::error(Code::PrecisionRange, Subject::Model, message)
        .found(fixed.to_string())
        .expected(format!("1 to {MAX_WIDTH} bits, of them -{MAX_INTEGER} to {MAX_INTEGER} integer bits"))
        .into())
}

/// The same findings, those about no layer in particular attributed to `layer`.
pub(crate) fn at_layer(layer: &str, findings: Diagnostics) -> Diagnostics {
    let mut attributed = Diagnostics::new();
    for finding in findings.iter() {
        let mut finding = finding.clone();
        if finding.subject == Subject::Model {
            finding.subject = Subject::Layer(layer.to_owned());
        }
        attributed.push(finding);
    }
    attributed
}

/// The finding that shapes do not fit.
pub(crate) fn misfit(error: ShapeError) -> Diagnostics {
    let message = "shapes do not fit the layer";
    Diagnostic::error(Code::ShapeMismatch, Subject::Model, message).found(error.found).expected(error.expected).into()
}

/// A finite attribute; `role` names it in messages.
///
/// # Errors
/// When it is infinite or not a number.
pub(crate) fn finite(value: f64, role: &str) -> Result<f64> {
    if value.is_finite() {
        return Ok(value);
    }
    let message = format!("{role} is not a finite number");
    Err(Diagnostic::error(Code::IrInvalid, Subject::Model, message).found(value.to_string()).into())
}
