//! Files of samples, read part by part.

use std::path::PathBuf;

use hlsmith::{Code, Diagnostic, Model, Result, SampleFile, Samples, Subject};

use super::model::usage;

/// Numbers of inputs and outputs that are in memory at a time, however many samples there are.
const PART_ELEMENTS: usize = 1 << 22;

/// The inputs of a model, one file for each.
pub(crate) struct Inputs {
    files: Vec<SampleFile>,
    /// Samples in each file.
    pub(crate) n_samples: usize,
    /// Whether all are single precision, and so are results.
    pub(crate) is_f32: bool,
    /// Samples that are in memory at a time.
    n_part: usize,
}

impl Inputs {
    /// Opens the files and checks that they fit the model.
    pub(crate) fn open(model: &Model, paths: &[PathBuf]) -> Result<Self> {
        let plan = model.plan()?;
        if paths.len() != plan.n_inputs() {
            return Err(count("input", paths.len(), plan.n_inputs()).into());
        }
        let files = paths.iter().map(|path| SampleFile::open(path)).collect::<Result<Vec<_>>>()?;
        let n_samples = sample_count(model, &files, paths)?;
        let is_f32 = files.iter().all(SampleFile::is_f32);
        let n_part = if plan.is_stateful() { n_samples.max(1) } else { part_len(model)? };
        Ok(Self { files, n_samples, is_f32, n_part })
    }

    /// Calls a function with the first sample of each part, how many there are, and the part of each input. There is one part
    /// at least, so that a model without samples has empty outputs.
    pub(crate) fn parts(&mut self, mut each: impl FnMut(usize, usize, &[Samples]) -> Result<()>) -> Result<()> {
        let mut first = 0;
        while first == 0 || first < self.n_samples {
            let n = self.n_part.min(self.n_samples - first);
            let parts = self.files.iter_mut().map(|file| file.read(first, n)).collect::<Result<Vec<Samples>>>()?;
            each(first, n, &parts)?;
            first += n.max(1);
        }
        Ok(())
    }
}

/// Samples that are read, predicted and written together: about [`PART_ELEMENTS`] numbers of inputs and outputs.
fn part_len(model: &Model) -> Result<usize> {
    let plan = model.plan()?;
    let inputs = (0..plan.n_inputs()).map(|index| plan.input_shape(index));
    let outputs = (0..plan.n_outputs()).map(|index| plan.output_shape(index));
    let elements: usize = inputs.chain(outputs).map(|shape| shape.iter().product::<usize>()).sum();
    Ok((PART_ELEMENTS / elements.max(1)).max(64))
}

pub(crate) fn count(argument: &str, found: usize, expected: usize) -> Diagnostic {
    usage(argument, &format!("one file for each model {argument} is needed"))
        .found(found.to_string())
        .expected(expected.to_string())
}

/// The number of samples, the same in every input; any grouping of dimensions is accepted, as elements are in C order.
fn sample_count(model: &Model, inputs: &[SampleFile], paths: &[PathBuf]) -> Result<usize> {
    let plan = model.plan()?;
    let mut n_samples = None;
    for (index, (samples, path)) in inputs.iter().zip(paths).enumerate() {
        let elements: usize = samples.shape()[1..].iter().product();
        let wanted: usize = plan.input_shape(index).iter().product();
        let subject = || Subject::File(path.display().to_string());
        if elements != wanted && !samples.is_empty() {
            let message = format!("the samples do not fit input `{}`", plan.input_name(index));
            return Err(Diagnostic::error(Code::InputData, subject(), message)
                .found(format!("{:?}", samples.shape()))
                .expected(format!("[samples, {}]", join(plan.input_shape(index))))
                .into());
        }
        let expected = *n_samples.get_or_insert(samples.len());
        if samples.len() != expected {
            return Err(Diagnostic::error(Code::InputData, subject(), "the inputs have different numbers of samples")
                .found(samples.len().to_string())
                .expected(expected.to_string())
                .into());
        }
    }
    Ok(n_samples.unwrap_or(0))
}

fn join(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
