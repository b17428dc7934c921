//! What becomes of sums of products before they leave the registers.

use num_traits::AsPrimitive;

use super::lane::Lane;
use super::pairs::{DIGIT, pack};
use super::simd::LANES;

/// Sums made results of 16 bits: over `2^right` and rounded down, without the bits beyond 16, then limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Narrow {
    /// Below the bits of a sum.
    pub(crate) right: u32,
    pub(crate) least: i16,
    pub(crate) greatest: i16,
    /// Whether a larger number stays that stands where a result goes.
    pub(crate) keeps_larger: bool,
}

impl Narrow {
    fn of<T: Lane + AsPrimitive<i16>>(self, sum: T) -> i16 {
        let result: i16 = sum.shr(self.right).as_();
        result.max(self.least).min(self.greatest)
    }

    /// Writes a result.
    fn put<T: Lane + AsPrimitive<i16>>(self, sum: T, to: &mut i16) {
        let result = self.of(sum);
        *to = if self.keeps_larger { result.max(*to) } else { result };
    }

    /// Writes the results of two outputs in a lane.
    fn put_pair<T: Lane + AsPrimitive<i16>>(self, sums: [T; 2], to: &mut i32) {
        let [mut low, mut high] = [*to as i16, (*to >> DIGIT) as i16];
        self.put(sums[0], &mut low);
        self.put(sums[1], &mut high);
        *to = pack(low, high);
    }
}

/// Where results of 16 bits are stored.
pub(crate) enum NarrowRows<'a> {
    /// A row for each output.
    Rows(&'a mut [i16]),
    /// A row for two outputs that follow each other, of sums of 32 bits.
    Pairs(&'a mut [i32]),
}

/// What becomes of the sums of a block of outputs: a row of all lanes for each of the first outputs, as many as there is room
/// for.
pub(crate) enum To<'a, T> {
    /// They are written as they are.
    Sums(&'a mut [T]),
    /// They become results of 16 bits.
    Results(Narrow, NarrowRows<'a>),
}

impl<T: Lane> To<'_, T> {
    /// Takes the sums of some lanes from `lane` on.
    #[inline(always)]
    pub(super) fn put<const N: usize>(&mut self, sums: &[[T; LANES]; N], lane: usize, lanes: usize) {
        match self {
            To::Sums(to) => {
                for (to, sums) in to.chunks_exact_mut(lanes).zip(sums) {
                    to[lane..][..LANES].copy_from_slice(sums);
                }
            }
            To::Results(narrow, NarrowRows::Rows(to)) => {
                for (to, sums) in to.chunks_exact_mut(lanes).zip(sums) {
                    to[lane..][..LANES].iter_mut().zip(sums).for_each(|(to, &sum)| narrow.put(sum, to));
                }
            }
            To::Results(narrow, NarrowRows::Pairs(to)) => {
                for (to, sums) in to.chunks_exact_mut(lanes).zip(sums.chunks_exact(2)) {
                    let pairs = sums[0].iter().zip(&sums[1]);
                    let to = to[lane..][..LANES].iter_mut();
                    to.zip(pairs).for_each(|(to, (&left, &right))| narrow.put_pair([left, right], to));
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod x86 {
    use std::arch::x86_64::*;

    use super::Narrow;

    /// Implements a row of 16-bit results: sums over a power of two, their low bits in a vector, and how that is limited.
    macro_rules! rows {
        ($name:ident, $features:literal, $sums:ty, $n:literal, $low:expr,
         $load:ident, $store:ident, $set:ident, $max:ident, $min:ident) => {
            #[inline]
            #[target_feature(enable = $features)]
            #[allow(unsafe_code, reason = "vector loads and stores take pointers")]
            pub(crate) fn $name(sums: $sums, narrow: Narrow, to: &mut [i16]) {
                let to = &mut to[..$n];
                let right = _mm_cvtsi32_si128(narrow.right as i32);
                let mut result = $min($max($low(sums, right), $set(narrow.least)), $set(narrow.greatest));
                // SAFETY: the slice has the bytes of the vector, and neither load nor store needs an alignment.
                unsafe {
                    if narrow.keeps_larger {
                        result = $max(result, $load(to.as_ptr().cast()));
                    }
                    $store(to.as_mut_ptr().cast(), result);
                }
            }
        };
    }

    rows!(
        row_i32_512,
        "avx512f,avx512bw",
        __m512i,
        16,
        |sums, right| _mm512_cvtepi32_epi16(_mm512_sra_epi32(sums, right)),
        _mm256_loadu_si256,
        _mm256_storeu_si256,
        _mm256_set1_epi16,
        _mm256_max_epi16,
        _mm256_min_epi16
    );
    rows!(
        row_i32_256,
        "avx2",
        __m256i,
        8,
        |sums, right| low_halves(_mm256_sra_epi32(sums, right)),
        _mm_loadu_si128,
        _mm_storeu_si128,
        _mm_set1_epi16,
        _mm_max_epi16,
        _mm_min_epi16
    );
    rows!(
        row_i16_512,
        "avx512f,avx512bw",
        __m512i,
        32,
        |sums, right| _mm512_sra_epi16(sums, right),
        _mm512_loadu_si512,
        _mm512_storeu_si512,
        _mm512_set1_epi16,
        _mm512_max_epi16,
        _mm512_min_epi16
    );
    rows!(
        row_i16_256,
        "avx2",
        __m256i,
        16,
        |sums, right| _mm256_sra_epi16(sums, right),
        _mm256_loadu_si256,
        _mm256_storeu_si256,
        _mm256_set1_epi16,
        _mm256_max_epi16,
        _mm256_min_epi16
    );

    /// The low 16 bits of each lane.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn low_halves(lanes: __m256i) -> __m128i {
        // In each half of the vector the low bytes of its lanes come first.
        let order = _mm256_setr_epi8(
            0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1,
            -1, -1,
        );
        _mm256_castsi256_si128(_mm256_permute4x64_epi64::<0b1000>(_mm256_shuffle_epi8(lanes, order)))
    }

    /// The low 16 bits of sums of two outputs over a power of two, in a lane.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(crate) fn pair_512([left, right]: [__m512i; 2], count: __m128i) -> __m512i {
        let (left, right) = (_mm512_sra_epi32(left, count), _mm512_sra_epi32(right, count));
        _mm512_mask_blend_epi16(0xaaaa_aaaa, left, _mm512_slli_epi32::<16>(right))
    }

    /// [`pair_512`] of shorter vectors.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn pair_256([left, right]: [__m256i; 2], count: __m128i) -> __m256i {
        let (left, right) = (_mm256_sra_epi32(left, count), _mm256_sra_epi32(right, count));
        _mm256_blend_epi16::<0b1010_1010>(left, _mm256_slli_epi32::<16>(right))
    }
}
