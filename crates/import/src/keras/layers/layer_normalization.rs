//! `LayerNormalization` along one axis or several.

use hlsmith_ir::Array;

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if layer.flag("rms_scaling", false)? {
        let message = "a normalisation by the root mean square alone is not supported";
        return Err(layer.unsupported(message).found("rms_scaling=true").remedy("use RMSNormalization").into());
    }
    let shape = layer.input()?;
    let axes = layer.axes("axis", shape.len())?;
    let others = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect::<Vec<_>>();
    let order = [others.as_slice(), &axes].concat();
    let moved: Vec<usize> = order.iter().map(|&axis| shape[axis]).collect();
    let (outer, inner) = moved.split_at(others.len());
    let features = inner.iter().product();
    let epsilon = layer.number_or("epsilon", 1e-3)?;
    let (scale, center) = (layer.flag("scale", true)?, layer.flag("center", true)?);
    let roles = [("gamma", inner, scale), ("beta", inner, center)];
    let mut arrays = layer.some_arrays(&roles)?.into_iter();
    let (Some(gamma), Some(beta)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let flat = |array: Array| array.reshaped(vec![features]);
    let ones = || Array::from_f32(vec![features], vec![1.0; features]);
    let gamma = gamma.map_or_else(ones, flat).ok_or(Stop::Unknown)?;
    let beta = beta.map_or_else(|| Some(Array::zeros(vec![features])), flat).ok_or(Stop::Unknown)?;
    let attributes = vec![
        ("n_slice", Setting::size(features)),
        ("epsilon", Setting::float(epsilon)),
        ("scale", Setting::Weight("s", gamma)),
        ("bias", Setting::Weight("b", beta)),
    ];
    let is_moved = !order.is_sorted();
    let rows = [outer, &[features]].concat();
    let named = |suffix: &'static str, step: Step| Step { suffix: Some(suffix.into()), ..step };
    let mut steps = Vec::new();
    if is_moved {
        steps.push(named("moved", layer.transposed(&order, moved.clone())));
    }
    // Several axes are normalised as one.
    if axes.len() > 1 {
        steps.push(named("joined", layer.reshaped(rows.clone())));
    }
    let own = Layer { shape: Some(&rows), ..*layer };
    steps.push(own.elementwise("LayerNormalization", "LayerNormalization", attributes)?);
    if axes.len() > 1 {
        steps.push(named("parted", layer.reshaped(moved.clone())));
    }
    if is_moved {
        let back: Vec<usize> =
            (0..order.len()).filter_map(|axis| order.iter().position(|&from| from == axis)).collect();
        steps.push(named("restored", layer.transposed(&back, shape.to_vec())));
    }
    Ok(steps)
}
