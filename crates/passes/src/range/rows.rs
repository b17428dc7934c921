//! Elements of tensors by rows, of which those that are alike are held and computed once.
//!
//! The pixels of a large image are of few kinds: those inside are alike, and those at its edges.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The elements of a tensor in C order, cut into rows of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T> {
    len: usize,
    /// The rows that differ, one behind the other.
    distinct: Vec<T>,
    /// Which of them each row is.
    kinds: Vec<u32>,
}

impl<T: Clone + Eq + Hash> Rows<T> {
    /// As many rows of one kind.
    pub(crate) fn alike(row: Vec<T>, n_rows: usize) -> Rows<T> {
        Rows { len: row.len(), distinct: row, kinds: vec![0; n_rows] }
    }

    /// All elements in rows of a length, which divides their number.
    pub(crate) fn new(elements: &[T], len: usize) -> Rows<T> {
        let mut kinds = Kinds::new(len);
        let of_rows = elements.chunks(len.max(1)).map(|row| kinds.of(row)).collect();
        kinds.rows(of_rows)
    }

    /// A row for each key; `None` where one of them has none.
    pub(crate) fn of_keys<K: Eq + Hash>(
        len: usize,
        keys: impl Iterator<Item = K>,
        mut row: impl FnMut(&K) -> Option<Vec<T>>,
    ) -> Option<Rows<T>> {
        let mut known: HashMap<K, u32> = HashMap::new();
        let mut kinds = Kinds::new(len);
        let mut of_rows = Vec::with_capacity(keys.size_hint().0);
        for key in keys {
            let kind = match known.get(&key) {
                Some(&kind) => kind,
                None => {
                    let kind = kinds.of(&row(&key)?);
                    known.insert(key, kind);
                    kind
                }
            };
            of_rows.push(kind);
        }
        Some(kinds.rows(of_rows))
    }

    /// For each row, which of the rows that differ it is.
    pub(crate) fn kinds(&self) -> &[u32] {
        &self.kinds
    }

    /// The elements of the rows that differ, one behind the other.
    pub(crate) fn distinct(&self) -> &[T] {
        &self.distinct
    }

    /// A row of a kind.
    pub(crate) fn row(&self, kind: u32) -> &[T] {
        &self.distinct[kind as usize * self.len..][..self.len]
    }

    /// All elements.
    pub(crate) fn to_vec(&self) -> Vec<T> {
        self.kinds.iter().flat_map(|&kind| self.row(kind)).cloned().collect()
    }

    /// The same elements in rows of another length, which divides their number.
    pub(crate) fn in_rows_of(&self, len: usize) -> Cow<'_, Rows<T>> {
        if len == self.len {
            return Cow::Borrowed(self);
        }
        let part = num_integer::gcd(self.len, len).max(1);
        let mut parts = Kinds::new(part);
        let of_kinds: Vec<u32> = self.distinct.chunks(part).map(|elements| parts.of(elements)).collect();
        let n_parts = self.len / part;
        let of_parts: Vec<u32> =
            self.kinds.iter().flat_map(|&kind| &of_kinds[kind as usize * n_parts..][..n_parts]).copied().collect();
        let parts = parts.rows(of_parts);
        if len == part {
            return Cow::Owned(parts);
        }
        let joined = |kinds: &&[u32]| Some(kinds.iter().flat_map(|&kind| parts.row(kind)).cloned().collect());
        Rows::of_keys(len, parts.kinds.chunks(len / part), joined).map_or(Cow::Borrowed(self), Cow::Owned)
    }

    /// The rows at some places.
    pub(crate) fn at(&self, places: impl Iterator<Item = usize>) -> Rows<T> {
        Rows { kinds: places.map(|place| self.kinds[place]).collect(), ..self.clone() }
    }

    /// What a function makes of each row.
    pub(crate) fn map<U: Clone + Eq + Hash>(
        &self,
        mut function: impl FnMut(&[T]) -> Option<Vec<U>>,
    ) -> Option<Rows<U>> {
        Rows::of_keys(self.len, self.kinds.iter(), |kind| function(self.row(**kind)))
    }

    /// What a function makes of each element.
    pub(crate) fn map_each<U: Clone + Eq + Hash>(&self, mut function: impl FnMut(&T) -> Option<U>) -> Option<Rows<U>> {
        self.map(|row| row.iter().map(&mut function).collect())
    }

    /// What a function makes of the elements of two tensors that stand at the same places.
    pub(crate) fn zip_each<U: Clone + Eq + Hash, V: Clone + Eq + Hash>(
        &self,
        other: &Rows<U>,
        mut function: impl FnMut(&T, &U) -> Option<V>,
    ) -> Option<Rows<V>> {
        let other = other.in_rows_of(self.len);
        Rows::of_keys(self.len, self.kinds.iter().zip(&other.kinds), |(own, behind)| {
            self.row(**own).iter().zip(other.row(**behind)).map(|(own, behind)| function(own, behind)).collect()
        })
    }

    /// All pairs of elements that stand at the same places of two tensors; those of rows that are alike once.
    pub(crate) fn pairs<U: Clone + Eq + Hash>(&self, other: &Rows<U>) -> Vec<(T, U)> {
        let other = other.in_rows_of(self.len);
        let mut known = HashSet::new();
        let kinds = self.kinds.iter().zip(&other.kinds).filter(|&kinds| known.insert(kinds));
        kinds.flat_map(|(&own, &behind)| self.row(own).iter().cloned().zip(other.row(behind).iter().cloned())).collect()
    }
}

/// The rows that differ, as far as they are known.
#[derive(Debug)]
pub(crate) struct Kinds<T> {
    len: usize,
    known: HashMap<Vec<T>, u32>,
    distinct: Vec<T>,
}

impl<T: Clone + Eq + Hash> Kinds<T> {
    /// None yet, of rows of a length.
    pub(crate) fn new(len: usize) -> Kinds<T> {
        Kinds { len, known: HashMap::new(), distinct: Vec::new() }
    }

    /// Which of the rows that differ a row is.
    pub(crate) fn of(&mut self, row: &[T]) -> u32 {
        debug_assert_eq!(row.len(), self.len);
        if let Some(&kind) = self.known.get(row) {
            return kind;
        }
        let kind = u32::try_from(self.known.len()).expect("fewer rows than a tensor may have elements");
        self.known.insert(row.to_vec(), kind);
        self.distinct.extend_from_slice(row);
        kind
    }

    /// A row of a kind.
    pub(crate) fn row(&self, kind: u32) -> &[T] {
        &self.distinct[kind as usize * self.len..][..self.len]
    }

    /// The rows of these kinds.
    pub(crate) fn rows(self, kinds: Vec<u32>) -> Rows<T> {
        Rows { len: self.len, distinct: self.distinct, kinds }
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    fn check(elements: &[u8], len: usize, other: usize, n_kinds: [usize; 2]) {
        let rows = Rows::new(elements, len);
        let cut = rows.in_rows_of(other).into_owned();
        let found = [rows.distinct().len() / len, cut.distinct().len() / other];
        assert_eq!(
            (rows.to_vec(), cut.to_vec(), found),
            (elements.to_vec(), elements.to_vec(), n_kinds),
            "{elements:?}"
        );
    }

    #[test]
    fn elements_stay_in_their_order_in_rows_of_any_length() {
        check(&[1, 2, 1, 2, 1, 3], 2, 2, [2, 2]);
        check(&[1, 2, 1, 2, 1, 3], 2, 3, [2, 2]);
        check(&[1, 2, 1, 2, 1, 3], 3, 6, [2, 1]);
        check(&[1, 2, 1, 2, 1, 3], 6, 1, [1, 3]);
        check(&[1, 1, 1, 1, 1, 1], 3, 2, [1, 1]);
    }

    #[test]
    fn pairs_of_rows_that_are_alike_come_once() {
        let (own, other) = (Rows::new(&[1, 2, 1, 2], 2), Rows::new(&[5, 6, 5, 6], 1));
        assert_eq!(own.pairs(&other), [(1, 5), (2, 6)]);
        assert_eq!(own.zip_each(&other, |a, b| Some(a * b)).map(|rows| rows.to_vec()), Some(vec![5, 12, 5, 12]));
    }
}
