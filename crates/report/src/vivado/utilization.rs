//! `vivado_synth.rpt`: what the design needs after logic synthesis.

use crate::{Figures, cells};

/// The rows that count: section of the report, beginning of the row, name of the figure.
const ROWS: [(u8, &[&str], &str); 5] = [
    (1, &["CLB LUTs", "Slice LUTs"], "LUT"),
    (1, &["CLB Registers", "Slice Registers"], "FF"),
    (2, &["Block RAM Tile"], "BRAM_18K"),
    (2, &["URAM"], "URAM"),
    (3, &["DSPs"], "DSP48E"),
];

/// Reads the report; the order of the figures is that of the file.
pub(super) fn parse(text: &str) -> Option<Figures> {
    let mut section = 0;
    let mut figures = Figures::new();
    for line in text.lines() {
        if let [digit @ b'0'..=b'9', b'.', ..] = line.as_bytes() {
            section = digit - b'0';
        }
        let Some(row) = cells::cells(line) else { continue };
        let [first, used, ..] = row[..] else { continue };
        let wanted = ROWS
            .iter()
            .find(|(of, names, _)| *of == section && names.iter().any(|name| first.trim_end_matches('*') == *name));
        if let Some(&(_, _, name)) = wanted
            && figures.iter().all(|(known, _)| known != name)
        {
            figures.push((name.to_owned(), used.into()));
        }
    }
    (!figures.is_empty()).then_some(figures)
}
