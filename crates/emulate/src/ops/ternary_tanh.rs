//! Three levels by a threshold: see [`hlsmith_ir::ops::TernaryTanh`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Raw, Rounding, Value};
use hlsmith_ir::ops::{self, Function};
use hlsmith_ir::{Compatibility, OpAttributes};

use super::activation::Activation;
use super::batch_normalization_quantized_tanh::BatchNormalizationQuantizedTanh;
use super::{Context, LayerOp};
use crate::types::finite;

/// The op as comparisons, or as the activation that it is under the numbers of the peer.
pub(crate) fn lower(op: &ops::TernaryTanh, context: &Context) -> Result<LayerOp> {
    match context.compatibility {
        Compatibility::Hls4ml13 => {
            let values = [
                ("function".to_owned(), hlsmith_ir::AttributeValue::Choice(Function::TernaryTanh.to_string())),
                ("n_in".to_owned(), hlsmith_ir::Attribute::to_value(&op.n_in)),
            ];
            let activation = ops::Activation::from_values(&values).map_err(|error| {
                let message = error.to_string();
                hlsmith_diag::Diagnostic::error(hlsmith_diag::Code::Internal, hlsmith_diag::Subject::Model, message)
            })?;
            Ok(LayerOp::Activation(Activation::lower(&activation, context)?))
        }
        Compatibility::Sound => {
            let ends = thresholds(op, context.input.format)?.map(|raw| vec![value(context.input.format, raw)]);
            let [lower, upper] = ends;
            let result = |level: i32| Value::from(level).cast(&context.output);
            let results = vec![result(-1), result(0), result(1)];
            Ok(LayerOp::Levels(BatchNormalizationQuantizedTanh { thresholds: vec![lower, upper], results }))
        }
    }
}

/// The largest arguments on a grid that give -1 and 0: results are above those that they exceed.
///
/// # Errors
/// When the threshold is not a finite number.
pub fn thresholds(op: &ops::TernaryTanh, format: Format) -> Result<[Raw; 2]> {
    // Trained in single precision, in which the threshold is compared.
    let threshold = f64::from(finite(op.threshold, "`threshold`")? as f32);
    let grid = FixedType::new(256, 256 - format.fraction(), true);
    let lower = FixedType { rounding: Rounding::Trn, ..grid }.quantize(-threshold);
    let upper = &-&lower - &Raw::from(1);
    Ok([lower, upper])
}

/// A number on the grid of a format, wherever it lies.
fn value(format: Format, raw: Raw) -> Value {
    Value::from_low_bits(Format { width: 256, integer: 256 - format.fraction(), signed: true }, raw)
}
