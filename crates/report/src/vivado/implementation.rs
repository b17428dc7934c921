//! `util.rpt`: what the placed and routed design of a board needs, by level of the hierarchy.

use crate::cells;

/// What a design needs of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Used {
    /// The resource.
    pub name: &'static str,
    /// How many.
    pub count: u64,
    /// That as percentage of what the part has, where the report says it.
    pub percent: Option<f64>,
}

/// Titles of columns, and the names of the resources.
const COLUMNS: [(&str, &str); 9] = [
    ("Total LUTs", "TotLUTs"),
    ("Logic LUTs", "LogicLUTs"),
    ("LUTRAMs", "LUTRAMs"),
    ("SRLs", "SRLs"),
    ("FFs", "FFs"),
    ("RAMB36", "RAMB36s"),
    ("RAMB18", "RAMB18s"),
    ("URAM", "URAMs"),
    ("DSP", "DSPs"),
];

/// Reads the row of the whole design.
pub(super) fn parse(text: &str) -> Option<Vec<Used>> {
    let mut titles: Vec<&str> = Vec::new();
    for row in cells::rows(text) {
        if row.first() == Some(&"Instance") {
            titles = row;
        } else if row.get(1) == Some(&"(top)") {
            let used = |(title, cell): (&&str, &&str)| {
                let &(_, name) = COLUMNS.iter().find(|(prefix, _)| title.starts_with(prefix))?;
                let (count, percent) = cell.split_once('(').unwrap_or((cell, ""));
                let percent =
                    percent.trim_end_matches([')', '%']).parse().ok().filter(|percent: &f64| percent.is_finite());
                Some(Used { name, count: count.trim().parse().ok()?, percent })
            };
            let found: Vec<Used> = titles.iter().zip(&row).filter_map(used).collect();
            return (!found.is_empty()).then_some(found);
        }
    }
    None
}
