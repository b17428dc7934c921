//! What the pooling ops share: which elements of an image belong to a window.

use hlsmith_fixed::{FixedType, Precision};

use crate::NamedType;
use crate::attribute::choice_attribute;
use crate::ops::ShapeError;
use crate::settings::{Compatibility, IoType, choices};

choices! {
    /// What is made of the elements of a window.
    pub enum PoolFunction {
        /// The largest element.
        Max = "max",
        /// The sum of the elements divided by their number.
        Average = "average",
    }
}
choice_attribute!(PoolFunction);

/// How the elements of a window come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolOrder {
    /// One after the other, each as it is; the largest element, or each partial sum, is assigned to `accum_t`.
    Direct,
    /// One after the other, each assigned to `accum_t` first.
    Assigned,
    /// Each assigned to `accum_t` first, then pair by pair from the leaves of a balanced tree, whose left half is the
    /// larger one.
    Tree,
}

/// The windows of a pooling op over an image `[in_height, in_width, n_chan]`; a line is an image of height 1.
///
/// Element `[i, j, c]` of the result is made of channel `c` of the rows `i * stride_height - pad_top` and following, and
/// the columns `j * stride_width - pad_left` and following. What is outside of the image does not belong to the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolWindows {
    /// Rows and columns of the input.
    pub input: [usize; 2],
    /// Rows and columns of the output.
    pub output: [usize; 2],
    /// Channels.
    pub n_chan: usize,
    /// Rows and columns of a window.
    pub pool: [usize; 2],
    /// Rows and columns from one window to the next.
    pub stride: [usize; 2],
    /// Rows above and columns before the image that windows reach into.
    pub before: [usize; 2],
    /// Rows below and columns behind the image that windows reach into.
    pub after: [usize; 2],
    /// Axes of the image: 2, or 1 for a line, which has one row.
    pub n_axes: usize,
    /// Whether the op takes everything as one window.
    pub is_global: bool,
}

impl PoolWindows {
    /// One window over the whole image.
    pub fn global(input: [usize; 2], n_chan: usize) -> Self {
        Self {
            input,
            output: [1, 1],
            n_chan,
            pool: input,
            stride: input,
            before: [0, 0],
            after: [0, 0],
            n_axes: 2,
            is_global: true,
        }
    }

    /// Checks that every window has an element of the image and that there are as many as fit.
    ///
    /// # Errors
    /// When windows or strides are empty, padding is as wide as a window, or the output has another size.
    pub fn check(&self) -> Result<(), ShapeError> {
        for axis in 0..2 {
            let (pool, stride) = (self.pool[axis], self.stride[axis]);
            let pads = [self.before[axis], self.after[axis]];
            if pool == 0 || stride == 0 || pads.iter().any(|&pad| pad >= pool) {
                return Err(ShapeError {
                    found: format!("windows of {pool}, {stride} apart, with {pads:?} beside the image"),
                    expected: "windows and strides of at least 1, and less padding than a window".into(),
                });
            }
            let extent = self.input[axis].checked_add(pads[0]).and_then(|extent| extent.checked_add(pads[1]));
            let room = extent.and_then(|extent| extent.checked_sub(pool));
            if room.map(|room| room / stride + 1) != Some(self.output[axis]) {
                return Err(ShapeError {
                    found: format!("{} windows over {}", self.output[axis], self.input[axis]),
                    expected: format!("windows of {pool}, {stride} apart, with {pads:?} beside the image"),
                });
            }
        }
        Ok(())
    }

    /// How the elements of a window come together: one way in all designs, except that streaming designs of the peer
    /// have others, where they can do the op at all.
    pub fn order(&self, compatibility: Compatibility, io_type: IoType) -> PoolOrder {
        match (compatibility, io_type) {
            (Compatibility::Sound, _) | (Compatibility::Hls4ml13, IoType::Parallel) => PoolOrder::Direct,
            (Compatibility::Hls4ml13, IoType::Stream) if self.is_padded() => PoolOrder::Direct,
            (Compatibility::Hls4ml13, IoType::Stream) if self.is_global => PoolOrder::Assigned,
            (Compatibility::Hls4ml13, IoType::Stream) => PoolOrder::Tree,
        }
    }

    /// Whether the sum of an average is divided as the unsigned number of its bit pattern, as the peer does with signed
    /// integers.
    pub fn divides_pattern(compatibility: Compatibility, accum_t: &NamedType) -> bool {
        match (compatibility, accum_t.precision) {
            (Compatibility::Hls4ml13, Precision::Integer { signed, .. }) => signed,
            (
                Compatibility::Sound | Compatibility::Hls4ml13,
                Precision::Auto
                | Precision::Fixed(_)
                | Precision::Integer { .. }
                | Precision::Xnor
                | Precision::Exponent { .. }
                | Precision::Float(_),
            ) => false,
        }
    }

    /// The type of the largest element and of partial sums in the designs of the peer for Quartus, whatever is configured:
    /// that of the elements, and for averages of numbers that truncate and wrap around as many more bits as a sum needs;
    /// `None` for the configured one.
    pub fn quartus_accum(&self, function: PoolFunction, io_type: IoType, input: FixedType) -> Option<FixedType> {
        let format = input.format;
        let plain = FixedType::new(format.width, format.integer, format.signed);
        match (function, io_type) {
            (_, IoType::Stream) if self.is_global => None,
            (PoolFunction::Average, IoType::Parallel | IoType::Stream) if input == plain && format.signed => {
                let more = usize::BITS - self.window_len().saturating_sub(1).leading_zeros();
                Some(FixedType::new(format.width + more, format.integer + more as i32, true))
            }
            (PoolFunction::Average | PoolFunction::Max, IoType::Parallel | IoType::Stream) => Some(input),
        }
    }

    /// How the elements of a window come together in the designs of the peer for Quartus.
    pub fn quartus_order(&self, io_type: IoType) -> PoolOrder {
        match io_type {
            IoType::Stream if self.is_global => PoolOrder::Assigned,
            IoType::Parallel | IoType::Stream => PoolOrder::Direct,
        }
    }

    /// Whether the peer for Quartus divides the sum of a window by all its positions, and scales the result by their
    /// number over that of those inside of the image, both in the types of the layer.
    pub fn is_scaled(&self, function: PoolFunction, io_type: IoType) -> bool {
        match (function, io_type) {
            (PoolFunction::Average, IoType::Parallel) => !self.is_global,
            (PoolFunction::Average, IoType::Stream) | (PoolFunction::Max, _) => false,
        }
    }

    /// Positions in a window, inside of the image or not.
    pub fn window_len(&self) -> usize {
        self.pool[0] * self.pool[1]
    }

    /// Whether some window reaches beyond the image.
    pub fn is_padded(&self) -> bool {
        self.before != [0, 0] || self.after != [0, 0]
    }

    /// The elements of the window of an output element, both counted in C order: row by row, for each position of the
    /// window the element of the image, `None` outside.
    pub fn window(&self, output: usize) -> impl Iterator<Item = Option<usize>> + use<> {
        let windows = *self;
        let (channel, pixel) = (output % self.n_chan, output / self.n_chan);
        let place = [pixel / self.output[1], pixel % self.output[1]];
        let coordinate = move |axis: usize, offset: usize| {
            let beyond = place[axis] * windows.stride[axis] + offset;
            beyond.checked_sub(windows.before[axis]).filter(|&coordinate| coordinate < windows.input[axis])
        };
        (0..self.pool[0]).flat_map(move |down| {
            (0..windows.pool[1]).map(move |right| {
                let (row, column) = (coordinate(0, down)?, coordinate(1, right)?);
                Some((row * windows.input[1] + column) * windows.n_chan + channel)
            })
        })
    }
}
