//! `linear`: products with a matrix along the last dimension.

use super::{Call, Item, Made};
use crate::flow::blocks::permuted;
use crate::flow::{Layout, Setting};

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("input")?;
    let weight = call.wanted("weight")?;
    let bias = call.constant("bias")?;
    let weight = permuted(&weight, &[1, 0]).ok_or_else(|| call.malformed("weight", "a matrix"))?;
    dense(call, tensor, weight, bias)
}

/// The layer of products with a matrix `[n_in, n_out]`.
pub(super) fn dense(
    call: &mut Call,
    tensor: super::Tensor,
    weight: hlsmith_ir::Array,
    bias: Option<hlsmith_ir::Array>,
) -> Made<Vec<Item>> {
    let mut shape = call.shape(tensor);
    let (Some(&features), [n_in, n_out]) = (shape.last(), weight.shape()) else {
        return Err(call.malformed("weight", "a matrix"));
    };
    let (n_in, n_out) = (*n_in, *n_out);
    if features != n_in || tensor.batch == shape.len() || n_out == 0 {
        let finding = call.unsupported("the matrix does not fit the tensor").found(format!("{:?}", weight.shape()));
        return Err(finding.expected(format!("{features} rows, along the last dimension")).into());
    }
    if let Some(bias) = &bias
        && bias.shape() != [n_out]
    {
        return Err(call.malformed("bias", format!("{n_out} numbers")));
    }
    let input = call.plain(tensor)?;
    let attributes = vec![
        ("n_in", Setting::size(n_in)),
        ("n_out", Setting::size(n_out)),
        ("weight", Setting::Weight("w", weight)),
        ("bias", bias.map_or(Setting::NoBias(vec![n_out]), |bias| Setting::Weight("b", bias))),
        ("accum_t", Setting::auto()),
    ];
    let last = shape.len() - 1;
    shape[last] = n_out;
    let value = call.add("Dense", "Dense", attributes, &[input], shape, Layout::Plain)?;
    Ok(super::one(value, tensor.batch))
}
