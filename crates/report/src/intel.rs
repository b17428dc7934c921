//! What the reports of Intel's compilers share.

use serde_json::Value;

use crate::Figure;

/// A number or text of a report as a figure.
pub(crate) fn figure(value: &Value) -> Option<Figure> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(Figure(number.to_string())),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What place and route found: the clock in MHz and the resources under the names of the compiler, such as `alm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The clock that the design reaches.
    pub clock: Figure,
    /// What the design needs.
    pub resources: Vec<(&'static str, Figure)>,
}

/// Reads the summary of the fitter: the node of the design, or else its last node. `None` before place and route.
pub(crate) fn fit(
    summary: &Value,
    clock: &str,
    names: &[&'static str],
    is_design: impl Fn(&str) -> bool,
) -> Option<Fit> {
    let clock = figure(summary["quartusFitClockSummary"]["nodes"].as_array()?.first()?.get(clock)?)?;
    clock.number()?;
    let nodes = summary["quartusFitResourceUsageSummary"]["nodes"].as_array()?;
    let named = nodes.iter().find(|node| node["name"].as_str().is_some_and(&is_design));
    let node = named.or_else(|| nodes.last())?;
    let resources = names.iter().filter_map(|&name| Some((name, figure(node.get(name)?)?))).collect();
    Some(Fit { clock, resources })
}
