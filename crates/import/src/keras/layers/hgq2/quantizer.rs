//! Quantizers of HGQ2: trained widths for each element or group of elements.
//!
//! A quantizer has a sign `k`, bits before the binary point without the sign `i`, and bits behind it `f`; `kbi`
//! quantizers have `b = i + f` in place of `f`. They are floating-point numbers rounded to even. Numbers go to the
//! nearest multiple of `2^-f` by the rounding mode, then into `[-k 2^i, 2^i - 2^-f]` by the overflow mode; where
//! `k + i + f` is not positive the result is 0. Weights that would wrap around do not: quantizers marked as those of
//! weights only round in that mode, except `kbi` ones that do not round to nearest with ties upwards.

use hlsmith_diag::{Code, Diagnostic, Result};
use hlsmith_fixed::{FixedType, Format, Overflow, Rounding};
use hlsmith_ir::Array;
use hlsmith_ir::ops::FixedPointQuantizer;
use serde_json::{Map, Value};

use super::super::{Layer, Step, weights};
use crate::flow::blocks::{quantizer, scaled};
use crate::keras::config::shown;
use crate::keras::weights::{Part, Place};

/// Integers up to here are exact in single precision.
pub(super) const SINGLE: f64 = 16_777_216.0;

/// Widest type of an element.
const MAX_WIDTH: f64 = 64.0;

/// The place of a part of a layer, which may itself be a part.
pub(super) fn place_of(layer: &Layer, slots: &[&'static str]) -> Place {
    let own = layer.config.place.part.iter().flat_map(|part| &part.slots);
    let slots = own.chain(slots).copied().collect();
    Place { part: Some(Part { slots, name: None, first: 0, n_arrays: None }), ..layer.config.place.clone() }
}

/// What a quantizer of a layer does.
#[derive(Clone, Debug)]
pub(super) struct Quantizer {
    /// Extents of the mask, each 1 or that of what is quantised.
    shape: Vec<usize>,
    /// The type of each element of the mask; `None` where everything becomes 0.
    types: Vec<Option<FixedType>>,
    /// The bits behind the binary point of each element of the mask.
    fractions: Vec<i32>,
    /// Whether results are brought into a range.
    is_bounded: bool,
    rounding: Rounding,
    overflow: Overflow,
    /// What constants are divided by before they are quantised, and multiplied by behind.
    scaler: f32,
    /// A factor and a summand behind the quantizer.
    affine: Option<[f32; 2]>,
}

/// The trained numbers of a quantizer in the order in which they are stored.
fn roles(kind: &str, overflow: Overflow) -> Option<[&'static str; 3]> {
    match (kind, overflow) {
        ("kbi", Overflow::Wrap) => Some(["b", "k", "i"]),
        ("kbi", _) => Some(["b", "i", "k"]),
        ("kif", Overflow::Wrap) => Some(["f", "k", "i"]),
        ("kif", _) => Some(["i", "f", "k"]),
        (_, _) => None,
    }
}

impl Quantizer {
    /// As [`Quantizer::read_affine`], for a tensor that nothing is done to behind the quantizer.
    pub(super) fn read(
        layer: &Layer,
        settings: &Value,
        slots: &[&'static str],
        target: &[usize],
        has_batch: bool,
    ) -> Result<Option<Self>> {
        let own = Self::read_affine(layer, settings, slots, target, has_batch)?;
        match own.as_ref().and_then(|own| own.affine).filter(|_| has_batch) {
            None => Ok(own),
            Some(affine) => {
                let message = "the setting `affine` is not supported of this quantizer of the layer";
                let finding = layer.unsupported(message).found(format!("{affine:?} at {}", slots.join(".")));
                Err(finding
                    .expected("none")
                    .remedy("put a Quantizer with it in front of the layer or behind it")
                    .into())
            }
        }
    }

    /// The quantizer that `settings` describe and whose numbers are in the part `slots` of the layer, for a tensor or
    /// weight of the extents `target`; that of a tensor has an axis for the batch. `None` for one that does nothing.
    pub(super) fn read_affine(
        layer: &Layer,
        settings: &Value,
        slots: &[&'static str],
        target: &[usize],
        has_batch: bool,
    ) -> Result<Option<Self>> {
        let name = slots.first().copied().filter(|slot| *slot != "cell").or_else(|| slots.get(1).copied());
        let name = name.unwrap_or("quantizer");
        let class = settings.get("class_name").and_then(Value::as_str);
        let Some(settings) = settings.get("config").and_then(Value::as_object) else {
            return Err(layer.malformed(&format!("{name}_conf"), Some(settings), "the configuration of a quantizer"));
        };
        let word = |key: &str| settings.get(key).and_then(Value::as_str).unwrap_or_default();
        let kind = word("q_type");
        if kind == "dummy" {
            return Ok(None);
        }
        check_unused(layer, name, settings)?;
        // Hard functions saturate, and do not say so.
        let is_sigmoid = class == Some("HardSigmoidConfig");
        let overflow = if is_sigmoid || class == Some("HardTanhConfig") { "SAT" } else { word("overflow_mode") };
        let (scaler, shift) = scaler(layer, name, settings, has_batch)?;
        let affine = if is_sigmoid { Some([0.25, 0.5]) } else { affine(layer, name, settings)? };
        let (rounding, overflow) = modes(layer, name, word("round_mode"), overflow)?;
        let Some(roles) = roles(kind, overflow) else {
            let message = format!("the quantizer `{name}` is of a type that is not supported");
            return Err(layer.unsupported(&message).found(shown(kind)).expected("kbi or kif").into());
        };
        let place = place_of(layer, slots);
        let found = layer.weights.all(&place)?;
        let missing = || {
            let message = format!("the quantizer `{name}` lacks some of its widths");
            Diagnostic::error(Code::ModelWeights, place.subject(), message).expected(roles.join(", "))
        };
        if found.len() < roles.len() {
            return Err(missing().found(format!("{} arrays", found.len())).into());
        }
        let batch = if has_batch { &[1][..] } else { &[] };
        let whole: Vec<usize> = batch.iter().chain(target).copied().collect();
        let mut arrays = Vec::new();
        for (role, found) in roles.iter().zip(found) {
            let own = found.shape();
            let fits = own.len() == whole.len()
                && own.iter().zip(&whole).all(|(&own, &extent)| own == 1 || own == extent as u64);
            let own: Vec<usize> = own.iter().filter_map(|&extent| usize::try_from(extent).ok()).collect();
            if !fits {
                let message = format!("the widths of the quantizer `{name}` do not repeat over what it quantises");
                return Err(Diagnostic::error(Code::ModelWeights, place.subject(), message)
                    .found(format!("{own:?}"))
                    .expected(format!("{whole:?}, or 1 in place of extents"))
                    .into());
            }
            arrays.push((*role, weights::read(found, role, &own, &place)?));
        }
        let of = |role: &str| arrays.iter().find(|(other, _)| *other == role).map(|(_, array)| array);
        let (Some(signs), Some(integers), Some(last)) = (of("k"), of("i"), of("b").or_else(|| of("f"))) else {
            return Err(missing().into());
        };
        let shape = signs.shape().to_vec();
        if [integers, last].iter().any(|array| array.shape() != shape) {
            return Err(missing().found("arrays of different shapes").into());
        }
        let is_weight = settings.get("is_weight").and_then(Value::as_bool) == Some(true);
        let only_rounds = overflow == Overflow::Wrap && is_weight && (kind == "kif" || rounding == Rounding::Rnd);
        if only_rounds && has_batch {
            let message = format!("the quantizer `{name}` of a tensor is marked as one of weights");
            return Err(layer.unsupported(&message).found("is_weight").expected("false").into());
        }
        let (mut types, mut fractions) = (Vec::new(), Vec::new());
        for ((k, i), last) in signs.iter().zip(integers.iter()).zip(last.iter()) {
            let (i, last) = (i.round_ties_even(), last.round_ties_even());
            let f = if kind == "kbi" { last - i } else { last };
            let (i, f) = (i + f64::from(shift), f - f64::from(shift));
            let width = k + i + f;
            if !(k == 0.0 || k == 1.0) || width > MAX_WIDTH || i.abs() > MAX_WIDTH || f.abs() > MAX_WIDTH {
                let message = format!("the quantizer `{name}` has a width out of range");
                return Err(Diagnostic::error(Code::ModelWeights, place.subject(), message)
                    .found(format!("sign {k}, {i} integer bits, {f} fractional bits"))
                    .expected(format!("sign 0 or 1, at most {MAX_WIDTH} bits in all, before and behind the point"))
                    .into());
            }
            // Between symmetric bounds one bit with a sign holds nothing but 0.
            let is_zero = width <= 0.0 || (overflow == Overflow::SatSym && k == 1.0 && width == 1.0);
            let ty = || FixedType::new(width as u32, (k + i) as i32, k == 1.0).with_modes(rounding, overflow);
            types.push((!is_zero).then(ty));
            fractions.push(f as i32);
        }
        let shape = shape[batch.len()..].to_vec();
        let own = Self { shape, types, fractions, is_bounded: !only_rounds, rounding, overflow, scaler, affine };
        if has_batch {
            own.check_affine(layer, name)?;
        }
        Ok(Some(own))
    }

    /// Refuses a factor and a summand whose results single precision does not hold.
    fn check_affine(&self, layer: &Layer, name: &str) -> Result<()> {
        let Some([scale, offset]) = self.affine.map(|affine| affine.map(f64::from)) else { return Ok(()) };
        let hull = self.hull();
        let fraction = (hull.fraction() + fraction_of(scale)).max(fraction_of(offset));
        let bound = 2f64.powi(hull.integer) * scale.abs() + offset.abs();
        if bound * 2f64.powi(fraction) <= SINGLE {
            return Ok(());
        }
        let message =
            format!("the setting `affine` of the quantizer `{name}` needs more bits than single precision has");
        let finding = layer.unsupported(&message).found(format!("[{scale}, {offset}]"));
        Err(finding.expected("powers of two, or numbers of few bits").into())
    }

    /// A factor and a summand behind the quantizer.
    pub(super) fn affine(&self) -> Option<[f32; 2]> {
        self.affine
    }

    /// The op that does the same.
    pub(super) fn op(&self) -> FixedPointQuantizer {
        let format = |ty: &Option<FixedType>| ty.map_or(Format { width: 0, integer: 0, signed: false }, |ty| ty.format);
        let formats: Vec<Format> = self.types.iter().map(format).collect();
        FixedPointQuantizer {
            mask_shape: self.shape.clone(),
            signs: formats.iter().map(|format| format.signed.into()).collect(),
            widths: formats.iter().map(|format| format.width as usize).collect(),
            integers: formats.iter().map(|format| format.integer.into()).collect(),
            rounding: self.rounding,
            overflow: self.overflow,
        }
    }

    /// The quantizer of a sequence of what this one quantises.
    pub(super) fn along_steps(&self) -> Self {
        Self { shape: [1].into_iter().chain(self.shape.iter().copied()).collect(), ..self.clone() }
    }

    /// That of `n` elements of a vector from `first` on.
    pub(super) fn part(&self, first: usize, n: usize) -> Self {
        if self.types.len() == 1 {
            return self.clone();
        }
        let (types, fractions) = (self.types[first..first + n].to_vec(), self.fractions[first..first + n].to_vec());
        Self { shape: vec![n], types, fractions, ..self.clone() }
    }

    /// The step that quantises a tensor.
    pub(super) fn step(&self, suffix: Option<String>, shape: &[usize]) -> Step {
        quantizer(self.op(), suffix, shape)
    }

    /// The steps that quantise a tensor, and multiply and add behind it.
    pub(super) fn steps(&self, suffix: Option<String>, shape: &[usize]) -> Option<Vec<Step>> {
        let Some([scale, offset]) = self.affine else { return Some(vec![self.step(suffix, shape)]) };
        let n = *shape.last()?;
        let numbers = |number| Array::from_f32(vec![n], vec![number; n]);
        let last = scaled(numbers(scale)?, numbers(offset)?, 1, shape.to_vec());
        let before = suffix.as_ref().map_or_else(|| "q".to_owned(), |suffix| format!("{suffix}_q"));
        Some(vec![self.step(Some(before), shape), Step { suffix: suffix.map(Into::into), ..last }])
    }

    /// The number that an element of the mask makes of one of single precision, rounded in single precision.
    pub(super) fn quantize_one(&self, value: f32, place: usize) -> f64 {
        match self.types[place] {
            None if self.is_bounded => 0.0,
            Some(ty) if self.is_bounded => FixedPointQuantizer::of_single(&ty, value),
            _ => FixedPointQuantizer::rounded_single(self.rounding, self.fractions[place], value),
        }
    }

    /// The format that holds the numbers of all elements; one bit where none has any.
    pub(super) fn hull(&self) -> Format {
        let formats = self.types.iter().flatten().map(|ty| ty.format);
        formats.reduce(Format::hull).unwrap_or(Format { width: 1, integer: 1, signed: false })
    }

    /// The types of all elements that are not 0 for ever, each once.
    pub(super) fn types(&self) -> Vec<FixedType> {
        self.op().distinct_types()
    }

    /// Trained constants as the layer multiplies by them: single-precision numbers.
    pub(super) fn quantize(&self, array: &Array) -> Option<Array> {
        let places = self.op().places(array.shape());
        let quantize = |(value, place): (f64, usize)| {
            let value = self.quantize_one(value as f32 / self.scaler, place);
            let [scale, offset] = self.affine.unwrap_or([1.0, 0.0]);
            match self.scaler == 1.0 && self.affine.is_none() {
                true => value,
                false => f64::from(value as f32 * self.scaler * scale + offset),
            }
        };
        let values: Vec<f64> = array.iter().zip(places).map(quantize).collect();
        let narrow: Vec<f32> = values.iter().map(|&value| value as f32).collect();
        if narrow.iter().zip(&values).all(|(&narrow, &value)| f64::from(narrow) == value) {
            return Array::from_f32(array.shape().to_vec(), narrow);
        }
        Array::from_f64(array.shape().to_vec(), values)
    }
}

/// Refuses settings that change numbers in ways no hardware follows.
fn check_unused(layer: &Layer, name: &str, settings: &Map<String, Value>) -> Result<()> {
    match settings.get("bw_mapper").filter(|value| !value.is_null()) {
        Some(value) => {
            let message = format!("the setting `bw_mapper` of the quantizer `{name}` is not supported");
            Err(layer.unsupported(&message).found(crate::keras::config::excerpt(value)).expected("none").into())
        }
        None => Ok(()),
    }
}

/// What constants are divided by, and the binary logarithm of what tensors are divided by, 1 and 0 for none.
fn scaler(layer: &Layer, name: &str, settings: &Map<String, Value>, has_batch: bool) -> Result<(f32, i32)> {
    let value = settings.get("scaler").filter(|value| !value.is_null());
    let Some(number) = value.map_or(Some(1.0), Value::as_f64).filter(|number| number.is_finite() && *number != 0.0)
    else {
        return Err(layer.malformed("scaler", value, "a number other than 0"));
    };
    if !has_batch {
        return Ok((number as f32, 0));
    }
    let shift = number.abs().log2();
    if number < 0.0 || shift.fract() != 0.0 || shift.abs() > MAX_WIDTH {
        let message = format!("the setting `scaler` of the quantizer `{name}` gives numbers that are on no grid");
        return Err(layer.unsupported(&message).found(number.to_string()).expected("a power of two").into());
    }
    Ok((1.0, shift as i32))
}

/// A factor and a summand.
fn affine(layer: &Layer, name: &str, settings: &Map<String, Value>) -> Result<Option<[f32; 2]>> {
    let Some(value) = settings.get("affine").filter(|value| !value.is_null()) else { return Ok(None) };
    let numbers = value.as_array().and_then(|numbers| numbers.iter().map(Value::as_f64).collect::<Option<Vec<_>>>());
    match numbers.as_deref() {
        Some(&[scale, offset]) if scale.is_finite() && offset.is_finite() => Ok(Some([scale as f32, offset as f32])),
        Some(_) | None => Err(layer.malformed(&format!("{name}: affine"), Some(value), "a factor and a summand")),
    }
}

/// Bits behind the binary point that a number has.
pub(super) fn fraction_of(number: f64) -> i32 {
    let mut fraction = -64;
    while fraction < 160 && (number * 2f64.powi(fraction)).fract() != 0.0 {
        fraction += 1;
    }
    fraction
}

/// Rounding and overflow by their names in HGQ2; stochastic rounding is that of training only.
fn modes(layer: &Layer, name: &str, round: &str, overflow: &str) -> Result<(Rounding, Overflow)> {
    let rounding = match round.strip_prefix("S_").unwrap_or(round) {
        "RND" => Some(Rounding::Rnd),
        "RND_CONV" => Some(Rounding::RndConv),
        "TRN" => Some(Rounding::Trn),
        _ => None,
    };
    let bound = match overflow {
        "SAT" => Some(Overflow::Sat),
        "SAT_SYM" => Some(Overflow::SatSym),
        "WRAP" => Some(Overflow::Wrap),
        _ => None,
    };
    rounding.zip(bound).ok_or_else(|| {
        let message = format!("the quantizer `{name}` has a mode that is not supported");
        let finding = layer.unsupported(&message).found(format!("{} and {}", shown(round), shown(overflow)));
        finding.expected("RND, RND_CONV or TRN, and SAT, SAT_SYM or WRAP").into()
    })
}
