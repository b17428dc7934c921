//! Layers, names, indices, classes, connections and weights of every model against what hls4ml makes of it, recorded by
//! `scripts/record_import.py`.

use hlsmith_import::keras;
use hlsmith_ir::{Graph, Node, TensorId};
use serde_json::{Value, json};

use crate::common::{fnv, repository};

/// Models for which the graphs differ on purpose, with the reason and how the difference shows.
const DIFFERENCES: &[(&str, &str, Difference)] = &[
    ("keras2/concat_chain.h5", "the peer joins two tensors at most", Difference::PeerRefused),
    ("keras2/concat_three.h5", "the peer joins two tensors at most", Difference::PeerRefused),
    ("keras2/merge_four.h5", "the peer merges two tensors at most", Difference::PeerRefused),
    ("keras2/merge_three.h5", "the peer merges two tensors at most", Difference::PeerRefused),
    ("keras3/concat_chain.keras", "the peer joins two tensors at most", Difference::PeerRefused),
    ("keras3/concat_three.keras", "the peer joins two tensors at most", Difference::PeerRefused),
    ("keras3/merge_four.keras", "the peer merges two tensors at most", Difference::PeerRefused),
    ("keras3/merge_three.keras", "the peer merges two tensors at most", Difference::PeerRefused),
    ("keras3/merge_average_three.keras", "the peer merges two tensors at most", Difference::PeerRefused),
    ("keras2/gaussian_noise.h5", "the peer refuses a layer that does nothing in use", Difference::PeerRefused),
    ("keras3/gaussian_noise.keras", "the peer refuses a layer that does nothing in use", Difference::PeerRefused),
    ("import/keras3/nested_frozen.h5", "the peer cannot open nested models of Keras 3", Difference::PeerRefused),
    ("keras3/nested_deep.keras", "the peer cannot open nested models of Keras 3", Difference::PeerRefused),
    ("keras3/nested_functional.keras", "the peer cannot open nested models of Keras 3", Difference::PeerRefused),
    ("keras3/nested_in_sequential.keras", "the peer cannot open nested models of Keras 3", Difference::PeerRefused),
    ("keras3/nested_sequential.keras", "the peer cannot open nested models of Keras 3", Difference::PeerRefused),
    ("keras3/act_relu_max.keras", "the peer knows no ReLU with an upper limit", Difference::PeerRefused),
    (
        "keras3/act_hard_tanh.keras",
        "the peer calls it a plain Activation, which does not compile",
        Difference::Class("a"),
    ),
];

#[derive(Debug)]
enum Difference {
    /// Only hlsmith imports the model.
    PeerRefused,
    /// A layer is of the class `HardActivation`.
    Class(&'static str),
}

/// The layers of a graph in the form of the record.
fn layers(graph: &Graph) -> Value {
    let variables = |tensors: &[TensorId]| -> Vec<&str> {
        tensors.iter().map(|&tensor| graph.tensor(tensor).name.as_str()).collect()
    };
    let layer = |node: &Node| {
        let weights: serde_json::Map<String, Value> = node
            .op
            .weights()
            .into_iter()
            .map(|(_, weight)| (weight.name.clone(), Value::from(fnv(&weight.data))))
            .collect();
        json!({
            "index": node.index,
            "name": node.name,
            "class": node.op.class(),
            "origin": node.origin,
            "inputs": variables(&node.inputs),
            "variable": graph.tensor(node.outputs[0]).name,
            "shape": graph.tensor(node.outputs[0]).shape,
            "weights": weights,
        })
    };
    json!({
        "layers": graph.nodes().map(|(_, node)| layer(node)).collect::<Vec<_>>(),
        "inputs": variables(graph.inputs()),
        "outputs": variables(graph.outputs()),
    })
}

fn check(framework: &str) {
    let record = repository("tests/reference/import").join(format!("{framework}.json"));
    let record: Value =
        serde_json::from_slice(&std::fs::read(record).expect("the record is there")).expect("it is JSON");
    let models = record["models"].as_object().expect("the record has models");
    for (case, peer) in models {
        let imported = keras::load(&repository("tests/models").join(case), None);
        let difference = DIFFERENCES.iter().find(|(known, ..)| known == case).map(|(_, _, difference)| difference);
        let is_refused = peer.get("error").is_some();
        match (difference, imported) {
            (None, Ok(graph)) => assert_eq!(layers(&graph), *peer, "{case}"),
            (Some(Difference::Class(layer)), Ok(graph)) => {
                let mut ours = layers(&graph);
                for node in ours["layers"].as_array_mut().expect("a list").iter_mut().filter(|n| n["name"] == *layer) {
                    assert_eq!((&node["class"], &node["origin"]), (&json!("HardActivation"), &json!("HardActivation")));
                    node["class"] = json!("Activation");
                    node["origin"] = json!("Activation");
                }
                assert_eq!(ours, *peer, "{case}");
            }
            (Some(Difference::PeerRefused), Ok(_)) => assert!(is_refused, "{case}: the peer imports it"),
            (difference, Err(findings)) => panic!("{case}: refused, {difference:?}\n{findings}"),
        }
    }
    for (case, ..) in DIFFERENCES {
        assert!(!case.contains(framework) || models.contains_key(*case), "{case} is not recorded");
    }
}

#[test]
fn keras2_layers_are_those_of_the_peer() {
    check("keras2");
}

#[test]
fn keras3_layers_are_those_of_the_peer() {
    check("keras3");
}
