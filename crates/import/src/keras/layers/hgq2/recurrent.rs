//! `QSimpleRNN` and `QGRU`, written out step by step: the quantizers of a step may have a type for each unit, which the
//! recurrent ops do not have.
//!
//! Products with the input are made of all steps at once. A `QGRU` has blocks for update, reset and candidate, in this
//! order.

use hlsmith_ir::Array;

use super::super::{Layer, Read, Step, Stop};
use super::inside::activated;
use super::quantizer::place_of;
use super::unrolled::Unrolled;
use super::{Quantizer, loaded, misfit};
use crate::flow::blocks::einsum_dense;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let mut cell = Cell::read(Unrolled::new(layer, &["enable_oq", "return_state", "stateful"])?)?;
    let order = cell.scan.order()?;
    let mut states: Vec<Read> = Vec::with_capacity(order.len());
    for (step, place) in order.into_iter().enumerate() {
        let before = states.last().copied();
        states.push(if cell.blocks.len() == 1 {
            cell.simple(step, place, before)?
        } else {
            cell.gated(step, place, before)?
        });
    }
    cell.scan.finish(&states)
}

/// A block of the weights: products with the input of all steps, and what the state is multiplied by.
struct Block {
    input: Read,
    recurrent: Array,
    bias: Option<Array>,
}

/// The layer while its steps are written out.
struct Cell<'a> {
    scan: Unrolled<'a>,
    blocks: Vec<Block>,
    reset_after: bool,
    /// Of the state before a step, of the result, of the hidden part, of update and reset.
    state: Option<Quantizer>,
    result: Option<Quantizer>,
    hidden: Option<Quantizer>,
    gates: Option<Quantizer>,
}

impl<'a> Cell<'a> {
    fn read(scan: Unrolled<'a>) -> Result<Self, Stop> {
        let Unrolled { layer, n_steps, n_in, units, .. } = scan;
        let is_gated = layer.config.class == "QGRU";
        let n_blocks = if is_gated { 3 } else { 1 };
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
        let gates = match layer.setting("praq_conf").filter(|_| is_gated) {
            Some(settings) => {
                Quantizer::read_affine(layer, settings, &["cell", "praq", "quantizer"], &[2 * units], true)?
            }
            None => None,
        };
        let mut cell = Self {
            scan,
            blocks: Vec::new(),
            reset_after,
            state: own("sq_conf", "sq", &[units], true)?,
            result: own("paq_conf", "paq", &[units], true)?,
            hidden: if is_gated { own("rhq_conf", "rhq", &[units], true)? } else { None },
            gates,
        };
        let mut x = Read::Tensor(0);
        if layer.flag("enable_iq", true)?
            && let Some(quantizer) = own("iq_conf", "iq", &[n_in], true)?
        {
            x = cell.scan.add("iq", quantizer.along_steps().step(None, &[n_steps, n_in]), &[x]);
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
            let input = cell.scan.add(&format!("input_{block}"), products, &[x]);
            cell.blocks.push(Block { input, recurrent: columns(&recurrent)?, bias: recurrent_bias });
        }
        Ok(cell)
    }

    /// The products of a block with a vector.
    fn product(&mut self, suffix: &str, block: usize, has_bias: bool, read: Read) -> Result<Read, Stop> {
        let Block { recurrent, bias, .. } = &self.blocks[block];
        let bias = bias.clone().filter(|_| has_bias);
        let products = einsum_dense([&[0], &[0, 1], &[1]], recurrent.clone(), bias, vec![self.scan.units]);
        Ok(self.scan.add(suffix, products.ok_or(Stop::Unknown)?, &[read]))
    }

    /// The activation of the layer.
    fn activated(&mut self, key: &str, suffix: &str, read: Read) -> Result<Read, Stop> {
        Ok(match activated(self.scan.layer, key, Some(&[self.scan.units]))? {
            Some(step) => self.scan.add(suffix, step, &[read]),
            None => read,
        })
    }

    /// A step of a `QSimpleRNN`; the first state is 0.
    fn simple(&mut self, step: usize, place: usize, before: Option<Read>) -> Result<Read, Stop> {
        let mut sum = self.scan.vector(&format!("0_{step}"), self.blocks[0].input, place);
        if let Some(before) = before {
            let state = self.scan.quantized(&format!("sq_{step}"), self.state.clone(), before)?;
            let product = self.product(&format!("recurrent_{step}"), 0, true, state)?;
            sum = self.scan.merged(&format!("sum_{step}"), "add", [sum, product]);
        }
        let result = self.scan.quantized(&format!("paq_{step}"), self.result.clone(), sum)?;
        self.activated("activation", &format!("activation_{step}"), result)
    }

    /// A step of a `QGRU`.
    fn gated(&mut self, step: usize, place: usize, before: Option<Read>) -> Result<Read, Stop> {
        let inputs =
            [0, 1, 2].map(|block| self.scan.vector(&format!("{block}_{step}"), self.blocks[block].input, place));
        let state = match before {
            Some(before) => self.scan.quantized(&format!("sq_{step}"), self.state.clone(), before)?,
            // Every tensor comes from an input: products with zeros are the first state.
            None => {
                let zeros = Array::zeros(vec![self.scan.units; 2]);
                let axes: [&[usize]; 3] = [&[0], &[0, 1], &[1]];
                let products = einsum_dense(axes, zeros, None, vec![self.scan.units]).ok_or(Stop::Unknown)?;
                self.scan.add("first_state", products, &[inputs[0]])
            }
        };
        let mut gates = Vec::with_capacity(2);
        for (block, input) in inputs.into_iter().take(2).enumerate() {
            let product = self.product(&format!("recurrent_{block}_{step}"), block, true, state)?;
            let sum = self.scan.merged(&format!("sum_{block}_{step}"), "add", [input, product]);
            let sum = self.activated("recurrent_activation", &format!("gate_{block}_{step}"), sum)?;
            let quantizer = self.gates.as_ref().map(|gates| gates.part(block * self.scan.units, self.scan.units));
            gates.push(self.scan.quantized(&format!("praq_{block}_{step}"), quantizer, sum)?);
        }
        let [update, reset] = gates[..] else { return Err(Stop::Unknown) };
        let hidden = if self.reset_after {
            let product = self.product(&format!("recurrent_2_{step}"), 2, true, state)?;
            let product = self.scan.quantized(&format!("rhq_{step}"), self.hidden.clone(), product)?;
            self.scan.merged(&format!("reset_{step}"), "multiply", [reset, product])
        } else {
            let product = self.scan.merged(&format!("reset_{step}"), "multiply", [reset, state]);
            let product = self.scan.quantized(&format!("rhq_{step}"), self.hidden.clone(), product)?;
            self.product(&format!("recurrent_2_{step}"), 2, true, product)?
        };
        let sum = self.scan.merged(&format!("sum_2_{step}"), "add", [inputs[2], hidden]);
        let sum = self.activated("activation", &format!("activation_{step}"), sum)?;
        let candidate = self.scan.quantized(&format!("paq_{step}"), self.result.clone(), sum)?;
        let kept = self.scan.merged(&format!("kept_{step}"), "multiply", [update, state]);
        let share = self.scan.affine(&format!("share_{step}"), -1.0, 1.0, update)?;
        let new = self.scan.merged(&format!("new_{step}"), "multiply", [share, candidate]);
        Ok(self.scan.merged(&format!("state_{step}"), "add", [kept, new]))
    }
}

/// Some of the elements along the last axis of an array.
fn columns(array: &Array, first: usize, n: usize) -> Result<Array, Stop> {
    let Some((&width, outer)) = array.shape().split_last() else { return Err(Stop::Unknown) };
    let chosen = |(place, value): (usize, f64)| (first..first + n).contains(&(place % width)).then_some(value);
    let values: Vec<f64> = array.iter().enumerate().filter_map(chosen).collect();
    Array::from_f64(outer.iter().copied().chain([n]).collect(), values).ok_or(Stop::Unknown)
}
