//! Every kernel on unusual types, in one program, against the definitions of the emulator.

use hlsmith_ir::Graph;
use hlsmith_ir::ops::{Function, HardFunction};

use crate::compile::check_unit;

const INPUTS: [&str; 9] = [
    "fixed<16,6>",
    "ufixed<8,3,RND,SAT>",
    "int<5>",
    "fixed<6,9>",
    "fixed<8,-2>",
    "fixed<70,20,RND_CONV,SAT>",
    "uint<4>",
    "fixed<2,1>",
    "fixed<40,34>",
];

const OUTPUTS: [&str; 7] = [
    "fixed<16,6>",
    "ufixed<5,2,RND,SAT_ZERO>",
    "fixed<90,30>",
    "int<4>",
    "fixed<4,-3,RND_INF,SAT_SYM>",
    "fixed<9,9,TRN_ZERO,SAT>",
    "fixed<12,5,RND_MIN_INF,WRAP,2>",
];

const WEIGHTS: &str = "0.5, -1.25, 0, 0.75, 1.9375, -2, 3.5, 0.125, 0.2, 0.3, -0.4, -0.6, 0, 1, -1, 0.7, 2.2, -3.1, 0, 0, 5, \
    0.01, -0.99, 1.75";

fn dense(strategy: &str, reuse_factor: u32, weight_t: &str, accum_t: &str) -> (String, usize) {
    let op = format!(
        "Dense \"layer\" origin=\"Dense\" index=2 (%x) {{n_in=6, n_out=4, weight=w w_t {weight_t} f64[6, 4] ({WEIGHTS}), \
         bias=b b_t fixed<9,3> f32[4] (0.5, -1.25, 2, 0), accum_t=accum_t {accum_t}, reuse_factor={reuse_factor}, \
         strategy={strategy}}}"
    );
    (op, 4)
}

fn layers() -> Vec<(String, usize)> {
    let saturating = "fixed<9,4,RND,SAT>";
    let mut layers = vec![
        dense("latency", 1, "fixed<8,4>", "fixed<20,9>"),
        dense("latency", 4, "int<3>", saturating),
        dense("latency", 1, "int<2>", "fixed<20,9>"),
        dense("resource", 3, "fixed<8,4,RND,SAT>", saturating),
        dense("resource", 12, "ufixed<8,4>", saturating),
        dense("resource_unrolled", 2, "fixed<8,4>", saturating),
        dense("resource_unrolled", 6, "fixed<60,8>", "fixed<80,30,RND,SAT>"),
    ];
    for reuse_factor in [1, 3, 12] {
        let (op, n) = dense("resource", reuse_factor, "fixed<6,4>", saturating);
        layers.push((op.replace("strategy=resource", "strategy=resource, compression=true"), n));
    }
    let mut same = |op: String| layers.push((op, 6));
    same("BatchNormalization \"layer\" origin=\"BatchNormalization\" index=2 (%x) {n_in=6, n_filt=6, \
          scale=s s_t fixed<9,3> f32[6] (1.5, -0.75, 0, 2, 0.1, -3), bias=b b_t fixed<7,2,RND,SAT> f32[6] (1, 0.3, -2, 0, 0.6, -1)}"
        .into());
    for (is_bounded, slope, threshold) in [(true, 0.0, 0.0), (true, 0.25, -1.0), (false, -0.3, 0.7), (true, 0.1, 3.0)] {
        same(format!(
            "BoundedRelu \"layer\" origin=\"ReLU\" index=2 (%x) {{n_in=6, is_bounded={is_bounded}, max_value=5.5, \
             negative_slope={slope}, threshold={threshold}, max_t=m_t ufixed<4,3>, slope_t=s_t fixed<8,1>, \
             threshold_t=t_t fixed<8,3>}}"
        ));
    }
    for function in Function::ALL {
        same(format!(
            "Activation \"layer\" origin=\"Activation\" index=2 (%x) {{function={function}, n_in=6, table_size=100}}"
        ));
    }
    for (function, value) in [("leaky_relu", 0.3), ("thresholded_relu", 0.4), ("elu", 0.7)] {
        same(format!(
            "ParametrizedActivation \"layer\" origin=\"Activation\" index=2 (%x) {{function={function}, n_in=6, \
             activ_param={value}, param_t=p_t ufixed<8,0>, table_size=64}}"
        ));
    }
    for function in HardFunction::ALL {
        same(format!("HardActivation \"layer\" origin=\"Activation\" index=2 (%x) {{function={function}, n_in=6}}"));
    }
    same("PReLU \"layer\" origin=\"PReLU\" index=2 (%x) {n_in=6, param=a a_t fixed<9,2> f32[6] (0.1, 0.5, -0.3, 0, 1, -2)}".into());
    for implementation in ["stable", "latency", "legacy", "argmax"] {
        let shape = if implementation == "stable" { "n_outer=2, n_inner=1" } else { "n_outer=1, n_inner=2" };
        same(format!(
            "Softmax \"layer\" origin=\"Softmax\" index=2 (%x) {{n_in=6, {shape}, implementation={implementation}, \
             table_size=128, inv_inp_t=i_t fixed<12,6,RND,SAT>}}"
        ));
    }
    layers
}

#[test]
fn kernels_follow_their_definition() {
    check(layers().into_iter().map(|(layer, n_out)| (layer, "[6]".into(), format!("[{n_out}]"))));
    check(layers_of_matrices());
}

/// Each layer, with the shapes of input and result, between three pairs of types.
fn check(layers: impl IntoIterator<Item = (String, String, String)>) {
    let mut cases: Vec<(String, Graph)> = Vec::new();
    for (layer, shape, result_shape) in layers {
        for _ in 0..3 {
            let number = cases.len();
            let (input, output) = (INPUTS[number % INPUTS.len()], OUTPUTS[number % OUTPUTS.len()]);
            // The peer's numbers of this function are refused.
            let is_sound = number.is_multiple_of(2) || layer.contains("function=gaussian");
            let compatibility = if is_sound { "sound" } else { "hls4ml-1.3" };
            let text = format!(
                "graph \"g\" compatibility={compatibility}\n\
                 %x = Input \"x\" origin=\"InputLayer\" index=1 () {{shape={shape}}} : input_t {input} {shape}\n\
                 %y = {layer} : result_t {output} {result_shape}\n\
                 inputs %x\noutputs %y\n"
            );
            cases.push((format!("case{number}"), graph(&text)));
        }
    }
    check_unit(&cases);
}

/// Layers for which the axes of a matrix matter, with the shapes of input and result.
fn layers_of_matrices() -> Vec<(String, String, String)> {
    let mut layers = Vec::new();
    let mut same = |op: String| layers.push((op, "[2, 3]".into(), "[2, 3]".into()));
    for (channels, inner, numbers) in [(2, 3, "1.5, -0.75"), (3, 1, "1.5, -0.75, 2")] {
        same(format!(
            "BatchNormalization \"layer\" origin=\"BatchNormalization\" index=2 (%x) {{n_in=6, n_filt={channels}, \
             scale=s s_t fixed<9,3> f32[{channels}] ({numbers}), bias=b b_t fixed<7,2> f32[{channels}] ({numbers}), \
             n_inner={inner}}}"
        ));
    }
    let root_types = [("scaled", "fixed<30,12>", "ufixed<16,2>"), ("scaled", "fixed<17,6,RND,SAT>", "fixed<9,3>")];
    let range_types =
        [("linear", "fixed<14,4,RND_CONV,SAT>", "ufixed<8,5,RND_CONV,SAT>"), ("linear", "fixed<60,36>", "ufixed<8,5>")];
    for (centred, (root, accum_t, table_t)) in [true, false]
        .into_iter()
        .flat_map(|centred| root_types.into_iter().chain(range_types).map(move |t| (centred, t)))
    {
        same(format!(
            "LayerNormalization \"layer\" origin=\"LayerNormalization\" index=2 (%x) {{n_in=6, n_slice=3, epsilon=0.001, \
             scale=s s_t fixed<9,3> f32[3] (1.5, -0.75, 2), bias=b b_t fixed<7,2> f32[3] (0.25, 0, -1), \
             accum_t=accum_t {accum_t}, table_t=table_t {table_t}, table_size=500, centred={centred}, \
             inverse_root={root}}}"
        ));
    }
    for (width, integer, signed, tables) in [(3, 2, true, ""), (3, 1, false, ""), (2, 4, true, ""), (2, 3, true, "3, ")]
    {
        let n_entries = if tables.is_empty() { 1 << width } else { 3 << width };
        let entries = &WEIGHTS.split(", ").take(n_entries).collect::<Vec<_>>().join(", ");
        same(format!(
            "UnaryLUT \"layer\" origin=\"UnaryLUT\" index=2 (%x) {{n_in=6, index_width={width}, index_integer={integer}, \
             is_index_signed={signed}, table=w w_t fixed<8,4> f64[{tables}{}] ({entries})}}",
            1 << width
        ));
    }
    let modes = [("[1, 1]", 1, "RND, overflow=WRAP"), ("[1, 3]", 3, "RND_CONV, overflow=SAT_SYM")];
    for (mask, n, modes) in
        modes.into_iter().chain([("[2, 1]", 2, "TRN, overflow=SAT"), ("[2, 3]", 6, "RND, overflow=SAT")])
    {
        let list = |numbers: [i32; 6]| numbers[..n].iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
        let (signs, widths) = (list([1, 0, 1, 1, 0, 1]), list([4, 0, 5, 7, 3, 2]));
        same(format!(
            "FixedPointQuantizer \"layer\" origin=\"Quantizer\" index=2 (%x) {{mask_shape={mask}, signs=[{signs}], \
             widths=[{widths}], integers=[{}], rounding={modes}}}",
            list([2, 1, 3, -1, 0, 4])
        ));
    }
    // The second has a single row.
    let einsums =
        [("[1, 2]", "[3, 4]", "[1, 4]", 4, &[0, 1, 2][..]), ("[0, 1, 2]", "[2, 3, 2]", "[2, 1]", 2, &[0, 1][..])];
    for (right, shape, bias, biases, factors) in einsums {
        let n_out = if biases == 4 { 4 } else { 2 };
        let weights = &WEIGHTS.split(", ").take(12).collect::<Vec<_>>().join(", ");
        let biases = &WEIGHTS.split(", ").take(biases).collect::<Vec<_>>().join(", ");
        for accum_t in ["fixed<40,20>", "fixed<9,4,RND,SAT>"] {
            let layouts = [("latency", 1), ("resource", 1), ("resource", 3), ("resource_unrolled", 3)];
            let wide = [("resource", 6), ("resource", 3 * n_out), ("resource_unrolled", 6)];
            let with_factors =
                |(strategy, reuse_factor)| factors.iter().map(move |factor| (strategy, reuse_factor, factor));
            for (strategy, reuse_factor, factor) in layouts.into_iter().chain(wide).flat_map(with_factors) {
                let op = format!(
                    "EinsumDense \"layer\" origin=\"EinsumDense\" index=2 (%x) {{left=[0, 1], right={right}, \
                     output=[0, 2], weight=w w_t fixed<8,4> f64{shape} ({weights}), \
                     bias=b b_t fixed<9,3> f64{bias} ({biases}), accum_t=accum_t {accum_t}, \
                     reuse_factor={reuse_factor}, strategy={strategy}, parallelization_factor={factor}}}"
                );
                layers.push((op, "[2, 3]".into(), format!("[2, {n_out}]")));
            }
        }
    }
    layers
}

fn graph(text: &str) -> Graph {
    hlsmith_ir::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// Layers of two inputs, with the shape of their result for inputs of shape `[2, 3]`.
fn layers_of_two() -> Vec<(String, &'static str)> {
    let merge = |function| {
        (format!("Merge \"layer\" origin=\"Merge\" index=3 (%x, %y) {{function={function}, n_elem=6}}"), "[2, 3]")
    };
    let concatenate =
        |axis, shape| (format!("Concatenate \"layer\" origin=\"Concatenate\" index=3 (%x, %y) {{axis={axis}}}"), shape);
    let merges = ["add", "subtract", "multiply", "average", "maximum", "minimum"].map(merge);
    let einsum = |left, right, output, accum_t, shape| {
        let attributes = format!("left={left}, right={right}, output={output}, accum_t=accum_t {accum_t}");
        (format!("Einsum \"layer\" origin=\"Einsum\" index=3 (%x, %y) {{{attributes}}}"), shape)
    };
    let einsums = [
        einsum("[0, 1]", "[2, 1]", "[0, 2]", "fixed<60,30>", "[2, 2]"),
        einsum("[0, 1]", "[2, 1]", "[2, 0]", "fixed<9,4,RND,SAT>", "[2, 2]"),
        einsum("[0, 1]", "[0, 2]", "[1, 0, 2]", "fixed<20,9>", "[3, 2, 3]"),
    ];
    merges.into_iter().chain(einsums).chain([concatenate(0, "[4, 3]"), concatenate(1, "[2, 6]")]).collect()
}

#[test]
fn kernels_of_two_inputs_follow_their_definition() {
    let mut cases: Vec<(String, Graph)> = Vec::new();
    for (layer, shape) in layers_of_two() {
        for distance in 0..INPUTS.len() {
            let number = cases.len();
            let (left, right) = (INPUTS[number % INPUTS.len()], INPUTS[(number + distance) % INPUTS.len()]);
            let output = OUTPUTS[number % OUTPUTS.len()];
            let text = format!(
                "graph \"g\" compatibility=sound\n\
                 %x = Input \"x\" origin=\"InputLayer\" index=1 () {{shape=[2, 3]}} : input_t {left} [2, 3]\n\
                 %y = Input \"y\" origin=\"InputLayer\" index=2 () {{shape=[2, 3]}} : input2_t {right} [2, 3]\n\
                 %z = {layer} : result_t {output} {shape}\n\
                 inputs %x, %y\noutputs %z\n"
            );
            cases.push((format!("pair{number}"), graph(&text)));
        }
    }
    check_unit(&cases);
}
