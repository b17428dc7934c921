//! `ZeroPadding1D` and `ZeroPadding2D`: zeros around a line or an image.

use super::{Layer, Setting, Step, Stop};

/// A line.
pub(super) fn import_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    let [[left, right]] = layer.margins::<1>("padding")?;
    let shape = vec![width.saturating_add(left).saturating_add(right), channels];
    layer.check_elements(&shape)?;
    let attributes = vec![
        ("in_width", Setting::size(width)),
        ("n_chan", Setting::size(channels)),
        ("pad_left", Setting::size(left)),
        ("pad_right", Setting::size(right)),
    ];
    Ok(vec![Step::new("ZeroPadding1D", "ZeroPadding1D", attributes, shape)])
}

/// An image.
pub(super) fn import_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    let [[top, bottom], [left, right]] = layer.margins::<2>("padding")?;
    let sum = |extent: usize, [before, behind]: [usize; 2]| extent.saturating_add(before).saturating_add(behind);
    let shape = vec![sum(height, [top, bottom]), sum(width, [left, right]), channels];
    layer.check_elements(&shape)?;
    let attributes = vec![
        ("in_height", Setting::size(height)),
        ("in_width", Setting::size(width)),
        ("n_chan", Setting::size(channels)),
        ("pad_top", Setting::size(top)),
        ("pad_bottom", Setting::size(bottom)),
        ("pad_left", Setting::size(left)),
        ("pad_right", Setting::size(right)),
    ];
    Ok(vec![Step::new("ZeroPadding2D", "ZeroPadding2D", attributes, shape)])
}
