//! `SimpleRNN`, `LSTM` and `GRU`, and what a `Bidirectional` layer needs of the layers inside it.
//!
//! The blocks of the weights are in the order of Keras. A `GRU` with `reset_after` has two rows of biases, of the products
//! with the input and with the state; every other layer has one, and no biases of the products with the state.

use hlsmith_ir::ops::{Cell, CellFunction};
use hlsmith_ir::{Array, ArrayData};

use super::{Layer, Setting, Step, Stop, activation};
use crate::keras::weights::Part;

/// What a layer is told about its function and its results.
pub(super) struct Settings {
    pub(super) cell: Cell,
    pub(super) n_in: usize,
    pub(super) n_steps: usize,
    pub(super) n_out: usize,
    pub(super) use_bias: bool,
    pub(super) reset_after: bool,
    pub(super) activation: (CellFunction, f64),
    pub(super) recurrent_activation: (CellFunction, f64),
    pub(super) return_sequences: bool,
    pub(super) return_state: bool,
    pub(super) go_backwards: bool,
}

/// The constants of a layer.
pub(super) struct Weights {
    pub(super) weight: Array,
    pub(super) bias: Array,
    pub(super) recurrent_weight: Array,
    pub(super) recurrent_bias: Array,
}

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let settings = Settings::read(layer)?;
    let part = Part { slots: vec!["cell"], name: None, first: 0, n_arrays: None };
    let weights = settings.weights(layer, part)?;
    let n_states = check_states(layer, settings.cell.n_states())?;
    let step = settings.step(weights, n_states > 0, false);
    Ok(vec![Step { others: (1..=n_states).collect(), ..step }])
}

/// How many states a layer that has `n_states` is called with: all or none.
pub(super) fn check_states(layer: &Layer, n_states: usize) -> Result<usize, Stop> {
    let n_given = layer.others.len();
    if n_given > 0 && n_given != n_states {
        return Err(layer
            .unsupported("the layer is called with another number of tensors than it has states")
            .found(format!("{n_given} tensors behind the sequence"))
            .expected(format!("none or {n_states}"))
            .into());
    }
    Ok(n_given)
}

impl Settings {
    pub(super) fn read(layer: &Layer) -> Result<Self, Stop> {
        let cell = match layer.config.class.as_str() {
            "SimpleRNN" => Cell::SimpleRnn,
            "LSTM" => Cell::Lstm,
            "GRU" => Cell::Gru,
            class => {
                let message = "the layer wraps a layer that is not recurrent";
                return Err(layer
                    .unsupported(message)
                    .found(super::shown(class))
                    .expected("SimpleRNN, LSTM or GRU")
                    .into());
            }
        };
        for (key, why) in [
            ("stateful", "the states of the layer outlive a sample, which no design keeps"),
            ("time_major", "the layer reads the steps in front of the samples"),
        ] {
            if layer.flag(key, false)? {
                let remedy = match key {
                    "stateful" => "make the states outputs with return_state and give them back as initial states",
                    _ => "use the layout of samples before steps",
                };
                return Err(layer
                    .unsupported(why)
                    .found(format!("{key}=true"))
                    .expected("false")
                    .remedy(remedy)
                    .into());
            }
        }
        let n_out = layer.size("units")?;
        let activation = function(layer, "activation", "tanh")?;
        let recurrent_activation = match cell {
            Cell::SimpleRnn => activation,
            Cell::Lstm | Cell::Gru => function(layer, "recurrent_activation", "sigmoid")?,
        };
        let input = layer.input()?;
        let [n_steps, n_in] = *input else {
            return Err(layer
                .unsupported("the input of the layer is no sequence of vectors")
                .found(format!("{input:?}"))
                .expected("two dimensions, steps and elements")
                .remedy("put a Reshape layer in front")
                .into());
        };
        let settings = Self {
            cell,
            n_in,
            n_steps,
            n_out,
            use_bias: layer.flag("use_bias", true)?,
            reset_after: layer.flag("reset_after", true)?,
            activation,
            recurrent_activation,
            return_sequences: layer.flag("return_sequences", false)?,
            return_state: layer.flag("return_state", false)?,
            go_backwards: layer.flag("go_backwards", false)?,
        };
        layer.check_elements(&[n_in.max(n_out), n_out, 4])?;
        layer.check_elements(&settings.result_shape(n_out))?;
        Ok(settings)
    }

    /// The layer as a step.
    pub(super) fn step(&self, weights: Weights, has_states: bool, is_aligned: bool) -> Step {
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
            ("weight", Setting::Weight("w", weights.weight)),
            ("bias", Setting::Weight("b", weights.bias)),
            ("recurrent_weight", Setting::Weight("wr", weights.recurrent_weight)),
        ]);
        match self.cell {
            Cell::SimpleRnn => {}
            Cell::Lstm | Cell::Gru => {
                attributes.push(("recurrent_bias", Setting::Weight("br", weights.recurrent_bias)));
            }
        }
        let n_more = if self.return_state { self.cell.n_states() } else { 0 };
        let step = Step::new(origin, class, attributes, self.result_shape(self.n_out));
        Step { more: vec![vec![self.n_out]; n_more], ..step }
    }

    /// How many arrays the layer has.
    pub(super) fn n_arrays(&self) -> usize {
        2 + usize::from(self.use_bias)
    }

    /// The shape of results of a width.
    pub(super) fn result_shape(&self, width: usize) -> Vec<usize> {
        if self.return_sequences { vec![self.n_steps, width] } else { vec![width] }
    }

    /// The constants of the layer, which are those of a part of `layer`.
    pub(super) fn weights(&self, layer: &Layer, part: Part) -> Result<Weights, Stop> {
        let n_sums = self.cell.n_gates() * self.n_out;
        let has_two_rows = self.cell == Cell::Gru && self.reset_after;
        let bias_shape = if has_two_rows { vec![2, n_sums] } else { vec![n_sums] };
        let wanted = [
            ("kernel", &[self.n_in, n_sums][..], true),
            ("recurrent_kernel", &[self.n_out, n_sums][..], true),
            ("bias", &bias_shape[..], self.use_bias),
        ];
        let mut place = layer.config.place.clone();
        place.part = Some(part);
        let mut arrays = layer.arrays_at(&place, &wanted)?.into_iter();
        let (Some(Some(weight)), Some(Some(recurrent_weight)), Some(bias)) =
            (arrays.next(), arrays.next(), arrays.next())
        else {
            return Err(Stop::Unknown);
        };
        let zeros = || Array::zeros(vec![n_sums]);
        let (bias, recurrent_bias) = match bias {
            None => (zeros(), zeros()),
            Some(bias) if has_two_rows => rows(&bias, n_sums).ok_or(Stop::Unknown)?,
            Some(bias) => (bias, zeros()),
        };
        Ok(Weights { weight, bias, recurrent_weight, recurrent_bias })
    }

    /// The attributes that a layer alone and one in two directions share.
    pub(super) fn common_attributes(&self) -> Vec<(&'static str, Setting)> {
        let mut attributes = vec![
            ("n_timesteps", Setting::size(self.n_steps)),
            ("n_in", Setting::size(self.n_in)),
            ("activation", Setting::choice(self.activation.0.as_str())),
            ("slope", Setting::float(self.activation.1)),
            ("return_sequences", Setting::flag(self.return_sequences)),
            ("accum_t", Setting::auto()),
        ];
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

/// Both rows of a matrix.
fn rows(matrix: &Array, width: usize) -> Option<(Array, Array)> {
    let row = |row: usize| {
        let elements = row * width..(row + 1) * width;
        let data = match matrix.data() {
            ArrayData::F32(data) => ArrayData::F32(data.get(elements)?.into()),
            ArrayData::F64(data) => ArrayData::F64(data.get(elements)?.into()),
        };
        Array::new(vec![width], data)
    };
    Some((row(0)?, row(1)?))
}

/// The function that a setting names, and its slope.
fn function(layer: &Layer, key: &str, default: &'static str) -> Result<(CellFunction, f64), Stop> {
    let named = activation::named_by(layer, key, default)?;
    let Some((function, slope)) = named.in_cell(layer.dialect) else {
        return Err(layer
            .unsupported("the function is not supported inside a recurrent layer")
            .found(format!("{key}={}", named.name()))
            .expected(CellFunction::ALL.iter().map(|function| function.as_str()).collect::<Vec<_>>().join(", "))
            .into());
    };
    Ok((function, slope.unwrap_or(DEFAULT_SLOPE)))
}

/// The slope of functions that have none; the default of the ops.
const DEFAULT_SLOPE: f64 = 0.2;
