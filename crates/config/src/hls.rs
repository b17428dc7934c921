//! `HLSConfig`: the settings of model and layers.

use std::collections::BTreeMap;

use hlsmith_diag::{Code, Diagnostic, Subject};
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::{ChannelsLast, Compatibility, Graph, Layouts, Op, Strategy};
use serde_json::Value;

use crate::entry::Entry;
use crate::keys::{self, Scope};
use crate::section::{Item, Section};
use crate::{Backend, HlsSettings, LayerId, PipelineStyle, Settled, layers, precision, rules, settle_reuse_factor};

/// Precision of everything when the configuration names none.
const DEFAULT_PRECISION: (u32, i32) = (16, 6);

/// Reads `HLSConfig`; also tells whether it turns recording on.
pub(crate) fn read(section: &Section, graph: &Graph, backend: Backend) -> (HlsSettings, bool) {
    let model = section.section("Model", Scope::Model);
    model.refuse_unknown_keys();
    let compatibility =
        model.word("Compatibility", Compatibility::ALL, Compatibility::as_str).unwrap_or(Compatibility::Sound);
    let (default, maximum, by_variable) = read_precision(&model, graph);
    let mut entry = Entry { by_variable, ..Entry::default() };
    layers::read_common(&model, compatibility, &mut entry);
    refuse_unavailable(&model);
    let optimizers = section.names("Optimizers");
    let skip_optimizers = section.names("SkipOptimizers");
    refuse_both_lists(section);
    let lists_are_read = rules::optimizer_lists::are_read(compatibility);
    if !lists_are_read {
        for name in ["Optimizers", "SkipOptimizers"] {
            if let Some(item) = section.item(name) {
                section.report.push(rules::without_effect(item.subject));
            }
        }
    }
    let bit_exact = read_bit_exact(&model, graph, compatibility);
    let settings = HlsSettings {
        compatibility,
        flows: section.names("Flows"),
        optimizers: optimizers.filter(|_| lists_are_read),
        skip_optimizers: skip_optimizers.filter(|_| lists_are_read).unwrap_or_default(),
        pipeline_style: model
            .word("PipelineStyle", PipelineStyle::ALL, PipelineStyle::as_str)
            .unwrap_or(PipelineStyle::Auto),
        pipeline_interval: model.integer("PipelineInterval"),
        bram_factor: model.integer("BramFactor").unwrap_or(u64::MAX),
        bit_exact,
        follows_quantizers: bit_exact && graph.has_quantizers(),
        layouts: read_layouts(&model),
        maximum,
        only_strategy: rules::only_strategy::of(compatibility, backend),
        default,
        model: entry,
        types: layers::read_types(&section.section("LayerType", Scope::Hls), graph, compatibility),
        names: layers::read_names(&section.section("LayerName", Scope::Hls), graph, compatibility),
    };
    refuse_invalid_reuse_factors(section, graph, &settings);
    check_compression(section, graph, &settings);
    name_inert_strategies(section, graph, &settings);
    (settings, read_trace_output(&model, compatibility))
}

/// Whether `Model.TraceOutput` turns recording on.
fn read_trace_output(model: &Section, compatibility: Compatibility) -> bool {
    let is_on = model.flag("TraceOutput") == Some(true);
    let is_read = rules::trace_output::is_read(compatibility);
    if is_on && !is_read {
        model.report.push(rules::without_effect(model.subject("TraceOutput")));
    }
    is_on && is_read
}

/// `Model.Precision`: the default, the maximum of derived types, and precisions by variable.
fn read_precision(model: &Section, graph: &Graph) -> (Precision, Option<FixedType>, BTreeMap<String, Precision>) {
    let mut variables = layers::variables_of(Op::CLASSES);
    let foreign = keys::FOREIGN_VARIABLES.iter().map(|name| (*name).to_owned());
    variables.extend(foreign.chain([MAXIMUM.to_owned()]).chain(layers::roles(graph, |_| true)));
    let mut read = precision::read(model, Some(&variables));
    let (width, integer) = DEFAULT_PRECISION;
    let default = read.default.unwrap_or(Precision::fixed(width, integer, true));
    if default == Precision::Auto {
        let path = model.path_of("Precision");
        let is_mapping = model.item("Precision").is_some_and(|item| item.value.is_object());
        let path = if is_mapping { format!("{path}.{}", precision::DEFAULT) } else { path };
        model.report.push(
            Diagnostic::error(
                Code::ConfigValue,
                Subject::Key(path),
                "the default precision of the model cannot be automatic",
            )
            .found("auto")
            .expected(precision::EXPECTED)
            .remedy("write `auto` for single variables or layers"),
        );
    }
    let maximum = read.by_variable.remove(MAXIMUM).and_then(|precision| {
        let maximum = precision.assignment();
        if maximum.is_none() {
            let subject = Subject::Key(format!("{}.{MAXIMUM}", model.path_of("Precision")));
            model.report.push(
                Diagnostic::error(Code::ConfigValue, subject, "the maximum must be a fixed-point or integer precision")
                    .found(precision.to_string()),
            );
        }
        maximum
    });
    (default, maximum, read.by_variable)
}

/// The key below `Model.Precision` that bounds derived types.
pub(crate) const MAXIMUM: &str = "maximum";

/// `Model.BitExact`: whether automatic types are derived from the trained constants; without the key, whether the model
/// has quantizers.
fn read_bit_exact(model: &Section, graph: &Graph, compatibility: Compatibility) -> bool {
    let is_on = model.flag("BitExact");
    if graph.has_quantizers() {
        return is_on != Some(false);
    }
    let is_on = is_on == Some(true);
    match compatibility {
        Compatibility::Sound => is_on,
        Compatibility::Hls4ml13 => {
            if let Some(item) = model.item("BitExact").filter(|_| is_on) {
                let message = "hls4ml 1.3 derives exact types from quantizers only and fails on a model without them";
                let remedy = "remove the entry, or set Compatibility to sound";
                model.report.push(item.error(Code::UnsupportedSetting, message).remedy(remedy));
            }
            false
        }
    }
}

/// The order of axes at the ends of a model that has its channels first.
pub(crate) fn read_layouts(model: &Section) -> Layouts {
    let default = Layouts::default();
    Layouts {
        channels_last: model
            .word("ChannelsLastConversion", ChannelsLast::ALL, ChannelsLast::as_str)
            .unwrap_or(default.channels_last),
        transpose_outputs: model.flag("TransposeOutputs").unwrap_or(default.transpose_outputs),
    }
}

/// Reports options that ask for something hlsmith does not have.
fn refuse_unavailable(model: &Section) {
    for name in ["AllowDAFallback", "AllowV2Fallback"] {
        model.flag(name);
    }
}

fn refuse_both_lists(section: &Section) {
    if let (Some(_), Some(Item { subject, .. })) = (section.item("Optimizers"), section.item("SkipOptimizers")) {
        let message = "`Optimizers` and `SkipOptimizers` exclude each other";
        section.report.push(Diagnostic::error(Code::ConfigConflict, subject, message).remedy("keep one of the two"));
    }
}

/// Reports reuse factors that do not divide the work of a layer, unless they are replaced later.
fn refuse_invalid_reuse_factors(section: &Section, graph: &Graph, settings: &HlsSettings) {
    for (_, node) in graph.nodes() {
        let Some(geometry) = graph.products(node) else { continue };
        let layer = LayerId::from(node);
        let wanted = Settled { strategy: settings.strategy(&layer), reuse_factor: settings.reuse_factor(&layer) };
        let settled = settle_reuse_factor(
            settings,
            &Subject::Layer(node.name.clone()),
            wanted,
            settings.target_cycles(&layer),
            &geometry,
        );
        if let Err(findings) = settled {
            section.report.extend(findings);
        }
    }
}

/// Refuses dense layers that cannot store their weights without the zeros; for other layers the key means nothing.
fn check_compression(section: &Section, graph: &Graph, settings: &HlsSettings) {
    for (_, node) in graph.nodes() {
        let layer = LayerId::from(node);
        let (Op::Dense(_), Some(true)) = (&node.op, settings.compression(&layer)) else { continue };
        let subject = Subject::Layer(node.name.clone());
        let is_vector = node.inputs.iter().all(|&input| graph.tensor(input).shape.len() == 1);
        if is_vector && settings.compresses(&layer) {
            continue;
        }
        let strategy = settings.strategy(&layer);
        section.report.push(if rules::compression::is_ignored(settings.compatibility, strategy) {
            rules::without_effect(subject)
        } else {
            let (found, remedy) = match is_vector {
                true => {
                    (format!("Compression with the strategy {strategy}"), "set `Strategy` to `Resource` for the layer")
                }
                false => {
                    ("Compression of a layer on a line or an image".into(), "leave `Compression` out for the layer")
                }
            };
            let message = "the weights of the layer cannot be stored without their zeros";
            Diagnostic::error(Code::UnsupportedSetting, subject, message).found(found).remedy(remedy)
        });
    }
}

/// Names the products of two tensors that have another strategy than the one there is for them.
fn name_inert_strategies(section: &Section, graph: &Graph, settings: &HlsSettings) {
    for (_, node) in graph.nodes().filter(|(_, node)| matches!(node.op, Op::Einsum(_))) {
        let strategy = settings.strategy(&LayerId::from(node));
        if strategy == Strategy::Latency {
            continue;
        }
        let message = "products of two tensors have one strategy, since no weights are to be kept; `ReuseFactor` shares \
                       their multipliers";
        section.report.push(
            Diagnostic::warning(Code::ConfigConflict, Subject::Layer(node.name.clone()), message)
                .found(strategy.to_string())
                .expected(Strategy::Latency.to_string()),
        );
    }
}

/// Whether a mapping without `HLSConfig` has the keys of one.
pub(crate) fn is_flat(raw: &serde_json::Map<String, Value>) -> bool {
    !raw.contains_key("HLSConfig") && keys::of(Scope::Hls).any(|key| raw.contains_key(key.name))
}
