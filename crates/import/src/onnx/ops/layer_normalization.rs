//! `LayerNormalization` along the last axis, or the last axes taken as one.

use hlsmith_diag::Result;
use hlsmith_ir::Array;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::reshape::reshaped;
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    // The type that the statistics are computed in.
    node.ignore(&["stash_type"]);
    let value = node.batch_first(0)?;
    let axis = node.own_axis(node.int("axis", -1)?, value)?;
    let n_slice: usize = value.shape[axis..].iter().product();
    let epsilon = node.float("epsilon", 1e-5)?;
    let constant = |position: usize, default: f32| -> Result<Array> {
        match node.constant(position)? {
            Some(tensor) if tensor.len() == n_slice => {
                let flat = tensor.reshaped(vec![n_slice]);
                node.array(&flat.ok_or_else(|| node.misfit(tensor.shape(), "one number for each element"))?)
            }
            Some(tensor) => Err(node.misfit(tensor.shape(), format!("{:?}", &value.shape[axis..]))),
            None => Array::from_f32(vec![n_slice], vec![default; n_slice])
                .ok_or_else(|| node.misfit(&[n_slice], "one number for each element")),
        }
    };
    let attributes = vec![
        ("n_slice", Setting::size(n_slice)),
        ("epsilon", Setting::float(epsilon.into())),
        ("scale", Setting::Weight("s", constant(1, 1.0)?)),
        ("bias", Setting::Weight("b", constant(2, 0.0)?)),
    ];
    let rows = [&value.shape[..axis], &[n_slice]].concat();
    let flat = reshaped(node, builder, &format!("{}_rows", node.name), value, rows.clone())?;
    let stored = builder.arranged(&node.name, &flat, &flat.natural())?;
    let normalised = node.elementwise(builder, &Value::plain(stored, rows), "LayerNormalization", attributes)?;
    super::one(reshaped(node, builder, &format!("{}_shaped", node.name), &normalised, value.shape.clone())?)
}
