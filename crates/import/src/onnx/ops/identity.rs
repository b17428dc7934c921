//! Operators that do nothing when a model is used: `Identity` and `Dropout`.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};

pub(super) fn import(node: &Node, _: &mut Builder) -> Result<Vec<Slot>> {
    node.ignore(&["ratio", "seed", "is_test"]);
    if node.is_given(2) && node.wanted(2)?.scalar() != Some(0.0) {
        return Err(node.unsupported("the operator drops elements as in training").expected("training_mode=0").into());
    }
    match node.inputs.first().and_then(Option::as_ref) {
        Some(slot) => Ok(vec![slot.clone()]),
        None => node.value(0).map(|value| vec![Slot::Value(value.clone())]),
    }
}
