//! `Embedding`: rows of a table.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Embedding;

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Schedule};

/// Lowers a table of rows.
///
/// # Errors
/// When the table cannot be written.
pub(super) fn lower(op: &Embedding, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("");
    let table = layer.weight(&op.embeddings, "embeddings")?;
    let kernel = Kernel {
        members: vec![
            Member::Unsigned("n_in", op.n_in.into()),
            Member::Unsigned("n_out", op.n_out.into()),
            Member::Unsigned("vocab_size", op.vocab_size.into()),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
            Member::Typedef(Type::from(&table.ty), "embeddings_t"),
        ],
        args: vec![Expr::from(&table.name)],
        ..Kernel::new("nnet_embedding.h", "nnet::embedding", "nnet::embedding_config", config)
    };
    if !layer.streams_last_axis() {
        return Ok(kernel);
    }
    let per_packet = layer.input_shapes().first().and_then(|shape| shape.last()).copied().unwrap_or(1);
    let schedule = Schedule::Interleaved(vec![per_packet; op.n_in / per_packet.max(1)]);
    Ok(kernel.on_streams("nnet_embedding_stream.h", "nnet::embedding_stream", schedule))
}
