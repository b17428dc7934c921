//! Many integers of which hardly any is wide.

use hlsmith_fixed::Raw;

use crate::kernel::lane::Lane;

/// Integers, in 64 bits each where all fit.
#[derive(Clone, Debug)]
pub(crate) enum Numbers {
    /// All fit 64 bits.
    Narrow(Vec<i64>),
    /// Of any width.
    Wide(Vec<Raw>),
}

impl Numbers {
    /// How many.
    pub(crate) fn len(&self) -> usize {
        match self {
            Numbers::Narrow(narrow) => narrow.len(),
            Numbers::Wide(wide) => wide.len(),
        }
    }

    /// A number.
    pub(crate) fn raw(&self, index: usize) -> Raw {
        match self {
            Numbers::Narrow(narrow) => Raw::from(narrow[index]),
            Numbers::Wide(wide) => wide[index].clone(),
        }
    }

    /// All numbers.
    pub(crate) fn into_raw(self) -> Vec<Raw> {
        match self {
            Numbers::Narrow(narrow) => narrow.into_iter().map(Raw::from).collect(),
            Numbers::Wide(wide) => wide,
        }
    }

    /// The low bits of a number.
    pub(crate) fn low<C: Lane>(&self, index: usize) -> C {
        match self {
            Numbers::Narrow(narrow) => C::of_i64(narrow[index]),
            Numbers::Wide(wide) => C::of(&wide[index]),
        }
    }

    /// Whether a number is 0.
    pub(crate) fn is_zero(&self, index: usize) -> bool {
        match self {
            Numbers::Narrow(narrow) => narrow[index] == 0,
            Numbers::Wide(wide) => wide[index].is_zero(),
        }
    }

    /// Replaces a number.
    pub(crate) fn set(&mut self, index: usize, number: Raw) {
        match (&mut *self, number.to_i64()) {
            (Numbers::Narrow(narrow), Some(number)) => narrow[index] = number,
            (Numbers::Wide(wide), _) => wide[index] = number,
            (Numbers::Narrow(narrow), None) => {
                let mut wide: Vec<Raw> = narrow.iter().map(|&number| Raw::from(number)).collect();
                wide[index] = number;
                *self = Numbers::Wide(wide);
            }
        }
    }

    /// All numbers times `2^count`.
    pub(crate) fn shl(&self, count: u32) -> Self {
        if let Numbers::Narrow(narrow) = self {
            let unused = narrow.iter().map(|number| (number ^ (number >> 63)).leading_zeros() - 1).min().unwrap_or(0);
            if count <= unused {
                return Numbers::Narrow(narrow.iter().map(|number| number << count).collect());
            }
        }
        Numbers::Wide((0..self.len()).map(|index| self.raw(index).shl(count)).collect())
    }

    /// The least and the greatest number; `None` when there is none.
    pub(crate) fn bounds(&self) -> Option<[Raw; 2]> {
        Some(match self {
            Numbers::Narrow(narrow) => [*narrow.iter().min()?, *narrow.iter().max()?].map(Raw::from),
            Numbers::Wide(wide) => [wide.iter().min()?.clone(), wide.iter().max()?.clone()],
        })
    }

    /// The sums of the negative and of the other numbers of each column of a matrix with `n` columns.
    pub(crate) fn column_sums(&self, n: usize) -> Vec<[Raw; 2]> {
        match self {
            Numbers::Narrow(narrow) => {
                let mut sums = vec![[0_i128; 2]; n];
                for row in narrow.chunks(n) {
                    for (sums, &number) in sums.iter_mut().zip(row) {
                        sums[usize::from(number >= 0)] += i128::from(number);
                    }
                }
                sums.into_iter().map(|sums| sums.map(Raw::from)).collect()
            }
            Numbers::Wide(wide) => {
                let mut sums = vec![[Raw::ZERO; 2]; n];
                for row in wide.chunks(n) {
                    for (sums, number) in sums.iter_mut().zip(row) {
                        let sum = &mut sums[usize::from(!number.is_negative())];
                        *sum = &*sum + number;
                    }
                }
                sums
            }
        }
    }
}

impl From<Vec<Raw>> for Numbers {
    fn from(raw: Vec<Raw>) -> Self {
        match raw.iter().map(Raw::to_i64).collect() {
            Some(narrow) => Numbers::Narrow(narrow),
            None => Numbers::Wide(raw),
        }
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::Raw;

    use super::Numbers;

    /// Narrow and wide numbers do the same.
    fn check(numbers: &[i64], count: u32) {
        let raw: Vec<Raw> = numbers.iter().map(|&number| Raw::from(number)).collect();
        let narrow = Numbers::from(raw.clone());
        assert!(matches!(narrow, Numbers::Narrow(_)), "{numbers:?}");
        let wide = Numbers::Wide(raw.clone());
        let shifted: Vec<Raw> = raw.iter().map(|number| number.shl(count)).collect();
        for numbers in [&narrow, &wide] {
            assert_eq!(numbers.shl(count).into_raw(), shifted, "{numbers:?} {count}");
            assert_eq!(numbers.column_sums(2), wide.column_sums(2), "{numbers:?}");
            assert_eq!(numbers.bounds(), wide.bounds(), "{numbers:?}");
            let lows: Vec<i16> = (0..raw.len()).map(|index| numbers.low(index)).collect();
            let zeros: Vec<bool> = (0..raw.len()).map(|index| numbers.is_zero(index)).collect();
            for (index, raw) in raw.iter().enumerate() {
                assert_eq!((numbers.raw(index), zeros[index]), (raw.clone(), raw.is_zero()));
                assert_eq!(lows[index], raw.to_i64().unwrap_or_default() as i16);
            }
            let mut changed = numbers.clone();
            let far = Raw::from(1).shl(200);
            changed.set(1, far.clone());
            assert_eq!((changed.raw(0), changed.raw(1)), (raw[0].clone(), far));
        }
    }

    #[test]
    fn numbers_of_both_widths() {
        check(&[0, -3, 70_000, i64::from(i32::MIN)], 5);
        check(&[i64::MIN, i64::MAX], 0);
        check(&[-1, 1, 0, 0], 62);
        check(&[-2, 1], 63);
        check(&[1 << 61, 3], 2);
    }
}
