//! Recurrent layers, in one or two directions, as steps.

use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{Cell, CellFunction};
use hlsmith_ir::{Array, AttributeValue, NamedType, Quantizer};

use super::blocks::{blocks_of_rows, permuted};
use super::step::{Read, Setting, Step};

/// What a layer is told about its function and its results.
pub(crate) struct Settings {
    pub(crate) cell: Cell,
    pub(crate) n_in: usize,
    pub(crate) n_steps: usize,
    pub(crate) n_out: usize,
    pub(crate) use_bias: bool,
    pub(crate) reset_after: bool,
    pub(crate) activation: (CellFunction, f64),
    pub(crate) recurrent_activation: (CellFunction, f64),
    pub(crate) types: CellTypes,
    pub(crate) return_sequences: bool,
    pub(crate) return_state: bool,
    pub(crate) go_backwards: bool,
    pub(crate) stateful: bool,
}

/// The types that quantisers give the functions and the states of a layer; without one they follow others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CellTypes {
    pub(crate) activation: Option<Precision>,
    pub(crate) recurrent_activation: Option<Precision>,
    pub(crate) state: Option<Precision>,
}

/// Constants, and the types that a quantiser has made them of.
pub(crate) type Constants = (Array, Option<Quantizer>);

/// The setting of constants under a letter and the beginning of the name of their type.
pub(crate) fn constants(letter: &'static str, role: &'static str, (data, types): Constants) -> Setting {
    match types {
        Some(types) => Setting::Quantized(letter, role, data, types),
        None => Setting::Weight(letter, data),
    }
}

/// The constants of a layer.
pub(crate) struct Weights {
    pub(crate) weight: Constants,
    pub(crate) bias: Constants,
    pub(crate) recurrent_weight: Constants,
    pub(crate) recurrent_bias: Constants,
}

/// The slope of functions that have none; the default of the ops.
pub(crate) const SLOPE: f64 = 0.2;

impl Weights {
    /// The constants of matrices whose rows are the sums of a step, gate by gate, and the biases of both; a missing bias is
    /// 0. `order[i]` is the gate that is number `i` in the graph. `None` when the arrays do not fit each other.
    pub(crate) fn of_rows(
        cell: Cell,
        [input, recurrent]: [&Array; 2],
        biases: [Option<&Array>; 2],
        order: &[usize],
    ) -> Option<Self> {
        let [n_sums, n_out] = *recurrent.shape() else { return None };
        let [own_sums, _] = *input.shape() else { return None };
        let fits = own_sums == n_sums
            && n_sums == n_out.checked_mul(cell.n_gates())?
            && biases.iter().flatten().all(|bias| bias.shape() == [n_sums]);
        if !fits {
            return None;
        }
        let matrix = |array: &Array| permuted(&blocks_of_rows(array, order)?, &[1, 0]);
        let row = |bias: Option<&Array>| match bias {
            Some(bias) => blocks_of_rows(bias, order),
            None => Some(Array::zeros(vec![n_sums])),
        };
        let (mut bias, mut recurrent_bias) = (row(biases[0])?, row(biases[1])?);
        // A simple cell has one sum, and one bias in it.
        if cell == Cell::SimpleRnn {
            bias = bias.zip(&recurrent_bias, |a, b| a + b, |a, b| a + b)?;
            recurrent_bias = Array::zeros(vec![n_sums]);
        }
        Some(Self {
            weight: (matrix(input)?, None),
            bias: (bias, None),
            recurrent_weight: (matrix(recurrent)?, None),
            recurrent_bias: (recurrent_bias, None),
        })
    }
}

impl Settings {
    /// The layer as a step.
    pub(crate) fn step(&self, weights: Weights, has_states: bool, is_aligned: bool) -> Step {
        let (origin, class) = match self.cell {
            Cell::SimpleRnn => ("SimpleRNN", "SimpleRNN"),
            Cell::Lstm => ("LSTM", "LSTM"),
            Cell::Gru => ("GRU", "GRU"),
        };
        let mut attributes = self.common_attributes();
        attributes.extend([
            ("n_out", Setting::size(self.n_out)),
            ("return_state", Setting::flag(self.return_state)),
            ("pass_initial_states", Setting::flag(has_states)),
            ("direction", Setting::choice(if self.go_backwards { "backward" } else { "forward" })),
            ("aligned", Setting::flag(is_aligned)),
            ("weight", constants("w", "weight", weights.weight)),
            ("bias", constants("b", "bias", weights.bias)),
            ("recurrent_weight", constants("wr", "recurrent_weight", weights.recurrent_weight)),
        ]);
        match self.cell {
            Cell::SimpleRnn => {}
            Cell::Lstm | Cell::Gru => {
                attributes.push(("recurrent_bias", constants("br", "recurrent_bias", weights.recurrent_bias)));
            }
        }
        let n_more = if self.return_state { self.cell.n_states() } else { 0 };
        let step = Step::new(origin, class, attributes, self.result_shape(self.n_out));
        Step { more: vec![vec![self.n_out]; n_more], ..step }
    }

    /// How many arrays the layer has.
    pub(crate) fn n_arrays(&self) -> usize {
        2 + usize::from(self.use_bias)
    }

    /// The shape of results of a width.
    pub(crate) fn result_shape(&self, width: usize) -> Vec<usize> {
        if self.return_sequences { vec![self.n_steps, width] } else { vec![width] }
    }

    /// The attributes that a layer alone and one in two directions share.
    pub(crate) fn common_attributes(&self) -> Vec<(&'static str, Setting)> {
        let mut attributes = vec![
            ("n_timesteps", Setting::size(self.n_steps)),
            ("n_in", Setting::size(self.n_in)),
            ("activation", Setting::choice(self.activation.0.as_str())),
            ("slope", Setting::float(self.activation.1)),
            ("return_sequences", Setting::flag(self.return_sequences)),
            ("stateful", Setting::flag(self.stateful)),
            ("accum_t", Setting::auto()),
        ];
        let own = |ty: Option<Precision>| ty.map(|ty| Setting::Value(AttributeValue::Type(NamedType::new("", ty))));
        attributes.extend(own(self.types.activation).map(|ty| ("activation_t", ty)));
        attributes.extend(own(self.types.state).map(|ty| ("state_t", ty)));
        if self.cell != Cell::SimpleRnn {
            attributes.extend(own(self.types.recurrent_activation).map(|ty| ("recurrent_activation_t", ty)));
        }
        match self.cell {
            Cell::SimpleRnn => {}
            Cell::Lstm | Cell::Gru => attributes.extend([
                ("recurrent_activation", Setting::choice(self.recurrent_activation.0.as_str())),
                ("recurrent_slope", Setting::float(self.recurrent_activation.1)),
            ]),
        }
        if self.cell == Cell::Gru {
            let place = if self.reset_after { "after" } else { "before" };
            attributes.push(("apply_reset_gate", Setting::choice(place)));
        }
        attributes
    }
}

/// A layer of a forward and a backward scan with one result, joined as `merge_mode` says.
pub(crate) fn both([(first, of_forward), (second, of_backward)]: [(Settings, Weights); 2], merge_mode: &str) -> Step {
    let width = if merge_mode == "concat" { first.n_out + second.n_out } else { first.n_out };
    let shape = first.result_shape(width);
    let mut attributes = first.common_attributes();
    attributes.extend([
        ("cell", Setting::choice(first.cell.as_str())),
        ("merge_mode", Setting::choice(merge_mode)),
        ("forward_n_out", Setting::size(first.n_out)),
        ("backward_n_out", Setting::size(second.n_out)),
        ("forward_weight", constants("w_f_", "forward_weight", of_forward.weight)),
        ("forward_bias", constants("b_f_", "forward_bias", of_forward.bias)),
        ("forward_recurrent_weight", constants("wr_f_", "forward_recurrent_weight", of_forward.recurrent_weight)),
        ("forward_recurrent_bias", constants("br_f_", "forward_recurrent_bias", of_forward.recurrent_bias)),
        ("backward_weight", constants("w_b_", "backward_weight", of_backward.weight)),
        ("backward_bias", constants("b_b_", "backward_bias", of_backward.bias)),
        ("backward_recurrent_weight", constants("wr_b_", "backward_recurrent_weight", of_backward.recurrent_weight)),
        ("backward_recurrent_bias", constants("br_b_", "backward_recurrent_bias", of_backward.recurrent_bias)),
    ]);
    Step::new("Bidirectional", "Bidirectional", attributes, shape)
}

/// A layer with more than one result, or with states as inputs: a step for each direction and one that joins them.
pub(crate) fn apart(scans: [(Settings, Weights); 2], merge_mode: &str, n_states: usize) -> Vec<Step> {
    let return_state = scans[0].0.return_state;
    let cell = scans[0].0.cell;
    let mut steps = Vec::new();
    for (index, ((settings, weights), suffix)) in scans.into_iter().zip(["forward", "backward"]).enumerate() {
        let settings = Settings { go_backwards: index == 1, ..settings };
        let own = (0..n_states / 2).map(|state| Read::Tensor(1 + index * (n_states / 2) + state));
        let step = settings.step(weights, n_states > 0, true);
        let reads = [Read::Tensor(0)].into_iter().chain(own).collect();
        steps.push(Step { suffix: Some(suffix.into()), reads: Some(reads), ..step });
    }
    let mut gives: Vec<Read> = (0..2).map(|step| Read::Result { step, output: 0 }).collect();
    if let Some(joined) = join(&steps, merge_mode) {
        steps.push(Step { reads: Some(gives), ..joined });
        gives = vec![Read::Result { step: 2, output: 0 }];
    }
    if return_state {
        let n_states = cell.n_states();
        gives.extend((0..2).flat_map(|step| (1..=n_states).map(move |output| Read::Result { step, output })));
    }
    if let Some(last) = steps.last_mut() {
        last.gives = Some(gives);
    }
    steps
}

/// The step that makes one result of two, if there is one.
fn join(steps: &[Step], merge_mode: &str) -> Option<Step> {
    let [forward, backward] = steps else { return None };
    let mut shape = forward.shape.clone();
    let function = match merge_mode {
        "sum" => "add",
        "mul" => "multiply",
        "ave" => "average",
        "concat" => {
            let axis = shape.len() - 1;
            shape[axis] += backward.shape[axis];
            let attributes = vec![("axis", Setting::size(axis))];
            return Some(Step::new("Concatenate", "Concatenate", attributes, shape));
        }
        _ => return None,
    };
    let attributes = vec![("function", Setting::choice(function)), ("n_elem", Setting::size(shape.iter().product()))];
    Some(Step::new("Merge", "Merge", attributes, shape))
}
