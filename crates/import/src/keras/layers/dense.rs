//! `Dense`: fully connected layer on a vector, with the activation inside it as a step of its own.

use super::{Layer, Setting, Step, Stop, activation};
use crate::keras::Dialect;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let n_out = layer.size("units")?;
    let use_bias = layer.flag("use_bias", true)?;
    if let Some(quantization) = layer.setting("quantization_config") {
        return Err(layer
            .unsupported("the layer is quantised by Keras")
            .found(super::excerpt(quantization))
            .remedy("save the model before it is quantised")
            .into());
    }
    let function = activation::named(layer)?;
    let input = layer.input()?;
    let [n_in] = *input else {
        return Err(layer
            .unsupported("the input of a Dense layer has more than one dimension")
            .found(format!("{input:?}"))
            .expected("a vector")
            .remedy("put a Flatten or Reshape layer in front so that the layer reads a vector")
            .into());
    };
    layer.check_elements(&[n_in, n_out])?;
    let shapes = [("kernel", &[n_in, n_out][..], true), ("bias", &[n_out][..], use_bias)];
    let mut arrays = layer.some_arrays(&shapes)?.into_iter();
    let (Some(Some(kernel)), Some(bias)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let attributes = vec![
        ("n_in", Setting::size(n_in)),
        ("n_out", Setting::size(n_out)),
        ("weight", Setting::Weight("w", kernel)),
        ("bias", bias.map_or(Setting::NoBias(n_out), |bias| Setting::Weight("b", bias))),
        ("accum_t", Setting::auto()),
    ];
    let shape = vec![n_out];
    let own = Step::new("Dense", "Dense", attributes, shape);
    match layer.dialect {
        Dialect::Keras3 if function.name() == "linear" => Ok(vec![own]),
        Dialect::Keras2 | Dialect::Keras3 => {
            let output = Layer { shape: Some(&own.shape), ..*layer };
            let activation = Step { suffix: Some(function.name().into()), ..function.step(&output)? };
            Ok(vec![own, activation])
        }
    }
}
