//! Types of activations with a parameter.

use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{ParametrizedActivation, ParametrizedFunction};
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, of_constant, scaled, sum_of_products};

/// More bits than a number of double precision has.
const ALL_BITS: i32 = 64;

/// A threshold has the type of the input it is compared with; another parameter the smallest type that holds it, of at
/// most 8 bits besides the sign, or of all its bits in a model with quantizers. There the result of a leaky rectifier
/// holds every product.
pub(super) fn infer(op: &ParametrizedActivation, operands: &Operands<'_>) -> (Op, NamedType) {
    let is_exact = operands.settings.follows_quantizers;
    let precision = match op.function {
        ParametrizedFunction::ThresholdedRelu => operands.input,
        ParametrizedFunction::LeakyRelu | ParametrizedFunction::Elu => {
            Precision::Fixed(of_constant(op.activ_param, if is_exact { ALL_BITS } else { 8 }))
        }
    };
    let param_t = operands.or_derived(&op.param_t, "param", precision);
    let table_t = operands.or_default(&op.table_t);
    let products = grid(operands.input)
        .zip(grid(param_t.precision))
        .filter(|_| is_exact && op.function == ParametrizedFunction::LeakyRelu)
        .map(|(input, param)| input.hull(sum_of_products(input, param, 1, None)));
    let settled = ParametrizedActivation { param_t, table_t, ..op.clone() };
    let result = match products {
        Some(products) => operands.or_derived(operands.result, "result", operands.limited(Some(products))),
        None => operands.result_of(scaled(grid(operands.input), op.activ_param.abs())),
    };
    (settled.into(), result)
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
