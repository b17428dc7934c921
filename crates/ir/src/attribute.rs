//! Typed attributes of ops, declared once and read by everything that lists them.

use std::fmt;

use hlsmith_fixed::{Overflow, Rounding};

use crate::{Array, Constant, ConvImplementation, CustomWeight, ExtensionRef, NamedType, Strategy, Weight};

/// What kind of value an attribute holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A count or size.
    Int,
    /// A real number.
    Float,
    /// True or false.
    Bool,
    /// One of a closed set of words.
    Choice(fn() -> Vec<&'static str>),
    /// A list of sizes.
    Ints,
    /// A number type.
    Type,
    /// Trained constants with their type.
    Weight,
    /// A reference to what a user has added.
    Extension,
    /// Named values of any kind.
    Values,
    /// Named trained constants.
    Weights,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Int => "integer",
            Kind::Float => "number",
            Kind::Bool => "boolean",
            Kind::Choice(_) => "word",
            Kind::Ints => "list of integers",
            Kind::Type => "precision",
            Kind::Weight => "weights",
            Kind::Extension => "extension",
            Kind::Values => "named values",
            Kind::Weights => "named weights",
        })
    }
}

/// Who decides an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The model; a configuration cannot change it.
    Structure,
    /// The configuration; part of a starting configuration for every target.
    Core,
    /// The configuration; part of a starting configuration when a target is named.
    Target,
    /// The configuration; left out of starting configurations.
    Advanced,
}

/// One attribute of an op.
#[derive(Clone, Copy, Debug)]
pub struct AttributeDecl {
    /// Name in the text form; configurations spell it in PascalCase, types below `Precision`.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Who decides it.
    pub level: Level,
    /// What it means.
    pub doc: &'static str,
}

/// A value of any [`Kind`].
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    /// See [`Kind::Int`].
    Int(i64),
    /// See [`Kind::Float`].
    Float(f64),
    /// See [`Kind::Bool`].
    Bool(bool),
    /// See [`Kind::Choice`].
    Choice(String),
    /// See [`Kind::Ints`].
    Ints(Vec<i64>),
    /// See [`Kind::Type`].
    Type(NamedType),
    /// See [`Kind::Weight`].
    Weight(Weight),
    /// See [`Kind::Extension`].
    Extension(ExtensionRef),
    /// See [`Kind::Values`].
    Values(Vec<(String, Constant)>),
    /// See [`Kind::Weights`].
    Weights(Vec<CustomWeight>),
}

/// Why an attribute cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeError {
    /// The op has no such attribute.
    Unknown(String),
    /// The attribute is needed and has no default.
    Missing(&'static str),
    /// The value is of another kind or out of range.
    Value {
        /// The attribute.
        name: &'static str,
        /// What it holds.
        expected: String,
    },
}

impl fmt::Display for AttributeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AttributeError::Unknown(name) => write!(f, "unknown attribute `{name}`"),
            AttributeError::Missing(name) => write!(f, "attribute `{name}` is missing"),
            AttributeError::Value { name, expected } => write!(f, "attribute `{name}` must be {expected}"),
        }
    }
}

/// A Rust type that can be an attribute.
pub trait Attribute: Sized {
    /// The kind of its values.
    const KIND: Kind;

    /// The value for printing and for generic readers.
    fn to_value(&self) -> AttributeValue;

    /// The typed value, `None` when kind or range do not fit.
    fn from_value(value: &AttributeValue) -> Option<Self>;

    /// The number types it holds, under the name of the attribute or under names of their own.
    fn types<'a>(&'a self, _: &'a str) -> Vec<(&'a str, &'a NamedType)> {
        Vec::new()
    }

    /// As [`Attribute::types`], to be changed.
    fn types_mut<'a>(&'a mut self, _: &'a str) -> Vec<(&'a str, &'a mut NamedType)> {
        Vec::new()
    }

    /// The weights it holds, under the name of the attribute or under names of their own.
    fn weights<'a>(&'a self, _: &'a str) -> Vec<(&'a str, &'a Weight)> {
        Vec::new()
    }

    /// As [`Attribute::weights`], to be changed.
    fn weights_mut<'a>(&'a mut self, _: &'a str) -> Vec<(&'a str, &'a mut Weight)> {
        Vec::new()
    }
}

macro_rules! int_attribute {
    ($($ty:ty),+) => {$(
        impl Attribute for $ty {
            const KIND: Kind = Kind::Int;
            fn to_value(&self) -> AttributeValue {
                AttributeValue::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }
            fn from_value(value: &AttributeValue) -> Option<Self> {
                if let AttributeValue::Int(value) = value { (*value).try_into().ok() } else { None }
            }
        }
    )+};
}
int_attribute!(usize, u32, i64);

impl Attribute for f64 {
    const KIND: Kind = Kind::Float;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Float(*self)
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Float(value) = value { Some(*value) } else { None }
    }
}

impl Attribute for bool {
    const KIND: Kind = Kind::Bool;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Bool(*self)
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Bool(value) = value { Some(*value) } else { None }
    }
}

impl Attribute for Vec<usize> {
    const KIND: Kind = Kind::Ints;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Ints(self.iter().map(|&v| i64::try_from(v).unwrap_or(i64::MAX)).collect())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Ints(values) = value {
            values.iter().map(|&v| usize::try_from(v).ok()).collect()
        } else {
            None
        }
    }
}

impl Attribute for Vec<i64> {
    const KIND: Kind = Kind::Ints;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Ints(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Ints(values) = value { Some(values.clone()) } else { None }
    }
}

/// Makes the modes of number types usable as attributes, in the words of precision strings.
macro_rules! mode_attribute {
    ($($ty:ty),+) => {$(
        impl Attribute for $ty {
            const KIND: Kind = Kind::Choice(|| <$ty>::ALL.iter().map(|mode| mode.name()).collect());
            fn to_value(&self) -> AttributeValue {
                AttributeValue::Choice(self.name().to_owned())
            }
            fn from_value(value: &AttributeValue) -> Option<Self> {
                let AttributeValue::Choice(text) = value else { return None };
                <$ty>::ALL.into_iter().find(|mode| mode.name() == text)
            }
        }
    )+};
}
mode_attribute!(Overflow, Rounding);

impl Attribute for NamedType {
    const KIND: Kind = Kind::Type;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Type(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Type(value) = value { Some(value.clone()) } else { None }
    }
    fn types<'a>(&'a self, name: &'a str) -> Vec<(&'a str, &'a NamedType)> {
        vec![(name, self)]
    }
    fn types_mut<'a>(&'a mut self, name: &'a str) -> Vec<(&'a str, &'a mut NamedType)> {
        vec![(name, self)]
    }
}

impl Attribute for Weight {
    const KIND: Kind = Kind::Weight;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Weight(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Weight(value) = value { Some(value.clone()) } else { None }
    }
    fn types<'a>(&'a self, name: &'a str) -> Vec<(&'a str, &'a NamedType)> {
        vec![(name, &self.ty)]
    }
    fn types_mut<'a>(&'a mut self, name: &'a str) -> Vec<(&'a str, &'a mut NamedType)> {
        vec![(name, &mut self.ty)]
    }
    fn weights<'a>(&'a self, name: &'a str) -> Vec<(&'a str, &'a Weight)> {
        vec![(name, self)]
    }
    fn weights_mut<'a>(&'a mut self, name: &'a str) -> Vec<(&'a str, &'a mut Weight)> {
        vec![(name, self)]
    }
}

/// Makes a closed enum of words usable as an attribute.
macro_rules! choice_attribute {
    ($ty:ty) => {
        impl $crate::Attribute for $ty {
            const KIND: $crate::Kind =
                $crate::Kind::Choice(|| <$ty>::ALL.iter().map(|choice| choice.as_str()).collect());
            fn to_value(&self) -> $crate::AttributeValue {
                $crate::AttributeValue::Choice(self.as_str().to_owned())
            }
            fn from_value(value: &$crate::AttributeValue) -> Option<Self> {
                if let $crate::AttributeValue::Choice(text) = value { text.parse().ok() } else { None }
            }
        }
    };
}
pub(crate) use choice_attribute;

choice_attribute!(ConvImplementation);
choice_attribute!(Strategy);

/// The attributes of one op, read and written by name.
pub trait OpAttributes: Sized {
    /// Every attribute, in the order of the text form.
    fn declaration() -> &'static [AttributeDecl];

    /// The attributes that differ from their default, in the order of the declaration.
    fn values(&self) -> Vec<(&'static str, AttributeValue)>;

    /// Builds the op; attributes with a default may be left out.
    ///
    /// # Errors
    /// When a name is unknown, a needed attribute is missing or a value does not fit.
    fn from_values(values: &[(String, AttributeValue)]) -> Result<Self, AttributeError>;

    /// Sets one attribute.
    ///
    /// # Errors
    /// When the name is unknown or the value does not fit.
    fn set(&mut self, name: &str, value: &AttributeValue) -> Result<(), AttributeError>;

    /// One attribute by name, also when it has its default value.
    fn get(&self, name: &str) -> Option<AttributeValue>;

    /// The attributes that have a default, with it.
    fn defaults() -> Vec<(&'static str, AttributeValue)>;

    /// The number types, own ones and those of weights, by attribute name or by names of their own.
    fn types(&self) -> Vec<(&str, &NamedType)>;

    /// As [`OpAttributes::types`], to be changed.
    fn types_mut(&mut self) -> Vec<(&str, &mut NamedType)>;

    /// The weights, by attribute name or by names of their own.
    fn weights(&self) -> Vec<(&str, &Weight)>;

    /// As [`OpAttributes::weights`], to be changed.
    fn weights_mut(&mut self) -> Vec<(&str, &mut Weight)>;
}

/// Text for "must be ..." in errors.
pub(crate) fn expectation(kind: Kind) -> String {
    match kind {
        Kind::Choice(choices) => format!("one of {}", choices().join(", ")),
        Kind::Int
        | Kind::Float
        | Kind::Bool
        | Kind::Ints
        | Kind::Type
        | Kind::Weight
        | Kind::Extension
        | Kind::Values
        | Kind::Weights => kind.to_string(),
    }
}

/// Declares an op: its documentation, attributes, levels and defaults, and from them everything generic.
macro_rules! op {
    (
        $(#[doc = $op_doc:literal])+
        pub struct $op:ident {
            $($(#[doc = $doc:literal])+ $level:ident $field:ident : $ty:ty $(= $default:expr)?,)*
        }
    ) => {
        $(#[doc = $op_doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $op { $($(#[doc = $doc])+ pub $field: $ty,)* }

        impl $op {
            /// What the op computes, as documented.
            pub const DOC: &'static str = concat!($($op_doc, "\n",)+);
        }

        impl $crate::OpAttributes for $op {
            fn declaration() -> &'static [$crate::AttributeDecl] {
                const DECLARATION: &[$crate::AttributeDecl] = &[$($crate::AttributeDecl {
                    name: $crate::attribute::field_name!($field),
                    kind: <$ty as $crate::Attribute>::KIND,
                    level: $crate::Level::$level,
                    doc: concat!($($doc,)+),
                },)*];
                DECLARATION
            }

            fn values(&self) -> Vec<(&'static str, $crate::AttributeValue)> {
                #[allow(unused_mut)]
                let mut values = Vec::new();
                $(
                    #[allow(unused_mut, unused_assignments)]
                    let mut is_default = false;
                    $(is_default = self.$field == $default;)?
                    if !is_default {
                        values.push(($crate::attribute::field_name!($field), $crate::Attribute::to_value(&self.$field)));
                    }
                )*
                values
            }

            #[allow(unused_variables)]
            fn from_values(values: &[(String, $crate::AttributeValue)]) -> Result<Self, $crate::AttributeError> {
                if let Some((name, _)) = values.iter().find(|(name, _)| {
                    !Self::declaration().iter().any(|attribute| attribute.name == name)
                }) {
                    return Err($crate::AttributeError::Unknown(name.clone()));
                }
                Ok(Self {$(
                    $field: match values.iter().find(|(name, _)| name == $crate::attribute::field_name!($field)) {
                        Some((_, value)) => <$ty as $crate::Attribute>::from_value(value).ok_or_else(|| {
                            $crate::AttributeError::Value {
                                name: $crate::attribute::field_name!($field),
                                expected: $crate::attribute::expectation(<$ty as $crate::Attribute>::KIND),
                            }
                        })?,
                        None => $crate::attribute::default_or_missing!($field $(, $default)?),
                    },
                )*})
            }

            #[allow(unused_variables)]
            fn set(&mut self, name: &str, value: &$crate::AttributeValue) -> Result<(), $crate::AttributeError> {
                match name {
                    $($crate::attribute::field_name!($field) => {
                        self.$field = <$ty as $crate::Attribute>::from_value(value).ok_or_else(|| {
                            $crate::AttributeError::Value {
                                name: $crate::attribute::field_name!($field),
                                expected: $crate::attribute::expectation(<$ty as $crate::Attribute>::KIND),
                            }
                        })?;
                        Ok(())
                    })*
                    _ => Err($crate::AttributeError::Unknown(name.to_owned())),
                }
            }

            fn get(&self, name: &str) -> Option<$crate::AttributeValue> {
                match name {
                    $($crate::attribute::field_name!($field) => Some($crate::Attribute::to_value(&self.$field)),)*
                    _ => None,
                }
            }

            fn defaults() -> Vec<(&'static str, $crate::AttributeValue)> {
                #[allow(unused_mut)]
                let mut defaults = Vec::new();
                $($(
                    let default: $ty = $default;
                    defaults.push(($crate::attribute::field_name!($field), $crate::Attribute::to_value(&default)));
                )?)*
                defaults
            }

            fn types(&self) -> Vec<(&str, &$crate::NamedType)> {
                #[allow(unused_mut)]
                let mut types = Vec::new();
                $(types.extend($crate::Attribute::types(&self.$field, $crate::attribute::field_name!($field)));)*
                types
            }

            fn weights(&self) -> Vec<(&str, &$crate::Weight)> {
                #[allow(unused_mut)]
                let mut weights = Vec::new();
                $(weights.extend($crate::Attribute::weights(&self.$field, $crate::attribute::field_name!($field)));)*
                weights
            }

            fn types_mut(&mut self) -> Vec<(&str, &mut $crate::NamedType)> {
                #[allow(unused_mut)]
                let mut types = Vec::new();
                $(types.extend($crate::Attribute::types_mut(&mut self.$field, $crate::attribute::field_name!($field)));)*
                types
            }

            fn weights_mut(&mut self) -> Vec<(&str, &mut $crate::Weight)> {
                #[allow(unused_mut)]
                let mut weights = Vec::new();
                $(weights.extend($crate::Attribute::weights_mut(&mut self.$field, $crate::attribute::field_name!($field)));)*
                weights
            }
        }
    };
}
pub(crate) use op;

/// The name of the attribute that a field holds: the field's own, unless that is a word of the language.
macro_rules! field_name {
    (is_static) => {
        "static"
    };
    ($field:ident) => {
        stringify!($field)
    };
}
pub(crate) use field_name;

/// The default of an attribute, or an early return when it has none.
macro_rules! default_or_missing {
    ($field:ident, $default:expr) => {
        $default
    };
    ($field:ident) => {
        return Err($crate::AttributeError::Missing($crate::attribute::field_name!($field)))
    };
}
pub(crate) use default_or_missing;

/// An array given as weights without a name yet.
impl From<Array> for Weight {
    fn from(data: Array) -> Self {
        Weight::new("", data)
    }
}
