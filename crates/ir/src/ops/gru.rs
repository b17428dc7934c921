//! Gated recurrent unit.

use hlsmith_fixed::Precision;

use super::recurrent::{Cell, CellFunction, Direction, MergeMode, Recurrent, ResetGate, Scan};
use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, Strategy, Weight};

op! {
    /// A recurrent layer that mixes its last result with a candidate; see [`Cell::Gru`].
    pub struct Gru {
        /// Number of steps.
        Structure n_timesteps: usize,
        /// Number of elements of a step of the input.
        Structure n_in: usize,
        /// Number of elements of a state.
        Structure n_out: usize,
        /// Function of the candidate.
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
        /// Where the reset gate is applied.
        Structure apply_reset_gate: ResetGate = ResetGate::After,
        /// Whether the result has all steps instead of the last one.
        Structure return_sequences: bool = false,
        /// Whether the last states are outputs behind the result.
        Structure return_state: bool = false,
        /// Whether the first states are inputs behind the sequence; they are 0 otherwise.
        Structure pass_initial_states: bool = false,
        /// Whether a sample goes on from the last states of the sample before it, instead of states of 0.
        Structure stateful: bool = false,
        /// Order of the steps.
        Structure direction: Direction = Direction::Forward,
        /// Whether results that are computed from the last step on stand in the order of the steps all the same.
        Structure aligned: bool = false,
        /// Weights of the input, shape `[n_in, 3 n_out]`.
        Core weight: Weight,
        /// Biases of the products with the input, shape `[3 n_out]`.
        Core bias: Weight,
        /// Weights of the state, shape `[n_out, 3 n_out]`.
        Core recurrent_weight: Weight,
        /// Biases of the products with the state, shape `[3 n_out]`.
        Core recurrent_bias: Weight,
        /// Type of products, sums and results of the functions.
        Target accum_t: NamedType,
        /// Type of the table entries of the functions.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries of each function.
        Target table_size: usize = 1024,
        /// Whether one block computes the steps one after the other, instead of a block for each step.
        Target is_static: bool = true,
        /// How many products with the input share one multiplier.
        Target reuse_factor: u32 = 1,
        /// How many products with the state share one multiplier; 1 stands for `reuse_factor`.
        Target recurrent_reuse_factor: u32 = 1,
        /// How the products are laid out in hardware.
        Advanced strategy: Strategy = Strategy::Latency,
    }
}

impl Gru {
    /// The layer as any recurrent layer.
    pub fn view(&self) -> Recurrent<'_> {
        Recurrent {
            cell: Cell::Gru,
            n_timesteps: self.n_timesteps,
            n_in: self.n_in,
            activation: (self.activation, self.slope),
            recurrent_activation: (self.recurrent_activation, self.recurrent_slope),
            return_sequences: self.return_sequences,
            return_state: self.return_state,
            pass_initial_states: self.pass_initial_states,
            is_stateful: self.stateful && !self.pass_initial_states,
            apply_reset_gate: self.apply_reset_gate,
            scans: vec![Scan {
                n_out: self.n_out,
                weight: &self.weight,
                bias: &self.bias,
                recurrent_weight: &self.recurrent_weight,
                recurrent_bias: Some(&self.recurrent_bias),
                reuse_factor: self.reuse_factor,
                recurrent_reuse_factor: self.recurrent_reuse_factor,
                direction: self.direction,
            }],
            is_aligned: self.aligned,
            merge_mode: MergeMode::Concat,
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

impl Shapes for Gru {
    fn n_inputs(&self) -> usize {
        self.view().n_inputs()
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        self.view().output_shapes(inputs)
    }

    fn output_suffix(&self, position: usize) -> String {
        self.view().output_suffix(position)
    }
}
