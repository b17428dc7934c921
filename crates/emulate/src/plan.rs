//! A compiled model and the ways to run it.

use std::sync::Mutex;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Format, Raw, Value};
use hlsmith_ir::Graph;
use indexmap::IndexMap;

use crate::execute::Run;
use crate::kernel::simd::Instructions;
use crate::lower::{Model, Tensor};
use crate::ops::LayerOp;
use crate::pages;
use crate::program::Program;
use crate::record::{Emit, Exact};
use crate::reference;
use crate::sample::Sample;

/// A model ready to run.
pub struct Plan {
    model: Model,
    /// The model as kernels; `None` when a number needs more than the widest machine integer.
    program: Option<Program>,
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

/// The least and the greatest number that a layer makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The type of the numbers.
    pub ty: FixedType,
    /// The least number.
    pub least: Value,
    /// The greatest number, on the grid of the type as the least one.
    pub greatest: Value,
}

impl Profile {
    /// The integer bits, with the sign where the type has one, that hold these numbers: the second parameter of
    /// `fixed<W, I>`, which may be negative.
    pub fn integer_bits(&self) -> i32 {
        let Format { signed, .. } = self.ty.format;
        let bits = self.least.raw().signed_bits().max(self.greatest.raw().signed_bits());
        let bits = if signed { bits } else { bits - 1 };
        i32::try_from(bits).unwrap_or(i32::MAX) - self.ty.format.fraction()
    }

    /// Adds to the profiles of layers what those of other samples say.
    pub fn merge(known: &mut IndexMap<String, Profile>, others: IndexMap<String, Profile>) {
        for (name, other) in others {
            match known.get_mut(&name) {
                Some(own) => {
                    own.least = own.least.clone().min(other.least);
                    own.greatest = own.greatest.clone().max(other.greatest);
                }
                None => _ = known.insert(name, other),
            }
        }
    }
}

impl Plan {
    /// Prepares a graph in which every type is derived.
    ///
    /// # Errors
    /// Every layer the emulator cannot compute, and why.
    pub fn compile(graph: &Graph) -> Result<Plan> {
        let model = Model::lower(graph)?;
        let program = Program::build(&model, Instructions::best());
        Ok(Plan { model, program })
    }

    /// The same on other instructions, which gives the same numbers; `None` where this processor does not have them.
    pub fn on(&self, instructions: Instructions) -> Option<Plan> {
        let program = || Program::build(&self.model, instructions);
        instructions.is_available().then(|| Plan { model: self.model.clone(), program: program() })
    }

    /// Whether the model runs on machine integers; where a number is wider, it is computed one number at a time.
    pub fn is_fast(&self) -> bool {
        self.program.is_some()
    }

    /// Whether a sample starts from what the one before has left, so that samples only give the same results in one run.
    pub fn is_stateful(&self) -> bool {
        self.model.is_stateful()
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
    /// The results do not depend on `threads`; `None` uses every processor. Layers that keep their states start from 0
    /// and see the samples in their order.
    ///
    /// # Errors
    /// When number or length of the inputs do not fit the model, or the code of an extension fails.
    pub fn run<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Vec<Vec<T>>> {
        self.run_for(inputs, n_samples, threads)
    }

    /// Runs `n_samples` samples and returns the exact integers of each output.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run_raw<T: Sample>(&self, inputs: &[&[T]], n_samples: usize) -> Result<Vec<RawOutput>> {
        Ok(self.raw_outputs(self.run_for(inputs, n_samples, None)?))
    }

    /// [`Plan::run`] with another kind of results.
    pub(crate) fn run_for<T: Sample, E: Emit>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        threads: Option<usize>,
    ) -> Result<Vec<Vec<E>>> {
        self.check_inputs(inputs, n_samples)?;
        self.tensors(inputs, n_samples, &self.model.outputs, threads)
    }

    /// The raw results of one sample, whose arguments are given as raw values of their types.
    pub(crate) fn evaluate_raw(&self, arguments: &[Vec<Raw>], memory: &mut reference::Memory) -> Result<Vec<Vec<Raw>>> {
        let values = reference::evaluate(&self.model, arguments, memory)?;
        let raw = |&tensor: &usize| values[tensor].iter().map(|value| value.raw().clone()).collect();
        Ok(self.model.outputs.iter().map(raw).collect())
    }

    /// Grid and range of a result. Panics unless `index < n_outputs()`.
    pub fn output_format(&self, index: usize) -> Format {
        self.output(index).ty.format
    }

    /// As [`Plan::run_raw`], computed from the definitions one number at a time; for comparisons.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run_reference<T: Sample>(&self, inputs: &[&[T]], n_samples: usize) -> Result<Vec<RawOutput>> {
        self.check_inputs(inputs, n_samples)?;
        let len = |&output: &usize| n_samples * self.model.tensors[output].len();
        let mut results: Vec<Vec<Exact>> =
            self.model.outputs.iter().map(|output| vec![Exact::default(); len(output)]).collect();
        let records = results.iter_mut().map(Vec::as_mut_slice).collect();
        self.evaluate(inputs, n_samples, &self.model.outputs, records)?;
        Ok(self.raw_outputs(results))
    }

    /// Runs `n_samples` samples and also returns the results of every layer, by layer name in order of execution.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn trace<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Traced<T>> {
        self.trace_of(inputs, n_samples, &Vec::from_iter(0..self.model.layers.len()), threads)
    }

    /// As [`Plan::trace`], of the layers at some positions in the order of execution.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn trace_of<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        layers: &[usize],
        threads: Option<usize>,
    ) -> Result<Traced<T>> {
        self.check_inputs(inputs, n_samples)?;
        let mut results = self.tensors(inputs, n_samples, &self.recorded(layers), threads)?;
        let traces = results.split_off(self.model.outputs.len());
        let trace = |(&layer, data): (&usize, Vec<T>)| {
            (self.layer_name(layer).to_owned(), Trace { shape: self.layer_shape(layer), data })
        };
        Ok((results, layers.iter().zip(traces).map(trace).collect()))
    }

    /// The least and the greatest number that the layers at some positions make of `n_samples` samples, by layer name in order
    /// of execution; none without samples.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn profile_of<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        layers: &[usize],
        threads: Option<usize>,
    ) -> Result<IndexMap<String, Profile>> {
        self.check_inputs(inputs, n_samples)?;
        let tensors: Vec<usize> = layers.iter().map(|&layer| self.model.layers[layer].output()).collect();
        let extremes: Vec<Option<[Raw; 2]>> = match &self.program {
            Some(program) => {
                let run = Run {
                    model: &self.model,
                    program,
                    inputs,
                    n_samples,
                    tensors: &tensors,
                    failure: Mutex::new(None),
                };
                run.extremes(threads)?.into_iter().map(|found| found.map(|bounds| bounds.map(Raw::from))).collect()
            }
            None => self.extremes(inputs, n_samples, &tensors)?,
        };
        let profile = |(&layer, extremes): (&usize, Option<[Raw; 2]>)| {
            let ty = self.model.tensors[self.model.layers[layer].output()].ty;
            let [least, greatest] = extremes?.map(|raw| Value::from_low_bits(ty.format, raw));
            Some((self.layer_name(layer).to_owned(), Profile { ty, least, greatest }))
        };
        Ok(layers.iter().zip(extremes).filter_map(profile).collect())
    }

    /// The extremes of some tensors by the definitions.
    fn extremes<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        tensors: &[usize],
    ) -> Result<Vec<Option<[Raw; 2]>>> {
        let mut extremes = vec![None; tensors.len()];
        let mut memory = reference::Memory::new();
        for sample in 0..n_samples {
            let values = reference::evaluate(&self.model, &self.arguments(inputs, sample), &mut memory)?;
            for (extremes, &tensor) in extremes.iter_mut().zip(tensors) {
                for raw in values[tensor].iter().map(Value::raw) {
                    let [least, greatest] = extremes.take().unwrap_or_else(|| [raw.clone(), raw.clone()]);
                    *extremes = Some([least.min(raw.clone()), greatest.max(raw.clone())]);
                }
            }
        }
        Ok(extremes)
    }

    /// Runs `n_samples` samples and writes each output, and behind these the results of the layers at some positions in the
    /// order of execution, to slices of `n_samples` times their elements.
    ///
    /// # Errors
    /// As [`Plan::run`], and when number or length of the slices do not fit.
    pub fn run_into<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        layers: &[usize],
        results: Vec<&mut [T]>,
        threads: Option<usize>,
    ) -> Result<()> {
        self.check_inputs(inputs, n_samples)?;
        let recorded = self.recorded(layers);
        let expected: Vec<usize> =
            recorded.iter().map(|&tensor| n_samples * self.model.tensors[tensor].len()).collect();
        let found: Vec<usize> = results.iter().map(|result| result.len()).collect();
        if found != expected {
            let subject = Subject::Argument("results".into());
            let finding = Diagnostic::error(Code::InputData, subject, "the memory for the results has another length");
            let finding = finding.found(format!("{found:?}")).expected(format!("{expected:?}"));
            return Err(finding.remedy("give a slice for each output, then one for each of the layers").into());
        }
        self.fill(inputs, n_samples, &recorded, results, threads)
    }

    /// Number of layers.
    pub fn n_layers(&self) -> usize {
        self.model.layers.len()
    }

    /// Name of the layer at a position in the order of execution. Panics unless `layer < n_layers()`.
    pub fn layer_name(&self, layer: usize) -> &str {
        &self.model.layers[layer].name
    }

    /// Shape of one sample of what a layer makes. Panics unless `layer < n_layers()`.
    pub fn layer_shape(&self, layer: usize) -> Vec<usize> {
        let tensor = &self.model.tensors[self.model.layers[layer].output()];
        [&tensor.steps[..], &tensor.shape].concat()
    }

    /// The tensors of the outputs and of some layers.
    fn recorded(&self, layers: &[usize]) -> Vec<usize> {
        let layers = layers.iter().map(|&layer| self.model.layers[layer].output());
        self.model.outputs.iter().copied().chain(layers).collect()
    }

    /// Tensors of all samples.
    fn tensors<T: Sample, E: Emit>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        tensors: &[usize],
        threads: Option<usize>,
    ) -> Result<Vec<Vec<E>>> {
        let zeros = |&tensor: &usize| pages::zeros(n_samples * self.model.tensors[tensor].len());
        let mut records: Vec<Vec<E>> = tensors.iter().map(zeros).collect();
        self.fill(inputs, n_samples, tensors, records.iter_mut().map(Vec::as_mut_slice).collect(), threads)?;
        Ok(records)
    }

    /// [`Plan::tensors`] to memory for all of them.
    fn fill<T: Sample, E: Emit>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        tensors: &[usize],
        records: Vec<&mut [E]>,
        threads: Option<usize>,
    ) -> Result<()> {
        match &self.program {
            Some(program) => {
                let failure = Mutex::new(None);
                Run { model: &self.model, program, inputs, n_samples, tensors, failure }.execute(records, threads)
            }
            None => self.evaluate(inputs, n_samples, tensors, records),
        }
    }

    /// [`Plan::fill`] by the definitions.
    fn evaluate<T: Sample, E: Emit>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        tensors: &[usize],
        mut records: Vec<&mut [E]>,
    ) -> Result<()> {
        let mut memory = reference::Memory::new();
        for sample in 0..n_samples {
            let values = reference::evaluate(&self.model, &self.arguments(inputs, sample), &mut memory)?;
            for (record, &tensor) in records.iter_mut().zip(tensors) {
                let elements = self.model.tensors[tensor].len();
                for (result, value) in record[sample * elements..][..elements].iter_mut().zip(&values[tensor]) {
                    *result = E::of_raw(value.raw(), value.format().fraction());
                }
            }
        }
        Ok(())
    }

    fn raw_outputs(&self, results: Vec<Vec<Exact>>) -> Vec<RawOutput> {
        let output = |(index, results): (usize, Vec<Exact>)| RawOutput {
            format: self.output(index).ty.format,
            raw: results.into_iter().map(|Exact(raw)| raw).collect(),
        };
        results.into_iter().enumerate().map(output).collect()
    }

    fn input(&self, index: usize) -> &Tensor {
        &self.model.tensors[self.model.inputs[index]]
    }

    fn output(&self, index: usize) -> &Tensor {
        &self.model.tensors[self.model.outputs[index]]
    }

    /// The raw arguments of one sample.
    fn arguments<T: Sample>(&self, inputs: &[&[T]], sample: usize) -> Vec<Vec<Raw>> {
        inputs.iter().enumerate().map(|(index, data)| self.assigned(index, data, sample)).collect()
    }

    /// One sample of an argument, assigned to its type.
    pub(crate) fn assigned<T: Sample>(&self, index: usize, data: &[T], sample: usize) -> Vec<Raw> {
        let elements = self.input(index).len();
        let samples = &data[sample * elements..][..elements];
        let layer = self.model.layers.iter().find_map(|layer| {
            let LayerOp::Input(input) = &layer.op else { return None };
            (input.argument == index).then_some(input)
        });
        samples.iter().filter_map(|x| Some(layer?.assignment.raw(x.to_f64()))).collect()
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

/// A plan is shared between threads.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Plan>();
};
