//! The projects that wire the parts of a model, compared with recorded ones, and the commands that their script gives to
//! Vivado. `UPDATE_EXPECT=1` records them.

use std::fs;

use hlsmith_config::{Backend, Settings, Wiring};
use hlsmith_diag::Result;
use hlsmith_hls::{Project, WiredPart};
use hlsmith_ir::{Graph, Split};

use crate::support::{golden_folder, golden_graph, written};
use crate::syntax::program;

/// Stands for Vivado: prints its commands, and knows the ports that were made.
const STUB: &str = "\
set ports {}
proc unknown {args} { puts \"> $args\"; return [lindex $args end] }
proc create_bd_port {args} { puts \"> create_bd_port $args\"; lappend ::ports [lindex $args end] }
proc make_bd_pins_external {args} { puts \"> make_bd_pins_external $args\"; lappend ::ports [lindex $args 1] }
proc get_bd_ports {args} { expr {[lindex $args end] in $::ports ? [lindex $args end] : {}} }
foreach command {get_bd_pins get_bd_intf_pins get_bd_cells get_files get_ipdefs current_project} {
    proc $command {args} { return [lindex $args end] }
}
set argv {-f stitch.tcl export=1}
source stitch.tcl
";

fn stitched(graph: &Graph, before: &[&str], settings: &Settings) -> Result<Project> {
    let Split { parts, outputs } = graph.split(before)?;
    let depths = hlsmith_hls::fifo_depths(graph, settings)?;
    let folders: Vec<String> = (1..=parts.len()).map(|part| format!("graph{part}")).collect();
    let of_part = |folder: &String| Settings {
        project_name: format!("{}_{folder}", settings.project_name),
        wiring: Some(Wiring { depths: depths.clone() }),
        ..settings.clone()
    };
    let of_parts: Vec<Settings> = folders.iter().map(of_part).collect();
    let wired: Vec<WiredPart<'_>> = parts
        .iter()
        .zip(&of_parts)
        .zip(&folders)
        .map(|((part, settings), folder)| WiredPart {
            graph: &part.graph,
            settings,
            folder,
            inputs: &part.inputs,
            input_names: &part.input_names,
        })
        .collect();
    hlsmith_hls::stitch(&wired, &outputs, settings)
}

fn settings(name: &str) -> Settings {
    Settings { project_name: name.to_owned(), backend: Backend::Vitis, ..Settings::default() }
}

fn compare(path: &std::path::Path, found: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(path.parent().expect("inside a folder")).expect("a folder");
        fs::write(path, found).expect("a file");
    }
    let recorded = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(found, recorded, "{} differs; UPDATE_EXPECT=1 records it", path.display());
}

fn check(name: &str, before: &[&str]) {
    let project = stitched(&golden_graph(name), before, &settings(name)).unwrap_or_else(|error| panic!("{error}"));
    let paths: Vec<&str> = project.files.keys().map(String::as_str).collect();
    assert_eq!(paths, [".hlsmith", "project.tcl", "stitch.tcl"]);
    let folder = golden_folder("stitched").join(name);
    let text = String::from_utf8(project.files["project.tcl"].bytes.clone()).expect("text");
    compare(&folder.join("project.tcl"), &text);
    let (_folder, target) = written(&project);
    assert!(!target.join("firmware").exists(), "a folder without use");
    fs::write(target.join("stub.tcl"), STUB).expect("a file");
    let Some(mut tclsh) = program("tclsh") else { return };
    let output = tclsh.arg("stub.tcl").current_dir(&target).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    compare(&folder.join("commands.txt"), &text.replace("> ", ""));
}

#[test]
fn stitched_projects_are_as_recorded() {
    check("stream", &["rest", "mean"]);
    check("latency", &["fc2"]);
}

#[test]
fn wires_that_cannot_be_are_refused() {
    let refuse = |graph: &Graph, before: &[&str], settings: &Settings, expected: &[&str]| {
        let error = stitched(graph, before, settings).expect_err("refused").to_string();
        for expected in expected {
            assert!(error.contains(expected), "{expected} is not in\n{error}");
        }
    };
    // With arrays, nothing waits for the tensors of another branch.
    let message = "arrays can only be wired where each part reads one tensor, of the part before it";
    refuse(&golden_graph("shared"), &["beyond"], &settings("shared"), &["part graph2", message, "io_stream"]);
    let mut ports = settings("latency");
    ports.hls.bram_factor = 1;
    refuse(&golden_graph("latency"), &["fc2"], &ports, &["part graph1", "weights outside the design cannot be wired"]);
    refuse(&golden_graph("latency"), &["fc9"], &settings("latency"), &["the converted model has no such layer"]);
}
