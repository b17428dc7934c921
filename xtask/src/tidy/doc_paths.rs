//! Paths that documents name exist.

use std::collections::BTreeSet;

use super::{Findings, Tree};

/// Paths in backticks below a folder of the repository, and targets of relative links.
///
/// `<name>` and `*` stand for any text inside one path component.
pub(super) fn check(tree: &Tree) -> Findings {
    let folders: BTreeSet<&str> = tree.paths().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    let mut findings = Findings::new();
    for (page, text) in tree.texts().filter(|(path, _)| path.ends_with(".md")) {
        let own_folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut is_block = false;
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                is_block = !is_block;
            } else if !is_block {
                let quoted = quoted(line).filter(|path| is_path(path, &folders)).map(str::to_owned);
                let linked = linked(line).filter_map(|link| resolve(own_folder, link));
                let missing = quoted.chain(linked).filter(|path| !exists(tree, path));
                findings.extend(missing.map(|path| format!("{page}:{} names {path}, which does not exist", index + 1)));
            }
        }
    }
    findings
}

/// Texts in single backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Targets of links, without their anchor.
fn linked(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next())
}

/// Whether a text is a path below a folder of the repository.
fn is_path(text: &str, folders: &BTreeSet<&str>) -> bool {
    let is_below = text.split_once('/').is_some_and(|(first, _)| folders.contains(first));
    is_below && !text.contains(char::is_whitespace)
}

/// The target of a relative link from the root; `None` for links to elsewhere.
fn resolve(folder: &str, link: &str) -> Option<String> {
    if link.is_empty() || link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn exists(tree: &Tree, path: &str) -> bool {
    let pattern: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    tree.paths().any(|file| {
        let parts: Vec<&str> = file.split('/').collect();
        parts.len() >= pattern.len() && pattern.iter().zip(&parts).all(|(pattern, part)| matches(pattern, part))
    })
}

/// Whether a path component fits a pattern.
fn matches(pattern: &str, part: &str) -> bool {
    let Some(start) = pattern.find(['<', '*']) else {
        return pattern == part;
    };
    let end =
        if pattern[start..].starts_with('*') { Some(start) } else { pattern[start..].find('>').map(|n| start + n) };
    let Some(end) = end else {
        return pattern == part;
    };
    let Some(rest) = part.strip_prefix(&pattern[..start]) else {
        return false;
    };
    (0..=rest.len()).filter(|&n| rest.is_char_boundary(n)).any(|n| matches(&pattern[end + 1..], &rest[n..]))
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn missing_paths_are_named() {
        let page = "See `crates/ir/src/gone.rs`, `crates/ir/`, `crates/<crate>/src/lib.rs`, `crates/*/gone.rs`,\n`firmware/a.h`, `a / b` and `crates or b`.\n[here](other.md#part), [there](../crates/ir/src/lib.rs), [gone](gone.md), [far](https://example.org/x)\n```text\n`crates/gone`\n```\n";
        check(
            super::check,
            &[("docs/page.md", page), ("docs/other.md", ""), ("crates/ir/src/lib.rs", "")],
            &[
                "docs/page.md:1 names crates/ir/src/gone.rs, which does not exist",
                "docs/page.md:1 names crates/*/gone.rs, which does not exist",
                "docs/page.md:3 names docs/gone.md, which does not exist",
            ],
        );
    }

    #[test]
    fn a_placeholder_stands_for_a_part_of_one_component() {
        check(
            super::check,
            &[
                ("a.md", "`scripts/record_*.py` `scripts/<what>_table.py` `scripts/*.h` `scripts/x<n>.py`\n"),
                ("scripts/record_peer.py", ""),
                ("scripts/fixed_table.py", ""),
            ],
            &["a.md:1 names scripts/*.h, which does not exist", "a.md:1 names scripts/x<n>.py, which does not exist"],
        );
    }
}
