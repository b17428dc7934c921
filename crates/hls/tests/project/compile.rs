//! Generated projects built with g++ and compared, bit for bit, with the emulator.

use std::path::Path;
use std::process::Command;

use hlsmith_config::{Backend, Settings};
use hlsmith_emulate::Plan;
use hlsmith_hls::{TestBench, generate_suite_unit};
use hlsmith_ir::{Compatibility, Graph, IoType};

use crate::support::{GOLDEN, generate, golden_graph, golden_graph_for, golden_settings, run, written};

pub(crate) const FLAGS: [&str; 5] = ["-std=c++17", "-Wall", "-Wextra", "-Wno-unknown-pragmas", "-Werror"];
const N_SAMPLES: usize = 64;

/// Seeded samples of `width` numbers: small steps around zero, and every eighth beyond the range of the usual types.
pub(crate) fn samples(width: usize) -> Vec<Vec<f32>> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    (0..N_SAMPLES)
        .map(|sample| (0..width).map(|_| next() * if sample % 8 == 7 { 100.0 } else { 6.0 }).collect())
        .collect()
}

/// The inputs of a graph from rows of all inputs one after the other.
fn columns(plan: &Plan, rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut start = 0;
    (0..plan.n_inputs())
        .map(|input| {
            let len: usize = plan.input_shape(input).iter().product();
            start += len;
            rows.iter().flat_map(|row| &row[start - len..start]).copied().collect()
        })
        .collect()
}

/// The bit patterns the emulator gives, a line for each output of each sample.
pub(crate) fn expected(graph: &Graph, rows: &[Vec<f32>]) -> Vec<Vec<String>> {
    let plan = Plan::compile(graph).unwrap_or_else(|error| panic!("{error}"));
    let columns = columns(&plan, rows);
    let inputs: Vec<&[f32]> = columns.iter().map(Vec::as_slice).collect();
    let outputs = plan.run_reference(&inputs, rows.len()).unwrap_or_else(|error| panic!("{error}"));
    let line = |sample: usize, output: usize| {
        let len: usize = plan.output_shape(output).iter().product();
        let result = &outputs[output];
        let raws = &result.raw[sample * len..][..len];
        raws.iter().map(|raw| raw.to_pattern(result.format.width)).collect()
    };
    (0..rows.len())
        .flat_map(|sample| (0..outputs.len()).map(move |output| (sample, output)))
        .map(|(s, o)| line(s, o))
        .collect()
}

pub(crate) fn n_inputs(graph: &Graph) -> usize {
    graph.inputs().iter().map(|&input| graph.tensor(input).shape.iter().product::<usize>()).sum()
}

pub(crate) fn words(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// The option that finds the arithmetic headers of a project.
pub(crate) fn arithmetic(backend: Backend) -> String {
    format!("-I{}", hlsmith_hls::arithmetic_folder(backend))
}

/// Builds the test bench of a project, runs it on samples and compares its patterns and numbers with the emulator.
pub(crate) fn check_test_bench(graph: &Graph, settings: &Settings) {
    let rows = samples(n_inputs(graph));
    let lines = expected(graph, &rows);
    let n_outputs: usize = graph.outputs().len();
    let width: usize = lines[..n_outputs].iter().map(Vec::len).sum();
    let bench = TestBench { inputs: rows.clone(), predictions: vec![vec![0.0; width]; rows.len()] };
    let project = hlsmith_hls::generate(graph, settings, Some(&bench)).unwrap_or_else(|error| panic!("{error}"));
    let (_folder, target) = written(&project);
    let name = &settings.project_name;
    let sources = [format!("firmware/{name}.cpp"), format!("{name}_test.cpp")];
    let weights = format!("-DWEIGHTS_DIR=\"{}\"", target.join("firmware/weights").display());
    run(
        Command::new("g++")
            .args(FLAGS)
            .args(["-O1", &arithmetic(settings.backend), &weights])
            .args(&sources)
            .args(["-o", "bench"])
            .current_dir(&target),
        &[],
    );
    let printed = run(Command::new("./bench").current_dir(&target), &[]);
    assert!(printed.contains("Processing input 0") && printed.contains("largest difference"), "{printed}");
    let results = |suffix: &str| {
        let path = target.join("tb_data").join(format!("csim_results.{suffix}"));
        words(&std::fs::read_to_string(path).expect("results"))
    };
    assert_eq!(results("hex"), lines, "{name}");
    let plan = Plan::compile(graph).expect("it compiled before");
    let inputs: Vec<Vec<f64>> =
        columns(&plan, &rows).iter().map(|column| column.iter().map(|&value| value.into()).collect()).collect();
    let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
    let exact = plan.run(&inputs, rows.len(), Some(1)).expect("it ran before");
    for (position, line) in results("log").iter().enumerate() {
        let (sample, output) = (position / n_outputs, position % n_outputs);
        let numbers: Vec<f64> = line.iter().map(|word| word.parse().expect("a number")).collect();
        assert_eq!(numbers, exact[output][sample * numbers.len()..][..numbers.len()], "{name}");
    }
    if settings.trace_output {
        let logs =
            std::fs::read_dir(target.join("tb_data")).expect("a folder").map(|entry| entry.expect("an entry").path());
        let traces = logs.filter(|path| path.to_string_lossy().ends_with("_output.log"));
        let lengths: Vec<usize> =
            traces.map(|path| std::fs::read_to_string(path).expect("text").lines().count()).collect();
        let n_traced = graph.nodes().filter(|(_, node)| node.trace).count();
        assert_eq!(lengths, vec![rows.len(); n_traced]);
    }
}

#[test]
fn test_benches_give_the_numbers_of_the_emulator() {
    for name in GOLDEN {
        for backend in [Backend::Vitis, Backend::Catapult, Backend::Libero, Backend::Quartus, Backend::OneApi] {
            check_test_bench(&golden_graph_for(name, backend), &golden_settings(name, backend));
        }
    }
}

/// A program that reads samples and calls the top function with tuples.
const EMULATION: &str = r#"
#include "firmware/latency.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {
bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);
}

int main() {
    inputs_t inputs;
    outputs_t outputs;
    double value;
    while (std::cin >> value) {
        std::get<0>(inputs)[0] = value;
        for (std::size_t i = 1; i < std::get<0>(inputs).size() && std::cin >> value; i++)
            std::get<0>(inputs)[i] = value;
        latency_emulator(inputs, outputs);
        for (auto &y : std::get<0>(outputs)) {
            nnet::write_pattern(std::cout, y);
            std::cout << " ";
        }
        std::cout << std::endl;
    }
}
"#;

#[test]
fn the_top_function_can_be_called_with_tuples() {
    let graph = golden_graph("latency");
    let mut settings = golden_settings("latency", Backend::Vitis);
    settings.writer.write_emulation_constants = true;
    settings.writer.write_weights_txt = false;
    let (_folder, target) = written(&generate(&graph, &settings));
    std::fs::write(target.join("main.cpp"), EMULATION).expect("written");
    let arguments = ["-Ifirmware/ap_types", "firmware/latency.cpp", "main.cpp", "-o", "emulation"];
    run(Command::new("g++").args(FLAGS).args(arguments).current_dir(&target), &[]);
    let rows = samples(n_inputs(&graph));
    let text: String = rows.iter().flatten().map(|value| format!("{value:?} ")).collect();
    let printed = run(Command::new("./emulation").current_dir(&target), text.as_bytes());
    assert_eq!(words(&printed), expected(&graph, &rows));
}

#[test]
fn weights_of_streaming_designs_can_be_ports() {
    let mut settings = golden_settings("latency", Backend::Vitis);
    settings.hls.bram_factor = 0;
    let mut graph = golden_graph("latency");
    graph.io_type = IoType::Stream;
    for write_weights_txt in [true, false] {
        settings.writer.write_weights_txt = write_weights_txt;
        check_test_bench(&graph, &settings);
    }
}

#[test]
fn test_benches_run_without_data() {
    let project = generate(&golden_graph("latency"), &golden_settings("latency", Backend::Vivado));
    let (_folder, target) = written(&project);
    let weights = format!("-DWEIGHTS_DIR=\"{}\"", target.join("firmware/weights").display());
    let arguments = ["-Ifirmware/ap_types", &weights, "firmware/latency.cpp", "latency_test.cpp", "-o", "bench"];
    run(Command::new("g++").args(FLAGS).args(arguments).current_dir(&target), &[]);
    let printed = run(Command::new("./bench").current_dir(&target), &[]);
    assert!(printed.starts_with("INFO: no input data in tb_data, using five samples of zeros"), "{printed}");
    let log = std::fs::read_to_string(target.join("tb_data/csim_results.log")).expect("results");
    assert_eq!(log.lines().count(), 5);
}

#[test]
fn build_lib_makes_a_library_with_the_documented_functions() {
    [Backend::Vitis, Backend::Catapult, Backend::Libero, Backend::Quartus, Backend::OneApi]
        .into_iter()
        .for_each(check_library);
}

fn check_library(backend: Backend) {
    let project = generate(&golden_graph_for("shared", backend), &golden_settings("shared", backend));
    let (_folder, target) = written(&project);
    run(&mut Command::new(target.join("build_lib.sh")), &[]);
    let library = library(&target);
    let symbols = run(Command::new("nm").args(["-D", "--defined-only"]).arg(&library), &[]);
    for function in
        ["shared_float", "shared_double", "allocate_trace_storage", "free_trace_storage", "collect_trace_output"]
    {
        assert!(symbols.lines().any(|line| line.ends_with(&format!(" T {function}"))), "{function} in {symbols}");
    }
}

fn library(target: &Path) -> std::path::PathBuf {
    let entries = std::fs::read_dir(target.join("firmware")).expect("a folder");
    let mut paths = entries.map(|entry| entry.expect("an entry").path());
    paths.find(|path| path.extension().is_some_and(|extension| extension == "so")).expect("a library")
}

/// Builds a program of all cases for each family of tools and compares every case with the emulator; cases with types that
/// a family does not have are left out.
pub(crate) fn check_unit(graphs: &[(String, Graph)]) {
    check_unit_of(Backend::Vivado, graphs);
    // The definitions of the kernels are the same, so that a part shows what the other number types do to them.
    let part = if std::env::var_os("HLSMITH_FULL").is_some() { 1 } else { 3 };
    check_part_of(Backend::Quartus, graphs, 0, part);
    check_part_of(Backend::Libero, graphs, part / 2, part);
}

/// Compares a part of the cases, of which those are left out that a target has no types for.
fn check_part_of(backend: Backend, graphs: &[(String, Graph)], first: usize, part: usize) {
    let settings = Settings { backend, ..Settings::default() };
    let with_types = |(name, graph): &(String, Graph)| {
        let mut graph = graph.clone();
        graph.compatibility = Compatibility::Sound;
        match hlsmith_hls::validate(&graph, &settings) {
            Ok(_) => Some((name.clone(), graph)),
            Err(findings) => {
                assert!(findings.to_string().contains("the target has no type"), "{findings}");
                None
            }
        }
    };
    let known: Vec<(String, Graph)> = graphs.iter().filter_map(with_types).collect();
    assert!(known.len() * 3 >= graphs.len() * 2, "{} of {}", known.len(), graphs.len());
    let chosen: Vec<(String, Graph)> = known.into_iter().skip(first).step_by(part).collect();
    check_unit_of(backend, &chosen);
}

/// As [`check_unit`], for a target that has all types.
pub(crate) fn check_unit_of(backend: Backend, graphs: &[(String, Graph)]) {
    let cases: Vec<(String, &Graph)> = graphs.iter().map(|(name, graph)| (name.clone(), graph)).collect();
    let project = generate_suite_unit(&cases, &Settings { backend, ..Settings::default() })
        .unwrap_or_else(|error| panic!("{error}"));
    let (_folder, target) = written(&project);
    let arguments = ["-O1", "-Iap_types", "suite.cpp", "-o", "suite"];
    run(Command::new("g++").args(FLAGS).args(arguments).current_dir(&target), &[]);
    for (name, graph) in graphs {
        let rows = samples(n_inputs(graph));
        let bytes: Vec<u8> = rows.iter().flatten().flat_map(|&value| f64::from(value).to_ne_bytes()).collect();
        let printed = run(Command::new("./suite").arg(name).current_dir(&target), &bytes);
        let n_outputs = graph.outputs().len();
        let lines: Vec<Vec<String>> = expected(graph, &rows).chunks(n_outputs).map(<[_]>::concat).collect();
        assert_eq!(words(&printed), lines, "{name}: {}", hlsmith_ir::print(graph, hlsmith_ir::PrintOptions::default()));
    }
}

#[test]
fn kernels_say_nothing_that_the_headers_of_smarthls_do_not_have() {
    let project = generate(&golden_graph_for("stream", Backend::Libero), &golden_settings("stream", Backend::Libero));
    let others = [".to_int()", ".to_uint()", ".to_float()", "T::width", "T::iwidth", "slc<", "ap_fixed", "hls::stream"];
    let mut n_headers = 0;
    for (path, file) in project.files.iter().filter(|(path, _)| path.contains("nnet_utils")) {
        let text = str::from_utf8(&file.bytes).expect("text");
        let found: Vec<&&str> = others.iter().filter(|other| text.contains(**other)).collect();
        assert!(found.is_empty(), "{path}: {found:?}");
        n_headers += 1;
    }
    assert!(n_headers > 20, "{n_headers} headers");
}

#[test]
fn one_program_holds_many_cases() {
    for &backend in Backend::ALL {
        check_unit_of(backend, &GOLDEN.map(|name| (name.to_owned(), golden_graph_for(name, backend))));
    }
}
