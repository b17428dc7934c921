//! Types of activations with a parameter.

use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::ops::{ParametrizedActivation, ParametrizedFunction};
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, scaled};

/// A threshold has the type of the input it is compared with; another parameter the smallest type that holds it, of at
/// most 8 bits besides the sign.
pub(super) fn infer(op: &ParametrizedActivation, operands: &Operands<'_>) -> (Op, NamedType) {
    let precision = match op.function {
        ParametrizedFunction::ThresholdedRelu => operands.input,
        ParametrizedFunction::LeakyRelu | ParametrizedFunction::Elu => Precision::Fixed(of_constant(op.activ_param, 8)),
    };
    let param_t = operands.or_derived(&op.param_t, "param", precision);
    let table_t = operands.or_default(&op.table_t);
    let settled = ParametrizedActivation { param_t, table_t, ..op.clone() };
    let result = operands.result_of(scaled(grid(operands.input), op.activ_param.abs()));
    (settled.into(), result)
}

/// The smallest fixed-point type that holds a constant, its width limited to `max_bits` besides the sign.
///
/// 0 gives `ufixed<1,1>`; constants without an end of their binary fraction within 32 bits lose their last bits.
fn of_constant(value: f64, max_bits: i32) -> FixedType {
    if value == 0.0 || !value.is_finite() {
        return FixedType::new(1, 1, false);
    }
    let fraction = (-32..=32).find(|&bits| (value * 2f64.powi(bits)).fract() == 0.0).unwrap_or(32);
    let reach = (value + 2f64.powi(-fraction)).max(-value);
    let integer = reach.log2().ceil() as i32;
    let sign = i32::from(value < 0.0);
    let width = (sign + integer + fraction).min(sign + max_bits).max(1);
    FixedType::new(width.unsigned_abs(), sign + integer, value < 0.0)
}

#[cfg(test)]
mod tests {
    use super::of_constant;

    /// The expected types are those hls4ml 1.3.0 derives.
    #[test]
    fn constants_get_the_known_types() {
        for (value, width, integer, signed) in [
            (0.0, 1, 1, false),
            (0.25, 1, -1, false),
            (0.3, 8, -1, false),
            (0.7, 8, 0, false),
            (1.0, 1, 1, false),
            (-1.0, 1, 1, true),
        ] {
            let fixed = of_constant(value, 8).format;
            assert_eq!((fixed.width, fixed.integer, fixed.signed), (width, integer, signed), "{value}");
        }
    }
}
