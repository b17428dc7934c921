//! The tables of hls4ml for Quartus, and how it indexes them; everything else is as for the other tools.
//!
//! Entries are defined through double precision. `N` is the number of entries, `i` an index.
//!
//! | function | argument `v` | entry before assignment |
//! |---|---|---|
//! | sigmoid | `8 i / N + 8 / (2 N)` | `1 / (1 + exp(-v))` |
//! | tanh | `4 i / N + 4 / (2 N)` | `tanh(v)` |
//! | softsign | `8 i / N + 8 / (2 N)` | `v / (v + 1)` |
//! | softplus | `16 (i - N/2) / N` | `log(exp(v) + 1)` |
//! | elu | `-8 i / N` | `exp(v) - 1` |
//! | selu | `-8 i / N` | `1.0507... * (1.6732... * (exp(v) - 1))` |
//!
//! The first three are read at `floor(|x| N / range)` and mirrored for negative arguments. The tables of a softmax have a
//! type of their own before they get that of the layer.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Format, Overflow, Raw, Rounding, Value};
use hlsmith_ir::IoType;
use hlsmith_ir::ops::{Activation, Function, Softmax, SoftmaxImplementation};

use crate::tables::{SoftmaxTables, Table, checked_size};
use crate::types::fixed_type;

/// The name of the only layers that are made tables of their own types.
const SOFTMAX_NAME: &str = "softmax";

/// What the entries of a mirrored function become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirrored {
    /// Extent of the table, from 0 on.
    pub range: i32,
    /// Whether 0 counts as negative.
    pub mirrors_zero: bool,
    /// Results for negative arguments, in the type of the result.
    pub low: Table,
    /// Results for the others.
    pub high: Table,
}

/// The entries of the table of a function that the peer has; `None` for others.
pub(crate) fn entries(function: Function, size: usize) -> Option<Vec<f64>> {
    let n = size as f64;
    let centre = |range: f64, i: usize| i as f64 * range / n + range / (2.0 * n);
    let of = |entry: &dyn Fn(usize) -> f64| Some((0..size).map(entry).collect());
    match function {
        Function::Sigmoid => of(&|i| 1.0 / (1.0 + ::libm::exp(-centre(8.0, i)))),
        Function::Tanh => of(&|i| ::libm::tanh(centre(4.0, i))),
        Function::Softsign => of(&|i| centre(8.0, i) / (centre(8.0, i) + 1.0)),
        Function::Softplus => of(&|i| ::libm::log(::libm::exp(16.0 * (i as f64 - n / 2.0) / n) + 1.0)),
        Function::Selu => of(&|i| 1.050_700_987_355_480_5 * (1.673_263_242_354_377_2 * elu(i, size))),
        Function::Linear
        | Function::Relu
        | Function::Relu6
        | Function::BinaryTanh
        | Function::TernaryTanh
        | Function::Exponential
        | Function::Gaussian
        | Function::Gelu
        | Function::GeluTanh
        | Function::HardShrink
        | Function::LogSigmoid
        | Function::Mish
        | Function::Silu
        | Function::SoftShrink
        | Function::SparsePlus
        | Function::TanhShrink => None,
    }
}

/// Entry `i` of the exponential unit.
pub(crate) fn elu(i: usize, size: usize) -> f64 {
    ::libm::exp(-8.0 * i as f64 / size as f64) - 1.0
}

/// Refuses tables that the peer indexes in another way than by a whole number of entries for each unit.
pub(crate) fn check_size(size: usize, range: i32) -> Result<()> {
    if size.is_multiple_of(range.unsigned_abs() as usize) {
        return Ok(());
    }
    let message = "the table has no whole number of entries for each unit of the argument";
    Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
        .found(format!("{size} entries over {range}"))
        .expected(format!("a multiple of {range}"))
        .remedy("choose another `TableSize`, or leave `Compatibility` out")
        .into())
}

/// The results of a mirrored function; `None` for functions that are not mirrored.
///
/// A streaming design mirrors the entry itself, a parallel one what is assigned to the result; `softsign` is the same in
/// both.
///
/// # Errors
/// When the size of the table is not one that can be indexed.
pub fn mirrored(op: &Activation, table: &Table, result: &FixedType, io_type: IoType) -> Result<Option<Mirrored>> {
    let range = match op.function {
        Function::Sigmoid | Function::Softsign => 8,
        Function::Tanh => 4,
        Function::Linear
        | Function::Relu
        | Function::Relu6
        | Function::Softplus
        | Function::Selu
        | Function::BinaryTanh
        | Function::TernaryTanh
        | Function::Exponential
        | Function::Gaussian
        | Function::Gelu
        | Function::GeluTanh
        | Function::HardShrink
        | Function::LogSigmoid
        | Function::Mish
        | Function::Silu
        | Function::SoftShrink
        | Function::SparsePlus
        | Function::TanhShrink => return Ok(None),
    };
    check_size(table.raw.len(), range)?;
    let is_direct = io_type == IoType::Stream && op.function != Function::Softsign;
    let value = |raw: &Raw| Value::from_low_bits(table.ty.format, raw.clone());
    let high: Vec<Value> = table.raw.iter().map(|raw| value(raw).cast(result)).collect();
    let low = table.raw.iter().zip(&high).map(|(raw, assigned)| {
        let entry = if is_direct { value(raw) } else { assigned.clone() };
        let mirrored = if op.function == Function::Sigmoid { &Value::from(1) - &entry } else { -&entry };
        mirrored.cast(result).raw().clone()
    });
    let table = |raw: Vec<Raw>| Table { ty: *result, raw };
    let low = table(low.collect());
    let high = table(high.iter().map(|value| value.raw().clone()).collect());
    Ok(Some(Mirrored { range, mirrors_zero: is_direct, low, high }))
}

/// The tables of a stable softmax; `None` for `argmax`, which has none.
///
/// The difference of an element from the maximum is not positive. Its top bits index the exponentials as a negative number
/// of as many bits and a sign, rounded down and saturated; entry 0 of the peer, which it fills for that of the least
/// number, stands for the difference 0 alone. The sum has the type of the exponentials.
///
/// # Errors
/// When the implementation is another one, a table is empty or too long, or a type is not an integer grid.
pub fn softmax(op: &Softmax, layer: &str, input: &FixedType) -> Result<Option<SoftmaxTables>> {
    match op.implementation {
        SoftmaxImplementation::Argmax => return Ok(None),
        SoftmaxImplementation::Stable if input.format.signed => {}
        SoftmaxImplementation::Stable | SoftmaxImplementation::Latency | SoftmaxImplementation::Legacy => {
            let message = "the numbers that hls4ml gives such a softmax for Quartus are not reproduced";
            return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
                .found(format!("{} of {input}", op.implementation))
                .expected("stable of a signed type, or argmax")
                .into());
        }
    }
    let size = checked_size(op.table_size)?;
    let exp_t = fixed_type(&op.exp_table_t, "`exp_table_t`")?;
    let inv_t = fixed_type(&op.inv_table_t, "`inv_table_t`")?;
    let most = [input, &exp_t, &inv_t].iter().map(|ty| ty.format.width - 1).min().unwrap_or(0);
    let bits = size.next_power_of_two().trailing_zeros().max(1).min(most);
    let own = layer == SOFTMAX_NAME;
    let format = |ty: &FixedType, other: Format| if own { ty.format } else { other };
    let exp_format = format(input, Format { width: 16, integer: 6, signed: true });
    let inv_format = format(&exp_t, Format { width: 18, integer: 8, signed: true });
    if most == 0 || bits >= exp_format.width || bits >= inv_format.width {
        let message = "a table of this softmax has more entries than its argument has numbers";
        return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
            .found(format!("{size} entries"))
            .remedy("choose a smaller `TableSize`")
            .into());
    }
    // What stands in the files of the peer has 12 decimals, and then this type.
    let written = FixedType::new(16, 8, true);
    let entry = |value: f64, ty: &FixedType| {
        let decimals = format!("{value:.12}").parse().unwrap_or(value);
        Value::from_low_bits(written.format, written.quantize(decimals)).cast(ty).raw().clone()
    };
    let argument = |raw: i64, format: Format| {
        let shift = format.width - bits - 1;
        Value::from_low_bits(format, Raw::from(raw).shl(shift)).to_f64()
    };
    let n = 1_usize << bits;
    // By the bits of a number that is not positive, with a sign; those of positive ones do not come up.
    let exp = (0..2 * n).map(|pattern| match pattern {
        0 => entry(1.0, &exp_t),
        _ if pattern < n => Raw::ZERO,
        _ => {
            // The least number has the entry behind its own.
            let index = (pattern - n).max(1);
            entry(::libm::exp(argument(index as i64 - n as i64, exp_format)), &exp_t)
        }
    });
    let inv = (0..2 * n).map(|pattern| match pattern % n {
        // The reciprocal of 0 is a number so large that nothing of it is left.
        0 => Raw::ZERO,
        index => entry(1.0 / argument(index as i64, inv_format), &inv_t),
    });
    let integer = input.format.integer;
    let exp_index = FixedType::new(bits + 1, integer, true).with_modes(Rounding::Trn, Overflow::Sat);
    let exp = Table { ty: exp_t, raw: exp.collect() };
    let inv = Table { ty: inv_t, raw: inv.collect() };
    Ok(Some(SoftmaxTables { exp_index, exp, inv_index: exp_t, inv }))
}

/// Refuses arguments of a softplus whose index is beyond the 16 bits that parallel designs of the peer keep of it.
///
/// # Errors
/// When the type has such.
pub fn check_softplus(input: &FixedType, size: usize, io_type: IoType) -> Result<()> {
    check_size(size, 16)?;
    let sign = i32::from(input.format.signed);
    let bits = input.format.integer - sign + (size / 16).next_power_of_two().trailing_zeros() as i32;
    if io_type == IoType::Stream || bits <= 15 {
        return Ok(());
    }
    let message = "the index of the table has more bits than hls4ml keeps of it";
    Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
        .found(format!("{input} with {size} entries"))
        .remedy("choose a narrower type, or leave `Compatibility` out")
        .into())
}
