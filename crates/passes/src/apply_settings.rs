//! Brings the user's settings to the layers of an imported graph.

use hlsmith_config::{HlsSettings, LayerId};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{Bidirectional, Direction, FOLLOWING_TYPES, Gru, HardFunction, Lstm, ResetGate, SimpleRnn};
use hlsmith_ir::{AttributeValue, Compatibility, Edit, Graph, NamedType, Node, NodeId, Op, Patch, Quantizer};

/// The slope hls4ml 1.3 gives `hard_sigmoid` whichever Keras trained it; in Keras 3 it is 1/6.
const PEER_HARD_SIGMOID_SLOPE: f64 = 0.2;

/// The graph with each layer's types, reuse factor, strategy and other settings as configured.
///
/// Types the settings leave automatic stay so.
///
/// # Errors
/// Every setting that does not fit its layer.
pub fn apply_settings(graph: &Graph, settings: &HlsSettings) -> Result<Graph> {
    let mut configured = graph.clone();
    configured.compatibility = settings.compatibility;
    let mut findings = Diagnostics::new();
    let mut edits = Vec::new();
    for (id, node) in graph.nodes() {
        match configure(graph, id, node, settings) {
            Ok(changes) => edits.extend(changes),
            Err(errors) => findings.extend(errors),
        }
    }
    findings.into_result()?;
    configured.apply(Patch { edits })?;
    Ok(configured)
}

fn configure(graph: &Graph, id: NodeId, node: &Node, settings: &HlsSettings) -> Result<Vec<Edit>> {
    let layer =
        LayerId { name: &node.name, class: settled_class(graph, node, settings.compatibility), origin: &node.origin };
    let mut op = node.op.clone();
    let defaulted: Vec<&'static str> =
        Op::class_defaults(op.class()).unwrap_or_default().into_iter().map(|(name, _)| name).collect();
    // Its tables are those of its quantizers.
    let is_trained = settings.follows_quantizers && matches!(op, Op::Softmax(_));
    for (attribute, ty) in op.types_mut() {
        if FOLLOWING_TYPES.contains(&attribute) {
            continue;
        }
        if is_trained {
            ty.name = format!("{}_{attribute}", node.name);
            continue;
        }
        configure_type(attribute, ty, defaulted.contains(&attribute), &layer, settings);
    }
    for (_, weight) in op.weights_mut() {
        if let Some(quantizer) = &weight.quantizer {
            weight.ty.precision = settled(quantizer, settings.compatibility);
        }
    }
    set_if_declared(&mut op, "reuse_factor", AttributeValue::Int(settings.reuse_factor(&layer).into()));
    for name in ["depthwise_reuse_factor", "pointwise_reuse_factor"] {
        set_if_declared(&mut op, name, AttributeValue::Int(settings.reuse_factor(&layer).into()));
    }
    if let Some(factor) = settings.parallelization_factor(&layer) {
        set_if_declared(&mut op, "parallelization_factor", AttributeValue::Int(factor.into()));
    }
    if let Some(implementation) = settings.conv_implementation(&layer) {
        set_if_declared(&mut op, "conv_implementation", AttributeValue::Choice(implementation.to_string()));
    }
    set_if_declared(&mut op, "strategy", AttributeValue::Choice(settings.strategy(&layer).to_string()));
    if let Op::Dense(dense) = &mut op {
        dense.compression = settings.compresses(&layer);
    }
    if settings.compatibility == Compatibility::Hls4ml13 {
        let is_quantizer = node.outputs.first().is_some_and(|&output| graph.tensor(output).quantizer.is_some());
        as_the_peer(&mut op, is_quantizer);
    }
    let is_type = |value: &AttributeValue| matches!(value, AttributeValue::Type(_));
    for (name, value) in settings.attributes(&layer).into_iter().filter(|(_, value)| !is_type(value)) {
        // A factor of 1, which every starting configuration writes, leaves it to `ReuseFactor`.
        if name.ends_with("_reuse_factor") && value == AttributeValue::Int(1) {
            continue;
        }
        op.set(&name, &value).map_err(|error| {
            Diagnostic::error(Code::ConfigValue, Subject::Layer(node.name.clone()), error.to_string())
        })?;
    }
    if let (Op::SimpleRnn(layer), Op::SimpleRnn(trained), Compatibility::Sound) =
        (&mut op, &node.op, settings.compatibility)
        && trained.direction == Direction::Backward
    {
        // The peer writes `forward` into every configuration, which so says nothing about the layer.
        layer.direction = Direction::Backward;
    }
    let mut edits = vec![Edit::SetOp(id, op), Edit::SetTrace(id, settings.trace(&layer))];
    for &output in &node.outputs {
        let (precision, _) = match settings.compatibility {
            Compatibility::Hls4ml13 if keeps_input_type(&node.op) => (Precision::Auto, String::new()),
            Compatibility::Hls4ml13 | Compatibility::Sound => settings.precision(&layer, "result"),
        };
        let precision = match (settings.compatibility, &graph.tensor(output).quantizer) {
            (Compatibility::Sound, Some(quantizer)) => {
                let explicit = settings.explicit_precision(&layer, "result").map(|(precision, _)| precision);
                // What a starting configuration says is the quantiser's own type, perhaps as the peer understands it.
                let own = explicit.filter(|own| *own != Precision::Auto && *own != quantizer.peer);
                own.unwrap_or(quantizer.exact)
            }
            (Compatibility::Sound | Compatibility::Hls4ml13, _) => precision,
        };
        let is_sole_output = graph.outputs() == [output];
        let name = if is_sole_output { "result_t".to_owned() } else { graph.tensor(output).ty.name.clone() };
        edits.push(Edit::SetTensorType(output, NamedType { name, precision }));
    }
    Ok(edits)
}

/// The class whose `LayerType` entries speak about a layer: its own, or with the peer that of the layer that a pass puts
/// in its place.
fn settled_class(graph: &Graph, node: &Node, compatibility: Compatibility) -> &'static str {
    let rank = node.inputs.first().map_or(0, |&input| graph.tensor(input).shape.len());
    match (compatibility, &node.op, rank) {
        (Compatibility::Hls4ml13, Op::Dense(_), 2) => "Conv1D",
        (Compatibility::Hls4ml13, Op::Dense(_), 3) => "Conv2D",
        (Compatibility::Sound | Compatibility::Hls4ml13, op, _) => op.class(),
    }
}

/// Whether the peer gives the result of an op the type of its input, whatever the configuration says.
fn keeps_input_type(op: &Op) -> bool {
    matches!(
        op,
        Op::Cropping1d(_)
            | Op::Cropping2d(_)
            | Op::Resize(_)
            | Op::Transpose(_)
            | Op::ZeroPadding1d(_)
            | Op::ZeroPadding2d(_)
    )
}

/// Changes an op to what the peer takes it for; the functions of quantisers are as they say.
fn as_the_peer(op: &mut Op, is_quantizer: bool) {
    if let Op::HardActivation(hard) = op
        && hard.function == HardFunction::HardSigmoid
        && !is_quantizer
    {
        hard.slope = PEER_HARD_SIGMOID_SLOPE;
    }
    // The peer reads every sequence from its first step and applies every reset gate behind the product.
    if let Op::Bidirectional(Bidirectional { apply_reset_gate, .. }) | Op::Gru(Gru { apply_reset_gate, .. }) = op {
        *apply_reset_gate = ResetGate::After;
    }
    if let Op::Gru(Gru { direction, .. })
    | Op::Lstm(Lstm { direction, .. })
    | Op::SimpleRnn(SimpleRnn { direction, .. }) = op
    {
        *direction = Direction::Forward;
    }
}

/// Gives a type or a weight its configured precision.
///
/// The name of the variable in configurations is that of the attribute without `_t`.
fn configure_type(attribute: &str, ty: &mut NamedType, has_default: bool, layer: &LayerId<'_>, settings: &HlsSettings) {
    let variable = attribute.strip_suffix("_t").unwrap_or(attribute);
    let is_settled = ty.precision != Precision::Auto;
    if !has_default {
        // A missing bias is zeros of a type of its own, whatever the configuration says.
        if !is_settled {
            let (precision, name) = settings.precision(layer, variable);
            *ty = NamedType { name, precision };
        }
        return;
    }
    match settings.attribute_type(layer, attribute) {
        Some(configured) if configured.precision != Precision::Auto => *ty = configured,
        Some(_) | None if ty.name.is_empty() => ty.name = format!("{}_{attribute}", layer.name),
        Some(_) | None => {}
    }
}

/// The type of what a quantiser has made.
fn settled(quantizer: &Quantizer, compatibility: Compatibility) -> Precision {
    match compatibility {
        Compatibility::Sound => quantizer.exact,
        Compatibility::Hls4ml13 => quantizer.peer,
    }
}

fn set_if_declared(op: &mut Op, name: &str, value: AttributeValue) {
    if op.declaration().iter().any(|attribute| attribute.name == name) {
        // The value is of the declared kind by construction of the settings.
        let _ = op.set(name, &value);
    }
}
