//! Kernels of ops over lines, images and several shapes against their definitions, on random layers.

mod random;

use hlsmith_emulate::Plan;
use random::Random;

const TYPES: [&str; 16] = [
    "fixed<16,6>",
    "fixed<8,3>",
    "ufixed<8,3>",
    "ufixed<5,2,RND,SAT>",
    "fixed<6,9>",
    "fixed<8,-2>",
    "int<5>",
    "uint<4>",
    "fixed<22,9>",
    "fixed<4,3,TRN,SAT>",
    "fixed<9,4,RND_CONV,SAT_SYM>",
    "fixed<7,3,RND_MIN_INF,SAT_ZERO>",
    "fixed<12,5,RND_INF,WRAP,2>",
    "fixed<40,20,TRN_ZERO,SAT>",
    "fixed<70,20,RND,SAT>",
    "fixed<150,70,RND_ZERO,SAT>",
];

/// Shapes of the inputs, class, attributes and shape of the output of a layer; types stand as `@`.
type Made = (Vec<Vec<usize>>, &'static str, String, Vec<usize>);

/// Size, padding, window, stride and number of windows along an axis.
fn axis(random: &mut Random) -> [usize; 6] {
    loop {
        let [extent, pool, stride] = [1 + random.below(7), 1 + random.below(4), 1 + random.below(3)];
        let [before, after] = [random.below(pool), random.below(pool)];
        if extent + before + after >= pool {
            return [extent, pool, stride, before, after, (extent + before + after - pool) / stride + 1];
        }
    }
}

fn pooling(random: &mut Random) -> Made {
    let [width, pool, stride, before, after, n] = axis(random);
    let channels = 1 + random.below(3);
    let function = random.pick(&["max", "average"]);
    let tail = format!("pool_op={function}, count_pad={}, accum_t=a @", random.pick(&["true", "false"]));
    if random.below(3) == 0 {
        let attributes = format!(
            "n_in={width}, n_out={n}, n_filt={channels}, pool_width={pool}, stride_width={stride}, pad_left={before}, \
             pad_right={after}, {tail}"
        );
        return (vec![vec![width, channels]], "Pooling1D", attributes, vec![n, channels]);
    }
    let [height, pool_height, stride_height, top, bottom, rows] = axis(random);
    let attributes = format!(
        "in_height={height}, in_width={width}, out_height={rows}, out_width={n}, n_filt={channels}, \
         pool_height={pool_height}, pool_width={pool}, stride_height={stride_height}, stride_width={stride}, \
         pad_top={top}, pad_bottom={bottom}, pad_left={before}, pad_right={after}, {tail}"
    );
    (vec![vec![height, width, channels]], "Pooling2D", attributes, vec![rows, n, channels])
}

fn global_pooling(random: &mut Random) -> Made {
    let [height, width, channels] = [1 + random.below(6), 1 + random.below(6), 1 + random.below(3)];
    let function = random.pick(&["max", "average"]);
    if random.below(2) == 0 {
        let attributes = format!("n_in={width}, n_filt={channels}, pool_op={function}, accum_t=a @");
        return (vec![vec![width, channels]], "GlobalPooling1D", attributes, vec![channels]);
    }
    let attributes = format!(
        "in_height={height}, in_width={width}, n_filt={channels}, pool_op={function}, keepdims=true, accum_t=a @"
    );
    (vec![vec![height, width, channels]], "GlobalPooling2D", attributes, vec![1, 1, channels])
}

fn rearrangement(random: &mut Random) -> Made {
    let [h, w, c] = [1 + random.below(5), 1 + random.below(5), 1 + random.below(3)];
    let [t, b, l, r] = [random.below(3), random.below(3), random.below(3), random.below(3)];
    match random.below(8) {
        0 => {
            let perm = random.pick(&[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]);
            (vec![vec![h, w, c]], "Transpose", format!("perm={perm:?}"), perm.map(|axis| [h, w, c][axis]).to_vec())
        }
        1 => {
            let attributes = format!("in_width={w}, n_chan={c}, pad_left={l}, pad_right={r}");
            (vec![vec![w, c]], "ZeroPadding1D", attributes, vec![w + l + r, c])
        }
        2 => {
            let attributes = format!(
                "in_height={h}, in_width={w}, n_chan={c}, pad_top={t}, pad_bottom={b}, pad_left={l}, pad_right={r}"
            );
            (vec![vec![h, w, c]], "ZeroPadding2D", attributes, vec![h + t + b, w + l + r, c])
        }
        3 => {
            let attributes = format!("n_in={}, n_chan={c}, crop_left={l}, crop_right={r}", w + l + r);
            (vec![vec![w + l + r, c]], "Cropping1D", attributes, vec![w, c])
        }
        4 => {
            let (height, width) = (h + t + b, w + l + r);
            let attributes = format!(
                "in_height={height}, in_width={width}, n_chan={c}, crop_top={t}, crop_bottom={b}, crop_left={l}, \
                 crop_right={r}"
            );
            (vec![vec![height, width, c]], "Cropping2D", attributes, vec![h, w, c])
        }
        5 => {
            let [rows, columns] = [1 + random.below(9), 1 + random.below(9)];
            let attributes = format!(
                "in_height={h}, in_width={w}, out_height={rows}, out_width={columns}, n_chan={c}, \
                 algorithm={}",
                random.pick(&["nearest", "bilinear"])
            );
            (vec![vec![h, w, c]], "Resize", attributes, vec![rows, columns, c])
        }
        6 => (vec![vec![w]], "RepeatVector", format!("n_in={w}, n={h}"), vec![h, w]),
        _ => {
            let source: &[usize] = random.pick(&[&[1, 1, 2][..], &[3, 1, 1], &[2], &[4, 2], &[3, 4, 2], &[1]]);
            (vec![source.to_vec()], "Broadcast", "target_shape=[3, 4, 2]".into(), vec![3, 4, 2])
        }
    }
}

fn merge(random: &mut Random) -> Made {
    let full = [1 + random.below(3), 1 + random.below(4), 1 + random.below(3)];
    let part = |random: &mut Random| -> Vec<usize> {
        let first = random.below(3);
        full[first..].iter().map(|&extent| if random.below(3) == 0 { 1 } else { extent }).collect()
    };
    let (left, right) =
        if random.below(2) == 0 { (full.to_vec(), part(random)) } else { (part(random), full.to_vec()) };
    let function = random.pick(&["add", "subtract", "multiply", "average", "maximum", "minimum"]);
    let divisor = 1 + random.below(9);
    let n_elem: usize = full.iter().product();
    let attributes = format!("function={function}, n_elem={n_elem}, divisor={divisor}");
    (vec![left, right], "Merge", attributes, full.to_vec())
}

fn dot(random: &mut Random) -> Made {
    let n = 1 + random.below(9);
    (vec![vec![n], vec![n]], "Dot", format!("n_in={n}, accum_t=a @"), vec![1])
}

fn embedding(random: &mut Random) -> Made {
    let [n_in, n_out, rows] = [1 + random.below(5), 1 + random.below(4), 1 + random.below(6)];
    let values: Vec<String> = (0..rows * n_out).map(|_| (random.real() * 4.0).to_string()).collect();
    let attributes = format!(
        "n_in={n_in}, n_out={n_out}, vocab_size={rows}, embeddings=e e_t @ f64[{rows}, {n_out}] ({})",
        values.join(", ")
    );
    (vec![vec![n_in]], "Embedding", attributes, vec![n_in, n_out])
}

/// Runs random layers both ways; most of them run on kernels.
fn check(seed: u64, n_layers: usize, make: impl Fn(&mut Random) -> Made) {
    let mut random = Random(seed);
    let mut n_fast = 0;
    for case in 0..n_layers {
        let (inputs, class, attributes, shape) = make(&mut random);
        let ty = |random: &mut Random| random.pick(&TYPES);
        let attributes = attributes.split('@').map(str::to_owned).collect::<Vec<_>>();
        let attributes = attributes.join(ty(&mut random));
        let mut text = format!(
            "graph \"g\" compatibility={} io_type={}\n",
            random.pick(&["sound", "hls4ml-1.3"]),
            random.pick(&["io_parallel", "io_stream"])
        );
        for (index, shape) in inputs.iter().enumerate() {
            let number = index + 1;
            let ty = ty(&mut random);
            text += &format!(
                "%x{index} = Input \"x{index}\" origin=\"\" index={number} () {{shape={shape:?}}} : t {ty} {shape:?}\n"
            );
        }
        let names: Vec<String> = (0..inputs.len()).map(|index| format!("%x{index}")).collect();
        let names = names.join(", ");
        text += &format!(
            "%y = {class} \"layer\" origin=\"\" index=9 ({names}) {{{attributes}}} : t {} {shape:?}\n\
             inputs {names}\noutputs %y\n",
            ty(&mut random)
        );
        let graph = hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let plan = Plan::compile(&graph).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        n_fast += usize::from(plan.is_fast());
        let n_samples = random.pick(&[1, 3, 17, 66]);
        let scale = random.pick(&[0.3, 2.0, 8.0, 300.0]);
        let data: Vec<Vec<f64>> = inputs
            .iter()
            .map(|shape| (0..n_samples * shape.iter().product::<usize>()).map(|_| random.real() * scale).collect())
            .collect();
        let data: Vec<&[f64]> = data.iter().map(Vec::as_slice).collect();
        let expected = plan.run_reference(&data, n_samples).expect("the data fit");
        let found = plan.run_raw(&data, n_samples).expect("the data fit");
        assert_eq!(found, expected, "seed {seed:#x}, layer {case}\n{text}");
        assert_eq!(found[0].raw.len(), n_samples * shape.iter().product::<usize>(), "{text}");
    }
    assert!(n_fast > n_layers / 2, "{n_fast} of {n_layers} on kernels");
}

#[test]
fn windows() {
    check(0x1357_9bdf_0246_8ace, 1500, pooling);
}

#[test]
fn whole_lines_and_images() {
    check(0x0bad_cafe_1234_5678, 600, global_pooling);
}

#[test]
fn other_places() {
    check(0x0f1e_2d3c_4b5a_6978, 800, rearrangement);
}

#[test]
fn merges_of_several_shapes() {
    check(0x7777_1111_2222_3333, 1500, merge);
}

#[test]
fn scalar_products() {
    check(0x5555_aaaa_3333_cccc, 600, dot);
}

#[test]
fn rows_of_tables() {
    check(0x2468_ace0_1357_9bdf, 600, embedding);
}
