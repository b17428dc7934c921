//! Memory of large results.

/// A new allocation of `len` zeros, in pages as large as the system has them, so that the first writes to it are not
/// interrupted once for every few thousand bytes.
pub fn zeros<E: Clone + Default>(len: usize) -> Vec<E> {
    let mut memory = vec![E::default(); len];
    prefer_large_pages(&mut memory);
    memory
}

/// Asks for large pages; where there are none, or the memory is not that of pages of its own, nothing changes.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "advice to the system takes a pointer")]
fn prefer_large_pages<E>(memory: &mut [E]) {
    use rustix::mm::{Advice, madvise};
    /// Bytes of a large page.
    const PAGE: usize = 1 << 21;
    let bytes = size_of_val(memory);
    let start = memory.as_mut_ptr().cast::<u8>();
    let skipped = start.align_offset(PAGE);
    if let Some(len) = bytes.checked_sub(skipped).map(|len| len / PAGE * PAGE).filter(|len| *len > 0) {
        // SAFETY: the range lies within the slice, and the advice leaves what is stored in it as it is.
        let _ = unsafe { madvise(start.wrapping_add(skipped).cast(), len, Advice::LinuxHugepage) };
    }
}

#[cfg(not(target_os = "linux"))]
fn prefer_large_pages<E>(_: &mut [E]) {}
