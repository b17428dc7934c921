//! `Gemm`: a vector times a matrix of weights, and a bias.

use hlsmith_diag::Result;
use hlsmith_ir::Array;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::arithmetic::own_constant;
use super::weights::{behind, weights};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    if node.flag("transA", false)? {
        return Err(node
            .unsupported("the operator transposes the samples")
            .found("transA=1")
            .expected("transA=0")
            .into());
    }
    let (alpha, beta) = (node.float("alpha", 1.0)?, node.float("beta", 1.0)?);
    let weight = node.wanted(1)?;
    let weight = if node.flag("transB", false)? { weight.transposed(&[1, 0]) } else { Some(weight.clone()) };
    let value = node.value(0)?.clone();
    let ([.., n_in], Some(weight)) = (&value.shape[..], weight) else {
        return Err(node.misfit(&value.shape, "a vector and a matrix of weights"));
    };
    if value.batch == value.shape.len() {
        return Err(node
            .unsupported("the operator sums over the samples of the batch")
            .expected("sums within a sample")
            .remedy("transpose the tensor so that the batch comes first")
            .into());
    }
    let [rows, n_out] = *weight.shape() else { return Err(node.misfit(weight.shape(), "a matrix of weights")) };
    if rows != *n_in || n_out == 0 {
        return Err(node.misfit(weight.shape(), format!("weights with {n_in} rows")));
    }
    let bias = match node.constant(2)? {
        None => None,
        Some(bias) => {
            let bias = own_constant(node, bias, &Value { batch: 0, ..value.clone() })?;
            let places = match bias.len() {
                1 => vec![0; n_out],
                n if n == n_out => (0..n_out).collect(),
                _ => return Err(node.misfit(bias.shape(), format!("a bias of {n_out} numbers"))),
            };
            let bias = bias.gathered(vec![n_out], &places).ok_or_else(|| node.misfit(bias.shape(), "a bias"))?;
            Some(if beta == 1.0 {
                super::weights::bias(node, Some(&bias), n_out)?
            } else {
                Setting::Weight("b", times(&node.array(&bias)?, beta))
            })
        }
    };
    let bias = bias.map_or_else(|| super::weights::bias(node, None, n_out), Ok)?;
    let (setting, bias, scale) = if alpha == 1.0 {
        weights(node, &weight, weight.grid.as_ref(), 1)?.settle(bias, n_out)
    } else {
        (Setting::Weight("w", times(&node.array(&weight)?, alpha)), bias, None)
    };
    let attributes = vec![
        ("n_in", Setting::size(rows)),
        ("n_out", Setting::size(n_out)),
        ("weight", setting),
        ("bias", bias),
        ("accum_t", Setting::auto()),
    ];
    let natural = value.natural();
    let input = builder.arranged(&node.name, &value, &natural)?;
    let shape = [&value.shape[..value.shape.len() - 1], &[n_out]].concat();
    let stored = node.add(builder, "Dense", attributes, &[input], shape.clone())?;
    super::one(behind(node, builder, value.with(stored, shape, natural), scale)?)
}

/// Trained constants times a factor.
fn times(array: &Array, factor: f32) -> Array {
    if factor == 1.0 {
        return array.clone();
    }
    let scaled = array.zip(array, |x, _| x * factor, |x, _| x * f64::from(factor));
    scaled.unwrap_or_else(|| array.clone())
}
