//! Normalisation by mean and variance of each sample.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};

use super::{ShapeError, Shapes, same_shape};
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;
use crate::{NamedType, Weight};

choices! {
    /// How [`struct@LayerNormalization`] finds the reciprocal root of the variance.
    pub enum InverseRoot {
        /// `linear` for the numbers of hls4ml 1.3, where the mean is subtracted, and where a range of the table is set,
        /// else `scaled`.
        Auto = "auto",
        /// A table over variances in `[0, 2^-table_range_power2)`.
        Linear = "linear",
        /// A table over `[1/4, 1)`, for any variance: it is scaled by a power of 4, and the root back.
        Scaled = "scaled",
    }
}
choice_attribute!(InverseRoot);

/// The default of `accum_t`, `fixed<14,4,RND_CONV,SAT>`.
fn default_accum_t() -> NamedType {
    let fixed = FixedType::new(14, 4, true).with_modes(Rounding::RndConv, Overflow::Sat);
    NamedType::new("", Precision::Fixed(fixed))
}

/// The default of `table_t`, `ufixed<8,5,RND_CONV,SAT>`.
fn default_table_t() -> NamedType {
    let fixed = FixedType::new(8, 5, false).with_modes(Rounding::RndConv, Overflow::Sat);
    NamedType::new("", Precision::Fixed(fixed))
}

op! {
    /// `(x[i] - mean) * root * scale[i] + bias[i]` along the last axis, with `root = 1 / sqrt(variance + epsilon)`.
    ///
    /// With `a(v)` for the assignment to `accum_t` and `k = a(1 / n)`: `mean = a(k * sum)` of the sum of `a(x[i])`,
    /// `d[i] = a(a(x[i]) - mean)`, `variance = a(k * sum)` of the sum of `a(d[i]^2)`; sums are assigned after each term.
    /// Unless it is `centred`, `mean` is 0, so that `variance` is the mean of the squares. The root comes from a table; `d[i] * root * scale[i] + bias[i]` is exact and assigned once to the result type.
    pub struct LayerNormalization {
        /// Number of elements.
        Structure n_in: usize,
        /// Number of elements along the last axis.
        Structure n_slice: usize,
        /// What is added to the variance.
        Structure epsilon: f64,
        /// Scales, shape `[n_slice]`.
        Core scale: Weight,
        /// Offsets, shape `[n_slice]`.
        Core bias: Weight,
        /// Type of sums, means, differences and variances; derived from the input where it is the default and the root
        /// is `scaled`.
        Target accum_t: NamedType = default_accum_t(),
        /// Type of the table entries; 18 bits where it is the default and the root is `scaled`.
        Target table_t: NamedType = default_table_t(),
        /// Number of table entries.
        Target table_size: usize = 4096,
        /// The `linear` table covers variances below two to the power of minus this.
        Target table_range_power2: i64 = 0,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
        /// Whether the mean is subtracted.
        Structure centred: bool = true,
        /// How the reciprocal root is found.
        Advanced inverse_root: InverseRoot = InverseRoot::Auto,
    }
}

impl LayerNormalization {
    /// Whether the type of sums, means, differences and variances is the default.
    pub fn has_default_accum(&self) -> bool {
        self.accum_t.precision == default_accum_t().precision
    }

    /// Whether the type of the table entries is the default.
    pub fn has_default_table(&self) -> bool {
        self.table_t.precision == default_table_t().precision
    }
}

impl Shapes for LayerNormalization {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = inputs[0];
        if shape.last() != Some(&self.n_slice) || shape.iter().product::<usize>() != self.n_in {
            let expected = format!("{} elements, {} of them along the last axis", self.n_in, self.n_slice);
            return Err(ShapeError::new(shape, expected));
        }
        for weight in [&self.scale, &self.bias] {
            if weight.data.shape() != [self.n_slice] {
                return Err(ShapeError::new(weight.data.shape(), format!("[{}]", self.n_slice)));
            }
        }
        same_shape(inputs)
    }
}
