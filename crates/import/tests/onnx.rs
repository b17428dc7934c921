//! ONNX models that are refused, with the full text of the one diagnostic, pinned in `tests/import/onnx/refusals.txt`.
//!
//! `UPDATE_EXPECT=1` rewrites the file; read the difference before it is committed.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use hlsmith_diag::Diagnostic;
use hlsmith_import::onnx::{load, load_bytes, supported_operators};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/import/onnx")
}

#[test]
fn bad_models_are_refused_with_one_diagnostic() {
    let entries = std::fs::read_dir(folder()).expect("the folder of models");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file of the folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "onnx"));
    paths.sort();
    assert!(paths.len() >= 55, "{} models", paths.len());
    let root = folder().canonicalize().expect("the folder of models").display().to_string();
    let (mut text, mut failures) = (String::new(), Vec::new());
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let Err(findings) = load(path) else {
            failures.push(format!("{name} is imported"));
            continue;
        };
        let is_clear = |finding: &Diagnostic| finding.found.is_some() && finding.expected.is_some();
        if findings.iter().count() != 1 || !findings.iter().all(is_clear) {
            failures.push(format!("{name} has several findings, or one that does not say what is found and expected"));
        }
        // The list of the operators grows, and the place of the repository is nobody's business.
        let shown = findings.to_string().replace(&supported_operators().join(", "), "<operators>");
        let shown = shown.replace(&folder().display().to_string(), "<folder>").replace(&root, "<folder>");
        writeln!(text, "== {name}\n{shown}").expect("a text takes any text");
    }
    assert!(failures.is_empty(), "{}\n{text}", failures.join("\n"));
    let pinned = folder().join("refusals.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&pinned, &text).expect("the text can be written");
    }
    let expected = std::fs::read_to_string(&pinned).unwrap_or_default();
    for (ours, theirs) in text.split("== ").zip(expected.split("== ")) {
        assert_eq!(ours, theirs, "UPDATE_EXPECT=1 accepts the new text");
    }
    assert_eq!(text.len(), expected.len(), "cases have been added or removed; UPDATE_EXPECT=1 accepts that");
}

/// A good model whose first constant is in the file `weights.bin`, which `place` puts there.
fn check_external(place: impl Fn(&Path), is_read: bool) {
    let folder = std::env::temp_dir().join(format!("hlsmith-onnx-{}-{is_read}", std::process::id()));
    std::fs::create_dir_all(folder.join("model")).expect("a temporary folder");
    // The location is as long as the one that it replaces, so that the message stays whole.
    let bytes = std::fs::read(self::folder().join("external_missing.onnx")).expect("the model");
    let at = bytes.windows(8).position(|window| window == b"none.bin").expect("the location");
    let bytes = [&bytes[..at], b"data.bin", &bytes[at + 8..]].concat();
    let path = folder.join("model/model.onnx");
    std::fs::write(&path, &bytes).expect("a model");
    place(&folder);
    let found = load(&path).is_ok();
    let from_bytes = load_bytes(&bytes).is_ok();
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    assert_eq!((found, from_bytes), (is_read, false));
}

#[test]
fn constants_are_read_from_the_folder_of_the_model_only() {
    let elements = [0u8; 48];
    check_external(|folder| std::fs::write(folder.join("model/data.bin"), elements).expect("a file"), true);
    #[cfg(unix)]
    check_external(
        |folder| {
            std::fs::write(folder.join("outside.bin"), elements).expect("a file");
            std::os::unix::fs::symlink(folder.join("outside.bin"), folder.join("model/data.bin")).expect("a link");
        },
        false,
    );
}

#[test]
fn damaged_models_never_panic() {
    let bytes = std::fs::read(folder().join("cyclic.onnx")).expect("the model");
    for length in 0..bytes.len() {
        let findings = load_bytes(&bytes[..length]).map(|_| ()).expect_err("a part of a model");
        assert_eq!(findings.iter().count(), 1, "{length} bytes: {findings}");
    }
    let mut state = 0x2545_f491_4f6c_dd1du64;
    for _ in 0..2000 {
        let mut damaged = bytes.clone();
        for _ in 0..4 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = state as usize % damaged.len();
            damaged[at] = (state >> 32) as u8;
        }
        let _ = load_bytes(&damaged);
    }
}
