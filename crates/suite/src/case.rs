//! Recorded cases.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hlsmith::Model;
use serde_json::{Value, json};

/// What hls4ml 1.3.0 did with a case.
#[derive(Clone, Debug)]
pub enum Expectation {
    /// It predicted these outputs, each flat in C order.
    Outputs(Vec<Vec<f64>>),
    /// It converted the model; prediction was not recorded.
    Converted,
    /// It failed, at this stage.
    Failed(String),
}

/// One recorded case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Unique name.
    pub name: String,
    /// Group of cases that test the same thing.
    pub family: String,
    /// The whole record: configuration, graph, versions.
    pub record: Value,
    /// Inputs in the order of the model's arguments, each flat in C order.
    pub inputs: Vec<Vec<f64>>,
    /// Whether the inputs were given in double precision; else they and the outputs are of single precision.
    pub is_double: bool,
    /// Number of samples.
    pub n_samples: usize,
    /// Layer outputs by layer name, flat in C order.
    pub traces: Vec<(String, Vec<f64>)>,
    /// What hls4ml 1.3.0 did.
    pub expectation: Expectation,
}

/// The folder of the models of the recorded cases.
pub fn models() -> PathBuf {
    root().join("tests/models")
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every recorded case, sorted by name.
///
/// # Errors
/// When a record is missing a part or damaged.
pub fn load_cases() -> Result<Vec<Case>> {
    load_cases_from(&root().join("tests/reference/peer"))
}

/// Every case recorded in a folder, sorted by name.
///
/// # Errors
/// When a record is missing a part or damaged.
pub fn load_cases_from(folder: &Path) -> Result<Vec<Case>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json") && !path.ends_with("cases.json"));
    paths.sort();
    paths.iter().map(|path| load(path).with_context(|| path.display().to_string())).collect()
}

/// The cases where hlsmith differs from the peer on purpose, with the reason.
///
/// # Errors
/// When the list is damaged.
pub fn load_deviations() -> Result<BTreeMap<String, String>> {
    let path = root().join("tests/reference/peer-deviations.json");
    serde_json::from_reader(File::open(&path)?).with_context(|| path.display().to_string())
}

fn load(path: &Path) -> Result<Case> {
    let record: Value = serde_json::from_reader(std::io::BufReader::new(File::open(path)?))?;
    let text = |key: &str| record["case"][key].as_str().map(str::to_owned).with_context(|| format!("no {key}"));
    let (name, family) = (text("name")?, text("family")?);
    let arrays_path = path.with_extension("npz");
    let arrays = if arrays_path.exists() { read_npz(&arrays_path)? } else { Vec::new() };
    let numbered = |prefix: &str| -> Vec<&NamedArray> {
        (0..).map_while(|i| arrays.iter().find(|array| array.name == format!("{prefix}{i}"))).collect()
    };
    let inputs = numbered("x");
    let outputs = numbered("y");
    let n_samples = inputs.first().map_or(0, |array| array.shape.first().copied().unwrap_or(0));
    let expectation = if let Some(error) = record.get("peer_error") {
        Expectation::Failed(error["stage"].as_str().unwrap_or("unknown").to_owned())
    } else if outputs.is_empty() {
        Expectation::Converted
    } else {
        Expectation::Outputs(outputs.iter().map(|array| array.data.clone()).collect())
    };
    let traces = arrays
        .iter()
        .filter_map(|array| Some((array.name.strip_prefix("trace_")?.to_owned(), array.data.clone())))
        .collect();
    let inputs = inputs.into_iter().map(|array| array.data.clone()).collect();
    let is_double = record["case"]["dtype"] == "float64";
    Ok(Case { name, family, record, inputs, is_double, n_samples, traces, expectation })
}

/// An array of a `.npz` file.
pub struct NamedArray {
    /// Its name without the ending.
    pub name: String,
    /// Its extents.
    pub shape: Vec<usize>,
    /// Its elements in C order.
    pub data: Vec<f64>,
}

/// The arrays of a `.npz` file except weights, as `f64`.
///
/// # Errors
/// When the file is missing or damaged.
pub fn read_npz(path: &Path) -> Result<Vec<NamedArray>> {
    let mut archive = zip::ZipArchive::new(File::open(path)?)?;
    let mut arrays = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let name = file.name()?.trim_end_matches(".npy").to_owned();
        if name.starts_with("weight_") {
            continue;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let npy = npyz::NpyFile::new(&bytes[..])?;
        if npy.order() != npyz::Order::C {
            bail!("{name} is not in C order");
        }
        let shape = npy.shape().iter().map(|&extent| usize::try_from(extent)).collect::<Result<_, _>>()?;
        let data = match npy.dtype().descr().as_str() {
            "'<f4'" => npy.into_vec::<f32>()?.into_iter().map(f64::from).collect(),
            _ => npy.into_vec::<f64>()?,
        };
        arrays.push(NamedArray { name, shape, data });
    }
    Ok(arrays)
}

impl Case {
    /// Converts the model, a file below `models`, under the recorded configuration, with the peer's numbers.
    ///
    /// # Errors
    /// When hlsmith refuses the case.
    pub fn convert(&self, models: &Path) -> hlsmith::Result<Model> {
        let backend = self.record["case"]["backend"].as_str().unwrap_or_default();
        self.convert_with(models, backend, "hls4ml-1.3")
    }

    /// As [`Case::convert`], for any backend and with the numbers of either.
    ///
    /// # Errors
    /// As [`Case::convert`].
    pub fn convert_with(&self, models: &Path, backend: &str, compatibility: &str) -> hlsmith::Result<Model> {
        let case = &self.record["case"];
        let model = models.join(case["model"].as_str().unwrap_or_default());
        let weights = case["weights"].as_str().map(|weights| models.join(weights));
        let mut hls = self.record["hls_config"].clone();
        hls["Model"]["Compatibility"] = json!(compatibility);
        let config = json!({
            "Backend": backend,
            "IOType": case["io_type"],
            "ProjectName": "myproject",
            "HLSConfig": hls,
        });
        Model::convert(hlsmith::load_keras(&model, weights.as_deref())?, &config)
    }
}
