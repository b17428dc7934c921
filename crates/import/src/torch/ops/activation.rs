//! Element-wise functions.

use hlsmith_ir::Array;

use super::arithmetic::{multiplied, part, scaled, shifted};
use super::part::taken;
use super::{Call, Item, Made, Tensor};
use crate::flow::Setting;
use crate::torch::schema::Argument;

/// A function with its parameters settled.
enum Function {
    Plain(&'static str),
    Parametrized(&'static str, &'static str, f64),
    /// A function of a straight line with this slope, which is 1/2 at 0.
    Hard(&'static str, f64),
    /// `max(x, 0)` up to a limit.
    Bounded(f64),
    /// A line of slope 1 between two limits, of which one may be infinite.
    Limited(f64, f64),
    /// `factor * f(x / factor)` for the function of this name.
    Scaled(Box<Function>, f64),
}

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let argument = if call.argument("self").is_some() { "self" } else { "input" };
    let tensor = call.tensor(argument)?;
    let function = function(call)?;
    apply(call, function, tensor)
}

/// `glu`: the first half along a dimension times the logistic function of the second.
pub(super) fn import_gated(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let axis = call.dim(-1, tensor)?;
    let extent = call.shape(tensor)[axis];
    if !extent.is_multiple_of(2) {
        return Err(call.malformed("dim", "a dimension of even extent"));
    }
    let half = |call: &mut Call, suffix: &str, first: usize| -> Made<Tensor> {
        let value = taken(call, suffix, tensor, axis, first, extent / 2)?;
        Ok(Tensor { value, batch: tensor.batch })
    };
    let (left, right) = (half(call, "first", 0)?, half(call, "second", extent / 2)?);
    let gate = part(call, "gate", |call| apply(call, Function::Plain("sigmoid"), right))?;
    multiplied(call, left, gate)
}

/// Adds the layers of a function.
fn apply(call: &mut Call, function: Function, tensor: Tensor) -> Made<Vec<Item>> {
    let (origin, class, attributes) = match function {
        Function::Limited(low, high) => return limited(call, tensor, low, high),
        Function::Scaled(function, factor) => {
            let input = scaled(call, "scaled", tensor, 1.0 / factor)?;
            let result = part(call, "unscaled", |call| apply(call, *function, input))?;
            return Ok(vec![Item::Tensor(scaled(call, "", result, factor)?)]);
        }
        Function::Plain(name) => ("Activation", "Activation", vec![("function", Setting::choice(name))]),
        Function::Parametrized(origin, name, parameter) => {
            let attributes = vec![
                ("function", Setting::choice(name)),
                ("activ_param", Setting::float(parameter)),
                ("param_t", Setting::auto()),
            ];
            (origin, "ParametrizedActivation", attributes)
        }
        Function::Hard(name, slope) => {
            let attributes = vec![
                ("function", Setting::choice(name)),
                ("slope", Setting::float(slope)),
                ("shift", Setting::float(0.5)),
            ];
            ("HardActivation", "HardActivation", attributes)
        }
        Function::Bounded(limit) => {
            let attributes = vec![
                ("is_bounded", Setting::flag(true)),
                ("max_value", Setting::float(limit)),
                ("negative_slope", Setting::float(0.0)),
                ("threshold", Setting::float(0.0)),
                ("max_t", Setting::auto()),
                ("slope_t", Setting::auto()),
                ("threshold_t", Setting::auto()),
            ];
            ("ReLU", "BoundedRelu", attributes)
        }
    };
    call.elementwise(origin, class, attributes, tensor)
}

/// A line of slope 1 between two limits: a rectifier of the distance to one of them, and back.
fn limited(call: &mut Call, tensor: Tensor, low: f64, high: f64) -> Made<Vec<Item>> {
    let is_open = low == f64::NEG_INFINITY;
    let (origin, function) = match (is_open, high == f64::INFINITY) {
        (true, _) => (high, Function::Plain("relu")),
        (false, true) => (low, Function::Plain("relu")),
        (false, false) => (low, Function::Bounded(high - low)),
    };
    let distance = shifted(call, "shifted", tensor, if is_open { high } else { -low }, is_open)?;
    let limited = part(call, "limited", |call| apply(call, function, distance))?;
    Ok(vec![Item::Tensor(shifted(call, "", limited, origin, is_open)?)])
}

/// The function of a call.
fn function(call: &Call) -> Made<Function> {
    // A parameter that must have the only value that is supported.
    let fixed = |argument: &str, default: f64, only: f64| -> Made<()> {
        let found = call.float(argument, default)?;
        if found == only {
            return Ok(());
        }
        let finding = call.unsupported(format!("the function is not supported with this value of `{argument}`"));
        Err(finding.found(found.to_string()).expected(only.to_string()).into())
    };
    Ok(match call.operator() {
        "celu" => scale(Function::Parametrized("ELU", "elu", 1.0), positive(call, "alpha", 1.0)?),
        "clamp" | "clamp_min" | "clamp_max" => limits(call, "min", f64::NEG_INFINITY, "max", f64::INFINITY)?,
        "elu" => {
            fixed("scale", 1.0, 1.0)?;
            fixed("input_scale", 1.0, 1.0)?;
            Function::Parametrized("ELU", "elu", finite(call, "alpha", 1.0)?)
        }
        "exp" => Function::Plain("exponential"),
        "gelu" => match call.argument("approximate") {
            Some(Argument::Text(kind)) if kind == "tanh" => Function::Plain("gelu_tanh"),
            _ => Function::Plain("gelu"),
        },
        "hardshrink" => scale(Function::Plain("hard_shrink"), 2.0 * positive(call, "lambd", 0.5)?),
        "hardsigmoid" => Function::Hard("hard_sigmoid", 1.0 / 6.0),
        "hardswish" => Function::Hard("hard_silu", 1.0 / 6.0),
        "hardtanh" => limits(call, "min_val", -1.0, "max_val", 1.0)?,
        "leaky_relu" => Function::Parametrized("LeakyReLU", "leaky_relu", finite(call, "negative_slope", 0.01)?),
        "log_sigmoid" => Function::Plain("log_sigmoid"),
        "mish" => Function::Plain("mish"),
        "relu" => Function::Plain("relu"),
        "relu6" => Function::Plain("relu6"),
        "selu" => Function::Plain("selu"),
        "sigmoid" => Function::Plain("sigmoid"),
        "silu" => Function::Plain("silu"),
        // Outside of training the slope is the middle of its range.
        "rrelu" => {
            let (lower, upper) = (finite(call, "lower", 1.0 / 8.0)?, finite(call, "upper", 1.0 / 3.0)?);
            if call.flag("training", false)? {
                let finding = call.unsupported("the slope of the layer is random, as in training");
                return Err(finding.remedy("call model.eval() before exporting").into());
            }
            Function::Parametrized("LeakyReLU", "leaky_relu", (lower + upper) / 2.0)
        }
        "softplus" => {
            fixed("threshold", 20.0, 20.0)?;
            scale(Function::Plain("softplus"), 1.0 / positive(call, "beta", 1.0)?)
        }
        "softshrink" => scale(Function::Plain("soft_shrink"), 2.0 * positive(call, "lambd", 0.5)?),
        "tanh" => Function::Plain("tanh"),
        "threshold" => {
            fixed("value", 0.0, 0.0)?;
            Function::Parametrized("ThresholdedReLU", "thresholded_relu", finite(call, "threshold", 0.0)?)
        }
        _ => return Err(call.unsupported("the function is not known").into()),
    })
}

/// The function of an argument divided by a factor, times the factor.
fn scale(function: Function, factor: f64) -> Function {
    if factor == 1.0 { function } else { Function::Scaled(Box::new(function), factor) }
}

fn positive(call: &Call, argument: &str, default: f64) -> Made<f64> {
    let value = finite(call, argument, default)?;
    if value > 0.0 { Ok(value) } else { Err(call.malformed(argument, "a positive number")) }
}

fn finite(call: &Call, argument: &str, default: f64) -> Made<f64> {
    let value = call.float(argument, default)?;
    if value.is_finite() { Ok(value) } else { Err(call.malformed(argument, "a finite number")) }
}

/// A line of slope 1 with limits.
fn limits(call: &Call, lower: &str, low: f64, upper: &str, high: f64) -> Made<Function> {
    let (low, high) = (call.float(lower, low)?, call.float(upper, high)?);
    if low == 0.0 && high == f64::INFINITY {
        Ok(Function::Plain("relu"))
    } else if low == 0.0 && high == 6.0 {
        Ok(Function::Plain("relu6"))
    } else if low == 0.0 && high.is_finite() && high > 0.0 {
        Ok(Function::Bounded(high))
    } else if low == -1.0 && high == 1.0 {
        // Twice `max(0, min(1, x / 2 + 1 / 2))`, less 1.
        Ok(Function::Hard("hard_tanh", 0.5))
    } else if low < high && (low.is_finite() || high.is_finite()) {
        Ok(Function::Limited(low, high))
    } else {
        Err(call
            .unsupported("the limits of the function are not supported")
            .found(format!("{low} to {high}"))
            .expected("a lower limit below the upper one, one of them finite")
            .into())
    }
}

/// A trained slope on the negative side, one for all or one for each channel.
pub(super) fn import_prelu(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.batched("self")?;
    let slopes = call.wanted("weight")?;
    let place = call.importer.flow.axis(tensor.value, 0);
    let stored = call.importer.flow.stored(tensor.value).to_vec();
    let (n_elements, n_slopes) = (stored.iter().product::<usize>(), slopes.len());
    if n_slopes != 1 && n_slopes != stored[place] {
        return Err(call.malformed("weight", format!("one slope, or {}", stored[place])));
    }
    let n_inner: usize = stored[place + 1..].iter().product();
    let values: Vec<f64> = slopes.iter().collect();
    let data: Vec<f32> = (0..n_elements).map(|element| values[element / n_inner % n_slopes] as f32).collect();
    let param = Array::from_f32(vec![n_elements], data).ok_or_else(|| call.malformed("weight", "slopes"))?;
    call.elementwise("PReLU", "PReLU", vec![("param", Setting::Weight("a", param))], tensor)
}
