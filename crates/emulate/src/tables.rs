//! Function tables as exact raw integers; code generators write the same tables.
//!
//! Entries are defined through single-precision arithmetic, as the peer hls4ml fills its tables, and then assigned to
//! the type of the table. `N` is the number of entries, `i` an index.
//!
//! | function | argument `v` (rounded to `f32`) | entry before assignment |
//! |---|---|---|
//! | sigmoid | `16 (i - N/2) / N` | `1 / f32(1 + expf(-v))` in `f64`, rounded to `f32` |
//! | softplus | `16 (i - N/2) / N` | `log(expf(v) + 1)` in `f64`, rounded to `f32` |
//! | softsign | `16 (i - N/2) / N` | `v / (abs(v) + 1)` in `f64`, rounded to `f32` |
//! | tanh | `8 (i - N/2) / N` | `tanhf(v)` |
//! | elu | `-8 i / N` | `expf(v) - 1` in `f64`, rounded to `f32` |
//! | selu | `-8 i / N` | `1.0507... * (1.6732... * (expf(v) - 1))` in `f64`, rounded to `f32` |
//!
//! Functions the peer does not have are defined through `f64` alone, rounded to `f32`, and their entries saturate at the
//! bounds of the table type. `u` is `abs(v)`; a function with a base holds its difference from `max(v, 0)`, `min(v, 0)`
//! or `v` in the table.
//!
//! | function | argument `v` | entry before assignment |
//! |---|---|---|
//! | exponential | `16 (i - N/2) / N` | `exp(v)` |
//! | gelu | `16 (i - N/2) / N` | `-u erfc(u / sqrt(2)) / 2` |
//! | gelu_tanh | `16 (i - N/2) / N` | `-u (1 - tanh(sqrt(2 / pi) (u + 0.044715 u^3))) / 2` |
//! | log_sigmoid | `16 (i - N/2) / N` | `-log1p(exp(-u))` |
//! | mish | `16 (i - N/2) / N` | `v tanh(log1p(exp(v))) - max(v, 0)` |
//! | silu | `16 (i - N/2) / N` | `-u / (1 + exp(u))` |
//! | sparse_plus | `2 (i - N/2) / N` | `(1 - u)^2 / 4` |
//! | tanh_shrink | `8 (i - N/2) / N` | `-tanh(v)` |

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{Cast, FixedType, Format, Interval, Precision, Raw, Value};
use hlsmith_ir::ops::{
    Activation, Function, InverseRoot, LayerNormalization, ParametrizedActivation, ParametrizedFunction, Softmax,
    SoftmaxImplementation, UnaryLut,
};
use hlsmith_ir::{Compatibility, NamedType, TableFunction};

use crate::from_float::FromFloat;
use crate::libm::{expf, tanhf};
use crate::quartus;
use crate::types::{finite, fixed_type};

/// Largest magnitude of the binary logarithm of the range of a table.
const MAX_RANGE_POWER: i32 = 64;

/// Most bits of the number that a variance is increased by.
const MAX_EPSILON_BITS: u32 = 128;

/// Most entries of a table.
pub const MAX_TABLE_SIZE: usize = 1 << 20;

/// A table of constants of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Type of the entries.
    pub ty: FixedType,
    /// Raw values of the entries.
    pub raw: Vec<Raw>,
}

/// The tables of a softmax that uses tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoftmaxTables {
    /// Type whose top bits index `exp`: that of `max - x` for `stable`, of `x` for `latency`. For `legacy` the index is
    /// arithmetic and this is the input type.
    pub exp_index: FixedType,
    /// Exponentials, in `exp_table_t` (`legacy`: [`Self::inv`]'s type).
    pub exp: Table,
    /// Type whose top bits index `inv`, `inv_inp_t` (`legacy`: the type of the sum, the index is arithmetic).
    pub inv_index: FixedType,
    /// Reciprocals.
    pub inv: Table,
}

impl Table {
    /// The raw entries assigned to another type.
    pub(crate) fn cast(&self, ty: &FixedType) -> Vec<Raw> {
        let cast = Cast::new(self.ty.format.fraction(), ty);
        self.raw.iter().map(|raw| cast.apply_raw(raw)).collect()
    }

    /// Entries assigned to a type.
    fn of(assignment: FromFloat, entries: impl IntoIterator<Item = f64>) -> Table {
        Table { ty: assignment.ty, raw: entries.into_iter().map(|entry| assignment.raw(entry)).collect() }
    }

    /// Entries `0..size` of a function of the index, assigned to `ty`.
    fn fill(assignment: FromFloat, size: usize, entry: impl Fn(usize) -> f32) -> Table {
        Table::of(assignment, (0..size).map(|i| f64::from(entry(i))))
    }
}

/// The table of an activation; `None` for functions that use none.
///
/// With `is_quartus` the numbers are those of the peer for Quartus.
///
/// # Errors
/// When the table is empty or too long, or its type is not an integer grid.
pub fn activation(op: &Activation, compatibility: Compatibility, is_quartus: bool) -> Result<Option<Table>> {
    let Some(range) = op.function.table_range() else { return Ok(None) };
    if (op.function, compatibility) == (Function::Gaussian, Compatibility::Hls4ml13) {
        let message = "the numbers that hls4ml gives a GarNet layer are not reproduced";
        return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
            .found("Compatibility: hls4ml-1.3")
            .expected("sound")
            .into());
    }
    let size = checked_size(op.table_size)?;
    let table_t = FromFloat::new(&op.table_t, "`table_t`", compatibility)?;
    if is_quartus && let Some(entries) = quartus::entries(op.function, size) {
        quartus::check_size(size, range)?;
        return Ok(Some(Table::of(table_t, entries)));
    }
    let argument = |i: usize| if range < 0 { negative(i, size) } else { centred(f64::from(range), i, size) };
    let peer = |entry: fn(f32) -> f32| Table::fill(table_t, size, |i| entry(argument(i)));
    let own = |entry: fn(f64) -> f64| Table::fill(table_t.saturating(), size, |i| entry(f64::from(argument(i))) as f32);
    Ok(Some(match op.function {
        Function::Linear
        | Function::Relu
        | Function::Relu6
        | Function::BinaryTanh
        | Function::TernaryTanh
        | Function::HardShrink
        | Function::SoftShrink => return Ok(None),
        Function::Sigmoid => peer(sigmoid),
        Function::Tanh => peer(tanhf),
        Function::Softplus => peer(softplus),
        Function::Softsign => peer(softsign),
        Function::Selu => peer(selu),
        Function::Exponential => own(::libm::exp),
        Function::Gaussian => own(|v| ::libm::exp(-v * v)),
        Function::Gelu => own(|v| -v.abs() * ::libm::erfc(v.abs() * std::f64::consts::FRAC_1_SQRT_2) / 2.0),
        Function::GeluTanh => own(|v| {
            let u = v.abs();
            let scale = std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;
            -u * (1.0 - ::libm::tanh(scale * (u + 0.044_715 * u * u * u))) / 2.0
        }),
        Function::LogSigmoid => own(|v| -::libm::log1p(::libm::exp(-v.abs()))),
        Function::Mish => own(|v| v * ::libm::tanh(::libm::log1p(::libm::exp(v))) - v.max(0.0)),
        Function::Silu => own(|v| -v.abs() / (1.0 + ::libm::exp(v.abs()))),
        Function::SparsePlus => own(|v| (1.0 - v.abs()) * (1.0 - v.abs()) / 4.0),
        Function::TanhShrink => own(|v| -::libm::tanh(v)),
    }))
}

/// Checks that a table has its entries.
///
/// # Errors
/// When the pass that makes them has not run.
pub fn check_given(op: &UnaryLut) -> Result<()> {
    if op.function == TableFunction::Given {
        return Ok(());
    }
    let message = "a function has no table yet";
    Err(Diagnostic::error(Code::PassFailed, Subject::Model, message)
        .found(op.function.as_str())
        .expected("a table of all arguments")
        .remedy("leave the pass `tabulate_functions` in")
        .into())
}

/// The table of a parametrised activation; `None` for functions that use none.
///
/// # Errors
/// When the table is empty or too long, or its type is not an integer grid.
pub fn parametrized_activation(
    op: &ParametrizedActivation,
    compatibility: Compatibility,
    is_quartus: bool,
) -> Result<Option<Table>> {
    match op.function {
        ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu => Ok(None),
        ParametrizedFunction::Elu => {
            let size = checked_size(op.table_size)?;
            let table_t = FromFloat::new(&op.table_t, "`table_t`", compatibility)?;
            if is_quartus {
                quartus::check_size(size, -8)?;
                return Ok(Some(Table::of(table_t, (0..size).map(|i| quartus::elu(i, size)))));
            }
            Ok(Some(Table::fill(table_t, size, |i| elu(negative(i, size)))))
        }
    }
}

/// The tables of a softmax over values of type `input`; `None` for `argmax`.
///
/// A table indexed by the top bits of a value has a power of two entries: enough index bits for the configured size, but
/// not more than the value has. With [`Compatibility::Hls4ml13`], `legacy` always computes in `fixed<18,8>`, and `stable`
/// on a signed input gives the exponentials the size of the table of reciprocals.
///
/// # Errors
/// When a table is empty or too long, or a type is not an integer grid.
pub fn softmax(op: &Softmax, input: &FixedType, compatibility: Compatibility) -> Result<Option<SoftmaxTables>> {
    let size = |own: usize| checked_size(if own == 0 { op.table_size } else { own });
    let from_float = |ty: &NamedType, role: &str| FromFloat::new(ty, role, compatibility);
    let (exp_size, inv_size) = (size(op.exp_table_size)?, size(op.inv_table_size)?);
    let scale = finite(op.exp_scale, "`exp_scale`")? as f32;
    let indexed = |exp_index: FixedType, exp_size: usize, sign: f32| -> Result<Option<SoftmaxTables>> {
        let inv_index = fixed_type(&op.inv_inp_t, "`inv_inp_t`")?;
        let (exp_bits, inv_bits) = (index_bits(exp_size, &exp_index), index_bits(inv_size, &inv_index));
        let exp_t = from_float(&op.exp_table_t, "`exp_table_t`")?;
        let inv_t = from_float(&op.inv_table_t, "`inv_table_t`")?;
        let exp = Table::fill(exp_t, 1 << exp_bits, |i| expf(sign * (value_of_index(&exp_index, i, exp_bits) * scale)));
        let inv = Table::fill(inv_t, 1 << inv_bits, |i| 1.0 / value_of_index(&inv_index, i, inv_bits));
        Ok(Some(SoftmaxTables { exp_index, exp, inv_index, inv }))
    };
    match op.implementation {
        SoftmaxImplementation::Argmax => Ok(None),
        SoftmaxImplementation::Stable => {
            let exp_size = match compatibility {
                Compatibility::Hls4ml13 if input.format.signed => inv_size,
                Compatibility::Hls4ml13 | Compatibility::Sound => exp_size,
            };
            indexed(norm_type(op, input)?, exp_size, -1.0)
        }
        SoftmaxImplementation::Latency => indexed(*input, exp_size, 1.0),
        SoftmaxImplementation::Legacy => {
            let peer = NamedType::new("", Precision::fixed(18, 8, true));
            let ty = match compatibility {
                Compatibility::Sound => from_float(&op.table_t, "`table_t`")?,
                Compatibility::Hls4ml13 => from_float(&peer, "`table_t`")?,
            };
            let exp = Table::fill(ty, exp_size, |i| expf(centred(16.0, i, exp_size) * scale));
            let inv = Table::fill(ty, inv_size, |i| {
                let sum = (64.0 * i as f64 / inv_size as f64) as f32;
                if i == 0 { 0.0 } else { (1.0 / f64::from(sum)) as f32 }
            });
            Ok(Some(SoftmaxTables { exp_index: *input, exp, inv_index: ty.ty, inv }))
        }
    }
}

/// The table of reciprocal roots of a layer normalisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootTable {
    /// A root for each variance of a range.
    Linear {
        /// The roots.
        table: Table,
        /// The position of a raw variance `v` is `v * size / 2^shift`, rounded down and limited to the table.
        shift: i32,
    },
    /// The root of the variance plus `epsilon`, scaled by a power of 4.
    Scaled {
        /// The roots of numbers in `[0, 1)`, those below 1/4 not used; with `fraction` bits right of the binary point
        /// they are the roots of sums with `c = 0`.
        table: Table,
        /// What is added to the raw variance, at least 1.
        epsilon: Raw,
        /// The sum is scaled by `4^c` into `[2^(bits - 2), 2^bits)`; the root is the entry times `2^c`.
        bits: u32,
        /// The position of a scaled sum `s` is `s / 2^right`, rounded down.
        right: i32,
        /// Fractional bits of an entry before it is scaled back.
        fraction: i32,
    },
}

impl RootTable {
    /// The roots.
    pub fn table(&self) -> &Table {
        match self {
            RootTable::Linear { table, .. } | RootTable::Scaled { table, .. } => table,
        }
    }

    /// The type that holds every root exactly.
    pub fn root_type(&self) -> FixedType {
        match self {
            RootTable::Linear { table, .. } => table.ty,
            RootTable::Scaled { table, epsilon, bits, fraction, .. } => {
                // The smallest sum is `epsilon`.
                let most = bits.saturating_sub(epsilon.signed_bits() - 1).div_ceil(2);
                let width = table.ty.format.width + most;
                FixedType::new(width, width as i32 - fraction, table.ty.format.signed)
            }
        }
    }

    /// The interval of the roots.
    pub(crate) fn interval(&self) -> Interval {
        Interval::of_type(&self.root_type())
    }

    /// Bits of a container that holds everything a root needs, for raw variances of an interval.
    pub(crate) fn bits(&self, variance: &Interval) -> u32 {
        match self {
            RootTable::Linear { table, shift } => {
                let size = Raw::from(table.raw.len() as u64);
                let product = variance.scaled(&size, 0).signed_bits();
                product.max(40) + (-shift).max(0).unsigned_abs()
            }
            RootTable::Scaled { table, bits, right, .. } => (bits + 2)
                .max((-right).max(0).unsigned_abs() + bits + 2)
                .max(self.root_type().format.container_bits())
                .max(table.ty.format.container_bits()),
        }
    }
}

/// The table of reciprocal roots of a layer normalisation.
///
/// `linear`: entry `i` is `1 / sqrtf(f32(f32(10^-p) + f32(f32(f32(2^-r) / N) * i)))` in `f64`, as the peer fills it,
/// with `epsilon` in place of `10^-p` for [`Compatibility::Sound`]; `r` is `table_range_power2`. `scaled`: entry `i` is
/// `1 / sqrt((i + 1/2) / N)`, from `i = N/4` on; earlier ones equal that.
///
/// # Errors
/// When the table is empty or too long, a type is not an integer grid, or the range is beyond all numbers.
pub fn layer_normalization(op: &LayerNormalization, compatibility: Compatibility) -> Result<RootTable> {
    let size = checked_size(op.table_size)?;
    let epsilon = finite(op.epsilon, "`epsilon`")?;
    let table_t = FromFloat::new(&op.table_t, "`table_t`", compatibility)?;
    let accum = fixed_type(&op.accum_t, "`accum_t`")?;
    let accum_fraction = accum.format.fraction();
    match op.inverse_root {
        InverseRoot::Auto | InverseRoot::Linear => {
            let power = i32::try_from(op.table_range_power2).ok().filter(|power| power.abs() <= MAX_RANGE_POWER);
            let Some(power) = power else {
                let message = "the range of the table is out of range";
                return Err(Diagnostic::error(Code::EmulatorUnsupported, Subject::Model, message)
                    .found(op.table_range_power2.to_string())
                    .expected(format!("-{MAX_RANGE_POWER} to {MAX_RANGE_POWER}"))
                    .into());
            };
            let least = match compatibility {
                Compatibility::Sound => epsilon as f32,
                Compatibility::Hls4ml13 => ::libm::pow(10.0, ::libm::round(::libm::log10(epsilon))) as f32,
            };
            let step = 2f32.powi(-power) / size as f32;
            let entry = |i: usize| 1.0 / f64::from((least + step * i as f32).sqrt());
            let raw = (0..size).map(|i| table_t.raw(entry(i))).collect();
            Ok(RootTable::Linear { table: Table { ty: table_t.ty, raw }, shift: accum_fraction - power })
        }
        InverseRoot::Scaled => {
            let index_bits = size.next_power_of_two().trailing_zeros().max(2);
            let size = 1_usize << index_bits;
            let epsilon =
                FixedType::new(MAX_EPSILON_BITS, MAX_EPSILON_BITS as i32 - accum_fraction, true).quantize(epsilon);
            let epsilon = epsilon.max(Raw::from(1));
            let width = accum.format.width.max(epsilon.signed_bits()) + 1;
            // An even number of bits on either side of the binary point, so that a power of 4 has a root.
            let bits = width + (width + accum_fraction.unsigned_abs()) % 2;
            let table_t = table_t.saturating();
            let entry = |i: usize| 1.0 / ((i.max(size / 4) as f64 + 0.5) / size as f64).sqrt();
            let raw = (0..size).map(|i| table_t.raw(entry(i))).collect();
            let fraction = table_t.ty.format.fraction() + (bits as i32 - accum_fraction) / 2;
            let right = bits as i32 - index_bits as i32;
            Ok(RootTable::Scaled { table: Table { ty: table_t.ty, raw }, epsilon, bits, right, fraction })
        }
    }
}

/// How many top bits of a value of type `ty` index a table configured with `size` entries.
pub fn index_bits(size: usize, ty: &FixedType) -> u32 {
    size.next_power_of_two().trailing_zeros().max(1).min(ty.format.width)
}

/// The type of `max - x` in a stable softmax: as configured, or the unsigned type without the input's sign bit.
fn norm_type(op: &Softmax, input: &FixedType) -> Result<FixedType> {
    if op.inp_norm_t.precision != Precision::Auto {
        return fixed_type(&op.inp_norm_t, "`inp_norm_t`");
    }
    let Format { width, integer, signed } = input.format;
    let sign = u32::from(signed);
    if width > sign {
        return Ok(FixedType::new(width - sign, integer - sign as i32, false));
    }
    let message = "a stable softmax needs an input of more than a sign bit";
    Err(Diagnostic::error(Code::EmulatorUnsupported, Subject::Model, message).found(input.to_string()).into())
}

/// The value of `ty` whose top `bits` bits are `index` and whose other bits are 0.
fn value_of_index(ty: &FixedType, index: usize, bits: u32) -> f32 {
    Value::from_low_bits(ty.format, Raw::from(index as u64).shl(ty.format.width - bits)).to_f32()
}

pub(crate) fn checked_size(size: usize) -> Result<usize> {
    if (1..=MAX_TABLE_SIZE).contains(&size) {
        return Ok(size);
    }
    Err(Diagnostic::error(Code::EmulatorUnsupported, Subject::Model, "the number of table entries is out of range")
        .found(size.to_string())
        .expected(format!("1 to {MAX_TABLE_SIZE}"))
        .into())
}

/// Argument of entry `i` in a table over a range that is symmetric around 0.
fn centred(range: f64, i: usize, size: usize) -> f32 {
    (range * (i as f64 - size as f64 / 2.0) / size as f64) as f32
}

/// Argument of entry `i` in a table over (-8, 0].
fn negative(i: usize, size: usize) -> f32 {
    (-8.0 * i as f64 / size as f64) as f32
}

fn sigmoid(v: f32) -> f32 {
    (1.0 / f64::from(1.0 + expf(-v))) as f32
}

fn softplus(v: f32) -> f32 {
    ::libm::log(f64::from(expf(v)) + 1.0) as f32
}

fn softsign(v: f32) -> f32 {
    (f64::from(v) / (f64::from(v.abs()) + 1.0)) as f32
}

fn elu(v: f32) -> f32 {
    (f64::from(expf(v)) - 1.0) as f32
}

fn selu(v: f32) -> f32 {
    (1.050_700_987_355_480_5 * (1.673_263_242_354_377_2 * (f64::from(expf(v)) - 1.0))) as f32
}
