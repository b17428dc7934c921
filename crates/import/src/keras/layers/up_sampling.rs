//! `UpSampling1D` and `UpSampling2D`: each pixel several times.

use super::{Layer, Setting, Step, Stop, shown};

/// A line.
pub(super) fn import_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    let [factor] = layer.extents::<1>("size")?.unwrap_or([2]);
    let shape = vec![width.saturating_mul(factor), channels];
    layer.check_elements(&shape)?;
    let attributes = vec![
        ("in_width", Setting::size(width)),
        ("out_width", Setting::size(shape[0])),
        ("n_chan", Setting::size(channels)),
    ];
    Ok(vec![Step::new("UpSampling1D", "Resize", attributes, shape)])
}

/// An image.
pub(super) fn import_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    let interpolation = layer.word("interpolation")?.unwrap_or("nearest");
    if !["nearest", "bilinear"].contains(&interpolation) {
        return Err(layer
            .unsupported("pixels made of more than four neighbours are not computed")
            .found(format!("interpolation={}", shown(interpolation)))
            .expected("nearest, bilinear")
            .remedy("train the model with one of these, or with Conv2DTranspose in place of the layer")
            .into());
    }
    let [down, across] = layer.extents::<2>("size")?.unwrap_or([2, 2]);
    let shape = vec![height.saturating_mul(down), width.saturating_mul(across), channels];
    layer.check_elements(&shape)?;
    let attributes = vec![
        ("in_height", Setting::size(height)),
        ("in_width", Setting::size(width)),
        ("out_height", Setting::size(shape[0])),
        ("out_width", Setting::size(shape[1])),
        ("n_chan", Setting::size(channels)),
        ("algorithm", Setting::choice(interpolation)),
    ];
    Ok(vec![Step::new("UpSampling2D", "Resize", attributes, shape)])
}
