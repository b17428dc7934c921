//! Groups of nodes that exporters write for one function.
//!
//! | nodes | function |
//! |---|---|
//! | `x * Sigmoid(x)` | `Silu` |
//! | `x * Tanh(Softplus(x))` | `Mish` |
//! | `x * HardSigmoid(x)` with the parameters of `HardSwish` | `HardSwish` |
//! | `x * (1 + Erf(x / sqrt(2))) * 0.5`, in any order | `Gelu` |
//! | `x * (1 + Tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) * 0.5`, in any order | `Gelu` by `Tanh` |
//! | `(x - ReduceMean(x)) / Sqrt(ReduceMean((x - ReduceMean(x))^2) + e)`, times and plus constants | `LayerNormalization` |
//!
//! A group is recognised only where nothing else reads what is inside.

use std::collections::{BTreeMap, BTreeSet};

use super::external::External;
use super::proto::attribute_proto::AttributeType;
use super::proto::{AttributeProto, NodeProto};
use super::tensor::Tensor;

/// Nodes that are one.
struct Group {
    kind: &'static str,
    inputs: Vec<String>,
    attributes: Vec<AttributeProto>,
    /// The nodes inside, without the last one.
    members: Vec<usize>,
}

impl Group {
    /// A function of one value.
    fn of(kind: &'static str, argument: &str, members: Vec<usize>) -> Group {
        Group { kind, inputs: vec![argument.to_owned()], attributes: Vec::new(), members }
    }
}

/// Which node makes a value, how many nodes and outputs read it, the constants that are one number, and those that are a
/// vector.
struct Uses {
    numbers: BTreeMap<String, f64>,
    vectors: BTreeSet<String>,
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
    let vectors = constants.iter().filter(|(_, tensor)| tensor.shape().len() == 1).map(|(name, _)| name.clone());
    let (numbers, vectors) = (scalars.collect(), vectors.collect());
    let mut uses = Uses { numbers, vectors, makers: BTreeMap::new(), readers: BTreeMap::new() };
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
        let group = uses.gated(&nodes, node).or_else(|| uses.gelu(&nodes, node));
        if let Some(group) = group.or_else(|| uses.layer_norm(&nodes, node)) {
            group.members.iter().for_each(|&member| inside[member] = true);
            let one = NodeProto {
                op_type: Some(group.kind.to_owned()),
                input: group.inputs,
                attribute: group.attributes,
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
    fn gated(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<Group> {
        let [left, right] = &node.input[..] else { return None };
        if node.op_type() != "Mul" {
            return None;
        }
        [(left, right), (right, left)].into_iter().find_map(|(argument, gate)| {
            let reads = |node: &NodeProto| node.input.first() == Some(argument);
            if let Some((sigmoid, node)) = self.sole(nodes, gate, "Sigmoid")
                && reads(node)
            {
                return Some(Group::of("Silu", argument, vec![sigmoid]));
            }
            if let Some((hard, node)) = self.sole(nodes, gate, "HardSigmoid")
                && reads(node)
                && is_hard_swish(node)
            {
                return Some(Group::of("HardSwish", argument, vec![hard]));
            }
            let (tanh, outer) = self.sole(nodes, gate, "Tanh")?;
            let (softplus, inner) = self.sole(nodes, outer.input.first()?, "Softplus")?;
            reads(inner).then(|| Group::of("Mish", argument, vec![tanh, softplus]))
        })
    }

    /// The numbers among the factors of a product, multiplied, its other factors, and the products inside of it.
    fn factors(&self, nodes: &[NodeProto], node: &NodeProto) -> (f64, Vec<String>, Vec<usize>) {
        let mut all = (1.0, Vec::new(), Vec::new());
        for input in &node.input {
            if let Some(number) = self.numbers.get(input) {
                all.0 *= number;
            } else if let Some((inner, node)) = self.sole(nodes, input, "Mul") {
                let (number, others, members) = self.factors(nodes, node);
                all.0 *= number;
                all.1.extend(others);
                all.2.extend(members);
                all.2.push(inner);
            } else {
                all.1.push(input.clone());
            }
        }
        all
    }

    /// The summand beside a number, where a value is the sum of both and read once.
    fn beside<'n>(&self, nodes: &'n [NodeProto], name: &str, number: f64) -> Option<(usize, &'n str)> {
        let (sum, node) = self.sole(nodes, name, "Add")?;
        let [left, right] = &node.input[..] else { return None };
        let is_number = |name: &String| self.numbers.get(name).is_some_and(|&own| is_close(own, number));
        let other = [(left, right), (right, left)].into_iter().find(|(number, _)| is_number(number))?;
        Some((sum, other.1))
    }

    /// The exponential unit that is weighted by an error function, or by the hyperbolic tangent close to it.
    fn gelu(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<Group> {
        if node.op_type() != "Mul" {
            return None;
        }
        let (half, others, mut members) = self.factors(nodes, node);
        let [left, right] = &others[..] else { return None };
        if !is_close(half, 0.5) {
            return None;
        }
        [(left, right), (right, left)].into_iter().find_map(|(argument, weight)| {
            let (sum, function) = self.beside(nodes, weight, 1.0)?;
            let (inside, attributes) = match self.sole(nodes, function, "Erf") {
                Some((erf, node)) => ([vec![erf], self.of_error(nodes, node, argument)?].concat(), Vec::new()),
                None => {
                    let (tanh, node) = self.sole(nodes, function, "Tanh")?;
                    let text = Some(b"tanh".to_vec());
                    let approximate = AttributeProto { s: text, ..attribute("approximate", AttributeType::String) };
                    ([vec![tanh], self.of_tangent(nodes, node, argument)?].concat(), vec![approximate])
                }
            };
            members.push(sum);
            members.extend(inside);
            Some(Group { attributes, ..Group::of("Gelu", argument, members.clone()) })
        })
    }

    /// The nodes of `x / sqrt(2)`, which a node reads.
    fn of_error(&self, nodes: &[NodeProto], reader: &NodeProto, argument: &str) -> Option<Vec<usize>> {
        let name = reader.input.first()?;
        if let Some((quotient, node)) = self.sole(nodes, name, "Div") {
            let divisor = self.numbers.get(node.input.get(1)?)?;
            let fits = node.input.first()? == argument && is_close(*divisor, std::f64::consts::SQRT_2);
            return fits.then(|| vec![quotient]);
        }
        let (product, node) = self.sole(nodes, name, "Mul")?;
        let (number, others, members) = self.factors(nodes, node);
        let fits = others == [argument] && is_close(number, std::f64::consts::FRAC_1_SQRT_2);
        fits.then(|| [members, vec![product]].concat())
    }

    /// The nodes of `sqrt(2 / pi) * (x + 0.044715 * x^3)`, which a node reads.
    fn of_tangent(&self, nodes: &[NodeProto], reader: &NodeProto, argument: &str) -> Option<Vec<usize>> {
        let (product, node) = self.sole(nodes, reader.input.first()?, "Mul")?;
        let (number, others, mut members) = self.factors(nodes, node);
        let ([sum], true) = (&others[..], is_close(number, (2.0 / std::f64::consts::PI).sqrt())) else { return None };
        let (sum, node) = self.sole(nodes, sum, "Add")?;
        let cubic = node.input.iter().find(|input| *input != argument)?;
        let (outer, cubic) = self.sole(nodes, cubic, "Mul")?;
        let (number, others, inside) = self.factors(nodes, cubic);
        members.extend([vec![product, sum, outer], inside].concat());
        let is_cube = match &others[..] {
            [power] => {
                let (power, node) = self.sole(nodes, power, "Pow")?;
                members.push(power);
                node.input.first()? == argument && self.numbers.get(node.input.get(1)?) == Some(&3.0)
            }
            [..] => others.len() == 3 && others.iter().all(|other| other == argument),
        };
        (node.input.iter().any(|input| input == argument) && is_cube && is_close(number, 0.044_715)).then_some(members)
    }

    /// A normalisation along the last axis with its constants, as far as they are vectors.
    fn layer_norm(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<Group> {
        // The normalisation inside a sum or product with a constant, and that constant.
        let with_constant = |kind: &str| {
            let [left, right] = &node.input[..] else { return None };
            let constant = [(left, right), (right, left)].into_iter().find(|(_, own)| self.vectors.contains(*own))?;
            let (inner, within) = self.sole(nodes, constant.0, kind)?;
            let mut group = self.layer_norm(nodes, within)?;
            group.inputs.push(constant.1.clone());
            group.members.push(inner);
            Some(group)
        };
        match node.op_type() {
            "Add" => with_constant("Mul").filter(|group| group.inputs.len() == 3),
            "Mul" => with_constant("Div").filter(|group| group.inputs.len() == 2),
            "Div" => self.normalised(nodes, node),
            _ => None,
        }
    }

    /// A difference from the mean over the root of the mean of its square.
    fn normalised(&self, nodes: &[NodeProto], node: &NodeProto) -> Option<Group> {
        let [difference, root] = &node.input[..] else { return None };
        let (root, node) = self.sole(nodes, root, "Sqrt")?;
        let (sum, node) = self.sole(nodes, node.input.first()?, "Add")?;
        let [left, right] = &node.input[..] else { return None };
        let terms = [(left, right), (right, left)];
        let (variance, epsilon) = terms.into_iter().find_map(|(own, other)| Some((own, self.numbers.get(other)?)))?;
        let (variance, node) = self.mean(nodes, variance)?;
        let name = node.input.first()?;
        let (square, is_square) = match self.sole(nodes, name, "Pow") {
            Some((power, node)) => {
                let exponent = self.numbers.get(node.input.get(1)?);
                (power, node.input.first() == Some(difference) && exponent == Some(&2.0))
            }
            None => {
                let (product, node) = self.sole(nodes, name, "Mul")?;
                (product, node.input.iter().all(|input| input == difference))
            }
        };
        let &own = self.makers.get(difference)?;
        let centred = nodes.get(own).filter(|node| node.op_type() == "Sub")?;
        let [argument, mean] = &centred.input[..] else { return None };
        let (mean, node) = self.mean(nodes, mean)?;
        // The difference is read by the quotient and by the square, perhaps twice.
        let n_readers = if nodes[square].op_type() == "Mul" { 3 } else { 2 };
        let fits =
            is_square && node.input.first() == Some(argument) && self.readers.get(difference) == Some(&n_readers);
        let epsilon = AttributeProto { f: Some(*epsilon as f32), ..attribute("epsilon", AttributeType::Float) };
        let axis = AttributeProto { i: Some(-1), ..attribute("axis", AttributeType::Int) };
        let members = vec![root, sum, variance, square, own, mean];
        let attributes = vec![axis, epsilon];
        fits.then(|| Group { attributes, ..Group::of("LayerNormalization", argument, members) })
    }

    /// The node of a mean along the last axis, which stays, where it is read once.
    fn mean<'n>(&self, nodes: &'n [NodeProto], name: &str) -> Option<(usize, &'n NodeProto)> {
        let (mean, node) = self.sole(nodes, name, "ReduceMean")?;
        let given = |key: &str| node.attribute.iter().find(|own| own.name() == key);
        let is_last = match (given("axes"), node.input.get(1)) {
            (Some(axes), None) => axes.ints == [-1],
            (None, Some(axes)) => self.numbers.get(axes) == Some(&-1.0),
            (Some(_), Some(_)) | (None, None) => false,
        };
        (is_last && given("keepdims").is_none_or(|kept| kept.i() == 1)).then_some((mean, node))
    }
}

/// An attribute of a type, without its value.
fn attribute(name: &str, ty: AttributeType) -> AttributeProto {
    AttributeProto { name: Some(name.to_owned()), r#type: Some(ty.into()), ..AttributeProto::default() }
}

/// Whether two numbers are equal in single precision, or as close as products of such are.
fn is_close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-6 * right.abs()
}

/// Whether the parameters of a `HardSigmoid` are those of `HardSwish`.
fn is_hard_swish(node: &NodeProto) -> bool {
    let parameter =
        |key: &str, default: f32| node.attribute.iter().find(|own| own.name() == key).map_or(default, |own| own.f());
    parameter("alpha", 0.2) == 1.0 / 6.0 && parameter("beta", 0.5) == 0.5
}
