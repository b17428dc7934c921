//! One mapping of the configuration, read key by key; every problem is reported with its path.

use std::cell::RefCell;
use std::path::PathBuf;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Subject, did_you_mean};
use serde_json::{Map, Value};

use crate::Backend;
use crate::keys::{self, Key, Scope, ValueKind};
use crate::names::{is_plain, unusable_identifier};

/// Where findings go.
pub(crate) struct Report {
    findings: RefCell<Diagnostics>,
    /// Whether top-level options came as keyword arguments.
    from_arguments: bool,
}

impl Report {
    pub(crate) fn new(from_arguments: bool) -> Self {
        Self { findings: RefCell::default(), from_arguments }
    }

    pub(crate) fn push(&self, finding: Diagnostic) {
        self.findings.borrow_mut().push(finding);
    }

    pub(crate) fn extend(&self, findings: Diagnostics) {
        self.findings.borrow_mut().extend(findings);
    }

    pub(crate) fn into_findings(self) -> Diagnostics {
        self.findings.into_inner()
    }
}

/// A value and how messages point at it.
#[derive(Clone)]
pub(crate) struct Item<'a> {
    pub(crate) value: &'a Value,
    pub(crate) subject: Subject,
}

impl Item<'_> {
    /// A finding about this value.
    pub(crate) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.subject.clone(), message).found(shown(self.value))
    }

    /// A finding that the value is not of a kind.
    pub(crate) fn misfit(&self, kind: ValueKind) -> Diagnostic {
        let finding = self.error(Code::ConfigValue, misfit_message(self.value, kind)).expected(kind.to_string());
        match remedy(self.value, kind) {
            Some(remedy) => finding.remedy(remedy),
            None => finding,
        }
    }

    /// The text of the value; other kinds are reported.
    pub(crate) fn text(&self, report: &Report, kind: ValueKind) -> Option<&str> {
        match self.value {
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                report.push(self.misfit(kind));
                None
            }
        }
    }
}

/// A mapping of the configuration.
pub(crate) struct Section<'a> {
    pub(crate) report: &'a Report,
    pub(crate) scope: Scope,
    /// Path of the mapping in the user's spelling.
    pub(crate) path: String,
    entries: Option<&'a Map<String, Value>>,
}

impl<'a> Section<'a> {
    /// A mapping at a path; absent and null mappings are empty, other values are reported.
    pub(crate) fn new(report: &'a Report, scope: Scope, path: String, value: Option<&'a Value>) -> Self {
        let entries = match value {
            None | Some(Value::Null) => None,
            Some(Value::Object(entries)) => Some(entries),
            Some(value @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_))) => {
                let subject = Subject::Key(if path.is_empty() { "configuration".into() } else { path.clone() });
                report.push(Item { value, subject }.misfit(ValueKind::Mapping));
                None
            }
        };
        Self { report, scope, path, entries }
    }

    /// The entries that are not null, in the user's order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        self.entries
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.as_str(), value))
    }

    /// The path of a key of this mapping.
    pub(crate) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// What messages about a key point at.
    pub(crate) fn subject(&self, name: &str) -> Subject {
        let argument = keys::find(self.scope, name).and_then(|key| key.argument);
        // Keys below `HLSConfig` come from the dictionary even where an argument could set them.
        let can_be_argument = self.report.from_arguments
            && matches!(self.scope, Scope::Top | Scope::Accelerator | Scope::AcceleratorPrecision | Scope::Writer);
        match argument.filter(|_| can_be_argument) {
            Some(argument) => Subject::Argument(argument.to_owned()),
            None => Subject::Key(self.path_of(name)),
        }
    }

    /// A value of this mapping by key.
    pub(crate) fn item(&self, name: &str) -> Option<Item<'a>> {
        let value = self.entries?.get(name).filter(|value| !value.is_null())?;
        Some(Item { value, subject: self.subject(name) })
    }

    /// A mapping in this mapping.
    pub(crate) fn section(&self, name: &str, scope: Scope) -> Section<'a> {
        Section::new(self.report, scope, self.path_of(name), self.entries.and_then(|entries| entries.get(name)))
    }

    /// Reports each key that the scope does not have.
    pub(crate) fn refuse_unknown_keys(&self) {
        for (key, _) in self.entries() {
            if keys::find(self.scope, key).is_none() {
                self.refuse_unknown_key(key, keys::of(self.scope).map(|key| key.name));
            }
        }
    }

    /// Reports a key that is none of the known ones.
    pub(crate) fn refuse_unknown_key<'k>(&self, key: &str, known: impl IntoIterator<Item = &'k str>) {
        let subject = Subject::Key(self.path_of(key));
        self.report.push(match keys::UNAVAILABLE.iter().find(|(name, _)| *name == key) {
            Some((_, owner)) if self.scope == Scope::Top => {
                let message = format!("this key belongs to {owner}, which is not available");
                Diagnostic::error(Code::ConfigUnknownKey, subject, message).remedy("remove the key")
            }
            Some(_) | None => {
                Diagnostic::error(Code::ConfigUnknownKey, subject, "unknown key").remedy(did_you_mean(key, known))
            }
        });
    }

    /// Whether the keys that only one backend has are to be read; with another backend each of them is reported.
    pub(crate) fn has_keys_of(&self, owner: Backend, keys: &[&str], backend: Backend) -> bool {
        if backend == owner {
            return true;
        }
        for item in keys.iter().filter_map(|key| self.item(key)) {
            let finding = item.error(Code::ConfigConflict, format!("only the backend {owner} has this key"));
            let remedy = format!("use the backend {owner}, or remove the key");
            self.report.push(finding.found(backend.as_str()).remedy(remedy));
        }
        false
    }

    /// The declaration and the value of a key that is present.
    fn declared(&self, name: &str) -> Option<(Item<'a>, &'static Key)> {
        Some((self.item(name)?, keys::find(self.scope, name)?))
    }

    /// Text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let (item, key) = self.declared(name)?;
        let text = item.text(self.report, key.kind)?;
        let problem = if matches!(key.kind, ValueKind::Identifier) {
            unusable_identifier(text)
        } else if matches!(key.kind, ValueKind::Plain) {
            (!is_plain(text)).then(|| "the value has characters that tools would interpret".to_owned())
        } else if text.is_empty() {
            Some("the value is empty".to_owned())
        } else {
            text.chars().any(char::is_control).then(|| "the value has control characters".to_owned())
        };
        match problem {
            Some(problem) => {
                self.report.push(item.error(Code::BadName, problem).expected(key.kind.to_string()));
                None
            }
            None => Some(text.to_owned()),
        }
    }

    /// A path.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.text(name).map(PathBuf::from)
    }

    /// True or false; where the key takes a switch, also 1 or 0.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        let (item, key) = self.declared(name)?;
        let flag = match (key.kind, item.value) {
            (_, Value::Bool(flag)) => Some(*flag),
            (ValueKind::Switch, Value::Number(number)) => match number.as_u64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                Some(_) | None => None,
            },
            (_, Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => None,
        };
        if flag.is_none() {
            self.report.push(item.misfit(key.kind));
        }
        flag
    }

    /// An integer within the range of its kind and of `T`.
    pub(crate) fn integer<T: TryFrom<u64>>(&self, name: &str) -> Option<T> {
        let (item, key) = self.declared(name)?;
        let least = u64::from(matches!(key.kind, ValueKind::Count));
        match item.value.as_u64() {
            Some(number) if number >= least => {
                let fitting = T::try_from(number).ok();
                if fitting.is_none() {
                    self.report
                        .push(item.error(Code::ConfigValue, "the number is too large").expected("a 32-bit number"));
                }
                fitting
            }
            Some(_) | None => {
                self.report.push(item.misfit(key.kind));
                None
            }
        }
    }

    /// A positive finite number.
    pub(crate) fn positive(&self, name: &str) -> Option<f64> {
        let (item, key) = self.declared(name)?;
        let number = item.value.as_f64().filter(|number| number.is_finite() && *number > 0.0);
        if number.is_none() {
            self.report.push(item.misfit(key.kind));
        }
        number
    }

    /// A percentage, as a number or as text with a `%`.
    pub(crate) fn percent(&self, name: &str) -> Option<f64> {
        let (item, key) = self.declared(name)?;
        let number = match item.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().strip_suffix('%').and_then(|number| number.trim().parse().ok()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let number = number.filter(|number| (0.0..100.0).contains(number));
        if number.is_none() {
            self.report.push(item.misfit(key.kind));
        }
        number
    }

    /// One of the words of a closed set, in any letter case.
    pub(crate) fn word<T: Copy>(&self, name: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Option<T> {
        let (item, key) = self.declared(name)?;
        let text = item.text(self.report, key.kind)?;
        let choice = all.iter().copied().find(|choice| word(*choice).eq_ignore_ascii_case(text));
        if choice.is_none() {
            self.report.push(item.misfit(key.kind));
        }
        choice
    }

    /// A list of names.
    pub(crate) fn names(&self, name: &str) -> Option<Vec<String>> {
        let (item, key) = self.declared(name)?;
        let names = match item.value {
            Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => None,
        };
        if names.is_none() {
            self.report.push(item.misfit(key.kind));
        }
        names
    }
}

/// One line for a value, shortened when long.
pub(crate) fn shown(value: &Value) -> String {
    const LIMIT: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Why a value is not of a kind.
fn misfit_message(value: &Value, kind: ValueKind) -> &'static str {
    let takes_integer = matches!(kind, ValueKind::Count | ValueKind::Size);
    let takes_number = matches!(kind, ValueKind::Positive | ValueKind::Percent);
    if matches!(kind, ValueKind::Words(_)) && value.is_string() {
        "unknown choice"
    } else if takes_integer && (value.is_i64() || value.is_u64()) || takes_number && value.is_number() {
        "the number is out of range"
    } else if matches!(kind, ValueKind::Percent) && value.is_string() {
        "this is no percentage"
    } else {
        "the value is of the wrong kind"
    }
}

/// What to write instead, where that can be told.
fn remedy(value: &Value, kind: ValueKind) -> Option<String> {
    if let (ValueKind::Words(words), Value::String(text)) = (kind, value) {
        return Some(did_you_mean(text, words()));
    }
    let takes_integer = matches!(kind, ValueKind::Count | ValueKind::Size);
    let takes_number = takes_integer || matches!(kind, ValueKind::Positive);
    let takes_text = matches!(kind, ValueKind::Plain | ValueKind::Identifier | ValueKind::Path);
    if let Value::String(text) = value {
        let number = text.trim();
        if matches!(kind, ValueKind::Names) {
            return Some(format!("write [{text}]"));
        }
        if !number.parse::<f64>().is_ok_and(f64::is_finite) {
            return None;
        }
        if matches!(kind, ValueKind::Percent) {
            return Some(format!("write {number}%"));
        }
        return takes_number.then(|| format!("write {number} without quotes"));
    }
    if takes_integer && value.is_f64() {
        let number = value.as_f64().filter(|number| number.fract() == 0.0 && *number >= 1.0)?;
        return Some(format!("write {number} without a decimal point"));
    }
    (takes_text && value.is_number()).then(|| "put the value in quotes".into())
}
