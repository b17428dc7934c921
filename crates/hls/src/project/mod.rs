//! The files of a project, one module for each kind.

mod accelerator;
mod archive;
mod blocks;
mod bridge;
mod component;
mod defines;
mod header;
mod kernel;
pub(crate) mod library;
mod packets;
mod parameters;
mod port;
mod scripts;
mod stitched;
mod suite;
mod test_bench;
mod top;
mod weights;
mod write;

use std::collections::BTreeMap;

use hlsmith_config::{Backend, Settings};
use hlsmith_diag::{Diagnostics, Result};
use hlsmith_ir::Graph;

use crate::cpp::{self, Arg, Code, Expr, Parameter, Type, Variable};
use crate::design::{Array, Constants, Design};
use crate::directives;
use crate::names::Ident;
use crate::targets::{Dialect, Family, Top};

pub use stitched::{WiredPart, stitch};
pub use suite::generate_suite_unit;
pub use test_bench::TestBench;

/// A file of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether it can be executed.
    pub executable: bool,
}

/// A generated project, not written anywhere yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The files by their path from the folder of the project, with `/` between its parts.
    pub files: BTreeMap<String, File>,
    /// Whether [`Project::write`] also packs the project as `<folder>.tar.gz`.
    pub has_archive: bool,
}

/// Checks that a target can do everything a graph and its settings ask for.
///
/// # Errors
/// Everything it cannot do. Otherwise the warnings.
pub fn validate(graph: &Graph, settings: &Settings) -> Result<Diagnostics> {
    let (design, warnings) = Design::new(graph, settings)?;
    if settings.accelerator.is_some() {
        accelerator::findings(&design).into_result()?;
    }
    Ok(warnings)
}

/// Packets that the FIFO behind each tensor of a streaming design holds, by the name of the variable; empty for parallel
/// designs. Inputs and outputs of the model have the FIFOs of whatever is around the design.
///
/// # Errors
/// Those of [`validate`].
pub fn fifo_depths(graph: &Graph, settings: &Settings) -> Result<BTreeMap<String, usize>> {
    let (design, _) = Design::new(graph, settings)?;
    let ports: Vec<&Ident> = design.inputs.iter().chain(&design.outputs).map(|array| &array.name).collect();
    let inner = design.depths.iter().filter(|(name, _)| !ports.contains(name));
    Ok(inner.map(|(name, depth)| (name.to_string(), *depth)).collect())
}

/// The folder of a project for the arithmetic headers that other compilers than the vendor's are to find.
pub fn arithmetic_folder(backend: Backend) -> &'static str {
    Dialect::of(backend).family.arithmetic_folder
}

/// Generates the project of a graph whose types are all known.
///
/// The project is complete but for `hls4ml_config.yml`, the settings as text, which whoever knows the user's own file
/// adds with [`Project::add`].
///
/// # Errors
/// Those of [`validate`], and a test bench whose rows do not fit the model.
pub fn generate(graph: &Graph, settings: &Settings, test_bench: Option<&TestBench>) -> Result<Project> {
    let (design, _) = Design::new(graph, settings)?;
    let dialect = Dialect::of(settings.backend);
    let top = design.top.as_str();
    let mut project = Project { has_archive: settings.writer.write_tar, ..Project::default() };
    project.add_code(format!("firmware/{top}.cpp"), &top::code(&design));
    project.add_code(format!("firmware/{top}.h"), &header::code(&design));
    project.add_code("firmware/defines.h", &defines::code(&design));
    project.add_code("firmware/parameters.h", &parameters::code(&design));
    weights::add(&mut project, &design);
    project.add_code(format!("{top}_bridge.cpp"), &bridge::code(&design));
    test_bench::add(&mut project, &design, settings, test_bench)?;
    accelerator::add(&mut project, &design, graph, settings)?;
    scripts::add(&mut project, &design, settings, dialect);
    library::add(&mut project, design.family, "firmware/nnet_utils", design.family.arithmetic_folder);
    for (header, text) in &design.extensions {
        project.add(format!("firmware/nnet_utils/{header}"), text.as_str());
    }
    project.finish(design.family, component::depth(&design));
    Ok(project)
}

impl Project {
    /// Adds a file, replacing one at the same path.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), File { bytes: bytes.into(), executable: false });
    }

    /// As [`Project::add`], a file that can be executed.
    pub fn add_executable(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), File { bytes: bytes.into(), executable: true });
    }

    /// Says directives in the words of the target, and how many packets its streams hold where that is said once.
    fn finish(&mut self, family: &Family, depth: usize) {
        let library = "nnet_utils/nnet_types.h";
        let folders: Vec<String> = match family.top {
            Top::Function | Top::Blocks | Top::Kernel | Top::Packets => Vec::new(),
            Top::Component => {
                self.files.keys().filter_map(|path| path.strip_suffix(library).map(str::to_owned)).collect()
            }
        };
        for folder in folders {
            let depth =
                Variable::scalar(Type::Library("unsigned").constant(), &Ident::fixed("fifo_depth"), depth.into());
            let code = Code::Namespace(vec![Ident::library("nnet")], vec![Code::Variable(depth)]);
            let guard = Code::Guard(Ident::library("NNET_DEPTH_H_"), vec![code]);
            self.add_code(format!("{folder}nnet_utils/nnet_depth.h"), &[guard]);
        }
        let Some(words) = family.directives else { return };
        for (path, file) in &mut self.files {
            if let (true, Ok(text)) = (path.ends_with(".h") || path.ends_with(".cpp"), str::from_utf8(&file.bytes)) {
                file.bytes = directives::said(text, words).into_bytes();
            }
        }
    }

    fn add_code(&mut self, path: impl Into<String>, code: &[Code]) {
        self.add(path, cpp::print(code));
    }

    /// Eight hexadecimal digits that differ between projects whose files so far differ.
    fn stamp(&self) -> String {
        // FNV-1a of paths and contents, each ended by its length.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |bytes: &[u8]| {
            for &byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        };
        for (path, file) in &self.files {
            add(path.as_bytes());
            add(&file.bytes);
        }
        format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
    }
}

/// Code inside the namespace of the design, or as it is when there is none.
fn in_namespace(design: &Design, code: Vec<Code>) -> Vec<Code> {
    if design.namespace.is_empty() { code } else { vec![Code::Namespace(design.namespace.clone(), code)] }
}

/// `name` in the namespace of the design.
fn qualified(design: &Design, name: &Ident) -> Vec<Ident> {
    design.namespace.iter().chain([name]).cloned().collect()
}

/// The weights that are ports.
fn weight_ports(design: &Design) -> impl Iterator<Item = &Constants> {
    design.weights.iter().filter(|weight| weight.is_port)
}

/// The definitions of all types.
fn type_definitions(design: &Design) -> Vec<Code> {
    let numbers = design.types.iter().map(|(name, ty)| Code::Typedef(ty.clone(), name.clone()));
    let packets = design.streams.iter().map(|stream| {
        let depth = Arg::from(design.depths.get(&stream.name).copied().unwrap_or(stream.n_packets));
        let pipe = Type::Template("nnet::pipe_of", vec![Arg::Class(stream.pipe.clone()), depth]);
        let args = vec![Arg::from(&stream.element), Arg::from(stream.packet), Arg::Type(pipe)];
        Code::Typedef(Type::Template("nnet::array", args), stream.ty.clone())
    });
    numbers.chain(packets).collect()
}

/// The parameters of the top function.
fn top_parameters(design: &Design) -> Vec<Parameter> {
    let ports = weight_ports(design).map(|weight| weight.parameter(design.loads_weights));
    design.inputs.iter().chain(&design.outputs).map(Array::parameter).chain(ports).collect()
}

/// A call of the top function with arrays of the names that `name` gives.
fn call_top(design: &Design, name: impl Fn(&Ident) -> Ident) -> Code {
    call_of_top(design, design.callable_name(), name)
}

/// As [`call_top`], for a test bench: a simulation of the hardware can take the place of the function.
fn call_tested(design: &Design) -> Code {
    let name = design.callable_name();
    let name = design.family.harness.map_or(name.clone(), |harness| name.inside(harness.call));
    call_of_top(design, name, Ident::clone)
}

fn call_of_top(design: &Design, function: Ident, name: impl Fn(&Ident) -> Ident) -> Code {
    let arrays = design.inputs.iter().chain(&design.outputs).map(|array| Expr::Name(name(&array.name)));
    let ports = weight_ports(design).map(|weight| Expr::from(&weight.name));
    Code::Expr(Expr::CallNamed(qualified(design, &function), arrays.chain(ports).collect()))
}

/// The includes of files that call the top function.
fn top_includes(design: &Design) -> Vec<Code> {
    let mut includes = vec![Code::Include(format!("firmware/{}.h", design.top))];
    includes.extend(weight_ports(design).map(|weight| Code::Include(format!("firmware/weights/{}.h", weight.name))));
    includes
}

/// `using namespace` for the types of the design, where it has a namespace.
fn using_namespace(design: &Design) -> Vec<Code> {
    if design.namespace.is_empty() { Vec::new() } else { vec![Code::Using(design.namespace.clone()), Code::Blank] }
}

/// The state of recording that every program around the top function defines.
fn trace_globals(enabled: bool) -> Code {
    let global =
        |ty: Type, name: &'static str, value: Expr| Code::Variable(Variable::scalar(ty, &Ident::fixed(name), value));
    Code::Namespace(
        vec![Ident::library("nnet")],
        vec![
            global(Type::Library("bool"), "trace_enabled", Expr::Bool(enabled)),
            global(Type::Library("std::map<std::string, void *> *"), "trace_outputs", Expr::Library("NULL")),
            global(Type::Library("std::size_t"), "trace_type_size", Expr::Library("sizeof(double)")),
        ],
    )
}

/// The template arguments of functions that assign plain numbers to an array.
fn assigned_args(array: &Array) -> Vec<Arg> {
    let mut args = array_args(array);
    args.extend(array.small_negatives.map(Arg::Word));
    args
}

/// The template arguments of an array: its type and its length.
fn array_args(array: &Array) -> Vec<Arg> {
    vec![Arg::from(&array.ty), Arg::from(array.len)]
}
