//! Layer names: which are usable, and how importers of flat lists make them so.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

/// Longest usable name in bytes.
const MAX_BYTES: usize = 255;

/// Refuses names that cannot stand in configurations and generated files.
///
/// # Errors
/// [`Code::BadName`] for a name that is empty, too long, taken by hlsmith or has a character that ends a text or a path.
pub(crate) fn check(name: &str) -> Result<()> {
    let refuse = |message: &str, expected: &str| {
        let shown: String = name.chars().take(80).collect();
        Err(Diagnostic::error(Code::BadName, Subject::Layer(shown), message)
            .expected(expected)
            .remedy("rename the layer in the model")
            .into())
    };
    if name == "input" {
        return refuse("the layer name is reserved", "any other name");
    }
    if name.is_empty() || name.len() > MAX_BYTES {
        return refuse("the layer name is empty or too long", "1 to 255 bytes");
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '"' | '\'' | '`' | '\\' | '/')) {
        return refuse(
            "the layer name has a character that is not usable",
            "no quotes, slashes, backslashes or control characters",
        );
    }
    Ok(())
}

/// Refuses a name of an input layer that is also the name of the output of another layer: `layer<n>_out`.
///
/// # Errors
/// [`Code::BadName`] for such a name.
pub(crate) fn check_variable(name: &str) -> Result<()> {
    let number = name.strip_prefix("layer").and_then(|rest| rest.strip_suffix("_out"));
    if number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
        let message = "the name of the input is that of the output of another layer";
        return Err(Diagnostic::error(Code::BadName, Subject::Layer(name.to_owned()), message)
            .expected("a name other than layer<n>_out")
            .remedy("rename the layer in the model")
            .into());
    }
    Ok(())
}

/// A name of a model as one that a layer can have: `.`, `/`, `:` and blanks become `_`, and `prefix` stands before a leading digit.
pub(crate) fn legal(name: &str, prefix: &str) -> String {
    let body = name.chars().map(|c| if matches!(c, '.' | '/' | ':' | ' ') { '_' } else { c });
    let prefix = if name.starts_with(|c: char| c.is_ascii_digit()) { prefix } else { "" };
    prefix.chars().chain(body).collect()
}

/// The names given so far.
#[derive(Default)]
pub(crate) struct UniqueNames {
    used: BTreeSet<String>,
    /// The last number given behind a name.
    numbers: BTreeMap<String, u32>,
}

impl UniqueNames {
    /// The wanted name, with `_<n>` behind it if it is used already, counted from 1 for each wanted name.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        if self.used.contains(wanted) {
            let number = self.numbers.entry(wanted.to_owned()).or_default();
            while self.used.contains(&name) {
                *number += 1;
                name = format!("{wanted}_{number}");
            }
        }
        self.used.insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{UniqueNames, legal};

    #[test]
    fn names_become_legal() {
        for (name, expected) in [("blocks.0.fc", "blocks_0_fc"), ("0", "_0"), ("/head/Relu", "_head_Relu"), ("x", "x")]
        {
            assert_eq!(legal(name, "_"), expected, "{name}");
        }
    }

    #[test]
    fn names_become_unique() {
        let mut names = UniqueNames::default();
        let given: Vec<String> = ["relu", "relu", "relu_1", "relu"].iter().map(|wanted| names.take(wanted)).collect();
        assert_eq!(given, ["relu", "relu_1", "relu_1_1", "relu_2"]);
    }
}
