//! What the ops share that put elements into other places.

use crate::cpp::{Arg, Member, Type};
use crate::design::{Layer, Schedule};
use crate::ops::Kernel;

/// Extent and stride of each axis of a result: how far its elements lie apart in the source, 0 where they repeat one.
pub(crate) type Axes = Vec<(usize, usize)>;

/// The axes of `target` over a tensor of the shape `source`, whose elements are repeated along axes of extent 1 and
/// missing leading ones.
pub(crate) fn repeated(source: &[usize], target: &[usize]) -> Axes {
    let n_leading = target.len() - source.len().min(target.len());
    let axis = |(axis, &extent): (usize, &usize)| {
        let own = axis.checked_sub(n_leading);
        let stride = own.filter(|&own| source[own] > 1).map_or(0, |own| source[own + 1..].iter().product());
        (extent, stride)
    };
    target.iter().enumerate().map(axis).collect()
}

/// The type that stands for axes in the kernel library.
pub(crate) fn axes_type(axes: &Axes) -> Type {
    let axis = |&(extent, stride): &(usize, usize)| {
        Arg::Type(Type::Template("nnet::axis", vec![Arg::from(extent), Arg::from(stride)]))
    };
    Type::Template("nnet::axes", axes.iter().map(axis).collect())
}

/// The kernel that reads the elements of its input along axes.
pub(crate) fn gather(layer: &mut Layer<'_, '_>, axes: &Axes) -> Kernel {
    let shape = layer.input_shapes().first().copied().unwrap_or_default();
    let n_in: usize = match layer.is_per_packet {
        true => shape.last().copied().unwrap_or(1),
        false => shape.iter().product(),
    };
    let members = vec![
        Member::Unsigned("n_in", n_in.into()),
        Member::Unsigned("n_out", layer.n_elements().into()),
        Member::Typedef(axes_type(axes), "source"),
    ];
    let config = layer.config_name("");
    Kernel { members, ..Kernel::new("nnet_axes.h", "nnet::gather", "nnet::gather_config", config) }
}

/// The kernel that reads the elements of its input along axes, or where that is one packet, sends it as often as the
/// output has packets.
pub(crate) fn repeat(layer: &mut Layer<'_, '_>, axes: &Axes) -> Kernel {
    let shape = layer.output_shape();
    let n_packets: usize = shape.iter().take(shape.len().saturating_sub(1)).product();
    let is_one_packet = layer.streams_last_axis()
        && layer
            .input_shapes()
            .iter()
            .all(|input| input.iter().product::<usize>() == shape.last().copied().unwrap_or(0));
    if !is_one_packet {
        return gather(layer, axes);
    }
    let config = layer.config_name("");
    let kernel = Kernel {
        members: vec![Member::Unsigned("n_packets", n_packets.into())],
        ..Kernel::new("nnet_axes.h", "nnet::gather", "nnet::gather_config", config)
    };
    kernel.on_streams("nnet_image_stream.h", "nnet::repeat_stream", Schedule::Interleaved(vec![n_packets]))
}

/// A kernel over images on arrays and its form on streams, with the members of its configuration by name and, for the
/// latter, how many packets of the output follow each of the input.
pub(crate) fn image(
    layer: &mut Layer<'_, '_>,
    [function, on_streams]: [&'static str; 2],
    sizes: &[(&'static str, usize)],
    packets: impl FnOnce() -> Vec<usize>,
) -> Kernel {
    let members = sizes.iter().map(|&(name, size)| Member::Unsigned(name, size.into())).collect();
    let config = layer.config_name("");
    let kernel = Kernel { members, ..Kernel::new("nnet_image.h", function, "nnet::image_config", config) };
    if !layer.streams_last_axis() {
        return kernel;
    }
    kernel.on_streams("nnet_image_stream.h", on_streams, Schedule::Interleaved(packets()))
}

/// How many pixels follow each pixel of an image that stands `before` rows and columns within one of `output`, the next
/// pixel being read when one has been written.
pub(crate) fn padded_packets(input: [usize; 2], output: [usize; 2], before: [usize; 2]) -> Vec<usize> {
    let is_inside = |axis: usize, place: usize| (before[axis]..before[axis] + input[axis]).contains(&place);
    let n_pixels = input[0] * input[1];
    let mut packets = vec![0; n_pixels];
    let mut pixel = 0;
    for row in 0..output[0] {
        for column in 0..output[1] {
            if let Some(packets) = packets.get_mut(pixel) {
                *packets += 1;
            }
            if is_inside(0, row) && is_inside(1, column) && pixel + 1 < n_pixels {
                pixel += 1;
            }
        }
    }
    packets
}

/// Which pixels of an image stay: one or none follows each.
pub(crate) fn cropped_packets(input: [usize; 2], output: [usize; 2], first: [usize; 2]) -> Vec<usize> {
    let stays = |axis: usize, place: usize| usize::from((first[axis]..first[axis] + output[axis]).contains(&place));
    let row = |row: usize| (0..input[1]).map(move |column| stays(0, row) * stays(1, column));
    (0..input[0]).flat_map(row).collect()
}

/// How many pixels follow each pixel of an image that is resized row by row; `last_row` gives the last row of the input
/// that a row of the output needs.
pub(crate) fn resized_packets(input: [usize; 2], output: [usize; 2], last_row: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut packets = vec![0; input[0] * input[1]];
    for row in 0..output[0] {
        let last = ((last_row(row) + 1) * input[1]).checked_sub(1);
        if let Some(packets) = last.and_then(|last| packets.get_mut(last)) {
            *packets += output[1];
        }
    }
    packets
}

#[cfg(test)]
mod tests {
    use super::{cropped_packets, padded_packets, resized_packets};

    /// The expected numbers are those of the kernels, counted while they ran.
    #[test]
    fn packets_follow_as_the_kernels_write_them() {
        assert_eq!(padded_packets([2, 3], [5, 4], [1, 0]), [5, 1, 1, 2, 1, 10]);
        assert_eq!(
            cropped_packets([4, 5], [1, 2], [1, 2]),
            [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        assert_eq!(resized_packets([2, 3], [4, 9], |row| row / 2), [0, 0, 18, 0, 0, 18]);
        assert_eq!(resized_packets([3, 4], [2, 5], |row| row * 3 / 2), [0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 0]);
    }
}
