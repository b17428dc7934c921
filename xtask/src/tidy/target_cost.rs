//! A target of a family that is there costs little, since targets are data: its own files, and the lines elsewhere that
//! name it because the compiler asks for a decision.

use std::collections::BTreeMap;

use super::{Findings, Tree};

const FOLDER: &str = "crates/hls/src/targets/";

/// What a description of a target of the family says.
const FAMILY: &str = "family: &AMD";

/// The cheapest target of the family has fewer lines.
const MAX_LINES: usize = 300;

/// The cheapest target of the family, where even that is dear.
pub(super) fn check(tree: &Tree) -> Findings {
    let mut own: BTreeMap<&str, (bool, usize)> = BTreeMap::new();
    for (path, text) in tree.texts() {
        let Some((target, _)) = path.strip_prefix(FOLDER).and_then(|path| path.split_once('/')) else { continue };
        let (is_member, n_lines) = own.entry(target).or_default();
        *is_member |= text.contains(FAMILY);
        *n_lines += text.lines().count();
    }
    let members = own.into_iter().filter(|(_, (is_member, _))| *is_member);
    let costs = members.map(|(target, (_, n_lines))| (n_lines + n_mentions(tree, target), target));
    let Some((n_lines, target)) = costs.min() else {
        return vec![format!("{FOLDER} has no target with `{FAMILY}`")];
    };
    if n_lines < MAX_LINES {
        return Vec::new();
    }
    vec![format!("{FOLDER}{target} costs {n_lines} lines, and no target of its family less than {MAX_LINES}")]
}

/// The lines of sources outside of the folder of a target that name its variant.
fn n_mentions(tree: &Tree, target: &str) -> usize {
    let capitalised =
        |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    let variant: String = target.split('_').map(capitalised).collect::<Vec<String>>().concat();
    let own = format!("{FOLDER}{target}/");
    let name = format!("Backend::{variant}");
    let names_it = |line: &&str| {
        let mut rest = line.split(name.as_str()).skip(1);
        rest.any(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
    };
    let sources = tree.texts().filter(|(path, _)| {
        path.starts_with("crates/") && path.contains("/src/") && path.ends_with(".rs") && !path.starts_with(&own)
    });
    sources.map(|(_, text)| text.lines().filter(names_it).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn a_family_without_a_cheap_target_is_found() {
        let target = |n_lines: usize| format!("family: &AMD\n{}", "x\n".repeat(n_lines - 1));
        let (cheap, dear) = (target(297), target(298));
        let mentions =
            "Backend::TwoWords => 1,\nBackend::TwoWordsMore => 2,\nBackend::TwoWords | Backend::Other => 3,\n";
        let tree = |text| {
            [
                ("crates/hls/src/targets/two_words/mod.rs", text),
                ("crates/hls/src/targets/other/mod.rs", "family: &INTEL\n"),
            ]
        };
        let [own, other] = tree(cheap.as_str());
        check(super::check, &[own, other, ("crates/a/src/b.rs", mentions)], &[]);
        let [own, other] = tree(dear.as_str());
        check(
            super::check,
            &[own, other, ("crates/a/src/b.rs", mentions)],
            &["crates/hls/src/targets/two_words costs 300 lines, and no target of its family less than 300"],
        );
    }
}
