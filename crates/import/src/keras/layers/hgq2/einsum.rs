//! `QEinsum`: sums of the products of two tensors by an equation such as `abc,adc->abd`, with a quantizer for each.

use hlsmith_ir::Contraction;

use super::super::{Layer, Setting, Step, Stop};
use super::finish;
use super::merge::input_quantizers;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shapes = layer.several_inputs()?;
    let text = layer.word("equation")?.unwrap_or_default();
    let refuse = |expected: &str| {
        let finding = layer.unsupported("the equation of the layer cannot be carried out").found(text);
        Stop::from(finding.expected(expected))
    };
    let ([left, right], Some((own, other, output))) = (&shapes[..], equation(text)) else {
        return Err(refuse("an equation of two tensors, such as abc,adc->abd, with the batch in front of each"));
    };
    if own.len() != left.len() || other.len() != right.len() {
        return Err(refuse("as many axes as the tensors have"));
    }
    let loops = Contraction::new([&own, &other, &output], [left, right]).map_err(|error| refuse(&error.expected))?;
    let shape = loops.shape();
    layer.check_elements(&shape)?;
    let (mut steps, reads) = input_quantizers(layer, &shapes)?;
    let attributes = vec![
        ("left", Setting::sizes(&own)),
        ("right", Setting::sizes(&other)),
        ("output", Setting::sizes(&output)),
        ("accum_t", Setting::auto()),
    ];
    steps.push(Step { reads: Some(reads), ..Step::new("Einsum", "Einsum", attributes, shape) });
    finish(layer, steps)
}

/// The axes of both tensors and of the result behind that of the batch, a number for each letter; `None` when the
/// equation is of another form.
fn equation(text: &str) -> Option<(Vec<usize>, Vec<usize>, Vec<usize>)> {
    let (operands, output) = text.split_once("->")?;
    let (left, right) = operands.split_once(',')?;
    let axes = |text: &str| -> Option<(char, Vec<usize>)> {
        let mut letters = text.trim().chars();
        let batch = letters.next().filter(char::is_ascii_alphabetic)?;
        let axes: Vec<usize> =
            letters.map(|c| (c.is_ascii_alphabetic() && c != batch).then_some(c as usize)).collect::<Option<_>>()?;
        Some((batch, axes))
    };
    let (left, right, output) = (axes(left)?, axes(right)?, axes(output)?);
    (left.0 == right.0 && left.0 == output.0).then_some((left.1, right.1, output.1))
}
