//! Memory that is soon read.

/// Asks the processor for memory ahead of its use. Nothing depends on it but time.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code, reason = "the hint takes a pointer")]
pub(super) fn prefetch<T>(memory: &[T]) {
    use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};

    use super::aligned::LINE;
    let start = memory.as_ptr().cast::<i8>();
    for offset in (0..size_of_val(memory)).step_by(LINE) {
        // SAFETY: the address lies in the slice, and the hint reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(start.add(offset)) };
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn prefetch<T>(_: &[T]) {}
