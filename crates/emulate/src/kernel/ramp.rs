//! Quick assignments one after the other in one loop.

use multiversion::multiversion;
use num_traits::AsPrimitive;

use super::lane::{Container, Lane};
use super::narrow::Narrow;
use super::pairs::pack;
use super::row_cast::{Limit, RowCast, Shift};
use super::rows::{Buffers, Rows, Storage};
use super::{InContainer, Kernel};

/// `(x + add) 2^left`, without the bits beyond the container, over `2^right` and rounded down, then limited to bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ramp<C> {
    add: C,
    left: u32,
    right: u32,
    least: C,
    greatest: C,
}

impl<C: Lane> Ramp<C> {
    /// What leaves all numbers as they are.
    pub(crate) fn identity() -> Self {
        let (least, greatest) = (C::lower(C::BITS, true), C::upper(C::BITS, true));
        Self { add: C::zero(), left: 0, right: 0, least, greatest }
    }

    /// A quick assignment; `None` for those that are not a ramp.
    pub(crate) fn new(cast: &RowCast<C>) -> Option<Self> {
        let RowCast::Quick(shift, limit) = cast else { return None };
        let shifted = match *shift {
            Shift::None => Self::identity(),
            Shift::Left(left) => Self { left, ..Self::identity() },
            Shift::Right { count, add } => Self { add, right: count, ..Self::identity() },
        };
        match *limit {
            Limit::None => Some(shifted),
            Limit::Clamp(least, greatest) => Some(Self { least, greatest, ..shifted }),
            // A shift to the left by less than the one to the right before leaves nothing to cut off.
            Limit::WrapSigned(cut) if shifted.right > 0 => {
                let left = cut.saturating_sub(shifted.right);
                Some(Self { left, right: shifted.right.max(cut), ..shifted })
            }
            Limit::WrapSigned(cut) => Some(Self { left: shifted.left + cut, right: cut, ..shifted }),
            Limit::WrapUnsigned(_) => None,
        }
    }

    /// This and then the next one; `None` where that is not one ramp.
    pub(crate) fn then(self, next: Self) -> Option<Self> {
        let Self { least, greatest, .. } = next;
        if self == Self::identity() {
            return Some(next);
        }
        let only_limits = Self { least, greatest, ..Self::identity() } == next;
        let limited = |bound: C| bound.max(least).min(greatest);
        only_limits.then(|| Self { least: limited(self.least), greatest: limited(self.greatest), ..self })
    }

    /// The same for results of which the low `bits` count: bits that are cut off afterwards need not be shifted out.
    fn before_cut(self, bits: u32) -> Self {
        let limits_nothing =
            Self { least: self.least, greatest: self.greatest, ..Self::identity() } == Self::identity();
        match limits_nothing && self.left <= self.right && self.right + bits <= C::BITS {
            true => Self { left: 0, right: self.right - self.left, ..self },
            false => self,
        }
    }

    #[inline(always)]
    fn of(&self, x: C) -> C {
        x.wrapping_add(&self.add).shl(self.left).shr(self.right).max(self.least).min(self.greatest)
    }
}

/// What becomes of sums on their way to where they are stored.
pub(crate) enum Finish {
    /// Sums and results of 16 bits.
    I16(Ramp<i16>),
    /// Sums of 32 bits, results of 16 bits.
    I32ToI16(Ramp<i32>, Ramp<i16>),
    /// Sums and results of 32 bits.
    I32(Ramp<i32>),
    /// Sums of 32 bits, results of 16 bits that are stored in pairs.
    I32ToPairs(Ramp<i32>, Ramp<i16>),
}

impl Finish {
    /// Some kernels one after the other; `None` where one of them is something else.
    pub(crate) fn new<'a>(from: Container, kernels: impl Iterator<Item = &'a Kernel>, to: Storage) -> Option<Self> {
        let (mut narrow, mut wide) = (Ramp::identity(), Ramp::identity());
        let mut at = from;
        for kernel in kernels {
            match kernel {
                InContainer::I16(kernel) => narrow = narrow.then(kernel.ramp()?)?,
                InContainer::I32(kernel) if at == Container::I32 => wide = wide.then(kernel.ramp()?)?,
                InContainer::I32(_) | InContainer::I64(_) | InContainer::I128(_) => return None,
            }
            at = kernel.container();
        }
        match (from, at, to) {
            (Container::I16, Container::I16, Storage::Rows(Container::I16)) => Some(Finish::I16(narrow)),
            (Container::I32, _, Storage::Rows(Container::I16)) => {
                Some(Finish::I32ToI16(wide.before_cut(i16::BITS), narrow))
            }
            (Container::I32, _, Storage::Pairs) => Some(Finish::I32ToPairs(wide.before_cut(i16::BITS), narrow)),
            (Container::I32, Container::I32, Storage::Rows(Container::I32)) => Some(Finish::I32(wide)),
            (
                Container::I16 | Container::I32 | Container::I64 | Container::I128,
                Container::I16 | Container::I32 | Container::I64 | Container::I128,
                Storage::Rows(Container::I16 | Container::I32 | Container::I64 | Container::I128) | Storage::Pairs,
            ) => None,
        }
    }

    /// The same as limits of 16-bit results of sums over a power of two, where it is no more than that.
    pub(crate) fn narrow(&self) -> Option<Narrow> {
        let limited = |right: u32, limits: Ramp<i16>| {
            let Ramp { least, greatest, .. } = limits;
            (Ramp { least, greatest, ..Ramp::identity() } == limits).then_some(Narrow {
                right,
                least,
                greatest,
                keeps_larger: false,
            })
        };
        match *self {
            Finish::I16(ramp) => limited(ramp.right, Ramp { right: 0, ..ramp }),
            Finish::I32ToI16(wide, narrow) | Finish::I32ToPairs(wide, narrow) => {
                let is_shift = Ramp { right: wide.right, ..Ramp::identity() } == wide;
                limited(wide.right, narrow).filter(|_| is_shift)
            }
            Finish::I32(_) => None,
        }
    }

    /// Stores the results of the first `n` rows of sums from the row `first` on.
    pub(crate) fn apply(&self, sums: &mut Buffers, (first, n): (usize, usize), lanes: usize, stored: &mut Rows) {
        let (start, len) = (first * lanes, n * lanes);
        match (self, stored) {
            (Finish::I32ToPairs(wide, narrow), Rows::I32(to)) => {
                pairs(sums.first(len), lanes, (*wide, *narrow), &mut to[start / 2..]);
            }
            (Finish::I16(ramp), Rows::I16(to)) => apply(sums.first(len), *ramp, Ramp::identity(), &mut to[start..]),
            (Finish::I32ToI16(first, second), Rows::I16(to)) => {
                apply::<i32, i16>(sums.first(len), *first, *second, &mut to[start..]);
            }
            (Finish::I32(ramp), Rows::I32(to)) => apply(sums.first(len), *ramp, Ramp::identity(), &mut to[start..]),
            (_, Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_)) => {
                debug_assert!(false, "results are stored as the steps say");
            }
        }
    }
}

/// Calls a function with two ramps one after the other, the second one in another container, as one closure that does what
/// they need and no more.
macro_rules! with_ramps {
    ($first:ident: $a:ty, $second:ident: $b:ty, $function:ident => $call:expr) => {{
        let is_limit = Ramp { least: $first.least, greatest: $first.greatest, ..Ramp::identity() } == $first;
        let is_same = $second == Ramp::identity();
        let limits = Ramp { least: $second.least, greatest: $second.greatest, ..Ramp::identity() };
        if (Ramp { right: $first.right, ..Ramp::identity() }) == $first && limits == $second {
            let (right, Ramp { least, greatest, .. }) = ($first.right, $second);
            let $function = |x: $a| -> $b {
                let x: $b = x.shr(right).as_();
                x.max(least).min(greatest)
            };
            $call
        } else if is_limit && is_same {
            let $function = |x: $a| -> $b { x.max($first.least).min($first.greatest).as_() };
            $call
        } else if is_same {
            let $function = |x: $a| -> $b { $first.of(x).as_() };
            $call
        } else {
            let $function = |x: $a| -> $b { $second.of($first.of(x).as_()) };
            $call
        }
    }};
}

/// Two ramps, the second one in another container.
fn apply<A: Lane + AsPrimitive<B>, B: Lane>(from: &[A], first: Ramp<A>, second: Ramp<B>, to: &mut [B]) {
    with_ramps!(first: A, second: B, function => each(from, to, function))
}

/// Two ramps, of whose results those of rows that follow each other become pairs.
fn pairs(from: &[i32], lanes: usize, (first, second): (Ramp<i32>, Ramp<i16>), to: &mut [i32]) {
    with_ramps!(first: i32, second: i16, function => each_pair(from, lanes, to, function))
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn each_pair<F: Fn(i32) -> i16>(from: &[i32], lanes: usize, to: &mut [i32], function: F) {
    for (rows, to) in from.chunks_exact(2 * lanes).zip(to.chunks_exact_mut(lanes)) {
        let (left, right) = rows.split_at(lanes);
        for ((to, &left), &right) in to.iter_mut().zip(left).zip(right) {
            *to = pack(function(left), function(right));
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn each<A: Copy, B, F: Fn(A) -> B>(from: &[A], to: &mut [B], function: F) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = function(from);
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Interval, Overflow, Raw, Rounding};

    use super::{Ramp, RowCast};

    /// The ramp does what the assignment does; returns whether there is one.
    fn check(fraction: i32, ty: &FixedType) -> bool {
        let source = Interval::new(Raw::from(-3000), Raw::from(3000), fraction).expect("the bounds are in order");
        let casts = [RowCast::<i32>::new(&source, ty), RowCast::of_low_bits(fraction, ty)];
        let mut n_ramps = 0;
        for cast in casts {
            let Some(ramp) = Ramp::new(&cast) else { continue };
            n_ramps += 1;
            let limit = Ramp { least: -5, greatest: 9, ..Ramp::identity() };
            let limited = ramp.then(limit).expect("a limit fits behind everything");
            for x in -3000..=3000 {
                let mut row = [x];
                cast.apply(&mut row);
                assert_eq!(ramp.of(x), row[0], "{x} of {fraction} to {ty}");
                assert_eq!(ramp.before_cut(16).of(x) as i16, row[0] as i16, "{x} of {fraction} to {ty}, cut");
                assert_eq!(limited.of(x), row[0].clamp(-5, 9), "{x} of {fraction} to {ty}, limited");
            }
        }
        n_ramps > 0
    }

    #[test]
    fn ramps_are_the_assignments() {
        let mut n_ramps = 0;
        for fraction in [0, 3, 9] {
            for width in [1, 4, 9, 16, 31] {
                for integer in [-2, 1, 4, 9] {
                    for (rounding, overflow) in [
                        (Rounding::Trn, Overflow::Wrap),
                        (Rounding::Rnd, Overflow::Wrap),
                        (Rounding::Rnd, Overflow::Sat),
                    ] {
                        let ty = FixedType::new(width, integer, true).with_modes(rounding, overflow);
                        n_ramps += u32::from(check(fraction, &ty));
                    }
                }
            }
        }
        assert!(n_ramps > 100, "{n_ramps}");
    }
}
