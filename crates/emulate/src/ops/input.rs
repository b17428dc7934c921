//! Entry of data into the graph: see [`hlsmith_ir::ops::Input`].

/// The argument of the model that an input layer reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    pub(crate) argument: usize,
}
