//! Parts of a model, each of which reads what earlier ones have made.

use hlsmith_diag::Result;
use hlsmith_fixed::Raw;
use hlsmith_ir::Source;

use crate::kernel::lane::Lane;
use crate::plan::Plan;
use crate::record::Emit;
use crate::reference::Memory;
use crate::sample::Sample;

/// Bits of the numbers that `f64` holds exactly.
const EXACT_BITS: u32 = 53;

/// The places right or left of the binary point up to which such numbers are far from the bounds of `f64`.
const EXACT_PLACES: u32 = 900;

/// For each part and each of its outputs the results, exactly and in the type of the samples.
type Results<T> = Vec<Vec<Vec<(f64, T)>>>;

/// A part, ready to run, and where its inputs come from.
#[derive(Clone, Copy)]
pub struct Link<'a> {
    /// The part.
    pub plan: &'a Plan,
    /// Where each of its inputs comes from: an input of the model, or an output of a part before it.
    pub inputs: &'a [Source],
}

/// The parts of a model, in order of execution.
pub struct Chain<'a> {
    /// The parts.
    pub links: Vec<Link<'a>>,
    /// Where each output of the model comes from, all of them parts.
    pub outputs: &'a [Source],
}

/// A result as the number that the next part reads and as the number that leaves the model.
impl<T: Emit> Emit for (f64, T) {
    #[inline(always)]
    fn emit<C: Lane>(lane: C, fraction: i32) -> Self {
        (lane.scaled_f64(fraction), T::emit(lane, fraction))
    }

    fn of_raw(raw: &Raw, fraction: i32) -> Self {
        (f64::of_raw(raw, fraction), T::of_raw(raw, fraction))
    }
}

impl Chain<'_> {
    /// Runs `n_samples` samples through all parts and returns each output of the model, as [`Plan::run`] of the whole
    /// model does.
    ///
    /// Tensors between the parts are passed exactly. Where one of them is wider than 53 bits, all parts are computed one
    /// number at a time.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Vec<Vec<T>>> {
        let results = self.results(inputs, n_samples, threads)?;
        let output = |part: usize, output: usize| results[part][output].iter().map(|&(_, result)| result).collect();
        Ok(self.of_parts(self.outputs).map(|(part, position)| output(part, position)).collect())
    }

    /// The inputs of every part while `n_samples` samples run, as single-precision numbers where they hold them, else as
    /// the nearest ones.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn inputs_f32(&self, inputs: &[&[f32]], n_samples: usize) -> Result<Vec<Vec<Vec<f32>>>> {
        let results = self.results(inputs, n_samples, None)?;
        let input = |source: &Source| match *source {
            Source::Model(input) => inputs[input].to_vec(),
            Source::Part { part, output } => results[part][output].iter().map(|&(_, result)| result).collect(),
        };
        Ok(self.links.iter().map(|link| link.inputs.iter().map(input).collect()).collect())
    }

    /// The outputs of all parts.
    fn results<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Results<T>> {
        if !self.crosses_exactly() {
            return self.exact_results(inputs, n_samples);
        }
        let inputs: Vec<Vec<f64>> = inputs.iter().map(|data| data.iter().map(|x| x.to_f64()).collect()).collect();
        let mut results: Results<T> = Vec::new();
        for link in &self.links {
            let arguments: Vec<Vec<f64>> = link
                .inputs
                .iter()
                .map(|&source| match source {
                    Source::Model(input) => inputs[input].clone(),
                    Source::Part { part, output } => results[part][output].iter().map(|&(number, _)| number).collect(),
                })
                .collect();
            let arguments: Vec<&[f64]> = arguments.iter().map(Vec::as_slice).collect();
            results.push(link.plan.run_for(&arguments, n_samples, threads)?);
        }
        Ok(results)
    }

    /// [`Chain::results`] by the definitions, with exact numbers between the parts.
    fn exact_results<T: Sample>(&self, inputs: &[&[T]], n_samples: usize) -> Result<Results<T>> {
        let n_outputs = |link: &Link| link.plan.n_outputs();
        let mut results: Results<T> = self.links.iter().map(|link| vec![Vec::new(); n_outputs(link)]).collect();
        let mut memories: Vec<Memory> = self.links.iter().map(|_| Memory::new()).collect();
        for sample in 0..n_samples {
            let mut made: Vec<Vec<Vec<Raw>>> = Vec::new();
            for (position, link) in self.links.iter().enumerate() {
                let argument = |(index, &source): (usize, &Source)| match source {
                    Source::Model(input) => link.plan.assigned(index, inputs[input], sample),
                    Source::Part { part, output } => made[part][output].clone(),
                };
                let arguments: Vec<Vec<Raw>> = link.inputs.iter().enumerate().map(argument).collect();
                let outputs = link.plan.evaluate_raw(&arguments, &mut memories[position])?;
                for (index, (results, raw)) in results[position].iter_mut().zip(&outputs).enumerate() {
                    let fraction = link.plan.output_format(index).fraction();
                    results.extend(raw.iter().map(|raw| <(f64, T)>::of_raw(raw, fraction)));
                }
                made.push(outputs);
            }
        }
        Ok(results)
    }

    /// Whether `f64` holds every number that passes from a part to another.
    fn crosses_exactly(&self) -> bool {
        self.links.iter().flat_map(|link| self.of_parts(link.inputs)).all(|(part, output)| {
            let format = self.links[part].plan.output_format(output);
            format.width <= EXACT_BITS && format.fraction().unsigned_abs() <= EXACT_PLACES
        })
    }

    /// Those of some sources that are outputs of parts.
    fn of_parts<'s>(&self, sources: &'s [Source]) -> impl Iterator<Item = (usize, usize)> + 's {
        sources.iter().filter_map(|&source| match source {
            Source::Model(_) => None,
            Source::Part { part, output } => Some((part, output)),
        })
    }
}
