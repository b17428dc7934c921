//! The emulator on the instructions of older processors.

use hlsmith::{Model, Sample};
use hlsmith_emulate::{Instructions, Plan};

/// What a plan gives, which is the same on all instructions that this processor has.
///
/// # Errors
/// Why it gives nothing, or the instructions with other numbers.
pub fn on_all<R: PartialEq>(plan: &Plan, run: impl Fn(&Plan) -> hlsmith::Result<R>) -> Result<R, String> {
    let text = |findings: hlsmith::Diagnostics| findings.to_string();
    let expected = run(plan).map_err(text)?;
    for &instructions in Instructions::ALL {
        if let Some(plan) = plan.on(instructions)
            && run(&plan).map_err(text)? != expected
        {
            return Err(format!("the numbers are others on {instructions:?}"));
        }
    }
    Ok(expected)
}

/// [`Model::predict`] on all instructions that this processor has.
///
/// # Errors
/// As [`on_all`].
pub fn predict<T: Sample + PartialEq>(model: &Model, inputs: &[&[T]], n_samples: usize) -> Result<Vec<Vec<T>>, String> {
    let plan = model.plan().map_err(|findings| findings.to_string())?;
    on_all(plan, |plan| plan.run(inputs, n_samples, None))
}
