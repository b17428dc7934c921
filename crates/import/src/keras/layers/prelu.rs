//! `PReLU`: a trained slope for each element on the negative side.
//!
//! A slope that is shared along axes is written out for each of its elements.

use hlsmith_ir::{Array, ArrayData};

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let shared = match layer.setting("shared_axes") {
        None => Vec::new(),
        Some(serde_json::Value::Array(axes)) if axes.is_empty() => Vec::new(),
        Some(_) => layer.axes("shared_axes", shape.len())?,
    };
    let extents: Vec<usize> =
        shape.iter().enumerate().map(|(axis, &extent)| if shared.contains(&axis) { 1 } else { extent }).collect();
    let [alpha] = layer.arrays([("alpha", &extents)])?;
    let alpha = written_out(&alpha, shape).ok_or(Stop::Unknown)?;
    Ok(vec![layer.elementwise("PReLU", "PReLU", vec![("param", Setting::Weight("a", alpha))])?])
}

/// The slope of each element of a tensor, in a row, from an array in which some extents are 1.
fn written_out(alpha: &Array, shape: &[usize]) -> Option<Array> {
    let n_elements: usize = shape.iter().product();
    let position = |mut element: usize| {
        let (mut position, mut step) = (0, 1);
        for (&extent, &own) in shape.iter().zip(alpha.shape()).rev() {
            position += if own == 1 { 0 } else { element % extent * step };
            step *= own;
            element /= extent;
        }
        position
    };
    let data = match alpha.data() {
        ArrayData::F32(data) => ArrayData::F32((0..n_elements).map(|element| data[position(element)]).collect()),
        ArrayData::F64(data) => ArrayData::F64((0..n_elements).map(|element| data[position(element)]).collect()),
    };
    Array::new(vec![n_elements], data)
}
