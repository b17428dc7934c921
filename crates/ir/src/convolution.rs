//! Windows that slide over a tensor, and the products a layer sums at each of them.
//!
//! Every convolution is described as one over an image: a line is an image of height 1, and a dense layer is a window of
//! one pixel over the rows of its input. Import, emulator and code generation all start from this description.

use crate::ops::ShapeError;
use crate::{ConvImplementation, NamedType, Strategy, Weight};

/// One axis of a window and of the image it slides over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Pixels of the input.
    pub input: usize,
    /// Pixels of the output.
    pub output: usize,
    /// Taps of the window, at least 1.
    pub filter: usize,
    /// Pixels between windows; of a transposed convolution output pixels between inputs. At least 1.
    pub stride: usize,
    /// Pixels between taps, at least 1.
    pub dilation: usize,
    /// Zero pixels before the input; of a transposed convolution the outputs that are cut off before the first.
    pub before: usize,
}

impl Axis {
    /// The axis of a single pixel.
    pub const ONE: Axis = Axis::of_pixels(1);

    /// A window of one pixel at each of a number of pixels.
    pub const fn of_pixels(pixels: usize) -> Self {
        Self { input: pixels, output: pixels, filter: 1, stride: 1, dilation: 1, before: 0 }
    }

    /// Pixels from the first to the last tap; `None` when they cannot be counted.
    pub fn reach(&self) -> Option<usize> {
        self.filter.checked_sub(1)?.checked_mul(self.dilation)?.checked_add(1)
    }

    /// How many windows fit into the input with `before` and `after` zero pixels around it; `None` when none does.
    pub fn n_windows(&self, after: usize) -> Option<usize> {
        let room = self.input.checked_add(self.before)?.checked_add(after)?.checked_sub(self.reach()?)?;
        room.checked_div(self.stride)?.checked_add(1)
    }

    /// The input pixel under a tap at an output pixel; `None` where the tap lies beside the input.
    pub fn source(&self, output: usize, tap: usize, is_transposed: bool) -> Option<usize> {
        let pixel = if is_transposed {
            let distance = (output + self.before).checked_sub(tap * self.dilation)?;
            distance.is_multiple_of(self.stride).then_some(distance / self.stride)?
        } else {
            (output * self.stride + tap * self.dilation).checked_sub(self.before)?
        };
        (pixel < self.input).then_some(pixel)
    }
}

/// A window over an image and the channels it combines.
///
/// Pixels are in row-major order, and the channels of a pixel follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The vertical axis.
    pub height: Axis,
    /// The horizontal axis.
    pub width: Axis,
    /// Whether inputs are spread over the output instead of gathered for it.
    pub is_transposed: bool,
    /// Channels of an input pixel, a multiple of `n_groups`.
    pub n_chan: usize,
    /// Channels of an output pixel, a multiple of `n_groups`.
    pub n_filt: usize,
    /// Groups of consecutive channels: the filters of a group read its channels only.
    pub n_groups: usize,
}

impl Geometry {
    /// A product of each of `n_rows` rows of `n_in` elements with a matrix.
    pub fn of_rows(n_rows: usize, n_in: usize, n_out: usize) -> Self {
        Self {
            height: Axis::ONE,
            width: Axis::of_pixels(n_rows),
            is_transposed: false,
            n_chan: n_in,
            n_filt: n_out,
            n_groups: 1,
        }
    }

    /// Channels that one filter reads.
    pub fn group_chan(&self) -> usize {
        self.n_chan / self.n_groups.max(1)
    }

    /// Filters that read the same channels.
    pub fn group_filt(&self) -> usize {
        self.n_filt / self.n_groups.max(1)
    }

    /// Taps of the window.
    pub fn n_taps(&self) -> usize {
        self.height.filter * self.width.filter
    }

    /// Products of one output: those of all taps and all channels of the group.
    pub fn n_in(&self) -> usize {
        self.n_taps() * self.group_chan()
    }

    /// Pixels of the output.
    pub fn n_pixels(&self) -> usize {
        self.height.output * self.width.output
    }

    /// Whether every window is exactly one pixel of the input and every pixel has its window.
    pub fn is_pointwise(&self) -> bool {
        let plain = |axis: Axis| axis == Axis::of_pixels(axis.input);
        plain(self.height) && plain(self.width)
    }

    /// For each tap in row-major order, the input pixel under it at an output pixel; `None` beside the input.
    pub fn sources(&self, pixel: usize) -> impl Iterator<Item = Option<usize>> + '_ {
        let (row, column) = (pixel / self.width.output, pixel % self.width.output);
        (0..self.height.filter).flat_map(move |tap| {
            let source_row = self.height.source(row, tap, self.is_transposed);
            (0..self.width.filter).map(move |tap| {
                let source_column = self.width.source(column, tap, self.is_transposed)?;
                Some(source_row? * self.width.input + source_column)
            })
        })
    }

    /// The input pixel under the first tap at an output pixel, where the window lies on the input as a whole; the other
    /// taps are then as far from it at every such pixel.
    pub fn whole_window(&self, pixel: usize) -> Option<usize> {
        if self.is_transposed {
            return None;
        }
        let ends = |axis: Axis, output: usize| {
            let first = axis.source(output, 0, false)?;
            axis.source(output, axis.filter - 1, false).map(|_| first)
        };
        let row = ends(self.height, pixel / self.width.output)?;
        Some(row * self.width.input + ends(self.width, pixel % self.width.output)?)
    }

    /// The input an output channel reads as its `position`th, counted through the channels of all taps of the window.
    pub fn window_input(&self, filter: usize, position: usize) -> usize {
        let (chan, group) = (self.group_chan(), filter / self.group_filt().max(1));
        position / chan.max(1) * self.n_chan + group * chan + position % chan.max(1)
    }

    /// The filter whose weights are shape `[n_in(), n_filt]` in the order (tap, channel of the group).
    ///
    /// # Errors
    /// When groups do not divide the channels, an extent is zero, or a weight has another number of elements.
    pub fn check(&self, weight: &Weight, bias: &Weight) -> Result<(), ShapeError> {
        let divides = |n: usize| self.n_groups > 0 && n > 0 && n.is_multiple_of(self.n_groups);
        if !divides(self.n_chan) || !divides(self.n_filt) {
            return Err(ShapeError {
                found: format!("{} channels, {} filters, {} groups", self.n_chan, self.n_filt, self.n_groups),
                expected: "groups that divide channels and filters".into(),
            });
        }
        for axis in [self.height, self.width] {
            let last = axis.output.checked_mul(axis.stride).zip(axis.output.checked_add(axis.before)).zip(axis.reach());
            let has_none = [axis.input, axis.output, axis.filter, axis.stride, axis.dilation].contains(&0);
            if has_none || last.is_none_or(|((forward, back), reach)| forward.max(back).checked_add(reach).is_none()) {
                let expected = "extents, strides and dilations of at least 1 that can be counted".into();
                return Err(ShapeError { found: format!("{axis:?}"), expected });
            }
        }
        let n_in = self.height.filter.checked_mul(self.width.filter).and_then(|n| n.checked_mul(self.group_chan()));
        let n_weights = n_in.and_then(|n_in| n_in.checked_mul(self.n_filt));
        if n_weights != Some(weight.data.len()) {
            let expected = format!("{} taps, {} channels, {} filters", self.n_taps(), self.group_chan(), self.n_filt);
            return Err(ShapeError::new(weight.data.shape(), format!("weights of {expected}")));
        }
        if bias.data.shape() != [self.n_filt] {
            return Err(ShapeError::new(bias.data.shape(), format!("biases [{}]", self.n_filt)));
        }
        Ok(())
    }

    /// The shapes of an output whose axes are forward windows with `after` zero pixels behind each.
    pub(crate) fn check_forward(&self, [below, right]: [usize; 2]) -> Result<(), ShapeError> {
        for (axis, after) in [(self.height, below), (self.width, right)] {
            if axis.n_windows(after) != Some(axis.output) {
                let found = format!("{} windows of {axis:?} and {after} zero pixels behind", axis.output);
                let expected = match axis.n_windows(after) {
                    Some(windows) => format!("{windows} windows"),
                    None => "an input that a window fits into".into(),
                };
                return Err(ShapeError { found, expected });
            }
        }
        Ok(())
    }
}

/// What the layers that sum products over windows have in common.
#[derive(Clone, Copy, Debug)]
pub struct Convolution<'a> {
    /// Which inputs each output reads.
    pub geometry: Geometry,
    /// Weights, `geometry.n_in()` times `n_filt` in the order (tap, channel of the group, filter).
    pub weight: &'a Weight,
    /// Biases, one for each filter.
    pub bias: &'a Weight,
    /// Type of products and partial sums.
    pub accum_t: &'a NamedType,
    /// How many products share one multiplier.
    pub reuse_factor: u32,
    /// How the product is laid out in hardware.
    pub strategy: Strategy,
    /// How many pixels are computed side by side.
    pub parallelization_factor: u32,
    /// How the window gets its pixels from a stream.
    pub implementation: ConvImplementation,
}

impl Convolution<'_> {
    /// How many times the hardware of the pixels that are computed side by side is used.
    pub fn n_partitions(&self) -> usize {
        self.geometry.n_pixels().div_ceil(self.parallelization_factor.max(1) as usize)
    }
}

/// Declares a convolution: its documentation, then the axes it has, what is its own, and what all of them share.
macro_rules! convolution {
    (
        $(#[doc = $op_doc:literal])+
        pub struct $op:ident over line { $($own:tt)* }
    ) => {
        $crate::attribute::op! {
            $(#[doc = $op_doc])+
            pub struct $op {
                /// Pixels of the input.
                Structure in_width: usize,
                /// Channels of an input pixel.
                Structure n_chan: usize,
                /// Pixels of the output.
                Structure out_width: usize,
                /// Channels of an output pixel.
                Structure n_filt: usize,
                /// Taps of the window.
                Structure filt_width: usize,
                /// Pixels between windows.
                Structure stride_width: usize = 1,
                /// Pixels between taps.
                Structure dilation_width: usize = 1,
                $($own)*
                /// How many products share one multiplier.
                Target reuse_factor: u32 = 1,
                /// How many pixels are computed side by side.
                Target parallelization_factor: u32 = 1,
                /// How the window gets its pixels from a stream.
                Target conv_implementation: $crate::ConvImplementation = $crate::ConvImplementation::LineBuffer,
                /// How the product is laid out in hardware.
                Advanced strategy: $crate::Strategy = $crate::Strategy::Latency,
            }
        }
    };
    (
        $(#[doc = $op_doc:literal])+
        pub struct $op:ident over image { $($own:tt)* }
    ) => {
        $crate::convolution::convolution! {
            $(#[doc = $op_doc])+
            pub struct $op over line {
                /// Rows of the input.
                Structure in_height: usize,
                /// Rows of the output.
                Structure out_height: usize,
                /// Rows of the window.
                Structure filt_height: usize,
                /// Rows between windows.
                Structure stride_height: usize = 1,
                /// Rows between taps.
                Structure dilation_height: usize = 1,
                $($own)*
            }
        }
    };
}
pub(crate) use convolution;

/// The horizontal axis of a convolution with attributes named as [`convolution`] names them.
macro_rules! width {
    ($op:expr) => {
        $crate::Axis {
            input: $op.in_width,
            output: $op.out_width,
            filter: $op.filt_width,
            stride: $op.stride_width,
            dilation: $op.dilation_width,
            before: $op.pad_left,
        }
    };
}
pub(crate) use width;

/// The vertical axis of a convolution with attributes named as [`convolution`] names them.
macro_rules! height {
    ($op:expr) => {
        $crate::Axis {
            input: $op.in_height,
            output: $op.out_height,
            filter: $op.filt_height,
            stride: $op.stride_height,
            dilation: $op.dilation_height,
            before: $op.pad_top,
        }
    };
}
pub(crate) use height;

/// The view of an op with attributes named as [`convolution`] names them.
macro_rules! view {
    ($op:expr, $geometry:expr) => {
        $crate::Convolution {
            geometry: $geometry,
            weight: &$op.weight,
            bias: &$op.bias,
            accum_t: &$op.accum_t,
            reuse_factor: $op.reuse_factor,
            strategy: $op.strategy,
            parallelization_factor: $op.parallelization_factor,
            implementation: $op.conv_implementation,
        }
    };
}
pub(crate) use view;

/// The shape of the output of a convolution over an input of one shape, once its geometry and constants are checked.
pub(crate) fn output_shapes(
    view: &Convolution<'_>,
    input: &[usize],
    expected: &[usize],
    output: &[usize],
) -> Result<Vec<Vec<usize>>, ShapeError> {
    if input != expected {
        return Err(ShapeError::new(input, format!("{expected:?}")));
    }
    view.geometry.check(view.weight, view.bias)?;
    Ok(vec![output.to_vec()])
}

#[cfg(test)]
mod tests {
    use super::{Axis, Geometry};

    fn check(axis: Axis, is_transposed: bool, expected: &[&[usize]]) {
        let geometry = Geometry { height: Axis::ONE, width: axis, is_transposed, n_chan: 1, n_filt: 1, n_groups: 1 };
        let beside = usize::MAX;
        for (pixel, expected) in expected.iter().enumerate() {
            let found: Vec<usize> = geometry.sources(pixel).map(|source| source.unwrap_or(beside)).collect();
            assert_eq!(found, *expected, "{axis:?} {is_transposed} pixel {pixel}");
        }
        assert_eq!(expected.len(), axis.output);
    }

    #[test]
    fn windows_read_the_right_pixels() {
        const O: usize = usize::MAX;
        let axis =
            |input, output, filter, stride, dilation, before| Axis { input, output, filter, stride, dilation, before };
        check(axis(4, 2, 3, 1, 1, 0), false, &[&[0, 1, 2], &[1, 2, 3]]);
        check(axis(4, 2, 3, 2, 1, 0), false, &[&[0, 1, 2], &[2, 3, O]]);
        check(axis(4, 4, 3, 1, 1, 1), false, &[&[O, 0, 1], &[0, 1, 2], &[1, 2, 3], &[2, 3, O]]);
        check(axis(5, 1, 3, 1, 2, 0), false, &[&[0, 2, 4]]);
        // An input pixel i with tap k reaches output 2 i + k.
        check(axis(2, 5, 3, 2, 1, 0), true, &[&[0, O, O], &[O, 0, O], &[1, O, 0], &[O, 1, O], &[O, O, 1]]);
        check(axis(2, 3, 3, 2, 1, 1), true, &[&[O, 0, O], &[1, O, 0], &[O, 1, O]]);
    }

    #[test]
    fn groups_read_their_own_channels() {
        let geometry = Geometry { n_chan: 6, n_filt: 4, n_groups: 2, ..Geometry::of_rows(1, 6, 4) };
        let inputs = |filter| (0..6).map(|position| geometry.window_input(filter, position)).collect::<Vec<_>>();
        assert_eq!(inputs(1), [0, 1, 2, 6, 7, 8]);
        assert_eq!(inputs(2), [3, 4, 5, 9, 10, 11]);
    }
}
