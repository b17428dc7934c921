//! `Resize`: another number of pixels.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_emulate::tables::Table;
use hlsmith_fixed::{FixedType, Raw};
use hlsmith_ir::ops::{Interpolation, Resize, ResizeAlgorithm};

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;
use crate::rearrange;

/// Lowers a change of size.
///
/// # Errors
/// When places between pixels do not fit the integers of the kernel.
pub(super) fn lower(op: &Resize, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let sizes = [
        ("in_height", op.in_height),
        ("in_width", op.in_width),
        ("n_chan", op.n_chan),
        ("out_height", op.out_height),
        ("out_width", op.out_width),
    ];
    let (input, output) = ([op.in_height, op.in_width], [op.out_height, op.out_width]);
    match op.algorithm {
        ResizeAlgorithm::Nearest => {
            let functions = ["nnet::resize_nearest", "nnet::resize_nearest_stream"];
            let last_row = |row: usize| row * input[0] / output[0];
            Ok(rearrange::image(layer, functions, &sizes, || rearrange::resized_packets(input, output, last_row)))
        }
        ResizeAlgorithm::Bilinear => {
            let largest = input.iter().zip(&output).map(|(n_in, n_out)| n_in.saturating_mul(2 * n_out + 1)).max();
            if largest.is_some_and(|largest| u32::try_from(largest).is_err()) {
                let message = "the image is too large for pixels made of their neighbours";
                let finding = Diagnostic::error(Code::TargetUnsupported, Subject::Model, message);
                return Err(finding.found(format!("{input:?} to {output:?}")).remedy("use smaller images").into());
            }
            let functions = ["nnet::resize_bilinear", "nnet::resize_bilinear_stream"];
            let [rows, columns] = op.interpolations();
            let upper = |row: usize| rows.places.get(row).map_or(0, |place| place.upper);
            let mut kernel =
                rearrange::image(layer, functions, &sizes, || rearrange::resized_packets(input, output, upper));
            for (name, member, interpolation) in
                [("row_share", "row_share_t", &rows), ("column_share", "column_share_t", &columns)]
            {
                let table = shares(interpolation);
                let ty = layer.derived_type(table.ty, member);
                kernel.args.push(Expr::from(&layer.table(name, &table, &ty)?));
                kernel.members.push(Member::Typedef(Type::from(&ty), member));
            }
            Ok(kernel)
        }
    }
}

/// The shares of the upper rows or columns.
fn shares(interpolation: &Interpolation) -> Table {
    Table {
        ty: FixedType::new(interpolation.fraction + 1, 1, false),
        raw: interpolation.places.iter().map(|place| Raw::from(place.share)).collect(),
    }
}
