//! What a user gives never ends the program: no panics in the crates that read it.

use super::{Findings, Tree, crate_of};

const CRATES: [&str; 6] = ["cli", "config", "hls", "hlsmith", "import", "python"];

const PANICS: [&str; 5] = [".unwrap()", "panic!(", "unreachable!(", "assert!(", "assert_eq!("];

/// Lines outside tests that may end the program.
pub(super) fn check(tree: &Tree) -> Findings {
    let mut findings = Findings::new();
    for (path, text) in tree.crate_sources() {
        let is_test_file = path.ends_with("/tests.rs") || path.contains("/tests/");
        if is_test_file || !crate_of(path).is_some_and(|name| CRATES.contains(&name)) {
            continue;
        }
        // Tests close a file.
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in program.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let is_debug = code.contains("debug_assert");
            let panics = PANICS.iter().filter(|panic| code.contains(*panic) && !is_debug);
            findings.extend(panics.map(|panic| format!("{path}:{} has `{panic}`", index + 1)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn panics_outside_tests_are_named() {
        let source = "fn a() {\n    b().unwrap();\n    // panic!(\"no code\")\n    debug_assert!(c);\n}\n#[cfg(test)]\nmod tests { fn d() { e.unwrap() } }\n";
        check(
            super::check,
            &[("crates/import/src/a.rs", source), ("crates/ir/src/a.rs", source), ("crates/hls/src/tests.rs", source)],
            &["crates/import/src/a.rs:2 has `.unwrap()`"],
        );
        check(
            super::check,
            &[("crates/cli/src/a.rs", "fn a() {\n    panic!(\"x\");\n    unreachable!();\n    assert_eq!(1, 2);\n}\n")],
            &[
                "crates/cli/src/a.rs:2 has `panic!(`",
                "crates/cli/src/a.rs:3 has `unreachable!(`",
                "crates/cli/src/a.rs:4 has `assert_eq!(`",
            ],
        );
    }
}
