//! The top function as a kernel of SYCL, which moves packets between pipes.
//!
//! A parallel design is one function of arrays; the kernel reads its inputs from the pipes of the ports, a packet each,
//! and writes its outputs there. In a streaming design every call is a task between pipes, those of the ports among them,
//! and the kernel runs all tasks beside each other.

use super::component::{self, layers};
use super::top::{self, complete};
use super::{port, top_parameters};
use crate::cpp::{Arg, Code, Expr, Type, Variable};
use crate::design::Design;
use crate::names::Ident;

/// The declaration of what programs call.
pub(super) fn declarations(design: &Design) -> Vec<Code> {
    vec![callable(design, None)]
}

/// The definitions.
pub(super) fn functions(design: &Design) -> Vec<Code> {
    let mut code = top::processes(design);
    if design.is_streaming {
        for task in component::tasks(design, |names| pipes(design, names)) {
            code.extend([task, Code::Blank]);
        }
    } else {
        code.extend([layers(design), Code::Blank]);
    }
    let body = if design.is_streaming { streaming_body(design) } else { parallel_body(design) };
    let (name, parameters) = (design.top.clone(), Vec::new());
    code.extend([Code::Function { result: Type::VOID, name, parameters, body: Some(body) }, Code::Blank]);
    code.push(callable(design, Some(call(design))));
    code
}

fn callable(design: &Design, body: Option<Vec<Code>>) -> Code {
    Code::Function { result: Type::VOID, name: design.callable_name(), parameters: top_parameters(design), body }
}

/// The variables that stand for pipes, of the arrays of these names.
fn pipes(design: &Design, names: &[Ident]) -> Vec<Code> {
    let streams = design.streams.iter().filter(|stream| names.contains(&stream.name));
    let variable = |ty: &Ident, name: &Ident| {
        Code::Variable(Variable::plain(Type::Template(design.family.stream, vec![Arg::from(ty)]), name))
    };
    streams.map(|stream| variable(&stream.ty, &stream.name)).collect()
}

fn parallel_body(design: &Design) -> Vec<Code> {
    let arrays = || design.inputs.iter().chain(&design.outputs);
    let mut body: Vec<Code> = arrays().map(|array| port::variable(design, array)).collect();
    body.extend(arrays().flat_map(|array| [array.declaration(), complete("ARRAY_PARTITION", array)]));
    body.extend(design.inputs.iter().map(|array| port::read(design, array)));
    let values = arrays().map(|array| Expr::from(&array.name)).collect();
    body.push(Code::Expr(Expr::CallNamed(vec![design.layers_name()], values)));
    body.extend(design.outputs.iter().map(|array| port::write(design, array)));
    body
}

fn streaming_body(design: &Design) -> Vec<Code> {
    let sequence = |task: &Ident| task.beside("_sequence");
    let mut body = Vec::new();
    if design.loads_weights && !design.weights.is_empty() {
        body.push(top::load_weights(design));
    }
    body.extend(design.tasks.iter().map(|task| {
        Code::Variable(Variable::plain(Type::Template("nnet::task", vec![Arg::from(task)]), &sequence(task)))
    }));
    let launch = |task: &Ident| Code::Expr(Expr::Method(sequence(task), "async", Vec::new(), Vec::new()));
    body.extend(design.tasks.iter().map(launch));
    body
}

/// What programs call: puts the inputs into the ports, where they are no streams, and runs the kernel.
fn call(design: &Design) -> Vec<Code> {
    let arrays = || design.inputs.iter().chain(&design.outputs);
    let args = vec![Arg::from(&design.top), Arg::Int(i64::from(design.interval.unwrap_or(design.reuse_factor)))];
    let run = |values| Code::Expr(Expr::Call("nnet::run_kernel", args, values));
    if design.is_streaming {
        return vec![run(arrays().map(|array| Expr::from(&array.name)).collect())];
    }
    let mut body: Vec<Code> = arrays().map(|array| port::variable(design, array)).collect();
    body.extend(design.inputs.iter().map(|array| port::write(design, array)));
    body.push(run(Vec::new()));
    body.extend(design.outputs.iter().map(|array| port::read(design, array)));
    body
}
