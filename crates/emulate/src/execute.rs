//! Running a program over tiles of samples.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use hlsmith_diag::{Diagnostics, Result};
use hlsmith_fixed::{Format, Raw, Value};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::kernel::lane::{Container, Lane};
use crate::kernel::maximum::maximum;
use crate::kernel::narrow::{Narrow, NarrowRows};
use crate::kernel::pairs::PairRows;
use crate::kernel::quantize::ARGUMENT_ROWS;
use crate::kernel::ramp::Finish;
use crate::kernel::rows::{Buffers, Elements, Rows, Storage};
use crate::kernel::{
    BLOCK_ROWS, LANE_STEP, PairKernel, RECORDED_ROWS, RowKernel, SliceKernel, WholeKernel, by_container, with_contained,
};
use crate::lower::Model;
use crate::program::{Place, Program, Source, Step};
use crate::record::{Emit, Extremes, Made, Record, Results};
use crate::sample::Sample;
use crate::sums::{MovingWindow, Sums};

/// The samples of a model run and what is recorded.
pub(crate) struct Run<'a, T> {
    pub(crate) model: &'a Model,
    pub(crate) program: &'a Program,
    /// The arguments, sample by sample.
    pub(crate) inputs: &'a [&'a [T]],
    pub(crate) n_samples: usize,
    /// The tensors to record.
    pub(crate) tensors: &'a [usize],
    /// The first sample of the first tile that cannot be computed, and why.
    pub(crate) failure: Mutex<Option<(usize, Diagnostics)>>,
}

/// The pool of a number of threads, kept for the next run, since large data come in many; `None` where the system gives no
/// threads.
fn pool(n_threads: usize) -> Option<Arc<ThreadPool>> {
    static POOLS: Mutex<BTreeMap<usize, Arc<ThreadPool>>> = Mutex::new(BTreeMap::new());
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&n_threads) {
        return Some(Arc::clone(pool));
    }
    let pool = Arc::new(ThreadPoolBuilder::new().num_threads(n_threads).build().ok()?);
    pools.insert(n_threads, Arc::clone(&pool));
    Some(pool)
}

/// The samples of a tile.
struct Tile<R> {
    first_sample: usize,
    n_samples: usize,
    /// One for each recorded tensor.
    records: Vec<R>,
}

impl<T: Sample> Run<'_, T> {
    /// Writes the recorded tensors, each sample by sample in C order, to memory of their length.
    ///
    /// # Errors
    /// When the code of an extension fails; that for the first samples is reported, whatever the number of threads.
    pub(crate) fn execute<E: Emit>(&self, results: Vec<&mut [E]>, threads: Option<usize>) -> Result<()> {
        let n_lanes = self.program.tile_lanes();
        let parts = |(result, &tensor): (_, &usize)| {
            let result: &mut [E] = result;
            result.chunks_mut(n_lanes * self.model.tensors[tensor].len()).map(Results)
        };
        self.tiles(results.into_iter().zip(self.tensors).map(parts).collect(), threads)
    }

    /// The extremes of the recorded tensors over all samples.
    ///
    /// # Errors
    /// As [`Run::execute`].
    pub(crate) fn extremes(&self, threads: Option<usize>) -> Result<Vec<Extremes>> {
        let n_tiles = self.n_samples.div_ceil(self.program.tile_lanes());
        let mut extremes = vec![vec![Extremes::None; n_tiles]; self.tensors.len()];
        self.tiles(extremes.iter_mut().map(|tiles| tiles.iter_mut()).collect(), threads)?;
        let whole = |tiles: Vec<Extremes>| {
            let tiles = tiles.into_iter().flatten();
            tiles.reduce(|[lower, upper], [least, greatest]| [lower.min(least), upper.max(greatest)])
        };
        Ok(extremes.into_iter().map(whole).collect())
    }

    /// Runs all tiles; for each tensor a record for every tile.
    fn tiles<R: Record>(&self, mut records: Vec<impl Iterator<Item = R>>, threads: Option<usize>) -> Result<()> {
        let n_lanes = self.program.tile_lanes();
        let tile = |first: usize| Tile {
            first_sample: first,
            n_samples: n_lanes.min(self.n_samples - first),
            records: records.iter_mut().filter_map(Iterator::next).collect(),
        };
        let tiles: Vec<Tile<R>> = (0..self.n_samples).step_by(n_lanes).map(tile).collect();
        let taps = self.taps();
        let taps = Taps { of: &taps, targets: &self.targets(&taps) };
        let workspace = || Workspace::new(self.program.root.len(), self.program.steps.len());
        // Layers that keep their states see the samples in their order.
        if threads == Some(1) || tiles.len() <= 1 || self.program.is_stateful {
            let mut workspace = workspace();
            tiles.into_iter().for_each(|tile| workspace.tile(self, taps, tile));
            return self.finished();
        }
        let run = || tiles.into_par_iter().for_each_init(workspace, |workspace, tile| workspace.tile(self, taps, tile));
        // Without a pool of its own the run uses the shared one; the results are the same.
        let other = threads.filter(|&n| n != rayon::current_num_threads());
        match other.and_then(pool) {
            Some(pool) => pool.install(run),
            None => run(),
        }
        self.finished()
    }

    fn finished(&self) -> Result<()> {
        match self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some((_, findings)) => Err(findings),
            None => Ok(()),
        }
    }

    /// Notes that a tile cannot be computed.
    fn fail(&self, first_sample: usize, findings: Diagnostics) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.as_ref().is_none_or(|(earliest, _)| first_sample < *earliest) {
            *failure = Some((first_sample, findings));
        }
    }

    /// Whether an earlier tile cannot be computed, so that this one is not needed.
    fn has_failed_before(&self, first_sample: usize) -> bool {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.as_ref().is_some_and(|(earliest, _)| *earliest < first_sample)
    }

    /// For each tensor that holds elements, the records that are made of it.
    fn taps(&self) -> Vec<Vec<usize>> {
        let mut taps = vec![Vec::new(); self.program.root.len()];
        for (record, &tensor) in self.tensors.iter().enumerate() {
            taps[self.program.root[tensor]].push(record);
        }
        taps
    }

    /// For each step the one whose results it makes, see [`Taps::targets`].
    fn targets(&self, taps: &[Vec<usize>]) -> Vec<Option<usize>> {
        let steps = &self.program.steps;
        let mut targets: Vec<Option<usize>> = (0..steps.len()).map(Some).collect();
        for (index, step) in steps.iter().enumerate() {
            if let Some(by) = step.pooled_by
                && !step.is_recorded(taps)
                && !steps[by].is_recorded(taps)
            {
                targets[index] = Some(by);
                targets[by] = None;
            }
        }
        targets
    }
}

/// What a run keeps.
#[derive(Clone, Copy)]
struct Taps<'a> {
    /// For each tensor the records that are made of it.
    of: &'a [Vec<usize>],
    /// For each step the one whose results it makes: itself, or the one that takes the largest of them; `None` where an
    /// earlier step does that for it.
    targets: &'a [Option<usize>],
}

/// The memory of one thread.
struct Workspace {
    /// The stored tensors.
    rows: Vec<Option<Rows>>,
    /// The rows that are passed on together.
    block: Buffers,
    /// The results of functions of several rows.
    results: Buffers,
    /// The inputs of a layer in pairs.
    pairs: PairRows,
    window: MovingWindow,
    /// Results on their way to the records.
    turned: Buffers,
    /// Where the rows under a window begin.
    places: Vec<usize>,
    /// What the steps keep from tile to tile.
    memory: Vec<Buffers>,
}

/// The way of the rows of a step.
pub(crate) struct Way<'a, R> {
    model: &'a Model,
    /// The position of the step among those of the program.
    index: usize,
    pub(crate) step: &'a Step,
    /// The step whose results are stored: another one where that takes the largest of windows.
    target: &'a Step,
    taps: &'a [Vec<usize>],
    tile: &'a mut Tile<R>,
    /// Working memory.
    turned: &'a mut Buffers,
    lanes: usize,
    /// Elements of the tensors before those of this turn.
    first: usize,
    stored: &'a mut Option<Rows>,
    /// Whether some stage is recorded.
    is_recorded: bool,
    /// How sums become results of 16 bits, where they do no more on their way.
    narrow: Option<Narrow>,
}

/// The blocks of `most` elements.
fn blocks_of(elements: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..elements).step_by(most).map(move |first| (first, most.min(elements - first)))
}

impl Workspace {
    fn new(n_tensors: usize, n_steps: usize) -> Self {
        Self {
            rows: (0..n_tensors).map(|_| None).collect(),
            block: Buffers::default(),
            results: Buffers::default(),
            pairs: PairRows::new(),
            window: MovingWindow::default(),
            turned: Buffers::default(),
            places: Vec::new(),
            memory: (0..n_steps).map(|_| Buffers::default()).collect(),
        }
    }

    fn tile<T: Sample, R: Record>(&mut self, run: &Run<T>, taps: Taps, mut tile: Tile<R>) {
        if run.has_failed_before(tile.first_sample) {
            return;
        }
        let lanes = tile.n_samples.next_multiple_of(LANE_STEP);
        let mut turned = std::mem::take(&mut self.turned);
        for (index, step) in run.program.steps.iter().enumerate() {
            let is_recorded = step.is_recorded(taps.of);
            let narrow = step.finish.as_ref().and_then(Finish::narrow).filter(|_| !is_recorded);
            let Some(target) = taps.targets[index].map(|target| &run.program.steps[target]) else { continue };
            let last = target.stages.last().map(|stage| stage.tensor);
            let mut stored = last.and_then(|tensor| self.rows[tensor].take());
            if let Some(storage) = target.storage {
                // Behind the elements is a row of zeros, which nobody writes, for taps beside an image.
                let len = (storage.n_rows(target.all_elements()) + 1) * lanes;
                if stored.as_ref().is_none_or(|rows| rows.len() != len) {
                    stored = Some(storage.container().allocate(len));
                }
            }
            // Sums of products prepare their inputs once for all turns.
            let n_turns = if matches!(step.source, Source::Dense { .. }) { 1 } else { step.n_turns };
            for turn in 0..n_turns {
                let first = turn * step.elements;
                let (model, tile, turned, stored) = (run.model, &mut tile, &mut turned, &mut stored);
                let taps = taps.of;
                let way =
                    Way { model, index, step, target, taps, tile, turned, lanes, first, stored, is_recorded, narrow };
                self.step(run, way, turn);
            }
            if let Some(tensor) = last {
                self.rows[tensor] = stored;
            }
        }
        self.turned = turned;
    }

    fn step<T: Sample, R: Record>(&mut self, run: &Run<T>, mut way: Way<R>, turn: usize) {
        let lanes = way.lanes;
        let n_turns = way.step.n_turns;
        let block = &mut self.block;
        // Elements of a tensor that this turn reads, and the first of them.
        let len = |tensor: usize| run.program.lens[tensor] / n_turns;
        let part = |tensor: usize| turn * len(tensor);
        match &way.step.source {
            Source::Argument { argument, quantizer } => {
                let elements = way.step.elements;
                let samples =
                    &run.inputs[*argument][way.tile.first_sample * elements..][..way.tile.n_samples * elements];
                for (first, n) in blocks_of(elements, ARGUMENT_ROWS) {
                    let is_stored = with_contained!(quantizer, quantizer => {
                        let direct = way.direct(first, n);
                        let is_stored = direct.is_some();
                        let rows = direct.unwrap_or_else(|| block.first(n * lanes));
                        quantizer.apply(samples, (elements, first), (rows, lanes), Lane::buffer(&mut self.results));
                        is_stored
                    });
                    if !is_stored {
                        way.pass(first, n, quantizer.container(), block);
                    }
                }
            }
            Source::Stored { tensor, storage } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                for (first, n) in blocks_of(way.step.elements, way.block_rows()) {
                    let start = (part(*tensor) + first) * lanes;
                    by_container!(storage, C => C::load(rows, start, block.first(n * lanes)));
                    way.pass(first, n, *storage, block);
                }
            }
            Source::Pairs { tensors, places, kernel } => {
                let [Some(left), Some(right)] = tensors.map(|tensor| self.rows[tensor].as_ref()) else { return };
                for (first, n) in blocks_of(way.step.elements, way.block_rows()) {
                    let place = |side: usize, element: usize| {
                        let place = places.as_ref().map_or(element, |places| places[side][element] as usize);
                        (part(tensors[side]) + place) * lanes
                    };
                    let places = (first..first + n).map(|element| [place(0, element), place(1, element)]);
                    with_contained!(kernel, kernel => {
                        combine(&**kernel, [left, right], places, lanes, [&mut *block, &mut self.results]);
                    });
                    way.pass(first, n, kernel.container(), block);
                }
            }
            Source::Gather { tensors, kernels, places } => {
                let sources: Option<Vec<&Rows>> = tensors.iter().map(|&tensor| self.rows[tensor].as_ref()).collect();
                let Some(sources) = sources else { return };
                let most = way.block_rows();
                let mut first = 0;
                for run in places.chunk_by(|one, next| one.input() == next.input()) {
                    for places in run.chunks(most) {
                        let n = places.len();
                        let container = match places[0] {
                            Place::Zero => {
                                block.first::<i32>(n * lanes).fill(0);
                                Container::I32
                            }
                            Place::Element { input, .. } => {
                                let (rows, kernel) = (sources[input as usize], &kernels[input as usize]);
                                let start = part(tensors[input as usize]);
                                let starts = places.iter().filter_map(|place| Some((start + place.element()?) * lanes));
                                with_contained!(kernel, kernel => {
                                    assign(&**kernel, rows, starts, first, block.first(n * lanes), lanes);
                                });
                                kernel.container()
                            }
                        };
                        way.pass(first, n, container, block);
                        first += n;
                    }
                }
            }
            Source::Whole { tensors, kernel } => {
                let source = |&tensor: &usize| Some((self.rows[tensor].as_ref()?, part(tensor), len(tensor)));
                let sources: Option<Vec<(&Rows, usize, usize)>> = tensors.iter().map(source).collect();
                let Some(sources) = sources else { return };
                let elements = way.step.elements;
                let memory = &mut self.memory[way.index];
                with_contained!(kernel, kernel => {
                    compute(&**kernel, &sources, lanes, self.results.first(elements * lanes), memory);
                });
                for (first, n) in blocks_of(elements, way.block_rows()) {
                    by_container!(kernel.container(), C => {
                        let results = &self.results.first::<C>(elements * lanes)[first * lanes..];
                        block.first(n * lanes).copy_from_slice(&results[..n * lanes]);
                    });
                    way.pass(first, n, kernel.container(), block);
                }
            }
            Source::Custom { tensors, op, ty, container } => {
                let n_samples = way.tile.n_samples;
                let numbers = |&(tensor, elements, format): &(usize, usize, Format)| {
                    let rows = self.rows[tensor].as_ref();
                    rows.map(|rows| numbers(rows, part(tensor), elements, format, lanes, n_samples))
                };
                let inputs: Option<Vec<Vec<Value>>> = tensors.iter().map(numbers).collect();
                let Some(inputs) = inputs else { return };
                let results = match op.compute(&inputs, n_samples, ty) {
                    Ok(results) => results,
                    Err(findings) => return run.fail(way.tile.first_sample, findings),
                };
                for element in 0..way.step.elements {
                    let results = results[element..].iter().step_by(way.step.elements).map(Value::raw);
                    by_container!(container, C => write(results, block.first::<C>(lanes)));
                    way.pass(element, 1, *container, block);
                }
            }
            Source::Dense { tensor, geometry, kernel, is_in_pairs } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                let converted;
                // Behind the elements is a row of zeros.
                let last = rows.len() / lanes - 1;
                let (rows, pairs, zeros) = match rows {
                    Rows::I32(pairs) if *is_in_pairs => (rows, std::slice::from_ref(pairs), last),
                    Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_) => {
                        let rows = if rows.container() == kernel.operands() {
                            rows
                        } else {
                            converted = rows.converted(kernel.operands());
                            &converted
                        };
                        kernel.prepare(rows, lanes, &mut self.pairs);
                        let n_chan = geometry.n_chan;
                        (rows, &self.pairs[..], last / n_chan * kernel.group_rows(n_chan))
                    }
                };
                self.window.forget();
                let window = &mut self.window;
                let mut sums = Sums { kernel, geometry, rows, pairs, zeros, lanes, len: len(*tensor), window };
                match &way.target.source {
                    Source::Windows { windows, .. } => sums.largest(windows, &mut way),
                    Source::Argument { .. }
                    | Source::Stored { .. }
                    | Source::Pairs { .. }
                    | Source::Gather { .. }
                    | Source::Whole { .. }
                    | Source::Custom { .. }
                    | Source::Dense { .. }
                    | Source::Slices { .. } => sums.all(&mut way, block),
                }
            }
            Source::Slices { tensor, n_slice, slices, kernel } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                for &(first, step) in slices {
                    let slice = Slice { first: part(*tensor) + first, step, len: *n_slice, lanes };
                    with_contained!(kernel, kernel => kernel.apply(slice.load(rows, &mut self.results), lanes));
                    // Elements that follow each other go on together.
                    let most = if step == 1 { way.block_rows() } else { 1 };
                    for (position, n) in blocks_of(*n_slice, most) {
                        by_container!(kernel.container(), C => {
                            let results = &self.results.first::<C>(n_slice * lanes)[position * lanes..];
                            block.first(n * lanes).copy_from_slice(&results[..n * lanes]);
                        });
                        way.pass(first + position * step, n, kernel.container(), block);
                    }
                }
            }
            Source::Windows { tensor, windows, kernel } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                for first in (0..way.step.elements).step_by(windows.n_chan) {
                    // Channels lie side by side, so that the windows of several are one of longer rows.
                    let places = windows.window(first).flatten().map(|place| (part(*tensor) + place) * lanes);
                    self.places.clear();
                    self.places.extend(places);
                    for (channel, n) in blocks_of(windows.n_chan, way.block_rows()) {
                        let is_stored = with_contained!(kernel, kernel => {
                            let direct = way.direct(first + channel, n);
                            let is_stored = direct.is_some();
                            let results = direct.unwrap_or_else(|| block.first(n * lanes));
                            reduce(&**kernel, rows, (&self.places, channel * lanes), results, &mut self.results);
                            is_stored
                        });
                        if !is_stored {
                            way.pass(first + channel, n, kernel.container(), block);
                        }
                    }
                }
            }
        }
    }
}

/// Elements of a stored tensor from a first one on as exact numbers, sample by sample.
fn numbers(rows: &Rows, first: usize, elements: usize, format: Format, lanes: usize, n_samples: usize) -> Vec<Value> {
    let mut raw = vec![0_i128; elements * lanes];
    i128::load(rows, first * lanes, &mut raw);
    let number = |index: usize| raw[index % elements * lanes + index / elements];
    (0..n_samples * elements).map(|index| Value::from_low_bits(format, number(index))).collect()
}

/// Raw values to the lanes of a row; those beyond become 0.
fn write<'a, C: Lane>(raw: impl Iterator<Item = &'a Raw>, row: &mut [C]) {
    row.fill(C::zero());
    for (lane, raw) in row.iter_mut().zip(raw) {
        *lane = C::of(raw);
    }
}

/// Loads rows of two tensors, each pair given by where they start, and combines them to those of the first working memory.
fn combine<C: Lane>(
    kernel: &dyn PairKernel<C>,
    [left, right]: [&Rows; 2],
    places: impl ExactSizeIterator<Item = [usize; 2]>,
    lanes: usize,
    [block, other]: [&mut Buffers; 2],
) {
    let len = places.len() * lanes;
    let (block, other) = (block.first(len), other.first(len));
    for (place, (row, other)) in places.zip(block.chunks_exact_mut(lanes).zip(other.chunks_exact_mut(lanes))) {
        C::load(left, place[0], row);
        C::load(right, place[1], other);
    }
    kernel.apply(block, other);
}

/// Loads rows, each given by where it starts, and applies an element-wise function to them as those of elements from
/// `first` on.
fn assign<C: Lane>(
    kernel: &dyn RowKernel<C>,
    rows: &Rows,
    starts: impl Iterator<Item = usize>,
    first: usize,
    to: &mut [C],
    lanes: usize,
) {
    for (index, (start, row)) in starts.zip(to.chunks_exact_mut(lanes)).enumerate() {
        C::load(rows, start, row);
        if !kernel.takes_blocks() {
            kernel.apply(first + index, row);
        }
    }
    if kernel.takes_blocks() {
        kernel.apply(first, to);
    }
}

/// Makes one row of several, as long as the result, which begin behind some places of a tensor.
fn reduce<C: Lane>(
    kernel: &dyn SliceKernel<C>,
    rows: &Rows,
    (places, skipped): (&[usize], usize),
    result: &mut [C],
    buffers: &mut Buffers,
) {
    if let (true, Some(rows)) = (kernel.is_maximum(), C::contained(rows)) {
        return maximum(&rows[skipped..], places, result);
    }
    let len = result.len();
    let window = buffers.first(places.len() * len);
    for (place, row) in places.iter().zip(window.chunks_exact_mut(len)) {
        C::load(rows, place + skipped, row);
    }
    kernel.apply(window, len);
    result.copy_from_slice(&window[..len]);
}

/// Loads rows of some tensors, each given with the first row and how many, and computes the results; `memory` is that of
/// the kernel.
fn compute<C: Lane>(
    kernel: &dyn WholeKernel<C>,
    sources: &[(&Rows, usize, usize)],
    lanes: usize,
    results: &mut [C],
    memory: &mut Buffers,
) {
    let load = |&(rows, first, n_rows): &(&Rows, usize, usize)| {
        let mut input = vec![C::zero(); n_rows * lanes];
        C::load(rows, first * lanes, &mut input);
        input
    };
    let inputs: Vec<Vec<C>> = sources.iter().map(load).collect();
    results.fill(C::zero());
    kernel.apply(&inputs, results, lanes, C::buffer(memory));
}

/// Elements of a stored tensor.
struct Slice {
    first: usize,
    step: usize,
    len: usize,
    lanes: usize,
}

impl Slice {
    fn load<'a, C: Lane>(&self, rows: &Rows, buffers: &'a mut Buffers) -> &'a mut [C] {
        let buffer = buffers.first(self.len * self.lanes);
        for (position, row) in buffer.chunks_exact_mut(self.lanes).enumerate() {
            C::load(rows, (self.first + position * self.step) * self.lanes, row);
        }
        buffer
    }
}

impl<R: Record> Way<'_, R> {
    /// Rows that are passed on together: more where they are recorded, so that what is written of each sample at once is not
    /// short.
    pub(crate) fn block_rows(&self) -> usize {
        if self.is_recorded { RECORDED_ROWS } else { BLOCK_ROWS }
    }

    /// The memory of `n` elements of this turn, where what is in a container goes there as it is.
    fn direct<C: Lane>(&mut self, first: usize, n: usize) -> Option<&mut [C]> {
        let has_work = self.step.stages.iter().any(|stage| stage.kernel.is_some());
        if has_work || self.step.storage == Some(Storage::Pairs) || self.is_recorded {
            return None;
        }
        let stored = C::stored(self.stored.as_mut()?)?;
        Some(&mut stored[(self.first + first) * self.lanes..][..n * self.lanes])
    }

    /// How sums become results of 16 bits, where they do no more, and the memory of `n` elements of this turn for them.
    pub(crate) fn narrow(&mut self, first: usize, n: usize) -> Option<(Narrow, NarrowRows<'_>)> {
        let narrow = self.narrow?;
        let (first, lanes) = (self.first + first, self.lanes);
        let to = match (self.target.storage?, self.stored.as_mut()?) {
            (Storage::Rows(Container::I16), Rows::I16(to)) => NarrowRows::Rows(&mut to[first * lanes..][..n * lanes]),
            (Storage::Pairs, Rows::I32(to)) => NarrowRows::Pairs(&mut to[first / 2 * lanes..][..n / 2 * lanes]),
            (Storage::Rows(_) | Storage::Pairs, Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_)) => {
                return None;
            }
        };
        Some((narrow, to))
    }

    /// Passes the rows of `n` elements of this turn through the stages, recording where it is asked for, and stores them.
    pub(crate) fn pass(&mut self, first: usize, n: usize, mut container: Container, block: &mut Buffers) {
        let (first, lanes) = (self.first + first, self.lanes);
        if !self.is_recorded
            && let (Some(finish), Some(stored)) = (&self.step.finish, &mut *self.stored)
        {
            return finish.apply(block, (first, n), lanes, stored);
        }
        for stage in &self.step.stages {
            if let Some(kernel) = &stage.kernel {
                block.apply(kernel, container, Elements { first, n, period: stage.elements, lanes });
                container = kernel.container();
            }
            for &record in &self.taps[stage.tensor] {
                let fraction = self.model.tensors[stage.tensor].ty.format.fraction();
                let (elements, n_samples) = (self.step.all_elements(), self.tile.n_samples);
                let made = Made { first, elements, lanes, n_samples, fraction };
                let record = &mut self.tile.records[record];
                by_container!(container, C => record.take(block.first::<C>(n * lanes), made, self.turned));
            }
        }
        let Some(stored) = self.stored else { return };
        by_container!(container, C => {
            let rows = block.first::<C>(n * lanes);
            match self.step.storage {
                Some(Storage::Pairs) => stored.store_pairs(first, lanes, rows),
                Some(Storage::Rows(_)) | None => stored.store(first * lanes, rows),
            }
        });
    }
}
