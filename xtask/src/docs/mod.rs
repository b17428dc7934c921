//! Documents: generated ones are up to date, and what the others show works.

mod examples;
mod reference;
mod support;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::root;
use crate::steps::{Outcome, Steps, say};

/// A generated part of a document.
struct Page {
    path: &'static str,
    /// The heading whose section is generated; the whole page when there is none.
    section: Option<&'static str>,
    text: fn() -> Result<String>,
}

const PAGES: &[Page] = &[
    Page { path: "docs/cases.md", section: None, text: hlsmith_suite::coverage_markdown },
    Page {
        path: "docs/compatibility.md",
        section: Some("## Configuration"),
        text: || Ok(hlsmith_config::compatibility_markdown()),
    },
    Page { path: "docs/configuration.md", section: None, text: || Ok(hlsmith_config::configuration_markdown()) },
    Page { path: "docs/reference.md", section: None, text: || Ok(reference::reference_markdown()) },
    Page { path: "docs/support.md", section: None, text: support::support_markdown },
];

/// Writes the generated documents anew.
pub(crate) fn write(steps: &mut Steps) {
    for page in PAGES {
        steps.run(page.path, || {
            let path = root().join(page.path);
            let present = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, page.wanted(&present)?).with_context(|| format!("cannot write {}", page.path))?;
            Ok(Outcome::Passed)
        });
    }
}

/// Compares the generated documents with their sources and runs the examples of all documents.
pub(crate) fn check(steps: &mut Steps) {
    steps.run("generated documents", check_generated);
    steps.run("examples in documents, console", examples::console);
    steps.run("examples in documents, Python", examples::python);
}

fn check_generated() -> Result<Outcome> {
    let mut stale = Vec::new();
    for page in PAGES {
        let present = fs::read_to_string(root().join(page.path)).unwrap_or_default();
        let wanted = page.wanted(&present)?;
        if present != wanted {
            if let Some((line, (found, expected))) =
                present.lines().zip(wanted.lines()).enumerate().find(|(_, (found, expected))| found != expected)
            {
                say(format_args!("{}:{}\n  found    {found}\n  expected {expected}", page.path, line + 1));
            }
            stale.push(page.path);
        }
    }
    if stale.is_empty() {
        return Ok(Outcome::Passed);
    }
    bail!("{} not up to date; run `cargo xtask docs` and commit", stale.join(", "))
}

impl Page {
    /// The whole page with its generated part as it should be.
    fn wanted(&self, present: &str) -> Result<String> {
        let text = (self.text)()?;
        match self.section {
            None => Ok(text),
            Some(heading) => with_section(present, heading, &text)
                .with_context(|| format!("{} has no section `{heading}`", self.path)),
        }
    }
}

/// A page whose section of this heading has this text; `None` when it has no such heading.
fn with_section(page: &str, heading: &str, text: &str) -> Option<String> {
    let line = format!("{heading}\n");
    let start = if page.starts_with(&line) { line.len() } else { page.find(&format!("\n{line}"))? + 1 + line.len() };
    let level = heading.split(' ').next().unwrap_or(heading);
    let next = page[start..].find(&format!("\n{level} ")).map(|position| start + position + 1);
    let (before, after) = (&page[..start], next.map_or("", |next| &page[next..]));
    let gap = if after.is_empty() { "" } else { "\n" };
    Some(format!("{before}\n{text}{gap}{after}"))
}

#[cfg(test)]
mod tests {
    use super::with_section;

    #[test]
    fn a_section_is_replaced_and_nothing_else() {
        let page = "# Title\n\n## One\n\nold\n\n### Part\n\nold\n\n## Two\n\nkept\n";
        let expected = "# Title\n\n## One\n\nnew\n\n## Two\n\nkept\n";
        assert_eq!(with_section(page, "## One", "new\n").as_deref(), Some(expected));
        assert_eq!(with_section(expected, "## One", "new\n").as_deref(), Some(expected));
        assert_eq!(with_section(page, "## Two", "new\n"), Some(page.replace("kept", "new")));
        assert_eq!(with_section(page, "## Three", "new\n"), None);
    }
}
