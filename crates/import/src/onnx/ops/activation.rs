//! Element-wise functions.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use crate::flow::Setting;

/// `alpha` of `Selu`, as the standard writes it.
const SELU_ALPHA: f32 = 1.673_263_2;
/// `gamma` of `Selu`, as the standard writes it.
const SELU_GAMMA: f32 = 1.050_701;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?.clone();
    let made = match node.kind() {
        "Celu" => {
            let alpha = node.float("alpha", 1.0)?;
            fixed(node, "alpha", alpha, 1.0)?;
            parametrized(node, builder, &value, "elu", 1.0)?
        }
        "Elu" => parametrized(node, builder, &value, "elu", node.float("alpha", 1.0)?)?,
        "Exp" => plain(node, builder, &value, "exponential")?,
        "Gelu" => match node.one_of("approximate", "none", &["none", "tanh"])? {
            "tanh" => plain(node, builder, &value, "gelu_tanh")?,
            _ => plain(node, builder, &value, "gelu")?,
        },
        "HardSigmoid" => {
            let (slope, shift) = (node.float("alpha", 0.2)?, node.float("beta", 0.5)?);
            hard(node, builder, &value, "hard_sigmoid", [slope.into(), shift.into()])?
        }
        "HardSwish" => hard(node, builder, &value, "hard_silu", [1.0 / 6.0, 0.5])?,
        "LeakyRelu" => parametrized(node, builder, &value, "leaky_relu", node.float("alpha", 0.01)?)?,
        "Mish" => plain(node, builder, &value, "mish")?,
        "Relu" => plain(node, builder, &value, "relu")?,
        "Selu" => {
            let (alpha, gamma) = (node.float("alpha", SELU_ALPHA)?, node.float("gamma", SELU_GAMMA)?);
            fixed(node, "alpha", alpha, SELU_ALPHA)?;
            fixed(node, "gamma", gamma, SELU_GAMMA)?;
            plain(node, builder, &value, "selu")?
        }
        "Sigmoid" => plain(node, builder, &value, "sigmoid")?,
        "Silu" => plain(node, builder, &value, "silu")?,
        "Softplus" => plain(node, builder, &value, "softplus")?,
        "Softsign" => plain(node, builder, &value, "softsign")?,
        "Tanh" => plain(node, builder, &value, "tanh")?,
        "ThresholdedRelu" => parametrized(node, builder, &value, "thresholded_relu", node.float("alpha", 1.0)?)?,
        other => return Err(node.unsupported("the operator is no function of single elements").found(other).into()),
    };
    super::one(made)
}

/// Refuses a parameter that is another number than the only one supported.
fn fixed(node: &Node, key: &str, found: f32, expected: f32) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let message = "a parameter of the function has a value that is not supported";
    Err(node.unsupported(message).found(format!("{key}={found}")).expected(format!("{key}={expected}")).into())
}

/// A function without parameters.
pub(super) fn plain(node: &Node, builder: &mut Builder, value: &Value, function: &str) -> Result<Value> {
    node.elementwise(builder, value, "Activation", vec![("function", Setting::choice(function))])
}

fn parametrized(node: &Node, builder: &mut Builder, value: &Value, function: &str, parameter: f32) -> Result<Value> {
    let attributes = vec![
        ("function", Setting::choice(function)),
        ("activ_param", Setting::float(parameter.into())),
        ("param_t", Setting::auto()),
    ];
    node.elementwise(builder, value, "ParametrizedActivation", attributes)
}

/// A function of a straight line of a slope and shift.
pub(super) fn hard(
    node: &Node,
    builder: &mut Builder,
    value: &Value,
    function: &str,
    [slope, shift]: [f64; 2],
) -> Result<Value> {
    let attributes = vec![
        ("function", Setting::choice(function)),
        ("slope", Setting::float(slope)),
        ("shift", Setting::float(shift)),
    ];
    node.elementwise(builder, value, "HardActivation", attributes)
}
