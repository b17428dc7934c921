//! What documents show in fenced blocks is run, and what they show as output is compared.
//!
//! - `console`: lines that begin with `$ ` are commands, run by bash with the built program on the path; the lines after
//!   one are its output. A line `...` stands for any lines, `...` inside a line for any text.
//! - `python`: a program; a block `text` right after it is its output. One that imports PyTorch or HGQ runs
//!   where the frameworks are.
//!
//! The blocks of a page run in one scratch folder that sees `examples`. Tasks of this program are not run but parsed:
//! the test command runs them itself.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell::{built_path, cargo, files, read, root, run};
use crate::steps::{Outcome, say};
use crate::venv::{Ready, Venv};

/// Languages of fenced blocks; a block in another would not be checked by anything.
const LANGUAGES: [&str; 3] = ["console", "python", "text"];

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    /// Line of the opening fence, from 1.
    line: usize,
    language: String,
    text: String,
    /// Whether only blank lines part it from the block before.
    is_adjacent: bool,
}

/// A command or program with the output that is shown, if any.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    line: usize,
    input: String,
    output: Option<String>,
}

/// Runs the commands of all pages.
pub(super) fn console() -> Result<Outcome> {
    run(cargo().args(["build", "--quiet", "--package", "hlsmith-cli"]))?;
    check_pages(commands, |command, folder| {
        if let Some(task) = command.strip_prefix("cargo xtask") {
            crate::parse(task.split_whitespace())?;
            return Ok(None);
        }
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("exec 2>&1\n{command}")]).env("PATH", built_path()?);
        output(shell.current_dir(folder)).map(Some)
    })
}

/// Runs the Python programs of all pages with the installed wheel.
pub(super) fn python() -> Result<Outcome> {
    let python = match Venv::Test.ready()? {
        Ready::Python(python) => python,
        Ready::Missing(why) => return Ok(Outcome::Skipped(why)),
    };
    read(Command::new(&python).args(["-c", "import hlsmith"]))
        .context("the package is not installed in .venv/test; run `cargo xtask wheel`")?;
    check_pages(programs, |program, folder| {
        let python = match frameworks(program).map(|venv| venv.ready()).transpose()? {
            None => python.clone(),
            Some(Ready::Python(python)) => python,
            Some(Ready::Missing(why)) => {
                say(format_args!("SKIPPED a program with a framework: {why}"));
                return Ok(None);
            }
        };
        let mut interpreter = Command::new(python);
        output(interpreter.args(["-c", program]).current_dir(folder)).map(Some)
    })
}

/// Where a program runs that needs more than NumPy and the package.
fn frameworks(program: &str) -> Option<Venv> {
    let venv = |line: &str| match line.split_once(' ')? {
        ("import", "torch") => Some(Venv::Keras3),
        ("from", rest) if rest.starts_with("HGQ ") => Some(Venv::Keras2),
        (_, _) => None,
    };
    program.lines().find_map(venv)
}

/// Runs what `examples_of` finds in each page, and names every example that fails or prints something else.
fn check_pages(
    examples_of: fn(&[Block]) -> Vec<Example>,
    run: impl Fn(&str, &Path) -> Result<Option<String>>,
) -> Result<Outcome> {
    let mut n_examples = 0;
    let mut failed = Vec::new();
    for page in files()? {
        let is_page = page.extension().is_some_and(|extension| extension == "md");
        if !is_page || page.starts_with("tests") {
            continue;
        }
        let name = page.display().to_string();
        let text = std::fs::read_to_string(root().join(&page)).with_context(|| format!("cannot read {name}"))?;
        let blocks = blocks(&text).with_context(|| format!("blocks of {name}"))?;
        let folder = tempfile::tempdir().context("cannot make a scratch folder")?;
        std::os::unix::fs::symlink(root().join("examples"), folder.path().join("examples"))?;
        for example in examples_of(&blocks) {
            n_examples += 1;
            let place = format!("{name}:{}", example.line);
            match run(&example.input, folder.path()) {
                Err(error) => {
                    say(format_args!("{place}: {}\n{error:#}", example.input));
                    failed.push(place);
                }
                Ok(Some(found)) if !example.is_met_by(&found) => {
                    let expected = example.output.unwrap_or_default();
                    say(format_args!("{place}: {}\nprinted\n{found}\nthe page shows\n{expected}", example.input));
                    failed.push(place);
                }
                Ok(_) => {}
            }
        }
    }
    say(format_args!("{n_examples} examples"));
    if failed.is_empty() {
        return Ok(Outcome::Passed);
    }
    bail!("{}", failed.join(", "))
}

/// What a program printed.
fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().context("cannot start")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(printed);
    }
    bail!("{}\n{printed}{}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// The fenced blocks of a page.
fn blocks(page: &str) -> Result<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut is_adjacent = false;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => {
                blocks.push(block);
                is_adjacent = true;
            }
            (Some(language), None) => {
                let line = index + 1;
                if !LANGUAGES.contains(&language) {
                    bail!("line {line} opens a block `{language}`; known are {}", LANGUAGES.join(", "));
                }
                open = Some(Block { line, language: language.to_owned(), text: String::new(), is_adjacent });
            }
            (None, Some(mut block)) => {
                block.text += line;
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => is_adjacent &= line.trim().is_empty(),
        }
    }
    match open {
        Some(block) => bail!("the block of line {} does not end", block.line),
        None => Ok(blocks),
    }
}

/// The commands of the `console` blocks.
fn commands(blocks: &[Block]) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for block in blocks.iter().filter(|block| block.language == "console") {
        let mut is_continued = false;
        for (index, line) in block.text.lines().enumerate() {
            match (line.strip_prefix("$ "), examples.last_mut()) {
                (Some(command), _) => {
                    examples.push(Example { line: block.line + 1 + index, input: command.to_owned(), output: None });
                    is_continued = command.ends_with('\\');
                }
                (None, Some(example)) if is_continued => {
                    example.input = format!("{}\n{line}", example.input);
                    is_continued = line.ends_with('\\');
                }
                (None, Some(example)) => {
                    let output = example.output.get_or_insert_default();
                    output.push_str(line);
                    output.push('\n');
                }
                (None, None) => {}
            }
        }
    }
    examples
}

/// The programs of the `python` blocks.
fn programs(blocks: &[Block]) -> Vec<Example> {
    let next = blocks.iter().skip(1).map(Some).chain([None]);
    let programs = blocks.iter().zip(next).filter(|(block, _)| block.language == "python");
    let example = |(block, next): (&Block, Option<&Block>)| Example {
        line: block.line,
        input: block.text.clone(),
        output: next.filter(|next| next.language == "text" && next.is_adjacent).map(|next| next.text.clone()),
    };
    programs.map(example).collect()
}

impl Example {
    /// Whether what was printed is what the page shows; a page may show nothing.
    fn is_met_by(&self, found: &str) -> bool {
        let Some(expected) = &self.output else { return true };
        let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        lines_match(&lines(expected), &lines(found))
    }
}

fn lines_match(expected: &[String], found: &[String]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((line, rest)) if line == "..." => (0..=found.len()).any(|skipped| lines_match(rest, &found[skipped..])),
        Some((line, rest)) => {
            found.split_first().is_some_and(|(first, others)| line_matches(line, first) && lines_match(rest, others))
        }
    }
}

fn line_matches(expected: &str, found: &str) -> bool {
    let Some((before, after)) = expected.split_once("...") else { return expected == found };
    let Some(rest) = found.strip_prefix(before) else { return false };
    (0..=rest.len()).filter(|&n| rest.is_char_boundary(n)).any(|n| line_matches(after, &rest[n..]))
}

#[cfg(test)]
mod tests {
    use super::{Example, blocks, commands, programs};

    const PAGE: &str = "text\n\n```console\n$ one a \\\n    b\nout ... s\n...\nlast\n$ two\n```\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\n```python\nprint(2)\n```\nwords\n```text\nno output\n```\n";

    fn example(line: usize, input: &str, output: Option<&str>) -> Example {
        Example { line, input: input.into(), output: output.map(Into::into) }
    }

    #[test]
    fn commands_and_programs_come_with_their_output() {
        let blocks = blocks(PAGE).expect("a page");
        assert_eq!(
            commands(&blocks),
            [example(4, "one a \\\n    b", Some("out ... s\n...\nlast\n")), example(9, "two", None)]
        );
        assert_eq!(programs(&blocks), [example(12, "print(1)\n", Some("1\n")), example(20, "print(2)\n", None)]);
    }

    #[test]
    fn unknown_languages_and_open_blocks_are_refused() {
        assert!(blocks("```sh\nls\n```\n").is_err());
        assert!(blocks("```text\nls\n").is_err());
    }

    #[test]
    fn dots_stand_for_text_and_lines() {
        let check = |found: &str| example(1, "", Some("out ... s\n...\nlast\n")).is_met_by(found);
        assert!(check("out 1.5 s\nlast\n"));
        assert!(check("out 1 s\nmore\nlast  \n\n"));
        assert!(!check("out 1 m\nlast\n"));
        assert!(!check("out 1 s\nmore\n"));
        assert!(!check("out 1 s\nlast\nmore\n"));
        assert!(example(1, "", None).is_met_by("anything"));
        assert!(!example(1, "", Some("")).is_met_by("anything"));
    }
}
