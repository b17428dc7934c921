//! Layers over lines, images and several shapes on numbers worked out from the definitions.

use hlsmith_emulate::Plan;

/// An input: its shape as text, its type and its elements.
type Input<'a> = (&'a str, &'a str, &'a [f64]);

/// Runs one layer `Class {attributes}` whose result has a shape and a type, and compares with what it gives in either
/// mode.
fn check_in(io_type: &str, layer: &str, inputs: &[Input], result: (&str, &str), [sound, peer]: [&[f64]; 2]) {
    let (class, attributes) = layer.split_once(' ').expect("a class and attributes");
    for (compatibility, expected) in [("sound", sound), ("hls4ml-1.3", peer)] {
        let mut text = format!("graph \"g\" compatibility={compatibility} io_type={io_type}\n");
        for (i, (shape, ty, _)) in inputs.iter().enumerate() {
            text +=
                &format!("%x{i} = Input \"x{i}\" origin=\"\" index={} () {{shape={shape}}} : t {ty} {shape}\n", i + 1);
        }
        let names = ["%x0", "%x0, %x1"][inputs.len() - 1];
        let (shape, ty) = result;
        text += &format!(
            "%y = {class} \"layer\" origin=\"\" index=9 ({names}) {attributes} : t {ty} {shape}\ninputs {names}\noutputs %y\n"
        );
        let graph = hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let plan = Plan::compile(&graph).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let data: Vec<&[f64]> = inputs.iter().map(|(_, _, data)| *data).collect();
        let results = plan.run(&data, 1, Some(1)).expect("the inputs fit");
        assert_eq!(results, [expected], "{text}");
    }
}

/// As [`check_in`] in a parallel design, where both modes agree.
fn check(layer: &str, inputs: &[Input], result: (&str, &str), expected: &[f64]) {
    check_in("io_parallel", layer, inputs, result, [expected, expected]);
}

const WIDE: &str = "fixed<32,16>";

/// 1 to 12 as `[3, 2, 2]`, `[6, 2]` and so on.
const COUNT: [f64; 12] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0];

#[test]
fn windows_of_a_line() {
    let line = |ty| -> [Input; 1] { [("[6, 2]", ty, &COUNT)] };
    let pooling = |sizes: &str, function: &str, accum_t: &str| {
        format!("Pooling1D {{n_in=6, n_filt=2, {sizes}, pool_op={function}, accum_t=a {accum_t}}}")
    };
    let halves = "n_out=3, pool_width=2, stride_width=2";
    check(&pooling(halves, "max", WIDE), &line(WIDE), ("[3, 2]", WIDE), &[3.0, 4.0, 7.0, 8.0, 11.0, 12.0]);
    check(&pooling(halves, "average", WIDE), &line(WIDE), ("[3, 2]", WIDE), &[2.0, 3.0, 6.0, 7.0, 10.0, 11.0]);
    // 15 / 3 and 18 / 3, and windows that overlap.
    let thirds = "n_out=2, pool_width=3, stride_width=3";
    check(&pooling(thirds, "average", WIDE), &line(WIDE), ("[2, 2]", WIDE), &[3.0, 4.0, 9.0, 10.0]);
    let overlapping = "n_out=2, pool_width=4, stride_width=2";
    check(&pooling(overlapping, "max", WIDE), &line(WIDE), ("[2, 2]", WIDE), &[7.0, 8.0, 11.0, 12.0]);
    // Only what is inside counts: (1) and (3 + 5) / 2, (7 + 9) / 2 and (11).
    let padded = "n_out=4, pool_width=2, stride_width=2, pad_left=1, pad_right=1";
    let expected = [1.0, 2.0, 4.0, 5.0, 8.0, 9.0, 11.0, 12.0];
    check(&pooling(padded, "average", WIDE), &line(WIDE), ("[4, 2]", WIDE), &expected);
    let counted = [0.5, 1.0, 4.0, 5.0, 8.0, 9.0, 5.5, 6.0];
    let all = format!("{padded}, count_pad=true");
    check(&pooling(&all, "average", WIDE), &line(WIDE), ("[4, 2]", WIDE), &counted);
    let largest = [1.0, 2.0, 5.0, 6.0, 9.0, 10.0, 11.0, 12.0];
    check(&pooling(padded, "max", WIDE), &line(WIDE), ("[4, 2]", WIDE), &largest);
    // An unsigned window that reaches beyond the line also holds 8, the top bit of `ufixed<8,4>`, at the peer.
    check_in(
        "io_parallel",
        &pooling(padded, "max", WIDE),
        &line("ufixed<8,4>"),
        ("[4, 2]", WIDE),
        [&largest, &[8.0, 8.0, 5.0, 6.0, 9.0, 10.0, 11.0, 12.0]],
    );
    // Largest and sum are assigned to the accumulator, which saturates at 7, and the quotient is cut toward zero.
    let narrow = "fixed<4,4,TRN,SAT>";
    check(&pooling(halves, "max", narrow), &line(WIDE), ("[3, 2]", WIDE), &[3.0, 4.0, 7.0, 7.0, 7.0, 7.0]);
    check(&pooling(halves, "average", narrow), &line(WIDE), ("[3, 2]", WIDE), &[2.0, 3.0, 3.0, 3.0, 3.0, 3.0]);
    check(
        &pooling(halves, "average", "fixed<8,8>"),
        &[("[6, 2]", WIDE, &[-1.0, 1.0, -2.0, 2.0, 0.5, -0.5, 0.5, -0.5, -3.0, 3.0, 0.0, 0.0])],
        ("[3, 2]", WIDE),
        &[-1.0, 1.0, 0.0, -1.0, -1.0, 1.0],
    );
    // The pattern of -3 in nine bits is 509, whose half is 254.
    check_in(
        "io_parallel",
        &pooling("n_out=1, pool_width=2, stride_width=9", "average", "int<9>"),
        &[("[6, 2]", "int<6>", &[-1.0, 1.0, -2.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])],
        ("[1, 2]", WIDE),
        [&[-1.0, 1.0], &[254.0, 1.0]],
    );
}

#[test]
fn windows_of_an_image() {
    let image = |data: &'static [f64]| -> [Input<'static>; 1] { [("[3, 4, 1]", WIDE, data)] };
    let pooling = |sizes: &str, function: &str, accum_t: &str| {
        format!("Pooling2D {{in_height=3, in_width=4, n_filt=1, {sizes}, pool_op={function}, accum_t=a {accum_t}}}")
    };
    let tiles = "out_height=1, out_width=2, pool_height=2, pool_width=2, stride_height=2, stride_width=2";
    check(&pooling(tiles, "max", WIDE), &image(&COUNT), ("[1, 2, 1]", WIDE), &[6.0, 8.0]);
    check(&pooling(tiles, "average", WIDE), &image(&COUNT), ("[1, 2, 1]", WIDE), &[3.5, 5.5]);
    let padded = "out_height=2, out_width=2, pool_height=2, pool_width=3, stride_height=2, stride_width=2, pad_bottom=1, \
                  pad_right=1";
    check(&pooling(padded, "max", WIDE), &image(&COUNT), ("[2, 2, 1]", WIDE), &[7.0, 8.0, 11.0, 12.0]);
    check(&pooling(padded, "average", WIDE), &image(&COUNT), ("[2, 2, 1]", WIDE), &[4.0, 5.5, 10.0, 11.5]);
    // Streaming designs of the peer assign first, and add as a tree: (3.5 + 3.5) + (-3.5 + -3.5) held at 3.5 and -4.
    let of = "out_height=1, out_width=1, pool_height=2, pool_width=2, stride_height=9, stride_width=9";
    let data = &[3.5, 3.5, 0.0, 0.0, -3.5, -3.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let held = "fixed<5,3,TRN,SAT>";
    check_in(
        "io_stream",
        &pooling(of, "average", held),
        &image(data),
        ("[1, 1, 1]", WIDE),
        // One after the other: 3.75, 0.25, -3.25, over 4 and cut to quarters.
        [&[-0.75], &[0.0]],
    );
    check_in("io_parallel", &pooling(of, "average", held), &image(data), ("[1, 1, 1]", WIDE), [&[-0.75], &[-0.75]]);
}

#[test]
fn whole_lines_and_images() {
    let of = |class: &str, function: &str, rest: &str| {
        let sizes = if class == "GlobalPooling1D" { "n_in=6" } else { "in_height=3, in_width=2" };
        format!("{class} {{{sizes}, n_filt=2, pool_op={function}, accum_t=a {WIDE}{rest}}}")
    };
    let (line, image): ([Input; 1], [Input; 1]) = ([("[6, 2]", WIDE, &COUNT)], [("[3, 2, 2]", WIDE, &COUNT)]);
    check(&of("GlobalPooling1D", "max", ""), &line, ("[2]", WIDE), &[11.0, 12.0]);
    check(&of("GlobalPooling1D", "average", ""), &line, ("[2]", WIDE), &[6.0, 7.0]);
    check(&of("GlobalPooling1D", "average", ", keepdims=true"), &line, ("[1, 2]", WIDE), &[6.0, 7.0]);
    check(&of("GlobalPooling2D", "max", ""), &image, ("[2]", WIDE), &[11.0, 12.0]);
    check(&of("GlobalPooling2D", "average", ""), &image, ("[2]", "fixed<4,4>"), &[6.0, 7.0]);
    check(&of("GlobalPooling2D", "max", ", keepdims=true"), &image, ("[1, 1, 2]", "ufixed<3,3>"), &[3.0, 4.0]);
}

#[test]
fn other_places() {
    let image: [Input; 1] = [("[3, 2, 2]", WIDE, &COUNT)];
    let check_image = |layer: &str, shape: &str, expected: &[f64]| check(layer, &image, (shape, WIDE), expected);
    check_image(
        "Transpose {perm=[2, 0, 1]}",
        "[2, 3, 2]",
        &[1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0],
    );
    check_image(
        "Transpose {perm=[1, 0, 2]}",
        "[2, 3, 2]",
        &[1.0, 2.0, 5.0, 6.0, 9.0, 10.0, 3.0, 4.0, 7.0, 8.0, 11.0, 12.0],
    );
    check_image("Transpose {perm=[0, 1, 2]}", "[3, 2, 2]", &COUNT);
    check_image(
        "Cropping2D {in_height=3, in_width=2, n_chan=2, crop_top=1, crop_right=1}",
        "[2, 1, 2]",
        &[5.0, 6.0, 9.0, 10.0],
    );
    check_image("Cropping2D {in_height=3, in_width=2, n_chan=2, crop_bottom=2}", "[1, 2, 2]", &COUNT[..4]);
    let sizes = "in_height=3, in_width=2, n_chan=2";
    check_image(
        &format!("ZeroPadding2D {{{sizes}, pad_top=1, pad_bottom=0, pad_left=0, pad_right=1}}"),
        "[4, 3, 2]",
        &[[0.0; 6], [1.0, 2.0, 3.0, 4.0, 0.0, 0.0], [5.0, 6.0, 7.0, 8.0, 0.0, 0.0], [9.0, 10.0, 11.0, 12.0, 0.0, 0.0]]
            .concat(),
    );
    // Rows 0, 0, 1 and 2 of 3, columns 0, 0, 1 and 1 of 2.
    check(
        "Resize {in_height=3, in_width=2, out_height=4, out_width=4, n_chan=1}",
        &[("[3, 2, 1]", WIDE, &COUNT[..6])],
        ("[4, 4, 1]", WIDE),
        &[1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0, 6.0, 6.0],
    );
    let line: [Input; 1] = [("[3, 2]", WIDE, &COUNT[..6])];
    let check_line = |layer: &str, shape: &str, expected: &[f64]| check(layer, &line, (shape, WIDE), expected);
    check_line("Cropping1D {n_in=3, n_chan=2, crop_left=1, crop_right=1}", "[1, 2]", &[3.0, 4.0]);
    check_line(
        "ZeroPadding1D {in_width=3, n_chan=2, pad_left=1, pad_right=0}",
        "[4, 2]",
        &[0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    );
    check_line(
        "Resize {in_width=3, out_width=6, n_chan=2}",
        "[6, 2]",
        &[1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0, 5.0, 6.0, 5.0, 6.0],
    );
    check_line("Resize {in_width=3, out_width=1, n_chan=2}", "[1, 2]", &[1.0, 2.0]);
    let vector: [Input; 1] = [("[2]", WIDE, &[1.5, -2.25])];
    check("RepeatVector {n_in=2, n=3}", &vector, ("[3, 2]", WIDE), &[1.5, -2.25, 1.5, -2.25, 1.5, -2.25]);
    // Each element is assigned.
    check("RepeatVector {n_in=2, n=1}", &vector, ("[1, 2]", "ufixed<3,2>"), &[1.5, 1.5]);
    check("Broadcast {target_shape=[2, 2]}", &vector, ("[2, 2]", WIDE), &[1.5, -2.25, 1.5, -2.25]);
    let column: [Input; 1] = [("[2, 1]", WIDE, &[1.5, -2.25])];
    check("Broadcast {target_shape=[2, 2]}", &column, ("[2, 2]", WIDE), &[1.5, 1.5, -2.25, -2.25]);
}

#[test]
fn merges_of_several_shapes() {
    let rows: Input = ("[2, 3]", WIDE, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let (row, column): (Input, Input) = (("[3]", WIDE, &[10.0, 20.0, 30.0]), ("[2, 1]", WIDE, &[10.0, 20.0]));
    let add = "Merge {function=add, n_elem=6}";
    check(add, &[rows, row], ("[2, 3]", WIDE), &[11.0, 22.0, 33.0, 14.0, 25.0, 36.0]);
    check("Merge {function=subtract, n_elem=6}", &[row, rows], ("[2, 3]", WIDE), &[9.0, 18.0, 27.0, 6.0, 15.0, 24.0]);
    // The peer takes the elements of the column in turn.
    let right = [11.0, 12.0, 13.0, 24.0, 25.0, 26.0];
    let in_turn = [11.0, 22.0, 13.0, 24.0, 15.0, 26.0];
    check_in("io_parallel", add, &[rows, column], ("[2, 3]", WIDE), [&right, &in_turn]);
    check_in("io_stream", add, &[rows, column], ("[2, 3]", WIDE), [&right, &right]);
    let product: &[f64] = &[100.0, 200.0, 300.0, 200.0, 400.0, 600.0];
    let multiply = "Merge {function=multiply, n_elem=6}";
    check_in("io_stream", multiply, &[column, row], ("[2, 3]", WIDE), [product, product]);
    // Thirds and sevenths are divided exactly and rounded once: 5 / 3, -5 / 3, 1 / 3, 0.5 / 3.
    let (sum, zero): (Input, Input) = (("[4]", WIDE, &[5.0, -5.0, 1.0, 0.5]), ("[4]", WIDE, &[0.0; 4]));
    let average = |divisor| format!("Merge {{function=average, n_elem=4, divisor={divisor}}}");
    for (divisor, ty, expected) in [
        (2, WIDE, [2.5, -2.5, 0.5, 0.25]),
        (3, "fixed<8,4>", [1.625, -1.6875, 0.3125, 0.125]),
        (3, "fixed<8,4,RND>", [1.6875, -1.6875, 0.3125, 0.1875]),
        (3, "fixed<8,4,RND_ZERO>", [1.6875, -1.6875, 0.3125, 0.1875]),
        (3, "fixed<8,4,TRN_ZERO>", [1.625, -1.625, 0.3125, 0.125]),
        (3, "fixed<8,8,RND_CONV>", [2.0, -2.0, 0.0, 0.0]),
        (4, "fixed<8,8,RND_CONV>", [1.0, -1.0, 0.0, 0.0]),
        // 2.5 is half way between two numbers, -2.5 as well.
        (2, "fixed<8,8,RND_CONV>", [2.0, -2.0, 0.0, 0.0]),
        (2, "fixed<8,8,RND_INF>", [3.0, -3.0, 1.0, 0.0]),
        (7, "ufixed<4,1>", [0.625, 1.25, 0.125, 0.0]),
        (1, WIDE, [5.0, -5.0, 1.0, 0.5]),
    ] {
        check(&average(divisor), &[sum, zero], ("[4]", ty), &expected);
    }
}

#[test]
fn scalar_products() {
    let dot = |accum_t: &str| format!("Dot {{n_in=3, accum_t=a {accum_t}}}");
    let vectors: [Input; 2] = [("[3]", WIDE, &[1.5, -2.0, 4.0]), ("[3]", WIDE, &[2.0, 3.0, 0.25])];
    check(&dot(WIDE), &vectors, ("[1]", WIDE), &[-2.0]);
    // Each product is cut before it is added, and each partial sum held.
    let parts: [Input; 2] = [("[3]", WIDE, &[0.75, 0.75, 0.75]), ("[3]", WIDE, &[1.0, 1.0, 1.0])];
    check(&dot("fixed<8,8>"), &parts, ("[1]", WIDE), &[0.0]);
    check(&dot("fixed<8,8,RND>"), &parts, ("[1]", WIDE), &[3.0]);
    let large: [Input; 2] = [("[3]", WIDE, &[6.0, 6.0, -6.0]), ("[3]", WIDE, &[1.0, 1.0, 1.0])];
    check(&dot("fixed<4,4,TRN,SAT>"), &large, ("[1]", WIDE), &[1.0]);
    check(&dot("fixed<4,4>"), &large, ("[1]", WIDE), &[6.0]);
}

#[test]
fn rows_of_tables() {
    let table = "Embedding {n_in=4, n_out=2, vocab_size=3, embeddings=e t fixed<8,4> f32[3, 2] (0.5, -0.5, 1.5, -1.5, 7.5, -7.5)}";
    let (first, second, third) = ([0.5, -0.5], [1.5, -1.5], [7.5, -7.5]);
    let check_rows = |ty, numbers: &[f64], expected: &[[f64; 2]]| {
        check(table, &[("[4]", ty, numbers)], ("[4, 2]", WIDE), &expected.concat());
    };
    check_rows("uint<2>", &[0.0, 1.0, 2.0, 1.0], &[first, second, third, second]);
    // Numbers are cut toward zero and limited to the table.
    check_rows(WIDE, &[-3.0, 0.9, 1.9, 100.0], &[first, first, second, third]);
    check_rows("fixed<4,6>", &[0.0, 4.0, 8.0, -4.0], &[first, third, third, first]);
    check(
        table,
        &[("[4]", "uint<2>", &[0.0, 2.0, 3.0, 1.0])],
        ("[4, 2]", "fixed<4,4,TRN,SAT>"),
        &[0.0, -1.0, 7.0, -8.0, 7.0, -8.0, 1.0, -2.0],
    );
}
