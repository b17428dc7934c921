//! The layer kinds, one file each, and what they share.

mod activation;
mod batch_normalization;
mod bidirectional;
mod channels_first;
mod concatenate;
mod conv;
mod conv_3d;
mod cropping;
mod custom;
mod dense;
mod dot;
mod einsum_dense;
mod elu;
mod embedding;
mod findings;
mod flatten;
mod folded;
mod garnet;
mod geometry;
mod group_normalization;
mod hgq;
mod hgq2;
pub(crate) mod input_layer;
mod lambda;
mod layer_normalization;
mod leaky_relu;
mod masking;
mod merge;
mod multi_head_attention;
mod permute;
mod pooling;
mod prelu;
mod q_activation;
mod q_adaptive_activation;
mod q_pooling;
mod quantized;
mod recurrent;
mod relu;
mod repeat_vector;
mod rescaling;
mod reshape;
mod rms_normalization;
mod rnn;
mod softmax;
mod thresholded_relu;
pub(crate) mod time_distributed;
mod training_only;
mod up_sampling;
mod zero_padding;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, closest};
use hlsmith_ir::Array;
use serde_json::Value;

use super::Dialect;
use super::config::{Call, LayerConfig, TIME_DISTRIBUTED, excerpt, shown};
use super::weights::{self, Place, WeightSource};
use crate::extensions::{Extensions, Handler};
pub(crate) use crate::flow::Stop;
use crate::flow::{Read, Setting, Step, chain};
use crate::limits::{MAX_ELEMENTS, count};

/// A class of hls4ml's own, which Keras files call a custom one.
const GARNET: &str = "GarNet";
const GARNET_STACK: &str = "GarNetStack";

/// Turns a layer into steps.
type Import = fn(&Layer) -> std::result::Result<Vec<Step>, Stop>;

/// Every layer kind, sorted by class name.
const KINDS: &[(&str, Import)] = &[
    ("Activation", activation::import),
    ("ActivityRegularization", training_only::import),
    ("Add", merge::import),
    ("AlphaDropout", training_only::import),
    ("Average", merge::import),
    ("AveragePooling1D", pooling::import_1d),
    ("AveragePooling2D", pooling::import_2d),
    ("AveragePooling3D", pooling::import_3d),
    ("BatchNormalization", batch_normalization::import),
    ("Bidirectional", bidirectional::import),
    ("Concatenate", concatenate::import),
    ("Conv1D", conv::import),
    ("Conv1DTranspose", conv::import),
    ("Conv2D", conv::import),
    ("Conv2DTranspose", conv::import),
    ("Conv3D", conv_3d::import),
    ("Cropping1D", cropping::import_1d),
    ("Cropping2D", cropping::import_2d),
    ("Dense", dense::import),
    ("DepthwiseConv1D", conv::import),
    ("DepthwiseConv2D", conv::import),
    ("Dot", dot::import),
    ("Dropout", training_only::import),
    ("ELU", elu::import),
    ("EinsumDense", einsum_dense::import),
    ("Embedding", embedding::import),
    ("Flatten", flatten::import),
    ("GRU", recurrent::import),
    (GARNET, garnet::import),
    (GARNET_STACK, garnet::import_stack),
    ("GaussianDropout", training_only::import),
    ("GaussianNoise", training_only::import),
    ("GlobalAveragePooling1D", pooling::import_global_1d),
    ("GlobalAveragePooling2D", pooling::import_global_2d),
    ("GlobalAveragePooling3D", pooling::import_global_3d),
    ("GlobalMaxPooling1D", pooling::import_global_1d),
    ("GlobalMaxPooling2D", pooling::import_global_2d),
    ("GlobalMaxPooling3D", pooling::import_global_3d),
    ("GroupNormalization", group_normalization::import),
    ("InputLayer", input_layer::import),
    ("LSTM", recurrent::import),
    ("LayerNormalization", layer_normalization::import),
    ("LeakyReLU", leaky_relu::import),
    ("MaxPooling1D", pooling::import_1d),
    ("MaxPooling2D", pooling::import_2d),
    ("MaxPooling3D", pooling::import_3d),
    ("Maximum", merge::import),
    ("Minimum", merge::import),
    ("MultiHeadAttention", multi_head_attention::import),
    ("Multiply", merge::import),
    ("PReLU", prelu::import),
    ("Permute", permute::import),
    ("QActivation", q_activation::import),
    ("QAdaptiveActivation", q_adaptive_activation::import),
    ("QAveragePooling2D", q_pooling::import),
    ("QBatchNormalization", batch_normalization::import),
    ("QBidirectional", bidirectional::import),
    ("QConv1D", conv::import),
    ("QConv2D", conv::import),
    ("QConv2DBatchnorm", conv::import),
    ("QConv2DTranspose", conv::import),
    ("QDense", dense::import),
    ("QDenseBatchnorm", dense::import),
    ("QDepthwiseConv2D", conv::import),
    ("QDepthwiseConv2DBatchnorm", conv::import),
    ("QGRU", recurrent::import),
    ("QGlobalAveragePooling2D", q_pooling::import),
    ("QLSTM", recurrent::import),
    ("QSeparableConv1D", conv::import),
    ("QSeparableConv2D", conv::import),
    ("QSimpleRNN", recurrent::import),
    ("RMSNormalization", rms_normalization::import),
    ("RNN", rnn::import),
    ("ReLU", relu::import),
    ("RepeatVector", repeat_vector::import),
    ("Rescaling", rescaling::import),
    ("Reshape", reshape::import),
    ("SeparableConv1D", conv::import),
    ("SeparableConv2D", conv::import),
    ("SimpleRNN", recurrent::import),
    ("Softmax", softmax::import),
    ("SpatialDropout1D", training_only::import),
    ("SpatialDropout2D", training_only::import),
    ("SpatialDropout3D", training_only::import),
    ("Subtract", merge::import),
    ("ThresholdedReLU", thresholded_relu::import),
    (TIME_DISTRIBUTED, time_distributed::import),
    ("UnitNormalization", rms_normalization::import_unit),
    ("UpSampling1D", up_sampling::import_1d),
    ("UpSampling2D", up_sampling::import_2d),
    ("ZeroPadding1D", zero_padding::import_1d),
    ("ZeroPadding2D", zero_padding::import_2d),
];

/// Classes with weights of two or three levels that are not those of QKeras, and the quantiser of QKeras that has such.
const OF_LEVELS: &[(&str, &str)] =
    &[("BinaryConv2D", "binary"), ("BinaryDense", "binary"), ("TernaryConv2D", "ternary"), ("TernaryDense", "ternary")];

/// The classes that are called with several tensors, sorted.
const SEVERAL: &[&str] = &[
    "Add",
    "Average",
    "Bidirectional",
    "Concatenate",
    "Dot",
    "GRU",
    GARNET,
    GARNET_STACK,
    "LSTM",
    "Maximum",
    "Minimum",
    "MultiHeadAttention",
    "Multiply",
    "QBidirectional",
    "QGRU",
    "QLSTM",
    "QSimpleRNN",
    "SimpleRNN",
    "Subtract",
];

/// Whether layers of a class are called with several tensors.
pub(crate) fn takes_several(layer: &LayerConfig, extensions: &Extensions) -> bool {
    let class = layer.class.as_str();
    match layer.package.as_deref() {
        Some(package) if hgq2::PACKAGES.contains(&package) => hgq2::takes_several(class),
        Some(hgq::PACKAGE) => hgq::takes_several(class),
        Some(_) | None => SEVERAL.contains(&class) || extensions.find(class).is_some(),
    }
}

/// The classes that can be imported, sorted.
pub(crate) fn supported() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(class, _)| *class)
}

/// Refuses a class that cannot be imported.
///
/// # Errors
/// [`Code::ExecutableModel`] for code in a model, [`Code::UnsupportedLayer`] for everything else.
pub(crate) fn check_class(layer: &LayerConfig, extensions: &Extensions) -> Result<()> {
    kind(layer, extensions).map(|_| ())
}

/// What is found of a setting that is missing.
const NOTHING: &str = "nothing";

/// How a layer is imported.
enum Kind<'a> {
    Own(Import),
    Extension(&'a Handler),
}

fn kind<'a>(layer: &LayerConfig, extensions: &'a Extensions) -> Result<Kind<'a>> {
    if layer.class == "Lambda" {
        return Err(lambda::refuse(layer).into());
    }
    // Keras 3 writes the mask that a layer makes as an operation.
    if ["Masking", "NotEqual"].contains(&layer.class.as_str()) && !layer.is_custom {
        return Err(masking::refuse(layer).into());
    }
    let mut known: Vec<&str> = supported().collect();
    known.extend(extensions.classes());
    let refuse = |message: &str, remedy: String| {
        Diagnostic::error(Code::UnsupportedLayer, layer.place.subject(), message)
            .found(shown(&layer.class))
            .expected(known.join(", "))
            .remedy(remedy)
            .into()
    };
    if let Some(handler) = extensions.find(&layer.class) {
        return Ok(Kind::Extension(handler));
    }
    if layer.package.as_deref().is_some_and(|package| hgq2::PACKAGES.contains(&package)) {
        let refused = || {
            let message = "layers of this class of HGQ2 are not supported";
            let finding = Diagnostic::error(Code::UnsupportedLayer, layer.place.subject(), message);
            let known = hgq2::supported().collect::<Vec<_>>().join(", ");
            finding.found(shown(&layer.class)).expected(known).remedy(hgq2::remedy(&layer.class))
        };
        return hgq2::find(&layer.class).map(Kind::Own).ok_or_else(|| refused().into());
    }
    if layer.package.as_deref() == Some(hgq::PACKAGE) || (!layer.is_custom && hgq::is_own(&layer.class)) {
        return hgq::find(&layer.class).map(Kind::Own).ok_or_else(|| hgq::refuse(layer).into());
    }
    if let Some((_, quantizer)) = OF_LEVELS.iter().find(|(class, _)| *class == layer.class) {
        let message = "the layer is of a package whose weights of levels have no single definition";
        return Err(refuse(message, format!("use a layer of QKeras with kernel_quantizer='{quantizer}'")));
    }
    if layer.is_custom && ![GARNET, GARNET_STACK].contains(&layer.class.as_str()) {
        let message = "the layer is of a custom class, whose code is never run";
        let remedy = "build the layer from layers of Keras itself, or register an extension for it";
        return Err(refuse(message, remedy.into()));
    }
    match KINDS.iter().find(|(class, _)| *class == layer.class) {
        Some((_, import)) => Ok(Kind::Own(*import)),
        None => {
            let remedy = match closest(&layer.class, supported()) {
                Some(class) => format!("the closest supported class is `{class}`"),
                None => "replace the layer by supported ones, or keep it out of the part that goes to hardware".into(),
            };
            Err(refuse("layers of this class are not supported", remedy))
        }
    }
}

/// A layer that is about to be imported.
pub(crate) struct Layer<'a> {
    /// As the file describes it.
    pub(crate) config: &'a LayerConfig,
    /// Who wrote the file.
    pub(crate) dialect: Dialect,
    /// The shape of its first input, if known.
    pub(crate) shape: Option<&'a [usize]>,
    /// The shapes of its further inputs, if known.
    pub(crate) others: &'a [Option<&'a [usize]>],
    /// How it is called; `None` for an input layer.
    pub(crate) call: Option<&'a Call>,
    /// Where its weights are.
    pub(crate) weights: &'a dyn WeightSource,
    /// What the program has registered.
    pub(crate) extensions: &'a Extensions,
    /// Whether it is inside a layer that applies it to each step.
    pub(crate) is_distributed: bool,
    /// Whether it has been called before, alone or with the model it is in.
    pub(crate) is_repeated: bool,
    /// How many samples the model is built for at once, if it says so.
    pub(crate) batch: Option<u64>,
}

impl Layer<'_> {
    /// Turns the layer into steps.
    pub(crate) fn import(&self) -> std::result::Result<Vec<Step>, Stop> {
        let is_own = self.extensions.find(&self.config.class).is_none();
        match self.import_once() {
            Err(Stop::Refused(refusal)) if is_own => Err(findings::all(self, refusal).into()),
            outcome => outcome,
        }
    }

    /// As [`Layer::import`], up to the first refusal.
    fn import_once(&self) -> std::result::Result<Vec<Step>, Stop> {
        let kind = kind(self.config, self.extensions)?;
        self.check_precision()?;
        match kind {
            Kind::Own(import) if channels_first::applies(self)? => channels_first::import(self, import),
            Kind::Own(import) => import(self),
            Kind::Extension(handler) => custom::import(self, handler),
        }
    }

    /// Whether it is called as in training.
    fn is_training(&self) -> bool {
        self.call.is_some_and(|call| call.training)
    }

    /// The shape of the input.
    fn input(&self) -> std::result::Result<&[usize], Stop> {
        self.shape.ok_or(Stop::Unknown)
    }

    /// The shapes of at least two inputs.
    fn several_inputs(&self) -> std::result::Result<Vec<&[usize]>, Stop> {
        if self.others.is_empty() {
            let message = "the layer is called with one tensor";
            let finding = self.unsupported(message).found("one tensor").expected("at least two tensors");
            return Err(finding.remedy("write a constant factor or offset as a Rescaling layer").into());
        }
        let shapes = [self.shape].into_iter().chain(self.others.iter().copied());
        shapes.collect::<Option<Vec<_>>>().ok_or(Stop::Unknown)
    }

    /// A refusal of a setting of the layer.
    fn unsupported(&self, message: &str) -> Diagnostic {
        Diagnostic::error(Code::UnsupportedSetting, self.config.place.subject(), message)
    }

    fn malformed(&self, key: &str, value: Option<&Value>, expected: &str) -> Diagnostics {
        let message = format!("the setting `{key}` cannot be read");
        Diagnostic::error(Code::ModelFormat, self.config.place.subject(), message)
            .found(value.map_or_else(|| NOTHING.into(), excerpt))
            .expected(expected)
            .into()
    }

    /// The value of a setting, `None` when it is missing or null.
    fn setting(&self, key: &str) -> Option<&Value> {
        self.config.settings.get(key).filter(|value| !value.is_null())
    }

    fn flag(&self, key: &str, default: bool) -> Result<bool> {
        match self.setting(key) {
            None => Ok(default),
            Some(value) => value.as_bool().ok_or_else(|| self.malformed(key, Some(value), "true or false")),
        }
    }

    fn number(&self, key: &str) -> Result<Option<f64>> {
        self.setting(key)
            .map(|value| value.as_f64().ok_or_else(|| self.malformed(key, Some(value), "a number")))
            .transpose()
    }

    /// A number that is `default` when missing.
    fn number_or(&self, key: &str, default: f64) -> Result<f64> {
        Ok(self.number(key)?.unwrap_or(default))
    }

    /// A number that must be there, under the name of either version of Keras.
    fn either_number(&self, keys: [&str; 2]) -> Result<f64> {
        for key in keys {
            if let Some(number) = self.number(key)? {
                return Ok(number);
            }
        }
        Err(self.malformed(keys[0], None, "a number"))
    }

    fn size(&self, key: &str) -> Result<usize> {
        let value = self.setting(key);
        let size = value.and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
        size.filter(|&size| size > 0).ok_or_else(|| self.malformed(key, value, "a positive integer"))
    }

    fn word(&self, key: &str) -> Result<Option<&str>> {
        self.setting(key)
            .map(|value| value.as_str().ok_or_else(|| self.malformed(key, Some(value), "a word")))
            .transpose()
    }

    /// An axis of the input, counted from the first dimension behind the batch; `None` when several are set.
    fn axis(&self, key: &str, rank: usize) -> Result<Option<usize>> {
        Ok(match self.axes(key, rank)?[..] {
            [axis] => Some(axis),
            _ => None,
        })
    }

    /// The axes of the input that are set, sorted, counted from the first dimension behind the batch; the last one when
    /// none is set.
    fn axes(&self, key: &str, rank: usize) -> Result<Vec<usize>> {
        let value = self.setting(key);
        // Keras counts the batch dimension as well.
        let counted = |axis: Option<i64>| match axis? {
            axis @ ..0 => usize::try_from(axis + i64::try_from(rank).ok()?).ok(),
            axis @ 0.. => usize::try_from(axis - 1).ok(),
        };
        let axes: Option<Vec<usize>> = match value {
            None => Some(vec![rank.saturating_sub(1)]),
            Some(Value::Array(axes)) => axes.iter().map(|axis| counted(axis.as_i64())).collect(),
            Some(value) => counted(value.as_i64()).map(|axis| vec![axis]),
        };
        let mut axes = axes
            .filter(|axes| axes.iter().all(|&axis| axis < rank))
            .ok_or_else(|| self.malformed(key, value, &format!("an axis of an input with {rank} dimensions")))?;
        axes.sort_unstable();
        axes.dedup();
        Ok(axes)
    }

    /// The arrays of the layer with the shapes they must have, in the order in which Keras creates them.
    fn arrays<const N: usize>(&self, wanted: [(&str, &[usize]); N]) -> Result<[Array; N]> {
        let found = self.some_arrays(&wanted.map(|(role, shape)| (role, shape, true)))?;
        <[Array; N]>::try_from(found.into_iter().flatten().collect::<Vec<_>>()).map_err(|_| {
            let message = "another number of arrays than asked for was read";
            Diagnostic::error(Code::Internal, self.config.place.subject(), message).into()
        })
    }

    /// As [`Layer::arrays`], with a flag for each array whether the layer has it.
    fn some_arrays(&self, wanted: &[(&str, &[usize], bool)]) -> Result<Vec<Option<Array>>> {
        self.arrays_at(&self.config.place, wanted)
    }

    /// As [`Layer::some_arrays`], at another place than that of the layer.
    fn arrays_at(&self, place: &Place, wanted: &[(&str, &[usize], bool)]) -> Result<Vec<Option<Array>>> {
        let roles: Vec<&str> = wanted.iter().filter(|(_, _, is_there)| *is_there).map(|(role, _, _)| *role).collect();
        let mut found = if roles.is_empty() { Vec::new() } else { self.weights.find(place, &roles)? }.into_iter();
        wanted
            .iter()
            .map(|&(role, shape, is_there)| {
                let found = if is_there { found.next() } else { None };
                found.map(|found| weights::read(found, role, shape, place)).transpose()
            })
            .collect()
    }

    /// A step with one input and an output of the same shape.
    fn elementwise(
        &self,
        origin: &'static str,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
    ) -> std::result::Result<Step, Stop> {
        let shape = self.input()?.to_vec();
        let mut all = vec![("n_in", Setting::size(shape.iter().product()))];
        all.extend(attributes);
        Ok(Step::new(origin, class, all, shape))
    }

    /// A step of an element-wise function with a parameter.
    fn parametrized(
        &self,
        origin: &'static str,
        function: &'static str,
        parameter: f64,
    ) -> std::result::Result<Step, Stop> {
        let attributes = vec![
            ("function", Setting::choice(function)),
            ("activ_param", Setting::float(parameter)),
            ("param_t", Setting::auto()),
        ];
        self.elementwise(origin, "ParametrizedActivation", attributes)
    }

    /// A step that gives the elements another shape.
    fn reshaped(&self, shape: Vec<usize>) -> Step {
        let attributes = vec![("target_shape", Setting::sizes(&shape))];
        Step::new("Reshape", "Reshape", attributes, shape)
    }

    /// A step whose axis `i` is axis `perm[i]` of what it reads.
    fn transposed(&self, perm: &[usize], shape: Vec<usize>) -> Step {
        Step::new("Transpose", "Transpose", vec![("perm", Setting::sizes(perm))], shape)
    }

    /// Refuses a shape with too many elements.
    fn check_elements(&self, shape: &[usize]) -> Result<()> {
        if count(shape).is_none() {
            let message = "the layer has more elements than supported";
            return Err(self
                .unsupported(message)
                .found(format!("{shape:?}"))
                .expected(format!("at most {MAX_ELEMENTS} elements"))
                .into());
        }
        Ok(())
    }

    /// Refuses layers whose weights are stored as integers with scales.
    fn check_precision(&self) -> Result<()> {
        let dtype = self.setting("dtype");
        let name = match dtype {
            None => return Ok(()),
            Some(Value::Object(policy)) => policy.get("config").and_then(|config| config.get("name")),
            Some(dtype) => Some(dtype),
        };
        let name = name.and_then(Value::as_str).ok_or_else(|| self.malformed("dtype", dtype, "the name of a type"))?;
        let plain = name.strip_prefix("mixed_").unwrap_or(name);
        if self.config.is_input() || ["bfloat16", "float16", "float32", "float64"].contains(&plain) {
            return Ok(());
        }
        Err(self
            .unsupported("the layer computes in a type that is not supported")
            .found(shown(name))
            .expected("a floating-point type")
            .remedy("save the model before it is quantised")
            .into())
    }
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
