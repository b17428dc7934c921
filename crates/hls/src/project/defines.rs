//! `firmware/defines.h`: the number types.

use super::{in_namespace, type_definitions};
use crate::cpp::Code;
use crate::design::Design;
use crate::names::Ident;
use crate::targets::Top;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let mut body: Vec<Code> =
        design.family.type_headers.iter().map(|header| Code::Include((*header).to_owned())).collect();
    if design.is_streaming || !design.streams.is_empty() || design.family.top == Top::Packets {
        body.push(Code::Include("nnet_utils/nnet_stream.h".into()));
    }
    body.push(Code::Blank);
    body.extend(in_namespace(design, type_definitions(design)));
    vec![Code::Guard(Ident::fixed("defines").guard(), body)]
}
