//! Comparison of a converted graph with the recorded one.

use hlsmith::{AttributeValue, Graph, Node, Precision};
use serde_json::Value;

/// Every difference between a converted graph and the recorded one: layers, classes, indices, types, reuse factors and
/// strategies. Empty when they agree.
pub fn differences(graph: &Graph, record: &Value) -> Vec<String> {
    // A record that stops before conversion has no graph.
    let Some(recorded) = record["graph"].as_array() else { return Vec::new() };
    let names = |name: &Value| name.as_str().unwrap_or_default().to_owned();
    let expected: Vec<String> = recorded.iter().map(|layer| names(&layer["name"])).collect();
    let found: Vec<String> = graph.nodes().map(|(_, node)| node.name.clone()).collect();
    // Operators of ONNX become other layers than with the peer, so that only results can be compared.
    if record["case"]["framework"] == "onnx" {
        return Vec::new();
    }
    if expected != found {
        return vec![format!("layers {found:?}, expected {expected:?}")];
    }
    graph.nodes().zip(recorded).flat_map(|((_, node), layer)| layer_differences(graph, node, layer)).collect()
}

fn layer_differences(graph: &Graph, node: &Node, layer: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: &str, found: String, expected: String| {
        if found != expected {
            differences.push(format!("{}: {what} {found}, expected {expected}", node.name));
        }
    };
    let class = match node.origin.as_str() {
        "ApplyAlpha" => "ApplyAlpha",
        "QConv2DBatchnorm" => "Conv2DBatchnorm",
        _ => node.op.class(),
    };
    compare("class", class.to_owned(), layer["class_name"].as_str().unwrap_or_default().to_owned());
    compare("index", node.index.to_string(), layer["index"].to_string());
    if let Some(types) = layer["types"].as_object() {
        for (attribute, ty) in types {
            let Some(found) = type_of(graph, node, attribute) else { continue };
            let expected = ty["precision"].as_str().unwrap_or_default();
            let expected = Precision::parse(expected).map_or_else(|_| expected.to_owned(), |parsed| parsed.to_string());
            compare(attribute, in_words(found), expected);
        }
    }
    if let (Some(AttributeValue::Int(found)), Some(expected)) =
        (node.op.get("reuse_factor"), layer["reuse_factor"].as_i64())
    {
        compare("reuse factor", found.to_string(), expected.to_string());
    }
    if let (Some(AttributeValue::Choice(found)), Some(expected)) = (node.op.get("strategy"), layer["strategy"].as_str())
    {
        compare("strategy", found, expected.to_owned());
    }
    differences
}

/// The spelling of a type by the peer, which has none of its own for one bit that stands for a sign and for exponents.
fn in_words(precision: Precision) -> String {
    let integer = |width, signed| Precision::Integer { width, signed }.to_string();
    match precision {
        Precision::Xnor => integer(1, false),
        Precision::Exponent { width, signed } => integer(width, signed),
        Precision::Auto | Precision::Fixed(_) | Precision::Integer { .. } | Precision::Float(_) => {
            precision.to_string()
        }
    }
}

/// The type of a recorded attribute, `None` for attributes that have no counterpart.
fn type_of(graph: &Graph, node: &Node, attribute: &str) -> Option<Precision> {
    if attribute == "result_t" {
        return node.outputs.first().map(|&output| graph.tensor(output).ty.precision);
    }
    let is_same = |name: &str| name == attribute || attribute.strip_suffix("_t") == Some(name);
    node.op.types().into_iter().find(|(name, _)| is_same(name)).map(|(_, ty)| ty.precision)
}
