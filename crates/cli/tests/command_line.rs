//! The command line as a user meets it: exit codes, output for people and machines, one clear diagnostic a mistake.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The root of the repository; models are named from there.
fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

const MLP: &str = "tests/models/keras3/mlp.keras";

fn hlsmith(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hlsmith"));
    command.args(arguments).current_dir(root());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program prints UTF-8")
}

/// Runs a wrong command and compares exit code and what is on the error stream.
fn check_error(arguments: &[&str], code: i32, expected: &str) {
    let output = hlsmith(arguments).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{}", text(&output.stderr));
    assert_eq!(text(&output.stderr).trim_end(), expected, "{arguments:?}");
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
}

/// Runs a command that works.
fn run(arguments: &[&str]) -> String {
    let output = hlsmith(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}\n{}", text(&output.stderr));
    text(&output.stdout)
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the program prints one JSON object")
}

#[test]
fn mistakes_give_one_clear_diagnostic() {
    check_error(
        &["convert", "tests/models/missing.keras"],
        1,
        "error[HS0401]: file `tests/models/missing.keras`: the file cannot be opened\n  found: No such file or directory (os error 2)",
    );
    check_error(
        &["convert", MLP, "--strategy", "Latancy"],
        1,
        "error[HS0303]: key `HLSConfig.Model.Strategy`: unknown choice\n  found: \"Latancy\"\n  expected: one of Latency, Resource, Resource_Unrolled\n  remedy: did you mean `Latency`?",
    );
    check_error(
        &["convert", MLP, "--project-name", "a; exec rm"],
        1,
        "error[HS0702]: key `ProjectName`: this is no name in C++\n  found: \"a; exec rm\"\n  expected: a name of letters, digits and `_` that is no C++ keyword",
    );
    check_error(
        &["convert", MLP, "--backend", "Vitus"],
        2,
        "error[HS0901]: argument `backend`: unknown backend\n  found: Vitus\n  remedy: did you mean `Vitis`?",
    );
    check_error(
        &["inspect", MLP, "--after", "fuse_batchnorm"],
        1,
        "error[HS0501]: argument `after`: no flow of this target has such a pass\n  found: fuse_batchnorm\n  remedy: did you mean `fuse_batch_normalization`?",
    );
    check_error(
        &["config", MLP, "--precision", "fixed<16>"],
        1,
        "error[HS0101]: argument `precision`: `fixed` has 1 parameters\n  found: fixed<16>\n  expected: fixed<W,I[,Q[,O[,N]]]>\n  remedy: W is the width in bits, I the bits left of the binary point including the sign",
    );
}

#[test]
fn wrong_use_exits_with_two() {
    for arguments in [&["frobnicate"][..], &["convert"], &["predict", MLP], &["--nonsense"]] {
        let output = hlsmith(arguments).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn version_and_help_succeed() {
    assert_eq!(run(&["--version"]), format!("hlsmith {}\n", env!("CARGO_PKG_VERSION")));
    for command in ["build", "config", "convert", "inspect", "predict", "profile"] {
        assert!(run(&[command, "--help"]).contains("Usage: hlsmith"), "{command}");
    }
}

#[test]
fn errors_are_json_on_request() {
    let output = hlsmith(&["convert", "missing.h5", "--json"]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json(&output)["errors"][0]["code"], "HS0401");
}

#[test]
fn every_command_speaks_json() {
    let folder = TempDir::new().expect("a temporary folder");
    let project = folder.path().join("project").display().to_string();
    let samples = folder.path().join("x.dat");
    std::fs::write(&samples, "0 ".repeat(16)).expect("samples are written");
    let samples = samples.display().to_string();
    for (arguments, key) in [
        (vec!["config", MLP], "config"),
        (vec!["inspect", MLP], "layers"),
        (vec!["inspect", MLP, "--after", "convert"], "graph"),
        (vec!["inspect", MLP, "--passes"], "flows"),
        (vec!["predict", MLP, "-i", &samples], "outputs"),
        (vec!["profile", MLP, "-i", &samples], "layers"),
        (vec!["convert", MLP, "--output-dir", &project], "project"),
        (vec!["convert", MLP, "--backend", "Vivado", "--board", "pynq-z2", "--output-dir", &project], "project"),
        (vec!["build", MLP, "--output-dir", &project, "--csim"], "csim"),
    ] {
        let output = hlsmith(&arguments).arg("--json").output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}\n{}", text(&output.stdout));
        assert!(!json(&output)[key].is_null(), "{arguments:?}");
    }
}

#[test]
fn a_missing_vendor_tool_is_named_and_nothing_is_written() {
    let folder = TempDir::new().expect("a temporary folder");
    let project = folder.path().join("project");
    let output = hlsmith(&["build", MLP, "--synth", "--output-dir", &project.display().to_string()])
        .env("PATH", "/nowhere/bin:/else/bin")
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.starts_with("error[HS0801]: tool `vitis-run`: the program is not on PATH"), "{message}");
    assert!(message.contains("searched /nowhere/bin, /else/bin"), "{message}");
    assert!(!project.exists());
}

/// A folder with programs, each a shell script.
#[cfg(unix)]
fn with_programs(programs: &[(&str, &str)]) -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("a temporary folder");
    for (name, script) in programs {
        let program = folder.path().join(name);
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("the program is written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("the program is executable");
    }
    folder
}

#[cfg(unix)]
#[test]
fn a_board_of_vitis_is_built_to_the_end() {
    let reports = root().join("tests/reports/vivado-unified/net_prj").canonicalize().expect("the reports are there");
    let call = "echo \"${0##*/} $1 $2\" >> calls.txt";
    let synth = format!("{call}; /bin/cp -r '{}' myproject_prj", reports.display());
    let make = "exec /usr/bin/make \"$@\"";
    let tools = with_programs(&[("make", make), ("v++", &synth), ("vitis-run", call), ("vivado", call)]);
    let project = tools.path().join("project");
    let arguments = ["build", MLP, "--backend", "VitisUnified", "--bitfile", "--vsynth", "--json", "--output-dir"];
    let build = |arguments: &[&str]| {
        let mut command = hlsmith(arguments);
        command.arg(&project).env("PATH", tools.path()).output().expect("the program runs")
    };
    let output = build(&arguments);
    assert!(output.status.success(), "{}", text(&output.stdout));
    let report = json(&output);
    assert_eq!(report["vendor_steps"], serde_json::json!(["synth", "export", "vsynth", "bitfile"]));
    assert_eq!(report["CSynthesisReport"]["WorstLatency"], "120");
    let calls = std::fs::read_to_string(project.join("calls.txt")).expect("calls");
    assert_eq!(calls, "v++ -c --mode\nvitis-run --package --mode\nvivado -mode batch\nvivado -mode batch\n");
    let output = build(&["build", MLP, "--backend", "VitisUnified", "--cosim", "--output-dir"]);
    let message = text(&output.stderr);
    assert!(message.starts_with("error[HS0404]: argument `cosim`: the test bench calls the network"), "{message}");
    let output = build(&["build", MLP, "--backend", "Vivado", "--bitfile", "--output-dir"]);
    let message = text(&output.stderr);
    assert!(
        message.starts_with("error[HS0404]: argument `bitfile`: the backend builds a design without a"),
        "{message}"
    );
}

/// The tools of a vendor, played by scripts.
#[cfg(unix)]
struct Vendor {
    backend: &'static str,
    /// The programs that a build calls, the compiler first, and others that only have to be there.
    called: &'static [&'static str],
    present: &'static [&'static str],
    /// The folder of reports that the compiler leaves, below `tests/reports`.
    reports: &'static str,
    /// The calls that synthesis takes.
    calls: &'static [&'static str],
    /// A place in the document of the reports, and what stands there.
    read: (&'static str, &'static str),
    /// The program that fails when its compiler does.
    fails: &'static str,
}

#[cfg(unix)]
const VENDORS: &[Vendor] = &[
    Vendor {
        backend: "Catapult",
        called: &["catapult"],
        present: &[],
        reports: "catapult/net_prj",
        calls: &["catapult -shell -file build_prj.tcl"],
        read: ("/UtilizationReport/LUT", "4100"),
        fails: "catapult",
    },
    Vendor {
        backend: "oneAPI",
        called: &["cmake"],
        present: &["icpx"],
        reports: "oneapi/build",
        calls: &["cmake -S . -B build", "cmake --build build --target report"],
        read: ("/fpga/Quartus/fmax", "597.73"),
        fails: "cmake",
    },
    Vendor {
        backend: "Quartus",
        called: &["i++"],
        present: &["make"],
        reports: "quartus/net-fpga.prj",
        calls: &[
            "i++ -Ifirmware -DWEIGHTS_DIR=\"firmware/weights\" -v --clock 5ns -march=Arria10 net_test.cpp firmware/net.cpp \
             -o net-fpga",
        ],
        read: ("/Clock", "312.5"),
        fails: "make",
    },
    Vendor {
        backend: "Vitis",
        called: &["vitis-run"],
        present: &[],
        reports: "vivado-vitis/net_prj",
        calls: &["vitis-run --tcl build_prj.tcl --mode hls"],
        read: ("/CSynthesisReport/LUT", "3000"),
        fails: "vitis-run",
    },
    Vendor {
        backend: "Vivado",
        called: &["vivado_hls"],
        present: &[],
        reports: "vivado/net_prj",
        calls: &[
            "vivado_hls -f build_prj.tcl reset=0 csim=0 synth=1 cosim=0 validation=0 export=0 vsynth=0 fifo_opt=0",
        ],
        read: ("/CSynthesisReport/LUT", "4000"),
        fails: "vivado_hls",
    },
];

#[cfg(unix)]
impl Vendor {
    /// Synthesises with programs of a script; gives the project beside the output.
    fn build(&self, script: &str, options: &[&str]) -> (TempDir, std::path::PathBuf, Output) {
        let call = format!("echo \"${{0##*/}} $*\" >> calls.txt\n{script}");
        let present = |name| (name, if name == "make" { "exec /usr/bin/make \"$@\"" } else { "" });
        let called = self.called.iter().map(|&name| (name, call.as_str()));
        let tools = with_programs(&called.chain(self.present.iter().map(|&name| present(name))).collect::<Vec<_>>());
        let project = tools.path().join("project");
        let arguments = ["build", MLP, "--backend", self.backend, "--synth", "--project-name", "net", "--output-dir"];
        let mut command = hlsmith(&arguments);
        let command = command.arg(&project).args(options).env("PATH", tools.path());
        let output = command.output().expect("the program runs");
        (tools, project, output)
    }

    fn check(&self) {
        let backend = self.backend;
        let reports = root().join("tests/reports").join(self.reports).canonicalize().expect("the reports are there");
        let (_tools, project, output) =
            self.build(&format!("echo working\n/bin/cp -r '{}' .", reports.display()), &["--json"]);
        assert!(output.status.success(), "{backend}: {}", text(&output.stdout));
        let read = |name: &str| std::fs::read_to_string(project.join(name)).expect("the file is there");
        for call in self.calls {
            assert!(read("calls.txt").lines().any(|line| line == *call), "{backend}: {}", read("calls.txt"));
        }
        assert!(read("build.log").contains("working\n"), "{backend}: {}", read("build.log"));
        let (report, (place, expected)) = (json(&output), self.read);
        assert_eq!(report["vendor_steps"], serde_json::json!(["synth"]), "{backend}");
        assert_eq!(report.pointer(place).and_then(Value::as_str), Some(expected), "{backend}: {report}");

        let (_tools, _, output) = self.build("echo fine\necho 'ERROR: no license'\nexit 3", &[]);
        let message = text(&output.stderr);
        let failed = format!("error[HS0802]: tool `{}`: the program failed with exit status: ", self.fails);
        assert!(output.status.code() == Some(1) && message.starts_with(&failed), "{backend}: {message}");
        assert!(message.contains("ERROR: no license"), "{backend}: {message}");

        let (_tools, _, output) = self.build("echo 'ERROR: out of memory'", &[]);
        let message = text(&output.stderr);
        let missing = "the program has written no report of synthesis\n  found: ERROR: out of memory";
        assert!(output.status.code() == Some(1) && message.contains(missing), "{backend}: {message}");
    }
}

#[cfg(unix)]
#[test]
fn tools_of_vendors_are_called_and_speak_for_themselves() {
    VENDORS.iter().for_each(Vendor::check);
}

#[cfg(unix)]
#[test]
fn shls_runs_the_chosen_steps_and_its_report_is_read() {
    let reports = root().join("tests/reports/libero/hls_output").canonicalize().expect("the reports are there");
    let shls = format!("echo \"$@\" >> calls.txt; /bin/cp -r '{}' .", reports.display());
    let tools = with_programs(&[("shls", &shls)]);
    let project = tools.path().join("project");
    let arguments = ["build", MLP, "--backend", "Libero", "--cosim", "--bitfile", "--reset", "--json", "--output-dir"];
    let output = hlsmith(&arguments).arg(&project).env("PATH", tools.path()).output().expect("the program runs");
    assert!(output.status.success(), "{}", text(&output.stdout));
    let report = json(&output);
    assert_eq!(report["vendor_steps"], serde_json::json!(["reset", "synth", "cosim", "bitfile"]));
    assert_eq!(report["Simulation Result"]["Status"], "PASS");
    let calls = std::fs::read_to_string(project.join("calls.txt")).expect("calls");
    assert_eq!(calls, "-a clean\n-a hw\n-a cosim\n-a fpga\n");
    let config = std::fs::read_to_string(project.join("config.tcl")).expect("the script");
    assert!(config.contains("set_project PolarFire MPF300 hw_only\n"), "{config}");
    let output = hlsmith(&["build", MLP, "--backend", "Libero", "--export", "--output-dir", "none"])
        .env("PATH", tools.path())
        .output()
        .expect("the program runs");
    let message = text(&output.stderr);
    assert!(message.starts_with("error[HS0404]: argument `export`: SmartHLS has no such step"), "{message}");
}

#[cfg(unix)]
#[test]
fn the_vendor_tool_is_called_with_the_chosen_steps() {
    let reports = root().join("tests/reports/vivado-vitis/net_prj").canonicalize().expect("the reports are there");
    let tool = with_programs(&[("vitis-run", &format!("/bin/cp -r '{}' myproject_prj", reports.display()))]);
    let project = tool.path().join("project");
    let output = hlsmith(&["build", MLP, "--cosim", "--json", "--output-dir", &project.display().to_string()])
        .env("PATH", tool.path())
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", text(&output.stdout));
    let report = json(&output);
    assert_eq!(report["vendor_steps"], serde_json::json!(["synth", "cosim"]));
    assert_eq!(report["CosimReport"]["LatencyMax"], 5);
    let options = std::fs::read_to_string(project.join("build_opt.tcl")).expect("the file is there");
    for (step, chosen) in [("csim", 0), ("synth", 1), ("cosim", 1), ("export", 0)] {
        assert!(options.contains(&format!("    {step:<10} {chosen}\n")), "{options}");
    }
}

#[test]
fn reports_are_shown_for_people_and_machines() {
    let folder = "tests/reports/vivado";
    let shown = run(&["report", folder]);
    assert!(shown.contains("    Worst-case latency:     24 (120.0 ns)\n"), "{shown}");
    let output = hlsmith(&["report", folder, "--json"]).output().expect("the program runs");
    let value = json(&output);
    assert_eq!(value["kind"], "vivado");
    assert_eq!(value["report"]["CosimReport"]["LatencyAvg"], 22.0);
    assert_eq!(value["modules"]["dense_s"]["BestLatency"], "3");
    check_error(
        &["report", "tests/golden"],
        1,
        "error[HS0804]: file `tests/golden`: there is no report of a tool in this folder\n  expected: the folder of a \
         project on which synthesis has run\n  remedy: run `hlsmith build` with `--synth`; when it fails, its message has \
         the error lines of the log",
    );
}

#[test]
fn a_starting_configuration_converts_to_the_same_project() {
    let folder = TempDir::new().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    run(&["config", MLP, "-o", &at("config.yml")]);
    run(&["convert", MLP, "-c", &at("config.yml"), "--output-dir", &at("with")]);
    run(&["convert", MLP, "--output-dir", &at("without")]);
    for file in ["firmware/myproject.cpp", "firmware/defines.h", "firmware/parameters.h"] {
        let read =
            |project: &str| std::fs::read(folder.path().join(project).join(file)).expect("the project has the file");
        assert_eq!(read("with"), read("without"), "{file}");
    }
}

#[test]
fn a_project_can_be_built_again_from_its_folder() {
    let folder = TempDir::new().expect("a temporary folder");
    let project = folder.path().join("project").display().to_string();
    run(&["convert", MLP, "--output-dir", &project]);
    let report = run(&["build", &project]);
    assert!(report.starts_with("csim: PASS, "), "{report}");
}
