//! Constant masks of attention: which keys each query sees, or what is added to its scores.

use hlsmith_diag::{Diagnostic, Result};
use hlsmith_ir::Array;
use hlsmith_ir::ops::{broadcast_places, broadcast_shape};

use super::blocks::scaled;
use super::step::{Read, Step};

/// The largest number that stands for minus infinity where it takes the place of scores or is added to them: frameworks
/// write -1e4, -1e9 or the lowest number of a type, of which no exponential in single precision is left.
const HIDDEN: f64 = -1e4;

/// Whether a number that takes the place of scores, or is added to them, hides them.
pub(crate) fn hides(value: f64) -> bool {
    value <= HIDDEN
}

/// What a mask does to scores.
pub(crate) enum Mask {
    /// Nothing.
    None,
    /// Each query sees the keys up to its own place alone.
    Causal,
    /// Every query sees the keys at these places alone.
    Seen(Vec<usize>),
    /// Numbers are added, one to each score of a sample.
    Added(Array),
}

impl Mask {
    /// Reads a mask for scores of a shape without that of the batch, whose last axes are queries and keys; `refuse` begins
    /// the finding.
    ///
    /// # Errors
    /// When a mask is none of these.
    pub(crate) fn read(
        array: &Array,
        is_flag: bool,
        scores: &[usize],
        refuse: impl Fn(&str) -> Diagnostic,
    ) -> Result<Self> {
        let [.., n_queries, n_keys] = *scores else {
            return Err(refuse("the scores have no axes of queries and keys").into());
        };
        // The mask may have the dimension of the batch.
        let with_batch: Vec<usize> = [1].iter().chain(scores).copied().collect();
        let shape = array.shape();
        if broadcast_shape(&with_batch, shape).as_ref() != Some(&with_batch) {
            let finding = refuse("the mask of the attention does not fit the scores").found(format!("{shape:?}"));
            return Err(finding.expected(format!("a mask that repeats to {scores:?}")).into());
        }
        let values: Vec<f64> = array.iter().collect();
        // A flag says which keys are seen; others are as good as minus infinity.
        let value = |place: usize| match (is_flag, values[place]) {
            (true, 0.0) => f64::NEG_INFINITY,
            (true, _) => 0.0,
            (false, value) if hides(value) => f64::NEG_INFINITY,
            (false, value) => value,
        };
        let all: Vec<f64> = broadcast_places(shape, &with_batch).into_iter().map(value).collect();
        if all.iter().all(|&value| value == 0.0) {
            return Ok(Self::None);
        }
        let is_causal = |(index, &value): (usize, &f64)| {
            let (query, key) = (index / n_keys % n_queries, index % n_keys);
            value == if key <= query { 0.0 } else { f64::NEG_INFINITY }
        };
        if all.iter().enumerate().all(is_causal) {
            return Ok(Self::Causal);
        }
        let rows: Vec<&[f64]> = all.chunks(n_keys.max(1)).collect();
        let is_plain = |row: &[f64]| row.iter().all(|&value| value == 0.0 || value == f64::NEG_INFINITY);
        if let Some((first, others)) = rows.split_first()
            && is_plain(first)
            && first.contains(&0.0)
            && others.iter().all(|other| other == first)
        {
            return Ok(Self::Seen((0..n_keys).filter(|&key| first[key] == 0.0).collect()));
        }
        let added: Vec<f32> = all.iter().map(|&value| value as f32).collect();
        match Array::from_f32(vec![all.len()], added).filter(|added| added.iter().all(f64::is_finite)) {
            Some(added) => Ok(Self::Added(added)),
            None => Err(refuse("the mask of the attention hides other keys from each query, and is not causal")
                .found(if is_flag { "a mask of flags" } else { "a mask with infinite numbers" })
                .expected(
                    "a causal mask, the same keys for all queries, or finite numbers that are added to the scores",
                )
                .remedy("replace minus infinity by a finite number such as -8, or slice the keys that are seen")
                .into()),
        }
    }

    /// How many queries a causal mask is for; 0 for others.
    pub(crate) fn n_causal(&self, n_queries: usize) -> usize {
        match self {
            Self::None | Self::Seen(_) | Self::Added(_) => 0,
            Self::Causal => n_queries,
        }
    }

    /// The steps of an attention, of which the scores are number `first`, with what is added to them before they are
    /// multiplied by `scale`; `value` is where the values are read. Keys that are not seen have been left out before.
    pub(crate) fn steps(
        &self,
        [scores, softmax, context]: [Step; 3],
        first: usize,
        scale: f64,
        value: Read,
    ) -> Vec<Step> {
        let Self::Added(added) = self else { return vec![scores, softmax, context] };
        let shape = scores.shape.clone();
        let n = added.len();
        let result = |step: usize| Read::Result { step: first + step, output: 0 };
        let numbers = |number: &dyn Fn(f64) -> f64| {
            let values: Vec<f32> = added.iter().map(|own| number(own) as f32).collect();
            Array::from_f32(vec![n], values).unwrap_or_else(|| Array::zeros(vec![n]))
        };
        let (ones, bias) = (numbers(&|_| 1.0), numbers(&|own| own / scale));
        let part = |suffix: &'static str, step: Step| Step { suffix: Some(suffix.into()), ..step };
        let reshaped = |shape: Vec<usize>| {
            let attributes = vec![("target_shape", super::step::Setting::sizes(&shape))];
            Step::new("Reshape", "Reshape", attributes, shape)
        };
        vec![
            scores,
            part("line", reshaped(vec![n])),
            part("masked", scaled(ones, bias, 1, vec![n])),
            part("heads", reshaped(shape)),
            Step { reads: Some(vec![result(3)]), ..softmax },
            Step { reads: Some(vec![result(4), value]), ..context },
        ]
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_diag::{Code, Diagnostic, Subject};
    use hlsmith_ir::Array;

    use super::Mask;

    fn check(values: &[f32], is_flag: bool, expected: &str) {
        let array = Array::from_f32(vec![2, 2], values.to_vec()).unwrap();
        let refuse = |message: &str| Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message);
        let found = match Mask::read(&array, is_flag, &[2, 2], refuse) {
            Ok(Mask::None) => "none".into(),
            Ok(Mask::Causal) => "causal".into(),
            Ok(Mask::Seen(places)) => format!("{places:?}"),
            Ok(Mask::Added(added)) => format!("{:?}", added.iter().collect::<Vec<_>>()),
            Err(findings) => findings.iter().filter_map(|finding| finding.found.clone()).collect(),
        };
        assert_eq!(found, expected, "{values:?}");
    }

    #[test]
    fn masks_are_causal_or_added_or_refused() {
        let hidden = f32::NEG_INFINITY;
        check(&[0.0; 4], false, "none");
        check(&[1.0; 4], true, "none");
        check(&[0.0, hidden, 0.0, 0.0], false, "causal");
        check(&[0.0, -1e9, 0.0, 0.0], false, "causal");
        check(&[1.0, 0.0, 1.0, 1.0], true, "causal");
        check(&[0.0, 1.0, 0.0, 1.0], true, "[1]");
        check(&[0.0, hidden, 0.0, hidden], false, "[0]");
        check(&[0.5, 0.0, 0.0, -3.0], false, "[0.5, 0.0, 0.0, -3.0]");
        check(&[0.0, 0.0, hidden, 0.0], false, "a mask with infinite numbers");
        check(&[1.0, 1.0, 0.0, 1.0], true, "a mask of flags");
    }
}
