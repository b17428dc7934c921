//! Which cases test which op.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::str::FromStr;

use anyhow::{Result, anyhow};
use hlsmith::{AttributeValue, Backend, Model};
use hlsmith_ir::{IoType, Op, Strategy};

use crate::{Expectation, design, design_for, design_names, load_cases, load_deviations, models};

/// A way to build an op: interface, target and, where the op has one, the strategy.
pub type Kind = (IoType, Backend, Option<Strategy>);

/// The cases that have an op, or an op with a certain choice.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Recorded cases in which the emulator gives what hls4ml 1.3.0 gave.
    pub n_recorded: usize,
    /// Recorded cases that hlsmith computes otherwise than hls4ml 1.3.0, each for a reason that is listed.
    pub n_deviating: usize,
    /// Designs: imported models under several settings.
    pub n_designs: usize,
    /// How the op is built in these.
    pub kinds: BTreeSet<Kind>,
}

impl Coverage {
    /// All cases.
    pub fn n_cases(&self) -> usize {
        self.n_recorded + self.n_deviating + self.n_designs
    }
}

/// What is tested.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// By class of op; those without a case as well.
    pub ops: BTreeMap<String, Coverage>,
    /// By class of op and choice of what it computes.
    pub choices: BTreeMap<(String, String), Coverage>,
    /// All cases together.
    pub all: Coverage,
}

/// The group of cases that one belongs to.
#[derive(Clone, Copy)]
enum Group {
    Recorded,
    Deviating,
    Design,
}

/// Attributes that say what an op computes.
const CHOICES: &[&str] = &["apply_reset_gate", "cell", "end", "function", "implementation", "merge_mode", "pool_op"];

/// The target of Intel.
const INTEL: &str = "Quartus";

/// Converts every case and notes what is in it.
///
/// # Errors
/// When the cases are not readable.
pub fn coverage() -> Result<Table> {
    let mut table = Table::default();
    table.ops.extend(Op::CLASSES.iter().map(|&class| (class.to_owned(), Coverage::default())));
    let deviations = load_deviations()?;
    for case in load_cases()? {
        if !case.inputs.is_empty() {
            // The test of the generated code for Intel has the cases of all targets.
            case.convert_with(&models(), INTEL, "sound").iter().for_each(|model| table.note_kinds(model));
        }
        // What hlsmith refuses, and what the peer did not compute, is compared with nothing.
        let (Expectation::Outputs(_), Ok(model)) = (&case.expectation, case.convert(&models())) else { continue };
        let group = if deviations.contains_key(&case.name) { Group::Deviating } else { Group::Recorded };
        table.note(&model, group);
    }
    for (position, name) in design_names().iter().enumerate() {
        let design = design(position).map_err(|findings| anyhow!("{name}: {findings}"))?;
        table.note(&design.model, Group::Design);
        design_for(position, INTEL).iter().for_each(|design| table.note_kinds(&design.model));
    }
    Ok(table)
}

impl Coverage {
    fn note(&mut self, group: Group, kinds: &BTreeSet<Kind>) {
        match group {
            Group::Recorded => self.n_recorded += 1,
            Group::Deviating => self.n_deviating += 1,
            Group::Design => self.n_designs += 1,
        }
        self.kinds.extend(kinds);
    }
}

impl Table {
    /// Notes how the ops of a model are built.
    fn note_kinds(&mut self, model: &Model) {
        let (graph, backend) = (model.graph(), model.settings().backend);
        for (_, node) in graph.nodes() {
            let strategy = match node.op.get("strategy") {
                Some(AttributeValue::Choice(word)) => Strategy::from_str(&word).ok(),
                Some(_) | None => None,
            };
            let coverage = self.ops.entry(node.op.class().to_owned()).or_default();
            coverage.kinds.insert((graph.io_type, backend, strategy));
        }
    }

    fn note(&mut self, model: &Model, group: Group) {
        let (graph, backend) = (model.graph(), model.settings().backend);
        let mut ops = BTreeMap::new();
        let mut choices = BTreeMap::new();
        for (_, node) in graph.nodes() {
            let choice = |name: &str| match node.op.get(name) {
                Some(AttributeValue::Choice(word)) => Some(word),
                Some(_) | None => None,
            };
            let kind = (graph.io_type, backend, choice("strategy").and_then(|word| Strategy::from_str(&word).ok()));
            ops.entry(node.op.class()).or_insert_with(BTreeSet::new).insert(kind);
            for word in CHOICES.iter().filter_map(|name| choice(name)) {
                choices.entry((node.op.class().to_owned(), word)).or_insert_with(BTreeSet::new).insert(kind);
            }
        }
        // Ops that passes replace by others are tested by these.
        for (_, node) in model.imported().nodes() {
            ops.entry(node.op.class()).or_default();
        }
        self.all.note(group, &BTreeSet::new());
        for (class, kinds) in ops {
            self.ops.entry(class.to_owned()).or_default().note(group, &kinds);
        }
        for (choice, kinds) in choices {
            self.choices.entry(choice).or_default().note(group, &kinds);
        }
    }
}

/// The page that shows the table.
///
/// # Errors
/// When the cases are not readable.
pub fn coverage_markdown() -> Result<String> {
    let table = coverage()?;
    let mut text = String::from(
        "# Cases\n\n\
         This file is generated by `cargo xtask docs`, which converts every case of the suite.\n\n\
         `recorded` counts the cases in which hlsmith gives what hls4ml 1.3.0 gave, in every bit of types, weights and\n\
         outputs; `deviating` those that it computes otherwise, for a reason that stands in\n\
         `tests/reference/peer-deviations.json`; `designs` models under several settings, without a record. In all of\n\
         them the generated C++ gives the bits of the emulator.\n\n\
         | op | recorded | deviating | designs | all |\n|---|---|---|---|---|\n",
    );
    row(&mut text, "all", &table.all);
    for (class, coverage) in &table.ops {
        row(&mut text, &format!("`{class}`"), coverage);
        for ((_, word), coverage) in table.choices.iter().filter(|((of, _), _)| of == class) {
            row(&mut text, &format!("`{class}`, {word}"), coverage);
        }
    }
    Ok(text)
}

fn row(text: &mut String, title: &str, coverage: &Coverage) {
    let Coverage { n_recorded, n_deviating, n_designs, kinds: _ } = coverage;
    let _ = writeln!(text, "| {title} | {n_recorded} | {n_deviating} | {n_designs} | {} |", coverage.n_cases());
}
