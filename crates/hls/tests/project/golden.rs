//! Whole projects compared with recorded ones, file by file. `UPDATE_EXPECT=1` records them.
//!
//! A recorded project is the folder `common` of its graph, which holds what several targets have alike, under the folder
//! of its target, which holds the rest.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hlsmith_config::Backend;
use hlsmith_ir::IoType;

use crate::support::{GOLDEN, generate, golden_folder, golden_graph, golden_graph_for, golden_settings, root, written};

/// Files that every project of a tool shares; they are compared with the sources they come from instead of being recorded.
const AMD_LIBRARY: &[(&str, &str)] = &[
    ("firmware/ap_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_axi.h", "hls/dialects/amd/nnet_axi.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/amd/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
    ("build_prj.tcl", "hls/scripts/build_prj.tcl"),
    ("steps.tcl", "hls/scripts/steps.tcl"),
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
    ("steps.tcl", "hls/scripts/steps.tcl"),
    ("vivado_synth.tcl", "hls/scripts/vivado_synth.tcl"),
];

/// As [`AMD_LIBRARY`].
const UNIFIED_LIBRARY: &[(&str, &str)] = &[
    ("Makefile", "hls/scripts/unified.mk"),
    ("driver/network.py", "hls/accelerator/network.py"),
    ("firmware/ap_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_axi.h", "hls/dialects/amd/nnet_axi.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/amd/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
    ("vivado_synth.tcl", "hls/scripts/vivado_synth.tcl"),
];

/// As [`AMD_LIBRARY`].
const INTEL_LIBRARY: &[(&str, &str)] = &[
    ("Makefile", "hls/scripts/Makefile"),
    ("firmware/ac_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_ac_types.h", "hls/dialects/ac/nnet_ac_types.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/intel/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
];

/// As [`AMD_LIBRARY`].
const SYCL_LIBRARY: &[(&str, &str)] = &[
    ("CMakeLists.txt", "hls/scripts/CMakeLists.txt"),
    ("firmware/ac_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_ac_types.h", "hls/dialects/ac/nnet_ac_types.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/sycl/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
];

/// As [`AMD_LIBRARY`].
const CATAPULT_LIBRARY: &[(&str, &str)] = &[
    ("firmware/ac_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_ac_types.h", "hls/dialects/ac/nnet_ac_types.h"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/siemens/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
    ("build_prj.tcl", "hls/scripts/catapult/build_prj.tcl"),
    ("steps.tcl", "hls/scripts/steps.tcl"),
];

/// As [`AMD_LIBRARY`].
const SMARTHLS_LIBRARY: &[(&str, &str)] = &[
    ("firmware/ap_types/", "hls/arith/"),
    ("firmware/nnet_utils/nnet_types.h", "hls/dialects/microchip/nnet_types.h"),
    ("firmware/nnet_utils/", "hls/nnet/"),
];

fn library(backend: Backend) -> &'static [(&'static str, &'static str)] {
    match backend {
        Backend::Catapult => CATAPULT_LIBRARY,
        Backend::Libero => SMARTHLS_LIBRARY,
        Backend::OneApi => SYCL_LIBRARY,
        Backend::Quartus => INTEL_LIBRARY,
        Backend::Vitis | Backend::Vivado => AMD_LIBRARY,
        Backend::VitisUnified => UNIFIED_LIBRARY,
        Backend::VivadoAccelerator => ACCELERATOR_LIBRARY,
    }
}

/// A file without directives, which differ between the tools.
fn without_directives(bytes: &[u8]) -> String {
    let is_directive =
        |line: &str| ["#pragma ", "NNET_INTERVAL("].iter().any(|start| line.trim_start().starts_with(start));
    let lines = str::from_utf8(bytes).expect("text").lines().filter(|line| !is_directive(line));
    let words = |line: &str| line.replace("hls_register ", "").replacen("    NNET_REGISTER ", "    ", 1);
    lines.map(words).collect::<Vec<_>>().join("\n")
}

/// Texts by path.
type Files = BTreeMap<String, String>;

/// The folder of what most targets have alike.
const COMMON: &str = "common";

/// The file of a target that lists what it lacks of [`COMMON`].
const ABSENT: &str = "absent.txt";

/// The files of a project that are recorded, after a comparison of the others with their sources; `None` where a target
/// refuses the graph as it should.
fn own_files(name: &str, backend: Backend) -> Option<Files> {
    let (graph, settings) = (golden_graph_for(name, backend), golden_settings(name, backend));
    if backend.is_accelerator() && graph.outputs().len() != 1 {
        let error = hlsmith_hls::validate(&graph, &settings).expect_err("it has several outputs").to_string();
        assert!(error.contains("an accelerator has one input and one output"), "{error}");
        return None;
    }
    let project = generate(&graph, &settings);
    let mut own = Files::new();
    let library = library(backend);
    let mut n_library = vec![0; library.len()];
    for (path, file) in &project.files {
        match library.iter().position(|(start, _)| path.starts_with(start)) {
            Some(kind) if !path.ends_with("nnet_depth.h") => {
                let (start, source) = library[kind];
                let source = root().join(format!("{source}{}", &path[start.len()..]));
                let bytes = fs::read(&source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
                let is_same = bytes == file.bytes
                    || matches!(backend, Backend::Catapult | Backend::Libero | Backend::OneApi | Backend::Quartus)
                        && without_directives(&bytes) == without_directives(&file.bytes);
                assert!(is_same, "{path} is not {}", source.display());
                n_library[kind] += 1;
            }
            Some(_) | None => {
                own.insert(path.clone(), String::from_utf8(file.bytes.clone()).expect("generated files are text"));
            }
        }
    }
    assert!(n_library.iter().all(|&n| n > 0), "{n_library:?}");
    Some(own)
}

/// For each path that at least two projects have alike, the text that most of them have, the first of those as frequent.
fn common_files(projects: &[(Backend, Files)]) -> Files {
    let mut common = Files::new();
    for path in projects.iter().flat_map(|(_, files)| files.keys()) {
        let texts: Vec<&String> = projects.iter().filter_map(|(_, files)| files.get(path)).collect();
        let count = |text: &String| texts.iter().filter(|other| **other == text).count();
        let most = texts.iter().map(|text| count(text)).max().unwrap_or_default();
        if let (2.., Some(text)) = (most, texts.iter().find(|text| count(text) == most)) {
            common.insert(path.clone(), (*text).clone());
        }
    }
    common
}

/// What a target has otherwise than [`COMMON`], and under [`ABSENT`] what it lacks of it.
fn difference(files: &Files, common: &Files) -> Files {
    let mut own: Files = files.iter().filter(|(path, text)| common.get(*path) != Some(text)).map(owned).collect();
    let absent: Vec<&str> = common.keys().filter(|path| !files.contains_key(*path)).map(String::as_str).collect();
    if !absent.is_empty() {
        own.insert(ABSENT.to_owned(), absent.join("\n") + "\n");
    }
    own
}

/// The inverse of [`difference`].
fn overlaid(mut own: Files, common: &Files) -> Files {
    let absent = own.remove(ABSENT).unwrap_or_default();
    let mut files: Files = common.iter().map(owned).collect();
    files.retain(|path, _| !absent.lines().any(|line| line == path));
    files.extend(own);
    files
}

fn owned((path, text): (&String, &String)) -> (String, String) {
    (path.clone(), text.clone())
}

fn check(name: &str) {
    let generated = |backend: &Backend| own_files(name, *backend).map(|files| (*backend, files));
    let projects: Vec<(Backend, Files)> = Backend::ALL.iter().filter_map(generated).collect();
    let folder = |target: &str| golden_folder(name).join(target.to_lowercase());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let common = common_files(&projects);
        write(&folder(COMMON), &common);
        for (backend, files) in &projects {
            write(&folder(backend.as_str()), &difference(files, &common));
        }
    }
    let mut common = Files::new();
    read(&folder(COMMON), "", &mut common);
    for (backend, files) in &projects {
        let mut recorded = Files::new();
        read(&folder(backend.as_str()), "", &mut recorded);
        let recorded = overlaid(recorded, &common);
        let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(files), paths(&recorded), "{name} for {backend}: other files than recorded");
        for (path, text) in files {
            assert_eq!(*text, recorded[path], "{name} for {backend}: {path} differs; UPDATE_EXPECT=1 records it");
        }
    }
    let used = |path: &String| projects.iter().any(|(_, files)| files.get(path) == Some(&common[path]));
    assert!(common.keys().all(used), "{name}: no target has all of what is recorded for several");
}

fn write(folder: &Path, files: &Files) {
    let _ = fs::remove_dir_all(folder);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

fn read(folder: &Path, prefix: &str, files: &mut Files) {
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
        check(name);
    }
}

#[test]
fn every_target_has_three_recorded_projects_of_each_interface() {
    for &backend in Backend::ALL {
        let folder = backend.as_str().to_lowercase();
        for io_type in [IoType::Parallel, IoType::Stream] {
            let is_recorded = |name: &&str| golden_folder(name).join(&folder).is_dir();
            let of_interface = GOLDEN.into_iter().filter(|name| golden_graph(name).io_type == io_type);
            let recorded: Vec<&str> = of_interface.filter(is_recorded).collect();
            assert!(recorded.len() >= 3, "{backend}, {io_type}: {recorded:?}");
        }
    }
}

#[test]
fn no_recorded_project_is_left_over() {
    for entry in fs::read_dir(golden_folder("")).expect("the golden projects") {
        let name = entry.expect("an entry").file_name();
        let is_tested = GOLDEN.iter().chain(&["stitched"]).any(|golden| **golden == name);
        assert!(is_tested, "{} belongs to no test", name.display());
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
