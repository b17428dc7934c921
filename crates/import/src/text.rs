//! How parts of a model are shown in messages.

use serde_json::Value;

/// A name in a message, on one line and not too long.
pub(crate) fn shown(name: &str) -> String {
    name.escape_debug().take(80).collect()
}

/// A number of things in words, such as `2 arrays`.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// The beginning of the JSON text of a value, for diagnostics.
pub(crate) fn excerpt(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 80 { text.chars().take(77).chain("...".chars()).collect() } else { text }
}
