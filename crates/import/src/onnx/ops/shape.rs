//! `Shape` and `Size` of values, which are constants.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::{Data, Tensor};

/// The extents of a value with that of the batch.
pub(super) fn full(node: &Node, value: &Value) -> Vec<usize> {
    let mut shape = value.shape.clone();
    shape.insert(value.batch.min(shape.len()), node.batch);
    shape
}

/// The part of a shape that `Shape` asks for.
pub(in super::super) fn part(node: &Node, shape: &[usize]) -> Result<Tensor> {
    let n = i64::try_from(shape.len()).unwrap_or(i64::MAX);
    let place = |place: i64| {
        let place = if place < 0 { place.saturating_add(n) } else { place };
        usize::try_from(place.clamp(0, n)).unwrap_or(0)
    };
    let (start, end) = (place(node.int("start", 0)?), place(node.int("end", n)?));
    let extents = shape.get(start..end.max(start)).unwrap_or_default();
    Ok(Tensor::wholes(extents.iter().map(|&extent| i64::try_from(extent).unwrap_or(i64::MAX)).collect()))
}

pub(super) fn import(node: &Node, _: &mut Builder) -> Result<Vec<Slot>> {
    let (_, shape) = super::folded::source(node)?;
    Ok(vec![Slot::Constant(part(node, &shape)?)])
}

pub(super) fn import_size(node: &Node, _: &mut Builder) -> Result<Vec<Slot>> {
    let size: usize = super::folded::source(node)?.1.iter().product();
    let data = Data::Whole([i64::try_from(size).unwrap_or(i64::MAX)].into());
    let size = Tensor::new(vec![], data).ok_or_else(|| node.misfit(&[], "a size"))?;
    Ok(vec![Slot::Constant(size)])
}
