//! Text of models: how JSON is read, and how parts of it are shown in messages.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use serde_json::Value;

use crate::limits::{MAX_JSON_BYTES, read_limited};

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

/// JSON text as a value; `what` names it in diagnostics.
pub(crate) fn parse_json(bytes: &[u8], what: &str, subject: &Subject) -> Result<Value> {
    let bytes = read_limited(bytes, MAX_JSON_BYTES, what, subject)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let text = error.to_string();
        if text.starts_with("recursion limit exceeded") {
            Diagnostic::error(Code::ReaderLimit, subject.clone(), format!("{what} is nested too deeply"))
                .found(text)
                .expected("at most 127 levels")
                .into()
        } else {
            Diagnostic::error(Code::ModelFormat, subject.clone(), format!("{what} is not valid JSON"))
                .found(text)
                .into()
        }
    })
}
