//! Number types the emulator computes with.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::{FixedType, MAX_WIDTH, Precision};
use hlsmith_ir::NamedType;

/// The assignment rule of a type; `role` names its place in messages.
///
/// # Errors
/// When the type is not yet derived, or is not an integer grid.
pub(crate) fn fixed_type(ty: &NamedType, role: &str) -> Result<FixedType> {
    let refuse = |code: Code, message: String| Err(Diagnostic::error(code, Subject::Model, message));
    let fixed = match ty.precision {
        Precision::Fixed(fixed) => Ok(fixed),
        Precision::Integer { width, signed } => Ok(FixedType::integer(width, signed)),
        Precision::Auto => refuse(Code::IrInvalid, format!("the type of {role} is not yet derived")),
        Precision::Xnor | Precision::Exponent { .. } | Precision::Float(_) => {
            refuse(Code::EmulatorUnsupported, format!("the type of {role} is not computed by the emulator"))
        }
    };
    let expected = "a fixed-point or integer type";
    let fixed = fixed.map_err(|finding| finding.found(ty.precision.to_string()).expected(expected))?;
    if (1..=MAX_WIDTH).contains(&fixed.format.width) {
        return Ok(fixed);
    }
    let message = format!("the width of {role} is out of range");
    Err(Diagnostic::error(Code::PrecisionRange, Subject::Model, message)
        .found(fixed.to_string())
        .expected(format!("1 to {MAX_WIDTH} bits"))
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
