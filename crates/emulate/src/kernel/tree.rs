//! Sums of rows as balanced trees.

use super::MAX_LANES;
use super::lane::Lane;
use super::row_cast::RowCast;

/// Where a balanced sum of `n >= 3` terms is divided: the largest power of two below `n`.
pub(crate) fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

/// The sum of the rows, pair by pair from the leaves of a balanced tree, each assigned; `sum` is as long as a row.
pub(crate) fn sum<C: Lane>(rows: &[C], node: &RowCast<C>, sum: &mut [C]) {
    let n = rows.len() / sum.len();
    if n <= 1 {
        sum.copy_from_slice(rows);
        return;
    }
    let (left, right) = rows.split_at(if n == 2 { 1 } else { split(n) } * sum.len());
    let mut other = [C::zero(); MAX_LANES];
    let other = &mut other[..sum.len()];
    self::sum(left, node, sum);
    self::sum(right, node, other);
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum = sum.wrapping_add(other));
    node.apply(sum);
}
