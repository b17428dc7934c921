//! What the recurrent layers share: their words, and one view of all of them.
//!
//! With `x` the input of a step and `h` the result of the step before, every layer starts from `a = x * weight + bias`
//! and `b = h * recurrent_weight + recurrent_bias`, both as [`struct@super::Dense`] computes them with the result type
//! `accum_t`. [`Cell`] says what follows.

use hlsmith_fixed::Precision;

use super::{Dense, Function, HardFunction, Op, ParametrizedFunction, ShapeError};
use crate::attribute::choice_attribute;
use crate::settings::choices;
use crate::{Array, ArrayData, Compatibility, NamedType, Strategy, Weight};

choices! {
    /// What a recurrent layer computes from `a` and `b` in a step. Products and sums are exact until they are assigned.
    ///
    /// `act` is the activation and `gate` the recurrent activation, each of whose results is assigned to its type,
    /// `accum_t` if it has none; `s`
    /// and `h` are assigned to the type of the states, that of the first output. The blocks of the columns of the
    /// weights are in the order in which they are named here.
    pub enum Cell {
        /// `h = act(accum_t(a + b))`.
        SimpleRnn = "simple_rnn",
        /// With `i`, `f`, `c` and `o`: `s = act(c) * gate(i) + s * gate(f)` and `h = gate(o) * act(s)`, each argument
        /// being `accum_t(a + b)`.
        Lstm = "lstm",
        /// With `z`, `r` and `c`: `h = candidate * (1 - gate(z)) + h * gate(z)`, the arguments of the gates being
        /// `accum_t(a + b)`. See [`ResetGate`] for the candidate.
        Gru = "gru",
    }
}
choice_attribute!(Cell);

choices! {
    /// Where a gated recurrent unit applies its reset gate.
    pub enum ResetGate {
        /// `candidate = act(accum_t(a + accum_t(gate(r) * b)))`.
        After = "after",
        /// `candidate = act(accum_t(a + b))`, `b` being computed from `gate(r) * h` assigned to the type of the states
        /// instead of `h`. The peer hls4ml computes `after` in its place.
        Before = "before",
    }
}
choice_attribute!(ResetGate);

choices! {
    /// In which order a recurrent layer reads its steps.
    pub enum Direction {
        /// From the first to the last.
        Forward = "forward",
        /// From the last to the first.
        Backward = "backward",
    }
}
choice_attribute!(Direction);

choices! {
    /// How the results of two directions become those of a layer.
    pub enum MergeMode {
        /// One behind the other.
        Concat = "concat",
        /// Their sum.
        Sum = "sum",
        /// Their product.
        Mul = "mul",
        /// Half of their sum.
        Ave = "ave",
    }
}
choice_attribute!(MergeMode);

choices! {
    /// Functions inside a recurrent layer, as [`Function`], [`HardFunction`] and [`ParametrizedFunction`]
    /// define them.
    pub enum CellFunction {
        /// [`ParametrizedFunction::Elu`] with the parameter 1.
        Elu = "elu",
        /// [`Function::Exponential`].
        Exponential = "exponential",
        /// [`Function::Gelu`].
        Gelu = "gelu",
        /// [`Function::HardShrink`].
        HardShrink = "hard_shrink",
        /// [`HardFunction::HardSigmoid`].
        HardSigmoid = "hard_sigmoid",
        /// [`HardFunction::HardSilu`].
        HardSilu = "hard_silu",
        /// [`HardFunction::HardTanh`].
        HardTanh = "hard_tanh",
        /// [`ParametrizedFunction::LeakyRelu`] with the slope for its parameter.
        LeakyRelu = "leaky_relu",
        /// [`Function::Linear`].
        Linear = "linear",
        /// [`Function::LogSigmoid`].
        LogSigmoid = "log_sigmoid",
        /// [`Function::Mish`].
        Mish = "mish",
        /// [`Function::Relu`].
        Relu = "relu",
        /// [`Function::Relu6`].
        Relu6 = "relu6",
        /// [`Function::Selu`].
        Selu = "selu",
        /// [`Function::Sigmoid`].
        Sigmoid = "sigmoid",
        /// [`Function::Silu`].
        Silu = "silu",
        /// [`Function::SoftShrink`].
        SoftShrink = "soft_shrink",
        /// [`Function::Softplus`].
        Softplus = "softplus",
        /// [`Function::Softsign`].
        Softsign = "softsign",
        /// [`Function::SparsePlus`].
        SparsePlus = "sparse_plus",
        /// [`Function::Tanh`].
        Tanh = "tanh",
        /// [`Function::TanhShrink`].
        TanhShrink = "tanh_shrink",
    }
}
choice_attribute!(CellFunction);

/// A [`CellFunction`] as the layer that computes it elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKernel {
    /// Without parameters.
    Plain(Function),
    /// With a slope, a number of `ufixed<16,0>`, and the shift 1/2.
    Hard(HardFunction),
    /// With a parameter, a number of `ufixed<16,1>`, which is the slope or 1.
    Parametrized(ParametrizedFunction),
}

impl CellFunction {
    /// The parameter of the function, if it has one, in a layer with this slope.
    pub fn parameter(self, slope: f64) -> Option<f64> {
        match self.kernel() {
            CellKernel::Parametrized(ParametrizedFunction::Elu) => Some(1.0),
            CellKernel::Parametrized(ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu)
            | CellKernel::Hard(_) => Some(slope),
            CellKernel::Plain(_) => None,
        }
    }

    /// The layer that computes the function.
    pub fn kernel(self) -> CellKernel {
        match self {
            CellFunction::Elu => CellKernel::Parametrized(ParametrizedFunction::Elu),
            CellFunction::Exponential => CellKernel::Plain(Function::Exponential),
            CellFunction::Gelu => CellKernel::Plain(Function::Gelu),
            CellFunction::HardShrink => CellKernel::Plain(Function::HardShrink),
            CellFunction::HardSigmoid => CellKernel::Hard(HardFunction::HardSigmoid),
            CellFunction::HardSilu => CellKernel::Hard(HardFunction::HardSilu),
            CellFunction::HardTanh => CellKernel::Hard(HardFunction::HardTanh),
            CellFunction::LeakyRelu => CellKernel::Parametrized(ParametrizedFunction::LeakyRelu),
            CellFunction::Linear => CellKernel::Plain(Function::Linear),
            CellFunction::LogSigmoid => CellKernel::Plain(Function::LogSigmoid),
            CellFunction::Mish => CellKernel::Plain(Function::Mish),
            CellFunction::Relu => CellKernel::Plain(Function::Relu),
            CellFunction::Relu6 => CellKernel::Plain(Function::Relu6),
            CellFunction::Selu => CellKernel::Plain(Function::Selu),
            CellFunction::Sigmoid => CellKernel::Plain(Function::Sigmoid),
            CellFunction::Silu => CellKernel::Plain(Function::Silu),
            CellFunction::SoftShrink => CellKernel::Plain(Function::SoftShrink),
            CellFunction::Softplus => CellKernel::Plain(Function::Softplus),
            CellFunction::Softsign => CellKernel::Plain(Function::Softsign),
            CellFunction::SparsePlus => CellKernel::Plain(Function::SparsePlus),
            CellFunction::Tanh => CellKernel::Plain(Function::Tanh),
            CellFunction::TanhShrink => CellKernel::Plain(Function::TanhShrink),
        }
    }
}

impl Cell {
    /// Blocks of columns of the weights.
    pub fn n_gates(self) -> usize {
        match self {
            Cell::SimpleRnn => 1,
            Cell::Lstm => 4,
            Cell::Gru => 3,
        }
    }

    /// States that a step passes on: `h`, and `s` of [`Cell::Lstm`].
    pub fn n_states(self) -> usize {
        match self {
            Cell::SimpleRnn | Cell::Gru => 1,
            Cell::Lstm => 2,
        }
    }
}

/// One run over the steps of the input.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    /// Number of elements of a state.
    pub n_out: usize,
    /// Shape `[n_in, n_gates * n_out]`.
    pub weight: &'a Weight,
    /// Shape `[n_gates * n_out]`.
    pub bias: &'a Weight,
    /// Shape `[n_out, n_gates * n_out]`.
    pub recurrent_weight: &'a Weight,
    /// Shape `[n_gates * n_out]`; zeros if there is none.
    pub recurrent_bias: Option<&'a Weight>,
    /// How many products with the input share one multiplier.
    pub reuse_factor: u32,
    /// How many products with the state share one multiplier.
    pub recurrent_reuse_factor: u32,
    /// The order of the steps.
    pub direction: Direction,
}

/// The types of a recurrent layer that may stay automatic: then they follow others.
pub const FOLLOWING_TYPES: [&str; 3] = ["activation_t", "recurrent_activation_t", "state_t"];

/// Any recurrent layer.
///
/// It reads a tensor `[n_timesteps, n_in]`, and with `pass_initial_states` one tensor `[n_out]` for each state,
/// assigned to the type of the states; without, states start at 0, or where the layer is stateful from the last ones of
/// the sample before, samples being computed in their order from states of 0 on. The peer hls4ml has no such layers and
/// starts every sample at 0. A scan gives the results of all steps or the last
/// one. With `return_state` the last states follow as outputs, each assigned to the type of its tensor. Only a layer of
/// one scan has states as inputs or outputs.
#[derive(Clone, Debug)]
pub struct Recurrent<'a> {
    /// What a step computes.
    pub cell: Cell,
    /// Number of steps.
    pub n_timesteps: usize,
    /// Number of elements of a step of the input.
    pub n_in: usize,
    /// The function `act`, and its slope if it has one.
    pub activation: (CellFunction, f64),
    /// The function `gate`, and its slope if it has one.
    pub recurrent_activation: (CellFunction, f64),
    /// Whether the result has all steps.
    pub return_sequences: bool,
    /// Whether the last states are outputs.
    pub return_state: bool,
    /// Whether the first states are inputs.
    pub pass_initial_states: bool,
    /// Whether the first states are the last ones of the sample before.
    pub is_stateful: bool,
    /// Where a gated recurrent unit applies its reset gate.
    pub apply_reset_gate: ResetGate,
    /// One scan, or a forward and a backward one.
    pub scans: Vec<Scan<'a>>,
    /// Whether the results of a backward scan stand in the order of the steps, instead of that of their computation.
    pub is_aligned: bool,
    /// How the results of two scans are joined: assigned once to the result type.
    pub merge_mode: MergeMode,
    /// Type of the results of `act`; see [`Recurrent::activation_type`].
    pub activation_t: &'a NamedType,
    /// Type of the results of `gate`; see [`Recurrent::gate_type`].
    pub recurrent_activation_t: &'a NamedType,
    /// Type that states are read in; see [`Recurrent::read_type`].
    pub state_t: &'a NamedType,
    /// Type of sums, and of the results of the functions unless they have types of their own.
    pub accum_t: &'a NamedType,
    /// Type of the table entries of the functions.
    pub table_t: &'a NamedType,
    /// Number of table entries of each function.
    pub table_size: usize,
    /// Whether one block computes the steps one after the other, instead of a block for each step.
    pub is_static: bool,
    /// How the products are laid out.
    pub strategy: Strategy,
}

/// The matrix products of a scan, as the layer that computes them.
#[derive(Clone, Debug)]
pub struct Products {
    /// Whether sums start from 0, and products and at last the biases are added to them exactly before they are assigned.
    pub are_exact: bool,
    /// Of the input of a step, for all blocks.
    pub input: Dense,
    /// Of the state, for all blocks but those of `candidate`.
    pub recurrent: Dense,
    /// Of the state behind a reset gate that is applied before the product, for the last block.
    pub candidate: Option<Dense>,
}

impl Op {
    /// The recurrent layer that the op is, if it is one.
    pub fn recurrent(&self) -> Option<Recurrent<'_>> {
        if let Op::Bidirectional(op) = self {
            return Some(op.view());
        }
        if let Op::Gru(op) = self {
            return Some(op.view());
        }
        if let Op::Lstm(op) = self {
            return Some(op.view());
        }
        if let Op::SimpleRnn(op) = self { Some(op.view()) } else { None }
    }
}

impl Recurrent<'_> {
    /// The type of the results of `act`.
    pub fn activation_type(&self, compatibility: Compatibility) -> &NamedType {
        own_type(self.activation_t, compatibility).unwrap_or(self.accum_t)
    }

    /// The type of the results of `gate`.
    pub fn gate_type(&self, compatibility: Compatibility) -> &NamedType {
        own_type(self.recurrent_activation_t, compatibility).unwrap_or(self.accum_t)
    }

    /// The type that a step assigns the states it reads to, and from it to their own again.
    pub fn read_type(&self, compatibility: Compatibility) -> Option<&NamedType> {
        own_type(self.state_t, compatibility)
    }

    /// Whether the peer for Quartus computes the cell in an order of its own: products are added exactly in the order of the
    /// inputs, the biases at last, the terms of the memory of an LSTM are assigned to `accum_t` each, and `act` of
    /// a simple layer gives numbers of the type of the states.
    pub fn has_own_order(&self, is_quartus: bool) -> bool {
        match self.cell {
            Cell::SimpleRnn | Cell::Lstm => is_quartus,
            Cell::Gru => false,
        }
    }

    /// Whether the results of `act` have the type of the states, whatever [`Recurrent::activation_type`] says.
    pub fn activates_states(&self, is_quartus: bool) -> bool {
        self.cell == Cell::SimpleRnn && self.has_own_order(is_quartus)
    }

    /// The matrix products of a scan of the layer.
    pub fn products(&self, scan: &Scan<'_>, is_quartus: bool) -> Products {
        let are_exact = self.has_own_order(is_quartus);
        let strategy = if are_exact { Strategy::Latency } else { self.strategy };
        let n_sums = self.cell.n_gates() * scan.n_out;
        let no_bias = Weight {
            name: String::new(),
            data: Array::zeros(vec![n_sums]),
            ty: NamedType::new("", Precision::Integer { width: 1, signed: false }),
            quantizer: None,
        };
        let dense = |n_in: usize, weight: &Weight, bias: &Weight, reuse_factor: u32| Dense {
            n_in,
            n_out: bias.data.len(),
            weight: weight.clone(),
            bias: bias.clone(),
            accum_t: self.accum_t.clone(),
            reuse_factor,
            strategy,
            compression: false,
        };
        let bias = scan.recurrent_bias.unwrap_or(&no_bias);
        let on_state = |weight: &Weight, bias: &Weight| dense(scan.n_out, weight, bias, scan.recurrent_reuse_factor);
        let (recurrent, candidate) = match (self.cell, self.apply_reset_gate) {
            (Cell::Gru, ResetGate::Before) => {
                let split = n_sums - scan.n_out;
                let part = |from, to, suffix| {
                    on_state(&columns(scan.recurrent_weight, from, to, suffix), &columns(bias, from, to, suffix))
                };
                (part(0, split, ""), Some(part(split, n_sums, "_c")))
            }
            (Cell::SimpleRnn | Cell::Lstm | Cell::Gru, ResetGate::Before | ResetGate::After) => {
                (on_state(scan.recurrent_weight, bias), None)
            }
        };
        let input = dense(self.n_in, scan.weight, scan.bias, scan.reuse_factor);
        Products { are_exact, input, recurrent, candidate }
    }

    /// Number of input tensors.
    pub fn n_inputs(&self) -> usize {
        1 + if self.pass_initial_states { self.cell.n_states() } else { 0 }
    }

    /// See [`super::Shapes::output_suffix`].
    pub(super) fn output_suffix(&self, position: usize) -> String {
        ["out", "h", "c"][position.min(2)].to_owned()
    }

    /// See [`super::Shapes::output_shapes`].
    pub(super) fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        if inputs[0] != [self.n_timesteps, self.n_in] || self.n_timesteps == 0 {
            let expected = format!("[{}, {}], with at least one step", self.n_timesteps, self.n_in);
            return Err(ShapeError::new(inputs[0], expected));
        }
        let n_gates = self.cell.n_gates();
        for scan in &self.scans {
            let n_sums = n_gates.saturating_mul(scan.n_out);
            let weights = [
                (scan.weight, vec![self.n_in, n_sums]),
                (scan.bias, vec![n_sums]),
                (scan.recurrent_weight, vec![scan.n_out, n_sums]),
            ];
            for (weight, shape) in weights.into_iter().chain(scan.recurrent_bias.map(|bias| (bias, vec![n_sums]))) {
                if weight.data.shape() != shape {
                    return Err(ShapeError::new(weight.data.shape(), format!("`{}` {shape:?}", weight.name)));
                }
            }
        }
        let widths: Vec<usize> = self.scans.iter().map(|scan| scan.n_out).collect();
        let states = vec![vec![widths[0]]; self.cell.n_states()];
        if let Some((found, expected)) = inputs[1..].iter().zip(&states).find(|(found, state)| *found != state) {
            return Err(ShapeError::new(found, format!("{expected:?}, as the state")));
        }
        let width = match (&widths[..], self.merge_mode) {
            (&[left, right], MergeMode::Concat) => left.saturating_add(right),
            (&[left, right], MergeMode::Sum | MergeMode::Mul | MergeMode::Ave) if left != right => {
                return Err(ShapeError::new(&[right], format!("{left} elements in both directions")));
            }
            (_, MergeMode::Concat | MergeMode::Sum | MergeMode::Mul | MergeMode::Ave) => widths[0],
        };
        let mut shapes = vec![if self.return_sequences { vec![self.n_timesteps, width] } else { vec![width] }];
        if self.return_state {
            shapes.extend(states);
        }
        Ok(shapes)
    }
}

/// A type of [`FOLLOWING_TYPES`] that holds.
fn own_type(ty: &NamedType, compatibility: Compatibility) -> Option<&NamedType> {
    (ty.precision != Precision::Auto && compatibility == Compatibility::Sound).then_some(ty)
}

/// Columns of a matrix or elements of a vector, as a weight of its own.
fn columns(weight: &Weight, from: usize, to: usize, suffix: &str) -> Weight {
    let mut shape = weight.data.shape().to_vec();
    let width = shape.last().copied().unwrap_or(1).max(1);
    if let Some(last) = shape.last_mut() {
        *last = to - from;
    }
    fn cut<T: Copy>(data: &[T], width: usize, from: usize, to: usize) -> Vec<T> {
        data.chunks_exact(width).flat_map(|row| &row[from..to]).copied().collect()
    }
    let data = match weight.data.data() {
        ArrayData::F32(data) => ArrayData::F32(cut(data, width, from, to).into()),
        ArrayData::F64(data) => ArrayData::F64(cut(data, width, from, to).into()),
    };
    let name = if weight.name.is_empty() { String::new() } else { format!("{}{suffix}", weight.name) };
    // The shapes of the layer are verified, so that the elements fill the rows.
    let data = Array::new(shape.clone(), data).unwrap_or_else(|| Array::zeros(shape));
    Weight { name, data, ty: weight.ty.clone(), quantizer: weight.quantizer.clone() }
}
