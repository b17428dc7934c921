//! Parts of tensors along an axis: which elements an operator takes, and the nodes that take neighbouring ones.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::{Builder, Value};
use super::super::node::Node;
use crate::flow::Setting;

/// The elements `start`, `start + step`, ... along an axis.
pub(in super::super) struct Part {
    pub(in super::super) axis: usize,
    pub(super) start: usize,
    pub(super) step: i64,
    pub(super) n: usize,
}

impl Part {
    /// The places of the elements.
    pub(in super::super) fn indices(&self) -> Vec<usize> {
        (0..self.n).map(|i| self.start.wrapping_add_signed(i as isize * self.step as isize)).collect()
    }
}

/// What a `Slice` takes of a tensor; the shape counts the batch.
pub(in super::super) fn of_slice(node: &Node, shape: &[usize]) -> Result<Vec<Part>> {
    let missing = || {
        Diagnostic::error(Code::ModelFormat, node.subject(), "the operator has no starts or ends")
            .found("nothing")
            .expected("starts and ends")
    };
    let starts = node.ints_at(1, "starts")?.ok_or_else(missing)?;
    let ends = node.ints_at(2, "ends")?.ok_or_else(missing)?;
    let axes = match node.ints_at(3, "axes")? {
        Some(axes) => axes,
        None => (0..starts.len() as i64).collect(),
    };
    let steps = match node.constant(4)? {
        Some(steps) => steps.as_wholes().ok_or_else(|| node.not_wholes(4))?.to_vec(),
        None => vec![1; starts.len()],
    };
    if ends.len() != starts.len() || axes.len() != starts.len() || steps.len() != starts.len() {
        return Err(Diagnostic::error(
            Code::ModelFormat,
            node.subject(),
            "starts, ends, axes and steps differ in number",
        )
        .found(format!("{}, {}, {} and {}", starts.len(), ends.len(), axes.len(), steps.len()))
        .into());
    }
    let mut parts = Vec::new();
    for (((&start, &end), &axis), &step) in starts.iter().zip(&ends).zip(&axes).zip(&steps) {
        let axis = node.axis(axis, shape.len())?;
        let extent = i64::try_from(shape[axis]).unwrap_or(i64::MAX);
        let counted = |place: i64| if place < 0 { place.saturating_add(extent) } else { place };
        let (start, n) = match step {
            1.. => {
                let (start, end) = (counted(start).clamp(0, extent), counted(end).clamp(0, extent));
                (start, (end - start).max(0).unsigned_abs().div_ceil(step.unsigned_abs()))
            }
            ..=-1 => {
                let (start, end) = (counted(start).clamp(0, extent - 1), counted(end).clamp(-1, extent - 1));
                (start, (start - end).max(0).unsigned_abs().div_ceil(step.unsigned_abs()))
            }
            0 => {
                return Err(Diagnostic::error(Code::ModelFormat, node.subject(), "a step of 0 takes nothing")
                    .found("0")
                    .expected("another step")
                    .into());
            }
        };
        parts.push(Part { axis, start: usize::try_from(start).unwrap_or(0), step, n: usize::try_from(n).unwrap_or(0) });
    }
    Ok(parts)
}

/// Indices along an axis of an extent, counted from the front.
pub(in super::super) fn indices(node: &Node, indices: &[i64], extent: usize) -> Result<Vec<usize>> {
    let n = i64::try_from(extent).unwrap_or(i64::MAX);
    let counted = |&index: &i64| {
        let index = if index < 0 { index.checked_add(n)? } else { index };
        usize::try_from(index).ok().filter(|&index| index < extent)
    };
    indices.iter().map(counted).collect::<Option<_>>().ok_or_else(|| {
        let beyond = indices.iter().find(|index| counted(index).is_none());
        Diagnostic::error(Code::ModelFormat, node.subject(), "an index is beyond the end of the tensor")
            .found(beyond.map_or_else(String::new, i64::to_string))
            .expected(format!("{} to {}", -n, n - 1))
            .into()
    })
}

/// Most runs of neighbours that elements are taken in; each run is a node.
const MAX_RUNS: usize = 64;

/// Elements at any places along an axis of a value, without that of the batch: runs of neighbours side by side.
pub(super) fn chosen(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    axis: usize,
    places: &[usize],
) -> Result<Value> {
    let runs: Vec<[usize; 2]> = places.chunk_by(|a, b| a + 1 == *b).map(|run| [run[0], run.len()]).collect();
    let [first, others @ ..] = &runs[..] else {
        return Err(node.unsupported("the operator takes no element").into());
    };
    if others.is_empty() {
        return taken(node, builder, name, value, axis, *first);
    }
    if runs.len() > MAX_RUNS {
        return Err(node
            .unsupported("the chosen elements are not neighbours")
            .found(format!("{} runs of neighbours", runs.len()))
            .expected(format!("at most {MAX_RUNS}"))
            .into());
    }
    let mut all = Vec::with_capacity(runs.len());
    for (position, &run) in runs.iter().enumerate() {
        all.push(taken(node, builder, &format!("{name}_part_{position}"), value, axis, run)?);
    }
    super::concat::joined(node, builder, name, &all, axis)
}

/// `n` elements from `first` on along an axis of a value, without that of the batch.
pub(super) fn taken(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    axis: usize,
    [first, n]: [usize; 2],
) -> Result<Value> {
    let extent = value.shape[axis];
    if n == 0 || first + n > extent {
        return Err(node.unsupported("the operator takes no element").found(format!("{n} of {extent}")).into());
    }
    if n == extent {
        return Ok(value.clone());
    }
    let stored = value.stored_shape();
    let place = value.place(axis);
    let outer: usize = stored[..place].iter().product();
    let inner: usize = stored[place + 1..].iter().product();
    let mut result = stored.clone();
    result[place] = n;
    let (before, behind) = (first, extent - first - n);
    let reshaped = |shape: &[usize]| vec![("target_shape", Setting::sizes(shape))];
    let mut input = value.stored;
    let made = if stored.len() == 3 && place == 0 {
        let attributes = vec![
            ("in_height", Setting::size(stored[0])),
            ("in_width", Setting::size(stored[1])),
            ("n_chan", Setting::size(stored[2])),
            ("crop_top", Setting::size(before)),
            ("crop_bottom", Setting::size(behind)),
        ];
        node.add_named(builder, name, "Cropping2D", attributes, &[input], result)?
    } else {
        // The axis becomes the columns of an image, or the pixels of a line.
        let is_line = outer == 1;
        let (flat, cropped) = if is_line {
            (vec![extent, inner], vec![n, inner])
        } else {
            (vec![outer, extent, inner], vec![outer, n, inner])
        };
        if stored != flat {
            let name = format!("{name}_columns");
            input = node.add_named(builder, &name, "Reshape", reshaped(&flat), &[input], flat.clone())?;
        }
        let mut attributes = vec![
            ("n_chan", Setting::size(inner)),
            ("crop_left", Setting::size(before)),
            ("crop_right", Setting::size(behind)),
        ];
        let class = if is_line {
            attributes.push(("n_in", Setting::size(extent)));
            "Cropping1D"
        } else {
            attributes.extend([("in_height", Setting::size(outer)), ("in_width", Setting::size(extent))]);
            "Cropping2D"
        };
        let made = node.add_named(builder, name, class, attributes, &[input], cropped.clone())?;
        if cropped == result {
            made
        } else {
            let name = format!("{name}_shaped");
            node.add_named(builder, &name, "Reshape", reshaped(&result), &[made], result)?
        }
    };
    let mut shape = value.shape.clone();
    shape[axis] = n;
    Ok(value.with(made, shape, value.order.clone()))
}
