//! Products of two tensors, and attention made of them.

use super::{Call, Item, Made};
use crate::flow::{Layout, Setting, Stop, attention};

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let second = if call.operator() == "bmm" { "mat2" } else { "other" };
    let item = call.item(second)?.clone();
    if let Some(weight) = call.importer.as_constant(&item)? {
        let tensor = call.tensor("self")?;
        return super::linear::dense(call, tensor, weight, None);
    }
    let (left, right) = (call.batched("self")?, call.as_tensor(&item)?);
    call.check_batch(right)?;
    let shapes = [call.shape(left), call.shape(right)];
    let rank = shapes[0].len();
    let fits = rank == shapes[1].len()
        && rank >= 2
        && shapes[0][..rank - 2] == shapes[1][..rank - 2]
        && shapes[0][rank - 1] == shapes[1][rank - 2];
    if !fits {
        let finding = call.unsupported("the tensors cannot be multiplied").found(format!("{shapes:?}"));
        return Err(finding
            .expected("matrices of one rank, the columns of the first being the rows of the second")
            .into());
    }
    // Axes: the common ones, rows, the axis that is summed over, columns.
    let axes = |ends: [usize; 2]| (0..rank - 2).chain(ends).collect::<Vec<_>>();
    let (left_axes, right_axes, output) = (axes([rank - 2, rank - 1]), axes([rank - 1, rank]), axes([rank - 2, rank]));
    let mut shape = shapes[0].clone();
    shape[rank - 1] = shapes[1][rank - 1];
    let inputs = [call.plain(left)?, call.plain(right)?];
    let attributes = vec![
        ("left", Setting::sizes(&left_axes)),
        ("right", Setting::sizes(&right_axes)),
        ("output", Setting::sizes(&output)),
        ("accum_t", Setting::auto()),
    ];
    let value = call.add("Einsum", "Einsum", attributes, &inputs, shape, Layout::Plain)?;
    Ok(super::one(value, 0))
}

/// `scaled_dot_product_attention` of query, key and value, whose last two dimensions are sequence and features.
pub(super) fn import_attention(call: &mut Call) -> Made<Vec<Item>> {
    refuse_masks(call)?;
    let mut inputs = Vec::with_capacity(3);
    for argument in ["query", "key", "value"] {
        let tensor = call.batched(argument)?;
        inputs.push(call.plain(tensor)?);
    }
    let shapes: Vec<Vec<usize>> = inputs.iter().map(|&value| call.importer.flow.stored(value).to_vec()).collect();
    let [query, key, value] = &shapes[..] else { return Err(call.malformed("value", "a tensor")) };
    let rank = query.len();
    if rank < 2 || key.len() != rank || value.len() != rank {
        let finding = call.unsupported("the attention is over tensors of other ranks").found(format!("{shapes:?}"));
        return Err(finding.expected("one rank of at least 2 behind the batch").into());
    }
    let scale = match call.argument("scale") {
        Some(_) => call.float("scale", 1.0)?,
        None => 1.0 / (query[rank - 1] as f64).sqrt(),
    };
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(call.malformed("scale", "a positive number"));
    }
    let common: Vec<usize> = (0..rank - 2).collect();
    let with = |ends: [usize; 2]| common.iter().copied().chain(ends).collect::<Vec<_>>();
    let (row, column, feature, result) = (rank, rank + 1, rank + 2, rank + 3);
    let axes = attention::Axes {
        query: with([row, feature]),
        key: with([column, feature]),
        value: with([column, result]),
        scores: with([row, column]),
        n_keys: 1,
        output: with([row, result]),
    };
    let reads = [crate::flow::Read::Tensor(0), crate::flow::Read::Tensor(1), crate::flow::Read::Tensor(2)];
    let steps = attention::steps(&axes, [query, key, value], reads, 0, scale, 0).map_err(|error| {
        let message = "query, key and value of the attention do not fit each other";
        Stop::from(call.unsupported(message).found(error.found).expected(error.expected))
    })?;
    let name = call.name.clone();
    let made = call.importer.flow.add_steps(&name, steps.into(), &inputs)?;
    made.first()
        .map(|&value| super::one(value, 0))
        .ok_or_else(|| crate::flow::internal("an attention has no result").into())
}

/// Refuses what hardware is not told about an attention.
fn refuse_masks(call: &Call) -> Made<()> {
    let refuse = |what: &str| {
        Err(call.unsupported("the attention is masked or drops scores").found(what).expected("none").into())
    };
    if call.argument("attn_mask").is_some() {
        return refuse("attn_mask");
    }
    if call.flag("is_causal", false)? {
        return refuse("is_causal=True");
    }
    if call.float("dropout_p", 0.0)? != 0.0 {
        return refuse("dropout_p");
    }
    if call.flag("enable_gqa", false)? {
        return refuse("enable_gqa=True");
    }
    Ok(())
}
