//! What the pooling ops share: one kernel for each function, and its configuration.

use hlsmith_ir::{Compatibility, NamedType, PoolFunction, PoolOrder, PoolWindows};

use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;
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
    pub(crate) fn lower(&self, layer: &mut Layer<'_, '_>) -> Kernel {
        let function = match self.function {
            PoolFunction::Max => "nnet::max_pooling",
            PoolFunction::Average => "nnet::average_pooling",
        };
        let order = match self.windows.order(layer.compatibility(), layer.io_type()) {
            PoolOrder::Direct => "nnet::pool_direct",
            PoolOrder::Assigned => "nnet::pool_assigned",
            PoolOrder::Tree => "nnet::pool_tree",
        };
        let pads_top_bit = match layer.compatibility() {
            Compatibility::Sound => false,
            Compatibility::Hls4ml13 => self.windows.is_padded(),
        } && layer.input_type().is_ok_and(|ty| !ty.format.signed);
        let PoolWindows { input, output, n_chan, pool, stride, before, .. } = self.windows;
        let config = layer.config_name("");
        let accum_t = layer.type_name(self.accum_t, "accum_t");
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
            size("pad_left", before[1]),
            Member::Unsigned("order", Expr::Library(order)),
        ];
        if self.count_pad {
            members.push(size("count_pad", 1));
        }
        if pads_top_bit {
            members.push(size("pad_top_bit", 1));
        }
        if self.function == PoolFunction::Average && PoolWindows::divides_pattern(layer.compatibility(), self.accum_t) {
            members.push(size("divide_pattern", 1));
        }
        members.push(Member::Unsigned("reuse_factor", self.reuse_factor.into()));
        members.push(Member::Typedef(Type::from(&accum_t), "accum_t"));
        Kernel { members, ..Kernel::new("nnet_pooling.h", function, "nnet::pooling_config", config) }
    }
}
