//! The layers of QKeras that hold the normalisation behind them, such as `QConv2DBatchnorm`.
//!
//! In use both folding modes are the same: with `s = gamma * rsqrt(moving_variance + epsilon)` the quantisers get the
//! kernel `s * kernel` and the bias `s * (bias - moving_mean) + beta`, each operation in single precision.

use hlsmith_ir::Array;

use super::{Layer, Stop, batch_normalization};
use crate::keras::config::shown;
use crate::keras::weights::{self, Found, Part, Place};

/// Whether a layer holds a normalisation.
pub(super) fn applies(layer: &Layer) -> bool {
    layer.config.class.starts_with('Q') && layer.config.class.ends_with("Batchnorm")
}

/// The kernel of a role and a shape and the bias of a layer with this many outputs, after the normalisation is folded in.
pub(super) fn arrays(
    layer: &Layer,
    role: &'static str,
    shape: &[usize],
    n_out: usize,
) -> Result<Vec<Option<Array>>, Stop> {
    check(layer)?;
    let place = &layer.config.place;
    let flag = |key| layer.flag(key, true);
    let bias: &[&str] = if flag("use_bias")? { &["bias"] } else { &[] };
    let scaled = [(flag("scale")?, "gamma"), (flag("center")?, "beta")];
    let scaled: Vec<&str> = scaled.into_iter().filter_map(|(is_there, role)| is_there.then_some(role)).collect();
    let own: Vec<&str> = [role].iter().chain(bias).copied().collect();
    let moving = ["moving_mean", "moving_variance"];
    // How often the layer was trained stands among the statistics, or, where parts are apart, behind its own
    // arrays unless the class saves it itself.
    let counter = ["iteration"];
    let (roles, found): (Vec<&str>, Vec<Found>) = if layer.weights.keeps_parts_apart() {
        let all = layer.weights.all(place)?;
        let counter = if all.len() > own.len() { &counter[..] } else { &[] };
        let first: Vec<&str> = own.iter().chain(counter).copied().collect();
        let second: Vec<&str> = scaled.iter().chain(&moving).copied().collect();
        let part = Part { slots: vec!["batchnorm"], name: None, first: 0, n_arrays: None };
        let mut found = layer.weights.find(place, &first)?;
        found.extend(layer.weights.find(&Place { part: Some(part), ..place.clone() }, &second)?);
        (first.into_iter().chain(second).collect(), found)
    } else {
        let roles: Vec<&str> = own.iter().chain(&scaled).chain(&counter).chain(&moving).copied().collect();
        let found = layer.weights.find(place, &roles)?;
        (roles, found)
    };
    let [mut kernel, mut bias, mut gamma, mut beta, mut mean, mut variance] = [const { None }; 6];
    for (name, found) in roles.into_iter().zip(found) {
        let (array, shape) = match name {
            "iteration" => continue,
            "bias" => (&mut bias, &[n_out][..]),
            "gamma" => (&mut gamma, &[n_out][..]),
            "beta" => (&mut beta, &[n_out][..]),
            "moving_mean" => (&mut mean, &[n_out][..]),
            "moving_variance" => (&mut variance, &[n_out][..]),
            _ => (&mut kernel, shape),
        };
        *array = Some(single(&weights::read(found, name, shape, place)?));
    }
    let (Some(mut kernel), Some(mean), Some(variance)) = (kernel, mean, variance) else { return Err(Stop::Unknown) };
    let or = |array: Option<Vec<f32>>, value: f32| array.unwrap_or_else(|| vec![value; n_out]);
    let (bias, gamma, beta) = (or(bias, 0.0), or(gamma, 1.0), or(beta, 0.0));
    let epsilon = layer.number_or("epsilon", 1e-3)? as f32;
    // The root is computed in double precision, which gives the nearest number of single precision.
    let factor = |(variance, gamma): (&f32, &f32)| ((1.0 / f64::from(variance + epsilon).sqrt()) as f32) * gamma;
    let factors: Vec<f32> = variance.iter().zip(&gamma).map(factor).collect();
    if let Some(channel) = factors.iter().position(|factor| !factor.is_finite()) {
        return Err(layer
            .unsupported("the statistics give no finite scale and offset")
            .found(format!("variance {} in channel {channel}, epsilon {epsilon}", variance[channel]))
            .expected("variances above -epsilon")
            .into());
    }
    for row in kernel.chunks_mut(n_out.max(1)) {
        row.iter_mut().zip(&factors).for_each(|(weight, factor)| *weight *= factor);
    }
    let offset = |i: usize| factors[i] * (bias[i] - mean[i]) + beta[i];
    let bias = (0..n_out).map(offset).collect::<Vec<f32>>();
    Ok(vec![Array::from_f32(shape.to_vec(), kernel), Array::from_f32(vec![n_out], bias)])
}

fn single(array: &Array) -> Vec<f32> {
    array.iter().map(|value| value as f32).collect()
}

/// Refuses what the layer can be told and does not do in use.
fn check(layer: &Layer) -> Result<(), Stop> {
    batch_normalization::check_statistics(layer)?;
    match layer.word("folding_mode")?.unwrap_or("ema_stats_folding") {
        "ema_stats_folding" | "batch_stats_folding" => Ok(()),
        other => {
            let finding = layer.unsupported("the way of folding is not known").found(shown(other));
            Err(finding.expected("ema_stats_folding or batch_stats_folding").into())
        }
    }
}
