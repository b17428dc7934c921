//! The model as steps over tiles of samples.
//!
//! A step computes a tensor row by row and passes each row through the element-wise layers that follow before it is
//! stored, so that tensors between them never exist in memory.

use hlsmith_fixed::Interval;

use crate::kernel::dense::DenseKernel;
use crate::kernel::quantize::{self, Quantize};
use crate::kernel::rows::Storage;
use crate::kernel::{InContainer, Kernel, PairKernels, SliceKernels, elementwise, in_container};
use crate::lower::{Layer, Model};
use crate::ops::LayerOp;
use crate::ops::softmax::Method;

/// The assignment of arguments in its container.
pub(crate) type Quantizer = InContainer<Quantize<i32>, Quantize<i64>, Quantize<i128>>;

/// What a step starts from.
pub(crate) enum Source {
    /// An argument of the model.
    Argument { argument: usize, quantizer: Quantizer },
    /// Every row of a stored tensor.
    Stored { tensor: usize, storage: Storage },
    /// The rows of two stored tensors, combined one by one.
    Pairs { tensors: [usize; 2], kernel: PairKernels },
    /// Rows of two stored tensors, each with what is done to them: for each row its tensor and its place there.
    Joined { tensors: [usize; 2], kernels: [Kernel; 2], places: Vec<(usize, usize)> },
    /// Sums of products over a stored tensor.
    Dense { tensor: usize, n_out: usize, kernel: DenseKernel },
    /// Slices of a stored tensor, each given by its first element and the distance to the next.
    Slices { tensor: usize, n_slice: usize, slices: Vec<(usize, usize)>, kernel: SliceKernels },
}

/// A layer that is computed on the way of a row.
pub(crate) struct Stage {
    /// What is done to the row, if anything.
    pub(crate) kernel: Option<Kernel>,
    /// The tensor the row then belongs to.
    pub(crate) tensor: usize,
}

/// The computation of a tensor and of those that follow element by element.
pub(crate) struct Step {
    pub(crate) source: Source,
    pub(crate) stages: Vec<Stage>,
    /// How the last tensor is stored, if another step reads it.
    pub(crate) storage: Option<Storage>,
    /// Elements of one sample of the tensors.
    pub(crate) elements: usize,
}

/// The model as steps.
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    /// For each tensor the one that holds its elements: another one behind a reshape.
    pub(crate) root: Vec<usize>,
}

/// A program under construction.
struct Builder<'a> {
    model: &'a Model,
    steps: Vec<Step>,
    root: Vec<usize>,
    /// Interval of each tensor.
    intervals: Vec<Option<Interval>>,
    /// The step that ends with a tensor.
    made_by: Vec<Option<usize>>,
    /// How many layers read a tensor.
    n_readers: Vec<usize>,
}

impl Program {
    /// The steps of a model; `None` when some number needs more than the widest container.
    pub(crate) fn build(model: &Model) -> Option<Program> {
        let n = model.tensors.len();
        let mut root: Vec<usize> = (0..n).collect();
        let mut n_readers = vec![0; n];
        for layer in &model.layers {
            match layer.op {
                LayerOp::Reshape(_) => root[layer.output] = root[*layer.inputs.first()?],
                LayerOp::Activation(_)
                | LayerOp::BatchNormalization(_)
                | LayerOp::BoundedRelu(_)
                | LayerOp::Concatenate(_)
                | LayerOp::Dense(_)
                | LayerOp::HardActivation(_)
                | LayerOp::Input(_)
                | LayerOp::Merge(_)
                | LayerOp::ParametrizedActivation(_)
                | LayerOp::Prelu(_)
                | LayerOp::Softmax(_) => layer.inputs.iter().for_each(|&input| n_readers[root[input]] += 1),
            }
        }
        let mut builder =
            Builder { model, steps: Vec::new(), root, intervals: vec![None; n], made_by: vec![None; n], n_readers };
        for layer in &model.layers {
            builder.add(layer)?;
        }
        builder.store()?;
        Some(Program { steps: builder.steps, root: builder.root })
    }
}

impl Builder<'_> {
    fn add(&mut self, layer: &Layer) -> Option<()> {
        let ty = &self.model.tensors[layer.output].ty;
        let tensor = self.root[layer.inputs.first().copied().unwrap_or(layer.output)];
        let source = self.intervals[tensor].clone();
        match &layer.op {
            LayerOp::Reshape(_) => Some(()),
            LayerOp::Input(input) => {
                let quantizer = in_container!(quantize::bits(ty), C => Quantize::<C>::new(&input.assignment));
                let source = Source::Argument { argument: input.argument, quantizer };
                self.begin(layer, source, None, Interval::of_type(ty))
            }
            LayerOp::Merge(op) => {
                let (tensors, [left, right]) = self.pair(layer)?;
                let (kernel, results) = op.kernel(&left, &right, ty)?;
                self.begin(layer, Source::Pairs { tensors, kernel }, None, results)
            }
            LayerOp::Concatenate(op) => {
                let (tensors, [left, right]) = self.pair(layer)?;
                let ((left, left_results), (right, right_results)) =
                    (elementwise::cast(&left, ty)?, elementwise::cast(&right, ty)?);
                let places = op.places(self.model.tensors[layer.output].len()).collect();
                let source = Source::Joined { tensors, kernels: [left, right], places };
                self.begin(layer, source, None, left_results.hull(&right_results))
            }
            LayerOp::Dense(op) => {
                let source = source?;
                let plan = op.plan(&source, Storage::for_interval(&source)?, ty)?;
                let source = Source::Dense { tensor, n_out: op.n_out, kernel: plan.kernel };
                self.begin(layer, source, Some(plan.finish), plan.results)
            }
            LayerOp::Softmax(op) => match op.method {
                Method::Skip => self.each(layer, tensor, elementwise::cast(&source?, ty)?),
                Method::Indexed { .. } | Method::Legacy { .. } | Method::Argmax => {
                    let (kernel, results) = op.kernel(&source?, ty)?;
                    let slices = op.slices().collect();
                    self.begin(layer, Source::Slices { tensor, n_slice: op.n_slice, slices, kernel }, None, results)
                }
            },
            LayerOp::Activation(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::BatchNormalization(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::BoundedRelu(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::HardActivation(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::ParametrizedActivation(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::Prelu(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
        }
    }

    /// The two tensors a layer reads, and their intervals.
    fn pair(&self, layer: &Layer) -> Option<([usize; 2], [Interval; 2])> {
        let &[left, right] = &layer.inputs[..] else { return None };
        let tensors = [left, right].map(|input| self.root[input]);
        Some((tensors, [self.intervals[tensors[0]].clone()?, self.intervals[tensors[1]].clone()?]))
    }

    /// A step of its own.
    fn begin(&mut self, layer: &Layer, source: Source, kernel: Option<Kernel>, results: Interval) -> Option<()> {
        let elements = self.model.tensors[layer.output].len();
        self.made_by[layer.output] = Some(self.steps.len());
        self.intervals[layer.output] = Some(results);
        let stages = vec![Stage { kernel, tensor: layer.output }];
        self.steps.push(Step { source, stages, storage: None, elements });
        Some(())
    }

    /// An element-wise layer: behind the step that makes its input, if nothing else reads that.
    fn each(&mut self, layer: &Layer, tensor: usize, (kernel, results): (Kernel, Interval)) -> Option<()> {
        let step = self.made_by[tensor].filter(|_| self.n_readers[tensor] == 1);
        let Some(step) = step else {
            let storage = Storage::for_interval(self.intervals[tensor].as_ref()?)?;
            return self.begin(layer, Source::Stored { tensor, storage }, Some(kernel), results);
        };
        self.steps[step].stages.push(Stage { kernel: Some(kernel), tensor: layer.output });
        self.made_by[layer.output] = Some(step);
        self.intervals[layer.output] = Some(results);
        Some(())
    }

    /// Decides how the last tensor of each step is stored.
    fn store(&mut self) -> Option<()> {
        for step in &mut self.steps {
            let tensor = step.stages.last()?.tensor;
            if self.n_readers[tensor] > 0 {
                step.storage = Some(Storage::for_interval(self.intervals[tensor].as_ref()?)?);
            }
        }
        Some(())
    }
}
