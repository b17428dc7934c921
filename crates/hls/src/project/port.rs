//! The ports of parallel designs whose top function moves packets: each has an array in one packet.

use crate::cpp::{Arg, Code, Expr, Type, Variable};
use crate::design::{Array, Design};
use crate::names::Ident;

/// The name of a port: no name of a model can be it.
pub(super) fn name(array: &Array) -> Ident {
    array.name.beside("_port")
}

/// The type of its packets: one of its own where it is known by that.
fn packets(design: &Design, array: &Array) -> Type {
    let own = design.streams.iter().find(|stream| stream.name == array.name).map(|stream| Type::from(&stream.ty));
    own.unwrap_or_else(|| Type::Template("nnet::array", vec![Arg::from(&array.ty), Arg::from(array.len)]))
}

/// Its type.
pub(super) fn ty(design: &Design, array: &Array) -> Type {
    Type::Template(design.family.stream, vec![Arg::Type(packets(design, array))])
}

/// A variable that stands for it.
pub(super) fn variable(design: &Design, array: &Array) -> Code {
    Code::Variable(Variable::plain(ty(design, array), &name(array)))
}

/// Reads the array from it.
pub(super) fn read(design: &Design, array: &Array) -> Code {
    let values = vec![Expr::Name(name(array)), Expr::from(&array.name)];
    Code::Expr(Expr::Call("nnet::read_packet", vec![Arg::Type(packets(design, array))], values))
}

/// Writes the array to it.
pub(super) fn write(design: &Design, array: &Array) -> Code {
    let values = vec![Expr::from(&array.name), Expr::Name(name(array))];
    Code::Expr(Expr::Call("nnet::write_packet", vec![Arg::Type(packets(design, array))], values))
}
