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

/// The text with the numbers that JSON does not have, and Python writes all the same, as words: who needs a number then
/// reports what it has found.
fn quoted_constants(text: Vec<u8>) -> Vec<u8> {
    const WORDS: [&[u8]; 3] = [b"-Infinity", b"Infinity", b"NaN"];
    let mut quoted = Vec::with_capacity(text.len());
    let (mut at, mut is_inside) = (0, false);
    while let Some(&byte) = text.get(at) {
        let word = WORDS.iter().find(|word| !is_inside && text[at..].starts_with(word));
        if let Some(word) = word {
            quoted.push(b'"');
            quoted.extend_from_slice(word);
            quoted.push(b'"');
            at += word.len();
            continue;
        }
        quoted.push(byte);
        match byte {
            b'\\' if is_inside => {
                quoted.extend(text.get(at + 1));
                at += 1;
            }
            b'"' => is_inside = !is_inside,
            _ => {}
        }
        at += 1;
    }
    quoted
}

/// JSON text as a value; `what` names it in diagnostics.
pub(crate) fn parse_json(bytes: &[u8], what: &str, subject: &Subject) -> Result<Value> {
    let bytes = quoted_constants(read_limited(bytes, MAX_JSON_BYTES, what, subject)?);
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
                .expected("the whole text of a JSON object")
                .into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::quoted_constants;

    fn check(text: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&quoted_constants(text.as_bytes().to_vec())), expected);
    }

    #[test]
    fn numbers_that_json_lacks_become_words() {
        check(r#"{"a": Infinity, "b": [-Infinity, NaN]}"#, r#"{"a": "Infinity", "b": ["-Infinity", "NaN"]}"#);
        check(r#"{"Infinity": "say \" NaN"}"#, r#"{"Infinity": "say \" NaN"}"#);
        check(r#"["\\", NaN]"#, r#"["\\", "NaN"]"#);
    }
}
