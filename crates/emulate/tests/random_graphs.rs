//! Kernels against the definitions, on random graphs.

mod random;

use hlsmith_emulate::Plan;
use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{
    Activation, BatchNormalization, BoundedRelu, Concatenate, Dense, Einsum, EinsumDense, FixedPointQuantizer,
    Function, HardActivation, HardFunction, Input, InverseRoot, LayerNormalization, Merge, MergeFunction,
    ParametrizedActivation, ParametrizedFunction, Prelu, Reshape, Softmax, SoftmaxImplementation,
};
use hlsmith_ir::{Array, Compatibility, Graph, NamedType, Node, Op, OpAttributes, Strategy, Tensor, TensorId, Weight};
use random::Random;

/// Between -1 and 1, sometimes on a coarse grid.
fn real(random: &mut Random) -> f64 {
    let value = random.real();
    match random.below(4) {
        0 => (value * 16.0).round() / 16.0,
        1 => 0.0,
        _ => value,
    }
}

/// How wide the types of a graph are.
#[derive(Clone, Copy)]
enum Widths {
    Usual,
    Narrow,
    Wide,
    VeryWide,
}

struct Builder<'a> {
    random: &'a mut Random,
    widths: Widths,
    graph: Graph,
    tensor: TensorId,
    shape: Vec<usize>,
}

impl Builder<'_> {
    fn precision(&mut self) -> Precision {
        let random = &mut *self.random;
        let width = match self.widths {
            Widths::Usual => 6 + random.below(14) as u32,
            Widths::Narrow => 1 + random.below(8) as u32,
            Widths::Wide => 1 + random.below(48) as u32,
            Widths::VeryWide => 1 + random.below(200) as u32,
        };
        let signed = random.below(4) > 0;
        if random.below(12) == 0 {
            return Precision::Integer { width, signed };
        }
        let integer = match random.below(6) {
            0 => -(random.below(6) as i32),
            1 => width as i32 + random.below(6) as i32,
            _ => 1 + random.below(width as usize) as i32,
        };
        let rounding = if random.below(2) == 0 { Rounding::Trn } else { random.pick(&Rounding::ALL) };
        let overflow = if random.below(2) == 0 { Overflow::Wrap } else { random.pick(&Overflow::ALL) };
        let mut fixed = FixedType::new(width, integer, signed).with_modes(rounding, overflow);
        if random.below(6) == 0 && matches!(overflow, Overflow::Wrap | Overflow::WrapSm) {
            fixed.saturation_bits = random.below(4) as u32;
        }
        Precision::Fixed(fixed)
    }

    fn ty(&mut self) -> NamedType {
        NamedType::new("t", self.precision())
    }

    fn weight(&mut self, shape: Vec<usize>) -> Weight {
        let scale = self.random.pick(&[0.3, 1.0, 4.0]);
        let data: Vec<f32> = (0..shape.iter().product()).map(|_| (real(self.random) * scale) as f32).collect();
        let ty = self.ty();
        Weight { name: "w".into(), data: Array::from_f32(shape, data).unwrap(), ty, quantizer: None }
    }

    fn add(&mut self, op: impl Into<Op>, shape: Vec<usize>, ty: NamedType) {
        let inputs = if self.graph.is_empty() { Vec::new() } else { vec![self.tensor] };
        self.add_reading(op, inputs, shape, ty);
    }

    fn add_reading(&mut self, op: impl Into<Op>, inputs: Vec<TensorId>, shape: Vec<usize>, ty: NamedType) {
        let index = self.graph.next_index();
        self.tensor = self.graph.add_tensor(Tensor {
            name: format!("layer{index}_out"),
            shape: shape.clone(),
            ty,
            quantizer: None,
        });
        self.graph.add_node(Node {
            name: format!("layer {index}"),
            index,
            origin: String::new(),
            trace: false,
            op: op.into(),
            inputs,
            outputs: vec![self.tensor],
        });
        self.shape = shape;
    }

    /// A merge or concatenation of the tensor with another one of the graph of the same shape, perhaps itself.
    fn pair(&mut self) {
        let shape = self.shape.clone();
        // Each of them may square the number of elements.
        if shape.iter().product::<usize>() > 256 {
            return;
        }
        let produced: Vec<TensorId> = self.graph.nodes().map(|(_, node)| node.outputs[0]).collect();
        let same: Vec<TensorId> = produced.into_iter().filter(|&t| self.graph.tensor(t).shape == shape).collect();
        let other = self.random.pick(&same);
        let (ty, reuse_factor) = (self.ty(), 1);
        let inputs = if self.random.below(2) == 0 { vec![self.tensor, other] } else { vec![other, self.tensor] };
        if self.random.below(4) == 0 {
            let accum_t = self.ty();
            let (left, right, output, result) = match shape[..] {
                [n] => (vec![0], vec![1], vec![1, 0], vec![n, n]),
                [n, _] => (vec![0, 1], vec![2, 1], vec![2, 0], vec![n, n]),
                _ => return,
            };
            self.add_reading(Einsum { left, right, output, accum_t, reuse_factor }, inputs, result, ty);
        } else if self.random.below(3) == 0 {
            let axis = self.random.below(shape.len());
            let mut joined = shape;
            joined[axis] *= 2;
            self.add_reading(Concatenate { axis, reuse_factor }, inputs, joined, ty);
        } else {
            let function = self.random.pick(MergeFunction::ALL);
            let op = Merge { function, n_elem: shape.iter().product(), reuse_factor, divisor: 2 };
            self.add_reading(op, inputs, shape, ty);
        }
    }

    fn layer(&mut self) {
        let kind = self.random.below(10);
        self.layer_of_kind(kind);
    }

    /// A layer: 0 to 2 for a dense one, 3 to 7 for element-wise ones, 8 for a normalisation of slices, others for a softmax.
    fn layer_of_kind(&mut self, kind: usize) {
        let (n, shape) = (self.shape.iter().product(), self.shape.clone());
        let (table_size, reuse_factor) = (self.random.pick(&[1024, 64, 100, 7, 1, 4096]), 1);
        let ty = self.ty();
        match kind {
            0..=2 if self.shape.len() == 1 => {
                let n_out = 1 + self.random.below(9);
                let (weight, bias) = (self.weight(vec![n, n_out]), self.weight(vec![n_out]));
                let strategy = self.random.pick(Strategy::ALL);
                let reuse = valid_reuse(n, n_out);
                let reuse_factor = self.random.pick(&reuse);
                let accum_t = self.ty();
                let compression = strategy == Strategy::Resource && self.random.below(4) == 0;
                let dense = Dense { n_in: n, n_out, weight, bias, accum_t, reuse_factor, strategy, compression };
                self.add(dense, vec![n_out], ty);
            }
            0 | 1 if self.random.below(2) == 0 => {
                let n_out = 1 + self.random.below(4);
                let (rows, columns) = (shape[0], shape[1]);
                // Weights of each column, shared by the rows, or of each row and column.
                let (right, extents) = if self.random.below(2) == 0 {
                    (vec![1, 2], vec![columns, n_out])
                } else {
                    (vec![2, 0, 1], vec![n_out, rows, columns])
                };
                let (weight, accum_t) = (self.weight(extents), self.ty());
                let bias = self.random.pick(&[[1, rows], [n_out, 1], [n_out, rows], [1, 1]]);
                let bias = self.weight(bias.to_vec());
                let (left, output) = (vec![0, 1], vec![2, 0]);
                let strategy = Strategy::Latency;
                let parallelization_factor = 0;
                let op = EinsumDense {
                    left,
                    right,
                    output,
                    weight,
                    bias,
                    accum_t,
                    reuse_factor,
                    strategy,
                    parallelization_factor,
                };
                self.add(op, vec![n_out, rows], ty);
            }
            0..=2 => {
                let input_ty = self.graph.tensor(self.tensor).ty.clone();
                self.add(Reshape { target_shape: vec![n] }, vec![n], input_ty);
            }
            3 if self.random.below(3) == 0 => {
                let extent = |extent: &usize| if self.random.below(2) == 0 { 1 } else { *extent };
                let mask_shape: Vec<usize> = shape.iter().map(extent).collect();
                let n = mask_shape.iter().product();
                let op = FixedPointQuantizer {
                    mask_shape,
                    signs: (0..n).map(|_| self.random.below(2)).collect(),
                    widths: (0..n).map(|_| self.random.below(9)).collect(),
                    integers: (0..n).map(|_| self.random.below(12) as i64 - 4).collect(),
                    rounding: self.random.pick(&Rounding::ALL),
                    overflow: self.random.pick(&Overflow::ALL),
                };
                self.add(op, shape, ty);
            }
            3 => {
                let axis = self.random.below(shape.len());
                let (n_filt, n_inner) = (shape[axis], shape[axis + 1..].iter().product());
                let (scale, bias) = (self.weight(vec![n_filt]), self.weight(vec![n_filt]));
                self.add(BatchNormalization { n_in: n, n_filt, scale, bias, reuse_factor, n_inner }, shape, ty);
            }
            4 => {
                let function = self.random.pick(Function::ALL);
                let table_t = self.ty();
                self.add(Activation { function, n_in: n, table_t, table_size, reuse_factor }, shape, ty);
            }
            5 if self.random.below(3) == 0 => {
                let threshold = real(self.random) * 2.0;
                let op = BoundedRelu {
                    n_in: n,
                    is_bounded: self.random.below(2) == 0,
                    max_value: threshold + real(self.random).abs() * 4.0,
                    negative_slope: real(self.random),
                    threshold,
                    max_t: self.ty(),
                    slope_t: self.ty(),
                    threshold_t: self.ty(),
                    reuse_factor,
                };
                self.add(op, shape, ty);
            }
            5 => {
                let function = self.random.pick(ParametrizedFunction::ALL);
                let (activ_param, param_t, table_t) = (real(self.random) * 2.0, self.ty(), self.ty());
                let op = ParametrizedActivation {
                    function,
                    is_limited: activ_param > 0.5,
                    n_in: n,
                    activ_param,
                    param_t,
                    table_t,
                    table_size,
                    reuse_factor,
                };
                self.add(op, shape, ty);
            }
            6 => {
                let function = self.random.pick(HardFunction::ALL);
                let (slope_t, shift_t, table_t) = (self.ty(), self.ty(), self.ty());
                let slope = real(self.random);
                let op = HardActivation {
                    function,
                    n_in: n,
                    slope,
                    shift: 0.5,
                    slope_t,
                    shift_t,
                    table_t,
                    table_size,
                    reuse_factor,
                };
                self.add(op, shape, ty);
            }
            7 => {
                let (param, table_t) = (self.weight(vec![n]), self.ty());
                self.add(Prelu { n_in: n, param, table_t, table_size, reuse_factor }, shape, ty);
            }
            8 => {
                let n_slice = shape[shape.len() - 1];
                let (scale, bias) = (self.weight(vec![n_slice]), self.weight(vec![n_slice]));
                let op = LayerNormalization {
                    n_in: n,
                    n_slice,
                    epsilon: self.random.pick(&[1e-3, 1e-5, 0.5]),
                    scale,
                    bias,
                    accum_t: self.ty(),
                    table_t: self.ty(),
                    table_size,
                    table_range_power2: self.random.pick(&[0, -4, 3]),
                    reuse_factor,
                    centred: self.random.pick(&[true, true, false]),
                    inverse_root: self.random.pick(&[InverseRoot::Linear, InverseRoot::Scaled]),
                };
                self.add(op, shape, ty);
            }
            _ => {
                let values = [("n_in".to_owned(), hlsmith_ir::AttributeValue::Int(n as i64))];
                let mut op = Softmax::from_values(&values).unwrap();
                op.table_size = table_size;
                op.implementation = self.random.pick(SoftmaxImplementation::ALL);
                op.skip = self.random.below(10) == 0;
                if shape.len() == 2 {
                    (op.n_outer, op.n_inner) = self.random.pick(&[(shape[0], 1), (1, shape[1])]);
                }
                if self.random.below(2) == 0 {
                    op.accum_t = self.ty();
                    op.exp_table_t = self.ty();
                    op.inv_table_t = self.ty();
                    op.inv_inp_t = self.ty();
                    op.table_t = self.ty();
                    if self.random.below(2) == 0 {
                        op.inp_norm_t = self.ty();
                    }
                    op.exp_table_size = self.random.pick(&[0, 32, 100]);
                    op.inv_table_size = self.random.pick(&[0, 32, 100]);
                }
                self.add(op, shape, ty);
            }
        }
    }
}

fn valid_reuse(n_in: usize, n_out: usize) -> Vec<u32> {
    let products = n_in * n_out;
    let valid = |&reuse: &usize| {
        let multipliers = products.div_ceil(n_in.min(reuse));
        let (whole, within) = (multipliers.is_multiple_of(n_out), reuse.is_multiple_of(n_in));
        (whole || reuse >= n_in) && (within || reuse < n_in) && products.is_multiple_of(reuse)
    };
    (1..=products).filter(valid).map(|reuse| reuse as u32).collect()
}

fn random_graph(random: &mut Random, widths: Widths) -> Graph {
    let mut graph = Graph::new("random");
    graph.compatibility = random.pick(Compatibility::ALL);
    let shape =
        if random.below(3) == 0 { vec![1 + random.below(4), 1 + random.below(4)] } else { vec![1 + random.below(9)] };
    let placeholder =
        graph.add_tensor(Tensor { name: "none".into(), shape: vec![], ty: NamedType::auto(), quantizer: None });
    let mut builder = Builder { random, widths, graph, tensor: placeholder, shape: shape.clone() };
    let ty = builder.ty();
    builder.add(Input { shape: shape.clone() }, shape, ty);
    let input = builder.tensor;
    let mut outputs = Vec::new();
    for _ in 0..1 + builder.random.below(5) {
        builder.layer();
        if builder.random.below(3) == 0 {
            builder.pair();
        }
        if builder.random.below(4) == 0 {
            outputs.push(builder.tensor);
        }
    }
    // Now and then a second branch, or the input itself as a result.
    if builder.random.below(4) == 0 {
        outputs.push(builder.tensor);
        (builder.tensor, builder.shape) = (input, builder.graph.tensor(input).shape.clone());
        builder.layer();
    }
    if builder.random.below(10) == 0 {
        outputs.push(input);
    }
    outputs.push(builder.tensor);
    let mut graph = builder.graph;
    graph.set_inputs(vec![input]);
    graph.set_outputs(outputs);
    graph
}

fn samples(random: &mut Random, n: usize) -> Vec<f64> {
    let special = [
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e30,
        -1e30,
        1e-310,
        -1e-310,
        -0.0,
        1e9,
        -3e9,
        0.5,
        -0.5,
    ];
    let scale = random.pick(&[0.1, 1.0, 8.0, 100.0]);
    (0..n).map(|_| if random.below(20) == 0 { random.pick(&special) } else { real(random) * scale }).collect()
}

/// Runs graphs both ways and returns how many ran on kernels, and how many were refused.
fn check(seed: u64, n_graphs: usize, make: impl Fn(&mut Random) -> Graph) -> (usize, usize) {
    let mut random = Random(seed);
    let (mut n_fast, mut n_refused) = (0, 0);
    for case in 0..n_graphs {
        let graph = make(&mut random);
        let text = || hlsmith_ir::print(&graph, hlsmith_ir::PrintOptions::default());
        let plan = match Plan::compile(&graph) {
            Ok(plan) => plan,
            Err(_) => {
                n_refused += 1;
                continue;
            }
        };
        n_fast += usize::from(plan.is_fast());
        let n_samples = random.pick(&[0, 1, 2, 17, 64, 70]);
        let elements: usize = plan.input_shape(0).iter().product();
        let input = samples(&mut random, n_samples * elements);
        let expected = plan.run_reference(&[&input[..]], n_samples).unwrap();
        let found = plan.run_raw(&[&input[..]], n_samples).unwrap();
        assert_eq!(found.len(), expected.len());
        for (output, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let wrong = found.raw.iter().zip(&expected.raw).position(|(found, expected)| found != expected);
            if let Some(position) = wrong {
                panic!(
                    "seed {seed:#x}, graph {case}, output {output}: element {position} is {}, not {}\ninput {input:?}\n{}",
                    found.raw[position],
                    expected.raw[position],
                    text(),
                );
            }
            assert_eq!((found.raw.len(), found.format), (expected.raw.len(), expected.format));
        }
        let (outputs, trace) = plan.trace(&[&input[..]], n_samples, None).unwrap();
        for ((outputs, expected), single) in
            outputs.iter().zip(&expected).zip(plan.run(&[&input[..]], n_samples, Some(2)).unwrap())
        {
            let converted: Vec<f64> =
                expected.raw.iter().map(|raw| hlsmith_fixed::to_f64(raw, expected.format.fraction())).collect();
            assert_eq!(outputs, &converted, "graph {case}");
            assert_eq!(single, converted, "graph {case}");
        }
        assert_eq!(trace.len(), graph.len());
        let layers = Vec::from_iter(0..plan.n_layers());
        let profile = plan.profile_of(&[&input[..]], n_samples, &layers, None).unwrap();
        assert_eq!(profile.len(), if n_samples == 0 { 0 } else { trace.len() });
        for (name, profile) in &profile {
            // The nearest double is no less for a number that is no less.
            let [least, greatest] = [f64::min, f64::max].map(|end| trace[name].data.iter().copied().reduce(end));
            assert_eq!((Some(profile.least.to_f64()), Some(profile.greatest.to_f64())), (least, greatest), "{name}");
        }
    }
    (n_fast, n_refused)
}

#[test]
fn usual_widths() {
    let (fast, refused) = check(0x1234_5678_9abc_def1, 1500, |random| random_graph(random, Widths::Usual));
    assert!(fast > 1200, "{fast} fast, {refused} refused");
}

#[test]
fn narrow_widths() {
    let (fast, refused) = check(0x5bd1_e995_0000_0001, 1500, |random| random_graph(random, Widths::Narrow));
    assert!(fast > 1100, "{fast} fast, {refused} refused");
}

#[test]
fn wide_widths() {
    let (fast, refused) = check(0x9e37_79b9_7f4a_7c15, 1000, |random| random_graph(random, Widths::Wide));
    assert!(fast > 600, "{fast} fast, {refused} refused");
}

#[test]
fn very_wide_widths() {
    let (fast, refused) = check(0xdead_beef_cafe_f00d, 300, |random| random_graph(random, Widths::VeryWide));
    assert!((10..250).contains(&fast), "{fast} fast, {refused} refused");
}

/// Sums of softmax in types so narrow that the order of the tree matters.
#[test]
fn narrow_softmax() {
    let make = |random: &mut Random| {
        let shape = vec![3 + random.below(14)];
        let mut graph = Graph::new("random");
        let placeholder =
            graph.add_tensor(Tensor { name: "none".into(), shape: vec![], ty: NamedType::auto(), quantizer: None });
        let widths = Widths::Narrow;
        let mut builder = Builder { random, widths, graph, tensor: placeholder, shape: shape.clone() };
        let ty = NamedType::new("t", Precision::fixed(10, 4, true));
        builder.add(Input { shape: shape.clone() }, shape, ty);
        let input = builder.tensor;
        builder.layer_of_kind(9);
        let (mut graph, output) = (builder.graph, builder.tensor);
        graph.set_inputs(vec![input]);
        graph.set_outputs(vec![output]);
        graph
    };
    let (fast, refused) = check(0x0123_4567_89ab_cdef, 1500, make);
    assert!(fast > 1000, "{fast} fast, {refused} refused");
}
