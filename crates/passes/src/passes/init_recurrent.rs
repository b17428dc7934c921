//! Settles strategy and reuse factors of recurrent layers.

use hlsmith_config::{HlsSettings, LayerId, Settled, settle_reuse_factor};
use hlsmith_diag::{Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::ops::{Cell, Recurrent, ResetGate, Scan};
use hlsmith_ir::{AttributeValue, Compatibility, Edit, Geometry, Graph, Node, NodeId, Patch, Strategy, pascal_case};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InitRecurrent;

impl Pass for InitRecurrent {
    fn name(&self) -> &'static str {
        "init_recurrent"
    }

    fn doc(&self) -> &'static str {
        "Settles the reuse factors of a recurrent layer: those of products with the state follow `ReuseFactor` unless they \
         are set, and a resource layout needs factors that divide the work."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Some(view) = node.op.recurrent() else { return Ok(None) };
        let mut remarks = Diagnostics::new();
        let settled = settle(graph.compatibility, node, &view, &context.settings.hls, &mut remarks)?;
        let mut op = node.op.clone();
        for (name, value) in settled {
            super::set(&mut op, node, name, &value)?;
        }
        if op == node.op {
            return Ok(None);
        }
        Ok(Some(Rewrite { remarks, ..Rewrite::in_place(Patch::one(Edit::SetOp(id, op))) }))
    }
}

/// The attributes that are settled. They follow from the settings alone, so that a settled layer stays as it is.
fn settle(
    compatibility: Compatibility,
    node: &Node,
    view: &Recurrent<'_>,
    settings: &HlsSettings,
    remarks: &mut Diagnostics,
) -> Result<Vec<(&'static str, AttributeValue)>> {
    let layer = LayerId::from(node);
    let common = settings.reuse_factor(&layer);
    let configured = settings.attributes(&layer);
    // A factor of 1 is the default and follows the common one; that of the peer always does.
    let wanted = |name: &str| {
        let own = configured.iter().filter(|(attribute, _)| attribute == name).find_map(|(_, value)| {
            let AttributeValue::Int(value) = value else { return None };
            u32::try_from(*value).ok()
        });
        match (compatibility, own) {
            (Compatibility::Sound, Some(own @ 2..)) => own,
            (Compatibility::Sound | Compatibility::Hls4ml13, _) => common,
        }
    };
    let is_both = view.scans.len() > 1;
    let names: &[[&'static str; 2]] = match is_both {
        true => &[
            ["forward_reuse_factor", "forward_recurrent_reuse_factor"],
            ["backward_reuse_factor", "backward_recurrent_reuse_factor"],
        ],
        false => &[["reuse_factor", "recurrent_reuse_factor"]],
    };
    let mut strategy = settings.strategy(&layer);
    if is_both && strategy == Strategy::ResourceUnrolled && compatibility == Compatibility::Hls4ml13 {
        strategy = Strategy::Resource;
    }
    let subject = Subject::Layer(node.name.clone());
    let mut settled = Vec::new();
    let mut layout = strategy;
    for (scan, names) in view.scans.iter().zip(names) {
        let [input, recurrent] = products(compatibility, view, scan, is_both);
        for (name, (n_in, n_out)) in names.iter().zip([input, recurrent]) {
            let reuse_factor = if *name == "reuse_factor" { common } else { wanted(name) };
            let wanted = Settled { strategy, reuse_factor };
            let product = Geometry::of_rows(1, n_in, n_out);
            let (factor, notes) = settle_reuse_factor(settings, &subject, wanted, None, &product)
                .map_err(|findings| about(name, findings))?;
            remarks.extend(about(name, notes));
            if factor.strategy != strategy {
                layout = factor.strategy;
            }
            settled.push((*name, AttributeValue::Int(factor.reuse_factor.into())));
        }
    }
    settled.push(("strategy", AttributeValue::Choice(layout.to_string())));
    Ok(settled)
}

/// The same findings with remedies that name the setting of a factor.
fn about(name: &str, findings: Diagnostics) -> Diagnostics {
    let mut named = Diagnostics::new();
    for finding in findings.iter() {
        let key = format!("`{}`", pascal_case(name));
        let remedy = finding.remedy.as_ref().map(|remedy| remedy.replace("`ReuseFactor`", &key));
        named.push(Diagnostic { remedy, ..finding.clone() });
    }
    named
}

/// Inputs and outputs of the products of a scan for which its reuse factors must be valid.
///
/// A reset gate before the product splits it, and a factor that serves the smaller part serves the larger one. The peer
/// takes a layer of two directions for one of three blocks, whatever its cell.
fn products(compatibility: Compatibility, view: &Recurrent<'_>, scan: &Scan<'_>, is_both: bool) -> [(usize, usize); 2] {
    let n_gates = match compatibility {
        Compatibility::Hls4ml13 if is_both => 3,
        Compatibility::Hls4ml13 | Compatibility::Sound => view.cell.n_gates(),
    };
    let n_recurrent = match (view.cell, view.apply_reset_gate) {
        (Cell::Gru, ResetGate::Before) => 1,
        (Cell::SimpleRnn | Cell::Lstm | Cell::Gru, ResetGate::Before | ResetGate::After) => n_gates,
    };
    [(view.n_in, n_gates * scan.n_out), (scan.n_out, n_recurrent * scan.n_out)]
}
