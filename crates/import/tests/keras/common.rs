//! What the tests share: the model files and how weights are compared.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use hlsmith_ir::{Array, Weight};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

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

/// The bytes of a model file, such as `keras3/mlp.keras`.
pub(crate) fn model(name: &str) -> Vec<u8> {
    let path = repository("tests/models").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The members of an archive.
pub(crate) fn members(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("the archive is sound");
    (0..archive.len())
        .map(|index| {
            let mut member = archive.by_index(index).expect("the member is sound");
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).expect("the member is readable");
            (member.name().expect("the name is text").into_owned(), bytes)
        })
        .collect()
}

/// An archive of members.
pub(crate) fn archive(members: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive
            .start_file(name, SimpleFileOptions::default().compression_method(method))
            .and_then(|()| Ok(archive.write_all(bytes)?))
            .expect("memory can be written");
    }
    archive.finish().expect("memory can be written").into_inner()
}

/// The architecture in an archive.
pub(crate) fn architecture(archive: &[u8]) -> Vec<u8> {
    members(archive).into_iter().find(|(name, _)| name == "config.json").expect("there is an architecture").1
}
