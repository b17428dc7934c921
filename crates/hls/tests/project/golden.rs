//! Whole projects compared with recorded ones, file by file. `UPDATE_EXPECT=1` records them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hlsmith_config::Backend;

use crate::support::{GOLDEN, generate, golden_folder, golden_graph, golden_graph_for, golden_settings, root, written};

/// Files that every project of a tool shares; they are compared with the sources they come from instead of being recorded.
const AMD_LIBRARY: &[(&str, &str)] = &[
    ("firmware/ap_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_axi.h", "hls/dialects/amd/nnet_axi.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/amd/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
    ("build_prj.tcl", "hls/scripts/build_prj.tcl"),
    ("vivado_synth.tcl", "hls/scripts/vivado_synth.tcl"),
];

/// As [`AMD_LIBRARY`].
const ACCELERATOR_LIBRARY: &[(&str, &str)] = &[
    ("design.tcl", "hls/accelerator/design.tcl"),
    ("driver/network.py", "hls/accelerator/network.py"),
    ("firmware/ap_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_axi.h", "hls/dialects/amd/nnet_axi.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/amd/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
    ("build_prj.tcl", "hls/scripts/build_prj.tcl"),
    ("vivado_synth.tcl", "hls/scripts/vivado_synth.tcl"),
];

/// As [`AMD_LIBRARY`].
const INTEL_LIBRARY: &[(&str, &str)] = &[
    ("Makefile", "hls/scripts/Makefile"),
    ("firmware/ac_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/intel/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
];

fn library(backend: Backend) -> &'static [(&'static str, &'static str)] {
    match backend {
        Backend::Quartus => INTEL_LIBRARY,
        Backend::Vitis | Backend::Vivado => AMD_LIBRARY,
        Backend::VivadoAccelerator => ACCELERATOR_LIBRARY,
    }
}

/// A file without directives, which differ between the tools.
fn without_directives(bytes: &[u8]) -> String {
    let lines = str::from_utf8(bytes).expect("text").lines().filter(|line| !line.trim_start().starts_with("#pragma "));
    lines.map(|line| line.replace("hls_register ", "")).collect::<Vec<_>>().join("\n")
}

fn check(name: &str, backend: Backend) {
    let (graph, settings) = (golden_graph_for(name, backend), golden_settings(name, backend));
    if backend.is_accelerator() && graph.outputs().len() != 1 {
        let error = hlsmith_hls::validate(&graph, &settings).expect_err("it has several outputs").to_string();
        assert!(error.contains("an accelerator has one input and one output"), "{error}");
        return;
    }
    let project = generate(&graph, &settings);
    let mut own = BTreeMap::new();
    let library = library(backend);
    let mut n_library = vec![0; library.len()];
    for (path, file) in &project.files {
        match library.iter().position(|(start, _)| path.starts_with(start)) {
            Some(kind) if !path.ends_with("nnet_depth.h") => {
                let (start, source) = library[kind];
                let source = root().join(format!("{source}{}", &path[start.len()..]));
                let bytes = fs::read(&source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
                let is_same = bytes == file.bytes
                    || backend == Backend::Quartus && without_directives(&bytes) == without_directives(&file.bytes);
                assert!(is_same, "{path} is not {}", source.display());
                n_library[kind] += 1;
            }
            Some(_) | None => {
                own.insert(path.clone(), String::from_utf8(file.bytes.clone()).expect("generated files are text"));
            }
        }
    }
    assert!(n_library.iter().all(|&n| n > 0), "{n_library:?}");
    let folder = golden_folder(name).join(backend.as_str().to_lowercase());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &own {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
    }
    let mut recorded = BTreeMap::new();
    read(&folder, "", &mut recorded);
    let paths = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&own), paths(&recorded), "{name} for {backend}: other files than recorded");
    for (path, text) in &own {
        assert_eq!(*text, recorded[path], "{name} for {backend}: {path} differs; UPDATE_EXPECT=1 records it");
    }
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(entry.path()).expect("text"));
        }
    }
}

#[test]
fn projects_are_as_recorded() {
    for name in GOLDEN {
        for &backend in Backend::ALL {
            check(name, backend);
        }
    }
}

#[test]
fn no_recorded_project_is_left_over() {
    for entry in fs::read_dir(golden_folder("")).expect("the golden projects") {
        let name = entry.expect("an entry").file_name();
        assert!(GOLDEN.iter().any(|golden| **golden == name), "{} belongs to no test", name.display());
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for name in GOLDEN {
        let settings = golden_settings(name, Backend::Vitis);
        let [first, second] = [(); 2].map(|()| generate(&golden_graph(name), &settings));
        assert_eq!(first, second);
    }
}

#[test]
fn archives_are_the_same_too() {
    let mut settings = golden_settings("latency", Backend::Vivado);
    settings.writer.write_tar = true;
    let project = generate(&golden_graph("latency"), &settings);
    let archives = [(); 2].map(|()| {
        let (_folder, target) = written(&project);
        fs::read(target.with_extension("tar.gz")).expect("the archive is beside the project")
    });
    assert_eq!(archives[0], archives[1]);
    let mut paths = Vec::new();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archives[0].as_slice()));
    for entry in archive.entries().expect("an archive") {
        paths.push(entry.expect("an entry").path().expect("a path").to_string_lossy().into_owned());
    }
    assert_eq!(paths, project.files.keys().cloned().collect::<Vec<_>>());
}
