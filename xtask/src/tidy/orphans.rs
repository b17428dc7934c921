//! Recorded and golden files belong to a test: a file no test reads is found.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Findings, Tree};

const RECORDS: &str = "tests/reference/peer/";

/// Records of the peer without a case, cases without a record, recorded tables no test names, and snapshots nobody accepted.
pub(super) fn check(tree: &Tree) -> Findings {
    let mut findings = records(tree);
    findings.extend(tables(tree));
    let rejected = tree.paths().filter(|path| path.ends_with(".snap.new") || path.ends_with(".pending-snap"));
    findings.extend(rejected.map(|path| format!("{path} is a snapshot that nobody accepted")));
    findings
}

fn records(tree: &Tree) -> Findings {
    let Some(text) = tree.text(&format!("{RECORDS}cases.json")) else {
        return Findings::new();
    };
    let Ok(Value::Array(cases)) = serde_json::from_str(text) else {
        return vec![format!("{RECORDS}cases.json is no JSON array")];
    };
    let names: BTreeSet<&str> = cases.iter().filter_map(|case| case["name"].as_str()).collect();
    let ends = [".json", ".npz"];
    let recorded = |path: &str| {
        let name = path.strip_prefix(RECORDS)?;
        ends.iter().find_map(|end| name.strip_suffix(end)).filter(|name| *name != "cases").map(str::to_owned)
    };
    let mut findings = Findings::new();
    for path in tree.paths() {
        if recorded(path).is_some_and(|name| !names.contains(name.as_str())) {
            findings.push(format!("{path} belongs to no case of {RECORDS}cases.json"));
        }
    }
    for name in names {
        if tree.text(&format!("{RECORDS}{name}.json")).is_none() {
            findings.push(format!("{RECORDS}cases.json has case {name}, which is not recorded"));
        }
    }
    findings
}

/// Tables of fixed-point arithmetic that no Rust test names.
fn tables(tree: &Tree) -> Findings {
    let tables = tree.paths().filter_map(|path| path.strip_prefix("tests/reference/fixed/")?.strip_suffix(".csv"));
    let is_read = |name: &str| tree.texts().any(|(path, text)| path.ends_with(".rs") && text.contains(name));
    tables
        .filter(|name| !is_read(name))
        .map(|name| format!("tests/reference/fixed/{name}.csv is read by no test"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn files_without_a_test_are_named() {
        check(
            super::check,
            &[
                ("tests/reference/peer/cases.json", r#"[{"name": "a"}, {"name": "b"}]"#),
                ("tests/reference/peer/a.json", "{}"),
                ("tests/reference/peer/a.npz", ""),
                ("tests/reference/peer/c.npz", ""),
                ("tests/reference/fixed/ap_x.csv", ""),
                ("tests/reference/fixed/ap_y.csv", ""),
                ("crates/fixed/tests/t.rs", "read(\"ap_x\")"),
                ("crates/hls/tests/snapshots/x.snap.new", ""),
            ],
            &[
                "tests/reference/peer/c.npz belongs to no case of tests/reference/peer/cases.json",
                "tests/reference/peer/cases.json has case b, which is not recorded",
                "tests/reference/fixed/ap_y.csv is read by no test",
                "crates/hls/tests/snapshots/x.snap.new is a snapshot that nobody accepted",
            ],
        );
    }

    #[test]
    fn a_damaged_list_of_cases_is_named() {
        check(
            super::check,
            &[("tests/reference/peer/cases.json", "{}")],
            &["tests/reference/peer/cases.json is no JSON array"],
        );
    }
}
