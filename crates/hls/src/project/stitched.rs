//! The project that wires the cores of the parts of a model: `project.tcl` and `stitch.tcl`.

use hlsmith_config::Settings;
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Graph, Source};

use super::{Project, library, weight_ports};
use crate::design::{Array, Design};
use crate::names::{Scope, identifier};
use crate::tcl::{self, Command};

/// Packets that the ports of two cores hold without a FIFO between them.
const HELD_BY_PORTS: usize = 2;

/// The depths that a FIFO of Vivado can have.
const FIFO_DEPTHS: std::ops::RangeInclusive<usize> = 16..=32_768;

/// A part of a model that is wired to others.
#[derive(Clone, Copy, Debug)]
pub struct WiredPart<'a> {
    /// Its layers.
    pub graph: &'a Graph,
    /// Its settings, with those of the wiring.
    pub settings: &'a Settings,
    /// The name of its folder, which is beside that of the stitched project.
    pub folder: &'a str,
    /// Where each input comes from.
    pub inputs: &'a [Source],
    /// The variables of the whole model that the inputs are.
    pub input_names: &'a [String],
}

/// The project that makes one design of the cores of parts, for the settings of the whole model.
///
/// # Errors
/// Those of [`super::validate`], and every wire that cannot be.
pub fn stitch(parts: &[WiredPart<'_>], outputs: &[Source], settings: &Settings) -> Result<Project> {
    let designs = parts.iter().map(|part| Ok(Design::new(part.graph, part.settings)?.0)).collect::<Result<Vec<_>>>()?;
    let mut stitching = Stitching { parts, designs: &designs, scope: Scope::new(), findings: Diagnostics::new() };
    ["ap_clk", "ap_done", "ap_idle", "ap_ready", "ap_rst", "ap_rst_n", "ap_start"]
        .iter()
        .for_each(|port| drop(stitching.scope.unique(port)));
    stitching.check();
    let wires = stitching.wires();
    let inputs = stitching.inputs();
    let outputs = stitching.outputs(outputs);
    let findings = stitching.findings;
    findings.into_result()?;
    let core = |(part, design): (&WiredPart<'_>, &Design)| {
        let repository = format!("../{}/{}_prj/solution1/impl/ip", part.folder, design.top);
        vec![part.folder.to_owned(), design.top.to_string(), repository]
    };
    let name = identifier(&settings.project_name).with_suffix("_stitched");
    let is_streaming = designs.iter().any(|design| design.is_streaming);
    let script = [
        Command::Set("design_name", name.to_string()),
        Command::Set("part", settings.part.clone()),
        Command::Set("clock_period", settings.clock_period.to_string()),
        Command::Set("is_streaming", u8::from(is_streaming).to_string()),
        Command::Comment("Parts: name, core and where the core is."),
        Command::SetRows("cores", parts.iter().zip(&designs).map(core).collect()),
        Command::Comment("Wires: part and port, part and port, number of elements, depth of the FIFO between them."),
        Command::SetRows("wires", wires),
        Command::Comment("Ends: port of the design, part and port, number of elements."),
        Command::SetRows("inputs", inputs),
        Command::SetRows("outputs", outputs),
    ];
    let mut project = Project::default();
    project.add("project.tcl", tcl::print(&script));
    project.add("stitch.tcl", library::STITCH);
    project.add(".hlsmith", super::scripts::MARK);
    Ok(project)
}

struct Stitching<'a> {
    parts: &'a [WiredPart<'a>],
    designs: &'a [Design],
    /// The ports of the whole design.
    scope: Scope,
    findings: Diagnostics,
}

impl Stitching<'_> {
    fn refuse(&mut self, part: usize, message: &str, found: String, remedy: &str) {
        let subject = Subject::Place(format!("part {}", self.parts[part].folder));
        self.findings.push(Diagnostic::error(Code::TargetUnsupported, subject, message).found(found).remedy(remedy));
    }

    /// Refuses what no wire can be made for.
    fn check(&mut self) {
        let stream = "use `IOType: io_stream`, or build the parts without stitching them";
        for (part, (wired, design)) in self.parts.iter().zip(self.designs).enumerate() {
            if let Some(weight) = weight_ports(design).next() {
                let found = format!("`{}` is a port", weight.name);
                self.refuse(part, "weights outside the design cannot be wired", found, "leave BramFactor out");
            }
            if design.is_streaming || part == 0 {
                continue;
            }
            // Arrays wait nowhere, so that all elements of a sample must come from one place, at one time.
            let is_chain = matches!(wired.inputs, [Source::Part { part: from, .. }] if from + 1 == part);
            if !is_chain {
                let found = wired.input_names.join(", ");
                let message = "arrays can only be wired where each part reads one tensor, of the part before it";
                self.refuse(part, message, found, stream);
            }
        }
    }

    /// A row for each tensor that passes from a part to another.
    fn wires(&mut self) -> Vec<Vec<String>> {
        let mut wires = Vec::new();
        for (part, wired) in self.parts.iter().enumerate() {
            for ((&source, array), name) in wired.inputs.iter().zip(&self.designs[part].inputs).zip(wired.input_names) {
                let Source::Part { part: from, output } = source else { continue };
                let made = &self.designs[from].outputs[output];
                if made.packet != array.packet {
                    let elements = |array: &Array| array.packet.unwrap_or(array.len);
                    let found = format!("packets of {} and of {} elements", elements(made), elements(array));
                    let message = format!("both ends of the wire for `{name}` have other packets");
                    self.refuse(part, &message, found, "split the model before the layer that changes the shape");
                }
                let depth = self.depth(part, name);
                wires.push(vec![
                    self.parts[from].folder.to_owned(),
                    made.name.to_string(),
                    wired.folder.to_owned(),
                    array.name.to_string(),
                    array.len.to_string(),
                    depth.to_string(),
                ]);
            }
        }
        wires
    }

    /// The depth of the FIFO in a wire; 0 for none.
    fn depth(&mut self, part: usize, name: &str) -> usize {
        let wiring = self.parts[part].settings.wiring.as_ref();
        let needed = wiring.and_then(|wiring| wiring.depths.get(identifier(name).as_str())).copied().unwrap_or(0);
        if needed <= HELD_BY_PORTS {
            return 0;
        }
        let depth = needed.next_power_of_two().max(*FIFO_DEPTHS.start());
        if !FIFO_DEPTHS.contains(&depth) {
            let message = format!("the FIFO for `{name}` would be deeper than those of Vivado");
            let remedy = "split the model where no branch waits for another";
            self.refuse(part, &message, format!("{needed} packets"), remedy);
        }
        depth
    }

    /// A row for each place where an input of the model is read.
    fn inputs(&mut self) -> Vec<Vec<String>> {
        let (mut names, mut rows) = (std::collections::BTreeMap::new(), Vec::new());
        for (wired, design) in self.parts.iter().zip(self.designs) {
            for (&source, array) in wired.inputs.iter().zip(&design.inputs) {
                let Source::Model(input) = source else { continue };
                let name = names.entry(input).or_insert_with(|| self.scope.unique(array.name.as_str()));
                rows.push(end(name.as_str(), wired, array));
            }
        }
        rows
    }

    /// A row for each output of the model.
    fn outputs(&mut self, outputs: &[Source]) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for (position, &source) in outputs.iter().enumerate() {
            let Source::Part { part, output } = source else { continue };
            if outputs[..position].contains(&source) {
                continue;
            }
            let array = &self.designs[part].outputs[output];
            rows.push(end(self.scope.unique(array.name.as_str()).as_str(), &self.parts[part], array));
        }
        rows
    }
}

/// An end of the whole design: its port, and the part and port it is wired to.
fn end(name: &str, part: &WiredPart<'_>, array: &Array) -> Vec<String> {
    vec![name.to_owned(), part.folder.to_owned(), array.name.to_string(), array.len.to_string()]
}
