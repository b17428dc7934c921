//! `hlsmith inspect`: the layers of a model.

use comfy_table::{Table, presets};
use hlsmith::{Diagnostics, Flow, PASSES, PrintOptions, Result, Row, print};
use serde_json::{Value, json};

use super::model;
use crate::arguments::InspectArguments;
use crate::output::Output;

/// Arrays up to this many elements are printed in full.
const SHORT_ARRAY: usize = 16;

pub(crate) fn run(arguments: &InspectArguments, output: &mut Output) -> Result<()> {
    if arguments.passes {
        list_passes(output);
        return Ok(());
    }
    let model = model::convert(&arguments.model, &[], output)?;
    if let Some(pass) = &arguments.after {
        let max_elements = if arguments.weights_in_full { usize::MAX } else { SHORT_ARRAY };
        let text = print(&model.graph_after(pass)?, PrintOptions { max_elements });
        output.result(&text, json!({ "after": pass, "graph": text }), model.remarks());
        return Ok(());
    }
    let rows = model.inspect();
    let layers: Vec<Value> = rows.iter().map(Row::to_json).collect();
    let flows: Vec<Value> =
        model.steps().iter().map(|step| json!({ "flow": step.flow, "passes": step.matched })).collect();
    output.result(&table(&rows), json!({ "layers": layers, "flows": flows }), model.remarks());
    Ok(())
}

fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["layer", "class", "shape", "result", "other types", "weights", "strategy", "reuse", "FIFO"]);
    for row in rows {
        let class =
            if row.detail.is_empty() { row.class.to_owned() } else { format!("{} ({})", row.class, row.detail) };
        let shapes: Vec<String> = row.shapes.iter().map(|shape| format!("{shape:?}")).collect();
        let types: Vec<String> = row.types.iter().map(|(name, text)| format!("{name} {text}")).collect();
        table.add_row([
            row.name.clone(),
            class,
            shapes.join(", "),
            row.results.join(", "),
            types.join("\n"),
            if row.n_weights > 0 { row.n_weights.to_string() } else { String::new() },
            row.strategy.clone().unwrap_or_default(),
            row.reuse_factor.map(|value| value.to_string()).unwrap_or_default(),
            row.fifo_depths.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
        ]);
    }
    format!("{table}\n")
}

fn list_passes(output: &mut Output) {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["pass", "what it does"]);
    for pass in PASSES {
        table.add_row([pass.name(), pass.doc()]);
    }
    let flows: Vec<String> = Flow::all()
        .iter()
        .map(|flow| {
            let names: Vec<&str> = flow.passes.iter().map(|pass| pass.name()).collect();
            format!("{}: {}", flow.name, if names.is_empty() { "-".to_owned() } else { names.join(", ") })
        })
        .collect();
    let value = json!({
        "passes": PASSES.iter().map(|pass| json!({ "name": pass.name(), "doc": pass.doc() })).collect::<Vec<_>>(),
        "flows": Flow::all().iter().map(|flow| json!({
            "name": flow.name,
            "requires": flow.requires,
            "passes": flow.passes.iter().map(|pass| pass.name()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    output.result(&format!("{table}\n\nflows\n{}\n", flows.join("\n")), value, &Diagnostics::new());
}
