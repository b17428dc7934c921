//! Convolutions of every geometry: the fast kernels, the definition and the generated C++ agree in every bit, and imported
//! layers compute what Keras computes in floating point.

use hlsmith::Model;
use hlsmith_emulate::Plan;
use hlsmith_fixed::Precision;
use hlsmith_ir::{Array, AttributeValue, ConvImplementation, Graph, IoType, NamedType, Op, Weight};
use hlsmith_suite::build_unit;
use serde_json::{Value, json};

/// An axis: input, output, filter, stride, dilation, zeros before and behind or outputs cut off.
type Extents = [usize; 7];

/// A layer: class, name, vertical axis of images, horizontal axis, channels, filters, groups or depth multiplier.
type Row = (&'static str, &'static str, Option<Extents>, Extents, usize, usize, usize);

const LAYERS: &[Row] = &[
    ("Conv1D", "plain", None, [7, 5, 3, 1, 1, 0, 0], 3, 4, 1),
    ("Conv1D", "strided", None, [8, 3, 3, 3, 1, 1, 0], 2, 2, 1),
    ("Conv1D", "causal", None, [6, 6, 3, 1, 2, 4, 0], 2, 3, 1),
    ("Conv1D", "grouped", None, [5, 3, 3, 1, 1, 0, 0], 4, 6, 2),
    ("Conv1DTranspose", "plain", None, [4, 9, 3, 2, 1, 0, 0], 2, 3, 1),
    ("Conv1DTranspose", "cut", None, [4, 12, 5, 3, 1, 1, 0], 2, 2, 1),
    ("Conv1DTranspose", "dilated", None, [4, 8, 3, 1, 2, 0, 0], 3, 2, 1),
    ("Conv2D", "plain", Some([5, 3, 3, 1, 1, 0, 0]), [6, 5, 2, 1, 1, 0, 0], 2, 3, 1),
    ("Conv2D", "same", Some([5, 3, 3, 2, 1, 1, 1]), [4, 4, 4, 1, 1, 1, 2], 2, 2, 1),
    ("Conv2D", "dilated", Some([7, 3, 3, 1, 2, 0, 0]), [7, 4, 2, 1, 3, 0, 0], 2, 2, 1),
    ("Conv2D", "grouped", Some([3, 2, 2, 1, 1, 0, 0]), [3, 2, 2, 1, 1, 0, 0], 6, 3, 3),
    ("Conv2DTranspose", "plain", Some([3, 7, 3, 2, 1, 0, 0]), [2, 4, 2, 2, 1, 0, 0], 2, 2, 1),
    ("Conv2DTranspose", "cut", Some([3, 6, 3, 2, 1, 0, 0]), [2, 6, 4, 3, 1, 0, 0], 2, 3, 1),
    ("DepthwiseConv1D", "single", None, [6, 4, 3, 1, 1, 0, 0], 4, 4, 1),
    ("DepthwiseConv1D", "multiplied", None, [6, 3, 3, 2, 1, 1, 0], 2, 6, 3),
    ("DepthwiseConv2D", "single", Some([4, 4, 3, 1, 1, 1, 1]), [4, 2, 2, 2, 1, 0, 0], 3, 3, 1),
    ("DepthwiseConv2D", "multiplied", Some([4, 2, 3, 1, 1, 0, 0]), [4, 3, 2, 1, 1, 0, 0], 2, 4, 2),
    ("PointwiseConv1D", "plain", None, [5, 5, 1, 1, 1, 0, 0], 4, 3, 1),
    ("PointwiseConv1D", "strided", None, [5, 3, 1, 2, 1, 0, 0], 4, 3, 1),
    ("PointwiseConv2D", "plain", Some([3, 3, 1, 1, 1, 0, 0]), [2, 2, 1, 1, 1, 0, 0], 3, 4, 1),
];

/// Layers that read streams through encoded instructions.
const ENCODED: &[Row] = &[
    ("Conv1D", "1", None, [5, 5, 1, 1, 1, 0, 0], 3, 2, 1),
    ("Conv1D", "2", None, [6, 5, 2, 1, 1, 0, 0], 2, 3, 1),
    ("Conv1D", "3_strided", None, [9, 4, 3, 2, 1, 0, 0], 3, 2, 1),
    ("Conv1D", "5_dilated", None, [11, 3, 5, 1, 2, 0, 0], 2, 2, 1),
    ("Conv1D", "2_apart", None, [11, 3, 2, 4, 1, 0, 0], 2, 3, 1),
    ("Conv2D", "1_strided", Some([4, 2, 1, 2, 1, 0, 0]), [5, 3, 1, 2, 1, 0, 0], 3, 2, 1),
    ("Conv2D", "2", Some([4, 3, 2, 1, 1, 0, 0]), [3, 2, 2, 1, 1, 0, 0], 3, 2, 1),
    ("Conv2D", "2_strided", Some([5, 2, 2, 2, 1, 0, 0]), [7, 3, 2, 2, 1, 0, 0], 2, 2, 1),
    ("Conv2D", "3", Some([5, 3, 3, 1, 1, 0, 0]), [6, 4, 3, 1, 1, 0, 0], 2, 3, 1),
    ("Conv2D", "3_strided", Some([8, 3, 3, 2, 1, 0, 0]), [7, 3, 3, 2, 1, 0, 0], 1, 2, 1),
    ("Conv2D", "5", Some([6, 2, 5, 1, 1, 0, 0]), [5, 1, 5, 1, 1, 0, 0], 1, 2, 1),
    ("Conv2D", "oblong", Some([7, 3, 3, 1, 2, 0, 0]), [6, 2, 2, 3, 1, 0, 0], 2, 2, 1),
    ("Conv2D", "grouped", Some([3, 2, 2, 1, 1, 0, 0]), [4, 3, 2, 1, 1, 0, 0], 4, 2, 2),
    ("DepthwiseConv2D", "3", Some([4, 2, 3, 1, 1, 0, 0]), [5, 3, 3, 1, 1, 0, 0], 3, 3, 1),
    ("PointwiseConv2D", "1", Some([3, 3, 1, 1, 1, 0, 0]), [2, 2, 1, 1, 1, 0, 0], 3, 4, 1),
];

/// How a layer is laid out in hardware.
struct Layout {
    strategy: &'static str,
    reuse: usize,
    side_by_side: usize,
    io_type: IoType,
    implementation: ConvImplementation,
}

/// Types of accumulator and result: the order of sums matters with the second.
const TYPES: [(&str, &str); 2] =
    [("fixed<14,6,RND,WRAP>", "fixed<12,5,RND_CONV,SAT>"), ("fixed<9,4,TRN,SAT>", "fixed<8,4,RND,SAT>")];

/// A generator of numbers between -1 and 1.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

fn ty(text: &str) -> NamedType {
    NamedType::new("", Precision::parse(text).expect("a precision"))
}

/// The names of the attributes of an axis.
fn names(side: &str, [before, behind]: [&str; 2]) -> [String; 7] {
    let of = |what: &str| format!("{what}_{side}");
    [of("in"), of("out"), of("filt"), of("stride"), of("dilation"), format!("pad_{before}"), format!("pad_{behind}")]
}

fn graph(row: &Row, layout: &Layout, types: (&str, &str)) -> Graph {
    let (class, _, height, width, n_chan, n_filt, groups) = *row;
    let mut random = Random(0x9e37_79b9_7f4a_7c15 + (n_chan * 64 + n_filt) as u64);
    let int = |value: usize| AttributeValue::Int(value as i64);
    let mut values = vec![("n_chan".to_owned(), int(n_chan)), ("n_filt".to_owned(), int(n_filt))];
    let axes = [height.map(|axis| ("height", ["top", "bottom"], axis)), Some(("width", ["left", "right"], width))];
    let (mut input, mut output, mut filter) = (Vec::new(), Vec::new(), Vec::new());
    for (side, pads, axis) in axes.into_iter().flatten() {
        let n_values = if class.ends_with("Transpose") { 6 } else { 7 };
        values.extend(names(side, pads).into_iter().zip(axis.map(int)).take(n_values));
        input.push(axis[0]);
        output.push(axis[1]);
        filter.push(axis[2]);
    }
    let ends = if class.starts_with("Depthwise") {
        values.push(("depth_multiplier".into(), int(groups)));
        [n_chan, groups]
    } else {
        if !class.ends_with("Transpose") {
            values.push(("n_groups".into(), int(groups)));
        }
        [n_chan / groups, n_filt]
    };
    let mut weight = |shape: Vec<usize>| {
        let data: Vec<f64> = (0..shape.iter().product()).map(|_| 2.0 * random.next()).collect();
        let data = Array::from_f64(shape, data).expect("as many numbers as the shape has");
        AttributeValue::Weight(Weight { ty: ty("fixed<7,2,RND>"), ..Weight::new("", data) })
    };
    values.push(("weight".into(), weight(filter.into_iter().chain(ends).collect())));
    values.push(("bias".into(), weight(vec![n_filt])));
    values.push(("accum_t".into(), AttributeValue::Type(ty(types.0))));
    values.push(("strategy".into(), AttributeValue::Choice(layout.strategy.into())));
    values.push(("reuse_factor".into(), int(layout.reuse)));
    values.push(("parallelization_factor".into(), int(layout.side_by_side)));
    values.push(("conv_implementation".into(), AttributeValue::Choice(layout.implementation.to_string())));
    let op = Op::from_values(class, &values).expect("a class").unwrap_or_else(|error| panic!("{row:?}: {error}"));
    input.push(n_chan);
    output.push(n_filt);
    let mut graph = Graph::new("convolution");
    graph.io_type = layout.io_type;
    let shape = AttributeValue::Ints(input.iter().map(|&extent| extent as i64).collect());
    let argument = Op::from_values("Input", &[("shape".into(), shape)]).expect("a class").expect("its attributes");
    let x = graph.add_layer("x", "InputLayer", argument, vec![], input);
    let y = graph.add_layer("c", class, op, vec![x], output);
    graph.set_inputs(vec![x]);
    graph.set_outputs(vec![y]);
    let edits = vec![
        hlsmith_ir::Edit::SetTensorType(x, NamedType::new("input_t", ty("fixed<8,3,RND,SAT>").precision)),
        hlsmith_ir::Edit::SetTensorType(y, NamedType::new("result_t", ty(types.1).precision)),
    ];
    graph.apply(hlsmith_ir::Patch { edits }).unwrap_or_else(|findings| panic!("{row:?}: {findings}"));
    graph
}

/// Every layer under every strategy, with a reuse factor that all of them allow.
fn cases() -> Vec<(String, Graph)> {
    let mut cases = Vec::new();
    let line_buffers = LAYERS.iter().map(|row| (row, ConvImplementation::LineBuffer));
    let encoded = ENCODED.iter().map(|row| (row, ConvImplementation::Encoded));
    for (position, (row, implementation)) in line_buffers.chain(encoded).enumerate() {
        for (turn, strategy) in ["latency", "resource", "resource_unrolled"].into_iter().enumerate() {
            let is_encoded = implementation == ConvImplementation::Encoded;
            let io_type = match (position + turn) % 2 == 0 && !is_encoded {
                true => IoType::Parallel,
                false => IoType::Stream,
            };
            let types = TYPES[(position + turn / 2) % 2];
            let n_pixels = row.2.map_or(1, |axis| axis[1]) * row.3[1];
            let taps = row.2.map_or(1, |axis| axis[2]) * row.3[2];
            // The taps of a window divide its products, whatever the groups.
            let reuse = if strategy == "latency" || taps == 1 { 1 } else { taps };
            let side_by_side = if turn == 1 { n_pixels } else { 1 };
            let name = format!("{implementation}_{}_{}_{strategy}", row.0, row.1).to_lowercase();
            let layout = Layout { strategy, reuse, side_by_side, io_type, implementation };
            cases.push((name, graph(row, &layout, types)));
        }
    }
    cases
}

#[test]
fn kernels_definition_and_generated_code_agree() {
    const N_SAMPLES: usize = 20;
    let cases = cases();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let borrowed: Vec<(String, &Graph)> = cases.iter().map(|(name, graph)| (name.clone(), graph)).collect();
    let unit = build_unit(&borrowed, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
    let mut failures = Vec::new();
    for (name, graph) in &cases {
        let plan = Plan::compile(graph).unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let mut random = Random(name.bytes().fold(7, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte))));
        let n_in: usize = plan.input_shape(0).iter().product();
        let x: Vec<f64> = (0..N_SAMPLES * n_in).map(|_| 5.0 * random.next()).collect();
        let fast = plan.run_raw(&[&x], N_SAMPLES).expect("inputs fit");
        let slow = plan.run_reference(&[&x], N_SAMPLES).expect("inputs fit");
        assert!(plan.is_fast(), "{name} runs on machine integers");
        if fast != slow {
            failures.push(format!("{name}: kernels and definition differ"));
        }
        let simulated = unit.run(name, &x).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        let width = fast[0].format.width;
        let expected: Vec<String> = fast[0].raw.iter().map(|raw| raw.to_pattern(width)).collect();
        if simulated.concat() != expected {
            failures.push(format!("{name}: C++ and emulator differ"));
        }
        let distinct: std::collections::BTreeSet<&String> = expected.iter().collect();
        assert!(distinct.len() > 3, "{name} computes something");
    }
    assert!(failures.is_empty(), "{} of {} cases\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// Networks in which poolings, zeros and other layers are between convolutions, under every strategy.
#[test]
fn networks_with_instructions_compute_what_the_emulator_computes() {
    const N_SAMPLES: usize = 6;
    let mut models: Vec<(String, Model)> = Vec::new();
    for name in ["pool_network", "pool_network1d", "conv1d_chain", "conv2d_chain", "stream_skip"] {
        let path = hlsmith_suite::models().join(format!("keras3/{name}.keras"));
        for strategy in ["Latency", "Resource", "Resource_Unrolled"] {
            let model = json!({
                "Precision": "fixed<14,5,RND,SAT>",
                "Strategy": strategy,
                "ReuseFactor": 2,
                "ConvImplementation": "Encoded",
            });
            let config = json!({ "Backend": "Vivado", "IOType": "io_stream", "HLSConfig": { "Model": model } });
            let imported = hlsmith::load_keras(&path, None).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let model = Model::convert(imported, &config).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let details = model.inspect().into_iter().map(|row| row.detail);
            assert!(details.filter(|detail| detail == "Encoded").count() >= 2, "{name} reads through instructions");
            models.push((format!("{name}_{strategy}").to_lowercase(), model));
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let borrowed: Vec<(String, &Graph)> = models.iter().map(|(name, model)| (name.clone(), model.graph())).collect();
    let unit = build_unit(&borrowed, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
    for (name, model) in &models {
        let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let n_in: usize = plan.input_shape(0).iter().product();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let x: Vec<f64> = (0..N_SAMPLES * n_in).map(|_| 3.0 * random.next()).collect();
        unit.compare(name, plan, &[&x], N_SAMPLES).unwrap_or_else(|difference| panic!("{name}: {difference}"));
    }
}

#[test]
fn imported_layers_compute_what_keras_computes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/keras_convolutions");
    let entries = std::fs::read_dir(&folder).expect("the folder of models");
    let mut models: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    models.retain(|path| path.extension().is_some_and(|extension| extension == "keras"));
    models.sort();
    assert!(models.len() >= 18, "{} models", models.len());
    let config = json!({"HLSConfig": {"Model": {"Precision": "fixed<48,16,RND,SAT>"}}});
    for path in models {
        let text = std::fs::read(path.with_extension("json")).expect("the numbers of a model");
        let record: Value = serde_json::from_slice(&text).expect("JSON");
        let numbers = |key: &str| -> Vec<f64> {
            record[key].as_array().expect("numbers").iter().map(|value| value.as_f64().expect("a number")).collect()
        };
        let graph =
            hlsmith::load_keras(&path, None).unwrap_or_else(|findings| panic!("{}: {findings}", path.display()));
        let model = Model::convert(graph, &config).unwrap_or_else(|findings| panic!("{}: {findings}", path.display()));
        let found = model.predict(&[numbers("x").as_slice()], 2, None).expect("two samples");
        let expected = numbers("y");
        assert_eq!(found[0].len(), expected.len(), "{}", path.display());
        // Sums of a few dozen products in single precision.
        let worst = found[0].iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-5, "{}: differs by {worst}", path.display());
    }
}
