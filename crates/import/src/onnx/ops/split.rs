//! `Split`: a tensor in parts along an axis.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::parts::taken;

/// The extents of the parts.
pub(in super::super) fn extents(node: &Node, extent: usize) -> Result<Vec<usize>> {
    let n = node.proto.output.len();
    let n_parts = usize::try_from(node.int("num_outputs", n as i64)?).unwrap_or(0);
    let misfit = |found: String| {
        Diagnostic::error(Code::ModelFormat, node.subject(), "the parts are not the whole tensor")
            .found(found)
            .expected(format!("{n} parts of {extent} elements in all"))
    };
    let parts: Option<Vec<usize>> = match node.ints_at(1, "split")? {
        Some(parts) => parts.iter().map(|&part| usize::try_from(part).ok()).collect(),
        None if n_parts == 0 => None,
        // The last part is smaller where they cannot be equal.
        None => {
            let most = extent.div_ceil(n_parts);
            Some((0..n_parts).map(|part| most.min(extent.saturating_sub(part * most))).collect())
        }
    };
    let is_whole = |parts: &Vec<usize>| {
        parts.len() == n && parts.iter().try_fold(0usize, |sum, &part| sum.checked_add(part)) == Some(extent)
    };
    match parts {
        Some(parts) if is_whole(&parts) => Ok(parts),
        parts => Err(misfit(parts.map_or("no parts".into(), |parts| format!("parts of {parts:?}"))).into()),
    }
}

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?.clone();
    let axis = node.own_axis(node.int("axis", 0)?, &value)?;
    let parts = extents(node, value.shape[axis])?;
    let mut slots = Vec::new();
    let mut first = 0;
    for (position, &n) in parts.iter().enumerate() {
        let name = format!("{}_{position}", node.name);
        slots.push(Slot::Value(taken(node, builder, &name, &value, axis, [first, n])?));
        first += n;
    }
    Ok(slots)
}
