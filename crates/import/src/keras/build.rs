//! From the architecture to the graph: order, connections, names and indices.
//!
//! Layers come in the order of the file as far as their inputs allow, and a nested model at the place where it is used.
//! Indices follow the peer, which numbers a nested model as one layer and opens it later: the layers of a model get
//! their indices first, the layers inside its nested models after all of them, and a nested model and its input layers
//! use up an index each without being in the graph.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, closest};
use hlsmith_ir::{Graph, verify};

use super::Dialect;
use super::config::{Call, LayerConfig, Model, Reference, TIME_DISTRIBUTED, counted, shown};
use super::layers::{self, Layer, Stop, input_layer, time_distributed};
use super::names::Names;
use super::weights::WeightSource;
use crate::extensions::Extensions;
use crate::flow::{Item, Read, Step, ValueId, emit, internal, names};

/// Builds the graph of a model, `findings` being what is already known to be wrong with it.
///
/// # Errors
/// The findings and everything that cannot be imported.
pub(crate) fn build(
    mut model: Model,
    findings: Diagnostics,
    dialect: Dialect,
    weights: &dyn WeightSource,
    extensions: &Extensions,
) -> Result<Graph> {
    let (names, shapes, items) = (Names::new(dialect), Vec::new(), Vec::new());
    let (is_distributed, batch) = (false, None);
    let mut builder = Builder { dialect, weights, extensions, names, findings, shapes, items, is_distributed, batch };
    count_calls(&mut model, dialect);
    let built = builder.model(&model, None);
    builder.findings.into_result()?;
    let (Some(inputs), Some(outputs)) = (known(&built.inputs), known(&built.outputs)) else {
        return Err(internal("an input or output of the model has no value").into());
    };
    let mut indices = vec![0; builder.items.len()];
    number(&built.slots, &mut 1, &mut indices);
    let graph = emit(builder.items, &builder.shapes, &indices, &inputs, &outputs)?;
    verify(&graph)?;
    Ok(graph)
}

/// Makes references count the calls of a layer from 0.
///
/// A nested model has a node of its own before it is called. Keras 2 counts it always, Keras 3 only where it names the
/// ends of a model, and there not for a sequential one.
fn count_calls(model: &mut Model, dialect: Dialect) {
    let nested = |names: fn(&LayerConfig, Dialect) -> bool| -> BTreeSet<String> {
        model.layers.iter().filter(|layer| names(layer, dialect)).map(|layer| layer.name.clone()).collect()
    };
    let counted_at_calls = nested(|layer, dialect| layer.nested.is_some() && dialect == Dialect::Keras2);
    let counted_at_ends =
        nested(|layer, dialect| layer.nested.is_some() && (dialect == Dialect::Keras2 || layer.class != "Sequential"));
    let count = |reference: &mut Reference, counted: &BTreeSet<String>| {
        reference.call = reference.call.saturating_sub(usize::from(counted.contains(&reference.layer)));
    };
    model.inputs.iter_mut().chain(&mut model.outputs).for_each(|reference| count(reference, &counted_at_ends));
    for layer in &mut model.layers {
        let inputs = layer.calls.iter_mut().flat_map(|call| &mut call.inputs);
        inputs.for_each(|reference| count(reference, &counted_at_calls));
        if let Some(nested) = &mut layer.nested {
            count_calls(nested, dialect);
        }
    }
}

/// Most names that are compared with an unknown one to find what was meant.
const MAX_SUGGESTIONS: usize = 1000;

/// A value, unless the layer that makes it has been refused.
type Value = Option<ValueId>;

/// What uses up an index.
enum Slot {
    /// A node.
    Item(usize),
    /// An input layer of a nested model.
    NestedInput,
    /// A nested model.
    Group(Vec<Slot>),
    /// What is inside a wrapper, which has an index of its own.
    Inside(Vec<Slot>),
}

/// A model that has been walked.
struct Built {
    slots: Vec<Slot>,
    inputs: Vec<Value>,
    outputs: Vec<Value>,
}

/// What a call of a layer has made.
enum Made {
    Values(Vec<Value>),
    /// The layer has been refused, so that not even the number of its outputs is known.
    Unknown,
}

/// What the layers of one model have made so far.
struct Outputs<'m> {
    by_layer: BTreeMap<&'m str, BTreeMap<usize, Made>>,
    /// False when layers of the model could not be read; a reference to an unknown layer is then no finding.
    is_complete: bool,
}

impl Outputs<'_> {
    /// The value of a reference.
    fn resolve(&self, reference: &Reference, subject: &Subject) -> Result<Value> {
        let calls = self.by_layer.get(reference.layer.as_str());
        match calls.map(|calls| if calls.len() == 1 { calls.values().next() } else { calls.get(&reference.call) }) {
            Some(Some(Made::Unknown)) => Ok(None),
            Some(None) => {
                let message = "an output is used of a call that the layer does not have";
                Err(Diagnostic::error(Code::ModelFormat, subject.clone(), message)
                    .found(format!("call {} of `{}`", reference.call, shown(&reference.layer)))
                    .into())
            }
            Some(Some(Made::Values(values))) => values.get(reference.tensor).copied().ok_or_else(|| {
                let message = "an output is used that the layer does not have";
                Diagnostic::error(Code::ModelFormat, subject.clone(), message)
                    .found(format!("output {} of `{}`", reference.tensor, shown(&reference.layer)))
                    .expected(format!("an output below {}", values.len()))
                    .into()
            }),
            None if !self.is_complete => Ok(None),
            None => {
                let message = "a layer is used that the model does not have";
                let finding = Diagnostic::error(Code::ModelFormat, subject.clone(), message);
                let finding = finding.found(shown(&reference.layer)).expected("the name of a layer of the model");
                Err(match closest(&reference.layer, self.by_layer.keys().copied().take(MAX_SUGGESTIONS)) {
                    Some(name) => finding.remedy(format!("did you mean `{}`?", shown(name))),
                    None => finding,
                }
                .into())
            }
        }
    }
}

struct Builder<'a> {
    dialect: Dialect,
    weights: &'a dyn WeightSource,
    extensions: &'a Extensions,
    names: Names,
    findings: Diagnostics,
    shapes: Vec<Vec<usize>>,
    items: Vec<Item>,
    /// Whether the layers are inside one that applies them to each step.
    is_distributed: bool,
    /// How many samples the inputs are for, if they say so.
    batch: Option<u64>,
}

impl Builder<'_> {
    /// Walks a model; `inputs` are the values a nested model is called with.
    fn model(&mut self, model: &Model, inputs: Option<&[Value]>) -> Built {
        let mut built = Built { slots: Vec::new(), inputs: Vec::new(), outputs: Vec::new() };
        let mut made = Outputs { by_layer: BTreeMap::new(), is_complete: !model.is_incomplete };
        let positions: BTreeMap<&str, usize> =
            model.inputs.iter().enumerate().map(|(position, input)| (input.layer.as_str(), position)).collect();
        // What a further call of a nested model makes is named as further calls of its layers.
        let repeats = self.names.repeats();
        for (layer, call) in self.order(model, &mut made) {
            self.names.repeat(repeats || call > 0);
            let result = match &layer.nested {
                _ if layer.is_input() => {
                    let position = positions.get(layer.name.as_str());
                    self.input_layer(layer, position.copied(), inputs, &mut built.slots)
                }
                Some(nested) if layer.class == TIME_DISTRIBUTED => {
                    self.distributed(layer, call, nested, &made, &mut built.slots)
                }
                Some(nested) => self.group(layer, call, nested, &made, &mut built.slots),
                None => self.layer(layer, call, &made, &mut built.slots),
            };
            let values = match result {
                Ok(values) => Made::Values(values),
                Err(Stop::Unknown) => Made::Unknown,
                Err(Stop::Refused(findings)) => {
                    self.findings.extend(findings);
                    Made::Unknown
                }
            };
            made.by_layer.entry(&layer.name).or_default().insert(call, values);
        }
        self.names.repeat(repeats);
        for (ends, values) in [(&model.inputs, &mut built.inputs), (&model.outputs, &mut built.outputs)] {
            for reference in ends {
                match made.resolve(reference, &Subject::Model) {
                    Ok(value) => values.push(value),
                    Err(findings) => self.findings.extend(findings),
                }
            }
        }
        for layer in model.layers.iter().filter(|layer| !layer.is_input()) {
            if positions.contains_key(layer.name.as_str()) {
                let message = "an input of the model is not an input layer";
                let finding = Diagnostic::error(Code::ModelFormat, layer.place.subject(), message);
                self.findings.push(finding.found(shown(&layer.class)).expected("InputLayer"));
            }
        }
        if positions.len() < model.inputs.len() {
            let message = "an input of the model is listed twice";
            let finding = Diagnostic::error(Code::ModelFormat, Subject::Model, message);
            self.findings.push(finding.expected("each input once in input_layers"));
        }
        built
    }

    /// The calls of layers in an order in which every call comes after those it reads, otherwise as in the file. Calls
    /// that wait for each other are reported and left out, with all that depend on them.
    fn order<'m>(&mut self, model: &'m Model, made: &mut Outputs<'m>) -> Vec<(&'m LayerConfig, usize)> {
        let calls: Vec<(&LayerConfig, usize)> = model
            .layers
            .iter()
            .flat_map(|layer| (0..layer.calls.len().max(1)).map(move |call| (layer, call)))
            .collect();
        // The position of the first call of each layer, and how many there are.
        let mut position: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (at, (layer, _)) in calls.iter().enumerate() {
            position.entry(layer.name.as_str()).or_insert((at, 0)).1 += 1;
        }
        let mut waits_for = vec![0usize; calls.len()];
        let mut readers = vec![Vec::new(); calls.len()];
        for (reader, &(layer, call)) in calls.iter().enumerate() {
            for reference in layer.calls.get(call).iter().flat_map(|call| &call.inputs) {
                // A layer or call that is not there is reported by its reader.
                if let Some(&(first, n_calls)) = position.get(reference.layer.as_str())
                    && (n_calls == 1 || reference.call < n_calls)
                {
                    waits_for[reader] += 1;
                    readers[first + if n_calls == 1 { 0 } else { reference.call }].push(reader);
                }
            }
        }
        let mut ready: BTreeSet<usize> = (0..calls.len()).filter(|&call| waits_for[call] == 0).collect();
        let mut order = Vec::with_capacity(calls.len());
        while let Some(call) = ready.pop_first() {
            order.push(calls[call]);
            for &reader in &readers[call] {
                waits_for[reader] -= 1;
                if waits_for[reader] == 0 {
                    ready.insert(reader);
                }
            }
        }
        let stuck: Vec<(&LayerConfig, usize)> =
            calls.iter().zip(&waits_for).filter(|(_, waits_for)| **waits_for > 0).map(|(call, _)| *call).collect();
        for (layer, call) in &stuck {
            made.by_layer.entry(&layer.name).or_default().insert(*call, Made::Unknown);
        }
        if let Some((first, _)) = stuck.first() {
            let mut found = stuck.iter().take(8).map(|(layer, _)| shown(&layer.name)).collect::<Vec<_>>().join(", ");
            if stuck.len() > 8 {
                found.push_str(", ...");
            }
            let message = "layers wait for each other's outputs";
            let finding = Diagnostic::error(Code::ModelFormat, first.place.subject(), message);
            self.findings.push(finding.found(found).expected("a graph without cycles"));
        }
        order
    }

    /// An input layer: of the outermost model a node, of a nested one another name for a value.
    fn input_layer(
        &mut self,
        layer: &LayerConfig,
        position: Option<usize>,
        inputs: Option<&[Value]>,
        slots: &mut Vec<Slot>,
    ) -> std::result::Result<Vec<Value>, Stop> {
        let Some(position) = position else {
            let message = "the input layer is not among the inputs of its model";
            return Err(Diagnostic::error(Code::ModelFormat, layer.place.subject(), message)
                .expected("every InputLayer in input_layers")
                .into());
        };
        if layer.calls.iter().any(|call| !call.inputs.is_empty()) {
            let message = "an input layer reads another layer";
            return Err(Diagnostic::error(Code::ModelFormat, layer.place.subject(), message)
                .expected("an InputLayer without inbound_nodes")
                .into());
        }
        match inputs {
            Some(inputs) => {
                slots.push(Slot::NestedInput);
                Ok(vec![inputs.get(position).copied().flatten()])
            }
            None => {
                names::check_variable(&layer.name)?;
                self.batch = self.batch.max(input_layer::batch(layer));
                self.steps(layer, &[], None, slots)
            }
        }
    }

    fn layer(
        &mut self,
        layer: &LayerConfig,
        call: usize,
        made: &Outputs<'_>,
        slots: &mut Vec<Slot>,
    ) -> std::result::Result<Vec<Value>, Stop> {
        layers::check_class(layer, self.extensions)?;
        let inputs = arguments(layer, call, made)?;
        if inputs.len() != 1 && !layers::takes_several(layer, self.extensions) {
            let message = "the layer is called with several tensors";
            return Err(Diagnostic::error(Code::UnsupportedSetting, layer.place.subject(), message)
                .found(counted(inputs.len(), "tensor"))
                .expected("one tensor")
                .into());
        }
        self.steps(layer, &inputs, layer.calls.get(call), slots)
    }

    /// A nested model at the place where it is called.
    fn group(
        &mut self,
        layer: &LayerConfig,
        call: usize,
        nested: &Model,
        made: &Outputs<'_>,
        slots: &mut Vec<Slot>,
    ) -> std::result::Result<Vec<Value>, Stop> {
        let inputs = arguments(layer, call, made)?;
        if inputs.len() != nested.inputs.len() {
            let message = "the nested model is called with another number of tensors than it has inputs";
            return Err(Diagnostic::error(Code::ModelFormat, layer.place.subject(), message)
                .found(counted(inputs.len(), "tensor"))
                .expected(counted(nested.inputs.len(), "tensor"))
                .into());
        }
        let built = self.model(nested, Some(&inputs));
        slots.push(Slot::Group(built.slots));
        Ok(built.outputs)
    }

    /// A layer that is applied to each step: a node before it and one behind it.
    fn distributed(
        &mut self,
        layer: &LayerConfig,
        call: usize,
        nested: &Model,
        made: &Outputs<'_>,
        slots: &mut Vec<Slot>,
    ) -> std::result::Result<Vec<Value>, Stop> {
        let begun = self.layer(layer, call, made, slots)?;
        let n_steps = arguments(layer, call, made)?.first().copied().flatten();
        let n_steps = n_steps.and_then(|input| self.shapes[input].first().copied()).ok_or(Stop::Unknown)?;
        let is_around = std::mem::replace(&mut self.is_distributed, true);
        let mut built = self.model(nested, Some(&begun));
        self.is_distributed = is_around;
        // The input of the wrapped layer is no layer.
        built.slots.retain(|slot| !matches!(slot, Slot::NestedInput));
        let shape = built.outputs.first().copied().flatten().map(|output| self.shapes[output].clone());
        let end = time_distributed::end(&self.described(layer, shape.as_deref(), &[], None), n_steps);
        let outputs = self.place(layer, vec![end?], &built.outputs, &mut built.slots);
        slots.push(Slot::Inside(built.slots));
        outputs
    }

    /// A layer as its importer sees it.
    fn described<'a>(
        &self,
        config: &'a LayerConfig,
        shape: Option<&'a [usize]>,
        others: &'a [Option<&'a [usize]>],
        call: Option<&'a Call>,
    ) -> Layer<'a>
    where
        Self: 'a,
    {
        let Self { dialect, weights, extensions, is_distributed, batch, .. } = *self;
        let is_repeated = self.names.repeats();
        Layer { config, dialect, shape, others, call, weights, extensions, is_distributed, is_repeated, batch }
    }

    /// Turns a layer into items.
    fn steps(
        &mut self,
        layer: &LayerConfig,
        inputs: &[Value],
        call: Option<&Call>,
        slots: &mut Vec<Slot>,
    ) -> std::result::Result<Vec<Value>, Stop> {
        let shapes: Vec<Option<&[usize]>> =
            inputs.iter().map(|input| input.map(|input| self.shapes[input].as_slice())).collect();
        let (shape, others) = shapes.split_first().map_or((None, &[][..]), |(shape, others)| (*shape, others));
        let steps = self.described(layer, shape, others, call).import()?;
        self.place(layer, steps, inputs, slots)
    }

    /// Adds an item for each step of a layer.
    fn place(
        &mut self,
        layer: &LayerConfig,
        steps: Vec<Step>,
        inputs: &[Value],
        slots: &mut Vec<Slot>,
    ) -> std::result::Result<Vec<Value>, Stop> {
        let mut values = vec![inputs.first().copied().flatten()];
        let first_item = self.items.len();
        for step in steps {
            let name = match &step.suffix {
                Some(suffix) => self.names.take(&format!("{}_{suffix}", layer.name))?,
                None => self.names.take(&layer.name)?,
            };
            let first = self.shapes.len();
            self.shapes.push(step.shape.clone());
            self.shapes.extend(step.more.iter().cloned());
            let outputs: Vec<ValueId> = (first..self.shapes.len()).collect();
            slots.push(Slot::Item(self.items.len()));
            let others = step.others.iter().filter_map(|&position| inputs.get(position).copied().flatten());
            let reads = match &step.reads {
                Some(reads) => reads.iter().filter_map(|&read| self.read(read, inputs, first_item)).collect(),
                None => values.first().copied().flatten().into_iter().chain(others).collect(),
            };
            let gives = step.gives.clone();
            values = outputs.iter().copied().map(Some).collect();
            self.items.push(Item { name, step, inputs: reads, outputs });
            if let Some(gives) = gives {
                values = gives.into_iter().map(|read| self.read(read, inputs, first_item)).collect();
            }
        }
        Ok(values)
    }

    /// A tensor within a layer whose first step is an item of an index.
    fn read(&self, read: Read, inputs: &[Value], first_item: usize) -> Value {
        match read {
            Read::Tensor(position) => inputs.get(position).copied().flatten(),
            Read::Result { step, output } => self.items.get(first_item + step)?.outputs.get(output).copied(),
        }
    }
}

/// The tensors a layer is called with at its call of an index.
fn arguments(layer: &LayerConfig, call: usize, made: &Outputs<'_>) -> std::result::Result<Vec<Value>, Stop> {
    let subject = layer.place.subject();
    let Some(call) = layer.calls.get(call).filter(|call| !call.inputs.is_empty()) else {
        return Err(Diagnostic::error(Code::ModelFormat, subject, "the layer has no input")
            .found("no inbound_nodes")
            .expected("the layers that it reads")
            .into());
    };
    let inputs: Result<Vec<Value>> = call.inputs.iter().map(|reference| made.resolve(reference, &subject)).collect();
    Ok(inputs?)
}

/// All values, `None` when one of them is unknown.
fn known(values: &[Value]) -> Option<Vec<ValueId>> {
    values.iter().copied().collect()
}

/// Gives the slots of a model their indices, then those of its nested models.
fn number(slots: &[Slot], next: &mut u32, indices: &mut [u32]) {
    for slot in slots {
        if let Slot::Item(item) = slot {
            indices[*item] = *next;
        }
        if !matches!(slot, Slot::Inside(_)) {
            *next += 1;
        }
    }
    for slot in slots {
        match slot {
            Slot::Group(slots) | Slot::Inside(slots) => number(slots, next, indices),
            Slot::Item(_) | Slot::NestedInput => {}
        }
    }
}
