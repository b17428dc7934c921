//! Element-wise functions.

use hlsmith_ir::Array;

use super::{Call, Item, Made};
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
}

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let argument = if call.argument("self").is_some() { "self" } else { "input" };
    let tensor = call.tensor(argument)?;
    let (origin, class, attributes) = match function(call)? {
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
        "celu" => {
            fixed("alpha", 1.0, 1.0)?;
            Function::Parametrized("ELU", "elu", 1.0)
        }
        "clamp" | "clamp_min" => limits(call, "min", f64::NEG_INFINITY, "max", f64::INFINITY)?,
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
        "hardshrink" => {
            fixed("lambd", 0.5, 0.5)?;
            Function::Plain("hard_shrink")
        }
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
        "softplus" => {
            fixed("beta", 1.0, 1.0)?;
            fixed("threshold", 20.0, 20.0)?;
            Function::Plain("softplus")
        }
        "softshrink" => {
            fixed("lambd", 0.5, 0.5)?;
            Function::Plain("soft_shrink")
        }
        "tanh" => Function::Plain("tanh"),
        "threshold" => {
            fixed("value", 0.0, 0.0)?;
            Function::Parametrized("ThresholdedReLU", "thresholded_relu", finite(call, "threshold", 0.0)?)
        }
        _ => return Err(call.unsupported("the function is not known").into()),
    })
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
    } else {
        Err(call
            .unsupported("the limits of the function are not supported")
            .found(format!("{low} to {high}"))
            .expected("-1 to 1, or 0 to a positive number")
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
