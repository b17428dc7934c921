//! Groups of nodes that exporters write for one function.
//!
//! | nodes | function |
//! |---|---|
//! | `x * Sigmoid(x)` | `Silu` |
//! | `x * Tanh(Softplus(x))` | `Mish` |
//! | `x * HardSigmoid(x)` with the parameters of `HardSwish` | `HardSwish` |
//! | `x * (1 + Erf(x / sqrt(2))) * 0.5`, in the order of PyTorch | `Gelu` |
//!
//! A group is recognised only where nothing else reads what is inside.

use std::collections::BTreeMap;

use super::proto::NodeProto;

/// Which node makes a value, and how many nodes and outputs read it.
struct Uses {
    makers: BTreeMap<String, usize>,
    readers: BTreeMap<String, usize>,
}

/// The nodes with groups replaced by single ones.
pub(super) fn recognise(nodes: Vec<NodeProto>, outputs: &[String]) -> Vec<NodeProto> {
    let mut uses = Uses { makers: BTreeMap::new(), readers: BTreeMap::new() };
    for (index, node) in nodes.iter().enumerate() {
        for output in &node.output {
            uses.makers.insert(output.clone(), index);
        }
    }
    for name in nodes.iter().flat_map(|node| &node.input).chain(outputs) {
        *uses.readers.entry(name.clone()).or_default() += 1;
    }
    let mut replaced: BTreeMap<usize, NodeProto> = BTreeMap::new();
    let mut inside: Vec<bool> = vec![false; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        if let Some((kind, argument, group)) = uses.gated(&nodes, node).or_else(|| uses.gelu(&nodes, node)) {
            group.iter().for_each(|&member| inside[member] = true);
            let one = NodeProto {
                op_type: Some(kind.to_owned()),
                input: vec![argument],
                attribute: Vec::new(),
                ..node.clone()
            };
            replaced.insert(index, one);
        }
    }
    let kept = nodes.into_iter().enumerate().filter(|(index, _)| !inside[*index]);
    kept.map(|(index, node)| replaced.remove(&index).unwrap_or(node)).collect()
}

impl Uses {
    /// The node of a kind that makes a value which nothing else reads.
    fn sole<'n>(&self, nodes: &'n [NodeProto], name: &str, kind: &str) -> Option<(usize, &'n NodeProto)> {
        let &maker = self.makers.get(name)?;
        let node = nodes.get(maker)?;
        (node.op_type() == kind && self.readers.get(name) == Some(&1)).then_some((maker, node))
    }

    /// A product of a value and a function of it.
    fn gated(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<(&'static str, String, Vec<usize>)> {
        let [left, right] = &node.input[..] else { return None };
        if node.op_type() != "Mul" {
            return None;
        }
        [(left, right), (right, left)].into_iter().find_map(|(argument, gate)| {
            let reads = |node: &NodeProto| node.input.first() == Some(argument);
            if let Some((sigmoid, node)) = self.sole(nodes, gate, "Sigmoid")
                && reads(node)
            {
                return Some(("Silu", argument.clone(), vec![sigmoid]));
            }
            if let Some((hard, node)) = self.sole(nodes, gate, "HardSigmoid")
                && reads(node)
                && is_hard_swish(node)
            {
                return Some(("HardSwish", argument.clone(), vec![hard]));
            }
            let (tanh, outer) = self.sole(nodes, gate, "Tanh")?;
            let (softplus, inner) = self.sole(nodes, outer.input.first()?, "Softplus")?;
            reads(inner).then(|| ("Mish", argument.clone(), vec![tanh, softplus]))
        })
    }

    /// `Mul(Mul(x, Add(Erf(Div(x, c)), 1)), 0.5)`; the constants are of no other use in such a group.
    fn gelu(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<(&'static str, String, Vec<usize>)> {
        if node.op_type() != "Mul" {
            return None;
        }
        let (product, inner) = self.sole(nodes, node.input.first()?, "Mul")?;
        let argument = inner.input.first()?;
        let (sum, added) = self.sole(nodes, inner.input.get(1)?, "Add")?;
        let (erf, function) = self.sole(nodes, added.input.first()?, "Erf")?;
        let (quotient, divided) = self.sole(nodes, function.input.first()?, "Div")?;
        let fits = divided.input.first() == Some(argument);
        fits.then(|| ("Gelu", argument.clone(), vec![product, sum, erf, quotient]))
    }
}

/// Whether the parameters of a `HardSigmoid` are those of `HardSwish`.
fn is_hard_swish(node: &NodeProto) -> bool {
    let parameter =
        |key: &str, default: f32| node.attribute.iter().find(|own| own.name() == key).map_or(default, |own| own.f());
    parameter("alpha", 0.2) == 1.0 / 6.0 && parameter("beta", 0.5) == 0.5
}
