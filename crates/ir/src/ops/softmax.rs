//! Normalised exponentials.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};

use super::{ShapeError, Shapes, same_shape};
use crate::NamedType;
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// How softmax is computed.
    pub enum SoftmaxImplementation {
        /// The maximum is subtracted first; two tables.
        Stable = "stable",
        /// Without the maximum; two tables.
        Latency = "latency",
        /// Differences of all pairs; two tables in `table_t`.
        Legacy = "legacy",
        /// 1 at the first maximum, 0 elsewhere.
        Argmax = "argmax",
    }
}
choice_attribute!(SoftmaxImplementation);

/// `fixed<18,8,RND,SAT>`, the default of the tables and the sum.
fn default_t() -> NamedType {
    let fixed = FixedType::new(18, 8, true).with_modes(Rounding::Rnd, Overflow::Sat);
    NamedType::new("", Precision::Fixed(fixed))
}

op! {
    /// `exp(s x[i]) / sum over j of exp(s x[j])` along an axis, with `s = exp_scale`, from an exponential and a reciprocal table.
    pub struct Softmax {
        /// Number of elements.
        Structure n_in: usize,
        /// Product of the extents before the softmax axis.
        Structure n_outer: usize = 1,
        /// Product of the extents after the softmax axis.
        Structure n_inner: usize = 1,
        /// Type of everything inside the `legacy` implementation.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries.
        Target table_size: usize = 1024,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
        /// Type of the exponentials.
        Target exp_table_t: NamedType = default_t(),
        /// Type of the reciprocals.
        Target inv_table_t: NamedType = default_t(),
        /// Type of the sum when it indexes the reciprocal table.
        Target inv_inp_t: NamedType = default_t(),
        /// Type of the sum.
        Target accum_t: NamedType = default_t(),
        /// How it is computed.
        Target implementation: SoftmaxImplementation = SoftmaxImplementation::Stable,
        /// Leaves the layer out; its input becomes the output.
        Target skip: bool = false,
        /// Type of `max - x`; derived from the input type when automatic.
        Advanced inp_norm_t: NamedType = NamedType::auto(),
        /// Number of entries of the exponential table; 0 for the default.
        Advanced exp_table_size: usize = 0,
        /// Number of entries of the reciprocal table; 0 for the default.
        Advanced inv_table_size: usize = 0,
        /// What arguments are multiplied by inside the exponential; positive.
        Structure exp_scale: f64 = 1.0,
        /// Number of slices behind which a causal mask begins anew, 0 without one: of these, slice `i` is made of its first
        /// `i + 1` elements alone, and the exponentials of the others are 0.
        Structure n_causal: usize = 0,
    }
}

impl Softmax {
    /// How many of the `n_slice` elements of a slice take part in it.
    pub fn n_own(&self, slice: usize, n_slice: usize) -> usize {
        slice.checked_rem(self.n_causal).map_or(n_slice, |row| n_slice.min(row + 1))
    }
}

impl Shapes for Softmax {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
