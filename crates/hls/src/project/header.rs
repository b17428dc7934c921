//! `firmware/<project>.h`: the top function.

use super::{in_namespace, top, weight_ports};
use crate::cpp::{Arg, Code, Condition, Expr, Parameter, Type};
use crate::design::{Array, Design};
use crate::names::Ident;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let mut body = vec![Code::Include("defines.h".into()), Code::Blank];
    body.extend(in_namespace(design, top::declarations(design)));
    if design.has_emulator {
        let mut emulator = vec![Code::Include("nnet_utils/nnet_emulator.h".into()), Code::Blank];
        emulator.extend(in_namespace(design, self::emulator(design)));
        body.push(Code::Blank);
        body.push(Code::If(Condition::NotDefined("__SYNTHESIS__"), emulator, Vec::new()));
    }
    vec![Code::Guard(design.top.guard(), body)]
}

/// `<project>_emulator` of a tuple of all inputs and one of all outputs, which weights that are ports follow.
fn emulator(design: &Design) -> Vec<Code> {
    let argument = |array: &Array| match array.packet {
        None => Type::Template("std::array", vec![Arg::from(&array.ty), Arg::from(array.len)]),
        Some(_) => array.stream(),
    };
    let tuple = |arrays: &[Array]| {
        Type::Template("std::tuple", arrays.iter().map(|array| Arg::Type(argument(array))).collect())
    };
    let parameter = |ty: &'static str, name: &'static str| Parameter {
        ty: Type::Reference(Box::new(Type::Library(ty))),
        name: Ident::fixed(name),
        len: None,
    };
    let parameters = [parameter("inputs_t", "inputs"), parameter("outputs_t", "outputs")].into_iter();
    let ports = weight_ports(design).map(|weight| weight.parameter(design.loads_weights));
    let arguments = |arrays: &[Array], name: &'static str| -> Vec<Expr> {
        let argument = |position: usize| {
            Expr::Call("nnet::argument", vec![Arg::from(position)], vec![Expr::from(&Ident::fixed(name))])
        };
        (0..arrays.len()).map(argument).collect()
    };
    let mut values = arguments(&design.inputs, "inputs");
    values.extend(arguments(&design.outputs, "outputs"));
    values.extend(weight_ports(design).map(|weight| Expr::from(&weight.name)));
    vec![
        Code::Typedef(tuple(&design.inputs), Ident::library("inputs_t")),
        Code::Typedef(tuple(&design.outputs), Ident::library("outputs_t")),
        Code::Blank,
        Code::Function {
            result: Type::Library("inline void"),
            name: design.top.with_suffix("_emulator"),
            parameters: parameters.chain(ports).collect(),
            body: Some(vec![Code::Expr(Expr::CallNamed(vec![design.callable_name()], values))]),
        },
    ]
}
