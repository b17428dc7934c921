//! Comparison of the emulator with recorded outputs.

use std::path::Path;

use hlsmith::{Model, Precision, Sample};

use crate::{Case, Expectation, differences, predict};

impl Case {
    /// Converts the case and compares graph, outputs and traces with the record.
    ///
    /// # Errors
    /// The first difference, or why hlsmith refuses the case.
    pub fn compare_with_peer(&self, models: &Path) -> Result<(), String> {
        compare_case(self, models, true)
    }

    /// Converts the case and compares outputs and traces with the record, but not the graph.
    ///
    /// # Errors
    /// As [`Case::compare_with_peer`].
    pub fn compare_outputs_with_peer(&self, models: &Path) -> Result<(), String> {
        compare_case(self, models, false)
    }
}

impl Case {
    /// Converts the case and counts the values of all outputs that are not the recorded ones.
    ///
    /// # Errors
    /// Why hlsmith refuses the case, or a number of values other than the recorded one.
    pub fn count_differences(&self, models: &Path) -> Result<usize, String> {
        let model = self.convert(models).map_err(|findings| findings.to_string())?;
        let Expectation::Outputs(expected) = &self.expectation else { return Ok(0) };
        let inputs: Vec<&[f64]> = self.inputs.iter().map(Vec::as_slice).collect();
        let outputs = model.predict(&inputs, self.n_samples, Some(1)).map_err(|findings| findings.to_string())?;
        let lengths = |outputs: &[Vec<f64>]| outputs.iter().map(Vec::len).collect::<Vec<_>>();
        if lengths(&outputs) != lengths(expected) {
            return Err(format!("{:?} values, expected {:?}", lengths(&outputs), lengths(expected)));
        }
        let values = outputs.iter().flatten().zip(expected.iter().flatten());
        Ok(values.filter(|(found, expected)| found != expected).count())
    }
}

fn compare_case(case: &Case, models: &Path, has_graph: bool) -> Result<(), String> {
    let model = match (case.convert(models), &case.expectation) {
        (Ok(model), _) => model,
        // What the peer could not do, hlsmith may do or refuse.
        (Err(_), Expectation::Failed(_)) => return Ok(()),
        (Err(findings), Expectation::Outputs(_) | Expectation::Converted) => return Err(findings.to_string()),
    };
    let expected = match &case.expectation {
        Expectation::Failed(_) => return Ok(()),
        Expectation::Converted => None,
        Expectation::Outputs(outputs) => Some(outputs),
    };
    let graph = differences(model.graph(), &case.record);
    if has_graph && !graph.is_empty() {
        return Err(graph.join("\n  "));
    }
    let Some(expected) = expected else { return Ok(()) };
    let result = if case.is_double {
        compare::<f64>(case, &model, expected, &case.inputs)
    } else {
        let inputs: Vec<Vec<f32>> = case.inputs.iter().map(|data| data.iter().map(|&x| x as f32).collect()).collect();
        compare::<f32>(case, &model, expected, &inputs)
    };
    result?;
    Ok(())
}

/// Compares outputs and traces with the recorded ones.
fn compare<T: Sample + PartialEq + Into<f64>>(
    case: &Case,
    model: &Model,
    expected: &[Vec<f64>],
    inputs: &[Vec<T>],
) -> Result<(), String> {
    let inputs: Vec<&[T]> = inputs.iter().map(Vec::as_slice).collect();
    let (outputs, traces) = model.trace(&inputs, case.n_samples, None).map_err(|findings| findings.to_string())?;
    let predicted = predict(model, &inputs, case.n_samples)?;
    if predicted != outputs {
        return Err("prediction and trace differ".to_owned());
    }
    for (name, expected) in &case.traces {
        if let Some(found) = traces.get(name) {
            let is_sign = model.graph().nodes().any(|(_, node)| {
                node.name == *name && model.graph().tensor(node.outputs[0]).ty.precision == Precision::Xnor
            });
            // The peer writes the sign -1 as 0.
            let signs = expected.iter().map(|sign| if is_sign { 2.0 * sign - 1.0 } else { *sign });
            first_difference(&format!("layer {name}"), &found.data, &signs.collect::<Vec<_>>(), case.n_samples)?;
        }
    }
    for (position, (found, expected)) in outputs.iter().zip(expected).enumerate() {
        first_difference(&format!("output {position}"), found, expected, case.n_samples)?;
    }
    Ok(())
}

fn first_difference<T: Copy + Into<f64>>(
    what: &str,
    found: &[T],
    expected: &[f64],
    n_samples: usize,
) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("{what}: {} values, expected {}", found.len(), expected.len()));
    }
    let width = found.len() / n_samples.max(1);
    match found.iter().zip(expected).position(|(found, expected)| (*found).into() != *expected) {
        None => Ok(()),
        Some(i) => Err(format!(
            "{what}: sample {} element {}: {} expected {}",
            i / width.max(1),
            i % width.max(1),
            found[i].into(),
            expected[i]
        )),
    }
}
