//! The little Tcl that depends on a project: assignments of variables, with any text as value.

use std::fmt::Write;

/// A command.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// `# text`, one line.
    Comment(&'static str),
    /// `set name value`.
    Set(&'static str, String),
    /// `set name [list ..]`.
    SetList(&'static str, &'static [&'static str]),
    /// `set name [list [list ..] ..]`, a line for each row.
    SetRows(&'static str, Vec<Vec<String>>),
    /// `source path`, a path in the words of Tcl.
    Source(&'static str),
    /// `name word ..`, with quotes where a word needs them.
    Call(&'static str, Vec<String>),
    /// `array set name {key value ..}`.
    ArraySet(&'static str, Vec<(&'static str, u32)>),
}

/// The text of a script.
pub(crate) fn print(script: &[Command]) -> String {
    let mut text = String::new();
    for command in script {
        let _ = match command {
            Command::Comment(comment) => writeln!(text, "# {comment}"),
            Command::Set(name, value) => writeln!(text, "set {name} {}", quoted(value)),
            Command::SetList(name, elements) => writeln!(text, "set {name} {}", list(elements)),
            Command::SetRows(name, rows) => {
                let rows: String = rows.iter().map(|row| format!(" \\\n    {}", list(row))).collect();
                writeln!(text, "set {name} [list{rows}]")
            }
            Command::Source(path) => writeln!(text, "source {path}"),
            Command::Call(name, words) => {
                let words: String = words.iter().map(|text| format!(" {}", word(text))).collect();
                writeln!(text, "{name}{words}")
            }
            Command::ArraySet(name, pairs) => {
                let pairs: String = pairs.iter().map(|(key, value)| format!("    {key:<10} {value}\n")).collect();
                writeln!(text, "array set {name} {{\n{pairs}}}")
            }
        };
    }
    text
}

/// A word that Tcl takes for a list of exactly these texts.
fn list(elements: &[impl AsRef<str>]) -> String {
    let elements: String = elements.iter().map(|element| format!(" {}", quoted(element.as_ref()))).collect();
    format!("[list{elements}]")
}

/// A word that Tcl takes for exactly this text, without quotes where it needs none.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { quoted(text) }
}

/// A word that Tcl takes for exactly this text.
fn quoted(text: &str) -> String {
    let mut word = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '$' | '[' | ']' | '{' | '}' => word.extend(['\\', c]),
            ' '..='~' => word.push(c),
            c => {
                // Tcl before 8.7 knows no code points beyond 16 bits but pairs of surrogates.
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(word, "\\u{unit:04x}");
                }
            }
        }
    }
    word.push('"');
    word
}

#[cfg(test)]
mod tests {
    use super::{quoted, word};

    #[test]
    fn words_stay_words() {
        for (text, word) in [
            ("xcvu13p-flga2577-2-e", r#""xcvu13p-flga2577-2-e""#),
            ("a b; [exit] $x {", r#""a b; \[exit\] \$x \{""#),
            ("line\nnext\\", r#""line\u000anext\\""#),
            ("é\u{1f600}", r#""\u00e9\ud83d\ude00""#),
        ] {
            assert_eq!(quoted(text), word);
        }
    }

    #[test]
    fn plain_words_have_no_quotes() {
        assert_eq!(["MPF300T-1.2_b", "", "a b"].map(word), ["MPF300T-1.2_b", "\"\"", "\"a b\""]);
    }
}
