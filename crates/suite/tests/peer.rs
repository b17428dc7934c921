//! The emulator gives what hls4ml 1.3.0 gave, in every bit.

use std::collections::BTreeMap;

use hlsmith_suite::{Case, load_cases, load_deviations, models};

/// What begins the reasons of cases whose outputs are equal nevertheless.
const SAME_NUMBERS: &str = "types: ";

/// Checks one case and says what differs.
fn check(case: &Case, deviations: &BTreeMap<String, String>) -> Result<(), String> {
    match (case.compare_with_peer(&models()), deviations.get(&case.name)) {
        (result, None) => result,
        // Other types may hold the same numbers.
        (Err(_), Some(reason)) if reason.starts_with(SAME_NUMBERS) => case.compare_outputs_with_peer(&models()),
        (Err(_), Some(_)) => Ok(()),
        (Ok(()), Some(reason)) => Err(format!("agrees with the peer, though it is listed as deviating: {reason}")),
    }
}

#[test]
fn emulator_equals_the_peer() {
    let cases = load_cases().expect("the recorded cases are readable");
    assert!(cases.len() >= 1700, "{} cases", cases.len());
    let deviations = load_deviations().expect("the list of deviations is readable");
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| check(case, &deviations).err().map(|difference| format!("{}:\n  {difference}", case.name)))
        .collect();
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), cases.len(), failures.join("\n"));
}
