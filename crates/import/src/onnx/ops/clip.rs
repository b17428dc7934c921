//! `Clip`: elements limited to a range.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::activation;
use super::arithmetic::{number, scaled};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let limit = |position: usize, key: &str| -> Result<Option<f64>> {
        if node.has(key) {
            return Ok(Some(node.float(key, 0.0)?.into()));
        }
        match node.constant(position)? {
            Some(tensor) => tensor.scalar().map(Some).ok_or_else(|| node.misfit(tensor.shape(), "one number")),
            None => Ok(None),
        }
    };
    let limits = [limit(1, "min")?, limit(2, "max")?];
    if let Some(tensor) = node.known(0) {
        let limited = tensor.limited(limits);
        return Ok(vec![Slot::Constant(
            limited.ok_or_else(|| node.misfit(tensor.shape(), "limits that leave a range"))?,
        )]);
    }
    if let Some(Some(Slot::Integers(value, grid))) = node.inputs.first() {
        // Integers of fewer bits than those of their type.
        let whole = |limit: Option<f64>, own: i64| limit.map_or(own, |limit| limit as i64);
        let (low, high) = (whole(limits[0], grid.low).max(grid.low), whole(limits[1], grid.high).min(grid.high));
        let grid = super::super::quant::Grid { low, high, ..grid.clone() };
        return Ok(vec![Slot::Integers(value.clone(), grid)]);
    }
    let value = node.value(0)?.clone();
    super::one(limited(node, builder, &value, limits)?)
}

/// A value within limits.
pub(super) fn limited(
    node: &Node,
    builder: &mut Builder,
    value: &Value,
    [low, high]: [Option<f64>; 2],
) -> Result<Value> {
    // The largest numbers of single precision stand for no limit.
    let real = |limit: Option<f64>| limit.filter(|limit| limit.abs() < f64::from(f32::MAX));
    match (real(low), real(high)) {
        (Some(low), Some(high)) if low >= high => {
            Err(node.unsupported("the limits leave no range").found(format!("{low} to {high}")).into())
        }
        (None, None) => Ok(value.clone()),
        (Some(0.0), None) => activation::plain(node, builder, value, "relu"),
        (Some(0.0), Some(6.0)) => activation::plain(node, builder, value, "relu6"),
        (Some(0.0), Some(high)) => rectified(node, builder, &node.name, value, high),
        (Some(-1.0), Some(1.0)) => activation::hard(node, builder, value, "hard_tanh", [0.5, 0.5]),
        // A range that does not begin at 0 is moved there and back.
        (Some(low), high) => {
            let moved = |offset: f64| move |_: f64| [1.0, offset];
            let unit = number(node, 1.0)?;
            let down = scaled(node, builder, &format!("{}_down", node.name), value, &unit, moved(-low))?;
            let limited = match high {
                Some(high) => rectified(node, builder, &node.name, &down, high - low)?,
                None => activation::plain(node, builder, &down, "relu")?,
            };
            scaled(node, builder, &format!("{}_up", node.name), &limited, &unit, moved(low))
        }
        // The smaller one of x and a limit is the limit less the rectified difference.
        (None, Some(high)) => {
            let turned = move |_: f64| [-1.0, high];
            let unit = number(node, 1.0)?;
            let down = scaled(node, builder, &format!("{}_down", node.name), value, &unit, turned)?;
            let limited = activation::plain(node, builder, &down, "relu")?;
            scaled(node, builder, &format!("{}_up", node.name), &limited, &unit, turned)
        }
    }
}

/// A value limited to the range from 0 to a number.
fn rectified(node: &Node, builder: &mut Builder, name: &str, value: &Value, high: f64) -> Result<Value> {
    let attributes = vec![
        ("is_bounded", Setting::flag(true)),
        ("max_value", Setting::float(high)),
        ("negative_slope", Setting::float(0.0)),
        ("threshold", Setting::float(0.0)),
        ("max_t", Setting::auto()),
        ("slope_t", Setting::auto()),
        ("threshold_t", Setting::auto()),
    ];
    node.elementwise_named(builder, name, value, "BoundedRelu", attributes)
}
