//! `docs/reference.md`: the closed lists of the code.

use std::fmt::Write;

use hlsmith_config::{BOARDS, System};
use hlsmith_diag::Code;
use hlsmith_ir::{Level, Op};
use hlsmith_passes::{ALL, Flow, PEER_PASSES};

/// The whole page.
pub(super) fn reference_markdown() -> String {
    let mut text = String::from(
        "# Reference\n\n\
         This file is generated from the source by `cargo xtask docs`; edit the source instead.\n\n\
         ## Layers of Keras models\n\n\
         These layer kinds are imported; everything else is refused by name.\n\n",
    );
    let layers: Vec<String> =
        hlsmith_import::keras::supported_layers().iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(text, "{}.", layers.join(", "));
    text.push_str("\n## Ops\n\nWhat a configuration may set of them is in [configuration.md](configuration.md).\n\n");
    text.push_str("| op | what it computes | fixed by the model |\n|---|---|---|\n");
    for class in Op::CLASSES {
        let structure =
            Op::class_declaration(class).unwrap_or(&[]).iter().filter(|decl| decl.level == Level::Structure);
        let structure: Vec<String> = structure.map(|decl| format!("`{}`", decl.name)).collect();
        let doc = Op::doc(class).unwrap_or_default();
        let _ = writeln!(text, "| `{class}` | {} | {} |", cell(doc), structure.join(", "));
    }
    text.push_str(
        "\n## Passes\n\nNames for `Optimizers` and `SkipOptimizers`.\n\n| pass | what it does |\n|---|---|\n",
    );
    for pass in ALL {
        let _ = writeln!(text, "| `{}` | {} |", pass.name(), cell(pass.doc()));
    }
    text.push_str(
        "\nThese passes of hls4ml 1.3 are taken with a warning, since their work is done elsewhere.\n\n\
         | pass of hls4ml | where its work is done |\n|---|---|\n",
    );
    for (name, place) in PEER_PASSES {
        let _ = writeln!(text, "| `{name}` | {} |", cell(place));
    }
    text.push_str("\n## Flows\n\nNames for `Flows`. Each runs after the flows it requires.\n\n");
    text.push_str("| flow | passes, in order | requires |\n|---|---|---|\n");
    for flow in Flow::all() {
        let passes: Vec<String> = flow.passes.iter().map(|pass| format!("`{}`", pass.name())).collect();
        let requires: Vec<String> = flow.requires.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(text, "| `{}` | {} | {} |", flow.name, passes.join(", "), requires.join(", "));
    }
    text.push_str(
        "\n## Boards\n\nNames for `Board`. Cards are for the backend VitisUnified, the others for VivadoAccelerator too.\n\n\
         | board | part | core | platform of a card |\n|---|---|---|---|\n",
    );
    for board in BOARDS {
        let (core, platform) = match board.system {
            System::Zynq7000 | System::ZynqUltraScale => ("AXI stream", String::new()),
            System::Card { platform, .. } => ("AXI memory", format!("`{platform}`")),
        };
        let _ = writeln!(text, "| `{}` | `{}` | {core} | {platform} |", board.name, board.part);
    }
    text.push_str("\n## Diagnostic codes\n\nA code never changes its meaning.\n\n| code | meaning |\n|---|---|\n");
    for code in Code::ALL {
        let _ = writeln!(text, "| `{}` | {} |", code.as_str(), cell(code.title()));
    }
    text
}

/// A doc comment as one table cell.
fn cell(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_one_line_without_bars() {
        assert_eq!(cell(" One `a|b`\n two.\n"), "One `a\\|b` two.");
    }
}
