//! Kernels over lines, images and several shapes on unusual types, in one program, against the definitions of the
//! emulator, in parallel and streaming designs.

use hlsmith_ir::Graph;

use crate::compile::check_unit;

const TYPES: [&str; 10] = [
    "fixed<16,6>",
    "ufixed<8,3,RND,SAT>",
    "int<5>",
    "fixed<6,9>",
    "fixed<8,-2>",
    "fixed<70,20,RND_CONV,SAT>",
    "uint<4>",
    "fixed<5,4,TRN,SAT>",
    "fixed<12,5,RND_MIN_INF,WRAP,2>",
    "fixed<9,4,RND_ZERO,SAT_SYM>",
];

/// Shapes of the inputs, layer and shape of the result; `@` stands for a type.
fn layers() -> Vec<(Vec<&'static str>, String, &'static str)> {
    let mut layers = Vec::new();
    for function in ["max", "average"] {
        for (sizes, shape) in [
            (
                "in_height=4, in_width=5, out_height=2, out_width=2, n_filt=2, pool_height=2, pool_width=2, stride_height=2, \
              stride_width=2",
                "[2, 2, 2]",
            ),
            (
                "in_height=4, in_width=5, out_height=2, out_width=3, n_filt=2, pool_height=3, pool_width=2, stride_height=2, \
              stride_width=2, pad_bottom=1, pad_right=1",
                "[2, 3, 2]",
            ),
            (
                "in_height=4, in_width=5, out_height=4, out_width=4, n_filt=2, pool_height=2, pool_width=3, stride_height=1, \
              stride_width=1, pad_top=1, pad_left=1, count_pad=true",
                "[4, 4, 2]",
            ),
        ] {
            layers.push((vec!["[4, 5, 2]"], format!("Pooling2D {{{sizes}, pool_op={function}, accum_t=a @}}"), shape));
        }
        for (sizes, shape) in [
            ("n_in=7, n_out=3, n_filt=2, pool_width=3, stride_width=2", "[3, 2]"),
            ("n_in=7, n_out=4, n_filt=2, pool_width=3, stride_width=2, pad_left=1, pad_right=1", "[4, 2]"),
        ] {
            layers.push((vec!["[7, 2]"], format!("Pooling1D {{{sizes}, pool_op={function}, accum_t=a @}}"), shape));
        }
        let global = format!("GlobalPooling2D {{in_height=3, in_width=2, n_filt=2, pool_op={function}, accum_t=a @}}");
        layers.push((vec!["[3, 2, 2]"], global, "[2]"));
        let global = format!("GlobalPooling1D {{n_in=5, n_filt=2, pool_op={function}, keepdims=true, accum_t=a @}}");
        layers.push((vec!["[5, 2]"], global, "[1, 2]"));
    }
    let mut one = |input, op: &str, shape| layers.push((vec![input], op.to_owned(), shape));
    one("[2, 3, 2]", "Transpose {perm=[2, 0, 1]}", "[2, 2, 3]");
    one("[4, 3]", "Transpose {perm=[1, 0]}", "[3, 4]");
    one("[3, 2]", "ZeroPadding1D {in_width=3, n_chan=2, pad_left=1, pad_right=2}", "[6, 2]");
    one(
        "[2, 3, 2]",
        "ZeroPadding2D {in_height=2, in_width=3, n_chan=2, pad_top=1, pad_bottom=2, pad_left=0, pad_right=1}",
        "[5, 4, 2]",
    );
    one("[6, 2]", "Cropping1D {n_in=6, n_chan=2, crop_left=1, crop_right=2}", "[3, 2]");
    one(
        "[4, 5, 2]",
        "Cropping2D {in_height=4, in_width=5, n_chan=2, crop_top=1, crop_bottom=2, crop_left=2, crop_right=1}",
        "[1, 2, 2]",
    );
    one("[3, 2]", "Resize {in_width=3, out_width=6, n_chan=2}", "[6, 2]");
    one("[2, 3, 2]", "Resize {in_height=2, in_width=3, out_height=4, out_width=9, n_chan=2}", "[4, 9, 2]");
    one("[3, 4, 1]", "Resize {in_height=3, in_width=4, out_height=2, out_width=5, n_chan=1}", "[2, 5, 1]");
    one(
        "[2, 3, 2]",
        "Resize {in_height=2, in_width=3, out_height=4, out_width=12, n_chan=2, algorithm=bilinear}",
        "[4, 12, 2]",
    );
    one(
        "[3, 2, 1]",
        "Resize {in_height=3, in_width=2, out_height=9, out_width=5, n_chan=1, algorithm=bilinear}",
        "[9, 5, 1]",
    );
    one(
        "[7, 5, 2]",
        "Resize {in_height=7, in_width=5, out_height=3, out_width=2, n_chan=2, algorithm=bilinear}",
        "[3, 2, 2]",
    );
    one("[4, 2]", "Resize {in_width=4, out_width=8, n_chan=2, algorithm=bilinear}", "[8, 2]");
    one("[3]", "RepeatVector {n_in=3, n=4}", "[4, 3]");
    one("[1, 1, 2]", "Broadcast {target_shape=[2, 3, 2]}", "[2, 3, 2]");
    one("[2, 3, 1]", "Broadcast {target_shape=[2, 3, 2]}", "[2, 3, 2]");
    one("[2]", "Broadcast {target_shape=[2, 3, 2]}", "[2, 3, 2]");
    one(
        "[2, 3]",
        "Embedding {n_in=6, n_out=2, vocab_size=2, embeddings=e e_t @ f64[2, 2] (0.5, -1.25, 2.0, -3.5)}",
        "[2, 3, 2]",
    );
    one("[3, 1]", "Broadcast {target_shape=[2, 3, 2]}", "[2, 3, 2]");
    one(
        "[4]",
        "Embedding {n_in=4, n_out=3, vocab_size=3, \
         embeddings=e e_t @ f64[3, 3] (0.5, -1.25, 0.3, 2.0, -3.5, 1.0, 0.75, 0.0, 4.1)}",
        "[4, 3]",
    );
    let mut two = |left, right, op: String, shape| layers.push((vec![left, right], op, shape));
    for function in ["add", "subtract", "multiply", "average", "maximum", "minimum"] {
        let merge = |n_elem: usize| format!("Merge {{function={function}, n_elem={n_elem}}}");
        two("[2, 3]", "[2, 1]", merge(6), "[2, 3]");
        two("[3]", "[2, 3]", merge(6), "[2, 3]");
        two("[1, 2, 1]", "[3, 1, 2]", merge(12), "[3, 2, 2]");
    }
    for divisor in [1, 3, 4, 5, 7] {
        two("[2, 3]", "[2, 3]", format!("Merge {{function=average, n_elem=6, divisor={divisor}}}"), "[2, 3]");
    }
    two("[2, 3]", "[3]", "Merge {function=average, n_elem=6, divisor=3}".into(), "[2, 3]");
    for (left, right, axis, shape) in [
        ("[2, 3]", "[2, 1]", 1, "[2, 4]"),
        ("[2, 3]", "[1, 3]", 0, "[3, 3]"),
        ("[2, 1, 2]", "[2, 2, 2]", 1, "[2, 3, 2]"),
    ] {
        two(left, right, format!("Concatenate {{axis={axis}}}"), shape);
    }
    two("[5]", "[5]", "Dot {n_in=5, accum_t=a @}".into(), "[1]");
    layers
}

fn check(io_type: &str, first: usize) {
    let mut cases: Vec<(String, Graph)> = Vec::new();
    for (inputs, layer, shape) in layers() {
        for _ in 0..3 {
            let number = cases.len() + first;
            let ty = |distance: usize| TYPES[(number * 7 + distance * 3 + number / 10) % TYPES.len()];
            let compatibility = ["sound", "hls4ml-1.3"][number % 2];
            let (class, attributes) = layer.split_once(' ').expect("a class and attributes");
            let attributes = attributes.replace('@', ty(2));
            let names: Vec<String> = (0..inputs.len()).map(|input| format!("%x{input}")).collect();
            let mut text = format!("graph \"g\" compatibility={compatibility} io_type={io_type}\n");
            for (index, input) in inputs.iter().enumerate() {
                text += &format!(
                    "%x{index} = Input \"x{index}\" origin=\"InputLayer\" index={} () {{shape={input}}} : x{index}_t {} {input}\n",
                    index + 1,
                    ty(index)
                );
            }
            let names = names.join(", ");
            text += &format!(
                "%y = {class} \"layer\" origin=\"\" index=3 ({names}) {attributes} : result_t {} {shape}\n\
                 inputs {names}\noutputs %y\n",
                ty(3)
            );
            let graph = hlsmith_ir::parse(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
            cases.push((format!("{io_type}{number}"), graph));
        }
    }
    check_unit(&cases);
}

#[test]
fn kernels_of_parallel_designs_follow_their_definition() {
    check("io_parallel", 0);
}

#[test]
fn kernels_of_streaming_designs_follow_their_definition() {
    check("io_stream", 1);
}
