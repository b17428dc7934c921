//! Pass tests: a graph in, a graph out, both as text, one file each under `tests/passes`.
//!
//! The first line names the pass, further lines before the first `---` set options (`io_type: io_stream`,
//! `maximum: fixed<20,10>`, `hls: {..}` for a configuration). `UPDATE_EXPECT=1` rewrites what is expected; read the difference before it is committed.

use std::path::{Path, PathBuf};

use hlsmith_config::{Settings, resolve};
use hlsmith_fixed::Precision;
use hlsmith_ir::{PrintOptions, parse, print};
use hlsmith_passes::{ALL, Context, optimize};

const SEPARATOR: &str = "---\n";

/// What the pass makes of the input: the graph, or the findings.
fn run(header: &str, input: &str) -> String {
    let mut graph = parse(input).unwrap_or_else(|findings| panic!("{findings}"));
    let mut settings = Settings::default();
    let mut pass = None;
    for line in header.lines() {
        match line.split_once(": ").expect("an option is `name: value`") {
            ("pass", name) => pass = ALL.iter().find(|pass| pass.name() == name).copied(),
            ("hls", text) => {
                let hls: serde_json::Value = serde_json::from_str(text).expect("a configuration as JSON");
                let raw = serde_json::json!({ "HLSConfig": hls });
                settings = resolve(&raw, &graph).unwrap_or_else(|findings| panic!("{findings}")).0;
            }
            ("backend", text) => settings.backend = text.parse().expect("a backend"),
            ("bit_exact", "true") => settings.hls.bit_exact = true,
            ("maximum", text) => {
                settings.hls.maximum = Precision::parse(text).expect("a precision").assignment();
            }
            (name, value) => panic!("unknown option {name}: {value}"),
        }
    }
    let pass = pass.expect("the first line names a pass");
    match optimize(&mut graph, &[pass], Context { settings: &settings }) {
        Ok((_, remarks)) if remarks.is_empty() => print(&graph, PrintOptions::default()),
        Ok((_, remarks)) => format!("{}{remarks}\n", print(&graph, PrintOptions::default())),
        Err(findings) => format!("{findings}\n"),
    }
}

fn check(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let parts: Vec<&str> = text.split(SEPARATOR).collect();
    let [header, input, expected] = parts[..] else {
        return Err("three parts are needed".to_owned());
    };
    let found = run(header, input);
    if found == expected {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let text = [header, input, found.as_str()].join(SEPARATOR);
        return std::fs::write(path, text).map_err(|error| error.to_string());
    }
    Err(format!("found\n{found}\nexpected\n{expected}"))
}

#[test]
fn passes_rewrite_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/passes");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of pass tests")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let failures: Vec<String> = paths
        .iter()
        .filter_map(|path| check(path).err().map(|difference| format!("{}: {difference}", path.display())))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for pass in ALL {
        let prefix = pass.name().replace('_', "-");
        let has_test =
            paths.iter().any(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix)));
        assert!(has_test, "no test of {}", pass.name());
    }
}
