//! Text and JSON forms of diagnostics.

use std::fmt;

use serde_json::{Value, json};

use crate::{Diagnostic, Diagnostics, Severity, Subject};

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

impl Subject {
    /// The kind of subject, as used in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Subject::Layer(_) => "layer",
            Subject::Key(_) => "key",
            Subject::File(_) => "file",
            Subject::Tool(_) => "tool",
            Subject::Argument(_) => "argument",
            Subject::Place(_) => "place",
            Subject::Model => "model",
        }
    }

    /// The name of the subject; empty for the model as a whole.
    pub fn name(&self) -> &str {
        match self {
            Subject::Layer(name)
            | Subject::Key(name)
            | Subject::File(name)
            | Subject::Tool(name)
            | Subject::Argument(name)
            | Subject::Place(name) => name,
            Subject::Model => "",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Model => f.write_str("model"),
            Subject::Place(name) => f.write_str(name),
            Subject::Layer(name)
            | Subject::Key(name)
            | Subject::File(name)
            | Subject::Tool(name)
            | Subject::Argument(name) => write!(f, "{} `{}`", self.kind(), printable(name)),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}: {}", self.severity, self.code.as_str(), self.subject, self.message)?;
        for (label, text) in [("found", &self.found), ("expected", &self.expected), ("remedy", &self.remedy)] {
            if let Some(text) = text {
                write!(f, "\n  {label}: {}", text.replace('\n', "\n    "))?;
            }
        }
        Ok(())
    }
}

impl Diagnostic {
    /// The diagnostic as a JSON object with the keys `code`, `title`, `severity`, `subject`, `message`, `found`,
    /// `expected` and `remedy`; the last three are `null` when not stated.
    pub fn to_json(&self) -> Value {
        json!({
            "code": self.code.as_str(),
            "title": self.code.title(),
            "severity": self.severity.to_string(),
            "subject": { "kind": self.subject.kind(), "name": self.subject.name() },
            "message": self.message,
            "found": self.found,
            "expected": self.expected,
            "remedy": self.remedy,
        })
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, diagnostic) in self.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl Diagnostics {
    /// All findings as a JSON array.
    pub fn to_json(&self) -> Value {
        self.iter().map(Diagnostic::to_json).collect()
    }
}

/// Control characters of a name as escapes, so that a hostile name cannot drive the terminal.
fn printable(name: &str) -> String {
    name.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Code, Diagnostic, Subject};

    #[test]
    fn text_form_names_everything() {
        let diagnostic =
            Diagnostic::error(Code::ConfigValue, Subject::Key("HLSConfig.Model.Strategy".into()), "unknown strategy")
                .found("Latancy")
                .expected("Latency, Resource")
                .remedy("did you mean `Latency`?");
        assert_eq!(
            diagnostic.to_string(),
            "error[HS0303]: key `HLSConfig.Model.Strategy`: unknown strategy\n  found: Latancy\n  expected: Latency, Resource\n  remedy: did you mean `Latency`?"
        );
    }

    #[test]
    fn control_characters_are_escaped() {
        let diagnostic = Diagnostic::error(Code::BadName, Subject::Layer("a\u{1b}[31m".into()), "bad");
        assert_eq!(diagnostic.to_string(), "error[HS0702]: layer `a\\u{1b}[31m`: bad");
    }
}
