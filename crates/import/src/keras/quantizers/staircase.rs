//! Results of few values: levels by thresholds, both in single precision as QKeras has them.

use hlsmith_fixed::{Format, Precision};
use hlsmith_ir::{Array, Quantizer as Types};

/// A function that is constant between thresholds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Staircase {
    /// In ascending order; an argument that is equal to one reaches it.
    pub(crate) thresholds: Vec<f32>,
    /// One more than thresholds.
    pub(crate) levels: Vec<f32>,
}

impl Staircase {
    /// The function that is `first` before all thresholds; `steps` are thresholds in ascending order, and the level from
    /// each on. Steps to the same level are left out.
    pub(super) fn new(first: f32, steps: impl IntoIterator<Item = (f32, f32)>) -> Self {
        let mut staircase = Self { thresholds: Vec::new(), levels: vec![first] };
        for (threshold, level) in steps {
            if staircase.levels.last() != Some(&level) {
                staircase.thresholds.push(threshold);
                staircase.levels.push(level);
            }
        }
        staircase
    }

    /// The thresholds and the levels as constants, each with the narrowest type that holds them.
    pub(crate) fn constants(&self) -> Option<[(Array, Format); 2]> {
        let constants = |values: &[f32]| {
            let array = Array::from_f32(vec![values.len()], values.to_vec())?;
            let format = array.narrowest_format()?;
            Some((array, format))
        };
        Some([constants(&self.thresholds)?, constants(&self.levels)?])
    }
}

/// The type whose numbers are exactly those of a format.
pub(crate) fn types(format: Format) -> Types {
    let exact = Precision::fixed(format.width, format.integer, format.signed);
    Types::new(exact, exact)
}

#[cfg(test)]
mod tests {
    use super::Staircase;

    #[test]
    fn steps_to_the_same_level_are_left_out() {
        let found = Staircase::new(1.0, [(-1.0, 1.0), (0.0, 2.0), (0.5, 2.0), (1.0, 4.0)]);
        assert_eq!(found, Staircase { thresholds: vec![0.0, 1.0], levels: vec![1.0, 2.0, 4.0] });
    }
}
