//! Convolutions, their rectifiers and poolings against the definitions, on random networks.

mod random;

use hlsmith_emulate::Plan;
use random::Random;

/// The types of inputs and results, most of which 16 bits hold.
const TYPES: [&str; 7] = [
    "fixed<16,6>",
    "fixed<8,3>",
    "ufixed<8,3>",
    "fixed<12,5>",
    "fixed<10,4,RND,SAT>",
    "fixed<6,2,TRN,SAT>",
    "fixed<22,9>",
];

/// The types of sums: some drop bits of every product, some hold every sum.
const SUMS: [&str; 4] = ["fixed<16,6>", "fixed<20,9>", "fixed<37,17>", "fixed<44,24>"];

/// A graph as text, layer by layer.
struct Network<'a> {
    random: &'a mut Random,
    text: String,
    /// The last tensor, and the rows, columns and channels of it.
    last: String,
    image: [usize; 3],
    n_layers: usize,
}

impl Network<'_> {
    fn numbers(&mut self, n: usize) -> String {
        let number = |_| match self.random.below(6) {
            0 => "0".to_owned(),
            _ => (self.random.real() * 1.5).to_string(),
        };
        Vec::from_iter((0..n).map(number)).join(", ")
    }

    fn layer(&mut self, class: &str, attributes: &str, ty: &str, shape: &[usize]) {
        self.n_layers += 1;
        let name = format!("l{}", self.n_layers);
        let inputs = if self.n_layers == 1 { String::new() } else { format!("%{}", self.last) };
        self.text += &format!(
            "%{name} = {class} \"{name}\" origin=\"\" index={} ({inputs}) {{{attributes}}} : t {ty} {shape:?}\n",
            self.n_layers
        );
        self.last = name;
    }

    fn relu(&mut self, ty: &str) {
        let n_in: usize = self.image.iter().product();
        self.layer("Activation", &format!("function=relu, n_in={n_in}"), ty, &self.image.clone());
    }

    fn convolution(&mut self, ty: &str) {
        let [height, width, n_chan] = self.image;
        let [rows, columns] = [height, width].map(|extent| 1 + self.random.below(extent.min(3)));
        let [top, left] = [rows, columns].map(|taps| self.random.below(taps));
        let [stride_height, stride_width] = [1 + self.random.below(2), 1 + self.random.below(2)];
        let out_height = (height + top - rows) / stride_height + 1;
        let out_width = (width + left - columns) / stride_width + 1;
        let n_filt = 1 + self.random.below(12);
        let weights = self.numbers(rows * columns * n_chan * n_filt);
        let biases = self.numbers(n_filt);
        let [weight_t, accum_t] = [self.random.pick(&TYPES), self.random.pick(&SUMS)];
        let attributes = format!(
            "in_height={height}, in_width={width}, n_chan={n_chan}, out_height={out_height}, out_width={out_width}, \
             n_filt={n_filt}, filt_height={rows}, filt_width={columns}, stride_height={stride_height}, \
             stride_width={stride_width}, pad_top={top}, pad_left={left}, \
             weight=w t {weight_t} f32[{rows}, {columns}, {n_chan}, {n_filt}] ({weights}), \
             bias=b t {weight_t} f32[{n_filt}] ({biases}), accum_t=t {accum_t}"
        );
        self.image = [out_height, out_width, n_filt];
        self.layer("Conv2D", &attributes, ty, &self.image.clone());
    }

    fn pooling(&mut self, ty: &str) {
        let [height, width, n_filt] = self.image;
        let [rows, columns] = [height, width].map(|extent| 1 + self.random.below(extent.min(3)));
        // Windows one behind the other, with gaps, or with common elements.
        let stride = |random: &mut Random, pool: usize| match random.below(4) {
            0 => 1 + random.below(4),
            _ => pool,
        };
        let strides = [stride(self.random, rows), stride(self.random, columns)];
        let [top, left] =
            [rows, columns].map(|pool| if self.random.below(4) == 0 { self.random.below(pool) } else { 0 });
        let out_height = (height + top - rows) / strides[0] + 1;
        let out_width = (width + left - columns) / strides[1] + 1;
        let function = self.random.pick(&["max", "max", "max", "average"]);
        let accum_t = self.random.pick(&[ty, "fixed<24,12>"]);
        let attributes = format!(
            "in_height={height}, in_width={width}, out_height={out_height}, out_width={out_width}, n_filt={n_filt}, \
             pool_height={rows}, pool_width={columns}, stride_height={}, stride_width={}, pad_top={top}, \
             pad_left={left}, pool_op={function}, accum_t=t {accum_t}",
            strides[0], strides[1]
        );
        self.image = [out_height, out_width, n_filt];
        self.layer("Pooling2D", &attributes, ty, &self.image.clone());
    }

    /// Behind results of the type `ty`.
    fn dense(&mut self, ty: &str) {
        let n_in: usize = self.image.iter().product();
        self.layer("Reshape", &format!("target_shape=[{n_in}]"), ty, &[n_in]);
        let [ty, weight_t, accum_t] = [self.random.pick(&TYPES), self.random.pick(&TYPES), self.random.pick(&SUMS)];
        let n_out = 1 + self.random.below(5);
        let weights = self.numbers(n_in * n_out);
        let biases = self.numbers(n_out);
        let attributes = format!(
            "n_in={n_in}, n_out={n_out}, weight=w t {weight_t} f32[{n_in}, {n_out}] ({weights}), \
             bias=b t {weight_t} f32[{n_out}] ({biases}), accum_t=t {accum_t}"
        );
        self.layer("Dense", &attributes, ty, &[n_out]);
    }
}

/// A network of some stages, and sometimes a fully connected layer; the results are those of the last layer, and sometimes
/// of some in between.
fn network(random: &mut Random) -> String {
    let compatibility = random.pick(&["sound", "hls4ml-1.3"]);
    let image = [1 + random.below(9), 1 + random.below(9), 1 + random.below(4)];
    let text = format!("graph \"g\" compatibility={compatibility}\n");
    let mut network = Network { random, text, last: String::new(), image, n_layers: 0 };
    let mut ty = network.random.pick(&TYPES);
    network.layer("Input", &format!("shape={image:?}"), ty, &image);
    let mut outputs = Vec::new();
    for _ in 0..1 + network.random.below(2) {
        ty = network.random.pick(&TYPES);
        network.convolution(ty);
        if network.random.below(3) > 0 {
            network.relu(ty);
        }
        if network.random.below(6) == 0 {
            outputs.push(network.last.clone());
        }
        network.pooling(ty);
        if network.random.below(6) == 0 {
            network.relu(ty);
        }
    }
    if network.random.below(3) == 0 {
        network.dense(ty);
    }
    outputs.push(network.last.clone());
    network.text + &format!("inputs %l1\noutputs %{}\n", outputs.join(", %"))
}

#[test]
fn poolings_behind_convolutions() {
    let mut random = Random(0x1029_3847_5665_7483);
    let (n_networks, mut n_fast) = (1500, 0);
    for case in 0..n_networks {
        let text = network(&mut random);
        let graph = hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        let plan = Plan::compile(&graph).unwrap_or_else(|findings| panic!("{findings}\n{text}"));
        n_fast += usize::from(plan.is_fast());
        let n_samples = random.pick(&[1, 3, 17, 66]);
        let len: usize = plan.input_shape(0).iter().product();
        let data: Vec<f64> = (0..n_samples * len).map(|_| random.real() * 8.0).collect();
        let expected = plan.run_reference(&[&data[..]], n_samples).expect("the data fit");
        let found = plan.run_raw(&[&data[..]], n_samples).expect("the data fit");
        assert_eq!(found, expected, "network {case}\n{text}");
        let (traced, _) = plan.trace(&[&data[..]], n_samples, None).expect("the data fit");
        assert_eq!(plan.run(&[&data[..]], n_samples, None).expect("the data fit"), traced, "network {case}\n{text}");
    }
    assert!(n_fast > n_networks / 2, "{n_fast} of {n_networks} on kernels");
}
