//! A compiled model and the ways to run it.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{Format, Raw};
use hlsmith_ir::Graph;
use indexmap::IndexMap;

use crate::lower::{Model, Tensor};
use crate::reference;
use crate::sample::{Sample, quantize};

/// A model ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    model: Model,
}

/// The exact results of one output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOutput {
    /// Grid and range of the results.
    pub format: Format,
    /// Raw values in C order, sample by sample.
    pub raw: Vec<Raw>,
}

/// The recorded results of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace<T> {
    /// Shape of one sample.
    pub shape: Vec<usize>,
    /// Results in C order, sample by sample.
    pub data: Vec<T>,
}

impl Plan {
    /// Prepares a graph in which every type is derived.
    ///
    /// # Errors
    /// Every layer the emulator cannot compute, and why.
    pub fn compile(graph: &Graph) -> Result<Plan> {
        Ok(Plan { model: Model::lower(graph)? })
    }

    /// Number of arguments.
    pub fn n_inputs(&self) -> usize {
        self.model.inputs.len()
    }

    /// Number of results.
    pub fn n_outputs(&self) -> usize {
        self.model.outputs.len()
    }

    /// Shape of one sample of an argument. Panics unless `index < n_inputs()`.
    pub fn input_shape(&self, index: usize) -> &[usize] {
        &self.input(index).shape
    }

    /// Shape of one sample of a result. Panics unless `index < n_outputs()`.
    pub fn output_shape(&self, index: usize) -> &[usize] {
        &self.output(index).shape
    }

    /// Variable name of an argument. Panics unless `index < n_inputs()`.
    pub fn input_name(&self, index: usize) -> &str {
        &self.input(index).name
    }

    /// Variable name of a result. Panics unless `index < n_outputs()`.
    pub fn output_name(&self, index: usize) -> &str {
        &self.output(index).name
    }

    /// Runs `n_samples` samples and returns each output, `n_samples` times its elements in C order.
    ///
    /// The results do not depend on `threads`; `None` uses every processor.
    ///
    /// # Errors
    /// When number or length of the inputs do not fit the model.
    pub fn run<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Vec<Vec<T>>> {
        let _ = threads;
        let outputs = self.run_raw(inputs, n_samples)?;
        let convert =
            |output: &RawOutput| output.raw.iter().map(|raw| T::from_raw(raw, output.format.fraction())).collect();
        Ok(outputs.iter().map(convert).collect())
    }

    /// Runs `n_samples` samples and returns the exact integers of each output.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run_raw<T: Sample>(&self, inputs: &[&[T]], n_samples: usize) -> Result<Vec<RawOutput>> {
        self.run_reference(inputs, n_samples)
    }

    /// As [`Plan::run_raw`], computed from the definitions one number at a time; for comparisons.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run_reference<T: Sample>(&self, inputs: &[&[T]], n_samples: usize) -> Result<Vec<RawOutput>> {
        self.check_inputs(inputs, n_samples)?;
        let mut outputs: Vec<RawOutput> = (0..self.n_outputs())
            .map(|index| RawOutput { format: self.output(index).ty.format, raw: Vec::new() })
            .collect();
        for sample in 0..n_samples {
            let tensors = reference::evaluate(&self.model, &self.arguments(inputs, sample));
            for (output, &tensor) in outputs.iter_mut().zip(&self.model.outputs) {
                output.raw.extend(tensors[tensor].iter().map(|value| value.raw().clone()));
            }
        }
        Ok(outputs)
    }

    /// Runs `n_samples` samples and also returns the results of every layer, by layer name in order of execution.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn trace<T: Sample>(&self, inputs: &[&[T]], n_samples: usize) -> Result<Traced<T>> {
        self.check_inputs(inputs, n_samples)?;
        let tensors = &self.model.tensors;
        let mut all: Vec<Vec<T>> = vec![Vec::new(); tensors.len()];
        for sample in 0..n_samples {
            let values = reference::evaluate(&self.model, &self.arguments(inputs, sample));
            for ((all, values), tensor) in all.iter_mut().zip(values).zip(tensors) {
                all.extend(values.iter().map(|value| T::from_raw(value.raw(), tensor.ty.format.fraction())));
            }
        }
        let outputs = self.model.outputs.iter().map(|&tensor| all[tensor].clone()).collect();
        let traces = self.model.layers.iter().map(|layer| {
            let trace = Trace { shape: tensors[layer.output].shape.clone(), data: all[layer.output].clone() };
            (layer.name.clone(), trace)
        });
        Ok((outputs, traces.collect()))
    }

    fn input(&self, index: usize) -> &Tensor {
        &self.model.tensors[self.model.inputs[index]]
    }

    fn output(&self, index: usize) -> &Tensor {
        &self.model.tensors[self.model.outputs[index]]
    }

    /// The raw arguments of one sample.
    fn arguments<T: Sample>(&self, inputs: &[&[T]], sample: usize) -> Vec<Vec<Raw>> {
        let argument = |(index, data): (usize, &&[T])| {
            let tensor = self.input(index);
            let elements = tensor.len();
            data[sample * elements..][..elements].iter().map(|&value| quantize(&tensor.ty, value)).collect()
        };
        inputs.iter().enumerate().map(argument).collect()
    }

    fn check_inputs<T>(&self, inputs: &[&[T]], n_samples: usize) -> Result<()> {
        let refuse = |message: &str, found: usize, expected: String| {
            let subject = Subject::Argument("inputs".into());
            Err(Diagnostic::error(Code::InputData, subject, message).found(found.to_string()).expected(expected).into())
        };
        if inputs.len() != self.n_inputs() {
            return refuse("the model takes another number of inputs", inputs.len(), self.n_inputs().to_string());
        }
        for (index, data) in inputs.iter().enumerate() {
            let elements = self.input(index).len();
            if elements.checked_mul(n_samples) != Some(data.len()) {
                let message = format!("input `{}` has another number of elements", self.input_name(index));
                return refuse(&message, data.len(), format!("{n_samples} samples of {elements} elements"));
            }
        }
        Ok(())
    }
}

/// Outputs, and the results of every layer by name.
pub type Traced<T> = (Vec<Vec<T>>, IndexMap<String, Trace<T>>);
