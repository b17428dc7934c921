//! Element-wise functions without parameters: see [`hlsmith_ir::ops::Activation`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Interval, Raw, Value};
use hlsmith_ir::ops::{self, Base, Function};
use hlsmith_ir::{Compatibility, IoType};

use super::Context;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::table::{self as table_kernel, Index};
use crate::kernel::{Kernel, MAX_LANES, RowKernel, elementwise, in_container};
use crate::quartus;
use crate::table_index::TableIndex;
use crate::tables::{self, Table};

/// A function with its table.
#[derive(Clone, Debug)]
pub(crate) enum Activation {
    /// `x`.
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `min(max(x, 0), 6)`.
    Relu6,
    /// The second result if `x > 0`, or if `x` is 0 and that counts as positive, else the first.
    BinaryTanh { results: [Value; 2], is_low_at_zero: bool },
    /// The third result if `x` is above the threshold, a number of halves, else the second if it is above minus the
    /// threshold, else the first; in place of `x` stands `2 x` assigned to `doubled`, if that is given.
    TernaryTanh { doubled: Option<FixedType>, halves: i32, results: [Value; 3] },
    /// 0 where `|x| <= 1/2`, else `x`, or `x` moved by 1/2 toward 0.
    Shrink { is_soft: bool },
    /// An entry of the table added to the base.
    Table { base: Base, index: TableIndex, table: Table },
    /// An entry for `|x|`, assigned to `argument`: of the first results if `x < 0`, or with `mirrors_zero` if `x <= 0`, else
    /// of the second.
    Mirrored { argument: FixedType, mirrors_zero: bool, index: TableIndex, results: [Table; 2] },
    /// `scale * x` if `x >= 0`, else an entry of the table.
    Selu { scale: Value, index: TableIndex, table: Table },
}

impl Activation {
    pub(crate) fn lower(op: &ops::Activation, context: &Context) -> Result<Self> {
        let compatibility = context.compatibility;
        let table = tables::activation(op, compatibility, context.is_quartus)?;
        if let Some((table, range)) = table.zip(op.function.table_range()) {
            let size = table.raw.len();
            if context.is_quartus
                && let Some(activation) = Self::of_quartus(op, &table, context)?
            {
                return Ok(activation);
            }
            return Ok(if range < 0 {
                // A streaming design of the peer has the scale in the type of the input.
                let scale_t = match (compatibility, context.io_type) {
                    (Compatibility::Hls4ml13, IoType::Stream) => context.input,
                    (Compatibility::Hls4ml13, IoType::Parallel) if context.is_quartus => context.output,
                    (Compatibility::Hls4ml13, IoType::Parallel) | (Compatibility::Sound, _) => {
                        FixedType::new(16, 1, false)
                    }
                };
                let scale = scale_t.from_f64(1.050_700_987_355_480_5);
                Activation::Selu { scale, index: TableIndex::from_zero(size, range, compatibility), table }
            } else {
                let index = TableIndex::centred(size, range, compatibility);
                Activation::Table { base: op.function.base(), index, table }
            });
        }
        let result = |value: i32| Value::from(value).cast(&context.output);
        Ok(match op.function {
            Function::Relu => Activation::Relu,
            Function::Relu6 => Activation::Relu6,
            Function::HardShrink => Activation::Shrink { is_soft: false },
            Function::SoftShrink => Activation::Shrink { is_soft: true },
            Function::BinaryTanh => {
                let Format { width, signed, .. } = context.output.format;
                let low = if width == 1 && !signed { 0 } else { -1 };
                if context.is_quartus {
                    quartus::check_signs(&context.output)?;
                }
                Activation::BinaryTanh { results: [result(low), result(1)], is_low_at_zero: context.is_quartus }
            }
            Function::TernaryTanh => {
                // The peer doubles the argument in the type of the input, where it may wrap around, and not at all in a
                // streaming design, so that the threshold is another one there.
                let (doubled, halves) = match (compatibility, context.io_type) {
                    (Compatibility::Sound, _) => (None, 1),
                    (Compatibility::Hls4ml13, IoType::Parallel) => (Some(context.input), 2),
                    (Compatibility::Hls4ml13, IoType::Stream) => (None, 2),
                };
                Activation::TernaryTanh { doubled, halves, results: [result(-1), result(0), result(1)] }
            }
            // The others have a table.
            Function::Linear
            | Function::Sigmoid
            | Function::Tanh
            | Function::Softplus
            | Function::Softsign
            | Function::Selu
            | Function::Exponential
            | Function::Gaussian
            | Function::Gelu
            | Function::GeluTanh
            | Function::LogSigmoid
            | Function::Mish
            | Function::Silu
            | Function::SparsePlus
            | Function::TanhShrink => Activation::Linear,
        })
    }

    /// What the peer computes in another way for Quartus.
    fn of_quartus(op: &ops::Activation, table: &Table, context: &Context) -> Result<Option<Self>> {
        let size = table.raw.len();
        if op.function == Function::Softplus {
            let index = TableIndex { floors: true, ..TableIndex::centred(size, 16, Compatibility::Sound) };
            quartus::check_softplus(&context.input, size, context.io_type)?;
            return Ok(Some(Activation::Table { base: Base::Zero, index, table: table.clone() }));
        }
        let mirrored = quartus::mirrored(op, table, &context.output, context.io_type)?;
        Ok(mirrored.map(|quartus::Mirrored { range, mirrors_zero, low, high }| {
            let index = TableIndex::from_zero(size, range, Compatibility::Sound);
            Activation::Mirrored { argument: context.input, mirrors_zero, index, results: [low, high] }
        }))
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        match self {
            Activation::Linear => elementwise::cast(source, ty),
            Activation::Relu => elementwise::rectifier(source, None, ty),
            Activation::Relu6 => elementwise::rectifier(source, Some(6), ty),
            Activation::BinaryTanh { results, is_low_at_zero } => {
                steps(source, &[Raw::from(i32::from(*is_low_at_zero) - 1)], None, results, ty)
            }
            Activation::TernaryTanh { doubled, halves, results } => {
                let numbers = doubled.map_or_else(|| source.clone(), |ty| twice(source).cast(&ty));
                let floors = [-halves, *halves].map(|halves| floor_of_halves(halves, numbers.fraction()));
                steps(source, &floors, doubled.as_ref(), results, ty)
            }
            Activation::Shrink { is_soft } => shrink(*is_soft, source, ty),
            Activation::Table { base, index, table } => match base {
                Base::Zero => elementwise::lookup(index, &table.cast(ty), source, ty),
                Base::Identity | Base::Positive | Base::Negative => added(*base, index, table, source, ty),
            },
            Activation::Mirrored { argument, mirrors_zero, index, results } => {
                mirrored(argument, *mirrors_zero, index, results, source, ty)
            }
            Activation::Selu { scale, index, table } => {
                elementwise::lookup_below_zero(scale, index, &table.cast(ty), source, ty)
            }
        }
    }
}

/// A result for `|x|`, one of two sets by the sign of `x`.
fn mirrored(
    argument: &FixedType,
    mirrors_zero: bool,
    index: &TableIndex,
    results: &[Table; 2],
    source: &Interval,
    ty: &FixedType,
) -> Option<(Kernel, Interval)> {
    let negated = Interval::point(Raw::ZERO, source.fraction()).difference(source);
    let magnitudes = negated.cast(argument).hull(source);
    let bits = table_kernel::bits(index, &magnitudes)
        .max(row_cast::bits(&negated, argument))
        .max(source.signed_bits())
        .max(ty.format.container_bits());
    let [low, high] = results;
    let kernel: Kernel = in_container!(bits, C => Box::new(Mirrored::<C> {
        mirrors_zero,
        negated: RowCast::new(&negated, argument),
        index: Index::new(index, &magnitudes),
        results: [low, high].map(|results| results.raw.iter().map(C::of).collect()),
    }));
    Some((kernel, elementwise::hull(&low.raw, ty).hull(&elementwise::hull(&high.raw, ty))))
}

struct Mirrored<C> {
    mirrors_zero: bool,
    /// Assignment of `-x`.
    negated: RowCast<C>,
    index: Index<C>,
    results: [Vec<C>; 2],
}

impl<C: Lane> RowKernel<C> for Mirrored<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        let mut negated = [C::zero(); MAX_LANES];
        let negated = &mut negated[..row.len()];
        for (negated, x) in negated.iter_mut().zip(&*row) {
            *negated = C::zero().wrapping_sub(x);
        }
        self.negated.apply(negated);
        let [low, high] = &self.results;
        for (x, negated) in row.iter_mut().zip(&*negated) {
            let is_mirrored = *x < C::zero() || self.mirrors_zero && *x == C::zero();
            *x = if is_mirrored { low[self.index.of(*negated)] } else { high[self.index.of(*x)] };
        }
    }
}

/// The interval of doubled numbers.
fn twice(source: &Interval) -> Interval {
    source.scaled(&Raw::from(2), 0)
}

/// The floor of a number of halves on a grid.
fn floor_of_halves(halves: i32, fraction: i32) -> Raw {
    match fraction {
        1.. => Raw::from(halves).shl(fraction.unsigned_abs() - 1),
        ..1 => Raw::from(halves).shr_floor(1 + fraction.unsigned_abs()),
    }
}

/// The result at the position that counts the floors below the argument, or below twice the argument assigned to a type.
fn steps(
    source: &Interval,
    floors: &[Raw],
    doubled: Option<&FixedType>,
    results: &[Value],
    ty: &FixedType,
) -> Option<(Kernel, Interval)> {
    let raw: Vec<Raw> = results.iter().map(|result| result.raw().clone()).collect();
    let floor_bits = floors.iter().map(Raw::signed_bits).max().unwrap_or(1);
    let bits = doubled.map_or(0, |doubled| row_cast::bits(&twice(source), doubled));
    let bits = bits.max(source.signed_bits()).max(floor_bits).max(ty.format.container_bits());
    let kernel: Kernel = in_container!(bits, C => Box::new(Steps::<C> {
        doubled: doubled.map(|doubled| RowCast::new(&twice(source), doubled)),
        floors: floors.iter().map(C::of).collect(),
        results: raw.iter().map(C::of).collect(),
    }));
    Some((kernel, elementwise::hull(&raw, ty)))
}

struct Steps<C> {
    doubled: Option<RowCast<C>>,
    floors: Vec<C>,
    results: Vec<C>,
}

impl<C: Lane> RowKernel<C> for Steps<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        if let Some(cast) = &self.doubled {
            row.iter_mut().for_each(|x| *x = x.shl(1));
            cast.apply(row);
        }
        for x in row {
            // An integer exceeds a number exactly when it exceeds the floor of that.
            *x = self.results[self.floors.iter().filter(|floor| *x > **floor).count()];
        }
    }
}

/// 0 where `|x| <= 1/2`, else `x`, or `x` moved by 1/2 toward 0.
fn shrink(is_soft: bool, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
    let fine = source.refined(1);
    let half = Raw::from(1).shl(fine.fraction().unsigned_abs() - 1);
    let results = fine.hull(&Interval::point(Raw::ZERO, fine.fraction()));
    let bits = row_cast::bits(&results, ty).max(half.signed_bits());
    let kernel: Kernel = in_container!(bits, C => Box::new(Shrink::<C> {
        left: fine.fraction().abs_diff(source.fraction()),
        half: C::of(&half),
        is_soft,
        cast: RowCast::new(&results, ty),
    }));
    Some((kernel, results.cast(ty)))
}

struct Shrink<C> {
    left: u32,
    half: C,
    is_soft: bool,
    cast: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Shrink<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        let low = C::zero().wrapping_sub(&self.half);
        for x in &mut *row {
            let fine = x.shl(self.left);
            let inner = fine.max(low).min(self.half);
            *x = match (self.is_soft, inner == fine) {
                (true, _) => fine.wrapping_sub(&inner),
                (false, true) => C::zero(),
                (false, false) => fine,
            };
        }
        self.cast.apply(row);
    }
}

/// A part of the argument plus an entry of the table, assigned once.
fn added(
    base: Base,
    index: &TableIndex,
    table: &Table,
    source: &Interval,
    ty: &FixedType,
) -> Option<(Kernel, Interval)> {
    let part = match base {
        Base::Zero => Interval::point(Raw::ZERO, source.fraction()),
        Base::Identity => source.clone(),
        Base::Positive => elementwise::positive(source),
        Base::Negative => elementwise::negative(source),
    };
    let entries = elementwise::hull(&table.raw, &table.ty);
    let fraction = part.fraction().max(entries.fraction());
    let sum = part.sum(&entries);
    let bits = table_kernel::bits(index, source)
        .max(row_cast::bits(&sum, ty))
        .max(part.refined(fraction).signed_bits())
        .max(entries.refined(fraction).signed_bits());
    let right = fraction.abs_diff(entries.fraction());
    let kernel: Kernel = in_container!(bits, C => Box::new(Added::<C> {
        index: Index::new(index, source),
        bounds: [C::of(part.lower()), C::of(part.upper())],
        left: fraction.abs_diff(part.fraction()),
        entries: table.raw.iter().map(|raw| C::of(&raw.shl(right))).collect(),
        cast: RowCast::new(&sum, ty),
    }));
    Some((kernel, sum.cast(ty)))
}

struct Added<C> {
    index: Index<C>,
    /// Bounds of the part of the argument that counts.
    bounds: [C; 2],
    left: u32,
    /// Entries on the grid of the sum.
    entries: Vec<C>,
    cast: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Added<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        let [lower, upper] = self.bounds;
        for x in &mut *row {
            let entry = self.entries[self.index.of(*x)];
            *x = (*x).max(lower).min(upper).shl(self.left).wrapping_add(&entry);
        }
        self.cast.apply(row);
    }
}
