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
use hlsmith_ir::ops::{Activation, CellFunction, Function, Softmax, SoftmaxImplementation};
use hlsmith_ir::{IoType, NamedType, PoolFunction, PoolWindows};

use crate::tables::{SoftmaxTables, Table, checked_size};
use crate::types::fixed_type;

/// The name of the only layers that are made tables of their own types.
const SOFTMAX_NAME: &str = "softmax";

/// What the entries of the tables of a softmax are read as.
fn written() -> FixedType {
    FixedType::new(16, 8, true)
}

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

impl Mirrored {
    /// The results for negative arguments, then the others.
    pub fn joined(&self) -> Table {
        Table { ty: self.low.ty, raw: self.low.raw.iter().chain(&self.high.raw).cloned().collect() }
    }
}

/// The table of a function that the peer has.
struct Definition {
    /// Entry `i` of `n`.
    entry: fn(usize, usize) -> f64,
    /// The extent of a table from 0 on that is mirrored for negative arguments; `None` for a table of all arguments.
    mirrored: Option<i32>,
}

impl Definition {
    /// The table of a function; `None` for functions that the peer does not have.
    fn of(function: Function) -> Option<Self> {
        let whole = |entry| Some(Self { entry, mirrored: None });
        let mirrored = |range, entry| Some(Self { entry, mirrored: Some(range) });
        match function {
            Function::Sigmoid => mirrored(8, |i, n| 1.0 / (1.0 + ::libm::exp(-centre(8.0, i, n)))),
            Function::Tanh => mirrored(4, |i, n| ::libm::tanh(centre(4.0, i, n))),
            Function::Softsign => mirrored(8, |i, n| centre(8.0, i, n) / (centre(8.0, i, n) + 1.0)),
            Function::Softplus => {
                whole(|i, n| ::libm::log(::libm::exp(16.0 * (i as f64 - n as f64 / 2.0) / n as f64) + 1.0))
            }
            Function::Selu => whole(|i, n| 1.050_700_987_355_480_5 * (1.673_263_242_354_377_2 * elu(i, n))),
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
}

/// The middle of interval `i` of `n` over `range`.
fn centre(range: f64, i: usize, n: usize) -> f64 {
    i as f64 * range / n as f64 + range / (2.0 * n as f64)
}

/// The entries of the table of a function that the peer has; `None` for others.
pub(crate) fn entries(function: Function, size: usize) -> Option<Vec<f64>> {
    Definition::of(function).map(|definition| (0..size).map(|i| (definition.entry)(i, size)).collect())
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
    let Some(range) = Definition::of(op.function).and_then(|definition| definition.mirrored) else { return Ok(None) };
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

/// The tables of a softmax; `None` for `argmax`, which has none.
///
/// Of `stable`, the difference of an element from the maximum is not positive. Its top bits index the exponentials as a
/// negative number of as many bits and a sign, rounded down and saturated; entry 0 of the peer, which it fills for that of
/// the least number, stands for the difference 0 alone. Of `latency`, the top bits of an element index the exponentials.
/// The sum of both has the type of the exponentials. For `legacy` see [`legacy_tables`].
///
/// # Errors
/// When the implementation is not reproduced, a table is empty or too long, or a type is not an integer grid.
pub fn softmax(op: &Softmax, layer: &str, input: &FixedType, io_type: IoType) -> Result<Option<SoftmaxTables>> {
    let is_stable = match op.implementation {
        SoftmaxImplementation::Argmax => return Ok(None),
        SoftmaxImplementation::Legacy => return legacy_tables(op, input, io_type).map(Some),
        SoftmaxImplementation::Stable => true,
        SoftmaxImplementation::Latency => false,
    };
    let own = layer == SOFTMAX_NAME;
    if own && !is_stable {
        let message = "the numbers that hls4ml gives such a softmax for the compilers of Intel are not reproduced";
        return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
            .found(format!("{} in a layer `{layer}`", op.implementation))
            .expected("stable, or another name")
            .into());
    }
    let size = checked_size(op.table_size)?;
    let exp_t = fixed_type(&op.exp_table_t, "`exp_table_t`")?;
    let inv_t = fixed_type(&op.inv_table_t, "`inv_table_t`")?;
    let most = most_bits([input, &exp_t, &inv_t]);
    let bits = size.next_power_of_two().trailing_zeros().max(1).min(most);
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
    let argument = |raw: i64, format: Format, used: u32| {
        Value::from_low_bits(format, Raw::from(raw).shl(format.width - used)).to_f64()
    };
    let n = 1_i64 << bits;
    // By the bits of a number that is not positive, with a sign; those of positive ones do not come up.
    let of_difference = |pattern: i64| match pattern {
        0 => entry(1.0, &exp_t),
        _ if pattern < n => Raw::ZERO,
        // The least number has the entry behind its own.
        _ => entry(::libm::exp(argument((pattern - n).max(1) - n, exp_format, bits + 1)), &exp_t),
    };
    let of_element = |pattern: i64| entry(::libm::exp(argument(pattern, exp_format, bits)), &exp_t);
    let inverse = |pattern: i64, bits: u32| match pattern {
        // The reciprocal of 0 is a number so large that nothing of it is left.
        0 => Raw::ZERO,
        _ => entry(1.0 / argument(pattern, inv_format, bits), &inv_t),
    };
    let (exp_index, exp, inv): (_, Vec<Raw>, Vec<Raw>) = match is_stable {
        true => (
            FixedType::new(bits + 1, input.format.integer, true).with_modes(Rounding::Trn, Overflow::Sat),
            (0..2 * n).map(of_difference).collect(),
            (0..2 * n).map(|pattern| inverse(pattern % n, bits + 1)).collect(),
        ),
        false => (*input, (0..n).map(of_element).collect(), (0..n).map(|pattern| inverse(pattern, bits)).collect()),
    };
    let (exp, inv) = (Table { ty: exp_t, raw: exp }, Table { ty: inv_t, raw: inv });
    Ok(Some(SoftmaxTables { exp_index, exp, inv_index: exp_t, inv }))
}

/// The most bits that index a table of a softmax, one less than the narrowest of its types has.
fn most_bits(types: [&FixedType; 3]) -> u32 {
    types.iter().map(|ty| ty.format.width - 1).min().unwrap_or(0)
}

/// An entry of a table of a softmax: what stands in the files of the peer has 12 decimals, and then a type of its own
/// before it gets that of the layer.
fn entry(value: f64, ty: &FixedType) -> Raw {
    let written = written();
    let decimals = format!("{value:.12}").parse().unwrap_or(value);
    Value::from_low_bits(written.format, written.quantize(decimals)).cast(ty).raw().clone()
}

/// The tables of a softmax whose results are reciprocals of sums of exponentials of differences. With `N` entries, entry
/// `i` of the exponentials is `exp(16 (i - N/2) / N)` and that of the reciprocals `N / (64 i)`, 0 for `i = 0`. Elements
/// are rounded down to multiples of `16 / N` before they are subtracted, and the sum has the type of the exponentials.
///
/// In a streaming design elements are subtracted as they are, and everything has the type of the entries.
fn legacy_tables(op: &Softmax, input: &FixedType, io_type: IoType) -> Result<SoftmaxTables> {
    let exp_t = fixed_type(&op.exp_table_t, "`exp_table_t`")?;
    let inv_t = fixed_type(&op.inv_table_t, "`inv_table_t`")?;
    let size = checked_size(op.table_size)?.min(1 << most_bits([input, &exp_t, &inv_t]).min(31));
    let (exp_t, inv_t) = match io_type {
        IoType::Parallel => (exp_t, inv_t),
        IoType::Stream => (written(), written()),
    };
    let fraction = size.trailing_zeros() as i32 - 4;
    let Format { integer, signed, .. } = input.format;
    // The peer keeps an index in 32 bits.
    if !size.is_power_of_two() || fraction < 0 || !(1..31).contains(&(integer + fraction)) {
        let message = "the index of a table of this softmax is not that of hls4ml";
        return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
            .found(format!("{size} entries, elements of {input}"))
            .expected("a power of two from 16 on, and elements whose multiples of 16 / `TableSize` fit 30 bits")
            .remedy("choose another `TableSize`, or leave `Compatibility` out")
            .into());
    }
    let exp_index = match io_type == IoType::Parallel && input.format.fraction() > fraction {
        true => FixedType::new((integer + fraction).unsigned_abs(), integer, signed),
        false => *input,
    };
    let n = size as f64;
    let exp = (0..size).map(|i| entry(::libm::exp(16.0 * (i as f64 - n / 2.0) / n), &exp_t)).collect();
    let inv = (0..size).map(|i| if i == 0 { Raw::ZERO } else { entry(n / (64.0 * i as f64), &inv_t) }).collect();
    let (exp, inv) = (Table { ty: exp_t, raw: exp }, Table { ty: inv_t, raw: inv });
    Ok(SoftmaxTables { exp_index, exp, inv_index: exp_t, inv })
}

/// Refuses functions inside of a recurrent layer of which no numbers of the peer are known.
///
/// # Errors
/// When the function is another one than `sigmoid`, `tanh` or `relu`.
pub fn check_cell_function(function: CellFunction) -> Result<()> {
    if let CellFunction::Sigmoid | CellFunction::Tanh | CellFunction::Relu = function {
        return Ok(());
    }
    let message = "the numbers that hls4ml gives this function inside of a recurrent layer for the compilers of Intel are not known";
    Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
        .found(function.to_string())
        .expected("sigmoid, tanh or relu")
        .remedy("leave `Compatibility` out")
        .into())
}

/// Refuses signs that are kept in one bit, whose sums the peer computes in another way.
///
/// # Errors
/// When the type of the signs is a single bit.
pub fn check_signs(result: &FixedType) -> Result<()> {
    if result.format.width > 1 {
        return Ok(());
    }
    let message =
        "the numbers that hls4ml computes from signs of one bit for the compilers of Intel are not reproduced";
    Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
        .found(result.to_string())
        .expected("signs of two bits")
        .remedy("leave `Compatibility` out")
        .into())
}

/// The type of the largest element and of partial sums of a window.
///
/// # Errors
/// When it is not an integer grid, integers are averaged, or the peer looks for the largest of unsigned numbers of a stream, which it begins
/// with the number whose top bit alone is set.
pub fn pool_accum(
    windows: &PoolWindows,
    function: PoolFunction,
    accum_t: &NamedType,
    input: &FixedType,
    io_type: IoType,
) -> Result<FixedType> {
    // The peer tells integers from other numbers without fractional bits, which have the same rule of assignment here.
    let is_integer = *input == FixedType::integer(input.format.width, input.format.signed);
    if is_integer && function == PoolFunction::Average && !(windows.is_global && io_type == IoType::Stream) {
        let message = "the averages that hls4ml gives integers for the compilers of Intel are not reproduced";
        return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
            .found(input.to_string())
            .remedy("choose a type with fractional bits, or leave `Compatibility` out")
            .into());
    }
    if let Some(accum) = windows.quartus_accum(function, io_type, *input) {
        return Ok(accum);
    }
    let accum = fixed_type(accum_t, "`accum_t`")?;
    if accum.format.signed || function != PoolFunction::Max {
        return Ok(accum);
    }
    let message = "hls4ml takes a number that is no element for the largest of unsigned numbers of a stream for the compilers of Intel";
    Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
        .found(accum.to_string())
        .expected("a signed accumulator")
        .remedy("choose another `accum`, or leave `Compatibility` out")
        .into())
}

/// What an average over windows is multiplied by, for each number of elements of a window that are inside of the image,
/// from 1 on: the extents of the window in the type of the elements, over that number.
///
/// # Errors
/// When the layer divides by the size of windows that reach beyond the image, which is not known of the peer.
pub fn pool_factors(windows: &PoolWindows, count_pad: bool, input: &FixedType) -> Result<Vec<Value>> {
    if count_pad && windows.is_padded() {
        let message =
            "the averages that hls4ml gives windows beyond the image for the compilers of Intel are not reproduced";
        return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
            .found("elements outside of the image that are counted")
            .remedy("leave `Compatibility` out")
            .into());
    }
    let extent = |size: usize| Value::from(size as i32).cast(input);
    let [rows, columns] = windows.pool.map(extent);
    let size = if windows.n_axes == 1 { columns } else { &rows * &columns };
    let factor = |n: usize| size.checked_div(&Value::from(n as i32)).unwrap_or_else(|| size.clone());
    Ok((1..=windows.window_len()).map(factor).collect())
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
