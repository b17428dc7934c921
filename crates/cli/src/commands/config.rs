//! `hlsmith config`: a starting configuration.

use hlsmith::{Code, Diagnostic, Extensions, Precision, Result, Subject, config_from_model, load_model, to_yaml};
use serde_json::{Value, json};

use super::model::{backend, granularity};
use crate::arguments::ConfigArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &ConfigArguments, output: &mut Output) -> Result<()> {
    let target = backend(&arguments.backend)?;
    Precision::parse_for(&arguments.precision, Subject::Argument("precision".into()))?;
    if let Some(maximum) = &arguments.max_precision {
        Precision::parse_for(maximum, Subject::Argument("max-precision".into()))?;
    }
    let (imported, remarks) =
        load_model(&arguments.model, arguments.weights.as_deref(), &Value::Null, &Extensions::new())?;
    let hls = config_from_model(
        &imported,
        granularity(arguments.granularity),
        Some(target),
        &arguments.precision,
        arguments.reuse_factor,
        arguments.max_precision.as_deref(),
    );
    let config = json!({ "Backend": target.as_str(), "HLSConfig": hls });
    let yaml = to_yaml(&config);
    let text = match &arguments.output {
        Some(path) => {
            std::fs::write(path, &yaml).map_err(|error| {
                let subject = Subject::File(path.display().to_string());
                Diagnostic::error(Code::FileAccess, subject, "the file cannot be written").found(error.to_string())
            })?;
            format!("configuration written to {}\n", path.display())
        }
        None => yaml,
    };
    output.result(&text, json!({ "config": config, "file": arguments.output }), &remarks);
    Ok(())
}
