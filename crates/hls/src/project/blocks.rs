//! The top function as a function of arrays or channels; the calls of a streaming design are blocks between channels.

use super::top;
use crate::cpp::{Code, Expr};
use crate::design::{Array, Design};
use crate::names::Ident;
use crate::targets::Top;

/// What maps a port of the top function to a component: the name of the port stands between these parts.
const PORT_IN: &[&str] = &["#pragma hls_resource ", ":rsc variables=\"", "\" map_to_module=\"ccs_ioport.ccs_in_wait\""];

/// As [`PORT_IN`].
const PORT_OUT: &[&str] =
    &["#pragma hls_resource ", ":rsc variables=\"", "\" map_to_module=\"ccs_ioport.ccs_out_wait\""];

/// The definitions.
pub(super) fn functions(design: &Design) -> Vec<Code> {
    let mut code = top::processes(design);
    code.push(design_directive("top"));
    if !design.is_streaming {
        let interval = design.interval.unwrap_or(1);
        code.push(Code::Directive(&["#pragma hls_pipeline_init_interval ", ""], interval.into()));
    }
    let port = |parts, array: &Array| Code::Directive(parts, Expr::from(&array.name));
    code.extend(design.inputs.iter().map(|array| port(PORT_IN, array)));
    code.extend(design.outputs.iter().map(|array| port(PORT_OUT, array)));
    code.push(top::function(design, Some(top::body(design))));
    code
}

/// What makes a process a block of its own; `None` where processes are no blocks.
pub(super) fn process_directive(design: &Design) -> Option<Code> {
    match design.family.top {
        Top::Function | Top::Component | Top::Kernel | Top::Packets => None,
        Top::Blocks => Some(design_directive("block")),
    }
}

/// The channels between blocks, each with the number of packets that it holds.
pub(super) fn channels(design: &Design) -> impl Iterator<Item = (&Ident, usize)> {
    design.locals().filter(|array| array.packet.is_some()).map(|array| (&array.name, design.depth(array)))
}

/// A directive for a function, by what it becomes.
fn design_directive(becomes: &'static str) -> Code {
    Code::Directive(&["#pragma hls_design ", ""], Expr::Library(becomes))
}
