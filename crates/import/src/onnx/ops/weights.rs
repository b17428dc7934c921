//! Trained constants of layers: as they are, or as what a quantiser made of them.
//!
//! Where the distances of a grid are powers of two, the constants keep their numbers, of a type that holds them. Else they
//! become the integers, and a scale stands behind the layer.

use hlsmith_diag::Result;
use hlsmith_ir::{Array, ArrayData};

use super::super::build::{Builder, Value};
use super::super::node::Node;
use super::super::quant::Grid;
use super::super::tensor::Tensor;
use crate::flow::Setting;

/// The weights of a layer.
pub(super) struct Weights {
    pub(super) setting: Setting,
    /// By what the results are still to be multiplied: one factor, or one for each filter.
    scale: Option<Vec<f32>>,
}

/// Weights, `ordered` as the graph wants them with the filters last, made of constants on a grid that may differ along
/// the axis of the filters.
pub(super) fn weights(node: &Node, ordered: &Tensor, grid: Option<&Grid>, filter_axis: usize) -> Result<Weights> {
    let array = node.array(ordered)?;
    let Some(grid) = grid else { return Ok(Weights { setting: Setting::Weight("w", array), scale: None }) };
    if let Some(ty) = grid.constants() {
        return Ok(Weights { setting: Setting::Typed("w", "weight", array, ty), scale: None });
    }
    if grid.scale.len() > 1 && grid.axis != filter_axis {
        return Err(node
            .unsupported("the scale of the weights differs along another axis than that of the filters")
            .found(format!("axis {}", grid.axis))
            .into());
    }
    let n = grid.scale.len();
    let integers =
        array.iter().enumerate().map(|(index, value)| (value / f64::from(grid.scale[index % n])).round() as f32);
    let integers = Array::new(array.shape().to_vec(), ArrayData::F32(integers.collect()));
    let integers = integers.ok_or_else(|| node.misfit(array.shape(), "weights"))?;
    Ok(Weights {
        setting: Setting::Typed("w", "weight", integers, grid.differences()),
        scale: Some(grid.scale.clone()),
    })
}

/// The bias of a layer of `n` filters, or none.
pub(super) fn bias(node: &Node, bias: Option<&Tensor>, n: usize) -> Result<Setting> {
    let Some(bias) = bias else { return Ok(Setting::NoBias(vec![n])) };
    let array = node.array(bias)?;
    Ok(match bias.grid.as_ref().and_then(Grid::constants) {
        Some(ty) => Setting::Typed("b", "bias", array, ty),
        None => Setting::Weight("b", array),
    })
}

impl Weights {
    /// The setting of the weights and that of the bias, and the scale and bias that stand behind the layer.
    pub(super) fn settle(self, bias: Setting, n: usize) -> (Setting, Setting, Option<(Vec<f32>, Setting)>) {
        match self.scale {
            None => (self.setting, bias, None),
            Some(scale) => {
                let scale = if scale.len() == 1 { vec![scale[0]; n] } else { scale };
                (self.setting, Setting::NoBias(vec![n]), Some((scale, bias)))
            }
        }
    }
}

/// The scale and bias behind a layer whose filters are the last stored axis.
pub(super) fn behind(
    node: &Node,
    builder: &mut Builder,
    value: Value,
    scale: Option<(Vec<f32>, Setting)>,
) -> Result<Value> {
    let Some((scale, bias)) = scale else { return Ok(value) };
    let attributes = vec![
        ("n_filt", Setting::size(scale.len())),
        ("scale", super::quant::exact("s", "scale", scale)),
        ("bias", bias),
    ];
    node.elementwise_named(builder, &format!("{}_rescale", node.name), &value, "BatchNormalization", attributes)
}
