//! Recurrent layers of every kind: the kernels of the emulator, its definitions and the generated C++ give the same bits.
//!
//! The graphs are made here, from seeds, with types of every rounding and overflow mode.

use hlsmith_emulate::Plan;
use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{
    Bidirectional, Cell, CellFunction, Direction, Gru, Input, Lstm, MergeMode, ResetGate, SimpleRnn,
};
use hlsmith_ir::{Array, Compatibility, Graph, IoType, NamedType, Op, Strategy, TensorId, Weight};
use hlsmith_suite::build_unit;

/// Cases in one program of generated code.
const CASES_PER_UNIT: usize = 16;

/// The xorshift64 generator.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        ((self.next() >> 11) % bound as u64) as usize
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Between -1 and 1.
    fn real(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// A graph of one recurrent layer.
struct Maker {
    random: Random,
    /// Most bits of a type.
    width: usize,
    graph: Graph,
}

/// Which states are seen from outside.
#[derive(Clone, Copy, Debug)]
enum States {
    Inside,
    /// The first ones are inputs.
    Given,
    /// The last ones are outputs.
    Taken,
    Both,
    /// The layer keeps them from sample to sample.
    Kept,
    /// It keeps them, and the last ones are outputs.
    KeptAndTaken,
}

/// What a row of a test decides; everything else is drawn.
#[derive(Clone, Copy, Debug)]
struct Row {
    cell: Cell,
    reset: ResetGate,
    /// In two directions and joined so.
    both: Option<MergeMode>,
    strategy: Strategy,
    states: States,
    /// The function of everything inside, if not drawn.
    function: Option<CellFunction>,
    seed: u64,
}

impl Row {
    /// Where states are kept, more samples than the emulator computes at once.
    fn n_samples(&self) -> usize {
        match self.states {
            States::Inside | States::Given | States::Taken | States::Both => 5,
            States::Kept | States::KeptAndTaken => 70,
        }
    }
}

impl Maker {
    fn precision(&mut self) -> Precision {
        let width = 5 + self.random.below(self.width - 4) as u32;
        let integer = 2 + self.random.below(width as usize / 2) as i32;
        let rounding = self.random.pick(&Rounding::ALL);
        let overflow = self.random.pick(&[Overflow::Wrap, Overflow::Sat, Overflow::SatSym]);
        Precision::Fixed(FixedType::new(width, integer, true).with_modes(rounding, overflow))
    }

    fn ty(&mut self) -> NamedType {
        let index = self.random.next() % 1_000_000;
        NamedType::new(format!("t{index}_t"), self.precision())
    }

    fn weight(&mut self, name: &str, shape: Vec<usize>) -> Weight {
        let data: Vec<f32> = (0..shape.iter().product()).map(|_| (self.random.real() * 1.5) as f32).collect();
        let array = Array::from_f32(shape, data).expect("as many numbers as the shape has");
        Weight { name: name.to_owned(), data: array, ty: self.ty(), quantizer: None }
    }

    fn input(&mut self, name: &str, shape: Vec<usize>) -> TensorId {
        let (op, index) = (Input { shape: shape.clone() }, self.graph.next_index());
        let tensor = self.graph.add_layer_with(index, name, "InputLayer", op, Vec::new(), vec![shape])[0];
        let ty = self.ty();
        self.settle(tensor, ty);
        tensor
    }

    fn settle(&mut self, tensor: TensorId, ty: NamedType) {
        let edit = hlsmith_ir::Edit::SetTensorType(tensor, ty);
        self.graph.apply(hlsmith_ir::Patch::one(edit)).expect("the tensor is in the graph");
    }
}

fn graph(row: Row) -> Graph {
    let mut maker = Maker {
        random: Random(0x9e37_79b9_7f4a_7c15 ^ row.seed.wrapping_mul(0x1234_5678_9abc_def1)),
        width: if row.seed.is_multiple_of(5) { 30 } else { 16 },
        graph: Graph::new("g"),
    };
    // The first numbers of a generator with a small seed are alike.
    (0..8).for_each(|_| {
        maker.random.next();
    });
    maker.graph.io_type = if row.seed.is_multiple_of(4) { IoType::Stream } else { IoType::Parallel };
    maker.graph.compatibility = if row.seed.is_multiple_of(7) { Compatibility::Hls4ml13 } else { Compatibility::Sound };
    let random = &mut maker.random;
    let (n_timesteps, n_in, n_out) = (1 + random.below(4), 1 + random.below(4), 1 + random.below(4));
    let other_n_out = match row.both {
        Some(MergeMode::Concat) => 1 + random.below(4),
        Some(MergeMode::Sum | MergeMode::Mul | MergeMode::Ave) | None => n_out,
    };
    let (activation, recurrent_activation) = match (row.function, random.below(3)) {
        (Some(function), _) => (function, function),
        (None, 0) => (CellFunction::Tanh, CellFunction::Sigmoid),
        (None, _) => (random.pick(CellFunction::ALL), random.pick(CellFunction::ALL)),
    };
    let (return_sequences, is_static) = (random.chance(), random.chance());
    let table_size = random.pick(&[1024, 256, 100]);
    let reuse_factor = match row.strategy {
        Strategy::Latency => 1 + random.below(4) as u32,
        Strategy::Resource => random.pick(&[1, n_in as u32]),
        Strategy::ResourceUnrolled => n_in as u32,
    };
    let recurrent_reuse_factor = match row.strategy {
        Strategy::Latency => 1,
        Strategy::Resource => random.pick(&[1, n_out as u32]),
        Strategy::ResourceUnrolled => n_out as u32,
    };
    let aligned = random.chance();
    let direction = random.pick(&[Direction::Forward, Direction::Backward]);
    let n_gates = row.cell.n_gates();
    let x = maker.input("x", vec![n_timesteps, n_in]);
    let mut inputs = vec![x];
    if matches!(row.states, States::Given | States::Both) {
        for state in 0..row.cell.n_states() {
            inputs.push(maker.input(&format!("state{state}"), vec![n_out]));
        }
    }
    let weights = |maker: &mut Maker, n_out: usize, suffix: &str| {
        [
            maker.weight(&format!("w{suffix}"), vec![n_in, n_gates * n_out]),
            maker.weight(&format!("b{suffix}"), vec![n_gates * n_out]),
            maker.weight(&format!("wr{suffix}"), vec![n_out, n_gates * n_out]),
            maker.weight(&format!("br{suffix}"), vec![n_gates * n_out]),
        ]
    };
    let [weight, bias, recurrent_weight, recurrent_bias] = weights(&mut maker, n_out, "_f");
    let (accum_t, table_t) = (maker.ty(), maker.ty());
    let [activation_t, recurrent_activation_t, state_t] =
        [(); 3].map(|()| if maker.random.chance() { maker.ty() } else { NamedType::auto() });
    let (slope, recurrent_slope) = (0.2, 0.5);
    let (return_state, pass_initial_states, stateful) = match row.states {
        States::Inside => (false, false, false),
        States::Given => (false, true, false),
        States::Taken => (true, false, false),
        States::Both => (true, true, false),
        States::Kept => (false, false, true),
        States::KeptAndTaken => (true, false, true),
    };
    let op: Op = match (row.both, row.cell) {
        (Some(merge_mode), cell) => {
            let [backward_weight, backward_bias, backward_recurrent_weight, backward_recurrent_bias] =
                weights(&mut maker, other_n_out, "_b");
            Bidirectional {
                cell,
                n_timesteps,
                n_in,
                forward_n_out: n_out,
                backward_n_out: other_n_out,
                activation,
                slope,
                recurrent_activation,
                recurrent_slope,
                activation_t,
                recurrent_activation_t,
                state_t,
                apply_reset_gate: row.reset,
                merge_mode,
                return_sequences,
                stateful,
                forward_weight: weight,
                forward_bias: bias,
                forward_recurrent_weight: recurrent_weight,
                forward_recurrent_bias: recurrent_bias,
                backward_weight,
                backward_bias,
                backward_recurrent_weight,
                backward_recurrent_bias,
                accum_t,
                table_t,
                table_size,
                is_static,
                reuse_factor,
                forward_reuse_factor: reuse_factor,
                backward_reuse_factor: reuse_factor,
                forward_recurrent_reuse_factor: recurrent_reuse_factor,
                backward_recurrent_reuse_factor: if other_n_out == n_out { recurrent_reuse_factor } else { 1 },
                strategy: row.strategy,
            }
            .into()
        }
        (None, Cell::SimpleRnn) => SimpleRnn {
            n_timesteps,
            n_in,
            n_out,
            activation,
            slope,
            activation_t,
            state_t,
            return_sequences,
            return_state,
            pass_initial_states,
            stateful,
            direction,
            aligned,
            weight,
            bias,
            recurrent_weight,
            accum_t,
            table_t,
            table_size,
            is_static,
            reuse_factor,
            recurrent_reuse_factor,
            strategy: row.strategy,
        }
        .into(),
        (None, Cell::Lstm) => Lstm {
            n_timesteps,
            n_in,
            n_out,
            activation,
            slope,
            recurrent_activation,
            recurrent_slope,
            activation_t,
            recurrent_activation_t,
            state_t,
            return_sequences,
            return_state,
            pass_initial_states,
            stateful,
            direction,
            aligned,
            weight,
            bias,
            recurrent_weight,
            recurrent_bias,
            accum_t,
            table_t,
            table_size,
            is_static,
            reuse_factor,
            recurrent_reuse_factor,
            strategy: row.strategy,
        }
        .into(),
        (None, Cell::Gru) => Gru {
            n_timesteps,
            n_in,
            n_out,
            activation,
            slope,
            recurrent_activation,
            recurrent_slope,
            activation_t,
            recurrent_activation_t,
            state_t,
            apply_reset_gate: row.reset,
            return_sequences,
            return_state,
            pass_initial_states,
            stateful,
            direction,
            aligned,
            weight,
            bias,
            recurrent_weight,
            recurrent_bias,
            accum_t,
            table_t,
            table_size,
            is_static,
            reuse_factor,
            recurrent_reuse_factor,
            strategy: row.strategy,
        }
        .into(),
    };
    let shapes: Vec<Vec<usize>> = inputs.iter().map(|&input| maker.graph.tensor(input).shape.clone()).collect();
    let shapes: Vec<&[usize]> = shapes.iter().map(Vec::as_slice).collect();
    let outputs = op.output_shapes(&shapes).unwrap_or_else(|error| panic!("{row:?}: {error:?}"));
    let index = maker.graph.next_index();
    let outputs = maker.graph.add_layer_with(index, "layer", "", op, inputs.clone(), outputs);
    for &output in &outputs {
        let ty = maker.ty();
        maker.settle(output, ty);
    }
    maker.graph.set_inputs(inputs);
    maker.graph.set_outputs(outputs);
    maker.graph
}

/// Compares the engines on graphs of rows.
fn check(rows: &[Row]) {
    let cases: Vec<(String, Graph, Plan, Vec<Vec<f64>>)> = rows
        .iter()
        .enumerate()
        .map(|(number, &row)| {
            let graph = graph(row);
            let plan = Plan::compile(&graph).unwrap_or_else(|findings| panic!("{row:?}: {findings}"));
            assert!(plan.is_fast(), "{row:?}");
            let mut random = Random(row.seed + 77);
            let inputs: Vec<Vec<f64>> = (0..plan.n_inputs())
                .map(|input| {
                    let len = row.n_samples() * plan.input_shape(input).iter().product::<usize>();
                    (0..len).map(|_| random.real() * 3.0).collect()
                })
                .collect();
            (format!("case{number}"), graph, plan, inputs)
        })
        .collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (unit, (cases, rows)) in cases.chunks(CASES_PER_UNIT).zip(rows.chunks(CASES_PER_UNIT)).enumerate() {
        let folder = folder.path().join(unit.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let graphs: Vec<(String, &Graph)> = cases.iter().map(|(name, graph, _, _)| (name.clone(), graph)).collect();
        let program = build_unit(&graphs, &folder).unwrap_or_else(|error| panic!("{error:#}"));
        for ((name, _, plan, inputs), row) in cases.iter().zip(rows) {
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            let found = plan.run_raw(&inputs, row.n_samples()).expect("the inputs fit");
            assert_eq!(found, plan.run_reference(&inputs, row.n_samples()).expect("the inputs fit"), "{row:?}");
            let is_alive = found.iter().any(|output| output.raw.iter().any(|raw| *raw != output.raw[0]));
            assert!(is_alive || rows.len() > 1, "{row:?} computes constants");
            let difference = program.compare(name, plan, &inputs, row.n_samples());
            assert_eq!(difference, Ok(()), "{row:?}");
        }
    }
}

/// Rows that go through the strategies.
fn rows(n: u64, cell: Cell, reset: ResetGate, both: Option<MergeMode>, states: States) -> Vec<Row> {
    let strategies = [Strategy::Latency, Strategy::Resource, Strategy::ResourceUnrolled];
    (1..=n)
        .map(|seed| Row { cell, reset, both, strategy: strategies[seed as usize % 3], states, function: None, seed })
        .collect()
}

#[test]
fn simple_rnn() {
    check(&rows(16, Cell::SimpleRnn, ResetGate::After, None, States::Inside));
}

#[test]
fn lstm() {
    check(&rows(16, Cell::Lstm, ResetGate::After, None, States::Inside));
}

#[test]
fn gru() {
    check(&rows(16, Cell::Gru, ResetGate::After, None, States::Inside));
}

#[test]
fn gru_with_the_reset_gate_before_the_product() {
    check(&rows(16, Cell::Gru, ResetGate::Before, None, States::Inside));
}

#[test]
fn both_directions() {
    let modes = [MergeMode::Concat, MergeMode::Sum, MergeMode::Mul, MergeMode::Ave];
    let cells = [Cell::Lstm, Cell::Gru, Cell::SimpleRnn];
    let all: Vec<Row> = (0..16)
        .flat_map(|i| {
            let row = rows(i + 1, cells[i as usize % 3], ResetGate::After, Some(modes[i as usize % 4]), States::Inside);
            row.last().copied()
        })
        .collect();
    check(&all);
}

#[test]
fn states_from_outside_and_to_it() {
    let cells = [Cell::Lstm, Cell::Gru, Cell::SimpleRnn];
    let states = [States::Given, States::Taken, States::Both];
    let all: Vec<Row> = (0..18)
        .flat_map(|i| {
            let row = rows(i + 1, cells[i as usize % 3], ResetGate::After, None, states[i as usize / 3 % 3]);
            row.last().copied()
        })
        .collect();
    check(&all);
}

#[test]
fn functions_of_every_name() {
    let cells = [Cell::Lstm, Cell::Gru, Cell::SimpleRnn];
    let all: Vec<Row> = (0..)
        .zip(CellFunction::ALL)
        .flat_map(|(i, &function)| {
            let row = rows(i + 1, cells[i as usize % 3], ResetGate::After, None, States::Inside).pop();
            row.map(|row| Row { function: Some(function), ..row })
        })
        .collect();
    check(&all);
}

#[test]
fn states_from_sample_to_sample() {
    let cells = [Cell::Lstm, Cell::Gru, Cell::SimpleRnn];
    let states = [States::Kept, States::KeptAndTaken];
    let one = (0..18).flat_map(|i| {
        let row = rows(i + 1, cells[i as usize % 3], ResetGate::After, None, states[i as usize / 3 % 2]);
        row.last().copied()
    });
    let two = (0..6).flat_map(|i| {
        let row = rows(i + 1, cells[i as usize % 3], ResetGate::After, Some(MergeMode::Concat), States::Kept);
        row.last().copied()
    });
    check(&one.chain(two).collect::<Vec<_>>());
}
