//! Sums of rows as balanced trees.

use super::lane::Lane;
use super::row_cast::RowCast;

/// Where a balanced sum of `n >= 3` terms is divided: the largest power of two below `n`.
pub(crate) fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

/// Replaces the first of rows of `lanes` lanes by the sum of all, pair by pair from the leaves of a balanced tree, each
/// assigned; the other rows are not kept.
pub(crate) fn sum<C: Lane>(rows: &mut [C], lanes: usize, node: &RowCast<C>) {
    let n = rows.len() / lanes;
    if n <= 1 {
        return;
    }
    let (left, right) = rows.split_at_mut(if n == 2 { 1 } else { split(n) } * lanes);
    sum(left, lanes, node);
    sum(right, lanes, node);
    let left = &mut left[..lanes];
    left.iter_mut().zip(right).for_each(|(left, right)| *left = left.wrapping_add(right));
    node.apply(left);
}
