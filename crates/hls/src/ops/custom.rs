//! Layers of extensions: the user's kernel, with the values of the layer in its configuration.

use std::collections::BTreeSet;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::Constant;
use hlsmith_ir::ops::Custom;

use super::Kernel;
use crate::cpp::{Decimal, Expr, Member, Type};
use crate::design::Layer;
use crate::names::{Ident, identifier, is_identifier};

/// The kernel of an extension.
#[derive(Debug)]
pub(crate) struct CustomKernel {
    /// Its qualified name.
    pub(crate) function: Vec<Ident>,
    /// The file that defines it, in the folder of the kernel library.
    pub(crate) header: String,
    /// The text of the file.
    pub(crate) text: String,
}

/// The names of the members that the configuration of a layer has.
pub(crate) fn member_names(op: &Custom) -> Vec<String> {
    let mut names = vec!["n_in".to_owned(), "n_out".to_owned(), "reuse_factor".to_owned()];
    names.extend((2..=op.n_in.len()).map(|position| format!("n_in{position}")));
    names.extend(op.weights.iter().map(|weight| format!("{}_t", weight.role)));
    for (name, value) in &op.values {
        match value {
            Constant::Int(_) | Constant::Float(_) | Constant::Bool(_) => names.push(name.clone()),
            Constant::Ints(values) => names.extend((0..values.len()).map(|position| format!("{name}_{position}"))),
        }
    }
    names
}

/// Lowers a layer of an extension.
///
/// # Errors
/// When the extension has no kernel, or a name or a value cannot stand in generated code.
pub(super) fn lower(op: &Custom, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let extension = op.extension.get()?;
    let Some(kernel) = &extension.kernel else {
        let message = format!("the extension `{}` has no kernel", extension.name);
        return Err(Diagnostic::error(Code::TargetUnsupported, Subject::Model, message)
            .remedy("register the extension with the text of a kernel")
            .into());
    };
    let names = member_names(op);
    let mut seen = BTreeSet::new();
    let names = names.iter().chain([&kernel.function]);
    if let Some(name) = names.into_iter().find(|name| !is_identifier(name) || !seen.insert(*name)) {
        let message = format!("a name of the extension `{}` is taken or reserved in generated code", extension.name);
        return Err(Diagnostic::error(Code::BadName, Subject::Model, message)
            .found(name)
            .remedy("use another name")
            .into());
    }
    let config = layer.config_name(&extension.name);
    let unsigned = |name: &str, value: usize| Member::Constant("unsigned", identifier(name), Expr::from(value));
    let mut members: Vec<Member> = Vec::new();
    for (position, &elements) in op.n_in.iter().enumerate() {
        let name = if position == 0 { "n_in".to_owned() } else { format!("n_in{}", position + 1) };
        members.push(unsigned(&name, elements));
    }
    members.push(unsigned("n_out", op.shape.iter().product()));
    members.push(unsigned("reuse_factor", op.reuse_factor as usize));
    let mut args = Vec::new();
    for custom in &op.weights {
        let weight = layer.weight(&custom.weight, &custom.role)?;
        members.push(Member::Alias(Type::from(&weight.ty), identifier(&format!("{}_t", custom.role))));
        args.push(Expr::from(&weight.name));
    }
    for (name, value) in &op.values {
        match value {
            Constant::Int(value) => members.push(Member::Constant("int", identifier(name), int(name, *value)?)),
            Constant::Bool(value) => {
                members.push(Member::Constant("int", identifier(name), Expr::Int((*value).into())))
            }
            Constant::Float(value) => {
                let decimal = Decimal::new(value.to_string()).ok_or_else(|| unusable(name, &value.to_string()))?;
                members.push(Member::Real(identifier(name), decimal));
            }
            Constant::Ints(values) => {
                for (position, value) in values.iter().enumerate() {
                    let ident = identifier(&format!("{name}_{position}"));
                    members.push(Member::Constant("int", ident, int(name, *value)?));
                }
            }
        }
    }
    let custom = CustomKernel {
        function: vec![Ident::library("nnet"), identifier(&kernel.function)],
        header: kernel.header.clone(),
        text: kernel.text.clone(),
    };
    Ok(Kernel { members, args, custom: Some(custom), ..Kernel::new("nnet_common.h", "", "", config) })
}

/// An integer of 32 bits.
fn int(name: &str, value: i64) -> Result<Expr> {
    let text = i32::try_from(value).ok().and_then(|value| Decimal::new(value.to_string()));
    Ok(Expr::Integer(text.ok_or_else(|| unusable(name, &value.to_string()))?))
}

fn unusable(name: &str, value: &str) -> Diagnostic {
    let message = format!("the value `{name}` of the layer cannot stand in generated code");
    Diagnostic::error(Code::TargetUnsupported, Subject::Model, message)
        .found(value)
        .expected("an integer of 32 bits, or a finite number")
}
