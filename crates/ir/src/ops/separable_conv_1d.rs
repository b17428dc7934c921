//! Convolution over a line in two steps: each channel by itself, then across channels.

use hlsmith_fixed::Precision;

use super::{Conv1d, DepthwiseConv1d, ShapeError, Shapes};
use crate::attribute::op;
use crate::{Array, ConvImplementation, NamedType, Strategy, Weight};

op! {
    /// A depthwise convolution over a line `[in_width, n_chan]` without a bias, and a convolution with a window of one pixel behind it. The
    /// result of the first is assigned to `depthwise_result_t` in between.
    ///
    /// It is computed after a pass has put both layers in its place.
    pub struct SeparableConv1d {
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
        /// Zero pixels left of the input.
        Structure pad_left: usize = 0,
        /// Zero pixels right of the input.
        Structure pad_right: usize = 0,
        /// Filters of each channel in the first step.
        Structure depth_multiplier: usize = 1,
        /// Weights of the first step, shape `[filt_width, n_chan, depth_multiplier]`.
        Core depthwise: Weight,
        /// Weights of the second step, shape `[1, n_chan * depth_multiplier, n_filt]`.
        Core pointwise: Weight,
        /// Biases of the second step, shape `[n_filt]`.
        Core bias: Weight,
        /// Type of products and partial sums of the first step.
        Target depthwise_accum_t: NamedType,
        /// Type of products and partial sums of the second step.
        Target pointwise_accum_t: NamedType,
        /// Type of the result of the first step.
        Target depthwise_result_t: NamedType,
        /// How many products of the first step share one multiplier.
        Target depthwise_reuse_factor: u32 = 1,
        /// How many products of the second step share one multiplier.
        Target pointwise_reuse_factor: u32 = 1,
        /// How many pixels are computed side by side.
        Advanced parallelization_factor: u32 = 1,
        /// How the window gets its pixels from a stream.
        Target conv_implementation: ConvImplementation = ConvImplementation::LineBuffer,
        /// How the products are laid out in hardware.
        Advanced strategy: Strategy = Strategy::Latency,
    }
}

impl SeparableConv1d {
    /// The first step. Its bias is zeros of one bit, named after the layer of an index.
    pub fn depthwise_step(&self, index: u32) -> DepthwiseConv1d {
        let n_filt = self.n_chan.saturating_mul(self.depth_multiplier);
        let one_bit = Precision::Integer { width: 1, signed: false };
        DepthwiseConv1d {
            in_width: self.in_width,
            n_chan: self.n_chan,
            out_width: self.out_width,
            filt_width: self.filt_width,
            stride_width: self.stride_width,
            dilation_width: self.dilation_width,
            pad_left: self.pad_left,
            pad_right: self.pad_right,
            depth_multiplier: self.depth_multiplier,
            parallelization_factor: self.parallelization_factor,
            conv_implementation: self.conv_implementation,
            strategy: self.strategy,
            n_filt,
            weight: Weight { name: format!("w{index}"), ..self.depthwise.clone() },
            bias: Weight {
                name: format!("b{index}"),
                data: Array::zeros(vec![n_filt.min(self.depthwise.data.len())]),
                ty: NamedType::new(format!("bias{index}_t"), one_bit),
                quantizer: None,
            },
            accum_t: self.depthwise_accum_t.clone(),
            reuse_factor: self.depthwise_reuse_factor,
        }
    }

    /// The second step, its constants named after the layer of an index.
    pub fn pointwise_step(&self, index: u32) -> Conv1d {
        Conv1d {
            in_width: self.out_width,
            n_chan: self.n_chan.saturating_mul(self.depth_multiplier),
            out_width: self.out_width,
            n_filt: self.n_filt,
            filt_width: 1,
            stride_width: 1,
            dilation_width: 1,
            pad_left: 0,
            pad_right: 0,
            n_groups: 1,
            weight: Weight { name: format!("w{index}"), ..self.pointwise.clone() },
            bias: Weight { name: format!("b{index}"), ..self.bias.clone() },
            accum_t: self.pointwise_accum_t.clone(),
            reuse_factor: self.pointwise_reuse_factor,
            parallelization_factor: self.parallelization_factor,
            conv_implementation: self.conv_implementation,
            strategy: self.strategy,
        }
    }
}

impl Shapes for SeparableConv1d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let between = self.depthwise_step(0).output_shapes(inputs)?;
        self.pointwise_step(0).output_shapes(&between.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }
}
