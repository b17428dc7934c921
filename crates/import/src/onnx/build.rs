//! The graph under construction: values with the order of their axes.
//!
//! A value has the shape that it has in the model, without the axis of the batch, and is stored with its axes in any
//! order. A transposition of the model only changes that order; data move where an op needs another one.

use std::collections::BTreeMap;

use hlsmith_diag::Result;
use hlsmith_ir::{ChannelsLast, Graph, Layouts};

use crate::flow::{Flow, Layout, Setting, Step, Value as Stored};

/// A tensor that depends on the inputs of the model.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// As stored.
    pub(crate) stored: Stored,
    /// Shape in the model, without the axis of the batch.
    pub(crate) shape: Vec<usize>,
    /// For each stored axis the one of the model, without that of the batch.
    pub(crate) order: Vec<usize>,
    /// The position of the axis of the batch in the model.
    pub(crate) batch: usize,
}

impl Value {
    /// A value stored as it is in the model, samples first.
    pub(crate) fn plain(stored: Stored, shape: Vec<usize>) -> Self {
        let order = (0..shape.len()).collect();
        Self { stored, shape, order, batch: 0 }
    }

    /// The extents as they are stored; a single number is stored as a vector of one.
    pub(crate) fn stored_shape(&self) -> Vec<usize> {
        if self.order.is_empty() { vec![1] } else { self.order.iter().map(|&axis| self.shape[axis]).collect() }
    }

    /// Number of elements.
    pub(crate) fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// The place of an axis among the stored ones. Precondition: the value has the axis.
    pub(crate) fn place(&self, axis: usize) -> usize {
        self.order.iter().position(|&own| own == axis).unwrap_or(axis)
    }

    /// A value of another shape and order in place of this one.
    pub(crate) fn with(&self, stored: Stored, shape: Vec<usize>, order: Vec<usize>) -> Self {
        Self { stored, shape, order, batch: self.batch }
    }

    /// The order of an image of this rank with the channels last.
    pub(crate) fn channels_last(&self) -> Vec<usize> {
        (1..self.shape.len()).chain([0]).take(self.shape.len()).collect()
    }

    /// The order of the model.
    pub(crate) fn natural(&self) -> Vec<usize> {
        (0..self.shape.len()).collect()
    }
}

/// The graph so far.
pub(crate) struct Builder {
    flow: Flow,
    /// Values in other orders than they were made in.
    arranged: BTreeMap<(Stored, Vec<usize>), Stored>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let layouts = Layouts { channels_last: ChannelsLast::Off, transpose_outputs: false };
        Self { flow: Flow::new(layouts), arranged: BTreeMap::new() }
    }

    /// An input of the model, as stored in it.
    ///
    /// # Errors
    /// When name or shape cannot be used.
    pub(crate) fn input(&mut self, name: &str, shape: Vec<usize>) -> Result<Value> {
        let stored = self.flow.input(name, "InputLayer", &shape)?;
        Ok(Value::plain(stored, shape))
    }

    /// Adds a node that reads values as they are stored; the shapes of its outputs are as stored.
    ///
    /// # Errors
    /// When the name cannot be used or an output is too large.
    pub(crate) fn add(&mut self, name: &str, step: Step, inputs: &[Stored]) -> Result<Vec<Stored>> {
        self.flow.add_several(name, step, inputs, Layout::Plain)
    }

    /// Adds steps of which each reads the one before, named after a node, and gives what the last one makes.
    ///
    /// # Errors
    /// When a name cannot be used or an output is too large.
    pub(crate) fn chain(&mut self, name: &str, steps: Vec<Step>, input: Stored) -> Result<Stored> {
        self.steps(name, steps, &[input])
    }

    /// Adds steps named after a node, and gives what the last one makes.
    ///
    /// # Errors
    /// As [`Builder::chain`].
    pub(crate) fn steps(&mut self, name: &str, steps: Vec<Step>, inputs: &[Stored]) -> Result<Stored> {
        let made = self.flow.add_steps(name, steps, inputs)?.first().copied();
        let last = made.or_else(|| inputs.first().copied());
        Ok(last.ok_or_else(|| crate::flow::internal("a node has neither inputs nor steps"))?)
    }

    /// The value with its stored axes in an order, transposed if it is not.
    ///
    /// # Errors
    /// As [`Builder::add`].
    pub(crate) fn arranged(&mut self, reader: &str, value: &Value, order: &[usize]) -> Result<Stored> {
        if value.order == order {
            return Ok(value.stored);
        }
        let perm: Vec<usize> = order.iter().map(|&axis| value.place(axis)).collect();
        if let Some(&stored) = self.arranged.get(&(value.stored, perm.clone())) {
            return Ok(stored);
        }
        let shape: Vec<usize> = order.iter().map(|&axis| value.shape[axis]).collect();
        // Where all but one of the extents that move are 1, the elements stay where they are.
        let moved = |order: &[usize]| order.iter().copied().filter(|&axis| value.shape[axis] != 1).collect::<Vec<_>>();
        let (class, attributes) = if moved(order) == moved(&value.order) {
            ("Reshape", vec![("target_shape", Setting::sizes(&shape))])
        } else {
            ("Transpose", vec![("perm", Setting::sizes(&perm))])
        };
        let name = format!("transpose_input_for_{reader}");
        let stored = self.add(&name, Step::new(class, class, attributes, shape), &[value.stored])?[0];
        self.arranged.insert((value.stored, perm), stored);
        Ok(stored)
    }

    /// The graph.
    ///
    /// # Errors
    /// When nodes do not fit each other.
    pub(crate) fn finish(mut self, inputs: &[Value], outputs: &[(String, Value)]) -> Result<Graph> {
        let inputs: Vec<Stored> = inputs.iter().map(|input| input.stored).collect();
        let mut ends = Vec::new();
        for (name, output) in outputs {
            let natural = output.natural();
            ends.push(self.arranged(name, output, &natural)?);
        }
        self.flow.finish(&inputs, &ends)
    }
}
