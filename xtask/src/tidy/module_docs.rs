//! Every source file of a crate says what it is for.

use super::{Findings, Tree};

/// Files that do not begin with a module comment.
pub(super) fn check(tree: &Tree) -> Findings {
    let tasks = tree.texts().filter(|(path, _)| path.starts_with("xtask/src/") && path.ends_with(".rs"));
    let without = tree.crate_sources().chain(tasks).filter(|(_, text)| !text.starts_with("//!"));
    without.map(|(path, _)| format!("{path} does not begin with `//!`")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn a_file_without_a_module_comment_is_named() {
        check(
            super::check,
            &[
                ("crates/ir/src/a.rs", "//! Says it.\n"),
                ("crates/ir/src/b.rs", "// Says nothing.\n"),
                ("crates/ir/tests/c.rs", ""),
                ("xtask/src/d.rs", "use x;\n"),
            ],
            &["crates/ir/src/b.rs does not begin with `//!`", "xtask/src/d.rs does not begin with `//!`"],
        );
    }
}
