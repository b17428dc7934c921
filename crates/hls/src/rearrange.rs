//! What the ops share that put elements into other places.

use crate::cpp::{Arg, Member, Type};
use crate::design::Layer;
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
    let n_in: usize = layer.input_shapes().first().map_or(0, |shape| shape.iter().product());
    let members = vec![
        Member::Unsigned("n_in", n_in.into()),
        Member::Unsigned("n_out", layer.n_elements().into()),
        Member::Typedef(axes_type(axes), "source"),
    ];
    let config = layer.config_name("");
    Kernel { members, ..Kernel::new("nnet_axes.h", "nnet::gather", "nnet::gather_config", config) }
}

/// A kernel over images, with the members of its configuration by name.
pub(crate) fn image(layer: &mut Layer<'_, '_>, function: &'static str, sizes: &[(&'static str, usize)]) -> Kernel {
    let members = sizes.iter().map(|&(name, size)| Member::Unsigned(name, size.into())).collect();
    let config = layer.config_name("");
    Kernel { members, ..Kernel::new("nnet_image.h", function, "nnet::image_config", config) }
}
