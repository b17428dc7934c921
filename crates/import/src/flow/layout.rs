//! Flat lists of ops whose tensors have their channels first, as nodes that want them last.
//!
//! A tensor has a source shape, which is the one in the model, and is stored with its axes in the order of the model or
//! with the first one, that of the channels, moved behind the others. Transpositions stand only where an op wants the
//! other order, one for each tensor. Shapes and axes are without the batch dimension.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{ChannelsLast, Graph, Layouts, verify};

use super::emit::{Item, ValueId, emit, internal};
use super::names::{self, UniqueNames};
use super::step::{Read, Setting, Step};
use crate::limits::{MAX_ELEMENTS, count};

/// A tensor of a [`Flow`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value(usize);

/// How a tensor is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// With the axes in the order of the model.
    Plain,
    /// With the first axis moved behind the others.
    ChannelsLast,
}

/// A tensor in the order in which it was made, and transposed if anything wanted it so.
struct Stored {
    /// Shape in the model.
    shape: Vec<usize>,
    layout: Layout,
    own: ValueId,
    /// The position of the item that makes it.
    item: usize,
    /// The tensor with the other order of axes.
    other: Option<Value>,
}

/// A graph that grows op by op.
pub(crate) struct Flow {
    layouts: Layouts,
    names: UniqueNames,
    values: Vec<Stored>,
    /// The shape of each value as it is stored.
    shapes: Vec<Vec<usize>>,
    items: Vec<Item>,
    /// The index of each item; those of transpositions come behind all others.
    indices: Vec<Option<u32>>,
    last_index: u32,
}

impl Flow {
    /// An empty graph.
    pub(crate) fn new(layouts: Layouts) -> Self {
        Self {
            layouts,
            names: UniqueNames::default(),
            values: Vec::new(),
            shapes: Vec::new(),
            items: Vec::new(),
            indices: Vec::new(),
            last_index: 0,
        }
    }

    /// Adds an input of the model, whose class name in the model is `origin` and whose shape there is `shape`.
    ///
    /// # Errors
    /// When name or shape cannot be used.
    pub(crate) fn input(&mut self, name: &str, origin: &'static str, shape: &[usize]) -> Result<Value> {
        names::check_variable(name)?;
        let layout = match self.layouts.channels_last {
            ChannelsLast::Internal if shape.len() > 1 => Layout::ChannelsLast,
            ChannelsLast::Full | ChannelsLast::Internal | ChannelsLast::Off => Layout::Plain,
        };
        let stored = stored_shape(shape, layout);
        let step = Step::new(origin, "Input", vec![("shape", Setting::sizes(&stored))], stored);
        self.add(name, step, &[], layout)
    }

    /// Adds an op with one output under a name as close as possible to the wanted one. It reads `inputs` as they are
    /// stored; `step` has the stored shape of the output, and `layout` says how that is stored.
    ///
    /// # Errors
    /// When the name cannot be used or the output is too large.
    pub(crate) fn add(&mut self, name: &str, step: Step, inputs: &[Value], layout: Layout) -> Result<Value> {
        let values = self.add_several(name, step, inputs, layout)?;
        values.first().copied().ok_or_else(|| internal("an op has no output").into())
    }

    /// As [`Flow::add`], for an op with several outputs: those of `step.shape` and `step.more`.
    ///
    /// # Errors
    /// As [`Flow::add`].
    pub(crate) fn add_several(
        &mut self,
        name: &str,
        step: Step,
        inputs: &[Value],
        layout: Layout,
    ) -> Result<Vec<Value>> {
        names::check(name)?;
        let name = self.names.take(name);
        self.last_index += 1;
        let index = Some(self.last_index);
        self.push(name, step, inputs, layout, index)
    }

    /// Adds the steps of one layer, which read each other as [`Step`] says; each is named after the layer and its
    /// suffix. All tensors are stored plainly. Gives the outputs of the layer.
    ///
    /// # Errors
    /// As [`Flow::add`].
    pub(crate) fn add_steps(&mut self, name: &str, steps: Vec<Step>, inputs: &[Value]) -> Result<Vec<Value>> {
        let mut made: Vec<Vec<Value>> = Vec::new();
        let mut given = inputs.to_vec();
        for step in steps {
            let read = |read: &Read, made: &[Vec<Value>]| match *read {
                Read::Tensor(position) => inputs.get(position).copied(),
                Read::Result { step, output } => made.get(step).and_then(|outputs| outputs.get(output)).copied(),
            };
            let reads: Option<Vec<Value>> = match &step.reads {
                Some(reads) => reads.iter().map(|one| read(one, &made)).collect(),
                None => {
                    let first = given.first().copied().into_iter();
                    Some(first.chain(step.others.iter().filter_map(|&other| inputs.get(other).copied())).collect())
                }
            };
            let reads = reads.ok_or_else(|| internal("a step reads what is not there"))?;
            let name = match &step.suffix {
                Some(suffix) => format!("{name}_{suffix}"),
                None => name.to_owned(),
            };
            let gives = step.gives.clone();
            given = self.add_several(&name, step, &reads, Layout::Plain)?;
            made.push(given.clone());
            if let Some(gives) = gives {
                let gives: Option<Vec<Value>> = gives.iter().map(|one| read(one, &made)).collect();
                given = gives.ok_or_else(|| internal("a layer gives what is not there"))?;
            }
        }
        Ok(given)
    }

    /// The shape of a tensor in the model.
    pub(crate) fn shape(&self, value: Value) -> &[usize] {
        self.values.get(value.0).map_or(&[], |stored| &stored.shape)
    }

    /// The shape of a tensor as it is stored.
    pub(crate) fn stored(&self, value: Value) -> &[usize] {
        self.values.get(value.0).and_then(|stored| self.shapes.get(stored.own)).map_or(&[], Vec::as_slice)
    }

    /// How a tensor is stored.
    pub(crate) fn layout(&self, value: Value) -> Layout {
        self.values.get(value.0).map_or(Layout::Plain, |stored| stored.layout)
    }

    /// The place among the stored axes of an axis of the model. Precondition: the tensor has the axis.
    pub(crate) fn axis(&self, value: Value, axis: usize) -> usize {
        match self.layout(value) {
            Layout::Plain => axis,
            Layout::ChannelsLast => axis.checked_sub(1).unwrap_or(self.shape(value).len().saturating_sub(1)),
        }
    }

    /// The tensor with its channels last, for the op `reader`.
    ///
    /// # Errors
    /// When the name of the transposition cannot be used.
    pub(crate) fn channels_last(&mut self, reader: &str, value: Value) -> Result<Value> {
        self.stored_as(reader, value, Layout::ChannelsLast)
    }

    /// The tensor with its axes in the order of the model, for the op `reader`.
    ///
    /// # Errors
    /// When the name of the transposition cannot be used.
    pub(crate) fn plain(&mut self, reader: &str, value: Value) -> Result<Value> {
        self.stored_as(reader, value, Layout::Plain)
    }

    /// Tensors in one order of axes, for an op that takes them element by element, and that order: channels last where all
    /// have one rank and one of them is so already.
    ///
    /// # Errors
    /// When the name of a transposition cannot be used.
    pub(crate) fn unify(&mut self, reader: &str, values: &[Value]) -> Result<(Vec<Value>, Layout)> {
        let rank = values.first().map_or(0, |&value| self.shape(value).len());
        let is_last = |&value: &Value| self.layout(value) == Layout::ChannelsLast;
        let has_rank = |&value: &Value| self.shape(value).len() == rank;
        let layout = if values.iter().any(is_last) && values.iter().all(has_rank) {
            Layout::ChannelsLast
        } else {
            Layout::Plain
        };
        let values = values.iter().map(|&value| self.stored_as(reader, value, layout)).collect::<Result<_>>()?;
        Ok((values, layout))
    }

    fn stored_as(&mut self, reader: &str, value: Value, wanted: Layout) -> Result<Value> {
        let Some(stored) = self.values.get(value.0) else {
            return Err(internal("a value is read before it is made").into());
        };
        if stored.layout == wanted || stored.shape.len() < 2 {
            return Ok(value);
        }
        if let Some(other) = stored.other {
            return Ok(other);
        }
        // The transposition of an input of the model belongs to the input, every other one to its first reader.
        let input = self.items.get(stored.item).filter(|item| item.inputs.is_empty());
        let name = format!("transpose_input_for_{}", input.map_or(reader, |item| &item.name));
        self.transposed(&name, value, wanted)
    }

    /// The tensor in the other order, which it is not in yet.
    fn transposed(&mut self, name: &str, value: Value, wanted: Layout) -> Result<Value> {
        let rank = self.shape(value).len();
        let perm: Vec<usize> = match wanted {
            Layout::ChannelsLast => (1..rank).chain([0]).collect(),
            Layout::Plain => [rank - 1].into_iter().chain(0..rank - 1).collect(),
        };
        let shape = stored_shape(self.shape(value), wanted);
        let step = Step::new("Transpose", "Transpose", vec![("perm", Setting::sizes(&perm))], shape);
        names::check(name)?;
        let name = self.names.take(name);
        let made = self.push(name, step, &[value], wanted, None)?;
        let Some(&other) = made.first() else { return Err(internal("a transposition has no output").into()) };
        self.values[value.0].other = Some(other);
        self.values[other.0].other = Some(value);
        Ok(other)
    }

    fn push(
        &mut self,
        name: String,
        step: Step,
        inputs: &[Value],
        layout: Layout,
        index: Option<u32>,
    ) -> Result<Vec<Value>> {
        let shapes: Vec<Vec<usize>> = [&step.shape].into_iter().chain(&step.more).cloned().collect();
        for shape in &shapes {
            if count(shape).is_none_or(|elements| elements == 0) {
                let message = "the layer has no element, or more than supported";
                return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(name), message)
                    .found(format!("{shape:?}"))
                    .expected(format!("1 to {MAX_ELEMENTS} elements"))
                    .into());
            }
        }
        let inputs: Option<Vec<ValueId>> =
            inputs.iter().map(|input| self.values.get(input.0).map(|stored| stored.own)).collect();
        let inputs = inputs.ok_or_else(|| Diagnostics::from(internal("a value is read before it is made")))?;
        let first = self.values.len();
        let first_own = self.shapes.len();
        for stored in shapes {
            let (shape, layout) = if stored.len() < 2 {
                (stored.clone(), Layout::Plain)
            } else {
                (source_shape(&stored, layout), layout)
            };
            self.values.push(Stored { shape, layout, own: self.shapes.len(), item: self.items.len(), other: None });
            self.shapes.push(stored);
        }
        self.items.push(Item { name, step, inputs, outputs: (first_own..self.shapes.len()).collect() });
        self.indices.push(index);
        Ok((first..self.values.len()).map(Value).collect())
    }

    /// The graph.
    ///
    /// # Errors
    /// When the outputs cannot be used, or ops do not fit each other.
    pub(crate) fn finish(mut self, inputs: &[Value], outputs: &[Value]) -> Result<Graph> {
        let is_plain = self.layouts.transpose_outputs || self.layouts.channels_last == ChannelsLast::Off;
        let mut ends = Vec::with_capacity(outputs.len());
        for &output in outputs {
            ends.push(if is_plain && self.layout(output) == Layout::ChannelsLast {
                match self.values[output.0].other {
                    Some(other) => other,
                    None => {
                        let maker = self.items.get(self.values[output.0].item);
                        // The spelling is that of hls4ml, so that its configurations fit.
                        let name = format!("transpose_ouput_for_{}", maker.map_or("", |item| &item.name));
                        self.transposed(&name, output, Layout::Plain)?
                    }
                }
            } else {
                output
            });
        }
        let mut next = self.last_index;
        let indices: Vec<u32> = self
            .indices
            .iter()
            .map(|index| {
                index.unwrap_or_else(|| {
                    next += 1;
                    next
                })
            })
            .collect();
        let own = |values: &[Value]| -> Vec<ValueId> { values.iter().map(|value| self.values[value.0].own).collect() };
        let (inputs, outputs) = (own(inputs), own(&ends));
        let graph = emit(self.items, &self.shapes, &indices, &inputs, &outputs)?;
        verify(&graph)?;
        Ok(graph)
    }
}

/// How a tensor of a shape in the model is stored.
fn stored_shape(shape: &[usize], layout: Layout) -> Vec<usize> {
    match (layout, shape) {
        (Layout::ChannelsLast, [channels, extents @ ..]) => extents.iter().chain([channels]).copied().collect(),
        (Layout::Plain | Layout::ChannelsLast, shape) => shape.to_vec(),
    }
}

/// The shape in the model of a tensor that is stored so.
fn source_shape(stored: &[usize], layout: Layout) -> Vec<usize> {
    match (layout, stored) {
        (Layout::ChannelsLast, [extents @ .., channels]) => [channels].into_iter().chain(extents).copied().collect(),
        (Layout::Plain | Layout::ChannelsLast, stored) => stored.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_ir::{ChannelsLast, Graph, Layouts, PrintOptions, print};

    use super::{Flow, Layout, Setting, Step};

    /// An image that is pooled over its channels' pixels, then flattened, and both are outputs.
    fn build(layouts: Layouts) -> Graph {
        let mut flow = Flow::new(layouts);
        let image = flow.input("x", "Placeholder", &[2, 3, 4]).unwrap();
        let last = flow.channels_last("relu", image).unwrap();
        assert_eq!(flow.channels_last("again", image).unwrap(), last);
        assert_eq!((flow.shape(last), flow.stored(last)), (&[2, 3, 4][..], &[3, 4, 2][..]));
        assert_eq!([0, 1, 2].map(|axis| flow.axis(last, axis)), [2, 0, 1]);
        let attributes = vec![("function", Setting::choice("relu")), ("n_in", Setting::size(24))];
        let step = Step::new("ReLU", "Activation", attributes, flow.stored(last).to_vec());
        let relu = flow.add("relu", step, &[last], Layout::ChannelsLast).unwrap();
        let (same, layout) = flow.unify("add", &[relu, image]).unwrap();
        assert_eq!((same, layout), (vec![relu, last], Layout::ChannelsLast));
        let plain = flow.plain("flatten", relu).unwrap();
        let step = Step::new("Flatten", "Reshape", vec![("target_shape", Setting::sizes(&[24]))], vec![24]);
        let flat = flow.add("flatten", step, &[plain], Layout::Plain).unwrap();
        flow.finish(&[image], &[flat, relu]).unwrap()
    }

    fn check(
        channels_last: ChannelsLast,
        transpose_outputs: bool,
        expected: &[(u32, &str, &[usize])],
        output: &[usize],
    ) {
        let graph = build(Layouts { channels_last, transpose_outputs });
        let found: Vec<(u32, &str, &[usize])> = graph
            .nodes()
            .map(|(_, node)| (node.index, node.name.as_str(), graph.tensor(node.outputs[0]).shape.as_slice()))
            .collect();
        assert_eq!(found, expected, "{}", print(&graph, PrintOptions::default()));
        assert_eq!(graph.tensor(graph.outputs()[1]).shape, output);
    }

    #[test]
    fn transpositions_stand_where_they_are_needed() {
        check(
            ChannelsLast::Full,
            false,
            &[
                (1, "x", &[2, 3, 4]),
                (4, "transpose_input_for_x", &[3, 4, 2]),
                (2, "relu", &[3, 4, 2]),
                (5, "transpose_input_for_flatten", &[2, 3, 4]),
                (3, "flatten", &[24]),
            ],
            &[3, 4, 2],
        );
        let internal: [(u32, &str, &[usize]); 4] = [
            (1, "x", &[3, 4, 2]),
            (2, "relu", &[3, 4, 2]),
            (4, "transpose_input_for_flatten", &[2, 3, 4]),
            (3, "flatten", &[24]),
        ];
        check(ChannelsLast::Internal, false, &internal, &[3, 4, 2]);
        // The transposition before the flattening is the output as well.
        check(ChannelsLast::Internal, true, &internal, &[2, 3, 4]);
    }
}
