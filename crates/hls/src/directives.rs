//! Directives of the AMD tools in the words of others.
//!
//! The kernels carry the directives of the AMD tools, which stand inside of loops and functions and name variables. Other
//! tools have theirs before loops and declarations. This reads whole lines of the kernels and of generated code, whose
//! layout is that of the formatter: one directive, one loop head or one declaration a line.

/// What a tool says before loops and declarations.
#[derive(Debug)]
pub(crate) struct Words {
    /// The line before a loop that is unrolled.
    pub(crate) unroll: &'static str,
    /// What stands before and behind the interval in the line before a loop that is pipelined.
    pub(crate) interval: [&'static str; 2],
    /// What puts an array into registers.
    pub(crate) registers: Registers,
}

/// What puts an array into registers.
#[derive(Debug)]
pub(crate) enum Registers {
    /// A word in front of its declaration.
    Word(&'static str),
    /// A line before its declaration, with the name of the array between these parts.
    Line(&'static [&'static str]),
}

/// The text with every directive said in the words of a tool, or left out where its compiler decides by itself.
///
/// - A loop that is unrolled, or lies in a pipeline that is no loop, is said to be unrolled; a pipelined loop has its
///   interval.
/// - Arrays that are split into their elements become registers.
pub(crate) fn said(text: &str, words: &Words) -> String {
    let mut lines: Vec<Line<'_>> = Vec::new();
    // Depth of braces, and the depths at which functions that are one pipeline began.
    let (mut depth, mut pipelines): (usize, Vec<usize>) = (0, Vec::new());
    for line in text.lines() {
        let Some(directive) = line.trim_start().strip_prefix("#pragma HLS ") else {
            let is_unrolled = !pipelines.is_empty() && is_loop(line);
            let before = is_unrolled.then(|| words.unroll.to_owned());
            lines.push(Line { text: line, before, word: "" });
            depth += line.matches('{').count();
            depth = depth.saturating_sub(line.matches('}').count());
            pipelines.retain(|&began| began <= depth);
            continue;
        };
        let mut parts = directive.split_whitespace();
        let kind = parts.next().unwrap_or_default();
        let options: Vec<&str> = parts.collect();
        let option = |key: &str| options.iter().find_map(|option| option.strip_prefix(key)?.strip_prefix('='));
        let head = loop_around(&lines);
        match (kind, head) {
            ("UNROLL", Some(head)) => lines[head].before = Some(words.unroll.to_owned()),
            ("PIPELINE", Some(head)) => {
                lines[head].before = Some(words.interval.join(option("II").unwrap_or("1")));
            }
            ("PIPELINE", None) => pipelines.push(depth),
            ("ARRAY_PARTITION" | "ARRAY_RESHAPE", _) => {
                let name = option("variable").unwrap_or_default();
                let declares = |line: &Line<'_>| line.text.ends_with(';') && line.text.contains(&format!(" {name}["));
                if let Some(declaration) = lines.iter_mut().rev().take(20).find(|line| declares(line)) {
                    match words.registers {
                        Registers::Word(word) => declaration.word = word,
                        Registers::Line(parts) => declaration.before = Some(parts.join(name)),
                    }
                }
            }
            // What is shared, inlined, instantiated or kept in which memory, this compiler decides.
            _ => {}
        }
    }
    let mut said = String::with_capacity(text.len());
    for line in lines {
        let indent = &line.text[..line.text.len() - line.text.trim_start().len()];
        if let Some(before) = line.before {
            said.extend([indent, &before, "\n"]);
        }
        said.extend([indent, line.word, line.text.trim_start(), "\n"]);
    }
    said
}

/// A line that is kept.
struct Line<'a> {
    text: &'a str,
    /// A line to stand before it.
    before: Option<String>,
    /// A word to stand in front of it.
    word: &'static str,
}

fn is_loop(line: &str) -> bool {
    line.trim_start().starts_with("for (")
}

/// The head of the loop whose body starts after these lines.
fn loop_around(lines: &[Line<'_>]) -> Option<usize> {
    let last = lines.last()?;
    if !last.text.ends_with('{') {
        return None;
    }
    // The head of a loop takes one line, or some where it is long; each of the others ends within parentheses.
    let start = lines.len().saturating_sub(4);
    let head = start + lines[start..].iter().rposition(|line| is_loop(line.text))?;
    let is_whole = lines[head..lines.len() - 1].iter().all(|line| !line.text.ends_with(['{', '}', ')']));
    is_whole.then_some(head)
}

#[cfg(test)]
mod tests {
    use super::{Registers, Words, said};

    const INTEL: Words =
        Words { unroll: "#pragma unroll", interval: ["#pragma ii ", ""], registers: Registers::Word("hls_register ") };

    fn check_words(words: &Words, amd: &[&str], other: &[&str]) {
        let text = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(said(&text(amd), words), text(other));
    }

    fn check(amd: &[&str], intel: &[&str]) {
        check_words(&INTEL, amd, intel);
    }

    #[test]
    fn arrays_are_named_in_lines_before_them() {
        let words = Words {
            unroll: "#pragma all",
            interval: ["#pragma every(", ")"],
            registers: Registers::Line(&["#pragma keep ", ":", " here"]),
        };
        check_words(
            &words,
            &[
                "    int x[3];",
                "    #pragma HLS ARRAY_PARTITION variable=x complete",
                "for (;;) {",
                "#pragma HLS PIPELINE",
            ],
            &["    #pragma keep x:x here", "    int x[3];", "#pragma every(1)", "for (;;) {"],
        );
    }

    #[test]
    fn directives_move_to_what_they_are_about() {
        check(
            &["for (unsigned i = 0; i < 3; i++) {", "    #pragma HLS UNROLL", "    x();", "}"],
            &["#pragma unroll", "for (unsigned i = 0; i < 3; i++) {", "    x();", "}"],
        );
        check(
            &[
                "    for (unsigned i = 0; i < 3;",
                "         i++) {",
                "        #pragma HLS PIPELINE II=CONFIG_T::n",
                "    }",
            ],
            &["    #pragma ii CONFIG_T::n", "    for (unsigned i = 0; i < 3;", "         i++) {", "    }"],
        );
        check(
            &["void f() {", "    #pragma HLS PIPELINE", "    for (;;)", "        g();", "}", "for (;;) {", "}"],
            &["void f() {", "    #pragma unroll", "    for (;;)", "        g();", "}", "for (;;) {", "}"],
        );
        check(
            &["void f(int y[2]) {", "    int x[3];", "    #pragma HLS ARRAY_PARTITION variable=x complete dim=0", "}"],
            &["void f(int y[2]) {", "    hls_register int x[3];", "}"],
        );
        check(
            &["void f(int y[2]) {", "    #pragma HLS ARRAY_PARTITION variable=y complete", "}"],
            &["void f(int y[2]) {", "}"],
        );
        check(&["{", "    #pragma HLS DATAFLOW", "    f();", "}"], &["{", "    f();", "}"]);
    }
}
