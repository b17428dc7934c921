//! `embedding`: rows of a trained table, chosen by their number.

use super::{Call, Item, Made};
use crate::flow::{Layout, Setting};

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("indices")?;
    let table = call.wanted("weight")?;
    let [rows, length] = *table.shape() else { return Err(call.malformed("weight", "a matrix")) };
    let mut shape = call.shape(tensor);
    let n_in: usize = shape.iter().product();
    shape.push(length);
    let input = call.plain(tensor)?;
    let attributes = vec![
        ("n_in", Setting::size(n_in)),
        ("n_out", Setting::size(length)),
        ("vocab_size", Setting::size(rows)),
        ("embeddings", Setting::Weight("e", table)),
    ];
    let value = call.add("Embedding", "Embedding", attributes, &[input], shape, Layout::Plain)?;
    Ok(super::one(value, tensor.batch))
}
