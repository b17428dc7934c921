//! `Precision` in its two forms: one string, or a mapping of variables to strings.

use std::collections::BTreeMap;

use hlsmith_diag::{Code, Diagnostic, Subject, did_you_mean};
use hlsmith_fixed::Precision;
use serde_json::Value;

use crate::keys::ValueKind;
use crate::section::{Item, Report, Section};

/// What a `Precision` key says.
#[derive(Debug, Default)]
pub(crate) struct PrecisionEntry {
    /// The whole string, or the precision of `default`.
    pub(crate) default: Option<Precision>,
    /// By variable.
    pub(crate) by_variable: BTreeMap<String, Precision>,
}

/// The key of the precision that holds for all other variables.
pub(crate) const DEFAULT: &str = "default";

/// What messages expect in place of something that is no precision.
pub(crate) const EXPECTED: &str = "a precision such as `fixed<16,6>`";

/// Reads the `Precision` key of a mapping; `None` for `variables` accepts every name.
pub(crate) fn read(section: &Section, variables: Option<&[String]>) -> PrecisionEntry {
    let Some(item) = section.item("Precision") else { return PrecisionEntry::default() };
    let Value::Object(entries) = item.value else {
        return PrecisionEntry { default: read_text(&item, section.report), by_variable: BTreeMap::new() };
    };
    let mut read = PrecisionEntry::default();
    for (variable, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
        let subject = Subject::Key(format!("{}.{variable}", section.path_of("Precision")));
        if let Some(variables) = variables.filter(|known| variable != DEFAULT && !known.contains(variable)) {
            section.report.push(unknown_variable(subject, variable, variables));
            continue;
        }
        let Some(precision) = read_text(&Item { value, subject }, section.report) else { continue };
        if variable == DEFAULT {
            read.default = Some(precision);
        } else {
            read.by_variable.insert(variable.clone(), precision);
        }
    }
    read
}

/// Reads one precision string.
pub(crate) fn read_text(item: &Item, report: &Report) -> Option<Precision> {
    let Some(text) = item.value.as_str() else {
        report.push(item.misfit(ValueKind::Precision).expected(EXPECTED));
        return None;
    };
    match Precision::parse_for(text, item.subject.clone()) {
        Ok(precision) => Some(precision),
        Err(findings) => {
            report.extend(findings);
            None
        }
    }
}

fn unknown_variable(subject: Subject, variable: &str, variables: &[String]) -> Diagnostic {
    let known = variables.iter().map(String::as_str).chain([DEFAULT]);
    let finding = Diagnostic::error(Code::ConfigUnknownKey, subject, "there is no such variable");
    match variable.strip_suffix("_t").filter(|name| variables.iter().any(|known| known == name)) {
        Some(name) => finding.remedy(format!("write `{name}`")),
        None => finding.remedy(did_you_mean(variable, known)),
    }
}
