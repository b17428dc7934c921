//! Averages and largest elements along dimensions: a pooling whose window is what is reduced.

use super::{Call, Item, Made};
use crate::flow::Layout;
use crate::flow::blocks::global_pooling;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let shape = call.shape(tensor);
    let keepdim = call.flag("keepdim", false)?;
    let mut axes = match call.ints("dim")? {
        Some(dims) if !dims.is_empty() => {
            dims.iter().map(|&dim| call.own_axis(dim, tensor)).collect::<Made<Vec<_>>>()?
        }
        Some(_) | None => return Err(call.unsupported("the samples of the batch are joined").into()),
    };
    axes.sort_unstable();
    axes.dedup();
    let kept: Vec<usize> = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect();
    let of = |axes: &[usize]| axes.iter().map(|&axis| shape[axis]).product::<usize>();
    let (n_window, n_kept) = (of(&axes), of(&kept));
    let function = if call.operator() == "mean" { "average" } else { "max" };
    // What is reduced becomes the pixels of a line, and what is kept its channels.
    let input = call.plain(tensor)?;
    let perm: Vec<usize> = axes.iter().chain(&kept).copied().collect();
    let arranged = call.permuted("line", input, &perm)?;
    let line = call.reshaped("window", arranged, &[n_window, n_kept])?;
    let Some((class, attributes)) = global_pooling(&[n_window], n_kept, function, false) else {
        return Err(crate::flow::internal("a line cannot be pooled").into());
    };
    let origin = if function == "max" { "GlobalMaxPooling1D" } else { "GlobalAveragePooling1D" };
    let pooled = call.add(origin, class, attributes, &[line], vec![n_kept], Layout::Plain)?;
    let result: Vec<usize> = if keepdim {
        (0..shape.len()).map(|axis| if axes.contains(&axis) { 1 } else { shape[axis] }).collect()
    } else {
        kept.iter().map(|&axis| shape[axis]).collect()
    };
    let n_before = axes.iter().filter(|&&axis| axis < tensor.batch && !keepdim).count();
    if result.is_empty() {
        return Err(call.unsupported("a sample would have no dimension").expected("keepdim=True").into());
    }
    let value = call.reshaped("shaped", pooled, &result)?;
    Ok(super::one(value, tensor.batch - n_before))
}
