//! `UnaryLUT`: a function as a table of its quantised values.
//!
//! `kif_in` are sign, bits before the binary point without the sign, and bits behind it of the arguments, whose bits
//! number the entries.

use hlsmith_fixed::Format;
use serde_json::Value;

use super::super::{Layer, Step, Stop};
use crate::flow::blocks::unary_table;

/// Most bits of an argument.
const MAX_INDEX_BITS: i64 = 20;

pub(in super::super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let value = layer.setting("kif_in");
    let bits =
        value.and_then(Value::as_array).and_then(|bits| bits.iter().map(Value::as_i64).collect::<Option<Vec<_>>>());
    let index = match bits.as_deref() {
        Some(&[sign @ (0 | 1), integer @ -64..=64, fraction @ -64..=64])
            if (1..=MAX_INDEX_BITS).contains(&(sign + integer + fraction)) =>
        {
            Format { width: (sign + integer + fraction) as u32, integer: (sign + integer) as i32, signed: sign == 1 }
        }
        Some(_) | None => {
            let expected = format!("sign, integer and fractional bits, 1 to {MAX_INDEX_BITS} in all");
            return Err(layer.malformed("kif_in", value, &expected).into());
        }
    };
    let [table] = layer.arrays([("table", &[1 << index.width])])?;
    let attributes = unary_table(index, table).ok_or(Stop::Unknown)?;
    Ok(vec![layer.elementwise("UnaryLUT", "UnaryLUT", attributes)?])
}
