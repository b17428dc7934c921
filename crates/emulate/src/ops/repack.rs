//! The same elements in packets of another size: see [`hlsmith_ir::ops::Repack`].

/// Each element in its place, assigned to the result type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repack;
