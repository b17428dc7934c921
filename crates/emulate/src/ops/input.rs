//! Entry of data into the graph: see [`hlsmith_ir::ops::Input`].

use crate::from_float::FromFloat;

/// The argument of the model that an input layer reads, and how it is assigned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    pub(crate) argument: usize,
    pub(crate) assignment: FromFloat,
}
