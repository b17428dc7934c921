//! `torch.nn.MultiheadAttention`, whose calls are imported as one layer.
//!
//! The program has the calls inside the module one by one, between them many that only move elements and dimensions of the
//! batch. What they compute is known from the class of the module; what is read from them is which tensors go in, which
//! trained tensors take part, how many heads there are, and the mask.

use std::collections::BTreeSet;

use hlsmith_diag::{Code, Diagnostic, Subject};
use hlsmith_ir::Array;

use super::selection::chosen;
use super::{Item, Made, Tensor};
use crate::flow::blocks::{einsum_dense, permuted, rows};
use crate::flow::mask::Mask;
use crate::flow::{Read, Step, Stop, attention};
use crate::text::shown;
use crate::torch::build::Importer;
use crate::torch::schema::{Argument, BOOL, Node, Size};

/// The class of the module.
const CLASS: &str = "torch.nn.modules.activation.MultiheadAttention";

/// The operators without overload that its calls may have, sorted.
const OPERATORS: &[&str] = &[
    "_operator.floordiv",
    "_operator.mul",
    "aten.bmm",
    "aten.chunk",
    "aten.contiguous",
    "aten.dropout",
    "aten.expand",
    "aten.linear",
    "aten.mean",
    "aten.mul",
    "aten.permute",
    "aten.reshape",
    "aten.scaled_dot_product_attention",
    "aten.select",
    "aten.softmax",
    "aten.split",
    "aten.split_with_sizes",
    "aten.squeeze",
    "aten.sym_size",
    "aten.transpose",
    "aten.unflatten",
    "aten.unsqueeze",
    "aten.view",
];

/// Whether a node computes a size, which the exporter may put anywhere.
fn is_size(node: &Node) -> bool {
    node.target.starts_with("_operator.") || node.target.starts_with("aten.sym_")
}

/// How many of the first nodes are the calls inside one module; 0 when the first is not inside such a module.
pub(in super::super) fn calls(nodes: &[Node]) -> usize {
    let Some(first) = nodes.first().filter(|node| node.module.1 == CLASS && !is_size(node)) else { return 0 };
    let belongs = |node: &&Node| node.module == first.module || is_size(node);
    let n = nodes.iter().take_while(belongs).count();
    // Sizes at the end belong to what comes behind.
    n - nodes[..n].iter().rev().take_while(|node| is_size(node)).count()
}

/// The layer of the calls inside a module: the name of the result in the program, and the tensor.
pub(in super::super) fn import(importer: &mut Importer, calls: &[Node], name: &str) -> Made<(String, Tensor)> {
    for node in calls.iter().filter(|node| is_size(node)) {
        let made = super::size::import(&mut super::Call { importer, node, name: name.to_owned() })?;
        for (output, item) in node.outputs.iter().zip(made) {
            if let Some(output) = output.name() {
                importer.items.insert(output.to_owned(), item);
            }
        }
    }
    let layer = Layer { calls, name };
    layer.check()?;
    let inputs = layer.inputs(importer)?;
    let batch = inputs.first().map_or(0, |tensor| tensor.batch);
    layer.check_batch(batch, &inputs)?;
    let output = layer.output(importer)?;
    let [query, key, value] = match (&inputs[..], layer.projections(importer)) {
        ([one], 1) => [*one; 3],
        ([query, other], 2) => [*query, *other, *other],
        ([query, key, value], 3) => [*query, *key, *value],
        _ => {
            let finding = layer.unsupported("query, key and value are not one tensor, two or three");
            return Err(finding
                .found(format!("{} tensors", inputs.len()))
                .expected("key and value from one tensor, or all three apart")
                .into());
        }
    };
    let shapes: Vec<Vec<usize>> =
        [query, key, value].iter().map(|tensor| importer.flow.shape(tensor.value).to_vec()).collect();
    let [[n_queries, width], [n_keys, key_width], [n_values, value_width]] =
        [&shapes[0][..], &shapes[1][..], &shapes[2][..]].map(|shape| <[usize; 2]>::try_from(shape).unwrap_or([0, 0]));
    if n_queries == 0 || n_keys == 0 || n_keys != n_values {
        let finding = layer.unsupported("the attention is not over sequences of vectors").found(format!("{shapes:?}"));
        return Err(finding.expected("steps and elements, behind the batch").into());
    }
    let head = layer.head_width(importer)?;
    if !width.is_multiple_of(head) {
        return Err(layer
            .unsupported("the heads do not divide the elements")
            .found(format!("{head} of {width}"))
            .into());
    }
    let n_heads = width / head;
    let mask = layer.mask(importer, &[n_heads, n_queries, n_keys])?;
    let (mut key, mut value, mut n_keys) = (key, value, n_keys);
    if let (Mask::Seen(places), Some(node)) = (&mask, calls.first()) {
        let mut call = super::Call { importer, node, name: name.to_owned() };
        key = chosen(&mut call, "seen_keys", key, 0, places)?;
        value = chosen(&mut call, "seen_values", value, 0, places)?;
        n_keys = places.len();
    }

    // Axes: steps of the query, of the keys, elements, heads, elements of a head, elements of the result.
    let (own, other, feature, heads, within, out) = (0, 1, 2, 3, 4, 5);
    let parts = layer.parameters(importer, [width, key_width, value_width])?;
    let lost = || Stop::from(crate::flow::internal("the weights of an attention have another shape"));
    let mut steps = Vec::with_capacity(7);
    for (part, (sequence, n_steps)) in [(own, n_queries), (other, n_keys), (other, n_keys)].into_iter().enumerate() {
        let (weight, bias) = parts[part].clone();
        let features = weight.shape().get(1).copied().unwrap_or(0);
        let kernel = permuted(&weight, &[1, 0]).and_then(|kernel| kernel.reshaped(vec![features, n_heads, head]));
        let bias = bias.map(|bias| bias.reshaped(vec![n_heads, head]).ok_or_else(lost)).transpose()?;
        let axes: [&[usize]; 3] = [&[sequence, feature], &[feature, heads, within], &[sequence, heads, within]];
        let step = einsum_dense(axes, kernel.ok_or_else(lost)?, bias, vec![n_steps, n_heads, head]).ok_or_else(lost)?;
        let suffix = ["query", "key", "value"][part];
        steps.push(Step { suffix: Some(suffix.into()), reads: Some(vec![Read::Tensor(part)]), ..step });
    }
    let axes = attention::Axes {
        query: vec![own, heads, within],
        key: vec![other, heads, within],
        value: vec![other, heads, within],
        scores: vec![heads, own, other],
        n_keys: 1,
        output: vec![own, heads, within],
    };
    let projected = [&steps[0].shape[..], &steps[1].shape[..], &steps[2].shape[..]];
    let reads = [0, 1, 2].map(|step| Read::Result { step, output: 0 });
    let scale = 1.0 / (head as f64).sqrt();
    let [scores, softmax, context] = attention::steps(&axes, projected, reads, 3, scale, mask.n_causal(n_queries))
        .map_err(|error| {
            Stop::from(layer.unsupported("the tensors do not fit").found(error.found).expected(error.expected))
        })?;
    let context = Step { suffix: Some("context".into()), ..context };
    steps.extend(mask.steps([scores, softmax, context], 3, scale, reads[2]));
    let (weight, bias) = parts[3].clone();
    let n_out = weight.shape().first().copied().unwrap_or(0);
    let kernel = permuted(&weight, &[1, 0]).and_then(|kernel| kernel.reshaped(vec![n_heads, head, n_out]));
    let axes: [&[usize]; 3] = [&[own, heads, within], &[heads, within, out], &[own, out]];
    steps.push(einsum_dense(axes, kernel.ok_or_else(lost)?, bias, vec![n_queries, n_out]).ok_or_else(lost)?);
    let mut operands = Vec::with_capacity(3);
    for tensor in [query, key, value] {
        operands.push(importer.flow.plain(name, tensor.value)?);
    }
    let made = importer.flow.add_steps(name, steps, &operands)?;
    let value = made.first().copied().ok_or_else(|| crate::flow::internal("an attention has no result"))?;
    Ok((output, Tensor { value, batch }))
}

/// The calls inside a module.
struct Layer<'a> {
    calls: &'a [Node],
    name: &'a str,
}

impl Layer<'_> {
    fn unsupported(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(shown(self.name)), message)
    }

    fn named(&self, operator: &str) -> impl Iterator<Item = &Node> {
        self.calls.iter().filter(move |node| node.target.split('.').nth(1) == Some(operator))
    }

    /// The names of what the calls make.
    fn own(&self) -> BTreeSet<&str> {
        self.calls.iter().flat_map(|node| &node.outputs).filter_map(|output| output.name()).collect()
    }

    /// Refuses calls that the module has only with masks, in training or twice.
    fn check(&self) -> Made<()> {
        for node in self.calls {
            let operator = node.target.rsplit_once('.').map_or(node.target.as_str(), |(operator, _)| operator);
            let is_known = OPERATORS.contains(&operator) || OPERATORS.contains(&node.target.as_str());
            let is_masked = [Some(&Argument::Flag(true))].contains(&node.argument("train"))
                || matches!(node.argument("dropout_p"), Some(Argument::Float(p)) if *p != 0.0);
            if !is_known || is_masked {
                let finding = self.unsupported("the attention has a mask of padding, drops scores or has learned keys");
                return Err(finding
                    .found(shown(&node.target))
                    .expected("attention over all steps, or with a constant mask")
                    .remedy("call the module with need_weights=False, and with a causal attn_mask or none")
                    .into());
            }
        }
        let n_products = self.named("scaled_dot_product_attention").count() + self.named("softmax").count();
        if n_products != 1 {
            let finding = self.unsupported("the calls of the attention are not those of one call of the module");
            return Err(finding.found(format!("{n_products} softmaxes")).expected("one").into());
        }
        Ok(())
    }

    /// The mask, for scores of a shape.
    fn mask(&self, importer: &mut Importer, scores: &[usize]) -> Made<Mask> {
        let Some(product) = self.named("scaled_dot_product_attention").next() else { return Ok(Mask::None) };
        if product.argument("is_causal") == Some(&Argument::Flag(true)) {
            return Ok(Mask::Causal);
        }
        let Some(Argument::Tensor(name)) = product.argument("attn_mask") else { return Ok(Mask::None) };
        // The module gives the mask dimensions of heads and samples.
        let mut name = name.as_str();
        while let Some(maker) = self.calls.iter().find(|node| node.outputs.iter().any(|made| made.name() == Some(name)))
        {
            let is_shape =
                ["aten.unsqueeze", "aten.view", "aten.expand"].iter().any(|own| maker.target.starts_with(own));
            let Some(source) = maker.reads().first().copied().filter(|_| is_shape) else { break };
            name = source;
        }
        let item = importer.items.get(name).cloned();
        let array = item.map(|item| importer.as_constant(&item)).transpose()?.flatten();
        let Some(array) = array else {
            let finding = self.unsupported("the mask of the attention is computed by the model");
            return Err(finding
                .found(shown(name))
                .expected("a constant mask")
                .remedy("register a mask of floating-point numbers as a buffer of the module")
                .into());
        };
        let is_flag = importer.tensors.get(name).is_some_and(|meta| meta.dtype == BOOL);
        Ok(Mask::read(&array, is_flag, scores, |message| self.unsupported(message))?)
    }

    /// The tensors that the calls read and do not make, in the order in which they are read.
    fn inputs(&self, importer: &Importer) -> Made<Vec<Tensor>> {
        let own = self.own();
        let mut inputs: Vec<Tensor> = Vec::new();
        for name in self.calls.iter().flat_map(Node::reads).filter(|name| !own.contains(name)) {
            match importer.items.get(name) {
                Some(Item::Tensor(tensor)) => {
                    if !inputs.iter().any(|input| input.value == tensor.value) {
                        inputs.push(*tensor);
                    }
                }
                Some(Item::Refused) => return Err(Stop::Unknown),
                Some(Item::Trained(_) | Item::Constant(_) | Item::Extent(_)) => {}
                Some(_) | None => {
                    let finding = self.unsupported("the attention reads a tensor that is not computed from the inputs");
                    return Err(finding.found(shown(name)).into());
                }
            }
        }
        Ok(inputs)
    }

    /// Refuses a module that takes another dimension for the batch than the model.
    fn check_batch(&self, batch: usize, inputs: &[Tensor]) -> Made<()> {
        let own = self.own();
        let reads_input = |node: &&Node| node.reads().first().is_some_and(|name| !own.contains(name));
        let swaps = |node: &Node| {
            let dim = |name: &str| match node.argument(name) {
                Some(Argument::Size(Size::Known(dim))) => Some(*dim),
                Some(_) | None => None,
            };
            matches!((dim("dim0"), dim("dim1")), (Some(1), Some(0)) | (Some(0), Some(1)))
        };
        // With batch_first the module begins by moving the batch behind the steps.
        let is_first = self.named("transpose").filter(reads_input).any(swaps);
        let expected = usize::from(!is_first);
        if batch != expected || inputs.iter().any(|input| input.batch != batch) {
            let finding = self.unsupported("the attention takes another dimension for the batch than the model");
            return Err(finding
                .found(format!("dimension {expected}"))
                .expected(format!("dimension {batch}"))
                .remedy("use batch_first=True")
                .into());
        }
        Ok(())
    }

    /// The trained tensor that an argument of a node is, by its name in the module.
    fn trained<'i>(&self, importer: &'i Importer, node: &Node, argument: &str) -> Option<&'i str> {
        match node.argument(argument)? {
            Argument::Tensor(name) => match importer.items.get(name)? {
                Item::Trained(own) => Some(own),
                _ => None,
            },
            _ => None,
        }
    }

    /// The last of the calls that only shape what the last projection gives.
    fn output(&self, importer: &Importer) -> Made<String> {
        let is_last =
            |node: &Node| self.trained(importer, node, "weight").is_some_and(|own| own.ends_with("out_proj.weight"));
        let mut current: Option<String> = None;
        for node in self.calls.iter().filter(|node| !is_size(node)) {
            let made = node.outputs.first().and_then(|output| output.name());
            let follows = current.as_deref().is_some_and(|current| node.reads().contains(&current));
            if is_last(node) || follows {
                current = made.map(str::to_owned);
            }
        }
        current.ok_or_else(|| self.unsupported("the attention has no projection of its result").into())
    }

    /// How many products with weights there are before the attention.
    fn projections(&self, importer: &Importer) -> usize {
        let is_last =
            |node: &&Node| self.trained(importer, node, "weight").is_some_and(|own| own.ends_with("out_proj.weight"));
        self.named("linear").count() - self.named("linear").filter(is_last).count()
    }

    /// The elements of a head: the last extent of the tensors that are multiplied.
    fn head_width(&self, importer: &Importer) -> Made<usize> {
        let first = self.named("scaled_dot_product_attention").chain(self.named("bmm")).next();
        let query = first.and_then(|node| node.reads().first().map(|name| (*name).to_owned()));
        let meta = query.and_then(|name| importer.tensors.get(&name));
        let width = meta.and_then(|meta| meta.sizes.last().copied().flatten()).filter(|&width| width > 0);
        width.ok_or_else(|| self.unsupported("the number of heads is not known").into())
    }

    /// Weights and biases of the projections of query, key and value and of the result.
    fn parameters(&self, importer: &mut Importer, widths: [usize; 3]) -> Made<[(Array, Option<Array>); 4]> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for name in self.calls.iter().flat_map(Node::reads) {
            if let Some(Item::Trained(own)) = importer.items.get(name) {
                names.insert(own.clone());
            }
        }
        let mut read = |end: &str| -> Made<Option<Array>> {
            let name = names.iter().find(|name| name.ends_with(end)).cloned();
            name.map(|name| importer.as_constant(&Item::Trained(name))).transpose().map(Option::flatten)
        };
        let width = widths[0];
        let wrong =
            || self.unsupported("the weights of the attention do not fit").expected(format!("{width} elements"));
        let packed = read("in_proj_weight")?;
        let bias = read("in_proj_bias")?;
        let ends = ["q_proj_weight", "k_proj_weight", "v_proj_weight"];
        let mut parts = Vec::with_capacity(4);
        for (part, end) in ends.into_iter().enumerate() {
            let weight = match &packed {
                Some(packed) => rows(packed, part * width, width),
                None => read(end)?,
            };
            let weight = weight.filter(|weight| weight.shape() == [width, widths[part]]).ok_or_else(wrong)?;
            let bias = match &bias {
                Some(bias) => Some(rows(bias, part * width, width).ok_or_else(wrong)?),
                None => None,
            };
            parts.push((weight, bias));
        }
        let weight = read("out_proj.weight")?.filter(|weight| weight.shape() == [width, width]).ok_or_else(wrong)?;
        parts.push((weight, read("out_proj.bias")?));
        parts.try_into().map_err(|_| wrong().into())
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATORS;

    #[test]
    fn operators_are_sorted() {
        assert!(OPERATORS.is_sorted());
    }
}
