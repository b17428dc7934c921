//! `GroupNormalization` and `InstanceNormalization`: groups of channels, or each channel, normalised over a sample.

use hlsmith_diag::Result;
use hlsmith_ir::Array;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use crate::flow::blocks::group_normalization;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    node.ignore(&["stash_type"]);
    let value = node.batch_first(0)?;
    let Some(&channels) = value.shape.first() else { return Err(node.misfit(&value.shape, "an axis of channels")) };
    let groups = match node.kind() {
        "InstanceNormalization" => channels,
        _ => usize::try_from(node.int("num_groups", 0)?).unwrap_or(0),
    };
    let epsilon = node.float("epsilon", 1e-5)?;
    // Until opset 21 there is a number for each group.
    let constant = |position: usize| -> Result<Array> {
        let own = node.array(node.wanted(position)?)?;
        let share = channels.checked_div(own.len()).filter(|share| share * own.len() == channels);
        let share = share.filter(|&share| share == 1 || own.len() == groups);
        let values: Vec<f64> = own.iter().collect();
        let repeated = match share {
            Some(1) => Some(own.clone()),
            Some(share) => {
                Array::from_f64(vec![channels], (0..channels).map(|place| values[place / share]).collect::<Vec<_>>())
            }
            None => None,
        };
        repeated.ok_or_else(|| node.misfit(own.shape(), format!("{channels} numbers, as there are channels")))
    };
    let steps = group_normalization(&value.shape, groups, epsilon.into(), constant(1)?, constant(2)?);
    let steps = steps.ok_or_else(|| {
        let finding = node.unsupported("the groups do not divide the channels").found(format!("{groups} groups"));
        finding.expected(format!("a divisor of {channels}"))
    })?;
    let input = builder.arranged(&node.name, value, &value.natural())?;
    let stored = builder.chain(&node.name, steps, input)?;
    super::one(Value::plain(stored, value.shape.clone()))
}
