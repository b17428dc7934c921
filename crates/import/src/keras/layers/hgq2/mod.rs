//! Layers of HGQ2, the quantisation library `hgq` for Keras 3.
//!
//! A layer quantises its inputs, computes with quantised weights as the layer of Keras does whose name stands behind the
//! `Q`, and may quantise its output. Its steps are quantizers around the steps of that layer; its weights come to them
//! quantised.

mod accumulate;
mod batch_norm_dense;
mod batch_normalization;
mod dot;
mod einsum;
mod einsum_dense_batchnorm;
mod inside;
mod linformer_attention;
mod merge;
mod multi_head_attention;
mod quantizer;
mod recurrent;
mod salt_attention;
mod softmax;
mod spiking;
mod tables;
mod unary_lut;
mod unrolled;

use hlsmith_diag::{Diagnostic, Result};
use hlsmith_ir::Array;
use serde_json::Value;

use super::{Import, KINDS as PLAIN, Layer, Read, Step, Stop, channels_first};
use crate::keras::config::LayerConfig;
use crate::keras::weights::{Found, Place, WeightSource};
use quantizer::Quantizer;

/// The names of the package in files, the second one of some layers of tables.
pub(super) const PACKAGES: [&str; 2] = ["hgq", "hgq2"];

/// Every layer kind, sorted by class name.
const KINDS: &[(&str, Import)] = &[
    ("QAdd", merge::import),
    ("QAffinedUnaryFunctionLUT", unary_lut::import),
    ("QAveragePooling1D", around),
    ("QAveragePooling2D", around),
    ("QAveragePooling3D", around),
    ("QAveragePow2", merge::import),
    ("QAvgPool1D", around),
    ("QAvgPool2D", around),
    ("QAvgPool3D", around),
    ("QBatchNormDense", batch_norm_dense::import),
    ("QBatchNormalization", batch_normalization::import),
    ("QConv1D", around),
    ("QConv2D", around),
    ("QConv3D", around),
    ("QConvT1D", tables::import_conv),
    ("QConvT2D", tables::import_conv),
    ("QDense", around),
    ("QDenseT", tables::import_dense),
    ("QDot", dot::import),
    ("QEinsum", einsum::import),
    ("QEinsumDense", around),
    ("QEinsumDenseBatchnorm", einsum_dense_batchnorm::import),
    ("QEinsumDenseT", tables::import_einsum),
    ("QGRU", recurrent::import),
    ("QGlobalAveragePooling1D", around),
    ("QGlobalAveragePooling2D", around),
    ("QGlobalAveragePooling3D", around),
    ("QGlobalMaxPooling1D", around),
    ("QGlobalMaxPooling2D", around),
    ("QGlobalMaxPooling3D", around),
    ("QLIF", spiking::import),
    ("QLinformerAttention", linformer_attention::import),
    ("QLinformerAttentionT", linformer_attention::import),
    ("QMaxPooling1D", around),
    ("QMaxPooling2D", around),
    ("QMaxPooling3D", around),
    ("QMaximum", merge::import),
    ("QMeanPow2", accumulate::import),
    ("QMinimum", merge::import),
    ("QMultiHeadAttention", multi_head_attention::import),
    ("QMultiHeadAttentionT", multi_head_attention::import),
    ("QMultiply", merge::import),
    ("QSALTAttention", salt_attention::import),
    ("QSimpleRNN", recurrent::import),
    ("QSimpleSNN", spiking::import),
    ("QSoftmax", softmax::import),
    ("QSubtract", merge::import),
    ("QSum", accumulate::import),
    ("QUnaryFunctionLUT", unary_lut::import),
    ("Quantizer", standalone),
];

/// The classes that are called with several tensors, sorted.
const SEVERAL: &[&str] = &[
    "QAdd",
    "QAveragePow2",
    "QDot",
    "QEinsum",
    "QLinformerAttention",
    "QLinformerAttentionT",
    "QMaximum",
    "QMinimum",
    "QMultiHeadAttention",
    "QMultiHeadAttentionT",
    "QMultiply",
    "QSALTAttention",
    "QSubtract",
];

/// What is to be done in place of a class that cannot be imported.
pub(super) fn remedy(class: &str) -> &'static str {
    match class {
        "QGRUCell" => "use the layer QGRU",
        "QLIFCell" | "QSimpleRNNCell" | "QSimpleSNNCell" => "put the cell into a layer keras.layers.RNN",
        _ => "build the layer from supported ones",
    }
}

/// Whether layers of a class are called with several tensors.
pub(super) fn takes_several(class: &str) -> bool {
    SEVERAL.contains(&class)
}

/// The classes that can be imported, sorted.
pub(super) fn supported() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(class, _)| *class)
}

/// How layers of a class are imported.
pub(super) fn find(class: &str) -> Option<Import> {
    KINDS.iter().find(|(kind, _)| *kind == class).map(|(_, import)| *import)
}

/// A layer between the quantizer of its input and that of its output.
fn around(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    folded(layer, "", None)
}

/// As [`around`] for the layer of a class, the one behind the `Q` if it is empty, whose kernel and bias are made of its
/// arrays.
fn folded(layer: &Layer, class: &str, fold: Option<Fold>) -> std::result::Result<Vec<Step>, Stop> {
    let mut inner = inner(layer, class)?;
    inner.settings.insert("activation".into(), Value::Null);
    let mut steps = input_quantizer(layer)?;
    steps.extend(plain(layer, &inner, &QuantizedWeights { layer, fold })?);
    steps.extend(inside::activated(layer, "activation", steps.last().map(|step| &step.shape[..]))?);
    check_divisor(layer, &steps)?;
    finish(layer, steps)
}

/// A quantizer as a layer.
fn standalone(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let settings = layer.setting("config").unwrap_or(&Value::Null);
    match Quantizer::read_affine(layer, settings, &["quantizer"], shape, true)? {
        Some(quantizer) => quantizer.steps(None, shape).ok_or(Stop::Unknown),
        None => Ok(vec![super::activation::plain(layer, "linear")?]),
    }
}

/// The layer of Keras inside: of the class whose name stands behind the `Q`, or of another one.
pub(super) fn inner(layer: &Layer, class: &str) -> Result<LayerConfig> {
    let class = if class.is_empty() { layer.config.class.trim_start_matches('Q') } else { class };
    let class = match class {
        "AvgPool1D" => "AveragePooling1D",
        "AvgPool2D" => "AveragePooling2D",
        "AvgPool3D" => "AveragePooling3D",
        other => other,
    };
    Ok(LayerConfig {
        name: layer.config.name.clone(),
        class: class.to_owned(),
        is_custom: false,
        package: None,
        settings: layer.config.settings.clone(),
        calls: Vec::new(),
        nested: None,
        place: layer.config.place.clone(),
    })
}

/// The steps of the layer inside.
pub(super) fn plain(
    layer: &Layer,
    inner: &LayerConfig,
    weights: &dyn WeightSource,
) -> std::result::Result<Vec<Step>, Stop> {
    let import = PLAIN.iter().find(|(class, _)| *class == inner.class).map(|(_, import)| import);
    let import = import.ok_or(Stop::Unknown)?;
    let layer = Layer { config: inner, weights, ..*layer };
    if channels_first::applies(&layer)? { channels_first::import(&layer, *import) } else { import(&layer) }
}

/// The steps of the quantizer of the only input, if there is one.
fn input_quantizer(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    if !layer.flag("enable_iq", true)? {
        return Ok(Vec::new());
    }
    beside(layer, "iq_conf", "iq", layer.input()?)
}

/// The steps of the quantizer of a slot, which quantises a tensor of a shape.
fn beside(layer: &Layer, key: &str, slot: &'static str, shape: &[usize]) -> std::result::Result<Vec<Step>, Stop> {
    let settings = layer.setting(key).unwrap_or(&Value::Null);
    let quantizer = Quantizer::read_affine(layer, settings, &[slot, "quantizer"], shape, true)?;
    quantizer.map_or(Ok(Vec::new()), |quantizer| quantizer.steps(Some(slot.into()), shape).ok_or(Stop::Unknown))
}

/// Appends the steps of a part of a layer, named after it, which read a tensor; gives what they make of it.
fn append(steps: &mut Vec<Step>, part: Vec<Step>, name: &str, read: Read) -> Read {
    let first = steps.len();
    let placed = |own: Read| match own {
        Read::Tensor(_) => read,
        Read::Result { step, output } => Read::Result { step: first + step, output },
    };
    for (position, step) in part.into_iter().enumerate() {
        let suffix = step.suffix.as_ref().map_or_else(|| name.to_owned(), |suffix| format!("{name}_{suffix}"));
        let reads = match (step.reads, position.checked_sub(1)) {
            (Some(own), _) => own.into_iter().map(placed).collect(),
            (None, None) => vec![read],
            (None, Some(before)) => vec![Read::Result { step: first + before, output: 0 }],
        };
        steps.push(Step { suffix: Some(suffix.into()), reads: Some(reads), ..step });
    }
    if steps.len() == first { read } else { Read::Result { step: steps.len() - 1, output: 0 } }
}

/// The steps with the quantizer of the output behind them, if there is one.
fn finish(layer: &Layer, mut steps: Vec<Step>) -> std::result::Result<Vec<Step>, Stop> {
    if layer.flag("enable_oq", false)? {
        let shape = steps.last().map_or_else(Vec::new, |step| step.shape.clone());
        steps.extend(beside(layer, "oq_conf", "oq", &shape)?);
    }
    Ok(steps)
}

/// Refuses averages over numbers of elements that are no powers of two, whose floating-point quotients are not on any
/// grid.
pub(super) fn check_divisor(layer: &Layer, steps: &[Step]) -> Result<()> {
    if !layer.config.class.contains("Average") && !layer.config.class.contains("Avg") {
        return Ok(());
    }
    let size = |name: &str| {
        let sizes = steps.iter().flat_map(|step| &step.attributes).filter(|(other, _)| *other == name);
        sizes.filter_map(|(_, setting)| setting.as_size()).product::<usize>()
    };
    let window = match layer.config.class.contains("Global") {
        true => {
            let channels_first = layer.word("data_format")? == Some("channels_first");
            layer.input().map_or(0, |shape| match (shape, channels_first) {
                ([_, extents @ ..], true) | ([extents @ .., _], false) => extents.iter().product(),
                ([], _) => 0,
            })
        }
        false => size("pool_height") * size("pool_width"),
    };
    let pads: usize = ["pad_left", "pad_right", "pad_top", "pad_bottom"]
        .iter()
        .flat_map(|name| steps.iter().flat_map(|step| &step.attributes).filter(move |(other, _)| other == name))
        .filter_map(|(_, setting)| setting.as_size())
        .sum();
    if window.is_power_of_two() && pads == 0 {
        return Ok(());
    }
    Err(layer
        .unsupported("the layer divides by a number that is no power of two")
        .found(format!("windows of {window} elements, {pads} elements beside the input"))
        .expected("windows of as many elements as a power of two, inside the input")
        .into())
}

/// The weights of a layer as its quantizers leave them.
///
/// A layer stores two numbers of the training behind its weights, which are left out.
struct QuantizedWeights<'a> {
    layer: &'a Layer<'a>,
    /// What makes kernel and bias of all arrays, where the layer does not multiply by the first ones themselves.
    fold: Option<Fold>,
}

/// Makes kernel and bias of the arrays of a layer.
type Fold = fn(&Layer, &[Array]) -> Result<[Array; 2]>;

/// The quantizer of the weights of a role, and where its settings are.
fn of_role(role: &str) -> Option<(&'static str, &'static str)> {
    match role {
        "kernel" => Some(("kq", "kq_conf")),
        "bias" => Some(("bq", "bq_conf")),
        _ => None,
    }
}

impl WeightSource for QuantizedWeights<'_> {
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>> {
        let found = self.layer.weights.all(place)?;
        if found.len() < roles.len() {
            return Err(crate::keras::weights::wrong_arrays(place, format!("{} arrays", found.len()), roles));
        }
        let found = match self.fold {
            None => found,
            Some(fold) => fold(self.layer, &loaded(found, place)?)?.map(Found::Loaded).into(),
        };
        let quantized = |(role, found): (&&str, Found)| {
            let Some((slot, key)) = of_role(role) else { return Ok(found) };
            let shape = extents(&found);
            let array = crate::keras::weights::read(found, role, &shape, place)?;
            let settings = self.layer.setting(key).unwrap_or(&Value::Null);
            let quantizer = Quantizer::read(self.layer, settings, &[slot, "quantizer"], &shape, false)?;
            Ok(Found::Loaded(match quantizer {
                Some(quantizer) => quantizer.quantize(&array).ok_or_else(|| misfit(self.layer, role))?,
                None => array,
            }))
        };
        roles.iter().zip(found).map(quantized).collect()
    }

    fn all(&self, place: &Place) -> Result<Vec<Found>> {
        self.layer.weights.all(place)
    }
}

/// Arrays of whatever shape, without the numbers of the training.
fn loaded(found: Vec<Found>, place: &Place) -> Result<Vec<Array>> {
    let read = |found: Found| {
        let shape = extents(&found);
        crate::keras::weights::read(found, "statistics", &shape, place)
    };
    found.into_iter().filter(|found| !found.shape().is_empty()).map(read).collect()
}

/// The shape of an array.
fn extents(found: &Found) -> Vec<usize> {
    found.shape().iter().filter_map(|&extent| usize::try_from(extent).ok()).collect()
}

fn misfit(layer: &Layer, role: &str) -> Diagnostic {
    layer.unsupported(&format!("the array `{role}` does not fit its quantizer"))
}

#[cfg(test)]
mod tests {
    use super::{KINDS, SEVERAL};

    #[test]
    fn kinds_are_sorted_and_unique() {
        assert!(KINDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SEVERAL.is_sorted());
        assert!(SEVERAL.iter().all(|class| KINDS.iter().any(|(kind, _)| kind == class)));
    }
}
