//! A graph lowered to what every file of a project needs: types, constants, layer configurations and the steps of the
//! top function.
//!
//! Lowering is also validation: everything a target cannot do is found here, before any file exists.

mod layer;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hlsmith_config::{IoType, PipelineStyle, Settings};
use hlsmith_diag::{Code as DiagCode, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::{Compatibility, Graph, NamedType, Node, Op, Strategy, TensorId};

use crate::cpp::{Arg, Code, Decimal, Expr, Member, Type};
use crate::names::{Ident, Scope, identifier};
use crate::ops::{self, Kernel};
use crate::types::cpp_type;

pub(crate) use layer::{Layer, Order};

/// Arrays of more elements are not split into registers by the vendor tools.
const MAX_PARTITION: usize = 4096;

/// Names of members of configurations; a type of such a name would mean the member inside the configuration.
const MEMBER_NAMES: [&str; 46] = [
    "accum_t",
    "activation_config",
    "aligned",
    "backward",
    "backward_scan",
    "bias_t",
    "candidate_product",
    "cell",
    "exp_table_size",
    "exp_table_t",
    "forward_scan",
    "function",
    "gate_config",
    "inp_norm_t",
    "input_product",
    "inv_inp_t",
    "inv_table_size",
    "inv_table_t",
    "merge_mode",
    "multiplier_limit",
    "n_blocks",
    "n_elem",
    "n_filt",
    "n_in",
    "n_inner",
    "n_kept",
    "n_left",
    "n_out",
    "n_outer",
    "n_right",
    "n_slice",
    "n_states",
    "n_steps",
    "n_zeros",
    "param_t",
    "peer_numbers",
    "recurrent_product",
    "return_sequences",
    "reuse_factor",
    "scale_t",
    "shift_t",
    "slope_t",
    "strategy",
    "table_size",
    "table_t",
    "weight_t",
];

/// Names the generated files use themselves.
const GENERATOR_NAMES: [&str; 13] = [
    "allocate_trace_storage",
    "argc",
    "argv",
    "bench",
    "collect_trace_output",
    "defines",
    "element_size",
    "free_trace_storage",
    "loaded_weights",
    "parameters",
    "results",
    "run",
    "traces",
];

/// An array of the top function.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    pub(crate) name: Ident,
    pub(crate) ty: Ident,
    pub(crate) len: usize,
    /// What becomes of plain numbers between -0.5 and 0, where the vendors' headers have a rule of their own.
    pub(crate) small_negatives: Option<&'static str>,
}

/// Constants of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Constants {
    pub(crate) name: Ident,
    pub(crate) ty: Ident,
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<Decimal>,
    pub(crate) n_zeros: usize,
    /// The smallest and the largest value; `None` without elements.
    pub(crate) range: Option<(Decimal, Decimal)>,
    /// Whether they are a port of the top function instead of a part of it.
    pub(crate) is_port: bool,
}

/// A step of the top function.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Declares an array between layers.
    Local(Array),
    /// Calls a kernel, for the layer of this name.
    Call(Expr, String),
    /// Records an array in simulation.
    Trace(Trace),
}

/// A recorded layer output.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    /// Layer name as in the model.
    pub(crate) layer: String,
    /// What identifies it in file names.
    pub(crate) file: Ident,
    pub(crate) array: Array,
}

/// The lowered graph.
#[derive(Debug)]
pub(crate) struct Design {
    pub(crate) top: Ident,
    pub(crate) namespace: Vec<Ident>,
    pub(crate) types: Vec<(Ident, Type)>,
    pub(crate) inputs: Vec<Array>,
    pub(crate) outputs: Vec<Array>,
    pub(crate) weights: Vec<Constants>,
    pub(crate) tables: Vec<Constants>,
    /// Configuration of each layer, with the name of the layer.
    pub(crate) configs: Vec<(String, Code)>,
    pub(crate) headers: BTreeSet<&'static str>,
    pub(crate) steps: Vec<Step>,
    /// [`PipelineStyle::Pipeline`] or [`PipelineStyle::Dataflow`].
    pub(crate) style: PipelineStyle,
    /// Initiation interval of the pipeline, when one is asked for.
    pub(crate) interval: Option<u32>,
    /// Whether simulation reads the weights from text files.
    pub(crate) loads_weights: bool,
}

impl Design {
    /// Lowers a graph whose types are all known.
    ///
    /// # Errors
    /// Everything the target cannot do. Otherwise the warnings come with the design.
    pub(crate) fn new(graph: &Graph, settings: &Settings) -> Result<(Design, Diagnostics)> {
        let mut lowering = Lowering::new(graph, settings);
        lowering.check_settings();
        lowering.lower();
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
    type_names: BTreeMap<(String, Precision), Ident>,
    /// The tensor that holds the data of a reshaped one.
    roots: BTreeMap<TensorId, TensorId>,
    /// For each tensor with data, the names its readers use, in order.
    readers: BTreeMap<TensorId, VecDeque<Ident>>,
    /// The array of each tensor with data.
    arrays: BTreeMap<TensorId, Array>,
    design: Design,
    findings: Diagnostics,
}

impl<'a> Lowering<'a> {
    fn new(graph: &'a Graph, settings: &'a Settings) -> Self {
        let mut scope = Scope::new();
        for name in GENERATOR_NAMES.iter().chain(&MEMBER_NAMES) {
            scope.unique(name);
        }
        let top = scope.unique(&settings.project_name);
        // The functions of the library around the top function.
        for suffix in ["_float", "_double"] {
            scope.unique(top.with_suffix(suffix).as_str());
        }
        let namespace = settings.writer.namespace.iter().flat_map(|path| path.split("::")).map(identifier).collect();
        let design = Design {
            top,
            namespace,
            types: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            weights: Vec::new(),
            tables: Vec::new(),
            configs: Vec::new(),
            headers: BTreeSet::new(),
            steps: Vec::new(),
            style: pipeline_style(graph, settings),
            interval: settings.hls.pipeline_interval,
            loads_weights: settings.writer.write_weights_txt,
        };
        Self {
            graph,
            settings,
            scope,
            trace_files: Scope::new(),
            type_names: BTreeMap::new(),
            roots: BTreeMap::new(),
            readers: BTreeMap::new(),
            arrays: BTreeMap::new(),
            design,
            findings: Diagnostics::new(),
        }
    }

    fn check_settings(&mut self) {
        let settings = self.settings;
        match settings.io_type {
            IoType::Parallel => {}
            IoType::Stream => self.findings.push(
                Diagnostic::error(
                    DiagCode::TargetUnsupported,
                    Subject::Key("IOType".into()),
                    "streams are not generated",
                )
                .found(settings.io_type.to_string())
                .expected(IoType::Parallel.to_string())
                .remedy("use `io_parallel`"),
            ),
        }
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
        if settings.writer.write_emulation_constants {
            let key = Subject::Key("WriterConfig.WriteEmulationConstants".into());
            self.findings.push(
                Diagnostic::error(
                    DiagCode::TargetUnsupported,
                    key,
                    "constants for an external emulator are not written",
                )
                .remedy("leave the key out; `predict` needs no such constants"),
            );
        }
        let first_with = |strategy: Strategy| {
            self.graph.nodes().find(|(_, node)| matches!(&node.op, Op::Dense(dense) if dense.strategy == strategy))
        };
        if settings.hls.pipeline_style == PipelineStyle::Pipeline
            && let Some((_, node)) = first_with(Strategy::Resource)
        {
            let message =
                "a pipeline of all layers copies every multiplier that the strategy of this layer would share";
            self.findings.push(
                Diagnostic::warning(DiagCode::ConfigConflict, Subject::Layer(node.name.clone()), message)
                    .found("PipelineStyle pipeline with Strategy Resource")
                    .remedy("set PipelineStyle to `dataflow`"),
            );
        }
    }

    fn lower(&mut self) {
        let graph = self.graph;
        for (_, node) in graph.nodes() {
            for &output in &node.outputs {
                let root = match (&node.op, &node.inputs[..]) {
                    (Op::Reshape(_), [input]) if same_precision(graph, *input, output) => self.root(*input),
                    _ => output,
                };
                self.roots.insert(output, root);
                self.declare(output, &node.name);
            }
        }
        self.declare_ports();
        for (_, node) in graph.nodes() {
            self.layer(node);
        }
    }

    fn root(&self, tensor: TensorId) -> TensorId {
        self.roots.get(&tensor).copied().unwrap_or(tensor)
    }

    /// Names the type of a tensor and checks that the target has it and can hold the tensor.
    fn declare(&mut self, tensor: TensorId, layer: &str) {
        let tensor = self.graph.tensor(tensor);
        self.type_name(&tensor.ty, &format!("{}_t", tensor.name), layer);
        let elements: usize = tensor.shape.iter().product();
        if elements > MAX_PARTITION {
            self.warn_size(
                layer,
                "the tensor is too large to be split into registers",
                elements,
                "use a smaller layer",
            );
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

    /// The name of a type in the project, defining it at its first use.
    fn type_name(&mut self, ty: &NamedType, unnamed: &str, layer: &str) -> Ident {
        let name = if ty.name.is_empty() { unnamed } else { &ty.name };
        let key = (name.to_owned(), ty.precision);
        if let Some(ident) = self.type_names.get(&key) {
            return ident.clone();
        }
        let ident = self.scope.unique(name);
        self.type_names.insert(key, ident.clone());
        match cpp_type(ty.precision) {
            Some(cpp) => self.design.types.push((ident.clone(), cpp)),
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
        let tensor = self.graph.tensor(tensor);
        let ty = self.type_name(&tensor.ty, &format!("{}_t", tensor.name), &tensor.name);
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
        Array { name, ty, len: tensor.shape.iter().product(), small_negatives }
    }

    /// Names the arguments of the top function and lets layers write outputs in place where nobody else reads them.
    fn declare_ports(&mut self) {
        let graph = self.graph;
        for &input in graph.inputs() {
            let name = self.scope.unique(&graph.tensor(input).name);
            let array = self.array(input, name);
            self.design.inputs.push(array);
        }
        for &output in graph.outputs() {
            let name = self.scope.unique(&graph.tensor(output).name);
            let array = self.array(output, name);
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
        let mut current = array.clone();
        for remaining in (1..=n_readers).rev() {
            if self.design.style == PipelineStyle::Dataflow && remaining > 1 {
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
            self.call(
                kernel,
                &[Array { name: source, ..array.clone() }],
                port,
                &format!("{} to the output", array.name),
            );
        }
        self.readers.insert(root, readers);
        self.arrays.insert(root, array);
    }

    fn layer(&mut self, node: &'a Node) {
        let ([_, ..], [output]) = (&node.inputs[..], &node.outputs[..]) else { return self.input(node) };
        if self.root(*output) == *output {
            let from: Option<Vec<Array>> = node.inputs.iter().map(|&input| self.read(input)).collect();
            let Some(from) = from else { return self.out_of_order(node) };
            let kernel = match ops::lower(&mut Layer { lowering: self, node }) {
                Ok(kernel) => kernel,
                Err(findings) => return self.refused(node, *output, findings),
            };
            let to = match self.arrays.get(output) {
                Some(port) => port.clone(),
                None => {
                    let name = self.scope.unique(&self.graph.tensor(*output).name);
                    let array = self.array(*output, name);
                    self.design.steps.push(Step::Local(array.clone()));
                    array
                }
            };
            self.call(kernel, &from, &to, &node.name);
            self.made(*output, to);
        }
        self.trace(node, *output);
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

    fn call(&mut self, kernel: Kernel, from: &[Array], to: &Array, layer: &str) {
        let Kernel { header, function, base, config, members, args } = kernel;
        debug_assert!(members.iter().all(|member| MEMBER_NAMES.contains(&member.name())));
        let arrays = || from.iter().chain([to]);
        let types = arrays().map(|array| Arg::from(&array.ty)).chain([Arg::from(&config)]).collect();
        let values = arrays().map(|array| Expr::from(&array.name)).chain(args).collect();
        let base = Some(Type::Library(base));
        self.design.configs.push((layer.to_owned(), Code::Struct { name: config, base, members }));
        self.design.headers.insert(header);
        self.design.steps.push(Step::Call(Expr::Call(function, types, values), layer.to_owned()));
    }

    /// Notes why a layer cannot be lowered and goes on, so that a user sees all findings at once.
    fn refused(&mut self, node: &Node, output: TensorId, findings: Diagnostics) {
        for finding in findings.iter() {
            let mut finding = finding.clone();
            if finding.subject == Subject::Model {
                finding.subject = Subject::Layer(node.name.clone());
            }
            self.findings.push(finding);
        }
        let name = self.scope.unique(&self.graph.tensor(output).name);
        let array = self.array(output, name);
        self.made(output, array);
    }

    fn out_of_order(&mut self, node: &Node) {
        let message = "the layer reads a tensor that is not made yet";
        self.findings.push(Diagnostic::error(DiagCode::IrInvalid, Subject::Layer(node.name.clone()), message));
    }
}

fn same_precision(graph: &Graph, left: TensorId, right: TensorId) -> bool {
    graph.tensor(left).ty.precision == graph.tensor(right).ty.precision
}

/// The style that `auto` means: processes as soon as a layer shares multipliers over time, otherwise one pipeline.
fn pipeline_style(graph: &Graph, settings: &Settings) -> PipelineStyle {
    let shares = |op: &Op| matches!(op, Op::Dense(dense) if dense.strategy == Strategy::Resource);
    match settings.hls.pipeline_style {
        style @ (PipelineStyle::Pipeline | PipelineStyle::Dataflow) => style,
        PipelineStyle::Auto if graph.nodes().any(|(_, node)| shares(&node.op)) => PipelineStyle::Dataflow,
        PipelineStyle::Auto => PipelineStyle::Pipeline,
    }
}
