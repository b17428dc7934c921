//! Applies passes until nothing changes.

use hlsmith_config::Settings;
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Graph, NodeId, Patch, verify};

use crate::apply_settings::apply_settings;
use crate::flow::Flow;
use crate::random_quantizers;
use crate::selection::Selection;

/// What a pass may consult.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The user's settings.
    pub settings: &'a Settings,
}

/// What a pass found to do at a node.
#[derive(Debug, Default)]
pub struct Rewrite {
    /// The change.
    pub patch: Patch,
    /// Whether the scan starts again from the first pass and the first node.
    pub restart: bool,
    /// What the user should know.
    pub remarks: Diagnostics,
}

impl Rewrite {
    /// A change after which the scan starts again.
    pub fn restarting(patch: impl Into<Patch>) -> Self {
        Self { patch: patch.into(), restart: true, remarks: Diagnostics::new() }
    }

    /// A change after which the scan goes on at the next node.
    pub fn in_place(patch: impl Into<Patch>) -> Self {
        Self { patch: patch.into(), restart: false, remarks: Diagnostics::new() }
    }

    /// Adds a remark.
    #[must_use]
    pub fn remark(mut self, remark: Diagnostic) -> Self {
        self.remarks.push(remark);
        self
    }
}

/// A rewrite rule on single nodes.
pub trait Pass: Sync {
    /// The name users know, in snake case.
    fn name(&self) -> &'static str;

    /// What it does and when, in one or two sentences.
    fn doc(&self) -> &'static str;

    /// The change at a node, `None` when there is nothing to do. The same node is offered again until it answers
    /// `None`, so a change must remove its own reason.
    ///
    /// # Errors
    /// When the node breaks a rule the user can mend.
    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>>;
}

/// Runs passes over a graph until a whole sweep changes nothing.
///
/// Passes are tried in order, each over the nodes in execution order; a rewrite that asks for it starts the scan again
/// from the first pass and the first node. Returns the names of the passes that changed something and all remarks.
///
/// # Errors
/// What passes refuse, at every node, or that passes undo each other for ever.
pub fn optimize(
    graph: &mut Graph,
    passes: &[&'static dyn Pass],
    context: Context<'_>,
) -> Result<(Vec<&'static str>, Diagnostics)> {
    let mut matched = Vec::new();
    let mut remarks = Diagnostics::new();
    let mut refused = Refused::default();
    let mut budget = 100 + 20 * (graph.len() + 1) * (passes.len() + 1);
    loop {
        match sweep(graph, passes, context, &mut matched, &mut remarks, &mut refused)? {
            Sweep::Unchanged if refused.nodes.is_empty() => return Ok((matched, remarks)),
            Sweep::Unchanged => return Err(refused.findings),
            Sweep::Changed => {}
        }
        budget = budget.checked_sub(1).ok_or_else(|| {
            let message = "passes undo each other and never end";
            Diagnostic::error(Code::Internal, Subject::Model, message).found(matched.join(", "))
        })?;
    }
}

/// Nodes that a pass has refused, which no pass is offered again, and why.
#[derive(Default)]
struct Refused {
    nodes: Vec<NodeId>,
    findings: Diagnostics,
}

enum Sweep {
    Unchanged,
    Changed,
}

fn sweep(
    graph: &mut Graph,
    passes: &[&'static dyn Pass],
    context: Context<'_>,
    matched: &mut Vec<&'static str>,
    remarks: &mut Diagnostics,
    refused: &mut Refused,
) -> Result<Sweep> {
    let mut outcome = Sweep::Unchanged;
    for pass in passes {
        let ids: Vec<NodeId> = graph.nodes().map(|(id, _)| id).collect();
        for id in ids {
            if !graph.contains(id) || refused.nodes.contains(&id) {
                continue;
            }
            let Some(rewrite) = refused.findings.take(pass.rewrite(graph, id, context)) else {
                refused.nodes.push(id);
                continue;
            };
            let Some(rewrite) = rewrite else { continue };
            if !matched.contains(&pass.name()) {
                matched.push(pass.name());
            }
            remarks.extend(rewrite.remarks);
            graph.apply(rewrite.patch)?;
            if cfg!(debug_assertions) {
                verify(graph)?;
            }
            outcome = Sweep::Changed;
            if rewrite.restart {
                return Ok(outcome);
            }
        }
    }
    Ok(outcome)
}

/// One flow that has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Public name of the flow.
    pub flow: &'static str,
    /// Names of the passes that changed something.
    pub matched: Vec<&'static str>,
}

/// Takes a float graph to a typed one, flow by flow.
#[derive(Clone, Debug)]
pub struct Converter<'a> {
    settings: &'a Settings,
    selection: Selection,
    graph: Graph,
    steps: Vec<Step>,
    remarks: Diagnostics,
}

impl<'a> Converter<'a> {
    /// Applies the settings to an imported graph; no flow has run yet.
    ///
    /// # Errors
    /// When a setting does not fit its layer, or a flow or pass is unknown.
    pub fn new(graph: &Graph, settings: &'a Settings) -> Result<Self> {
        let (selection, mut remarks) = Selection::new(settings)?;
        let mut graph = apply_settings(graph, &settings.hls)?;
        graph.io_type = settings.io_type;
        graph.peer_target = settings.backend.peer_target();
        verify(&graph)?;
        remarks.extend(random_quantizers::check(&graph)?);
        Ok(Self { settings, selection, graph, steps: Vec::new(), remarks })
    }

    /// Runs the flows the settings choose, by default all that a project of the target needs.
    ///
    /// # Errors
    /// When a pass refuses a layer.
    pub fn run(&mut self) -> Result<()> {
        for flow in self.selection.flows.clone() {
            self.run_flow(flow)?;
        }
        Ok(())
    }

    /// Runs every flow a project of the target needs that has not run yet.
    ///
    /// # Errors
    /// When a pass refuses a layer.
    pub fn complete(&mut self) -> Result<()> {
        self.run_flow(Flow::default_of(self.settings.backend))
    }

    /// Runs the flows up to and with the first that holds `pass`, and in that flow only the passes up to it.
    ///
    /// # Errors
    /// When no flow of the target has such a pass, or a pass refuses a layer.
    pub fn run_until(&mut self, pass: &str) -> Result<()> {
        let flows = Flow::default_of(self.settings.backend).with_requirements();
        if let Some(flow) = flows.iter().copied().find(|flow| flow.name == pass) {
            return self.run_flow(flow);
        }
        for flow in flows {
            if let Some(position) = flow.passes.iter().position(|other| other.name() == pass) {
                return self.run_passes(flow, &flow.passes[..=position]);
            }
            self.run_passes(flow, flow.passes)?;
        }
        let names = Flow::default_of(self.settings.backend).pass_names();
        Err(Diagnostic::error(
            Code::UnknownPass,
            Subject::Argument("after".into()),
            "no flow of this target has such a pass",
        )
        .found(pass)
        .remedy(hlsmith_diag::did_you_mean(pass, names))
        .into())
    }

    fn run_flow(&mut self, flow: &'static Flow) -> Result<()> {
        for flow in flow.with_requirements() {
            if !self.steps.iter().any(|step| step.flow == flow.name) {
                self.run_passes(flow, flow.passes)?;
            }
        }
        Ok(())
    }

    fn run_passes(&mut self, flow: &'static Flow, passes: &[&'static dyn Pass]) -> Result<()> {
        let selected: Vec<&'static dyn Pass> =
            passes.iter().copied().filter(|pass| self.selection.includes(pass.name())).collect();
        let context = Context { settings: self.settings };
        let (matched, remarks) = optimize(&mut self.graph, &selected, context)?;
        self.remarks.extend(remarks);
        self.steps.push(Step { flow: flow.name, matched });
        verify(&self.graph)
    }

    /// The graph as it is now.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The flows that have run.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What the user should know.
    pub fn remarks(&self) -> &Diagnostics {
        &self.remarks
    }

    /// The graph, the flows that have run and the remarks.
    pub fn finish(self) -> (Graph, Vec<Step>, Diagnostics) {
        (self.graph, self.steps, self.remarks)
    }
}
