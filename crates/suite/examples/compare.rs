//! Compares the emulator with cases recorded elsewhere: `compare RECORDS MODELS`.
#![allow(clippy::print_stdout, reason = "the differences are the output of the program")]

use std::path::Path;

use hlsmith_suite::load_cases_from;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [records, models] = &arguments[..] else { anyhow::bail!("usage: compare RECORDS MODELS") };
    let cases = load_cases_from(Path::new(records))?;
    let mut n_different = 0;
    for case in &cases {
        if let Err(difference) = case.compare_with_peer(Path::new(models)) {
            n_different += 1;
            println!("{}:\n  {difference}", case.name);
        }
    }
    println!("{n_different} of {} cases differ", cases.len());
    Ok(())
}
