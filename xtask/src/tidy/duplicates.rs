//! Targets hold differences only: what two of them share belongs to the common part.

use std::collections::BTreeMap;

use super::{Findings, Tree};

const FOLDER: &str = "crates/hls/src/targets/";

/// Shared runs of this many lines, blank ones not counted, are a copy.
const MAX_SHARED: usize = 30;

/// Pairs of files that share a run of lines.
pub(super) fn check(tree: &Tree) -> Findings {
    let mut first_of: BTreeMap<Vec<&str>, (&str, usize)> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.starts_with(FOLDER)) {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
        for window in lines.windows(MAX_SHARED) {
            let key: Vec<&str> = window.iter().map(|(_, line)| *line).collect();
            let (first, start) = *first_of.entry(key).or_insert((path, window[0].0));
            if first != path {
                pairs.entry((first, path)).or_insert((start, window[0].0));
            }
        }
    }
    let finding = |((first, second), (a, b)): (&(&str, &str), &(usize, usize))| {
        format!("{second}:{b} repeats {MAX_SHARED} lines of {first}:{a}")
    };
    pairs.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn a_copied_run_is_found_whatever_its_indentation() {
        let run: Vec<String> = (0..30).map(|index| format!("line {index}")).collect();
        let (plain, indented) = (run.join("\n"), format!("own\n\n    {}", run.join("\n\n    ")));
        check(
            super::check,
            &[("crates/hls/src/targets/a/x.rs", &plain), ("crates/hls/src/targets/b/x.rs", &indented)],
            &["crates/hls/src/targets/b/x.rs:3 repeats 30 lines of crates/hls/src/targets/a/x.rs:1"],
        );
        check(
            super::check,
            &[("crates/hls/src/targets/a/x.rs", &plain), ("crates/hls/src/targets/b/x.rs", &run[1..].join("\n"))],
            &[],
        );
    }
}
