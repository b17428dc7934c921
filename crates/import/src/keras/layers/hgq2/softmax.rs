//! `QSoftmax`: exponentials and reciprocals from tables, each with a quantizer before and behind it.
//!
//! The distance to the largest element goes through the quantizer of the first table, and `exp(-s d)` through the one
//! behind it; their sum goes through the quantizers of the second table in the same way. The types of these quantizers
//! are those of the op, its tables have an entry for each number that indexes them, and its sum is exact.

use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::{AttributeValue, NamedType};
use serde_json::Value;

use super::super::{Layer, Setting, Step, Stop, softmax};
use super::{Quantizer, finish, input_quantizer};

/// Widest type that indexes a table.
const MAX_INDEX_BITS: u32 = 20;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if !layer.flag("stable", true)? {
        let finding = layer.unsupported("the softmax does not subtract the largest element").found("stable=False");
        return Err(finding.expected("stable=True").into());
    }
    let shape = layer.input()?;
    let axes = layer.axes("axes", shape.len())?;
    let (Some(&first), Some(&last), true) =
        (axes.first(), axes.last(), axes.windows(2).all(|pair| pair[0] + 1 == pair[1]))
    else {
        let finding = layer.unsupported("the softmax runs over axes that are no neighbours");
        return Err(finding.found(format!("{axes:?}")).expected("one axis, or neighbouring ones").into());
    };
    let mut steps = input_quantizer(layer)?;
    let mut own = softmax::over(layer, first, last)?;
    let ty = |key: &'static str, slots: [&'static str; 3]| table_type(layer, key, &slots, shape);
    let exp_index = ty("exp_iq_conf", ["exp_table", "iq", "quantizer"])?;
    let exp = ty("exp_oq_conf", ["exp_table", "oq", "quantizer"])?;
    let inv_index = ty("inv_iq_conf", ["inv_table", "iq", "quantizer"])?;
    let inv = ty("inv_oq_conf", ["inv_table", "oq", "quantizer"])?;
    for index in [exp_index, inv_index] {
        if index.format.width > MAX_INDEX_BITS {
            let finding = layer.unsupported("a table of the softmax has too many entries");
            let found = format!("an index of {} bits", index.format.width);
            return Err(finding.found(found).expected(format!("at most {MAX_INDEX_BITS} bits")).into());
        }
    }
    let n_slice: usize = axes.iter().map(|&axis| shape[axis]).product();
    let carry = n_slice.next_power_of_two().trailing_zeros();
    let exp_format = exp.format;
    let sum = FixedType::new(exp_format.width + carry, exp_format.integer + carry as i32, exp_format.signed);
    let typed = |ty: FixedType| Setting::Value(AttributeValue::Type(NamedType::new("", Precision::Fixed(ty))));
    own.attributes.extend([
        ("exp_table_t", typed(exp)),
        ("inv_table_t", typed(inv)),
        ("inv_inp_t", typed(inv_index)),
        ("accum_t", typed(sum)),
        ("inp_norm_t", typed(exp_index)),
        ("exp_table_size", Setting::size(1 << exp_index.format.width)),
        ("inv_table_size", Setting::size(1 << inv_index.format.width)),
        ("exp_scale", Setting::float(layer.number_or("input_scaler", 1.0)?)),
    ]);
    steps.push(own);
    finish(layer, steps)
}

/// The type of a quantizer beside a table, the same for all elements.
fn table_type(layer: &Layer, key: &str, slots: &[&'static str], shape: &[usize]) -> Result<FixedType, Stop> {
    let settings = layer.setting(key).unwrap_or(&Value::Null);
    let quantizer = Quantizer::read(layer, settings, slots, shape, true)?;
    quantizer.and_then(|quantizer| quantizer.op().homogeneous()).ok_or_else(|| {
        let finding = layer.unsupported("a quantizer of the tables has types that differ, or no bits").found(key);
        finding.expected("one type for all elements").into()
    })
}
