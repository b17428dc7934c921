//! Two tensors side by side: see [`hlsmith_ir::ops::Concatenate`].

use hlsmith_ir::ops;

/// Runs of elements of either tensor in turn, each element assigned once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Concatenate {
    /// How many elements of each tensor follow each other.
    pub(crate) runs: [usize; 2],
}

impl Concatenate {
    /// Lowers a concatenation of tensors of the given shapes, which fit the axis.
    pub(crate) fn lower(op: &ops::Concatenate, shapes: [&[usize]; 2]) -> Self {
        Self { runs: shapes.map(|shape| shape.iter().skip(op.axis).product()) }
    }

    /// For each element of the result in C order, which tensor has it and at which place, `n` elements in all.
    pub(crate) fn places(&self, n: usize) -> impl Iterator<Item = (usize, usize)> {
        let [left, right] = self.runs;
        (0..n).map(move |element| {
            let (run, within) = (element / (left + right), element % (left + right));
            if within < left { (0, run * left + within) } else { (1, run * right + within - left) }
        })
    }
}
