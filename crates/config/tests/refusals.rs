//! Bad configurations and the text a user reads about them.
//!
//! `refusals.txt` holds blocks of a title, a configuration and the findings. With `UPDATE_EXPECT` set, the findings are
//! written instead of compared.

mod common;

use std::path::PathBuf;

use common::graph;
use hlsmith_config::{parse_yaml, resolve};

/// Separates title, configuration and findings of a block.
const RULE: &str = "----\n";

fn findings(model: &str, text: &str) -> String {
    let outcome = parse_yaml(text).and_then(|raw| {
        let copy = raw.clone();
        let outcome = resolve(&raw, &graph(model));
        assert_eq!(raw, copy, "the configuration is only read");
        outcome
    });
    match outcome {
        Ok((_, warnings)) => format!("{warnings}\n"),
        Err(findings) => format!("{findings}\n"),
    }
}

/// Checks every block of a file; the first word of a title is the model.
fn check(file: &str, least_blocks: usize) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    let text = std::fs::read_to_string(&path).expect("the file of blocks");
    let mut updated = String::new();
    let blocks: Vec<&str> = text.split("====\n").collect();
    assert!(blocks.len() > least_blocks, "{} blocks", blocks.len());
    for block in blocks {
        let [title, configuration, expected] = block.split(RULE).collect::<Vec<_>>()[..] else {
            panic!("a block has three parts: {block}");
        };
        let model = title.split_whitespace().next().expect("a title");
        let found = findings(model, configuration);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let separator = if updated.is_empty() { "" } else { "====\n" };
            updated.push_str(&format!("{separator}{title}{RULE}{configuration}{RULE}{found}"));
        } else {
            assert_eq!(found, expected, "{title}");
        }
    }
    if !updated.is_empty() {
        std::fs::write(&path, updated).expect("the file is written");
    }
}

#[test]
fn bad_configurations_are_refused_with_a_reason() {
    check("refusals.txt", 60);
}

#[test]
fn findings_without_effect_on_the_result_are_warnings() {
    check("warnings.txt", 15);
}
