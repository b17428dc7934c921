//! Levels by any number of thresholds: see [`hlsmith_ir::ops::MultiThreshold`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use super::batch_normalization_quantized_tanh::{BatchNormalizationQuantizedTanh, before};
use super::{Context, LayerOp};
use crate::constants::Constants;

/// The op as comparisons that exceed the number before each threshold.
pub(crate) fn lower(op: &ops::MultiThreshold, context: &Context) -> Result<LayerOp> {
    let levels = Constants::of_weight(&op.levels, context.compatibility)?;
    let results = (0..levels.raw.len()).map(|index| levels.value(index).cast(&context.output)).collect();
    let thresholds = before(&op.thresholds, context)?.into_iter().map(|threshold| vec![threshold]).collect();
    Ok(LayerOp::Levels(BatchNormalizationQuantizedTanh { thresholds, results }))
}
