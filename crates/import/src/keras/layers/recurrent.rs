//! `SimpleRNN`, `LSTM` and `GRU`, and what a `Bidirectional` layer needs of the layers inside it.
//!
//! The blocks of the weights are in the order of Keras. A `GRU` with `reset_after` has two rows of biases, of the products
//! with the input and with the state; every other layer has one, and no biases of the products with the state.

use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{Cell, CellFunction};
use hlsmith_ir::{Array, ArrayData, Quantizer as Types};

use super::{Layer, Step, Stop, activation, quantized};
use crate::flow::recurrent::{CellTypes, SLOPE};
pub(super) use crate::flow::recurrent::{Settings, Weights};
use crate::keras::weights::Part;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let settings = Settings::read(layer)?;
    let part = Part { slots: vec!["cell"], name: None, first: 0, n_arrays: None };
    let weights = settings.weights(layer, part)?;
    let n_states = check_states(layer, settings.cell.n_states())?;
    let step = settings.step(weights, n_states > 0, false);
    let origin = match settings.cell {
        Cell::SimpleRnn => layer.origin("SimpleRNN", "QSimpleRNN"),
        Cell::Lstm => layer.origin("LSTM", "QLSTM"),
        Cell::Gru => layer.origin("GRU", "QGRU"),
    };
    // The results of a plain layer are those of its function.
    let of_results = match settings.cell {
        Cell::SimpleRnn => function(layer, "activation", "tanh")?.1,
        Cell::Lstm | Cell::Gru => None,
    };
    let step = Step { origin: origin.into(), quantizer: of_results, ..step };
    Ok(vec![Step { others: (1..=n_states).collect(), ..step }])
}

/// How many states a layer that has `n_states` is called with: all or none.
pub(super) fn check_states(layer: &Layer, n_states: usize) -> Result<usize, Stop> {
    let keywords = layer.call.map_or(&[][..], |call| &call.keywords);
    if keywords.iter().any(|(keyword, _)| keyword == "mask") {
        let finding = layer.unsupported("the layer is called with a mask of steps, of which it computes all");
        let finding = finding.found("mask").expected("a call without it");
        return Err(finding.remedy("train and call the layer without a mask, on sequences of one length").into());
    }
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

/// A layer as the file describes it.
pub(super) trait Described: Sized {
    fn read(layer: &Layer) -> Result<Self, Stop>;
    fn weights(&self, layer: &Layer, part: Part) -> Result<Weights, Stop>;
}

impl Described for Settings {
    fn read(layer: &Layer) -> Result<Self, Stop> {
        let cell = match layer.config.class.as_str() {
            "SimpleRNN" | "QSimpleRNN" => Cell::SimpleRnn,
            "LSTM" | "QLSTM" => Cell::Lstm,
            "GRU" | "QGRU" => Cell::Gru,
            class => {
                let message = "the layer wraps a layer that is not recurrent";
                return Err(layer
                    .unsupported(message)
                    .found(super::shown(class))
                    .expected("SimpleRNN, LSTM or GRU")
                    .into());
            }
        };
        if layer.flag("time_major", false)? {
            return Err(layer
                .unsupported("the layer reads the steps in front of the samples")
                .found("time_major=true")
                .expected("false")
                .remedy("build the layer with time_major=False and give it the same weights")
                .into());
        }
        let stateful = layer.flag("stateful", false)?;
        if stateful {
            check_stateful(layer)?;
        }
        let n_out = layer.size("units")?;
        let (activation, own) = function(layer, "activation", "tanh")?;
        let (recurrent_activation, of_gates) = match cell {
            Cell::SimpleRnn => (activation, own.clone()),
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
            types: CellTypes {
                activation: exact(own),
                recurrent_activation: exact(of_gates),
                state: quantized::state(layer)?,
            },
            return_sequences: layer.flag("return_sequences", false)?,
            return_state: layer.flag("return_state", false)?,
            go_backwards: layer.flag("go_backwards", false)?,
            stateful,
        };
        layer.check_elements(&[n_in.max(n_out), n_out, 4])?;
        layer.check_elements(&settings.result_shape(n_out))?;
        Ok(settings)
    }

    /// The constants of the layer, which are those of a part of `layer`.
    fn weights(&self, layer: &Layer, part: Part) -> Result<Weights, Stop> {
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
        let zeros = || (Array::zeros(vec![n_sums]), None);
        let bias = bias.map(|bias| quantized::Weights::biases(layer)?.parts(layer, bias)).transpose()?;
        let (bias, recurrent_bias) = match bias {
            None => (zeros(), zeros()),
            Some((bias, types)) if has_two_rows => {
                let (bias, recurrent_bias) = rows(&bias, n_sums).ok_or(Stop::Unknown)?;
                ((bias, types.clone()), (recurrent_bias, types))
            }
            Some(bias) => (bias, zeros()),
        };
        let on_state = quantized::Weights::kernel(layer, "recurrent_quantizer")?;
        if layer.config.class == "QGRU" && layer.setting("recurrent_quantizer").is_none() {
            let message = "QKeras takes the kernel for the recurrent kernel of such a layer without a quantiser";
            return Err(layer.unsupported(message).found("recurrent_quantizer=None").expected("a quantiser").into());
        }
        Ok(Weights {
            weight: quantized::Weights::kernel(layer, "kernel_quantizer")?.parts(layer, weight)?,
            bias,
            recurrent_weight: on_state.parts(layer, recurrent_weight)?,
            recurrent_bias,
        })
    }
}

/// Refuses a layer that keeps more than the states of one sequence, of which each sample is the next part.
fn check_stateful(layer: &Layer) -> Result<(), Stop> {
    let refuse = |message: &str, found: String, expected: &str, remedy: &str| {
        Err(layer.unsupported(message).found(found).expected(expected).remedy(remedy).into())
    };
    if let Some(batch) = layer.batch.filter(|batch| *batch > 1) {
        return refuse(
            "the layer keeps the states of every sample of a batch",
            format!("stateful=true in a batch of {batch}"),
            "a batch of 1",
            "build the model with a batch size of 1 and give it the same weights",
        );
    }
    if layer.is_distributed {
        return refuse(
            "the layer keeps its states from step to step of a TimeDistributed layer",
            "stateful=true".into(),
            "false",
            "call the layer on the sequence itself",
        );
    }
    if layer.is_repeated {
        return refuse(
            "the calls of the layer share the states that it keeps",
            "stateful=true in several calls".into(),
            "one call",
            "give each call a layer of its own",
        );
    }
    Ok(())
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

/// The type itself.
fn exact(types: Option<Types>) -> Option<Precision> {
    types.map(|types| types.exact)
}

/// The function that a setting names with its slope, and the type that a quantiser gives its results.
fn function(layer: &Layer, key: &str, default: &'static str) -> Result<((CellFunction, f64), Option<Types>), Stop> {
    if let Some((function, types)) = quantized::in_cell(layer, key)? {
        return Ok(((function, HALF), Some(types)));
    }
    let named = activation::named_by(layer, key, default)?;
    let Some((function, slope)) = named.in_cell(layer.dialect) else {
        return Err(layer
            .unsupported("the function is not supported inside a recurrent layer")
            .found(format!("{key}={}", named.name()))
            .expected(CellFunction::ALL.iter().map(|function| function.as_str()).collect::<Vec<_>>().join(", "))
            .into());
    };
    // QKeras has a hard sigmoid of its own.
    let is_own = function == CellFunction::HardSigmoid && layer.config.class.starts_with('Q');
    let slope = slope.filter(|_| !is_own).or(is_own.then_some(HALF));
    Ok(((function, slope.unwrap_or(SLOPE)), None))
}

/// The slope of the straight lines of QKeras.
const HALF: f64 = 0.5;
