//! `hlsmith predict`: bit-exact predictions.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use hlsmith::{Code, Diagnostic, Model, Result, SampleData, SampleWriter, Samples, Subject, read_samples};
use serde_json::{Value, json};

use super::inputs::{Inputs, count};
use super::model;
use crate::arguments::PredictArguments;
use crate::output::Output;

/// How many samples are printed when no file is named.
const N_PRINTED: usize = 10;

pub(crate) fn run(arguments: &PredictArguments, output: &mut Output) -> Result<()> {
    let model = model::convert(&arguments.model, &[], output)?;
    let plan = model.plan()?;
    if !arguments.output.is_empty() && arguments.output.len() != plan.n_outputs() {
        return Err(count("output", arguments.output.len(), plan.n_outputs()).into());
    }
    let mut inputs = Inputs::open(&model, &arguments.input)?;
    let (n_samples, is_f32) = (inputs.n_samples, inputs.is_f32);
    let shapes: Vec<Vec<usize>> =
        (0..plan.n_outputs()).map(|index| [&[n_samples], plan.output_shape(index)].concat()).collect();
    let mut writers = Vec::new();
    for (path, shape) in arguments.output.iter().zip(&shapes) {
        writers.push(SampleWriter::create(path, shape, is_f32)?);
    }
    let mut truth = arguments.labels.as_deref().map(|labels| Labels::read(labels, n_samples)).transpose()?;
    // Without files everything is shown to machines, and the first samples to people.
    let n_kept = match (arguments.output.is_empty(), output.is_json()) {
        (true, true) => n_samples,
        (true, false) => N_PRINTED,
        (false, _) => 0,
    };
    let mut kept: Vec<Vec<f64>> = vec![Vec::new(); shapes.len()];
    let start = Instant::now();
    inputs.parts(|first, n, parts| {
        output.progress(&format!("predicting, {first} of {n_samples} samples"));
        let predictions = predict(&model, parts, n, is_f32, arguments.threads)?;
        if let (Some(labels), Some(prediction)) = (&mut truth, predictions.first()) {
            labels.count(&prediction.to_f64(), first, n);
        }
        for (writer, prediction) in writers.iter_mut().zip(&predictions) {
            writer.write(&prediction.data)?;
        }
        for ((kept, prediction), shape) in kept.iter_mut().zip(&predictions).zip(&shapes) {
            let width: usize = shape[1..].iter().product();
            let room = (n_kept * width).saturating_sub(kept.len());
            if room > 0 {
                kept.extend(prediction.to_f64().into_iter().take(room));
            }
        }
        Ok(())
    })?;
    writers.into_iter().try_for_each(SampleWriter::finish)?;
    let seconds = start.elapsed().as_secs_f64();
    let mut text = String::new();
    for (index, (shape, kept)) in shapes.iter().zip(&kept).enumerate() {
        match arguments.output.get(index) {
            Some(path) => {
                let _ = writeln!(text, "{} {shape:?} -> {}", plan.output_name(index), path.display());
            }
            None => text.push_str(&first_samples(plan.output_name(index), shape, kept)),
        }
    }
    let accuracy = truth.map(|labels| labels.accuracy());
    if let Some(accuracy) = accuracy {
        let _ = writeln!(text, "accuracy {accuracy:.4}");
    }
    let _ = writeln!(text, "{n_samples} samples in {seconds:.3} s");
    let value = json!({
        "n_samples": n_samples,
        "seconds": seconds,
        "accuracy": accuracy,
        "outputs": shapes.iter().zip(kept).enumerate().map(|(index, (shape, kept))| {
            let file = arguments.output.get(index);
            json!({
                "name": plan.output_name(index),
                "shape": shape,
                "file": file,
                "values": if file.is_none() { json!(kept) } else { Value::Null },
            })
        }).collect::<Vec<_>>(),
    });
    output.result(&text, value, model.remarks());
    Ok(())
}

/// Predicts in `f32` or in `f64`.
fn predict(
    model: &Model,
    inputs: &[Samples],
    n_samples: usize,
    is_f32: bool,
    threads: Option<usize>,
) -> Result<Vec<Samples>> {
    let plan = model.plan()?;
    let shape = |index: usize| [&[n_samples], plan.output_shape(index)].concat();
    if is_f32 {
        let data: Vec<Vec<f32>> = inputs.iter().map(Samples::to_f32).collect();
        let slices: Vec<&[f32]> = data.iter().map(Vec::as_slice).collect();
        let outputs = model.predict(&slices, n_samples, threads)?.into_iter().enumerate();
        Ok(outputs.map(|(index, data)| Samples { shape: shape(index), data: SampleData::F32(data) }).collect())
    } else {
        let data: Vec<Vec<f64>> = inputs.iter().map(Samples::to_f64).collect();
        let slices: Vec<&[f64]> = data.iter().map(Vec::as_slice).collect();
        let outputs = model.predict(&slices, n_samples, threads)?.into_iter().enumerate();
        Ok(outputs.map(|(index, data)| Samples { shape: shape(index), data: SampleData::F64(data) }).collect())
    }
}

fn first_samples(name: &str, shape: &[usize], values: &[f64]) -> String {
    let width: usize = shape[1..].iter().product();
    let mut text = format!("{name} {shape:?}\n");
    for sample in values.chunks(width.max(1)).take(N_PRINTED) {
        let line: Vec<String> = sample.iter().map(f64::to_string).collect();
        let _ = writeln!(text, "  {}", line.join(" "));
    }
    if shape[0] > N_PRINTED {
        let _ = writeln!(text, "  ... {} more", shape[0] - N_PRINTED);
    }
    text
}

/// Class labels, and how many predictions are right.
struct Labels {
    truth: Vec<f64>,
    n_right: usize,
}

impl Labels {
    fn read(path: &Path, n_samples: usize) -> Result<Self> {
        let truth = read_samples(path)?.to_f64();
        if truth.len() != n_samples {
            let subject = Subject::File(path.display().to_string());
            return Err(Diagnostic::error(Code::InputData, subject, "one label for each sample is needed")
                .found(truth.len().to_string())
                .expected(n_samples.to_string())
                .into());
        }
        Ok(Self { truth, n_right: 0 })
    }

    /// Counts the predictions of `n` samples from `first` on whose largest output, the first of equal ones, is at the label;
    /// with one output, those that say rightly whether it is above one half.
    fn count(&mut self, values: &[f64], first: usize, n: usize) {
        let is_right = |(sample, label): &(&[f64], &f64)| {
            let class = match sample {
                [value] => usize::from(*value > 0.5),
                sample => (0..sample.len()).rev().max_by(|&a, &b| sample[a].total_cmp(&sample[b])).unwrap_or(0),
            };
            class as f64 == **label
        };
        let width = (values.len() / n.max(1)).max(1);
        self.n_right += values.chunks(width).zip(&self.truth[first..]).filter(is_right).count();
    }

    /// The share of right predictions.
    fn accuracy(&self) -> f64 {
        self.n_right as f64 / self.truth.len().max(1) as f64
    }
}
