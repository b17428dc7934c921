//! Projects of CMake, configured and built with g++ in place of the compiler that they are for.

use std::path::Path;
use std::process::Command;

use hlsmith_config::{Backend, Settings};
use hlsmith_hls::TestBench;

use crate::compile::{expected, n_inputs, samples, words};
use crate::support::{golden_graph_for, golden_settings, run, written};
use crate::syntax::program;

fn cmake(target: &Path, arguments: &[&str]) -> String {
    run(Command::new("cmake").args(arguments).current_dir(target), &[])
}

/// Builds the test bench and the library of a project, runs the test bench and compares it with the emulator.
fn check(name: &str) {
    let settings = golden_settings(name, Backend::OneApi);
    let graph = golden_graph_for(name, Backend::OneApi);
    let rows = samples(n_inputs(&graph));
    let lines = expected(&graph, &rows);
    let width = lines[..graph.outputs().len()].iter().map(Vec::len).sum();
    let bench = TestBench { inputs: rows.clone(), predictions: vec![vec![0.0; width]; rows.len()] };
    let project = hlsmith_hls::generate(&graph, &settings, Some(&bench)).unwrap_or_else(|error| panic!("{error}"));
    let (_folder, target) = written(&project);
    cmake(&target, &["-S", ".", "-B", "build", "-DCMAKE_CXX_COMPILER=g++"]);
    cmake(&target, &["--build", "build"]);
    cmake(&target, &["--build", "build", "--target", "lib"]);
    assert!(target.join(format!("build/lib{name}.so")).is_file());
    run(Command::new(format!("./build/{name}.fpga_emu")).current_dir(&target), &[]);
    let results = std::fs::read_to_string(target.join("tb_data/csim_results.hex")).expect("results");
    assert_eq!(words(&results), lines, "{name}");
}

#[test]
fn programs_of_cmake_give_the_numbers_of_the_emulator() {
    if program("cmake").is_some() {
        ["latency", "stream"].into_iter().for_each(check);
    }
}

#[test]
fn the_handshakes_are_those_of_the_settings() {
    let graph = golden_graph_for("latency", Backend::OneApi);
    let text = |hyperopt_handshake: bool| {
        let settings = Settings { hyperopt_handshake, ..golden_settings("latency", Backend::OneApi) };
        let project = hlsmith_hls::generate(&graph, &settings, None).unwrap_or_else(|error| panic!("{error}"));
        String::from_utf8(project.files["project.cmake"].bytes.clone()).expect("text")
    };
    assert!(text(false).contains("set(NNET_HANDSHAKES [=[off]=])"), "{}", text(false));
    assert!(text(true).contains("set(NNET_HANDSHAKES [=[auto]=])"), "{}", text(true));
}
