//! The little shell that depends on a project: assignments of variables.

/// `NAME=value`, with a value that the shell takes for exactly this text.
pub(crate) fn assignment(name: &'static str, value: &str) -> String {
    format!("{name}={}\n", quoted(value))
}

/// A word that the shell takes for exactly this text.
pub(crate) fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::assignment;

    #[test]
    fn values_stay_values() {
        assert_eq!(assignment("PROJECT", "myproject"), "PROJECT=myproject\n");
        assert_eq!(assignment("X", "a'b; $(rm) `c`"), "X='a'\\''b; $(rm) `c`'\n");
        assert_eq!(assignment("X", ""), "X=''\n");
    }
}
