//! A model cut into parts gives its results in every bit, wherever it is cut: part by part in the emulator, and in the
//! generated C++ of every part.
//!
//! By default a part of the models is cut and built; all of them with `HLSMITH_FULL=1`.

use std::path::{Path, PathBuf};

use hlsmith::{
    Backend, BuildOptions, Granularity, Graph, Model, MultiBuildOptions, MultiModel, Settings, config_from_model,
};
use hlsmith_suite::{build_unit_with, models};
use serde_json::json;

/// Samples of each model.
const N_SAMPLES: usize = 7;

/// Without `HLSMITH_FULL`, one model in this many is cut.
const PART: usize = 5;

/// Parts in one program.
const PARTS_PER_UNIT: usize = 40;

/// Messages that say why a model cannot be cut at a place.
const REFUSALS: [&str; 5] = [
    "no part can begin with an input of the model",
    "no layer is before it",
    "the model cannot be split inside a loop over the steps of a sequence",
    "nothing that the part from this layer on makes is read behind it",
    "the part from this layer on reads nothing from outside",
];

/// The models of Keras 3, or a part of them.
fn paths() -> Vec<PathBuf> {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let entries = std::fs::read_dir(models().join("keras3")).expect("the folder of models");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file of the folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "keras"));
    paths.sort();
    paths
        .into_iter()
        .enumerate()
        .filter(|(position, _)| is_full || position % PART == 0)
        .map(|(_, path)| path)
        .collect()
}

/// A model under automatic types; `None` for models that are there to be refused, by the interface or at all.
fn convert(path: &Path, io_type: &str, backend: Backend) -> Option<Model> {
    let imported = hlsmith::load_keras(path, None).ok()?;
    let hls = config_from_model(&imported, Granularity::Name, Some(backend), "fixed<16,6>", 1, None);
    let config = json!({ "IOType": io_type, "Backend": backend.as_str(), "HLSConfig": hls });
    Model::convert(imported, &config).ok()
}

/// Samples of an input, multiples of 1/64 from -4 to 4.
fn samples(input: usize, width: usize) -> Vec<f64> {
    let number = |i: usize| ((i * 7919 + 12_345 + input * 31) % 100_003 % 513) as f64 - 256.0;
    (0..N_SAMPLES * width).map(|i| number(i) / 64.0).collect()
}

fn inputs(graph: &Graph) -> Vec<Vec<f64>> {
    let width = |&tensor: &_| graph.tensor(tensor).shape.iter().product::<usize>();
    graph.inputs().iter().enumerate().map(|(index, tensor)| samples(index, width(tensor))).collect()
}

/// Compares the parts of a model with the whole, for samples of both precisions.
fn check(whole: &Model, parts: &MultiModel) -> Result<(), String> {
    let double = inputs(whole.graph());
    let single: Vec<Vec<f32>> = double.iter().map(|data| data.iter().map(|&x| x as f32).collect()).collect();
    let double: Vec<&[f64]> = double.iter().map(Vec::as_slice).collect();
    let single: Vec<&[f32]> = single.iter().map(Vec::as_slice).collect();
    let text = |findings: hlsmith::Diagnostics| findings.to_string();
    if whole.predict(&double, N_SAMPLES, None).map_err(text)?
        != parts.predict(&double, N_SAMPLES, None).map_err(text)?
    {
        return Err("other results in double precision".to_owned());
    }
    if whole.predict(&single, N_SAMPLES, None).map_err(text)?
        != parts.predict(&single, N_SAMPLES, None).map_err(text)?
    {
        return Err("other results in single precision".to_owned());
    }
    Ok(())
}

#[test]
fn parts_give_the_results_of_the_whole_wherever_it_is_cut() {
    let (mut n_cuts, mut n_most, mut failures) = (0, 0, Vec::new());
    for path in paths() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for io_type in ["io_parallel", "io_stream"] {
            let Some(whole) = convert(&path, io_type, Backend::Vitis) else { continue };
            let layers: Vec<String> = whole.graph().nodes().map(|(_, node)| node.name.clone()).collect();
            let mut possible: Vec<&str> = Vec::new();
            for layer in layers.iter().skip(whole.graph().inputs().len()) {
                let result = match whole.split(&[layer]) {
                    Ok(parts) => check(&whole, &parts).map(|()| possible.push(layer)),
                    Err(error) if error.iter().all(|e| REFUSALS.contains(&e.message.as_str())) => continue,
                    Err(error) => Err(error.to_string()),
                };
                n_cuts += 1;
                failures.extend(result.err().map(|error| format!("{name} {io_type} at {layer}: {error}")));
            }
            // At all places at once, where that is not refused.
            if let (false, Ok(parts)) = (possible.is_empty(), whole.split(&possible)) {
                n_most = n_most.max(parts.parts().len());
                failures.extend(check(&whole, &parts).err().map(|error| format!("{name} {io_type}: {error}")));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {n_cuts} cuts\n{}", failures.len(), failures.join("\n"));
    assert!(n_cuts >= 100 && n_most >= 5, "{n_cuts} cuts, at most {n_most} parts");
}

#[test]
fn generated_code_of_parts_equals_the_emulator() {
    for backend in [Backend::Vitis, Backend::Quartus] {
        let mut parts = Vec::new();
        for (position, path) in paths().iter().enumerate().filter(|(position, _)| position % 3 == 0) {
            let io_type = ["io_stream", "io_parallel"][position / 3 % 2];
            let Some(whole) = convert(path, io_type, backend) else { continue };
            let layers: Vec<String> = whole.graph().nodes().map(|(_, node)| node.name.clone()).collect();
            let Some(split) = layers.get(layers.len() / 2 + 1).and_then(|layer| whole.split(&[layer]).ok()) else {
                continue;
            };
            for (index, part) in split.parts().iter().enumerate() {
                parts.push((format!("case_{position}_{index}"), part.clone()));
            }
        }
        assert!(parts.len() >= 10, "{} parts", parts.len());
        let settings = Settings { backend, ..Settings::default() };
        let mut failures = Vec::new();
        for unit in parts.chunks(PARTS_PER_UNIT) {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let graphs: Vec<_> = unit.iter().map(|(name, part)| (name.clone(), part.graph())).collect();
            let program =
                build_unit_with(&graphs, &settings, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
            for (name, part) in unit {
                let inputs = inputs(part.graph());
                let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
                let plan = part.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
                failures.extend(program.compare(name, plan, &inputs, N_SAMPLES).err().map(|e| format!("{name}: {e}")));
            }
        }
        assert!(failures.is_empty(), "{backend}: {} differ\n{}", failures.len(), failures.join("\n"));
    }
}

/// A model with a skip connection, two inputs and two outputs.
fn branches(io_type: &str, backend: &str, folder: &std::path::Path) -> Model {
    let path = models().join("keras3/two_inputs.keras");
    let imported = hlsmith::load_keras(&path, None).unwrap_or_else(|error| panic!("{error}"));
    let hls = config_from_model(&imported, Granularity::Name, None, "fixed<16,6>", 1, None);
    let config = json!({ "IOType": io_type, "Backend": backend, "OutputDir": folder, "HLSConfig": hls });
    Model::convert(imported, &config).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn projects_of_parts_are_built_side_by_side_and_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (io_type, backend) in [("io_parallel", "Vitis"), ("io_stream", "Vitis"), ("io_stream", "Quartus")] {
        let folder = folder.path().join(format!("{io_type}-{backend}"));
        let whole = branches(io_type, backend, &folder);
        let layers: Vec<String> = whole.graph().nodes().map(|(_, node)| node.name.clone()).collect();
        let last = layers.last().expect("a layer");
        let parts = whole.split(&[last]).unwrap_or_else(|error| panic!("{error}"));
        let mut lines = Vec::new();
        let report = parts.build(&MultiBuildOptions::csim_only(), &mut |line| lines.push(line.to_owned()));
        let report = report.unwrap_or_else(|error| panic!("{io_type} {backend}: {error}"));
        assert_eq!(report.parts.len(), 2);
        for (name, report) in &report.parts {
            assert!(report.csim.is_some_and(|csim| csim.n_values > 0), "{name}");
            assert!(folder.join(name).join(format!("myproject_{name}_test.cpp")).is_file());
            assert!(lines.iter().any(|line| line.starts_with(&format!("{name}: "))), "{lines:?}");
        }
    }
}

#[test]
fn what_cannot_be_built_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let check = |backend: &str, options: MultiBuildOptions, expected: &str| {
        let whole = branches("io_parallel", backend, folder.path());
        let layers: Vec<String> = whole.graph().nodes().map(|(_, node)| node.name.clone()).collect();
        let error = match whole.split(&[layers.last().expect("a layer")]) {
            Ok(parts) => parts.build(&options, &mut |_| ()).expect_err("it cannot be built").to_string(),
            Err(error) => error.to_string(),
        };
        assert!(error.contains(expected), "{backend}: {error}");
    };
    let csim = MultiBuildOptions::csim_only();
    let export = BuildOptions { export: true, ..BuildOptions::csim_only() };
    check("Vitis", MultiBuildOptions { stitch: true, ..csim }, "only exported cores can be wired");
    check("Vitis", MultiBuildOptions { export_stitched: true, ..csim }, "only a stitched design can be packed");
    check("Vitis", MultiBuildOptions { n_workers: Some(0), ..csim }, "there is nobody to build");
    check("Vitis", MultiBuildOptions { part: export, stitch: true, ..csim }, "the program is not on PATH");
}
