//! How the layers of the top function are scheduled: in one pipeline, or as processes.

use hlsmith_config::{PipelineStyle, Settings};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Subject};
use hlsmith_ir::ops::StepLoopParallelism;
use hlsmith_ir::{AttributeValue, Graph, IoType, Node, Op, Strategy};

/// The style that `auto` means: processes between streams, and as soon as a layer shares multipliers over time, computes
/// an image part by part or one step after the other; otherwise one pipeline.
pub(super) fn of(graph: &Graph, settings: &Settings) -> PipelineStyle {
    let has_loop = |node: &Node| {
        is_resource(node)
            || loops_over_steps(node)
            || !matches!(node.op, Op::Dense(_))
                && graph.convolution(node).is_some_and(|convolution| convolution.n_partitions() != 1)
    };
    match settings.hls.pipeline_style {
        style @ (PipelineStyle::Pipeline | PipelineStyle::Dataflow) => style,
        PipelineStyle::Auto if graph.io_type == IoType::Stream => PipelineStyle::Dataflow,
        PipelineStyle::Auto if graph.nodes().any(|(_, node)| has_loop(node)) => PipelineStyle::Dataflow,
        PipelineStyle::Auto => PipelineStyle::Pipeline,
    }
}

/// What is asked for and has no effect under a style.
pub(super) fn findings(graph: &Graph, settings: &Settings, style: PipelineStyle) -> Diagnostics {
    let mut findings = Diagnostics::new();
    if let (PipelineStyle::Dataflow, Some(interval)) = (style, settings.hls.pipeline_interval) {
        let message = "the interval of a pipeline has no effect between processes";
        let key = Subject::Key("HLSConfig.Model.PipelineInterval".into());
        findings.push(
            Diagnostic::warning(Code::ConfigConflict, key, message)
                .found(format!("{interval} with PipelineStyle dataflow"))
                .remedy("leave the key out, or set PipelineStyle to `pipeline`"),
        );
    }
    let mut warn = |node: &Node, message: &str, found: &str, remedy: &str| {
        let finding = Diagnostic::warning(Code::ConfigConflict, Subject::Layer(node.name.clone()), message);
        findings.push(finding.found(found).remedy(remedy));
    };
    let is_pipeline = settings.hls.pipeline_style == PipelineStyle::Pipeline;
    let first = |is_meant: fn(&Node) -> bool| graph.nodes().map(|(_, node)| node).find(|node| is_meant(node));
    if let (true, Some(node)) = (is_pipeline, first(is_resource)) {
        let message = "a pipeline of all layers copies every multiplier that the strategy of this layer would share";
        warn(node, message, "PipelineStyle pipeline with Strategy Resource", "set PipelineStyle to `dataflow`");
    }
    if let (true, Some(node)) = (is_pipeline, first(loops_over_steps)) {
        let message = "a pipeline of all layers copies the layers that are to compute one step after the other";
        let found = "PipelineStyle pipeline with TimeStepLoopParallelism off";
        warn(node, message, found, "set PipelineStyle to `dataflow`, or TimeStepLoopParallelism to `unroll`");
    }
    if let (IoType::Stream, Some(node)) = (graph.io_type, first(writes_out_steps)) {
        let message = "the steps of a stream come one after the other, so that their loop is not written out";
        warn(node, message, "TimeStepLoopParallelism unroll with io_stream", "use io_parallel, or `off`");
    }
    findings
}

/// What is asked for where the target decides on its own how layers are scheduled, and schedules them otherwise.
pub(super) fn without_effect(settings: &Settings, style: PipelineStyle) -> Option<Diagnostic> {
    let asked = settings.hls.pipeline_style;
    if asked == PipelineStyle::Auto || asked == style {
        return None;
    }
    let key = Subject::Key("HLSConfig.Model.PipelineStyle".into());
    let message = "the style has no effect for this target, which decides it by the I/O type";
    let finding = Diagnostic::warning(Code::ConfigConflict, key, message);
    Some(finding.found(format!("{} with the backend {}", asked.as_str(), settings.backend)).remedy("leave the key out"))
}

/// Whether the strategy of a layer shares multipliers over time in a loop of its own.
fn is_resource(node: &Node) -> bool {
    matches!(node.op.get("strategy"), Some(AttributeValue::Choice(strategy)) if strategy == Strategy::Resource.as_str())
}

/// Whether a layer begins or ends a loop that computes one step after the other.
fn loops_over_steps(node: &Node) -> bool {
    matches!(&node.op, Op::TimeDistributed(op) if op.time_step_loop_parallelism == StepLoopParallelism::Off)
}

/// Whether a layer begins or ends a loop that is to be written out.
fn writes_out_steps(node: &Node) -> bool {
    matches!(&node.op, Op::TimeDistributed(op) if op.time_step_loop_parallelism == StepLoopParallelism::Unroll)
}
