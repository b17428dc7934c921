//! `firmware/<project>.cpp`: the top function.

use hlsmith_config::PipelineStyle;

use super::{array_args, blocks, component, in_namespace, kernel, packets, top_parameters, weight_ports};
use crate::cpp::{Arg, Code, Condition, Expr, PragmaOption, Type, Variable};
use crate::design::{Array, Design, Step, Trace};
use crate::names::Ident;
use crate::targets::Top;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let mut file = vec![Code::Include(format!("{}.h", design.top)), Code::Include("parameters.h".into()), Code::Blank];
    file.extend(in_namespace(design, functions(design)));
    file
}

/// The declaration of the top function, and of what programs call.
pub(super) fn declarations(design: &Design) -> Vec<Code> {
    match design.family.top {
        Top::Function | Top::Blocks => vec![function(design, None)],
        Top::Component => component::declarations(design),
        Top::Kernel => kernel::declarations(design),
        Top::Packets => packets::declarations(design),
    }
}

/// The top function with all that it calls.
pub(super) fn functions(design: &Design) -> Vec<Code> {
    match design.family.top {
        Top::Function => {
            let mut functions = processes(design);
            functions.push(function(design, Some(body(design))));
            functions
        }
        Top::Blocks => blocks::functions(design),
        Top::Component => component::functions(design),
        Top::Kernel => kernel::functions(design),
        Top::Packets => packets::functions(design),
    }
}

pub(super) fn function(design: &Design, body: Option<Vec<Code>>) -> Code {
    let name = design.family.harness.map_or(design.top.clone(), |harness| design.top.inside(harness.definition));
    Code::Function { result: Type::VOID, name, parameters: top_parameters(design), body }
}

/// The processes of a streaming design.
pub(super) fn processes(design: &Design) -> Vec<Code> {
    let process = |(layer, process): &(String, Code)| {
        let directive = if design.is_streaming { blocks::process_directive(design) } else { None };
        [Code::Comment(layer.clone())].into_iter().chain(directive).chain([process.clone(), Code::Blank])
    };
    design.processes.iter().flat_map(process).collect()
}

/// All steps in order.
pub(super) fn body(design: &Design) -> Vec<Code> {
    let mut body = match design.family.top {
        Top::Function => pragmas(design),
        Top::Blocks | Top::Component | Top::Kernel | Top::Packets => Vec::new(),
    };
    if design.loads_weights && !design.weights.is_empty() {
        body.push(Code::Blank);
        body.push(load_weights(design));
    }
    for step in &design.steps {
        match step {
            Step::Local(array) => {
                body.push(Code::Blank);
                body.extend(match (array.packet, design.family.top) {
                    (None, _) => vec![array.declaration_between(), complete("ARRAY_PARTITION", array)],
                    (Some(_), Top::Function) => vec![array.declaration_between(), depth(design, array)],
                    (Some(_), Top::Packets) => packets::fifo(design, array),
                    // Scripts say the depth, or types.
                    (Some(_), Top::Blocks | Top::Component | Top::Kernel) => vec![array.declaration_between()],
                });
            }
            Step::Call(call, layer) => {
                body.push(Code::Blank);
                body.push(Code::Comment(layer.clone()));
                body.push(Code::Expr(call.clone()));
            }
            Step::Trace(trace) => body.push(save_layer_output(trace)),
        }
    }
    if matches!(body.first(), Some(Code::Blank)) {
        body.remove(0);
    }
    body
}

/// Records an array in simulation.
pub(super) fn save_layer_output(trace: &Trace) -> Code {
    let values = [
        Expr::from(&trace.array.name),
        Expr::Str(trace.layer.clone()),
        Expr::Str(format!("{}_output.log", trace.file)),
    ];
    let save = Expr::Call("nnet::save_layer_output", array_args(&trace.array), values.into());
    Code::If(Condition::NotDefined("__SYNTHESIS__"), vec![Code::Expr(save)], Vec::new())
}

fn pragmas(design: &Design) -> Vec<Code> {
    let mut pragmas: Vec<Code> = Vec::new();
    if !design.is_streaming {
        let inputs = if design.is_wired { "ARRAY_PARTITION" } else { "ARRAY_RESHAPE" };
        pragmas.extend(design.inputs.iter().map(|array| complete(inputs, array)));
        pragmas.extend(design.outputs.iter().map(|array| complete("ARRAY_PARTITION", array)));
    }
    let interface = |kind: &'static str, ports: Vec<Ident>| {
        Code::Pragma("INTERFACE", vec![PragmaOption::Flag(kind), PragmaOption::Names("port", ports)])
    };
    let arrays = design.inputs.iter().chain(&design.outputs).map(|array| array.name.clone()).collect();
    pragmas.push(interface(if design.is_streaming { "axis" } else { "ap_vld" }, arrays));
    pragmas.extend(weight_ports(design).map(|weight| interface("bram", vec![weight.name.clone()])));
    let interval = design.interval.map(|interval| PragmaOption::Int("II", interval.into()));
    pragmas.push(match design.style {
        PipelineStyle::Dataflow => Code::Pragma("DATAFLOW", Vec::new()),
        PipelineStyle::Pipeline | PipelineStyle::Auto => Code::Pragma("PIPELINE", interval.into_iter().collect()),
    });
    pragmas
}

/// All elements of an array at once.
pub(super) fn complete(directive: &'static str, array: &Array) -> Code {
    let options = vec![
        PragmaOption::Names("variable", vec![array.name.clone()]),
        PragmaOption::Flag("complete"),
        PragmaOption::Int("dim", 0),
    ];
    Code::Pragma(directive, options)
}

/// The FIFO of a stream holds what waits in it until another branch has caught up.
fn depth(design: &Design, array: &Array) -> Code {
    let options = vec![
        PragmaOption::Names("variable", vec![array.name.clone()]),
        PragmaOption::Int("depth", design.depth(array) as u64),
    ];
    Code::Pragma("STREAM", options)
}

/// Reads the weights at the first call.
pub(super) fn load_weights(design: &Design) -> Code {
    let loaded = Ident::fixed("loaded_weights");
    let is_loaded = Expr::from(&loaded);
    let mut then = vec![Code::Expr(Expr::Assign(Box::new(is_loaded.clone()), Box::new(Expr::Bool(true))))];
    then.extend(design.weights.iter().map(|weight| {
        let args = vec![Arg::from(&weight.ty), Arg::from(weight.values.len())];
        let values = vec![Expr::from(&weight.name), Expr::Str(format!("{}.txt", weight.name))];
        Code::Expr(Expr::Call("nnet::load_weights_from_txt", args, values))
    }));
    let flag = Variable { is_static: true, ..Variable::scalar(Type::Library("bool"), &loaded, Expr::Bool(false)) };
    let body = vec![Code::Variable(flag), Code::Branch(Expr::Not(Box::new(is_loaded)), then)];
    Code::If(Condition::NotDefined("__SYNTHESIS__"), body, Vec::new())
}
