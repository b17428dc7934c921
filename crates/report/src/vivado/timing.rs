//! `design_1_wrapper_timing_summary_routed.rpt`: whether a routed design meets its clock.

/// The slacks of a routed design, in ns: worst and total, of setup, hold and pulse width.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// Worst negative slack.
    pub wns: f64,
    /// Total negative slack.
    pub tns: f64,
    /// Worst hold slack.
    pub whs: f64,
    /// Total hold slack.
    pub ths: f64,
    /// Worst pulse width slack.
    pub wpws: f64,
    /// Total pulse width slack.
    pub tpws: f64,
}

/// Reads the first table of slacks.
pub(super) fn parse(text: &str) -> Option<Timing> {
    let mut lines = text.lines().skip_while(|line| !line.contains("WNS"));
    lines.next()?;
    let row = lines.find(|line| line.contains(|c: char| c.is_ascii_alphanumeric()))?;
    let numbers: Vec<&str> = row.split_whitespace().collect();
    let number = |index: usize| numbers.get(index)?.parse().ok().filter(|number: &f64| number.is_finite());
    // Behind each pair of slacks stand two counts of endpoints.
    Some(Timing {
        wns: number(0)?,
        tns: number(1)?,
        whs: number(4)?,
        ths: number(5)?,
        wpws: number(8)?,
        tpws: number(9)?,
    })
}
