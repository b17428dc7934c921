//! The functions of Keras on numbers of single precision, as tables of them need them.

use libm::{erf, exp, expm1, log1p, tanh};

/// A function of one number.
pub(super) type Function = fn(f64) -> f64;

/// Every function by its name in Keras, sorted.
const FUNCTIONS: &[(&str, Function)] = &[
    ("celu", elu),
    ("elu", elu),
    ("exponential", exp),
    ("gelu", |x| x * 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2))),
    ("hard_shrink", |x| if x.abs() > 0.5 { x } else { 0.0 }),
    ("hard_sigmoid", hard_sigmoid),
    ("hard_silu", |x| x * hard_sigmoid(x)),
    ("hard_swish", |x| x * hard_sigmoid(x)),
    ("hard_tanh", |x| x.clamp(-1.0, 1.0)),
    ("leaky_relu", |x| if x > 0.0 { x } else { 0.2 * x }),
    ("linear", |x| x),
    ("log_sigmoid", |x| -softplus(-x)),
    ("mish", |x| x * tanh(softplus(x))),
    ("relu", |x| x.max(0.0)),
    ("relu6", |x| x.clamp(0.0, 6.0)),
    ("selu", |x| {
        const SCALE: f64 = 1.050_700_987_355_480_5;
        const ALPHA: f64 = 1.673_263_242_354_377_2;
        if x > 0.0 { SCALE * x } else { SCALE * ALPHA * expm1(x) }
    }),
    ("sigmoid", sigmoid),
    ("silu", |x| x * sigmoid(x)),
    ("soft_shrink", |x| x - x.clamp(-0.5, 0.5)),
    ("softplus", softplus),
    ("softsign", |x| x / (1.0 + x.abs())),
    ("sparse_plus", |x| {
        if x <= -1.0 {
            0.0
        } else if x < 1.0 {
            0.25 * (x + 1.0) * (x + 1.0)
        } else {
            x
        }
    }),
    ("sparse_sigmoid", |x| (0.5 * (x + 1.0)).clamp(0.0, 1.0)),
    ("squareplus", |x| 0.5 * (x + (x * x + 4.0).sqrt())),
    ("swish", |x| x * sigmoid(x)),
    ("tanh", tanh),
    ("tanh_shrink", |x| x - tanh(x)),
];

/// The function of a name.
pub(super) fn find(name: &str) -> Option<Function> {
    FUNCTIONS.iter().find(|(own, _)| *own == name).map(|(_, function)| *function)
}

/// The names of all functions, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, _)| *name)
}

fn elu(x: f64) -> f64 {
    if x > 0.0 { x } else { expm1(x) }
}

fn hard_sigmoid(x: f64) -> f64 {
    (x + 3.0).clamp(0.0, 6.0) / 6.0
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;

    #[test]
    fn functions_are_sorted() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
