//! `<function>_cosim.rpt` and the list of transactions: what simulation of the hardware measured.

use crate::{Figure, cells};

/// What simulation of the hardware measured, in cycles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosim {
    /// The language that was simulated.
    pub rtl: String,
    /// `Pass` or `Fail`.
    pub status: String,
    /// The shortest latency, in the words of the report.
    pub latency_min: Figure,
    /// The longest latency.
    pub latency_max: Figure,
    /// The shortest distance between two samples.
    pub interval_min: Figure,
    /// The longest distance.
    pub interval_max: Figure,
    /// Latencies and intervals of all transactions, where they are listed.
    pub transactions: Option<(Measured, Measured)>,
}

/// Numbers of cycles of the transactions of a simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// A number for each transaction; the interval of the last one is not known.
    pub cycles: Vec<u64>,
}

impl Measured {
    /// The smallest one.
    pub fn min(&self) -> Option<u64> {
        self.cycles.iter().min().copied()
    }

    /// The largest one.
    pub fn max(&self) -> Option<u64> {
        self.cycles.iter().max().copied()
    }

    /// Their mean; zero when there is none.
    pub fn mean(&self) -> f64 {
        if self.cycles.is_empty() {
            return 0.0;
        }
        let sum: u128 = self.cycles.iter().map(|&cycles| u128::from(cycles)).sum();
        sum as f64 / self.cycles.len() as f64
    }
}

/// Reads both texts.
pub(super) fn parse(text: &str, transactions: Option<&str>) -> Option<Cosim> {
    let row = cells::rows(text).find(|row| {
        let is_language = matches!(row.first(), Some(&("VHDL" | "Verilog" | "SystemC")));
        is_language && row.len() >= 8 && row[1] != "NA"
    })?;
    Some(Cosim {
        rtl: row[0].to_owned(),
        status: row[1].to_owned(),
        latency_min: row[2].into(),
        latency_max: row[4].into(),
        interval_min: row[5].into(),
        interval_max: row[7].into(),
        transactions: transactions.and_then(measured),
    })
}

/// Latencies and intervals in lines such as `transaction  0:  21  9`.
fn measured(text: &str) -> Option<(Measured, Measured)> {
    let (mut latencies, mut intervals) = (Measured::default(), Measured::default());
    for line in text.lines() {
        let Some((_, numbers)) = line.split_once(':') else { continue };
        let mut numbers = numbers.split_whitespace().map(str::parse::<u64>);
        latencies.cycles.extend(numbers.next().and_then(Result::ok));
        intervals.cycles.extend(numbers.next().and_then(Result::ok));
    }
    (!latencies.cycles.is_empty()).then_some((latencies, intervals))
}
