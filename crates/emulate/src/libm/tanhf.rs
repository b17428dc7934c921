//! The hyperbolic tangent in single precision.

use super::expm1f::expm1f;

/// `tanh(x)`, within 2 units in the last place; the algorithm of Sun's freely distributable library in `f32`.
pub(crate) fn tanhf(x: f32) -> f32 {
    let magnitude = x.abs();
    let z = if x.is_nan() || magnitude < f32::from_bits(0x2400_0000) {
        return x;
    } else if magnitude >= 22.0 {
        1.0
    } else if magnitude >= 1.0 {
        1.0 - 2.0 / (expm1f(2.0 * magnitude) + 2.0)
    } else {
        let t = expm1f(-2.0 * magnitude);
        -t / (t + 2.0)
    };
    z.copysign(x)
}
