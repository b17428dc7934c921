//! What the layers of QKeras have besides those of Keras: quantisers of weights and of results.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::CellFunction;
use hlsmith_ir::{Array, NamedType, Quantizer as Types, Scale};
use serde_json::Value;

use super::activation::{self, Function};
use super::{Layer, Setting, Step, Stop};
use crate::keras::quantizers::{self, Quantized, Quantizer, Role, Staircase, staircase};

/// Most bits of results that are levels.
const MAX_WIDTH: u32 = 64;

/// What a layer applies to its result.
pub(super) enum Inside {
    /// A function of Keras.
    Function(Function),
    /// A quantiser, perhaps with a function.
    Quantizer(Quantizer),
}

impl Inside {
    /// What the setting `activation` says.
    pub(super) fn of(layer: &Layer) -> Result<Self> {
        let is_quantizer = |name: Option<&Value>| name.and_then(Value::as_str).is_some_and(quantizers::is_quantizer);
        match layer.setting("activation") {
            Some(value) if is_quantizer(Some(value)) || is_quantizer(value.get("class_name")) => {
                let quantizer = quantizers::read(value, "activation", &layer.config.place.subject())?;
                Ok(Inside::Quantizer(quantizer))
            }
            Some(value) if layer.config.class == "QActivation" && !is_function(value) => {
                let quantizer = quantizers::read(value, "activation", &layer.config.place.subject())?;
                Ok(Inside::Quantizer(quantizer))
            }
            Some(_) | None => Ok(Inside::Function(activation::named(layer)?)),
        }
    }

    /// What stands behind the name of the layer.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Inside::Function(function) => function.name(),
            Inside::Quantizer(quantizer) => quantizer.name(),
        }
    }

    /// The step that applies it to the input of a layer.
    pub(super) fn step(&self, layer: &Layer) -> std::result::Result<Step, Stop> {
        match self {
            Inside::Function(function) => function.step(layer),
            Inside::Quantizer(quantizer) => step(quantizer, layer),
        }
    }
}

/// Whether a value is the name of a function without arguments, for the importer of functions to judge.
fn is_function(value: &Value) -> bool {
    value.as_str().is_some_and(activation::is_known)
}

/// The step of a quantiser as a layer.
fn step(quantizer: &Quantizer, layer: &Layer) -> std::result::Result<Step, Stop> {
    let function = |name: &str| {
        layer.elementwise(
            layer.origin("Activation", "QActivation"),
            "Activation",
            vec![("function", Setting::choice(name))],
        )
    };
    // A slope and a shift of one half are exact in two bits.
    let half = |name: &'static str| (name, Setting::Value(hlsmith_ir::AttributeValue::Type(two_bits())));
    let hard = |name: &str| {
        let attributes = vec![
            ("function", Setting::choice(name)),
            ("slope", Setting::float(0.5)),
            ("shift", Setting::float(0.5)),
            half("slope_t"),
            half("shift_t"),
        ];
        layer.elementwise("HardActivation", "HardActivation", attributes)
    };
    let unscaled = |types: Option<Types>| {
        types.ok_or_else(|| {
            let message = "the quantiser of a result has a scale or one bit only";
            Stop::from(layer.unsupported(message).found(quantizer.name()).expected("alpha of 1 or none"))
        })
    };
    let (step, types) = match quantizer {
        Quantizer::Binary(binary) => (function("binary_tanh")?, unscaled(binary.result())?),
        Quantizer::Bits(bits) => (function("linear")?, unscaled(bits.result())?),
        Quantizer::Hswish(hswish) => {
            let attributes = vec![
                ("function", Setting::choice("hard_silu")),
                ("slope", Setting::float(hswish.slope)),
                ("shift", Setting::float(hswish.shift)),
                ("slope_t", fine(hswish.slope)?),
                ("shift_t", fine(hswish.shift)?),
            ];
            (layer.elementwise("HardActivation", "HardActivation", attributes)?, unscaled(hswish.result())?)
        }
        Quantizer::Relu(relu) if relu.negative_slope != 0.0 => {
            let mut step = layer.parametrized("LeakyReLU", "leaky_relu", relu.negative_slope)?;
            step.attributes.push(("is_limited", Setting::flag(true)));
            (step, relu.result())
        }
        Quantizer::Relu(relu) => (function("relu")?, relu.result()),
        Quantizer::Sigmoid(sigmoid) if sigmoid.is_real => (function("sigmoid")?, sigmoid.result()),
        Quantizer::Sigmoid(sigmoid) => (hard("hard_sigmoid")?, sigmoid.result()),
        Quantizer::Tanh(tanh) if tanh.is_real => (function("tanh")?, tanh.result()),
        Quantizer::Tanh(tanh) => (hard("hard_tanh")?, tanh.result()),
        Quantizer::Ternary(ternary) => {
            let attributes = vec![("threshold", Setting::float(ternary.threshold()))];
            (layer.elementwise("TernaryTanh", "TernaryTanh", attributes)?, unscaled(ternary.result())?)
        }
        Quantizer::Bernoulli(bernoulli) => {
            let (step, types) = staircase(&bernoulli.result(), quantizer, layer)?;
            (step, Types { is_random: true, ..types })
        }
        Quantizer::Po2(po2) => staircase(&Some(po2.result()), quantizer, layer)?,
        Quantizer::ReluPo2(po2) => staircase(&Some(po2.result()), quantizer, layer)?,
        // Its results are real numbers, which the configured type rounds.
        Quantizer::Ulaw(ulaw) => return Ok(staircase(&Some(ulaw.result.clone()), quantizer, layer)?.0),
    };
    Ok(Step { quantizer: Some(types), ..step })
}

/// The step of a quantiser whose results are levels, and the type that holds these.
fn staircase(
    staircase: &Option<Staircase>,
    quantizer: &Quantizer,
    layer: &Layer,
) -> std::result::Result<(Step, Types), Stop> {
    let refused = |message: &str, found: String, expected: &str, remedy: &str| {
        Stop::from(layer.unsupported(message).found(found).expected(expected).remedy(remedy))
    };
    let Some(staircase) = staircase else {
        let message = "the quantiser of a result has a scale that depends on the results";
        return Err(refused(
            message,
            quantizer.name().into(),
            "alpha of a number or none",
            "train the model with alpha=1",
        ));
    };
    let [(thresholds, own), (levels, format)] = staircase.constants().ok_or(Stop::Unknown)?;
    if format.width > MAX_WIDTH || staircase.thresholds.is_empty() {
        let found = format!("{}: {} bits for {} results", quantizer.name(), format.width, levels.len());
        let expected = format!("at least 2 results and at most {MAX_WIDTH} bits");
        return Err(refused(
            "the results of the quantiser have no type in hardware",
            found,
            &expected,
            "train the model with fewer bits",
        ));
    }
    let types = staircase::types(format);
    let attributes = vec![
        ("thresholds", Setting::Quantized("t", "threshold", thresholds, staircase::types(own))),
        ("levels", Setting::Quantized("l", "level", levels, types.clone())),
    ];
    Ok((layer.elementwise(layer.origin("MultiThreshold", "QActivation"), "MultiThreshold", attributes)?, types))
}

/// The quantiser that a setting of a recurrent layer names as one of its functions: the function, and the type of its
/// results. `None` where it names no quantiser.
pub(super) fn in_cell(layer: &Layer, key: &str) -> std::result::Result<Option<(CellFunction, Types)>, Stop> {
    let is_quantizer = |name: Option<&Value>| name.and_then(Value::as_str).is_some_and(quantizers::is_quantizer);
    let value = layer.setting(key).filter(|_| layer.config.class.starts_with('Q'));
    let Some(value) = value.filter(|value| is_quantizer(Some(value)) || is_quantizer(value.get("class_name"))) else {
        return Ok(None);
    };
    let quantizer = quantizers::read(value, key, &layer.config.place.subject())?;
    let found = match &quantizer {
        Quantizer::Bits(bits) => bits.result().map(|types| (CellFunction::Linear, types)),
        Quantizer::Relu(relu) if relu.negative_slope == 0.0 => Some((CellFunction::Relu, relu.result())),
        Quantizer::Sigmoid(sigmoid) if sigmoid.is_real => Some((CellFunction::Sigmoid, sigmoid.result())),
        Quantizer::Sigmoid(sigmoid) => Some((CellFunction::HardSigmoid, sigmoid.result())),
        Quantizer::Tanh(tanh) if tanh.is_real => Some((CellFunction::Tanh, tanh.result())),
        Quantizer::Tanh(tanh) => Some((CellFunction::HardTanh, tanh.result())),
        Quantizer::Bernoulli(_)
        | Quantizer::Binary(_)
        | Quantizer::Hswish(_)
        | Quantizer::Po2(_)
        | Quantizer::Relu(_)
        | Quantizer::ReluPo2(_)
        | Quantizer::Ternary(_)
        | Quantizer::Ulaw(_) => None,
    };
    let expected =
        "quantized_bits without a scale, quantized_relu without a slope, quantized_sigmoid or quantized_tanh";
    match found {
        Some(found) => Ok(Some(found)),
        None => Err(layer
            .unsupported("the quantiser is not supported inside a recurrent layer")
            .found(format!("{key}: {}", quantizer.name()))
            .expected(expected)
            .into()),
    }
}

/// The type that a recurrent layer gives its states before it reads them.
pub(super) fn state(layer: &Layer) -> std::result::Result<Option<Precision>, Stop> {
    let key = "state_quantizer";
    let Some(value) = layer.setting(key).filter(|_| layer.config.class.starts_with('Q')) else { return Ok(None) };
    let quantizer = quantizers::read(value, key, &layer.config.place.subject())?;
    let types = match &quantizer {
        Quantizer::Bits(bits) => bits.result(),
        Quantizer::Relu(relu) if relu.negative_slope == 0.0 => Some(relu.result()),
        Quantizer::Bernoulli(_)
        | Quantizer::Binary(_)
        | Quantizer::Hswish(_)
        | Quantizer::Po2(_)
        | Quantizer::Relu(_)
        | Quantizer::ReluPo2(_)
        | Quantizer::Sigmoid(_)
        | Quantizer::Tanh(_)
        | Quantizer::Ternary(_)
        | Quantizer::Ulaw(_) => None,
    };
    let message = "the quantiser is not supported for states";
    let refused = layer.unsupported(message).found(format!("{key}: {}", quantizer.name()));
    let refused = || refused.expected("quantized_bits without a scale, or quantized_relu without a slope");
    Ok(Some(types.ok_or_else(refused)?.exact))
}

fn two_bits() -> NamedType {
    NamedType::new("", Precision::fixed(2, 0, false))
}

/// The type of a positive constant: one that holds it exactly if it has up to 18 bits right of the point, and otherwise
/// as many.
fn fine(value: f64) -> std::result::Result<Setting, Stop> {
    let unit = 2_f64.powi(18);
    let nearest = Array::from_f64(vec![1], vec![(value * unit).round_ties_even() / unit]);
    let format = nearest.and_then(|nearest| nearest.narrowest_format()).ok_or(Stop::Unknown)?;
    let precision = Precision::fixed(format.width, format.integer, format.signed);
    Ok(Setting::Value(hlsmith_ir::AttributeValue::Type(NamedType::new("", precision))))
}

/// The quantiser of some of the weights of a layer.
pub(super) struct Weights {
    quantizer: Option<Quantizer>,
    role: Role,
    key: &'static str,
}

impl Weights {
    /// Of weights that data are multiplied by.
    pub(super) fn kernel(layer: &Layer, key: &'static str) -> Result<Self> {
        Self::read(layer, key, Role::Kernel)
    }

    /// Of biases.
    pub(super) fn biases(layer: &Layer) -> Result<Self> {
        Self::read(layer, "bias_quantizer", Role::Bias)
    }

    fn read(layer: &Layer, key: &'static str, role: Role) -> Result<Self> {
        let is_quantized = layer.config.class.starts_with('Q');
        let value = layer.setting(key).filter(|_| is_quantized);
        let quantizer = value.map(|value| quantizers::read(value, key, &layer.config.place.subject())).transpose()?;
        Ok(Self { quantizer, role, key })
    }

    /// The constants as the quantiser makes them, under a letter and the beginning of the name of their type. Their
    /// scale is left apart.
    pub(super) fn setting(
        &self,
        layer: &Layer,
        letter: &'static str,
        role: &'static str,
        data: Array,
    ) -> Result<Setting> {
        match &self.quantizer {
            None => Ok(Setting::Weight(letter, data)),
            Some(quantizer) => {
                let Quantized { levels, types } = self.quantized(quantizer, layer, &data)?;
                Ok(Setting::Quantized(letter, role, levels, types))
            }
        }
    }

    /// As [`Weights::setting`], multiplied by the scale.
    pub(super) fn scaled(
        &self,
        layer: &Layer,
        letter: &'static str,
        role: &'static str,
        data: Array,
    ) -> Result<Setting> {
        let Setting::Quantized(letter, role, levels, types) = self.setting(layer, letter, role, data.clone())? else {
            return Ok(Setting::Weight(letter, data));
        };
        let Some(Scale { factors, is_power_of_two }) = &types.scale else {
            return Ok(Setting::Quantized(letter, role, levels, types));
        };
        let rows = levels.reshaped(vec![levels.len() / factors.len().max(1), factors.len()]);
        let scaled =
            rows.and_then(|rows| rows.zip(factors, |level, factor| level * factor, |level, factor| level * factor));
        let scaled = scaled.and_then(|rows| rows.reshaped(levels.shape().to_vec()));
        let format = scaled.as_ref().and_then(Array::narrowest_format);
        match (scaled, format) {
            (Some(scaled), Some(format)) if *is_power_of_two || format.width <= 16 => {
                let exact = Precision::fixed(format.width, format.integer, format.signed);
                Ok(Setting::Quantized(letter, role, scaled, Types { exact, scale: None, ..types }))
            }
            (Some(_) | None, _) => Err(layer
                .unsupported("the weights of the layer have a scale that is no power of two")
                .found(self.key)
                .expected("alpha of 1, another power of two or 'auto_po2'")
                .into()),
        }
    }

    /// As [`Weights::scaled`], the constants and the types that the quantiser gives them.
    pub(super) fn parts(&self, layer: &Layer, data: Array) -> Result<(Array, Option<Types>)> {
        match self.scaled(layer, "", "", data.clone())? {
            Setting::Quantized(_, _, levels, types) => Ok((levels, Some(types))),
            Setting::Value(_) | Setting::Weight(..) | Setting::Typed(..) | Setting::Weights(_) | Setting::NoBias(_) => {
                Ok((data, None))
            }
        }
    }

    /// The biases of a layer with this many outputs, or none.
    pub(super) fn bias(&self, layer: &Layer, data: Option<Array>, n_out: usize) -> Result<Setting> {
        match data {
            None => Ok(Setting::NoBias(vec![n_out])),
            Some(data) => self.scaled(layer, "b", "bias", data),
        }
    }

    fn quantized(&self, quantizer: &Quantizer, layer: &Layer, data: &Array) -> Result<Quantized> {
        quantizer.of_weights(data, self.role).ok_or_else(|| {
            layer
                .unsupported("the quantiser cannot be that of weights")
                .found(format!("{}: {}", self.key, quantizer.name()))
                .expected("quantized_bits, quantized_po2, ternary, binary or bernoulli, automatic scales only with several levels")
                .into()
        })
    }
}

impl Layer<'_> {
    /// The class name that the peer reports: that of the layer or its quantised kin.
    pub(super) fn origin(&self, plain: &'static str, quantized: &'static str) -> &'static str {
        if self.config.class.starts_with('Q') { quantized } else { plain }
    }
}
