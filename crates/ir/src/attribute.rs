//! Typed attributes of ops, declared once and read by everything that lists them.

use std::fmt;

use crate::{Array, ConvImplementation, NamedType, Strategy, Weight};

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

    /// The number type it holds, if it is one or carries one.
    fn as_type(&self) -> Option<&NamedType> {
        None
    }

    /// As [`Attribute::as_type`], to be changed.
    fn as_type_mut(&mut self) -> Option<&mut NamedType> {
        None
    }

    /// The weights it holds, if it is such.
    fn as_weight(&self) -> Option<&Weight> {
        None
    }

    /// As [`Attribute::as_weight`], to be changed.
    fn as_weight_mut(&mut self) -> Option<&mut Weight> {
        None
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

impl Attribute for NamedType {
    const KIND: Kind = Kind::Type;
    fn to_value(&self) -> AttributeValue {
        AttributeValue::Type(self.clone())
    }
    fn from_value(value: &AttributeValue) -> Option<Self> {
        if let AttributeValue::Type(value) = value { Some(value.clone()) } else { None }
    }
    fn as_type(&self) -> Option<&NamedType> {
        Some(self)
    }
    fn as_type_mut(&mut self) -> Option<&mut NamedType> {
        Some(self)
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
    fn as_type(&self) -> Option<&NamedType> {
        Some(&self.ty)
    }
    fn as_type_mut(&mut self) -> Option<&mut NamedType> {
        Some(&mut self.ty)
    }
    fn as_weight(&self) -> Option<&Weight> {
        Some(self)
    }
    fn as_weight_mut(&mut self) -> Option<&mut Weight> {
        Some(self)
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

    /// The number types, own ones and those of weights, by attribute name.
    fn types(&self) -> Vec<(&'static str, &NamedType)>;

    /// As [`OpAttributes::types`], to be changed.
    fn types_mut(&mut self) -> Vec<(&'static str, &mut NamedType)>;

    /// The weights, by attribute name.
    fn weights(&self) -> Vec<(&'static str, &Weight)>;

    /// As [`OpAttributes::weights`], to be changed.
    fn weights_mut(&mut self) -> Vec<(&'static str, &mut Weight)>;
}

/// Text for "must be ..." in errors.
pub(crate) fn expectation(kind: Kind) -> String {
    match kind {
        Kind::Choice(choices) => format!("one of {}", choices().join(", ")),
        Kind::Int | Kind::Float | Kind::Bool | Kind::Ints | Kind::Type | Kind::Weight => kind.to_string(),
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

            fn types(&self) -> Vec<(&'static str, &$crate::NamedType)> {
                #[allow(unused_mut)]
                let mut types = Vec::new();
                $(if let Some(ty) = $crate::Attribute::as_type(&self.$field) {
                    types.push(($crate::attribute::field_name!($field), ty));
                })*
                types
            }

            fn weights(&self) -> Vec<(&'static str, &$crate::Weight)> {
                #[allow(unused_mut)]
                let mut weights = Vec::new();
                $(if let Some(weight) = $crate::Attribute::as_weight(&self.$field) {
                    weights.push(($crate::attribute::field_name!($field), weight));
                })*
                weights
            }

            fn types_mut(&mut self) -> Vec<(&'static str, &mut $crate::NamedType)> {
                #[allow(unused_mut)]
                let mut types = Vec::new();
                $(if let Some(ty) = $crate::Attribute::as_type_mut(&mut self.$field) {
                    types.push(($crate::attribute::field_name!($field), ty));
                })*
                types
            }

            fn weights_mut(&mut self) -> Vec<(&'static str, &mut $crate::Weight)> {
                #[allow(unused_mut)]
                let mut weights = Vec::new();
                $(if let Some(weight) = $crate::Attribute::as_weight_mut(&mut self.$field) {
                    weights.push(($crate::attribute::field_name!($field), weight));
                })*
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
