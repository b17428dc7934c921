//! The text form of every model's graph, against `tests/import/<folder>/<model>.txt`.
//!
//! `UPDATE_EXPECT=1` rewrites what is expected; read the difference before it is committed. All files of one model, such
//! as archive, whole-model HDF5 and architecture with weights, give the same text.

use std::collections::BTreeMap;
use std::path::Path;

use hlsmith_import::keras;
use hlsmith_ir::{PrintOptions, print};

use crate::common::{file_name, hashed, models, repository};

/// The text of a model: its graph with elided weights and their hashes, or why it cannot be imported.
fn text(path: &Path) -> String {
    match keras::load(path, None) {
        Ok(graph) => {
            let mut text = print(&graph, PrintOptions { max_elements: 0 });
            for (_, node) in graph.nodes() {
                for (_, weight) in node.op.weights() {
                    text.push_str(&format!("hash {}\n", hashed(weight)));
                }
            }
            text
        }
        Err(findings) => format!("{findings}\n"),
    }
}

fn check(framework: &str) {
    let folder = repository("tests/import").join(framework);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for path in models(framework) {
        let name = file_name(&path);
        let (stem, _) = name.split_once('.').expect("a model file has an extension");
        let text = text(&path);
        let first = texts.entry(format!("{stem}.txt")).or_insert_with(|| text.clone());
        assert_eq!(*first, text, "{name} differs from another file of the same model");
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        for (name, text) in &texts {
            std::fs::write(folder.join(name), text).expect("the file can be written");
        }
    }
    let there: Vec<String> = std::fs::read_dir(&folder)
        .expect("the expected texts are there")
        .map(|entry| file_name(&entry.expect("the folder is readable").path()))
        .collect();
    for name in &there {
        assert!(texts.contains_key(name), "{} belongs to no model", folder.join(name).display());
    }
    for (name, text) in &texts {
        let expected = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(*text, expected, "{framework}/{name}; UPDATE_EXPECT=1 accepts the new text");
    }
}

#[test]
fn keras2_graphs_are_as_expected() {
    check("keras2");
    check("import/keras2");
}

#[test]
fn keras3_graphs_are_as_expected() {
    check("keras3");
    check("import/keras3");
}
