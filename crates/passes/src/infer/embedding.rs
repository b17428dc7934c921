//! Types of tables of rows.

use hlsmith_ir::ops::Embedding;
use hlsmith_ir::{NamedType, Op, Weight};

use super::{Operands, grid};

/// Table and result have the default type; the result saturates where the table can exceed it.
pub(super) fn infer(op: &Embedding, operands: &Operands<'_>) -> (Op, NamedType) {
    let embeddings = Weight { ty: operands.or_default(&op.embeddings.ty), ..op.embeddings.clone() };
    let result = operands.result_of(grid(embeddings.ty.precision));
    (Embedding { embeddings, ..op.clone() }.into(), result)
}
