//! Models of quantisation-aware training give in every bit what their own framework predicts: on the emulator, with
//! arrays and with streams, and in the generated C++.

use std::io::{Read, Write};
use std::path::PathBuf;

use hlsmith::Model;
use hlsmith_suite::{Recorded, build_unit, predict, recorded_models, references};
use serde_json::{Value, json};

/// Cases in one program.
const CASES_PER_UNIT: usize = 20;

/// Without `HLSMITH_FULL`, one case in this many is built with g++.
const PART: usize = 5;

struct Case {
    name: String,
    path: PathBuf,
    inputs: Vec<Vec<f32>>,
    outputs: Vec<Vec<f32>>,
    n_samples: usize,
}

fn cases() -> Vec<Case> {
    recorded_models("hgq", &[], 228).into_iter().map(load).collect()
}

fn load(path: PathBuf) -> Case {
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    // A model and its proxy have one record.
    let record = path.with_file_name(name.replace("trained_", "proxy_")).with_extension("npz");
    let recorded = Recorded::load(&record).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let single = |arrays: Vec<Vec<f64>>| -> Vec<Vec<f32>> {
        arrays.into_iter().map(|array| array.into_iter().map(|x| x as f32).collect()).collect()
    };
    let n_samples = recorded.n_samples;
    Case { name, inputs: single(recorded.inputs), outputs: single(recorded.outputs), n_samples, path }
}

fn convert(case: &Case, io_type: &str, compatibility: &str) -> Result<Model, String> {
    let imported = hlsmith::load_keras(&case.path, None).map_err(|findings| findings.to_string())?;
    let config = json!({ "IOType": io_type, "HLSConfig": { "Model": { "Compatibility": compatibility } } });
    Model::convert(imported, &config).map_err(|findings| findings.to_string())
}

fn check(case: &Case, io_type: &str, compatibility: &str) -> Result<(), String> {
    let model = convert(case, io_type, compatibility)?;
    let inputs: Vec<&[f32]> = case.inputs.iter().map(Vec::as_slice).collect();
    let outputs = predict(&model, &inputs, case.n_samples)?;
    if outputs.len() != case.outputs.len() || outputs.is_empty() {
        return Err(format!("{} outputs, expected {}", outputs.len(), case.outputs.len()));
    }
    for (position, (found, expected)) in outputs.iter().zip(&case.outputs).enumerate() {
        if found.len() != expected.len() || found.is_empty() {
            return Err(format!("output {position} has {} results, expected {}", found.len(), expected.len()));
        }
        let different = found.iter().zip(expected).filter(|(found, expected)| found != expected).count();
        if let Some(place) = found.iter().zip(expected).position(|(found, expected)| found != expected) {
            let (found, expected) = (found[place], expected[place]);
            return Err(format!("output {position}: {different} differ; at {place} {found}, expected {expected}"));
        }
    }
    Ok(())
}

#[test]
fn quantised_models_give_what_they_predict() {
    let cases = cases();
    let mut failures = Vec::new();
    for case in &cases {
        for (io_type, compatibility) in
            [("io_parallel", "sound"), ("io_stream", "sound"), ("io_parallel", "hls4ml-1.3")]
        {
            if let Err(difference) = check(case, io_type, compatibility) {
                failures.push(format!("{} {io_type} {compatibility}: {difference}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} differ\n{}", failures.len(), 3 * cases.len(), failures.join("\n"));
}

#[test]
fn generated_code_of_quantised_models_equals_the_emulator() {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let chosen: Vec<(Case, Model)> = cases()
        .into_iter()
        .enumerate()
        .filter(|(position, _)| is_full || position % PART == 0)
        .map(|(position, case)| {
            let io_type = ["io_parallel", "io_stream"][position % 2];
            let model = convert(&case, io_type, "sound").unwrap_or_else(|error| panic!("{}: {error}", case.name));
            (case, model)
        })
        .collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut failures = Vec::new();
    for (index, unit) in chosen.chunks(CASES_PER_UNIT).enumerate() {
        let folder = folder.path().join(index.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let graphs: Vec<(String, &hlsmith::Graph)> =
            unit.iter().map(|(case, model)| (case.name.clone(), model.graph())).collect();
        let program = build_unit(&graphs, &folder).unwrap_or_else(|error| panic!("{error:#}"));
        for (case, model) in unit {
            let plan = model.plan().unwrap_or_else(|findings| panic!("{}: {findings}", case.name));
            let inputs: Vec<Vec<f64>> =
                case.inputs.iter().map(|data| data.iter().map(|&x| f64::from(x)).collect()).collect();
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            let compared = program.compare(&case.name, plan, &inputs, case.n_samples);
            failures.extend(compared.err().map(|difference| format!("{}: {difference}", case.name)));
        }
    }
    assert!(!chosen.is_empty() && failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
}

/// What is said about a model after a change to its first layer behind the input; nothing where it is imported.
fn findings(model: &str, change: impl Fn(&mut Value)) -> Vec<hlsmith::Diagnostic> {
    let folder = references().join("hgq");
    let file = std::fs::File::open(folder.join(format!("{model}.keras"))).expect("a model");
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    let target = tempfile::tempdir().expect("a temporary folder");
    let path = target.path().join("changed.keras");
    let mut changed = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for position in 0..archive.len() {
        let mut member = archive.by_index(position).expect("a member");
        let name = member.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("a whole member");
        if name == "config.json" {
            // JSON has no infinite numbers; those of the file concern training only.
            let text = String::from_utf8(bytes).expect("text").replace("Infinity", "null");
            let mut config: Value = serde_json::from_str(&text).expect("an architecture");
            change(&mut config["config"]["layers"][1]);
            bytes = config.to_string().into_bytes();
        }
        changed.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        changed.write_all(&bytes).expect("room");
    }
    changed.finish().expect("a whole archive");
    match hlsmith::load_keras(&path, None) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.iter().cloned().collect(),
    }
}

/// What else can be done, for each class of HGQ2 that is refused, sorted.
const REFUSED: [(&str, &str); 4] = [
    ("QGRUCell", "use the layer QGRU"),
    ("QLIFCell", "put the cell into a layer"),
    ("QSimpleRNNCell", "put the cell into a layer"),
    ("QSimpleSNNCell", "put the cell into a layer"),
];

#[test]
fn every_class_of_hgq2_is_known_or_refused_with_what_else_can_be_done() {
    let path = references().join("hgq_classes.txt");
    let classes = std::fs::read_to_string(path).expect("the recorded names");
    let mut refused: Vec<&str> = Vec::new();
    for class in classes.lines() {
        let findings = findings(DENSE, |layer| layer["class_name"] = json!(class));
        let is_refused = |finding: &&hlsmith::Diagnostic| finding.message.contains("of this class of HGQ2");
        let Some(finding) = findings.iter().find(is_refused) else { continue };
        let known = REFUSED.iter().find(|(own, _)| *own == class);
        let (_, remedy) = known.unwrap_or_else(|| panic!("{class} is refused"));
        assert_eq!((findings.len(), finding.found.as_deref()), (1, Some(class)));
        assert!(finding.remedy.as_deref().is_some_and(|own| own.starts_with(remedy)), "{class}: {finding:?}");
        refused.push(class);
    }
    assert_eq!(refused, REFUSED.map(|(class, _)| class));
}

#[test]
fn every_class_of_hgq_is_known() {
    let path = references().join("hgq_keras2_classes.txt");
    let classes = std::fs::read_to_string(path).expect("the recorded names");
    assert!(classes.lines().count() > 20);
    for class in classes.lines().chain(["HLSTM"]) {
        let findings = findings("trained_dense_archive", |layer| {
            layer["class_name"] = json!(class);
            layer["registered_name"] = json!(format!("HGQ>{class}"));
        });
        let is_refused = findings.iter().any(|finding| finding.message.contains("of this class of HGQ"));
        assert_eq!(is_refused, class == "HLSTM", "{class}: {findings:?}");
    }
}

/// A model, a change of its first layer, and what the finding says.
type Damage = (&'static str, fn(&mut Value), &'static str);

/// A model of two dense layers, one of tables, one of spiking neurons, and one of a gated unit.
const DENSE: &str = "dense_kif_sat_rnd_tensor";
const TABLES: &str = "table_dense_elements";
const SPIKING: &str = "lif_elements";
const GATED: &str = "gru_elements";

#[test]
fn what_no_hardware_follows_is_refused() {
    let cases: [Damage; 26] = [
        (DENSE, |_| (), "imported"),
        (
            DENSE,
            |layer| {
                layer["class_name"] = json!("HDense");
                layer["registered_name"] = json!("HGQ>HDense");
            },
            "there are no weights for the layer",
        ),
        (
            DENSE,
            |layer| layer["config"]["activation"] = json!("softmax"),
            "the activation inside the layer gives numbers that",
        ),
        (DENSE, |layer| layer["config"]["iq_conf"] = Value::Null, "the setting `iq_conf` cannot be read"),
        (
            DENSE,
            |layer| layer["config"]["iq_conf"]["config"]["q_type"] = json!("float"),
            "the quantizer `iq` is of a type that is not supported",
        ),
        (
            DENSE,
            |layer| layer["config"]["kq_conf"]["config"]["round_mode"] = json!("UP"),
            "the quantizer `kq` has a mode that is not supported",
        ),
        (
            DENSE,
            |layer| layer["config"]["iq_conf"]["config"]["affine"] = json!([0.1, 0.3]),
            "the setting `affine` of the quantizer `iq` needs more bits than single precision has",
        ),
        (
            DENSE,
            |layer| layer["config"]["iq_conf"]["config"]["scaler"] = json!(3.0),
            "the setting `scaler` of the quantizer `iq` gives numbers that are on no grid",
        ),
        (
            DENSE,
            |layer| layer["config"]["bq_conf"]["config"]["affine"] = json!([2.0]),
            "the setting `bq: affine` cannot be read",
        ),
        (DENSE, |layer| layer["config"]["enable_oq"] = json!("yes"), "the setting `enable_oq` cannot be read"),
        (DENSE, |layer| layer["config"]["units"] = json!(7), "the array `kernel` has the wrong shape"),
        (TABLES, |_| (), "imported"),
        (
            TABLES,
            |layer| layer["config"]["subnn_activation"] = json!("sine"),
            "the function inside the tables is not known",
        ),
        (
            TABLES,
            |layer| layer["config"]["activation"] = json!("softmax"),
            "the activation inside the layer gives numbers that",
        ),
        (TABLES, |layer| layer["config"]["enable_iq"] = json!(false), "the table lacks a quantizer in front of it"),
        (TABLES, |layer| layer["config"]["n_hl"] = json!(9), "the networks of the layer have too many layers"),
        (TABLES, |layer| layer["config"]["d_hl"] = json!(5), "the array `kernel` has the wrong shape"),
        (SPIKING, |_| (), "imported"),
        (SPIKING, |layer| layer["config"]["inhibition"] = json!(true), "the setting `inhibition` of the layer is not"),
        (
            SPIKING,
            |layer| layer["config"]["iq_conf"] = Value::Null,
            "the membranes of the layer take numbers that single precision does not hold",
        ),
        (SPIKING, |layer| layer["config"]["reset_mechanism"] = json!("half"), "the reset of the neurons is not known"),
        (GATED, |_| (), "imported"),
        (
            GATED,
            |layer| layer["config"]["return_state"] = json!(true),
            "the setting `return_state` of the layer is not",
        ),
        (GATED, |layer| layer["config"]["stateful"] = json!(true), "the setting `stateful` of the layer is not"),
        (
            GATED,
            |layer| layer["config"]["activation"] = json!("softmax"),
            "the activation inside the layer gives numbers that",
        ),
        (GATED, |layer| layer["config"]["units"] = json!(7), "the array `kernel` does not fit its quantizer"),
    ];
    for (model, change, expected) in cases {
        let findings = findings(model, change);
        let found = findings.first().map_or("imported", |finding| &finding.message);
        assert!(found.starts_with(expected), "{model}: {found}, expected {expected}");
    }
}
