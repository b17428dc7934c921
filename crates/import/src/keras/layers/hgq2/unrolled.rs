//! Recurrent layers whose steps are written out, one after the other.

use hlsmith_ir::Array;

use super::super::recurrent::check_states;
use super::super::{Layer, Read, Setting, Step, Stop};
use super::Quantizer;
use crate::flow::blocks::scaled;

/// Most steps that are written out.
const MAX_STEPS: usize = 64;

/// A layer while its steps are written out.
pub(super) struct Unrolled<'a> {
    pub(super) layer: &'a Layer<'a>,
    pub(super) n_steps: usize,
    /// Elements of the input of a step.
    pub(super) n_in: usize,
    /// Elements of the state.
    pub(super) units: usize,
    steps: Vec<Step>,
}

impl<'a> Unrolled<'a> {
    /// A layer without steps yet.
    ///
    /// # Errors
    /// For settings that are not supported, and for inputs that are no sequences or too long.
    pub(super) fn new(layer: &'a Layer<'a>, unsupported: &[&str]) -> Result<Self, Stop> {
        check_states(layer, 1)?;
        if !layer.others.is_empty() {
            let finding = layer.unsupported("the layer is called with a first state");
            return Err(finding.expected("a call with the sequence alone").into());
        }
        for flag in unsupported {
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
            let finding =
                layer.unsupported("the layer has too many steps to be written out").found(n_steps.to_string());
            let finding = finding.expected(format!("at most {MAX_STEPS}"));
            return Err(finding.remedy("use a recurrent layer of Keras or QKeras").into());
        }
        Ok(Self { layer, n_steps, n_in, units: layer.size("units")?, steps: Vec::new() })
    }

    /// The places of the steps in the order in which they are taken.
    pub(super) fn order(&self) -> Result<Vec<usize>, Stop> {
        Ok(match self.layer.flag("go_backwards", false)? {
            true => (0..self.n_steps).rev().collect(),
            false => (0..self.n_steps).collect(),
        })
    }

    /// Adds a step under a suffix; gives what it makes.
    pub(super) fn add(&mut self, suffix: &str, step: Step, reads: &[Read]) -> Read {
        self.steps.push(Step { suffix: Some(suffix.to_owned().into()), reads: Some(reads.to_vec()), ..step });
        Read::Result { step: self.steps.len() - 1, output: 0 }
    }

    /// What a quantizer makes of a vector, and a factor and a summand behind it.
    pub(super) fn quantized(&mut self, suffix: &str, quantizer: Option<Quantizer>, read: Read) -> Result<Read, Stop> {
        let Some(quantizer) = quantizer else { return Ok(read) };
        let quantized = self.add(suffix, quantizer.step(None, &[self.units]), &[read]);
        match quantizer.affine() {
            Some([scale, offset]) => self.affine(&format!("affine_{suffix}"), scale, offset, quantized),
            None => Ok(quantized),
        }
    }

    /// What a function of two vectors gives.
    pub(super) fn merged(&mut self, suffix: &str, function: &str, reads: [Read; 2]) -> Read {
        let attributes = vec![("function", Setting::choice(function)), ("n_elem", Setting::size(self.units))];
        self.add(suffix, Step::new("Merge", "Merge", attributes, vec![self.units]), &reads)
    }

    /// A step of a sequence of vectors of the state; `name` stands in the names of its parts.
    pub(super) fn vector(&mut self, name: &str, sequence: Read, place: usize) -> Read {
        let mut row = sequence;
        if self.n_steps > 1 {
            let attributes = vec![
                ("n_in", Setting::size(self.n_steps)),
                ("n_chan", Setting::size(self.units)),
                ("crop_left", Setting::size(place)),
                ("crop_right", Setting::size(self.n_steps - 1 - place)),
            ];
            let part = Step::new("Cropping1D", "Cropping1D", attributes, vec![1, self.units]);
            row = self.add(&format!("row_{name}"), part, &[row]);
        }
        let vector = self.layer.reshaped(vec![self.units]);
        self.add(&format!("vector_{name}"), vector, &[row])
    }

    /// A vector times a number plus another one.
    pub(super) fn affine(&mut self, suffix: &str, scale: f32, offset: f32, read: Read) -> Result<Read, Stop> {
        let numbers = |number| vec![number; self.units];
        self.affine_each(suffix, numbers(scale), numbers(offset), read)
    }

    /// A vector times a number for each element plus another one.
    pub(super) fn affine_each(
        &mut self,
        suffix: &str,
        scale: Vec<f32>,
        offset: Vec<f32>,
        read: Read,
    ) -> Result<Read, Stop> {
        let numbers = |numbers| Array::from_f32(vec![self.units], numbers).ok_or(Stop::Unknown);
        let step = scaled(numbers(scale)?, numbers(offset)?, 1, vec![self.units]);
        Ok(self.add(suffix, step, &[read]))
    }

    /// All steps, of which the last makes the result of the layer: that of the last step, or those of all steps one after
    /// the other.
    pub(super) fn finish(mut self, results: &[Read]) -> Result<Vec<Step>, Stop> {
        if self.layer.flag("return_sequences", false)? {
            self.joined(results);
        }
        if let Some(last) = self.steps.last_mut() {
            last.suffix = None;
        }
        Ok(self.steps)
    }

    fn joined(&mut self, results: &[Read]) {
        let mut rows: Vec<Read> = Vec::with_capacity(results.len());
        for (step, result) in results.iter().enumerate() {
            let row = self.layer.reshaped(vec![1, self.units]);
            rows.push(self.add(&format!("result_{step}"), row, &[*result]));
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
