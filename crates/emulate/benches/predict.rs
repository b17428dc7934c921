//! Samples per second of a small network, with the default types and with full-width ones.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hlsmith_emulate::Plan;
use hlsmith_ir::Graph;

const SAMPLES: usize = 16_384;

/// The text of a network 16-64-32-32-5 with rectifiers.
fn network(result: impl Fn(usize) -> String, accum: impl Fn(usize) -> String, bias: impl Fn(usize) -> String) -> Graph {
    let sizes = [16, 64, 32, 32, 5];
    let mut text = String::from("graph \"network\" compatibility=sound\n");
    text += "%x = Input \"x\" origin=\"\" index=1 () {shape=[16]} : t fixed<16,6> [16]\n";
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut weight = |scale: f64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{:?}", ((state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0) as f32 * scale as f32)
    };
    let mut input = "x".to_owned();
    for (layer, pair) in sizes.windows(2).enumerate() {
        let (n_in, n_out, index) = (pair[0], pair[1], 2 * layer + 2);
        let scale = (6.0 / (n_in + n_out) as f64).sqrt();
        let weights: Vec<String> = (0..n_in * n_out).map(|_| weight(scale)).collect();
        let biases: Vec<String> = (0..n_out).map(|_| weight(0.1)).collect();
        let (result, accum, bias) = (result(layer), accum(layer), bias(layer));
        text += &format!(
            "%d{layer} = Dense \"d{layer}\" origin=\"\" index={index} (%{input}) {{n_in={n_in}, n_out={n_out}, \
             weight=w t fixed<16,6> f32[{n_in}, {n_out}] ({}), bias=b t {bias} f32[{n_out}] ({}), accum_t=t {accum}}} \
             : t {result} [{n_out}]\n",
            weights.join(", "),
            biases.join(", ")
        );
        input = format!("d{layer}");
        if layer < 3 {
            text += &format!(
                "%r{layer} = Activation \"r{layer}\" origin=\"\" index={} (%d{layer}) {{function=relu, n_in={n_out}}} \
                 : t {result} [{n_out}]\n",
                index + 1
            );
            input = format!("r{layer}");
        }
    }
    text += &format!("inputs %x\noutputs %{input}\n");
    hlsmith_ir::parse(&text).expect("the text is a graph")
}

fn predict(c: &mut Criterion) {
    let fixed = |_| "fixed<16,6>".to_owned();
    let graphs = [
        ("fixed<16,6>", network(fixed, fixed, fixed)),
        // As precisions are derived: accumulators hold every sum, results are 16 bits.
        (
            "full accumulators",
            network(
                fixed,
                |layer| ["fixed<37,17>", "fixed<39,19>", "fixed<38,18>", "fixed<38,18>"][layer].into(),
                fixed,
            ),
        ),
        // Nothing is ever dropped.
        (
            "everything full",
            network(
                |layer| ["fixed<37,17>", "fixed<60,30>", "fixed<82,42>", "fixed<104,54>"][layer].into(),
                |layer| ["fixed<37,17>", "fixed<60,30>", "fixed<82,42>", "fixed<104,54>"][layer].into(),
                fixed,
            ),
        ),
    ];
    let input: Vec<f32> = (0..SAMPLES * 16).map(|i| ((i * 7919) % 4001) as f32 / 1000.0 - 2.0).collect();
    let mut group = c.benchmark_group("predict");
    group.throughput(Throughput::Elements(SAMPLES as u64)).sample_size(20);
    for (name, graph) in &graphs {
        let plan = Plan::compile(graph).expect("the graph is typed");
        group.bench_function(*name, |bencher| {
            bencher.iter(|| plan.run(&[black_box(&input[..])], SAMPLES, Some(1)).expect("the input fits"));
        });
    }
    group.finish();
    c.bench_function("compile", |bencher| {
        bencher.iter(|| Plan::compile(black_box(&graphs[0].1)).expect("it is typed"))
    });
}

criterion_group!(benches, predict);
criterion_main!(benches);
