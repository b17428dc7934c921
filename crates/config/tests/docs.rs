//! Generated documentation is current. With `HLSMITH_UPDATE` set it is written instead of compared.

use std::path::PathBuf;

use hlsmith_config::{compatibility_markdown, configuration_markdown};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

#[test]
fn configuration_is_documented() {
    if std::env::var_os("HLSMITH_UPDATE").is_some() {
        std::fs::write(path("configuration.md"), configuration_markdown()).expect("the file is written");
    }
    let text = std::fs::read_to_string(path("configuration.md")).expect("the file exists");
    assert_eq!(text, configuration_markdown());
}

/// The section between its title and the next one.
#[test]
fn differences_of_the_regimes_are_documented() {
    const TITLE: &str = "\n## Configuration\n\n";
    let text = std::fs::read_to_string(path("compatibility.md")).expect("the file exists");
    let (before, rest) = text.split_once(TITLE).expect("the section exists");
    let (section, after) = match rest.find("\n## ") {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let expected = compatibility_markdown();
    if std::env::var_os("HLSMITH_UPDATE").is_some() {
        std::fs::write(path("compatibility.md"), format!("{before}{TITLE}{expected}{after}"))
            .expect("the file is written");
    } else {
        assert_eq!(section, expected);
    }
}
