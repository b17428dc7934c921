//! `Dot`: scalar product of two vectors.

use super::{Layer, Setting, Step, Stop, excerpt};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shapes = layer.several_inputs()?;
    let [[length], [other]] = shapes[..] else {
        return Err(layer
            .unsupported("the layer multiplies other tensors than two vectors")
            .found(shapes.iter().map(|shape| format!("{shape:?}")).collect::<Vec<_>>().join(", "))
            .expected("two vectors")
            .remedy("flatten the tensors first, or multiply them with `Multiply` and add with a Dense layer of ones")
            .into());
    };
    if length != other {
        let finding = layer.unsupported("the vectors have different lengths").found(format!("{length} and {other}"));
        return Err(finding.expected("equal lengths").into());
    }
    if layer.flag("normalize", false)? {
        let finding = layer.unsupported("the vectors are scaled to the length 1 first").found("normalize=True");
        return Err(finding.expected("normalize=False").into());
    }
    // A vector has one axis besides that of the batch, however it is counted.
    let axis = |value: &serde_json::Value| value.as_i64().is_some_and(|axis| axis == 1 || axis == -1);
    match layer.setting("axes") {
        Some(serde_json::Value::Array(axes)) if axes.len() == 2 && axes.iter().all(axis) => {}
        Some(value) if axis(value) => {}
        value => {
            let found = value.map_or_else(|| "nothing".to_owned(), excerpt);
            let finding = layer.unsupported("the axes are not those of the vectors").found(found);
            return Err(finding.expected("1 or -1").into());
        }
    }
    let attributes = vec![("n_in", Setting::size(*length)), ("accum_t", Setting::auto())];
    Ok(vec![Step { others: vec![1], ..Step::new("Dot", "Dot", attributes, vec![1]) }])
}
