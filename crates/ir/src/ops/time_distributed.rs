//! The ends of a part of the graph that is computed for each step of a sequence.

use super::{ShapeError, Shapes};
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// Which end of the repeated part it is.
    pub enum StepsEnd {
        /// Behind it, tensors are those of one step.
        Begin = "begin",
        /// Behind it, tensors are those of all steps.
        End = "end",
    }
}
choice_attribute!(StepsEnd);

choices! {
    /// How the loop over the steps is laid out in hardware.
    pub enum StepLoopParallelism {
        /// One step after the other.
        Off = "off",
        /// Every step has hardware of its own.
        Unroll = "unroll",
    }
}
choice_attribute!(StepLoopParallelism);

op! {
    /// One end of the part of the graph between them, which is computed for each of `n_time_steps` steps of a sequence on
    /// its own. The begin reads all steps, the first axis of its input, and gives one; the end reads one and gives all.
    /// Each element is assigned to the result type.
    pub struct TimeDistributed {
        /// Number of steps.
        Structure n_time_steps: usize,
        /// Which end it is.
        Structure end: StepsEnd,
        /// Whether each layer of the part exists once or for every step. In streaming designs it exists once.
        Target time_step_loop_parallelism: StepLoopParallelism = StepLoopParallelism::Off,
    }
}

impl Shapes for TimeDistributed {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let n_steps = self.n_time_steps;
        match (self.end, inputs[0]) {
            (StepsEnd::Begin, [found, step @ ..]) if *found == n_steps && n_steps > 0 && !step.is_empty() => {
                Ok(vec![step.to_vec()])
            }
            (StepsEnd::Begin, found) => Err(ShapeError::new(found, format!("{n_steps} steps of some elements"))),
            (StepsEnd::End, step) if n_steps > 0 && !step.is_empty() => Ok(vec![[&[n_steps], step].concat()]),
            (StepsEnd::End, found) => Err(ShapeError::new(found, "one of at least one step")),
        }
    }
}
