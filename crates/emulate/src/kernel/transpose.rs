//! Samples of elements to rows of lanes, and back.

use super::lane::Lane;

/// Side of the squares that are turned at once.
pub(crate) const SIDE: usize = 8;

/// Elements of a square, row by row.
pub(crate) type Square<C> = [[C; SIDE]; SIDE];

/// A table of numbers, each line `step` behind the one before.
#[derive(Clone, Copy)]
pub(crate) struct Lines {
    /// How many lines.
    pub(crate) n: usize,
    /// Numbers of a line.
    pub(crate) len: usize,
    pub(crate) step: usize,
}

/// Writes the columns of a table as lines that are `step` apart.
#[allow(unsafe_code, reason = "bounds are checked once, ahead of the loops")]
pub(crate) fn transpose<C: Lane>(from: &[C], lines: Lines, to: &mut [C], step: usize) {
    if lines.n == 0 || lines.len == 0 {
        return;
    }
    let is_inside =
        (lines.n - 1) * lines.step + lines.len <= from.len() && (lines.len - 1) * step + lines.n <= to.len();
    assert!(is_inside, "the tables lie in the slices");
    let [n_square, len_square] = [lines.n, lines.len].map(|extent| extent / SIDE * SIDE);
    let (source, target) = (from.as_ptr(), to.as_mut_ptr());
    for line in (0..n_square).step_by(SIDE) {
        for place in (0..len_square).step_by(SIDE) {
            let mut square = [[C::zero(); SIDE]; SIDE];
            for index in 0..SIDE {
                // SAFETY: the line is one of the table, and the place leaves as many in it.
                square[index] =
                    unsafe { source.add((line + index) * lines.step + place).cast::<[C; SIDE]>().read_unaligned() };
            }
            let square = C::turned(&square);
            for index in 0..SIDE {
                // SAFETY: the place is one of the columns, and the line leaves as many in it.
                unsafe { target.add((place + index) * step + line).cast::<[C; SIDE]>().write_unaligned(square[index]) };
            }
        }
    }
    for line in 0..lines.n {
        let first = if line < n_square { len_square } else { 0 };
        for place in first..lines.len {
            to[place * step + line] = from[line * lines.step + place];
        }
    }
}

/// Rows and columns exchanged.
#[inline(always)]
pub(super) fn turned<C: Copy>(square: &Square<C>) -> Square<C> {
    std::array::from_fn(|row| std::array::from_fn(|column| square[column][row]))
}

/// [`turned`], with the instructions that every processor of the architecture has.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code, reason = "arrays and vectors of the same bits")]
pub(super) fn turned_i16(square: &Square<i16>) -> Square<i16> {
    use std::arch::x86_64::*;
    // SAFETY: every bit pattern is an array of integers, and a vector of them; the instructions belong to the architecture.
    unsafe {
        let rows: [__m128i; SIDE] = std::mem::transmute(*square);
        let mut pairs = rows;
        for index in 0..SIDE / 2 {
            pairs[2 * index] = _mm_unpacklo_epi16(rows[index], rows[index + 4]);
            pairs[2 * index + 1] = _mm_unpackhi_epi16(rows[index], rows[index + 4]);
        }
        let mut fours = pairs;
        for index in 0..SIDE / 2 {
            fours[2 * index] = _mm_unpacklo_epi16(pairs[index], pairs[index + 4]);
            fours[2 * index + 1] = _mm_unpackhi_epi16(pairs[index], pairs[index + 4]);
        }
        let mut columns = fours;
        for index in 0..SIDE / 2 {
            columns[2 * index] = _mm_unpacklo_epi16(fours[index], fours[index + 4]);
            columns[2 * index + 1] = _mm_unpackhi_epi16(fours[index], fours[index + 4]);
        }
        std::mem::transmute(columns)
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn turned_i16(square: &Square<i16>) -> Square<i16> {
    turned(square)
}

/// [`turned`], with the instructions that every processor of the architecture has.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code, reason = "arrays and vectors of the same bits")]
pub(super) fn turned_i32(square: &Square<i32>) -> Square<i32> {
    use std::arch::x86_64::*;
    const HALF: usize = SIDE / 2;
    // SAFETY: every bit pattern is an array of integers, and two vectors of them; the instructions belong to the
    // architecture.
    unsafe {
        let rows: [[__m128i; 2]; SIDE] = std::mem::transmute(*square);
        let mut columns = rows;
        for (below, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let [a, b, c, d]: [__m128i; HALF] = std::array::from_fn(|index| rows[HALF * below + index][right]);
            let [ab, cd] = [_mm_unpacklo_epi32(a, b), _mm_unpacklo_epi32(c, d)];
            columns[HALF * right][below] = _mm_unpacklo_epi64(ab, cd);
            columns[HALF * right + 1][below] = _mm_unpackhi_epi64(ab, cd);
            let [ab, cd] = [_mm_unpackhi_epi32(a, b), _mm_unpackhi_epi32(c, d)];
            columns[HALF * right + 2][below] = _mm_unpacklo_epi64(ab, cd);
            columns[HALF * right + 3][below] = _mm_unpackhi_epi64(ab, cd);
        }
        std::mem::transmute(columns)
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn turned_i32(square: &Square<i32>) -> Square<i32> {
    turned(square)
}

#[cfg(test)]
mod tests {
    use super::{Lines, transpose};
    use crate::kernel::lane::Lane;

    fn check<C: Lane>(n: usize, len: usize, [gap, step_gap]: [usize; 2]) {
        let lines = Lines { n, len, step: len + gap };
        let from: Vec<C> = (0..n * lines.step).map(|index| C::of_i64(index as i64 * 7 + 1)).collect();
        let step = n + step_gap;
        let mut to = vec![C::zero(); len * step];
        transpose(&from, lines, &mut to, step);
        for (index, number) in to.iter().enumerate() {
            let (place, line) = (index / step, index % step);
            let expected = if line < n { from[line * lines.step + place] } else { C::zero() };
            assert!(*number == expected, "{n} {len} {place} {line}");
        }
    }

    #[test]
    fn every_number_goes_to_its_place() {
        for (n, len) in [(0, 3), (1, 1), (8, 8), (16, 24), (5, 40), (40, 5), (19, 13)] {
            for gaps in [[0, 0], [3, 5]] {
                check::<i16>(n, len, gaps);
                check::<i32>(n, len, gaps);
                check::<i64>(n, len, gaps);
                check::<i128>(n, len, gaps);
            }
        }
    }
}
