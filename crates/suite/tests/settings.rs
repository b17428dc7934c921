//! Settings that change the hardware and not the numbers: the generated C++, built with g++, gives what the emulator gives.

use hlsmith::{Model, Settings};

use hlsmith_suite::{build_unit_with, models};
use serde_json::{Value, json};

const N_SAMPLES: usize = 8;

/// Seeded numbers between -4 and 4.
fn samples(len: usize) -> Vec<f64> {
    (0..len).map(|i| ((i * 7919 + 13) % 1021) as f64 / 128.0 - 4.0).collect()
}

/// Compares models of a configuration, each with both interfaces, in one program.
fn check(names: &[&str], hls: &Value, settings: &Settings) {
    let mut cases: Vec<(String, Model)> = Vec::new();
    for name in names {
        for io_type in ["io_parallel", "io_stream"] {
            let path = models().join(format!("keras3/{name}.keras"));
            let graph = hlsmith::load_keras(&path, None).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let config = json!({ "IOType": io_type, "HLSConfig": hls });
            let model =
                Model::convert(graph, &config).unwrap_or_else(|findings| panic!("{name} {io_type}: {findings}"));
            cases.push((format!("{name}_{io_type}"), model));
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let graphs: Vec<(String, &hlsmith::Graph)> =
        cases.iter().map(|(name, model)| (name.clone(), model.graph())).collect();
    let unit = build_unit_with(&graphs, settings, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
    let mut failures = Vec::new();
    for (name, model) in &cases {
        let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let lens: Vec<usize> = (0..plan.n_inputs()).map(|input| plan.input_shape(input).iter().product()).collect();
        let inputs: Vec<Vec<f64>> = lens.iter().map(|len| samples(len * N_SAMPLES)).collect();
        let borrowed: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
        let outputs = plan.run_raw(&borrowed, N_SAMPLES).unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let sample = |sample: usize| {
            let input = |(input, len): (&Vec<f64>, &usize)| input[sample * len..][..*len].to_vec();
            inputs.iter().zip(&lens).flat_map(input).collect::<Vec<f64>>()
        };
        let rows: Vec<f64> = (0..N_SAMPLES).flat_map(sample).collect();
        let found = unit.run(name, &rows).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        let expected = |sample: usize| {
            let outputs = outputs.iter().flat_map(|output| {
                let len = output.raw.len() / N_SAMPLES;
                output.raw[sample * len..][..len].iter().map(|raw| raw.to_pattern(output.format.width))
            });
            outputs.collect::<Vec<String>>()
        };
        if found != (0..N_SAMPLES).map(expected).collect::<Vec<_>>() {
            failures.push(name.as_str());
        }
    }
    assert!(failures.is_empty(), "{} of {} cases differ: {}", failures.len(), cases.len(), failures.join(", "));
}

/// Settings under which every weight is a port of the top function, constant as in the program of all cases.
fn with_ports() -> Settings {
    let mut settings = Settings::default();
    settings.hls.bram_factor = 0;
    settings.writer.write_weights_txt = false;
    settings
}

#[test]
fn weights_of_every_kind_of_layer_can_be_ports() {
    let names = [
        "act_prelu",
        "bidirectional_network",
        "bn_only",
        "conv1d_kernels",
        "conv2d_chain",
        "conv2d_pointwise",
        "depthwise_image",
        "einsum_network",
        "embedding_network",
        "gru_reset_before",
        "layernorm_rows",
        "lstm_network",
        "mlp",
        "separable_image",
        "simplernn_single",
    ];
    check(
        &names,
        &json!({ "Model": { "Precision": "fixed<16,6>", "ReuseFactor": 1, "BramFactor": 0 } }),
        &with_ports(),
    );
}

#[test]
fn weights_of_products_of_rows_can_be_ports() {
    for strategy in ["Resource", "Resource_Unrolled"] {
        let model = json!({ "Precision": "fixed<16,6>", "ReuseFactor": 2, "Strategy": strategy, "BramFactor": 0 });
        check(&["einsum_network"], &json!({ "Model": model }), &with_ports());
    }
}

#[test]
fn weights_are_stored_without_their_zeros() {
    let model = json!({
        "Precision": "fixed<10,4,RND,SAT>", "ReuseFactor": 4, "Strategy": "Resource", "Compression": true,
    });
    let weight = json!({ "Precision": { "weight": "fixed<3,1>" } });
    let hls = json!({ "Model": model, "LayerType": { "Dense": weight } });
    check(&["dense_16x8", "mlp"], &hls, &Settings::default());
    check(&["mlp_linear"], &hls, &with_ports());
}
