//! What kernels between pipes need: a pipe is a type, which the packets of its stream tell.

use hlsmith_diag::{Code, Diagnostic, Subject};
use hlsmith_ir::{Node, TensorId};

use super::{Array, Lowering, Stream};
use crate::names::Ident;
use crate::targets::Top;

impl Lowering<'_> {
    /// Refuses a part that is no word of a command, and layers whose states outlive a call of the kernel.
    pub(super) fn check_part_and_states(&mut self) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-+.:/".contains(c);
        if self.settings.part.is_empty() || !self.settings.part.chars().all(is_plain) {
            let message = "the part cannot stand in a project of CMake";
            self.findings.push(
                Diagnostic::error(Code::BadName, Subject::Key("Part".into()), message)
                    .found(&self.settings.part)
                    .expected("letters, digits and `_ - + . : /`"),
            );
        }
        let keeps_states = |node: &Node| node.op.recurrent().is_some_and(|op| op.is_stateful);
        let nodes = self.graph.nodes().filter(|(_, node)| self.design.keeps_states && keeps_states(node));
        for (_, node) in nodes {
            let message = "a kernel of SYCL keeps no states from one sample to the next";
            self.findings.push(
                Diagnostic::error(Code::TargetUnsupported, Subject::Layer(node.name.clone()), message)
                    .found("stateful")
                    .remedy("use another backend, or train the layer without `stateful`"),
            );
        }
    }

    /// Adds a stream that its packets are known by; gives the name of their type.
    pub(super) fn stream(&mut self, name: &Ident, element: &Ident, packet: usize, len: usize) -> Ident {
        let [ty, pipe] = ["packet", "pipe"].map(|word| self.scope.unique(&format!("{name}_{word}")));
        let (name, element, n_packets) = (name.clone(), element.clone(), len / packet.max(1));
        self.design.streams.push(Stream { name, ty: ty.clone(), pipe, element, packet, n_packets });
        ty
    }

    /// Another stream of the same packets.
    pub(super) fn stream_beside(&mut self, like: &Array, name: Ident) -> Array {
        let stream = self.design.streams.iter().find(|stream| stream.name == like.name).cloned();
        let ty = match stream {
            Some(Stream { element, packet, .. }) => self.stream(&name, &element, packet, like.len),
            None => like.ty.clone(),
        };
        Array { name, ty, ..like.clone() }
    }

    /// An array or stream that is a port; a kernel has an array in one packet.
    pub(super) fn port_array(&mut self, tensor: TensorId, name: Ident) -> Array {
        let array = self.array(tensor, name);
        if (array.family.top, array.packet) == (Top::Kernel, None) {
            self.stream(&array.name, &array.ty, array.len, array.len);
        }
        array
    }

    /// Makes the pipes of a kernel's ports hold a sample: programs write all inputs before it runs, and read all outputs
    /// after it.
    pub(super) fn hold_ports(&mut self) {
        if self.design.family.top == Top::Kernel {
            for port in self.design.inputs.iter().chain(&self.design.outputs) {
                self.design.depths.insert(port.name.clone(), port.n_packets());
            }
        }
    }
}
