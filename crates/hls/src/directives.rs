//! Directives of the AMD tools in the words of others.
//!
//! The kernels carry the directives of the AMD tools, which stand inside of loops and functions and name variables. Other
//! tools have theirs before loops and declarations, and some also at the beginning of functions. This reads whole lines of the kernels and of generated code, whose
//! layout is that of the formatter: one directive, one loop head or one declaration a line.

/// What a tool says before loops and declarations, and in functions.
#[derive(Debug)]
pub(crate) struct Words {
    /// The line before a loop that is unrolled.
    pub(crate) unroll: &'static str,
    /// What stands before and behind the factor at the end of this line, where a tool can unroll a loop in part.
    pub(crate) factor: Option<[&'static str; 2]>,
    /// What stands before and behind the interval in the line before a loop that is pipelined.
    pub(crate) interval: [&'static str; 2],
    /// What puts an array into registers.
    pub(crate) registers: Registers,
    /// What functions say; `None` where the compiler decides by itself.
    pub(crate) functions: Option<&'static Functions>,
}

/// What a tool says at the beginning of functions.
#[derive(Debug)]
pub(crate) struct Functions {
    /// What stands before and behind the interval of a function that is one pipeline.
    pub(crate) interval: [&'static str; 2],
    /// That a function becomes a part of those that call it.
    pub(crate) inline: &'static str,
    /// That it does not.
    pub(crate) apart: &'static str,
}

/// What puts an array into registers.
#[derive(Debug)]
pub(crate) enum Registers {
    /// A word in front of its declaration.
    Word(&'static str),
    /// A line before its declaration, with the name of the array between these parts.
    Line(&'static [&'static str]),
    /// A line before its declaration, with the name of the array and the dimension that is split between these parts.
    Partition([&'static str; 3]),
}

/// The text with every directive said in the words of a tool, or left out where its compiler decides by itself.
///
/// - A loop that is unrolled, or lies in a pipeline that is no loop, is said to be unrolled; a pipelined loop has its
///   interval.
/// - Arrays that are split into their elements become registers.
/// - What a function says stands at its beginning. Lines that are in the words of the tool already, which are those in
///   small letters, stay.
pub(crate) fn said(text: &str, words: &Words) -> String {
    let mut lines: Vec<Line<'_>> = Vec::new();
    // The lines with the braces around, and the depths at which functions that are one pipeline began.
    let (mut open, mut pipelines): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let directive = line.trim_start().strip_prefix("#pragma HLS ");
        let is_own = |directive: &str| words.functions.is_some() && directive.starts_with(|c: char| c.is_lowercase());
        let Some(directive) = directive.filter(|directive| !is_own(directive)) else {
            let is_unrolled = !pipelines.is_empty() && is_loop(line);
            let before = is_unrolled.then(|| words.unroll.to_owned());
            lines.push(Line { text: line, before, word: "", after: None });
            open.extend(line.matches('{').map(|_| lines.len() - 1));
            open.truncate(open.len().saturating_sub(line.matches('}').count()));
            pipelines.retain(|&began| began <= open.len());
            continue;
        };
        let mut parts = directive.split_whitespace();
        let kind = parts.next().unwrap_or_default();
        let options: Vec<&str> = parts.collect();
        let option = |key: &str| options.iter().find_map(|option| option.strip_prefix(key)?.strip_prefix('='));
        let head = loop_around(&lines);
        let interval = option("II").unwrap_or("1");
        let of_function = match (kind, head, words.functions) {
            ("PIPELINE", None, Some(functions)) => Some(functions.interval.join(interval)),
            ("INLINE", _, Some(functions)) if options.contains(&"off") => Some(functions.apart.to_owned()),
            ("INLINE", _, Some(functions)) => Some(functions.inline.to_owned()),
            _ => None,
        };
        if let (Some(said), Some(&opened)) = (of_function, open.last()) {
            let indent = &line[..line.len() - line.trim_start().len()];
            lines[opened].after = Some([indent, &said].concat());
        }
        match (kind, head) {
            ("UNROLL", Some(head)) => {
                let factor = words.factor.zip(option("factor")).map(|(words, factor)| words.join(factor));
                lines[head].before = Some(words.unroll.to_owned() + &factor.unwrap_or_default());
            }
            ("PIPELINE", Some(head)) => lines[head].before = Some(words.interval.join(interval)),
            ("PIPELINE", None) => pipelines.push(open.len()),
            ("ARRAY_PARTITION" | "ARRAY_RESHAPE", _) => {
                let name = option("variable").unwrap_or_default();
                let declares = |line: &Line<'_>| line.text.ends_with(';') && line.text.contains(&format!(" {name}["));
                if let Some(declaration) = lines.iter_mut().rev().take(20).find(|line| declares(line)) {
                    match words.registers {
                        Registers::Word(word) => declaration.word = word,
                        Registers::Line(parts) => declaration.before = Some(parts.join(name)),
                        Registers::Partition([start, middle, end]) => {
                            let dimension = option("dim").unwrap_or("1");
                            declaration.before = Some([start, name, middle, dimension, end].concat());
                        }
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
        if let Some(after) = line.after {
            said.extend([&after, "\n"]);
        }
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
    /// A line to stand behind it.
    after: Option<String>,
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
    use super::{Functions, Registers, Words, said};

    const INTEL: Words = Words {
        unroll: "#pragma unroll",
        factor: None,
        interval: ["#pragma ii ", ""],
        registers: Registers::Word("hls_register "),
        functions: None,
    };

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
            factor: None,
            interval: ["#pragma every(", ")"],
            registers: Registers::Line(&["#pragma keep ", ":", " here"]),
            functions: None,
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
    fn functions_speak_first() {
        let words = Words {
            unroll: "#pragma HLS all",
            factor: Some([" by(", ")"]),
            interval: ["#pragma HLS every(", ")"],
            registers: Registers::Partition(["#pragma HLS split(", ", ", ")"]),
            functions: Some(&Functions {
                interval: ["#pragma HLS function every(", ")"],
                inline: "#pragma HLS function in",
                apart: "#pragma HLS function out",
            }),
        };
        check_words(
            &words,
            &[
                "void f() {",
                "    int x[3][2];",
                "    #pragma HLS ARRAY_PARTITION variable=x complete dim=2",
                "    #pragma HLS PIPELINE II=CONFIG_T::n",
                "    for (;;)",
                "        g();",
                "}",
                "void g() {",
                "    h();",
                "    #pragma HLS INLINE",
                "}",
                "struct s {",
                "    void h() {",
                "        #pragma HLS INLINE off",
                "        for (;;) {",
                "            #pragma HLS UNROLL factor=2",
                "        }",
                "    }",
                "};",
                "void top() {",
                "    #pragma HLS function top",
                "    int y[2];",
                "    #pragma HLS ARRAY_PARTITION variable=y complete",
                "}",
            ],
            &[
                "void f() {",
                "    #pragma HLS function every(CONFIG_T::n)",
                "    #pragma HLS split(x, 2)",
                "    int x[3][2];",
                "    #pragma HLS all",
                "    for (;;)",
                "        g();",
                "}",
                "void g() {",
                "    #pragma HLS function in",
                "    h();",
                "}",
                "struct s {",
                "    void h() {",
                "        #pragma HLS function out",
                "        #pragma HLS all by(2)",
                "        for (;;) {",
                "        }",
                "    }",
                "};",
                "void top() {",
                "    #pragma HLS function top",
                "    #pragma HLS split(y, 1)",
                "    int y[2];",
                "}",
            ],
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
