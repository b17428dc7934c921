//! Constants on the grid of a type.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Interval, Raw, Value};
use hlsmith_ir::{Compatibility, Weight};

use crate::numbers::Numbers;
use crate::types::fixed_type;
use crate::weights;

/// Constants of one format, in C order.
#[derive(Clone, Debug)]
pub(crate) struct Constants {
    pub(crate) format: Format,
    pub(crate) raw: Vec<Raw>,
}

impl Constants {
    /// The trained constants on their grid.
    pub(crate) fn of_weight(weight: &Weight, compatibility: Compatibility) -> Result<Self> {
        let raw = weights::quantize(weight, compatibility)?;
        Ok(Self { format: fixed_type(&weight.stored(), &weight.name)?.format, raw })
    }

    /// The constants assigned to a type.
    pub(crate) fn cast(&self, ty: &FixedType) -> Self {
        Self { format: ty.format, raw: (0..self.raw.len()).map(|i| self.value(i).cast(ty).raw().clone()).collect() }
    }

    /// A constant as an exact number.
    pub(crate) fn value(&self, index: usize) -> Value {
        Value::from_low_bits(self.format, self.raw[index].clone())
    }

    /// The smallest interval with every constant; that of 0 when there is none.
    pub(crate) fn interval(&self) -> Interval {
        let lower = self.raw.iter().min().unwrap_or(&Raw::ZERO).clone();
        let upper = self.raw.iter().max().unwrap_or(&Raw::ZERO).clone();
        let fraction = self.format.fraction();
        Interval::new(lower.clone(), upper, fraction).unwrap_or_else(|| Interval::point(lower, fraction))
    }
}

/// Constants that data are multiplied by, of one format and in C order; there may be many.
#[derive(Clone, Debug)]
pub(crate) struct Factors {
    pub(crate) format: Format,
    pub(crate) numbers: Numbers,
}

impl Factors {
    /// The trained constants on their grid, see [`weights::factors`].
    pub(crate) fn of_weight(weight: &Weight, compatibility: Compatibility) -> Result<Self> {
        let numbers = weights::factor_numbers(weight, compatibility)?;
        Ok(Self { format: fixed_type(&weight.stored(), &weight.name)?.format, numbers })
    }

    /// A constant as an exact number.
    pub(crate) fn value(&self, index: usize) -> Value {
        Value::from_low_bits(self.format, self.numbers.raw(index))
    }

    /// The smallest interval with every constant; that of 0 when there is none.
    pub(crate) fn interval(&self) -> Interval {
        let [lower, upper] = self.numbers.bounds().unwrap_or([Raw::ZERO; 2]);
        let fraction = self.format.fraction();
        Interval::new(lower.clone(), upper, fraction).unwrap_or_else(|| Interval::point(lower, fraction))
    }
}

impl From<Constants> for Factors {
    fn from(constants: Constants) -> Self {
        Self { format: constants.format, numbers: constants.raw.into() }
    }
}
