//! `Slice`: elements at one distance along axes.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::parts::{chosen, of_slice};

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let mut value = node.value(0)?.clone();
    let full = super::shape::full(node, &value);
    let parts = of_slice(node, &full)?;
    let is_whole = |part: &super::parts::Part| part.step == 1 && part.n == full[part.axis];
    let parts: Vec<_> = parts.into_iter().filter(|part| !is_whole(part)).collect();
    for (position, part) in parts.iter().enumerate() {
        if part.axis == value.batch {
            return Err(node.unsupported("the operator takes some of the samples").into());
        }
        let axis = part.axis - usize::from(part.axis > value.batch);
        let is_last = position + 1 == parts.len();
        let name = if is_last { node.name.clone() } else { format!("{}_axis_{}", node.name, part.axis) };
        value = chosen(node, builder, &name, &value, axis, &part.indices())?;
    }
    super::one(value)
}
