//! What the tests share: the model files and how weights are compared.

use std::path::{Path, PathBuf};

use hlsmith_ir::{Array, Weight};

/// A path below the root of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The model files of a framework by name: whole models, and architectures that have their weights beside them.
pub(crate) fn models(framework: &str) -> Vec<PathBuf> {
    let folder = repository("tests/models").join(framework);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of models is there")
        .map(|entry| entry.expect("the folder is readable").path())
        .filter(|path| !path.to_string_lossy().ends_with("weights.h5"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "there are no models in {}", folder.display());
    paths
}

/// The last part of a path as text.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().expect("the path has a name").to_string_lossy().into_owned()
}

/// FNV-1a hash of the `f32` values in C order.
pub(crate) fn fnv(array: &Array) -> String {
    let bytes = array.iter().flat_map(|value| (value as f32).to_le_bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}

/// Name and hash of weights.
pub(crate) fn hashed(weight: &Weight) -> String {
    format!("{}={}", weight.name, fnv(&weight.data))
}
