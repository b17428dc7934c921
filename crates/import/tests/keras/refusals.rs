//! What is refused, with the full text of the one diagnostic, pinned in `tests/import/refusals.txt`.
//!
//! `UPDATE_EXPECT=1` rewrites the file; read the difference before it is committed.

use std::path::Path;

use hlsmith_diag::Diagnostics;
use hlsmith_import::keras::{self, Dialect, Format, LayerWeight};
use hlsmith_ir::{Array, Graph};
use serde_json::{Value, json};
use zip::CompressionMethod;

use crate::common::{architecture, archive, members, model, repository};

type Imported = Result<Graph, Diagnostics>;

/// A bad input: how it is made.
enum Bad {
    /// A Keras 2 architecture after a change, with its weights.
    Keras2(&'static str, fn(&mut Value)),
    /// The architecture in a Keras 3 archive after a change.
    Keras3(&'static str, fn(&mut Value)),
    /// A file after a change of its bytes.
    Bytes(&'static str, Format, fn(&mut Vec<u8>)),
    /// A Keras 2 architecture with its weights file after a change of its bytes.
    Weights(&'static str, fn(&mut Vec<u8>)),
    /// An archive after a change of its members.
    Members(&'static str, fn(&mut Vec<(String, Vec<u8>)>)),
    /// An architecture with the weights of another model.
    Pair(&'static str, &'static str),
    /// A file below the root of the repository, with a weights file.
    File(&'static str, Option<&'static str>),
    /// A live model of one dense layer with these arrays.
    Dense(fn() -> Vec<(&'static str, Array)>),
    /// A live model of one normalisation with this variance.
    Variance(f32),
}

const CASES: &[(&str, Bad)] = &[
    // Files.
    ("no such file", Bad::File("tests/models/none.keras", None)),
    ("not a model", Bad::File("Cargo.toml", None)),
    ("empty file", Bad::File("tests/import/empty.keras", None)),
    ("architecture without weights", Bad::File("tests/reference/import/keras2.json", None)),
    (
        "weights beside an archive",
        Bad::File("tests/models/keras3/mlp.keras", Some("tests/models/keras3/mlp.weights.h5")),
    ),
    ("weights only", Bad::File("tests/models/keras2/mlp_weights.h5", None)),
    ("truncated archive", Bad::Bytes("keras3/mlp.keras", Format::Keras, |bytes| bytes.truncate(9000))),
    ("truncated HDF5 model", Bad::Bytes("keras2/mlp.h5", Format::H5, |bytes| bytes.truncate(3000))),
    ("HDF5 model that ends early", Bad::Bytes("keras2/mlp.h5", Format::H5, |bytes| bytes.truncate(bytes.len() - 1))),
    ("truncated HDF5 header", Bad::Bytes("keras2/mlp.h5", Format::H5, |bytes| bytes.truncate(20))),
    ("truncated architecture", Bad::Bytes("keras2/mlp.json", Format::Json, |bytes| bytes.truncate(1000))),
    ("archive that is none", Bad::Bytes("keras2/mlp.json", Format::Keras, |_| ())),
    ("HDF5 that is none", Bad::Bytes("keras2/mlp.json", Format::H5, |_| ())),
    ("architecture that is none", Bad::Bytes("keras2/mlp.h5", Format::Json, |_| ())),
    ("architecture that is a list", Bad::Keras2("mlp", |model| *model = json!([1, 2]))),
    ("architecture without weights in memory", Bad::Bytes("keras2/mlp.json", Format::Json, |_| ())),
    ("absurd nesting", Bad::Bytes("keras2/mlp.json", Format::Json, |bytes| *bytes = vec![b'['; 100_000])),
    ("no config.json", Bad::Members("keras3/mlp.keras", |members| members.retain(|(name, _)| name != "config.json"))),
    (
        "no model.weights.h5",
        Bad::Members("keras3/mlp.keras", |members| members.retain(|(name, _)| !name.ends_with("h5"))),
    ),
    (
        "damaged weights in an archive",
        Bad::Members("keras3/mlp.keras", |members| {
            members.iter_mut().filter(|(name, _)| name.ends_with("h5")).for_each(|(_, bytes)| bytes.truncate(2000));
        }),
    ),
    (
        "too large architecture",
        Bad::Members("keras3/mlp.keras", |members| {
            members
                .iter_mut()
                .filter(|(name, _)| name == "config.json")
                .for_each(|(_, bytes)| bytes.resize(65 << 20, b' '));
        }),
    ),
    // Weights.
    ("truncated weights", Bad::Weights("keras2/mlp", |bytes| bytes.truncate(5000))),
    ("weights that are no HDF5", Bad::Weights("keras2/mlp", |bytes| *bytes = b"{}".to_vec())),
    (
        "weights without list of layers",
        Bad::Weights("keras2/mlp", |bytes| replace(bytes, b"layer_names", b"layer_nomes")),
    ),
    ("missing layer group", Bad::Weights("keras2/mlp", |bytes| replace(bytes, b"fc3", b"fc4"))),
    ("missing array", Bad::Weights("keras2/dense_no_bias", |bytes| replace(bytes, b"kernel:0", b"kernal:0"))),
    ("weights of another model", Bad::Pair("keras2/mlp.json", "keras2/functional_weights.h5")),
    ("weights of another model in the other layout", Bad::Pair("keras3/mlp.json", "keras3/bn_dense.weights.h5")),
    ("wrong shape", Bad::Keras2("mlp", |model| layer(model, 2)["config"]["units"] = json!(5))),
    (
        "bias that is not in the file",
        Bad::Keras2("dense_no_bias", |model| layer(model, 1)["config"]["use_bias"] = json!(true)),
    ),
    ("bias that is too much", Bad::Keras3("mlp", |model| layer(model, 1)["config"]["use_bias"] = json!(false))),
    ("weights of another layer", Bad::Keras3("mlp", |model| layer(model, 1)["config"]["name"] = json!("fc9"))),
    ("no weights at all", Bad::Dense(Vec::new)),
    ("unnamed array", Bad::Dense(|| vec![("kernel", array(&[4, 1], 0.5)), ("offset", array(&[1], 0.5))])),
    ("array too few", Bad::Dense(|| vec![("kernel", array(&[4, 1], 0.5))])),
    ("transposed array", Bad::Dense(|| vec![("0", array(&[1, 4], 0.5)), ("1", array(&[1], 0.5))])),
    ("infinite weight", Bad::Dense(|| vec![("0", array(&[4, 1], f32::INFINITY)), ("1", array(&[1], 0.5))])),
    ("not a number", Bad::Dense(|| vec![("0", array(&[4, 1], 0.5)), ("1", array(&[1], f32::NAN))])),
    ("negative variance", Bad::Variance(-1.0)),
    // Structure.
    ("no class name", Bad::Keras2("mlp", |model| remove(model, "class_name"))),
    ("no config", Bad::Keras2("mlp", |model| remove(model, "config"))),
    ("no layers", Bad::Keras2("mlp", |model| model["config"]["layers"] = json!([]))),
    ("subclassed model", Bad::Keras3("mlp", |model| model["class_name"] = json!("MyModel"))),
    ("no inputs", Bad::Keras2("functional", |model| remove(&mut model["config"], "input_layers"))),
    ("unreadable outputs", Bad::Keras3("functional", |model| model["config"]["output_layers"] = json!([["fc2"]]))),
    ("layer without class", Bad::Keras2("mlp", |model| remove(layer(model, 2), "class_name"))),
    ("layer without name", Bad::Keras2("mlp", |model| remove(&mut layer(model, 2)["config"], "name"))),
    ("layer without config", Bad::Keras2("functional", |model| remove(layer(model, 1), "config"))),
    ("config that is no object", Bad::Keras2("functional", |model| layer(model, 1)["config"] = json!("Dense"))),
    ("layer without input", Bad::Keras3("functional", |model| layer(model, 1)["inbound_nodes"] = json!([]))),
    ("unreadable inbound node", Bad::Keras3("functional", |model| layer(model, 1)["inbound_nodes"] = json!([7]))),
    (
        "inbound nodes that are no list",
        Bad::Keras2("functional", |model| layer(model, 1)["inbound_nodes"] = json!("inp")),
    ),
    ("dangling input", Bad::Keras2("functional", |model| inbound(model, 2)[0] = json!("fc9"))),
    ("dangling output", Bad::Keras2("functional", |model| model["config"]["output_layers"][0][0] = json!("out"))),
    ("output that the layer does not have", Bad::Keras2("functional", |model| inbound(model, 2)[2] = json!(1))),
    ("cycle", Bad::Keras2("functional", |model| inbound(model, 1)[0] = json!("fc2"))),
    ("layer that reads itself", Bad::Keras2("functional", |model| inbound(model, 1)[0] = json!("fc1"))),
    (
        "input that is no input layer",
        Bad::Keras2("functional", |model| model["config"]["input_layers"] = json!([["inp", 0, 0], ["fc1", 0, 0]])),
    ),
    (
        "input listed twice",
        Bad::Keras2("functional", |model| model["config"]["input_layers"] = json!([["inp", 0, 0], ["inp", 0, 0]])),
    ),
    (
        "input layer that is not listed",
        Bad::Keras2("two_inputs", |model| model["config"]["input_layers"] = json!([["in_a", 0, 0]])),
    ),
    (
        "input layer that reads a layer",
        Bad::Keras2("two_inputs", |model| {
            let position = position(model, "in_b");
            layer(model, position)["inbound_nodes"] = json!([[["fa", 0, 0, {}]]]);
        }),
    ),
    (
        "several tensors",
        Bad::Keras2("two_inputs", |model| {
            let second = inbound(model, 3).clone();
            let position = position(model, "fa");
            layer(model, position)["inbound_nodes"][0].as_array_mut().expect("a list").push(second);
        }),
    ),
    (
        "nested model with other inputs",
        Bad::Keras2("nested_functional", |model| {
            let position = position(model, "inner");
            let nodes = layer(model, position)["inbound_nodes"][0].as_array_mut().expect("a list");
            nodes.push(nodes[0].clone());
        }),
    ),
    (
        "call that a shared layer does not have",
        Bad::Keras3("shared_layer", |model| model["config"]["output_layers"][1][1] = json!(2)),
    ),
    (
        "no input shape",
        Bad::Keras2("mlp", |model| {
            model["config"]["layers"].as_array_mut().expect("a list").remove(0);
        }),
    ),
    // Names.
    ("layers of the same name", Bad::Keras2("mlp", |model| layer(model, 2)["config"]["name"] = json!("fc1"))),
    (
        "layer with the name of an activation",
        Bad::Keras2("bn_dense", |model| layer(model, 3)["config"]["name"] = json!("fc1_linear")),
    ),
    ("layer named input", Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["name"] = json!("input"))),
    ("name with a quote", Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["name"] = json!("a\"b"))),
    (
        "name with a slash",
        Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["name"] = json!("../../etc/passwd")),
    ),
    (
        "name with a line break",
        Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["name"] = json!("a\nerror: b")),
    ),
    ("empty name", Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["name"] = json!(""))),
    ("long name", Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["name"] = json!("x".repeat(300)))),
    (
        "input named as a variable",
        Bad::Keras3("softmax3", |model| layer(model, 0)["config"]["name"] = json!("layer2_out")),
    ),
    // Layers.
    ("unsupported layer", Bad::Keras3("mlp", |model| layer(model, 2)["class_name"] = json!("ConvLSTM2D"))),
    ("similar layer", Bad::Keras3("mlp", |model| layer(model, 2)["class_name"] = json!("XDense"))),
    ("custom layer", Bad::Keras3("mlp", |model| layer(model, 2)["registered_name"] = json!("mine>Dense"))),
    ("layer of another module", Bad::Keras3("mlp", |model| layer(model, 2)["module"] = json!("mine.layers"))),
    (
        "Lambda layer",
        Bad::Keras3("mlp", |model| {
            *layer(model, 2) = json!({
                "module": "keras.layers", "class_name": "Lambda", "registered_name": null,
                "config": {"name": "fc2", "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}},
            });
        }),
    ),
    (
        "activation that is code",
        Bad::Keras3("mlp", |model| {
            layer(model, 2)["config"]["activation"] = json!({"module": "builtins", "class_name": "function", "config": "evil", "registered_name": "function"});
        }),
    ),
    (
        "activation that is a lambda",
        Bad::Keras2("mlp", |model| layer(model, 2)["config"]["activation"] = json!("<lambda>")),
    ),
    (
        "activation that is a layer",
        Bad::Keras3("mlp", |model| {
            layer(model, 2)["config"]["activation"] =
                json!({"module": "keras.layers", "class_name": "ReLU", "config": {"name": "re_lu"}});
        }),
    ),
    ("unsupported activation", Bad::Keras3("mlp", |model| layer(model, 2)["config"]["activation"] = json!("glu"))),
    ("hard_tanh in Keras 2", Bad::Keras2("mlp", |model| layer(model, 2)["config"]["activation"] = json!("hard_tanh"))),
    ("activation that is a number", Bad::Keras2("mlp", |model| layer(model, 2)["config"]["activation"] = json!(3))),
    (
        "channels in between",
        Bad::Keras3("conv2d_chain", |model| layer(model, 1)["config"]["data_format"] = json!("channels_between")),
    ),
    (
        "a window of no rows",
        Bad::Keras3("conv2d_chain", |model| layer(model, 1)["config"]["kernel_size"] = json!([0, 3])),
    ),
    (
        "a window of one extent",
        Bad::Keras3("conv2d_chain", |model| layer(model, 1)["config"]["kernel_size"] = json!([3])),
    ),
    (
        "a window beyond the input",
        Bad::Keras3("conv2d_chain", |model| {
            let config = &mut layer(model, 1)["config"];
            config["padding"] = json!("valid");
            config["dilation_rate"] = json!([1000, 1000]);
        }),
    ),
    (
        "causal over an image",
        Bad::Keras3("conv2d_chain", |model| layer(model, 1)["config"]["padding"] = json!("causal")),
    ),
    ("groups that do not divide", Bad::Keras3("conv2d_chain", |model| layer(model, 1)["config"]["groups"] = json!(5))),
    ("other filters", Bad::Keras3("conv2d_chain", |model| layer(model, 1)["config"]["filters"] = json!(7))),
    ("no units", Bad::Keras2("mlp", |model| layer(model, 2)["config"]["units"] = json!(0))),
    ("huge units", Bad::Keras2("mlp", |model| layer(model, 2)["config"]["units"] = json!(1u64 << 60))),
    (
        "Keras quantisation",
        Bad::Keras3("mlp", |model| layer(model, 2)["config"]["quantization_config"] = json!({"mode": "int8"})),
    ),
    ("quantised type", Bad::Keras3("mlp", |model| layer(model, 2)["config"]["dtype"] = json!("int8_from_float32"))),
    (
        "unknown extent",
        Bad::Keras3("flatten", |model| layer(model, 0)["config"]["batch_shape"] = json!([null, null, 3])),
    ),
    (
        "huge extent",
        Bad::Keras3("softmax3", |model| layer(model, 0)["config"]["batch_shape"] = json!([null, 1u64 << 40])),
    ),
    (
        "overflowing extents",
        Bad::Keras3("softmax3", |model| {
            layer(model, 0)["config"]["batch_shape"] = json!([null, 1u64 << 40, 1u64 << 40])
        }),
    ),
    ("zero extent", Bad::Keras3("softmax3", |model| layer(model, 0)["config"]["batch_shape"] = json!([null, 0]))),
    ("no extent", Bad::Keras3("softmax3", |model| layer(model, 0)["config"]["batch_shape"] = json!([null]))),
    ("no shape", Bad::Keras3("softmax3", |model| layer(model, 0)["config"]["batch_shape"] = json!(null))),
    ("sparse input", Bad::Keras3("softmax3", |model| layer(model, 0)["config"]["sparse"] = json!(true))),
    (
        "ReLU with a limit below its threshold",
        Bad::Keras3("act_relu_max", |model| {
            layer(model, 2)["config"] = json!({"name": "a", "max_value": 1.0, "threshold": 1.5});
        }),
    ),
    (
        "LeakyReLU without slope",
        Bad::Keras3("act_relu_max", |model| {
            layer(model, 2)["class_name"] = json!("LeakyReLU");
            layer(model, 2)["config"] = json!({"name": "a"});
        }),
    ),
    (
        "PReLU with slopes for each element in spite of shared axes",
        Bad::Keras3("act_prelu", |model| layer(model, 2)["config"]["shared_axes"] = json!([1])),
    ),
    (
        "softmax over axes that are no neighbours",
        Bad::Keras3("softmax3", |model| {
            layer(model, 0)["config"]["batch_shape"] = json!([null, 2, 3, 4]);
            layer(model, 1)["class_name"] = json!("Softmax");
            layer(model, 1)["config"]["axis"] = json!([1, 3]);
        }),
    ),
    ("softmax over the batch", Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["axis"] = json!(0))),
    (
        "softmax over an axis that is not there",
        Bad::Keras3("softmax3", |model| layer(model, 1)["config"]["axis"] = json!(-3)),
    ),
    (
        "normalisation of two axes",
        Bad::Keras3("bn_only", |model| {
            layer(model, 0)["config"]["batch_shape"] = json!([null, 8, 4]);
            layer(model, 1)["config"]["axis"] = json!([1, 2]);
        }),
    ),
    ("batch renormalisation", Bad::Keras2("bn_first", |model| layer(model, 1)["config"]["renorm"] = json!(true))),
    ("epsilon that is a word", Bad::Keras2("bn_first", |model| layer(model, 1)["config"]["epsilon"] = json!("small"))),
    ("scale that is no flag", Bad::Keras2("bn_first", |model| layer(model, 1)["config"]["scale"] = json!(1))),
    (
        "reshape to other elements",
        Bad::Keras3("reshape_last", |model| layer(model, 2)["config"]["target_shape"] = json!([4, 2])),
    ),
    (
        "reshape with two open extents",
        Bad::Keras3("reshape_last", |model| layer(model, 2)["config"]["target_shape"] = json!([-1, -1])),
    ),
    (
        "reshape to overflowing extents",
        Bad::Keras3("reshape_last", |model| {
            layer(model, 2)["config"]["target_shape"] = json!([1u64 << 62, 1u64 << 62])
        }),
    ),
    (
        "merge of shapes that do not fit",
        Bad::Keras3("merge_broadcast", |model| {
            layer(model, 0)["config"]["batch_shape"] = json!([null, 5, 7]);
        }),
    ),
    (
        "pooling with windows beyond the image",
        Bad::Keras3("pool_max2d", |model| layer(model, 1)["config"]["pool_size"] = json!([99, 1])),
    ),
    (
        "pooling with windows of three sizes",
        Bad::Keras3("pool_max2d", |model| layer(model, 1)["config"]["pool_size"] = json!([1, 2, 3])),
    ),
    (
        "pooling with unknown padding",
        Bad::Keras3("pool_max2d", |model| layer(model, 1)["config"]["padding"] = json!("causal")),
    ),
    (
        "pooling of a line by windows of an image",
        Bad::Keras3("pool_max1d", |model| {
            layer(model, 1)["class_name"] = json!("MaxPooling2D");
        }),
    ),
    (
        "axes in an order that is none",
        Bad::Keras3("shape_permuted", |model| {
            let position = position(model, "p132");
            layer(model, position)["config"]["dims"] = json!([1, 2, 2]);
        }),
    ),
    (
        "cropping of everything",
        Bad::Keras3("shape_crops", |model| {
            let position = position(model, "q2");
            layer(model, position)["config"]["cropping"] = json!([3, 3]);
        }),
    ),
    (
        "padding by a fraction",
        Bad::Keras3("shape_pads", |model| {
            let position = position(model, "p1");
            layer(model, position)["config"]["padding"] = json!([[1, 1], [1, 0.5]]);
        }),
    ),
    ("a vector repeated not once", Bad::Keras3("shape_repeated", |model| layer(model, 2)["config"]["n"] = json!(0))),
    (
        "products along an axis that is not there",
        Bad::Keras3("merge_broadcast", |model| {
            layer(model, 2)["class_name"] = json!("Dot");
            layer(model, 2)["config"]["axes"] = json!([1, 5]);
        }),
    ),
    (
        "bicubic interpolation",
        Bad::Keras3("shape_bilinear", |model| layer(model, 1)["config"]["interpolation"] = json!("bicubic")),
    ),
    (
        "merge of one tensor",
        Bad::Keras2("merge_same", |model| layer(model, 1)["inbound_nodes"] = json!([[["inp", 0, 0, {}]]])),
    ),
    (
        "subtraction of three tensors",
        Bad::Keras2("merge_three", |model| {
            let position = position(model, "sum");
            layer(model, position)["class_name"] = json!("Subtract");
        }),
    ),
    ("concatenation along the batch", Bad::Keras2("concat_axes", |model| layer(model, 2)["config"]["axis"] = json!(0))),
    (
        "concatenation along an axis that is not there",
        Bad::Keras2("concat_axes", |model| layer(model, 2)["config"]["axis"] = json!(4)),
    ),
    (
        "concatenation along several axes",
        Bad::Keras2("concat_axes", |model| layer(model, 2)["config"]["axis"] = json!([1, 2])),
    ),
    (
        "concatenation of different shapes",
        Bad::Keras2("concat_chain", |model| {
            let position = position(model, "cat");
            layer(model, position)["config"]["axis"] = json!(2);
        }),
    ),
    (
        "dropout in use",
        Bad::Keras2("functional", |model| {
            layer(model, 1)["class_name"] = json!("Dropout");
            inbound(model, 1)[3] = json!({"training": true});
        }),
    ),
    // Quantisers.
    ("unknown quantiser", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantised_bits(6,0)"))),
    ("unknown quantiser as an object", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = object("mine", json!({})))),
    ("quantiser without end", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(6,0"))),
    (
        "quantiser with empty argument",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(6,,1)")),
    ),
    (
        "quantiser with too many arguments",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(1,2,3,4,5,6,7,8,9,10,11,12,13)")),
    ),
    (
        "quantiser with an argument twice",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("ternary(1,alpha=1)")),
    ),
    (
        "quantiser with names before positions",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(alpha=1,6)")),
    ),
    (
        "code in a quantiser",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(__import__('os').getpid())")),
    ),
    ("code in place of a quantiser", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("(lambda: 6)()"))),
    ("arithmetic in a quantiser", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(2*3)"))),
    ("quantiser of endless bits", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(1e300)"))),
    ("quantiser without bits", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(0)"))),
    ("quantiser with half a bit", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(2.5)"))),
    (
        "scale as a list",
        Bad::Keras2("qkeras_mlp", |model| {
            *kernel(model) = object("quantized_bits", json!({ "bits": 6, "alpha": [1.0, 2.0] }));
        }),
    ),
    ("negative scale", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(6,alpha=-1)"))),
    ("unknown scale", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(6,alpha='best')"))),
    (
        "half a quantiser",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_bits(6,qnoise_factor=0.5)")),
    ),
    (
        "unknown argument of a quantiser",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = object("quantized_bits", json!({ "bit": 6 }))),
    ),
    ("number as a quantiser", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!(6))),
    (
        "quantiser of results for weights",
        Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_relu(6)")),
    ),
    ("random results of any scale", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("bernoulli('auto')"))),
    ("temperature below zero", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("bernoulli(1,-6)"))),
    ("weights of two levels", Bad::Keras2("mlp", |model| layer(model, 1)["class_name"] = json!("BinaryDense"))),
    ("weights of three levels", Bad::Keras2("mlp", |model| layer(model, 1)["class_name"] = json!("TernaryDense"))),
    ("rectified powers of two", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_relu_po2(7)"))),
    ("quantiser of a law", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_ulaw(12)"))),
    ("powers of two as results", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_po2(7)"))),
    ("even exponents", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_po2(4,None,0,1)"))),
    ("rectified weights", Bad::Keras2("qkeras_mlp", |model| *kernel(model) = json!("quantized_relu_po2(4)"))),
    ("scaled results", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_bits(6,alpha='auto')"))),
    ("rectifier through a sigmoid", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_relu(6,0,1)"))),
    ("uneven slope", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_relu(6,negative_slope=0.3)"))),
    (
        "slope finer than a step",
        Bad::Keras2("qkeras_mlp", |model| *result(model) = json!("quantized_relu(4,0,negative_slope=0.0625)")),
    ),
    (
        "quantised average beyond the image",
        Bad::Keras2("qkeras_pool", |model| {
            layer(model, 2)["config"]["pool_size"] = json!([4, 4]);
            layer(model, 2)["config"]["padding"] = json!("same");
        }),
    ),
    (
        "scaled share of an average",
        Bad::Keras2("qkeras_pool", |model| {
            layer(model, 2)["config"]["average_quantizer"] = json!("quantized_bits(8,0,alpha=0.3)");
        }),
    ),
    (
        "unknown way of folding",
        Bad::Keras2("qkeras_folded", |model| layer(model, 1)["config"]["folding_mode"] = json!("some")),
    ),
    (
        "folded batch renormalisation",
        Bad::Keras2("qkeras_folded", |model| layer(model, 1)["config"]["renorm"] = json!(true)),
    ),
    (
        "folded normalisation of another width",
        Bad::Keras2("qkeras_folded", |model| layer(model, 1)["config"]["filters"] = json!(4)),
    ),
    ("no quantiser", Bad::Keras2("qkeras_mlp", |model| *result(model) = json!(null))),
    (
        "layer that adapts its quantiser",
        Bad::Keras2("qkeras_mlp", |model| layer(model, 2)["class_name"] = json!("QAdaptiveActivation")),
    ),
    (
        "scales of depthwise weights",
        Bad::Keras2("qkeras_depthwise", |model| {
            layer(model, 1)["config"]["depthwise_quantizer"] = json!("quantized_bits(6,0,alpha='auto')");
        }),
    ),
];

fn layer(model: &mut Value, position: usize) -> &mut Value {
    &mut model["config"]["layers"][position]
}

fn position(model: &Value, name: &str) -> usize {
    let layers = model["config"]["layers"].as_array().expect("a list");
    layers.iter().position(|layer| layer["name"] == name).expect("the layer is there")
}

/// The first reference of a layer of a functional Keras 2 model.
fn inbound(model: &mut Value, position: usize) -> &mut Value {
    &mut layer(model, position)["inbound_nodes"][0][0]
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().expect("an object").remove(key).expect("the key is there");
}

fn array(shape: &[usize], value: f32) -> Array {
    Array::from_f32(shape.to_vec(), vec![value; shape.iter().product()]).expect("the shape fits")
}

/// The quantiser of the weights of the first layer.
fn kernel(model: &mut Value) -> &mut Value {
    &mut layer(model, 1)["config"]["kernel_quantizer"]
}

/// The quantiser of the first result.
fn result(model: &mut Value) -> &mut Value {
    &mut layer(model, 2)["config"]["activation"]
}

fn object(class: &str, config: Value) -> Value {
    json!({ "class_name": class, "config": config })
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let places: Vec<usize> =
        bytes.windows(from.len()).enumerate().filter(|(_, part)| *part == from).map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "nothing to replace");
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
}

fn changed(bytes: &[u8], change: fn(&mut Value)) -> Vec<u8> {
    let mut value = serde_json::from_slice(bytes).expect("the architecture is JSON");
    change(&mut value);
    value.to_string().into_bytes()
}

fn live(model_name: &str, layer: &str, arrays: Vec<(&'static str, Array)>) -> Imported {
    let config = String::from_utf8(architecture(&model(model_name))).expect("JSON is text");
    let weights = arrays
        .into_iter()
        .map(|(name, data)| LayerWeight { path: vec![layer.into()], name: name.into(), data })
        .collect();
    keras::from_parts(&config, weights, Dialect::Keras3)
}

fn import(bad: &Bad) -> Imported {
    match bad {
        Bad::Keras2(name, change) => {
            let json = changed(&model(&format!("keras2/{name}.json")), *change);
            keras::load_bytes(&json, Some(&model(&format!("keras2/{name}_weights.h5"))), Format::Json)
        }
        Bad::Keras3(name, change) => {
            let mut members = members(&model(&format!("keras3/{name}.keras")));
            for (name, bytes) in &mut members {
                if name == "config.json" {
                    *bytes = changed(bytes, *change);
                }
            }
            keras::load_bytes(&archive(&members, CompressionMethod::Stored), None, Format::Keras)
        }
        Bad::Bytes(name, format, change) => {
            let mut bytes = model(name);
            change(&mut bytes);
            keras::load_bytes(&bytes, None, *format)
        }
        Bad::Weights(name, change) => {
            let mut weights = model(&format!("{name}_weights.h5"));
            change(&mut weights);
            keras::load_bytes(&model(&format!("{name}.json")), Some(&weights), Format::Json)
        }
        Bad::Members(name, change) => {
            let mut members = members(&model(name));
            change(&mut members);
            keras::load_bytes(&archive(&members, CompressionMethod::Deflated), None, Format::Keras)
        }
        Bad::Pair(architecture, weights) => {
            keras::load_bytes(&model(architecture), Some(&model(weights)), Format::Json)
        }
        Bad::File(path, weights) => keras::load(&repository(path), weights.map(repository).as_deref()),
        Bad::Dense(arrays) => live("keras3/dense_unit.keras", "fc", arrays()),
        Bad::Variance(variance) => {
            let arrays = [("gamma", 1.0), ("beta", 0.0), ("moving_mean", 0.0), ("moving_variance", *variance)];
            live("keras3/bn_only.keras", "bn1", arrays.map(|(name, value)| (name, array(&[8], value))).into())
        }
    }
}

fn check(name: &str, findings: &Diagnostics) -> String {
    assert_eq!(findings.iter().count(), 1, "{name} has not exactly one diagnostic:\n{findings}");
    let root = repository("");
    format!("== {name}\n{}\n", findings.to_string().replace(&root.display().to_string(), ""))
}

#[test]
fn bad_inputs_give_one_clear_diagnostic() {
    let mut text = String::new();
    for (name, bad) in CASES {
        match import(bad) {
            Ok(_) => panic!("{name} is imported"),
            Err(findings) => text.push_str(&check(name, &findings)),
        }
    }
    let path = repository("tests/import/refusals.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(Path::new(&path)).unwrap_or_default();
    for (ours, theirs) in text.split("== ").zip(expected.split("== ")) {
        assert_eq!(ours, theirs, "UPDATE_EXPECT=1 accepts the new text");
    }
    assert_eq!(text.len(), expected.len(), "cases have been added or removed; UPDATE_EXPECT=1 accepts that");
}

#[test]
fn all_problems_of_a_model_are_reported_at_once() {
    let mut model_json: Value = serde_json::from_slice(&model("keras2/mlp.json")).expect("the architecture is JSON");
    layer(&mut model_json, 0)["config"]["ragged"] = json!(true);
    layer(&mut model_json, 1)["config"]["activation"] = json!("glu");
    layer(&mut model_json, 2)["class_name"] = json!("Lambda");
    layer(&mut model_json, 3)["config"]["name"] = json!("a/b");
    let weights = model("keras2/mlp_weights.h5");
    let findings = keras::load_bytes(model_json.to_string().as_bytes(), Some(&weights), Format::Json)
        .expect_err("the model is refused");
    let found: Vec<String> =
        findings.iter().map(|finding| format!("{} {}", finding.code.as_str(), finding.subject)).collect();
    assert_eq!(
        found,
        ["HS0702 layer `a/b`", "HS0404 layer `inp`", "HS0404 layer `fc1`", "HS0407 layer `fc2`"],
        "{findings}"
    );
}

/// Checks that each finding about a changed layer names or shows one of the expected words.
fn check_settings(name: &str, position: usize, change: fn(&mut Value), expected: &[&str]) {
    let mut model_json: Value = serde_json::from_slice(&model(&format!("{name}.json"))).expect("JSON");
    change(&mut layer(&mut model_json, position)["config"]);
    let weights = model(&format!("{name}_weights.h5"));
    let findings = keras::load_bytes(model_json.to_string().as_bytes(), Some(&weights), Format::Json)
        .expect_err("the model is refused");
    let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), expected.len(), "{name}:\n{findings}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{name}: {expected:?} is not in\n{found}");
    }
}

#[test]
fn all_refused_settings_of_a_layer_are_reported_at_once() {
    check_settings(
        "keras2/mlp",
        1,
        |config| {
            config["activation"] = json!("glu");
            config["dtype"] = json!("int8");
            config["use_bias"] = json!("perhaps");
        },
        &["int8", "`use_bias`", "glu"],
    );
    check_settings(
        "keras2/conv2d_chain",
        1,
        |config| {
            config["padding"] = json!("wide");
            config["strides"] = json!([0, 1]);
            config["activation"] = json!("glu");
        },
        &["glu", "`strides`", "`padding`"],
    );
    check_settings(
        "keras2/mlp",
        2,
        |config| {
            config["units"] = json!(-4);
            config["activation"] = json!("glu");
        },
        &["`units`", "glu"],
    );
}
