//! Live models, handed over as text and arrays, give the same graph as their files.

use hlsmith_import::keras::{self, Dialect, LayerWeight};
use hlsmith_ir::{Array, Graph, PrintOptions, print};

use crate::common::{architecture, model, repository};

/// The weights of the dense layers of a graph, with the names of the nested models around each layer.
fn dense_weights(graph: &Graph, around: &[(&str, &[&str])], by_position: bool) -> Vec<LayerWeight> {
    let mut weights = Vec::new();
    for (_, node) in graph.nodes().filter(|(_, node)| node.op.class() == "Dense") {
        let outer = around.iter().find(|(layer, _)| *layer == node.name).map_or(&[][..], |(_, outer)| outer);
        let path: Vec<String> = outer.iter().copied().chain([node.name.as_str()]).map(str::to_owned).collect();
        for (position, ((_, weight), name)) in node.op.weights().into_iter().zip(["kernel", "bias"]).enumerate() {
            let name = if by_position { position.to_string() } else { name.to_owned() };
            weights.push(LayerWeight { path: path.clone(), name, data: weight.data.clone() });
        }
    }
    weights
}

fn check(file: &str, dialect: Dialect, around: &[(&str, &[&str])]) {
    let bytes = model(file);
    let config = if file.ends_with(".keras") { architecture(&bytes) } else { bytes };
    let config = String::from_utf8(config).expect("JSON is text");
    let expected = keras::load(&repository("tests/models").join(file), None).expect("the file can be imported");
    for by_position in [false, true] {
        let weights = dense_weights(&expected, around, by_position);
        let graph =
            keras::from_parts(&config, weights, dialect).unwrap_or_else(|findings| panic!("{file}: {findings}"));
        let text = |graph| print(graph, PrintOptions::default());
        assert_eq!(text(&graph), text(&expected), "{file}");
    }
}

#[test]
fn live_models_give_the_graph_of_their_file() {
    check("keras2/mlp.json", Dialect::Keras2, &[]);
    check("keras2/nested_functional.json", Dialect::Keras2, &[("fc2", &["inner"])]);
    check("keras3/mlp.keras", Dialect::Keras3, &[]);
    check("keras3/two_inputs_swapped.keras", Dialect::Keras3, &[]);
    check("keras3/nested_deep.keras", Dialect::Keras3, &[("fc1", &["mid"]), ("fc2", &["mid", "core"])]);
}

#[test]
fn double_precision_weights_stay_double() {
    let config = String::from_utf8(architecture(&model("keras3/dense_unit.keras"))).expect("JSON is text");
    let weights = [("kernel", vec![4, 1], vec![0.1, 0.2, 0.3, 0.4]), ("bias", vec![1], vec![0.5])];
    let weights = weights.map(|(name, shape, data)| LayerWeight {
        path: vec!["fc".into()],
        name: name.into(),
        data: Array::from_f64(shape, data).expect("the shape fits"),
    });
    let graph = keras::from_parts(&config, weights.into(), Dialect::Keras3).expect("the model can be imported");
    let text = print(&graph, PrintOptions::default());
    assert!(text.contains("weight=w2 _ auto f64[4, 1] (0.1, 0.2, 0.3, 0.4)"), "{text}");
}
