//! ONNX models, from files or from their bytes.
//!
//! A model is read in the order of its nodes. What depends on constants only is folded, so that the shape arithmetic
//! around a `Reshape` is gone before the first node of the graph is made. Values have the shapes of the model without
//! the axis of the batch, see [`build`]; an open extent of the batch is stood for by a number, [`OPEN_BATCH`].
//!
//! Nothing in a model is executed. Constants outside of the file are read from the folder of the model only.

mod build;
mod external;
mod fold;
mod model;
mod node;
mod ops;
mod patterns;
#[allow(clippy::all, clippy::pedantic, unreachable_pub, dead_code)]
mod proto;
mod quant;
mod tensor;
mod wire;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, closest};
use hlsmith_ir::Graph;

use crate::flow::names::legal;
use crate::limits::{MAX_FILE_BYTES, MAX_FOLDED_ELEMENTS, read_limited};
use build::{Builder, Value};
use external::External;
use model::{Model, shown};
use node::{Node, Slot};

/// The oldest version of the standard operators that can be read.
pub const OLDEST_OPSET: i64 = 9;

/// The newest version of the standard operators that can be read: that of the release of ONNX whose messages are used.
pub const NEWEST_OPSET: i64 = 28;

/// The extent that stands for a batch of any size: a prime number, so that no shape arithmetic of a model takes it for
/// the extent of another axis.
const OPEN_BATCH: usize = 251;

/// Loads a model file.
///
/// # Errors
/// When the file cannot be read or is damaged, and for everything in the model that cannot be imported.
pub fn load(path: &Path) -> Result<Graph> {
    let subject = Subject::File(path.display().to_string());
    let file = std::fs::File::open(path).map_err(|error| {
        Diagnostic::error(Code::FileAccess, subject.clone(), "the file cannot be opened").found(error.to_string())
    })?;
    let bytes = read_limited(file, MAX_FILE_BYTES, "the file", &subject)?;
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_path_buf(),
        Some(_) | None => ".".into(),
    };
    import(&bytes, &External { folder: Some(folder) })
}

/// Loads a model from the bytes of a `ModelProto` with its constants inside.
///
/// # Errors
/// As [`load`].
pub fn load_bytes(bytes: &[u8]) -> Result<Graph> {
    import(bytes, &External { folder: None })
}

/// The operators that can be imported, sorted.
pub fn supported_operators() -> Vec<&'static str> {
    ops::KINDS.iter().map(|kind| kind.name).collect()
}

fn import(bytes: &[u8], external: &External) -> Result<Graph> {
    let Model { opset, inputs, outputs, constants, nodes } = Model::read(bytes, external)?;
    let nodes = patterns::recognise(nodes, &outputs, &constants, external);
    let mut builder = Builder::new();
    let mut slots: BTreeMap<String, Slot> =
        constants.into_iter().map(|(name, tensor)| (name, Slot::Constant(tensor))).collect();
    let batch = batch_extent(&inputs)?;
    let mut arguments = Vec::new();
    let mut names = Namer::default();
    for input in &inputs {
        let value = builder.input(&names.name(&input.name, "InputLayer"), own_shape(input)?)?;
        slots.insert(input.name.clone(), Slot::Value(value.clone()));
        arguments.push(value);
    }
    let mut findings = Diagnostics::new();
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    let mut room = MAX_FOLDED_ELEMENTS;
    for proto in &nodes {
        let name = names.name(proto.name(), proto.op_type());
        if proto.input.iter().any(|input| unknown.contains(input.as_str())) {
            unknown.extend(proto.output.iter().map(String::as_str));
            continue;
        }
        let inputs = proto.input.iter().map(|input| slots.get(input).cloned()).collect();
        let kind = match ops::find(proto) {
            Ok(kind) => kind,
            Err(finding) => {
                findings.push(*finding);
                unknown.extend(proto.output.iter().map(String::as_str));
                continue;
            }
        };
        let is_channels_last = proto.domain() == ops::CHANNELS_LAST_DOMAIN;
        let read = RefCell::new(BTreeSet::new());
        let node = Node { proto, name, origin: kind.name, opset, is_channels_last, batch, inputs, external, read };
        match evaluate(&node, kind, &mut builder) {
            Ok(made) => {
                room = room.checked_sub(constant_elements(&made)).ok_or_else(|| too_many_constants(&node))?;
                if let Some(missing) = proto.output.iter().skip(made.len()).find(|output| !output.is_empty()) {
                    findings.push(
                        node.unsupported("an output of the operator is used that is not supported")
                            .found(shown(missing))
                            .expected(format!("the first {} of the outputs", made.len())),
                    );
                }
                slots.extend(proto.output.iter().cloned().zip(made).filter(|(output, _)| !output.is_empty()));
            }
            Err(errors) => {
                findings.extend(errors);
                unknown.extend(proto.output.iter().map(String::as_str));
            }
        }
    }
    findings.into_result()?;
    let mut ends: Vec<(String, Value)> = Vec::new();
    for output in &outputs {
        let refuse =
            |message: &str| Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(shown(output)), message);
        match slots.get(output) {
            Some(Slot::Value(value)) if value.batch == 0 => ends.push((legal(output, "output_"), value.clone())),
            Some(Slot::Value(value)) => {
                return Err(refuse("the first axis of an output of the model is not that of the samples")
                    .found(format!("samples along axis {}", value.batch))
                    .expected("samples along axis 0")
                    .remedy("transpose the output in the model")
                    .into());
            }
            Some(Slot::Masked(..)) => {
                return Err(refuse("an output of the model hides elements with minus infinity")
                    .found("scores behind a mask")
                    .expected("a softmax behind the mask")
                    .into());
            }
            Some(Slot::Folded(..)) => {
                return Err(refuse("an output of the model takes the samples and other axes as one")
                    .found("an axis of samples and others")
                    .expected("an axis of the samples alone")
                    .into());
            }
            Some(Slot::Integers(..)) => {
                return Err(refuse("an output of the model is the integers of a quantiser")
                    .found("QuantizeLinear")
                    .expected("DequantizeLinear behind QuantizeLinear")
                    .into());
            }
            Some(Slot::Constant(_)) | None => {
                return Err(refuse("an output of the model does not depend on its inputs")
                    .found("a constant")
                    .expected("a tensor that depends on the inputs of the model")
                    .into());
            }
        }
    }
    builder.finish(&arguments, &ends)
}

/// How many elements the constants have that a node makes.
fn constant_elements(made: &[Slot]) -> usize {
    let elements = |slot: &Slot| if let Slot::Constant(tensor) = slot { tensor.len() } else { 0 };
    made.iter().map(elements).sum()
}

fn too_many_constants(node: &Node) -> Diagnostics {
    let message = "the constants that the nodes of the model compute are too large";
    Diagnostic::error(Code::ReaderLimit, node.subject(), message)
        .found(format!("more than {MAX_FOLDED_ELEMENTS} elements up to here"))
        .expected(format!("at most {MAX_FOLDED_ELEMENTS} elements in all"))
        .remedy("store the constants as initialisers")
        .into()
}

/// Folds a node or imports it.
fn evaluate(node: &Node, kind: &ops::Kind, builder: &mut Builder) -> Result<Vec<Slot>> {
    if node.inputs.len() > kind.n_inputs {
        return Err(Diagnostic::error(Code::ModelFormat, node.subject(), "the operator has too many inputs")
            .found(node.inputs.len().to_string())
            .expected(format!("at most {}", kind.n_inputs))
            .into());
    }
    let is_constant = node.inputs.iter().flatten().all(|input| matches!(input, Slot::Constant(_)));
    let folded = if is_constant { fold::fold(node)? } else { None };
    let made = match (folded, kind.import) {
        (Some(made), _) => made,
        (None, Some(import)) if ops::folded::is_row_wise(node) => ops::folded::import(node, builder, import)?,
        (None, Some(import)) => import(node, builder)?,
        (None, None) => {
            return Err(node
                .unsupported("the operator is supported for constants only")
                .found(node.kind())
                .expected("inputs that do not depend on those of the model")
                .remedy("make its inputs constants, or compute it in front of the model")
                .into());
        }
    };
    node.check_attributes()?;
    Ok(made)
}

/// The extent of the batch, the first of every input.
fn batch_extent(inputs: &[model::Input]) -> Result<usize> {
    let mut extents: Vec<usize> = inputs.iter().filter_map(|input| input.shape.first().copied().flatten()).collect();
    extents.sort_unstable();
    extents.dedup();
    match extents[..] {
        [] => Ok(OPEN_BATCH),
        [extent] => Ok(extent),
        _ => {
            let message = "the inputs of the model have different numbers of samples";
            Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
                .found(format!("{extents:?}"))
                .expected("the same first extent for each input")
                .into())
        }
    }
}

/// The shape of an input without the axis of the batch.
fn own_shape(input: &model::Input) -> Result<Vec<usize>> {
    let refuse = |message: &str| {
        Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(shown(&input.name)), message)
            .found(format!("{:?}", input.shape))
    };
    let Some((_, own)) = input.shape.split_first() else {
        return Err(refuse("an input of the model has no axis for the samples").expected("the samples first").into());
    };
    let own: Option<Vec<usize>> = own.iter().copied().collect();
    match own {
        Some(own) if own.is_empty() => {
            let message = "an input of the model has no axis behind that of the samples";
            Err(refuse(message).expected("at least two axes").into())
        }
        Some(own) => Ok(own),
        None => Err(refuse("an input of the model has an open extent behind that of the samples")
            .expected("a fixed shape; only the first extent may be open")
            .remedy("export the model with fixed shapes, or set them with onnx.tools.update_model_dims")
            .into()),
    }
}

/// Names of layers: those of the nodes, made usable; nodes without a name are counted for each operator.
#[derive(Default)]
struct Namer<'m> {
    counts: BTreeMap<&'m str, usize>,
}

impl<'m> Namer<'m> {
    fn name(&mut self, name: &str, kind: &'m str) -> String {
        let count = self.counts.entry(kind).or_default();
        let number = *count;
        *count += 1;
        let usable: String = legal(name, &format!("{}_", shown(kind)))
            .chars()
            .map(|c| if c.is_control() || matches!(c, '"' | '\'' | '`' | '\\') { '_' } else { c })
            .collect();
        let usable = usable.trim_start_matches('_');
        if usable.is_empty() || usable == "input" { format!("{}_{number}", shown(kind)) } else { usable.to_owned() }
    }
}

/// A refusal of an operator, with the closest one that is supported.
fn unsupported_operator(proto: &proto::NodeProto) -> Diagnostic {
    let kind = proto.op_type();
    let name = if proto.domain().is_empty() { kind.to_owned() } else { format!("{}::{kind}", proto.domain()) };
    let supported: Vec<&str> = supported_operators();
    let finding =
        Diagnostic::error(Code::UnsupportedLayer, Subject::Layer(shown(proto.name())), "the operator is not supported")
            .found(shown(&name))
            .expected(format!("one of {}", supported.join(", ")));
    if ["If", "Loop", "Scan"].contains(&kind) {
        return finding.remedy("export the model without control flow, with fixed shapes and in inference mode");
    }
    match closest(kind, supported.iter().copied()) {
        Some(close) if close != kind => finding.remedy(format!("did you mean `{close}`?")),
        Some(_) | None => finding,
    }
}
