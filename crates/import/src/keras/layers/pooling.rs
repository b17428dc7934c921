//! The layers that take the largest element or the average of windows of a line or an image.

use super::{Layer, Setting, Step, Stop};

/// The function of a class.
fn function(class: &str) -> &'static str {
    if class.contains("Max") { "max" } else { "average" }
}

/// A line.
pub(super) fn import_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    let [[out_width, left, right, pool, stride]] = windows(layer, [width])?;
    let attributes = vec![
        ("n_in", Setting::size(width)),
        ("n_out", Setting::size(out_width)),
        ("n_filt", Setting::size(channels)),
        ("pool_width", Setting::size(pool)),
        ("stride_width", Setting::size(stride)),
        ("pad_left", Setting::size(left)),
        ("pad_right", Setting::size(right)),
        ("pool_op", Setting::choice(function(&layer.config.class))),
        ("accum_t", Setting::auto()),
    ];
    Ok(vec![Step::new(origin(layer), "Pooling1D", attributes, vec![out_width, channels])])
}

/// An image.
pub(super) fn import_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    let [down, across] = windows(layer, [height, width])?;
    let [out_height, top, bottom, pool_height, stride_height] = down;
    let [out_width, left, right, pool_width, stride_width] = across;
    let attributes = vec![
        ("in_height", Setting::size(height)),
        ("in_width", Setting::size(width)),
        ("out_height", Setting::size(out_height)),
        ("out_width", Setting::size(out_width)),
        ("n_filt", Setting::size(channels)),
        ("pool_height", Setting::size(pool_height)),
        ("pool_width", Setting::size(pool_width)),
        ("stride_height", Setting::size(stride_height)),
        ("stride_width", Setting::size(stride_width)),
        ("pad_top", Setting::size(top)),
        ("pad_bottom", Setting::size(bottom)),
        ("pad_left", Setting::size(left)),
        ("pad_right", Setting::size(right)),
        ("pool_op", Setting::choice(function(&layer.config.class))),
        ("accum_t", Setting::auto()),
    ];
    Ok(vec![Step::new(origin(layer), "Pooling2D", attributes, vec![out_height, out_width, channels])])
}

/// A line as one window.
pub(super) fn import_global_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    let keepdims = layer.flag("keepdims", false)?;
    let attributes = vec![
        ("n_in", Setting::size(width)),
        ("n_filt", Setting::size(channels)),
        ("pool_op", Setting::choice(function(&layer.config.class))),
        ("keepdims", Setting::flag(keepdims)),
        ("accum_t", Setting::auto()),
    ];
    let shape = if keepdims { vec![1, channels] } else { vec![channels] };
    Ok(vec![Step::new(origin(layer), "GlobalPooling1D", attributes, shape)])
}

/// An image as one window.
pub(super) fn import_global_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    let keepdims = layer.flag("keepdims", false)?;
    let attributes = vec![
        ("in_height", Setting::size(height)),
        ("in_width", Setting::size(width)),
        ("n_filt", Setting::size(channels)),
        ("pool_op", Setting::choice(function(&layer.config.class))),
        ("keepdims", Setting::flag(keepdims)),
        ("accum_t", Setting::auto()),
    ];
    let shape = if keepdims { vec![1, 1, channels] } else { vec![channels] };
    Ok(vec![Step::new(origin(layer), "GlobalPooling2D", attributes, shape)])
}

/// For each axis the number of windows, how far they reach out before and behind, their size and their distance.
pub(super) fn windows<const N: usize>(layer: &Layer, input: [usize; N]) -> Result<[[usize; 5]; N], Stop> {
    let pool = layer.extents::<N>("pool_size")?.unwrap_or([2; N]);
    let stride = layer.extents::<N>("strides")?.unwrap_or(pool);
    let padding = layer.padding()?;
    let mut windows = [[0; 5]; N];
    for (axis, window) in windows.iter_mut().enumerate() {
        let Some((n, [before, behind])) = padding.windows(input[axis], pool[axis], stride[axis]) else {
            let finding = layer.unsupported("a window is larger than the input").found(format!("{pool:?}"));
            return Err(finding.expected(format!("at most {input:?}, or padding=\"same\"")).into());
        };
        *window = [n, before, behind, pool[axis], stride[axis]];
    }
    Ok(windows)
}

/// The class name the peer reports.
fn origin(layer: &Layer) -> &'static str {
    const CLASSES: [&str; 10] = [
        "AveragePooling1D",
        "AveragePooling2D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "MaxPooling1D",
        "MaxPooling2D",
        "QAveragePooling2D",
        "QGlobalAveragePooling2D",
    ];
    CLASSES.into_iter().find(|class| *class == layer.config.class).unwrap_or("MaxPooling2D")
}
