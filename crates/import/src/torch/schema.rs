//! The program of an archive, `models/model.json`: nodes with named arguments, in an order in which they can run.
//!
//! Only what importing needs is kept. Arguments that are missing have the default of the operator.

use std::collections::BTreeMap;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use serde_json::Value;

use crate::text::{excerpt, shown};

/// The major version of the schema that can be read; torch itself reads no other.
const MAJOR: u64 = 8;
/// The newest minor version that is known.
const MINOR: u64 = 20;

/// An extent or another integer, perhaps one that depends on the number of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Known(i64),
    /// The result of a node.
    Name(String),
}

/// An argument of a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Nothing,
    Tensor(String),
    /// Tensors; `None` for those that are left out.
    Tensors(Vec<Option<String>>),
    Sizes(Vec<Size>),
    /// A single integer.
    Size(Size),
    Float(f64),
    Floats(Vec<f64>),
    Flag(bool),
    Text(String),
    ScalarType(u64),
    /// A device, layout or something else that has no meaning here.
    Other(String),
}

/// The type of flags in the schema.
pub(super) const BOOL: u64 = 12;

/// What a node gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Made {
    Tensor(String),
    /// An integer or another scalar.
    Scalar(String),
    Nothing,
}

/// One operator call.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its name, unique in the program.
    pub(super) name: String,
    /// The operator without `torch.ops.`, such as `aten.conv2d.default`.
    pub(super) target: String,
    pub(super) arguments: Vec<(String, Argument)>,
    pub(super) outputs: Vec<Made>,
    /// Path and class of the innermost module that the call belongs to; both empty for the model itself.
    pub(super) module: (String, String),
    /// The Python function that was called.
    pub(super) function: String,
}

/// What an input of the graph is.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// A tensor the user gives.
    User(String),
    /// A trained tensor: its name in the graph and its name in the module.
    Trained(String, String),
    /// A constant tensor: its name in the graph and its name among the constants.
    Constant(String, String),
    /// Something without a tensor, such as a flag that was given as a constant.
    Other,
}

/// The type and shape of a tensor.
#[derive(Clone, Debug)]
pub(super) struct TensorMeta {
    /// Number of its type in the schema.
    pub(super) dtype: u64,
    pub(super) sizes: Vec<Option<usize>>,
    pub(super) strides: Vec<usize>,
    pub(super) offset: usize,
}

/// A program.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) inputs: Vec<Input>,
    pub(super) nodes: Vec<Node>,
    /// Names of the tensors that are the results.
    pub(super) outputs: Vec<String>,
    pub(super) tensors: BTreeMap<String, TensorMeta>,
    /// What is odd about the file but does no harm.
    pub(super) remarks: Diagnostics,
}

/// Reads a program.
///
/// # Errors
/// When it has another version or is damaged.
pub(super) fn read(document: &Value, subject: &Subject) -> Result<Program> {
    let reader = Reader { subject };
    let mut remarks = Diagnostics::new();
    let version = |key: &str| document.get("schema_version").and_then(|version| version.get(key)?.as_u64());
    let torch = document.get("torch_version").and_then(Value::as_str).map_or_else(|| "unknown".into(), shown);
    match (version("major"), version("minor")) {
        (Some(MAJOR), Some(minor)) if minor > MINOR => {
            let message = "the file is of a newer version than known; what is new in it is not";
            remarks.push(
                Diagnostic::warning(Code::ModelFormat, subject.clone(), message)
                    .found(format!("schema {MAJOR}.{minor} of PyTorch {torch}"))
                    .expected(format!("schema {MAJOR}.{MINOR}")),
            );
        }
        (Some(MAJOR), Some(_)) => {}
        (major, _) => {
            let found = major.map_or_else(|| "no version".into(), |major| format!("schema {major} of PyTorch {torch}"));
            return Err(Diagnostic::error(
                Code::ModelFormat,
                subject.clone(),
                "the version of the file is not supported",
            )
            .found(found)
            .expected(format!("schema {MAJOR}"))
            .remedy("export the model with another version of PyTorch")
            .into());
        }
    }
    let module = document.get("graph_module");
    let graph = module.and_then(|module| module.get("graph")).unwrap_or(&Value::Null);
    let signature = module.and_then(|module| module.get("signature")).unwrap_or(&Value::Null);
    let inputs = reader.list(signature, "input_specs")?.iter().map(|spec| reader.input(spec)).collect::<Result<_>>()?;
    let nodes = reader.list(graph, "nodes")?.iter().map(|node| reader.node(node)).collect::<Result<_>>()?;
    let outputs =
        reader.list(signature, "output_specs")?.iter().map(|spec| reader.output(spec)).collect::<Result<_>>()?;
    let mut tensors = BTreeMap::new();
    for (name, meta) in graph.get("tensor_values").and_then(Value::as_object).into_iter().flatten() {
        tensors.insert(name.clone(), tensor_meta(meta).ok_or_else(|| reader.damaged("a tensor", meta))?);
    }
    Ok(Program { inputs, nodes, outputs, tensors, remarks })
}

/// Type and shape of a tensor; an extent that depends on the number of samples is `None`.
pub(super) fn tensor_meta(value: &Value) -> Option<TensorMeta> {
    let whole = |value: &Value| value.get("as_int")?.as_u64().and_then(|size| usize::try_from(size).ok());
    let sizes = value.get("sizes")?.as_array()?;
    Some(TensorMeta {
        dtype: value.get("dtype")?.as_u64()?,
        sizes: sizes.iter().map(whole).collect(),
        strides: value.get("strides")?.as_array()?.iter().map(|stride| whole(stride).unwrap_or(0)).collect(),
        offset: value.get("storage_offset").and_then(whole).unwrap_or(0),
    })
}

struct Reader<'a> {
    subject: &'a Subject,
}

impl Reader<'_> {
    fn damaged(&self, what: &str, value: &Value) -> Diagnostics {
        Diagnostic::error(Code::ModelFormat, self.subject.clone(), format!("{what} of the program cannot be read"))
            .found(excerpt(value))
            .into()
    }

    fn list<'v>(&self, value: &'v Value, key: &str) -> Result<&'v [Value]> {
        let list = value.get(key).and_then(Value::as_array);
        list.map(Vec::as_slice).ok_or_else(|| self.damaged(&format!("the part `{key}`"), &Value::Null))
    }

    fn input(&self, spec: &Value) -> Result<Input> {
        let named = |kind: &str, key: &str| {
            let part = spec.get(kind)?;
            Some((part.get("arg")?.get("name")?.as_str()?.to_owned(), part.get(key)?.as_str()?.to_owned()))
        };
        if let Some(part) = spec.get("user_input") {
            let name = part.get("arg").and_then(|arg| arg.get("as_tensor")?.get("name")?.as_str());
            return Ok(name.map_or(Input::Other, |name| Input::User(name.to_owned())));
        }
        if let Some((name, own)) = named("parameter", "parameter_name").or_else(|| named("buffer", "buffer_name")) {
            return Ok(Input::Trained(name, own));
        }
        if let Some((name, own)) = named("tensor_constant", "tensor_constant_name") {
            return Ok(Input::Constant(name, own));
        }
        match spec.as_object().and_then(|spec| spec.keys().next()).map(String::as_str) {
            Some("constant_input") => Ok(Input::Other),
            Some("custom_obj" | "token") | None | Some(_) => Err(self.damaged("an input", spec)),
        }
    }

    fn output(&self, spec: &Value) -> Result<String> {
        let name = spec.get("user_output").and_then(|part| part.get("arg")?.get("as_tensor")?.get("name")?.as_str());
        name.map(str::to_owned).ok_or_else(|| {
            let message = "an output of the program is no tensor, or the program changes its trained tensors";
            Diagnostic::error(Code::UnsupportedLayer, self.subject.clone(), message)
                .found(excerpt(spec))
                .remedy("call model.eval() before exporting, and return tensors only")
                .into()
        })
    }

    fn node(&self, node: &Value) -> Result<Node> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let target = text("target").ok_or_else(|| self.damaged("a node", node))?;
        let target = target.strip_prefix("torch.ops.").unwrap_or(target).to_owned();
        let arguments = self
            .list(node, "inputs")?
            .iter()
            .map(|argument| {
                let name = argument.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
                let value = argument.get("arg").unwrap_or(&Value::Null);
                Ok((name, self.argument(value).ok_or_else(|| self.damaged("an argument", value))?))
            })
            .collect::<Result<_>>()?;
        let mut outputs = Vec::new();
        for output in self.list(node, "outputs")? {
            self.made(output, &mut outputs);
        }
        let first = outputs.iter().find_map(|made| match made {
            Made::Tensor(name) | Made::Scalar(name) => Some(name.clone()),
            Made::Nothing => None,
        });
        let name = text("name").map(str::to_owned).or(first).unwrap_or_else(|| target.clone());
        let metadata = |key: &str| node.get("metadata").and_then(|data| data.get(key)?.as_str()).unwrap_or_default();
        // Entries of the stack are parted by semicolons, and each has a key, the path and the class.
        let entry = metadata("nn_module_stack").rsplit(';').next().unwrap_or_default();
        let mut parts = entry.split(',').skip(1);
        let module = (parts.next().unwrap_or_default().to_owned(), parts.next().unwrap_or_default().to_owned());
        let function = metadata("torch_fn").rsplit(['.', ';']).next().unwrap_or_default().to_owned();
        Ok(Node { name, target, arguments, outputs, module, function })
    }

    fn made(&self, output: &Value, outputs: &mut Vec<Made>) {
        let name = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(name) = output.get("as_tensor").and_then(|tensor| name(tensor, "name")) {
            outputs.push(Made::Tensor(name));
        } else if let Some(tensors) = output.get("as_tensors").and_then(Value::as_array) {
            outputs.extend(tensors.iter().map(|tensor| name(tensor, "name").map_or(Made::Nothing, Made::Tensor)));
        } else {
            let scalar = ["as_sym_int", "as_sym_bool", "as_sym_float"].iter().find_map(|kind| output.get(kind));
            outputs.push(scalar.and_then(|scalar| name(scalar, "as_name")).map_or(Made::Nothing, Made::Scalar));
        }
    }

    /// An argument; `None` when it is damaged.
    fn argument(&self, value: &Value) -> Option<Argument> {
        let (kind, value) = value.as_object()?.iter().next()?;
        let tensor = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
        let list = || value.as_array();
        Some(match kind.as_str() {
            "as_none" => Argument::Nothing,
            "as_tensor" => Argument::Tensor(tensor(value)?),
            "as_tensors" => Argument::Tensors(list()?.iter().map(|one| tensor(one).map(Some)).collect::<Option<_>>()?),
            "as_optional_tensors" => {
                Argument::Tensors(list()?.iter().map(|one| one.get("as_tensor").and_then(tensor)).collect())
            }
            "as_int" => Argument::Size(Size::Known(value.as_i64()?)),
            "as_ints" => {
                Argument::Sizes(list()?.iter().map(|one| one.as_i64().map(Size::Known)).collect::<Option<_>>()?)
            }
            "as_sym_int" => Argument::Size(size(value)?),
            "as_sym_ints" => Argument::Sizes(list()?.iter().map(size).collect::<Option<_>>()?),
            "as_float" => Argument::Float(float(value)?),
            "as_floats" => Argument::Floats(list()?.iter().map(float).collect::<Option<_>>()?),
            "as_bool" => Argument::Flag(value.as_bool()?),
            "as_string" => Argument::Text(value.as_str()?.to_owned()),
            "as_scalar_type" => Argument::ScalarType(value.as_u64()?),
            other => Argument::Other(other.to_owned()),
        })
    }
}

/// An integer, or the name of one.
fn size(value: &Value) -> Option<Size> {
    if let Some(known) = value.get("as_int").and_then(Value::as_i64) {
        return Some(Size::Known(known));
    }
    value.get("as_name").and_then(Value::as_str).map(|name| Size::Name(name.to_owned()))
}

/// A real number, which the file has as a text where JSON has none.
fn float(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some("NaN") => Some(f64::NAN),
        Some(_) => None,
        None => value.as_f64(),
    }
}

impl Node {
    /// An argument; `None` when it is missing or nothing.
    pub(super) fn argument(&self, name: &str) -> Option<&Argument> {
        let found = self.arguments.iter().find(|(own, _)| own == name).map(|(_, argument)| argument);
        found.filter(|argument| **argument != Argument::Nothing)
    }

    /// The names that the call reads.
    pub(super) fn reads(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for (_, argument) in &self.arguments {
            match argument {
                Argument::Tensor(name) | Argument::Size(Size::Name(name)) => names.push(name.as_str()),
                Argument::Tensors(tensors) => names.extend(tensors.iter().flatten().map(String::as_str)),
                Argument::Sizes(sizes) => names.extend(sizes.iter().filter_map(|size| match size {
                    Size::Name(name) => Some(name.as_str()),
                    Size::Known(_) => None,
                })),
                Argument::Nothing
                | Argument::Size(Size::Known(_))
                | Argument::Float(_)
                | Argument::Floats(_)
                | Argument::Flag(_)
                | Argument::Text(_)
                | Argument::ScalarType(_)
                | Argument::Other(_) => {}
            }
        }
        names
    }
}
