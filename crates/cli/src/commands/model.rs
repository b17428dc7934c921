//! From arguments to a converted model.

use std::path::{Path, PathBuf};

use hlsmith::{
    Backend, Code, Diagnostic, Extensions, Granularity, Graph, Model, Result, Subject, config_from_model, did_you_mean,
    is_onnx, is_torch, load_model, parse_yaml,
};
use serde_json::{Map, Value, json};

use crate::arguments::{self, ModelArguments};
use crate::output::Output;

/// Name of the configuration inside a project folder.
const PROJECT_CONFIG: &str = "hls4ml_config.yml";

/// Reads the model and its configuration; the options of the command line override the configuration.
pub(crate) fn convert(arguments: &ModelArguments, extra: &[(&str, Value)], output: &mut Output) -> Result<Model> {
    output.progress("reading the model");
    let (imported, mut config) = source(arguments, output)?;
    override_config(arguments, extra, &mut config)?;
    output.progress("converting");
    Model::convert(imported, &Value::Object(config))
}

/// The imported graph and the configuration as a dictionary of the whole form.
fn source(arguments: &ModelArguments, output: &mut Output) -> Result<(Graph, Map<String, Value>)> {
    let model = &arguments.model;
    let is_yaml = model.extension().is_some_and(|extension| extension == "yml" || extension == "yaml");
    if model.is_dir() || is_yaml {
        let file = if is_yaml { model.clone() } else { model.join(PROJECT_CONFIG) };
        if arguments.config.is_some() {
            let message = "the model argument is a configuration already; --config has no place";
            return Err(usage("config", message).into());
        }
        let config = read_config(&file)?;
        let imported = hlsmith::load_from_config(&Value::Object(config.clone()), &Extensions::new())?;
        return Ok((imported, config));
    }
    let given = arguments.config.as_ref().map(|file| read_config(file).map(whole_form)).transpose()?;
    let of_model = Value::Object(given.clone().unwrap_or_default());
    let (imported, remarks) = load_model(model, arguments.weights.as_deref(), &of_model, &Extensions::new())?;
    output.remarks(&remarks);
    let mut config = match given {
        Some(config) => config,
        None => starting_config(arguments, &imported)?,
    };
    name_model(arguments, &mut config);
    Ok((imported, config))
}

/// Notes in the configuration where the model came from, so that the project can be built again.
fn name_model(arguments: &ModelArguments, config: &mut Map<String, Value>) {
    let text = |path: &Path| Value::String(path.display().to_string());
    let is_json = arguments.model.extension().is_some_and(|extension| extension == "json");
    for key in ["OnnxModel", "PytorchModel", "KerasModel", "KerasJson", "KerasH5"] {
        config.shift_remove(key);
    }
    if is_onnx(&arguments.model) {
        config.insert("OnnxModel".into(), text(&arguments.model));
    } else if is_torch(&arguments.model) {
        config.insert("PytorchModel".into(), text(&arguments.model));
    } else if is_json {
        config.insert("KerasJson".into(), text(&arguments.model));
        if let Some(weights) = &arguments.weights {
            config.insert("KerasH5".into(), text(weights));
        }
    } else {
        config.insert("KerasModel".into(), text(&arguments.model));
    }
}

/// A dictionary with `HLSConfig`, made of one without.
fn whole_form(config: Map<String, Value>) -> Map<String, Value> {
    let is_hls_part = !config.contains_key("HLSConfig") && config.contains_key("Model");
    if is_hls_part { Map::from_iter([("HLSConfig".to_owned(), Value::Object(config))]) } else { config }
}

fn starting_config(arguments: &ModelArguments, imported: &Graph) -> Result<Map<String, Value>> {
    let backend = match &arguments.backend {
        Some(name) => backend(name)?,
        None => Backend::Vitis,
    };
    let precision = arguments.precision.as_deref().unwrap_or("fixed<16,6>");
    let granularity = granularity(arguments.granularity);
    let hls =
        config_from_model(imported, granularity, Some(backend), precision, arguments.reuse_factor.unwrap_or(1), None);
    Ok(Map::from_iter([("Backend".to_owned(), json!(backend.as_str())), ("HLSConfig".to_owned(), hls)]))
}

/// The library's granularity of the command line's.
pub(crate) fn granularity(granularity: arguments::Granularity) -> Granularity {
    match granularity {
        arguments::Granularity::Model => Granularity::Model,
        arguments::Granularity::Type => Granularity::Type,
        arguments::Granularity::Name => Granularity::Name,
    }
}

fn read_config(file: &Path) -> Result<Map<String, Value>> {
    let subject = || Subject::File(file.display().to_string());
    let text = std::fs::read_to_string(file).map_err(|error| {
        Diagnostic::error(Code::FileAccess, subject(), "the configuration cannot be read").found(error.to_string())
    })?;
    match parse_yaml(&text)? {
        Value::Object(config) => Ok(config),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Diagnostic::error(Code::ConfigSyntax, subject(), "the configuration is no dictionary").into())
        }
    }
}

/// Puts the options of the command line into the configuration.
fn override_config(arguments: &ModelArguments, extra: &[(&str, Value)], config: &mut Map<String, Value>) -> Result<()> {
    let path = |path: &PathBuf| json!(path.display().to_string());
    let options = [
        ("Backend", arguments.backend.as_ref().map(|value| json!(value))),
        ("Part", arguments.part.as_ref().map(|value| json!(value))),
        ("Board", arguments.board.as_ref().map(|value| json!(value))),
        ("ClockPeriod", arguments.clock_period.map(|value| json!(value))),
        ("ClockUncertainty", arguments.clock_uncertainty.as_ref().map(|value| json!(value))),
        ("IOType", arguments.io_type.as_ref().map(|value| json!(value))),
        ("OutputDir", arguments.output_dir.as_ref().map(path)),
        ("ProjectName", arguments.project_name.as_ref().map(|value| json!(value))),
    ];
    for (key, value) in options {
        if let Some(value) = value {
            config.insert(key.to_owned(), value);
        }
    }
    for (key, value) in extra {
        config.insert((*key).to_owned(), value.clone());
    }
    let model_options = [
        ("Precision", arguments.precision.as_ref().map(|value| json!(value))),
        ("ReuseFactor", arguments.reuse_factor.map(|value| json!(value))),
        ("Strategy", arguments.strategy.as_ref().map(|value| json!(value))),
        ("Compatibility", arguments.compatibility.as_ref().map(|value| json!(value))),
    ];
    for (key, value) in model_options {
        if let Some(value) = value {
            model_entry(config)?.insert(key.to_owned(), value);
        }
    }
    Ok(())
}

/// `HLSConfig.Model`, made when absent.
fn model_entry(config: &mut Map<String, Value>) -> Result<&mut Map<String, Value>> {
    let hls = config.entry("HLSConfig").or_insert_with(|| json!({}));
    let no_dictionary =
        |key: &str| Diagnostic::error(Code::ConfigValue, Subject::Key(key.to_owned()), "a dictionary is needed here");
    let model =
        hls.as_object_mut().ok_or_else(|| no_dictionary("HLSConfig"))?.entry("Model").or_insert_with(|| json!({}));
    Ok(model.as_object_mut().ok_or_else(|| no_dictionary("HLSConfig.Model"))?)
}

/// The target of a name, in any letter case.
pub(crate) fn backend(name: &str) -> Result<Backend> {
    Backend::ALL.iter().copied().find(|backend| backend.as_str().eq_ignore_ascii_case(name)).ok_or_else(|| {
        let names = || Backend::ALL.iter().map(|backend| backend.as_str());
        usage("backend", "unknown backend").found(name).remedy(did_you_mean(name, names())).into()
    })
}

/// A wrong use of the command line.
pub(crate) fn usage(argument: &str, message: &str) -> Diagnostic {
    Diagnostic::error(Code::Usage, Subject::Argument(argument.to_owned()), message)
}
