//! Imported models of many layers, in both interfaces and under several strategies: the kernels of the emulator, its
//! definitions and the generated C++ give the same bits.

use std::path::Path;

use hlsmith::Model;
use hlsmith_suite::{build_unit, read_npz};
use serde_json::{Value, json};

const N_SAMPLES: usize = 3;

/// Models below `tests/reference`, without the ending `.npz` of their inputs.
const LOOPS: &[&str] = &[
    "keras/keras2-timed.h5",
    "keras/keras3-timed_windows.keras",
    "keras/keras2-timed_sequences.h5",
    "keras/keras3-timed_models.keras",
];

/// A design: interface, settings of the whole model and of classes of layers.
fn designs() -> Vec<(&'static str, &'static str, Value, Value)> {
    let narrow = "fixed<14,5,RND,SAT>";
    let resource = json!({ "Precision": narrow, "Strategy": "Resource", "ReuseFactor": 1 });
    vec![
        ("parallel", "io_parallel", json!({ "Precision": narrow }), json!({})),
        (
            "unrolled",
            "io_parallel",
            resource.clone(),
            json!({ "TimeDistributed": { "TimeStepLoopParallelism": "Unroll" } }),
        ),
        ("stream", "io_stream", json!({ "Precision": "fixed<12,4>" }), json!({})),
        ("stream_resource", "io_stream", resource, json!({})),
    ]
}

/// Compares the engines on every design of some models, all in one program.
fn check(paths: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference");
    let mut cases = Vec::new();
    for path in paths {
        let arrays = read_npz(&root.join(path).with_extension("npz")).expect("the inputs of a model");
        let numbered = (0..).map_while(|i| arrays.iter().find(|array| array.name == format!("x{i}")));
        let inputs: Vec<Vec<f64>> =
            numbered.map(|array| array.data[..array.data.len() / array.shape[0] * N_SAMPLES].to_vec()).collect();
        for (design, io_type, model, types) in designs() {
            let stem = path.rsplit(['/', '-']).next().and_then(|name| name.split('.').next()).unwrap_or_default();
            let name = format!("{stem}_{design}");
            let imported = hlsmith::load_keras(&root.join(path), None).expect("the model is imported");
            let config = json!({ "IOType": io_type, "HLSConfig": { "Model": model, "LayerType": types } });
            let model = Model::convert(imported, &config).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            cases.push((name, model, inputs.clone()));
        }
    }
    let graphs: Vec<_> = cases.iter().map(|(name, model, _)| (name.clone(), model.graph())).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let unit = build_unit(&graphs, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
    let mut failures = Vec::new();
    for (name, model, inputs) in &cases {
        let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
        let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
        assert!(plan.is_fast(), "{name} runs on machine integers");
        let fast = plan.run_raw(&inputs, N_SAMPLES).expect("the inputs fit");
        let is_alive = fast.iter().any(|output| output.raw.iter().any(|raw| *raw != output.raw[0]));
        assert!(is_alive, "{name} computes constants");
        if fast != plan.run_reference(&inputs, N_SAMPLES).expect("the inputs fit") {
            failures.push(format!("{name}: kernels and definitions differ"));
        }
        if let Err(difference) = unit.compare(name, plan, &inputs, N_SAMPLES) {
            failures.push(format!("{name}: {difference}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} designs\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn layers_in_loops_over_steps() {
    check(LOOPS);
}
