//! Quick assignments one after the other in one loop.

use multiversion::multiversion;
use num_traits::AsPrimitive;

use super::lane::{Container, Lane};
use super::row_cast::{Limit, RowCast, Shift};
use super::rows::{Buffers, Rows};
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
}

impl Finish {
    /// Some kernels one after the other; `None` where one of them is something else.
    pub(crate) fn new<'a>(from: Container, kernels: impl Iterator<Item = &'a Kernel>, to: Container) -> Option<Self> {
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
            (Container::I16, Container::I16, Container::I16) => Some(Finish::I16(narrow)),
            (Container::I32, _, Container::I16) => Some(Finish::I32ToI16(wide.before_cut(i16::BITS), narrow)),
            (Container::I32, Container::I32, Container::I32) => Some(Finish::I32(wide)),
            (
                Container::I16 | Container::I32 | Container::I64 | Container::I128,
                Container::I16 | Container::I32 | Container::I64 | Container::I128,
                Container::I16 | Container::I32 | Container::I64 | Container::I128,
            ) => None,
        }
    }

    /// Stores the results of the first `len` sums from `start` on.
    pub(crate) fn apply(&self, sums: &mut Buffers, len: usize, stored: &mut Rows, start: usize) {
        match (self, stored) {
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

/// Two ramps, the second one in another container.
fn apply<A: Lane + AsPrimitive<B>, B: Lane>(from: &[A], first: Ramp<A>, second: Ramp<B>, to: &mut [B]) {
    let (is_limit, is_same) = (
        Ramp { least: first.least, greatest: first.greatest, ..Ramp::identity() } == first,
        second == Ramp::identity(),
    );
    let limits = Ramp { least: second.least, greatest: second.greatest, ..Ramp::identity() };
    if (Ramp { right: first.right, ..Ramp::identity() }) == first && limits == second {
        let (right, Ramp { least, greatest, .. }) = (first.right, second);
        return each(from, to, |x| -> B {
            let x: B = x.shr(right).as_();
            x.max(least).min(greatest)
        });
    }
    match (is_limit, is_same) {
        (true, true) => each(from, to, |x| x.max(first.least).min(first.greatest).as_()),
        (false, true) => each(from, to, |x| first.of(x).as_()),
        (_, false) => each(from, to, |x| second.of(first.of(x).as_())),
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
