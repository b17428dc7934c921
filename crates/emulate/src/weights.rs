//! Trained constants on the grid of their type.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Precision, Raw};
use hlsmith_ir::{ArrayData, Compatibility, Weight};

use crate::from_float::FromFloat;
use crate::kernel::quantize::{self, Quantize};
use crate::numbers::Numbers;
use crate::sample::Sample;
use crate::types::fixed_type;

/// The raw integers of the constants, in C order.
///
/// [`Compatibility::Sound`] assigns the exact trained value to the type. [`Compatibility::Hls4ml13`] takes the way of
/// the peer's weight files: the value is printed with as many decimal digits as the type has fractional bits, read back
/// as `f64` and assigned; a value just beside a grid point may so land on it.
///
/// # Errors
/// When the type is not an integer grid or a constant is not a finite number.
pub fn quantize(weight: &Weight, compatibility: Compatibility) -> Result<Vec<Raw>> {
    Ok(numbers(weight, compatibility)?.into_raw())
}

/// [`quantize`], in little memory.
fn numbers(weight: &Weight, compatibility: Compatibility) -> Result<Numbers> {
    let ty = fixed_type(&weight.stored(), &format!("weight `{}`", weight.name))?;
    if let Some(value) = weight.data.iter().find(|value| !value.is_finite()) {
        let message = format!("a constant of `{}` is not a finite number", weight.name);
        return Err(Diagnostic::error(Code::ModelWeights, Subject::Model, message).found(value.to_string()).into());
    }
    let mut numbers = match weight.data.data() {
        ArrayData::F32(values) => assigned(&ty, values),
        ArrayData::F64(values) => assigned(&ty, values),
    };
    match compatibility {
        Compatibility::Sound => {}
        Compatibility::Hls4ml13 => {
            for (index, value) in weight.data.iter().enumerate().filter(|&(_, value)| decimals_matter(&ty, value)) {
                numbers.set(index, ty.from_weight(value).raw().clone());
            }
        }
    }
    Ok(numbers)
}

/// Values assigned to a type.
fn assigned<T: Sample>(ty: &FixedType, values: &[T]) -> Numbers {
    match quantize::bits(ty) {
        ..=64 => Numbers::Narrow(Quantize::<i64>::new(&FromFloat::of_type(*ty)).all(values)),
        65.. => Numbers::Wide(values.iter().map(|value| ty.quantize(value.to_f64())).collect()),
    }
}

/// [`quantize`] for constants that data are multiplied by.
///
/// Products are exact. The peer multiplies by a two-bit signed integer as if it were -1, 0 or 1; its fourth value, -2,
/// acts like 1.
///
/// # Errors
/// As [`quantize`].
pub fn factors(weight: &Weight, compatibility: Compatibility) -> Result<Vec<Raw>> {
    Ok(factor_numbers(weight, compatibility)?.into_raw())
}

/// [`factors`], in little memory.
pub(crate) fn factor_numbers(weight: &Weight, compatibility: Compatibility) -> Result<Numbers> {
    let mut numbers = numbers(weight, compatibility)?;
    let is_ternary = weight.ty.precision == Precision::Integer { width: 2, signed: true };
    match compatibility {
        Compatibility::Hls4ml13 if is_ternary => {
            for index in 0..numbers.len() {
                if numbers.raw(index) == Raw::from(-2) {
                    numbers.set(index, Raw::from(1));
                }
            }
        }
        Compatibility::Hls4ml13 | Compatibility::Sound => {}
    }
    Ok(numbers)
}

/// The places of the constants of a matrix `[n_in, n_out]` that are not 0, output by output and then input by input.
pub fn nonzero_places(raws: &[Raw], n_out: usize) -> Vec<usize> {
    let column = |column: usize| (column..raws.len()).step_by(n_out.max(1));
    (0..n_out).flat_map(column).filter(|&place| !raws[place].is_zero()).collect()
}

/// Whether printing `value` with as many decimals as `ty` has fractional bits can change what is assigned.
///
/// Assignment changes its result only at multiples of half the grid. Printing moves a value by at most half a unit of
/// the last decimal and keeps multiples of the grid, which have no more decimals than bits; so nothing changes on the
/// grid, nor farther than one such unit from every multiple of its half.
fn decimals_matter(ty: &FixedType, value: f64) -> bool {
    let fraction = ty.format.fraction();
    if !(0..=60).contains(&fraction) {
        return true;
    }
    // Scaling by a power of two is exact here, and so is the distance to the nearest integer of a number below 2^52.
    let halves = value * 2.0 * 2.0_f64.powi(fraction);
    if halves.abs() >= 2.0_f64.powi(50) || (value != 0.0 && value.abs() < f64::MIN_POSITIVE) {
        return true;
    }
    let distance = (halves - halves.round()).abs();
    let on_grid = distance == 0.0 && halves % 2.0 == 0.0;
    !on_grid && distance <= 2.0 * 2.0_f64.powi(fraction) * 10.0_f64.powi(-fraction)
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Overflow, Rounding};

    use super::decimals_matter;

    #[test]
    fn the_short_way_agrees_with_the_text() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let (mut short, mut differing) = (0, 0);
        for _ in 0..200_000 {
            let fraction = (next() % 24) as i32 - 2;
            let rounding = Rounding::ALL[(next() % 7) as usize];
            let overflow = if next() % 2 == 0 { Overflow::Wrap } else { Overflow::Sat };
            let width = 1 + (next() % 24) as u32;
            let ty = FixedType::new(width, width as i32 - fraction, next() % 2 == 0).with_modes(rounding, overflow);
            // Half of the values lie very near to a multiple of half the grid.
            let near = (next() % 64) as f64 / 2.0 * 2.0_f64.powi(-fraction) - 4.0;
            let value = if next() % 2 == 0 {
                near + (next() as f64 / u64::MAX as f64 - 0.5) * 10.0_f64.powi(-fraction - (next() % 4) as i32)
            } else {
                (next() as f64 / u64::MAX as f64 - 0.5) * 8.0
            };
            let through_text = ty.from_weight(value).raw().clone();
            if decimals_matter(&ty, value) {
                differing += u32::from(through_text != ty.quantize(value));
            } else {
                short += 1;
                assert_eq!(through_text, ty.quantize(value), "{value:?} to {ty}");
            }
        }
        assert!(short > 50_000 && differing > 1_000, "{short} {differing}");
    }
}
