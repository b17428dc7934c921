//! Fully connected layer: see [`hlsmith_ir::ops::Dense`].

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::FixedType;
use hlsmith_ir::{Strategy, ops};

use super::Context;
use crate::constants::Constants;
use crate::product::factors;
use crate::types::fixed_type;

/// `bias[j] + sum over i of x[i] * weight[i][j]`, every product and partial sum assigned to `accum`.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    pub(crate) n_in: usize,
    pub(crate) n_out: usize,
    /// Shape `[n_in, n_out]`.
    pub(crate) weight: Constants,
    /// The biases assigned to `accum`.
    pub(crate) bias: Constants,
    pub(crate) accum: FixedType,
    /// Inputs are summed in steps of this: 0, `stride`, 2 `stride`, ..., then 1, 1 + `stride`, and so on.
    pub(crate) stride: usize,
}

impl Dense {
    pub(crate) fn lower(op: &ops::Dense, context: &Context) -> Result<Self> {
        let accum = fixed_type(&op.accum_t, "`accum_t`")?;
        let stride = match op.strategy {
            Strategy::Latency => 1,
            Strategy::Resource | Strategy::ResourceUnrolled => {
                let reuse = op.reuse_factor as usize;
                if !is_valid_reuse(op.n_in, op.n_out, reuse) {
                    return Err(invalid_reuse(op));
                }
                // A reuse beyond the inputs takes a whole output, in order, per multiplier.
                if reuse <= op.n_in { reuse } else { 1 }
            }
        };
        Ok(Self {
            n_in: op.n_in,
            n_out: op.n_out,
            weight: factors(&op.weight, context.compatibility)?,
            bias: Constants::of_weight(&op.bias, context.compatibility)?.cast(&accum),
            accum,
            stride,
        })
    }

    /// The inputs in the order of the sum.
    pub(crate) fn order(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.stride).flat_map(|start| (start..self.n_in).step_by(self.stride))
    }
}

/// Whether multipliers can be shared `reuse` times under the resource strategies: each serves whole outputs, or the same
/// inputs of every output.
fn is_valid_reuse(n_in: usize, n_out: usize, reuse: usize) -> bool {
    if reuse == 0 || n_in == 0 || n_out == 0 {
        return false;
    }
    let products = n_in * n_out;
    let multipliers = products.div_ceil(n_in.min(reuse));
    (multipliers.is_multiple_of(n_out) || reuse >= n_in)
        && (reuse.is_multiple_of(n_in) || reuse < n_in)
        && products.is_multiple_of(reuse)
}

fn invalid_reuse(op: &ops::Dense) -> hlsmith_diag::Diagnostics {
    let products = op.n_in.saturating_mul(op.n_out);
    let valid: Vec<String> = (1..=products.min(1 << 16))
        .filter(|&reuse| is_valid_reuse(op.n_in, op.n_out, reuse))
        .map(|reuse| reuse.to_string())
        .collect();
    Diagnostic::error(Code::ReuseFactor, Subject::Model, "the reuse factor does not divide the work of the layer")
        .found(op.reuse_factor.to_string())
        .expected(format!("one of {}", valid.join(", ")))
        .into()
}

#[cfg(test)]
mod tests {
    use super::is_valid_reuse;

    #[test]
    fn valid_reuse_factors() {
        let check = |n_in, n_out, expected: &[usize]| {
            let valid: Vec<usize> = (0..=n_in * n_out + 1).filter(|&r| is_valid_reuse(n_in, n_out, r)).collect();
            assert_eq!(valid, expected, "({n_in}, {n_out})");
        };
        check(16, 8, &[1, 2, 4, 8, 16, 32, 64, 128]);
        check(3, 5, &[1, 3, 15]);
    }
}
