//! Every file of a project, read by the program that it is for.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use hlsmith_config::Backend;

use crate::compile::{FLAGS, arithmetic};
use crate::support::{SMARTHLS, run, smarthls};

/// The variable that lists programs which the checks do without, such as `tclsh,cmake`.
const WITHOUT: &str = "HLSMITH_WITHOUT";

/// What runs a script in place of the vendor's Tcl: every command that is not Tcl's own does nothing, and nothing can be
/// started or left early.
const TCL: &str = "\
rename exec {}
rename puts print
proc puts {args} {}
proc exit {args} {}
proc unknown {args} { return {} }
proc set_project {family part kit} { foreach name {family part kit} { set ::$name [set $name] } }
set argv {-f script}
foreach script [lsort [glob *.tcl]] {
    set file [open $script]
    fconfigure $file -encoding utf-8
    set text [read $file]
    close $file
    if {![info complete $text]} { error \"$script is no complete script\" }
    if {$script eq {driver.tcl}} continue
    if {[catch {source $script} message] && $script in {project.tcl build_opt.tcl config.tcl}} { error \"$script: $message\" }
}
fconfigure stdout -encoding utf-8 -translation lf
foreach name $names {
    if {[info exists $name]} { print -nonewline \"$name [set $name]\\0\" }
}
";

/// A command of a program, or `None` where [`WITHOUT`] says that the machine has none.
///
/// # Panics
/// When the program is missing and nothing says so: a check that is left out is to be noticed.
pub(crate) fn program(name: &str) -> Option<Command> {
    if Command::new(name).arg("/dev/null").stdin(std::process::Stdio::null()).output().is_ok() {
        return Some(Command::new(name));
    }
    let without = std::env::var(WITHOUT).unwrap_or_default();
    assert!(
        without.split(',').any(|other| other == name),
        "`{name}` is missing: install it (CONTRIBUTING.md says how), or leave its checks out with {WITHOUT}={name}"
    );
    None
}

/// The files below a folder with a name that ends so.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if endings
            .iter()
            .any(|ending| path.file_name().and_then(OsStr::to_str).is_some_and(|n| n.ends_with(ending)))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What is defined when synthesis reads a whole program, test bench and all; `None` where it reads the design alone.
fn whole_synthesis(backend: Backend) -> Option<&'static str> {
    match backend {
        Backend::Libero => Some("-D__SYNTHESIS__"),
        Backend::OneApi => Some("-D__SYCL_DEVICE_ONLY__"),
        Backend::Catapult
        | Backend::Quartus
        | Backend::Vitis
        | Backend::VitisUnified
        | Backend::Vivado
        | Backend::VivadoAccelerator => None,
    }
}

/// Compiles every C++ and C file of a project without warnings, and reads its JSON and Python.
pub(crate) fn check_code(target: &Path, backend: Backend) {
    let arithmetic = arithmetic(backend);
    for source in files(target, &[".cpp"]) {
        // The weights are found from the folder of a project.
        let weights = "-DWEIGHTS_DIR=\"firmware/weights\"";
        let mut compiler = Command::new("g++");
        compiler.args(FLAGS).args([&arithmetic, "-Ifirmware", weights, "-fsyntax-only"]).arg(&source);
        assert_eq!(run(compiler.current_dir(target), &[]), "");
    }
    if let Some(flag) = whole_synthesis(backend) {
        for source in files(target, &[".cpp"]).iter().filter(|source| !source.ends_with("hostile_bridge.cpp")) {
            let mut compiler = Command::new("g++");
            compiler.args(FLAGS).args([&arithmetic, "-Ifirmware", flag, "-fsyntax-only"]).arg(source);
            assert_eq!(run(compiler.current_dir(target), &[]), "");
        }
    }
    for source in files(target, &[".c"]) {
        let mut compiler = Command::new("gcc");
        compiler.args(["-Wall", "-Wextra", "-Werror", "-fsyntax-only"]).arg(&source);
        assert_eq!(run(compiler.current_dir(target), &[]), "");
    }
    for source in files(target, &[".py"]) {
        let Some(mut python) = program("python3") else { break };
        let parse = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
        run(python.args(["-c", parse]).arg(&source), &[]);
    }
}

/// Reads every script of a project with what it is for. Of the variables that are given by their name in Tcl and in make,
/// the values must be exactly these texts where a script has them.
pub(crate) fn check_scripts(target: &Path, expected: &[(&str, &str, &str)]) {
    check_kinds(target);
    let installation = smarthls();
    if !files(target, &[".tcl"]).is_empty()
        && let Some(mut tclsh) = program("tclsh")
    {
        let names: Vec<&str> = expected.iter().map(|(name, _, _)| *name).collect();
        let driver = format!("set names {{{}}}\n{TCL}", names.join(" "));
        let printed = run(tclsh.env(SMARTHLS, installation.path()).current_dir(target), driver.as_bytes());
        for (name, _, value) in expected {
            let found = printed.split('\0').find_map(|entry| entry.strip_prefix(name)?.strip_prefix(' '));
            // A text with the byte 0 ends there on the way out.
            let value = value.split('\0').next().unwrap_or_default();
            assert!(found.is_none_or(|found| found == value), "{name} is {found:?}, expected {value:?}");
        }
    }
    for script in files(target, &[".sh"]) {
        let Some(mut bash) = program("bash") else { break };
        assert_eq!(run(bash.arg("-n").arg(&script), &[]), "");
    }
    if target.join("Makefile").is_file()
        && let Some(mut make) = program("make")
    {
        run(make.args(["-n", "-s"]).env(SMARTHLS, installation.path()).current_dir(target), &[]);
        let text = std::fs::read_to_string(target.join("project.mk")).unwrap_or_default();
        let print = |variable: &str| format!("include project.mk\nall:\n\t@printf %s $({variable})\n");
        for (_, name, value) in expected {
            let Some(mut make) = program("make") else { break };
            if text.contains(&format!("{name} :=")) {
                std::fs::write(target.join("print.mk"), print(name)).expect("a file");
                assert_eq!(run(make.args(["-s", "-f", "print.mk"]).current_dir(target), &[]), *value);
            }
        }
    }
    if target.join("project.cmake").is_file() {
        for (_, name, value) in expected {
            let Some(mut cmake) = program("cmake") else { break };
            let script = format!("include(project.cmake)\nfile(WRITE printed \"${{NNET_{name}}}\")\n");
            std::fs::write(target.join("print.cmake"), script).expect("a file");
            assert_eq!(run(cmake.args(["-P", "print.cmake"]).current_dir(target), &[]), "");
            let printed = std::fs::read_to_string(target.join("printed")).expect("a file");
            assert!(printed.is_empty() || printed == *value, "{name} is {printed:?}, expected {value:?}");
            std::fs::remove_file(target.join("printed")).expect("it is there");
        }
    }
    for file in files(target, &[".cfg"]) {
        check_configuration(&std::fs::read_to_string(file).expect("text"), expected);
    }
    assert_eq!(files(target, &["pwned"]), Vec::<PathBuf>::new(), "a text was run");
}

/// Reads a configuration file of `v++`: every line is empty, a section or a key with its value, and the values of the
/// variables are exactly these texts where a key ends with their name.
fn check_configuration(text: &str, expected: &[(&str, &str, &str)]) {
    for line in text.lines().filter(|line| !(line.is_empty() || line.starts_with('[') && line.ends_with(']'))) {
        let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{line:?} has no value"));
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c)), "{line:?}");
        let name = key.rsplit('.').next().unwrap_or_default();
        for (_, _, text) in expected.iter().filter(|(variable, _, _)| *variable == name) {
            assert_eq!(value, *text, "{key}");
        }
    }
}

/// Every file is of a kind that some check reads, so that a new kind is not forgotten.
fn check_kinds(target: &Path) {
    let read = [".tcl", ".sh", ".mk", ".cmake", ".cpp", ".hpp", ".c", ".h", ".cfg", ".py", ".json", "Makefile"];
    let data = [".txt", ".dat", ".hlsmith"];
    for path in files(target, &[""]) {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let is_known = read.iter().chain(&data).any(|ending| name.ends_with(ending));
        assert!(is_known, "no check reads {}", path.display());
    }
}

/// Runs the script that builds the emulation library with a compiler that prints its arguments: the folder of the
/// weights must be a string literal of the folder that the script is in.
pub(crate) fn check_library_script(target: &Path) {
    let (Some(mut bash), folder) = (program("bash"), tempfile::tempdir().expect("a temporary folder")) else { return };
    let compiler = folder.path().join("compiler");
    std::fs::write(&compiler, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n").expect("a file");
    let mut make_executable = Command::new("chmod");
    run(make_executable.arg("+x").arg(&compiler), &[]);
    let printed = run(bash.arg(target.join("build_lib.sh")).env("CXX", &compiler), &[]);
    let literal = printed.split('\0').find_map(|argument| argument.strip_prefix("-DWEIGHTS_DIR="));
    let weights = target.canonicalize().expect("a folder").join("firmware/weights");
    let escaped = weights.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    assert_eq!(literal, Some(format!("\"{escaped}\"").as_str()));
    assert_eq!(files(target, &["pwned"]), Vec::<PathBuf>::new(), "a text was run");
}
