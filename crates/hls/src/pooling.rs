//! What the pooling ops share: one kernel for each function, and its configuration.

use hlsmith_diag::Result;
use hlsmith_emulate::quartus;
use hlsmith_ir::{Compatibility, NamedType, PoolFunction, PoolOrder, PoolWindows};

use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Schedule};
use crate::ops::Kernel;

/// The attributes of a pooling op.
pub(crate) struct Pooling<'a> {
    pub(crate) windows: PoolWindows,
    pub(crate) function: PoolFunction,
    pub(crate) count_pad: bool,
    pub(crate) accum_t: &'a NamedType,
    pub(crate) reuse_factor: u32,
}

impl Pooling<'_> {
    /// Lowers the op.
    ///
    /// # Errors
    /// When the numbers of the peer for Quartus are not known.
    pub(crate) fn lower(&self, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
        let (function, on_streams) = match (self.function, self.windows.is_global) {
            (PoolFunction::Max, false) => ("nnet::max_pooling", "nnet::max_pooling_stream"),
            (PoolFunction::Max, true) => ("nnet::max_pooling", "nnet::global_max_pooling_stream"),
            (PoolFunction::Average, false) => ("nnet::average_pooling", "nnet::average_pooling_stream"),
            (PoolFunction::Average, true) => ("nnet::average_pooling", "nnet::global_average_pooling_stream"),
        };
        let order = match layer.is_quartus() {
            true => self.windows.quartus_order(layer.io_type()),
            false => self.windows.order(layer.compatibility(), layer.io_type()),
        };
        let order = match order {
            PoolOrder::Direct => "nnet::pool_direct",
            PoolOrder::Assigned => "nnet::pool_assigned",
            PoolOrder::Tree => "nnet::pool_tree",
        };
        let pads_top_bit = match layer.compatibility() {
            Compatibility::Sound => false,
            Compatibility::Hls4ml13 => self.windows.is_padded(),
        } && layer.input_type().is_ok_and(|ty| !ty.format.signed);
        let PoolWindows { input, output, n_chan, pool, stride, before, after, .. } = self.windows;
        let config = layer.config_name("");
        let accum_t = match layer.input_type() {
            Ok(input) if layer.is_quartus() => {
                let (windows, io_type) = (&self.windows, layer.io_type());
                let accum = quartus::pool_accum(windows, self.function, self.accum_t, &input, io_type)?;
                layer.derived_type(accum, "accum_t")
            }
            Ok(_) | Err(_) => layer.type_name(self.accum_t, "accum_t"),
        };
        let size = |name: &'static str, value: usize| Member::Unsigned(name, value.into());
        let mut members = vec![
            size("in_height", input[0]),
            size("in_width", input[1]),
            size("n_chan", n_chan),
            size("out_height", output[0]),
            size("out_width", output[1]),
            size("pool_height", pool[0]),
            size("pool_width", pool[1]),
            size("stride_height", stride[0]),
            size("stride_width", stride[1]),
            size("pad_top", before[0]),
            size("pad_bottom", after[0]),
            size("pad_left", before[1]),
            size("pad_right", after[1]),
            Member::Unsigned("order", Expr::Library(order)),
        ];
        let is_scaled = layer.is_quartus() && self.windows.is_scaled(self.function, layer.io_type());
        if self.count_pad || is_scaled {
            members.push(size("count_pad", 1));
        }
        if is_scaled {
            quartus::pool_factors(&self.windows, self.count_pad, &layer.input_type()?)?;
            members.push(size("n_scaled_axes", self.windows.n_axes));
        }
        if pads_top_bit {
            members.push(size("pad_top_bit", 1));
        }
        let divides_pattern = PoolWindows::divides_pattern(layer.compatibility(), self.accum_t);
        if self.function == PoolFunction::Average && divides_pattern && !layer.is_quartus() {
            members.push(size("divide_pattern", 1));
        }
        members.push(Member::Unsigned("reuse_factor", self.reuse_factor.into()));
        members.push(Member::Typedef(Type::from(&accum_t), "accum_t"));
        let kernel = Kernel { members, ..Kernel::new("nnet_pooling.h", function, "nnet::pooling_config", config) };
        if !layer.streams_last_axis() {
            return Ok(kernel);
        }
        Ok(kernel.on_streams("nnet_pooling_stream.h", on_streams, Schedule::Interleaved(packets(&self.windows))))
    }
}

/// How many windows end after each pixel of the image, before the next one.
fn packets(windows: &PoolWindows) -> Vec<usize> {
    let PoolWindows { input, pool, stride, before, after, .. } = *windows;
    let extent = |axis: usize| before[axis] + input[axis] + after[axis];
    let is_inside = |axis: usize, place: usize| (before[axis]..before[axis] + input[axis]).contains(&place);
    let ends = |axis: usize, place: usize| {
        (place + 1).checked_sub(pool[axis]).is_some_and(|first| first.is_multiple_of(stride[axis]))
    };
    let mut packets = Vec::with_capacity(input[0] * input[1]);
    for row in 0..extent(0) {
        for column in 0..extent(1) {
            if is_inside(0, row) && is_inside(1, column) {
                packets.push(0);
            }
            if let Some(packets) = packets.last_mut().filter(|_| ends(0, row) && ends(1, column)) {
                *packets += 1;
            }
        }
    }
    packets
}

#[cfg(test)]
mod tests {
    use hlsmith_ir::PoolWindows;

    use super::packets;

    fn check(sizes: [[usize; 2]; 6], expected: &[usize]) {
        let [input, output, pool, stride, before, after] = sizes;
        let windows =
            PoolWindows { input, output, n_chan: 2, pool, stride, before, after, n_axes: 2, is_global: false };
        windows.check().expect("the windows fit");
        assert_eq!(packets(&windows), expected, "{windows:?}");
    }

    /// The expected numbers are those of the kernels, counted while they ran.
    #[test]
    fn packets_follow_as_the_kernels_write_them() {
        check(
            [[4, 5], [2, 3], [3, 2], [2, 2], [0, 0], [1, 1]],
            &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 3],
        );
        check(
            [[4, 5], [4, 4], [2, 3], [1, 1], [1, 1], [0, 0]],
            &[0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1],
        );
        check([[2, 3], [1, 1], [2, 3], [2, 3], [0, 0], [0, 0]], &[0, 0, 0, 0, 0, 1]);
    }
}
