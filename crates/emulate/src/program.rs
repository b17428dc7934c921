//! The model as steps over tiles of samples.
//!
//! A step computes a tensor row by row and passes each row through the element-wise layers that follow before it is
//! stored, so that tensors between them never exist in memory.

use hlsmith_fixed::{FixedType, Format, Interval, Raw};
use hlsmith_ir::{Geometry, PoolWindows};

use crate::kernel::dense::DenseKernel;
use crate::kernel::lane::Container;
use crate::kernel::quantize::{self, Quantize};
use crate::kernel::ramp::Finish;
use crate::kernel::rows::Storage;
use crate::kernel::simd::Instructions;
use crate::kernel::{
    InContainer, Kernel, LANE_STEP, MAX_LANES, PairKernels, SliceKernels, WholeKernels, elementwise,
    in_narrow_container,
};
use crate::lower::{Layer, Model};
use crate::ops::LayerOp;
use crate::ops::custom::Custom;
use crate::ops::dense::Dense;
use crate::ops::softmax::Method;

/// Elements of the stored tensors of a tile that stay near the processor.
const CACHED: usize = 1 << 20;

/// Samples below which a tile does not become smaller for that.
const FEW_LANES: usize = 64;

/// Elements of stored tensors that a thread should not hold more of.
const MAX_STORED: usize = 1 << 27;

/// The assignment of arguments in its container.
pub(crate) type Quantizer = InContainer<Quantize<i16>, Quantize<i32>, Quantize<i64>, Quantize<i128>>;

/// What a step starts from.
pub(crate) enum Source {
    /// An argument of the model.
    Argument { argument: usize, quantizer: Quantizer },
    /// Every row of a stored tensor.
    Stored { tensor: usize, storage: Container },
    /// The rows of two stored tensors, combined one by one; those at the given places, or all in order.
    Pairs { tensors: [usize; 2], places: Option<[Vec<u32>; 2]>, kernel: PairKernels },
    /// Rows of stored tensors, each tensor with what is done to its rows: for each row of the result where it comes from.
    Gather { tensors: Vec<usize>, kernels: Vec<Kernel>, places: Vec<Place> },
    /// A function of all rows of stored tensors; its results, one after the other, are the rows.
    Whole { tensors: Vec<usize>, kernel: WholeKernels },
    /// What the code of an extension makes of all elements of stored tensors, each with their number and format.
    Custom { tensors: Vec<(usize, usize, Format)>, op: Custom, ty: FixedType, container: Container },
    /// Sums of products over the windows of a stored tensor, which may be stored as the pairs that the kernel takes.
    Dense { tensor: usize, geometry: Geometry, kernel: DenseKernel, is_in_pairs: bool },
    /// Slices of a stored tensor, each given by its first element and the distance to the next.
    Slices { tensor: usize, n_slice: usize, slices: Vec<(usize, usize)>, kernel: SliceKernels },
    /// Windows of a stored tensor, each made to one row, the first that the kernel leaves.
    Windows { tensor: usize, windows: PoolWindows, kernel: SliceKernels },
}

/// Where an element of a gathered tensor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is 0.
    Zero,
    /// The element of this index of the input at this position.
    Element { input: u32, element: u32 },
}

impl Place {
    /// The element of an index of the input at a position.
    pub(crate) fn new(input: usize, element: usize) -> Self {
        Place::Element { input: input as u32, element: element as u32 }
    }

    /// The position of the input, if there is one.
    pub(crate) fn input(self) -> Option<usize> {
        match self {
            Place::Zero => None,
            Place::Element { input, .. } => Some(input as usize),
        }
    }

    /// The index of the element, if there is one.
    pub(crate) fn element(self) -> Option<usize> {
        match self {
            Place::Zero => None,
            Place::Element { element, .. } => Some(element as usize),
        }
    }
}

/// A layer that is computed on the way of a row.
pub(crate) struct Stage {
    /// What is done to the row, if anything.
    pub(crate) kernel: Option<Kernel>,
    /// The tensor the row then belongs to.
    pub(crate) tensor: usize,
    /// Elements of one step of it: what is done to a row depends on its place in a step.
    pub(crate) elements: usize,
}

/// The computation of a tensor and of those that follow element by element.
pub(crate) struct Step {
    pub(crate) source: Source,
    pub(crate) stages: Vec<Stage>,
    /// How the last tensor is stored, if another step reads it.
    pub(crate) storage: Option<Storage>,
    /// All stages and the way to the storage, where that is simple.
    pub(crate) finish: Option<Finish>,
    /// The step that takes the largest results of windows, none of which share any, where it does nothing else: then each
    /// result can go there at once, and those that no window has need not be computed.
    pub(crate) pooled_by: Option<usize>,
    /// Elements of one sample of the tensors, of one step where they are in a loop over steps.
    pub(crate) elements: usize,
    /// How often the source is computed for a sample, each time of the next part of what it reads.
    pub(crate) n_turns: usize,
}

impl Step {
    /// Elements of one sample of the tensors.
    pub(crate) fn all_elements(&self) -> usize {
        self.n_turns * self.elements
    }

    /// Whether some stage is recorded; `taps` are the records that are made of each tensor.
    pub(crate) fn is_recorded(&self, taps: &[Vec<usize>]) -> bool {
        self.stages.iter().any(|stage| !taps[stage.tensor].is_empty())
    }

    /// Whether the results can become the largest ones of the windows of a step at once.
    fn makes_maxima(&self, of: &Step) -> bool {
        let (Source::Dense { kernel, .. }, Source::Windows { windows, kernel: largest, .. }) =
            (&self.source, &of.source)
        else {
            return false;
        };
        kernel.is_narrow()
            && self.finish.as_ref().is_some_and(|finish| finish.narrow().is_some())
            && matches!(largest, InContainer::I16(largest) if largest.is_maximum())
            && (0..2).all(|axis| windows.stride[axis] >= windows.pool[axis])
            && of.stages.iter().all(|stage| stage.kernel.is_none())
            && match of.storage {
                Some(Storage::Rows(container)) => container == Container::I16,
                // Pairs are made of sums of 32 bits.
                Some(Storage::Pairs) => kernel.container() == Container::I32,
                None => false,
            }
    }

    /// Whether the rows that are passed on together are pairs that begin at an even one.
    fn makes_pairs(&self) -> bool {
        match &self.source {
            Source::Argument { .. } | Source::Stored { .. } | Source::Pairs { .. } | Source::Whole { .. } => {
                self.elements.is_multiple_of(2)
            }
            Source::Dense { geometry, .. } => geometry.n_filt.is_multiple_of(2),
            Source::Windows { windows, .. } => windows.n_chan.is_multiple_of(2),
            Source::Gather { .. } | Source::Custom { .. } | Source::Slices { .. } => false,
        }
    }
}

/// The model as steps.
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    /// For each tensor the one that holds its elements: another one behind a reshape. Tensors beyond those of the model
    /// hold the results of layers with several outputs one after the other.
    pub(crate) root: Vec<usize>,
    /// Elements of one sample of each of these.
    pub(crate) lens: Vec<usize>,
    /// Whether a sample depends on those before it.
    pub(crate) is_stateful: bool,
}

/// A program under construction.
struct Builder<'a> {
    model: &'a Model,
    path: Instructions,
    steps: Vec<Step>,
    root: Vec<usize>,
    /// Interval of each tensor.
    intervals: Vec<Option<Interval>>,
    /// The step that ends with a tensor.
    made_by: Vec<Option<usize>>,
    /// How many layers read a tensor.
    n_readers: Vec<usize>,
    /// Elements of one sample of each tensor.
    lens: Vec<usize>,
}

impl Program {
    /// The steps of a model on the instructions of a path; `None` when some number needs more than the widest container.
    pub(crate) fn build(model: &Model, path: Instructions) -> Option<Program> {
        let n = model.tensors.len();
        let mut root: Vec<usize> = (0..n).collect();
        let mut n_readers = vec![0; n];
        for layer in &model.layers {
            match layer.op {
                LayerOp::Reshape(_) | LayerOp::StreamClone(_) => {
                    let source = root[*layer.inputs.first()?];
                    root[layer.outputs.clone()].fill(source);
                }
                LayerOp::Activation(_)
                | LayerOp::BatchNormalization(_)
                | LayerOp::BoundedRelu(_)
                | LayerOp::Concatenate(_)
                | LayerOp::Custom(_)
                | LayerOp::Dense(_)
                | LayerOp::Dot(_)
                | LayerOp::Einsum(_)
                | LayerOp::Embedding(_)
                | LayerOp::FixedPointQuantizer(_)
                | LayerOp::HardActivation(_)
                | LayerOp::Input(_)
                | LayerOp::LayerNormalization(_)
                | LayerOp::Levels(_)
                | LayerOp::Merge(_)
                | LayerOp::ParametrizedActivation(_)
                | LayerOp::Pooling(_)
                | LayerOp::Prelu(_)
                | LayerOp::Rearrange(_)
                | LayerOp::Recurrent(_)
                | LayerOp::Repack(_)
                | LayerOp::Resize(_)
                | LayerOp::Softmax(_)
                | LayerOp::TimeDistributed(_)
                | LayerOp::UnaryLut(_) => layer.inputs.iter().for_each(|&input| n_readers[root[input]] += 1),
            }
        }
        let (intervals, made_by) = (vec![None; n], vec![None; n]);
        let lens = model.tensors.iter().map(|tensor| tensor.len()).collect();
        let mut builder = Builder { model, path, steps: Vec::new(), root, intervals, made_by, n_readers, lens };
        for layer in &model.layers {
            builder.add(layer)?;
        }
        builder.store()?;
        let is_stateful = model.is_stateful();
        Some(Program { steps: builder.steps, root: builder.root, lens: builder.lens, is_stateful })
    }
}

impl Program {
    /// Samples computed at once: fewer where the tensors of many would not fit the memory of a usual machine.
    pub(crate) fn tile_lanes(&self) -> usize {
        let stored = self.steps.iter().filter(|step| step.storage.is_some() && step.pooled_by.is_none());
        let elements: usize = stored.map(Step::all_elements).sum();
        let cached = (CACHED / elements.max(1)).clamp(FEW_LANES, MAX_LANES);
        match cached * elements <= MAX_STORED {
            true => 1 << cached.ilog2(),
            false => LANE_STEP,
        }
    }
}

impl Builder<'_> {
    fn add(&mut self, layer: &Layer) -> Option<()> {
        let ty = &self.model.tensors[layer.output()].ty;
        let tensor = self.root[layer.inputs.first().copied().unwrap_or(layer.output())];
        let source = self.intervals[tensor].clone();
        match &layer.op {
            LayerOp::Reshape(_) | LayerOp::StreamClone(_) => Some(()),
            LayerOp::Repack(_) | LayerOp::TimeDistributed(_) => {
                self.each(layer, tensor, elementwise::cast(&source?, ty)?)
            }
            LayerOp::Input(input) => {
                let quantizer = in_narrow_container!(quantize::bits(ty), C => Quantize::<C>::new(&input.assignment));
                let source = Source::Argument { argument: input.argument, quantizer };
                self.begin(layer, source, None, Interval::of_type(ty))
            }
            LayerOp::Merge(op) => {
                let (tensors, [left, right]) = self.pair(layer)?;
                let (kernel, results) = op.kernel(&left, &right, ty)?;
                self.begin(layer, Source::Pairs { tensors, places: op.places.clone(), kernel }, None, results)
            }
            LayerOp::Concatenate(op) => {
                let n = self.elements(layer.output());
                self.gather(layer, op.places(n).map(|(input, element)| Place::new(input, element)).collect())
            }
            LayerOp::Custom(op) => {
                let tensor = |&input: &usize| {
                    let tensor = &self.model.tensors[input];
                    (self.root[input], self.elements(input), tensor.ty.format)
                };
                let tensors = layer.inputs.iter().map(tensor).collect();
                let container = Container::for_bits(ty.format.container_bits())?;
                let source = Source::Custom { tensors, op: op.clone(), ty: *ty, container };
                self.begin(layer, source, None, Interval::of_type(ty))
            }
            LayerOp::Dense(op) => self.dense(layer, tensor, op, &source?),
            LayerOp::Recurrent(op) => {
                let sources: Option<Vec<Interval>> =
                    layer.inputs.iter().map(|&input| self.intervals[self.root[input]].clone()).collect();
                let (kernel, results) = op.kernel(&sources?, self.path)?;
                self.whole(layer, kernel, results)
            }
            LayerOp::LayerNormalization(op) => {
                let (kernel, results) = op.kernel(&source?, ty)?;
                let slices = op.slices(self.elements(layer.output())).collect();
                self.begin(layer, Source::Slices { tensor, n_slice: op.n_slice, slices, kernel }, None, results)
            }
            LayerOp::Dot(op) => {
                let (_, [left, right]) = self.pair(layer)?;
                let (kernel, results) = op.kernel(&left, &right, ty)?;
                self.whole(layer, kernel, results)
            }
            LayerOp::Einsum(op) => {
                if let Some(dense) = op.dense() {
                    return self.dense(layer, tensor, &dense, &source?);
                }
                let right = layer.inputs.get(1).and_then(|&input| self.intervals[self.root[input]].clone());
                let (kernel, finish, results) = op.kernel(&source?, right.as_ref(), ty)?;
                let tensors = layer.inputs.iter().map(|&input| self.root[input]).collect();
                self.begin(layer, Source::Whole { tensors, kernel }, finish, results)
            }
            LayerOp::Embedding(op) => {
                let (kernel, results) = op.kernel(&source?, ty)?;
                let n = self.elements(layer.output());
                let places = (0..n).map(|element| Place::new(0, element / op.n_out)).collect();
                self.begin(
                    layer,
                    Source::Gather { tensors: vec![tensor], kernels: vec![kernel], places },
                    None,
                    results,
                )
            }
            LayerOp::Pooling(op) => {
                let (kernel, results) = op.kernel(&source?, ty)?;
                self.begin(layer, Source::Windows { tensor, windows: op.windows, kernel }, None, results)
            }
            LayerOp::Rearrange(op) => {
                let place =
                    |&place: &Option<u32>| place.map_or(Place::Zero, |element| Place::Element { input: 0, element });
                self.gather(layer, op.places.iter().map(place).collect())
            }
            LayerOp::Resize(op) => {
                let (kernel, results) = op.kernel(&source?, ty)?;
                self.whole(layer, kernel, results)
            }
            LayerOp::Softmax(op) => match op.method {
                Method::Skip => self.each(layer, tensor, elementwise::cast(&source?, ty)?),
                Method::Indexed { .. } | Method::Legacy { .. } | Method::Argmax => {
                    if let Some(own) = &op.own {
                        let (kernel, results) = op.masked_kernel(own, &source?, ty)?;
                        return self.whole(layer, kernel, results);
                    }
                    let (kernel, results) = op.kernel(&source?, ty)?;
                    let slices = op.slices().collect();
                    self.begin(layer, Source::Slices { tensor, n_slice: op.n_slice, slices, kernel }, None, results)
                }
            },
            LayerOp::Activation(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::BatchNormalization(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::BoundedRelu(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::Levels(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::FixedPointQuantizer(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::HardActivation(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::ParametrizedActivation(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::Prelu(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
            LayerOp::UnaryLut(op) => self.each(layer, tensor, op.kernel(&source?, ty)?),
        }
    }

    /// Elements of a tensor, of one step where it is in a loop over steps.
    fn elements(&self, tensor: usize) -> usize {
        self.model.tensors[tensor].shape.iter().product()
    }

    /// Sums of products over the windows of a tensor in `source`.
    fn dense(&mut self, layer: &Layer, tensor: usize, op: &Dense, source: &Interval) -> Option<()> {
        let ty = &self.model.tensors[layer.output()].ty;
        let plan = op.plan(source, Container::storing(source)?, ty, self.path)?;
        let source = Source::Dense { tensor, geometry: op.geometry, kernel: plan.kernel, is_in_pairs: false };
        self.begin(layer, source, Some(plan.finish), plan.results)
    }

    /// The two tensors a layer reads, and their intervals.
    fn pair(&self, layer: &Layer) -> Option<([usize; 2], [Interval; 2])> {
        let &[left, right] = &layer.inputs[..] else { return None };
        let tensors = [left, right].map(|input| self.root[input]);
        Some((tensors, [self.intervals[tensors[0]].clone()?, self.intervals[tensors[1]].clone()?]))
    }

    /// Elements of the inputs in other places, each assigned to the result type.
    fn gather(&mut self, layer: &Layer, places: Vec<Place>) -> Option<()> {
        let ty = &self.model.tensors[layer.output()].ty;
        let tensors: Vec<usize> = layer.inputs.iter().map(|&input| self.root[input]).collect();
        let mut results: Option<Interval> =
            places.contains(&Place::Zero).then(|| Interval::point(Raw::ZERO, ty.format.fraction()));
        let mut kernels = Vec::new();
        for &tensor in &tensors {
            let (kernel, interval) = elementwise::cast(self.intervals[tensor].as_ref()?, ty)?;
            results = Some(results.map_or_else(|| interval.clone(), |results| results.hull(&interval)));
            kernels.push(kernel);
        }
        self.begin(layer, Source::Gather { tensors, kernels, places }, None, results?)
    }

    /// A function of all rows of the inputs, whose results are those of the outputs one after the other and lie in one
    /// interval.
    fn whole(&mut self, layer: &Layer, kernel: WholeKernels, results: Interval) -> Option<()> {
        let tensors = layer.inputs.iter().map(|&input| self.root[input]).collect();
        let source = Source::Whole { tensors, kernel };
        if layer.outputs.len() == 1 {
            return self.begin(layer, source, None, results);
        }
        let lens: Vec<usize> = layer.outputs.clone().map(|output| self.elements(output)).collect();
        let n_turns = self.model.tensors[layer.output()].n_steps();
        let joint = self.root.len();
        self.root.push(joint);
        self.intervals.push(Some(results.clone()));
        self.n_readers.push(layer.outputs.len());
        self.made_by.push(Some(self.steps.len()));
        let elements = lens.iter().sum();
        self.lens.push(n_turns * elements);
        let stages = vec![Stage { kernel: None, tensor: joint, elements }];
        self.steps.push(Step { source, stages, storage: None, finish: None, pooled_by: None, elements, n_turns });
        let mut first = 0;
        for (output, len) in layer.outputs.clone().zip(lens) {
            let (kernel, interval) = elementwise::cast(&results, &self.model.tensors[output].ty)?;
            let places = (first..first + len).map(|element| Place::new(0, element)).collect();
            first += len;
            let source = Source::Gather { tensors: vec![joint], kernels: vec![kernel], places };
            self.made_by[output] = Some(self.steps.len());
            self.intervals[output] = Some(interval);
            let stages = vec![Stage { kernel: None, tensor: output, elements: len }];
            self.steps.push(Step {
                source,
                stages,
                storage: None,
                finish: None,
                pooled_by: None,
                elements: len,
                n_turns,
            });
        }
        Some(())
    }

    /// A step of its own.
    fn begin(&mut self, layer: &Layer, source: Source, kernel: Option<Kernel>, results: Interval) -> Option<()> {
        let elements = self.elements(layer.output());
        let n_turns = self.model.tensors[layer.output()].n_steps();
        self.made_by[layer.output()] = Some(self.steps.len());
        self.intervals[layer.output()] = Some(results);
        let stages = vec![Stage { kernel, tensor: layer.output(), elements }];
        self.steps.push(Step { source, stages, storage: None, finish: None, pooled_by: None, elements, n_turns });
        Some(())
    }

    /// An element-wise layer: behind the step that makes its input, if nothing else reads that.
    fn each(&mut self, layer: &Layer, tensor: usize, (kernel, results): (Kernel, Interval)) -> Option<()> {
        let step = self.made_by[tensor].filter(|_| self.n_readers[tensor] == 1);
        let Some(step) = step else {
            let storage = Container::storing(self.intervals[tensor].as_ref()?)?;
            return self.begin(layer, Source::Stored { tensor, storage }, Some(kernel), results);
        };
        let elements = self.elements(layer.output());
        self.steps[step].stages.push(Stage { kernel: Some(kernel), tensor: layer.output(), elements });
        self.made_by[layer.output()] = Some(step);
        self.intervals[layer.output()] = Some(results);
        Some(())
    }

    /// Decides how the last tensor of each step is stored.
    fn store(&mut self) -> Option<()> {
        // How many steps read pairs of a tensor.
        let mut n_of_pairs = vec![0; self.root.len()];
        for step in &self.steps {
            if let Source::Dense { tensor, kernel, .. } = &step.source {
                n_of_pairs[*tensor] += usize::from(kernel.takes_pairs());
            }
        }
        let mut in_pairs = vec![false; self.root.len()];
        for step in &mut self.steps {
            let tensor = step.stages.last()?.tensor;
            if self.n_readers[tensor] > 0 {
                let container = Container::storing(self.intervals[tensor].as_ref()?)?;
                let reads_pairs = self.n_readers[tensor] == n_of_pairs[tensor];
                let storage = match container == Container::I16 && reads_pairs && step.makes_pairs() {
                    true => Storage::Pairs,
                    false => Storage::Rows(container),
                };
                step.storage = Some(storage);
                in_pairs[tensor] = storage == Storage::Pairs;
                if let Source::Dense { kernel, .. } = &step.source {
                    let kernels = step.stages.iter().filter_map(|stage| stage.kernel.as_ref());
                    step.finish = Finish::new(kernel.container(), kernels, storage);
                }
            }
        }
        for step in &mut self.steps {
            if let Source::Dense { tensor, is_in_pairs, .. } = &mut step.source {
                *is_in_pairs = in_pairs[*tensor];
            }
        }
        for index in 0..self.steps.len() {
            if let Source::Windows { tensor, .. } = self.steps[index].source
                && let Some(maker) = self.made_by[tensor]
                && self.n_readers[tensor] == 1
                && self.steps[maker].makes_maxima(&self.steps[index])
            {
                self.steps[maker].pooled_by = Some(index);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Instructions, Program};
    use crate::lower::Model;

    /// Whether the sums of a convolution of 6 x 6 pixels, in a type, go straight to the largest of windows.
    fn check(accum_t: &str, (n, pooling): (usize, &str), tail: &str, expected: bool) {
        let ty = "fixed<16,6>";
        let text = format!(
            "graph \"g\" compatibility=sound\n\
             %x = Input \"x\" origin=\"\" index=1 () {{shape=[6, 6, 2]}} : t {ty} [6, 6, 2]\n\
             %c = Conv2D \"c\" origin=\"\" index=2 (%x) {{in_width=6, n_chan=2, out_width=6, n_filt=2, filt_width=1, \
             in_height=6, out_height=6, filt_height=1, weight=w t {ty} f32[1, 1, 2, 2] (0.3, 1.1, -0.2, 0.7), \
             bias=b t {ty} f32[2] (0, 0.5), accum_t=t {accum_t}}} : t {ty} [6, 6, 2]\n\
             %r = Activation \"r\" origin=\"\" index=3 (%c) {{function=relu, n_in=72}} : t {ty} [6, 6, 2]\n\
             %p = Pooling2D \"p\" origin=\"\" index=4 (%r) {{in_height=6, in_width=6, n_filt=2, pool_height=2, \
             pool_width=2, accum_t=t {ty}, {pooling}\n\
             %q = GlobalPooling2D \"q\" origin=\"\" index=5 (%p) {{in_height={n}, in_width={n}, n_filt=2, pool_op=max, \
             keepdims=false, accum_t=a {ty}}} : t {ty} [2]\n{tail}"
        );
        let graph = hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let program = Program::build(&Model::lower(&graph).expect("the graph is typed"), Instructions::best())
            .expect("the numbers fit");
        let pooled: Vec<Option<usize>> = program.steps.iter().map(|step| step.pooled_by).collect();
        assert_eq!(pooled[1], expected.then_some(2), "{pooled:?}\n{text}");
    }

    #[test]
    fn results_go_to_the_windows_that_have_them() {
        let windows = |stride: usize, n: usize, function: &str| {
            let sizes = format!("stride_height={stride}, stride_width={stride}, out_height={n}, out_width={n}");
            (n, format!("pool_op={function}, {sizes}}} : t fixed<16,6> [{n}, {n}, 2]"))
        };
        let result = "inputs %x\noutputs %q\n";
        let read_twice = "%s = Activation \"s\" origin=\"\" index=6 (%r) {function=softsign, n_in=72, table_t=t fixed<18,8>} \
                          : t fixed<16,6> [6, 6, 2]\ninputs %x\noutputs %q, %s\n";
        let cases = [
            (windows(2, 3, "max"), result, true),
            (windows(4, 2, "max"), result, true),
            (windows(1, 5, "max"), result, false),
            (windows(2, 3, "average"), result, false),
            (windows(2, 3, "max"), read_twice, false),
        ];
        for ((n, pooling), tail, expected) in &cases {
            for accum_t in ["fixed<16,6>", "fixed<37,17>"] {
                check(accum_t, (*n, pooling), tail, *expected);
            }
        }
        // Sums that round more than by dropping bits.
        let (n, pooling) = &cases[0].0;
        check("fixed<20,9,RND_CONV,SAT>", (*n, pooling), result, false);
    }
}
