//! `<project>_bridge.cpp`: the top function for programs that load it as a library.
//!
//! `<project>_float` and `<project>_double` take one sample as plain numbers, inputs first, then outputs.
//! `allocate_trace_storage(element size)`, `collect_trace_output(list)` and `free_trace_storage()` record the outputs of
//! traced layers during calls in between. `reset_states()` of a project whose layers go on from what the sample before
//! has left lets the next sample begin anew.

use super::{array_args, assigned_args, call_top, top_includes, trace_globals, using_namespace};
use crate::cpp::{Arg, Code, Expr, Parameter, Type, spaced};
use crate::design::{Array, Design};
use crate::names::Ident;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let mut file = top_includes(design);
    file.push(Code::Include("firmware/nnet_utils/nnet_helpers.h".into()));
    if design.keeps_states {
        file.push(Code::Include("firmware/nnet_utils/nnet_recurrent.h".into()));
    }
    file.push(Code::Blank);
    file.push(trace_globals(false));
    file.push(Code::Blank);
    file.extend(using_namespace(design));
    let mut functions = vec![
        number_function(design, "float", "_float"),
        number_function(design, "double", "_double"),
        allocate(design),
        free(),
        collect(),
    ];
    if design.keeps_states {
        functions.push(reset());
    }
    file.push(Code::ExternC(spaced(functions.into_iter().map(|function| vec![function]))));
    file
}

/// The top function on numbers of a machine type.
fn number_function(design: &Design, number: &'static str, suffix: &'static str) -> Code {
    let inner = |name: &Ident| name.beside("_ap");
    let parameters = design.inputs.iter().chain(&design.outputs).map(|array| Parameter {
        ty: Type::Library(number).pointer(),
        name: array.name.clone(),
        len: None,
    });
    let local = |array: &Array| array.declared_as(&inner(&array.name));
    let mut body: Vec<Code> = design.inputs.iter().chain(&design.outputs).map(local).collect();
    let number = Arg::Type(Type::Library(number));
    body.extend(design.inputs.iter().map(|array| {
        let args = [number.clone()].into_iter().chain(assigned_args(array)).collect();
        let values = vec![Expr::from(&array.name), Expr::Name(inner(&array.name))];
        Code::Expr(Expr::Call("nnet::from_numbers", args, values))
    }));
    body.push(call_top(design, inner));
    body.extend(design.outputs.iter().map(|array| {
        let args = [number.clone()].into_iter().chain(array_args(array)).collect();
        let values = vec![Expr::Name(inner(&array.name)), Expr::from(&array.name)];
        Code::Expr(Expr::Call("nnet::to_numbers", args, values))
    }));
    Code::Function {
        result: Type::VOID,
        name: design.top.with_suffix(suffix),
        parameters: parameters.collect(),
        body: Some(body),
    }
}

fn allocate(design: &Design) -> Code {
    let size = Ident::fixed("element_size");
    let assign =
        |name: &'static str, value: Expr| Code::Expr(Expr::Assign(Box::new(Expr::Library(name)), Box::new(value)));
    let mut body =
        vec![assign("nnet::trace_enabled", Expr::Bool(true)), assign("nnet::trace_type_size", Expr::from(&size))];
    body.extend(design.traces().map(|trace| {
        let values = vec![Expr::Str(trace.layer.clone()), Expr::from(trace.array.len)];
        Code::Expr(Expr::Call("nnet::allocate_trace", Vec::new(), values))
    }));
    let parameters = vec![Parameter { ty: Type::Library("std::size_t"), name: size, len: None }];
    Code::Function { result: Type::VOID, name: Ident::fixed("allocate_trace_storage"), parameters, body: Some(body) }
}

fn free() -> Code {
    let disable = Expr::Assign(Box::new(Expr::Library("nnet::trace_enabled")), Box::new(Expr::Bool(false)));
    let body = vec![Code::Expr(disable), Code::Expr(Expr::Call("nnet::free_traces", Vec::new(), Vec::new()))];
    Code::Function {
        result: Type::VOID,
        name: Ident::fixed("free_trace_storage"),
        parameters: Vec::new(),
        body: Some(body),
    }
}

fn reset() -> Code {
    let body = vec![Code::Expr(Expr::Call("nnet::reset_states", Vec::new(), Vec::new()))];
    let name = Ident::fixed("reset_states");
    Code::Function { result: Type::VOID, name, parameters: Vec::new(), body: Some(body) }
}

fn collect() -> Code {
    let traces = Ident::fixed("traces");
    let call = Expr::Call("nnet::collect_traces", Vec::new(), vec![Expr::from(&traces)]);
    Code::Function {
        result: Type::VOID,
        name: Ident::fixed("collect_trace_output"),
        parameters: vec![Parameter { ty: Type::Library("nnet::trace_data").pointer(), name: traces, len: None }],
        body: Some(vec![Code::Expr(call)]),
    }
}
