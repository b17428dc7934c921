//! `FixedPointQuantizer`: each element assigned to a type of its own.
//!
//! The layer stores sign, bits in all and bits before the binary point, the sign among both. Their arrays repeat over the
//! tensor as in NumPy, the batch being the first axis.

use hlsmith_fixed::{Overflow, Rounding};
use hlsmith_ir::ops;
use serde_json::Value;

use super::super::{Layer, Step, Stop, shown};
use crate::flow::blocks::quantizer;

/// Most bits of a type.
const MAX_BITS: f64 = 64.0;

pub(in super::super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let stored = stored_shape(layer)?;
    let [signs, bits, integers] =
        layer.arrays([("keep_negative", &stored), ("bits", &stored), ("integers", &stored)])?;
    let whole = shape.len() + 1;
    let repeated: Vec<usize> = (stored.len()..whole).map(|_| 1).chain(stored.iter().copied()).collect();
    let fits = |mask: &[usize]| mask.iter().zip(shape).all(|(&own, &extent)| own == 1 || own == extent);
    let mask_shape = match repeated.split_first() {
        Some((1, mask)) if mask.len() == shape.len() && fits(mask) => mask.to_vec(),
        _ => {
            let finding = layer.unsupported("the widths of the quantizer do not repeat over what it quantises");
            return Err(finding
                .found(format!("{stored:?}"))
                .expected(format!("{shape:?}, or 1 in place of extents"))
                .into());
        }
    };
    let (rounding, overflow) = modes(layer)?;
    let types: Types = signs
        .iter()
        .zip(bits.iter())
        .zip(integers.iter())
        .map(|((sign, bits), integer)| (sign, bits, integer))
        .collect();
    check(layer, &types)?;
    Ok(vec![quantizer(op(mask_shape, &types, rounding, overflow), None, shape)])
}

/// Sign, bits in all and bits before the binary point of each element of a mask.
pub(super) type Types = Vec<(f64, f64, f64)>;

/// Refuses types out of range.
pub(super) fn check(layer: &Layer, types: &Types) -> Result<(), Stop> {
    let is_in_range = |(sign, bits, integer): (f64, f64, f64)| {
        (sign == 0.0 || sign == 1.0) && (0.0..=MAX_BITS).contains(&bits) && integer.abs() <= MAX_BITS
    };
    let Some(ty) = types.iter().find(|ty| !is_in_range(**ty)) else { return Ok(()) };
    let finding = layer.unsupported("the quantizer has a width out of range");
    let found = format!("sign {}, {} bits, {} of them integer", ty.0, ty.1, ty.2);
    Err(finding.found(found).expected(format!("sign 0 or 1, 0 to {MAX_BITS} bits")).into())
}

/// The op that assigns to the types of a mask. Elements without bits are 0 whatever their signs.
pub(super) fn op(
    mask_shape: Vec<usize>,
    types: &Types,
    rounding: Rounding,
    overflow: Overflow,
) -> ops::FixedPointQuantizer {
    ops::FixedPointQuantizer {
        mask_shape,
        signs: types.iter().map(|ty| usize::from(ty.0 == 1.0 && ty.1 > 0.0)).collect(),
        widths: types.iter().map(|ty| ty.1 as usize).collect(),
        integers: types.iter().map(|ty| if ty.1 > 0.0 { ty.2 as i64 } else { 0 }).collect(),
        rounding,
        overflow,
    }
}

/// The shape of the arrays.
fn stored_shape(layer: &Layer) -> Result<Vec<usize>, Stop> {
    let value = layer.setting("shape");
    let extents = match value {
        Some(Value::Array(extents)) => {
            extents.iter().map(|extent| usize::try_from(extent.as_u64()?).ok()).collect::<Option<Vec<_>>>()
        }
        Some(_) | None => None,
    };
    let extents = extents.ok_or_else(|| layer.malformed("shape", value, "a list of sizes"))?;
    layer.check_elements(&extents)?;
    Ok(extents)
}

/// Rounding and overflow by their names.
fn modes(layer: &Layer) -> Result<(Rounding, Overflow), Stop> {
    let (round, overflow) = (layer.word("RND")?.unwrap_or("TRN"), layer.word("SAT")?.unwrap_or("WRAP"));
    let rounding = Rounding::ALL.iter().copied().find(|mode| mode.name() == round);
    let bound = Overflow::ALL.iter().copied().find(|mode| mode.name() == overflow && *mode != Overflow::WrapSm);
    rounding.zip(bound).ok_or_else(|| {
        let finding = layer.unsupported("the quantizer has a mode that is not supported");
        finding.found(format!("{} and {}", shown(round), shown(overflow))).into()
    })
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::Rounding;

    #[test]
    fn modes_have_the_names_of_files() {
        for name in ["RND", "RND_ZERO", "RND_MIN_INF", "RND_INF", "RND_CONV", "TRN_ZERO", "TRN"] {
            assert!(Rounding::ALL.iter().any(|mode| mode.name() == name), "{name}");
        }
    }
}
