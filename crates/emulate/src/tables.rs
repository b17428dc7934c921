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
use hlsmith_fixed::{Cast, FixedType, Format, Precision, Raw, Value};
use hlsmith_ir::ops::{
    Activation, Function, ParametrizedActivation, ParametrizedFunction, Softmax, SoftmaxImplementation,
};
use hlsmith_ir::{Compatibility, NamedType};

use crate::from_float::FromFloat;
use crate::libm::{expf, tanhf};
use crate::types::fixed_type;

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

    /// Entries `0..size` of a function of the index, assigned to `ty`.
    fn fill(assignment: FromFloat, size: usize, entry: impl Fn(usize) -> f32) -> Table {
        Table { ty: assignment.ty, raw: (0..size).map(|i| assignment.raw(f64::from(entry(i)))).collect() }
    }
}

/// The table of an activation; `None` for functions that use none.
///
/// # Errors
/// When the table is empty or too long, or its type is not an integer grid.
pub fn activation(op: &Activation, compatibility: Compatibility) -> Result<Option<Table>> {
    let Some(range) = op.function.table_range() else { return Ok(None) };
    let size = checked_size(op.table_size)?;
    let table_t = FromFloat::new(&op.table_t, "`table_t`", compatibility)?;
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

/// The table of a parametrised activation; `None` for functions that use none.
///
/// # Errors
/// When the table is empty or too long, or its type is not an integer grid.
pub fn parametrized_activation(op: &ParametrizedActivation, compatibility: Compatibility) -> Result<Option<Table>> {
    match op.function {
        ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu => Ok(None),
        ParametrizedFunction::Elu => {
            let size = checked_size(op.table_size)?;
            let table_t = FromFloat::new(&op.table_t, "`table_t`", compatibility)?;
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
    let indexed = |exp_index: FixedType, exp_size: usize, sign: f32| -> Result<Option<SoftmaxTables>> {
        let inv_index = fixed_type(&op.inv_inp_t, "`inv_inp_t`")?;
        let (exp_bits, inv_bits) = (index_bits(exp_size, &exp_index), index_bits(inv_size, &inv_index));
        let exp_t = from_float(&op.exp_table_t, "`exp_table_t`")?;
        let inv_t = from_float(&op.inv_table_t, "`inv_table_t`")?;
        let exp = Table::fill(exp_t, 1 << exp_bits, |i| expf(sign * value_of_index(&exp_index, i, exp_bits)));
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
            let exp = Table::fill(ty, exp_size, |i| expf(centred(16.0, i, exp_size)));
            let inv = Table::fill(ty, inv_size, |i| {
                let sum = (64.0 * i as f64 / inv_size as f64) as f32;
                if i == 0 { 0.0 } else { (1.0 / f64::from(sum)) as f32 }
            });
            Ok(Some(SoftmaxTables { exp_index: *input, exp, inv_index: ty.ty, inv }))
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

fn checked_size(size: usize) -> Result<usize> {
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
