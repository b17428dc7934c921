//! The generated C++, built with g++, gives what the emulator gives, in every bit.
//!
//! By default a seeded part of the recorded cases is built; all of them with `HLSMITH_FULL=1`.

use hlsmith::Model;
use hlsmith_suite::{Case, check_unit, load_cases, models};

/// Cases in one program; more share the time to parse the headers, fewer fit the memory of the compiler better.
const CASES_PER_UNIT: usize = 20;

/// Without `HLSMITH_FULL`, one case in this many.
const PART: usize = 4;

/// Builds the chosen cases, many of the same target in one program, and compares each with the emulator.
fn check(mut chosen: Vec<(Case, Model)>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    chosen.sort_by_key(|(_, model)| model.settings().backend.to_string());
    let failures: Vec<String> = chosen
        .chunk_by(|(_, left), (_, right)| left.settings().backend == right.settings().backend)
        .flat_map(|target| target.chunks(CASES_PER_UNIT))
        .enumerate()
        .flat_map(|(index, unit)| check_unit(unit, &folder.path().join(index.to_string())))
        .collect();
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), chosen.len(), failures.join("\n"));
}

/// The recorded cases for other targets than that they were recorded for, with the numbers that hold for all targets.
fn for_target(backend: &str, part: usize) -> Vec<(Case, Model)> {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let cases = load_cases().expect("the recorded cases are readable");
    cases
        .into_iter()
        .filter(|case| !case.inputs.is_empty())
        .enumerate()
        .filter(|(position, _)| is_full || position % part == 1)
        .filter_map(|(_, case)| case.convert_with(&models(), backend, "sound").ok().map(|model| (case, model)))
        .collect()
}

#[test]
fn generated_code_for_intel_equals_the_emulator() {
    let chosen = for_target("Quartus", 4 * PART);
    assert!(chosen.len() >= 50, "{} cases", chosen.len());
    check(chosen);
}

#[test]
fn generated_code_for_catapult_equals_the_emulator() {
    let chosen = for_target("Catapult", 6 * PART);
    assert!(chosen.len() >= 30, "{} cases", chosen.len());
    check(chosen);
}

#[test]
fn generated_code_for_libero_equals_the_emulator() {
    let chosen = for_target("Libero", 6 * PART);
    assert!(chosen.len() >= 30, "{} cases", chosen.len());
    check(chosen);
}

#[test]
fn generated_code_equals_the_emulator_with_the_numbers_of_the_peer() {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let cases = load_cases().expect("the recorded cases are readable");
    let chosen: Vec<(Case, Model)> = cases
        .into_iter()
        .filter(|case| ["catapult", "oneapi", "quartus"].contains(&case.family.as_str()) && !case.inputs.is_empty())
        .filter_map(|case| case.convert(&models()).ok().map(|model| (case, model)))
        .enumerate()
        .filter(|(position, _)| is_full || position % PART == 0)
        .map(|(_, chosen)| chosen)
        .collect();
    assert!(chosen.len() >= 40, "{} cases", chosen.len());
    for (case, model) in &chosen {
        let inputs: Vec<&[f64]> = case.inputs.iter().map(Vec::as_slice).collect();
        let plan = model.plan().unwrap_or_else(|findings| panic!("{}: {findings}", case.name));
        let [fast, slow] = [plan.run_raw(&inputs, case.n_samples), plan.run_reference(&inputs, case.n_samples)];
        assert!(fast.is_ok() && fast.ok() == slow.ok(), "{}: kernels and definitions differ", case.name);
    }
    check(chosen);
}

#[test]
fn generated_code_for_oneapi_equals_the_emulator() {
    let chosen = for_target("oneAPI", 6 * PART);
    assert!(chosen.len() >= 30, "{} cases", chosen.len());
    check(chosen);
}

#[test]
fn generated_code_equals_the_emulator() {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let cases = load_cases().expect("the recorded cases are readable");
    let chosen: Vec<(Case, Model)> = cases
        .into_iter()
        .filter(|case| !case.inputs.is_empty())
        .enumerate()
        .filter(|(position, _)| is_full || position % PART == 0)
        // Cases hlsmith refuses are the business of the comparison with the peer.
        .filter_map(|(_, case)| case.convert(&models()).ok().map(|model| (case, model)))
        .collect();
    assert!(chosen.len() >= 75, "{} cases", chosen.len());
    check(chosen);
}
