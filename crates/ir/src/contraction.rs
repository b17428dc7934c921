//! Sums of products of two arrays along labelled axes.

use crate::Geometry;
use crate::ops::ShapeError;

/// An axis of a loop over two arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopAxis {
    /// How many steps it has.
    pub extent: usize,
    /// How far the elements of the left array lie apart; 0 where it does not have the axis.
    pub left: usize,
    /// As [`LoopAxis::left`], for the right array.
    pub right: usize,
}

/// A sum of products, as loops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contraction {
    /// The axes of the result, outermost first.
    pub outer: Vec<LoopAxis>,
    /// The axes that are summed over, outermost first: in the order of the left array, then of the right one.
    pub inner: Vec<LoopAxis>,
}

/// An axis of the result of a [`Contraction`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultAxis {
    /// How the axis goes through both arrays.
    pub through: LoopAxis,
    /// How far its elements lie apart in the result.
    pub stride: usize,
}

/// The axes of the result of a [`Contraction`] by the arrays that have them, each kind outermost first. Every row of the
/// left array is multiplied by the same matrix, which the right array holds for each group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Axes of the left array only.
    pub rows: Vec<ResultAxis>,
    /// Axes of both arrays.
    pub groups: Vec<ResultAxis>,
    /// Axes of the right array only.
    pub columns: Vec<ResultAxis>,
}

impl Contraction {
    /// The loops of an equation: a label for each axis of two arrays and of the result.
    ///
    /// # Errors
    /// When a label is repeated within an array, has different extents, or is one of the result only.
    pub fn new(
        [left, right, output]: [&[usize]; 3],
        [left_shape, right_shape]: [&[usize]; 2],
    ) -> Result<Self, ShapeError> {
        for (labels, shape) in [(left, left_shape), (right, right_shape)] {
            if labels.len() != shape.len() {
                return Err(ShapeError::new(shape, format!("an extent for each of the axes {labels:?}")));
            }
        }
        for labels in [left, right, output] {
            if (1..labels.len()).any(|position| labels[..position].contains(&labels[position])) {
                return Err(ShapeError { found: format!("axes {labels:?}"), expected: "each axis once".into() });
            }
        }
        let of = |labels: &[usize], shape: &[usize], label: usize| {
            let axis = labels.iter().position(|&own| own == label)?;
            Some((shape[axis], shape[axis + 1..].iter().product::<usize>()))
        };
        let axis = |&label: &usize| {
            let (own, other) = (of(left, left_shape, label), of(right, right_shape, label));
            match (own, other) {
                (Some((extent, _)), Some((other, _))) if extent != other => {
                    Err(ShapeError::new(right_shape, format!("{extent} along the axis that both arrays have")))
                }
                (None, None) => Err(ShapeError {
                    found: format!("axis {label} of the result"),
                    expected: "an axis of an array".into(),
                }),
                (own, other) => {
                    let extent = own.or(other).map_or(1, |(extent, _)| extent);
                    let [left, right] = [own, other].map(|side| side.map_or(0, |(_, stride)| stride));
                    Ok(LoopAxis { extent, left, right })
                }
            }
        };
        let is_summed = |label: &&usize| !output.contains(label);
        let summed = left.iter().chain(right.iter().filter(|label| !left.contains(label))).filter(is_summed);
        Ok(Self {
            outer: output.iter().map(axis).collect::<Result<_, _>>()?,
            inner: summed.map(axis).collect::<Result<_, _>>()?,
        })
    }

    /// The shape of the result.
    pub fn shape(&self) -> Vec<usize> {
        self.outer.iter().map(|axis| axis.extent).collect()
    }

    /// How many products are summed for each element.
    pub fn n_terms(&self) -> usize {
        self.inner.iter().map(|axis| axis.extent).product()
    }

    /// The axes of the result by the arrays that have them.
    pub fn rows(&self) -> Rows {
        let mut parts = Rows::default();
        let mut stride = self.shape().iter().product::<usize>();
        for &through in &self.outer {
            stride /= through.extent.max(1);
            let part = match (through.left, through.right) {
                (_, 0) => &mut parts.rows,
                (0, _) => &mut parts.columns,
                (_, _) => &mut parts.groups,
            };
            part.push(ResultAxis { through, stride });
        }
        parts
    }

    /// The contraction as products of rows: each row has the outputs of all groups and columns, and each output is the sum
    /// of [`Contraction::n_terms`] products.
    pub fn geometry(&self) -> Geometry {
        let Rows { rows, groups, columns } = self.rows();
        let n = |axes: &[ResultAxis]| axes.iter().map(|axis| axis.through.extent).product::<usize>();
        Geometry::of_rows(n(&rows), self.n_terms(), n(&groups) * n(&columns))
    }

    /// The places in both arrays at each step of loops, in order.
    pub fn places(axes: &[LoopAxis]) -> Vec<[usize; 2]> {
        axes.iter().fold(vec![[0, 0]], |places, axis| {
            let steps = |[left, right]: &[usize; 2]| {
                let (left, right) = (*left, *right);
                (0..axis.extent).map(move |step| [left + step * axis.left, right + step * axis.right])
            };
            places.iter().flat_map(steps).collect()
        })
    }
}
