//! What stands around a design on a board, with g++ and gcc in place of the tools of the vendor.

use std::process::Command;

use hlsmith_config::{Accelerator, Backend, Driver, Settings, Word};
use hlsmith_fixed::{FixedType, Overflow, Rounding};
use hlsmith_ir::IoType;

use crate::compile::{FLAGS, expected, n_inputs, samples, words};
use crate::support::{board, generate, golden_graph, root, run, written};
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

/// What a computer with a card has, as far as the driver calls it: memory that is copied, and the kernel as a function.
const CARD: &str = r#"
#include "firmware/latency_axi.h"

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

enum xclBOSyncDirection { XCL_BO_SYNC_BO_TO_DEVICE, XCL_BO_SYNC_BO_FROM_DEVICE };

namespace xrt {
struct uuid {};

struct device {
    explicit device(unsigned) {}
    uuid load_xclbin(const std::string &) { return uuid(); }
};

struct bo {
    typedef std::shared_ptr<std::vector<char>> memory;
    memory host, card;
    bo(const device &, std::size_t size, int) : host(new std::vector<char>(size)), card(new std::vector<char>(size)) {}
    void write(const void *from, std::size_t n, std::size_t at) { std::memcpy(host->data() + at, from, n); }
    void read(void *to, std::size_t n, std::size_t at) { std::memcpy(to, host->data() + at, n); }
    void sync(xclBOSyncDirection direction, std::size_t n, std::size_t at) {
        const bool up = direction == XCL_BO_SYNC_BO_TO_DEVICE;
        std::memcpy((up ? card : host)->data() + at, (up ? host : card)->data() + at, n);
    }
};

struct run {
    void wait() {}
};

struct kernel {
    kernel(const device &, const uuid &, const std::string &name) {
        if (name != "latency_axi")
            throw std::runtime_error(name);
    }
    int group_id(int) { return 0; }
    run operator()(bo &from, bo &to, unsigned n_samples) {
        std::vector<ap_uint<32>> in(from.card->size() / 4), out(to.card->size() / 4);
        uint32_t word;
        for (std::size_t i = 0; i < in.size(); i++) {
            std::memcpy(&word, from.card->data() + 4 * i, 4);
            in[i] = word;
        }
        latency_axi(in.data(), out.data(), n_samples);
        for (std::size_t i = 0; i < out.size(); i++) {
            word = out[i].to_uint();
            std::memcpy(to.card->data() + 4 * i, &word, 4);
        }
        return run();
    }
};
}
"#;

/// What every program around the design defines.
const GLOBALS: &str = "#include \"firmware/latency_axi.h\"\nnamespace nnet {\nbool trace_enabled = false;\nstd::map<std::string, \
                       void *> *trace_outputs = NULL;\nstd::size_t trace_type_size = sizeof(double);\n}\n";

/// Settings of a project for a board of `v++`.
fn unified(name: &str, driver: Driver) -> Settings {
    let accelerator = Accelerator { board: board(name), driver, ..Accelerator::of(Backend::VitisUnified) };
    Settings {
        project_name: "latency".into(),
        backend: Backend::VitisUnified,
        accelerator: Some(accelerator),
        ..Settings::default()
    }
}

#[test]
fn a_card_computes_the_samples_of_a_file() {
    for io_type in [IoType::Parallel, IoType::Stream] {
        let mut graph = golden_graph("latency");
        graph.io_type = io_type;
        let (_folder, target) = written(&generate(&graph, &unified("alveo-u50", Driver::C)));
        std::fs::create_dir_all(target.join("card/xrt")).expect("a folder");
        std::fs::write(target.join("card/card.h"), format!("#pragma once\n{CARD}")).expect("written");
        for header in ["bo", "device", "kernel"] {
            std::fs::write(target.join(format!("card/xrt/xrt_{header}.h")), "#include \"card.h\"\n").expect("written");
        }
        std::fs::write(target.join("globals.cpp"), GLOBALS).expect("written");
        let weights = format!("-DWEIGHTS_DIR=\"{}\"", target.join("firmware/weights").display());
        let folders = ["-isystem", "card", "-isystem", "firmware/ap_types", "-isystem", "."];
        let sources = ["driver/host.cpp", "globals.cpp", "firmware/latency.cpp", "firmware/latency_axi.cpp"];
        let mut compiler = Command::new("g++");
        compiler.args(FLAGS).arg(&weights).args(folders).args(sources);
        run(compiler.args(["-o", "host"]).current_dir(&target), &[]);
        // More samples than one call of the kernel takes.
        let rows: Vec<Vec<f32>> = (0..40).flat_map(|_| samples(n_inputs(&graph))).collect();
        let bytes: Vec<u8> = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(target.join("inputs"), &bytes).expect("written");
        run(Command::new("./host").args(["x.xclbin", "inputs", "outputs"]).current_dir(&target), &[]);
        let results = std::fs::read(target.join("outputs")).expect("results");
        let results: Vec<f32> =
            results.chunks_exact(4).map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect();
        // The outputs have 16 bits, 10 of them behind the point.
        let patterns: Vec<String> =
            results.iter().map(|value| format!("{:04x}", (value * 1024.0) as i32 as u16)).collect();
        assert_eq!(patterns, expected(&graph, &rows).concat());
        std::fs::write(target.join("inputs"), &bytes[..bytes.len() - 1]).expect("written");
        let output = Command::new("./host").args(["x.xclbin", "inputs", "outputs"]).current_dir(&target).output();
        let output = output.expect("it runs");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && message.contains("the last sample is not complete"), "{message}");
    }
}

#[test]
fn a_board_with_processors_has_the_core_of_a_stream() {
    let project = generate(&golden_graph("latency"), &unified("zcu102", Driver::Python));
    let text = |path: &str| String::from_utf8(project.files[path].bytes.clone()).expect("text");
    let expected = "part=xcvu13p-flga2577-2-e\n\n[hls]\nflow_target=vivado\npackage.output.format=ip_catalog\n";
    assert!(text("hls_config.cfg").starts_with(expected), "{}", text("hls_config.cfg"));
    assert!(text("firmware/latency_axi.cpp").contains("#pragma HLS INTERFACE axis port=axi_in"));
    assert!(text("project.tcl").contains("set control_port \"M_AXI_HPM0_FPD\"\n"));
    assert!(project.files.contains_key("design.tcl") && !project.files.contains_key("link.cfg"));
}

#[test]
fn the_makefile_runs_the_tools_of_vitis() {
    let check = |name: &str, target: &str, expected: &str| {
        let (_folder, folder) = written(&generate(&golden_graph("latency"), &unified(name, Driver::Python)));
        let printed = run(Command::new("make").args(["-n", target]).current_dir(&folder), &[]);
        assert_eq!(printed, format!("{expected}\n"), "{name} {target}");
    };
    let options = "--mode hls --config hls_config.cfg --work_dir latency_prj";
    check("kv260", "synth", &format!("v++ -c {options}"));
    check("kv260", "package", &format!("vitis-run --package {options}"));
    check("kv260", "bitfile", "vivado -mode batch -source design.tcl");
    let link = "v++ -l -t hw --config link.cfg -o driver/design.xclbin latency_prj/latency_axi.xo";
    check("alveo-u250", "bitfile", link);
    check("alveo-u250", "csim", &format!("vitis-run --csim {options}"));
}

/// A board with PYNQ, as far as the driver calls it: the network is the first of the outputs for each sample, negated.
const PYNQ: &str = r#"
import numpy as np

class Buffer(np.ndarray):
    def sync_to_device(self): calls.append('to')
    def sync_from_device(self): calls.append('from')
    def freebuffer(self): calls.append('free')

calls = []

def allocate(shape, dtype):
    return np.zeros(shape, dtype).view(Buffer)

class Channel:
    def transfer(self, buffer): self.buffer = buffer
    def wait(self): pass

class Receive(Channel):
    def wait(self): self.buffer[:] = -engine.sendchannel.buffer

class Engine:
    sendchannel, recvchannel = Channel(), Receive()

engine = Engine()

class Kernel:
    def call(self, sent, received, n): calls.append(n); received[:n] = -sent[:n]

class Overlay:
    def __init__(self, path, download): calls.append(path.rpartition('/')[2])
    axi_dma_0, latency_axi_1 = engine, Kernel()
"#;

#[test]
fn the_driver_in_python_moves_batches_of_any_size() {
    // The environment of the tests has NumPy, where it is there.
    let own = root().join(".venv/test/bin/python");
    let python = if own.is_file() { own } else { "python3".into() };
    let has_numpy = Command::new(&python).args(["-c", "import numpy"]).output();
    if !has_numpy.is_ok_and(|output| output.status.success()) {
        return;
    }
    let script = "import sys, numpy as np, pynq, network\n\
                  n = network.Network()\n\
                  for size in [0, 1, 5, 2500]:\n    \
                  x = np.arange(3 * size, dtype=np.float32).reshape(size, 3)\n    \
                  y, seconds = n.predict(x, profile=True)\n    \
                  assert y.shape == (size, 3) and (y == -x).all() and seconds >= 0, size\n\
                  print([c for c in pynq.calls if c not in ('free', 'to', 'from')])\n";
    let check = |name: &str, expected: &str| {
        let (_folder, target) = written(&generate(&golden_graph("latency"), &unified(name, Driver::Python)));
        let driver = target.join("driver");
        std::fs::write(driver.join("pynq.py"), PYNQ).expect("written");
        let printed = run(Command::new(&python).args(["-B", "-c", script]).current_dir(&driver), &[]);
        assert_eq!(printed, expected, "{name}");
    };
    check("pynq-z2", "['design.bit']\n");
    check("alveo-u280", "['design.xclbin', 1, 5, 1024, 1024, 452]\n");
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
