//! Names that go into generated files.

/// Words that C++ reserves; a name in generated code cannot be one of them.
const KEYWORDS: &[&str] = &[
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "main",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "std",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
];

/// Longest name; files of the project append to it.
const MAX_LENGTH: usize = 128;

/// Why a name cannot be one of a C++ function or namespace; `None` when it can.
pub(crate) fn unusable_identifier(name: &str) -> Option<String> {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if name.is_empty() || !is_word || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("this is no name in C++".into());
    }
    if KEYWORDS.binary_search(&name).is_ok() {
        return Some(format!("`{name}` is reserved in C++"));
    }
    if name.starts_with('_') || name.contains("__") {
        return Some("names that start with `_` or contain `__` are reserved in C++".into());
    }
    (name.len() > MAX_LENGTH).then(|| format!("the name is longer than {MAX_LENGTH} characters"))
}

/// Whether a text can stand in scripts of any tool without being interpreted.
pub(crate) fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.len() <= MAX_LENGTH
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, is_plain, unusable_identifier};

    fn check(name: &str, usable: bool) {
        assert_eq!(unusable_identifier(name).is_none(), usable, "{name}");
    }

    #[test]
    fn identifiers_are_those_of_cpp() {
        for (name, usable) in [
            ("myproject", true),
            ("a1_b", true),
            ("1a", false),
            ("", false),
            ("a; exec rm", false),
            ("a-b", false),
            ("int", false),
            ("main", false),
            ("_a", false),
            ("a__b", false),
            ("näme", false),
        ] {
            check(name, usable);
        }
        check(&"a".repeat(128), true);
        check(&"a".repeat(129), false);
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn plain_text_has_no_special_characters() {
        for (text, plain) in [
            ("xcvu13p-flga2577-2-e", true),
            ("1.0.0", true),
            ("a b", false),
            ("-a", false),
            ("a;b", false),
            ("$x", false),
        ] {
            assert_eq!(is_plain(text), plain, "{text}");
        }
    }
}
