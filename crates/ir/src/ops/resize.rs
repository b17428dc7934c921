//! Another number of rows and columns of an image.

use num_integer::Integer as _;

use super::{ShapeError, Shapes};
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// How pixels between those of the input are made.
    pub enum ResizeAlgorithm {
        /// Each is one of the input.
        Nearest = "nearest",
        /// Each is made of its four neighbours.
        Bilinear = "bilinear",
    }
}
choice_attribute!(ResizeAlgorithm);

op! {
    /// An image `[in_height, in_width, n_chan]`, or a line `[in_width, n_chan]` when `in_height` and `out_height` are 1,
    /// with other numbers of rows and columns.
    ///
    /// `nearest`: pixel `[i, j]` of the output is pixel `[i * in_height / out_height, j * in_width / out_width]` of the
    /// input, rounded down, each element assigned to the result type.
    ///
    /// `bilinear`: the centre of output row `i` lies at row `(2 i + 1) in_height / (2 out_height) - 1/2` of the input,
    /// between two rows, or at the first or last one where it is beyond. A row counts by the share of the way from the
    /// other one; shares that are no multiples of `2^-16` are rounded to the nearest, up when halfway. The same holds for
    /// columns. The sum of the four pixels, each multiplied by both its shares, is exact and is assigned to the result
    /// type.
    pub struct Resize {
        /// Rows of the input.
        Structure in_height: usize = 1,
        /// Columns of the input.
        Structure in_width: usize,
        /// Rows of the output.
        Structure out_height: usize = 1,
        /// Columns of the output.
        Structure out_width: usize,
        /// Channels of a pixel.
        Structure n_chan: usize,
        /// How pixels between those of the input are made.
        Core algorithm: ResizeAlgorithm = ResizeAlgorithm::Nearest,
    }
}

/// Where a row or column of the output of a bilinear [`struct@Resize`] lies in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The last row or column not behind it.
    pub lower: usize,
    /// The next one.
    pub upper: usize,
    /// By how much the upper one counts, in units of `2^-fraction`; the lower one counts the rest.
    pub share: u64,
}

/// The rows or columns of the output of a bilinear [`struct@Resize`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpolation {
    /// Fractional bits of the shares, at most 16.
    pub fraction: u32,
    /// For each row or column its place.
    pub places: Vec<Between>,
}

impl Interpolation {
    /// The rows or columns when `n_in` of them become `n_out`, both at least 1.
    pub fn new(n_in: usize, n_out: usize) -> Self {
        let (n_in, n_out) = (n_in as u128, n_out as u128);
        // Every position is a multiple of `common / (2 n_out)`.
        let common = (2 * n_out).gcd(&(2 * n_in)).gcd(&n_in.abs_diff(n_out));
        let denominator = 2 * n_out / common.max(1);
        let fraction = if denominator.is_power_of_two() { denominator.ilog2().min(16) } else { 16 };
        let place = |index: u128| {
            let from_start = ((2 * index + 1) * n_in).saturating_sub(n_out);
            let lower = from_start / (2 * n_out);
            if lower + 1 >= n_in {
                return Between { lower: n_in as usize - 1, upper: n_in as usize - 1, share: 0 };
            }
            let rest = from_start % (2 * n_out);
            let share = ((rest << fraction) + n_out) / (2 * n_out);
            Between { lower: lower as usize, upper: lower as usize + 1, share: share as u64 }
        };
        Self { fraction, places: (0..n_out).map(place).collect() }
    }
}

impl Resize {
    /// The rows and the columns of a bilinear output.
    pub fn interpolations(&self) -> [Interpolation; 2] {
        [Interpolation::new(self.in_height, self.out_height), Interpolation::new(self.in_width, self.out_width)]
    }
}

impl Shapes for Resize {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let image = [self.in_height, self.in_width, self.n_chan];
        if self.out_height == 0 || self.out_width == 0 {
            return Err(ShapeError::new(&[self.out_height, self.out_width], "at least one pixel"));
        }
        if inputs[0] == image {
            return Ok(vec![vec![self.out_height, self.out_width, self.n_chan]]);
        }
        if inputs[0] == &image[1..] && self.in_height == 1 && self.out_height == 1 {
            return Ok(vec![vec![self.out_width, self.n_chan]]);
        }
        Err(ShapeError::new(inputs[0], format!("{image:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::Interpolation;

    fn check(n_in: usize, n_out: usize, fraction: u32, expected: &[(usize, usize, u64)]) {
        let made = Interpolation::new(n_in, n_out);
        let places: Vec<_> = made.places.iter().map(|place| (place.lower, place.upper, place.share)).collect();
        assert_eq!((made.fraction, &places[..]), (fraction, expected), "{n_in} to {n_out}");
    }

    #[test]
    fn centres_of_pixels_lie_between_those_of_the_input() {
        check(1, 1, 0, &[(0, 0, 0)]);
        check(3, 3, 0, &[(0, 1, 0), (1, 2, 0), (2, 2, 0)]);
        check(2, 4, 2, &[(0, 1, 0), (0, 1, 1), (0, 1, 3), (1, 1, 0)]);
        check(3, 1, 0, &[(1, 2, 0)]);
        check(4, 2, 1, &[(0, 1, 1), (2, 3, 1)]);
        // Thirds of 2^16.
        check(2, 6, 16, &[(0, 1, 0), (0, 1, 0), (0, 1, 21845), (0, 1, 43691), (1, 1, 0), (1, 1, 0)]);
    }
}
