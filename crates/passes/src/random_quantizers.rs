//! Quantisers that draw their values at random when the model is used.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Compatibility, Graph, Node};

/// A remark about each layer with such a quantiser.
///
/// # Errors
/// Each such layer under `hls4ml-1.3`, which draws weights at random when it converts.
pub(crate) fn check(graph: &Graph) -> Result<Diagnostics> {
    let mut findings = Diagnostics::new();
    for (_, node) in graph.nodes().filter(|(_, node)| is_random(graph, node)) {
        let subject = Subject::Layer(node.name.clone());
        findings.push(match graph.compatibility {
            Compatibility::Sound => {
                let message = "QKeras draws the values of the quantiser at random in each prediction; the most probable \
                               ones stand for them";
                Diagnostic::warning(Code::RandomQuantizer, subject, message).found("bernoulli")
            }
            Compatibility::Hls4ml13 => {
                let message = "hls4ml 1.3 draws the values of the quantiser at random, so there are no numbers to give";
                let finding = Diagnostic::error(Code::RandomQuantizer, subject, message).found("bernoulli");
                finding.expected("a quantiser with one result").remedy("leave out the key Compatibility")
            }
        });
    }
    findings.into_result()
}

fn is_random(graph: &Graph, node: &Node) -> bool {
    let of_results = node.outputs.iter().filter_map(|&output| graph.tensor(output).quantizer.as_deref());
    let weights = node.op.weights();
    let of_weights = weights.iter().filter_map(|(_, weight)| weight.quantizer.as_deref());
    of_results.chain(of_weights).any(|quantizer| quantizer.is_random)
}
