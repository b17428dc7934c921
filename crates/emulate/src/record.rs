//! What is kept of tensors while a program runs.

use hlsmith_fixed::{Raw, to_f32, to_f64};
use multiversion::multiversion;

use crate::kernel::lane::Lane;
use crate::kernel::rows::Buffers;
use crate::kernel::transpose::{Lines, transpose};

/// A kind of result.
pub(crate) trait Emit: Clone + Default + Send + Sync {
    /// The result of a raw value with the given bits right of the binary point.
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self;

    /// [`Emit::emit`] of a raw value of any width.
    fn of_raw(raw: &Raw, fraction: i32) -> Self;
}

impl Emit for f32 {
    #[inline(always)]
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self {
        lane.scaled_f32(fraction)
    }

    fn of_raw(raw: &Raw, fraction: i32) -> Self {
        to_f32(raw, fraction)
    }
}

impl Emit for f64 {
    #[inline(always)]
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self {
        lane.scaled_f64(fraction)
    }

    fn of_raw(raw: &Raw, fraction: i32) -> Self {
        to_f64(raw, fraction)
    }
}

/// An exact result.
#[derive(Clone, Debug)]
pub(crate) struct Exact(pub(crate) Raw);

impl Default for Exact {
    fn default() -> Self {
        Exact(Raw::ZERO)
    }
}

impl Emit for Exact {
    fn emit<C: Lane>(lane: C, _: i32) -> Self {
        Exact(lane.into_raw())
    }

    fn of_raw(raw: &Raw, _: i32) -> Self {
        Exact(raw.clone())
    }
}

/// Rows of a tensor that a tile has made.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    /// The first element that has a row, and the elements of a sample.
    pub(crate) first: usize,
    pub(crate) elements: usize,
    /// Lanes of a row, and how many of them are samples.
    pub(crate) lanes: usize,
    pub(crate) n_samples: usize,
    /// Bits right of the binary point.
    pub(crate) fraction: i32,
}

/// What one tile keeps of a tensor.
pub(crate) trait Record: Send {
    /// Takes rows of elements that follow each other; `working` is memory for it.
    fn take<C: Lane>(&mut self, rows: &[C], made: Made, working: &mut Buffers);
}

/// All results, sample by sample in C order.
pub(crate) struct Results<'a, E>(pub(crate) &'a mut [E]);

impl<E: Emit> Record for Results<'_, E> {
    fn take<C: Lane>(&mut self, rows: &[C], made: Made, working: &mut Buffers) {
        let Made { first, elements, lanes, n_samples, fraction } = made;
        let lines = Lines { n: rows.len() / lanes, len: n_samples, step: lanes };
        let turned = working.first(rows.len());
        transpose(rows, lines, turned, lines.n);
        emit(&turned[..lines.n * lines.len], lines.n, fraction, self.0, (elements, first));
    }
}

/// The least and the greatest raw value; none when there are no samples.
pub(crate) type Extremes = Option<[i128; 2]>;

impl Record for &mut Extremes {
    fn take<C: Lane>(&mut self, rows: &[C], made: Made, _: &mut Buffers) {
        let Made { lanes, n_samples, .. } = made;
        // Rows whose lanes are all samples are one long row.
        let step = if n_samples == lanes { rows.len() } else { lanes };
        for row in rows.chunks_exact(step) {
            let row = if n_samples == lanes { row } else { &row[..n_samples] };
            let [least, greatest] = extremes(row).map(|bound| -> i128 { bound.as_() });
            let [lower, upper] = self.unwrap_or([least, greatest]);
            **self = Some([lower.min(least), upper.max(greatest)]);
        }
    }
}

/// The least and the greatest of some numbers, of which there is one at least.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn extremes<C: Lane>(numbers: &[C]) -> [C; 2] {
    /// Numbers compared at once.
    const AT_ONCE: usize = 64;
    let (mut least, mut greatest) = ([numbers[0]; AT_ONCE], [numbers[0]; AT_ONCE]);
    let (chunks, rest) = numbers.as_chunks::<AT_ONCE>();
    for chunk in chunks {
        for index in 0..AT_ONCE {
            let number = chunk[index];
            least[index] = if number < least[index] { number } else { least[index] };
            greatest[index] = if number > greatest[index] { number } else { greatest[index] };
        }
    }
    let least = least.iter().chain(rest).fold(numbers[0], |least, &number| least.min(number));
    let greatest = greatest.iter().chain(rest).fold(numbers[0], |greatest, &number| greatest.max(number));
    [least, greatest]
}

/// Writes the results of raw values, `n` for each sample, to the elements from `first` on of records of `elements` each.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn emit<E: Emit, C: Lane>(raw: &[C], n: usize, fraction: i32, record: &mut [E], (elements, first): (usize, usize)) {
    // Samples that follow each other are one long one.
    let (n, elements) = if n == elements { (raw.len(), record.len()) } else { (n, elements) };
    for (raw, sample) in raw.chunks_exact(n).zip(record.chunks_exact_mut(elements)) {
        for (result, &lane) in sample[first..first + n].iter_mut().zip(raw) {
            *result = E::emit(lane, fraction);
        }
    }
}
