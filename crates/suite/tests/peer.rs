//! The emulator gives what hls4ml 1.3.0 gave, in every bit.

use std::collections::BTreeMap;
use std::path::Path;

use hlsmith_suite::{Case, Expectation, load_cases, load_cases_from, load_deviations, models, references};

/// What ends the number of values that differ, where a reason begins with that.
const VALUES_DIFFER: &str = " values differ: ";

/// What begins the reasons of cases whose outputs are equal nevertheless.
const SAME_NUMBERS: &str = "types: ";

/// Checks one case of models below a folder and says what differs.
fn check(case: &Case, models: &Path, deviations: &BTreeMap<String, String>) -> Result<(), String> {
    match (case.compare_with_peer(models), deviations.get(&case.name)) {
        (result, None) => result,
        (Err(_), Some(reason)) if reason.contains(VALUES_DIFFER) => {
            let expected = reason.split(VALUES_DIFFER).next().and_then(|count| count.parse().ok());
            let found = case.count_differences(models)?;
            if Some(found) == expected { Ok(()) } else { Err(format!("{found} values differ, listed: {reason}")) }
        }
        // Other types may hold the same numbers.
        (Err(_), Some(reason)) if reason.starts_with(SAME_NUMBERS) => case.compare_outputs_with_peer(models),
        (Err(_), Some(_)) => Ok(()),
        (Ok(()), Some(reason)) => Err(format!("agrees with the peer, though it is listed as deviating: {reason}")),
    }
}

/// Checks all cases of models below a folder.
fn check_all(cases: &[Case], models: &Path) {
    let deviations = load_deviations().expect("the list of deviations is readable");
    let difference = |case: &Case| {
        let difference = check(case, models, &deviations).err()?;
        Some(format!("{}:\n  {difference}", case.name))
    };
    let failures: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// How many cases of a family the peer computed.
fn computed(cases: &[Case], family: &str) -> usize {
    let is_computed = |case: &&Case| case.family == family && matches!(case.expectation, Expectation::Outputs(_));
    cases.iter().filter(is_computed).count()
}

#[test]
fn emulator_equals_the_peer() {
    let cases = load_cases().expect("the recorded cases are readable");
    assert!(cases.len() >= 1700, "{} cases", cases.len());
    check_all(&cases, &models());
}

#[test]
fn models_of_pytorch_equal_the_peer() {
    let cases = load_cases_from(&references().join("peer_torch")).expect("the recorded cases are readable");
    assert!(computed(&cases, "torch") >= 25, "{} cases", computed(&cases, "torch"));
    check_all(&cases, &references().join("torch"));
}

#[test]
fn models_of_onnx_equal_the_peer() {
    let cases = load_cases_from(&references().join("peer_onnx")).expect("the recorded cases are readable");
    for (family, least) in [("onnx", 15), ("qonnx", 10)] {
        assert!(computed(&cases, family) >= least, "{} cases of {family}", computed(&cases, family));
    }
    check_all(&cases, &references().join("peer_onnx"));
}
