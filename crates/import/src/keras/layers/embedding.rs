//! `Embedding`: rows of a trained table, chosen by their number.

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if layer.flag("mask_zero", false)? {
        return Err(layer
            .unsupported("the layer marks elements to be left out by the layers behind it")
            .found("mask_zero=True")
            .expected("mask_zero=False")
            .remedy("train with mask_zero=False, so that the layers behind see all elements")
            .into());
    }
    let (rows, length) = (layer.size("input_dim")?, layer.size("output_dim")?);
    let mut shape = layer.input()?.to_vec();
    let n_in: usize = shape.iter().product();
    shape.push(length);
    layer.check_elements(&shape)?;
    let [table] = layer.arrays([("embeddings", &[rows, length])])?;
    let attributes = vec![
        ("n_in", Setting::size(n_in)),
        ("n_out", Setting::size(length)),
        ("vocab_size", Setting::size(rows)),
        ("embeddings", Setting::Weight("e", table)),
    ];
    Ok(vec![Step::new("Embedding", "Embedding", attributes, shape)])
}
