//! Whole configurations: files, dictionaries, keyword arguments, and back.

mod common;

use std::path::PathBuf;

use common::graph;
use hlsmith_config::{
    Backend, Catapult, ConvertOptions, HlsSettings, IoType, LayerId, Libero, ModelSource, PipelineStyle, Settings,
    TbOutputStream, Technology, WriterSettings, model_source, parse_yaml, resolve, resolve_parts, to_yaml,
};
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::{Compatibility, Graph, Strategy};
use proptest::prelude::*;
use serde_json::{Value, json};

fn resolved(raw: &Value, graph: &Graph) -> Settings {
    let (settings, warnings) = resolve(raw, graph).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(warnings.is_empty(), "{warnings}");
    settings
}

#[test]
fn nothing_gives_the_defaults() {
    let graph = graph("mlp");
    for raw in [json!({}), json!({"HLSConfig": null}), json!({"Part": null, "HLSConfig": {"Model": null}})] {
        assert_eq!(resolved(&raw, &graph), Settings::default());
    }
    let (settings, _) = resolve_parts(&ConvertOptions::default(), &Value::Null, &graph).expect("defaults");
    assert_eq!(settings, Settings::default());
    let vitis = resolved(&json!({"Backend": "vitis"}), &graph);
    assert_eq!((vitis.backend, vitis.clock_uncertainty), (Backend::Vitis, 27.0));
}

/// The example of the peer's guide, with blanks before colons.
const GUIDE: &str = "\
KerasH5 : my_keras_model.h5
OutputDir : my-hls-test
ProjectName : myproject
Part : xcvu13p-flga2577-2-e
ClockPeriod : 5
IOType : io_stream
HLSConfig :
  Model :
    Precision : ap_fixed<16,6>
    ReuseFactor : 10
  LayerName :
    fc1 :
      Precision : ap_fixed<32,16>
      ReuseFactor : 1
    fc2 :
      Precision : ap_fixed<12,4>
      ReuseFactor : 8
";

#[test]
fn the_example_of_the_guide_is_read() {
    let graph = graph("mlp");
    let settings = resolved(&parse_yaml(GUIDE).expect("YAML"), &graph);
    assert_eq!(settings.source, Some(ModelSource::KerasH5(PathBuf::from("my_keras_model.h5"))));
    assert_eq!(settings.io_type, IoType::Stream);
    let layer = |name| LayerId { name, class: "Dense", origin: "Dense" };
    assert_eq!(settings.hls.reuse_factor(&layer("fc1")), 1);
    assert_eq!(settings.hls.reuse_factor(&layer("fc2")), 8);
    assert_eq!(settings.hls.reuse_factor(&layer("added")), 10);
    let expected = (Precision::fixed(12, 4, true), "fc2_weight_t".to_owned());
    assert_eq!(settings.hls.precision(&layer("fc2"), "weight"), expected);
}

/// The model a configuration names, or the first line of the refusal.
fn check_source(raw: Value, expected: std::result::Result<Option<ModelSource>, &str>) {
    let first_line = |text: String| text.lines().next().unwrap_or_default().to_owned();
    let found = model_source(&raw).map_err(|findings| first_line(findings.to_string()));
    assert_eq!(found, expected.map_err(str::to_owned), "{raw}");
}

#[test]
fn the_model_is_found_before_the_rest_is_read() {
    check_source(json!({}), Ok(None));
    check_source(json!({"KerasModel": "a.keras", "Nonsense": 1}), Ok(Some(ModelSource::Keras("a.keras".into()))));
    check_source(
        json!({"KerasJson": "a.json"}),
        Ok(Some(ModelSource::KerasJson { architecture: "a.json".into(), weights: None })),
    );
    check_source(json!({"KerasModel": 5}), Err("error[HS0303]: key `KerasModel`: the value is of the wrong kind"));
    check_source(json!({"OnnxModel": "a.onnx"}), Ok(Some(ModelSource::Onnx("a.onnx".into()))));
    check_source(json!({"PytorchModel": "a.pt2"}), Ok(Some(ModelSource::Pytorch("a.pt2".into()))));
    check_source(json!(3), Err("error[HS0303]: key `configuration`: the value is of the wrong kind"));
}

#[test]
fn all_options_are_read() {
    let graph = graph("mlp");
    let raw = json!({
        "OutputDir": "out/a b", "ProjectName": "net", "ProjectDir": "net_prj", "Backend": "VITIS", "Version": "2.1",
        "Board": "pynq-z2", "ClockPeriod": 2.5, "ClockUncertainty": "10 %", "IOType": "IO_STREAM",
        "WriterConfig": {"Namespace": "ns", "WriteWeightsTxt": false, "WriteTar": true, "TBOutputStream": "stdout",
            "WriteEmulationConstants": true},
        "KerasJson": "a.json", "KerasH5": "w.h5", "InputData": "x.npy", "OutputPredictions": "y.npy",
        "TraceOutput": true,
        "HLSConfig": {
            "Model": {"Precision": {"default": "fixed<18,8>", "maximum": "fixed<24,8,RND,SAT>"}, "ReuseFactor": 2,
                "Strategy": "resource", "BramFactor": 1000000000, "PipelineStyle": "Dataflow", "PipelineInterval": 3,
                "Compression": 0, "Compatibility": "sound"},
            "Flows": ["convert"], "SkipOptimizers": ["a", "b"],
            "LayerName": {"fc2": {"ReuseFactor": 3}}
        }
    });
    let settings = resolved(&raw, &graph);
    let writer = WriterSettings {
        namespace: Some("ns".into()),
        write_weights_txt: false,
        write_tar: true,
        tb_output_stream: TbOutputStream::Stdout,
        write_emulation_constants: true,
    };
    let expected = Settings {
        output_dir: "out/a b".into(),
        project_name: "net".into(),
        backend: Backend::Vitis,
        version: "2.1".into(),
        hyperopt_handshake: false,
        accelerator: None,
        catapult: Catapult::default(),
        libero: Libero::default(),
        part: "xc7z020clg400-1".into(),
        clock_period: 2.5,
        clock_uncertainty: 10.0,
        io_type: IoType::Stream,
        writer,
        input_data: Some("x.npy".into()),
        output_predictions: Some("y.npy".into()),
        trace_output: true,
        source: Some(ModelSource::KerasJson { architecture: "a.json".into(), weights: Some("w.h5".into()) }),
        hls: settings.hls.clone(),
        wiring: None,
    };
    assert_eq!(settings, expected);
    let HlsSettings { compatibility, flows, optimizers, skip_optimizers, pipeline_style, maximum, .. } = &settings.hls;
    assert_eq!((compatibility, pipeline_style), (&Compatibility::Sound, &PipelineStyle::Dataflow));
    assert_eq!((flows.as_deref(), optimizers), (Some(&["convert".to_owned()][..]), &None));
    assert_eq!(skip_optimizers, &["a", "b"]);
    assert_eq!((settings.hls.pipeline_interval, settings.hls.bram_factor), (Some(3), 1_000_000_000));
    let rounding = (hlsmith_fixed::Rounding::Rnd, hlsmith_fixed::Overflow::Sat);
    assert_eq!(*maximum, Some(FixedType::new(24, 8, true).with_modes(rounding.0, rounding.1)));
    assert_eq!(settings.hls.default_precision(), Precision::fixed(18, 8, true));
    let layer = LayerId { name: "fc1", class: "Dense", origin: "Dense" };
    assert_eq!(settings.hls.strategy(&layer), Strategy::Resource);
    assert_eq!(settings.hls.compression(&layer), Some(false));
}

#[test]
fn catapult_has_keys_of_its_own() {
    let graph = graph("mlp");
    let raw = json!({"Backend": "catapult", "Technology": "ASIC", "ASICLibs": "saed32rvt", "FIFO": "lib.pipe_mem"});
    let settings = resolved(&raw, &graph);
    let expected =
        Catapult { technology: Technology::Asic, asic_library: "saed32rvt".into(), fifo: Some("lib.pipe_mem".into()) };
    assert_eq!(settings.catapult, expected);
    assert_eq!((settings.part.as_str(), settings.clock_uncertainty), ("xcku115-flvb2104-2-i", 0.0));
    assert_eq!(resolved(&settings.to_document(), &graph), settings);
}

#[test]
fn libero_has_keys_of_its_own() {
    let graph = graph("mlp");
    let raw = json!({"Backend": "libero", "FPGAFamily": "PolarFireSoC", "Board": "Icicle_SoC", "SmartHLSPath": "/opt/shls 1"});
    let settings = resolved(&raw, &graph);
    let expected =
        Libero { family: "PolarFireSoC".into(), board: "Icicle_SoC".into(), installation: Some("/opt/shls 1".into()) };
    assert_eq!(settings.libero, expected);
    assert_eq!((settings.part.as_str(), settings.clock_uncertainty), ("MPF300", 0.0));
    assert_eq!(resolved(&settings.to_document(), &graph), settings);
}

/// Keyword arguments and the same dictionary give the same settings.
#[test]
fn arguments_and_dictionary_agree() {
    let graph = graph("mlp");
    let hls_config = json!({"Model": {"ReuseFactor": 4, "BitExact": false}, "LayerName": {"fc1": {"Trace": true}}});
    let options = ConvertOptions {
        output_dir: Some(json!("out")),
        backend: Some(json!("Vitis")),
        clock_period: Some(json!(4)),
        board: Some(Value::Null),
        namespace: Some(json!("ns")),
        allow_da_fallback: Some(json!(true)),
        ..ConvertOptions::default()
    };
    let copy = hls_config.clone();
    let (from_arguments, _) = resolve_parts(&options, &hls_config, &graph).expect("valid");
    assert_eq!(hls_config, copy, "the configuration is only read");
    let raw = json!({"OutputDir": "out", "Backend": "Vitis", "ClockPeriod": 4, "WriterConfig": {"Namespace": "ns"},
        "HLSConfig": hls_config});
    assert_eq!(from_arguments, resolved(&raw, &graph));
}

#[test]
fn findings_about_arguments_name_the_argument() {
    let options = ConvertOptions {
        clock_period: Some(json!("fast")),
        namespace: Some(json!("a b")),
        bit_exact: Some(json!(true)),
        ..ConvertOptions::default()
    };
    let findings = resolve_parts(&options, &json!({"Model": 3}), &graph("mlp")).expect_err("refused").to_string();
    let subjects: Vec<&str> = findings
        .lines()
        .filter(|line| line.starts_with("error"))
        .map(|line| line.split('`').nth(1).unwrap_or_default())
        .collect();
    assert_eq!(subjects, ["HLSConfig.Model", "clock_period", "namespace"]);
}

#[test]
fn the_flat_form_is_the_nested_one() {
    let graph = graph("mlp");
    let hls = json!({"Model": {"ReuseFactor": 4, "TraceOutput": true}, "LayerType": {"Dense": {"Trace": true}}});
    let mut flat = hls.clone();
    flat["Part"] = json!("xc7z020clg400-1");
    let nested = json!({"HLSConfig": hls, "Part": "xc7z020clg400-1"});
    let settings = resolved(&flat, &graph);
    assert_eq!(settings, resolved(&nested, &graph));
    assert!(settings.trace_output);
}

fn check_yaml(text: &str, expected: &Value) {
    assert_eq!(&parse_yaml(text).unwrap_or_else(|findings| panic!("{findings}")), expected, "{text}");
}

#[test]
fn yaml_is_read_as_users_write_it() {
    check_yaml("", &json!({}));
    check_yaml("# nothing\n", &Value::Null);
    check_yaml("a: 1e-3\nb: 5\nc: 12.5%\nd: yes\n", &json!({"a": 1e-3, "b": 5, "c": "12.5%", "d": true}));
    check_yaml(
        "base: &b {x: 1, y: 2}\nz:\n  <<: *b\n  y: 3\n",
        &json!({"base": {"x": 1, "y": 2}, "z": {"y": 3, "x": 1}}),
    );
    check_yaml("KerasModel: !keras_model out/keras_model.keras\n", &json!({"KerasModel": "out/keras_model.keras"}));
    check_yaml("a: !!str 5\nb: 007\n", &json!({"a": "5", "b": "007"}));
}

/// A file that would exhaust memory or stack is refused.
#[test]
fn hostile_yaml_is_refused() {
    let bomb: String = (1..40).fold("a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned(), |text, level| {
        let below = format!("*a{}", level - 1);
        text + &format!("a{level}: &a{level} [{}]\n", [below.as_str(); 8].join(", "))
    });
    for text in ["[".repeat(200_000), "a:\n".repeat(3), "- ".repeat(200_000), bomb, "\u{0}".into(), "*a".into()] {
        assert!(parse_yaml(&text).is_err(), "{}", &text[..text.len().min(40)]);
    }
}

/// Settings survive the way through a file.
#[test]
fn documents_resolve_to_the_same_settings() {
    let graph = graph("precedence");
    let cases: Vec<Value> = serde_json::from_str(&common::reference("precedence.json")).expect("a recorded file");
    for case in &cases {
        for (compatibility, clock) in [("hls4ml-1.3", 5.0), ("sound", 3.1)] {
            let mut raw = json!({"HLSConfig": case["config"].clone(), "ClockPeriod": clock, "KerasModel": "m.keras"});
            raw["HLSConfig"]["Model"]["Compatibility"] = json!(compatibility);
            let Ok((settings, _)) = resolve(&raw, &graph) else {
                assert_eq!((compatibility, &case["title"]), ("sound", &json!("unknown strategies")));
                continue;
            };
            let text = settings.to_project_yaml(&graph, settings.backend.as_str());
            let (again, _) =
                resolve(&parse_yaml(&text).expect("YAML"), &graph).unwrap_or_else(|findings| panic!("{findings}"));
            assert_eq!(again, settings, "{}", case["title"]);
            assert_eq!(again.to_project_yaml(&graph, again.backend.as_str()), text);
        }
    }
}

#[test]
fn project_files_are_sorted_and_complete() {
    let graph = graph("shapes");
    let text = Settings::default().to_project_yaml(&graph, "Vivado");
    let expected = "\
Backend: Vivado
ClockPeriod: 5
ClockUncertainty: 12.5%
HLSConfig:
  Model:
    Compatibility: sound
    PipelineStyle: auto
    Precision:
      default: fixed<16,6,TRN,WRAP,0>
IOType: io_parallel
InputData: null
InputShapes:
  x:
  - 2
  - 3
OutputDir: my-hls-test
OutputPredictions: null
OutputShapes:
  layer4_out:
  - 6
Part: xcvu13p-flga2577-2-e
ProjectName: myproject
TraceOutput: false
Version: \"1.0.0\"
WriterConfig:
  Namespace: null
  TBOutputStream: both
  WriteEmulationConstants: false
  WriteTar: false
  WriteWeightsTxt: true
";
    assert_eq!(text, expected);
}

/// Any JSON value; keys and words are often those of configurations.
fn value() -> impl Generator<Value = Value> {
    let words = [
        "Model",
        "LayerName",
        "LayerType",
        "HLSConfig",
        "WriterConfig",
        "Precision",
        "ReuseFactor",
        "Strategy",
        "fc1",
        "fc2",
        "sm",
        "Dense",
        "Softmax",
        "TableSize",
        "exp_table_t",
        "default",
        "maximum",
        "weight",
        "ClockPeriod",
        "ClockUncertainty",
        "ProjectName",
        "Compatibility",
        "TargetCycles",
        "Implementation",
        "Board",
        "Flows",
        "fixed<16,6>",
        "auto",
        "hls4ml-1.3",
        "Resource",
        "legacy",
        "12%",
        "",
        "a\nb",
        "yes",
        "1e3",
        "~",
        ".nan",
    ];
    let text = prop_oneof![4 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => ".*"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0i64..20).prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => proptest::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

use proptest::strategy::Strategy as Generator;

proptest! {
    /// Whatever Python hands over, the outcome is settings or findings.
    #[test]
    fn any_value_is_resolved_or_refused(raw in value(), hls in value()) {
        let graph = graph("mlp");
        let copy = raw.clone();
        if let Ok((settings, _)) = resolve(&raw, &graph) {
            for (_, node) in graph.nodes() {
                let layer = LayerId::from(node);
                settings.hls.precision(&layer, "result");
                settings.hls.attributes(&layer);
            }
        }
        prop_assert_eq!(raw, copy);
        let _ = resolve(&json!({"HLSConfig": hls}), &graph);
        let options = ConvertOptions { output_dir: Some(hls.clone()), ..ConvertOptions::default() };
        let _ = resolve_parts(&options, &hls, &graph);
    }

    /// Whatever is written is read back.
    #[test]
    fn yaml_round_trips(value in value()) {
        let text = to_yaml(&value);
        let again = parse_yaml(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let expected = if text.trim().is_empty() { json!({}) } else { value };
        prop_assert_eq!(again, expected, "{}", text);
    }

    /// Whatever a file holds, the outcome is a value or a finding.
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
        let _ = parse_yaml(&text);
    }
}
