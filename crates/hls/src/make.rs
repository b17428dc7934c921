//! The little make that depends on a project: assignments of variables.

use crate::shell;

/// `NAME := value`, with a value that the shell takes for exactly this text where a recipe has it as a word.
///
/// Precondition: the text has no control characters; lowering refuses those.
pub(crate) fn assignment(name: &'static str, value: &str) -> String {
    let word = shell::quoted(value);
    let mut escaped = String::new();
    for c in word.chars() {
        match c {
            '$' => escaped.push_str("$$"),
            '#' => escaped.push_str("\\#"),
            c => escaped.push(c),
        }
    }
    format!("{name} := {escaped}\n")
}

#[cfg(test)]
mod tests {
    use super::assignment;

    #[test]
    fn values_stay_values() {
        assert_eq!(assignment("PART", "Arria10"), "PART := Arria10\n");
        assert_eq!(assignment("PART", "a'$(rm)#b"), "PART := 'a'\\''$$(rm)\\#b'\n");
    }
}
