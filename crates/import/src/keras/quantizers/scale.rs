//! The scale of weights, as it is set or as QKeras finds it for each output.

use super::Trained;

/// How a quantiser is scaled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Alpha {
    /// Not, unless for a kernel, which gets the best power of two.
    None,
    /// By a number.
    Number(f32),
    /// By the best number for each output.
    Auto,
    /// By the best power of two for each output.
    AutoPo2,
}

/// What keeps QKeras from dividing by zero and from the logarithm of zero.
const EPSILON: f32 = 1e-7;

impl Alpha {
    /// The scale of a kernel: without one QKeras looks for the best power of two.
    pub(super) fn of_role(self, role: super::Role) -> Self {
        match (self, role) {
            (Alpha::None, super::Role::Kernel) => Alpha::AutoPo2,
            (alpha, super::Role::Kernel | super::Role::Bias) => alpha,
        }
    }

    /// The scale of weights that become levels: of all outputs, or of each.
    pub(super) fn of_levels(self, trained: &Trained, levels: &[f32]) -> Vec<f32> {
        match self {
            Alpha::None => vec![1.0],
            Alpha::Number(alpha) => vec![alpha],
            Alpha::Auto => trained.best(levels),
            Alpha::AutoPo2 => trained.best(levels).into_iter().map(power_of_two).collect(),
        }
    }
}

/// The power of two nearest to a scale by its logarithm.
pub(super) fn power_of_two(scale: f32) -> f32 {
    let exponent = ((f64::from(scale + EPSILON).ln() as f32) / std::f32::consts::LN_2).round_ties_even();
    2.0_f32.powi(exponent as i32)
}

impl Trained {
    /// The number of scales: one for each output, for a vector one for each element.
    pub(super) fn n_scales(&self) -> usize {
        self.n_outputs
    }

    /// The largest magnitude of each output; of a vector the largest of all, once.
    pub(super) fn largest(&self) -> Vec<f32> {
        let n_scales = if self.shape.len() > 1 { self.n_outputs } else { 1 };
        let mut largest = vec![0.0_f32; n_scales];
        for (i, x) in self.values.iter().enumerate() {
            let scale = &mut largest[i % n_scales];
            *scale = scale.max(x.abs());
        }
        largest
    }

    /// The factor of each output that takes levels nearest to the weights: `mean(x * q) / mean(q * q)`.
    pub(super) fn best(&self, levels: &[f32]) -> Vec<f32> {
        let n_scales = self.n_scales();
        let mut sums = vec![(0.0_f64, 0.0_f64); n_scales];
        for (i, (&x, &q)) in self.values.iter().zip(levels).enumerate() {
            let (products, squares) = &mut sums[i % n_scales];
            *products += f64::from(x * q);
            *squares += f64::from(q * q);
        }
        let n_terms = (self.values.len() / n_scales.max(1)).max(1) as f64;
        let mean = |sum: f64| (sum / n_terms) as f32;
        sums.into_iter().map(|(products, squares)| mean(products) / (mean(squares) + EPSILON)).collect()
    }
}
