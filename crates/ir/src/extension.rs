//! What a user adds to hlsmith: the computation and the C++ text of layers of their own.
//!
//! An [`Extension`] is part of the program that registered it and travels with the graph in its layers, never in a file:
//! a graph that is read from text knows the names of extensions only.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::{Precision, Value};

use crate::ops::Custom;
use crate::{Attribute, AttributeValue, Kind, NamedType, Weight};

/// Why the code of an extension failed, in its own words.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A kind of layer that a user adds.
pub struct Extension {
    /// Its name, a C identifier; layers refer to it by this name.
    pub name: String,
    /// Which type an automatic result gets.
    pub result: ResultRule,
    /// What the emulator computes.
    pub computation: Computation,
    /// What projects compute; without it models can be imported, but no target can build the layer.
    pub kernel: Option<KernelText>,
}

/// Which type an automatic result gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResultRule {
    /// The default precision of the configuration.
    Default,
    /// That of the first input.
    Input,
    /// This one.
    Precision(Precision),
}

/// What the emulator computes; the results are assigned to the result type by hlsmith, by its rounding and overflow.
pub enum Computation {
    /// On exact numbers of any width, sample by sample.
    Exact(Box<ExactFn>),
    /// On 64-bit floating-point numbers, for many samples at once. Inputs and weights are handed over exactly; a type
    /// whose numbers are not exact as such is refused. The function has to be deterministic, and its results are those of
    /// the C++ as far as its own arithmetic is exact.
    Real(Box<RealFn>),
}

/// A computation on exact numbers; the result has as many elements as the output.
pub type ExactFn = dyn Fn(&Call<'_, Value>) -> std::result::Result<Vec<Value>, Failure> + Send + Sync;

/// A computation on floating-point numbers; the result has `n_samples` times as many elements as the output.
pub type RealFn = dyn Fn(&Call<'_, f64>) -> std::result::Result<Vec<f64>, Failure> + Send + Sync;

/// What a computation is given.
pub struct Call<'a, T> {
    /// The layer, with its shapes and values.
    pub layer: &'a Custom,
    /// Number of samples.
    pub n_samples: usize,
    /// The inputs, each sample by sample in C order.
    pub inputs: &'a [Vec<T>],
    /// The weights on the grids of their types, in the order of the layer.
    pub weights: &'a [Vec<T>],
}

/// The C++ of an extension: a kernel on arrays like those of the library.
///
/// ```text
/// namespace nnet {
/// template <class data_T, class res_T, typename CONFIG_T>
/// void function(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out]);
/// }
/// ```
///
/// Further inputs stand between `data` and `res`, each with a type parameter of its own and the length `n_in2` and so on;
/// weights stand behind, of the types `CONFIG_T::<role>_t`. `CONFIG_T` also has `reuse_factor` and every value of the
/// layer: integers and booleans as `int`, numbers as `double`, and a list as `<name>_0`, `<name>_1` and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelText {
    /// Name of the header in the project's folder `firmware/nnet_utils`, such as `nnet_reverse.h`.
    pub header: String,
    /// The text of the header.
    pub text: String,
    /// Name of the function in the namespace `nnet`.
    pub function: String,
}

impl Extension {
    /// An extension without a kernel, whose automatic results have the default precision.
    pub fn new(name: impl Into<String>, computation: Computation) -> Self {
        Self { name: name.into(), result: ResultRule::Default, computation, kernel: None }
    }

    /// Checks the names.
    ///
    /// # Errors
    /// Every name that cannot stand in generated code, and every one that cannot be a file.
    pub fn check(&self) -> Result<()> {
        let mut findings = Diagnostics::new();
        let mut check = |what: &str, name: &str, is_fine: bool, expected: &str| {
            if !is_fine {
                let subject = Subject::Argument("extension".into());
                let message = format!("the {what} cannot be used");
                findings.push(Diagnostic::error(Code::BadName, subject, message).found(name).expected(expected));
            }
        };
        check("name of the extension", &self.name, is_identifier(&self.name), IDENTIFIER);
        if let Some(KernelText { header, function, .. }) = &self.kernel {
            let is_header = header.strip_suffix(".h").is_some_and(is_identifier);
            check("name of the header", header, is_header, "letters, digits and `_`, ending in `.h`");
            check("name of the function", function, is_identifier(function), IDENTIFIER);
        }
        findings.into_result().map(|_| ())
    }
}

impl fmt::Debug for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extension").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Computation {
    /// A computation on exact numbers, sample by sample.
    pub fn exact(
        function: impl Fn(&Call<'_, Value>) -> std::result::Result<Vec<Value>, Failure> + Send + Sync + 'static,
    ) -> Self {
        Computation::Exact(Box::new(function))
    }

    /// A computation on floating-point numbers, for many samples at once.
    pub fn real(
        function: impl Fn(&Call<'_, f64>) -> std::result::Result<Vec<f64>, Failure> + Send + Sync + 'static,
    ) -> Self {
        Computation::Real(Box::new(function))
    }
}

impl<T> Call<'_, T> {
    /// The weights of a role.
    ///
    /// # Errors
    /// When the layer has no such weights.
    pub fn weight(&self, role: &str) -> std::result::Result<&[T], Failure> {
        let position = self.layer.weights.iter().position(|weight| weight.role == role);
        let weights = position.and_then(|position| self.weights.get(position));
        weights.map(Vec::as_slice).ok_or_else(|| format!("the layer has no weights `{role}`").into())
    }

    /// An integer of the layer.
    ///
    /// # Errors
    /// When the layer has no integer of this name.
    pub fn int(&self, name: &str) -> std::result::Result<i64, Failure> {
        match self.layer.value(name) {
            Some(Constant::Int(value)) => Ok(*value),
            Some(Constant::Bool(_) | Constant::Float(_) | Constant::Ints(_)) | None => {
                Err(format!("the layer has no integer `{name}`").into())
            }
        }
    }
}

/// What a name in generated code looks like.
const IDENTIFIER: &str = "a name of at most 64 letters, digits and `_` that starts with a letter";

/// Whether a name can stand in generated code.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.contains("__")
}

/// A reference to an extension: its name, and the extension itself where the program has it.
#[derive(Clone, Debug)]
pub struct ExtensionRef {
    name: String,
    extension: Option<Arc<Extension>>,
}

impl ExtensionRef {
    /// A reference by name only.
    pub fn unregistered(name: impl Into<String>) -> Self {
        Self { name: name.into(), extension: None }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The extension.
    ///
    /// # Errors
    /// When only its name is known.
    pub fn get(&self) -> Result<&Arc<Extension>> {
        self.extension.as_ref().ok_or_else(|| {
            Diagnostic::error(Code::UnsupportedLayer, Subject::Model, "the extension of the layer is not registered")
                .found(&self.name)
                .remedy("register it and import the model again")
                .into()
        })
    }
}

impl From<Arc<Extension>> for ExtensionRef {
    fn from(extension: Arc<Extension>) -> Self {
        Self { name: extension.name.clone(), extension: Some(extension) }
    }
}

impl PartialEq for ExtensionRef {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Attribute for ExtensionRef {
    const KIND: Kind = Kind::Extension;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Extension(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Extension(value) = value { Some(value.clone()) } else { None }
    }
}

/// A value that an extension gives a layer.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A list of integers.
    Ints(Vec<i64>),
}

impl Attribute for Vec<(String, Constant)> {
    const KIND: Kind = Kind::Values;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Values(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        let AttributeValue::Values(values) = value else { return None };
        let names = || values.iter().map(|(name, _)| name.as_str());
        (names().all(is_identifier) && names().is_sorted_by(|a, b| a < b)).then(|| values.clone())
    }
}

/// Trained constants of a layer of an extension.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomWeight {
    /// What they are, such as `kernel`; their precision is configured under this name.
    pub role: String,
    /// The constants.
    pub weight: Weight,
}

impl Attribute for Vec<CustomWeight> {
    const KIND: Kind = Kind::Weights;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Weights(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        let AttributeValue::Weights(weights) = value else { return None };
        let is_first = |(position, weight): (usize, &CustomWeight)| {
            weights.iter().take(position).all(|earlier| earlier.role != weight.role)
        };
        let is_fine = weights.iter().all(|weight| is_identifier(&weight.role) && weight.role != "result");
        (is_fine && weights.iter().enumerate().all(is_first)).then(|| weights.clone())
    }
    fn types<'a>(&'a self, _: &'a str) -> Vec<(&'a str, &'a NamedType)> {
        self.iter().map(|CustomWeight { role, weight }| (role.as_str(), &weight.ty)).collect()
    }
    fn types_mut<'a>(&'a mut self, _: &'a str) -> Vec<(&'a str, &'a mut NamedType)> {
        self.iter_mut().map(|CustomWeight { role, weight }| (role.as_str(), &mut weight.ty)).collect()
    }
    fn weights<'a>(&'a self, _: &'a str) -> Vec<(&'a str, &'a Weight)> {
        self.iter().map(|CustomWeight { role, weight }| (role.as_str(), weight)).collect()
    }
    fn weights_mut<'a>(&'a mut self, _: &'a str) -> Vec<(&'a str, &'a mut Weight)> {
        self.iter_mut().map(|CustomWeight { role, weight }| (role.as_str(), weight)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Computation, Extension, KernelText};

    fn check(name: &str, kernel: Option<[&str; 2]>, is_fine: bool) {
        let kernel = kernel.map(|[header, function]| KernelText {
            header: header.into(),
            text: String::new(),
            function: function.into(),
        });
        let extension = Extension { kernel, ..Extension::new(name, Computation::exact(|_| Ok(Vec::new()))) };
        assert_eq!(extension.check().is_ok(), is_fine, "{name} {:?}", extension.kernel);
    }

    #[test]
    fn names_that_cannot_stand_in_code_or_paths_are_refused() {
        check("reverse", None, true);
        check("reverse_2", Some(["nnet_reverse.h", "reverse"]), true);
        for name in ["", "2d", "a b", "a__b", "_a", "ü", "a;b"] {
            check(name, None, false);
            check("reverse", Some([&format!("{name}.h"), "f"]), false);
            check("reverse", Some(["f.h", name]), false);
        }
        check("reverse", Some(["../f.h", "f"]), false);
        check("reverse", Some(["f.cpp", "f"]), false);
    }
}
