//! Checks of a project: g++ simulation against the emulator, and the vendor's tools.

use std::fmt;
use std::path::{Path, PathBuf};

use hlsmith_config::{Backend, TbOutputStream};
use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_report::{Kind, Report};
use serde_json::{Value, json};

use crate::bench_data::BenchData;
use crate::tools::{self, Tool};
use crate::{Model, ProgramCall};

/// Which steps [`Model::build`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildOptions {
    /// Start the vendor project afresh.
    pub reset: bool,
    /// Compile project and test bench with g++, run them and compare with the emulator.
    pub csim: bool,
    /// Synthesise with the vendor's HLS compiler.
    pub synth: bool,
    /// Co-simulate the synthesised design.
    pub cosim: bool,
    /// Compare C and RTL simulation.
    pub validation: bool,
    /// Export an IP core.
    pub export: bool,
    /// Logic synthesis.
    pub vsynth: bool,
    /// Find FIFO depths by co-simulation.
    pub fifo_opt: bool,
    /// Build what the board is programmed with, and export the core for it; for Libero, place and route.
    pub bitfile: bool,
    /// Run the chosen steps of SmartHLS alone, without those that they need.
    pub skip_prerequisites: bool,
}

/// The defaults of a Python `build()` without arguments.
impl Default for BuildOptions {
    fn default() -> Self {
        Self {
            reset: false,
            csim: true,
            synth: true,
            cosim: false,
            validation: false,
            export: false,
            vsynth: false,
            fifo_opt: false,
            bitfile: false,
            skip_prerequisites: false,
        }
    }
}

impl BuildOptions {
    /// Only the check with g++ and the emulator.
    pub fn csim_only() -> Self {
        Self { synth: false, ..Self::default() }
    }

    fn needs_vendor(&self) -> bool {
        self.synth || self.cosim || self.validation || self.export || self.vsynth || self.fifo_opt || self.bitfile
    }

    /// The names of the steps that the vendor's programs do.
    pub fn vendor_steps(&self) -> Vec<&'static str> {
        self.steps().iter().filter(|(_, chosen)| *chosen).map(|(step, _)| *step).collect()
    }

    fn steps(&self) -> [(&'static str, bool); 8] {
        [
            ("reset", self.reset),
            // The check with g++ has run by then; the vendor's own simulation adds nothing.
            ("csim", false),
            ("synth", self.synth),
            ("cosim", self.cosim),
            ("validation", self.validation),
            ("export", self.export || self.bitfile),
            ("vsynth", self.vsynth),
            ("fifo_opt", self.fifo_opt),
        ]
    }
}

/// A simulation whose results agree with the emulator in every bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// Number of samples.
    pub n_samples: usize,
    /// Number of compared values.
    pub n_values: usize,
}

/// What a build did.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildReport {
    /// The folder of the project.
    pub project: PathBuf,
    /// The check with g++, when it was asked for.
    pub csim: Option<Simulation>,
    /// Steps the vendor's tools did.
    pub vendor_steps: Vec<&'static str>,
    /// What the vendor's tools say of the design, when they ran.
    pub reports: Option<Report>,
}

impl BuildReport {
    /// The report as a JSON object: what was done, and the document of the vendor's reports.
    pub fn to_json(&self) -> Value {
        let mut report = json!({
            "project": self.project,
            "csim": self.csim.map(|csim| json!({
                "result": "PASS",
                "n_samples": csim.n_samples,
                "n_values": csim.n_values,
            })),
            "vendor_steps": self.vendor_steps,
        });
        let document = self.reports.as_ref().map(Report::to_document);
        if let (Some(report), Some(Value::Object(document))) = (report.as_object_mut(), document) {
            report.extend(document);
        }
        report
    }
}

impl fmt::Display for BuildReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Simulation { n_samples, n_values }) = self.csim {
            writeln!(f, "csim: PASS, {n_values} values of {n_samples} samples equal the emulator in every bit")?;
        }
        if !self.vendor_steps.is_empty() {
            writeln!(f, "vendor steps: {}", self.vendor_steps.join(", "))?;
        }
        if let Some(reports) = &self.reports {
            writeln!(f, "{reports}")?;
        }
        writeln!(f, "project: {}", self.project.display())
    }
}

impl Model {
    /// Writes the project and takes the chosen steps, telling `progress` what goes on.
    ///
    /// Without test bench data in the settings, seeded samples over the range of the inputs are used.
    ///
    /// # Errors
    /// When a program is missing (nothing is written then) or fails, or when a simulation differs from the emulator; the
    /// diagnostic names the first differing sample, output and both values.
    pub fn build(&self, options: &BuildOptions, progress: &mut dyn FnMut(&str)) -> Result<BuildReport> {
        self.build_with(options, &|needed| BenchData::of(self, needed), progress)
    }

    /// [`Model::build`] with other data for the test bench: `data` is told whether there must be some.
    pub(crate) fn build_with(
        &self,
        options: &BuildOptions,
        data: &dyn Fn(bool) -> Result<Option<BenchData>>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<BuildReport> {
        let gpp = options.csim.then(|| Tool::Gpp.find()).transpose()?;
        let own = if options.needs_vendor() { self.target().and_then(|target| target.programs(options)) } else { None };
        if let Some(own) = own {
            return self.build_with_programs(options, &own, data, progress);
        }
        let compiler = Tool::hls_compiler(self.settings().backend);
        let settings = self.settings();
        let backend = settings.backend;
        if options.bitfile && settings.accelerator.is_none() && backend != Backend::Libero {
            return Err(without_board(backend).into());
        }
        if options.skip_prerequisites && backend != Backend::Libero {
            return Err(without_prerequisites(backend).into());
        }
        let vendor = options.needs_vendor().then(|| compiler.find_for(settings)).transpose()?;
        let commands = vendor_commands(backend, options)?;
        if options.needs_vendor() {
            for (tool, _) in &commands {
                tool.find_for(settings)?;
            }
        }
        if options.vsynth {
            Tool::logic_synthesis(backend).find_for(settings)?;
        }
        let steps = options.steps();
        progress("writing the project");
        let data = data(options.csim)?;
        let project = self.write_project(data.as_ref(), if vendor.is_some() { &steps } else { &[] })?;
        let mut report = BuildReport { project, csim: None, vendor_steps: Vec::new(), reports: None };
        if let (Some(gpp), Some(data)) = (gpp, &data) {
            report.csim = Some(self.simulate(&gpp, &report.project, data, progress)?);
        }
        if vendor.is_some() {
            // Only what boards are programmed with is made of an exported core.
            let exporting = BuildOptions { bitfile: options.bitfile && backend != Backend::Libero, ..*options };
            let mut steps = exporting.vendor_steps();
            steps.extend(options.bitfile.then_some("bitfile"));
            progress(&format!("{} ({})", compiler.program(), steps.join(", ")));
            for (position, (tool, arguments)) in commands.iter().enumerate() {
                let program = tool.find_for(settings)?;
                tools::run(*tool, &program, arguments, &report.project, &log_name(position), progress)?;
            }
            report.vendor_steps = steps;
            let reports = hlsmith_report::read_kind(&report.project, kind(backend))?;
            if leaves_report(backend, options) && !reports.has_synthesis() {
                return Err(tools::without_result(compiler, &report.project.join("build.log")).into());
            }
            report.reports = Some(reports);
        }
        Ok(report)
    }

    /// [`Model::build_with`] by the programs of a target from outside.
    fn build_with_programs(
        &self,
        options: &BuildOptions,
        programs: &[ProgramCall],
        data: &dyn Fn(bool) -> Result<Option<BenchData>>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<BuildReport> {
        let remedy = format!("install what the target `{}` runs", self.target_name());
        let paths: Vec<PathBuf> =
            programs.iter().map(|call| tools::find_program(&call.program, &remedy)).collect::<Result<_>>()?;
        // The check with g++ comes first, as for every target.
        let checked = BuildOptions { csim: options.csim, reset: options.reset, ..BuildOptions::csim_only() };
        let mut report = self.build_with(&checked, data, progress)?;
        for (position, (call, path)) in programs.iter().zip(&paths).enumerate() {
            progress(&call.program);
            let log = log_name(position);
            tools::run_program((&call.program, path), &call.arguments, &report.project, &log, progress)?;
        }
        report.vendor_steps = options.vendor_steps();
        report.reports = Some(hlsmith_report::read_kind(&report.project, kind(self.settings().backend))?);
        Ok(report)
    }

    /// Compiles the test bench of a written project with g++, runs it and compares its results with the emulator.
    fn simulate(
        &self,
        gpp: &Path,
        project: &Path,
        data: &BenchData,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Simulation> {
        if self.settings().writer.tb_output_stream == TbOutputStream::Stdout {
            let subject = Subject::Key("WriterConfig.TBOutputStream".into());
            let message = "the test bench writes no file that could be compared";
            return Err(Diagnostic::error(Code::ConfigValue, subject, message)
                .found("stdout")
                .expected("file or both")
                .remedy("choose `both`")
                .into());
        }
        let name = hlsmith_hls::names::identifier(&self.settings().project_name).as_str().to_owned();
        progress("compiling the project with g++");
        let folder = project.display();
        let program = project.join("csim").join(&name);
        std::fs::create_dir_all(project.join("csim")).map_err(|error| {
            Diagnostic::error(Code::FileAccess, Subject::File(folder.to_string()), "no folder can be made here")
                .found(error.to_string())
        })?;
        let arguments = [
            "-std=c++17".to_owned(),
            "-O1".to_owned(),
            "-Wno-unknown-pragmas".to_owned(),
            format!("-I{}", hlsmith_hls::arithmetic_folder(self.settings().backend)),
            "-Ifirmware".to_owned(),
            format!("-DWEIGHTS_DIR=\"{}\"", "firmware/weights"),
            format!("{name}_test.cpp"),
            format!("firmware/{name}.cpp"),
            "-o".to_owned(),
            format!("csim/{name}"),
        ];
        tools::run(Tool::Gpp, gpp, &arguments, project, "csim/compile.log", &mut |_| {})?;
        progress("running the test bench");
        let program = program.canonicalize().unwrap_or(program);
        tools::run(Tool::Gpp, &program, &[], project, "csim/run.log", &mut |_| {})?;
        self.compare(project, data)
    }

    /// Compares `tb_data/csim_results.hex` with the emulator.
    fn compare(&self, project: &Path, data: &BenchData) -> Result<Simulation> {
        let path = project.join("tb_data/csim_results.hex");
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let subject = Subject::File(path.display().to_string());
            Diagnostic::error(Code::FileAccess, subject, "the simulation wrote no results").found(error.to_string())
        })?;
        let plan = self.plan()?;
        let outputs = plan.run_raw(&data.input_slices(), data.n_samples)?;
        let mut lines = text.lines();
        let mut n_values = 0;
        for sample in 0..data.n_samples {
            for (index, output) in outputs.iter().enumerate() {
                let width: usize = plan.output_shape(index).iter().product();
                let mut simulated = lines.next().unwrap_or_default().split_whitespace();
                for (element, raw) in output.raw[sample * width..][..width].iter().enumerate() {
                    let expected = raw.to_pattern(output.format.width);
                    let found = simulated.next().unwrap_or("nothing");
                    if found != expected {
                        let message = format!(
                            "simulation and emulator differ at sample {sample}, output `{}`, element {element}",
                            plan.output_name(index)
                        );
                        return Err(Diagnostic::error(Code::Mismatch, Subject::Model, message)
                            .found(format!("simulation 0x{found}"))
                            .expected(format!("emulator 0x{expected}"))
                            .remedy("this is a defect of hlsmith; please report it with the model")
                            .into());
                    }
                    n_values += 1;
                }
            }
        }
        Ok(Simulation { n_samples: data.n_samples, n_values })
    }
}

/// Whose reports the tools of a target write.
fn kind(backend: Backend) -> Kind {
    match backend {
        Backend::Catapult => Kind::Catapult,
        Backend::Libero => Kind::Libero,
        Backend::OneApi => Kind::OneApi,
        Backend::Quartus => Kind::Quartus,
        Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => Kind::Vivado,
    }
}

/// Whether the chosen steps leave a report that is read.
fn leaves_report(backend: Backend, options: &BuildOptions) -> bool {
    match backend {
        // What the compiler alone estimates stands in a report on the code, not on results.
        Backend::Libero => options.cosim || options.vsynth || options.bitfile,
        Backend::Catapult
        | Backend::OneApi
        | Backend::Quartus
        | Backend::Vitis
        | Backend::VitisUnified
        | Backend::Vivado
        | Backend::VivadoAccelerator => options.synth,
    }
}

/// The file that has what a program of a build says.
fn log_name(position: usize) -> String {
    if position == 0 { "build.log".to_owned() } else { format!("build-{position}.log") }
}

/// The commands of a build, in the folder of the project.
///
/// # Errors
/// When the target has no such step.
fn vendor_commands(backend: Backend, options: &BuildOptions) -> Result<Vec<(Tool, Vec<String>)>> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    match backend {
        Backend::VivadoAccelerator | Backend::VitisUnified if options.cosim || options.validation => {
            let subject = Subject::Argument("cosim".to_owned());
            let message = "the test bench calls the network, not the core of the board around it";
            Err(Diagnostic::error(Code::UnsupportedSetting, subject, message)
                .remedy("use the backend Vivado or Vitis")
                .into())
        }
        Backend::Vivado | Backend::VivadoAccelerator => {
            let steps: Vec<String> =
                options.steps().iter().map(|(step, chosen)| format!("{step}={}", u8::from(*chosen))).collect();
            let mut commands = vec![(Tool::VivadoHls, words(&["-f", "build_prj.tcl", &steps.join(" ")]))];
            if options.bitfile {
                commands.push((Tool::Vivado, words(&["-mode", "batch", "-source", "design.tcl"])));
            }
            Ok(commands)
        }
        Backend::VitisUnified => {
            refuse_steps(&[("fifo_opt", options.fifo_opt)], "the core of a board has no such step", "leave it out")?;
            Ok(make_targets(&[
                ("clean", options.reset),
                ("synth", options.synth),
                ("package", options.export || options.bitfile),
                ("vsynth", options.vsynth),
                ("bitfile", options.bitfile),
            ]))
        }
        Backend::Catapult => Ok(vec![(Tool::Catapult, words(&["-shell", "-file", "build_prj.tcl"]))]),
        Backend::Vitis => Ok(vec![(Tool::VitisRun, words(&["--tcl", "build_prj.tcl", "--mode", "hls"]))]),
        Backend::Libero => {
            refuse_steps(
                &[("validation", options.validation), ("export", options.export), ("fifo_opt", options.fifo_opt)],
                "SmartHLS has no such step",
                "leave it out; co-simulation compares the results, and synthesis always gives the core",
            )?;
            let mode = if options.skip_prerequisites { "-s" } else { "-a" };
            let run = |target: &str| (Tool::Shls, words(&[mode, target]));
            Ok(chosen(&[
                ("clean", options.reset),
                ("hw", options.synth),
                ("cosim", options.cosim),
                ("rtl_synth", options.vsynth),
                ("fpga", options.bitfile),
            ])
            .map(run)
            .collect())
        }
        Backend::OneApi => {
            refuse_steps(
                &[("validation", options.validation), ("export", options.export), ("fifo_opt", options.fifo_opt)],
                "the compiler of oneAPI has no such step",
                "leave it out; synthesis always gives the core",
            )?;
            let targets = [
                ("clean", options.reset),
                ("report", options.synth),
                ("cosim", options.cosim),
                ("fpga", options.vsynth),
            ];
            let build = |target: &str| (Tool::Cmake, words(&["--build", "build", "--target", target]));
            let configure = (Tool::Cmake, words(&["-S", ".", "-B", "build"]));
            Ok([configure].into_iter().chain(chosen(&targets).map(build)).collect())
        }
        Backend::Quartus => {
            refuse_steps(
                &[("validation", options.validation), ("export", options.export), ("fifo_opt", options.fifo_opt)],
                "the Intel HLS compiler has no such step",
                "leave it out; the compiler always exports the component",
            )?;
            Ok(make_targets(&[
                ("clean", options.reset),
                ("fpga", options.synth || options.cosim),
                ("cosim", options.cosim),
                ("fpgasynth", options.vsynth),
            ]))
        }
    }
}

fn without_board(backend: Backend) -> Diagnostic {
    let subject = Subject::Argument("bitfile".to_owned());
    Diagnostic::error(Code::UnsupportedSetting, subject, "the backend builds a design without a board")
        .found(backend.as_str())
        .remedy("use the backend VivadoAccelerator or VitisUnified")
}

fn without_prerequisites(backend: Backend) -> Diagnostic {
    let subject = Subject::Argument("skip_preqs".to_owned());
    Diagnostic::error(Code::UnsupportedSetting, subject, "only the backend Libero runs steps without those before")
        .found(backend.as_str())
        .remedy("leave it out")
}

/// A call of make for each chosen target.
fn make_targets(targets: &[(&str, bool)]) -> Vec<(Tool, Vec<String>)> {
    chosen(targets).map(|target| (Tool::Make, vec![target.to_owned()])).collect()
}

/// The names that are chosen.
fn chosen<'a>(names: &'a [(&'a str, bool)]) -> impl Iterator<Item = &'a str> {
    names.iter().filter(|(_, chosen)| *chosen).map(|(name, _)| *name)
}

/// Refuses the first of some steps that is chosen.
fn refuse_steps(steps: &[(&'static str, bool)], message: &str, remedy: &str) -> Result<()> {
    let Some((step, _)) = steps.iter().find(|(_, chosen)| *chosen) else { return Ok(()) };
    Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Argument((*step).to_owned()), message)
        .expected("csim, synth, cosim, vsynth or reset")
        .remedy(remedy)
        .into())
}
