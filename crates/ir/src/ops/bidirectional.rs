//! Two recurrent layers that read one sequence from either end.

use hlsmith_fixed::Precision;

use super::recurrent::{Cell, CellFunction, Direction, MergeMode, Recurrent, ResetGate, Scan};
use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, Strategy, Weight};

op! {
    /// A forward and a backward recurrent layer with results joined step by step; see [`Cell`] and [`MergeMode`].
    pub struct Bidirectional {
        /// What a step computes.
        Structure cell: Cell,
        /// Number of steps.
        Structure n_timesteps: usize,
        /// Number of elements of a step of the input.
        Structure n_in: usize,
        /// Number of elements of a state of the forward layer.
        Structure forward_n_out: usize,
        /// Number of elements of a state of the backward layer.
        Structure backward_n_out: usize,
        /// Function of result, memory or candidate.
        Structure activation: CellFunction = CellFunction::Tanh,
        /// Slope of that function, for the hard ones.
        Structure slope: f64 = 0.2,
        /// Function of the gates.
        Structure recurrent_activation: CellFunction = CellFunction::Sigmoid,
        /// Slope of the function of the gates, for the hard ones.
        Structure recurrent_slope: f64 = 0.2,
        /// Type of the results of the activation; that of sums where it is automatic, and always that in the peer hls4ml.
        Structure activation_t: NamedType = NamedType::auto(),
        /// Likewise of the recurrent activation.
        Structure recurrent_activation_t: NamedType = NamedType::auto(),
        /// Type that states are assigned to, and from it to their own again, when a step reads them; none where it is
        /// automatic.
        Structure state_t: NamedType = NamedType::auto(),
        /// Where a gated recurrent unit applies its reset gate.
        Structure apply_reset_gate: ResetGate = ResetGate::After,
        /// How the results are joined.
        Structure merge_mode: MergeMode = MergeMode::Concat,
        /// Whether the result has all steps instead of the last one of each layer.
        Structure return_sequences: bool = false,
        /// Whether a sample goes on from the last states of the sample before it, instead of states of 0.
        Structure stateful: bool = false,
        /// Weights of the input of the forward layer, shape `[n_in, n_gates * forward_n_out]`.
        Core forward_weight: Weight,
        /// Biases of its products with the input, shape `[n_gates * forward_n_out]`.
        Core forward_bias: Weight,
        /// Weights of its state, shape `[forward_n_out, n_gates * forward_n_out]`.
        Core forward_recurrent_weight: Weight,
        /// Biases of its products with the state, shape `[n_gates * forward_n_out]`.
        Core forward_recurrent_bias: Weight,
        /// Weights of the input of the backward layer, shape `[n_in, n_gates * backward_n_out]`.
        Core backward_weight: Weight,
        /// Biases of its products with the input, shape `[n_gates * backward_n_out]`.
        Core backward_bias: Weight,
        /// Weights of its state, shape `[backward_n_out, n_gates * backward_n_out]`.
        Core backward_recurrent_weight: Weight,
        /// Biases of its products with the state, shape `[n_gates * backward_n_out]`.
        Core backward_recurrent_bias: Weight,
        /// Type of products, sums and results of the functions.
        Target accum_t: NamedType,
        /// Type of the table entries of the functions.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries of each function.
        Target table_size: usize = 1024,
        /// Whether one block computes the steps one after the other, instead of a block for each step.
        Target is_static: bool = true,
        /// How many products share one multiplier, unless a factor of their own says otherwise.
        Target reuse_factor: u32 = 1,
        /// How many products of the forward layer with the input share one multiplier; 1 stands for `reuse_factor`.
        Target forward_reuse_factor: u32 = 1,
        /// How many products of the forward layer with the state share one multiplier; 1 stands for `reuse_factor`.
        Target forward_recurrent_reuse_factor: u32 = 1,
        /// How many products of the backward layer with the input share one multiplier; 1 stands for `reuse_factor`.
        Target backward_reuse_factor: u32 = 1,
        /// How many products of the backward layer with the state share one multiplier; 1 stands for `reuse_factor`.
        Target backward_recurrent_reuse_factor: u32 = 1,
        /// How the products are laid out in hardware.
        Advanced strategy: Strategy = Strategy::Latency,
    }
}

impl Bidirectional {
    /// The layer as any recurrent layer.
    pub fn view(&self) -> Recurrent<'_> {
        Recurrent {
            cell: self.cell,
            n_timesteps: self.n_timesteps,
            n_in: self.n_in,
            activation: (self.activation, self.slope),
            recurrent_activation: (self.recurrent_activation, self.recurrent_slope),
            return_sequences: self.return_sequences,
            return_state: false,
            pass_initial_states: false,
            is_stateful: self.stateful,
            apply_reset_gate: self.apply_reset_gate,
            scans: vec![
                Scan {
                    n_out: self.forward_n_out,
                    weight: &self.forward_weight,
                    bias: &self.forward_bias,
                    recurrent_weight: &self.forward_recurrent_weight,
                    recurrent_bias: Some(&self.forward_recurrent_bias),
                    reuse_factor: self.forward_reuse_factor,
                    recurrent_reuse_factor: self.forward_recurrent_reuse_factor,
                    direction: Direction::Forward,
                },
                Scan {
                    n_out: self.backward_n_out,
                    weight: &self.backward_weight,
                    bias: &self.backward_bias,
                    recurrent_weight: &self.backward_recurrent_weight,
                    recurrent_bias: Some(&self.backward_recurrent_bias),
                    reuse_factor: self.backward_reuse_factor,
                    recurrent_reuse_factor: self.backward_recurrent_reuse_factor,
                    direction: Direction::Backward,
                },
            ],
            is_aligned: true,
            merge_mode: self.merge_mode,
            activation_t: &self.activation_t,
            recurrent_activation_t: &self.recurrent_activation_t,
            state_t: &self.state_t,
            accum_t: &self.accum_t,
            table_t: &self.table_t,
            table_size: self.table_size,
            is_static: self.is_static,
            strategy: self.strategy,
        }
    }
}

impl Shapes for Bidirectional {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        self.view().output_shapes(inputs)
    }
}
