//! One program of many models, for tests that compare many small designs without a compiler run for each.

use hlsmith_config::Settings;
use hlsmith_diag::{Diagnostics, Result};
use hlsmith_ir::Graph;

use super::{
    Project, array_args, assigned_args, call_top, in_namespace, library, parameters, top, trace_globals,
    type_definitions, weights,
};
use crate::cpp::{Arg, Code, Expr, Parameter, Type};
use crate::design::{Array, Design};
use crate::names::{Ident, Scope};
use crate::targets::Dialect;

/// A program `suite.cpp` with the kernel library in `nnet_utils/` and the arithmetic headers in `ap_types/`.
///
/// Called with the name of a case, it reads samples from the standard input, each all inputs of the model as doubles in
/// the byte order of the machine, and writes a line for each: the bit patterns of all outputs as hexadecimal digits.
/// Every case lives in a namespace of its own, with its weights as constants.
///
/// # Errors
/// Those of [`super::validate`], for all cases.
pub fn generate_suite_unit(cases: &[(String, &Graph)], settings: &Settings) -> Result<Project> {
    let mut scope = Scope::new();
    let mut headers = std::collections::BTreeSet::from(["nnet_constants.h", "nnet_suite.h"]);
    let mut extensions = std::collections::BTreeMap::new();
    let (mut bodies, mut main) = (Vec::new(), Vec::new());
    let mut findings = Diagnostics::new();
    for (name, graph) in cases {
        let mut design = match Design::new(graph, settings) {
            Ok((design, _)) => design,
            Err(refused) => {
                findings.extend(refused);
                continue;
            }
        };
        let namespace = scope.unique(name);
        design.namespace = vec![namespace.clone()];
        design.loads_weights = false;
        headers.extend(&design.headers);
        extensions.extend(design.extensions.clone());
        bodies.push(Code::Blank);
        bodies.push(Code::Comment(name.clone()));
        bodies.extend(in_namespace(&design, case(&design)));
        let program = ["argc", "argv"].map(Expr::Library);
        let values = program.into_iter().chain([Expr::Str(name.clone())]).collect();
        let run = Expr::CallNamed(vec![namespace, Ident::fixed("run")], Vec::new());
        main.push(Code::Branch(Expr::Call("nnet::is_case", Vec::new(), values), vec![Code::Return(run)]));
    }
    findings.into_result()?;
    main.push(Code::Return(Expr::Call("nnet::unknown_case", Vec::new(), Vec::new())));
    let family = Dialect::of(settings.backend).family;
    let mut file: Vec<Code> = family.type_headers.iter().map(|header| Code::Include((*header).to_owned())).collect();
    let headers = headers.into_iter().chain(extensions.keys().map(String::as_str));
    file.extend(headers.map(|header| Code::Include(format!("nnet_utils/{header}"))));
    file.extend([Code::Blank, trace_globals(false)]);
    file.extend(bodies);
    file.push(Code::Blank);
    let parameter = |ty, name| Parameter { ty, name: Ident::fixed(name), len: None };
    file.push(Code::Function {
        result: Type::Library("int"),
        name: Ident::library("main"),
        parameters: vec![
            parameter(Type::Library("int"), "argc"),
            parameter(Type::Library("char").pointer().pointer(), "argv"),
        ],
        body: Some(main),
    });
    let mut project = Project::default();
    project.add_code("suite.cpp", &file);
    library::add(&mut project, family, "nnet_utils", "ap_types");
    for (header, text) in &extensions {
        project.add(format!("nnet_utils/{header}"), text.as_str());
    }
    project.finish(family, 1);
    Ok(project)
}

fn case(design: &Design) -> Vec<Code> {
    let mut code = type_definitions(design);
    code.extend(design.weights.iter().chain(&design.tables).map(weights::constants));
    code.extend(parameters::configs(design));
    code.extend(top::declarations(design));
    code.extend(top::functions(design));
    let arrays = design.inputs.iter().chain(&design.outputs);
    let mut run: Vec<Code> = arrays.map(Array::declaration).collect();
    let call = |function: &'static str, args: Vec<Arg>, array: &Array| {
        Expr::Call(function, args, vec![Expr::from(&array.name)])
    };
    let mut body: Vec<Code> = design
        .inputs
        .iter()
        .map(|array| {
            let read = Expr::Not(Box::new(call("nnet::read_sample", assigned_args(array), array)));
            Code::Branch(read, vec![Code::Return(Expr::Int(0))])
        })
        .collect();
    body.push(call_top(design, Ident::clone));
    body.extend(design.outputs.iter().map(|array| Code::Expr(call("nnet::write_result", array_args(array), array))));
    body.push(Code::Expr(Expr::Call("nnet::end_sample", Vec::new(), Vec::new())));
    run.push(Code::While(Expr::Bool(true), body));
    code.push(Code::Function {
        result: Type::Library("int"),
        name: Ident::fixed("run"),
        parameters: Vec::new(),
        body: Some(run),
    });
    code
}
