//! The Tcl scripts, run by a plain Tcl interpreter that prints the vendors' commands instead of running them.

use std::fs;
use std::path::Path;
use std::process::Output;

use hlsmith_config::{Backend, Catapult, Libero, Technology};

use crate::support::{SMARTHLS, generate, golden_graph, golden_graph_for, golden_settings, smarthls, written};
use crate::syntax::program;

/// Runs the build script with arguments; `None` when there is no interpreter.
fn build(target: &Path, arguments: &str) -> Option<Output> {
    let driver = format!(
        "proc unknown {{args}} {{ puts \"> $args\" }}\nset argv [list -f build_prj.tcl {{{arguments}}}]\nsource build_prj.tcl\n"
    );
    fs::write(target.join("driver.tcl"), driver).expect("a file");
    program("tclsh").map(|mut tclsh| tclsh.arg("driver.tcl").current_dir(target).output().expect("it runs"))
}

/// The vendor commands that a build gives, in order.
fn commands(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter_map(|line| line.strip_prefix("> ").map(str::to_owned)).collect()
}

/// Checks the commands of a project; its folder is `<dir>` in them.
fn check(backend: Backend, name: &str, arguments: &str, expected: &[&str]) {
    let (_folder, target) = written(&generate(&golden_graph_for(name, backend), &golden_settings(name, backend)));
    let Some(output) = build(&target, arguments) else { return };
    let folder = target.canonicalize().expect("a folder");
    let commands: Vec<String> =
        commands(&output).iter().map(|command| command.replace(&*folder.to_string_lossy(), "<dir>")).collect();
    assert_eq!(commands, expected, "{backend} {name} {arguments}");
}

#[test]
fn vivado_runs_the_steps_of_the_command_line() {
    check(
        Backend::Vivado,
        "latency",
        "reset=1 csim=0 synth=1 cosim=1 validation=0 export=1 unknown=1",
        &[
            "open_project -reset latency_prj",
            "set_top latency",
            "add_files firmware/latency.cpp -cflags -std=c++0x",
            "add_files -tb latency_test.cpp -cflags -std=c++0x",
            "add_files -tb firmware/weights",
            "add_files -tb tb_data",
            "open_solution -reset solution1",
            "config_array_partition -maximum_size 4096",
            "config_compile -name_max_length 80",
            "set_part xcvu13p-flga2577-2-e",
            "config_schedule -enable_dsp_full_reg=false",
            "create_clock -period 5 -name default",
            "set_clock_uncertainty 12.5% default",
            "csynth_design",
            "add_files -tb latency_test.cpp -cflags {-std=c++0x -DRTL_SIM}",
            "cosim_design -trace_level none",
            "export_design -format ip_catalog -version 1.0.0",
        ],
    );
}

#[test]
fn vitis_runs_the_steps_of_the_options_file() {
    check(
        Backend::Vitis,
        "shared",
        "",
        &[
            "open_project shared_prj",
            "set_top outer::inner::shared",
            "add_files firmware/shared.cpp -cflags -std=c++0x",
            "add_files -tb shared_test.cpp -cflags -std=c++0x",
            "add_files -tb firmware/weights",
            "add_files -tb tb_data",
            "open_solution -flow_target vivado solution1",
            "config_compile -name_max_length 80",
            "set_part xcvu13p-flga2577-2-e",
            "config_schedule -enable_dsp_full_reg=false",
            "create_clock -period 5 -name default",
            "set_clock_uncertainty 27% default",
            "csim_design",
            "csynth_design",
        ],
    );
}

#[test]
fn catapult_synthesises_blocks_for_a_part() {
    check(
        Backend::Catapult,
        "stream",
        "reset=1 cosim=1 vsynth=1",
        &[
            "project new -name stream_prj",
            "solution new -state initial",
            "solution options defaults",
            "solution options set /Input/CppStandard c++11",
            "solution options set /Input/SearchPath {<dir>/firmware <dir>}",
            r#"solution options set /Input/CompilerFlags {-DWEIGHTS_DIR=\"<dir>/firmware/weights\"}"#,
            "solution options set /Output/GenerateCycleNetlist false",
            "solution options set /Output/OutputVHDL false",
            "solution options set /Output/OutputVerilog true",
            "solution options set /Output/PackageOutput false",
            "solution options set /Output/PackageStaticFiles false",
            "flow package require /SCVerify",
            "directive set -REGISTER_THRESHOLD 4096",
            "solution file add firmware/stream.cpp -type C++",
            "solution file add stream_test.cpp -type C++ -exclude true",
            "go analyze",
            "solution design set stream -top",
            "go compile",
            "flow run /SCVerify/launch_make ./scverify/Verify_orig_cxx_osci.mk {} SIMTOOL=osci sim",
            "solution library add mgc_Xilinx-KINTEX-u-2_beh -- -rtlsyntool Vivado -manufacturer Xilinx -family KINTEX-u -speed -2 -part xcku115-flvb2104-2-i",
            "solution library add Xilinx_RAMS",
            "solution library add Xilinx_ROMS",
            "solution library add Xilinx_FIFO",
            "solution library add amba",
            "go libraries",
            "directive set -CLOCKS {clk {-CLOCK_PERIOD 5 -CLOCK_UNCERTAINTY 0}}",
            "go assembly",
            "directive set /stream/layer9_cpy1:cns -FIFO_DEPTH 2",
            "directive set /stream/layer9_cpy2:cns -FIFO_DEPTH 2",
            "directive set /stream/layer2_out:cns -FIFO_DEPTH 2",
            "directive set /stream/layer10_cpy1:cns -FIFO_DEPTH 2",
            "directive set /stream/layer10_cpy2:cns -FIFO_DEPTH 2",
            "directive set /stream/layer10_cpy3:cns -FIFO_DEPTH 2",
            "directive set /stream/layer10_cpy1_rest:cns -FIFO_DEPTH 2",
            "directive set /stream/layer3_out:cns -FIFO_DEPTH 2",
            "directive set /stream/layer11_cpy1:cns -FIFO_DEPTH 2",
            "directive set /stream/layer11_cpy2:cns -FIFO_DEPTH 2",
            "directive set /stream/layer11_cpy3:cns -FIFO_DEPTH 2",
            "directive set /stream/layer11_cpy1_rest:cns -FIFO_DEPTH 2",
            "directive set /stream/layer4_out:cns -FIFO_DEPTH 2",
            "directive set /stream/layer5_out:cns -FIFO_DEPTH 2",
            "directive set /stream/layer6_out:cns -FIFO_DEPTH 2",
            "directive set /stream/layer12_cpy1:cns -FIFO_DEPTH 2",
            "directive set /stream/layer12_cpy2:cns -FIFO_DEPTH 2",
            "go architect",
            "go allocate",
            "go extract",
            "flow run /SCVerify/launch_make ./scverify/Verify_rtl_v_msim.mk {} SIMTOOL=msim sim",
            "flow run /Vivado/synthesize -shell vivado_concat_v/concat_rtl.v.xv",
            "project save",
        ],
    );
}

#[test]
fn catapult_makes_chips_and_takes_other_fifos() {
    let mut settings = golden_settings("stream", Backend::Catapult);
    settings.catapult =
        Catapult { technology: Technology::Asic, asic_library: "saed32".into(), fifo: Some("lib.pipe".into()) };
    let (_folder, target) = written(&generate(&golden_graph("stream"), &settings));
    let Some(output) = build(&target, "vhdl=1 verilog=0 export=1 cosim=1 vsynth=1") else { return };
    let commands = commands(&output);
    for expected in [
        "solution options set /Output/OutputVHDL true",
        "solution options set /Output/OutputVerilog false",
        "solution options set /Output/PackageOutput true",
        "solution library add saed32_beh -- -rtlsyntool DesignCompiler",
        "solution library add ccs_sample_mem",
        "directive set /stream/layer2_out:cns -MAP_TO_MODULE lib.pipe",
        "flow run /SCVerify/launch_make ./scverify/Verify_rtl_vhdl_msim.mk {} SIMTOOL=msim sim",
        "flow run /DesignCompiler/dc_shell ./concat_rtl.v.dc v",
    ] {
        assert!(commands.iter().any(|command| command == expected), "{expected} in {commands:?}");
    }
    assert!(!commands.iter().any(|command| command.contains("Xilinx")), "{commands:?}");
}

#[test]
fn shls_is_told_part_and_sources() {
    let mut settings = golden_settings("latency", Backend::Libero);
    settings.libero = Libero { family: "PolarFireSoC".into(), board: "Icicle_SoC".into(), ..Libero::default() };
    settings.part = "MPFS250T".into();
    settings.clock_period = 2.5;
    let (_folder, target) = written(&generate(&golden_graph_for("latency", Backend::Libero), &settings));
    let installation = smarthls();
    let driver = "proc unknown {args} { puts \"> $args\" }\nsource config.tcl\n";
    fs::write(target.join("driver.tcl"), driver).expect("a file");
    let says = |name: &str, arguments: &[&str], expected: &[&str]| {
        let Some(mut program) = program(name) else { return };
        let output = program.args(arguments).env(SMARTHLS, installation.path()).current_dir(&target).output();
        assert_eq!(commands(&output.expect("it runs")), expected, "{name}");
    };
    let expected = ["set_project PolarFireSoC MPFS250T Icicle_SoC", "set_parameter CLOCK_PERIOD 2.5"];
    says("tclsh", &["driver.tcl"], &expected);
    let sources = "latency firmware/latency.cpp latency_test.cpp -legup-config=config.tcl -std=c++17";
    says("make", &["-s"], &[sources]);
}

#[test]
fn validation_compares_the_results() {
    let (_folder, target) = written(&generate(&golden_graph("latency"), &golden_settings("latency", Backend::Vivado)));
    let only = "csim=0 synth=0 cosim=0 validation=1";
    let Some(missing) = build(&target, only) else { return };
    let check = |output: Output, code: i32, expected: &str| {
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text")).concat();
        assert!(output.status.code() == Some(code) && text.contains(expected), "{text}");
    };
    check(missing, 1, "ERROR: tb_data/csim_results.log is missing; run csim and cosim before validation");
    let write = |name: &str, text: &str| fs::write(target.join("tb_data").join(name), text).expect("a file");
    for name in ["csim_results.log", "csim_results.hex", "rtl_cosim_results.log", "rtl_cosim_results.hex"] {
        write(name, "1 2\n");
    }
    check(build(&target, only).expect("it ran before"), 0, "INFO: Test PASSED");
    write("rtl_cosim_results.hex", "1 3\n");
    check(build(&target, only).expect("it ran before"), 1, "ERROR: Test FAILED: tb_data/csim_results.hex");
    check(
        build(&target, "fifo_opt=1").expect("it ran before"),
        1,
        "ERROR: FIFO depths exist in projects with io_stream only",
    );
    check(
        build(&target, "csim=0 synth=0 cosim=0 validation=0 vsynth=1").expect("it ran before"),
        1,
        "run synth before vsynth",
    );
}
