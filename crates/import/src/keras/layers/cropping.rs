//! `Cropping1D` and `Cropping2D`: a part of a line or an image.

use super::{Layer, Setting, Step, Stop};

/// A line.
pub(super) fn import_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    let [[left, right]] = layer.margins::<1>("cropping")?;
    let attributes = vec![
        ("n_in", Setting::size(width)),
        ("n_chan", Setting::size(channels)),
        ("crop_left", Setting::size(left)),
        ("crop_right", Setting::size(right)),
    ];
    let shape = vec![rest(layer, width, [left, right])?, channels];
    Ok(vec![Step::new("Cropping1D", "Cropping1D", attributes, shape)])
}

/// An image.
pub(super) fn import_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    let [[top, bottom], [left, right]] = layer.margins::<2>("cropping")?;
    let attributes = vec![
        ("in_height", Setting::size(height)),
        ("in_width", Setting::size(width)),
        ("n_chan", Setting::size(channels)),
        ("crop_top", Setting::size(top)),
        ("crop_bottom", Setting::size(bottom)),
        ("crop_left", Setting::size(left)),
        ("crop_right", Setting::size(right)),
    ];
    let shape = vec![rest(layer, height, [top, bottom])?, rest(layer, width, [left, right])?, channels];
    Ok(vec![Step::new("Cropping2D", "Cropping2D", attributes, shape)])
}

/// What stays of an extent.
fn rest(layer: &Layer, extent: usize, [before, behind]: [usize; 2]) -> Result<usize, Stop> {
    let rest = extent.checked_sub(before).and_then(|rest| rest.checked_sub(behind)).filter(|&rest| rest > 0);
    rest.ok_or_else(|| {
        let finding = layer.unsupported("nothing stays of the input").found(format!("{before} and {behind} left out"));
        finding.expected(format!("less than {extent}")).into()
    })
}
