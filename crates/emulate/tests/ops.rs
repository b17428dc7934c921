//! Single layers on numbers worked out from the definitions.

use hlsmith_emulate::Plan;

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

/// Runs one layer `Class {attributes}` between an input and a result type in both modes and compares the results.
fn check(layer: &str, input_t: &str, result_t: &str, input: &[f64], sound: &[f64], peer: &[f64]) {
    for (compatibility, expected) in [("sound", sound), ("hls4ml-1.3", peer)] {
        let shapes = [format!("[{}]", input.len()), format!("[{}]", expected.len())];
        check_in(compatibility, layer, [&shapes[0], &shapes[1]], [input_t, result_t], input, expected);
    }
}

/// As [`check_both`] for input and result of one shape.
fn check_shaped(layer: &str, shape: &str, input_t: &str, result_t: &str, input: &[f64], expected: &[f64]) {
    for compatibility in ["sound", "hls4ml-1.3"] {
        check_in(compatibility, layer, [shape, shape], [input_t, result_t], input, expected);
    }
}

/// Runs one layer on inputs of a shape and compares the results.
fn check_in(
    compatibility: &str,
    layer: &str,
    [n_in, n_out]: [&str; 2],
    [input_t, result_t]: [&str; 2],
    input: &[f64],
    expected: &[f64],
) {
    let text = format!(
        "graph \"g\" compatibility={compatibility}\n\
             %x = Input \"x\" origin=\"\" index=1 () {{shape={n_in}}} : t {input_t} {n_in}\n\
             %y = {} \"layer\" origin=\"\" index=2 (%x) {} : t {result_t} {n_out}\n\
             inputs %x\noutputs %y\n",
        layer.split_once(' ').expect("a class and attributes").0,
        layer.split_once(' ').expect("a class and attributes").1,
    );
    let graph = hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
    let plan = Plan::compile(&graph).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
    // Two samples, so that the second is not found at the place of the first.
    let twice = [input, input].concat();
    let results = plan.run(&[&twice[..]], 2, Some(1)).expect("the input fits");
    assert_eq!(results, [[expected, expected].concat()], "{compatibility}: {layer} of {input:?}");
}

/// As [`check`], where both modes agree.
fn check_both(layer: &str, input_t: &str, result_t: &str, input: &[f64], expected: &[f64]) {
    check(layer, input_t, result_t, input, expected, expected);
}

#[test]
fn input() {
    let linear = |n| format!("Activation {{function=linear, n_in={n}}}");
    let wide = "fixed<64,32>";
    check_both(
        &linear(6),
        "fixed<8,4>",
        wide,
        &[1.03, -0.001, 8.0, -8.1, -0.0, 0.0625],
        &[1.0, -0.0625, -8.0, 7.875, 0.0, 0.0625],
    );
    check_both(
        &linear(4),
        "fixed<8,4,RND,SAT>",
        wide,
        &[1.03125, -1.03125, 100.0, -100.0],
        &[1.0625, -1.0, 7.9375, -8.0],
    );
    check_both(&linear(4), "fixed<8,4>", wide, &[NAN, INF, -INF, 1e300], &[0.0; 4]);
    check_both(&linear(4), "fixed<8,4,TRN,SAT>", wide, &[NAN, -NAN, INF, -INF], &[7.9375, -8.0, 7.9375, -8.0]);
    check_both(&linear(3), "fixed<8,4,TRN,SAT_SYM>", wide, &[-INF, -8.0, 1e-320], &[-7.9375, -7.9375, 0.0]);
    check_both(&linear(3), "ufixed<8,4>", wide, &[-1.25, 15.99, 16.0], &[14.75, 15.9375, 0.0]);
    // Small negative numbers are 1 to the peer's integer types.
    let numbers = [-1.7, -0.5, -0.499, -1e-30, 0.7, 40.5];
    check(&linear(6), "int<6>", wide, &numbers, &[-1.0, 0.0, 0.0, 0.0, 0.0, -24.0], &[-1.0, 0.0, 1.0, 1.0, 0.0, -24.0]);
}

#[test]
fn dense() {
    let layer = |weights: &str, weight_t: &str, bias: &str, accum_t: &str, rest: &str| {
        format!(
            "Dense {{n_in=4, n_out=1, weight=w t {weight_t} f64[4, 1] ({weights}), bias=b t fixed<16,8> f32[1] ({bias}), \
             accum_t=t {accum_t}{rest}}}"
        )
    };
    let (x, ones) = ([1.0, 2.0, 3.0, 4.0], "1.0, 1.0, 1.0, 1.0");
    check_both(&layer(ones, "fixed<16,8>", "0.5", "fixed<16,8>", ""), "fixed<16,8>", "fixed<16,8>", &x, &[10.5]);
    // Each product is truncated before it is added: 4 * floor(0.75) + floor(0.5).
    let three_quarters = "0.75, 0.75, 0.75, 0.75";
    check_both(
        &layer(three_quarters, "fixed<8,2>", "0.5", "fixed<8,8>", ""),
        "fixed<8,4>",
        "fixed<8,8>",
        &[1.0; 4],
        &[0.0],
    );
    check_both(
        &layer(three_quarters, "fixed<8,2>", "0.5", "fixed<8,8,RND>", ""),
        "fixed<8,4>",
        "fixed<8,8>",
        &[1.0; 4],
        &[5.0],
    );
    // A saturating sum depends on its order: 3 + 3 is held at 3.5 before the negative numbers come, unless they come between.
    let signs = "1.0, 1.0, -1.0, -1.0";
    let saturating = "fixed<4,3,TRN,SAT>";
    let numbers = [3.0, 3.0, 3.0, 2.0];
    check_both(&layer(signs, "fixed<8,4>", "0.0", saturating, ""), "fixed<8,4>", "fixed<8,4>", &numbers, &[-1.5]);
    let strided = ", reuse_factor=2, strategy=resource";
    check_both(&layer(signs, "fixed<8,4>", "0.0", saturating, strided), "fixed<8,4>", "fixed<8,4>", &numbers, &[1.0]);
    // A wrapping sum passes its range on the way without harm.
    check_both(&layer(signs, "fixed<8,4>", "0.0", "fixed<4,3>", ""), "fixed<8,4>", "fixed<8,4>", &numbers, &[1.0]);
    // Weights pass through decimal text at the peer: 0.49999999 has become 0.5000000, and -0.00000001 has become 0.
    let beside = "0.49999999, -1e-8, 0.0, 0.0";
    let of_one = [1.0; 4];
    let wide = "fixed<24,8>";
    check(&layer(beside, "fixed<9,2>", "0.0", wide, ""), "fixed<8,4>", wide, &of_one, &[62.0 / 128.0], &[0.5]);
    // The fourth value of a two-bit integer acts like 1 at the peer.
    let ternary = "-2.0, -1.0, 0.0, 1.0";
    check(&layer(ternary, "int<2>", "0.0", wide, ""), "fixed<8,4>", wide, &of_one, &[-2.0], &[1.0]);
    check_both(&layer(ternary, "fixed<2,2>", "0.0", wide, ""), "fixed<8,4>", wide, &of_one, &[-2.0]);
}

#[test]
fn batch_normalization() {
    let layer = "BatchNormalization {n_in=4, n_filt=4, scale=s t fixed<8,4> f32[4] (0.5, -1.5, 0.0, 2.0), \
                 bias=b t fixed<8,2> f32[4] (0.03125, 0.25, -1.0, 1.0)}";
    // One rounding: 0.5 * 0.0625 + 0.03125 is a whole unit.
    check_both(layer, "fixed<8,4>", "fixed<8,4>", &[0.0625, 2.0, 3.0, 4.0], &[0.0625, -2.75, -1.0, -7.0]);
    // Channels with elements behind them follow each other in runs.
    let channels_first = "BatchNormalization {n_in=4, n_filt=2, scale=s t fixed<8,4> f32[2] (0.5, 2.0), \
                          bias=b t fixed<8,2> f32[2] (0.0, 1.0), n_inner=2}";
    check_shaped(channels_first, "[2, 2]", "fixed<8,4>", "fixed<8,4>", &[1.0, 2.0, 3.0, -4.0], &[0.5, 1.0, 7.0, -7.0]);
}

#[test]
fn layer_normalization() {
    let layer = |rest: &str| {
        format!(
            "LayerNormalization {{n_in=4, n_slice=2, epsilon=0.001, scale=s t fixed<8,4> f32[2] (1.0, 2.0), \
             bias=b t fixed<8,4> f32[2] (0.0, 0.5), {rest}}}"
        )
    };
    let (t, wide) = ("fixed<16,6>", "fixed<24,12>");
    // The root of 1/4 is 2. The table ends at 1 and the sums at 8, so that 16 is not normalised.
    let linear = layer("inverse_root=linear");
    check_shaped(&linear, "[2, 2]", t, wide, &[0.5, -0.5, 5.0, -3.0], &[1.0, -1.5, 4.0, -7.5]);
    let far =
        layer("inverse_root=linear, table_range_power2=-6, accum_t=t fixed<30,14>, table_t=t ufixed<12,2,RND,SAT>");
    check_shaped(&far, "[2, 2]", t, "fixed<8,4,RND>", &[5.0, -3.0, 1.0, 1.0], &[1.0, -1.5, 0.0, 0.5]);
    let scaled = layer("inverse_root=scaled, accum_t=t fixed<30,14>, table_t=t ufixed<18,2,RND,SAT>");
    check_shaped(&scaled, "[2, 2]", t, "fixed<8,4,RND>", &[5.0, -3.0, 1.0, 1.0], &[1.0, -1.5, 0.0, 0.5]);
    // Beside a variance of 1/64 the thousandth added to it counts.
    check_shaped(&scaled, "[2, 2]", t, "fixed<8,4,RND>", &[0.25, 0.5, -31.0, 31.0], &[-1.0, 2.4375, -1.0, 2.5]);
}

/// As [`check_both`] for a layer of two inputs.
fn check_pair(layer: &str, [left_t, right_t]: [&str; 2], result_t: &str, [left, right]: [&[f64]; 2], expected: &[f64]) {
    let (class, attributes) = layer.split_once(' ').expect("a class and attributes");
    for compatibility in ["sound", "hls4ml-1.3"] {
        let (n_left, n_right, n_out) = (left.len(), right.len(), expected.len());
        let text = format!(
            "graph \"g\" compatibility={compatibility}\n\
             %x = Input \"x\" origin=\"\" index=1 () {{shape=[1, {n_left}]}} : t {left_t} [1, {n_left}]\n\
             %y = Input \"y\" origin=\"\" index=2 () {{shape=[1, {n_right}]}} : t {right_t} [1, {n_right}]\n\
             %z = {class} \"layer\" origin=\"\" index=3 (%x, %y) {attributes} : t {result_t} [1, {n_out}]\n\
             inputs %x, %y\noutputs %z\n",
        );
        let graph = hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let plan = Plan::compile(&graph).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let results = plan.run(&[left, right], 1, Some(1)).expect("the inputs fit");
        assert_eq!(results, [expected], "{compatibility}: {layer} of {left:?} and {right:?}");
    }
}

#[test]
fn merges() {
    let (types, x): (_, [&[f64]; 2]) =
        (["fixed<8,4>", "ufixed<10,3>"], [&[1.5, -2.0625, 7.9375], &[0.0078125, 7.5, 2.25]]);
    let check = |function: &str, result_t: &str, expected: &[f64]| {
        check_pair(&format!("Merge {{function={function}, n_elem=3}}"), types, result_t, x, expected);
    };
    let wide = "fixed<32,12>";
    check("add", wide, &[1.5078125, 5.4375, 10.1875]);
    check("subtract", wide, &[1.4921875, -9.5625, 5.6875]);
    check("multiply", wide, &[1.5 / 128.0, -15.46875, 17.859375]);
    check("average", wide, &[193.0 / 256.0, 2.71875, 5.09375]);
    check("maximum", wide, &[1.5, 7.5, 7.9375]);
    check("minimum", wide, &[0.0078125, -2.0625, 2.25]);
    // One assignment behind the exact result: half of the sum is rounded once, and the choice wraps after it is made.
    check("average", "fixed<8,5,RND,WRAP>", &[0.75, 2.75, 5.125]);
    check("maximum", "fixed<4,3>", &[1.5, -0.5, -0.5]);
}

#[test]
fn concatenations() {
    let x: [&[f64]; 2] = [&[1.75, -2.0], &[3.5, 0.25, 7.0]];
    let t = ["fixed<8,4>", "ufixed<10,3>"];
    check_pair("Concatenate {axis=1}", t, "fixed<16,6>", x, &[1.75, -2.0, 3.5, 0.25, 7.0]);
    check_pair("Concatenate {axis=1}", t, "fixed<4,3,RND,SAT>", x, &[2.0, -2.0, 3.5, 0.5, 3.5]);
}

#[test]
fn piecewise_activations() {
    let simple = |function, n| format!("Activation {{function={function}, n_in={n}}}");
    let (t, wide) = ("fixed<12,6>", "fixed<24,12>");
    check_both(&simple("relu", 3), t, "ufixed<8,2>", &[-1.0, 1.5, 5.25], &[0.0, 1.5, 1.25]);
    check_both(&simple("relu6", 4), t, wide, &[-1.0, 5.5, 6.0, 6.5], &[0.0, 5.5, 6.0, 6.0]);
    // The limit holds between two multiples of a coarse grid.
    check_both(&simple("relu6", 2), "fixed<6,8>", wide, &[4.0, 8.0], &[4.0, 6.0]);
    // 1.0507... truncated to 15 bits right of the point, 34429.
    check_both(&simple("selu", 2), t, "fixed<32,12>", &[1.0, 0.0], &[34429.0 / 32768.0, 0.0]);
    let parametrized = |function, a: &str, param_t: &str| {
        format!("ParametrizedActivation {{function={function}, n_in=3, activ_param={a}, param_t=t {param_t}}}")
    };
    check_both(
        &parametrized("leaky_relu", "0.3", "ufixed<8,-1>"),
        t,
        wide,
        &[2.0, 0.0, -2.0],
        &[2.0, 0.0, -306.0 / 1024.0 * 2.0],
    );
    check_both(
        &parametrized("thresholded_relu", "1.0", "ufixed<1,1>"),
        t,
        wide,
        &[1.0, 1.015625, -5.0],
        &[0.0, 1.015625, 0.0],
    );
    check_both(
        &parametrized("thresholded_relu", "-1.0", "fixed<4,4>"),
        t,
        wide,
        &[-1.0, -0.5, -5.0],
        &[0.0, -0.5, 0.0],
    );
    check(
        &simple("ternary_tanh", 6),
        t,
        wide,
        &[0.5, 0.515625, 0.0, -0.484375, -0.5, 20.0],
        &[0.0, 1.0, 0.0, 0.0, -1.0, 1.0],
        // The peer doubles 20 to 40, which wraps around to -24.
        &[0.0, 1.0, 0.0, 0.0, -1.0, -1.0],
    );
    check_both(&simple("binary_tanh", 4), t, wide, &[0.0, 0.015625, -0.015625, -9.0], &[1.0, 1.0, -1.0, -1.0]);
    check_both(&simple("binary_tanh", 3), t, "uint<1>", &[0.0, 3.0, -0.015625], &[1.0, 1.0, 0.0]);
    let x = [0.5, 0.515625, -0.5, -0.75, 9.0];
    check_both(&simple("hard_shrink", 5), t, wide, &x, &[0.0, 0.515625, 0.0, -0.75, 9.0]);
    check_both(&simple("soft_shrink", 5), t, wide, &x, &[0.0, 0.015625, 0.0, -0.25, 8.5]);
    let bounded = |rest: &str| {
        format!("BoundedRelu {{n_in=5, {rest}, max_t=t fixed<12,6>, slope_t=t fixed<12,6>, threshold_t=t fixed<12,6>}}")
    };
    let x = [-2.0, 0.9375, 1.0, 3.9375, 20.0];
    let limits = "is_bounded=true, max_value=4.0, negative_slope=0.25, threshold=1.0";
    check_both(&bounded(limits), t, wide, &x, &[-0.75, -0.015625, 1.0, 3.9375, 4.0]);
    let no_limit = "is_bounded=false, max_value=0.0, negative_slope=0.5, threshold=1.0";
    check_both(&bounded(no_limit), t, wide, &x, &[-1.5, -0.03125, 1.0, 3.9375, 20.0]);
    let prelu = "PReLU {n_in=3, param=p t fixed<8,2> f32[3] (0.5, -0.5, 0.25)}";
    check_both(prelu, t, wide, &[-1.0, -1.0, 1.0], &[-0.5, 0.5, 1.0]);
    let quantizer = "FixedPointQuantizer {mask_shape=[4], signs=[1, 1, 0, 1], widths=[4, 3, 4, 0], \
                     integers=[2, 3, 2, 1], rounding=RND, overflow=SAT_SYM}";
    check_both(quantizer, t, wide, &[-20.0, 1.5, -1.0, 3.0], &[-1.75, 2.0, 0.0, 0.0]);
    // The bits of -0.5, 0, 0.5 and -1 in two bits, and those of numbers that such a type does not hold.
    let table = "UnaryLUT {n_in=6, index_width=2, index_integer=1, is_index_signed=true, \
                 table=p t fixed<8,4> f32[4] (0.5, 1.25, -2, 7)}";
    check_both(table, t, wide, &[-0.5, 0.0, 0.5, -1.0, 1.0, 0.75], &[7.0, 0.5, 1.25, -2.0, -2.0, 1.25]);
    let tables = "UnaryLUT {n_in=4, index_width=1, index_integer=1, is_index_signed=false, \
                  table=p t fixed<8,4> f32[2, 2] (0.5, 1.25, -2, 7)}";
    check_both(tables, t, wide, &[0.0, 0.0, 1.0, 1.0], &[0.5, -2.0, 1.25, 7.0]);
    let hard =
        |function, slope: &str| format!("HardActivation {{function={function}, n_in=5, slope={slope}, shift=0.5}}");
    let x = [-10.0, -1.0, 0.0, 1.0, 10.0];
    check_both(&hard("hard_sigmoid", "0.25"), t, wide, &x, &[0.0, 0.25, 0.5, 0.75, 1.0]);
    check_both(&hard("hard_tanh", "0.25"), t, wide, &x, &[-1.0, -0.5, 0.0, 0.5, 1.0]);
    // -1 * 1/4 and 1 * 3/4 between the limits, the argument itself beyond.
    check_both(&hard("hard_silu", "0.25"), t, wide, &x, &[0.0, -0.25, 0.0, 0.75, 10.0]);
    check_both(&hard("hard_sigmoid", "0.25"), t, "ufixed<8,0>", &x, &[0.0, 0.25, 0.5, 0.75, 0.0]);
}

#[test]
fn table_activations() {
    let simple = |function, n| format!("Activation {{function={function}, n_in={n}}}");
    let (t, wide) = ("fixed<16,6>", "fixed<24,12>");
    // Bins are 1/64 wide; those on both sides of 0 are the same one.
    check_both(&simple("sigmoid", 4), t, wide, &[0.0, 0.0146, -0.0146, -20.0], &[0.5, 0.5, 0.5, 0.0]);
    check_both(&simple("sigmoid", 2), t, wide, &[20.0, 8.0], &[1023.0 / 1024.0; 2]);
    check_both(&simple("tanh", 3), t, wide, &[0.0, -4.0, -31.0], &[0.0, -1.0, -1.0]);
    check_both(&simple("softsign", 3), t, wide, &[1.0, -1.0, -9.0], &[0.5, -0.5, -911.0 / 1024.0]);
    check_both(&simple("softplus", 1), t, wide, &[0.0], &[709.0 / 1024.0]);
    let elu = "ParametrizedActivation {function=elu, n_in=4, activ_param=1.0, param_t=t ufixed<1,1>}";
    check_both(elu, t, wide, &[1.5, 0.0, -1.0, -9.0], &[1.5, 0.0, -648.0 / 1024.0, -1.0]);
    // Beyond the table the function goes on: x itself, or 0. The table holds floors of 1024ths.
    let silu = -((1.0 / (1.0 + 1f64.exp()) * 1024.0).ceil()) / 1024.0;
    check_both(
        &simple("silu", 5),
        t,
        wide,
        &[0.0, 1.0, -1.0, 31.0, -31.0],
        &[0.0, 1.0 + silu, silu, 31.0 - 3.0 / 1024.0, -3.0 / 1024.0],
    );
    // Phi(1) = 0.841344746.
    let gelu = -((0.158_655_254 * 1024.0_f64).ceil()) / 1024.0;
    check_both(&simple("gelu", 3), t, wide, &[1.0, -1.0, 31.0], &[1.0 + gelu, gelu, 31.0 - 1.0 / 1024.0]);
    check_both(&simple("gelu_tanh", 2), t, wide, &[1.0, -1.0], &[1.0 + gelu, gelu]);
    check_both(&simple("mish", 3), t, wide, &[0.0, 1.0, 31.0], &[0.0, 885.0 / 1024.0, 31.0 - 1.0 / 1024.0]);
    check_both(
        &simple("log_sigmoid", 3),
        t,
        wide,
        &[0.0, 31.0, -31.0],
        &[-710.0 / 1024.0, -1.0 / 1024.0, -31.0 - 1.0 / 1024.0],
    );
    check_both(&simple("sparse_plus", 4), t, wide, &[0.0, 0.5, -2.0, 3.0], &[0.25, 0.5625, 0.0, 3.0]);
    check_both(&simple("tanh_shrink", 3), t, wide, &[0.0, 20.0, -20.0], &[0.0, 19.0, -20.0 + 1023.0 / 1024.0]);
    // Entries above the type of the table saturate.
    check_both(&simple("exponential", 3), t, wide, &[0.0, 7.0, -20.0], &[1.0, 131071.0 / 1024.0, 0.0]);
    // A size that is no power of two: 7 bins from -8 on, each 16/7 wide and that around 0 twice as wide.
    let coarse = "Activation {function=softsign, n_in=4, table_t=t fixed<18,8,RND,SAT>, table_size=7}";
    let bin =
        |i: f64| ((16.0 * (i - 3.5) / 7.0) / ((16.0 * (i - 3.5) / 7.0_f64).abs() + 1.0) * 1024.0).round() / 1024.0;
    check_both(coarse, t, wide, &[0.0, 2.5, -2.5, 7.9], &[bin(3.0), bin(4.0), bin(2.0), bin(6.0)]);
    // An index beyond 32 bits wraps around at the peer.
    let huge = 2.0_f64.powi(26);
    check(&simple("sigmoid", 2), "fixed<48,38>", wide, &[huge, -huge], &[1023.0 / 1024.0, 0.0], &[0.5, 0.5]);
}

#[test]
fn softmax() {
    let layer = |n: usize, rest: &str| format!("Softmax {{n_in={n}, {rest}}}");
    let (t, wide) = ("fixed<16,6>", "fixed<24,12>");
    check_both(&layer(4, "implementation=argmax"), t, wide, &[1.0, 3.0, 3.0, -1.0], &[0.0, 1.0, 0.0, 0.0]);
    check_both(&layer(4, "implementation=argmax, n_outer=2"), t, wide, &[1.0, 3.0, 2.0, -1.0], &[0.0, 1.0, 1.0, 0.0]);
    check_both(&layer(4, "implementation=argmax, n_inner=2"), t, wide, &[1.0, 3.0, 2.0, -1.0], &[0.0, 1.0, 1.0, 0.0]);
    check_both(&layer(2, "skip=true"), t, wide, &[1.0, -2.0], &[1.0, -2.0]);
    // exp(0) + exp(0) = 2, whose reciprocal is exact.
    check_both(&layer(2, "implementation=stable"), t, wide, &[1.5, 1.5], &[0.5, 0.5]);
    check_both(&layer(4, "implementation=latency"), t, wide, &[0.0; 4], &[0.25; 4]);
    check_both(&layer(4, "implementation=legacy"), t, wide, &[0.5; 4], &[0.25; 4]);
    // Only the peer computes the legacy form in fixed<18,8>, whatever the type of the table.
    let narrow = "implementation=legacy, table_t=t fixed<3,2>";
    check(&layer(4, narrow), t, wide, &[0.5; 4], &[0.0; 4], &[0.25; 4]);
}

#[test]
fn wide_types() {
    // Beyond 128 bits the numbers are still exact.
    let layer = "Dense {n_in=1, n_out=1, weight=w t fixed<160,80> f64[1, 1] (1.0), bias=b t fixed<8,4> f32[1] (0.0), \
                 accum_t=t fixed<300,150>}";
    check_both(layer, "fixed<200,100>", "fixed<64,16>", &[1.0 + f64::EPSILON], &[1.0]);
    check_both(layer, "fixed<200,100>", "fixed<70,4>", &[1.0 + f64::EPSILON], &[1.0 + f64::EPSILON]);
}
