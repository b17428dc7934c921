//! Windows of volumes `[depth, height, width, channels]`: an image of depth and height whose channels are those of a whole
//! row of the volume, so that the elements keep their places.

use hlsmith_ir::{Array, ArrayData};

use super::blocks::{Along, convolution, global_pooling, pooling};
use super::step::{Setting, Step};

/// The kernel `[depth, height, width * channels, out_width * filters]` on whole rows that does what a kernel
/// `[depth, height, window, channels / n_groups, filters]` does, zeros where a window does not reach; `None` for arrays of
/// another rank and for groups that do not divide channels and filters.
pub(crate) fn banded(kernel: &Array, n_groups: usize, width: &Along) -> Option<Array> {
    let &[depth, height, window, n_own, n_filt] = kernel.shape() else { return None };
    if n_groups == 0 || !n_filt.is_multiple_of(n_groups) || window != width.window {
        return None;
    }
    let (n_chan, n_together) = (n_own * n_groups, n_filt / n_groups);
    let [rows, columns] = [width.input * n_chan, width.output * n_filt];
    let mut band = vec![0.0; depth * height * rows * columns];
    for (index, value) in kernel.iter().enumerate() {
        let (filter, rest) = (index % n_filt, index / n_filt);
        let (channel, rest) = (rest % n_own + filter / n_together * n_own, rest / n_own);
        let (tap, pixel) = (rest % window, rest / window);
        for output in 0..width.output {
            let place = (output * width.stride + tap * width.dilation).checked_sub(width.pads[0]);
            if let Some(place) = place.filter(|&place| place < width.input) {
                band[(pixel * rows + place * n_chan + channel) * columns + output * n_filt + filter] = value;
            }
        }
    }
    like(kernel, vec![depth, height, rows, columns], band)
}

/// Numbers in the type of an array.
fn like(array: &Array, shape: Vec<usize>, numbers: Vec<f64>) -> Option<Array> {
    match array.data() {
        ArrayData::F32(_) => Array::from_f32(shape, numbers.into_iter().map(|value| value as f32).collect::<Vec<_>>()),
        ArrayData::F64(_) => Array::from_f64(shape, numbers),
    }
}

/// The shape of the kernel of [`banded`], to be checked before it is made.
pub(crate) fn band_shape([depth, height, width]: [&Along; 3], n_chan: usize, n_filt: usize) -> [usize; 4] {
    let [rows, columns] = [width.input.saturating_mul(n_chan), width.output.saturating_mul(n_filt)];
    [depth.window, height.window, rows, columns]
}

/// A convolution of a volume with a kernel of [`banded`] and the biases of the filters, on rows: its result has the shape
/// `[out_depth, out_height, out_width * filters]`. `None` where the biases are others.
pub(crate) fn convolved(
    [depth, height, width]: [&Along; 3],
    n_chan: usize,
    n_filt: usize,
    band: Array,
    bias: Option<Array>,
) -> Option<Step> {
    let columns = width.output * n_filt;
    let bias = match bias {
        None => Setting::NoBias(vec![columns]),
        Some(bias) if bias.len() != n_filt => return None,
        Some(bias) => {
            let repeated: Vec<f64> = (0..width.output).flat_map(|_| bias.iter()).collect();
            Setting::Weight("b", like(&bias, vec![columns], repeated)?)
        }
    };
    let mut attributes = convolution(&[*depth, *height], false);
    attributes.extend([
        ("n_chan", Setting::size(width.input * n_chan)),
        ("n_filt", Setting::size(columns)),
        ("n_groups", Setting::size(1)),
        ("weight", Setting::Weight("w", band)),
        ("bias", bias),
        ("accum_t", Setting::auto()),
    ]);
    Some(Step::new("Conv2D", "Conv2D", attributes, vec![depth.output, height.output, columns]))
}

/// The elements in another shape.
pub(crate) fn reshaped(suffix: &'static str, shape: Vec<usize>) -> Step {
    let attributes = vec![("target_shape", Setting::sizes(&shape))];
    Step { suffix: Some(suffix.into()), ..Step::new("Reshape", "Reshape", attributes, shape) }
}

/// The steps of a pooling of windows: along the width, and then along depth and height.
///
/// The second one takes the place of the layer. Averages are those of averages, with as many elements in each of them.
pub(crate) fn pooled(
    origin: &'static str,
    [depth, height, width]: [&Along; 3],
    n_chan: usize,
    function: &'static str,
    count_pad: bool,
) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    if width.window > 1 || width.stride > 1 || width.pads != [0, 0] {
        let rows = depth.input * height.input;
        let one = Along { input: rows, output: rows, window: 1, stride: 1, dilation: 1, pads: [0, 0] };
        let (class, attributes) = pooling(&[one, *width], n_chan, function, count_pad)?;
        steps.push(reshaped("rows", vec![rows, width.input, n_chan]));
        let across = Step::new(origin, class, attributes, vec![rows, width.output, n_chan]);
        steps.push(Step { suffix: Some("across".into()), ..across });
    }
    let row = width.output * n_chan;
    let (class, attributes) = pooling(&[*depth, *height], row, function, count_pad)?;
    steps.push(reshaped("image", vec![depth.input, height.input, row]));
    steps.push(Step::new(origin, class, attributes, vec![depth.output, height.output, row]));
    steps.push(reshaped("volume", vec![depth.output, height.output, width.output, n_chan]));
    Some(steps)
}

/// The steps of a pooling of a whole volume, whose axes stay with an extent of 1 if `keepdims` is true.
pub(crate) fn pooled_whole(
    origin: &'static str,
    extents: [usize; 3],
    n_chan: usize,
    function: &'static str,
    keepdims: bool,
) -> Option<Vec<Step>> {
    let n = extents.iter().product();
    let (class, attributes) = global_pooling(&[n], n_chan, function, false)?;
    let mut steps = vec![reshaped("line", vec![n, n_chan]), Step::new(origin, class, attributes, vec![n_chan])];
    if keepdims {
        steps.push(reshaped("volume", vec![1, 1, 1, n_chan]));
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use hlsmith_ir::Array;

    use super::{Along, banded};

    /// The products of a row with the band, and those of each window.
    fn check(n_groups: usize, width: Along, n_own: usize, n_filt: usize) {
        let numbers = |n: usize| (1..=n).map(|value| value as f32).collect::<Vec<_>>();
        let kernel =
            Array::from_f32(vec![1, 1, width.window, n_own, n_filt], numbers(width.window * n_own * n_filt)).unwrap();
        let band: Vec<f64> = banded(&kernel, n_groups, &width).unwrap().iter().collect();
        let kernel: Vec<f64> = kernel.iter().collect();
        let n_chan = n_own * n_groups;
        let row: Vec<f64> = (0..width.input * n_chan).map(|place| (place * place + 1) as f64).collect();
        for output in 0..width.output {
            for filter in 0..n_filt {
                let group = filter / (n_filt / n_groups);
                let mut expected = 0.0;
                for tap in 0..width.window {
                    let place = output * width.stride + tap * width.dilation;
                    let Some(place) = place.checked_sub(width.pads[0]).filter(|&place| place < width.input) else {
                        continue;
                    };
                    for own in 0..n_own {
                        let x = row[place * n_chan + group * n_own + own];
                        expected += x * kernel[(tap * n_own + own) * n_filt + filter];
                    }
                }
                let column = output * n_filt + filter;
                let columns = width.output * n_filt;
                let found: f64 = row.iter().enumerate().map(|(place, x)| x * band[place * columns + column]).sum();
                assert_eq!(found, expected, "{width:?} {n_groups} {output} {filter}");
            }
        }
    }

    #[test]
    fn bands_do_what_kernels_do() {
        let along = |[input, output, window, stride, dilation, before, behind]: [usize; 7]| Along {
            input,
            output,
            window,
            stride,
            dilation,
            pads: [before, behind],
        };
        check(1, along([5, 3, 3, 1, 1, 0, 0]), 2, 3);
        check(1, along([6, 3, 3, 2, 1, 0, 1]), 1, 2);
        check(1, along([6, 6, 3, 1, 2, 2, 2]), 2, 1);
        check(2, along([4, 3, 2, 1, 1, 0, 0]), 2, 4);
        check(3, along([3, 1, 3, 3, 1, 0, 0]), 1, 3);
    }
}
