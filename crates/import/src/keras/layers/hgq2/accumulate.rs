//! `QSum` and `QMeanPow2`: sums along axes, times a power of two.

use hlsmith_ir::Array;

use super::super::{Layer, Step, Stop};
use super::{finish, input_quantizer};
use crate::flow::blocks::einsum_dense;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let axes = layer.axes("axes", shape.len())?;
    let n_terms: usize = axes.iter().map(|&axis| shape[axis]).product();
    let scale = match layer.config.class.as_str() {
        "QMeanPow2" if !n_terms.is_power_of_two() => {
            let finding = layer.unsupported("the layer averages a number of elements that is no power of two");
            return Err(finding.found(n_terms.to_string()).expected("a power of two").into());
        }
        "QMeanPow2" => 1.0 / n_terms as f64,
        _ => layer.number_or("scale", 1.0)?,
    };
    if scale <= 0.0 || scale.log2().fract() != 0.0 {
        let finding = layer.unsupported("the scale of the sum is no power of two").found(scale.to_string());
        return Err(finding.expected("a power of two").into());
    }
    // The products of the sum with ones.
    let extents: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
    let ones = Array::from_f64(extents, &vec![scale; n_terms][..]).ok_or(Stop::Unknown)?;
    let left: Vec<usize> = (0..shape.len()).collect();
    let kept: Vec<usize> = left.iter().copied().filter(|axis| !axes.contains(axis)).collect();
    if kept.is_empty() {
        let finding = layer.unsupported("the layer sums over all axes");
        return Err(finding.expected("an axis that is not summed over").into());
    }
    let result: Vec<usize> = kept.iter().map(|&axis| shape[axis]).collect();
    let sum = einsum_dense([&left, &axes, &kept], ones, None, result).ok_or(Stop::Unknown)?;
    let mut steps = input_quantizer(layer)?;
    steps.push(sum);
    if layer.flag("keepdims", false)? {
        let extent = |(axis, &extent): (usize, &usize)| if axes.contains(&axis) { 1 } else { extent };
        let shape = shape.iter().enumerate().map(extent).collect();
        steps.push(Step { suffix: Some("keepdims".into()), ..layer.reshaped(shape) });
    }
    finish(layer, steps)
}
