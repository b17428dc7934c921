//! Numbers that begin at the start of a cache line.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line; no vector is longer.
pub(super) const LINE: usize = 64;

/// A slice that begins at the start of a cache line, so that vectors of rows do not lie in two.
#[derive(Debug, Default)]
pub(crate) struct Aligned<T> {
    memory: Vec<T>,
    start: usize,
    len: usize,
}

impl<T: Copy + Default> Aligned<T> {
    /// `len` zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        let room = LINE / size_of::<T>();
        let memory = vec![T::default(); len + room];
        let start = memory.as_ptr().align_offset(LINE).min(room);
        Self { memory, start, len }
    }

    /// The first `len` numbers, 0 where there were less.
    pub(crate) fn first(&mut self, len: usize) -> &mut [T] {
        if self.len < len {
            let mut longer = Self::zeros(len);
            longer[..self.len].copy_from_slice(self);
            *self = longer;
        }
        &mut self[..len]
    }
}

impl<T: Copy + Default> From<Vec<T>> for Aligned<T> {
    fn from(numbers: Vec<T>) -> Self {
        let mut aligned = Self::zeros(numbers.len());
        aligned.copy_from_slice(&numbers);
        aligned
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        &self.memory[self.start..][..self.len]
    }
}

impl<T> DerefMut for Aligned<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.memory[self.start..][..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::{Aligned, LINE};

    #[test]
    fn numbers_stay_and_begin_at_a_line() {
        let mut numbers = Aligned::<i16>::default();
        for len in [1, 40, 7, 5000] {
            numbers.first(len).iter_mut().for_each(|number| *number += 1);
            assert_eq!(numbers.as_ptr().align_offset(LINE), 0, "{len}");
        }
        assert_eq!((numbers[0], numbers[6], numbers[39], numbers[40]), (4, 3, 2, 1));
    }
}
