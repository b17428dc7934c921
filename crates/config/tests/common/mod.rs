//! Models shared by the tests.

use std::path::PathBuf;

use hlsmith_ir::Graph;

/// A file below `tests/reference/config` of the repository.
pub(crate) fn reference(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/config").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The graph of a recorded model.
pub(crate) fn graph(model: &str) -> Graph {
    hlsmith_ir::parse(&reference(&format!("{model}.ir"))).unwrap_or_else(|findings| panic!("{findings}"))
}
