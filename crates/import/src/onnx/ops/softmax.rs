//! `Softmax`: along an axis; before opset 13 over all elements from an axis on.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let mut value = node.batch_first(0)?.clone();
    let stored = value.stored_shape();
    let (n_outer, n_inner) = if node.opset < 13 {
        let axis = node.own_axis(node.int("axis", 1)?, &value)?;
        if axis > 0 {
            let stored = builder.arranged(&node.name, &value, &value.natural())?;
            value = value.with(stored, value.shape.clone(), value.natural());
        }
        (value.shape[..axis].iter().product(), 1)
    } else {
        let axis = node.own_axis(node.int("axis", -1)?, &value)?;
        let place = value.place(axis);
        (stored[..place].iter().product::<usize>(), stored[place + 1..].iter().product::<usize>())
    };
    let attributes = vec![("n_outer", Setting::size(n_outer)), ("n_inner", Setting::size(n_inner))];
    super::one(node.elementwise(builder, &value, "Softmax", attributes)?)
}
