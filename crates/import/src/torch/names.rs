//! Names of layers: those that tracing with `torch.fx` gives, which are the names of hls4ml.
//!
//! A call of a module of `torch.nn` has the path of the module, every other call the name of the function; a number is
//! put behind a name that is used already or means something in Python.

use std::collections::{BTreeMap, BTreeSet};

/// Words that no variable of a traced program is called: keywords and built-in functions of Python that are also names of
/// operators or arguments, sorted.
const RESERVED: &[&str] = &[
    "abs", "all", "and", "any", "as", "assert", "bin", "bool", "break", "bytes", "callable", "chr", "class", "complex",
    "continue", "def", "del", "dict", "dir", "divmod", "elif", "else", "eval", "except", "exec", "filter", "float",
    "for", "format", "from", "getattr", "global", "hash", "help", "hex", "id", "if", "import", "in", "input", "int",
    "is", "iter", "lambda", "len", "list", "map", "max", "min", "next", "not", "object", "oct", "open", "or", "ord",
    "pass", "pow", "print", "property", "raise", "range", "repr", "return", "reversed", "round", "set", "slice",
    "sorted", "str", "sum", "super", "try", "tuple", "type", "vars", "while", "with", "yield", "zip",
];

/// The names given so far.
#[derive(Default)]
pub(super) struct Names {
    used: BTreeSet<String>,
    numbers: BTreeMap<String, u64>,
}

impl Names {
    /// A name as close as possible to the wanted one.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let mut candidate: String =
            wanted.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
        if candidate.is_empty() {
            candidate.push_str("_unnamed");
        }
        let candidate = crate::flow::names::legal(&candidate, "_");
        let numbered = candidate.rsplit_once('_').filter(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit()));
        let (base, number) = match numbered.and_then(|(base, digits)| Some((base, digits.parse::<u64>().ok()?))) {
            Some((base, number)) => (base.to_owned(), Some(number)),
            None => (candidate.clone(), None),
        };
        let mut number_behind = match number {
            Some(number) if number > 0 => number,
            Some(_) | None => self.numbers.get(&base).copied().unwrap_or(0),
        };
        let mut name = number.map_or_else(|| candidate.clone(), |number| format!("{base}_{number}"));
        while self.used.contains(&name) || RESERVED.contains(&name.as_str()) {
            number_behind = number_behind.saturating_add(1);
            name = format!("{base}_{number_behind}");
        }
        self.used.insert(name.clone());
        self.numbers.insert(base, number_behind);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, RESERVED};

    #[test]
    fn names_are_those_of_traced_programs() {
        let mut names = Names::default();
        let given: Vec<String> = ["input", "0", "seq.0", "relu", "relu", "seq.0", "relu_7", "relu", "max"]
            .map(|name| names.take(name))
            .into();
        assert_eq!(given, ["input_1", "_0", "seq_0", "relu", "relu_1", "seq_1", "relu_7", "relu_8", "max_1"]);
    }

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }
}
