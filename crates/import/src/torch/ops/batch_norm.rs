//! `batch_norm` with trained statistics: scale and offset of each channel.

use super::{Call, Item, Made};
use crate::flow::Setting;
use crate::flow::blocks::fold;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.batched("input")?;
    if call.flag("training", false)? {
        return Err(call
            .unsupported("the layer normalises by the batch, as in training")
            .found("training=True")
            .expected("training=False")
            .remedy("call model.eval() before exporting")
            .into());
    }
    let (gamma, beta) = (call.constant("weight")?, call.constant("bias")?);
    let (mean, variance) = (call.wanted("running_mean")?, call.wanted("running_var")?);
    let epsilon = call.float("eps", 1e-5)?;
    let channels = call.shape(tensor)[0];
    let (scale, bias) = fold(gamma, beta, &mean, &variance, epsilon)
        .filter(|(scale, _)| scale.shape() == [channels])
        .ok_or_else(|| call.malformed("running_mean", format!("{channels} numbers")))?;
    if let Some(channel) = scale.iter().zip(bias.iter()).position(|(s, b)| !s.is_finite() || !b.is_finite()) {
        let finding = call.unsupported("the statistics give no finite scale and offset");
        return Err(finding.found(format!("channel {channel}")).expected("variances above -epsilon").into());
    }
    let place = call.importer.flow.axis(tensor.value, 0);
    let n_inner = call.importer.flow.stored(tensor.value)[place + 1..].iter().product();
    let attributes = vec![
        ("n_filt", Setting::size(channels)),
        ("scale", Setting::Weight("s", scale)),
        ("bias", Setting::Weight("b", bias)),
        ("n_inner", Setting::size(n_inner)),
    ];
    call.elementwise("BatchNormalization", "BatchNormalization", attributes, tensor)
}
