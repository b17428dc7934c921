//! Running a program over tiles of samples.

use std::sync::{Mutex, PoisonError};

use hlsmith_diag::{Diagnostics, Result};
use hlsmith_fixed::{Format, Raw, Value, to_f32, to_f64};
use rayon::prelude::*;

use crate::kernel::lane::{Container, Lane};
use crate::kernel::pairs::PairRows;
use crate::kernel::rows::{Buffers, Rows, Scratch, Storage};
use crate::kernel::{InContainer, LANE_STEP, MAX_LANES, PairKernel, RowKernel, SliceKernel, WholeKernel};
use crate::lower::Model;
use crate::program::{Place, Program, Source, Step};
use crate::sample::Sample;

/// A kind of result.
pub(crate) trait Emit: Clone + Default + Send + Sync {
    /// The result of a raw value with the given bits right of the binary point.
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self;

    /// [`Emit::emit`] of a raw value of any width.
    fn of_raw(raw: &Raw, fraction: i32) -> Self;
}

impl Emit for f32 {
    #[inline(always)]
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self {
        lane.scaled_f32(fraction)
    }

    fn of_raw(raw: &Raw, fraction: i32) -> Self {
        to_f32(raw, fraction)
    }
}

impl Emit for f64 {
    #[inline(always)]
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self {
        lane.scaled_f64(fraction)
    }

    fn of_raw(raw: &Raw, fraction: i32) -> Self {
        to_f64(raw, fraction)
    }
}

/// An exact result.
#[derive(Clone, Debug)]
pub(crate) struct Exact(pub(crate) Raw);

impl Default for Exact {
    fn default() -> Self {
        Exact(Raw::ZERO)
    }
}

impl Emit for Exact {
    fn emit<C: Lane>(lane: C, _: i32) -> Self {
        Exact(lane.into_raw())
    }

    fn of_raw(raw: &Raw, _: i32) -> Self {
        Exact(raw.clone())
    }
}

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

/// The part of the records that belongs to one tile.
struct Tile<'a, E> {
    first_sample: usize,
    n_samples: usize,
    /// One part for each recorded tensor.
    records: Vec<&'a mut [E]>,
}

impl<T: Sample> Run<'_, T> {
    /// The recorded tensors, each sample by sample in C order.
    ///
    /// # Errors
    /// When the code of an extension fails; that for the first samples is reported, whatever the number of threads.
    pub(crate) fn execute<E: Emit>(&self, threads: Option<usize>) -> Result<Vec<Vec<E>>> {
        let elements = |&tensor: &usize| self.model.tensors[tensor].len();
        let mut records: Vec<Vec<E>> =
            self.tensors.iter().map(|tensor| vec![E::default(); self.n_samples * elements(tensor)]).collect();
        let n_lanes = self.program.tile_lanes();
        let mut tiles: Vec<Tile<E>> = (0..self.n_samples)
            .step_by(n_lanes)
            .map(|first| Tile {
                first_sample: first,
                n_samples: n_lanes.min(self.n_samples - first),
                records: Vec::with_capacity(records.len()),
            })
            .collect();
        for (record, tensor) in records.iter_mut().zip(self.tensors) {
            for (tile, part) in tiles.iter_mut().zip(record.chunks_mut(n_lanes * elements(tensor))) {
                tile.records.push(part);
            }
        }
        let taps = self.taps();
        let workspace = || Workspace::new(self.program.root.len(), self.program.steps.len());
        // Layers that keep their states see the samples in their order.
        if threads == Some(1) || tiles.len() <= 1 || self.program.is_stateful {
            let mut workspace = workspace();
            tiles.into_iter().for_each(|tile| workspace.tile(self, &taps, tile));
            return self.finished(records);
        }
        let run =
            || tiles.into_par_iter().for_each_init(workspace, |workspace, tile| workspace.tile(self, &taps, tile));
        // Without a pool of its own the run uses the shared one; the results are the same.
        let pool = threads.and_then(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().ok());
        match pool {
            Some(pool) => pool.install(run),
            None => run(),
        }
        self.finished(records)
    }

    fn finished<E>(&self, records: Vec<Vec<E>>) -> Result<Vec<Vec<E>>> {
        match self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some((_, findings)) => Err(findings),
            None => Ok(records),
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
}

/// The memory of one thread.
struct Workspace {
    /// The stored tensors.
    rows: Vec<Option<Rows>>,
    row: Scratch,
    sums: Buffers,
    /// The inputs of a layer in pairs.
    pairs: PairRows,
    /// The rows under a window.
    window: Vec<u32>,
    /// What the steps keep from tile to tile.
    memory: Vec<Buffers>,
}

/// The way of the rows of a step.
struct Way<'a, 'b, E> {
    model: &'a Model,
    /// The position of the step among those of the program.
    index: usize,
    step: &'a Step,
    taps: &'a [Vec<usize>],
    tile: &'a mut Tile<'b, E>,
    lanes: usize,
    /// Elements of the tensors before those of this turn.
    first: usize,
    stored: &'a mut Option<Rows>,
}

impl Workspace {
    fn new(n_tensors: usize, n_steps: usize) -> Self {
        Self {
            rows: (0..n_tensors).map(|_| None).collect(),
            row: Scratch::new(),
            sums: Buffers::default(),
            pairs: PairRows::new(),
            window: Vec::new(),
            memory: (0..n_steps).map(|_| Buffers::default()).collect(),
        }
    }

    fn tile<T: Sample, E: Emit>(&mut self, run: &Run<T>, taps: &[Vec<usize>], mut tile: Tile<E>) {
        if run.has_failed_before(tile.first_sample) {
            return;
        }
        let lanes = tile.n_samples.next_multiple_of(LANE_STEP);
        for (index, step) in run.program.steps.iter().enumerate() {
            let last = step.stages.last().map(|stage| stage.tensor);
            let mut stored = last.and_then(|tensor| self.rows[tensor].take());
            if let Some(storage) = step.storage {
                // Behind the elements is a row of zeros, which nobody writes, for taps beside an image.
                storage.reserve(&mut stored, (step.all_elements() + 1) * lanes);
            }
            // Sums of products prepare their inputs once for all turns.
            let n_turns = if matches!(step.source, Source::Dense { .. }) { 1 } else { step.n_turns };
            for turn in 0..n_turns {
                let first = turn * step.elements;
                let way =
                    Way { model: run.model, index, step, taps, tile: &mut tile, lanes, first, stored: &mut stored };
                self.step(run, way, turn);
            }
            if let Some(tensor) = last {
                self.rows[tensor] = stored;
            }
        }
    }

    fn step<T: Sample, E: Emit>(&mut self, run: &Run<T>, mut way: Way<E>, turn: usize) {
        let lanes = way.lanes;
        let n_turns = way.step.n_turns;
        // Elements of a tensor that this turn reads, and the first of them.
        let len = |tensor: usize| run.program.lens[tensor] / n_turns;
        let part = |tensor: usize| turn * len(tensor);
        match &way.step.source {
            Source::Argument { argument, quantizer } => {
                let (first, n_samples) = (way.tile.first_sample, way.tile.n_samples);
                let elements = way.step.elements;
                let samples = &run.inputs[*argument][first * elements..][..n_samples * elements];
                let row = &mut self.row;
                for element in 0..elements {
                    match quantizer {
                        InContainer::I32(q) => {
                            q.apply(samples, elements, element, n_samples, &mut i32::row(row)[..lanes])
                        }
                        InContainer::I64(q) => {
                            q.apply(samples, elements, element, n_samples, &mut i64::row(row)[..lanes])
                        }
                        InContainer::I128(q) => {
                            q.apply(samples, elements, element, n_samples, &mut i128::row(row)[..lanes]);
                        }
                    }
                    way.pass(element, quantizer.container(), row);
                }
            }
            Source::Stored { tensor, storage } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                for element in 0..way.step.elements {
                    let start = (part(*tensor) + element) * lanes;
                    match storage.container() {
                        Container::I32 => i32::load(rows, start, &mut i32::row(&mut self.row)[..lanes]),
                        Container::I64 => i64::load(rows, start, &mut i64::row(&mut self.row)[..lanes]),
                        Container::I128 => i128::load(rows, start, &mut i128::row(&mut self.row)[..lanes]),
                    }
                    way.pass(element, storage.container(), &mut self.row);
                }
            }
            Source::Pairs { tensors, places, kernel } => {
                let [Some(left), Some(right)] = tensors.map(|tensor| self.rows[tensor].as_ref()) else { return };
                for element in 0..way.step.elements {
                    let place = |side: usize| places.as_ref().map_or(element, |places| places[side][element] as usize);
                    let start = [0, 1].map(|side| (part(tensors[side]) + place(side)) * lanes);
                    match kernel {
                        InContainer::I32(kernel) => {
                            combine(&**kernel, [left, right], start, &mut i32::row(&mut self.row)[..lanes])
                        }
                        InContainer::I64(kernel) => {
                            combine(&**kernel, [left, right], start, &mut i64::row(&mut self.row)[..lanes])
                        }
                        InContainer::I128(kernel) => {
                            combine(&**kernel, [left, right], start, &mut i128::row(&mut self.row)[..lanes])
                        }
                    }
                    way.pass(element, kernel.container(), &mut self.row);
                }
            }
            Source::Gather { tensors, kernels, places } => {
                let sources: Option<Vec<&Rows>> = tensors.iter().map(|&tensor| self.rows[tensor].as_ref()).collect();
                let Some(sources) = sources else { return };
                for (element, &place) in places.iter().enumerate() {
                    let Place::Element { input, element: from } = place else {
                        i32::row(&mut self.row)[..lanes].fill(0);
                        way.pass(element, Container::I32, &mut self.row);
                        continue;
                    };
                    let (rows, kernel) = (sources[input as usize], &kernels[input as usize]);
                    let start = (part(tensors[input as usize]) + from as usize) * lanes;
                    match kernel {
                        InContainer::I32(kernel) => {
                            assign(&**kernel, rows, start, element, &mut i32::row(&mut self.row)[..lanes])
                        }
                        InContainer::I64(kernel) => {
                            assign(&**kernel, rows, start, element, &mut i64::row(&mut self.row)[..lanes])
                        }
                        InContainer::I128(kernel) => {
                            assign(&**kernel, rows, start, element, &mut i128::row(&mut self.row)[..lanes])
                        }
                    }
                    way.pass(element, kernel.container(), &mut self.row);
                }
            }
            Source::Whole { tensors, kernel } => {
                let source = |&tensor: &usize| Some((self.rows[tensor].as_ref()?, part(tensor), len(tensor)));
                let sources: Option<Vec<(&Rows, usize, usize)>> = tensors.iter().map(source).collect();
                let Some(sources) = sources else { return };
                let elements = way.step.elements;
                let buffers = (&mut self.sums, &mut self.memory[way.index]);
                match kernel {
                    InContainer::I32(kernel) => compute(&**kernel, &sources, elements * lanes, lanes, buffers),
                    InContainer::I64(kernel) => compute(&**kernel, &sources, elements * lanes, lanes, buffers),
                    InContainer::I128(kernel) => compute(&**kernel, &sources, elements * lanes, lanes, buffers),
                }
                for element in 0..elements {
                    self.row.take_row(kernel.container(), &mut self.sums, element * lanes, lanes);
                    way.pass(element, kernel.container(), &mut self.row);
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
                    let results = || results[element..].iter().step_by(way.step.elements).map(Value::raw);
                    match container {
                        Container::I32 => write(results(), &mut i32::row(&mut self.row)[..lanes]),
                        Container::I64 => write(results(), &mut i64::row(&mut self.row)[..lanes]),
                        Container::I128 => write(results(), &mut i128::row(&mut self.row)[..lanes]),
                    }
                    way.pass(element, *container, &mut self.row);
                }
            }
            Source::Dense { tensor, geometry, kernel } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                let converted;
                let rows = if rows.storage() == kernel.operands() {
                    rows
                } else {
                    converted = rows.converted(kernel.operands());
                    &converted
                };
                kernel.prepare(rows, lanes, &mut self.pairs);
                let n_out = geometry.n_filt;
                let group_rows = kernel.group_rows(geometry.n_chan);
                // Behind the elements is a row of zeros.
                let zeros = ((rows.len() / lanes - 1) / geometry.n_chan * group_rows) as u32;
                let n_pixels = geometry.n_pixels();
                for pixel in 0..n_turns * n_pixels {
                    let (turn, pixel_in_turn) = (pixel / n_pixels, pixel % n_pixels);
                    let first_source = turn * len(*tensor) / geometry.n_chan;
                    self.window.clear();
                    for source in geometry.sources(pixel_in_turn) {
                        match source {
                            Some(source) => {
                                let first = ((first_source + source) * group_rows) as u32;
                                self.window.extend(first..first + group_rows as u32);
                            }
                            None => self.window.extend(std::iter::repeat_n(zeros, group_rows)),
                        }
                    }
                    for (block, first) in (0..n_out).step_by(kernel.block_len()).enumerate() {
                        kernel.run(block, (rows, &self.pairs), &self.window, lanes, &mut self.sums);
                        for output in first..n_out.min(first + kernel.block_len()) {
                            self.row.take_row(kernel.container(), &mut self.sums, (output - first) * lanes, lanes);
                            way.pass(pixel * n_out + output, kernel.container(), &mut self.row);
                        }
                    }
                }
            }
            Source::Slices { tensor, n_slice, slices, kernel } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                for &(first, step) in slices {
                    let slice = Slice { first: part(*tensor) + first, step, len: *n_slice, lanes };
                    match kernel {
                        InContainer::I32(kernel) => kernel.apply(slice.load::<i32>(rows, &mut self.sums), lanes),
                        InContainer::I64(kernel) => kernel.apply(slice.load::<i64>(rows, &mut self.sums), lanes),
                        InContainer::I128(kernel) => kernel.apply(slice.load::<i128>(rows, &mut self.sums), lanes),
                    }
                    for position in 0..*n_slice {
                        self.row.take_row(kernel.container(), &mut self.sums, position * lanes, lanes);
                        way.pass(first + position * step, kernel.container(), &mut self.row);
                    }
                }
            }
            Source::Windows { tensor, windows, kernel } => {
                let Some(rows) = &self.rows[*tensor] else { return };
                for element in 0..way.step.elements {
                    let places = windows.window(element).flatten().map(|place| part(*tensor) + place);
                    match kernel {
                        InContainer::I32(kernel) => reduce(&**kernel, rows, places, lanes, &mut self.sums),
                        InContainer::I64(kernel) => reduce(&**kernel, rows, places, lanes, &mut self.sums),
                        InContainer::I128(kernel) => reduce(&**kernel, rows, places, lanes, &mut self.sums),
                    }
                    self.row.take_row(kernel.container(), &mut self.sums, 0, lanes);
                    way.pass(element, kernel.container(), &mut self.row);
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

/// Loads the rows of two tensors and combines them into `row`.
fn combine<C: Lane>(kernel: &dyn PairKernel<C>, [left, right]: [&Rows; 2], start: [usize; 2], row: &mut [C]) {
    let mut other = [C::zero(); MAX_LANES];
    let other = &mut other[..row.len()];
    C::load(left, start[0], row);
    C::load(right, start[1], other);
    kernel.apply(row, other);
}

/// Loads a row and applies an element-wise function.
fn assign<C: Lane>(kernel: &dyn RowKernel<C>, rows: &Rows, start: usize, element: usize, row: &mut [C]) {
    C::load(rows, start, row);
    kernel.apply(element, row);
}

/// Loads some rows of a tensor and makes one of them, the first in the buffer of the container.
fn reduce<C: Lane>(
    kernel: &dyn SliceKernel<C>,
    rows: &Rows,
    places: impl Iterator<Item = usize>,
    lanes: usize,
    buffers: &mut Buffers,
) {
    let window = C::buffer(buffers);
    window.clear();
    for place in places {
        let start = window.len();
        window.resize(start + lanes, C::zero());
        C::load(rows, place * lanes, &mut window[start..]);
    }
    kernel.apply(window, lanes);
}

/// Loads rows of some tensors, each given with the first row and how many, and computes the results into the first
/// buffer of the container; the second one is the memory of the kernel.
fn compute<C: Lane>(
    kernel: &dyn WholeKernel<C>,
    sources: &[(&Rows, usize, usize)],
    len: usize,
    lanes: usize,
    (buffers, memory): (&mut Buffers, &mut Buffers),
) {
    let load = |&(rows, first, n_rows): &(&Rows, usize, usize)| {
        let mut input = vec![C::zero(); n_rows * lanes];
        C::load(rows, first * lanes, &mut input);
        input
    };
    let inputs: Vec<Vec<C>> = sources.iter().map(load).collect();
    let results = C::buffer(buffers);
    results.clear();
    results.resize(len, C::zero());
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
        let buffer = C::buffer(buffers);
        buffer.resize(self.len * self.lanes, C::zero());
        for (position, row) in buffer.chunks_exact_mut(self.lanes).enumerate() {
            C::load(rows, (self.first + position * self.step) * self.lanes, row);
        }
        buffer
    }
}

impl<E: Emit> Way<'_, '_, E> {
    /// Passes the row of an element of this turn through the stages, recording where it is asked for, and stores it.
    fn pass(&mut self, element: usize, mut container: Container, row: &mut Scratch) {
        let element = self.first + element;
        for stage in &self.step.stages {
            if let Some(kernel) = &stage.kernel {
                row.apply(kernel, container, element % stage.elements, self.lanes);
                container = kernel.container();
            }
            for &record in &self.taps[stage.tensor] {
                let fraction = self.model.tensors[stage.tensor].ty.format.fraction();
                match container {
                    Container::I32 => self.record(record, element, i32::row(row), fraction),
                    Container::I64 => self.record(record, element, i64::row(row), fraction),
                    Container::I128 => self.record(record, element, i128::row(row), fraction),
                }
            }
        }
        if let Some(stored) = self.stored {
            match container {
                Container::I32 => stored.store(element * self.lanes, &i32::row(row)[..self.lanes]),
                Container::I64 => stored.store(element * self.lanes, &i64::row(row)[..self.lanes]),
                Container::I128 => stored.store(element * self.lanes, &i128::row(row)[..self.lanes]),
            }
        }
    }

    fn record<C: Lane>(&mut self, record: usize, element: usize, row: &[C], fraction: i32) {
        let record = &mut self.tile.records[record];
        for (result, &lane) in
            record[element..].iter_mut().step_by(self.step.all_elements()).zip(row).take(self.tile.n_samples)
        {
            *result = E::emit(lane, fraction);
        }
    }
}

impl Storage {
    /// Makes room for `len` elements.
    fn reserve(self, rows: &mut Option<Rows>, len: usize) {
        if rows.as_ref().is_none_or(|rows| rows.len() != len) {
            *rows = Some(self.allocate(len));
        }
    }
}
