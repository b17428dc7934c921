//! `Cast`: of constants; of values from floating-point number to floating-point number, which has no effect.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::super::proto::tensor_proto::DataType;

/// What a cast makes.
pub(in super::super) enum Target {
    Single,
    Double,
    Bool,
    Whole,
}

/// What the node casts to.
pub(in super::super) fn target(node: &Node) -> Result<Target> {
    let ty = i32::try_from(node.int("to", 0)?).ok().and_then(|ty| DataType::try_from(ty).ok());
    match ty {
        Some(DataType::Float | DataType::Float16 | DataType::Bfloat16) => Ok(Target::Single),
        Some(DataType::Double) => Ok(Target::Double),
        Some(DataType::Bool) => Ok(Target::Bool),
        Some(DataType::Int32 | DataType::Int64) => Ok(Target::Whole),
        other => Err(node
            .unsupported("the type of the cast is not supported")
            .found(other.map_or("an unknown type", |ty| ty.as_str_name()))
            .expected("FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT32, INT64 or BOOL")
            .into()),
    }
}

pub(super) fn import(node: &Node, _: &mut Builder) -> Result<Vec<Slot>> {
    node.ignore(&["saturate", "round_mode"]);
    let value = node.value(0)?.clone();
    match target(node)? {
        Target::Single | Target::Double => super::one(value),
        // Numbers of rows of a table, which are whole already, keep their type.
        Target::Whole => super::one(value),
        Target::Bool => Err(node.unsupported("values cannot be cast to truth values").into()),
    }
}
