//! A crate uses crates of a lower level only.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Findings;

/// The page that shows the same table to readers.
pub(super) const PAGE: &str = "docs/architecture.md";

/// Level and folder of every crate; a folder that does not exist yet keeps its place.
const LEVELS: &[(Level, &[&str])] = &[
    (Level::Number(0), &["diag", "fixed"]),
    (Level::Number(1), &["ir"]),
    (Level::Number(2), &["adders", "config", "emulate", "import"]),
    (Level::Number(3), &["passes"]),
    (Level::Number(4), &["estimate", "hls", "report", "rtl"]),
    (Level::Number(5), &["hlsmith"]),
    (Level::Number(6), &["cli", "python"]),
    (Level::Developers, &["bench", "suite", "xtask"]),
];

/// Edges inside one level.
const EXCEPTIONS: &[(&str, &str)] = &[
    // A precision that cannot be read is a diagnostic.
    ("fixed", "diag"),
    // The page on cases shows what the suite counts.
    ("xtask", "suite"),
];

/// A level; developers' crates are above all others and no level for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Number(u8),
    Developers,
}

/// Compares the edges of `cargo metadata` and the table of the architecture page with the levels.
pub(super) fn check(metadata: &Value, page: &str) -> Findings {
    let levels: BTreeMap<&str, Level> =
        LEVELS.iter().flat_map(|(level, crates)| crates.iter().map(|name| (*name, *level))).collect();
    let mut findings = edges(metadata, &levels);
    findings.extend(table(page, &levels));
    findings
}

fn edges(metadata: &Value, levels: &BTreeMap<&str, Level>) -> Findings {
    let mut findings = Findings::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = folder(text(&package["name"]));
        let Some(level) = levels.get(name) else {
            findings.push(format!("crate `{name}` has no level"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // Only crates of this workspace are given by a path.
            if dependency["path"].is_null() {
                continue;
            }
            let used = folder(text(&dependency["name"]));
            let is_lower = levels.get(used).is_some_and(|used| used < level);
            if !is_lower && !EXCEPTIONS.contains(&(name, used)) {
                findings.push(format!("`{name}` uses `{used}`, which is not of a lower level"));
            }
        }
    }
    findings
}

/// The crate rows of the page: `| level | crate | ... |`, the level a number or `dev`.
fn table(page: &str, levels: &BTreeMap<&str, Level>) -> Findings {
    let mut shown = BTreeMap::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", level, crates, ..] = cells[..] else { continue };
        let level = match level {
            "dev" => Level::Developers,
            number => match number.parse() {
                Ok(number) => Level::Number(number),
                Err(_) => continue,
            },
        };
        shown.extend(crates.split(',').map(|name| (name.trim().trim_matches('`'), level)));
    }
    if shown == *levels {
        return Findings::new();
    }
    let differs = |name: &&&str| shown.get(**name) != levels.get(**name);
    let names: Vec<&str> = levels
        .keys()
        .chain(shown.keys().filter(|name| !levels.contains_key(**name)))
        .filter(differs)
        .copied()
        .collect();
    vec![format!("{PAGE} and the table of tidy differ in: {}", names.join(", "))]
}

/// The folder of a package.
fn folder(package: &str) -> &str {
    package.strip_prefix("hlsmith-").unwrap_or(package)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{LEVELS, Level, check};

    fn page() -> String {
        let mut page = String::from("| level | crate | what |\n|---|---|---|\n");
        for (level, crates) in LEVELS {
            let level = match level {
                Level::Number(number) => number.to_string(),
                Level::Developers => "dev".to_owned(),
            };
            for name in *crates {
                page += &format!("| {level} | `{name}` | x |\n");
            }
        }
        page
    }

    fn edges(edges: &[(&str, &str)]) -> Value {
        let package = |(from, to): &(&str, &str)| {
            json!({ "name": format!("hlsmith-{from}"), "dependencies": [
                { "name": format!("hlsmith-{to}"), "path": "x" },
                { "name": "serde", "path": null },
            ] })
        };
        json!({ "packages": edges.iter().map(package).collect::<Vec<_>>() })
    }

    #[test]
    fn downward_edges_pass() {
        let metadata = edges(&[("ir", "fixed"), ("fixed", "diag"), ("hls", "emulate"), ("suite", "hlsmith")]);
        assert!(check(&metadata, &page()).is_empty());
    }

    #[test]
    fn other_edges_are_named() {
        let metadata = edges(&[("fixed", "ir"), ("emulate", "import"), ("new", "ir"), ("suite", "bench")]);
        assert_eq!(
            check(&metadata, &page()),
            [
                "`fixed` uses `ir`, which is not of a lower level",
                "`emulate` uses `import`, which is not of a lower level",
                "crate `new` has no level",
                "`suite` uses `bench`, which is not of a lower level",
            ]
        );
    }

    #[test]
    fn the_page_shows_the_same_levels() {
        let page = page().replace("| 1 | `ir` |", "| 2 | `ir` |") + "| 3 | `extra` | x |\n";
        assert_eq!(check(&edges(&[]), &page), ["docs/architecture.md and the table of tidy differ in: ir, extra"]);
    }
}
