//! `BatchNormalization`: scale and offset from trained statistics.
//!
//! `scale = gamma / sqrt(variance + epsilon)` and `bias = beta - scale * mean`, each operation rounded in the type of the
//! trained arrays.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    node.ignore(&["momentum"]);
    if node.flag("training_mode", false)? || !node.flag("spatial", true)? {
        let message = "the operator normalises by the batch, or each element by itself";
        return Err(node.unsupported(message).expected("training_mode=0 and spatial=1").into());
    }
    let epsilon = node.float("epsilon", 1e-5)?;
    let value = node.batch_first(0)?;
    let axis = if node.is_channels_last { value.shape.len().checked_sub(1) } else { Some(0) };
    let Some((axis, &channels)) = axis.and_then(|axis| Some((axis, value.shape.get(axis)?))) else {
        return Err(node.misfit(&value.shape, "an axis of channels"));
    };
    let mut arrays = Vec::new();
    for position in 1..5 {
        let array = node.array(node.wanted(position)?)?;
        if array.shape() != [channels] {
            return Err(node.misfit(array.shape(), format!("{channels} statistics, as there are channels")));
        }
        arrays.push(array);
    }
    let [gamma, beta, mean, variance] = &arrays[..] else { return Err(node.misfit(&[], "four arrays")) };
    let scale = gamma.zip(variance, |g, v| g / (v + epsilon).sqrt(), |g, v| g / (v + f64::from(epsilon)).sqrt());
    let offset = scale.as_ref().and_then(|scale| scale.zip(mean, |s, m| s * m, |s, m| s * m));
    let bias = offset.and_then(|offset| beta.zip(&offset, |b, o| b - o, |b, o| b - o));
    let (Some(scale), Some(bias)) = (scale, bias) else { return Err(node.misfit(&[channels], "four arrays")) };
    if !scale.iter().chain(bias.iter()).all(f64::is_finite) {
        let message = "the statistics give no finite scale and offset";
        let least = variance.iter().fold(f64::INFINITY, f64::min);
        return Err(Diagnostic::error(Code::ModelWeights, node.subject(), message)
            .found(format!("a least variance of {least}"))
            .expected("finite numbers, and variances above -epsilon")
            .into());
    }
    let behind = &value.order[value.place(axis) + 1..];
    let attributes = vec![
        ("n_filt", Setting::size(channels)),
        ("scale", Setting::Weight("s", scale)),
        ("bias", Setting::Weight("b", bias)),
        ("n_inner", Setting::size(behind.iter().map(|&axis| value.shape[axis]).product())),
    ];
    super::one(node.elementwise(builder, value, "BatchNormalization", attributes)?)
}
