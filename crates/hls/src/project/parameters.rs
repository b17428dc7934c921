//! `firmware/parameters.h`: constants and configurations of the layers.

use super::in_namespace;
use crate::cpp::{Code, spaced};
use crate::design::Design;
use crate::names::Ident;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let mut body = vec![Code::Include("defines.h".into()), Code::Blank];
    body.extend(
        ["nnet_constants.h", "nnet_helpers.h"]
            .iter()
            .chain(&design.headers)
            .copied()
            .chain(design.extensions.keys().map(String::as_str))
            .map(|header| Code::Include(format!("nnet_utils/{header}"))),
    );
    let weights = design.weights.iter().filter(|weight| !weight.is_port);
    let includes: Vec<Code> = weights
        .map(|weight| Code::Include(format!("weights/{}.h", weight.name)))
        .chain(design.tables.iter().map(|table| Code::Include(format!("tables/{}.h", table.name))))
        .collect();
    if !includes.is_empty() {
        body.push(Code::Blank);
        body.extend(includes);
    }
    body.push(Code::Blank);
    body.extend(in_namespace(design, configs(design)));
    vec![Code::Guard(Ident::fixed("parameters").guard(), body)]
}

/// The configurations, each with the name of its layer.
pub(super) fn configs(design: &Design) -> Vec<Code> {
    spaced(design.configs.iter().map(|(layer, config)| vec![Code::Comment(layer.clone()), config.clone()]))
}
