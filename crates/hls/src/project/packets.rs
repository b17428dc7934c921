//! The top function as a function of FIFOs.
//!
//! In a parallel design each of them has an array in one packet: the function reads its inputs first and writes its
//! outputs last, and programs call another one with arrays.

use hlsmith_config::PipelineStyle;

use super::top::{self, complete};
use super::{port, top_parameters};
use crate::cpp::{Code, Condition, Expr, Parameter, Type};
use crate::design::{Array, Design};
use crate::names::Ident;

/// The declarations of the top function and of what programs call.
pub(super) fn declarations(design: &Design) -> Vec<Code> {
    let mut code = vec![function(design, None)];
    if !design.is_streaming {
        code.extend([Code::Blank, callable(design, None)]);
    }
    code
}

/// The definitions.
pub(super) fn functions(design: &Design) -> Vec<Code> {
    let mut code = top::processes(design);
    let body = if design.is_streaming { top::body(design) } else { parallel_body(design) };
    let body = directives(design).into_iter().chain([Code::Blank]).chain(body).collect();
    code.push(function(design, Some(body)));
    if !design.is_streaming {
        code.extend([Code::Blank, callable(design, Some(call(design)))]);
    }
    code
}

/// A FIFO between processes. In software they run one after the other, so that it holds a whole sample there.
pub(super) fn fifo(design: &Design, array: &Array) -> Vec<Code> {
    let depth = design.depth(array);
    if depth >= array.n_packets() {
        return vec![array.fifo(&array.name, depth)];
    }
    let [software, hardware] = [array.n_packets(), depth].map(|n_packets| vec![array.fifo(&array.name, n_packets)]);
    vec![Code::If(Condition::NotDefined("__SYNTHESIS__"), software, hardware)]
}

fn function(design: &Design, body: Option<Vec<Code>>) -> Code {
    let parameter = |array: &Array| Parameter {
        ty: Type::Reference(Box::new(port::ty(design, array))),
        name: port::name(array),
        len: None,
    };
    let parameters = match design.is_streaming {
        true => top_parameters(design),
        false => design.inputs.iter().chain(&design.outputs).map(parameter).collect(),
    };
    Code::Function { result: Type::VOID, name: design.top.clone(), parameters, body }
}

fn callable(design: &Design, body: Option<Vec<Code>>) -> Code {
    Code::Function { result: Type::VOID, name: design.callable_name(), parameters: top_parameters(design), body }
}

/// What the function is to the tool.
fn directives(design: &Design) -> Vec<Code> {
    let of_function = |what: &'static str| Code::Directive(&["#pragma HLS function ", ""], Expr::Library(what));
    let style = match design.style {
        PipelineStyle::Dataflow => of_function("dataflow"),
        PipelineStyle::Pipeline | PipelineStyle::Auto => {
            let interval = design.interval.unwrap_or(design.reuse_factor);
            Code::Directive(&["#pragma HLS function pipeline II(", ")"], interval.into())
        }
    };
    let simple = |array: &Array| {
        let name = if design.is_streaming { array.name.clone() } else { port::name(array) };
        Code::Directive(&["#pragma HLS interface argument(", ") type(simple)"], Expr::Name(name))
    };
    let control = Code::Directive(&["#pragma HLS interface control type(", ")"], Expr::Library("simple"));
    let ports = design.inputs.iter().chain(&design.outputs).map(simple);
    [of_function("top"), style, control].into_iter().chain(ports).collect()
}

fn parallel_body(design: &Design) -> Vec<Code> {
    let arrays = design.inputs.iter().chain(&design.outputs);
    let mut body: Vec<Code> =
        arrays.flat_map(|array| [array.declaration(), complete("ARRAY_PARTITION", array)]).collect();
    body.extend(design.inputs.iter().map(|array| port::read(design, array)));
    body.push(Code::Blank);
    body.extend(top::body(design));
    body.push(Code::Blank);
    body.extend(design.outputs.iter().map(|array| port::write(design, array)));
    body
}

/// What programs call: moves arrays through the FIFOs of the top function.
fn call(design: &Design) -> Vec<Code> {
    let arrays = || design.inputs.iter().chain(&design.outputs);
    let fifo = |array: &Array| Code::Construct(port::ty(design, array), port::name(array), vec![Expr::Int(1)]);
    let mut body: Vec<Code> = arrays().map(fifo).collect();
    body.extend(design.inputs.iter().map(|array| port::write(design, array)));
    let ports: Vec<Ident> = arrays().map(port::name).collect();
    body.push(Code::Expr(Expr::CallNamed(vec![design.top.clone()], ports.iter().map(Expr::from).collect())));
    body.extend(design.outputs.iter().map(|array| port::read(design, array)));
    body
}
