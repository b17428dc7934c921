//! `hlsmith convert`: a project.

use std::path::{Path, PathBuf};

use hlsmith::{Model, MultiModel, Result};
use serde_json::{Value, json};

use super::model;
use crate::arguments::ConvertArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &ConvertArguments, output: &mut Output) -> Result<()> {
    let model = converted(arguments, output)?;
    if let Some(parts) = split(&model, arguments)? {
        output.progress("writing the projects");
        let folder = parts.write()?;
        let rows = parts.parts().iter().map(|part| {
            let layers = part.graph().len();
            let value = json!({ "project": part.output_dir(), "layers": layers });
            (format!("{layers} layers: {}\n", part.output_dir().display()), value)
        });
        let (lines, values): (Vec<String>, Vec<Value>) = rows.unzip();
        let backend = parts.settings().backend.as_str();
        let text = format!("{} parts converted for {backend}\n{}", values.len(), lines.concat());
        output.result(&text, json!({ "folder": folder, "backend": backend, "parts": values }), model.remarks());
        return Ok(());
    }
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

/// The parts of a model, where the arguments ask for some.
pub(super) fn split(model: &Model, arguments: &ConvertArguments) -> Result<Option<MultiModel>> {
    let before: Vec<&str> = arguments.split.iter().map(String::as_str).collect();
    if before.is_empty() { Ok(None) } else { model.split(&before).map(Some) }
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
