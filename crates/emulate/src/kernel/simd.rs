//! The inner loops of sums of products, on the instructions that multiply 16-bit numbers.
//!
//! Every path gives the same sums: products are exact, and sums keep their low bits.

use std::sync::OnceLock;

use super::{halves, pairs};

/// Lanes computed at once.
pub(crate) const LANES: usize = 16;

/// An element of rows.
pub(crate) trait Element: Copy + 'static {
    /// Nothing, `N` times.
    fn zeros<const N: usize>() -> &'static [Self; N];
}

impl Element for i16 {
    fn zeros<const N: usize>() -> &'static [Self; N] {
        &[0; N]
    }
}

/// Pairs of 16-bit digits.
impl Element for i32 {
    fn zeros<const N: usize>() -> &'static [Self; N] {
        &[0; N]
    }
}

/// Rows of `lanes` elements, a multiple of [`LANES`].
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, T> {
    pub(crate) x: &'a [T],
    /// For each element of a window its row.
    pub(crate) window: &'a [u32],
    pub(crate) lanes: usize,
}

impl<'a, T: Element> Rows<'a, T> {
    /// `N` lanes of an element of the window from a lane on.
    #[inline(always)]
    fn of<const N: usize>(&self, element: u32, lane: usize) -> &'a [T; N] {
        let at = self.window[element as usize] as usize * self.lanes + lane;
        // The slice has the length of the array.
        self.x[at..].first_chunk().unwrap_or(T::zeros())
    }
}

/// The environment variable that keeps the emulator from instructions of newer processors, so that all code can be tested on
/// one: `portable`, `avx2`, `avx512` or `avx512vnni`.
const LIMIT: &str = "HLSMITH_CPU";

/// The instructions that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// None in particular.
    Portable,
    /// 256-bit multiplication of pairs.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit multiplication of pairs.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 512-bit multiplication of pairs and addition in one.
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
}

impl Path {
    /// All paths, the slowest first.
    pub(crate) const ALL: &[Path] = &[
        Path::Portable,
        #[cfg(target_arch = "x86_64")]
        Path::Avx2,
        #[cfg(target_arch = "x86_64")]
        Path::Avx512,
        #[cfg(target_arch = "x86_64")]
        Path::Avx512Vnni,
    ];

    /// Whether this processor has the instructions.
    pub(crate) fn is_available(self) -> bool {
        match self {
            Path::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw"),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512Vnni => Path::Avx512.is_available() && is_x86_feature_detected!("avx512vnni"),
        }
    }

    /// Its name in the environment variable [`LIMIT`].
    fn name(self) -> &'static str {
        match self {
            Path::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Path::Avx512Vnni => "avx512vnni",
        }
    }

    /// The fastest path of this processor, none beyond the one that [`LIMIT`] names.
    pub(crate) fn best() -> Path {
        static BEST: OnceLock<Path> = OnceLock::new();
        *BEST.get_or_init(|| {
            let limit = std::env::var(LIMIT).ok();
            let last = Path::ALL.iter().position(|path| Some(path.name()) == limit.as_deref());
            let paths = &Path::ALL[..last.map_or(Path::ALL.len(), |last| last + 1)];
            paths.iter().rev().copied().find(|path| path.is_available()).unwrap_or(Path::Portable)
        })
    }
}

/// Elements of a window and their constants for each of `N` outputs.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a, const N: usize> {
    pub(crate) elements: &'a [u32],
    /// One for each element; for 16-bit elements each constant stands twice in its 32 bits.
    pub(crate) weights: &'a [[i32; N]],
}

/// Writes the sums of products of pairs with their constants, from where they start, without the bits beyond 32: a row of
/// all lanes for each output. Precondition: the path is available.
#[inline(always)]
#[allow(unsafe_code, reason = "a path is chosen only where the processor has its instructions")]
pub(crate) fn dot(
    path: Path,
    rows: Rows<'_, i32>,
    terms: Terms<'_, { pairs::OUTPUTS }>,
    start: &[i32; pairs::OUTPUTS],
    sums: &mut [i32],
) {
    debug_assert!(path.is_available());
    let done = match path {
        Path::Portable => {
            portable_dot(rows, terms, start, sums);
            rows.lanes
        }
        // SAFETY: the caller gives a path that is available, which is what its features need.
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => unsafe { x86::dot_avx2(rows, [terms], start, sums, 0) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 => unsafe { x86::dot_avx512(rows, [terms], start, sums, 0) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512Vnni => unsafe { x86::dot_avx512_vnni(rows, [terms], start, sums, 0) },
    };
    debug_assert_eq!(done, rows.lanes);
}

/// Writes the sums of the upper halves of products of numbers with the first constants and of the lower halves of those
/// with the second ones, from where they start, without the bits beyond 16: a row of all lanes for each output.
/// Precondition: the path is available.
#[inline(always)]
#[allow(unsafe_code, reason = "a path is chosen only where the processor has its instructions")]
pub(crate) fn upper_and_lower(
    path: Path,
    rows: Rows<'_, i16>,
    terms: [Terms<'_, { halves::OUTPUTS }>; 2],
    start: &[i16; halves::OUTPUTS],
    sums: &mut [i16],
) {
    debug_assert!(path.is_available());
    let done = match path {
        Path::Portable => {
            portable_halves(rows, terms, start, sums);
            rows.lanes
        }
        // SAFETY: the caller gives a path that is available, which is what its features need.
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => unsafe { x86::halves_avx2(rows, terms, start, sums, 0) },
        // SAFETY: as above; processors with 512-bit vectors have those of 256 bits.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 | Path::Avx512Vnni => unsafe {
            let done = x86::halves_avx512(rows, terms, start, sums, 0);
            x86::halves_avx2(rows, terms, start, sums, done)
        },
    };
    debug_assert_eq!(done, rows.lanes);
}

/// Sums for [`LANES`] lanes at a time; `add` adds to a sum the product of an element and a constant, by the list of terms.
#[inline(always)]
fn portable<T: Element, const OUTPUTS: usize, const LISTS: usize>(
    rows: Rows<'_, T>,
    terms: [Terms<'_, OUTPUTS>; LISTS],
    start: &[T; OUTPUTS],
    sums: &mut [T],
    add: impl Fn(usize, T, T, i32) -> T,
) {
    for lane in (0..rows.lanes).step_by(LANES) {
        let mut accumulators = start.map(|start| [start; LANES]);
        for (list, terms) in terms.iter().enumerate() {
            for (&element, weights) in terms.elements.iter().zip(terms.weights) {
                let row: &[T; LANES] = rows.of(element, lane);
                for (sums, &weight) in accumulators.iter_mut().zip(weights) {
                    for (sum, &x) in sums.iter_mut().zip(row) {
                        *sum = add(list, *sum, x, weight);
                    }
                }
            }
        }
        for (sums, accumulator) in sums.chunks_exact_mut(rows.lanes).zip(accumulators) {
            sums[lane..][..LANES].copy_from_slice(&accumulator);
        }
    }
}

fn portable_dot(
    rows: Rows<'_, i32>,
    terms: Terms<'_, { pairs::OUTPUTS }>,
    start: &[i32; pairs::OUTPUTS],
    sums: &mut [i32],
) {
    let both = |pair: i32| [i32::from(pair as i16), pair >> 16];
    portable(rows, [terms], start, sums, |_, sum, x, weight| {
        let (x, weight) = (both(x), both(weight));
        sum.wrapping_add((x[0] * weight[0]).wrapping_add(x[1] * weight[1]))
    });
}

fn portable_halves(
    rows: Rows<'_, i16>,
    terms: [Terms<'_, { halves::OUTPUTS }>; 2],
    start: &[i16; halves::OUTPUTS],
    sums: &mut [i16],
) {
    let shifts = [halves::HALF, 0];
    portable(rows, terms, start, sums, |list, sum, x, weight| {
        sum.wrapping_add(((i32::from(x) * i32::from(weight as i16)) >> shifts[list]) as i16)
    });
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Rows, Terms, halves, pairs};

    /// Implements sums over lists of terms, each added by its operation, for vectors of `$n` lanes, `$wide` of them at a time
    /// where there are as many. The sums of the lanes from the given one on are written, as far as they fill vectors; returns
    /// the lane behind them.
    macro_rules! sums {
        ($name:ident, $features:literal, $lane:ty, $outputs:expr, $n:literal x $wide:literal,
         $load:ident, $store:ident, $start:ident, $weight:ident, [$($list:literal: $add:expr),+], $n_lists:literal) => {
            #[target_feature(enable = $features)]
            pub(super) fn $name(
                rows: Rows<'_, $lane>,
                terms: [Terms<'_, { $outputs }>; $n_lists],
                start: &[$lane; $outputs],
                sums: &mut [$lane],
                mut lane: usize,
            ) -> usize {
                #[inline]
                #[target_feature(enable = $features)]
                #[allow(unsafe_code, reason = "vector loads and stores take pointers")]
                fn some<const VECTORS: usize>(
                    rows: Rows<'_, $lane>,
                    terms: &[Terms<'_, { $outputs }>; $n_lists],
                    start: &[$lane; $outputs],
                    sums: &mut [$lane],
                    lane: usize,
                ) {
                    // Loops rather than closures, which would not be inlined where the features differ.
                    let mut accumulators = [[$start(0); VECTORS]; $outputs];
                    for (accumulators, &start) in accumulators.iter_mut().zip(start) {
                        *accumulators = [$start(start); VECTORS];
                    }
                    $(
                        for (&element, weights) in terms[$list].elements.iter().zip(terms[$list].weights) {
                            let mut x = [$start(0); VECTORS];
                            for (vector, x) in x.iter_mut().enumerate() {
                                // SAFETY: the array has the bytes of the vector, and the load needs no alignment.
                                *x = unsafe { $load(rows.of::<$n>(element, lane + vector * $n).as_ptr().cast()) };
                            }
                            for (sums, &weight) in accumulators.iter_mut().zip(weights) {
                                let weight = $weight(weight);
                                for (sum, x) in sums.iter_mut().zip(x) {
                                    *sum = $add(*sum, x, weight);
                                }
                            }
                        }
                    )+
                    for (sums, accumulators) in sums.chunks_exact_mut(rows.lanes).zip(accumulators) {
                        for (vector, accumulator) in accumulators.into_iter().enumerate() {
                            let to = &mut sums[lane + vector * $n..][..$n];
                            // SAFETY: the slice has the bytes of the vector, and the store needs no alignment.
                            unsafe { $store(to.as_mut_ptr().cast(), accumulator) };
                        }
                    }
                }
                while lane + $n * $wide <= rows.lanes {
                    some::<$wide>(rows, &terms, start, sums, lane);
                    lane += $n * $wide;
                }
                while lane + $n <= rows.lanes {
                    some::<1>(rows, &terms, start, sums, lane);
                    lane += $n;
                }
                lane
            }
        };
    }

    // Accumulators, rows and a constant fit the sixteen registers of 256 bits or the 32 of 512 bits.
    sums!(dot_avx512_vnni, "avx512f,avx512bw,avx512vnni", i32, pairs::OUTPUTS, 16 x 2,
        _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32, _mm512_set1_epi32,
        [0: |sum, x, weight| _mm512_dpwssd_epi32(sum, x, weight)], 1);
    sums!(dot_avx512, "avx512f,avx512bw", i32, pairs::OUTPUTS, 16 x 2,
        _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32, _mm512_set1_epi32,
        [0: |sum, x, weight| _mm512_add_epi32(sum, _mm512_madd_epi16(x, weight))], 1);
    sums!(dot_avx2, "avx2", i32, pairs::OUTPUTS, 8 x 1,
        _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32, _mm256_set1_epi32,
        [0: |sum, x, weight| _mm256_add_epi32(sum, _mm256_madd_epi16(x, weight))], 1);
    sums!(halves_avx512, "avx512f,avx512bw", i16, halves::OUTPUTS, 32 x 2,
        _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi16, _mm512_set1_epi32,
        [0: |sum, x, weight| _mm512_add_epi16(sum, _mm512_mulhi_epi16(x, weight)),
         1: |sum, x, weight| _mm512_add_epi16(sum, _mm512_mullo_epi16(x, weight))], 2);
    sums!(halves_avx2, "avx2", i16, halves::OUTPUTS, 16 x 1,
        _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi16, _mm256_set1_epi32,
        [0: |sum, x, weight| _mm256_add_epi16(sum, _mm256_mulhi_epi16(x, weight)),
         1: |sum, x, weight| _mm256_add_epi16(sum, _mm256_mullo_epi16(x, weight))], 2);
}

#[cfg(test)]
mod tests {
    use super::{LANES, Path, Rows, Terms, dot, halves, pairs, upper_and_lower};

    /// Seeded numbers (xorshift of 64 bits), of which every fifth is of each extreme.
    fn draws<T>(seed: u64, extremes: [T; 2], number: impl Fn(u64) -> T) -> impl FnMut() -> T
    where
        T: Copy,
    {
        let mut state = seed;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            match state % 5 {
                0 => extremes[0],
                1 => extremes[1],
                _ => number(state >> 20),
            }
        }
    }

    /// All paths give the same sums.
    fn check<T: PartialEq + Default + Clone + std::fmt::Debug>(len: usize, sums: impl Fn(Path, &mut [T])) {
        let all = |path: Path| {
            let mut rows = vec![T::default(); len];
            sums(path, &mut rows);
            rows
        };
        let expected = all(Path::Portable);
        assert!(expected.iter().any(|sum| *sum != T::default()));
        for &path in Path::ALL.iter().filter(|path| path.is_available()) {
            assert_eq!(all(path), expected, "{path:?}");
        }
    }

    #[test]
    fn all_paths_give_the_same_sums() {
        // The extremes, where two products exceed 32 bits.
        let extremes = [i32::from(i16::MIN) << 16 | 0x8000, 0x7fff_7fff];
        let mut next = draws(0x9e37_79b9_7f4a_7c15, extremes, |state| state as i32);
        let lanes = 3 * LANES;
        let x: Vec<i32> = (0..9 * lanes).map(|_| next()).collect();
        let window: Vec<u32> = (0..9).rev().collect();
        let elements = [0, 1, 2, 4, 5, 8];
        let weights = elements.map(|_| std::array::from_fn(|_| next()));
        let start: [i32; pairs::OUTPUTS] = std::array::from_fn(|_| next());
        check(pairs::OUTPUTS * lanes, |path, sums| {
            let rows = Rows { x: &x, window: &window, lanes };
            dot(path, rows, Terms { elements: &elements, weights: &weights }, &start, sums);
        });
    }

    #[test]
    fn all_paths_give_the_same_halves() {
        let mut next = draws(0x2545_f491_4f6c_dd1d, [i16::MIN, i16::MAX], |state| state as i16);
        // With a vector of each length at the end.
        for lanes in [LANES, 5 * LANES, 7 * LANES] {
            let x: Vec<i16> = (0..9 * lanes).map(|_| next()).collect();
            let window: Vec<u32> = (0..9).rev().collect();
            let mut twice = || pairs::twice(next());
            let (high, low) = ([0, 2, 3, 8], [1, 4, 7]);
            let (high_weights, low_weights) =
                (high.map(|_| std::array::from_fn(|_| twice())), low.map(|_| std::array::from_fn(|_| twice())));
            let start: [i16; halves::OUTPUTS] = std::array::from_fn(|_| next());
            check(halves::OUTPUTS * lanes, |path, sums| {
                let terms = [
                    Terms { elements: &high, weights: &high_weights },
                    Terms { elements: &low, weights: &low_weights },
                ];
                upper_and_lower(path, Rows { x: &x, window: &window, lanes }, terms, &start, sums);
            });
        }
    }
}
