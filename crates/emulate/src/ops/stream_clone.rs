//! The same tensor for several readers: see [`hlsmith_ir::ops::StreamClone`].

/// Copies that need no computation: all of them are the tensor itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamClone;
