//! `firmware/<project>.h`: the top function.

use super::{in_namespace, top_parameters};
use crate::cpp::{Code, Type};
use crate::design::Design;

/// The file.
pub(super) fn code(design: &Design) -> Vec<Code> {
    let function =
        Code::Function { result: Type::VOID, name: design.top.clone(), parameters: top_parameters(design), body: None };
    let mut body = vec![Code::Include("defines.h".into()), Code::Blank];
    body.extend(in_namespace(design, vec![function]));
    vec![Code::Guard(design.top.guard(), body)]
}
