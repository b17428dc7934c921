//! Marks of unfinished work and paths of one machine have no place in the repository.

use super::{Findings, Tree};

/// Words that stand for themselves, split here so that this file does not hold them.
const WORDS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Parts of a text, wherever they stand.
const PARTS: [&str; 6] = [
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
];

/// Files that others write.
const FOREIGN: [&str; 3] = ["Cargo.lock", "LICENSE", "fuzz/Cargo.lock"];

/// What other programs printed: any word may stand in it, but no path of the machine that recorded it.
const RECORDS: &str = "tests/reference/";

/// Lines that hold a forbidden word.
pub(super) fn check(tree: &Tree) -> Findings {
    let mut findings = Findings::new();
    for (path, text) in tree.texts() {
        if FOREIGN.iter().any(|foreign| path.starts_with(foreign)) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            let words = WORDS.iter().filter(|word| !path.starts_with(RECORDS) && has_word(line, word));
            let parts = PARTS.iter().filter(|part| line.contains(*part));
            findings.extend(words.chain(parts).map(|what| format!("{path}:{} holds `{what}`", index + 1)));
        }
    }
    findings
}

/// Whether a word stands in a line with no letter or digit around it.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::{PARTS, WORDS};

    #[test]
    fn every_forbidden_word_is_found() {
        for word in WORDS.iter().chain(&PARTS) {
            check(super::check, &[("a.py", &format!("\n  # {word}\n"))], &[&format!("a.py:2 holds `{word}`")]);
        }
    }

    #[test]
    fn records_name_no_machine() {
        let finding = format!("tests/reference/a.json:1 holds `{}`", PARTS[2]);
        check(super::check, &[("tests/reference/a.json", PARTS[2])], &[&finding]);
    }

    #[test]
    fn other_text_passes() {
        let longer = format!("{}IST my_network/home\n", WORDS[0]);
        check(super::check, &[("a.py", &longer), ("tests/reference/a.json", WORDS[0])], &[]);
    }
}
