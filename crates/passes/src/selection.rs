//! Which flows and passes a user chose.

use hlsmith_config::Settings;
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, did_you_mean};

use crate::flow::Flow;
use crate::passes::ALL;
use crate::peer_passes::PEER_PASSES;

/// Passes without which no layer has a number type; they run whatever is chosen.
const ESSENTIAL: &[&str] = &["infer_precision_types", "infer_softmax_types", "init_dense", "inplace_parallel_reshape"];

/// The user's choice of flows and passes.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// Flows to run at conversion.
    pub(crate) flows: Vec<&'static Flow>,
    only: Option<Vec<String>>,
    skip: Vec<String>,
}

impl Selection {
    /// Checks the names in the settings.
    ///
    /// # Errors
    /// Every unknown flow or pass, and every pass that cannot be skipped.
    pub(crate) fn new(settings: &Settings) -> Result<(Self, Diagnostics)> {
        let hls = &settings.hls;
        let mut findings = Diagnostics::new();
        let mut flows = Vec::new();
        for name in hls.flows.iter().flatten() {
            match Flow::find(name) {
                Some(flow) => flows.push(flow),
                None => findings.push(
                    Diagnostic::error(Code::UnknownPass, Subject::Key("HLSConfig.Flows".into()), "unknown flow")
                        .found(name)
                        .remedy(did_you_mean(name, Flow::all().iter().map(|flow| flow.name))),
                ),
            }
        }
        if hls.flows.is_none() {
            flows.push(Flow::default_of(settings.backend));
        }
        for name in hls.optimizers.iter().flatten() {
            check_name("HLSConfig.Optimizers", name, &mut findings);
        }
        for name in &hls.skip_optimizers {
            check_name("HLSConfig.SkipOptimizers", name, &mut findings);
            if ESSENTIAL.contains(&name.as_str()) {
                let key = Subject::Key("HLSConfig.SkipOptimizers".into());
                let message = "this pass gives layers their number types and cannot be skipped";
                findings.push(
                    Diagnostic::error(Code::UnknownPass, key, message)
                        .found(name)
                        .remedy("give the layers explicit precisions instead"),
                );
            }
        }
        let remarks = findings.into_result()?;
        Ok((Self { flows, only: hls.optimizers.clone(), skip: hls.skip_optimizers.clone() }, remarks))
    }

    /// Whether a pass runs.
    pub(crate) fn includes(&self, name: &str) -> bool {
        let chosen = self.only.as_ref().is_none_or(|only| only.iter().any(|other| other == name));
        ESSENTIAL.contains(&name) || (chosen && !self.skip.iter().any(|other| other == name))
    }
}

fn check_name(key: &str, name: &str, findings: &mut Diagnostics) {
    if ALL.iter().any(|pass| pass.name() == name) {
        return;
    }
    let subject = Subject::Key(key.to_owned());
    if let Some((_, place)) = PEER_PASSES.iter().find(|(other, _)| *other == name) {
        let message = format!("the work of this pass is done elsewhere: {place}");
        findings.push(Diagnostic::warning(Code::UnknownPass, subject, message).found(name));
    } else {
        let names = ALL.iter().map(|pass| pass.name());
        findings.push(
            Diagnostic::error(Code::UnknownPass, subject, "unknown pass").found(name).remedy(did_you_mean(name, names)),
        );
    }
}
