//! `group_norm`, and `instance_norm` whose statistics are those of the sample.

use hlsmith_ir::Array;

use super::{Call, Item, Made, Tensor};
use crate::flow::blocks::group_normalization;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let is_instance = call.operator() == "instance_norm";
    if is_instance && !call.flag("use_input_stats", true)? {
        return super::batch_norm::import(call);
    }
    let tensor = call.batched("input")?;
    let shape = call.shape(tensor);
    let channels = shape.first().copied().unwrap_or(0);
    let groups = match is_instance {
        true => channels,
        false => usize::try_from(call.int("num_groups", 0)?).unwrap_or(0),
    };
    let epsilon = call.float("eps", 1e-5)?;
    let mut constant = |argument: &str, missing: f32| -> Made<Array> {
        let array = match call.constant(argument)? {
            Some(array) => Some(array),
            None => Array::from_f32(vec![channels], vec![missing; channels]),
        };
        let array = array.filter(|array| array.shape() == [channels]);
        array.ok_or_else(|| call.malformed(argument, format!("{channels} numbers")))
    };
    let (gamma, beta) = (constant("weight", 1.0)?, constant("bias", 0.0)?);
    let Some(steps) = group_normalization(&shape, groups, epsilon, gamma, beta) else {
        let finding = call.unsupported("the groups do not divide the channels").found(format!("{groups} groups"));
        return Err(finding.expected(format!("a divisor of {channels}")).into());
    };
    let input = call.plain(tensor)?;
    let name = call.name.clone();
    let made = call.importer.flow.add_steps(&name, steps, &[input])?;
    let value = made.first().copied().ok_or_else(|| crate::flow::internal("a normalisation has no result"))?;
    Ok(vec![Item::Tensor(Tensor { value, batch: tensor.batch })])
}
