//! External programs: where they are, and what to say when they are not.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;

use hlsmith_config::{Backend, Settings};
use hlsmith_diag::{Code, Diagnostic, Result, Subject};

/// A program hlsmith may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Siemens Catapult, for the backend of that name.
    Catapult,
    /// CMake, which runs the compiler of oneAPI.
    Cmake,
    /// GNU C++ compiler, for checks without vendor tools.
    Gpp,
    /// Compiler of oneAPI, for the `oneAPI` backend.
    Icpx,
    /// Intel HLS compiler, for the `Quartus` backend.
    IntelHls,
    /// GNU make, which runs the makefiles of projects.
    Make,
    /// Microchip SmartHLS, for the `Libero` backend.
    Shls,
    /// Intel Quartus, for place and route.
    QuartusSh,
    /// AMD Vivado HLS, for the `Vivado` backend.
    VivadoHls,
    /// AMD Vitis HLS command line, for the `Vitis` backend.
    VitisRun,
    /// AMD Vivado, for logic synthesis.
    Vivado,
    /// AMD `v++` of Vitis, for the `VitisUnified` backend.
    Vpp,
}

impl Tool {
    /// Every program, those that need no licence first.
    pub const ALL: &[Tool] = &[
        Tool::Gpp,
        Tool::Make,
        Tool::Cmake,
        Tool::VivadoHls,
        Tool::VitisRun,
        Tool::Vpp,
        Tool::Vivado,
        Tool::IntelHls,
        Tool::QuartusSh,
        Tool::Catapult,
        Tool::Icpx,
        Tool::Shls,
    ];

    /// What it makes possible.
    pub fn enables(self) -> &'static str {
        match self {
            Tool::Gpp => "`build` to compare the generated C++ with the emulator, and `build_lib.sh`",
            Tool::Catapult => "synthesis of projects for Catapult",
            Tool::Cmake => "the projects for oneAPI",
            Tool::Icpx => "synthesis of projects for oneAPI",
            Tool::IntelHls => "synthesis of projects for Quartus",
            Tool::Shls => "synthesis of projects for Libero",
            Tool::Make => "the makefiles of projects for Quartus and VitisUnified",
            Tool::QuartusSh => "place and route of projects for Quartus and oneAPI",
            Tool::VivadoHls => "synthesis of projects for Vivado and VivadoAccelerator",
            Tool::VitisRun => "synthesis of projects for Vitis, and cores of projects for VitisUnified",
            Tool::Vpp => "synthesis of projects for VitisUnified, and programs of cards",
            Tool::Vivado => "logic synthesis of projects for Vivado and Vitis, and bitstreams of boards",
        }
    }

    /// The argument that asks it for its version.
    pub(crate) fn version_argument(self) -> &'static str {
        match self {
            Tool::Cmake
            | Tool::Gpp
            | Tool::Icpx
            | Tool::IntelHls
            | Tool::Make
            | Tool::QuartusSh
            | Tool::VitisRun
            | Tool::Vpp => "--version",
            Tool::Catapult | Tool::Vivado | Tool::VivadoHls => "-version",
            Tool::Shls => "-v",
        }
    }

    /// Name of the program.
    pub fn program(self) -> &'static str {
        match self {
            Tool::Cmake => "cmake",
            Tool::Gpp => "g++",
            Tool::Catapult => "catapult",
            Tool::Icpx => "icpx",
            Tool::IntelHls => "i++",
            Tool::Make => "make",
            Tool::QuartusSh => "quartus_sh",
            Tool::Shls => "shls",
            Tool::VivadoHls => "vivado_hls",
            Tool::VitisRun => "vitis-run",
            Tool::Vivado => "vivado",
            Tool::Vpp => "v++",
        }
    }

    /// The HLS compiler of a target.
    pub fn hls_compiler(backend: Backend) -> Tool {
        match backend {
            Backend::Catapult => Tool::Catapult,
            Backend::Libero => Tool::Shls,
            Backend::OneApi => Tool::Icpx,
            Backend::Quartus => Tool::IntelHls,
            Backend::Vivado | Backend::VivadoAccelerator => Tool::VivadoHls,
            Backend::Vitis => Tool::VitisRun,
            Backend::VitisUnified => Tool::Vpp,
        }
    }

    /// The program that places and routes for a target.
    pub fn logic_synthesis(backend: Backend) -> Tool {
        match backend {
            // They start what synthesises for their technology.
            Backend::Catapult => Tool::Catapult,
            Backend::Libero => Tool::Shls,
            Backend::OneApi | Backend::Quartus => Tool::QuartusSh,
            Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => Tool::Vivado,
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Tool::Gpp => "install g++ (Debian and Ubuntu: `apt-get install g++`), or leave out csim",
            Tool::Make => "install make (Debian and Ubuntu: `apt-get install make`)",
            Tool::Cmake => "install CMake (Debian and Ubuntu: `apt-get install cmake`)",
            Tool::Icpx => {
                "source `setvars.sh` of oneAPI, with its support of FPGAs, in this shell; the emulator and `build` with csim \
                 alone need no vendor tool"
            }
            Tool::Catapult => {
                "add `$MGC_HOME/bin` of Catapult to PATH; the emulator and `build` with csim alone need no vendor tool"
            }
            Tool::Shls => {
                "add `SmartHLS/bin` of Libero to PATH, or name the folder above with `SmartHLSPath`; the emulator and `build` \
                 with csim alone need no vendor tool"
            }
            Tool::IntelHls | Tool::QuartusSh => {
                "source `init_hls.sh` of the Intel HLS compiler in this shell; the emulator and `build` with csim alone \
                 need no vendor tool"
            }
            Tool::VivadoHls | Tool::VitisRun | Tool::Vivado | Tool::Vpp => {
                "source the vendor's settings script (such as `settings64.sh`) in this shell; the emulator and \
                 `build` with csim alone need no vendor tool"
            }
        }
    }

    /// The full path of the program on `PATH`.
    ///
    /// # Errors
    /// Names the program and every directory searched.
    pub fn find(self) -> Result<PathBuf> {
        find_program(self.program(), self.remedy())
    }

    /// As [`Tool::find`], for a design: `SmartHLSPath` goes before `PATH`.
    pub(crate) fn find_for(self, settings: &Settings) -> Result<PathBuf> {
        match &settings.libero.installation {
            Some(folder) if self == Tool::Shls => find_among(self.program(), &[folder.join("bin")], self.remedy()),
            Some(_) | None => self.find(),
        }
    }
}

/// The full path of a program on `PATH`.
///
/// # Errors
/// Names the program and every directory searched.
pub(crate) fn find_program(program: &str, remedy: &str) -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    find_among(program, &env::split_paths(&path).collect::<Vec<_>>(), remedy)
}

fn find_among(program: &str, directories: &[PathBuf], remedy: &str) -> Result<PathBuf> {
    let found = directories.iter().map(|directory| directory.join(program)).find(|file| is_executable(file));
    found.ok_or_else(|| {
        let searched: Vec<String> = directories.iter().map(|directory| directory.display().to_string()).collect();
        let subject = Subject::Tool(program.to_owned());
        Diagnostic::error(Code::ToolMissing, subject, "the program is not on PATH")
            .found(format!("searched {}", searched.join(", ")))
            .remedy(remedy)
            .into()
    })
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// Runs a program to its end in a folder; its output goes to `log` below that folder, and line by line to `progress`.
///
/// # Errors
/// When it cannot be started or fails; the diagnostic carries the error lines of its own log.
pub(crate) fn run(
    tool: Tool,
    program: &Path,
    arguments: &[String],
    folder: &Path,
    log: &str,
    progress: &mut dyn FnMut(&str),
) -> Result<()> {
    run_program((tool.program(), program), arguments, folder, log, progress)
}

/// [`run`] of a program of any name.
pub(crate) fn run_program(
    (name, program): (&str, &Path),
    arguments: &[String],
    folder: &Path,
    log: &str,
    progress: &mut dyn FnMut(&str),
) -> Result<()> {
    let log_path = folder.join(log);
    let io_error = |error: std::io::Error| {
        Diagnostic::error(Code::FileAccess, Subject::File(log_path.display().to_string()), error.to_string())
    };
    let mut file = std::fs::File::create(&log_path).map_err(io_error)?;
    let not_started = |error: std::io::Error| {
        Diagnostic::error(Code::ToolFailed, Subject::Tool(name.to_owned()), "the program cannot be started")
            .found(error.to_string())
    };
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(not_started)?;
    // One thread reads each of the outputs, so that none of them fills up.
    let (sender, lines) = mpsc::channel::<Vec<u8>>();
    let readers = [
        child.stdout.take().map(|output| follow(output, sender.clone())),
        child.stderr.take().map(|output| follow(output, sender)),
    ];
    let mut written = Ok(());
    for line in lines {
        written = written.and_then(|()| file.write_all(&line));
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            progress(text.trim_end());
        }
    }
    for reader in readers.into_iter().flatten() {
        let _ = reader.join();
    }
    let status = child.wait().map_err(not_started)?;
    written.map_err(io_error)?;
    if status.success() { Ok(()) } else { Err(failure(name, status, &log_path).into()) }
}

/// Sends the lines of an output as they come, each with its end.
fn follow(output: impl Read + Send + 'static, to: mpsc::Sender<Vec<u8>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|n_read| n_read > 0) {
            // The last line of an output may have no end, and lines of the other may follow it.
            if !line.ends_with(b"\n") {
                line.push(b'\n');
            }
            if to.send(std::mem::take(&mut line)).is_err() {
                return;
            }
        }
    })
}

fn failure(name: &str, status: ExitStatus, log: &Path) -> Diagnostic {
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    Diagnostic::error(Code::ToolFailed, Subject::Tool(name.to_owned()), format!("the program failed with {status}"))
        .found(error_lines(&text))
        .remedy(format!("see {}", log.display()))
}

/// A program that ended well but left no report.
pub(crate) fn without_result(tool: Tool, log: &Path) -> Diagnostic {
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let subject = Subject::Tool(tool.program().into());
    Diagnostic::error(Code::ReportFormat, subject, "the program has written no report of synthesis")
        .found(error_lines(&text))
        .remedy(format!("see {}", log.display()))
}

/// The lines of a log that speak of errors, at most ten; its last lines when none does.
fn error_lines(log: &str) -> String {
    let is_error = |line: &&str| line.to_lowercase().contains("error");
    let errors: Vec<&str> = log.lines().filter(is_error).take(10).collect();
    if errors.is_empty() {
        let lines: Vec<&str> = log.lines().collect();
        return lines[lines.len().saturating_sub(10)..].join("\n");
    }
    errors.join("\n")
}

#[cfg(test)]
mod tests {
    use super::error_lines;

    #[cfg(unix)]
    #[test]
    fn a_running_program_is_followed_line_by_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "echo one; echo 'ERROR: [HLS 1] bad' >&2; echo; printf three; exit 2";
        let arguments = ["-c".to_owned(), script.to_owned()];
        let mut seen = Vec::new();
        let program = std::path::Path::new("/bin/sh");
        let result = super::run(super::Tool::Make, program, &arguments, folder.path(), "log", &mut |line| {
            seen.push(line.to_owned());
        });
        seen.sort();
        assert_eq!(seen, ["ERROR: [HLS 1] bad", "one", "three"]);
        let error = result.expect_err("it fails").to_string();
        assert!(error.contains("found: ERROR: [HLS 1] bad"), "{error}");
        let log = std::fs::read_to_string(folder.path().join("log")).expect("a log");
        assert!(log.contains("one\n") && log.contains("bad\n") && log.contains("three\n"), "{log}");
    }

    #[test]
    fn logs_speak_for_themselves() {
        assert_eq!(error_lines("one\nERROR: [HLS 200-70] bad\ntwo\n"), "ERROR: [HLS 200-70] bad");
        assert_eq!(error_lines("one\ntwo"), "one\ntwo");
        assert_eq!(error_lines(""), "");
    }
}
