//! What a design is made of: arrays, constants, calls and recorded outputs.

use crate::cpp::{Arg, Code, Decimal, Expr, Parameter, Type, Variable};
use crate::names::Ident;
use crate::targets::{Family, Top};

/// A tensor in the top function: an array, or a stream of packets.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    pub(crate) name: Ident,
    /// The type of the elements; of the packets where it is a stream.
    pub(crate) ty: Ident,
    /// Number of elements.
    pub(crate) len: usize,
    /// Number of elements of a packet, where it is a stream.
    pub(crate) packet: Option<usize>,
    /// Whose streams they are.
    pub(crate) family: &'static Family,
    /// What becomes of plain numbers between -0.5 and 0, where the vendors' headers have a rule of their own.
    pub(crate) small_negatives: Option<&'static str>,
}

impl Array {
    /// The type of the elements.
    pub(crate) fn element(&self) -> Type {
        match self.packet {
            None => Type::from(&self.ty),
            Some(_) => Type::Element(self.ty.clone()),
        }
    }

    /// Number of packets; 1 where it is an array.
    pub(crate) fn n_packets(&self) -> usize {
        self.packet.map_or(1, |packet| self.len / packet.max(1))
    }

    /// A variable of its name that holds it.
    pub(crate) fn declaration(&self) -> Code {
        self.declared_as(&self.name)
    }

    /// A variable that holds it.
    pub(crate) fn declared_as(&self, name: &Ident) -> Code {
        match (self.packet, self.family.top) {
            (None, _) => Code::Variable(Variable::array(Type::from(&self.ty), name, self.len)),
            (Some(_), Top::Function) => Code::Construct(self.stream(), name.clone(), vec![Expr::Str(name.to_string())]),
            (Some(_), Top::Packets) => self.fifo(name, self.n_packets()),
            (Some(_), Top::Blocks | Top::Component | Top::Kernel) => {
                Code::Variable(Variable::plain(self.stream(), name))
            }
        }
    }

    /// A variable of its name between layers that holds it: where streams connect blocks, they outlive a call.
    pub(crate) fn declaration_between(&self) -> Code {
        match (self.packet, self.family.top) {
            (Some(_), Top::Blocks) => {
                Code::Variable(Variable { is_static: true, ..Variable::plain(self.stream(), &self.name) })
            }
            (None, _) | (Some(_), Top::Function | Top::Component | Top::Kernel | Top::Packets) => self.declaration(),
        }
    }

    /// A variable that holds the stream, with the number of packets that there is room for.
    pub(crate) fn fifo(&self, name: &Ident, n_packets: usize) -> Code {
        Code::Construct(self.stream(), name.clone(), vec![Expr::from(n_packets)])
    }

    /// A parameter of its name that passes it.
    pub(crate) fn parameter(&self) -> Parameter {
        let (ty, len) = match self.packet {
            None => (Type::from(&self.ty), Some(self.len)),
            Some(_) => (Type::Reference(Box::new(self.stream())), None),
        };
        Parameter { ty, name: self.name.clone(), len }
    }

    /// The type of the stream.
    pub(crate) fn stream(&self) -> Type {
        Type::Template(self.family.stream, vec![Arg::from(&self.ty)])
    }
}

/// The type of the packets of a stream that is known by it, and the pipe that it is.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    /// The array that it is.
    pub(crate) name: Ident,
    /// The type of its packets.
    pub(crate) ty: Ident,
    pub(crate) pipe: Ident,
    /// The type of the elements.
    pub(crate) element: Ident,
    /// Number of elements of a packet.
    pub(crate) packet: usize,
    /// Number of packets of a sample.
    pub(crate) n_packets: usize,
}

/// Constants of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Constants {
    pub(crate) name: Ident,
    pub(crate) ty: Ident,
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<Decimal>,
    pub(crate) n_zeros: usize,
    /// The smallest and the largest value; `None` without elements.
    pub(crate) range: Option<(Decimal, Decimal)>,
    /// Whether they are a port of the top function instead of a part of it.
    pub(crate) is_port: bool,
}

impl Constants {
    /// The parameter that passes them where they are a port; simulation that reads weights from files writes to it.
    pub(crate) fn parameter(&self, is_loaded: bool) -> Parameter {
        let ty = Type::from(&self.ty);
        let ty = if is_loaded { ty } else { ty.constant() };
        Parameter { ty, name: self.name.clone(), len: Some(self.values.len()) }
    }
}

/// A kernel that is called.
pub(crate) enum Function {
    /// Of the library.
    Library(&'static str),
    /// Of an extension.
    Extension(Vec<Ident>),
}

impl Function {
    /// The call with template arguments and values.
    pub(super) fn call(&self, types: Vec<Arg>, values: Vec<Expr>) -> Expr {
        match self {
            Function::Library(function) => Expr::Call(function, types, values),
            Function::Extension(path) => Expr::CallTemplate(path.clone(), types, values),
        }
    }
}

/// A step of the top function.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Declares an array between layers.
    Local(Array),
    /// Calls a kernel, for the layer of this name.
    Call(Expr, String),
    /// Records an array in simulation.
    Trace(Trace),
}

/// A recorded layer output.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    /// Layer name as in the model.
    pub(crate) layer: String,
    /// What identifies it in file names.
    pub(crate) file: Ident,
    pub(crate) array: Array,
}
