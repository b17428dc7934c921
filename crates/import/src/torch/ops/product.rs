//! Products of two tensors, and attention made of them.

use hlsmith_ir::Array;

use super::selection::chosen;
use super::{Call, Item, Made, Tensor};
use crate::flow::blocks::einsum_dense;
use crate::flow::mask::Mask;
use crate::flow::{Layout, Setting, Stop, Value, attention};
use crate::torch::schema::{Argument, BOOL};

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let second = if call.operator() == "matmul" { "other" } else { "mat2" };
    let item = call.item(second)?.clone();
    if let Some(weight) = call.importer.as_constant(&item)? {
        let tensor = call.tensor("self")?;
        return super::linear::dense(call, tensor, weight, None);
    }
    let first = call.item("self")?.clone();
    if let Some(weight) = call.importer.as_constant(&first)? {
        let tensor = call.as_tensor(&item)?;
        return from_left(call, weight, tensor);
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

/// `addmm`: the product of a matrix with weights, and biases.
pub(super) fn import_biased(call: &mut Call) -> Made<Vec<Item>> {
    for factor in ["alpha", "beta"] {
        if call.float(factor, 1.0)? != 1.0 {
            return Err(call
                .unsupported("factors of the summands are not supported")
                .found(factor)
                .expected("1")
                .into());
        }
    }
    let (bias, weight) = (call.constant("self")?, call.wanted("mat2")?);
    let tensor = call.tensor("mat1")?;
    super::linear::dense(call, tensor, weight, bias)
}

/// The product of a matrix of weights with a tensor, along the last but one dimension of it.
fn from_left(call: &mut Call, weight: Array, tensor: Tensor) -> Made<Vec<Item>> {
    call.check_batch(tensor)?;
    let mut shape = call.shape(tensor);
    let rank = shape.len();
    let [n_out, n_in] = *weight.shape() else { return Err(call.malformed("self", "a matrix")) };
    if rank < 2 || shape[rank - 2] != n_in || n_out == 0 {
        let finding = call.unsupported("the matrix does not fit the tensor").found(format!("{:?}", weight.shape()));
        return Err(finding.expected(format!("as many columns as the last but one dimension of {shape:?}")).into());
    }
    shape[rank - 2] = n_out;
    // Axes: those of the tensor, of which the last but one is summed over, and that of the result in its place.
    let axes = |row: usize| (0..rank - 2).chain([row, rank - 1]).collect::<Vec<_>>();
    let (left, output) = (axes(rank - 2), axes(rank));
    let step = einsum_dense([&left, &[rank, rank - 2], &output], weight, None, shape);
    let step = step.ok_or_else(|| crate::flow::internal("a product with a matrix has no shape"))?;
    let input = call.plain(tensor)?;
    let name = call.name.clone();
    let value = call.importer.flow.add(&name, step, &[input], Layout::Plain)?;
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
    let shapes = |call: &Call, inputs: &[Value]| -> Vec<Vec<usize>> {
        inputs.iter().map(|&value| call.importer.flow.stored(value).to_vec()).collect()
    };
    let mut own = shapes(call, &inputs);
    let mut mask = Mask::None;
    if let [query, key, _] = &own[..]
        && let ([.., n_queries, _], [.., n_keys, _]) = (&query[..], &key[..])
    {
        let scores = [&query[..query.len() - 2], &[*n_queries, *n_keys]].concat();
        mask = self::mask(call, &scores)?;
    }
    if let Mask::Seen(places) = &mask {
        for (input, suffix) in [(1, "seen_keys"), (2, "seen_values")] {
            let (tensor, axis) = (Tensor { value: inputs[input], batch: 0 }, own[input].len() - 2);
            let tensor = chosen(call, suffix, tensor, axis, places)?;
            inputs[input] = call.plain(tensor)?;
        }
        own = shapes(call, &inputs);
    }
    let [query, key, value] = &own[..] else { return Err(call.malformed("value", "a tensor")) };
    let rank = query.len();
    if rank < 2 || key.len() != rank || value.len() != rank {
        let finding = call.unsupported("the attention is over tensors of other ranks").found(format!("{own:?}"));
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
    let n_causal = mask.n_causal(query[rank - 2]);
    let steps = attention::steps(&axes, [query, key, value], reads, 0, scale, n_causal).map_err(|error| {
        let message = "query, key and value of the attention do not fit each other";
        Stop::from(call.unsupported(message).found(error.found).expected(error.expected))
    })?;
    let name = call.name.clone();
    let steps = mask.steps(steps, 0, scale, reads[2]);
    let made = call.importer.flow.add_steps(&name, steps, &inputs)?;
    made.first()
        .map(|&value| super::one(value, 0))
        .ok_or_else(|| crate::flow::internal("an attention has no result").into())
}

/// The mask of an attention, for scores of a shape.
fn mask(call: &mut Call, scores: &[usize]) -> Made<Mask> {
    if call.flag("is_causal", false)? {
        return Ok(Mask::Causal);
    }
    let Some(Argument::Tensor(name)) = call.argument("attn_mask").cloned() else { return Ok(Mask::None) };
    let item = call.named(&name)?.clone();
    let Some(array) = call.importer.as_constant(&item)? else {
        let finding = call.unsupported("the mask of the attention is computed by the model");
        return Err(finding.expected("a constant mask").remedy("register the mask as a buffer of the module").into());
    };
    let is_flag = call.importer.tensors.get(&name).is_some_and(|meta| meta.dtype == BOOL);
    Ok(Mask::read(&array, is_flag, scores, |message| call.unsupported(message))?)
}

/// Refuses what hardware is not told about an attention.
fn refuse_masks(call: &Call) -> Made<()> {
    let refuse = |what: &str| {
        Err(call.unsupported("the attention drops scores or shares keys").found(what).expected("none").into())
    };
    if call.float("dropout_p", 0.0)? != 0.0 {
        return refuse("dropout_p");
    }
    if call.flag("enable_gqa", false)? {
        return refuse("enable_gqa=True");
    }
    Ok(())
}
