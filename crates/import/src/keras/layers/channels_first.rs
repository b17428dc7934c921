//! Layers on tensors whose first axis is that of the channels: the same layers on tensors whose last axis it is, between
//! transpositions.
//!
//! Weights have the same order in both. A flattening gives the elements in the order they have with the channels last, so
//! that the dense layer behind it has the same weights as well.

use super::{Import, Layer, Read, Setting, Step, Stop, hgq2, shown};

/// The classes that take tensors with the channels first, sorted.
const CLASSES: &[&str] = &[
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Cropping2D",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "QAveragePooling2D",
    "QConv1D",
    "QConv2D",
    "QConv2DBatchnorm",
    "QDepthwiseConv2D",
    "QDepthwiseConv2DBatchnorm",
    "QGlobalAveragePooling2D",
    "QSeparableConv1D",
    "QSeparableConv2D",
    "SeparableConv1D",
    "SeparableConv2D",
    "UpSampling2D",
    "ZeroPadding1D",
    "ZeroPadding2D",
];

/// Whether a layer has its channels first.
///
/// # Errors
/// When its order of axes has another name than those of Keras.
pub(super) fn applies(layer: &Layer) -> Result<bool, Stop> {
    // The quantizers around a layer of HGQ2 have the axes of its tensors; those inside are asked for again.
    let is_around = layer.config.package.as_deref().is_some_and(|package| hgq2::PACKAGES.contains(&package));
    if is_around || !CLASSES.contains(&layer.config.class.as_str()) {
        return Ok(false);
    }
    match layer.word("data_format")?.unwrap_or("channels_last") {
        "channels_first" => Ok(true),
        "channels_last" => Ok(false),
        other => {
            let finding = layer.unsupported("the order of the axes is not known").found(shown(other));
            Err(finding.expected("channels_last or channels_first").into())
        }
    }
}

pub(super) fn import(layer: &Layer, import: Import) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    if shape.len() < 2 {
        return import(layer);
    }
    let to_last: Vec<usize> = (1..shape.len()).chain([0]).collect();
    let first = Step { suffix: Some("channels_last".into()), ..transposed(shape, &to_last) };
    let own = import(&Layer { shape: Some(&first.shape), ..*layer })?;
    let shape = own.last().map_or_else(|| first.shape.clone(), |step| step.shape.clone());
    let mut steps = vec![first];
    steps.extend(own.into_iter().map(behind_first));
    if shape.len() > 1 {
        let to_first: Vec<usize> = [shape.len() - 1].into_iter().chain(0..shape.len() - 1).collect();
        steps.push(Step { suffix: Some("channels_first".into()), ..transposed(&shape, &to_first) });
    }
    Ok(steps)
}

fn transposed(shape: &[usize], perm: &[usize]) -> Step {
    let shape = perm.iter().map(|&axis| shape[axis]).collect();
    Step::new("Transpose", "Transpose", vec![("perm", Setting::sizes(perm))], shape)
}

/// A step when another one stands before all steps of its layer, whose result takes the place of the first tensor.
fn behind_first(step: Step) -> Step {
    let moved = |read: Read| match read {
        Read::Tensor(0) => Read::Result { step: 0, output: 0 },
        Read::Tensor(position) => Read::Tensor(position),
        Read::Result { step, output } => Read::Result { step: step + 1, output },
    };
    let all = |reads: Option<Vec<Read>>| reads.map(|reads| reads.into_iter().map(moved).collect());
    Step { reads: all(step.reads), gives: all(step.gives), ..step }
}

#[cfg(test)]
mod tests {
    use super::CLASSES;

    #[test]
    fn classes_are_sorted() {
        assert!(CLASSES.is_sorted());
    }
}
