//! Automatic types, automatic types within a maximum, and types from the trained constants, for a model of each front
//! end: every combination converts, and its generated C++ gives the numbers of the emulator.

use std::path::{Path, PathBuf};

use hlsmith::{Backend, Granularity, Graph, Layouts, Model, config_from_model};
use hlsmith_suite::{build_unit, models, references};
use serde_json::json;

/// Samples of each model.
const N_SAMPLES: usize = 40;

/// The bound of automatic types; it is below what most of them need.
const MAXIMUM: &str = "fixed<14,6>";
const MAXIMUM_WIDTH: u32 = 14;

/// How the types of a model come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inference {
    Automatic,
    Bounded,
    BitExact,
}

const ALL: [Inference; 3] = [Inference::Automatic, Inference::Bounded, Inference::BitExact];

fn load(path: &Path) -> Graph {
    let loaded = match path.extension().and_then(|extension| extension.to_str()) {
        Some("onnx") => hlsmith::load_onnx(path),
        Some("pt2") => hlsmith::load_torch(path, Layouts::default()).map(|(graph, _)| graph),
        Some(_) | None => hlsmith::load_keras(path, None),
    };
    loaded.unwrap_or_else(|findings| panic!("{}: {findings}", path.display()))
}

fn convert(path: &Path, inference: Inference) -> Model {
    let imported = load(path);
    let maximum = (inference == Inference::Bounded).then_some(MAXIMUM);
    let backend = Some(Backend::Vitis);
    let mut hls = config_from_model(&imported, Granularity::Name, backend, "fixed<16,6>", 1, maximum);
    hls["Model"]["BitExact"] = json!(inference == Inference::BitExact);
    Model::convert(imported, &json!({ "HLSConfig": hls }))
        .unwrap_or_else(|findings| panic!("{} {inference:?}: {findings}", path.display()))
}

/// Multiples of 1/64 from -4 to 4 for each input.
fn samples(graph: &Graph) -> Vec<Vec<f64>> {
    let of = |&input| -> Vec<f64> {
        let n: usize = graph.tensor(input).shape.iter().product();
        (0..n * N_SAMPLES).map(|i| ((i * 7919 + 12345) % 513) as f64 / 64.0 - 4.0).collect()
    };
    graph.inputs().iter().map(of).collect()
}

/// The widest type of an accumulator, but for those of pooling layers, which a maximum does not limit.
fn widest_accumulator(model: &Model) -> u32 {
    let nodes = model.graph().nodes().filter(|(_, node)| !node.op.class().contains("Pooling"));
    let types = nodes.flat_map(|(_, node)| node.op.types());
    let widths = types.filter(|(name, _)| *name == "accum_t").filter_map(|(_, ty)| ty.precision.format());
    widths.map(|format| format.width).max().unwrap_or(0)
}

#[test]
fn each_front_end_has_automatic_bounded_and_exact_types() {
    // The last column says whether automatic types round nothing, so that exact ones give the same numbers.
    let cases: [(&str, PathBuf, bool); 11] = [
        ("keras", models().join("keras3/conv2d_chain.keras"), false),
        ("qkeras", models().join("keras2/qkeras_conv2d.h5"), true),
        ("qkeras_po2", models().join("keras2/qkeras_levels_po2.h5"), true),
        ("qkeras_levels", models().join("keras2/qkeras_levels_conv.h5"), true),
        ("hgq", references().join("hgq/trained_network.keras"), false),
        ("hgq_proxy", references().join("hgq/proxy_network.keras"), false),
        ("hgq2", references().join("hgq/cnn_channels.keras"), true),
        ("qonnx", references().join("qonnx/cnn.onnx"), true),
        ("qcdq", references().join("qonnx/linear_conv.onnx"), true),
        ("onnx", references().join("onnx/conv.onnx"), true),
        ("torch", references().join("torch/cnn.pt2"), false),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut failures = Vec::new();
    for (unit_index, unit) in cases.chunks(4).enumerate() {
        let converted: Vec<(&str, [Model; 3], bool)> = unit
            .iter()
            .map(|(name, path, is_same)| (*name, ALL.map(|inference| convert(path, inference)), *is_same))
            .collect();
        let graphs: Vec<(String, &Graph)> = converted
            .iter()
            .flat_map(|(name, models, _)| {
                ALL.iter().zip(models).map(move |(inference, model)| (format!("{name}_{inference:?}"), model.graph()))
            })
            .collect();
        let folder = folder.path().join(unit_index.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let program = build_unit(&graphs, &folder).unwrap_or_else(|error| panic!("{error:#}"));
        for (name, models, is_same) in &converted {
            let inputs = samples(models[0].graph());
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            for (inference, model) in ALL.iter().zip(models) {
                let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
                let compared = program.compare(&format!("{name}_{inference:?}"), plan, &inputs, N_SAMPLES);
                failures.extend(compared.err().map(|difference| format!("{name} {inference:?}: {difference}")));
            }
            let [automatic, bounded, exact] = models;
            let predict = |model: &Model| model.predict(&inputs, N_SAMPLES, None).expect("a prediction");
            if (predict(automatic) == predict(exact)) != *is_same {
                failures.push(format!("{name}: automatic and exact types give the same numbers: {}", !is_same));
            }
            let [wide, narrow] = [automatic, bounded].map(widest_accumulator);
            if wide <= MAXIMUM_WIDTH || narrow > MAXIMUM_WIDTH {
                failures.push(format!("{name}: accumulators of {wide} bits, {narrow} within a maximum"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
