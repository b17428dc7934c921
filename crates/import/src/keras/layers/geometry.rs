//! What layers over lines and images share: sizes along axes, padding, the order of axes.

use hlsmith_diag::Result;
use serde_json::Value;

use super::{Layer, Stop, shown};

/// How windows are placed at the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    /// Windows lie inside.
    Valid,
    /// As many windows as strides fit, reaching out by the same on both sides, or by one more behind.
    Same,
}

impl Padding {
    /// The number of windows along an axis, and how far they reach out before and behind; `None` when there is no window.
    pub(crate) fn windows(self, extent: usize, window: usize, stride: usize) -> Option<(usize, [usize; 2])> {
        match self {
            Padding::Valid => Some((extent.checked_sub(window)? / stride + 1, [0, 0])),
            Padding::Same => {
                let n = extent.div_ceil(stride).checked_sub(1)? + 1;
                let missing = ((n - 1).checked_mul(stride)?.checked_add(window)?).saturating_sub(extent);
                Some((n, [missing / 2, missing - missing / 2]))
            }
        }
    }
}

impl Layer<'_> {
    /// A size for each axis, or one for all; `None` when the setting is missing.
    pub(super) fn extents<const N: usize>(&self, key: &str) -> Result<Option<[usize; N]>> {
        let Some(value) = self.setting(key) else { return Ok(None) };
        let size = |value: &Value| value.as_u64().and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0);
        let extents = match value {
            Value::Array(values) => {
                values.iter().map(size).collect::<Option<Vec<_>>>().and_then(|values| values.try_into().ok())
            }
            value => size(value).map(|size| [size; N]),
        };
        let expected = format!("a positive integer, or {N} of them");
        extents.map(Some).ok_or_else(|| self.malformed(key, Some(value), &expected))
    }

    /// Two sizes for each axis: a number for all, a pair for one axis or a number for each axis, or a pair for each.
    pub(super) fn margins<const N: usize>(&self, key: &str) -> Result<[[usize; 2]; N]> {
        let value = self.setting(key);
        let size = |value: &Value| value.as_u64().and_then(|size| usize::try_from(size).ok());
        let pair = |value: &Value| match value {
            Value::Array(values) => values.iter().map(size).collect::<Option<Vec<_>>>()?.try_into().ok(),
            value => size(value).map(|size| [size; 2]),
        };
        let margins = value.and_then(|value| match value {
            Value::Array(values) if N > 1 => values.iter().map(pair).collect::<Option<Vec<_>>>()?.try_into().ok(),
            value => pair(value).map(|margins| [margins; N]),
        });
        margins.ok_or_else(|| self.malformed(key, value, "a size, or two for each axis"))
    }

    /// The padding of windows.
    pub(super) fn padding(&self) -> std::result::Result<Padding, Stop> {
        match self.word("padding")?.unwrap_or("valid").to_lowercase().as_str() {
            "valid" => Ok(Padding::Valid),
            "same" => Ok(Padding::Same),
            other => {
                let finding = self.unsupported("the padding is not supported").found(shown(other));
                Err(finding.expected("valid or same").into())
            }
        }
    }

    /// The input, which must have `N` axes.
    pub(super) fn input_of_rank<const N: usize>(&self) -> std::result::Result<[usize; N], Stop> {
        let shape = self.input()?;
        shape.try_into().map_err(|_| {
            let finding = self.unsupported("the input has another number of axes than the layer takes");
            finding.found(format!("{shape:?}")).expected(format!("{N} axes behind that of the batch")).into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Padding;

    fn check(padding: Padding, [extent, window, stride]: [usize; 3], expected: Option<(usize, [usize; 2])>) {
        assert_eq!(padding.windows(extent, window, stride), expected, "{padding:?} {extent} {window} {stride}");
    }

    #[test]
    fn windows_are_placed_as_in_keras() {
        check(Padding::Valid, [7, 3, 2], Some((3, [0, 0])));
        check(Padding::Valid, [3, 3, 1], Some((1, [0, 0])));
        check(Padding::Valid, [2, 3, 1], None);
        check(Padding::Same, [7, 3, 2], Some((4, [1, 1])));
        check(Padding::Same, [6, 3, 2], Some((3, [0, 1])));
        check(Padding::Same, [5, 2, 2], Some((3, [0, 1])));
        check(Padding::Same, [5, 1, 2], Some((3, [0, 0])));
        check(Padding::Same, [2, 5, 1], Some((2, [2, 2])));
        check(Padding::Same, [0, 5, 1], None);
    }
}
