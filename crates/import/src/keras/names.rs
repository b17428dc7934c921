//! Layer names: how they are made unique.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

use super::Dialect;

/// The names given so far.
pub(crate) struct Names {
    dialect: Dialect,
    /// Whether the layer being named has been called before.
    repeats: bool,
    used: BTreeSet<String>,
    /// The first number that may be free behind a name.
    numbers: BTreeMap<String, u32>,
}

impl Names {
    /// No names given yet.
    ///
    /// For Keras 3 the peer counts the single letters of `input` as used, so that a layer `t` becomes `t_0`.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let used = match dialect {
            Dialect::Keras2 => BTreeSet::new(),
            Dialect::Keras3 => "input".chars().map(String::from).collect(),
        };
        Self { dialect, repeats: false, used, numbers: BTreeMap::new() }
    }

    /// Says whether the names that follow are those of a further call of a layer.
    pub(crate) fn repeat(&mut self, repeats: bool) {
        self.repeats = repeats;
    }

    /// See [`Names::repeat`].
    pub(crate) fn repeats(&self) -> bool {
        self.repeats
    }

    /// A unique name as close as possible to the wanted one: with `_<n>` behind it for Keras 3 and for further calls.
    ///
    /// # Errors
    /// [`Code::BadName`] for a used name in a Keras 2 model, where only further calls change names.
    pub(crate) fn take(&mut self, wanted: &str) -> Result<String> {
        let name = match self.dialect {
            _ if !self.used.contains(wanted) => wanted.to_owned(),
            Dialect::Keras2 if !self.repeats => {
                let message = "two layers of the graph have this name";
                return Err(Diagnostic::error(Code::BadName, Subject::Layer(wanted.to_owned()), message)
                    .expected("a name of its own for each layer")
                    .remedy("rename one of them; the activation of a layer is named `<layer>_<activation>`")
                    .into());
            }
            Dialect::Keras2 | Dialect::Keras3 => {
                let number = self.numbers.entry(wanted.to_owned()).or_default();
                loop {
                    let name = format!("{wanted}_{number}");
                    *number += 1;
                    if !self.used.contains(&name) {
                        break name;
                    }
                }
            }
        };
        self.used.insert(name.clone());
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Names};

    fn check(dialect: Dialect, wanted: &[&str], expected: &[Option<&str>]) {
        let mut names = Names::new(dialect);
        let given: Vec<Option<String>> = wanted.iter().map(|wanted| names.take(wanted).ok()).collect();
        assert_eq!(given.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn names_become_unique_as_in_the_peer() {
        check(Dialect::Keras2, &["t", "fc", "fc"], &[Some("t"), Some("fc"), None]);
        check(
            Dialect::Keras3,
            &["t", "u", "u_0", "t_0", "fc_relu", "fc_relu_0", "fc_relu", "fc_relu_1"],
            &[
                Some("t_0"),
                Some("u_0"),
                Some("u_0_0"),
                Some("t_0_0"),
                Some("fc_relu"),
                Some("fc_relu_0"),
                Some("fc_relu_1"),
                Some("fc_relu_1_0"),
            ],
        );
    }
}
