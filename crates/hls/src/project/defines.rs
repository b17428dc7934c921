//! `firmware/defines.h`: the number types.

use super::in_namespace;
use crate::cpp::Code;
use crate::design::Design;
use crate::names::Ident;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let types = design.types.iter().map(|(name, ty)| Code::Typedef(ty.clone(), name.clone())).collect();
    let mut body: Vec<Code> =
        design.family.type_headers.iter().map(|header| Code::Include((*header).to_owned())).collect();
    if design.is_streaming {
        body.push(Code::Include("nnet_utils/nnet_stream.h".into()));
    }
    body.push(Code::Blank);
    body.extend(in_namespace(design, types));
    vec![Code::Guard(Ident::fixed("defines").guard(), body)]
}
