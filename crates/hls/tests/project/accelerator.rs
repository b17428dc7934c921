//! What stands around a design on a board, with g++ and gcc in place of the tools of the vendor.

use std::process::Command;

use hlsmith_config::{Accelerator, Backend, Driver, Settings, Word};
use hlsmith_fixed::{FixedType, Overflow, Rounding};
use hlsmith_ir::IoType;

use crate::compile::{FLAGS, expected, n_inputs, samples, words};
use crate::support::{generate, golden_graph, run, written};
use crate::syntax::program;

/// Sends samples as words and prints the results, each as the bit pattern of the type that the design has. The last word
/// of a tensor says so, and no other.
const PROGRAM: &str = r#"
#include "firmware/latency_axi.h"

namespace nnet {
bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);
}

template <class WORD_IN, class WORD_OUT, class X, class Y> int run() {
    hls::stream<nnet::axi_word<WORD_IN::bits>> from;
    hls::stream<nnet::axi_word<WORD_OUT::bits>> to;
    double value;
    while (std::cin >> value) {
        for (unsigned i = 0; i < 3; i++) {
            nnet::axi_word<WORD_IN::bits> word;
            word.data = WORD_IN::template encode<X>(X(value));
            word.keep = ~ap_uint<WORD_IN::bits / 8>(0);
            word.last = i == 2;
            from.write(word);
            if (i < 2)
                std::cin >> value;
        }
        latency_axi(from, to);
        for (unsigned i = 0; i < 3; i++) {
            const auto word = to.read();
            if (word.last != (i == 2) || (~word.keep & ((1u << WORD_OUT::bits / 8) - 1)) != 0)
                return 1;
            nnet::write_pattern(std::cout, WORD_OUT::template decode<Y>(word.data));
            std::cout << " ";
        }
        std::cout << std::endl;
    }
    return 0;
}

int main() { return run<IN, OUT, ap_fixed<16, 6>, ap_fixed<16, 6>>(); }
"#;

fn check(io_type: IoType, accelerator: Accelerator, words_of_sides: [&str; 2]) {
    let mut graph = golden_graph("latency");
    graph.io_type = io_type;
    let settings = Settings {
        project_name: "latency".into(),
        backend: Backend::VivadoAccelerator,
        accelerator: Some(accelerator),
        ..Settings::default()
    };
    let (_folder, target) = written(&generate(&graph, &settings));
    std::fs::write(target.join("main.cpp"), PROGRAM).expect("written");
    let [from, to] = words_of_sides;
    let macros = [format!("-DIN={from}"), format!("-DOUT={to}")];
    let weights = format!("-DWEIGHTS_DIR=\"{}\"", target.join("firmware/weights").display());
    let sources = ["-Ifirmware/ap_types", "firmware/latency.cpp", "firmware/latency_axi.cpp", "main.cpp", "-o", "axi"];
    run(Command::new("g++").args(FLAGS).args(macros).arg(&weights).args(sources).current_dir(&target), &[]);
    let rows = samples(n_inputs(&graph));
    let text: String = rows.iter().flatten().map(|value| format!("{value:?} ")).collect();
    let printed = run(Command::new("./axi").current_dir(&target), text.as_bytes());
    assert_eq!(words(&printed), expected(&graph, &rows));
}

#[test]
fn words_of_a_bus_carry_the_numbers_of_the_design() {
    let fixed = FixedType::new(16, 6, true);
    let rounded = FixedType::new(32, 12, true).with_modes(Rounding::Rnd, Overflow::Sat);
    let of = |input, output| Accelerator { input, output, ..Accelerator::default() };
    for io_type in [IoType::Parallel, IoType::Stream] {
        check(io_type, Accelerator::default(), ["nnet::axi_float", "nnet::axi_float"]);
        check(
            io_type,
            of(Word::Fixed(fixed), Word::Fixed(rounded)),
            ["nnet::axi_fixed<ap_fixed<16,6>>", "nnet::axi_fixed<ap_fixed<32,12,AP_RND,AP_SAT>>"],
        );
    }
}

#[test]
fn the_driver_in_c_compiles_without_a_warning() {
    let accelerator = Accelerator { driver: Driver::C, ..Accelerator::default() };
    let settings =
        Settings { backend: Backend::VivadoAccelerator, accelerator: Some(accelerator), ..Settings::default() };
    let (_folder, target) = written(&generate(&golden_graph("latency"), &settings));
    let arguments = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", "host", "host.c"];
    run(Command::new("gcc").args(arguments).current_dir(target.join("driver")), &[]);
}

#[test]
fn the_driver_in_python_reads_its_description() {
    let Ok(python) = Command::new("python3").args(["-c", "import numpy"]).status() else { return };
    let accelerator = Accelerator {
        input: Word::Fixed(FixedType::new(16, 6, true)),
        output: Word::Fixed(FixedType::new(8, 2, false)),
        ..Accelerator::default()
    };
    let settings =
        Settings { backend: Backend::VivadoAccelerator, accelerator: Some(accelerator), ..Settings::default() };
    let (_folder, target) = written(&generate(&golden_graph("latency"), &settings));
    let text = std::fs::read_to_string(target.join("driver/design.json")).expect("a description");
    assert_eq!(
        text,
        "{\n  \"input\": {\"shape\": [3], \"kind\": \"fixed\", \"bits\": 16, \"fraction\": 10, \"signed\": true},\n  \
         \"output\": {\"shape\": [3], \"kind\": \"fixed\", \"bits\": 8, \"fraction\": 6, \"signed\": false}\n}\n"
    );
    if !python.success() {
        return;
    }
    let script = "import json, network; d = json.load(open('design.json')); \
                  x = network.Words(d['input']); y = network.Words(d['output']); \
                  print(x.encode([1.5, -0.0001, 100, -100]).tolist(), y.decode(y.encode([-1, 0.25, 9])).tolist())";
    let printed = run(Command::new("python3").args(["-B", "-c", script]).current_dir(target.join("driver")), &[]);
    assert_eq!(printed, "[1536, -1, 32767, -32768] [0.0, 0.25, 3.984375]\n");
}

#[test]
fn the_script_of_the_bitstream_parses() {
    let settings = Settings {
        backend: Backend::VivadoAccelerator,
        accelerator: Some(Accelerator::default()),
        ..Settings::default()
    };
    let (_folder, target) = written(&generate(&golden_graph("latency"), &settings));
    let driver = "proc unknown {args} { puts \"> $args\"; return {a b} }\nproc exit {args} {}\nsource design.tcl\n";
    std::fs::write(target.join("driver.tcl"), driver).expect("a file");
    let Some(mut tclsh) = program("tclsh") else { return };
    let output = tclsh.arg("driver.tcl").current_dir(&target).output().expect("it runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    for command in
        ["> create_project -force project_1", "> connect_bd_intf_net", "> validate_bd_design", "> launch_runs"]
    {
        assert!(printed.contains(command), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
