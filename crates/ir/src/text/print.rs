//! Printer of the text form.

use std::fmt::Write;

use crate::{
    Array, ArrayData, AttributeValue, Constant, CustomWeight, Graph, IoType, NamedType, PeerTarget, Quantizer, Scale,
    TensorId, Weight,
};

/// What the printer leaves out.
#[derive(Clone, Copy, Debug)]
pub struct PrintOptions {
    /// Arrays of more elements are elided; such text is for people and cannot be read back.
    pub max_elements: usize,
}

impl Default for PrintOptions {
    fn default() -> Self {
        Self { max_elements: usize::MAX }
    }
}

/// The text form of a graph.
pub fn print(graph: &Graph, options: PrintOptions) -> String {
    let mut text = format!("graph {} compatibility={}", quoted(&graph.name), graph.compatibility);
    match graph.peer_target {
        PeerTarget::Amd => {}
        PeerTarget::Quartus => text.push_str(" peer_target=quartus"),
    }
    match graph.io_type {
        IoType::Parallel => {}
        IoType::Stream => text.push_str(" io_type=io_stream"),
    }
    text.push('\n');
    for (_, node) in graph.nodes() {
        let outputs = tensors(graph, &node.outputs);
        let attributes: Vec<String> =
            node.op.values().iter().map(|(name, value)| format!("{name}={}", value_text(value, options))).collect();
        let types: Vec<String> = node
            .outputs
            .iter()
            .map(|&output| {
                let tensor = graph.tensor(output);
                format!("{} {:?}{}", type_text(&tensor.ty), tensor.shape, quantizer_text(&tensor.quantizer, options))
            })
            .collect();
        let _ = writeln!(
            text,
            "{outputs} = {} {} origin={} index={}{} ({}) {{{}}} : {}",
            node.op.class(),
            quoted(&node.name),
            quoted(&node.origin),
            node.index,
            if node.trace { " trace" } else { "" },
            tensors(graph, &node.inputs),
            attributes.join(", "),
            types.join(", "),
        );
    }
    let _ = writeln!(text, "inputs {}", tensors(graph, graph.inputs()));
    let _ = writeln!(text, "outputs {}", tensors(graph, graph.outputs()));
    text
}

fn tensors(graph: &Graph, ids: &[TensorId]) -> String {
    ids.iter().map(|&id| format!("%{}", name_text(&graph.tensor(id).name))).collect::<Vec<_>>().join(", ")
}

/// A name as a bare word where it is one, else quoted.
fn name_text(name: &str) -> String {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name != "_";
    if is_word { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn type_text(ty: &NamedType) -> String {
    let name = if ty.name.is_empty() { "_".to_owned() } else { name_text(&ty.name) };
    format!("{name} {}", ty.precision)
}

fn value_text(value: &AttributeValue, options: PrintOptions) -> String {
    match value {
        AttributeValue::Int(value) => value.to_string(),
        AttributeValue::Float(value) => float_text(*value),
        AttributeValue::Bool(value) => value.to_string(),
        AttributeValue::Choice(value) => value.clone(),
        AttributeValue::Ints(values) => format!("{values:?}"),
        AttributeValue::Type(ty) => type_text(ty),
        AttributeValue::Weight(weight) => weight_text(weight, options),
        AttributeValue::Extension(extension) => quoted(extension.name()),
        AttributeValue::Values(values) => {
            let entry = |(name, value): &(String, Constant)| format!("{name}={}", constant_text(value));
            format!("{{{}}}", values.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        AttributeValue::Weights(weights) => {
            let entry = |custom: &CustomWeight| format!("{}={}", custom.role, weight_text(&custom.weight, options));
            format!("{{{}}}", weights.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn constant_text(value: &Constant) -> String {
    match value {
        Constant::Int(value) => value.to_string(),
        Constant::Float(value) => float_text(*value),
        Constant::Bool(value) => value.to_string(),
        Constant::Ints(values) => format!("{values:?}"),
    }
}

fn weight_text(weight: &Weight, options: PrintOptions) -> String {
    let name = if weight.name.is_empty() { "_".to_owned() } else { name_text(&weight.name) };
    let quantizer = quantizer_text(&weight.quantizer, options);
    format!("{name} {} {}{quantizer}", type_text(&weight.ty), array_text(&weight.data, options))
}

fn quantizer_text(quantizer: &Option<Box<Quantizer>>, options: PrintOptions) -> String {
    let Some(quantizer) = quantizer else { return String::new() };
    let scale = match &quantizer.scale {
        None => String::new(),
        Some(Scale { factors, is_power_of_two: true }) => format!(" shift {}", array_text(factors, options)),
        Some(Scale { factors, is_power_of_two: false }) => format!(" scale {}", array_text(factors, options)),
    };
    let random = if quantizer.is_random { " random" } else { "" };
    format!(" quantizer {} {}{scale}{random}", quantizer.exact, quantizer.peer)
}

fn array_text(array: &Array, options: PrintOptions) -> String {
    let element = match array.data() {
        ArrayData::F32(_) => "f32",
        ArrayData::F64(_) => "f64",
    };
    let values = if array.len() > options.max_elements {
        "...".to_owned()
    } else {
        match array.data() {
            ArrayData::F32(data) => data.iter().map(|&v| float32_text(v)).collect::<Vec<_>>().join(", "),
            ArrayData::F64(data) => data.iter().map(|&v| float_text(v)).collect::<Vec<_>>().join(", "),
        }
    };
    format!("{element}{:?} ({values})", array.shape())
}

/// The shortest text that reads back to the same bits; a NaN keeps its bits as `nan:<hex>`.
fn float_text(value: f64) -> String {
    if value.is_nan() { format!("nan:{:x}", value.to_bits()) } else { format!("{value:?}") }
}

fn float32_text(value: f32) -> String {
    if value.is_nan() { format!("nan:{:x}", value.to_bits()) } else { format!("{value:?}") }
}
