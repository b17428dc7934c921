//! Predictions that give way to signals.

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use hlsmith::{Code, Diagnostic, Model, Profile, Result, Sample, Subject};
use indexmap::IndexMap;
use numpy::{Element, PyArray1, PyArrayMethods, PyReadonlyArrayDyn};
use pyo3::prelude::*;
use pyo3::types::PySlice;

use crate::arrays::{self, shaped};
use crate::errors::{guarded, raise};

/// A computation gives way to signals about this often.
const SIGNAL_PERIOD: Duration = Duration::from_millis(100);
/// Number of samples computed before the first look at signals.
const FIRST_CHUNK: usize = 256;
/// Bytes of the samples that a thread computes before the next look at signals, unless those are less than the first.
const CHUNK_BYTES: usize = 1 << 20;

/// What is computed, and how.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    /// Whether the results of layers are recorded.
    pub(crate) trace: bool,
    /// Threads; all processors when `None`.
    pub(crate) n_threads: Option<usize>,
}

/// What a prediction gives: the outputs, and what the layers made.
pub(crate) type Predicted<'py> = (Vec<Bound<'py, PyAny>>, Vec<(String, Bound<'py, PyAny>)>);

/// What is computed of each sample.
pub(crate) struct Recorded {
    /// The shape of each output.
    pub(crate) outputs: Vec<Vec<usize>>,
    /// The layers whose results are recorded: the position in the order of execution, name and shape.
    pub(crate) layers: Vec<(usize, String, Vec<usize>)>,
}

/// What predicts.
pub(crate) trait Runs: Sync {
    /// Whether samples start from what the one before has left.
    fn is_stateful(&self) -> Result<bool>;

    /// What is computed of each sample, with the results of layers or without.
    fn recorded(&self, trace: bool) -> Result<Recorded>;

    /// Writes what is computed of some samples: each output, and behind these each recorded layer.
    fn run_into<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        recorded: &Recorded,
        results: Vec<&mut [T]>,
        n_threads: Option<usize>,
    ) -> Result<()>;
}

/// Predicts samples: one array for each input, of the sizes given beside them.
pub(crate) fn run<'py>(
    py: Python<'py>,
    runs: &impl Runs,
    (inputs, sizes): (&[Bound<'py, PyAny>], &[usize]),
    n_samples: usize,
    work: Work,
) -> PyResult<Predicted<'py>> {
    if let Some(inputs) = arrays::read_all::<f32>(inputs, sizes) {
        return run_typed(py, runs, &inputs, n_samples, work);
    }
    if let Some(inputs) = arrays::read_all::<f64>(inputs, sizes) {
        return run_typed(py, runs, &inputs, n_samples, work);
    }
    Err(do_not_fit(py, sizes))
}

fn do_not_fit(py: Python<'_>, sizes: &[usize]) -> PyErr {
    let finding = Diagnostic::error(Code::InputData, Subject::Argument("x".into()), "the arrays do not fit the model")
        .expected(format!("C-contiguous arrays of float32 or float64 with {sizes:?} elements"));
    raise(py, &finding.into())
}

/// Calls a function with chunk after chunk of the samples, so that an interrupt does not wait for the whole data set. Each chunk
/// is copied, because another thread may change the arrays while the interpreter is not held; it is small enough to stay near
/// the processor. Samples that start from what the one before has left are computed in one go.
fn in_chunks<T: Sample>(
    py: Python<'_>,
    slices: &[&[T]],
    n_samples: usize,
    is_stateful: bool,
    n_threads: Option<usize>,
    mut each: impl FnMut(&[&[T]], usize) -> PyResult<()>,
) -> PyResult<()> {
    let sample_bytes = slices.iter().map(|slice| size_of_val(*slice)).sum::<usize>() / n_samples.max(1);
    let n_threads = n_threads.or_else(|| available_parallelism().ok().map(Into::into)).unwrap_or(1);
    let most = (CHUNK_BYTES / sample_bytes.max(1)).max(FIRST_CHUNK).saturating_mul(n_threads);
    let (mut done, mut chunk) = (0, if is_stateful { n_samples.max(1) } else { FIRST_CHUNK });
    let mut copies: Vec<Vec<T>> = vec![Vec::new(); slices.len()];
    while done < n_samples {
        let count = chunk.min(n_samples - done);
        for (copy, slice) in copies.iter_mut().zip(slices) {
            let size = slice.len() / n_samples;
            copy.clear();
            copy.extend_from_slice(&slice[done * size..(done + count) * size]);
        }
        let start = Instant::now();
        each(&Vec::from_iter(copies.iter().map(Vec::as_slice)), count)?;
        let elapsed = start.elapsed();
        py.check_signals()?;
        done += count;
        if elapsed < SIGNAL_PERIOD / 2 {
            chunk = chunk.saturating_mul(2).min(most.max(chunk));
        } else if elapsed > SIGNAL_PERIOD * 2 {
            chunk = (chunk / 2).max(1);
        }
    }
    Ok(())
}

/// Most bytes of arrays that share an allocation. Many small allocations each go back to the system page by page and come
/// from it so; who keeps one of the arrays keeps the memory of all, so that larger ones stand alone.
const SHARED_BYTES: usize = 1 << 25;

/// New arrays of some lengths, those that follow each other in common allocations.
fn new_arrays<'py, T: Sample + Element>(py: Python<'py>, lens: &[usize]) -> PyResult<Vec<Bound<'py, PyArray1<T>>>> {
    /// Elements between the beginnings of arrays are a multiple of this, for the lines of a cache.
    const STEP: usize = 64;
    let mut arrays = Vec::new();
    while arrays.len() < lens.len() {
        let mut firsts = Vec::new();
        let mut total = 0_usize;
        for &len in &lens[arrays.len()..] {
            if !firsts.is_empty() && (total + len) * size_of::<T>() > SHARED_BYTES {
                break;
            }
            firsts.push((total, len));
            total += len.next_multiple_of(STEP);
        }
        let all = PyArray1::from_vec(py, hlsmith::zeros::<T>(total));
        for (first, len) in firsts {
            let part = all.get_item(PySlice::new(py, first as isize, (first + len) as isize, 1))?;
            arrays.push(part.cast_into()?);
        }
    }
    Ok(arrays)
}

/// Writes what is computed to new arrays.
fn run_typed<'py, T: Sample + Element>(
    py: Python<'py>,
    runs: &impl Runs,
    inputs: &[PyReadonlyArrayDyn<'py, T>],
    n_samples: usize,
    work: Work,
) -> PyResult<Predicted<'py>> {
    let slices = inputs.iter().map(|input| input.as_slice()).collect::<std::result::Result<Vec<_>, _>>()?;
    let recorded = guarded(py, || runs.recorded(work.trace))?;
    let is_stateful = guarded(py, || runs.is_stateful())?;
    let layers = recorded.layers.iter().map(|(_, _, shape)| shape);
    let sizes: Vec<usize> = recorded.outputs.iter().chain(layers).map(|shape| shape.iter().product()).collect();
    let arrays = new_arrays::<T>(py, &Vec::from_iter(sizes.iter().map(|size| n_samples * size)))?;
    // SAFETY: nobody else has seen the new arrays.
    #[allow(unsafe_code, reason = "results are written where Python finds them")]
    let mut rests: Vec<&mut [T]> =
        arrays.iter().map(|array| unsafe { array.as_slice_mut() }).collect::<std::result::Result<_, _>>()?;

    in_chunks(py, &slices, n_samples, is_stateful, work.n_threads, |chunks, count| {
        let mut parts = Vec::new();
        for (rest, size) in rests.iter_mut().zip(&sizes) {
            let (part, others) = std::mem::take(rest).split_at_mut(count * size);
            parts.push(part);
            *rest = others;
        }
        guarded(py, || runs.run_into(chunks, count, &recorded, parts, work.n_threads))
    })?;
    let mut arrays = arrays.into_iter();
    let outputs = arrays.by_ref().take(recorded.outputs.len()).map(Bound::into_any).collect();
    let traces = recorded
        .layers
        .iter()
        .zip(arrays)
        .map(|((_, name, shape), array)| {
            let shape: Vec<usize> = [n_samples].iter().chain(shape).copied().collect();
            Ok((name.clone(), shaped(array, &shape)?))
        })
        .collect::<PyResult<Vec<_>>>()?;
    Ok((outputs, traces))
}

/// The profile of each layer over samples: one array for each input, of the sizes given beside them.
pub(crate) fn profile(
    py: Python<'_>,
    model: &Model,
    (inputs, sizes): (&[Bound<'_, PyAny>], &[usize]),
    n_samples: usize,
    n_threads: Option<usize>,
) -> PyResult<IndexMap<String, Profile>> {
    if let Some(inputs) = arrays::read_all::<f32>(inputs, sizes) {
        return profile_typed(py, model, &inputs, n_samples, n_threads);
    }
    if let Some(inputs) = arrays::read_all::<f64>(inputs, sizes) {
        return profile_typed(py, model, &inputs, n_samples, n_threads);
    }
    Err(do_not_fit(py, sizes))
}

fn profile_typed<T: Sample + Element>(
    py: Python<'_>,
    model: &Model,
    inputs: &[PyReadonlyArrayDyn<'_, T>],
    n_samples: usize,
    n_threads: Option<usize>,
) -> PyResult<IndexMap<String, Profile>> {
    let slices = inputs.iter().map(|input| input.as_slice()).collect::<std::result::Result<Vec<_>, _>>()?;
    let is_stateful = guarded(py, || model.is_stateful())?;
    let mut layers: IndexMap<String, Profile> = IndexMap::new();
    in_chunks(py, &slices, n_samples, is_stateful, n_threads, |chunks, count| {
        Profile::merge(&mut layers, guarded(py, || model.profile(chunks, count, n_threads))?);
        Ok(())
    })?;
    Ok(layers)
}
