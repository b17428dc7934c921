//! Predictions and traces of two small networks on one thread, with types that drop bits in every sum and with types that do not.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hlsmith_emulate::Plan;
use hlsmith_ir::Graph;

/// The type of results and weights.
const FIXED: &str = "fixed<16,6>";

/// The text of a graph, layer by layer, with seeded weights (xorshift of 64 bits).
struct Network {
    text: String,
    /// The name of the last tensor, and its shape.
    last: (String, Vec<usize>),
    index: usize,
    state: u64,
}

impl Network {
    fn new(shape: &[usize]) -> Self {
        let mut text = String::from("graph \"network\" compatibility=sound\n");
        text += &format!("%x = Input \"x\" origin=\"\" index=1 () {{shape={shape:?}}} : t {FIXED} {shape:?}\n");
        Self { text, last: ("x".into(), shape.to_vec()), index: 1, state: 0x2545_f491_4f6c_dd1d }
    }

    fn numbers(&mut self, n: usize, scale: f64) -> String {
        let mut number = || {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            format!("{:?}", ((self.state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0) as f32 * scale as f32)
        };
        Vec::from_iter((0..n).map(|_| number())).join(", ")
    }

    /// Adds a layer with its attributes, result type and shape.
    fn layer(mut self, op: &str, attributes: &str, ty: &str, shape: &[usize]) -> Self {
        self.index += 1;
        let (name, input) = (format!("l{}", self.index), &self.last.0);
        self.text += &format!(
            "%{name} = {op} \"{name}\" origin=\"\" index={} (%{input}) {{{attributes}}} : t {ty} {shape:?}\n",
            self.index
        );
        self.last = (name, shape.to_vec());
        self
    }

    /// The attributes that hold weights of a shape, for sums of an `accum` type over `n_in` products.
    fn weights(&mut self, shape: &[usize], n_in: usize, accum: &str) -> String {
        let n_out = shape.last().copied().unwrap_or(1);
        let weights = self.numbers(shape.iter().product(), (6.0 / (n_in + n_out) as f64).sqrt());
        let biases = self.numbers(n_out, 0.1);
        format!(
            "weight=w t {FIXED} f32{shape:?} ({weights}), bias=b t {FIXED} f32[{n_out}] ({biases}), accum_t=t {accum}"
        )
    }

    fn dense(mut self, n_out: usize, accum: &str, ty: &str) -> Self {
        let n_in = self.last.1.iter().product();
        let weights = self.weights(&[n_in, n_out], n_in, accum);
        self.layer("Dense", &format!("n_in={n_in}, n_out={n_out}, {weights}"), ty, &[n_out])
    }

    fn relu(self, ty: &str) -> Self {
        let shape = self.last.1.clone();
        let n_in: usize = shape.iter().product();
        self.layer("Activation", &format!("function=relu, n_in={n_in}"), ty, &shape)
    }

    /// A convolution of 3 x 3 taps, its rectifier and the largest of 2 x 2.
    fn stage(mut self, n_filt: usize, accum: &str) -> Self {
        let &[height, width, n_chan] = &self.last.1[..] else { panic!("an image has three axes") };
        let (rows, columns) = (height - 2, width - 2);
        let weights = self.weights(&[3, 3, n_chan, n_filt], 9 * n_chan, accum);
        let convolution = format!(
            "in_width={width}, n_chan={n_chan}, out_width={columns}, n_filt={n_filt}, filt_width=3, in_height={height}, \
             out_height={rows}, filt_height=3, {weights}"
        );
        let pooling = format!(
            "in_height={rows}, in_width={columns}, out_height={}, out_width={}, n_filt={n_filt}, pool_height=2, \
             pool_width=2, stride_height=2, stride_width=2, pool_op=max, accum_t=t {FIXED}",
            rows / 2,
            columns / 2
        );
        self.layer("Conv2D", &convolution, FIXED, &[rows, columns, n_filt]).relu(FIXED).layer(
            "Pooling2D",
            &pooling,
            FIXED,
            &[rows / 2, columns / 2, n_filt],
        )
    }

    fn graph(mut self) -> Graph {
        self.text += &format!("inputs %x\noutputs %{}\n", self.last.0);
        hlsmith_ir::parse(&self.text).expect("the text is a graph")
    }
}

/// The 16-64-32-32-5 classifier, 4,256 multiply-accumulates; the types of sums and results of each layer.
fn mlp(types: [[&str; 2]; 4]) -> Graph {
    let mut network = Network::new(&[16]);
    for (n_out, [accum, result]) in [64, 32, 32].into_iter().zip(types) {
        network = network.dense(n_out, accum, result).relu(result);
    }
    network.dense(5, types[3][0], types[3][1]).graph()
}

/// The classifier of 32 x 32 x 3 images with 16, 16 and 24 filters, 0.84 million multiply-accumulates; the type of sums.
fn cnn(accum: &str) -> Graph {
    let images = [16, 16, 24].into_iter().fold(Network::new(&[32, 32, 3]), |network, n| network.stage(n, accum));
    let flat = images.layer("Reshape", "target_shape=[96]", FIXED, &[96]);
    flat.dense(42, accum, FIXED).relu(FIXED).dense(64, accum, FIXED).relu(FIXED).dense(10, accum, FIXED).graph()
}

/// What is measured: a plan, samples, and how many.
type Work = fn(&Plan, &[f32], usize);

fn predict(c: &mut Criterion) {
    let full = ["fixed<37,17>", "fixed<39,19>", "fixed<38,18>", "fixed<38,18>"];
    let wide = ["fixed<37,17>", "fixed<60,30>", "fixed<82,42>", "fixed<104,54>"];
    let graphs = [
        ("mlp", "truncated", mlp([[FIXED; 2]; 4]), 16_384),
        // As precisions are derived: accumulators hold every sum, results are 16 bits.
        ("mlp", "full", mlp(full.map(|accum| [accum, FIXED])), 16_384),
        // Nothing is ever dropped.
        ("mlp", "wide", mlp(wide.map(|ty| [ty; 2])), 16_384),
        ("cnn", "truncated", cnn(FIXED), 2_048),
        ("cnn", "full", cnn("fixed<41,21>"), 2_048),
    ];
    let run = |plan: &Plan, input: &[f32], n: usize| _ = plan.run(&[input], n, Some(1)).expect("the input fits");
    let trace = |plan: &Plan, input: &[f32], n: usize| _ = plan.trace(&[input], n, Some(1)).expect("the input fits");
    let works: [(&str, Work); 2] = [("predict", run), ("trace", trace)];
    for (name, work) in works {
        let mut group = c.benchmark_group(name);
        for (network, sums, graph, n_samples) in &graphs {
            let plan = Plan::compile(graph).expect("the graph is typed");
            let len: usize = plan.input_shape(0).iter().product();
            let input: Vec<f32> =
                (0..n_samples * len).map(|index| ((index * 7919) % 4001) as f32 / 1000.0 - 2.0).collect();
            group.throughput(Throughput::Elements(*n_samples as u64)).sample_size(20);
            group.bench_function(BenchmarkId::new(*network, sums), |bencher| {
                bencher.iter(|| work(&plan, black_box(&input), *n_samples));
            });
        }
        group.finish();
    }
    c.bench_function("compile", |bencher| {
        bencher.iter(|| Plan::compile(black_box(&graphs[0].2)).expect("it is typed"))
    });
}

criterion_group!(benches, predict);
criterion_main!(benches);
