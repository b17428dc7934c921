//! `EinsumDense`: sums of products with weights by an equation such as `abc,cd->abd`.

use std::collections::BTreeMap;

use hlsmith_ir::Contraction;
use serde_json::Value;

use super::dense::with_activation;
use super::quantized::Inside;
use super::{Layer, Step, Stop, activation};
use crate::flow::blocks::einsum_dense;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let text = layer.word("equation")?.unwrap_or_default();
    let shape = layer.input()?;
    let refuse = |expected: &str| {
        let finding = layer.unsupported("the equation of the layer cannot be carried out").found(text);
        Stop::from(finding.expected(expected))
    };
    let usual = "an equation such as `abc,cd->abd`, the batch first in input and result and not in the weights";
    let equation = Equation::read(text, shape.len()).ok_or_else(|| refuse(usual))?;
    let function = activation::named(layer)?;
    let extents = equation.extents(shape, &settled(layer)?).ok_or_else(|| refuse("extents that are known"))?;
    let of = |labels: &[usize]| -> Vec<usize> { labels.iter().map(|label| extents[label]).collect() };
    let (kernel_shape, output) = (of(&equation.right), of(&equation.output));
    layer.check_elements(&kernel_shape)?;
    layer.check_elements(&output)?;
    let Equation { left, right, output: out, .. } = &equation;
    Contraction::new([left, right, out], [shape, &kernel_shape]).map_err(|error| refuse(&error.expected))?;
    let axes = layer.word("bias_axes")?.unwrap_or_default();
    let bias_shape =
        equation.bias_shape(axes, &extents).ok_or_else(|| refuse("bias_axes among the axes of the result"))?;
    let wanted = [("kernel", &kernel_shape[..], true), ("bias", &bias_shape[..], !axes.is_empty())];
    let mut arrays = layer.some_arrays(&wanted)?.into_iter();
    let (Some(Some(kernel)), Some(bias)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let own = einsum_dense([left, right, out], kernel, bias, output).ok_or(Stop::Unknown)?;
    with_activation(layer, own, &Inside::Function(function))
}

/// The extents of the setting `output_shape`, `None` for those that follow from the input.
pub(super) fn settled(layer: &Layer) -> Result<Vec<Option<usize>>, Stop> {
    let value = layer.setting("output_shape");
    let extent = |value: &Value| match value {
        Value::Null => Some(None),
        value => value.as_u64().and_then(|extent| usize::try_from(extent).ok()).filter(|&extent| extent > 0).map(Some),
    };
    let extents = match value {
        Some(Value::Array(values)) => values.iter().map(extent).collect::<Option<Vec<_>>>(),
        Some(value) => extent(value).map(|extent| vec![extent]),
        None => None,
    };
    extents.ok_or_else(|| layer.malformed("output_shape", value, "a positive integer or a list of them").into())
}

/// An equation without the batch, with a number for each axis.
pub(super) struct Equation {
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
    pub(super) output: Vec<usize>,
    /// The axes that the equation names in the result; others stand for an ellipsis.
    named: Vec<usize>,
    /// Whether the ellipsis stands behind named axes.
    is_right_elided: bool,
}

/// Numbers of axes of an ellipsis begin here, behind those of characters.
const ELIDED: usize = 1 << 21;

impl Equation {
    /// Reads an equation for an input of a rank without the batch; `None` when it is not of the form of Keras.
    pub(super) fn read(text: &str, rank: usize) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (operands, output) = text.split_once("->")?;
        let (left, right) = operands.split_once(',')?;
        let is_letter = |c: char| c.is_ascii_alphabetic();
        let n_named = left.trim_matches('.').len();
        let n_elided = (rank + 1).checked_sub(n_named)?;
        // Every axis, that of the batch first.
        let axes = |text: &str| -> Option<Vec<usize>> {
            let elided = || ELIDED..ELIDED + n_elided;
            let named = |text: &str| -> Option<Vec<usize>> {
                text.chars().map(|c| is_letter(c).then_some(c as usize)).collect()
            };
            Some(if let Some(text) = text.strip_prefix("...") {
                elided().chain(named(text)?).collect()
            } else if let Some(text) = text.strip_suffix("...") {
                named(text)?.into_iter().chain(elided()).collect()
            } else {
                named(text)?
            })
        };
        let (all, weights, result) = (axes(left)?, axes(right)?, axes(output)?);
        let (batch, left_axes) = all.split_first()?;
        let (result_batch, output_axes) = result.split_first()?;
        let fits = left_axes.len() == rank
            && batch == result_batch
            && !weights.iter().any(|axis| axis == batch || *axis >= ELIDED);
        let named = output_axes.iter().copied().filter(|&axis| axis < ELIDED).collect();
        fits.then(|| Self {
            left: left_axes.to_vec(),
            right: weights,
            output: output_axes.to_vec(),
            named,
            is_right_elided: output.ends_with("..."),
        })
    }

    /// The extent of each axis, from the input and from the extents that are set for the named axes of the result.
    pub(super) fn extents(&self, shape: &[usize], settled: &[Option<usize>]) -> Option<BTreeMap<usize, usize>> {
        let mut extents: BTreeMap<usize, usize> = self.left.iter().copied().zip(shape.iter().copied()).collect();
        // Keras lists the extents of named axes only; of an equation without ellipsis these are all but the batch.
        for (axis, extent) in self.named.iter().rev().zip(settled.iter().rev()) {
            if let Some(extent) = *extent
                && *extents.entry(*axis).or_insert(extent) != extent
            {
                return None;
            }
        }
        let is_known = |axis: &usize| extents.contains_key(axis);
        (self.right.iter().all(is_known) && self.output.iter().all(is_known)).then_some(extents)
    }

    /// The shape Keras gives the biases: from the first axis that has its own, 1 for those that have none.
    fn bias_shape(&self, axes: &str, extents: &BTreeMap<usize, usize>) -> Option<Vec<usize>> {
        let own: Vec<usize> = axes.chars().map(|c| c as usize).collect();
        if !own.iter().all(|axis| self.named.contains(axis)) {
            return None;
        }
        let first = self.named.iter().position(|axis| own.contains(axis)).unwrap_or(self.named.len());
        let named = self.named[first..].iter().map(|axis| if own.contains(axis) { extents[axis] } else { 1 });
        let elided = if self.is_right_elided { self.output.len() - self.named.len() } else { 0 };
        Some(named.chain((0..elided).map(|_| 1)).collect())
    }
}
