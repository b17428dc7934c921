//! Layers that sum products over windows: convolutions, and dense layers on more than a vector.

use hlsmith_config::Settled;
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Axis, ConvImplementation, Convolution, Geometry, Strategy};

use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Order, Schedule};
use crate::ops::Kernel;
use crate::ops::dense::{check_reuse_factor, multiplier_limit, strategy};

/// Lowers a convolution.
///
/// # Errors
/// When its weights cannot be written, a resource strategy has a reuse factor that does not divide the work, or the pixels
/// cannot be shared out in equal parts.
pub(crate) fn lower(convolution: &Convolution<'_>, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let geometry = &convolution.geometry;
    let settled = Settled { strategy: convolution.strategy, reuse_factor: convolution.reuse_factor };
    let mut findings = Diagnostics::new();
    findings.take(check_reuse_factor(geometry, settled, layer));
    findings.take(check_side_by_side(geometry, convolution.parallelization_factor as usize));
    let (product, order) = product(convolution);
    let function = match convolution.strategy {
        Strategy::Latency | Strategy::ResourceUnrolled => "nnet::conv_latency",
        Strategy::Resource => "nnet::conv_resource",
    };
    let config = layer.config_name("");
    let constants = [(convolution.weight, "weight"), (convolution.bias, "bias")];
    let [weights, biases] = layer.products(findings, constants, order)?;
    let accum_t = layer.type_name(convolution.accum_t, "accum_t");
    let multiplier_limit = multiplier_limit(geometry.n_in() * geometry.n_filt, weights.n_zeros, settled, layer);
    let mut members = vec![Member::Unsigned("n_chan", geometry.n_chan.into())];
    for (axis, names) in [(geometry.height, HEIGHT), (geometry.width, WIDTH)] {
        members.extend(axis_members(axis, &names));
    }
    members.extend([
        Member::Unsigned("n_groups", geometry.n_groups.into()),
        Member::Unsigned("is_transposed", usize::from(geometry.is_transposed).into()),
        Member::Unsigned("n_partitions", convolution.n_partitions().into()),
        Member::Unsigned("n_in", geometry.n_in().into()),
        Member::Unsigned("n_out", geometry.n_filt.into()),
        Member::Unsigned("strategy", Expr::Library(strategy(convolution.strategy))),
        Member::Unsigned("product_kind", Expr::Library(product)),
        Member::Unsigned("reuse_factor", convolution.reuse_factor.into()),
        Member::Unsigned("n_zeros", weights.n_zeros.into()),
        Member::Unsigned("multiplier_limit", multiplier_limit.into()),
        Member::Typedef(Type::from(&accum_t), "accum_t"),
        Member::Typedef(Type::from(&biases.ty), "bias_t"),
        Member::Typedef(Type::from(&weights.ty), "weight_t"),
    ]);
    let packets = if layer.streams_last_axis() { packets(geometry) } else { None };
    let (header, on_streams) = match convolution.implementation {
        ConvImplementation::LineBuffer => ("nnet_conv_stream.h", "nnet::conv_stream"),
        ConvImplementation::Encoded => ("nnet_conv_encoded.h", "nnet::conv_encoded"),
    };
    if layer.is_streaming() && convolution.implementation == ConvImplementation::Encoded {
        let Some(packets) = &packets else { return Err(not_pixel_by_pixel()) };
        members.push(Member::Unsigned("queue_depth", queue_depth(geometry, packets).into()));
    }
    let kernel = Kernel {
        members,
        args: vec![Expr::from(&weights.name), Expr::from(&biases.name)],
        ..Kernel::new("nnet_conv.h", function, "nnet::conv_config", config)
    };
    Ok(match packets {
        Some(packets) => kernel.on_streams(header, on_streams, Schedule::Interleaved(packets)),
        None => kernel,
    })
}

/// The refusal of instructions for a layer that takes its whole input.
fn not_pixel_by_pixel() -> Diagnostics {
    let message = "instructions need an input that comes pixel by pixel and has its zeros in it";
    Diagnostic::error(Code::TargetUnsupported, Subject::Model, message)
        .found("ConvImplementation Encoded")
        .remedy("use `LineBuffer`, or run the passes `insert_zero_padding_before_conv1d` and `.._conv2d`")
        .into()
}

/// Checks how many pixels or rows are computed side by side.
///
/// # Errors
/// When the pixels or rows cannot be shared out in equal parts.
pub(crate) fn check_side_by_side(geometry: &Geometry, side_by_side: usize) -> Result<()> {
    if geometry.n_pixels().is_multiple_of(side_by_side) {
        return Ok(());
    }
    let message = "the parallelization factor does not divide the pixels or rows of the layer";
    Err(Diagnostic::error(Code::ReuseFactor, Subject::Model, message)
        .found(side_by_side.to_string())
        .expected(format!("a divisor of {}", geometry.n_pixels()))
        .into())
}

/// How many pixels of the output follow each pixel of the input on a stream; `None` where windows reach beyond the input or
/// are spread over the output, which takes the whole tensor.
fn packets(geometry: &Geometry) -> Option<Vec<usize>> {
    let (height, width) = (geometry.height, geometry.width);
    let reaches_beyond =
        |axis: Axis| axis.before > 0 || axis.n_windows(0).is_none_or(|n_windows| n_windows < axis.output);
    if geometry.is_transposed || reaches_beyond(height) || reaches_beyond(width) {
        return None;
    }
    Some(under_tap(geometry, [height.reach()? - 1, width.reach()? - 1]).collect())
}

/// How many windows have each pixel of the input under the tap that is so many rows below and pixels behind the first.
fn under_tap(geometry: &Geometry, [below, behind]: [usize; 2]) -> impl Iterator<Item = usize> {
    let (height, width) = (geometry.height, geometry.width);
    let is_under = |axis: Axis, position: usize, distance: usize| {
        let first = position.checked_sub(distance);
        first.is_some_and(|first| first.is_multiple_of(axis.stride) && first / axis.stride < axis.output)
    };
    let pixels = (0..height.input).flat_map(move |row| (0..width.input).map(move |column| (row, column)));
    pixels.map(move |(row, column)| usize::from(is_under(height, row, below) && is_under(width, column, behind)))
}

/// How many pixels wait at most for the last pixel of their window, and one more, so that the queue is never full. Those
/// under the first tap wait longest.
fn queue_depth(geometry: &Geometry, packets: &[usize]) -> usize {
    let (mut waiting, mut most) = (0, 0);
    for (begun, ended) in under_tap(geometry, [0, 0]).zip(packets) {
        waiting += begun;
        most = most.max(waiting);
        waiting -= ended;
    }
    most + 1
}

/// Names of the members of an axis: input, output, filter, stride, dilation, padding.
type AxisNames = [&'static str; 6];
const HEIGHT: AxisNames = ["in_height", "out_height", "filt_height", "stride_height", "dilation_height", "pad_top"];
const WIDTH: AxisNames = ["in_width", "out_width", "filt_width", "stride_width", "dilation_width", "pad_left"];

fn axis_members(axis: Axis, names: &AxisNames) -> impl Iterator<Item = Member> {
    let values = [axis.input, axis.output, axis.filter, axis.stride, axis.dilation, axis.before];
    names.iter().zip(values).map(|(name, value)| Member::Unsigned(name, value.into())).collect::<Vec<_>>().into_iter()
}

/// The kernel of the products of a window, and the order of the weights it reads.
fn product(convolution: &Convolution<'_>) -> (&'static str, Order<'static>) {
    let geometry = &convolution.geometry;
    let is_within = convolution.reuse_factor as usize <= geometry.n_in();
    match (geometry.n_groups > 1, convolution.strategy) {
        (false, Strategy::Latency) => ("nnet::latency_product", Order::AsTrained),
        (false, Strategy::Resource) if is_within => ("nnet::within_inputs_product", Order::Transposed),
        (false, Strategy::Resource) => ("nnet::beyond_inputs_product", Order::Transposed),
        (false, Strategy::ResourceUnrolled) => ("nnet::unrolled_product", Order::Transposed),
        (true, Strategy::Latency) => ("nnet::grouped_latency_product", Order::AsTrained),
        (true, Strategy::Resource) => ("nnet::grouped_resource_product", Order::AsTrained),
        (true, Strategy::ResourceUnrolled) => ("nnet::grouped_unrolled_product", Order::AsTrained),
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_ir::{Axis, Geometry};

    use super::{packets, queue_depth};

    /// The pixels that wait under each tap at a time, found by listing the windows of every pixel.
    fn most_waiting(geometry: &Geometry) -> usize {
        let n_pixels = geometry.height.input * geometry.width.input;
        let taps: Vec<Vec<usize>> =
            (0..geometry.n_pixels()).map(|window| geometry.sources(window).flatten().collect()).collect();
        let waits = |pixel: usize, tap: usize| {
            let last = |window: &Vec<usize>| window.last().copied().unwrap_or(0);
            taps.iter().filter(|window| window[tap] <= pixel && pixel <= last(window)).count()
        };
        let pixels = (0..n_pixels).flat_map(|pixel| (0..geometry.n_taps()).map(move |tap| waits(pixel, tap)));
        pixels.max().unwrap_or(0)
    }

    #[test]
    fn a_queue_holds_what_waits_under_any_tap() {
        let axis =
            |input, output, filter, stride, dilation| Axis { input, output, filter, stride, dilation, before: 0 };
        let rows = [
            (Axis::ONE, axis(7, 5, 3, 1, 1)),
            (Axis::ONE, axis(11, 3, 2, 4, 1)),
            (Axis::ONE, axis(11, 3, 5, 1, 2)),
            (axis(5, 3, 3, 1, 1), axis(6, 4, 3, 1, 1)),
            (axis(8, 3, 3, 2, 1), axis(7, 3, 3, 2, 1)),
            (axis(7, 3, 3, 1, 2), axis(6, 2, 2, 3, 1)),
            (axis(6, 2, 5, 1, 1), axis(5, 1, 5, 1, 1)),
            (axis(4, 4, 1, 1, 1), axis(3, 3, 1, 1, 1)),
        ];
        for (height, width) in rows {
            let geometry = Geometry { height, width, is_transposed: false, n_chan: 1, n_filt: 1, n_groups: 1 };
            let packets = packets(&geometry).expect("windows within the input");
            assert_eq!(queue_depth(&geometry, &packets), most_waiting(&geometry) + 1, "{geometry:?}");
        }
    }
}
