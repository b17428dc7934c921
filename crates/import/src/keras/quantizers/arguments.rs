//! The arguments of a quantiser by name, checked one by one.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use serde_json::{Map, Value};

use super::Alpha;
use crate::keras::config::excerpt;

/// The arguments of a quantiser.
pub(crate) struct Arguments<'a> {
    /// The class of the quantiser.
    pub(super) name: &'static str,
    /// The setting of the layer.
    pub(super) key: &'a str,
    /// The layer.
    pub(super) subject: &'a Subject,
    /// The arguments that are given.
    pub(super) values: Map<String, Value>,
}

/// Most bits of a quantiser: single precision, in which QKeras computes, has no more.
const MAX_BITS: i64 = 24;

/// Most bits to either side of the point.
const MAX_INTEGER: i64 = 64;

impl Arguments<'_> {
    /// Whether the class is the one that is random in training.
    pub(super) fn is_stochastic(&self) -> bool {
        self.name.starts_with("stochastic_")
    }

    /// Refuses what no quantiser can be told.
    pub(super) fn check_common(&self) -> Result<()> {
        if self.number("qnoise_factor", 1.0)? != 1.0 {
            return Err(self
                .unsupported("qnoise_factor")
                .expected("1: all weights and results quantised")
                .remedy("call update_qnoise_factor(1.0) on the quantisers and save the model again")
                .into());
        }
        if let Some(axis) = self.given("scale_axis") {
            let _ = axis;
            return Err(self.unsupported("scale_axis").expected("nothing: one scale for each output").into());
        }
        if self.given("post_training_scale").is_some() {
            return Err(self.unsupported("post_training_scale").expected("nothing").into());
        }
        Ok(())
    }

    /// An argument that is there and not null.
    pub(super) fn given(&self, argument: &str) -> Option<&Value> {
        self.values.get(argument).filter(|value| !value.is_null())
    }

    /// A whole number within bounds.
    fn whole(&self, argument: &str, default: i64, least: i64, most: i64) -> Result<i64> {
        let Some(value) = self.given(argument) else { return Ok(default) };
        let whole = match value {
            Value::Number(number) => number.as_i64().or_else(|| {
                number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e9).map(|number| number as i64)
            }),
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let whole = whole.filter(|whole| (least..=most).contains(whole));
        whole.ok_or_else(|| self.wrong(argument, &format!("a whole number from {least} to {most}")))
    }

    /// The number of bits.
    pub(super) fn bits(&self, least: i64) -> Result<u32> {
        Ok(self.whole("bits", 8, least, MAX_BITS)?.unsigned_abs() as u32)
    }

    /// The number of bits left of the point besides the sign.
    pub(super) fn integer(&self) -> Result<i32> {
        Ok(self.whole("integer", 0, -MAX_INTEGER, MAX_INTEGER)? as i32)
    }

    /// How often a search is repeated.
    pub(super) fn rounds(&self, argument: &str, default: i64) -> Result<usize> {
        Ok(self.whole(argument, default, 0, 100)?.unsigned_abs() as usize)
    }

    /// A flag, also as 0 or 1.
    pub(super) fn flag(&self, argument: &str, default: bool) -> Result<bool> {
        match self.given(argument) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::Number(number)) if number.as_f64() == Some(0.0) => Ok(false),
            Some(Value::Number(number)) if number.as_f64() == Some(1.0) => Ok(true),
            Some(Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                Err(self.wrong(argument, "true or false"))
            }
        }
    }

    /// A finite number.
    pub(super) fn number(&self, argument: &str, default: f64) -> Result<f64> {
        match self.given(argument) {
            None => Ok(default),
            Some(value) => {
                let number = value.as_f64().filter(|number| number.is_finite());
                number.ok_or_else(|| self.wrong(argument, "a number"))
            }
        }
    }

    /// A finite number or nothing.
    pub(super) fn optional_number(&self, argument: &str) -> Result<Option<f64>> {
        self.given(argument).map(|_| self.number(argument, 0.0)).transpose()
    }

    /// A power of two up to 1, or 0.
    pub(super) fn power_of_two_or_zero(&self, argument: &str) -> Result<f64> {
        let number = self.number(argument, 0.0)?;
        if number != 0.0 && (number <= 0.0 || number > 1.0 || number.log2().fract() != 0.0) {
            return Err(self.unsupported(argument).expected("0 or a power of two up to 1").into());
        }
        Ok(number)
    }

    /// The scale.
    pub(super) fn alpha(&self) -> Result<Alpha> {
        let expected = "nothing, a positive number, 'auto' or 'auto_po2'";
        match self.given("alpha") {
            None => Ok(Alpha::None),
            Some(Value::String(word)) if word == "auto" => Ok(Alpha::Auto),
            Some(Value::String(word)) if word == "auto_po2" => Ok(Alpha::AutoPo2),
            Some(Value::Number(number)) => {
                let alpha = number.as_f64().map(|alpha| alpha as f32);
                let alpha = alpha.filter(|alpha| alpha.is_finite() && *alpha >= f32::MIN_POSITIVE);
                alpha.map(Alpha::Number).ok_or_else(|| self.wrong("alpha", expected))
            }
            Some(Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                Err(self.wrong("alpha", expected))
            }
        }
    }

    /// A refusal of the value of an argument.
    pub(super) fn unsupported(&self, argument: &str) -> Diagnostic {
        let message = format!("the quantiser `{}` has an argument `{argument}` that is not supported", self.name);
        Diagnostic::error(Code::UnsupportedSetting, self.subject.clone(), message).found(self.shown(argument))
    }

    fn wrong(&self, argument: &str, expected: &str) -> Diagnostics {
        let message = format!("the quantiser `{}` has a wrong argument `{argument}`", self.name);
        Diagnostic::error(Code::ModelFormat, self.subject.clone(), message)
            .found(self.shown(argument))
            .expected(expected)
            .into()
    }

    fn shown(&self, argument: &str) -> String {
        format!("{}: {}", self.key, excerpt(self.values.get(argument).unwrap_or(&Value::Null)))
    }
}
