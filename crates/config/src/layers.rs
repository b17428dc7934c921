//! The entries below `LayerName` and `LayerType`.

use std::collections::BTreeMap;

use hlsmith_diag::{Code, Diagnostic, Severity, Subject, closest, did_you_mean};
use hlsmith_fixed::Precision;
use hlsmith_ir::{
    AttributeDecl, AttributeValue, Compatibility, ConvImplementation, Graph, Kind, Level, Op, Strategy, pascal_case,
    snake_case,
};
use serde_json::Value;

use crate::entry::Entry;
use crate::keys::{self, Scope, ValueKind};
use crate::precision::{self, PrecisionEntry};
use crate::rules::strategy_spelling::Reading;
use crate::section::{Item, Section};
use crate::{LayerId, rules};

/// Largest integer attribute: no device holds a table of more entries.
const MAX_INTEGER: i64 = 1 << 24;

/// Reads `LayerName`; entries by key.
pub(crate) fn read_names(section: &Section, graph: &Graph, compatibility: Compatibility) -> Vec<Entry> {
    refuse_equal_keys(section, |key| graph.nodes().any(|(_, node)| node.name == key));
    let mut entries = Vec::new();
    for (key, _) in section.entries() {
        let layer = section.section(key, Scope::Layer);
        let lower = key.to_lowercase();
        let nodes: Vec<LayerId> =
            graph.nodes().map(|(_, node)| node.into()).filter(|id: &LayerId| id.name.to_lowercase() == lower).collect();
        if nodes.is_empty() {
            section.report.push(unknown_layer(&layer.path, key, graph));
            continue;
        }
        let classes = nodes.iter().map(|id| id.class).collect();
        let roles = roles(graph, |id| nodes.iter().any(|node| node.name == id.name));
        let read_attributes = nodes.iter().any(|id| rules::attribute_case::is_read(compatibility, key, id.name));
        entries.push(Reader { section: layer, compatibility, classes, roles, read_attributes }.entry(key));
    }
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

/// Reads `LayerType`; entries by key.
pub(crate) fn read_types(section: &Section, graph: &Graph, compatibility: Compatibility) -> Vec<Entry> {
    refuse_equal_keys(section, |_| false);
    let mut entries = Vec::new();
    for (key, _) in section.entries() {
        let layer = section.section(key, Scope::Layer);
        let lower = key.to_lowercase();
        let matching = |regime| -> Vec<(LayerId, &str)> {
            let ids = graph.nodes().map(|(_, node)| LayerId::from(node));
            ids.filter_map(|id| {
                let keys = rules::layer_type_match::keys(regime, &id);
                let spelling = keys.into_iter().find(|known| known.to_lowercase() == lower)?;
                Some((id, spelling))
            })
            .collect()
        };
        let nodes = matching(compatibility);
        let class = Op::CLASSES.iter().copied().find(|class| class.to_lowercase() == lower);
        let is_foreign = keys::FOREIGN_TYPES.iter().any(|known| known.to_lowercase() == lower);
        let subject = Subject::Key(layer.path.clone());
        if nodes.is_empty() {
            if !matching(Compatibility::Sound).is_empty() {
                section.report.push(rules::without_effect(subject));
            } else if class.is_some() || is_foreign {
                let message = "no layer of the model is of this type";
                section.report.push(Diagnostic::warning(Code::ConfigUnknownType, subject, message));
            } else {
                section.report.push(unknown_type(subject, key, graph));
                continue;
            }
        }
        let mut classes: Vec<&str> = nodes.iter().map(|(id, _)| id.class).chain(class).collect();
        classes.sort_unstable();
        classes.dedup();
        let read_attributes =
            nodes.iter().all(|(_, spelling)| rules::attribute_case::is_read(compatibility, key, spelling));
        let roles = roles(graph, |id| nodes.iter().any(|(node, _)| node.name == id.name));
        let reader = Reader { section: layer, compatibility, classes, roles, read_attributes };
        reader.warn_of_inert_type_keys();
        entries.push(reader.entry(key));
    }
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

/// What the weights of the layers of extensions are that a selection takes.
pub(crate) fn roles(graph: &Graph, is_selected: impl Fn(&LayerId) -> bool) -> Vec<String> {
    let customs = graph.nodes().filter_map(|(_, node)| {
        if let Op::Custom(custom) = &node.op { is_selected(&node.into()).then_some(custom) } else { None }
    });
    customs.flat_map(|custom| &custom.weights).map(|weight| weight.role.clone()).collect()
}

/// Reports keys that differ in letter case only, unless each is one `is_distinct` knows exactly.
fn refuse_equal_keys(section: &Section, is_distinct: impl Fn(&str) -> bool) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (key, _) in section.entries() {
        if let Some(first) = seen.insert(key.to_lowercase(), key)
            && !(is_distinct(first) && is_distinct(key))
        {
            let subject = Subject::Key(section.path_of(key));
            let message = format!("this is the same as `{first}`, as letter case does not matter");
            section
                .report
                .push(Diagnostic::error(Code::ConfigConflict, subject, message).remedy("keep one of the two"));
        }
    }
}

fn unknown_layer(path: &str, key: &str, graph: &Graph) -> Diagnostic {
    let finding = Diagnostic::error(
        Code::ConfigUnknownLayer,
        Subject::Key(path.to_owned()),
        "the model has no layer of this name",
    );
    let names: Vec<&str> = graph.nodes().map(|(_, node)| node.name.as_str()).collect();
    let is_type = graph.nodes().any(|(_, node)| node.origin == key || node.op.class() == key);
    if closest(key, names.iter().copied()).is_none() && is_type {
        return finding.remedy("this is a type of layer; write it below `LayerType`");
    }
    finding.remedy(did_you_mean(key, names))
}

fn unknown_type(subject: Subject, key: &str, graph: &Graph) -> Diagnostic {
    let finding = Diagnostic::error(Code::ConfigUnknownType, subject, "there is no layer type of this name");
    if graph.find(key).is_some() {
        return finding.remedy("this is a layer; write it below `LayerName`");
    }
    let mut types: Vec<&str> = graph.nodes().flat_map(|(_, node)| [node.origin.as_str(), node.op.class()]).collect();
    types.sort_unstable();
    types.dedup();
    finding.remedy(did_you_mean(key, types))
}

/// Reads what `Model` and each layer have in common.
pub(crate) fn read_common(section: &Section, compatibility: Compatibility, entry: &mut Entry) {
    entry.reuse_factor = section.integer("ReuseFactor");
    entry.strategy = read_strategy(section, compatibility);
    entry.target_cycles = section.integer("TargetCycles");
    entry.compression = section.flag("Compression");
    entry.conv_implementation = section.word("ConvImplementation", ConvImplementation::ALL, ConvImplementation::as_str);
    entry.parallelization_factor = section.integer("ParallelizationFactor");
}

fn read_strategy(section: &Section, compatibility: Compatibility) -> Option<Strategy> {
    let item = section.item("Strategy")?;
    let kind = keys::find(section.scope, "Strategy")?.kind;
    let text = item.text(section.report, kind)?;
    match rules::strategy_spelling::read(compatibility, text) {
        Reading::Known(strategy) => Some(strategy),
        Reading::DistributedArithmetic => {
            section.report.push(
                item.error(Code::UnsupportedSetting, "the strategy DistributedArithmetic is not available")
                    .expected(kind.to_string())
                    .remedy("use `Latency`"),
            );
            None
        }
        Reading::TakenForLatency => {
            let message = "unknown choice; hls4ml 1.3 takes it for `Latency`".to_owned();
            section.report.push(Diagnostic { severity: Severity::Warning, message, ..item.misfit(kind) });
            Some(Strategy::Latency)
        }
        Reading::Unknown => {
            section.report.push(item.misfit(kind));
            None
        }
    }
}

/// Reads one entry.
struct Reader<'a> {
    section: Section<'a>,
    compatibility: Compatibility,
    /// Classes of the layers the entry speaks about; empty when the model has none of them.
    classes: Vec<&'a str>,
    /// What the weights of layers of extensions among them are.
    roles: Vec<String>,
    /// Whether attribute keys are read.
    read_attributes: bool,
}

impl Reader<'_> {
    fn entry(&self, key: &str) -> Entry {
        let mut entry = Entry { key: key.to_owned(), ..Entry::default() };
        let variables = self.variables();
        let known = (!self.classes.is_empty()).then_some(variables.as_slice());
        let PrecisionEntry { default, by_variable } = precision::read(&self.section, known);
        self.warn_of_ignored_precisions(&by_variable);
        entry.default = default;
        entry.by_variable = by_variable;
        read_common(&self.section, self.compatibility, &mut entry);
        self.warn_of_windows(&entry);
        entry.trace = self.section.flag("Trace");
        if !self.read_attributes {
            self.warn_of_ignored_key("Trace");
            self.warn_of_ignored_key("ParallelizationFactor");
        }
        for (key, value) in self.section.entries() {
            if keys::find(Scope::Layer, key).is_none() && !self.classes.is_empty() {
                self.attribute(key, Item { value, subject: self.section.subject(key) }, &mut entry);
            }
        }
        entry
    }

    /// Each class with its declaration.
    fn declarations(&self) -> impl Iterator<Item = (&str, &'static [AttributeDecl])> {
        self.classes.iter().filter_map(|class| Some((*class, Op::class_declaration(class)?)))
    }

    /// The variables that have a precision of their own.
    fn variables(&self) -> Vec<String> {
        let mut variables = variables_of(&self.classes);
        variables.extend(self.roles.iter().filter(|role| !variables.contains(role)).cloned().collect::<Vec<_>>());
        variables
    }

    /// An attribute by the name its key has in snake case.
    fn declared(&self, name: &str) -> Option<&'static AttributeDecl> {
        self.declarations().find_map(|(_, declaration)| declaration.iter().find(|attribute| attribute.name == name))
    }

    /// Reads the key of an attribute.
    fn attribute(&self, key: &str, item: Item, entry: &mut Entry) {
        let name = snake_case(key);
        if let Some(setting) = keys::find(Scope::Layer, &pascal_case(&name)) {
            self.section.refuse_unknown_key(key, [setting.name]);
            return;
        }
        let Some(attribute) = self.declared(&name) else {
            self.refuse_unknown_attribute(key, &name);
            return;
        };
        if attribute.level == Level::Structure {
            let finding = item.error(Code::ConfigValue, "the model decides this, not the configuration");
            self.section.report.push(finding.remedy("remove the entry"));
            return;
        }
        if entry.attributes.contains_key(&name) || entry.type_keys.contains_key(name.trim_end_matches("_t")) {
            let finding = item.error(Code::ConfigConflict, format!("attribute `{name}` is given twice"));
            self.section.report.push(finding.remedy("keep one of the two"));
            return;
        }
        if !self.read_attributes {
            self.section.report.push(rules::without_effect(item.subject.clone()));
        }
        match attribute.kind {
            Kind::Type => {
                let var = name.strip_suffix("_t").unwrap_or(&name).to_owned();
                let is_read = |class: &&str| rules::type_keys::are_read(self.compatibility, class, &var);
                if !self.classes.iter().any(is_read) {
                    self.section.report.push(rules::without_effect(item.subject.clone()));
                }
                if let Some(precision) = precision::read_text(&item, self.section.report) {
                    entry.type_keys.insert(var, precision);
                }
            }
            Kind::Weight | Kind::Extension | Kind::Values | Kind::Weights => self.refuse_unknown_attribute(key, &name),
            Kind::Int | Kind::Float | Kind::Bool | Kind::Choice(_) | Kind::Ints => {
                match self.typed(attribute, item.value) {
                    Ok(value) => {
                        entry.attributes.insert(name, value);
                    }
                    Err(expected) => self.section.report.push(misfit(&item, attribute.kind, expected)),
                }
            }
        }
    }

    /// The value of an attribute, or what would be one.
    fn typed(&self, attribute: &AttributeDecl, value: &Value) -> Result<AttributeValue, String> {
        match attribute.kind {
            Kind::Int => {
                let least = i64::from(self.has_positive_default(attribute.name));
                value
                    .as_i64()
                    .filter(|number| (least..=MAX_INTEGER).contains(number))
                    .map(AttributeValue::Int)
                    .ok_or_else(|| format!("an integer from {least} to {MAX_INTEGER}"))
            }
            Kind::Float => value.as_f64().map(AttributeValue::Float).ok_or_else(|| "a number".to_owned()),
            Kind::Bool => value.as_bool().map(AttributeValue::Bool).ok_or_else(|| ValueKind::Flag.to_string()),
            Kind::Choice(words) => {
                let text = value.as_str().unwrap_or_default();
                let word = words().into_iter().find(|word| word.eq_ignore_ascii_case(text));
                word.map(|word| AttributeValue::Choice(word.to_owned()))
                    .ok_or_else(|| ValueKind::Words(words).to_string())
            }
            Kind::Ints | Kind::Type | Kind::Weight | Kind::Extension | Kind::Values | Kind::Weights => {
                Err("no value".to_owned())
            }
        }
    }

    /// Whether an integer attribute counts something that cannot be absent.
    fn has_positive_default(&self, name: &str) -> bool {
        self.classes.iter().flat_map(|class| Op::class_defaults(class).unwrap_or_default()).any(
            |(attribute, default)| attribute == name && matches!(default, AttributeValue::Int(number) if number > 0),
        )
    }

    fn refuse_unknown_attribute(&self, key: &str, name: &str) {
        let var = name.strip_suffix("_t").unwrap_or(name);
        if self.variables().iter().any(|known| known == var) {
            let subject = Subject::Key(self.section.path_of(key));
            let finding = Diagnostic::error(Code::ConfigUnknownKey, subject, "this type is no attribute");
            self.section.report.push(finding.remedy(format!("write `Precision: {{{var}: ...}}`")));
            return;
        }
        let attributes = self.declarations().flat_map(|(_, declaration)| declaration).filter(|attribute| {
            attribute.level != Level::Structure && !matches!(attribute.kind, Kind::Weight | Kind::Weights)
        });
        let mut known: Vec<String> = keys::of(Scope::Layer).map(|key| key.name.to_owned()).collect();
        for attribute in attributes {
            let name = match attribute.kind {
                Kind::Type => attribute.name.to_owned(),
                Kind::Int
                | Kind::Float
                | Kind::Bool
                | Kind::Choice(_)
                | Kind::Ints
                | Kind::Weight
                | Kind::Extension
                | Kind::Values
                | Kind::Weights => pascal_case(attribute.name),
            };
            if !known.contains(&name) {
                known.push(name);
            }
        }
        self.section.refuse_unknown_key(key, known.iter().map(String::as_str));
    }

    fn warn_of_ignored_key(&self, name: &str) {
        if let Some(item) = self.section.item(name) {
            self.section.report.push(rules::without_effect(item.subject));
        }
    }

    /// Warns of instructions for layers that read no stream through them.
    fn warn_of_windows(&self, entry: &Entry) {
        let is_encoded = entry.conv_implementation == Some(ConvImplementation::Encoded);
        if is_encoded && !self.classes.is_empty() && self.declared("conv_implementation").is_none() {
            let message = "only convolutions have encoded instructions; this has no effect on other layers";
            let subject = self.section.subject("ConvImplementation");
            self.section
                .report
                .push(Diagnostic::warning(Code::ConfigValue, subject, message).remedy("remove the entry"));
        }
    }

    fn warn_of_inert_type_keys(&self) {
        if !rules::inert_type_keys::are_read(self.compatibility) {
            self.warn_of_ignored_key("TargetCycles");
            self.warn_of_ignored_key("ConvImplementation");
        }
    }

    /// Warns of entries that are not read and ask for something else than what holds without them.
    fn warn_of_ignored_precisions(&self, by_variable: &BTreeMap<String, Precision>) {
        for (var, precision) in by_variable {
            let is_ignored = |class: &&str| {
                !rules::default_types::precision_is_read(self.compatibility, class, var)
                    && rules::default_types::default_of(class, var) != Some(*precision)
            };
            if self.classes.iter().any(is_ignored) {
                let path = format!("{}.{var}", self.section.path_of("Precision"));
                self.section.report.push(rules::without_effect(Subject::Key(path)));
            }
        }
    }
}

/// The variables of classes that have a precision of their own: results, weights and types.
pub(crate) fn variables_of(classes: &[&str]) -> Vec<String> {
    let mut variables = vec!["result".to_owned()];
    for attribute in classes.iter().filter_map(|class| Op::class_declaration(class)).flatten() {
        let name = match attribute.kind {
            Kind::Type => attribute.name.strip_suffix("_t").unwrap_or(attribute.name),
            Kind::Weight => attribute.name,
            Kind::Int
            | Kind::Float
            | Kind::Bool
            | Kind::Choice(_)
            | Kind::Ints
            | Kind::Extension
            | Kind::Values
            | Kind::Weights => continue,
        };
        if !variables.iter().any(|known| known == name) {
            variables.push(name.to_owned());
        }
    }
    if classes.iter().any(|class| DEPTHWISE.contains(class)) {
        variables.push(DEPTHWISE_VARIABLE.to_owned());
    }
    if classes.contains(&"BatchNormalization") {
        variables.extend(STATISTICS.iter().map(|&name| name.to_owned()));
    }
    variables
}

/// What normalisations of QKeras have quantisers for; the peer shows their types and goes without them.
const STATISTICS: &[&str] = &["gamma", "beta", "mean", "variance"];

/// Classes whose weights have a quantiser under a name of its own.
const DEPTHWISE: &[&str] = &["DepthwiseConv1D", "DepthwiseConv2D"];

/// The variable under which the peer's starting configurations show the type that such a quantiser gives weights; the
/// quantiser decides about it.
pub(crate) const DEPTHWISE_VARIABLE: &str = "depthwise";

fn misfit(item: &Item, kind: Kind, expected: String) -> Diagnostic {
    let finding = item.error(Code::ConfigValue, "the value does not fit the attribute").expected(expected);
    match (kind, item.value) {
        (Kind::Choice(words), Value::String(text)) => finding.remedy(did_you_mean(text, words())),
        (
            Kind::Int
            | Kind::Float
            | Kind::Bool
            | Kind::Choice(_)
            | Kind::Ints
            | Kind::Type
            | Kind::Weight
            | Kind::Extension
            | Kind::Values
            | Kind::Weights,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
        ) => finding,
    }
}
