//! The inner loops of sums of products, on the instructions that multiply 16-bit numbers.
//!
//! Every path gives the same sums: products are exact, and sums keep their low bits.

use super::halves::{HALF, HalvesBlock};
use super::mac;
use super::pairs::OUTPUTS;

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

/// Rows of `lanes` elements, from a lane on.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, T> {
    pub(crate) x: &'a [T],
    /// For each element of a window its row.
    pub(crate) window: &'a [u32],
    pub(crate) lanes: usize,
    /// The first lane.
    pub(crate) start: usize,
}

impl<'a, T: Element> Rows<'a, T> {
    /// `N` lanes of an element of the window from `offset` lanes behind the first on.
    #[inline(always)]
    fn of<const N: usize>(&self, element: u32, offset: usize) -> &'a [T; N] {
        let at = self.window[element as usize] as usize * self.lanes + self.start + offset;
        // The slice has the length of the array.
        self.x[at..].first_chunk().unwrap_or(T::zeros())
    }
}

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

    /// The fastest path of this processor.
    pub(crate) fn best() -> Path {
        Path::ALL.iter().rev().copied().find(|path| path.is_available()).unwrap_or(Path::Portable)
    }
}

/// A run of pairs and their constants.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) pairs: &'a [u32],
    pub(crate) weights: &'a [[i32; OUTPUTS]],
}

/// Writes the sums of products of pairs with their constants, from where they start, without the bits beyond 32: a row of
/// all lanes for each output. Precondition: the path is available.
#[inline(always)]
#[allow(unsafe_code, reason = "a path is chosen only where the processor has its instructions")]
pub(crate) fn dot(path: Path, rows: Rows<'_, i32>, terms: Terms<'_>, start: &[i32; OUTPUTS], sums: &mut [i32]) {
    debug_assert!(path.is_available());
    match path {
        Path::Portable => portable(rows, terms, start, sums),
        // SAFETY: the caller gives a path that is available, which is what its features need.
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => unsafe { x86::avx2(rows, terms, start, sums) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 => unsafe { x86::avx512(rows, terms, start, sums) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512Vnni => unsafe { x86::avx512_vnni(rows, terms, start, sums) },
    }
}

/// The sums over the inputs of a block of `floor(product / 2^dropped)`, of which 16 bits count, without where they start.
/// `LANES` is 16, 32 or 64. Precondition: the path is available.
#[inline(always)]
#[allow(unsafe_code, reason = "a path is chosen only where the processor has its instructions")]
pub(crate) fn halves<const LANES: usize>(
    path: Path,
    rows: Rows<'_, i16>,
    block: &HalvesBlock,
    dropped: u32,
) -> [[i16; LANES]; mac::OUTPUTS] {
    debug_assert!(path.is_available());
    let mut sums = [[0; LANES]; mac::OUTPUTS];
    match path {
        Path::Portable => portable_halves(rows, block, dropped, &mut sums),
        // SAFETY: the caller gives a path that is available, which is what its features need.
        #[cfg(target_arch = "x86_64")]
        Path::Avx2 => unsafe { x86::halves256(rows, block, dropped, &mut sums) },
        // SAFETY: as above; processors with 512-bit vectors have those of 256 bits.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512 | Path::Avx512Vnni => unsafe {
            match LANES {
                64 => x86::halves512x2(rows, block, dropped, &mut sums),
                32 => x86::halves512(rows, block, dropped, &mut sums),
                _ => x86::halves256(rows, block, dropped, &mut sums),
            }
        },
    }
    sums
}

fn portable_halves<const LANES: usize>(
    rows: Rows<'_, i16>,
    block: &HalvesBlock,
    dropped: u32,
    sums: &mut [[i16; LANES]; mac::OUTPUTS],
) {
    for (terms, dropped) in [(&block.scaled, HALF), (&block.others, dropped)] {
        for (&input, weights) in terms.inputs.iter().zip(&terms.weights) {
            let row = rows.of::<LANES>(input, 0);
            for (sums, &weight) in sums.iter_mut().zip(weights) {
                for (sum, &x) in sums.iter_mut().zip(row) {
                    *sum = sum.wrapping_add(((i32::from(x) * i32::from(weight as i16)) >> dropped) as i16);
                }
            }
        }
    }
}

fn portable(rows: Rows<'_, i32>, terms: Terms<'_>, start: &[i32; OUTPUTS], sums: &mut [i32]) {
    let halves = |pair: i32| [i32::from(pair as i16), pair >> 16];
    for lane in (0..rows.lanes).step_by(LANES) {
        let mut accumulators = start.map(|start| [start; LANES]);
        for (&pair, weights) in terms.pairs.iter().zip(terms.weights) {
            let row: &[i32; LANES] = rows.of(pair, lane);
            for (sums, &weight) in accumulators.iter_mut().zip(weights) {
                let weight = halves(weight);
                for (sum, &x) in sums.iter_mut().zip(row) {
                    let x = halves(x);
                    let products = (x[0] * weight[0]).wrapping_add(x[1] * weight[1]);
                    *sum = sum.wrapping_add(products);
                }
            }
        }
        for (sums, accumulator) in sums.chunks_exact_mut(rows.lanes).zip(accumulators) {
            sums[lane..][..LANES].copy_from_slice(&accumulator);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{HALF, HalvesBlock, OUTPUTS, Rows, Terms, mac};

    /// Implements [`super::dot`] for vectors of `$n` lanes, with `$wide` of them at a time where there are as many left.
    macro_rules! dots {
        ($name:ident, $features:literal, $n:literal, $wide:literal, $load:ident, $store:ident, $set:ident, $add:expr) => {
            #[target_feature(enable = $features)]
            pub(super) fn $name(rows: Rows<'_, i32>, terms: Terms<'_>, start: &[i32; OUTPUTS], sums: &mut [i32]) {
                #[inline]
                #[target_feature(enable = $features)]
                #[allow(unsafe_code, reason = "vector loads and stores take pointers")]
                fn some<const VECTORS: usize>(
                    rows: Rows<'_, i32>,
                    terms: Terms<'_>,
                    start: &[i32; OUTPUTS],
                    sums: &mut [i32],
                    lane: usize,
                ) {
                    let mut accumulators = start.map(|start| [$set(start); VECTORS]);
                    for (&pair, weights) in terms.pairs.iter().zip(terms.weights) {
                        let x: [_; VECTORS] = std::array::from_fn(|vector| {
                            // SAFETY: the array has the bytes of the vector, and the load needs no alignment.
                            unsafe { $load(rows.of::<$n>(pair, lane + vector * $n).as_ptr().cast()) }
                        });
                        for (sums, &weight) in accumulators.iter_mut().zip(weights) {
                            let weight = $set(weight);
                            for (sum, x) in sums.iter_mut().zip(x) {
                                *sum = $add(*sum, x, weight);
                            }
                        }
                    }
                    for (sums, accumulators) in sums.chunks_exact_mut(rows.lanes).zip(accumulators) {
                        for (vector, accumulator) in accumulators.into_iter().enumerate() {
                            let to = &mut sums[lane + vector * $n..][..$n];
                            // SAFETY: the slice has the bytes of the vector, and the store needs no alignment.
                            unsafe { $store(to.as_mut_ptr().cast(), accumulator) };
                        }
                    }
                }
                let mut lane = 0;
                while lane + $n * $wide <= rows.lanes {
                    some::<$wide>(rows, terms, start, sums, lane);
                    lane += $n * $wide;
                }
                while lane < rows.lanes {
                    some::<1>(rows, terms, start, sums, lane);
                    lane += $n;
                }
            }
        };
    }

    dots!(
        avx512_vnni,
        "avx512f,avx512bw,avx512vnni",
        16,
        2,
        _mm512_loadu_si512,
        _mm512_storeu_si512,
        _mm512_set1_epi32,
        |sum, x, weight| _mm512_dpwssd_epi32(sum, x, weight)
    );
    dots!(
        avx512,
        "avx512f,avx512bw",
        16,
        2,
        _mm512_loadu_si512,
        _mm512_storeu_si512,
        _mm512_set1_epi32,
        |sum, x, weight| _mm512_add_epi32(sum, _mm512_madd_epi16(x, weight))
    );
    // Eight sums, a row and a constant fit the sixteen registers.
    dots!(avx2, "avx2", 8, 1, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32, |sum, x, weight| {
        _mm256_add_epi32(sum, _mm256_madd_epi16(x, weight))
    });

    /// Implements the sums of halves of products for vectors of `$n` lanes, `$vectors` at a time.
    macro_rules! halves {
        ($name:ident, $features:literal, $n:literal, $vectors:literal, $load:ident, $store:ident, $set:ident, $zero:ident,
         $high:ident, $low:ident, $add:ident, $right:ident, $left:ident) => {
            #[target_feature(enable = $features)]
            #[allow(unsafe_code, reason = "vector loads and stores take pointers")]
            pub(super) fn $name<const TOTAL: usize>(
                rows: Rows<'_, i16>,
                block: &HalvesBlock,
                dropped: u32,
                sums: &mut [[i16; TOTAL]; mac::OUTPUTS],
            ) {
                const STEP: usize = $n * $vectors;
                let load = |input: u32, at: usize| {
                    // SAFETY: the array has the bytes of the vector, and the load needs no alignment.
                    unsafe { $load(rows.of::<$n>(input, at).as_ptr().cast()) }
                };
                let (right, left) = (_mm_cvtsi32_si128(dropped as i32), _mm_cvtsi32_si128((HALF - dropped) as i32));
                for start in (0..TOTAL).step_by(STEP) {
                    let mut scaled = [[$zero(); $vectors]; mac::OUTPUTS];
                    for (&input, weights) in block.scaled.inputs.iter().zip(&block.scaled.weights) {
                        let x: [_; $vectors] = std::array::from_fn(|vector| load(input, start + vector * $n));
                        for (sums, &weight) in scaled.iter_mut().zip(weights) {
                            let weight = $set(weight);
                            for (sum, x) in sums.iter_mut().zip(x) {
                                *sum = $add(*sum, $high(x, weight));
                            }
                        }
                    }
                    let mut upper = [[$zero(); $vectors]; mac::OUTPUTS];
                    let mut lower = [[$zero(); $vectors]; mac::OUTPUTS];
                    for (&input, weights) in block.others.inputs.iter().zip(&block.others.weights) {
                        let x: [_; $vectors] = std::array::from_fn(|vector| load(input, start + vector * $n));
                        for ((upper, lower), &weight) in upper.iter_mut().zip(&mut lower).zip(weights) {
                            let weight = $set(weight);
                            for ((upper, lower), x) in upper.iter_mut().zip(lower).zip(x) {
                                *upper = $add(*upper, $high(x, weight));
                                *lower = $add(*lower, $right($low(x, weight), right));
                            }
                        }
                    }
                    for (output, sums) in sums.iter_mut().enumerate() {
                        for vector in 0..$vectors {
                            let others = $add($left(upper[output][vector], left), lower[output][vector]);
                            let to = &mut sums[start + vector * $n..][..$n];
                            // SAFETY: the slice has the bytes of the vector, and the store needs no alignment.
                            unsafe { $store(to.as_mut_ptr().cast(), $add(scaled[output][vector], others)) };
                        }
                    }
                }
            }
        };
    }

    halves!(
        halves256,
        "avx2",
        16,
        1,
        _mm256_loadu_si256,
        _mm256_storeu_si256,
        _mm256_set1_epi32,
        _mm256_setzero_si256,
        _mm256_mulhi_epi16,
        _mm256_mullo_epi16,
        _mm256_add_epi16,
        _mm256_srl_epi16,
        _mm256_sll_epi16
    );
    halves!(
        halves512,
        "avx512f,avx512bw",
        32,
        1,
        _mm512_loadu_si512,
        _mm512_storeu_si512,
        _mm512_set1_epi32,
        _mm512_setzero_si512,
        _mm512_mulhi_epi16,
        _mm512_mullo_epi16,
        _mm512_add_epi16,
        _mm512_srl_epi16,
        _mm512_sll_epi16
    );
    halves!(
        halves512x2,
        "avx512f,avx512bw",
        32,
        2,
        _mm512_loadu_si512,
        _mm512_storeu_si512,
        _mm512_set1_epi32,
        _mm512_setzero_si512,
        _mm512_mulhi_epi16,
        _mm512_mullo_epi16,
        _mm512_add_epi16,
        _mm512_srl_epi16,
        _mm512_sll_epi16
    );
}

#[cfg(test)]
mod tests {
    use super::{HALF, HalvesBlock, LANES, OUTPUTS, Path, Rows, Terms, dot, halves, mac};
    use crate::kernel::halves;

    /// Seeded numbers (xorshift of 64 bits).
    fn draws(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        }
    }

    #[test]
    fn all_paths_give_the_same_sums() {
        let mut draw = draws(0x9e37_79b9_7f4a_7c15_u64);
        let mut next = || {
            let state = draw();
            match state % 5 {
                // The extremes, where two products exceed 32 bits.
                0 => i32::from(i16::MIN) << 16 | 0x8000,
                1 => 0x7fff_7fff,
                _ => (state >> 20) as i32,
            }
        };
        let lanes = 3 * LANES;
        let x: Vec<i32> = (0..9 * lanes).map(|_| next()).collect();
        let window: Vec<u32> = (0..9).rev().collect();
        let pairs: Vec<u32> = vec![0, 1, 2, 4, 5, 8];
        let weights: Vec<[i32; OUTPUTS]> = pairs.iter().map(|_| std::array::from_fn(|_| next())).collect();
        let start: [i32; OUTPUTS] = std::array::from_fn(|_| next());
        let sums = |path: Path| {
            let mut sums = vec![0; OUTPUTS * lanes];
            let rows = Rows { x: &x, window: &window, lanes, start: 0 };
            dot(path, rows, Terms { pairs: &pairs, weights: &weights }, &start, &mut sums);
            sums
        };
        let expected = sums(Path::Portable);
        assert!(expected.iter().any(|&sum| sum != 0));
        for &path in Path::ALL.iter().filter(|path| path.is_available()) {
            assert_eq!(sums(path), expected, "{path:?}");
        }
    }

    fn check_halves<const N: usize>(rows: Rows<'_, i16>, block: &HalvesBlock, dropped: u32) {
        let expected = halves::<N>(Path::Portable, rows, block, dropped);
        assert!(expected.iter().flatten().any(|&sum| sum != 0));
        for &path in Path::ALL.iter().filter(|path| path.is_available()) {
            assert_eq!(halves::<N>(path, rows, block, dropped), expected, "{path:?} {N} {dropped}");
        }
    }

    #[test]
    fn all_paths_give_the_same_halves() {
        let mut draw = draws(0x2545_f491_4f6c_dd1d_u64);
        let mut next = || {
            let state = draw();
            match state % 5 {
                0 => i16::MIN,
                1 => i16::MAX,
                _ => (state >> 20) as i16,
            }
        };
        let lanes = 96;
        let x: Vec<i16> = (0..9 * lanes).map(|_| next()).collect();
        let window: Vec<u32> = (0..9).rev().collect();
        let mut terms = |inputs: &[u32]| {
            let mut twice = || i32::from(next()) & 0xffff;
            let weights = inputs.iter().map(|_| std::array::from_fn(|_| twice()).map(|w| w | w << HALF)).collect();
            halves::Terms { inputs: inputs.to_vec(), weights }
        };
        let (scaled, others) = (terms(&[0, 2, 3, 8]), terms(&[1, 4, 7]));
        let block = HalvesBlock { bias: [0; mac::OUTPUTS], scaled, others };
        for dropped in [1, 10, HALF] {
            check_halves::<LANES>(Rows { x: &x, window: &window, lanes, start: 80 }, &block, dropped);
            check_halves::<32>(Rows { x: &x, window: &window, lanes, start: 64 }, &block, dropped);
            check_halves::<64>(Rows { x: &x, window: &window, lanes, start: 0 }, &block, dropped);
        }
    }
}
