//! Sizes that the program computes, checks of them, and tensors of zeros.

use super::{Call, Extent, Item, Made};
use crate::torch::build::Tensor;
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    if call.operator() != "sym_size" {
        return Ok(vec![Item::Extent(Extent::Unknown)]);
    }
    let Item::Tensor(tensor) = *call.item("self")? else { return Ok(vec![Item::Extent(Extent::Unknown)]) };
    let axis = call.axis(call.int("dim", 0)?, tensor)?;
    let extent = match axis.and_then(|axis| call.shape(tensor).get(axis).copied()) {
        Some(extent) => Extent::Known(i64::try_from(extent).unwrap_or(i64::MAX)),
        None => Extent::Batch,
    };
    Ok(vec![Item::Extent(extent)])
}

pub(super) fn import_zeros(call: &mut Call) -> Made<Vec<Item>> {
    let is_zero = match call.argument("fill_value") {
        None => true,
        Some(Argument::Float(value)) => *value == 0.0,
        Some(argument) => *argument == Argument::Size(crate::torch::schema::Size::Known(0)),
    };
    let reason = "a tensor that is made by the model is only supported as zeros of a recurrent layer's first states";
    Ok(vec![if is_zero { Item::Zeros } else { Item::Unusable(reason) }])
}

/// The extents of a tensor as the program has them, those of a list in which the batch may be a number.
///
/// Gives the place of the batch and the extents within a sample, of which one may be -1.
pub(super) fn target(call: &Call, tensor: Tensor, extents: &[Extent]) -> Made<(usize, Vec<i64>)> {
    let refuse = |message: &str| {
        let finding = call.unsupported(message).found(format!("{extents:?}"));
        Err(finding.expected("a shape with the batch as a dimension of its own").into())
    };
    let split = |batch: usize| {
        let known = |extent: &Extent| match extent {
            Extent::Known(value) => Some(*value),
            Extent::Batch | Extent::Unknown => None,
        };
        let others = extents.iter().enumerate().filter(|(place, _)| *place != batch).map(|(_, extent)| known(extent));
        others.collect::<Option<Vec<i64>>>().map(|others| (batch, others))
    };
    let named: Vec<usize> = (0..extents.len()).filter(|&place| extents[place] == Extent::Batch).collect();
    let n_elements = call.shape(tensor).iter().product::<usize>();
    let fits = |others: &[i64]| {
        let product = others.iter().try_fold(1i64, |product, &extent| product.checked_mul(extent));
        !others.contains(&-1) && product.is_some_and(|product| usize::try_from(product) == Ok(n_elements))
    };
    match named[..] {
        [batch] => match split(batch) {
            Some(found) => Ok(found),
            None => refuse("the shape depends on the number of samples"),
        },
        // The batch is not named: it is the dimension that is left open where the others hold a sample, else the first.
        [] => {
            let open = extents.iter().position(|extent| *extent == Extent::Known(-1)).and_then(split);
            match open.filter(|(_, others)| fits(others)).or_else(|| split(0)) {
                Some(found) if tensor.batch == found.0 || found.0 == 0 => Ok(found),
                Some(_) | None => refuse("the shape joins the batch with another dimension"),
            }
        }
        _ => refuse("the shape has the batch twice"),
    }
}
