//! Which level of the configuration decides, in both regimes.

mod common;

use common::{graph, reference};
use hlsmith_config::{HlsSettings, LayerId, Settled, resolve, settle_reuse_factor};
use hlsmith_diag::Subject;
use hlsmith_fixed::Precision;
use hlsmith_ir::{AttributeValue, Graph, NamedType, Node};
use serde_json::{Value, json};

fn settings(config: &Value, compatibility: &str, graph: &Graph) -> HlsSettings {
    let mut config = config.clone();
    config["Model"]["Compatibility"] = json!(compatibility);
    resolve(&config, graph).unwrap_or_else(|findings| panic!("{findings}")).0.hls
}

fn node<'a>(graph: &'a Graph, name: &str) -> &'a Node {
    graph.node(graph.find(name).expect("the layer is in the model"))
}

/// The type of a variable of a layer, with its name where the configuration decides it.
fn type_of(settings: &HlsSettings, node: &Node, attribute: &str) -> (Precision, Option<String>) {
    let layer = LayerId::from(node);
    let default = node.op.types().into_iter().find(|(name, _)| *name == attribute).map(|(_, ty)| ty.precision);
    match (default, settings.attribute_type(&layer, attribute)) {
        (Some(_), Some(NamedType { name, precision })) => (precision, Some(name)),
        (Some(default), None) => (default, None),
        // Weights and results have no attribute of their own.
        (None, _) => {
            let (precision, name) = settings.precision(&layer, attribute.strip_suffix("_t").expect("a type"));
            (precision, Some(name))
        }
    }
}

/// One layer of one recorded case.
fn check_layer(title: &str, settings: &HlsSettings, node: &Node, recorded: &Value) {
    let layer = LayerId::from(node);
    let context = format!("{title}: {}", node.name);
    assert_eq!(node.op.class(), recorded["class"], "{context}");
    for (attribute, ty) in recorded["types"].as_object().expect("types") {
        let (precision, name) = type_of(settings, node, attribute);
        let recorded_precision: Precision = ty[1].as_str().expect("text").parse().expect("a precision");
        assert_eq!(precision, recorded_precision, "{context}: {attribute}");
        // The type of a result is named after the layer's number, whatever the configuration says.
        if let Some(name) = name.filter(|_| attribute != "result_t") {
            assert_eq!(name, ty[0], "{context}: {attribute}");
        }
    }
    assert_eq!(json!(settings.trace(&layer)), recorded["trace"], "{context}");
    let mut settled = Settled { strategy: settings.strategy(&layer), reuse_factor: settings.reuse_factor(&layer) };
    if let Some(convolution) = node.op.convolution(&[]) {
        let subject = Subject::Layer(node.name.clone());
        let target = settings.target_cycles(&layer);
        (settled, _) = settle_reuse_factor(settings, &subject, settled, target, &convolution.geometry)
            .expect("the regime replaces invalid factors");
        assert_eq!(settled.strategy.as_str(), recorded["strategy"], "{context}");
    }
    assert_eq!(json!(settled.reuse_factor), recorded["reuse_factor"], "{context}");
    let mut op = node.op.clone();
    for (name, value) in settings.attributes(&layer) {
        op.set(&name, &value).unwrap_or_else(|error| panic!("{context}: {error}"));
    }
    for name in ["table_size", "implementation"] {
        let value = match op.get(name) {
            Some(AttributeValue::Int(size)) => json!(size),
            Some(AttributeValue::Choice(word)) => json!(word),
            Some(other) => panic!("{context}: {other:?}"),
            None => Value::Null,
        };
        assert_eq!(value, recorded[name], "{context}: {name}");
    }
}

#[test]
fn precedence_under_hls4ml_is_that_of_the_peer() {
    let graph = graph("precedence");
    let cases: Vec<Value> = serde_json::from_str(&reference("precedence.json")).expect("a recorded file");
    assert!(cases.len() > 10);
    for case in &cases {
        let settings = settings(&case["config"], "hls4ml-1.3", &graph);
        let title = case["title"].as_str().expect("a title");
        for (name, recorded) in case["layers"].as_object().expect("layers") {
            check_layer(title, &settings, node(&graph, name), recorded);
        }
    }
}

/// The levels of one variable, and what holds when the levels `from` onwards are there.
struct Matrix {
    layer: &'static str,
    var: &'static str,
    levels: [(&'static str, Value); 6],
}

/// Leaves out the most specific levels one after the other.
fn check_matrix(compatibility: &str, matrix: &Matrix, names: &[&str]) {
    let graph = graph("precedence");
    let Matrix { layer, var, levels } = matrix;
    assert_eq!(levels.len(), names.len());
    for (left_out, name) in names.iter().enumerate() {
        let mut config = json!({});
        for (_, level) in levels[left_out..].iter().rev() {
            merge(&mut config, level);
        }
        let settings = settings(&config, compatibility, &graph);
        let layer = LayerId::from(node(&graph, layer));
        let integer = 6 - left_out as i32;
        let expected = (Precision::fixed(16, integer, true), (*name).to_owned());
        assert_eq!(settings.precision(&layer, var), expected, "{} and below", levels[left_out].0);
        let explicit = settings.explicit_precision(&layer, var).map(|(_, name)| name);
        let first_by_name =
            names[left_out..].iter().zip(&levels[left_out..]).find(|(_, (title, _))| title.contains("var"));
        assert_eq!(explicit.as_deref(), first_by_name.map(|(name, _)| *name), "{} and below", levels[left_out].0);
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

#[test]
fn each_level_goes_before_the_next() {
    let dense = Matrix {
        layer: "fc1",
        var: "weight",
        levels: [
            ("name var", json!({"LayerName": {"FC1": {"Precision": {"weight": "fixed<16,6>"}}}})),
            ("name default", json!({"LayerName": {"FC1": {"Precision": {"default": "fixed<16,5>"}}}})),
            ("type var", json!({"LayerType": {"DENSE": {"Precision": {"weight": "fixed<16,4>"}}}})),
            ("type default", json!({"LayerType": {"DENSE": {"Precision": {"default": "fixed<16,3>"}}}})),
            ("model var", json!({"Model": {"Precision": {"weight": "fixed<16,2>"}}})),
            ("model default", json!({"Model": {"Precision": {"default": "fixed<16,1>"}}})),
        ],
    };
    let names =
        ["fc1_weight_t", "fc1_weight_t", "Dense_weight_t", "Dense_default_t", "weight_default_t", "model_default_t"];
    check_matrix("sound", &dense, &names);
    check_matrix("hls4ml-1.3", &dense, &names);
    let leaky = Matrix {
        layer: "leaky",
        var: "param",
        levels: [
            ("name var", json!({"LayerName": {"leaky": {"param_t": "fixed<16,6>"}}})),
            ("origin var", json!({"LayerType": {"LeakyReLU": {"Precision": {"param": "fixed<16,5>"}}}})),
            ("origin default", json!({"LayerType": {"LeakyReLU": {"Precision": {"default": "fixed<16,4>"}}}})),
            ("class var", json!({"LayerType": {"ParametrizedActivation": {"Precision": {"param": "fixed<16,3>"}}}})),
            (
                "class default",
                json!({"LayerType": {"ParametrizedActivation": {"Precision": {"default": "fixed<16,2>"}}}}),
            ),
            ("model default", json!({"Model": {"Precision": {"default": "fixed<16,1>"}}})),
        ],
    };
    let names = [
        "leaky_param_t",
        "LeakyReLU_param_t",
        "LeakyReLU_default_t",
        "ParametrizedActivation_param_t",
        "ParametrizedActivation_default_t",
        "model_default_t",
    ];
    check_matrix("sound", &leaky, &names);
}

/// What the sound regime does where the peer does something else.
#[test]
fn options_do_what_they_say() {
    let graph = graph("precedence");
    let config = json!({
        "Model": {"ParallelizationFactor": 2},
        "LayerType": {
            "Softmax": {"Precision": {"exp_table": "fixed<10,2>", "default": "fixed<11,3>"}},
            "Dense": {"TargetCycles": 60, "ConvImplementation": "encoded"},
            "LeakyReLU": {"TableSize": 32},
        },
        "LayerName": {
            "HARD": {"Precision": {"slope": "fixed<12,4>", "shift": "auto"}, "TableSize": 16, "Trace": true},
            "fc1": {"Precision": {"accum": "fixed<20,8>"}},
        },
    });
    let settings = settings(&config, "sound", &graph);
    let layer = |name| LayerId::from(node(&graph, name));
    let ty = |name: &'static str, attribute: &str| {
        let ty = settings.attribute_type(&layer(name), attribute)?;
        Some(format!("{} {}", ty.name, ty.precision))
    };
    assert_eq!(ty("sm", "exp_table_t").as_deref(), Some("Softmax_exp_table_t fixed<10,2,TRN,WRAP,0>"));
    assert_eq!(ty("sm", "accum_t"), None, "the default of the type holds before that of the layer");
    assert_eq!(ty("hard", "slope_t").as_deref(), Some("hard_slope_t fixed<12,4,TRN,WRAP,0>"));
    assert_eq!(ty("hard", "shift_t"), None, "an automatic type keeps its default");
    assert_eq!(ty("fc1", "accum_t").as_deref(), Some("fc1_accum_t fixed<20,8,TRN,WRAP,0>"));
    assert_eq!(ty("fc2", "accum_t").as_deref(), Some("model_default_t fixed<16,6,TRN,WRAP,0>"));
    assert_eq!(settings.parallelization_factor(&layer("fc1")), Some(2));
    assert_eq!(settings.target_cycles(&layer("fc2")), Some(60));
    assert!(settings.conv_implementation(&layer("fc2")).is_some());
    assert!(settings.trace(&layer("hard")));
    let attributes = settings.attributes(&layer("leaky"));
    assert!(attributes.contains(&("table_size".to_owned(), AttributeValue::Int(32))), "{attributes:?}");
    assert_eq!(settings.default_precision(), Precision::fixed(16, 6, true));
}
