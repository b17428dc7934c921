//! Every dependency is declared once, in the root, in alphabetical order, with the reason it is there, and is used.

use super::{Findings, Tree};

const ROOT: &str = "Cargo.toml";

/// Declarations without a reason, out of order or without a user, and crates that declare a version of their own.
pub(super) fn check(tree: &Tree) -> Findings {
    let mut findings = Findings::new();
    let mut previous = "";
    let mut last = "";
    for line in section(tree.text(ROOT).unwrap_or_default(), "[workspace.dependencies]") {
        if let Some((name, _)) = declaration(line).filter(|(_, value)| !value.contains("path =")) {
            if !previous.starts_with('#') {
                findings.push(format!("{ROOT}: `{name}` has no comment above that says why it is there"));
            }
            if name < last {
                findings.push(format!("{ROOT}: `{name}` stands after `{last}`"));
            }
            if !members(tree).any(|(_, text)| text.lines().any(|line| uses(line, name))) {
                findings.push(format!("{ROOT}: `{name}` is used by no crate"));
            }
            last = name;
        }
        previous = line;
    }
    for (path, text) in members(tree) {
        for heading in ["[dependencies]", "[dev-dependencies]", "[build-dependencies]"] {
            let own = section(text, heading).filter_map(declaration);
            let own = own.filter(|(name, value)| !name.ends_with(".workspace") && !value.contains("workspace = true"));
            findings.extend(own.map(|(name, _)| format!("{path}: `{name}` is not taken from the workspace")));
        }
    }
    findings
}

/// Manifests of the crates.
fn members(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.texts().filter(|(path, _)| path.ends_with("/Cargo.toml") && !path.starts_with("fuzz/"))
}

/// Whether a line of a manifest takes a dependency from the workspace.
fn uses(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(".workspace") || rest.starts_with(" = {"))
}

/// The lines below a heading, up to the next one.
fn section<'a>(text: &'a str, heading: &str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().skip_while(move |line| *line != heading).skip(1);
    lines.take_while(|line| !line.starts_with('['))
}

fn declaration(line: &str) -> Option<(&str, &str)> {
    let is_declaration = line.starts_with(|c: char| c.is_ascii_alphanumeric());
    line.split_once('=').filter(|_| is_declaration).map(|(name, value)| (name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn a_dependency_without_reason_order_or_user_is_named() {
        let root = "[workspace.dependencies]\nown = { path = \"crates/own\" }\n# Reads files.\nzip = \"9\"\nserde = \"1\"\n\n[profile]\nx = 1\n";
        check(
            super::check,
            &[("Cargo.toml", root), ("crates/a/Cargo.toml", "serde.workspace = true\n")],
            &[
                "Cargo.toml: `zip` is used by no crate",
                "Cargo.toml: `serde` has no comment above that says why it is there",
                "Cargo.toml: `serde` stands after `zip`",
            ],
        );
    }

    #[test]
    fn a_dependency_of_one_crate_alone_is_named() {
        let member =
            "[dependencies]\nzip.workspace = true\nnpyz = { workspace = true }\n\n[dev-dependencies]\nserde = \"1\"\n";
        check(
            super::check,
            &[("crates/a/Cargo.toml", member), ("fuzz/Cargo.toml", member)],
            &["crates/a/Cargo.toml: `serde` is not taken from the workspace"],
        );
    }
}
