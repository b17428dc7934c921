//! `hlsmith convert`: a project.

use std::path::{Path, PathBuf};

use hlsmith::{Model, Result};
use serde_json::{Value, json};

use super::model;
use crate::arguments::ConvertArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &ConvertArguments, output: &mut Output) -> Result<()> {
    let model = converted(arguments, output)?;
    output.progress("writing the project");
    let folder = model.write()?;
    let text = format!(
        "{} layers converted for {}\nproject: {}\n",
        model.graph().len(),
        model.settings().backend.as_str(),
        folder.display()
    );
    let layers: Vec<Value> = model.inspect().iter().map(|row| row.to_json()).collect();
    let value = json!({ "project": folder, "backend": model.settings().backend.as_str(), "layers": layers });
    output.result(&text, value, model.remarks());
    Ok(())
}

/// The model of the arguments, with its test bench data.
pub(super) fn converted(arguments: &ConvertArguments, output: &mut Output) -> Result<Model> {
    let mut extra = Vec::new();
    let mut add = |key: &'static str, path: &Option<PathBuf>| {
        if let Some(path) = path {
            extra.push((key, json!(Path::new(path).display().to_string())));
        }
    };
    add("InputData", &arguments.input_data);
    add("OutputPredictions", &arguments.output_data);
    model::convert(&arguments.model, &extra, output)
}
