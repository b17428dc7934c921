//! `Concatenate`: tensors one behind the other along an axis.

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shapes = layer.several_inputs()?;
    let [first, others @ ..] = &shapes[..] else { return Err(Stop::Unknown) };
    let rank = first.len();
    let Some(axis) = layer.axis("axis", rank)? else {
        return Err(layer.malformed("axis", layer.setting("axis"), "one axis").into());
    };
    let mut shape = first.to_vec();
    let mut results = Vec::with_capacity(others.len());
    for other in others {
        let fits = other.len() == rank && (0..rank).all(|along| along == axis || other[along] == shape[along]);
        if !fits {
            let finding =
                layer.unsupported("the inputs of the layer have different shapes").found(format!("{other:?}"));
            return Err(finding.expected(format!("{first:?}, except along axis {}", axis + 1)).into());
        }
        shape[axis] = shape[axis].saturating_add(other[axis]);
        layer.check_elements(&shape)?;
        results.push(shape.clone());
    }
    let step = |position: usize| {
        let attributes = vec![("axis", Setting::size(axis))];
        let shape = results.get(position - 1).cloned().unwrap_or_default();
        Step::new("Concatenate", "Concatenate", attributes, shape)
    };
    Ok(super::chain(others.len(), step))
}
