//! Predictions that give way to signals.

use std::time::{Duration, Instant};

use hlsmith::{Code, Diagnostic, Result, Sample, Subject, Trace};
use numpy::{Element, PyArray1, PyReadonlyArrayDyn};
use pyo3::prelude::*;

use crate::arrays;
use crate::errors::{guarded, raise};

/// A computation gives way to signals about this often.
const SIGNAL_PERIOD: Duration = Duration::from_millis(100);
/// Number of samples computed before the first look at signals.
const FIRST_CHUNK: usize = 64;

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

/// What predicts.
pub(crate) trait Runs: Sync {
    /// Whether samples start from what the one before has left.
    fn is_stateful(&self) -> Result<bool>;

    /// Outputs and traces of some samples.
    fn results<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, work: Work) -> Result<Results<T>>;
}

/// Outputs and traces of some samples.
pub(crate) struct Results<T> {
    pub(crate) outputs: Vec<Vec<T>>,
    pub(crate) traces: Vec<(String, Trace<T>)>,
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
    let finding = Diagnostic::error(Code::InputData, Subject::Argument("x".into()), "the arrays do not fit the model")
        .expected(format!("C-contiguous arrays of float32 or float64 with {sizes:?} elements"));
    Err(raise(py, &finding.into()))
}

/// Runs chunk by chunk, so that an interrupt does not wait for the whole data set. Each chunk is copied, because
/// another thread may change the arrays while the interpreter is not held.
fn run_typed<'py, T: Sample + Element>(
    py: Python<'py>,
    runs: &impl Runs,
    inputs: &[PyReadonlyArrayDyn<'py, T>],
    n_samples: usize,
    work: Work,
) -> PyResult<Predicted<'py>> {
    let slices = inputs.iter().map(|input| input.as_slice()).collect::<std::result::Result<Vec<_>, _>>()?;
    let mut results: Results<T> = guarded(py, || runs.results(&vec![&[][..]; slices.len()], 0, work))?;
    // Samples that start from what the one before has left are computed in one go.
    let is_stateful = guarded(py, || runs.is_stateful())?;
    let (mut done, mut chunk) = (0, if is_stateful { n_samples.max(1) } else { FIRST_CHUNK });
    while done < n_samples {
        let count = chunk.min(n_samples - done);
        let copies: Vec<Vec<T>> = slices
            .iter()
            .map(|slice| {
                let size = slice.len() / n_samples;
                slice[done * size..(done + count) * size].to_vec()
            })
            .collect();
        let start = Instant::now();
        let copies: Vec<&[T]> = copies.iter().map(Vec::as_slice).collect();
        let part = guarded(py, || runs.results(&copies, count, work))?;
        let elapsed = start.elapsed();
        results.append(part);
        py.check_signals()?;
        done += count;
        if elapsed < SIGNAL_PERIOD / 2 {
            chunk = chunk.saturating_mul(2);
        } else if elapsed > SIGNAL_PERIOD * 2 {
            chunk = (chunk / 2).max(1);
        }
    }
    let outputs = results.outputs.into_iter().map(|data| PyArray1::from_vec(py, data).into_any()).collect();
    let traces = results
        .traces
        .into_iter()
        .map(|(name, trace)| {
            let shape: Vec<usize> = [n_samples].into_iter().chain(trace.shape).collect();
            Ok((name, arrays::shaped(PyArray1::from_vec(py, trace.data), &shape)?))
        })
        .collect::<PyResult<Vec<_>>>()?;
    Ok((outputs, traces))
}

impl<T> Results<T> {
    fn append(&mut self, other: Results<T>) {
        for (mine, theirs) in self.outputs.iter_mut().zip(other.outputs) {
            mine.extend(theirs);
        }
        for ((_, mine), (_, theirs)) in self.traces.iter_mut().zip(other.traces) {
            mine.data.extend(theirs.data);
        }
    }
}
