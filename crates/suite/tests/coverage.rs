//! Every op has its cases, and every cell of `docs/support.md` about the targets of the designs has one.

use std::path::Path;

use hlsmith_suite::{DESIGN_BACKENDS, Table, coverage};

/// Fewest cases of an op.
const LEAST: usize = 12;

/// Ops whose cases are made by other tests, which name them.
const ELSEWHERE: &[(&str, &str)] = &[("Custom", "crates/suite/tests/extensions.rs")];

fn table() -> Table {
    coverage().unwrap_or_else(|error| panic!("{error:#}"))
}

#[test]
fn every_op_has_its_cases() {
    let table = table();
    assert!(table.all.n_recorded >= 600, "{} cases equal the peer", table.all.n_recorded);
    let too_few: Vec<String> = table
        .ops
        .iter()
        .filter(|(class, coverage)| coverage.n_cases() < LEAST && ELSEWHERE.iter().all(|(other, _)| other != class))
        .map(|(class, coverage)| format!("{class} has {} cases", coverage.n_cases()))
        .collect();
    assert!(too_few.is_empty(), "{}", too_few.join("\n"));
}

#[test]
fn what_is_said_to_be_supported_is_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/support.md")).expect("the page on support");
    let mut rows = page.lines().filter(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells
    });
    let titles = rows.next().expect("the titles of the table");
    let table = table();
    let is_of_designs = |title: &str| DESIGN_BACKENDS.iter().any(|backend| title.ends_with(&format!(", {backend}")));
    let (mut n_cells, mut missing) = (0, Vec::new());
    for row in rows.filter(|row| row[0].starts_with('`')) {
        let class = row[0].trim_matches('`');
        for (title, cell) in titles.iter().zip(&row).filter(|(title, _)| is_of_designs(title)) {
            // A bracket holds what is used instead.
            for word in cell.split(", ").filter(|word| !["", "-", "by other ops"].contains(word) && !word.contains('('))
            {
                n_cells += 1;
                let is_tested = table.ops.get(class).is_some_and(|coverage| {
                    coverage.kinds.iter().any(|(io_type, backend, strategy)| {
                        let strategy = strategy.map_or("any", |strategy| strategy.as_str());
                        *title == format!("`{io_type}`, {backend}") && strategy == word
                    })
                });
                if !is_tested && ELSEWHERE.iter().all(|(other, _)| *other != class) {
                    missing.push(format!("{class}: {title}, {word}"));
                }
            }
        }
    }
    assert!(n_cells > 200, "{n_cells} cells");
    assert!(missing.is_empty(), "{} of {n_cells} without a case\n{}", missing.len(), missing.join("\n"));
}
