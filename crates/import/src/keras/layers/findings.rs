//! What else is wrong with a layer that has been refused.
//!
//! Importers stop at the first setting they refuse. To find the others, the layer is read again without that setting, or
//! with 1 where it must be there. It is the one that the refusal does not come without; no weights are read for that.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use serde_json::Value;

use super::{Layer, NOTHING, Stop};
use crate::keras::config::LayerConfig;
use crate::keras::weights::{Found, Place, WeightSource};

/// Settings that are looked for at most.
const MAX_REFUSED: usize = 8;

/// Settings of a layer that is read again at most.
const MAX_SETTINGS: usize = 64;

/// A source that has no weights.
struct Nothing;

impl WeightSource for Nothing {
    fn find(&self, place: &Place, _: &[&str]) -> Result<Vec<Found>> {
        self.all(place)
    }

    fn all(&self, _: &Place) -> Result<Vec<Found>> {
        Err(Diagnostic::error(Code::Internal, Subject::Model, "no weights are read while settings are checked").into())
    }
}

/// The refusal of a layer and those that come without the settings refused before.
pub(super) fn all(layer: &Layer<'_>, refusal: Diagnostics) -> Diagnostics {
    let is_wrapper = layer.config.nested.is_some();
    if is_wrapper || layer.config.settings.len() > MAX_SETTINGS || !is_about_a_setting(&refusal) {
        return refusal;
    }
    let (mut findings, mut last, mut config) = (refusal.clone(), refusal, None);
    for _ in 0..MAX_REFUSED {
        let Some((without, next)) = without_cause(layer, config.as_ref().unwrap_or(layer.config), &last) else { break };
        if !is_about_a_setting(&next) {
            break;
        }
        findings.extend(next.clone());
        (last, config) = (next, Some(without));
    }
    findings
}

/// Whether a refusal is about what the file says of the layer, and not about its weights.
fn is_about_a_setting(refusal: &Diagnostics) -> bool {
    refusal.iter().all(|finding| [Code::UnsupportedSetting, Code::ModelFormat].contains(&finding.code))
}

/// The layer without the setting that causes a refusal, or with another value of it, and what is refused then.
fn without_cause(layer: &Layer<'_>, config: &LayerConfig, refusal: &Diagnostics) -> Option<(LayerConfig, Diagnostics)> {
    let messages = |findings: &Diagnostics| findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>();
    let before = messages(refusal);
    config.settings.keys().find_map(|key| {
        let read = |value| {
            let changed = config.with(key, value);
            let steps = Layer { config: &changed, weights: &Nothing, ..*layer }.import_once();
            match steps {
                Ok(_) | Err(Stop::Unknown) => (changed, Diagnostics::new()),
                Err(Stop::Refused(next)) => (changed, next),
            }
        };
        // The setting may have another name in the other version of Keras.
        let is_of_it = |next: &Diagnostics| {
            let is_named = |finding: &Diagnostic| finding.message.contains(&format!("`{key}`"));
            next.iter().any(|finding| is_named(finding) || finding.found.as_deref() == Some(NOTHING))
        };
        let (mut changed, mut next) = read(None);
        if is_of_it(&next) {
            (changed, next) = read(Some(Value::from(1)));
        }
        (!is_of_it(&next) && messages(&next) != before).then_some((changed, next))
    })
}
