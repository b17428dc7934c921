//! The C++ kernel library, the arithmetic headers for compilers without vendor headers, and the scripts, as they are.

use include_dir::{Dir, include_dir};

use super::Project;

static KERNELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../hls/nnet");
static ARITHMETIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../hls/arith");

/// Builds the emulation library; it needs `PROJECT` and `STAMP`.
pub(super) const BUILD_LIB: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/build_lib.sh"));
/// Runs the vendor tools.
pub(super) const BUILD_PRJ: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/build_prj.tcl"));
/// Runs logic synthesis.
pub(super) const VIVADO_SYNTH: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/vivado_synth.tcl"));

/// Adds the kernels and the arithmetic headers in a folder each.
pub(super) fn add(project: &mut Project, kernels: &str, arithmetic: &str) {
    add_headers(project, &KERNELS, kernels);
    add_headers(project, &ARITHMETIC, arithmetic);
}

/// Whether the kernel library has a header of a name, in any letter case.
pub(crate) fn has_kernel(header: &str) -> bool {
    KERNELS.files().any(|file| file.path().to_str().is_some_and(|path| path.eq_ignore_ascii_case(header)))
}

fn add_headers(project: &mut Project, dir: &Dir<'_>, folder: &str) {
    for file in dir.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "h")) {
        let parts: Vec<String> = file.path().iter().map(|part| part.to_string_lossy().into_owned()).collect();
        project.add(format!("{folder}/{}", parts.join("/")), file.contents());
    }
    for inner in dir.dirs() {
        add_headers(project, inner, folder);
    }
}
