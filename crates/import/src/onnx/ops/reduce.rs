//! `ReduceMean`, `ReduceMax` and `ReduceSum` along axes: the window of a pooling, or a sum of products with ones.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::{Data, Tensor};
use super::einsum::weighted;
use super::reshape::reshaped;
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?.clone();
    let keepdims = node.flag("keepdims", true)?;
    let empty_is_none = node.flag("noop_with_empty_axes", false)?;
    let axes = node.ints_at(1, "axes")?.filter(|axes| !axes.is_empty());
    let mut axes: Vec<usize> = match axes {
        Some(axes) => axes.iter().map(|&axis| node.own_axis(axis, &value)).collect::<Result<_>>()?,
        None if empty_is_none => return super::one(value),
        None => return Err(node.unsupported("the operator joins the samples of the batch").into()),
    };
    axes.sort_unstable();
    axes.dedup();
    let kept: Vec<usize> = (0..value.shape.len()).filter(|axis| !axes.contains(axis)).collect();
    let n_window: usize = axes.iter().map(|&axis| value.shape[axis]).product();
    let n_kept: usize = kept.iter().map(|&axis| value.shape[axis]).product();
    let keeping: Vec<usize> =
        (0..value.shape.len()).map(|axis| if axes.contains(&axis) { 1 } else { value.shape[axis] }).collect();
    let result: Vec<usize> = if keepdims { keeping } else { kept.iter().map(|&axis| value.shape[axis]).collect() };
    // The window becomes the pixels of a line and what is left its channels.
    let order: Vec<usize> = axes.iter().chain(&kept).copied().collect();
    let stored = builder.arranged(&node.name, &value, &order)?;
    let arranged = value.with(stored, order.iter().map(|&axis| value.shape[axis]).collect(), value.natural());
    let line = reshaped(node, builder, &format!("{}_line", node.name), &arranged, vec![n_window, n_kept])?;
    let reduced = match node.kind() {
        "ReduceSum" => {
            let ones = Tensor::new(vec![n_window], Data::Single(vec![1.0; n_window].into()));
            let ones = ones.ok_or_else(|| node.misfit(&[n_window], "a window"))?;
            weighted(node, builder, &line, &ones, [vec![0, 1], vec![0], vec![1]])?
        }
        kind => {
            let attributes = vec![
                ("n_in", Setting::size(n_window)),
                ("n_filt", Setting::size(n_kept)),
                ("pool_op", Setting::choice(if kind == "ReduceMax" { "max" } else { "average" })),
                ("accum_t", Setting::auto()),
            ];
            let stored = builder.arranged(&node.name, &line, &line.natural())?;
            let stored = node.add(builder, "GlobalPooling1D", attributes, &[stored], vec![n_kept])?;
            Value::plain(stored, vec![n_kept])
        }
    };
    super::one(reshaped(node, builder, &format!("{}_shaped", node.name), &reduced, result)?)
}
