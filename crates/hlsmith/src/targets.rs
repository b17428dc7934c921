//! Targets from outside: a backend under another name, with what differs.

use std::collections::BTreeMap;
use std::sync::Arc;

use hlsmith_config::{Backend, ConvertOptions, Settings};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_hls::{Project, names};
use hlsmith_import::Extensions;
use hlsmith_ir::{Failure, Graph};
use serde_json::{Value, json};

use crate::model::load_from_config;
use crate::{BuildOptions, Model};

/// A program that a build runs in the folder of the project, with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramCall {
    /// The name of the program, which is looked for on `PATH`.
    pub program: String,
    /// Its arguments, which no shell reads.
    pub arguments: Vec<String>,
}

/// What a target takes where a configuration does not say otherwise; `None` for what its base takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetDefaults {
    /// The part.
    pub part: Option<String>,
    /// The clock period in ns.
    pub clock_period: Option<f64>,
    /// The clock uncertainty in percent of the period.
    pub clock_uncertainty: Option<f64>,
}

/// A target from outside: everything that it does not say is that of its base.
///
/// Numbers, streams, directives and kernels are those of the base, so that the emulator holds for it in every bit.
pub trait Target: Send + Sync {
    /// The name that `Backend` has for it: an identifier, and in no letter case that of a backend.
    fn name(&self) -> &str;

    /// The backend that it builds on.
    fn base(&self) -> Backend;

    /// What it takes where a configuration does not say otherwise.
    fn defaults(&self) -> TargetDefaults {
        TargetDefaults::default()
    }

    /// What it cannot do of a converted model.
    fn findings(&self, _graph: &Graph, _settings: &Settings) -> Diagnostics {
        Diagnostics::new()
    }

    /// Adds files to a project of its base, or replaces some.
    ///
    /// # Errors
    /// Why the project cannot be.
    fn finish(&self, _project: &mut Project, _settings: &Settings) -> std::result::Result<(), Failure> {
        Ok(())
    }

    /// The programs that a build runs for the chosen steps behind the check with g++; `None` for those of its base.
    fn programs(&self, _options: &BuildOptions) -> Option<Vec<ProgramCall>> {
        None
    }
}

/// The targets that a program adds.
#[derive(Clone, Default)]
pub struct Targets {
    targets: BTreeMap<String, Arc<dyn Target>>,
}

impl Targets {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a target.
    ///
    /// # Errors
    /// When its name cannot be one or is taken.
    pub fn register(&mut self, target: Arc<dyn Target>) -> Result<()> {
        let name = target.name();
        let refuse = |message: &str, expected: &str| {
            let subject = Subject::Argument("name".to_owned());
            Err(Diagnostic::error(Code::BadName, subject, message).found(name).expected(expected).into())
        };
        if !names::is_identifier(name) {
            return refuse("this cannot be the name of a target", "letters, digits and `_`");
        }
        let is_backend = Backend::ALL.iter().any(|backend| backend.as_str().eq_ignore_ascii_case(name));
        if is_backend || self.find(name).is_some() {
            return refuse("there is a target of this name", "a name that no other has in any letter case");
        }
        self.targets.insert(name.to_ascii_lowercase(), target);
        Ok(())
    }

    /// The target of a name in any letter case.
    pub fn find(&self, name: &str) -> Option<&Arc<dyn Target>> {
        self.targets.get(&name.to_ascii_lowercase())
    }

    /// The names of the targets, sorted without regard to letter case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.targets.values().map(|target| target.name())
    }

    /// As [`Model::convert`], where `Backend` may name one of these targets.
    ///
    /// # Errors
    /// As [`Model::convert`], and what the target cannot do.
    pub fn convert(&self, imported: Graph, config: &Value) -> Result<Model> {
        let Some(target) = config.get("Backend").and_then(Value::as_str).and_then(|name| self.find(name)) else {
            return Model::convert(imported, config);
        };
        let mut config = config.clone();
        config["Backend"] = json!(target.base().as_str());
        for (key, value) in ["Part", "ClockPeriod", "ClockUncertainty"].into_iter().zip(defaults(target.as_ref())) {
            let is_given = |key: &str| config.get(key).is_some_and(|value| !value.is_null());
            // A board has a part of its own.
            if let (false, Some(value)) = (is_given(key) || key == "Part" && is_given("Board"), value) {
                config[key] = value;
            }
        }
        Model::convert(imported, &config)?.for_target(target)
    }

    /// As [`Model::convert_with`], where `backend` may name one of these targets.
    ///
    /// # Errors
    /// As [`Targets::convert`].
    pub fn convert_with(&self, imported: Graph, options: &ConvertOptions, hls_config: &Value) -> Result<Model> {
        let (options, target) = self.options_of_base(options);
        let model = Model::convert_with(imported, &options, hls_config)?;
        match target {
            Some(target) => model.for_target(target),
            None => Ok(model),
        }
    }

    /// The options that mean to the base what the given ones mean to a target, and the target; the options as they are
    /// where they name no target.
    pub fn options_of_base(&self, options: &ConvertOptions) -> (ConvertOptions, Option<&Arc<dyn Target>>) {
        let mut options = options.clone();
        let target = options.backend.as_ref().and_then(Value::as_str).and_then(|name| self.find(name));
        if let Some(target) = target {
            options.backend = Some(json!(target.base().as_str()));
            let [part, clock_period, clock_uncertainty] = defaults(target.as_ref());
            if options.board.is_none() {
                options.part = options.part.or(part);
            }
            options.clock_period = options.clock_period.or(clock_period);
            options.clock_uncertainty = options.clock_uncertainty.or(clock_uncertainty);
        }
        (options, target)
    }

    /// As [`Model::from_config_with`], where `Backend` may name one of these targets.
    ///
    /// # Errors
    /// As [`Model::from_config_with`], and what the target cannot do.
    pub fn from_config(&self, config: &Value, extensions: &Extensions) -> Result<Model> {
        self.convert(load_from_config(config, extensions)?, config)
    }
}

/// The defaults of a target as a configuration has them: part, clock period, clock uncertainty.
fn defaults(target: &dyn Target) -> [Option<Value>; 3] {
    let TargetDefaults { part, clock_period, clock_uncertainty } = target.defaults();
    let percent = clock_uncertainty.map(|percent| json!(format!("{percent}%")));
    [part.map(Value::from), clock_period.map(Value::from), percent]
}

/// Lets a target finish a project, and checks that its files are inside the project.
///
/// # Errors
/// Why it cannot, or the first path that leads elsewhere.
pub(crate) fn finish(target: &dyn Target, project: &mut Project, settings: &Settings) -> Result<()> {
    let subject = || Subject::Key("Backend".to_owned());
    target.finish(project, settings).map_err(|reason| {
        let message = format!("the target `{}` cannot finish the project", target.name());
        Diagnostic::error(Code::ExtensionFailed, subject(), message).found(reason.to_string())
    })?;
    let is_inside = |path: &str| {
        let is_plain =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        path.split('/').all(|part| is_plain(part) && !part.chars().all(|c| c == '.'))
    };
    match project.files.keys().find(|path| !is_inside(path)) {
        None => Ok(()),
        Some(path) => {
            let message = format!("the target `{}` adds a file that is not inside the project", target.name());
            Err(Diagnostic::error(Code::BadName, subject(), message)
                .found(path)
                .expected("names of letters, digits, `.`, `_` and `-` with `/` between them")
                .into())
        }
    }
}
