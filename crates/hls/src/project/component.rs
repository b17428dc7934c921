//! The top function as a component: its structs, its ports, its tasks, and the function that programs call instead.
//!
//! A parallel design is one function of arrays, which the component calls with the fields of structs. In a streaming
//! design streams are variables of the file, every call is a task between them, and the component moves packets between
//! its ports and the first and last streams.

use super::top::{self, load_weights, save_layer_output};
use super::top_parameters;
use crate::cpp::{Arg, Code, Expr, Parameter, Type, Variable};
use crate::design::{Array, Design, Step};
use crate::names::Ident;

/// The structs and the declarations of the component and of the function that calls it with arrays.
pub(super) fn declarations(design: &Design) -> Vec<Code> {
    let mut code = Vec::new();
    if !design.is_streaming {
        for (name, arrays) in [("input_data", &design.inputs), ("output_data", &design.outputs)] {
            let fields = arrays.iter().map(Array::parameter).collect();
            code.extend([Code::Fields { name: Ident::fixed(name), fields }, Code::Blank]);
        }
    }
    code.extend([component(design, None), Code::Blank, callable(design, None)]);
    code
}

/// The definitions.
pub(super) fn functions(design: &Design) -> Vec<Code> {
    let mut code = top::processes(design);
    if design.is_streaming {
        code.extend(streams(design));
        code.push(Code::Blank);
        for task in tasks(design, |_| Vec::new()) {
            code.extend([task, Code::Blank]);
        }
    } else {
        code.extend([layers(design), Code::Blank]);
    }
    let interval = u64::from(design.interval.unwrap_or(design.reuse_factor));
    // A frequency is at least 1 MHz to the compiler, and whole.
    let frequency = (1000.0 / design.clock_period).ceil().max(1.0) as u64;
    code.extend([Code::Macro("hls_scheduler_target_fmax_mhz", frequency), Code::Macro("hls_component_ii", interval)]);
    let body = if design.is_streaming { streaming_body(design) } else { parallel_body(design) };
    code.extend([component(design, Some(body)), Code::Blank]);
    let body = if design.is_streaming { streaming_call(design) } else { parallel_call(design) };
    code.push(callable(design, Some(body)));
    code
}

/// The layers as one function of arrays.
pub(super) fn layers(design: &Design) -> Code {
    Code::Function {
        result: Type::Library("static void"),
        name: design.layers_name(),
        parameters: top_parameters(design),
        body: Some(top::body(design)),
    }
}

/// Packets that every stream must hold: those that wait between processes, all results, and all inputs where there are
/// several, since the component moves them one after the other.
pub(super) fn depth(design: &Design) -> usize {
    let between = design.depths.values().copied();
    let inputs = design.inputs.iter().filter(|_| design.inputs.len() > 1);
    let whole = design.outputs.iter().chain(inputs).map(Array::n_packets);
    if design.is_streaming { between.chain(whole).max().unwrap_or(1).max(1) } else { 1 }
}

fn component(design: &Design, body: Option<Vec<Code>>) -> Code {
    let (result, parameters) = if design.is_streaming {
        let port = |array: &Array, kind: &'static str| Parameter {
            ty: Type::Reference(Box::new(Type::Template(kind, vec![Arg::from(&array.ty)]))),
            name: port_name(array),
            len: None,
        };
        let inputs = design.inputs.iter().map(|array| port(array, "ihc::stream_in"));
        let outputs = design.outputs.iter().map(|array| port(array, "ihc::stream_out"));
        (Type::VOID, inputs.chain(outputs).collect())
    } else {
        let inputs = Parameter { ty: Type::from(&Ident::fixed("input_data")), name: Ident::fixed("inputs"), len: None };
        (Type::from(&Ident::fixed("output_data")), vec![inputs])
    };
    Code::Function { result: Type::Component(Box::new(result)), name: design.top.clone(), parameters, body }
}

fn callable(design: &Design, body: Option<Vec<Code>>) -> Code {
    Code::Function { result: Type::VOID, name: design.callable_name(), parameters: top_parameters(design), body }
}

/// The port of a component that an array is: no name of a model can be it.
fn port_name(array: &Array) -> Ident {
    array.name.beside("_port")
}

fn struct_variable(ty: &'static str, name: &'static str) -> Code {
    Code::Variable(Variable::plain(Type::from(&Ident::fixed(ty)), &Ident::fixed(name)))
}

fn field(object: &'static str, array: &Array) -> Expr {
    Expr::Field(Ident::fixed(object), array.name.clone())
}

fn parallel_body(design: &Design) -> Vec<Code> {
    let inputs = design.inputs.iter().map(|array| field("inputs", array));
    let outputs = design.outputs.iter().map(|array| field("outputs", array));
    vec![
        struct_variable("output_data", "outputs"),
        Code::Expr(Expr::CallNamed(vec![design.layers_name()], inputs.chain(outputs).collect())),
        Code::Return(Expr::from(&Ident::fixed("outputs"))),
    ]
}

fn parallel_call(design: &Design) -> Vec<Code> {
    let copy = |array: &Array, from: Expr, to: Expr| {
        let args = vec![Arg::from(&array.ty), Arg::from(array.len)];
        Code::Expr(Expr::Call("nnet::copy_elements", args, vec![from, to]))
    };
    let mut body = vec![struct_variable("input_data", "inputs")];
    body.extend(design.inputs.iter().map(|array| copy(array, Expr::from(&array.name), field("inputs", array))));
    let call = Expr::CallNamed(vec![design.top.clone()], vec![Expr::from(&Ident::fixed("inputs"))]);
    let outputs = Variable::scalar(Type::from(&Ident::fixed("output_data")), &Ident::fixed("outputs"), call);
    body.push(Code::Variable(outputs));
    body.extend(design.outputs.iter().map(|array| copy(array, field("outputs", array), Expr::from(&array.name))));
    body
}

/// The streams between tasks, and between tasks and the component.
fn streams(design: &Design) -> Vec<Code> {
    let stream =
        |array: &Array| Code::Variable(Variable { is_static: true, ..Variable::plain(array.stream(), &array.name) });
    design.inputs.iter().chain(design.locals()).chain(&design.outputs).map(stream).collect()
}

/// A task for each call, which also records what is to be recorded behind it, or before the first. It begins with what
/// declares the arrays of given names.
pub(super) fn tasks(design: &Design, declarations: impl Fn(&[Ident]) -> Vec<Code>) -> Vec<Code> {
    let mut bodies: Vec<(Vec<Ident>, Vec<Code>)> = Vec::new();
    let (mut before, mut names_before) = (Vec::new(), Vec::new());
    for step in &design.steps {
        match (step, bodies.last_mut()) {
            (Step::Local(_), _) => {}
            (Step::Call(call, layer), _) => {
                let mut body = std::mem::take(&mut before);
                let mut names = std::mem::take(&mut names_before);
                names.extend(call.names().cloned());
                body.extend([Code::Comment(layer.clone()), Code::Expr(call.clone())]);
                bodies.push((names, body));
            }
            (Step::Trace(trace), Some((names, body))) => {
                names.push(trace.array.name.clone());
                body.push(save_layer_output(trace));
            }
            (Step::Trace(trace), None) => {
                names_before.push(trace.array.name.clone());
                before.push(save_layer_output(trace));
            }
        }
    }
    let task = |(name, (names, body)): (&Ident, (Vec<Ident>, Vec<Code>))| Code::Function {
        result: Type::VOID,
        name: name.clone(),
        parameters: Vec::new(),
        body: Some(declarations(&names).into_iter().chain(body).collect()),
    };
    design.tasks.iter().zip(bodies).map(task).collect()
}

fn forward(array: &Array, from: Ident, to: Ident) -> Code {
    let values = vec![Expr::Name(from), Expr::Name(to)];
    Code::Expr(Expr::Call("nnet::forward_packets", vec![Arg::from(array.n_packets())], values))
}

fn streaming_body(design: &Design) -> Vec<Code> {
    let of_tasks = |function: &'static str| {
        let call = move |task: &Ident| Code::Expr(Expr::Call(function, vec![Arg::from(task)], Vec::new()));
        design.tasks.iter().map(call)
    };
    let mut body = Vec::new();
    if design.loads_weights && !design.weights.is_empty() {
        body.push(load_weights(design));
    }
    body.extend(of_tasks("ihc::launch"));
    body.extend(design.inputs.iter().map(|array| forward(array, port_name(array), array.name.clone())));
    body.extend(design.outputs.iter().map(|array| forward(array, array.name.clone(), port_name(array))));
    body.extend(of_tasks("ihc::collect"));
    body
}

fn streaming_call(design: &Design) -> Vec<Code> {
    let port = |array: &Array, kind: &'static str| {
        let ty = Type::Template(kind, vec![Arg::from(&array.ty)]);
        Code::Variable(Variable::plain(ty, &port_name(array)))
    };
    let mut body: Vec<Code> = design.inputs.iter().map(|array| port(array, "ihc::stream_in")).collect();
    body.extend(design.outputs.iter().map(|array| port(array, "ihc::stream_out")));
    body.extend(design.inputs.iter().map(|array| forward(array, array.name.clone(), port_name(array))));
    let ports = design.inputs.iter().chain(&design.outputs).map(|array| Expr::Name(port_name(array))).collect();
    body.push(Code::Expr(Expr::CallNamed(vec![design.top.clone()], ports)));
    body.extend(design.outputs.iter().map(|array| forward(array, port_name(array), array.name.clone())));
    body
}
