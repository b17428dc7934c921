//! From a dictionary to settings.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result};
use hlsmith_ir::{Compatibility, Graph, Layouts};
use serde_json::{Map, Value};

use crate::keys::{self, Scope};
use crate::section::{Report, Section};
use crate::{
    Backend, Board, ConvertOptions, HlsSettings, IoType, ModelSource, Settings, TbOutputStream, WriterSettings,
};
use crate::{accelerator, catapult, hls, libero, rules};

/// Reads a whole configuration: the peer's dictionary with `OutputDir`, `HLSConfig` and so on. The keys of `HLSConfig`
/// may also stand at the top. The dictionary is only read.
///
/// Returns the settings with warnings.
///
/// # Errors
/// Every problem of the configuration, each with its path.
pub fn resolve(raw: &Value, graph: &Graph) -> Result<(Settings, Diagnostics)> {
    resolve_from(raw, graph, Report::new(false))
}

/// Reads the keyword arguments of a conversion and its `hls_config`.
///
/// # Errors
/// Every problem of both, each with the name of the argument or the path of the key.
pub fn resolve_parts(options: &ConvertOptions, hls_config: &Value, graph: &Graph) -> Result<(Settings, Diagnostics)> {
    resolve_from(&options.dictionary(hls_config), graph, Report::new(true))
}

/// The model that a configuration names, for reading it before the rest is resolved against it.
///
/// # Errors
/// When the configuration is no mapping, names two models, or a model of a framework that is not available.
pub fn model_source(raw: &Value) -> Result<Option<ModelSource>> {
    let report = Report::new(false);
    let top = Section::new(&report, Scope::Top, String::new(), Some(raw));
    for (key, _) in top.entries().filter(|(key, _)| keys::UNAVAILABLE.iter().any(|(name, _)| name == key)) {
        top.refuse_unknown_key(key, []);
    }
    let source = read_source(&top);
    report.into_findings().into_result()?;
    Ok(source)
}

/// The order of axes at the ends of a model, for reading it before the rest is resolved against it; what is wrong with
/// the configuration is reported then.
pub fn layouts(raw: &Value) -> Layouts {
    let report = Report::new(false);
    let is_flat = raw.as_object().is_some_and(hls::is_flat);
    let hls = if is_flat { Some(raw) } else { raw.get("HLSConfig") };
    hls::read_layouts(&Section::new(&report, Scope::Model, String::new(), hls.and_then(|hls| hls.get("Model"))))
}

fn resolve_from(raw: &Value, graph: &Graph, report: Report) -> Result<(Settings, Diagnostics)> {
    let top = Section::new(&report, Scope::Top, String::new(), Some(raw));
    let is_flat = raw.as_object().is_some_and(hls::is_flat);
    refuse_unknown_top_keys(&top, is_flat);
    let hls_section = if is_flat {
        Section::new(&report, Scope::Hls, String::new(), Some(raw))
    } else {
        let section = top.section("HLSConfig", Scope::Hls);
        section.refuse_unknown_keys();
        section
    };
    // What is wrong with the entry is reported where the settings are read.
    let backend = raw.get("Backend").and_then(Value::as_str);
    let backend = backend.and_then(|name| Backend::ALL.iter().find(|known| known.as_str().eq_ignore_ascii_case(name)));
    let backend = backend.copied().unwrap_or(Settings::default().backend);
    let (hls, model_traces) = hls::read(&hls_section, graph, backend);
    let mut settings = read(&top, hls);
    settings.trace_output |= model_traces;
    Ok((settings, report.into_findings().into_result()?))
}

/// Reports keys that the top does not have; in the flat form it also has those of `HLSConfig`.
fn refuse_unknown_top_keys(top: &Section, is_flat: bool) {
    let hls = || keys::of(Scope::Hls).filter(|_| is_flat).map(|key| key.name);
    for (key, _) in top.entries() {
        if keys::find(Scope::Top, key).is_some() || hls().any(|known| known == key) {
            continue;
        }
        if keys::find(Scope::Hls, key).is_some() {
            let message = "this key belongs into `HLSConfig`";
            let finding = Diagnostic::error(Code::ConfigUnknownKey, top.subject(key), message);
            top.report.push(finding.remedy("move it there"));
        } else {
            top.refuse_unknown_key(key, keys::of(Scope::Top).map(|key| key.name).chain(hls()));
        }
    }
}

fn read(top: &Section, hls: HlsSettings) -> Settings {
    let defaults = Settings::default();
    let backend = read_backend(top).unwrap_or(defaults.backend);
    let writer = top.section("WriterConfig", Scope::Writer);
    writer.refuse_unknown_keys();
    let project_name = top.text("ProjectName").unwrap_or(defaults.project_name);
    refuse_other_project_dir(top, &project_name);
    let accelerator = accelerator::read(top, backend);
    let part = match &accelerator {
        Some(accelerator) => Some(read_part_of(top, accelerator.board)),
        // Its boards stand beside the part.
        None if backend == Backend::Libero => top.text("Part"),
        None => read_part(top, hls.compatibility),
    };
    let part = part.unwrap_or_else(|| backend.default_part().to_owned());
    Settings {
        output_dir: top.path("OutputDir").unwrap_or(defaults.output_dir),
        project_name,
        backend,
        version: top.text("Version").unwrap_or(defaults.version),
        part,
        clock_period: top.positive("ClockPeriod").unwrap_or(defaults.clock_period),
        clock_uncertainty: top.percent("ClockUncertainty").unwrap_or(backend.default_clock_uncertainty()),
        io_type: top.word("IOType", IoType::ALL, IoType::as_str).unwrap_or(defaults.io_type),
        hyperopt_handshake: read_hyperopt_handshake(top, backend),
        accelerator,
        catapult: catapult::read(top, backend),
        libero: libero::read(top, backend),
        writer: read_writer(&writer, backend),
        input_data: top.path("InputData"),
        output_predictions: top.path("OutputPredictions"),
        trace_output: top.flag("TraceOutput").unwrap_or(defaults.trace_output),
        source: read_source(top),
        wiring: None,
        hls,
    }
}

/// Whether handshakes may be pipelined; other backends than oneAPI have no such option.
fn read_hyperopt_handshake(top: &Section, backend: Backend) -> bool {
    let flag = top.flag("HyperoptHandshake").unwrap_or(false);
    match backend {
        Backend::OneApi => flag,
        Backend::Catapult
        | Backend::Libero
        | Backend::Quartus
        | Backend::Vitis
        | Backend::VitisUnified
        | Backend::Vivado
        | Backend::VivadoAccelerator => {
            if let (true, Some(item)) = (flag, top.item("HyperoptHandshake")) {
                let finding = item.error(Code::UnsupportedSetting, "only the backend oneAPI has this option");
                top.report.push(finding.found(format!("the backend {backend}")).remedy("remove the entry"));
            }
            false
        }
    }
}

fn read_writer(section: &Section, backend: Backend) -> WriterSettings {
    let defaults = WriterSettings::default();
    WriterSettings {
        namespace: section.text("Namespace"),
        write_weights_txt: section.flag("WriteWeightsTxt").unwrap_or(backend.writes_weights_txt()),
        write_tar: section.flag("WriteTar").unwrap_or(defaults.write_tar),
        tb_output_stream: section
            .word("TBOutputStream", TbOutputStream::ALL, TbOutputStream::as_str)
            .unwrap_or(defaults.tb_output_stream),
        write_emulation_constants: section
            .flag("WriteEmulationConstants")
            .unwrap_or(defaults.write_emulation_constants),
    }
}

fn read_backend(top: &Section) -> Option<Backend> {
    let unavailable = top.item("Backend").and_then(|item| {
        let text = item.value.as_str()?;
        let name = keys::UNAVAILABLE_BACKENDS.iter().find(|name| name.eq_ignore_ascii_case(text))?;
        Some(item.error(Code::ConfigValue, format!("the backend {name} is not available")))
    });
    if let Some(finding) = unavailable {
        top.report.push(finding.expected(format!(
            "one of {}",
            Backend::ALL.iter().map(|backend| backend.as_str()).collect::<Vec<_>>().join(", ")
        )));
        return None;
    }
    top.word("Backend", Backend::ALL, Backend::as_str)
}

/// The part of a board that decides it.
fn read_part_of(top: &Section, board: &Board) -> String {
    if let (Some(part), Some(item)) = (top.text("Part"), top.item("Part"))
        && part != board.part
    {
        let finding = item.error(Code::ConfigConflict, "the board has another part than `Part`");
        top.report.push(finding.expected(format!("the part {}", board.part)).remedy("remove the entry"));
    }
    board.part.to_owned()
}

/// The part, given or that of the board.
fn read_part(top: &Section, compatibility: Compatibility) -> Option<String> {
    let part = top.text("Part");
    let board = top.text("Board");
    let (Some(board), Some(item)) = (board, top.item("Board")) else { return part };
    if !rules::board::decides_part(compatibility) {
        top.report.push(rules::without_effect(item.subject));
        return part;
    }
    let Some(Board { part: of_board, .. }) = Board::read(top.report, &item, &board) else { return part };
    if part.as_deref().is_some_and(|part| part != *of_board) {
        let finding = item.error(Code::ConfigConflict, "the board has another part than `Part`");
        top.report.push(finding.expected(format!("the part {of_board}")).remedy("remove one of the two"));
    }
    Some((*of_board).to_owned())
}

fn refuse_other_project_dir(top: &Section, project_name: &str) {
    let expected = format!("{project_name}_prj");
    if let (Some(dir), Some(item)) = (top.text("ProjectDir"), top.item("ProjectDir"))
        && dir != expected
    {
        let finding = item.error(Code::UnsupportedSetting, "the folder of the tool's project cannot be chosen");
        top.report.push(finding.expected(format!("`{expected}`")).remedy("remove the entry"));
    }
}

fn read_source(top: &Section) -> Option<ModelSource> {
    if let Some(path) = top.path("OnnxModel") {
        return Some(ModelSource::Onnx(path));
    }
    if let Some(path) = top.path("PytorchModel") {
        return Some(ModelSource::Pytorch(path));
    }
    let keras = top.path("KerasModel");
    let h5 = top.path("KerasH5");
    let json = top.path("KerasJson");
    if keras.is_some()
        && let Some(other) = ["KerasH5", "KerasJson"].into_iter().find_map(|name| top.item(name))
    {
        let finding = Diagnostic::error(Code::ConfigConflict, other.subject, "`KerasModel` already names the model");
        top.report.push(finding.remedy("keep one of the two"));
    }
    match (keras, json, h5) {
        (Some(path), _, _) => Some(ModelSource::Keras(path)),
        (None, Some(architecture), weights) => Some(ModelSource::KerasJson { architecture, weights }),
        (None, None, Some(path)) => Some(ModelSource::KerasH5(path)),
        (None, None, None) => None,
    }
}

impl ConvertOptions {
    /// The arguments by name, each with the scope and name of its key.
    fn arguments(&self) -> [(&'static str, &Option<Value>); 30] {
        [
            ("output_dir", &self.output_dir),
            ("project_name", &self.project_name),
            ("input_data_tb", &self.input_data_tb),
            ("output_data_tb", &self.output_data_tb),
            ("backend", &self.backend),
            ("version", &self.version),
            ("board", &self.board),
            ("interface", &self.interface),
            ("driver", &self.driver),
            ("platform", &self.platform),
            ("input_type", &self.input_type),
            ("output_type", &self.output_type),
            ("tech", &self.tech),
            ("asiclibs", &self.asiclibs),
            ("fifo", &self.fifo),
            ("fpga_family", &self.fpga_family),
            ("smarthls_path", &self.smarthls_path),
            ("part", &self.part),
            ("clock_period", &self.clock_period),
            ("clock_uncertainty", &self.clock_uncertainty),
            ("io_type", &self.io_type),
            ("hyperopt_handshake", &self.hyperopt_handshake),
            ("namespace", &self.namespace),
            ("write_weights_txt", &self.write_weights_txt),
            ("write_tar", &self.write_tar),
            ("tb_output_stream", &self.tb_output_stream),
            ("write_emulation_constants", &self.write_emulation_constants),
            ("bit_exact", &self.bit_exact),
            ("allow_da_fallback", &self.allow_da_fallback),
            ("allow_v2_fallback", &self.allow_v2_fallback),
        ]
    }

    /// The dictionary form of these arguments and `hls_config`.
    fn dictionary(&self, hls_config: &Value) -> Value {
        let (mut top, mut writer, mut model) = (Map::new(), Map::new(), Map::new());
        let (mut accelerator, mut words) = (Map::new(), Map::new());
        for (argument, value) in self.arguments() {
            let (Some(value), Some(key)) = (value, keys::KEYS.iter().find(|key| key.argument == Some(argument))) else {
                continue;
            };
            let target = match key.scope {
                Scope::Top => &mut top,
                Scope::Writer => &mut writer,
                Scope::Accelerator => &mut accelerator,
                Scope::AcceleratorPrecision => &mut words,
                Scope::Hls | Scope::Model | Scope::Layer => &mut model,
            };
            target.insert(key.name.to_owned(), value.clone());
        }
        let mut hls_config = hls_config.clone();
        if hls_config.is_null() {
            hls_config = Value::Object(Map::new());
        }
        if let Value::Object(entries) = &mut hls_config {
            let slot = entries.entry("Model").or_insert(Value::Null);
            if slot.is_null() {
                *slot = Value::Object(Map::new());
            }
            if let Value::Object(slot) = slot {
                slot.extend(model.into_iter().filter(|(_, value)| !value.is_null()));
            }
        }
        if !words.is_empty() {
            accelerator.insert("Precision".to_owned(), Value::Object(words));
        }
        if !accelerator.is_empty() {
            top.insert("AcceleratorConfig".to_owned(), Value::Object(accelerator));
        }
        top.insert("WriterConfig".to_owned(), Value::Object(writer));
        top.insert("HLSConfig".to_owned(), hls_config);
        Value::Object(top)
    }
}
