//! What gives its input: copies, changes of the floating-point type, and dropout outside of training.

use super::{Call, Item, Made};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    // Half, single, double and bfloat16; numbers are cut by nothing but the types of the design.
    if let Some(Argument::ScalarType(kind)) = call.argument("dtype")
        && ![6, 7, 8, 13].contains(kind)
    {
        let finding = call.unsupported("a conversion to a type that is not a floating-point type is not supported");
        return Err(finding.found(format!("type {kind} of the schema")).into());
    }
    let argument = if call.argument("self").is_some() { "self" } else { "input" };
    Ok(vec![call.item(argument)?.clone()])
}

pub(super) fn import_dropout(call: &mut Call) -> Made<Vec<Item>> {
    if call.flag("train", false)? {
        return Err(call
            .unsupported("the layer drops elements, as in training")
            .found("train=True")
            .expected("train=False")
            .remedy("call model.eval() before exporting")
            .into());
    }
    Ok(vec![call.item("input")?.clone()])
}
