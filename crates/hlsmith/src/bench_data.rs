//! Samples for the test bench.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_hls::TestBench;

use crate::{Model, Samples, Settings, read_samples};

/// Number of samples drawn when the settings name none.
const N_DRAWN: usize = 100;

/// Inputs of the test bench, one vector for each model input, and what is expected.
///
/// Inputs are `f32`, since the test bench reads them so.
#[derive(Clone, Debug)]
pub(crate) struct BenchData {
    pub(crate) n_samples: usize,
    inputs: Vec<Vec<f32>>,
    /// A row for each sample, all outputs one after the other.
    predictions: Vec<Vec<f32>>,
}

/// The inputs of a test bench, one vector for each of `widths`: those that the settings name, or else drawn ones.
///
/// # Errors
/// When the file cannot be read, or does not fit the model.
pub(crate) fn bench_inputs(settings: &Settings, widths: &[usize]) -> Result<Vec<Vec<f32>>> {
    match &settings.input_data {
        Some(path) => {
            let samples = read_samples(path)?;
            let rows = rows(&samples, widths.iter().sum(), &path.display().to_string())?;
            Ok(split(&rows, widths))
        }
        None => Ok(widths.iter().enumerate().map(|(index, &width)| draw(index, width)).collect()),
    }
}

impl BenchData {
    /// The data the settings name; drawn ones when they name none and `needed`; otherwise none.
    pub(crate) fn of(model: &Model, needed: bool) -> Result<Option<BenchData>> {
        if model.settings().input_data.is_none() && !needed {
            return Ok(None);
        }
        let plan = model.plan()?;
        let widths: Vec<usize> = (0..plan.n_inputs()).map(|index| plan.input_shape(index).iter().product()).collect();
        Self::with_inputs(model, bench_inputs(model.settings(), &widths)?).map(Some)
    }

    /// The given inputs, and what is expected.
    pub(crate) fn with_inputs(model: &Model, inputs: Vec<Vec<f32>>) -> Result<BenchData> {
        let plan = model.plan()?;
        let width = if plan.n_inputs() == 0 { 0 } else { plan.input_shape(0).iter().product() };
        let n_samples = inputs.first().map_or(0, |data| data.len() / width.max(1));
        let mut data = BenchData { n_samples, inputs, predictions: Vec::new() };
        data.predictions = match &model.settings().output_predictions {
            Some(path) => {
                let width = (0..plan.n_outputs()).map(|index| plan.output_shape(index).iter().product::<usize>()).sum();
                rows(&read_samples(path)?, width, &path.display().to_string())?
            }
            None => data.emulated(model)?,
        };
        Ok(data)
    }

    fn emulated(&self, model: &Model) -> Result<Vec<Vec<f32>>> {
        let outputs = model.plan()?.run(&self.input_slices(), self.n_samples, None)?;
        Ok(samples_of(&outputs, self.n_samples))
    }

    pub(crate) fn input_slices(&self) -> Vec<&[f32]> {
        self.inputs.iter().map(Vec::as_slice).collect()
    }

    /// As the generator takes it: a row for each sample.
    pub(crate) fn to_test_bench(&self) -> TestBench {
        TestBench { inputs: samples_of(&self.inputs, self.n_samples), predictions: self.predictions.clone() }
    }
}

/// A row for each sample of several tensors, one tensor after the other.
fn samples_of(tensors: &[Vec<f32>], n_samples: usize) -> Vec<Vec<f32>> {
    let row = |sample: usize| {
        let parts = tensors.iter().flat_map(|data| {
            let width = data.len() / n_samples.max(1);
            data[sample * width..][..width].iter().copied()
        });
        parts.collect()
    };
    (0..n_samples).map(row).collect()
}

/// A row of `width` numbers for each sample.
fn rows(samples: &Samples, width: usize, file: &str) -> Result<Vec<Vec<f32>>> {
    let data = samples.to_f32();
    if data.len() != samples.len() * width {
        let message = "the samples of the test bench do not fit the model";
        return Err(Diagnostic::error(Code::InputData, Subject::File(file.to_owned()), message)
            .found(format!("{:?}", samples.shape))
            .expected(format!("[samples, {width}]"))
            .into());
    }
    Ok(data.chunks(width.max(1)).map(<[f32]>::to_vec).collect())
}

/// Rows of all inputs, taken apart by input.
fn split(rows: &[Vec<f32>], widths: &[usize]) -> Vec<Vec<f32>> {
    let starts = widths.iter().scan(0, |start, width| {
        *start += width;
        Some(*start - width)
    });
    starts
        .zip(widths)
        .map(|(start, &width)| rows.iter().flat_map(|row| row[start..start + width].iter().copied()).collect())
        .collect()
}

/// Seeded samples for one input: half of them within [-1, 1), half within [-16, 16).
fn draw(input: usize, width: usize) -> Vec<f32> {
    // SplitMix64, whose every state gives a well-mixed number.
    let mut state = input as u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) >> 40
    };
    let reach = |sample: usize| if sample.is_multiple_of(2) { 1.0 } else { 16.0 };
    (0..N_DRAWN)
        .flat_map(|sample| (0..width).map(move |_| reach(sample)))
        .map(|reach: f32| (next() as f32 / 8_388_608.0 - 1.0) * reach)
        .collect()
}
