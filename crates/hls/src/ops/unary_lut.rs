//! `UnaryLUT`: a function as a table of all arguments.

use hlsmith_diag::Result;
use hlsmith_emulate::tables;
use hlsmith_ir::ops::UnaryLut;

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers a table of all arguments.
///
/// # Errors
/// When its entries cannot be written.
pub(super) fn lower(op: &UnaryLut, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    tables::check_given(op)?;
    let config = layer.config_name("unary_lut");
    let table = layer.weight(&op.table, "table")?;
    let index = layer.derived_type(op.index_type(), "index_t");
    let mut members = layer.elementwise_members(op.reuse_factor);
    members.push(Member::Unsigned("n_tables", op.n_tables().into()));
    members.push(Member::Unsigned("table_size", (op.table.data.len() / op.n_tables()).into()));
    members.push(Member::Typedef(Type::from(&table.ty), "table_t"));
    members.push(Member::Typedef(Type::from(&index), "index_t"));
    Ok(Kernel {
        members,
        args: vec![Expr::from(&table.name)],
        ..Kernel::new("nnet_unary_lut.h", "nnet::unary_lut", "nnet::activ_config", config)
    })
}
