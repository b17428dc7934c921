//! Recording of reference numbers: the peer and the vendors' arithmetic headers, run as they are.

use crate::shell::{program, run};
use crate::steps::Steps;
use crate::venv::Venv;
use crate::wheel::with;

/// A script and its arguments, with the environment it runs in.
struct Recorder {
    venv: Venv,
    script: &'static str,
    arguments: &'static [&'static str],
    /// Whether it leaves alone what is recorded unless it is given `--force`.
    is_incremental: bool,
}

const PEER: &[&str] =
    &["--cases", "tests/reference/peer/cases.json", "--models", "tests/models", "--out", "tests/reference/peer"];

const PEER_TORCH: &[&str] = &[
    "--cases",
    "tests/reference/peer_torch/cases.json",
    "--models",
    "tests/reference/torch",
    "--out",
    "tests/reference/peer_torch",
];

const PEER_ONNX: &[&str] = &[
    "--cases",
    "tests/reference/peer_onnx/cases.json",
    "--models",
    "tests/reference/peer_onnx",
    "--out",
    "tests/reference/peer_onnx",
];

/// Every recorder, in order.
const RECORDERS: &[Recorder] = &[
    Recorder { venv: Venv::Keras3, script: "scripts/record_fixed_reference.py", arguments: &[], is_incremental: false },
    Recorder {
        venv: Venv::Keras3,
        script: "scripts/record_config.py",
        arguments: &["--out", "tests/reference/config"],
        is_incremental: false,
    },
    Recorder { venv: Venv::Keras3, script: "scripts/record_import.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras2, script: "scripts/record_import.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_keras.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras2, script: "scripts/record_keras.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_attention.py", arguments: &[], is_incremental: false },
    Recorder {
        venv: Venv::Keras2,
        script: "scripts/record_attention.py",
        arguments: &["causal_attention", "cross_attention", "group_normalization", "self_attention", "transformer"],
        is_incremental: false,
    },
    Recorder { venv: Venv::Keras2, script: "scripts/record_garnet.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_images.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_hgq.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras2, script: "scripts/record_hgq_proxies.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_onnx.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_qonnx.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras2, script: "scripts/record_qkeras.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_reports.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Qkeras3, script: "scripts/record_qkeras3.py", arguments: &[], is_incremental: false },
    Recorder { venv: Venv::Keras3, script: "scripts/record_torch.py", arguments: &[], is_incremental: false },
    Recorder {
        venv: Venv::Keras3,
        script: "tests/reference/peer/make_cases.py",
        arguments: &[],
        is_incremental: false,
    },
    Recorder { venv: Venv::Keras3, script: "scripts/record_peer.py", arguments: PEER, is_incremental: true },
    Recorder { venv: Venv::Keras2, script: "scripts/record_peer.py", arguments: PEER, is_incremental: true },
    Recorder {
        venv: Venv::Keras3,
        script: "tests/reference/peer_torch/make_cases.py",
        arguments: &[],
        is_incremental: false,
    },
    Recorder { venv: Venv::Keras3, script: "scripts/record_peer.py", arguments: PEER_TORCH, is_incremental: true },
    Recorder {
        venv: Venv::Keras3,
        script: "tests/reference/peer_onnx/make_cases.py",
        arguments: &[],
        is_incremental: false,
    },
    Recorder { venv: Venv::Keras3, script: "scripts/record_peer.py", arguments: PEER_ONNX, is_incremental: true },
];

/// Recorders that write outside the repository, for whole models that somebody names.
#[cfg(test)]
const ON_DEMAND: &[&str] = &["scripts/record_acceptance.py"];

/// One step for each recorder.
pub(crate) fn record(steps: &mut Steps, force: bool) {
    for recorder in RECORDERS {
        steps.run(&format!("{} in {}", recorder.script, recorder.venv.name()), || {
            with(recorder.venv, |python| {
                let mut command = program(python);
                command.arg(recorder.script).args(recorder.arguments);
                if force && recorder.is_incremental {
                    command.arg("--force");
                }
                run(&mut command)
            })
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ON_DEMAND, RECORDERS};
    use crate::shell::files;

    #[test]
    fn every_recorder_is_listed() {
        let files = files().expect("the files of the repository");
        let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
        let scripts = files.iter().map(String::as_str).filter(|path| path.starts_with("scripts/record_"));
        let found: BTreeSet<&str> = scripts.filter(|path| path.ends_with(".py")).collect();
        let recorders = RECORDERS.iter().map(|recorder| recorder.script);
        let listed: BTreeSet<&str> =
            recorders.filter(|path| path.starts_with("scripts/")).chain(ON_DEMAND.iter().copied()).collect();
        assert_eq!(found, listed);
    }
}
