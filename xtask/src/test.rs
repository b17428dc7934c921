//! The test command: everything that must hold, in one run.

use anyhow::Result;

use crate::shell::{cargo, program, read, run, run_noting_failures};
use crate::steps::{Outcome, Steps};
use crate::venv::Venv;
use crate::{demo, docs, examples, fuzz, programs, tidy, wheel};

/// Inputs tried for each fuzz target; the full number is that of `cargo xtask fuzz`.
const FUZZ_RUNS: u64 = 20_000;

/// What tells the suite to take every case instead of a seeded part.
const FULL: &str = "HLSMITH_FULL";

/// What keeps the emulator from instructions of newer processors, and the values that leave something of this one unused.
const LIMIT: (&str, [&str; 3]) = ("HLSMITH_CPU", ["portable", "avx2", "avx512"]);

/// What the processors of phones and small boards are called.
const AARCH64: &str = "aarch64-unknown-linux-gnu";

/// Runs every check; `full` takes all cases of the suite.
///
/// # Errors
/// When the models of the demo or the examples cannot be listed.
pub(crate) fn test(steps: &mut Steps, full: bool) -> Result<()> {
    steps.run("tidy", tidy::tidy);
    let without = programs::ready(steps);
    std::thread::scope(|scope| {
        scope.spawn(environments);
        rust(steps, full, &without);
        processors(steps);
        aarch64(steps);
    });
    headers(steps);
    messages(steps);
    demo::demo(steps, None)?;
    wheel::wheel(steps);
    python(steps);
    docs::check(steps);
    examples::examples(steps)?;
    fuzz::fuzz(steps, FUZZ_RUNS, &[]);
    Ok(())
}

/// Makes the environments, which mostly waits for the registry, while something else computes. What fails here fails again
/// where the environment is needed, and is told there.
fn environments() {
    for venv in [Venv::Test, Venv::Keras3, Venv::Keras2] {
        _ = venv.ready();
    }
}

/// Rust tests of all crates. The Python extension has none: it would have to link an interpreter.
fn rust(steps: &mut Steps, full: bool, (variable, programs): &programs::Without) {
    steps.run("Rust tests", || {
        let mut test = cargo();
        test.args(["test", "--quiet", "--workspace", "--exclude", "hlsmith-python", "--no-fail-fast"]);
        test.env(variable, programs);
        if full {
            test.env(FULL, "1");
        }
        run_noting_failures(&mut test)?;
        Ok(Outcome::Passed)
    });
}

/// The emulator's own tests on the code for older processors. The suite compares the numbers of all by itself.
fn processors(steps: &mut Steps) {
    let (variable, limits) = LIMIT;
    for limit in limits {
        steps.run(&format!("emulator on {limit} code"), || {
            run(cargo().args(["test", "--quiet", "--package", "hlsmith-emulate"]).env(variable, limit))?;
            Ok(Outcome::Passed)
        });
    }
}

/// The crates that compute, for the processors of phones and small boards. Those above them need a C compiler for it.
fn aarch64(steps: &mut Steps) {
    steps.run(&format!("crates for {AARCH64}"), || {
        let added = program("rustup").args(["target", "add", AARCH64]).output();
        if !added.is_ok_and(|added| added.status.success()) {
            return Ok(Outcome::Skipped(format!("rustup cannot add the target {AARCH64}")));
        }
        let crates = ["hlsmith-emulate", "hlsmith-hls", "hlsmith-import", "hlsmith-passes"];
        let mut check = cargo();
        check.args(["check", "--quiet", "--target", AARCH64]);
        crates.iter().for_each(|package| _ = check.args(["--package", package]));
        run(check.env("RUSTFLAGS", "-D warnings"))?;
        Ok(Outcome::Passed)
    });
}

/// The C++ arithmetic headers against the recorded tables of the vendors' headers.
fn headers(steps: &mut Steps) {
    steps.run("C++ arithmetic headers", || {
        if read(program("g++").arg("--version")).is_err() {
            return Ok(Outcome::Skipped("no g++".into()));
        }
        wheel::with(Venv::Test, |python| run(program(python).arg("scripts/check_arith_headers.py")))
    });
}

/// The messages of ONNX against those of its package.
fn messages(steps: &mut Steps) {
    steps.run("messages of ONNX", || {
        wheel::with(Venv::Keras3, |python| run(program(python).arg("scripts/check_onnx_messages.py")))
    });
}

/// Python tests: those that need no framework with NumPy alone, those on live models beside each Keras.
fn python(steps: &mut Steps) {
    steps.run("Python tests", || wheel::with(Venv::Test, |python| pytest(python, "tests/python")));
    let live = [
        (Venv::Keras3, "tests/python/test_keras3_live.py", "keras3"),
        (Venv::Keras2, "tests/python/test_keras2_live.py", "keras2"),
        (Venv::Keras3, "tests/python/test_torch_live.py", "PyTorch"),
        (Venv::Keras3, "tests/python/test_onnx_live.py", "ONNX"),
    ];
    for (venv, file, name) in live {
        steps.run(&format!("Python tests on live models, {name}"), || match wheel::install(venv)? {
            Outcome::Passed => wheel::with(venv, |python| pytest(python, file)),
            skipped @ Outcome::Skipped(_) => Ok(skipped),
        });
    }
}

fn pytest(python: std::path::PathBuf, tests: &str) -> Result<()> {
    let mut pytest = program(python);
    // Frameworks that start a device, a log or threads of their own make tests slow and their output long.
    pytest.envs([("TF_CPP_MIN_LOG_LEVEL", "3"), ("CUDA_VISIBLE_DEVICES", ""), ("KERAS_BACKEND", "tensorflow")]);
    run(pytest.args(["-m", "pytest", "--quiet", tests]))
}
