//! An end of a loop over steps: see [`hlsmith_ir::ops::TimeDistributed`].

/// Each element in its place, assigned to the result type; the steps follow each other in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeDistributed;
