//! `GroupNormalization` along the last axis: each group of channels normalised over all its elements, then a scale and
//! an offset for each channel.

use hlsmith_ir::Array;

use super::{Layer, Step, Stop, excerpt};
use crate::flow::blocks::{normalised, scaled};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?.to_vec();
    let last = shape.len().saturating_sub(1);
    if layer.axes("axis", shape.len())? != [last] {
        return Err(layer
            .unsupported("the channels are not along the last axis")
            .found(format!("axis={}", excerpt(layer.setting("axis").unwrap_or(&serde_json::Value::Null))))
            .expected("axis=-1")
            .remedy("put Permute layers around that make the axis the last one")
            .into());
    }
    let channels = *shape.last().ok_or(Stop::Unknown)?;
    let groups = match layer.setting("groups").map(serde_json::Value::as_i64) {
        None => 32,
        Some(Some(-1)) => channels,
        Some(_) => layer.size("groups")?,
    };
    if groups == 0 || !channels.is_multiple_of(groups) {
        let finding = layer.unsupported("the groups do not divide the channels").found(format!("groups={groups}"));
        return Err(finding.expected(format!("a divisor of {channels}")).into());
    }
    let epsilon = layer.number_or("epsilon", 1e-3)?;
    let roles = [("gamma", layer.flag("scale", true)?), ("beta", layer.flag("center", true)?)];
    let mut arrays = layer.some_arrays(&roles.map(|(role, is_there)| (role, &shape[last..], is_there)))?.into_iter();
    let (Some(gamma), Some(beta)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let ones = |n: usize| Array::from_f32(vec![n], vec![1.0; n]).ok_or(Stop::Unknown);
    let gamma = gamma.map_or_else(|| ones(channels), Ok)?;
    let beta = beta.unwrap_or_else(|| Array::zeros(vec![channels]));

    let (places, share) = (shape[..last].iter().product::<usize>(), channels / groups);
    let n_slice = places * share;
    let own = |suffix: &'static str, step: Step| Step { suffix: Some(suffix.into()), ..step };
    let swap = |shape: Vec<usize>| layer.transposed(&[1, 0, 2], shape);
    let is_apart = groups > 1 && places > 1;
    let mut steps = Vec::new();
    if is_apart {
        steps.push(own("split", layer.reshaped(vec![places, groups, share])));
        steps.push(own("grouped", swap(vec![groups, places, share])));
    }
    steps.push(own("groups", layer.reshaped(vec![groups, n_slice])));
    steps.push(own("normalized", normalised(groups, n_slice, epsilon).ok_or(Stop::Unknown)?));
    if is_apart {
        steps.push(own("ungrouped", layer.reshaped(vec![groups, places, share])));
        steps.push(own("joined", swap(vec![places, groups, share])));
    }
    steps.push(own("channels", layer.reshaped(shape.clone())));
    steps.push(scaled(gamma, beta, 1, shape));
    Ok(steps)
}
