//! Averages, largest elements and sums along dimensions: a pooling whose window is what is reduced, or products with ones.

use hlsmith_ir::Array;

use super::{Call, Item, Made};
use crate::flow::blocks::{einsum_dense, global_pooling};
use crate::flow::{Layout, Value};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let shape = call.shape(tensor);
    let keepdim = call.flag("keepdim", false)?;
    let dims = match call.argument("dim") {
        Some(Argument::Size(_)) => vec![call.int("dim", 0)?],
        Some(_) | None => call.ints("dim")?.unwrap_or_default(),
    };
    if dims.is_empty() {
        return Err(call.unsupported("the samples of the batch are joined").into());
    }
    let mut axes = dims.iter().map(|&dim| call.own_axis(dim, tensor)).collect::<Made<Vec<_>>>()?;
    axes.sort_unstable();
    axes.dedup();
    let kept: Vec<usize> = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect();
    let of = |axes: &[usize]| axes.iter().map(|&axis| shape[axis]).product::<usize>();
    let (n_window, n_kept) = (of(&axes), of(&kept));
    let result: Vec<usize> = if keepdim {
        (0..shape.len()).map(|axis| if axes.contains(&axis) { 1 } else { shape[axis] }).collect()
    } else {
        kept.iter().map(|&axis| shape[axis]).collect()
    };
    let n_before = axes.iter().filter(|&&axis| axis < tensor.batch && !keepdim).count();
    if result.is_empty() {
        return Err(call.unsupported("a sample would have no dimension").expected("keepdim=True").into());
    }
    // What is reduced becomes the pixels of a line, and what is kept its channels.
    let input = call.plain(tensor)?;
    let perm: Vec<usize> = axes.iter().chain(&kept).copied().collect();
    let arranged = call.permuted("line", input, &perm)?;
    let line = call.reshaped("window", arranged, &[n_window, n_kept])?;
    let pooled = match call.operator() {
        "sum" => summed(call, line, [n_window, n_kept])?,
        operator => pooled(call, line, [n_window, n_kept], if operator == "mean" { "average" } else { "max" })?,
    };
    let value = call.reshaped("shaped", pooled, &result)?;
    let mut made = super::one(value, tensor.batch - n_before);
    made.push(Item::Unusable("the places of largest elements are not computed"));
    Ok(made)
}

/// The average or largest element of each channel of a line.
fn pooled(call: &mut Call, line: Value, [n_window, n_kept]: [usize; 2], function: &'static str) -> Made<Value> {
    let Some((class, attributes)) = global_pooling(&[n_window], n_kept, function, false) else {
        return Err(crate::flow::internal("a line cannot be pooled").into());
    };
    let origin = if function == "max" { "GlobalMaxPooling1D" } else { "GlobalAveragePooling1D" };
    call.add(origin, class, attributes, &[line], vec![n_kept], Layout::Plain)
}

/// The sum of each channel of a line.
fn summed(call: &mut Call, line: Value, [n_window, n_kept]: [usize; 2]) -> Made<Value> {
    let ones = Array::from_f32(vec![n_window], vec![1.0; n_window]);
    let step = ones.and_then(|ones| einsum_dense([&[0, 1], &[0], &[1]], ones, None, vec![n_kept]));
    let step = step.ok_or_else(|| crate::flow::internal("a sum has no shape"))?;
    let name = call.name.clone();
    Ok(call.importer.flow.add(&name, step, &[line], Layout::Plain)?)
}
