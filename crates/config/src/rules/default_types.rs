//! `Precision` entries of types that have a default of their own.

use hlsmith_fixed::Precision;
use hlsmith_ir::{AttributeValue, Compatibility, Op};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Precision` of types with a default of their own: `table`, `exp_table`, `inv_table`, `inv_inp`, `accum` of \
           `Softmax`, `slope`, `shift`",
    sound: "sets the type; without an entry by this name the type keeps its default",
    peer: "ignored, only attribute keys such as `exp_table_t` set the type; `accum` is the exception, it is read and \
           falls back to the default precision of layer, type and model, never to the default of the type",
};

/// The variable that the peer treats as if its type had no default.
pub(super) const ACCUMULATOR: &str = "accum";

/// The default that the declaration of an op gives the type of a variable.
pub(crate) fn default_of(class: &str, var: &str) -> Option<Precision> {
    let defaults = Op::class_defaults(class)?;
    let (_, value) =
        defaults.into_iter().find(|(attribute, _)| attribute.strip_suffix("_t").is_some_and(|name| name == var))?;
    if let AttributeValue::Type(ty) = value { Some(ty.precision) } else { None }
}

/// Whether the type of a variable has a default in the declaration of the op.
pub(crate) fn has_default(class: &str, var: &str) -> bool {
    default_of(class, var).is_some()
}

/// Whether a `Precision` entry by the name of the variable is read.
pub(crate) fn precision_is_read(compatibility: Compatibility, class: &str, var: &str) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => !has_default(class, var) || var == ACCUMULATOR,
    }
}

/// Whether the default precisions of layer, type and model apply to the variable.
pub(crate) fn falls_back(compatibility: Compatibility, class: &str, var: &str) -> bool {
    match compatibility {
        Compatibility::Sound => !has_default(class, var),
        Compatibility::Hls4ml13 => !has_default(class, var) || var == ACCUMULATOR,
    }
}
