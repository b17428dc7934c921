//! A graph lowered to what every file of a project needs: types, constants, layer configurations and the steps of the
//! top function.
//!
//! Lowering is also validation: everything a target cannot do is found here, before any file exists.

mod layer;
mod member_names;
mod parts;
mod pipes;
mod process;
mod schedule;
mod style;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hlsmith_config::{PipelineStyle, Settings};
use hlsmith_diag::{Code as DiagCode, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::{AttributeValue, Compatibility, Graph, IoType, NamedType, Node, Op, Steps, TensorId};

use crate::cpp::{Arg, Code, Expr, Member, Type};
use crate::names::{Ident, Scope, identifier};
use crate::ops::{self, CustomKernel, Kernel};
use crate::project::library;
use crate::targets::catapult::libraries;
use crate::targets::{Dialect, Family, Scripts, Top};
use crate::types::cpp_type;

use member_names::MEMBER_NAMES;

pub(crate) use layer::{Layer, Order, assignment, padded};
pub(crate) use parts::{Array, Constants, Function, Step, Stream, Trace};
pub(crate) use schedule::Schedule;

/// Arrays of more elements are not split into registers by the vendor tools.
const MAX_PARTITION: usize = 4096;

/// Names the generated files use themselves.
const GENERATOR_NAMES: [&str; 16] = [
    "allocate_trace_storage",
    "argc",
    "argv",
    "bench",
    "collect_trace_output",
    "defines",
    "element_size",
    "free_trace_storage",
    "loaded_weights",
    "packet",
    "parameters",
    "reset_states",
    "results",
    "run",
    "step",
    "traces",
];

/// Names that the function for other programs uses.
const EMULATOR_NAMES: [&str; 4] = ["inputs", "inputs_t", "outputs", "outputs_t"];

/// Names of the structs and variables of a component.
const COMPONENT_NAMES: [&str; 4] = ["input_data", "inputs", "output_data", "outputs"];

/// The lowered graph.
#[derive(Debug)]
pub(crate) struct Design {
    pub(crate) family: &'static Family,
    pub(crate) top: Ident,
    pub(crate) namespace: Vec<Ident>,
    pub(crate) types: Vec<(Ident, Type)>,
    /// The streams, where each has a type of its own.
    pub(crate) streams: Vec<Stream>,
    pub(crate) inputs: Vec<Array>,
    pub(crate) outputs: Vec<Array>,
    pub(crate) weights: Vec<Constants>,
    pub(crate) tables: Vec<Constants>,
    /// Configuration of each layer, with the name of the layer.
    pub(crate) configs: Vec<(String, Code)>,
    pub(crate) headers: BTreeSet<&'static str>,
    /// Headers of extensions, with their text.
    pub(crate) extensions: BTreeMap<String, String>,
    /// The processes of a streaming design, each with the name of its layer.
    pub(crate) processes: Vec<(String, Code)>,
    pub(crate) steps: Vec<Step>,
    /// Packets that the FIFO of each stream between processes holds.
    pub(crate) depths: BTreeMap<Ident, usize>,
    /// Whether tensors are streams.
    pub(crate) is_streaming: bool,
    /// Whether others are wired to the design.
    pub(crate) is_wired: bool,
    /// [`PipelineStyle::Pipeline`] or [`PipelineStyle::Dataflow`].
    pub(crate) style: PipelineStyle,
    /// Initiation interval of the pipeline, when one is asked for.
    pub(crate) interval: Option<u32>,
    /// The largest reuse factor.
    pub(crate) reuse_factor: u32,
    /// The clock period in ns.
    pub(crate) clock_period: f64,
    /// The task of each call, where they are tasks.
    pub(crate) tasks: Vec<Ident>,
    /// Whether simulation reads the weights from text files.
    pub(crate) loads_weights: bool,
    /// Whether the top function can also be called with tuples.
    pub(crate) has_emulator: bool,
    /// Whether layers go on from what the sample before has left.
    pub(crate) keeps_states: bool,
}

/// What ends the name of the layers of a component as one function.
const LAYERS: &str = "_layers";

/// What ends the name of the function that calls a component with arrays or streams.
const ARRAYS: &str = "_arrays";

impl Design {
    /// The layers of a component as one function of arrays.
    pub(crate) fn layers_name(&self) -> Ident {
        self.top.with_suffix(LAYERS)
    }

    /// The function that programs call with arrays or streams.
    pub(crate) fn callable_name(&self) -> Ident {
        match self.family.top {
            Top::Function | Top::Blocks => self.top.clone(),
            Top::Packets if self.is_streaming => self.top.clone(),
            Top::Component | Top::Kernel | Top::Packets => self.top.with_suffix(ARRAYS),
        }
    }

    /// The arrays and streams between layers.
    pub(crate) fn locals(&self) -> impl Iterator<Item = &Array> {
        self.steps.iter().filter_map(|step| match step {
            Step::Local(array) => Some(array),
            Step::Call(..) | Step::Trace(_) => None,
        })
    }

    /// Packets that the FIFO of a stream between layers holds.
    pub(crate) fn depth(&self, array: &Array) -> usize {
        self.depths.get(&array.name).copied().unwrap_or_else(|| array.n_packets())
    }

    /// Lowers a graph whose types are all known.
    ///
    /// # Errors
    /// Everything the target cannot do. Otherwise the warnings come with the design.
    pub(crate) fn new(graph: &Graph, settings: &Settings) -> Result<(Design, Diagnostics)> {
        let mut lowering = Lowering::new(graph, settings);
        lowering.check_settings();
        lowering.lower();
        lowering.settle_depths();
        let Lowering { design, findings, .. } = lowering;
        Ok((design, findings.into_result()?))
    }

    /// The arrays recorded in simulation.
    pub(crate) fn traces(&self) -> impl Iterator<Item = &Trace> {
        self.steps.iter().filter_map(|step| match step {
            Step::Trace(trace) => Some(trace),
            Step::Local(_) | Step::Call(..) => None,
        })
    }
}

/// State of lowering one graph.
pub(crate) struct Lowering<'a> {
    pub(crate) graph: &'a Graph,
    settings: &'a Settings,
    scope: Scope,
    trace_files: Scope,
    /// The types by name, precision and number of elements of a packet.
    type_names: BTreeMap<(String, Precision, Option<usize>), Ident>,
    /// The tensor that holds the data of a reshaped one.
    roots: BTreeMap<TensorId, TensorId>,
    /// The loops over steps that each tensor is in.
    steps: BTreeMap<TensorId, Steps>,
    /// Number of elements of a packet of copies, which have the packets of what they copy.
    copied_packets: BTreeMap<TensorId, usize>,
    /// For each tensor with data, the names its readers use, in order.
    readers: BTreeMap<TensorId, VecDeque<Ident>>,
    /// The array of each tensor with data.
    arrays: BTreeMap<TensorId, Array>,
    /// How the processes read and write streams; `None` once one of them does it in an unknown order.
    processes: Option<Vec<schedule::Process>>,
    design: Design,
    findings: Diagnostics,
}

impl<'a> Lowering<'a> {
    fn new(graph: &'a Graph, settings: &'a Settings) -> Self {
        let mut scope = Scope::new();
        for name in GENERATOR_NAMES.iter().chain(MEMBER_NAMES) {
            scope.unique(name);
        }
        for (_, node) in graph.nodes() {
            if let Op::Custom(op) = &node.op {
                // A type of such a name would mean the member inside the configuration.
                ops::member_names(op).iter().for_each(|name| drop(scope.unique(name)));
            }
        }
        if settings.writer.write_emulation_constants {
            EMULATOR_NAMES.iter().for_each(|name| drop(scope.unique(name)));
        }
        let top = scope.unique(&settings.project_name);
        // The functions of the library around the top function.
        for suffix in ["_float", "_double", "_emulator", "_axi"] {
            scope.unique(top.with_suffix(suffix).as_str());
        }
        let family = Dialect::of(settings.backend).family;
        let style = match (family.top, graph.io_type) {
            (Top::Function | Top::Packets, _) => style::of(graph, settings),
            (Top::Blocks | Top::Component | Top::Kernel, IoType::Parallel) => PipelineStyle::Pipeline,
            (Top::Blocks | Top::Component | Top::Kernel, IoType::Stream) => PipelineStyle::Dataflow,
        };
        if family.top != Top::Function {
            [LAYERS, ARRAYS].iter().for_each(|suffix| drop(scope.unique(top.with_suffix(suffix).as_str())));
        }
        if family.top == Top::Component {
            COMPONENT_NAMES.iter().for_each(|name| drop(scope.unique(name)));
        }
        let reuse_factors = graph.nodes().filter_map(|(_, node)| match node.op.get("reuse_factor") {
            Some(AttributeValue::Int(factor)) => u32::try_from(factor).ok(),
            _ => None,
        });
        let namespace = settings.writer.namespace.iter().flat_map(|path| path.split("::")).map(identifier).collect();
        let mut findings = Diagnostics::new();
        let steps = graph.steps().unwrap_or_else(|layer| {
            let message = "the layer is in several loops over steps";
            findings.push(Diagnostic::error(DiagCode::IrInvalid, Subject::Layer(layer), message));
            BTreeMap::new()
        });
        let design = Design {
            family,
            top,
            namespace,
            types: Vec::new(),
            streams: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            weights: Vec::new(),
            tables: Vec::new(),
            configs: Vec::new(),
            headers: BTreeSet::new(),
            extensions: BTreeMap::new(),
            processes: Vec::new(),
            steps: Vec::new(),
            depths: BTreeMap::new(),
            is_streaming: graph.io_type == IoType::Stream,
            is_wired: settings.wiring.is_some(),
            style,
            interval: settings.hls.pipeline_interval,
            reuse_factor: reuse_factors.max().unwrap_or(1).max(1),
            clock_period: settings.clock_period,
            tasks: Vec::new(),
            loads_weights: settings.writer.write_weights_txt,
            has_emulator: settings.writer.write_emulation_constants,
            keeps_states: graph.compatibility == Compatibility::Sound
                && graph.nodes().any(|(_, node)| node.op.recurrent().is_some_and(|op| op.is_stateful)),
        };
        Self {
            graph,
            settings,
            scope,
            trace_files: Scope::new(),
            type_names: BTreeMap::new(),
            roots: BTreeMap::new(),
            steps,
            copied_packets: BTreeMap::new(),
            readers: BTreeMap::new(),
            arrays: BTreeMap::new(),
            processes: Some(Vec::new()),
            design,
            findings,
        }
    }

    fn check_settings(&mut self) {
        let settings = self.settings;
        let namespace = settings.writer.namespace.iter().flat_map(|path| path.split("::")).zip(&self.design.namespace);
        let names = [("ProjectName", (settings.project_name.as_str(), &self.design.top))]
            .into_iter()
            .chain(namespace.map(|names| ("WriterConfig.Namespace", names)));
        for (key, (name, usable)) in names.filter(|(_, (name, usable))| *name != usable.as_str()) {
            let message = "the name cannot stand in generated code";
            self.findings.push(
                Diagnostic::error(DiagCode::BadName, Subject::Key(key.into()), message)
                    .found(name)
                    .remedy(format!("use `{usable}`")),
            );
        }
        match self.design.family.top {
            Top::Function => self.findings.extend(style::findings(self.graph, settings, self.design.style)),
            Top::Packets => {
                self.findings.extend(style::findings(self.graph, settings, self.design.style));
                self.check_tuples();
            }
            Top::Blocks => self.check_libraries(),
            Top::Kernel => self.check_part_and_states(),
            Top::Component => {}
        }
        match self.design.family.top {
            Top::Function | Top::Packets => {}
            Top::Blocks | Top::Component | Top::Kernel => {
                style::without_effect(settings, self.design.style)
                    .into_iter()
                    .for_each(|found| self.findings.push(found));
            }
        }
        self.check_words();
    }

    /// Refuses texts that cannot be words of the files that a tool reads.
    fn check_words(&mut self) {
        let settings = self.settings;
        let (part, version) = (("Part", &settings.part), ("Version", &settings.version));
        let words = match Dialect::of(settings.backend).scripts {
            Scripts::Catapult | Scripts::Cmake | Scripts::Tcl { .. } => vec![],
            Scripts::Make => vec![part],
            Scripts::Shls => vec![part, ("FPGAFamily", &settings.libero.family), ("Board", &settings.libero.board)],
            Scripts::Unified => vec![part, version],
        };
        for (key, text) in words {
            if !text.chars().all(|c| c.is_ascii_graphic()) {
                let message = "the text cannot stand in a makefile or a configuration file";
                self.findings.push(
                    Diagnostic::error(DiagCode::BadName, Subject::Key(key.into()), message)
                        .found(text)
                        .expected("printable characters of ASCII without blanks"),
                );
            }
        }
    }

    /// Refuses tuples of FIFOs, which would not hold a sample: their capacity is said where each of them is made.
    fn check_tuples(&mut self) {
        if self.design.has_emulator && self.design.is_streaming {
            let message = "a tuple cannot hold the FIFOs of a design in streams";
            let key = Subject::Key("WriterConfig.WriteEmulationConstants".into());
            let finding = Diagnostic::error(DiagCode::TargetUnsupported, key, message);
            self.findings.push(finding.found("io_stream").remedy("use io_parallel, or leave the key out"));
        }
    }

    /// Refuses a part that Catapult has no library for.
    fn check_libraries(&mut self) {
        let settings = self.settings;
        if libraries::of(settings).is_none() {
            let message = "the part belongs to no family that Catapult has libraries for";
            self.findings.push(
                Diagnostic::error(DiagCode::TargetUnsupported, Subject::Key("Part".into()), message)
                    .found(&settings.part)
                    .expected("a part of AMD with its speed grade, such as xcku115-flvb2104-2-i")
                    .remedy("name another part, or set `Technology` to `asic`"),
            );
        }
    }

    fn lower(&mut self) {
        let graph = self.graph;
        for (_, node) in graph.nodes() {
            for &output in &node.outputs {
                let root = match (&node.op, &node.inputs[..]) {
                    (Op::Reshape(_) | Op::TimeDistributed(_), [input]) if same_precision(graph, *input, output) => {
                        self.root(*input)
                    }
                    _ => output,
                };
                self.roots.insert(output, root);
                if let (Op::StreamClone(_), [input]) = (&node.op, &node.inputs[..])
                    && let Some(packet) = self.packet(*input)
                {
                    self.copied_packets.insert(output, packet);
                }
                self.declare(output, &node.name);
            }
        }
        self.declare_ports();
        for (_, node) in graph.nodes() {
            self.layer(node);
        }
        self.name_tasks();
    }

    /// Names a task for each call, where calls are tasks.
    fn name_tasks(&mut self) {
        let are_tasks = match self.design.family.top {
            Top::Function | Top::Packets => false,
            Top::Blocks | Top::Component | Top::Kernel => self.design.is_streaming,
        };
        if are_tasks {
            let (scope, steps) = (&mut self.scope, &self.design.steps);
            let task = |step: &Step| match step {
                Step::Call(_, layer) => Some(scope.unique(&format!("{layer}_task"))),
                Step::Local(_) | Step::Trace(_) => None,
            };
            self.design.tasks = steps.iter().filter_map(task).collect();
        }
    }

    fn root(&self, tensor: TensorId) -> TensorId {
        self.roots.get(&tensor).copied().unwrap_or(tensor)
    }

    /// The loops over steps that a tensor is in.
    fn steps(&self, tensor: TensorId) -> Steps {
        self.steps.get(&tensor).cloned().unwrap_or_default()
    }

    /// Names the type of a tensor and checks that the target has it and can hold the tensor.
    fn declare(&mut self, tensor: TensorId, layer: &str) {
        let packet = self.packet(tensor);
        let tensor = self.graph.tensor(tensor);
        let of_packets = packet.filter(|_| self.design.family.top != Top::Kernel);
        self.type_of(&tensor.ty, of_packets, &format!("{}_t", tensor.name), layer);
        let elements = packet.unwrap_or_else(|| tensor.shape.iter().product());
        if elements > MAX_PARTITION {
            let remedy = match packet {
                Some(_) => "use a smaller last axis",
                None => "use `IOType: io_stream` or a smaller layer",
            };
            self.warn_size(layer, "the tensor is too large to be split into registers", elements, remedy);
        }
    }

    fn warn_size(&mut self, layer: &str, message: &str, elements: usize, remedy: &str) {
        self.findings.push(
            Diagnostic::warning(DiagCode::TargetUnsupported, Subject::Layer(layer.to_owned()), message)
                .found(format!("{elements} elements"))
                .expected(format!("at most {MAX_PARTITION}"))
                .remedy(remedy),
        );
    }

    /// Number of elements of a packet of a tensor, where tensors are streams.
    fn packet(&self, tensor: TensorId) -> Option<usize> {
        let root = self.root(tensor);
        let last = || self.graph.tensor(root).shape.last().copied().unwrap_or(1);
        self.design.is_streaming.then(|| self.copied_packets.get(&root).copied().unwrap_or_else(last))
    }

    /// The name of a number type in the project, defining it at its first use.
    fn type_name(&mut self, ty: &NamedType, unnamed: &str, layer: &str) -> Ident {
        self.type_of(ty, None, unnamed, layer)
    }

    /// The name of a type in the project, of packets when their number of elements is given, defining it at its first
    /// use.
    fn type_of(&mut self, ty: &NamedType, packet: Option<usize>, unnamed: &str, layer: &str) -> Ident {
        let name = if ty.name.is_empty() { unnamed } else { &ty.name };
        let key = (name.to_owned(), ty.precision, packet);
        if let Some(ident) = self.type_names.get(&key) {
            return ident.clone();
        }
        let ident = self.scope.unique(name);
        self.type_names.insert(key, ident.clone());
        match cpp_type(ty.precision, self.design.family.numbers) {
            Some(cpp) => {
                let cpp = match packet {
                    None => cpp,
                    Some(n) => Type::Template("nnet::array", vec![Arg::Type(cpp), Arg::from(n)]),
                };
                self.design.types.push((ident.clone(), cpp));
            }
            None => self.findings.push(
                Diagnostic::error(
                    DiagCode::TargetUnsupported,
                    Subject::Layer(layer.to_owned()),
                    format!("the target has no type for `{name}`"),
                )
                .found(ty.precision.to_string())
                .expected("a fixed-point or integer type")
                .remedy("set the precision of the layer"),
            ),
        }
        ident
    }

    fn array(&mut self, tensor: TensorId, name: Ident) -> Array {
        let packet = self.packet(tensor);
        let n_turns = self.steps(tensor).count();
        let tensor = self.graph.tensor(tensor);
        let family = self.design.family;
        let of_packets = packet.filter(|_| family.top != Top::Kernel);
        let ty = self.type_of(&tensor.ty, of_packets, &format!("{}_t", tensor.name), &tensor.name);
        let small_negatives = match (tensor.ty.precision, self.graph.compatibility) {
            (Precision::Integer { .. }, Compatibility::Sound) => Some("nnet::become_zero"),
            (Precision::Integer { .. }, Compatibility::Hls4ml13) => Some("nnet::become_one"),
            (
                Precision::Auto
                | Precision::Fixed(_)
                | Precision::Xnor
                | Precision::Exponent { .. }
                | Precision::Float(_),
                Compatibility::Sound | Compatibility::Hls4ml13,
            ) => None,
        };
        let len = n_turns * tensor.shape.iter().product::<usize>();
        let array = Array { name, ty, len, packet, family, small_negatives };
        match (family.top, packet) {
            (Top::Kernel, Some(packet)) => Array { ty: self.stream(&array.name, &array.ty, packet, len), ..array },
            (Top::Function | Top::Blocks | Top::Component | Top::Kernel | Top::Packets, _) => array,
        }
    }

    /// Names the arguments of the top function and lets layers write outputs in place where nobody else reads them.
    fn declare_ports(&mut self) {
        let graph = self.graph;
        for &input in graph.inputs() {
            let name = self.scope.unique(&graph.tensor(input).name);
            let array = self.port_array(input, name);
            self.design.inputs.push(array);
        }
        for &output in graph.outputs() {
            let name = self.scope.unique(&graph.tensor(output).name);
            let array = self.port_array(output, name);
            self.design.outputs.push(array);
        }
        for (position, &output) in graph.outputs().iter().enumerate() {
            let root = self.root(output);
            if self.n_layer_readers(root) == 0
                && graph.outputs().iter().filter(|&&other| self.root(other) == root).count() == 1
                && !graph.inputs().iter().any(|&input| self.root(input) == root)
            {
                self.arrays.insert(root, self.design.outputs[position].clone());
            }
        }
        for (position, &input) in graph.inputs().iter().enumerate() {
            let array = self.design.inputs[position].clone();
            self.made(input, array);
        }
    }

    /// How many kernels read the data of a tensor.
    fn n_layer_readers(&self, root: TensorId) -> usize {
        let has_kernel = |node: &Node| node.outputs.iter().all(|&output| self.root(output) == output);
        let nodes = self.graph.nodes().filter(|(_, node)| has_kernel(node));
        nodes.flat_map(|(_, node)| &node.inputs).filter(|&&input| self.root(input) == root).count()
    }

    /// Serves the readers of a new array: each by name, or between processes with a copy of its own, and model outputs
    /// that are not written in place by a copy.
    fn made(&mut self, root: TensorId, array: Array) {
        let graph = self.graph;
        let outputs: Vec<Array> = graph
            .outputs()
            .iter()
            .zip(&self.design.outputs)
            .filter(|&(&output, port)| self.root(output) == root && port.name != array.name)
            .map(|(_, port)| port.clone())
            .collect();
        let n_layer_readers = self.n_layer_readers(root);
        let mut readers = VecDeque::new();
        let n_readers = n_layer_readers + outputs.len();
        if self.design.is_streaming && self.check_stream_readers(root, n_readers) && n_readers == 0 {
            let is_output = self.design.outputs.iter().any(|port| port.name == array.name);
            if !is_output {
                let args = vec![Arg::from(&array.ty), Arg::from(array.n_packets())];
                let call = Expr::Call("nnet::drain_stream", args, vec![Expr::from(&array.name)]);
                let call = self.block(call, &[&array], &format!("{}_drain", array.name));
                self.design.steps.push(Step::Call(call, format!("{} is not used", array.name)));
                self.scheduled(std::slice::from_ref(&array), &[], Some(Schedule::PerPacket), 1);
            }
        }
        let mut current = array.clone();
        for remaining in (1..=n_readers).rev() {
            if self.design.style == PipelineStyle::Dataflow && !self.design.is_streaming && remaining > 1 {
                let copies = [(); 2].map(|()| {
                    let name = self.scope.unique(&format!("{}_cpy", array.name));
                    Array { name, ..array.clone() }
                });
                let args = vec![Arg::from(&array.ty), Arg::from(array.len)];
                let names = [&current, &copies[0], &copies[1]].map(|array| Expr::from(&array.name));
                let call = Expr::Call("nnet::copy_for_two", args, names.into());
                let [own, rest] = copies;
                self.design.steps.extend([Step::Local(own.clone()), Step::Local(rest.clone())]);
                self.design.steps.push(Step::Call(call, format!("{} for two", array.name)));
                self.design.headers.insert("nnet_copy.h");
                readers.push_back(own.name);
                current = rest;
            } else {
                readers.push_back(current.name.clone());
            }
        }
        for (port, source) in outputs.iter().zip(readers.split_off(n_layer_readers)) {
            let config = self.scope.unique(&format!("copy_config_{}", port.name));
            let members = vec![Member::Unsigned("n_in", port.len.into())];
            let kernel =
                Kernel { members, ..Kernel::new("nnet_activation.h", "nnet::linear", "nnet::activ_config", config) };
            let from = [Array { name: source, ..array.clone() }];
            self.call(
                kernel,
                &from,
                std::slice::from_ref(port),
                &format!("{} to the output", array.name),
                false,
                &Steps::default(),
            );
        }
        self.readers.insert(root, readers);
        self.arrays.insert(root, array);
    }

    /// Refuses a stream with several readers: each reader needs a copy of its own.
    fn check_stream_readers(&mut self, root: TensorId, n_readers: usize) -> bool {
        if n_readers > 1 {
            let message = format!("the stream `{}` has {n_readers} readers", self.graph.tensor(root).name);
            self.findings.push(Diagnostic::error(DiagCode::IrInvalid, Subject::Model, message));
        }
        n_readers <= 1
    }

    fn layer(&mut self, node: &'a Node) {
        let (false, Some(&output)) = (node.inputs.is_empty(), node.outputs.first()) else { return self.input(node) };
        if self.root(output) == output {
            let from: Option<Vec<Array>> = node.inputs.iter().map(|&input| self.read(input)).collect();
            let Some(from) = from else { return self.out_of_order(node) };
            let shapes = node.inputs.iter().chain(&node.outputs).map(|&tensor| self.graph.tensor(tensor).shape.last());
            let ends_steps = matches!(node.op, Op::TimeDistributed(_));
            let is_per_packet = self.design.is_streaming
                && ops::is_per_packet(&node.op, self.graph.tensor(output).shape.last().copied().unwrap_or(1))
                && node
                    .inputs
                    .iter()
                    .chain(&node.outputs)
                    .zip(shapes)
                    .all(|(&tensor, last)| self.packet(tensor) == last.copied())
                && node.inputs.iter().all(|&input| {
                    // The ends of a loop over steps have the same packets on both sides.
                    ends_steps
                        || self.graph.tensor(input).shape.iter().rev().skip(1).eq(self
                            .graph
                            .tensor(output)
                            .shape
                            .iter()
                            .rev()
                            .skip(1))
                });
            if let Op::StreamClone(_) = node.op
                && self.design.is_streaming
            {
                self.clone_stream(node, &from);
            } else {
                let kernel = match ops::lower(&mut Layer { lowering: self, node, is_per_packet }) {
                    Ok(kernel) => kernel,
                    Err(findings) => return self.refused(node, findings),
                };
                let to: Vec<Array> = node.outputs.iter().map(|&output| self.make(output)).collect();
                // An end of a loop is a copy of all steps at once.
                let steps = if ends_steps { Steps::default() } else { self.steps(output) };
                self.call(kernel, &from, &to, &node.name, is_per_packet, &steps);
            }
            if self.design.is_streaming {
                self.trace(node, output);
            }
            for &output in &node.outputs {
                if let Some(array) = self.arrays.get(&output).cloned() {
                    self.made(output, array);
                }
            }
            if self.design.is_streaming {
                return;
            }
        }
        self.trace(node, output);
    }

    /// The array that a layer writes: the port of an output, or a new one.
    fn make(&mut self, output: TensorId) -> Array {
        if let Some(port) = self.arrays.get(&output) {
            return port.clone();
        }
        let name = self.scope.unique(&self.graph.tensor(output).name);
        let array = self.array(output, name);
        self.design.steps.push(Step::Local(array.clone()));
        self.arrays.insert(output, array.clone());
        array
    }

    /// Copies a stream for its readers, two at a time.
    fn clone_stream(&mut self, node: &Node, from: &[Array]) {
        let [source] = from else { return };
        let mut source = source.clone();
        let mut copies: VecDeque<Array> = node.outputs.iter().map(|&output| self.make(output)).collect();
        while let Some(own) = copies.pop_front() {
            let rest = match copies.len() {
                1 => copies.pop_front(),
                _ => {
                    let name = self.scope.unique(&format!("{}_rest", own.name));
                    let rest = self.stream_beside(&source, name);
                    self.design.steps.push(Step::Local(rest.clone()));
                    Some(rest)
                }
            };
            let Some(rest) = rest else { return };
            let arrays = [&source, &own, &rest];
            let types = arrays.iter().map(|array| Arg::from(&array.ty));
            let args = types.chain([Arg::from(source.n_packets())]).collect();
            let names = arrays.map(|array| Expr::from(&array.name));
            let call = Expr::Call("nnet::clone_stream", args, names.into());
            let call = self.block(call, &arrays, &node.name);
            self.design.steps.push(Step::Call(call, node.name.clone()));
            let made = [own, rest.clone()];
            self.scheduled(std::slice::from_ref(&source), &made, Some(Schedule::PerPacket), 1);
            source = rest;
        }
    }

    /// The array that the next reader of a tensor reads; `None` when the tensor is not made yet.
    fn read(&mut self, tensor: TensorId) -> Option<Array> {
        let source = self.root(tensor);
        let name = self.readers.get_mut(&source)?.pop_front()?;
        Some(Array { name, ..self.arrays.get(&source)?.clone() })
    }

    fn input(&mut self, node: &Node) {
        for &output in &node.outputs {
            if self.arrays.contains_key(&output) {
                self.trace(node, output);
            }
        }
    }

    fn trace(&mut self, node: &Node, tensor: TensorId) {
        if !(self.settings.trace_output && node.trace) {
            return;
        }
        if let Some(array) = self.arrays.get(&self.root(tensor)) {
            let file = self.trace_files.unique(&node.name);
            let trace = Trace { layer: node.name.clone(), file, array: array.clone() };
            self.design.steps.push(Step::Trace(trace));
        }
    }

    fn call(&mut self, kernel: Kernel, from: &[Array], to: &[Array], layer: &str, is_per_packet: bool, steps: &Steps) {
        let Kernel { header, function, base, config, members, args, takes_streams, schedule, custom } = kernel;
        debug_assert!(custom.is_some() || members.iter().all(|member| MEMBER_NAMES.contains(&member.name())));
        let base = custom.is_none().then_some(Type::Library(base));
        let function = custom.map_or(Function::Library(function), |custom| self.extension(custom, layer));
        self.design.configs.push((layer.to_owned(), Code::Struct { name: config.clone(), base, members }));
        self.design.headers.insert(header);
        let arrays = || from.iter().chain(to);
        let schedule = match (takes_streams, is_per_packet) {
            (true, _) => schedule,
            (false, true) => Some(Schedule::PerPacket),
            (false, false) => Some(Schedule::Whole),
        };
        self.scheduled(from, to, schedule, steps.count());
        let is_block = self.design.is_streaming && self.design.family.top == Top::Blocks;
        let call = if is_block || self.design.is_streaming && !takes_streams || !steps.loops.is_empty() {
            self.process(
                &process::Call {
                    function,
                    takes_streams,
                    config,
                    args,
                    // A kernel of streams reads all packets by itself.
                    is_per_packet: is_per_packet && !takes_streams,
                    steps,
                },
                from,
                to,
                layer,
            )
        } else {
            let types = arrays().map(|array| Arg::from(&array.ty)).chain([Arg::from(&config)]).collect();
            let values = arrays().map(|array| Expr::from(&array.name)).chain(args).collect();
            function.call(types, values)
        };
        self.design.steps.push(Step::Call(call, layer.to_owned()));
    }

    /// Adds the header of an extension.
    fn extension(&mut self, kernel: CustomKernel, layer: &str) -> Function {
        let CustomKernel { function, header, text } = kernel;
        let is_taken =
            library::has_kernel(&header) || self.design.extensions.get(&header).is_some_and(|present| *present != text);
        if is_taken {
            let message = "the header of the extension has the name of another header of the project";
            self.findings.push(
                Diagnostic::error(DiagCode::BadName, Subject::Layer(layer.to_owned()), message)
                    .found(&header)
                    .remedy("use another name"),
            );
        }
        self.design.extensions.insert(header, text);
        Function::Extension(function)
    }

    /// Notes in which order a process reads and writes its streams.
    fn scheduled(&mut self, from: &[Array], to: &[Array], schedule: Option<Schedule>, n_turns: usize) {
        let names = |arrays: &[Array]| arrays.iter().map(|array| array.name.clone()).collect();
        self.processes = self.processes.take().zip(schedule).map(|(mut processes, schedule)| {
            processes.push(schedule::Process { inputs: names(from), outputs: names(to), schedule, n_turns });
            processes
        });
    }

    /// Derives how many packets the streams between processes hold: one more than must be waiting in them at a time, so
    /// that writer and reader can work at once, or whole tensors where the order of reads and writes is not known.
    fn settle_depths(&mut self) {
        if !self.design.is_streaming {
            return;
        }
        let local = self.design.steps.iter().filter_map(|step| match step {
            Step::Local(array) => Some(array),
            Step::Call(..) | Step::Trace(_) => None,
        });
        let arrays = local.chain(&self.design.inputs).chain(&self.design.outputs);
        let n_packets: BTreeMap<Ident, usize> = arrays.map(|array| (array.name.clone(), array.n_packets())).collect();
        self.design.depths = match &self.processes {
            None => n_packets,
            Some(processes) => {
                let inputs: Vec<Ident> = self.design.inputs.iter().map(|array| array.name.clone()).collect();
                let held = schedule::depths(processes, &n_packets, &inputs);
                held.into_iter().map(|(name, most)| (name, most + 1)).collect()
            }
        };
        let least = |name: &Ident| self.settings.wiring.as_ref().and_then(|wiring| wiring.depths.get(name.as_str()));
        for (name, depth) in &mut self.design.depths {
            *depth = (*depth).max(least(name).copied().unwrap_or(0));
        }
        self.hold_ports();
    }

    /// Notes why a layer cannot be lowered and goes on, so that a user sees all findings at once.
    fn refused(&mut self, node: &Node, findings: Diagnostics) {
        for finding in findings.iter() {
            let mut finding = finding.clone();
            if finding.subject == Subject::Model {
                finding.subject = Subject::Layer(node.name.clone());
            }
            self.findings.push(finding);
        }
        for &output in &node.outputs {
            let array = self.make(output);
            self.made(output, array);
        }
    }

    fn out_of_order(&mut self, node: &Node) {
        let message = "the layer reads a tensor that is not made yet";
        self.findings.push(Diagnostic::error(DiagCode::IrInvalid, Subject::Layer(node.name.clone()), message));
    }
}

fn same_precision(graph: &Graph, left: TensorId, right: TensorId) -> bool {
    graph.tensor(left).ty.precision == graph.tensor(right).ty.precision
}
