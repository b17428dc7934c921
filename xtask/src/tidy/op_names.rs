//! An op has the same file name in every crate that has a file for each op.

use std::collections::BTreeSet;

use super::{Findings, Tree};

/// Convolutions: what all of them have in common is one file beside the others.
const CONVOLUTIONS: &[&str] = &[
    "conv_1d",
    "conv_1d_transpose",
    "conv_2d",
    "conv_2d_transpose",
    "depthwise_conv_1d",
    "depthwise_conv_2d",
    "pointwise_conv_1d",
    "pointwise_conv_2d",
    "separable_conv_1d",
    "separable_conv_2d",
];

/// Folders with one file for each op, and the ops that need none there.
const FOLDERS: &[(&str, &[&[&str]])] = &[
    ("crates/emulate/src/ops/", &[CONVOLUTIONS]),
    // An input is an argument of the top function; nothing computes it.
    ("crates/hls/src/ops/", &[CONVOLUTIONS, &["input"]]),
];

/// The folder that declares the ops.
const DECLARED: &str = "crates/ir/src/ops/";

/// Files without a declared op, and declared ops without a file.
pub(super) fn check(tree: &Tree) -> Findings {
    let declared = names(tree, DECLARED);
    let mut findings = Findings::new();
    for (folder, without) in FOLDERS {
        let found = names(tree, folder);
        for name in found.difference(&declared) {
            findings.push(format!("{folder}{name}.rs has no {DECLARED}{name}.rs"));
        }
        for name in declared.difference(&found).filter(|name| !without.concat().contains(name)) {
            findings.push(format!("{DECLARED}{name}.rs has no {folder}{name}.rs"));
        }
    }
    findings
}

fn names<'a>(tree: &'a Tree, folder: &str) -> BTreeSet<&'a str> {
    let names = tree.paths().filter_map(|path| path.strip_prefix(folder)?.strip_suffix(".rs"));
    names.filter(|name| *name != "mod" && !name.contains('/')).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn names_that_differ_are_found() {
        check(
            super::check,
            &[
                ("crates/ir/src/ops/mod.rs", ""),
                ("crates/ir/src/ops/dense.rs", ""),
                ("crates/ir/src/ops/input.rs", ""),
                ("crates/emulate/src/ops/dense.rs", ""),
                ("crates/emulate/src/ops/input.rs", ""),
                ("crates/hls/src/ops/linear.rs", ""),
            ],
            &[
                "crates/hls/src/ops/linear.rs has no crates/ir/src/ops/linear.rs",
                "crates/ir/src/ops/dense.rs has no crates/hls/src/ops/dense.rs",
            ],
        );
    }
}
