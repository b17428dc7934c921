//! Syntax tree of the C++ that a project holds.
//!
//! The tree knows no text of a model: names are [`Ident`]s, numbers are exact decimals, and comments and strings are
//! escaped by the printer. What generated code calls in the kernel library is named by static paths.

mod print;

pub(crate) use print::print;

use crate::names::Ident;

/// A declaration or statement.
#[derive(Clone, Debug)]
pub(crate) enum Code {
    /// An empty line.
    Blank,
    /// `// text`; any text.
    Comment(String),
    /// `#include "path"`.
    Include(String),
    /// `#ifdef` or `#ifndef`.
    If(Condition, Vec<Code>, Vec<Code>),
    /// An include guard around everything.
    Guard(Ident, Vec<Code>),
    /// `namespace path { .. }`, outermost first.
    Namespace(Vec<Ident>, Vec<Code>),
    /// `extern "C" { .. }`.
    ExternC(Vec<Code>),
    /// `typedef type name;`.
    Typedef(Type, Ident),
    /// `struct name : base { .. };`.
    Struct { name: Ident, base: Option<Type>, members: Vec<Member> },
    /// `struct name { .. };` of fields.
    Fields { name: Ident, fields: Vec<Parameter> },
    /// `name(value)`, a macro that says something of what follows.
    Macro(&'static str, u64),
    /// A line that says something of what follows to the tool, with a value between its parts.
    Directive(&'static [&'static str], Expr),
    /// `type name[len] = value;`.
    Variable(Variable),
    /// Constants as the kernel library defines them: a name, the type of the elements and their values.
    Constants { name: Ident, ty: Type, values: Vec<Decimal> },
    /// `type name(arguments);`, a variable that a constructor makes.
    Construct(Type, Ident, Vec<Expr>),
    /// `using namespace path;`.
    Using(Vec<Ident>),
    /// The main function, with its head in the words of the tool.
    Main(&'static str, Vec<Code>),
    /// A function, or its declaration when there is no body.
    Function { result: Type, name: Ident, parameters: Vec<Parameter>, body: Option<Vec<Code>> },
    /// `#pragma HLS directive options`.
    Pragma(&'static str, Vec<PragmaOption>),
    /// `expression;`.
    Expr(Expr),
    /// `if (condition) { .. }`.
    Branch(Expr, Vec<Code>),
    /// `while (condition) { .. }`.
    While(Expr, Vec<Code>),
    /// `for (unsigned name = 0; name < count; name++) { .. }`.
    For { name: Ident, count: Expr, body: Vec<Code> },
    /// `return value;`.
    Return(Expr),
}

/// What a preprocessor branch asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Condition {
    Defined(&'static str),
    NotDefined(&'static str),
}

/// A member of a configuration struct.
#[derive(Clone, Debug)]
pub(crate) enum Member {
    /// `static const unsigned name = value;`.
    Unsigned(&'static str, Expr),
    /// `typedef type name;`.
    Typedef(Type, &'static str),
    /// `static const type name = value;` under a name of an extension.
    Constant(&'static str, Ident, Expr),
    /// `static constexpr double name = value;` under a name of an extension.
    Real(Ident, Decimal),
    /// `typedef type name;` under a name of an extension.
    Alias(Type, Ident),
}

/// A type.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    /// A type of the language or a library.
    Library(&'static str),
    /// A type of the project.
    Named(Ident),
    /// `name::value_type`, the type of the elements of packets.
    Element(Ident),
    /// A template of a library with its arguments.
    Template(&'static str, Vec<Arg>),
    /// `component type`, the result of a component.
    Component(Box<Type>),
    /// `const type`.
    Const(Box<Type>),
    /// `type *`.
    Pointer(Box<Type>),
    /// `type &`.
    Reference(Box<Type>),
}

/// An argument of a template.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Type(Type),
    /// `class name`, which declares it.
    Class(Ident),
    Int(i64),
    Word(&'static str),
}

/// A variable or field with an optional length and value.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) is_static: bool,
    pub(crate) ty: Type,
    pub(crate) name: Ident,
    pub(crate) len: Option<usize>,
    pub(crate) value: Option<Expr>,
}

/// A parameter of a function, an array when it has a length.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) ty: Type,
    pub(crate) name: Ident,
    pub(crate) len: Option<usize>,
}

/// An option of a pragma.
#[derive(Clone, Debug)]
pub(crate) enum PragmaOption {
    Flag(&'static str),
    Int(&'static str, u64),
    Names(&'static str, Vec<Ident>),
}

/// A finite number as exact decimal text: an optional sign, digits, an optional point with digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal(String);

impl Decimal {
    /// The text, when it has this form.
    pub(crate) fn new(text: String) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (is_number(whole) && is_number(part)).then_some(Self(text))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An expression.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    /// A name of the project.
    Name(Ident),
    /// A name of the language or a library.
    Library(&'static str),
    Int(u64),
    Bool(bool),
    /// A number, of type `double`.
    Decimal(Decimal),
    /// A number without a point, of an integer type.
    Integer(Decimal),
    /// A string literal; any text.
    Str(String),
    /// `path<args>(..)`.
    Call(&'static str, Vec<Arg>, Vec<Expr>),
    /// `path::name(..)` of a function of the project.
    CallNamed(Vec<Ident>, Vec<Expr>),
    /// `path::name<args>(..)` of a function of an extension.
    CallTemplate(Vec<Ident>, Vec<Arg>, Vec<Expr>),
    /// `object.method<args>(..)`.
    Method(Ident, &'static str, Vec<Arg>, Vec<Expr>),
    /// `object.field`.
    Field(Ident, Ident),
    /// `!operand`.
    Not(Box<Expr>),
    /// `left = right`.
    Assign(Box<Expr>, Box<Expr>),
    /// `{..}`.
    List(Vec<Expr>),
}

impl Expr {
    /// The names of the project among the values of a call.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        let values = match self {
            Expr::Call(_, _, values) | Expr::CallNamed(_, values) | Expr::CallTemplate(_, _, values) => &values[..],
            Expr::Name(_)
            | Expr::Library(_)
            | Expr::Int(_)
            | Expr::Bool(_)
            | Expr::Decimal(_)
            | Expr::Integer(_)
            | Expr::Str(_)
            | Expr::Method(..)
            | Expr::Field(..)
            | Expr::Not(_)
            | Expr::Assign(..)
            | Expr::List(_) => &[],
        };
        values.iter().filter_map(|value| if let Expr::Name(name) = value { Some(name) } else { None })
    }
}

/// Code with an empty line between its parts.
pub(crate) fn spaced(parts: impl IntoIterator<Item = Vec<Code>>) -> Vec<Code> {
    parts.into_iter().collect::<Vec<_>>().join(&Code::Blank)
}

impl Member {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Member::Unsigned(name, _) | Member::Typedef(_, name) => name,
            Member::Constant(_, name, _) | Member::Real(name, _) | Member::Alias(_, name) => name.as_str(),
        }
    }
}

impl Type {
    /// `void`.
    pub(crate) const VOID: Type = Type::Library("void");

    /// `const` of this type.
    pub(crate) fn constant(self) -> Type {
        Type::Const(Box::new(self))
    }

    /// A pointer to this type.
    pub(crate) fn pointer(self) -> Type {
        Type::Pointer(Box::new(self))
    }
}

impl From<&Ident> for Type {
    fn from(name: &Ident) -> Self {
        Type::Named(name.clone())
    }
}

impl From<&Ident> for Arg {
    fn from(name: &Ident) -> Self {
        Arg::Type(Type::from(name))
    }
}

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Arg::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<&Ident> for Expr {
    fn from(name: &Ident) -> Self {
        Expr::Name(name.clone())
    }
}

impl From<usize> for Expr {
    fn from(value: usize) -> Self {
        Expr::Int(value as u64)
    }
}

impl From<u32> for Expr {
    fn from(value: u32) -> Self {
        Expr::Int(value.into())
    }
}

impl Variable {
    /// `type name[len];`.
    pub(crate) fn array(ty: Type, name: &Ident, len: usize) -> Self {
        Self { is_static: false, ty, name: name.clone(), len: Some(len), value: None }
    }

    /// `type name;`.
    pub(crate) fn plain(ty: Type, name: &Ident) -> Self {
        Self { is_static: false, ty, name: name.clone(), len: None, value: None }
    }

    /// `type name = value;`.
    pub(crate) fn scalar(ty: Type, name: &Ident, value: Expr) -> Self {
        Self { is_static: false, ty, name: name.clone(), len: None, value: Some(value) }
    }
}
