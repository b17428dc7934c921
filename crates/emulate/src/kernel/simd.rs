//! The inner loops of sums of products, on the instructions that multiply 16-bit numbers.
//!
//! Every path gives the same sums: products are exact, and sums keep their low bits.

use std::sync::OnceLock;

use super::lane::Lane;
use super::narrow::To;
use super::{halves, pairs};

/// Lanes computed at once.
pub(crate) const LANES: usize = 16;

/// Most lists of terms that are summed together.
const MAX_LISTS: usize = 2;

/// For each element under a window where its row begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    starts: Vec<usize>,
    /// The greatest of them.
    last: usize,
    /// Where the rows of each list of terms begin.
    of_terms: [Vec<usize>; MAX_LISTS],
}

impl Window {
    /// Forgets all elements.
    pub(crate) fn clear(&mut self) {
        self.starts.clear();
        self.last = 0;
    }

    /// Adds an element.
    #[inline]
    pub(crate) fn push(&mut self, start: usize) {
        self.starts.push(start);
        self.last = self.last.max(start);
    }

    /// For each element of the lists of terms where its row begins. Panics unless `end` is behind all rows of `lanes` lanes.
    #[inline(always)]
    fn of_terms<const N: usize, const LISTS: usize>(
        &mut self,
        terms: [&Terms<N>; LISTS],
        lanes: usize,
        end: usize,
    ) -> [&[usize]; LISTS] {
        assert!(self.starts.is_empty() || self.last + lanes <= end, "the window lies in the rows");
        for (of_terms, terms) in self.of_terms.iter_mut().zip(terms) {
            if !terms.is_run {
                of_terms.clear();
                of_terms.extend(terms.elements.iter().map(|&element| self.starts[element as usize]));
            }
        }
        let list = |list: usize| match terms[list].is_run {
            true => &self.starts[..terms[list].elements.len()],
            false => &self.of_terms[list],
        };
        std::array::from_fn(list)
    }

    /// Where the row of an element begins.
    #[inline(always)]
    pub(crate) fn start(&self, element: u32) -> usize {
        self.starts[element as usize]
    }
}

impl FromIterator<usize> for Window {
    fn from_iter<I: IntoIterator<Item = usize>>(starts: I) -> Self {
        let mut window = Window::default();
        starts.into_iter().for_each(|start| window.push(start));
        window
    }
}

/// Rows of `lanes` elements, a multiple of [`LANES`].
pub(crate) struct Rows<'a, T> {
    pub(crate) x: &'a [T],
    pub(crate) window: &'a mut Window,
    pub(crate) lanes: usize,
}

/// Rows and, for each element of some lists of terms, where its row begins: all rows lie in the slice.
#[derive(Clone, Copy)]
struct Places<'a, T, const LISTS: usize> {
    x: &'a [T],
    starts: [&'a [usize]; LISTS],
    lanes: usize,
}

impl<'a, T> Rows<'a, T> {
    /// Panics unless all rows are there.
    #[inline(always)]
    fn places<const N: usize, const LISTS: usize>(self, terms: [&Terms<N>; LISTS]) -> Places<'a, T, LISTS> {
        let Self { x, window, lanes } = self;
        Places { x, starts: window.of_terms(terms, lanes, x.len()), lanes }
    }
}

/// The environment variable that keeps the emulator from instructions of newer processors, so that all code can be tested on
/// one: `portable`, `avx2`, `avx512` or `avx512vnni`.
const LIMIT: &str = "HLSMITH_CPU";

/// The instructions that sums of products use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
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

impl Instructions {
    /// All paths, the slowest first.
    pub const ALL: &[Instructions] = &[
        Instructions::Portable,
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2,
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512,
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512Vnni,
    ];

    /// Whether this processor has the instructions.
    pub fn is_available(self) -> bool {
        match self {
            Instructions::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw"),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512Vnni => Instructions::Avx512.is_available() && is_x86_feature_detected!("avx512vnni"),
        }
    }

    /// Its name in the environment variable [`LIMIT`].
    fn name(self) -> &'static str {
        match self {
            Instructions::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512Vnni => "avx512vnni",
        }
    }

    /// The fastest path of this processor, none beyond the one that [`LIMIT`] names.
    pub fn best() -> Instructions {
        static BEST: OnceLock<Instructions> = OnceLock::new();
        *BEST.get_or_init(|| {
            let limit = std::env::var(LIMIT).ok();
            let last = Instructions::ALL.iter().position(|path| Some(path.name()) == limit.as_deref());
            let paths = &Instructions::ALL[..last.map_or(Instructions::ALL.len(), |last| last + 1)];
            paths.iter().rev().copied().find(|path| path.is_available()).unwrap_or(Instructions::Portable)
        })
    }
}

/// Elements of a window and their constants for each of `N` outputs.
#[derive(Clone, Debug)]
pub(crate) struct Terms<const N: usize> {
    elements: Vec<u32>,
    /// One for each element; for 16-bit elements each constant stands twice in its 32 bits.
    weights: Vec<[i32; N]>,
    /// Whether the elements are the first ones in their order.
    is_run: bool,
}

impl<const N: usize> Default for Terms<N> {
    fn default() -> Self {
        Self { elements: Vec::new(), weights: Vec::new(), is_run: true }
    }
}

impl<const N: usize> Terms<N> {
    /// Adds an element, unless nothing depends on it.
    pub(crate) fn push(&mut self, element: u32, weights: [i32; N]) {
        if weights != [0; N] {
            self.is_run &= element as usize == self.elements.len();
            self.elements.push(element);
            self.weights.push(weights);
        }
    }

    /// Whether nothing is added.
    pub(crate) fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }
}

/// The sums of products of pairs with their constants, from where they start, without the bits beyond 32. Precondition: the
/// path is available.
#[inline(always)]
#[allow(unsafe_code, reason = "a path is chosen only where the processor has its instructions")]
pub(crate) fn dot(
    path: Instructions,
    rows: Rows<'_, i32>,
    terms: &Terms<{ pairs::OUTPUTS }>,
    start: &[i32; pairs::OUTPUTS],
    mut to: To<'_, i32>,
) {
    debug_assert!(path.is_available());
    let (lanes, places) = (rows.lanes, rows.places([terms]));
    let done = match path {
        Instructions::Portable => {
            portable_dot(places, terms, start, &mut to);
            lanes
        }
        // SAFETY: the caller gives a path that is available, which is what its features need, and the rows are checked.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => unsafe { x86::dot_avx2(places, [terms], start, &mut to, 0) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => unsafe { x86::dot_avx512(places, [terms], start, &mut to, 0) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512Vnni => unsafe { x86::dot_avx512_vnni(places, [terms], start, &mut to, 0) },
    };
    debug_assert_eq!(done, lanes);
}

/// The sums of the upper halves of products of numbers with the first constants and of the lower halves of those with the
/// second ones, from where they start, without the bits beyond 16. Precondition: the path is available.
#[inline(always)]
#[allow(unsafe_code, reason = "a path is chosen only where the processor has its instructions")]
pub(crate) fn upper_and_lower(
    path: Instructions,
    rows: Rows<'_, i16>,
    terms: [&Terms<{ halves::OUTPUTS }>; 2],
    start: &[i16; halves::OUTPUTS],
    mut to: To<'_, i16>,
) {
    debug_assert!(path.is_available());
    let (lanes, places) = (rows.lanes, rows.places(terms));
    let done = match path {
        Instructions::Portable => {
            portable_halves(places, terms, start, &mut to);
            lanes
        }
        // SAFETY: the caller gives a path that is available, which is what its features need, and the rows are checked.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => unsafe { x86::halves_avx2(places, terms, start, &mut to, 0) },
        // SAFETY: as above; processors with 512-bit vectors have those of 256 bits.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 | Instructions::Avx512Vnni => unsafe {
            let done = x86::halves_avx512(places, terms, start, &mut to, 0);
            x86::halves_avx2(places, terms, start, &mut to, done)
        },
    };
    debug_assert_eq!(done, lanes);
}

/// Sums for [`LANES`] lanes at a time; `add` adds to a sum the product of an element and a constant, by the list of terms.
#[inline(always)]
fn portable<T: Lane, const OUTPUTS: usize, const LISTS: usize>(
    rows: Places<'_, T, LISTS>,
    terms: [&Terms<OUTPUTS>; LISTS],
    start: &[T; OUTPUTS],
    to: &mut To<'_, T>,
    add: impl Fn(usize, T, T, i32) -> T,
) {
    for lane in (0..rows.lanes).step_by(LANES) {
        let mut accumulators = start.map(|start| [start; LANES]);
        for (list, terms) in terms.iter().enumerate() {
            for (&place, weights) in rows.starts[list].iter().zip(&terms.weights) {
                let row = &rows.x[place + lane..][..LANES];
                for (sums, &weight) in accumulators.iter_mut().zip(weights) {
                    for (sum, &x) in sums.iter_mut().zip(row) {
                        *sum = add(list, *sum, x, weight);
                    }
                }
            }
        }
        to.put(&accumulators, lane, rows.lanes);
    }
}

fn portable_dot(
    rows: Places<'_, i32, 1>,
    terms: &Terms<{ pairs::OUTPUTS }>,
    start: &[i32; pairs::OUTPUTS],
    to: &mut To<'_, i32>,
) {
    let both = |pair: i32| [i32::from(pair as i16), pair >> 16];
    portable(rows, [terms], start, to, |_, sum, x, weight| {
        let (x, weight) = (both(x), both(weight));
        sum.wrapping_add((x[0] * weight[0]).wrapping_add(x[1] * weight[1]))
    });
}

fn portable_halves(
    rows: Places<'_, i16, 2>,
    terms: [&Terms<{ halves::OUTPUTS }>; 2],
    start: &[i16; halves::OUTPUTS],
    to: &mut To<'_, i16>,
) {
    let shifts = [halves::HALF, 0];
    portable(rows, terms, start, to, |list, sum, x, weight| {
        sum.wrapping_add(((i32::from(x) * i32::from(weight as i16)) >> shifts[list]) as i16)
    });
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::super::narrow::x86::*;
    use super::super::narrow::{NarrowRows, To};
    use super::{Places, Terms, halves, pairs};

    /// A row from a lane on, if there is one.
    #[inline(always)]
    fn part<T>(rows: &mut [T], row: usize, (lane, lanes): (usize, usize)) -> Option<&mut [T]> {
        let start = row * lanes;
        if start < rows.len() { Some(&mut rows[start + lane..]) } else { None }
    }

    /// Implements sums over lists of terms, each multiplied and added by its operations, for vectors of `$n` lanes, `$wide` of them at a time
    /// where there are as many, and some of the outputs at a time, of which the first ones are given. The sums of the
    /// lanes from the given one on are put where they go, as far as they fill vectors; returns the lane behind them.
    ///
    /// # Safety
    /// The rows of all terms lie in their slice.
    macro_rules! sums {
        ($name:ident, $features:literal, $lane:ty, $outputs:expr, $n:literal x $wide:literal,
         $at_once:literal of [$($first:literal),+],
         $load:ident, $store:ident, row: $row:ident $(, pairs: $pair:ident, $set:ident, $max:ident, $min:ident)?; $start:ident, $weight:ident, [$($list:literal: $product:expr, $add:expr);+], $n_lists:literal) => {
            #[target_feature(enable = $features)]
            #[allow(unsafe_code, reason = "bounds are checked once, ahead of the loops")]
            pub(super) unsafe fn $name(
                rows: Places<'_, $lane, $n_lists>,
                terms: [&Terms<{ $outputs }>; $n_lists],
                start: &[$lane; $outputs],
                to: &mut To<'_, $lane>,
                mut lane: usize,
            ) -> usize {
                #[inline]
                #[target_feature(enable = $features)]
                #[allow(unsafe_code, reason = "vector loads and stores take pointers")]
                unsafe fn some<const VECTORS: usize, const FIRST: usize>(
                    rows: Places<'_, $lane, $n_lists>,
                    terms: &[&Terms<{ $outputs }>; $n_lists],
                    start: &[$lane; $outputs],
                    to: &mut To<'_, $lane>,
                    lane: usize,
                ) {
                    // Loops rather than closures, which would not be inlined where the features differ.
                    let mut accumulators = [[$start(0); VECTORS]; $at_once];
                    for output in 0..$at_once {
                        accumulators[output] = [$start(start[FIRST + output]); VECTORS];
                    }
                    let rows_from_lane = rows.x.as_ptr().wrapping_add(lane);
                    $(
                        for (&start, weights) in rows.starts[$list].iter().zip(&terms[$list].weights) {
                            // SAFETY: all rows lie in the slice.
                            let row = unsafe { rows_from_lane.add(start) };
                            let mut x = [$start(0); VECTORS];
                            for vector in 0..VECTORS {
                                // SAFETY: as above; the load needs no alignment.
                                x[vector] = unsafe { $load(row.add(vector * $n).cast()) };
                            }
                            for output in 0..$at_once {
                                let weight = $weight(weights[FIRST + output]);
                                // Products first: their units are fewer than those that add.
                                let mut products = x;
                                for vector in 0..VECTORS {
                                    products[vector] = $product(x[vector], weight);
                                }
                                for vector in 0..VECTORS {
                                    let sum = &mut accumulators[output][vector];
                                    *sum = $add(*sum, products[vector], weight);
                                }
                            }
                        }
                    )+
                    match to {
                        To::Sums(to) => {
                            for output in 0..$at_once {
                                let Some(to) = part(to, FIRST + output, (lane, rows.lanes)) else { return };
                                let to = &mut to[..VECTORS * $n];
                                for vector in 0..VECTORS {
                                    let to = to[vector * $n..].as_mut_ptr();
                                    // SAFETY: the slice has the bytes of the vectors, and the store needs no alignment.
                                    unsafe { $store(to.cast(), accumulators[output][vector]) };
                                }
                            }
                        }
                        To::Results(narrow, NarrowRows::Rows(to)) => {
                            for output in 0..$at_once {
                                let Some(to) = part(to, FIRST + output, (lane, rows.lanes)) else { return };
                                for vector in 0..VECTORS {
                                    $row(accumulators[output][vector], *narrow, &mut to[vector * $n..]);
                                }
                            }
                        }
                        $(To::Results(narrow, NarrowRows::Pairs(to)) => {
                            let right = _mm_cvtsi32_si128(narrow.right as i32);
                            let (least, greatest) = ($set(narrow.least), $set(narrow.greatest));
                            for output in (0..$at_once).step_by(2) {
                                let Some(to) = part(to, (FIRST + output) / 2, (lane, rows.lanes)) else { return };
                                let to = &mut to[..VECTORS * $n];
                                for vector in 0..VECTORS {
                                    let sums = [accumulators[output][vector], accumulators[output + 1][vector]];
                                    let mut result = $min($max($pair(sums, right), least), greatest);
                                    let to = to[vector * $n..].as_mut_ptr();
                                    // SAFETY: as above, and for the load as well.
                                    unsafe {
                                        if narrow.keeps_larger {
                                            result = $max(result, $load(to.cast()));
                                        }
                                        $store(to.cast(), result);
                                    }
                                }
                            }
                        })?
                        #[allow(unreachable_patterns, reason = "sums of 32 bits become pairs")]
                        To::Results(_, NarrowRows::Pairs(_)) => debug_assert!(false, "pairs are made of sums of 32 bits"),
                    }
                }
                // SAFETY: the caller vouches for the rows, and the lanes are among theirs.
                unsafe {
                    while lane + $n * $wide <= rows.lanes {
                        $(some::<$wide, $first>(rows, &terms, start, to, lane);)+
                        lane += $n * $wide;
                    }
                    while lane + $n <= rows.lanes {
                        $(some::<1, $first>(rows, &terms, start, to, lane);)+
                        lane += $n;
                    }
                }
                lane
            }
        };
    }

    // Accumulators, rows and a constant fit the sixteen registers of 256 bits or the 32 of 512 bits.
    sums!(dot_avx512_vnni, "avx512f,avx512bw,avx512vnni", i32, pairs::OUTPUTS, 16 x 2, 8 of [0],
        _mm512_loadu_si512, _mm512_storeu_si512, row: row_i32_512,
        pairs: pair_512, _mm512_set1_epi16, _mm512_max_epi16, _mm512_min_epi16; _mm512_set1_epi32, _mm512_set1_epi32,
        [0: |x, _| x, |sum, x, weight| _mm512_dpwssd_epi32(sum, x, weight)], 1);
    sums!(dot_avx512, "avx512f,avx512bw", i32, pairs::OUTPUTS, 16 x 2, 8 of [0],
        _mm512_loadu_si512, _mm512_storeu_si512, row: row_i32_512,
        pairs: pair_512, _mm512_set1_epi16, _mm512_max_epi16, _mm512_min_epi16; _mm512_set1_epi32, _mm512_set1_epi32,
        [0: |x, weight| _mm512_madd_epi16(x, weight), |sum, product, _| _mm512_add_epi32(sum, product)], 1);
    sums!(dot_avx2, "avx2", i32, pairs::OUTPUTS, 8 x 2, 4 of [0, 4],
        _mm256_loadu_si256, _mm256_storeu_si256, row: row_i32_256,
        pairs: pair_256, _mm256_set1_epi16, _mm256_max_epi16, _mm256_min_epi16; _mm256_set1_epi32, _mm256_set1_epi32,
        [0: |x, weight| _mm256_madd_epi16(x, weight), |sum, product, _| _mm256_add_epi32(sum, product)], 1);
    sums!(halves_avx512, "avx512f,avx512bw", i16, halves::OUTPUTS, 32 x 2, 8 of [0],
        _mm512_loadu_si512, _mm512_storeu_si512, row: row_i16_512; _mm512_set1_epi16, _mm512_set1_epi32,
        [0: |x, weight| _mm512_mulhi_epi16(x, weight), |sum, product, _| _mm512_add_epi16(sum, product);
         1: |x, weight| _mm512_mullo_epi16(x, weight), |sum, product, _| _mm512_add_epi16(sum, product)], 2);
    sums!(halves_avx2, "avx2", i16, halves::OUTPUTS, 16 x 2, 4 of [0, 4],
        _mm256_loadu_si256, _mm256_storeu_si256, row: row_i16_256; _mm256_set1_epi16, _mm256_set1_epi32,
        [0: |x, weight| _mm256_mulhi_epi16(x, weight), |sum, product, _| _mm256_add_epi16(sum, product);
         1: |x, weight| _mm256_mullo_epi16(x, weight), |sum, product, _| _mm256_add_epi16(sum, product)], 2);
}

#[cfg(test)]
mod tests {
    use super::{Instructions, LANES, Rows, Terms, To, Window, dot, halves, pairs, upper_and_lower};
    use crate::kernel::narrow::{Narrow, NarrowRows};

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

    /// Some elements with constants.
    fn terms<const N: usize>(elements: &[u32], mut next: impl FnMut() -> i32) -> Terms<N> {
        let mut terms = Terms::default();
        elements.iter().for_each(|&element| terms.push(element, std::array::from_fn(|_| next())));
        terms
    }

    /// All paths give the same sums, whatever they are written over.
    fn check<T: PartialEq + Default + Copy + std::fmt::Debug>(
        old: &[T],
        len: usize,
        sums: impl Fn(Instructions, &mut [T]),
    ) {
        let all = |path: Instructions| {
            let mut rows: Vec<T> = old.iter().cycle().copied().take(len).collect();
            sums(path, &mut rows);
            rows
        };
        let expected = all(Instructions::Portable);
        assert!(expected.iter().any(|sum| *sum != T::default()));
        for &path in Instructions::ALL.iter().filter(|path| path.is_available()) {
            assert_eq!(all(path), expected, "{path:?}");
        }
    }

    /// Limits that some results reach.
    const NARROW: [Narrow; 2] = {
        let narrow = Narrow { right: 9, least: -2_000, greatest: 30_000, keeps_larger: false };
        [narrow, Narrow { keeps_larger: true, ..narrow }]
    };

    #[test]
    fn all_paths_give_the_same_sums() {
        // The extremes, where two products exceed 32 bits.
        let extremes = [i32::from(i16::MIN) << 16 | 0x8000, 0x7fff_7fff];
        let mut next = draws(0x9e37_79b9_7f4a_7c15, extremes, |state| state as i32);
        let lanes = 3 * LANES;
        let x: Vec<i32> = (0..9 * lanes).map(|_| next()).collect();
        let window: Window = (0..9).rev().map(|row| row * lanes).collect();
        let terms = terms(&[0, 1, 2, 4, 5, 8], &mut next);
        let start: [i32; pairs::OUTPUTS] = std::array::from_fn(|_| next());
        let run = |path: Instructions, to: To<'_, i32>| {
            dot(path, Rows { x: &x, window: &mut window.clone(), lanes }, &terms, &start, to);
        };
        for outputs in [2, 6, 8] {
            check(&x, outputs * lanes, |path, sums| run(path, To::Sums(sums)));
            for narrow in NARROW {
                let old = x.iter().map(|&x| x as i16).collect::<Vec<_>>();
                check(&old, outputs * lanes, |path, to| run(path, To::Results(narrow, NarrowRows::Rows(to))));
                check(&x, outputs / 2 * lanes, |path, to| run(path, To::Results(narrow, NarrowRows::Pairs(to))));
            }
        }
    }

    #[test]
    fn all_paths_give_the_same_halves() {
        let mut next = draws(0x2545_f491_4f6c_dd1d, [i16::MIN, i16::MAX], |state| state as i16);
        // With a vector of each length at the end.
        for lanes in [LANES, 5 * LANES, 7 * LANES] {
            let x: Vec<i16> = (0..9 * lanes).map(|_| next()).collect();
            let window: Window = (0..9).rev().map(|row| row * lanes).collect();
            let mut twice = || pairs::twice(next());
            let (high, low) = (terms(&[0, 2, 3, 8], &mut twice), terms(&[1, 4, 7], &mut twice));
            let start: [i16; halves::OUTPUTS] = std::array::from_fn(|_| next());
            let run = |path: Instructions, to: To<'_, i16>| {
                let rows = Rows { x: &x, window: &mut window.clone(), lanes };
                upper_and_lower(path, rows, [&high, &low], &start, to);
            };
            for outputs in [1, 5, 8] {
                check(&x, outputs * lanes, |path, sums| run(path, To::Sums(sums)));
                for narrow in NARROW.map(|narrow| Narrow { right: 2, ..narrow }) {
                    check(&x, outputs * lanes, |path, to| run(path, To::Results(narrow, NarrowRows::Rows(to))));
                }
            }
        }
    }
}
