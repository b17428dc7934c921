//! The C++ kernel library, the arithmetic headers for compilers without vendor headers, and the scripts, as they are.

use include_dir::{Dir, DirEntry, include_dir};

use super::Project;
use crate::targets::Family;

static KERNELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../hls/nnet");
static DIALECTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../hls/dialects");
static ARITHMETIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../hls/arith");

/// Builds the emulation library; it needs `PROJECT` and `STAMP`.
pub(super) const BUILD_LIB: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/build_lib.sh"));
/// Runs the vendor tools.
pub(super) const BUILD_PRJ: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/build_prj.tcl"));
/// Wires the cores of the parts of a model.
pub(super) const STITCH: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/stitch.tcl"));
/// What the Tcl scripts share.
pub(super) const STEPS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/steps.tcl"));
/// Runs Catapult.
pub(super) const CATAPULT_BUILD_PRJ: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/catapult/build_prj.tcl"));
/// Runs logic synthesis.
pub(super) const VIVADO_SYNTH: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/vivado_synth.tcl"));

/// Runs `v++`; it needs `project.mk`.
pub(super) const UNIFIED_MK: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/unified.mk"));

/// Builds the bitstream of a board.
pub(super) const DESIGN_TCL: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/accelerator/design.tcl"));
/// The driver of a board in C.
pub(super) const HOST_C: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/accelerator/host.c"));
/// The driver of a card in C++.
pub(super) const HOST_CPP: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/accelerator/host.cpp"));
/// The driver of a board in Python.
pub(super) const NETWORK_PY: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/accelerator/network.py"));
/// Runs the compiler of Intel HLS; it needs `project.mk`.
pub(super) const MAKEFILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/Makefile"));

/// Runs the compiler of oneAPI; it needs `project.cmake`.
pub(super) const CMAKE_LISTS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../hls/scripts/CMakeLists.txt"));

/// Adds the kernels in the dialect of a family, and the arithmetic headers that it has, in a folder each.
pub(super) fn add(project: &mut Project, family: &Family, kernels: &str, arithmetic: &str) {
    add_headers(project, &KERNELS, kernels, "");
    for (name, dialect) in family.dialects.iter().filter_map(|name| Some((name, DIALECTS.get_dir(name)?))) {
        add_headers(project, dialect, kernels, name);
    }
    for entry in ARITHMETIC
        .entries()
        .iter()
        .filter(|entry| family.arithmetic.iter().any(|name| entry.path().to_str() == Some(name)))
    {
        match entry {
            DirEntry::Dir(dir) => add_headers(project, dir, arithmetic, ""),
            DirEntry::File(file) => add_header(project, file, arithmetic, ""),
        }
    }
}

/// Whether the kernel library has a header of a name, in any letter case.
pub(crate) fn has_kernel(header: &str) -> bool {
    KERNELS.files().any(|file| file.path().to_str().is_some_and(|path| path.eq_ignore_ascii_case(header)))
}

/// Adds the headers of a folder and of those in it, by their path below a part of the library.
fn add_headers(project: &mut Project, dir: &Dir<'_>, folder: &str, part: &str) {
    dir.files().for_each(|file| add_header(project, file, folder, part));
    dir.dirs().for_each(|inner| add_headers(project, inner, folder, part));
}

fn add_header(project: &mut Project, file: &include_dir::File<'_>, folder: &str, part: &str) {
    let path = file.path().strip_prefix(part).unwrap_or(file.path());
    if path.extension().is_some_and(|extension| extension == "h" || extension == "hpp") {
        let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        project.add(format!("{folder}/{}", parts.join("/")), file.contents());
    }
}
