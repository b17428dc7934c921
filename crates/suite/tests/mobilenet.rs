//! A network of the size of MobileNet is converted, written and run in seconds, with memory in proportion to it.
//!
//! By default it is small; with `HLSMITH_FULL=1` it has 3.2 million weights of convolutions and images of 224 x 224 pixels.

use std::time::{Duration, Instant};

use hlsmith::Model;
use hlsmith_ir::{Array, AttributeValue, Graph, NamedType, Op, TensorId, Weight};
use serde_json::json;

/// Strides of the first of each pair of layers, and channels behind it, of MobileNet.
const BLOCKS: [(usize, usize); 13] = [
    (1, 64),
    (2, 128),
    (1, 128),
    (2, 256),
    (1, 256),
    (2, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (2, 1024),
    (1, 1024),
];

/// A network under construction.
struct Builder {
    graph: Graph,
    tensor: TensorId,
    /// Rows and columns, and channels.
    extent: usize,
    n_chan: usize,
    seed: u64,
}

impl Builder {
    /// Numbers between -1 and 1, scaled.
    fn weight(&mut self, name: &str, shape: Vec<usize>, scale: f32) -> AttributeValue {
        let len = shape.iter().product();
        let mut next = || {
            self.seed ^= self.seed << 13;
            self.seed ^= self.seed >> 7;
            self.seed ^= self.seed << 17;
            scale * (self.seed >> 40) as f32 / (1 << 23) as f32 - scale
        };
        let data: Vec<f32> = (0..len).map(|_| next()).collect();
        let name = format!("{name}{}", self.graph.next_index());
        AttributeValue::Weight(Weight::new(
            name,
            Array::from_f32(shape, data).expect("as many numbers as the shape has"),
        ))
    }

    fn layer(&mut self, class: &str, values: Vec<(&str, AttributeValue)>, shape: Vec<usize>) {
        let values: Vec<(String, AttributeValue)> =
            values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let op = Op::from_values(class, &values).expect("a class").expect("its attributes");
        let name = format!("{}_{}", class.to_lowercase(), self.graph.next_index());
        self.tensor = self.graph.add_layer(name, class, op, vec![self.tensor], shape);
    }

    fn convolution(&mut self, class: &str, filter: usize, stride: usize, n_filt: usize) {
        let output = self.extent.div_ceil(stride);
        let pads = ((output - 1) * stride + filter).saturating_sub(self.extent);
        let is_depthwise = class == "DepthwiseConv2D";
        let ends = if is_depthwise { [self.n_chan, 1] } else { [self.n_chan, n_filt] };
        let scale = 1.0 / (filter * filter * ends[0]) as f32;
        let mut values: Vec<(&str, AttributeValue)> = [
            ("n_chan", self.n_chan),
            ("n_filt", n_filt),
            ("in_height", self.extent),
            ("in_width", self.extent),
            ("out_height", output),
            ("out_width", output),
            ("filt_height", filter),
            ("filt_width", filter),
            ("stride_height", stride),
            ("stride_width", stride),
            ("pad_top", pads / 2),
            ("pad_bottom", pads - pads / 2),
            ("pad_left", pads / 2),
            ("pad_right", pads - pads / 2),
        ]
        .map(|(name, value)| (name, int(value)))
        .into();
        values.push(("weight", self.weight("w", vec![filter, filter, ends[0], ends[1]], 4.0 * scale)));
        values.push(("bias", self.weight("b", vec![n_filt], 0.1)));
        values.push(("accum_t", AttributeValue::Type(NamedType::auto())));
        (self.extent, self.n_chan) = (output, n_filt);
        let shape = vec![output, output, n_filt];
        let n_in = shape.iter().product();
        self.layer(class, values, shape.clone());
        let normalization = vec![
            ("n_in", int(n_in)),
            ("n_filt", int(n_filt)),
            ("scale", self.weight("s", vec![n_filt], 1.0)),
            ("bias", self.weight("b", vec![n_filt], 0.1)),
        ];
        self.layer("BatchNormalization", normalization, shape.clone());
        let relu = vec![
            ("function", AttributeValue::Choice("relu".into())),
            ("n_in", int(n_in)),
            ("table_t", AttributeValue::Type(NamedType::auto())),
        ];
        self.layer("Activation", relu, shape);
    }
}

fn int(value: usize) -> AttributeValue {
    AttributeValue::Int(value as i64)
}

/// MobileNet with its channels divided by `thinner`.
fn mobilenet(extent: usize, thinner: usize) -> Graph {
    let mut graph = Graph::new("mobilenet");
    let input =
        Op::from_values("Input", &[("shape".into(), AttributeValue::Ints(vec![extent as i64, extent as i64, 3]))]);
    let input = input.expect("a class").expect("its attributes");
    let tensor = graph.add_layer("image", "InputLayer", input, vec![], vec![extent, extent, 3]);
    graph.set_inputs(vec![tensor]);
    let mut builder = Builder { graph, tensor, extent, n_chan: 3, seed: 0x9e37_79b9_7f4a_7c15 };
    builder.convolution("Conv2D", 3, 2, 32 / thinner);
    for (stride, n_filt) in BLOCKS {
        builder.convolution("DepthwiseConv2D", 3, stride, builder.n_chan);
        builder.convolution("Conv2D", 1, 1, n_filt / thinner);
    }
    let (extent, n_filt) = (builder.extent, builder.n_chan);
    let pooling = vec![
        ("in_height", int(extent)),
        ("in_width", int(extent)),
        ("n_filt", int(n_filt)),
        ("pool_op", AttributeValue::Choice("average".into())),
        ("accum_t", AttributeValue::Type(NamedType::auto())),
    ];
    builder.layer("GlobalPooling2D", pooling, vec![n_filt]);
    builder.graph.set_outputs(vec![builder.tensor]);
    builder.graph
}

/// The most memory the process has had, in bytes; `None` where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

#[test]
fn a_large_network_takes_seconds() {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let (extent, thinner) = if is_full { (224, 1) } else { (64, 8) };
    let graph = mobilenet(extent, thinner);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = json!({
        "Backend": "Vitis",
        "IOType": "io_stream",
        "OutputDir": folder.path().join("project"),
        "HLSConfig": {
            "Model": {"Precision": {"default": "fixed<16,6>", "maximum": "fixed<24,12>"}, "Strategy": "Resource"},
            "LayerType": {
                "Conv2D": {"Precision": {"result": "auto", "accum": "auto"}},
                "DepthwiseConv2D": {"Precision": {"result": "auto", "accum": "auto"}},
                "BatchNormalization": {"Precision": {"result": "auto"}},
            },
        },
    });
    let start = Instant::now();
    let model = Model::convert(graph, &config).unwrap_or_else(|findings| panic!("{findings}"));
    model.write().unwrap_or_else(|findings| panic!("{findings}"));
    let written = start.elapsed();
    // Only the full size says something about the time, and only on a machine that has it.
    assert!(!is_full || written < Duration::from_secs(20), "converted and written in {written:?}");
    let image: Vec<f32> = (0..extent * extent * 3).map(|i| (i % 17) as f32 / 17.0 - 0.5).collect();
    let outputs = model.predict(&[image.as_slice()], 1, None).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(outputs[0].iter().any(|output| *output != 0.0), "all outputs are zero");
    let memory = peak_memory();
    assert!(memory.is_none_or(|bytes| bytes < 2 << 30), "{memory:?} bytes");
}
