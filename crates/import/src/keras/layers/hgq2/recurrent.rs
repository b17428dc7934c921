//! `QSimpleRNN` and `QGRU`, written out step by step: the quantizers of a step may have a type for each unit, which the
//! recurrent ops do not have.
//!
//! Products with the input are made of all steps at once. A `QGRU` has blocks for update, reset and candidate, in this
//! order; its gates go through a quantizer whose results are a quarter of its numbers plus one half.

use hlsmith_ir::Array;
use serde_json::Value;

use super::super::recurrent::check_states;
use super::super::{Layer, Read, Setting, Step, Stop};
use super::inside::activated;
use super::quantizer::place_of;
use super::{Quantizer, loaded, misfit};
use crate::flow::blocks::{einsum_dense, scaled};

/// Most steps that are written out.
const MAX_STEPS: usize = 64;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    check_states(layer, 1)?;
    if !layer.others.is_empty() {
        let finding = layer.unsupported("the layer is called with a first state");
        return Err(finding.expected("a call with the sequence alone").into());
    }
    for flag in ["enable_oq", "return_state", "stateful"] {
        if layer.flag(flag, false)? {
            let finding = layer.unsupported(&format!("the setting `{flag}` of the layer is not supported"));
            return Err(finding.found("true").expected("false").into());
        }
    }
    let &[n_steps, n_in] = layer.input()? else {
        let finding = layer.unsupported("the input of the layer is no sequence of vectors");
        return Err(finding.found(format!("{:?}", layer.input()?)).expected("steps and elements").into());
    };
    if n_steps > MAX_STEPS {
        let finding = layer.unsupported("the layer has too many steps to be written out").found(n_steps.to_string());
        let finding = finding.expected(format!("at most {MAX_STEPS}"));
        return Err(finding.remedy("use a recurrent layer of Keras or QKeras").into());
    }
    let mut cell = Cell::read(layer, n_steps, n_in)?;
    let order: Vec<usize> = match layer.flag("go_backwards", false)? {
        true => (0..n_steps).rev().collect(),
        false => (0..n_steps).collect(),
    };
    let mut states: Vec<Read> = Vec::with_capacity(n_steps);
    for (step, place) in order.into_iter().enumerate() {
        let before = states.last().copied();
        states.push(if cell.blocks.len() == 1 {
            cell.simple(step, place, before)?
        } else {
            cell.gated(step, place, before)?
        });
    }
    if layer.flag("return_sequences", false)? {
        cell.joined(&states);
    }
    if let Some(last) = cell.steps.last_mut() {
        last.suffix = None;
    }
    Ok(cell.steps)
}

/// A block of the weights: products with the input of all steps, and what the state is multiplied by.
struct Block {
    input: Read,
    recurrent: Array,
    bias: Option<Array>,
}

/// The layer while its steps are written out.
struct Cell<'a> {
    layer: &'a Layer<'a>,
    steps: Vec<Step>,
    n_steps: usize,
    units: usize,
    blocks: Vec<Block>,
    reset_after: bool,
    /// Of the state before a step, of the result, of the hidden part, of update and reset.
    state: Option<Quantizer>,
    result: Option<Quantizer>,
    hidden: Option<Quantizer>,
    gates: Option<Quantizer>,
    /// Whether a gate is a quarter of the number of its quantizer plus one half.
    are_gates_shifted: bool,
}

impl<'a> Cell<'a> {
    fn read(layer: &'a Layer<'a>, n_steps: usize, n_in: usize) -> Result<Self, Stop> {
        let is_gated = layer.config.class == "QGRU";
        let (units, n_blocks) = (layer.size("units")?, if is_gated { 3 } else { 1 });
        let reset_after = is_gated && layer.flag("reset_after", true)?;
        let own = |key: &str, slot: &'static str, shape: &[usize], has_batch: bool| match layer.setting(key) {
            None => Ok(None),
            Some(settings) => Quantizer::read(layer, settings, &["cell", slot, "quantizer"], shape, has_batch),
        };
        let place = place_of(layer, &["cell"]);
        let arrays = loaded(layer.weights.all(&place)?, &place)?;
        let use_bias = layer.flag("use_bias", true)?;
        let width = n_blocks * units;
        let biases = if reset_after { vec![2, width] } else { vec![width] };
        let shapes = [vec![n_in, width], vec![units, width], biases];
        let n_arrays = if use_bias { 3 } else { 2 };
        if arrays.len() < n_arrays || arrays.iter().zip(&shapes).take(n_arrays).any(|(own, shape)| own.shape() != shape)
        {
            return Err(misfit(layer, "kernel").expected(format!("{:?}", &shapes[..n_arrays])).into());
        }
        let quantized = |position: usize, key: &str, slot: &'static str| -> Result<Array, Stop> {
            let array = &arrays[position];
            match own(key, slot, &shapes[position], false)? {
                Some(quantizer) => quantizer.quantize(array).ok_or_else(|| misfit(layer, slot).into()),
                None => Ok(array.clone()),
            }
        };
        let (kernel, recurrent) = (quantized(0, "kq_conf", "kq")?, quantized(1, "rkq_conf", "rkq")?);
        let bias = if use_bias { Some(quantized(2, "bq_conf", "bq")?) } else { None };
        let gates = if is_gated { layer.setting("praq_conf").cloned() } else { None };
        let (gates, are_gates_shifted) = match gates {
            Some(mut settings) => {
                let is_shifted = settings.get("class_name") == Some(&Value::from("HardSigmoidConfig"));
                if is_shifted {
                    settings["class_name"] = "HardTanhConfig".into();
                }
                let slots = ["cell", "praq", "quantizer"];
                (Quantizer::read(layer, &settings, &slots, &[2 * units], true)?, is_shifted)
            }
            None => (None, false),
        };
        let mut cell = Self {
            layer,
            steps: Vec::new(),
            n_steps,
            units,
            blocks: Vec::new(),
            reset_after,
            state: own("sq_conf", "sq", &[units], true)?,
            result: own("paq_conf", "paq", &[units], true)?,
            hidden: if is_gated { own("rhq_conf", "rhq", &[units], true)? } else { None },
            gates,
            are_gates_shifted,
        };
        let mut x = Read::Tensor(0);
        if layer.flag("enable_iq", true)?
            && let Some(quantizer) = own("iq_conf", "iq", &[n_in], true)?
        {
            x = cell.add("iq", quantizer.along_steps().step(None, &[n_steps, n_in]), &[x]);
        }
        for block in 0..n_blocks {
            let columns = |array: &Array| columns(array, block * units, units);
            let [bias, recurrent_bias] = match (&bias, reset_after) {
                (None, _) => [None, None],
                (Some(bias), false) => [Some(columns(bias)?), None],
                (Some(bias), true) => {
                    let both = columns(bias)?;
                    let row = |row: usize| {
                        crate::flow::blocks::rows(&both, row, 1)
                            .and_then(|own| own.reshaped(vec![units]))
                            .ok_or(Stop::Unknown)
                    };
                    [Some(row(0)?), Some(row(1)?)]
                }
            };
            let axes: [&[usize]; 3] = [&[0, 1], &[1, 2], &[0, 2]];
            let products = einsum_dense(axes, columns(&kernel)?, bias, vec![n_steps, units]).ok_or(Stop::Unknown)?;
            let input = cell.add(&format!("input_{block}"), products, &[x]);
            cell.blocks.push(Block { input, recurrent: columns(&recurrent)?, bias: recurrent_bias });
        }
        Ok(cell)
    }

    /// Adds a step under a suffix; gives what it makes.
    fn add(&mut self, suffix: &str, step: Step, reads: &[Read]) -> Read {
        self.steps.push(Step { suffix: Some(suffix.to_owned().into()), reads: Some(reads.to_vec()), ..step });
        Read::Result { step: self.steps.len() - 1, output: 0 }
    }

    /// What a quantizer makes of a vector.
    fn quantized(&mut self, suffix: &str, quantizer: Option<Quantizer>, read: Read) -> Read {
        match quantizer {
            Some(quantizer) => self.add(suffix, quantizer.step(None, &[self.units]), &[read]),
            None => read,
        }
    }

    fn merged(&mut self, suffix: &str, function: &str, reads: [Read; 2]) -> Read {
        let attributes = vec![("function", Setting::choice(function)), ("n_elem", Setting::size(self.units))];
        self.add(suffix, Step::new("Merge", "Merge", attributes, vec![self.units]), &reads)
    }

    /// The products of a block with the input of a step.
    fn input(&mut self, step: usize, place: usize, block: usize) -> Read {
        let mut row = self.blocks[block].input;
        if self.n_steps > 1 {
            let attributes = vec![
                ("n_in", Setting::size(self.n_steps)),
                ("n_chan", Setting::size(self.units)),
                ("crop_left", Setting::size(place)),
                ("crop_right", Setting::size(self.n_steps - 1 - place)),
            ];
            let part = Step::new("Cropping1D", "Cropping1D", attributes, vec![1, self.units]);
            row = self.add(&format!("row_{block}_{step}"), part, &[row]);
        }
        let vector = self.layer.reshaped(vec![self.units]);
        self.add(&format!("vector_{block}_{step}"), vector, &[row])
    }

    /// The products of a block with a vector.
    fn product(&mut self, suffix: &str, block: usize, has_bias: bool, read: Read) -> Result<Read, Stop> {
        let Block { recurrent, bias, .. } = &self.blocks[block];
        let bias = bias.clone().filter(|_| has_bias);
        let products = einsum_dense([&[0], &[0, 1], &[1]], recurrent.clone(), bias, vec![self.units]);
        Ok(self.add(suffix, products.ok_or(Stop::Unknown)?, &[read]))
    }

    /// The activation of the layer.
    fn activated(&mut self, key: &str, suffix: &str, read: Read) -> Result<Read, Stop> {
        Ok(match activated(self.layer, key, Some(&[self.units]))? {
            Some(step) => self.add(suffix, step, &[read]),
            None => read,
        })
    }

    /// A step of a `QSimpleRNN`; the first state is 0.
    fn simple(&mut self, step: usize, place: usize, before: Option<Read>) -> Result<Read, Stop> {
        let mut sum = self.input(step, place, 0);
        if let Some(before) = before {
            let state = self.quantized(&format!("sq_{step}"), self.state.clone(), before);
            let product = self.product(&format!("recurrent_{step}"), 0, true, state)?;
            sum = self.merged(&format!("sum_{step}"), "add", [sum, product]);
        }
        let result = self.quantized(&format!("paq_{step}"), self.result.clone(), sum);
        self.activated("activation", &format!("activation_{step}"), result)
    }

    /// A step of a `QGRU`.
    fn gated(&mut self, step: usize, place: usize, before: Option<Read>) -> Result<Read, Stop> {
        let inputs = [0, 1, 2].map(|block| self.input(step, place, block));
        let state = match before {
            Some(before) => self.quantized(&format!("sq_{step}"), self.state.clone(), before),
            // Every tensor comes from an input: products with zeros are the first state.
            None => {
                let zeros = Array::zeros(vec![self.units; 2]);
                let axes: [&[usize]; 3] = [&[0], &[0, 1], &[1]];
                let products = einsum_dense(axes, zeros, None, vec![self.units]).ok_or(Stop::Unknown)?;
                self.add("first_state", products, &[inputs[0]])
            }
        };
        let mut gates = Vec::with_capacity(2);
        for (block, input) in inputs.into_iter().take(2).enumerate() {
            let product = self.product(&format!("recurrent_{block}_{step}"), block, true, state)?;
            let sum = self.merged(&format!("sum_{block}_{step}"), "add", [input, product]);
            let sum = self.activated("recurrent_activation", &format!("gate_{block}_{step}"), sum)?;
            let quantizer = self.gates.as_ref().map(|gates| gates.part(block * self.units, self.units));
            let mut gate = self.quantized(&format!("praq_{block}_{step}"), quantizer, sum);
            if self.are_gates_shifted {
                gate = self.affine(&format!("shifted_{block}_{step}"), 0.25, 0.5, gate)?;
            }
            gates.push(gate);
        }
        let [update, reset] = gates[..] else { return Err(Stop::Unknown) };
        let hidden = if self.reset_after {
            let product = self.product(&format!("recurrent_2_{step}"), 2, true, state)?;
            let product = self.quantized(&format!("rhq_{step}"), self.hidden.clone(), product);
            self.merged(&format!("reset_{step}"), "multiply", [reset, product])
        } else {
            let product = self.merged(&format!("reset_{step}"), "multiply", [reset, state]);
            let product = self.quantized(&format!("rhq_{step}"), self.hidden.clone(), product);
            self.product(&format!("recurrent_2_{step}"), 2, true, product)?
        };
        let sum = self.merged(&format!("sum_2_{step}"), "add", [inputs[2], hidden]);
        let sum = self.activated("activation", &format!("activation_{step}"), sum)?;
        let candidate = self.quantized(&format!("paq_{step}"), self.result.clone(), sum);
        let kept = self.merged(&format!("kept_{step}"), "multiply", [update, state]);
        let share = self.affine(&format!("share_{step}"), -1.0, 1.0, update)?;
        let new = self.merged(&format!("new_{step}"), "multiply", [share, candidate]);
        Ok(self.merged(&format!("state_{step}"), "add", [kept, new]))
    }

    /// A vector times a number plus another one.
    fn affine(&mut self, suffix: &str, scale: f32, offset: f32, read: Read) -> Result<Read, Stop> {
        let numbers = |number| Array::from_f32(vec![self.units], vec![number; self.units]).ok_or(Stop::Unknown);
        let step = scaled(numbers(scale)?, numbers(offset)?, 1, vec![self.units]);
        Ok(self.add(suffix, step, &[read]))
    }

    /// The states of all steps one after the other.
    fn joined(&mut self, states: &[Read]) {
        let mut rows: Vec<Read> = Vec::with_capacity(states.len());
        for (step, state) in states.iter().enumerate() {
            let row = self.layer.reshaped(vec![1, self.units]);
            rows.push(self.add(&format!("result_{step}"), row, &[*state]));
        }
        let Some((&first, others)) = rows.split_first() else { return };
        let mut joined = first;
        for (position, &other) in others.iter().enumerate() {
            let shape = vec![position + 2, self.units];
            let step = Step::new("Concatenate", "Concatenate", vec![("axis", Setting::size(0))], shape);
            joined = self.add(&format!("first_{}", position + 2), step, &[joined, other]);
        }
    }
}

/// Some of the elements along the last axis of an array.
fn columns(array: &Array, first: usize, n: usize) -> Result<Array, Stop> {
    let Some((&width, outer)) = array.shape().split_last() else { return Err(Stop::Unknown) };
    let chosen = |(place, value): (usize, f64)| (first..first + n).contains(&(place % width)).then_some(value);
    let values: Vec<f64> = array.iter().enumerate().filter_map(chosen).collect();
    Array::from_f64(outer.iter().copied().chain([n]).collect(), values).ok_or(Stop::Unknown)
}
