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

use super::external::External;
use super::proto::NodeProto;
use super::tensor::Tensor;

/// Which node makes a value, how many nodes and outputs read it, and the constants that are one number.
struct Uses {
    numbers: BTreeMap<String, f64>,
    makers: BTreeMap<String, usize>,
    readers: BTreeMap<String, usize>,
}

/// The nodes with groups replaced by single ones.
pub(super) fn recognise(
    nodes: Vec<NodeProto>,
    outputs: &[String],
    constants: &BTreeMap<String, Tensor>,
    external: &External,
) -> Vec<NodeProto> {
    let scalars = constants.iter().filter_map(|(name, tensor)| Some((name.clone(), tensor.scalar()?)));
    let mut uses = Uses { numbers: scalars.collect(), makers: BTreeMap::new(), readers: BTreeMap::new() };
    for (index, node) in nodes.iter().enumerate() {
        if let ("Constant", [output]) = (node.op_type(), &node.output[..])
            && let Some(value) = node.attribute.iter().find_map(|attribute| attribute.t.as_ref())
            && let Some(number) = Tensor::read(value, external).ok().and_then(|tensor| tensor.scalar())
        {
            uses.numbers.insert(output.clone(), number);
        }
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

    /// Whether a value is a number, in single precision.
    fn is_number(&self, name: Option<&String>, number: f64) -> bool {
        name.and_then(|name| self.numbers.get(name)).is_some_and(|&own| own as f32 == number as f32)
    }

    /// `Mul(Mul(x, Add(Erf(Div(x, sqrt(2))), 1)), 0.5)`.
    fn gelu(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<(&'static str, String, Vec<usize>)> {
        if node.op_type() != "Mul" {
            return None;
        }
        let (product, inner) = self.sole(nodes, node.input.first()?, "Mul")?;
        let argument = inner.input.first()?;
        let (sum, added) = self.sole(nodes, inner.input.get(1)?, "Add")?;
        let (erf, function) = self.sole(nodes, added.input.first()?, "Erf")?;
        let (quotient, divided) = self.sole(nodes, function.input.first()?, "Div")?;
        let fits = divided.input.first() == Some(argument)
            && self.is_number(divided.input.get(1), std::f64::consts::SQRT_2)
            && self.is_number(added.input.get(1), 1.0)
            && self.is_number(node.input.get(1), 0.5);
        fits.then(|| ("Gelu", argument.clone(), vec![product, sum, erf, quotient]))
    }
}

/// Whether the parameters of a `HardSigmoid` are those of `HardSwish`.
fn is_hard_swish(node: &NodeProto) -> bool {
    let parameter =
        |key: &str, default: f32| node.attribute.iter().find(|own| own.name() == key).map_or(default, |own| own.f());
    parameter("alpha", 0.2) == 1.0 / 6.0 && parameter("beta", 0.5) == 0.5
}
