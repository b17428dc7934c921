//! Types of poolings.

use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::{Compatibility, NamedType, PoolFunction, PoolWindows};

use super::{Operands, ceil_log2, grid};

/// The type of the largest element is that of the input; sums have as many bits more on both sides of the binary point
/// as number the elements of a window, whatever `maximum` says, so that a quotient loses few of them.
pub(super) fn accum(
    function: PoolFunction,
    windows: &PoolWindows,
    accum_t: &NamedType,
    operands: &Operands<'_>,
) -> NamedType {
    let precision = match (function, grid(operands.input)) {
        (PoolFunction::Max, _) => operands.input,
        (PoolFunction::Average, Some(input)) => {
            let carry = ceil_log2(windows.window_len());
            let (width, integer) = (input.width + 2 * carry, input.integer + carry as i32);
            Precision::Fixed(FixedType::new(width, integer, input.signed))
        }
        (PoolFunction::Average, None) => operands.settings.default_precision(),
    };
    operands.or_derived(accum_t, "accum", precision)
}

/// As [`accum`] for a window over everything, which the peer gives the default type however many elements it has.
pub(super) fn global_accum(
    function: PoolFunction,
    windows: &PoolWindows,
    accum_t: &NamedType,
    operands: &Operands<'_>,
) -> NamedType {
    match operands.compatibility {
        Compatibility::Hls4ml13 | Compatibility::Sound if operands.settings.follows_quantizers => {
            accum(function, windows, accum_t, operands)
        }
        Compatibility::Sound => accum(function, windows, accum_t, operands),
        Compatibility::Hls4ml13 => operands.or_default(accum_t),
    }
}

/// The result has the type of the input; in a model with quantizers that of the sum, which holds the quotient.
pub(super) fn result(accum_t: &NamedType, operands: &Operands<'_>) -> NamedType {
    let precision = if operands.settings.follows_quantizers { accum_t.precision } else { operands.input };
    operands.or_derived(operands.result, "result", precision)
}

/// The result of a window over everything has the type of the input; at the peer the default one.
pub(super) fn global_result(accum_t: &NamedType, operands: &Operands<'_>) -> NamedType {
    match operands.compatibility {
        Compatibility::Hls4ml13 | Compatibility::Sound if operands.settings.follows_quantizers => {
            result(accum_t, operands)
        }
        Compatibility::Sound => result(accum_t, operands),
        Compatibility::Hls4ml13 => operands.or_default(operands.result),
    }
}
