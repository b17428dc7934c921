//! What the tests share: graphs, settings, commands.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hlsmith_config::{Accelerator, BOARDS, Backend, Board, Settings};
use hlsmith_hls::Project;
use hlsmith_ir::{Compatibility, Graph};

/// The graphs of the golden projects.
pub(crate) const GOLDEN: [&str; 8] =
    ["convolutions", "functions", "functions_stream", "latency", "latency_stream", "recurrent", "shared", "stream"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn golden_folder(name: &str) -> PathBuf {
    root().join("tests/golden").join(name)
}

pub(crate) fn golden_graph(name: &str) -> Graph {
    let text = std::fs::read_to_string(golden_folder(name).join("graph.ir")).expect("the graph is there");
    hlsmith_ir::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The graph of a golden project as a target can have it: the numbers of the peer are not those of every target.
pub(crate) fn golden_graph_for(name: &str, backend: Backend) -> Graph {
    let mut graph = golden_graph(name);
    match backend {
        Backend::Catapult | Backend::Libero | Backend::OneApi | Backend::Quartus => {
            graph.compatibility = Compatibility::Sound
        }
        Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => {}
    }
    graph
}

/// A folder that stands for an installation of SmartHLS: what its projects include says nothing, and makes one target
/// that prints what it was told.
pub(crate) fn smarthls() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let examples = folder.path().join("examples");
    std::fs::create_dir(&examples).expect("a folder");
    let print = "all:\n\t@echo '> $(NAME) $(SRCS) $(LOCAL_CONFIG) $(USER_CXX_FLAG)'\n";
    for (name, text) in [("legup.tcl", ""), ("Makefile.common", print)] {
        std::fs::write(examples.join(name), text).expect("a file");
    }
    folder
}

/// The variable that names the installation to projects.
pub(crate) const SMARTHLS: &str = "SHLS_ROOT_DIR";

/// Settings that differ between the golden graphs, so that together they reach every file and option.
pub(crate) fn golden_settings(name: &str, backend: Backend) -> Settings {
    let mut settings = Settings {
        project_name: name.to_owned(),
        backend,
        accelerator: backend.is_accelerator().then(|| accelerator(backend)),
        part: backend.default_part().to_owned(),
        clock_uncertainty: backend.default_clock_uncertainty(),
        ..Settings::default()
    };
    match name {
        "shared" => {
            settings.writer.namespace = Some("outer::inner".into());
            settings.trace_output = true;
            // Weights of components and accelerators are never ports.
            if matches!(backend, Backend::Vitis | Backend::Vivado) {
                settings.hls.bram_factor = 10;
            }
        }
        "functions" => {
            settings.writer.write_weights_txt = false;
            settings.hls.pipeline_interval = Some(2);
        }
        "stream" => settings.trace_output = true,
        _ => {}
    }
    settings
}

/// A board with processors, or a card where the backend has cards.
fn accelerator(backend: Backend) -> Accelerator {
    let mut accelerator = Accelerator::of(backend);
    if backend == Backend::VitisUnified {
        accelerator.board = board("alveo-u55c");
    }
    accelerator
}

/// A board by its name.
pub(crate) fn board(name: &str) -> &'static Board {
    BOARDS.iter().find(|board| board.name == name).expect("a board")
}

pub(crate) fn generate(graph: &Graph, settings: &Settings) -> Project {
    hlsmith_hls::generate(graph, settings, None).unwrap_or_else(|error| panic!("{error}"))
}

/// A project in a folder of its own, which is removed with the returned handle.
pub(crate) fn written(project: &Project) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("project");
    project.write(&target).unwrap_or_else(|error| panic!("{error}"));
    (folder, target)
}

/// Runs a command with some standard input and returns its standard output; it must succeed without a word on standard
/// error.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> String {
    use std::io::Write;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command ends");
    let _ = feeder.join();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{command:?}: {}\n{errors}", output.status);
    String::from_utf8(output.stdout).expect("text")
}
