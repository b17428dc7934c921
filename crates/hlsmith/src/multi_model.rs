//! A converted model as parts, each with a project of its own.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use hlsmith_config::{Backend, Settings, Wiring};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_emulate::{Chain, Link, Sample};
use hlsmith_hls::WiredPart;
use hlsmith_ir::{Graph, Source};
use serde_json::{Map, Value, json};

use crate::Model;
use crate::bench_data::{BenchData, bench_inputs};
use crate::build::{BuildOptions, BuildReport};
use crate::tools::{self, Tool};

/// The folder of the project that wires the parts, beside those of the parts.
const STITCHED: &str = "stitched";

/// Which steps [`MultiModel::build`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultiBuildOptions {
    /// The steps of each part.
    pub part: BuildOptions,
    /// Wire the exported cores of the parts to one design.
    pub stitch: bool,
    /// Pack that design as a core.
    pub export_stitched: bool,
    /// How many parts are built at a time; all processors when `None`.
    pub n_workers: Option<usize>,
}

impl MultiBuildOptions {
    /// Only the check of every part with g++ and the emulator.
    pub fn csim_only() -> Self {
        Self { part: BuildOptions::csim_only(), stitch: false, export_stitched: false, n_workers: None }
    }

    fn check(&self) -> Result<()> {
        let refuse = |argument: &str, message: &str, remedy: &str| {
            let subject = Subject::Argument(argument.to_owned());
            Err(Diagnostic::error(Code::Usage, subject, message).remedy(remedy).into())
        };
        if self.stitch && !self.part.export {
            return refuse("stitch", "only exported cores can be wired", "also ask for export");
        }
        if self.export_stitched && !self.stitch {
            return refuse("export_stitched", "only a stitched design can be packed", "also ask for stitch");
        }
        if self.n_workers == Some(0) {
            return refuse("n_workers", "there is nobody to build", "give at least 1");
        }
        Ok(())
    }
}

/// What a build of all parts did.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiReport {
    /// The reports of the parts by the names of their folders, in order of execution.
    pub parts: Vec<(String, BuildReport)>,
    /// The folder of the project that wires the parts, when it was asked for.
    pub stitched: Option<PathBuf>,
}

impl MultiReport {
    /// The report as a JSON object.
    pub fn to_json(&self) -> Value {
        let mut report: Map<String, Value> =
            self.parts.iter().map(|(name, report)| (name.clone(), report.to_json())).collect();
        if let Some(stitched) = &self.stitched {
            report.insert(STITCHED.to_owned(), json!({ "project": stitched }));
        }
        Value::Object(report)
    }
}

impl fmt::Display for MultiReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, report) in &self.parts {
            for line in report.to_string().lines() {
                writeln!(f, "{name}: {line}")?;
            }
        }
        match &self.stitched {
            Some(stitched) => writeln!(f, "{STITCHED}: {}", stitched.display()),
            None => Ok(()),
        }
    }
}

/// A model cut into parts that follow each other, each a project of its own.
///
/// The parts have the types and settings of the whole model, so that together they give its results in every bit.
pub struct MultiModel {
    settings: Settings,
    /// The inputs and outputs of the whole model: name and shape.
    inputs: Vec<(String, Vec<usize>)>,
    outputs: Vec<(String, Vec<usize>)>,
    parts: Vec<Arc<Model>>,
    /// For each part, where its inputs come from and which variables of the whole model they are.
    sources: Vec<(Vec<Source>, Vec<String>)>,
    output_sources: Vec<Source>,
}

impl Model {
    /// Cuts the converted model before each of the named layers, in the order of execution.
    ///
    /// Part `k`, counted from 1, is the project `<ProjectName>_graph<k>` in the folder `graph<k>` of the output folder.
    ///
    /// # Errors
    /// Every name that no part can begin with, every tensor that cannot leave its part, or what the target cannot do.
    pub fn split(&self, before: &[&str]) -> Result<MultiModel> {
        let settings = self.settings();
        if settings.backend.is_accelerator() {
            let subject = Subject::Key("Backend".to_owned());
            let message = "a design for a board has one core, which cannot be split";
            return Err(Diagnostic::error(Code::UnsupportedSetting, subject, message)
                .found(settings.backend.as_str())
                .remedy("use the backend Vivado or Vitis")
                .into());
        }
        let graph = self.graph();
        let split = graph.split(before)?;
        let depths: BTreeMap<String, usize> = hlsmith_hls::fifo_depths(graph, settings)?;
        let (mut parts, mut sources, mut findings) = (Vec::new(), Vec::new(), Diagnostics::new());
        for (position, part) in split.parts.into_iter().enumerate() {
            let settings = Settings {
                output_dir: settings.output_dir.join(folder(position)),
                project_name: format!("{}_{}", settings.project_name, folder(position)),
                input_data: None,
                output_predictions: None,
                source: None,
                wiring: Some(Wiring { depths: depths.clone() }),
                ..settings.clone()
            };
            match self.part(part.graph, settings) {
                Ok(part) => parts.push(Arc::new(part)),
                Err(refused) => findings.extend(at_part(position, refused)),
            }
            sources.push((part.inputs, part.input_names));
        }
        findings.into_result()?;
        let ends = |tensors: &[hlsmith_ir::TensorId]| tensors.iter().map(|&tensor| end(graph, tensor)).collect();
        Ok(MultiModel {
            settings: settings.clone(),
            inputs: ends(graph.inputs()),
            outputs: ends(graph.outputs()),
            parts,
            sources,
            output_sources: split.outputs,
        })
    }
}

fn end(graph: &Graph, tensor: hlsmith_ir::TensorId) -> (String, Vec<usize>) {
    let tensor = graph.tensor(tensor);
    (tensor.name.clone(), tensor.shape.clone())
}

/// The folder of a part, and the end of the name of its project.
fn folder(position: usize) -> String {
    format!("graph{}", position + 1)
}

/// Findings that say which part they are of.
fn at_part(position: usize, findings: Diagnostics) -> Diagnostics {
    let mut named = Diagnostics::new();
    for finding in findings.iter() {
        let message = format!("{} (part {})", finding.message, folder(position));
        named.push(Diagnostic { message, ..finding.clone() });
    }
    named
}

impl MultiModel {
    /// The parts, in order of execution.
    pub fn parts(&self) -> &[Arc<Model>] {
        &self.parts
    }

    /// The settings of the whole model.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Name and shape of each input of the whole model.
    pub fn inputs(&self) -> &[(String, Vec<usize>)] {
        &self.inputs
    }

    /// Name and shape of each output of the whole model.
    pub fn outputs(&self) -> &[(String, Vec<usize>)] {
        &self.outputs
    }

    /// Where each input of a part comes from. Panics unless there is such a part.
    pub fn sources(&self, part: usize) -> &[Source] {
        &self.sources[part].0
    }

    /// Whether a sample starts from what the one before has left in some part.
    ///
    /// # Errors
    /// When a layer cannot be computed as configured.
    pub fn is_stateful(&self) -> Result<bool> {
        self.parts.iter().try_fold(false, |is_stateful, part| Ok(is_stateful || part.plan()?.is_stateful()))
    }

    /// Predicts `n_samples` samples as [`Model::predict`] of the whole model, part by part.
    ///
    /// # Errors
    /// When the inputs do not fit the model.
    pub fn predict<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Vec<Vec<T>>> {
        self.check_inputs(inputs, n_samples)?;
        self.chain()?.run(inputs, n_samples, threads)
    }

    fn check_inputs<T>(&self, inputs: &[&[T]], n_samples: usize) -> Result<()> {
        let expected: Vec<usize> =
            self.inputs.iter().map(|(_, shape)| n_samples * shape.iter().product::<usize>()).collect();
        let found: Vec<usize> = inputs.iter().map(|data| data.len()).collect();
        if found == expected {
            return Ok(());
        }
        let subject = Subject::Argument("inputs".to_owned());
        let message = "the inputs do not fit the model";
        Err(Diagnostic::error(Code::InputData, subject, message)
            .found(format!("{found:?} elements"))
            .expected(format!("{expected:?} elements for {n_samples} samples"))
            .into())
    }

    fn chain(&self) -> Result<Chain<'_>> {
        let links = self.parts.iter().zip(&self.sources);
        let links = links.map(|(part, (inputs, _))| Ok(Link { plan: part.plan()?, inputs })).collect::<Result<_>>()?;
        Ok(Chain { links, outputs: &self.output_sources })
    }

    /// Writes the project of every part and returns the folder they are in.
    ///
    /// # Errors
    /// Why a folder cannot be written.
    pub fn write(&self) -> Result<PathBuf> {
        let data = self.bench_data(false)?;
        for (part, data) in self.parts.iter().zip(data) {
            part.write_project(data.as_ref(), &[])?;
        }
        Ok(self.settings.output_dir.clone())
    }

    /// The data of the test bench of each part: what enters it when the data of the whole model do.
    fn bench_data(&self, needed: bool) -> Result<Vec<Option<BenchData>>> {
        if self.settings.input_data.is_none() && !needed {
            return Ok(self.parts.iter().map(|_| None).collect());
        }
        let widths: Vec<usize> = self.inputs.iter().map(|(_, shape)| shape.iter().product()).collect();
        let inputs = bench_inputs(&self.settings, &widths)?;
        let n_samples = inputs.first().zip(widths.first()).map_or(0, |(data, &width)| data.len() / width.max(1));
        let inputs: Vec<&[f32]> = inputs.iter().map(Vec::as_slice).collect();
        let of_parts = self.chain()?.inputs_f32(&inputs, n_samples)?;
        let data = self.parts.iter().zip(of_parts);
        data.map(|(part, inputs)| BenchData::with_inputs(part, inputs).map(Some)).collect()
    }

    /// Writes the project that wires the exported cores of the parts, and returns its folder.
    ///
    /// # Errors
    /// When the target has no such cores, some wire cannot be, or the folder cannot be written.
    pub fn write_stitched(&self) -> Result<PathBuf> {
        self.check_stitching()?;
        let folders: Vec<String> = (0..self.parts.len()).map(folder).collect();
        let parts: Vec<WiredPart<'_>> = self
            .parts
            .iter()
            .zip(&self.sources)
            .zip(&folders)
            .map(|((part, (inputs, input_names)), folder)| WiredPart {
                graph: part.graph(),
                settings: part.settings(),
                folder,
                inputs,
                input_names,
            })
            .collect();
        let project = hlsmith_hls::stitch(&parts, &self.output_sources, &self.settings)?;
        let folder = self.settings.output_dir.join(STITCHED);
        project.write(&folder)?;
        Ok(folder)
    }

    fn check_stitching(&self) -> Result<()> {
        let found = match self.settings.backend {
            Backend::Vitis => return Ok(()),
            // Its cores have another port for each element of a packet.
            backend @ (Backend::Catapult
            | Backend::Libero
            | Backend::OneApi
            | Backend::Quartus
            | Backend::VitisUnified
            | Backend::Vivado
            | Backend::VivadoAccelerator) => backend,
        };
        let subject = Subject::Key("Backend".to_owned());
        let message = "the cores of this target cannot be wired to one design";
        Err(Diagnostic::error(Code::UnsupportedSetting, subject, message)
            .found(found.as_str())
            .expected("Vitis")
            .remedy("build the parts without stitching them")
            .into())
    }

    /// Writes the projects and takes the chosen steps, several parts at a time, telling `progress` what goes on.
    ///
    /// The test bench of a part has the samples that enter it when those of the whole model do.
    ///
    /// # Errors
    /// The findings of every part that fails, each with the name of the part.
    pub fn build(&self, options: &MultiBuildOptions, progress: &mut dyn FnMut(&str)) -> Result<MultiReport> {
        options.check()?;
        let stitched = if options.stitch {
            Tool::Vivado.find()?;
            Some(self.write_stitched()?)
        } else {
            None
        };
        let data = self.bench_data(options.part.csim)?;
        let reports = self.build_parts(options, &data, progress)?;
        if let Some(stitched) = &stitched {
            progress("vivado (stitch)");
            let mut arguments: Vec<String> = ["-mode", "batch", "-source", "stitch.tcl"].map(str::to_owned).into();
            if options.export_stitched {
                arguments.extend(["-tclargs".to_owned(), "export=1".to_owned()]);
            }
            tools::run(Tool::Vivado, &Tool::Vivado.find()?, &arguments, stitched, "build.log", progress)?;
        }
        let parts = reports.into_iter().enumerate().map(|(position, report)| (folder(position), report)).collect();
        Ok(MultiReport { parts, stitched })
    }

    /// Builds the parts, each worker the next one that nobody has begun.
    fn build_parts(
        &self,
        options: &MultiBuildOptions,
        data: &[Option<BenchData>],
        progress: &mut dyn FnMut(&str),
    ) -> Result<Vec<BuildReport>> {
        let n_parts = self.parts.len();
        let n_processors = thread::available_parallelism().map_or(1, usize::from);
        let n_workers = options.n_workers.unwrap_or(n_processors).min(n_parts);
        let (next, results) = (AtomicUsize::new(0), Mutex::new(vec![None; n_parts]));
        let (sender, lines) = mpsc::channel::<String>();
        let work = |sender: mpsc::Sender<String>| {
            loop {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(part) = self.parts.get(position) else { return };
                let mut tell = |line: &str| {
                    // Whoever no longer listens need not be told.
                    let _ = sender.send(format!("{}: {line}", folder(position)));
                };
                let result = part.build_with(&options.part, &|_| Ok(data[position].clone()), &mut tell);
                results.lock().unwrap_or_else(PoisonError::into_inner)[position] = Some(result);
            }
        };
        thread::scope(|scope| {
            for _ in 0..n_workers {
                let (work, sender) = (&work, sender.clone());
                scope.spawn(move || work(sender));
            }
            drop(sender);
            lines.iter().for_each(|line| progress(&line));
        });
        let (mut reports, mut findings) = (Vec::new(), Diagnostics::new());
        let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (position, result) in results.into_iter().enumerate() {
            match result {
                Some(Ok(report)) => reports.push(report),
                Some(Err(failed)) => findings.extend(at_part(position, failed)),
                None => {}
            }
        }
        findings.into_result()?;
        Ok(reports)
    }
}
