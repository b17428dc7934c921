//! Layers that a user adds: which classes of models they serve, and how they are imported.
//!
//! Nothing here comes from a model file: only what the program registered is ever called.

use std::sync::Arc;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{Array, Constant, Extension, Failure};
use serde_json::{Map, Value};

use crate::keras;

/// A layer of a model that an extension serves.
#[derive(Clone, Copy, Debug)]
pub struct LayerInfo<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its class name.
    pub class: &'a str,
    /// Its settings: what `get_config()` of the layer gave.
    pub settings: &'a Map<String, Value>,
    /// The shapes of the tensors it reads, without the batch dimension.
    pub inputs: &'a [&'a [usize]],
}

/// What an extension makes of a layer.
#[derive(Clone, Debug, Default)]
pub struct ImportedLayer {
    /// Shape of the output, without the batch dimension.
    pub shape: Vec<usize>,
    /// What computation and kernel need to know, by name.
    pub values: Vec<(String, Constant)>,
    /// The weights by what they are, in the order of the arguments of the kernel.
    pub weights: Vec<(String, Array)>,
}

/// Tells the names and shapes of the variables of a layer, all of them in the order in which the layer creates them.
pub type VariablesFn = dyn Fn(&LayerInfo<'_>) -> std::result::Result<Vec<(String, Vec<usize>)>, Failure> + Send + Sync;

/// Makes something of a layer and the values of its variables.
pub type ImportFn = dyn Fn(&LayerInfo<'_>, &[Array]) -> std::result::Result<ImportedLayer, Failure> + Send + Sync;

/// An extension with the layers it is for.
pub struct Handler {
    /// The class names of its layers.
    pub classes: Vec<String>,
    /// Which variables a layer has.
    pub variables: Box<VariablesFn>,
    /// What becomes of a layer.
    pub import: Box<ImportFn>,
    /// The extension.
    pub extension: Arc<Extension>,
}

impl Handler {
    /// A handler of layers without variables.
    pub fn new(
        classes: &[&str],
        extension: Extension,
        import: impl Fn(&LayerInfo<'_>, &[Array]) -> std::result::Result<ImportedLayer, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            classes: classes.iter().map(|&class| class.to_owned()).collect(),
            variables: Box::new(|_| Ok(Vec::new())),
            import: Box::new(import),
            extension: Arc::new(extension),
        }
    }

    /// The same handler for layers with variables.
    #[must_use]
    pub fn with_variables(
        self,
        variables: impl Fn(&LayerInfo<'_>) -> std::result::Result<Vec<(String, Vec<usize>)>, Failure>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self { variables: Box::new(variables), ..self }
    }
}

/// The extensions of a program.
#[derive(Clone, Default)]
pub struct Extensions {
    handlers: Vec<Arc<Handler>>,
}

impl Extensions {
    /// No extensions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an extension.
    ///
    /// # Errors
    /// When a name cannot be used, an extension or a class is registered already, or hlsmith imports the class itself.
    pub fn register(&mut self, handler: Handler) -> Result<()> {
        handler.extension.check()?;
        let refuse = |message: &str, found: &str, remedy: &str| {
            let subject = Subject::Argument("extension".into());
            Err(Diagnostic::error(Code::Usage, subject, message).found(found).remedy(remedy).into())
        };
        if self.names().any(|name| name == handler.extension.name) {
            return refuse(
                "an extension of this name is registered already",
                &handler.extension.name,
                "use another name",
            );
        }
        if handler.classes.is_empty() {
            return refuse("the extension serves no class of layers", &handler.extension.name, "name a class");
        }
        for class in &handler.classes {
            if keras::is_known(class) {
                return refuse("layers of this class are imported without extensions", class, "use another class name");
            }
            if self.find(class).is_some() {
                return refuse("an extension for this class is registered already", class, "register it once");
            }
        }
        self.handlers.push(Arc::new(handler));
        Ok(())
    }

    /// The names of the extensions, in the order of registration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.handlers.iter().map(|handler| handler.extension.name.as_str())
    }

    /// The classes of layers they serve, in the order of registration.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.handlers.iter().flat_map(|handler| &handler.classes).map(String::as_str)
    }

    /// The extension for layers of a class.
    pub(crate) fn find(&self, class: &str) -> Option<&Handler> {
        self.handlers.iter().map(Arc::as_ref).find(|handler| handler.classes.iter().any(|own| own == class))
    }
}
