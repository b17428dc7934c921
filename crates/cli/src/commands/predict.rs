//! `hlsmith predict`: bit-exact predictions.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use hlsmith::{Code, Diagnostic, Model, Result, SampleData, Samples, Subject, read_samples, write_npy};
use serde_json::{Value, json};

use super::model::{self, usage};
use crate::arguments::PredictArguments;
use crate::output::Output;

/// How many samples are printed when no file is named.
const N_PRINTED: usize = 10;

pub(crate) fn run(arguments: &PredictArguments, output: &mut Output) -> Result<()> {
    let model = model::convert(&arguments.model, &[], output)?;
    let plan = model.plan()?;
    if arguments.input.len() != plan.n_inputs() {
        return Err(count("input", arguments.input.len(), plan.n_inputs()).into());
    }
    if !arguments.output.is_empty() && arguments.output.len() != plan.n_outputs() {
        return Err(count("output", arguments.output.len(), plan.n_outputs()).into());
    }
    output.progress("reading samples");
    let inputs = arguments.input.iter().map(|path| read_samples(path)).collect::<Result<Vec<Samples>>>()?;
    let n_samples = sample_count(&model, &inputs, &arguments.input)?;
    output.progress("predicting");
    let start = Instant::now();
    let predictions = predict(&model, &inputs, n_samples, arguments.threads)?;
    let seconds = start.elapsed().as_secs_f64();
    let mut text = String::new();
    for (index, samples) in predictions.iter().enumerate() {
        match arguments.output.get(index) {
            Some(path) => {
                write_npy(path, samples)?;
                let _ = writeln!(text, "{} {:?} -> {}", plan.output_name(index), samples.shape, path.display());
            }
            None => text.push_str(&first_samples(plan.output_name(index), samples)),
        }
    }
    let accuracy = arguments.labels.as_deref().map(|labels| accuracy(&predictions[0], labels)).transpose()?;
    if let Some(accuracy) = accuracy {
        let _ = writeln!(text, "accuracy {accuracy:.4}");
    }
    let _ = writeln!(text, "{n_samples} samples in {seconds:.3} s");
    let value = json!({
        "n_samples": n_samples,
        "seconds": seconds,
        "accuracy": accuracy,
        "outputs": predictions.iter().enumerate().map(|(index, samples)| {
            let file = arguments.output.get(index);
            json!({
                "name": plan.output_name(index),
                "shape": samples.shape,
                "file": file,
                "values": if file.is_none() { json!(samples.to_f64()) } else { Value::Null },
            })
        }).collect::<Vec<_>>(),
    });
    output.result(&text, value, model.remarks());
    Ok(())
}

fn count(argument: &str, found: usize, expected: usize) -> Diagnostic {
    usage(argument, &format!("one file for each model {argument} is needed"))
        .found(found.to_string())
        .expected(expected.to_string())
}

/// The number of samples, the same in every input; any grouping of dimensions is accepted, as elements are in C order.
fn sample_count(model: &Model, inputs: &[Samples], paths: &[std::path::PathBuf]) -> Result<usize> {
    let plan = model.plan()?;
    let mut n_samples = None;
    for (index, (samples, path)) in inputs.iter().zip(paths).enumerate() {
        let elements: usize = samples.shape[1..].iter().product();
        let wanted: usize = plan.input_shape(index).iter().product();
        let subject = || Subject::File(path.display().to_string());
        if elements != wanted && !samples.is_empty() {
            let message = format!("the samples do not fit input `{}`", plan.input_name(index));
            return Err(Diagnostic::error(Code::InputData, subject(), message)
                .found(format!("{:?}", samples.shape))
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

/// Predicts in the element type of the inputs, `f64` when any of them is.
fn predict(model: &Model, inputs: &[Samples], n_samples: usize, threads: Option<usize>) -> Result<Vec<Samples>> {
    let plan = model.plan()?;
    let shape = |index: usize| [&[n_samples], plan.output_shape(index)].concat();
    let all_f32 = inputs.iter().all(|samples| matches!(samples.data, SampleData::F32(_)));
    if all_f32 {
        let data: Vec<Vec<f32>> = inputs.iter().map(Samples::to_f32).collect();
        let slices: Vec<&[f32]> = data.iter().map(Vec::as_slice).collect();
        let outputs = model.predict(&slices, n_samples, threads)?;
        let outputs = outputs.into_iter().enumerate();
        Ok(outputs.map(|(index, data)| Samples { shape: shape(index), data: SampleData::F32(data) }).collect())
    } else {
        let data: Vec<Vec<f64>> = inputs.iter().map(Samples::to_f64).collect();
        let slices: Vec<&[f64]> = data.iter().map(Vec::as_slice).collect();
        let outputs = model.predict(&slices, n_samples, threads)?;
        let outputs = outputs.into_iter().enumerate();
        Ok(outputs.map(|(index, data)| Samples { shape: shape(index), data: SampleData::F64(data) }).collect())
    }
}

fn first_samples(name: &str, samples: &Samples) -> String {
    let width: usize = samples.shape[1..].iter().product();
    let values = samples.to_f64();
    let mut text = format!("{name} {:?}\n", samples.shape);
    for sample in values.chunks(width.max(1)).take(N_PRINTED) {
        let line: Vec<String> = sample.iter().map(f64::to_string).collect();
        let _ = writeln!(text, "  {}", line.join(" "));
    }
    if samples.len() > N_PRINTED {
        let _ = writeln!(text, "  ... {} more", samples.len() - N_PRINTED);
    }
    text
}

/// The share of samples whose largest output, the first of equal ones, is at the label; with one output, whether it is
/// above one half.
fn accuracy(samples: &Samples, labels: &Path) -> Result<f64> {
    let labels_read = read_samples(labels)?;
    let truth = labels_read.to_f64();
    let width: usize = samples.shape[1..].iter().product();
    if truth.len() != samples.len() {
        let subject = Subject::File(labels.display().to_string());
        return Err(Diagnostic::error(Code::InputData, subject, "one label for each sample is needed")
            .found(truth.len().to_string())
            .expected(samples.len().to_string())
            .into());
    }
    let values = samples.to_f64();
    let is_right = |(sample, label): (&[f64], &f64)| {
        let class = match sample {
            [value] => usize::from(*value > 0.5),
            sample => (0..sample.len()).rev().max_by(|&a, &b| sample[a].total_cmp(&sample[b])).unwrap_or(0),
        };
        class as f64 == *label
    };
    let n_right = values.chunks(width.max(1)).zip(&truth).filter(|pair| is_right(*pair)).count();
    Ok(n_right as f64 / truth.len().max(1) as f64)
}
