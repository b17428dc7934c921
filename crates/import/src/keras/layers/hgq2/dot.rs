//! `QDot`: sums of the products of two tensors along an axis of each, with a quantizer for each tensor.

use super::super::{Layer, Step, Stop};
use super::merge::input_quantizers;
use super::{QuantizedWeights, finish, inner, plain};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shapes = layer.several_inputs()?;
    let (mut steps, reads) = input_quantizers(layer, &shapes)?;
    if layer.flag("normalize", false)? {
        let finding = layer.unsupported("the layer divides its tensors by their lengths").found("normalize=True");
        return Err(finding.expected("normalize=False").into());
    }
    let own = plain(layer, &inner(layer, "Dot")?, &QuantizedWeights { layer, fold: None })?;
    steps.extend(own.into_iter().map(|step| Step { reads: Some(reads.clone()), others: Vec::new(), ..step }));
    finish(layer, steps)
}
