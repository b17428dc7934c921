//! What the importer of PyTorch programs refuses, and what it says.
//!
//! Each case is a recorded program with one thing changed.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use hlsmith_import::torch;
use hlsmith_ir::Layouts;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const PROGRAM: &str = "/models/model.json";
const WEIGHTS: &str = "/data/weights/model_weights_config.json";

/// The bytes of a recorded program.
fn recorded(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/torch");
    std::fs::read(folder.join(format!("{name}.pt2"))).expect("a recorded program")
}

/// A recorded program whose members are what `change` makes of them; those it makes nothing of are left out.
fn changed(name: &str, method: CompressionMethod, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let bytes = recorded(name);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).expect("a member");
        let path = member.name().expect("a name").into_owned();
        let mut data = Vec::new();
        member.read_to_end(&mut data).expect("data");
        if let Some(data) = change(&path, data) {
            let options = SimpleFileOptions::default().compression_method(method);
            writer.start_file(path, options).expect("a member");
            writer.write_all(&data).expect("data");
        }
    }
    writer.finish().expect("an archive").into_inner()
}

/// A recorded program with one of its documents changed.
fn edited(name: &str, member: &str, edit: impl Fn(&mut Value)) -> Vec<u8> {
    changed(name, CompressionMethod::Stored, |path, data| {
        if !path.ends_with(member) {
            return Some(data);
        }
        let mut document: Value = serde_json::from_slice(&data).expect("a document");
        edit(&mut document);
        Some(serde_json::to_vec(&document).expect("text"))
    })
}

/// A recorded program with a node changed.
fn with_node(name: &str, operator: &str, edit: impl Fn(&mut Value)) -> Vec<u8> {
    edited(name, PROGRAM, |document| {
        let nodes = document["graph_module"]["graph"]["nodes"].as_array_mut().expect("nodes");
        let node = nodes.iter_mut().find(|node| node["target"].as_str().is_some_and(|own| own.contains(operator)));
        edit(node.expect("the node"));
    })
}

/// A recorded program with an argument of a node set.
fn with_argument(name: &str, operator: &str, argument: &str, value: Value) -> Vec<u8> {
    with_node(name, operator, |node| {
        let arguments = node["inputs"].as_array_mut().expect("arguments");
        arguments.retain(|own| own["name"] != argument);
        arguments.push(json!({ "name": argument, "arg": value, "kind": 1 }));
    })
}

/// Checks that a file is refused with one error of a code, whose text has all parts.
fn check(what: &str, bytes: &[u8], code: &str, parts: &[&str]) {
    let findings = match torch::load_bytes(bytes, Layouts::default()) {
        Ok(_) => panic!("{what}: imported"),
        Err(findings) => findings,
    };
    let text = findings.to_string();
    assert_eq!(findings.iter().count(), 1, "{what}: {text}");
    assert!(text.contains(code), "{what}: {text}");
    for part in parts {
        assert!(text.contains(part), "{what}: no `{part}` in\n{text}");
    }
}

#[test]
fn files_of_other_kinds_are_refused() {
    check("empty", b"", "HS0402", &["archive is damaged"]);
    check("text", b"hello", "HS0402", &["archive is damaged"]);
    check("pickle", b"\x80\x02}q\x00.", "HS0407", &["pickle", "torch.export.export", "torch.export.save", "eval()"]);
    let whole = recorded("linear");
    check("truncated", &whole[..whole.len() / 2], "HS0402", &["archive is damaged"]);
    let archive = |path: &str| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(path, SimpleFileOptions::default()).expect("a member");
        writer.finish().expect("an archive").into_inner()
    };
    check("module in an archive", &archive("model/data.pkl"), "HS0407", &["pickle", "model.pt2"]);
    check("TorchScript", &archive("model/code/__torch__.py"), "HS0407", &["TorchScript", "torch.export.save"]);
    check("older program", &archive("serialized_exported_program.json"), "HS0402", &["old version", "save it again"]);
    check("other archive", &archive("readme.txt"), "HS0402", &["no exported program", "models/model.json"]);
}

#[test]
fn damaged_archives_are_refused() {
    let stored = CompressionMethod::Stored;
    let without =
        |end: &'static str| changed("linear", stored, move |path, data| (!path.ends_with(end)).then_some(data));
    check("no order of bytes", &without("byteorder"), "HS0402", &["no byteorder"]);
    check("no list of weights", &without("model_weights_config.json"), "HS0402", &["model_weights_config.json"]);
    check("no values", &without("weight_0"), "HS0402", &["weight_0"]);
    let with = |end: &'static str, new: &'static [u8]| {
        changed("linear", stored, move |path, data| Some(if path.ends_with(end) { new.to_vec() } else { data }))
    };
    check("big-endian", &with("byteorder", b"big"), "HS0402", &["order of the bytes", "little"]);
    check("no JSON", &with("models/model.json", b"{"), "HS0402", &["not valid JSON"]);
    check("no program", &with("models/model.json", b"[]"), "HS0402", &["version of the file"]);
    check("no list", &with("model_weights_config.json", b"{}"), "HS0402", &["no list of tensors"]);
    check("few values", &with("weight_0", b"1234"), "HS0402", &["damaged", "1 elements in the file"]);
    let deflated = changed("linear", CompressionMethod::Deflated, |_, data| Some(data));
    check("compressed", &deflated, "HS0402", &["compressed"]);
}

#[test]
fn weights_that_cannot_be_read_are_refused() {
    let weight = |key: &'static str, value: Value| {
        edited("linear", WEIGHTS, move |document| document["config"]["0.weight"]["tensor_meta"][key] = value.clone())
    };
    let pickled = edited("linear", WEIGHTS, |document| document["config"]["0.weight"]["use_pickle"] = json!(true));
    check("pickled", &pickled, "HS0407", &["0.weight", "pickle"]);
    let missing = edited("linear", WEIGHTS, |document| {
        document["config"].as_object_mut().expect("tensors").remove("0.weight");
    });
    check("missing", &missing, "HS0405", &["0.weight", "no values"]);
    check("complex", &weight("dtype", json!(10)), "HS0404", &["type 10"]);
    check("huge", &weight("sizes", json!([{ "as_int": 1u64 << 40 }, { "as_int": 4 }])), "HS0406", &["too large"]);
    check("strides", &weight("strides", json!([{ "as_int": u64::MAX / 2 }, { "as_int": 1 }])), "HS0402", &["damaged"]);
    check("offset", &weight("storage_offset", json!({ "as_int": 7 })), "HS0402", &["damaged"]);
    check("rank", &weight("strides", json!([{ "as_int": 1 }])), "HS0402", &["1 strides"]);
    check("shape", &weight("sizes", json!([{ "as_int": 4 }, { "as_int": 3 }])), "HS0404", &["does not fit", "6 rows"]);
}

#[test]
fn programs_of_other_versions_are_refused_or_remarked_on() {
    let version = |major: u64, minor: u64| {
        edited("linear", PROGRAM, move |document| {
            document["schema_version"] = json!({ "major": major, "minor": minor })
        })
    };
    check("major", &version(9, 0), "HS0402", &["schema 9", "schema 8"]);
    let (_, remarks) = torch::load_bytes(&version(8, 99), Layouts::default()).expect("a program");
    assert!(remarks.to_string().contains("schema 8.99"), "{remarks}");
    let (_, remarks) = torch::load_bytes(&recorded("linear"), Layouts::default()).expect("a program");
    assert!(remarks.is_empty(), "{remarks}");
}

#[test]
fn constants_that_exhaust_memory_are_refused() {
    let extent = json!({ "as_int": 4096 });
    let bytes = edited("mask_added", PROGRAM, |document| {
        let graph = &mut document["graph_module"]["graph"];
        let nodes = graph["nodes"].as_array().expect("nodes").clone();
        let full = nodes.iter().find(|node| node["target"].as_str().is_some_and(|own| own.contains("full")));
        let full = full.expect("a constant").clone();
        let name = full["outputs"][0]["as_tensor"]["name"].as_str().expect("a name").to_owned();
        for index in 0..4 {
            let mut meta = graph["tensor_values"][&name].clone();
            meta["sizes"] = json!([extent, extent]);
            graph["tensor_values"][format!("large_{index}")] = meta;
            let mut node = full.clone();
            node["outputs"][0]["as_tensor"]["name"] = json!(format!("large_{index}"));
            graph["nodes"].as_array_mut().expect("nodes").push(node);
        }
    });
    check("constants", &bytes, "HS0406", &["too large", "67108864"]);
}

#[test]
fn operators_and_settings_are_refused_by_name() {
    let target = |name: &str, operator: &str, other: &'static str| {
        with_node(name, operator, move |node| node["target"] = json!(format!("torch.ops.{other}")))
    };
    check(
        "unknown",
        &target("linear", "linear", "aten.fft_fft.default"),
        "HS0403",
        &["`linear`", "fft_fft", "conv2d.default"],
    );
    check("close", &target("act_relu", "relu", "aten.reluu.default"), "HS0403", &["closest", "relu"]);
    check(
        "logarithm",
        &target("act_softmax", "softmax", "aten.log_softmax.int"),
        "HS0404",
        &["log_softmax", "leave the layer out"],
    );
    let argument = with_argument;
    check(
        "training",
        &argument("cnn", "batch_norm", "training", json!({ "as_bool": true })),
        "HS0404",
        &["training=True", "eval()"],
    );
    check(
        "dropout",
        &argument("mlp", "dropout", "train", json!({ "as_bool": true })),
        "HS0404",
        &["training", "eval()"],
    );
    check(
        "softplus",
        &argument("act_softplus", "softplus", "threshold", json!({ "as_float": 2.0 })),
        "HS0404",
        &["`threshold`", "found: 2"],
    );
    check(
        "threshold",
        &argument("act_threshold", "threshold", "value", json!({ "as_float": 1.0 })),
        "HS0404",
        &["`value`"],
    );
    check(
        "limits",
        &argument("act_hardtanh", "hardtanh", "min_val", json!({ "as_float": 2.0 })),
        "HS0404",
        &["2 to 1"],
    );
    check(
        "factor",
        &argument("act_celu", "celu", "alpha", json!({ "as_float": 0.0 })),
        "HS0402",
        &["`alpha`", "positive"],
    );
    check("comparison", &target("act_relu", "relu", "aten.gt.Scalar"), "HS0404", &["compared", "gt.Scalar", "clamp"]);
    check(
        "condition",
        &argument("where_two", "where", "condition", json!({ "as_tensor": { "name": "xs_0" } })),
        "HS0404",
        &["condition that is computed", "buffer"],
    );
    check(
        "hidden",
        &argument("fill_number", "masked_fill", "value", json!({ "as_float": "-Infinity" })),
        "HS0403",
        &["minus infinity"],
    );
    check("infinite", &argument("act_elu", "elu", "alpha", json!({ "as_float": "Infinity" })), "HS0402", &["finite"]);
    check(
        "word",
        &argument("act_elu", "elu", "alpha", json!({ "as_string": "x" })),
        "HS0402",
        &["`alpha`", "a number"],
    );
    check(
        "padding",
        &argument("conv2d_valid", "conv2d", "padding", json!({ "as_string": "reflect" })),
        "HS0402",
        &["`padding`"],
    );
    check("stride", &argument("conv2d", "conv2d", "stride", json!({ "as_ints": [0, 1] })), "HS0402", &["`stride`"]);
    check(
        "window",
        &argument("conv2d", "conv2d", "dilation", json!({ "as_ints": [9, 9] })),
        "HS0404",
        &["larger than its input"],
    );
    check(
        "groups",
        &argument("conv2d_transposed", "conv_transpose", "groups", json!({ "as_int": 3 })),
        "HS0404",
        &["groups"],
    );
    check(
        "dilated",
        &argument("max_pool2d", "max_pool2d", "dilation", json!({ "as_ints": [2, 2] })),
        "HS0404",
        &["dilation=1"],
    );
    check(
        "windows",
        &argument("adaptive_avg2d", "adaptive", "output_size", json!({ "as_ints": [4, 4] })),
        "HS0404",
        &["one size", "divisor"],
    );
    check(
        "batch",
        &argument("flatten", "flatten", "start_dim", json!({ "as_int": 0 })),
        "HS0404",
        &["batch", "start_dim=1"],
    );
    check("step", &argument("slice", "slice.Tensor", "step", json!({ "as_int": 2 })), "HS0404", &["samples"]);
    check("states", &argument("lstm", "lstm", "hx", json!({ "as_tensors": [{ "name": "x" }] })), "HS0402", &["x"]);
    check("layers", &argument("lstm", "lstm", "num_layers", json!({ "as_int": 3 })), "HS0402", &["`params`"]);
    check(
        "steps first",
        &argument("lstm", "lstm", "batch_first", json!({ "as_bool": false })),
        "HS0404",
        &["batch_first=True"],
    );
    check("scores", &argument("sdpa", "scaled_dot", "dropout_p", json!({ "as_float": 0.5 })), "HS0404", &["dropout_p"]);
    check(
        "constant state",
        &argument("gru_first_state", "gru", "hx", json!({ "as_tensor": { "name": "p_r_bias_ih_l0" } })),
        "HS0402",
        &["`hx`", "numbers for each layer and direction"],
    );
    check(
        "state of another layer",
        &argument("gru_both_first_state", "gru", "bidirectional", json!({ "as_bool": false })),
        "HS0402",
        &["`params`"],
    );
    check(
        "masked module",
        &argument("mha", "scaled_dot", "attn_mask", json!({ "as_tensor": { "name": "xs_0" } })),
        "HS0404",
        &["mask", "computed by the model", "buffer"],
    );
    check(
        "computed mask",
        &argument("sdpa", "scaled_dot", "attn_mask", json!({ "as_tensor": { "name": "xs_0" } })),
        "HS0404",
        &["mask", "computed by the model", "buffer"],
    );
    check(
        "mask of another size",
        &argument("sdpa", "scaled_dot", "attn_mask", json!({ "as_tensor": { "name": "p_q_bias" } })),
        "HS0404",
        &["does not fit the scores", "[3]", "[5, 5]"],
    );
    check(
        "mode of padding",
        &argument("pad_reflect", "pad", "mode", json!({ "as_string": "mirror" })),
        "HS0404",
        &["mirror", "reflect, replicate or circular"],
    );
    check(
        "wide padding",
        &argument("pad_reflect", "pad", "pad", json!({ "as_ints": [1, 4, 0, 1] })),
        "HS0404",
        &["wider than the tensor", "at most 3"],
    );
    check(
        "computed places",
        &argument("index_select", "index_select", "index", json!({ "as_tensor": { "name": "xs_0" } })),
        "HS0404",
        &["places", "buffer of the module"],
    );
    check(
        "equation",
        &argument("einsum", "einsum", "equation", json!({ "as_string": "bij,bkj->ki" })),
        "HS0404",
        &["equation", "samples along one axis"],
    );
    check(
        "repeated samples",
        &argument("repeat", "repeat", "repeats", json!({ "as_ints": [2, 2, 3] })),
        "HS0404",
        &["keep the samples"],
    );
    check("rolled line", &argument("roll", "roll", "dims", json!({ "as_ints": [] })), "HS0404", &["as one line"]);
    check(
        "factor of pixels",
        &argument("pixel_unshuffle", "pixel", "downscale_factor", json!({ "as_int": 3 })),
        "HS0404",
        &["divide"],
    );
    check(
        "groups of channels",
        &argument("group_norm", "group_norm", "num_groups", json!({ "as_int": 3 })),
        "HS0404",
        &["a divisor of 4"],
    );
    check(
        "norm",
        &argument("layer_norm", "layer_norm", "normalized_shape", json!({ "as_ints": [3] })),
        "HS0404",
        &["last"],
    );
    check("divisor", &argument("number_div", "div", "other", json!({ "as_float": 0.0 })), "HS0404", &["zero"]);
    check("power", &argument("number_square", "pow", "exponent", json!({ "as_int": 3 })), "HS0404", &["power"]);
    check(
        "missing tensor",
        &argument("act_relu", "relu", "self", json!({ "as_tensor": { "name": "nothing" } })),
        "HS0402",
        &["before it is made"],
    );
}

/// Every prefix of a file, and every file with a byte changed, is imported or refused without a panic.
#[test]
fn damage_anywhere_is_met_with_a_finding() {
    let bytes = recorded("linear");
    let mut state = 1u64;
    for round in 0..400 {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let place = (state >> 33) as usize % bytes.len();
        let mut damaged = bytes.clone();
        if round % 4 == 0 {
            damaged.truncate(place);
        } else {
            damaged[place] ^= 1 << (state >> 8 & 7);
        }
        let _ = torch::load_bytes(&damaged, Layouts::default());
    }
}
