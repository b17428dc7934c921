//! `hlsmith profile`: what the numbers of each layer need.

use comfy_table::{Table, presets};
use hlsmith::{Profile, Result};
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::inputs::Inputs;
use super::model;
use crate::arguments::ProfileArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &ProfileArguments, output: &mut Output) -> Result<()> {
    let model = model::convert(&arguments.model, &[], output)?;
    let mut inputs = Inputs::open(&model, &arguments.input)?;
    let (n_samples, is_f32) = (inputs.n_samples, inputs.is_f32);
    let mut layers: IndexMap<String, Profile> = IndexMap::new();
    inputs.parts(|first, n, parts| {
        output.progress(&format!("profiling, {first} of {n_samples} samples"));
        let profiles = if is_f32 {
            let data: Vec<Vec<f32>> = parts.iter().map(|part| part.to_f32()).collect();
            model.profile(&Vec::from_iter(data.iter().map(Vec::as_slice)), n, arguments.threads)?
        } else {
            let data: Vec<Vec<f64>> = parts.iter().map(|part| part.to_f64()).collect();
            model.profile(&Vec::from_iter(data.iter().map(Vec::as_slice)), n, arguments.threads)?
        };
        Profile::merge(&mut layers, profiles);
        Ok(())
    })?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["layer", "type", "least", "greatest", "integer bits used", "of the type"]);
    for (name, profile) in &layers {
        table.add_row([
            name.clone(),
            profile.ty.to_string(),
            profile.least.to_f64().to_string(),
            profile.greatest.to_f64().to_string(),
            profile.integer_bits().to_string(),
            profile.ty.format.integer.to_string(),
        ]);
    }
    let value: Vec<Value> = layers
        .iter()
        .map(|(name, profile)| {
            json!({
                "layer": name,
                "type": profile.ty.to_string(),
                "min": profile.least.to_f64(),
                "max": profile.greatest.to_f64(),
                "integer_bits": profile.integer_bits(),
            })
        })
        .collect();
    let text = format!("{table}\n{n_samples} samples\n");
    output.result(&text, json!({ "n_samples": n_samples, "layers": value }), model.remarks());
    Ok(())
}
