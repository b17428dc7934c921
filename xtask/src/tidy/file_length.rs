//! A file is one room: nobody has to read a thousand lines to find the right place.

use super::{Findings, Tree};

const MAX_LINES: usize = 900;

/// Endings of files that people write.
const WRITTEN: [&str; 7] = [".rs", ".py", ".pyi", ".h", ".cpp", ".md", ".toml"];

/// Files that are too long.
pub(super) fn check(tree: &Tree) -> Findings {
    let written = tree.texts().filter(|(path, _)| WRITTEN.iter().any(|ending| path.ends_with(ending)));
    let lengths = written.map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, n_lines)| *n_lines > MAX_LINES);
    long.map(|(path, n_lines)| format!("{path} has {n_lines} lines, more than {MAX_LINES}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn a_long_file_is_named() {
        let (short, long) = ("x\n".repeat(900), "x\n".repeat(901));
        check(
            super::check,
            &[("a.rs", &short), ("b.rs", &long), ("c.csv", &long)],
            &["b.rs has 901 lines, more than 900"],
        );
    }
}
