//! Imported models of every kind, in both interfaces, under every strategy and several types: the kernels of the
//! emulator, its definitions and the generated C++ give the same bits.
//!
//! By default a part of the designs is built; all of them with `HLSMITH_FULL=1`, and with `HLSMITH_DESIGNS` those whose
//! names contain one of its words, which commas part.

use hlsmith::{Backend, Settings};
use hlsmith_suite::{Design, N_DESIGN_SAMPLES, build_unit_with, design, design_for, design_names};

/// Designs in one program.
const DESIGNS_PER_UNIT: usize = 20;

/// Without `HLSMITH_FULL`, one design in this many; no divisor of the settings of a model, so that all of them come up.
const PART: usize = 11;

/// Compares the kernels of the emulator with the definitions.
fn check(design: &Design) -> Result<(), String> {
    let inputs: Vec<&[f64]> = design.inputs.iter().map(Vec::as_slice).collect();
    let plan = design.model.plan().map_err(|findings| findings.to_string())?;
    let fast = plan.run_raw(&inputs, N_DESIGN_SAMPLES).map_err(|findings| findings.to_string())?;
    if !fast.iter().any(|output| output.raw.iter().any(|raw| *raw != output.raw[0])) {
        return Err("computes constants".to_owned());
    }
    if fast != plan.run_reference(&inputs, N_DESIGN_SAMPLES).map_err(|findings| findings.to_string())? {
        return Err("kernels and definitions differ".to_owned());
    }
    if !plan.is_fast() {
        return Err("does not run on machine integers".to_owned());
    }
    Ok(())
}

#[test]
fn kernels_equal_definitions() {
    let mut failures = Vec::new();
    let names = design_names();
    for (position, name) in names.iter().enumerate() {
        let checked = design(position).map_err(|findings| findings.to_string()).and_then(|design| check(&design));
        if let Err(difference) = checked {
            failures.push(format!("{name}: {difference}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} designs\n{}", failures.len(), names.len(), failures.join("\n"));
}

/// The positions of the designs that are built: those that are asked for, all of them, or one in this many.
fn positions(part: usize) -> Vec<usize> {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let words = std::env::var("HLSMITH_DESIGNS").ok();
    let is_chosen = |(position, name): (usize, String)| match &words {
        Some(words) => words.split(',').any(|word| name.contains(word)).then_some(position),
        None => (is_full || position % part == 0).then_some(position),
    };
    design_names().into_iter().enumerate().filter_map(is_chosen).collect()
}

#[test]
fn generated_code_equals_the_emulator() {
    check_generated_code(&positions(PART), &Settings::default(), &design);
}

#[test]
fn generated_code_for_intel_equals_the_emulator() {
    let settings = Settings { backend: Backend::Quartus, ..Settings::default() };
    check_generated_code(&positions(5 * PART), &settings, &|position| design_for(position, settings.backend.as_str()));
}

#[test]
fn generated_code_for_catapult_equals_the_emulator() {
    let settings = Settings { backend: Backend::Catapult, ..Settings::default() };
    check_generated_code(&positions(7 * PART), &settings, &|position| design_for(position, settings.backend.as_str()));
}

#[test]
fn generated_code_for_libero_equals_the_emulator() {
    let settings = Settings { backend: Backend::Libero, ..Settings::default() };
    check_generated_code(&positions(7 * PART), &settings, &|position| design_for(position, settings.backend.as_str()));
}

#[test]
fn generated_code_for_oneapi_equals_the_emulator() {
    let settings = Settings { backend: Backend::OneApi, ..Settings::default() };
    let chosen: Vec<usize> = positions(7 * PART).into_iter().filter(|&position| has_no_states(position)).collect();
    check_generated_code(&chosen, &settings, &|position| design_for(position, settings.backend.as_str()));
}

/// Whether no layer goes on from what the sample before has left, which a kernel of SYCL cannot.
fn has_no_states(position: usize) -> bool {
    !design_names()[position].contains("stateful")
}

/// Builds designs and compares each with the emulator.
fn check_generated_code(positions: &[usize], settings: &Settings, design: &dyn Fn(usize) -> hlsmith::Result<Design>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut failures = Vec::new();
    for (index, positions) in positions.chunks(DESIGNS_PER_UNIT).enumerate() {
        let convert = |&position: &usize| design(position).unwrap_or_else(|findings| panic!("{findings}"));
        let designs: Vec<Design> = positions.iter().map(convert).collect();
        let graphs: Vec<_> = designs.iter().map(|design| (design.name.clone(), design.model.graph())).collect();
        let unit = match build_unit_with(&graphs, settings, &folder.path().join(index.to_string())) {
            Ok(unit) => unit,
            Err(error) => {
                failures.push(format!("{}..: {error:#}", designs[0].name));
                continue;
            }
        };
        for design in &designs {
            let plan = design.model.plan().unwrap_or_else(|findings| panic!("{}: {findings}", design.name));
            let inputs: Vec<&[f64]> = design.inputs.iter().map(Vec::as_slice).collect();
            if let Err(difference) = unit.compare(&design.name, plan, &inputs, N_DESIGN_SAMPLES) {
                failures.push(format!("{}: {difference}", design.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} designs\n{}", failures.len(), positions.len(), failures.join("\n"));
}
