//! Normalised exponentials: see [`hlsmith_ir::ops::Softmax`].

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::Compatibility;
use hlsmith_ir::ops::{self, SoftmaxImplementation};

use super::Context;
use crate::kernel::aligned::Aligned;
use crate::kernel::elementwise::{clamped, hull};
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::table::{self as table_kernel, Index};
use crate::kernel::tree;
use crate::kernel::{MAX_LANES, SliceKernel, SliceKernels, WholeKernel, WholeKernels, in_container};
use crate::quartus;
use crate::table_index::TableIndex;
use crate::tables::{self, SoftmaxTables, Table};
use crate::types::fixed_type;

/// A softmax over slices of `n_slice` elements, `n_inner` apart.
#[derive(Clone, Debug)]
pub(crate) struct Softmax {
    pub(crate) n_outer: usize,
    pub(crate) n_slice: usize,
    pub(crate) n_inner: usize,
    /// For a causal mask how many elements of each slice take part in it.
    pub(crate) own: Option<Vec<usize>>,
    pub(crate) method: Method,
}

/// What the table of exponentials is indexed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// `x`.
    Element,
    /// `max - x`.
    Distance,
    /// `x - max`.
    Difference,
}

/// How the slices are computed.
#[derive(Clone, Debug)]
pub(crate) enum Method {
    /// Tables indexed by the top bits of a value.
    Indexed { tables: SoftmaxTables, accum: FixedType, argument: Argument },
    /// `1 / sum over j of exp(x[j] - x[i])`, the sum in the type of the exponentials. Elements are assigned to the type
    /// that indexes them first, which is their own but for Quartus.
    Legacy { tables: SoftmaxTables, exp_index: TableIndex, inv_index: TableIndex },
    /// 1 at the first maximum, 0 elsewhere.
    Argmax,
    /// The input, unchanged but for the assignment.
    Skip,
}

impl Softmax {
    pub(crate) fn lower(op: &ops::Softmax, layer: &str, shape: &[usize], context: &Context) -> Result<Self> {
        let elements: usize = shape.iter().product();
        let slices = op.n_outer.checked_mul(op.n_inner).filter(|&slices| slices > 0 && elements.is_multiple_of(slices));
        let Some(slices) = slices else {
            let message = "the extents beside the softmax axis do not divide the input";
            return Err(Diagnostic::error(Code::ShapeMismatch, Subject::Model, message)
                .found(format!("n_outer {}, n_inner {}", op.n_outer, op.n_inner))
                .expected(format!("divisors of {elements}"))
                .into());
        };
        let (n_outer, n_inner, n_slice) = (op.n_outer, op.n_inner, elements / slices);
        let own = (op.n_causal > 0).then(|| (0..slices).map(|slice| op.n_own(slice, n_slice)).collect());
        let method = Method::lower(op, layer, context)?;
        match method {
            Method::Legacy { .. } | Method::Argmax | Method::Skip if own.is_some() => {
                let message = "this implementation of the softmax has no mask";
                Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
                    .found(if op.skip { "skip".to_owned() } else { op.implementation.to_string() })
                    .expected("stable or latency")
                    .into())
            }
            Method::Indexed { .. } | Method::Legacy { .. } | Method::Argmax | Method::Skip => {
                Ok(Self { n_outer, n_slice, n_inner, own, method })
            }
        }
    }

    /// The elements of a slice: the first one, and the distance to the next.
    pub(crate) fn slices(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.n_outer).flat_map(move |outer| {
            (0..self.n_inner).map(move |inner| (outer * self.n_slice * self.n_inner + inner, self.n_inner))
        })
    }
}

impl Method {
    fn lower(op: &ops::Softmax, layer: &str, context: &Context) -> Result<Self> {
        if op.skip {
            return Ok(Method::Skip);
        }
        if context.is_quartus {
            let tables = quartus::softmax(op, layer, &context.input, context.io_type)?;
            let Some(tables) = tables else { return Ok(Method::Argmax) };
            let accum = tables.exp.ty;
            return Ok(match op.implementation {
                SoftmaxImplementation::Stable => Method::Indexed { tables, accum, argument: Argument::Difference },
                SoftmaxImplementation::Latency => Method::Indexed { tables, accum, argument: Argument::Element },
                SoftmaxImplementation::Legacy => Method::legacy(tables, context),
                SoftmaxImplementation::Argmax => Method::Argmax,
            });
        }
        let Some(tables) = tables::softmax(op, &context.input, context.compatibility)? else {
            return Ok(Method::Argmax);
        };
        let accum = fixed_type(&op.accum_t, "`accum_t`")?;
        Ok(match op.implementation {
            SoftmaxImplementation::Stable => Method::Indexed { tables, accum, argument: Argument::Distance },
            SoftmaxImplementation::Latency => Method::Indexed { tables, accum, argument: Argument::Element },
            SoftmaxImplementation::Legacy => Method::legacy(tables, context),
            SoftmaxImplementation::Argmax => Method::Argmax,
        })
    }

    fn legacy(tables: SoftmaxTables, context: &Context) -> Self {
        let size = tables.exp.raw.len();
        let exp_index = match context.is_quartus {
            true => TableIndex { floors: true, ..TableIndex::centred(size, 16, Compatibility::Sound) },
            false => TableIndex::centred(size, 16, context.compatibility),
        };
        let inv_index = TableIndex::from_zero(tables.inv.raw.len(), 64, context.compatibility);
        Method::Legacy { tables, exp_index, inv_index }
    }
}

impl Softmax {
    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them, or
    /// when the op is element-wise.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(SliceKernels, Interval)> {
        match &self.method {
            Method::Indexed { tables, accum, argument } => {
                let indexed = Plan::new(self.n_slice, tables, accum, *argument, source, ty);
                let kernel: SliceKernels = in_container!(indexed.bits, C => Box::new(indexed.build::<C>()));
                Some((kernel, indexed.results))
            }
            Method::Legacy { tables, exp_index, inv_index } => legacy(tables, exp_index, inv_index, source, ty),
            Method::Argmax => {
                let results = [0, 1].map(|y| Value::from(y).cast(ty).raw().clone());
                let bits = source.signed_bits().max(ty.format.container_bits());
                let kernel: SliceKernels = in_container!(bits, C => Box::new(Argmax::<C> { results: [C::of(&results[0]), C::of(&results[1])] }));
                Some((kernel, hull(&results, ty)))
            }
            Method::Skip => None,
        }
    }

    /// The kernel of all slices of a masked softmax, and the interval of its results; `None` when no container holds
    /// them.
    pub(crate) fn masked_kernel(
        &self,
        own: &[usize],
        source: &Interval,
        ty: &FixedType,
    ) -> Option<(WholeKernels, Interval)> {
        let Method::Indexed { tables, accum, argument } = &self.method else { return None };
        let indexed = Plan::new(self.n_slice, tables, accum, *argument, source, ty);
        let kernel: WholeKernels = in_container!(indexed.bits, C => Box::new(Masked::<C> {
            indexed: indexed.build(),
            n_slice: self.n_slice,
            slices: self.slices().zip(own.iter().copied()).collect(),
        }));
        Some((kernel, indexed.results))
    }
}

/// Sums of at most this many numbers of the interval, none of them included.
fn sums(term: &Interval, n: usize) -> Interval {
    let zero = Interval::point(Raw::ZERO, term.fraction());
    term.hull(&zero).scaled(&Raw::from(n as u64), 0)
}

/// An indexed softmax whose machine integer is not chosen yet.
struct Plan<'a> {
    tables: &'a SoftmaxTables,
    accum: &'a FixedType,
    ty: &'a FixedType,
    argument: Argument,
    difference: Interval,
    exps: Vec<Raw>,
    node: Interval,
    total: Interval,
    product: Interval,
    bits: u32,
    results: Interval,
}

impl<'a> Plan<'a> {
    fn new(
        n: usize,
        tables: &'a SoftmaxTables,
        accum: &'a FixedType,
        argument: Argument,
        source: &Interval,
        ty: &'a FixedType,
    ) -> Self {
        let difference = source.difference(source);
        let difference = match argument {
            Argument::Element | Argument::Distance => clamped(&difference, Some(&Raw::ZERO), None),
            Argument::Difference => clamped(&difference, None, Some(&Raw::ZERO)),
        };
        let exps = tables.exp.cast(accum);
        // Elements that a mask leaves out are 0.
        let exp = hull(&exps, accum).hull(&Interval::point(Raw::ZERO, accum.format.fraction()));
        let whole = Interval::of_type(accum);
        let total = sums(&exp, n);
        let (node, total) = if whole.contains(total.lower()) && whole.contains(total.upper()) {
            (total.clone(), total)
        } else {
            (whole.sum(&whole), whole.hull(&exp))
        };
        let inverse = hull(&tables.inv.raw, &tables.inv.ty);
        let product = exp.product(&inverse);
        let bits = [
            source.signed_bits() + 1,
            row_cast::bits(&difference, &tables.exp_index),
            row_cast::bits(&node, accum),
            row_cast::bits(&total, &tables.inv_index),
            row_cast::bits(&product, ty),
            tables.inv.ty.format.container_bits(),
        ];
        let bits = bits.into_iter().fold(0, u32::max);
        let results = product.cast(ty);
        Self { tables, accum, ty, argument, difference, exps, node, total, product, bits, results }
    }

    fn build<C: Lane>(&self) -> Indexed<C> {
        let tables = self.tables;
        Indexed {
            norm: match self.argument {
                Argument::Element => None,
                Argument::Distance | Argument::Difference => Some(RowCast::new(&self.difference, &tables.exp_index)),
            },
            is_difference: self.argument == Argument::Difference,
            exp: TopBits::new(&tables.exp_index, &self.exps),
            node: RowCast::new(&self.node, self.accum),
            sum: RowCast::new(&self.total, &tables.inv_index),
            inv: TopBits::new(&tables.inv_index, &tables.inv.raw),
            result: RowCast::new(&self.product, self.ty),
        }
    }
}

/// A table indexed by the top bits of a value.
struct TopBits<C> {
    right: u32,
    mask: C,
    results: Vec<C>,
}

impl<C: Lane> TopBits<C> {
    fn new(ty: &FixedType, results: &[Raw]) -> Self {
        let bits = results.len().trailing_zeros();
        let mask = C::of(&Raw::from(results.len() as u64 - 1));
        Self { right: ty.format.width - bits, mask, results: results.iter().map(C::of).collect() }
    }

    #[inline(always)]
    fn of(&self, x: C) -> C {
        let index: i64 = x.shr(self.right).and(self.mask).as_();
        self.results[index as usize]
    }
}

struct Indexed<C> {
    /// Assignment of the distance from the maximum, for the stable form.
    norm: Option<RowCast<C>>,
    /// Whether it is `x - max` instead of `max - x`.
    is_difference: bool,
    exp: TopBits<C>,
    /// Assignment of partial sums.
    node: RowCast<C>,
    /// Assignment of the sum to the index of the reciprocals.
    sum: RowCast<C>,
    inv: TopBits<C>,
    result: RowCast<C>,
}

impl<C: Lane> SliceKernel<C> for Indexed<C> {
    fn apply(&self, slice: &mut [C], lanes: usize) {
        self.normalise(slice, slice.len(), lanes);
    }
}

impl<C: Lane> Indexed<C> {
    /// Replaces a slice, of which the first `n_own` numbers take part, by its results.
    fn normalise(&self, slice: &mut [C], n_own: usize, lanes: usize) {
        let (own, others) = slice.split_at_mut(n_own);
        if let Some(norm) = &self.norm {
            let mut max = [C::zero(); MAX_LANES];
            max[..lanes].copy_from_slice(&own[..lanes]);
            for row in own.chunks_exact(lanes) {
                max.iter_mut().zip(row).for_each(|(max, x)| *max = (*max).max(*x));
            }
            for row in own.chunks_exact_mut(lanes) {
                if self.is_difference {
                    row.iter_mut().zip(max).for_each(|(x, max)| *x = x.wrapping_sub(&max));
                } else {
                    row.iter_mut().zip(max).for_each(|(x, max)| *x = max.wrapping_sub(x));
                }
                norm.apply(row);
            }
        }
        own.iter_mut().for_each(|x| *x = self.exp.of(*x));
        others.fill(C::zero());
        let mut sums = slice.to_vec();
        tree::sum(&mut sums, lanes, &self.node);
        let inverse = &mut sums[..lanes];
        self.sum.apply(inverse);
        inverse.iter_mut().for_each(|sum| *sum = self.inv.of(*sum));
        for row in slice.chunks_exact_mut(lanes) {
            row.iter_mut().zip(&*inverse).for_each(|(exp, inverse)| *exp = exp.wrapping_mul(inverse));
            self.result.apply(row);
        }
    }
}

/// A softmax of slices of which some elements are left out.
struct Masked<C> {
    indexed: Indexed<C>,
    n_slice: usize,
    /// First element and distance to the next, and how many elements take part.
    slices: Vec<((usize, usize), usize)>,
}

impl<C: Lane> WholeKernel<C> for Masked<C> {
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, _: &mut Aligned<C>) {
        let Some(x) = inputs.first() else { return };
        let mut slice = vec![C::zero(); self.n_slice * lanes];
        for &((first, step), n_own) in &self.slices {
            let rows = || (first..).step_by(step).map(|element| element * lanes);
            for (row, from) in slice.chunks_exact_mut(lanes).zip(rows()) {
                row.copy_from_slice(&x[from..][..lanes]);
            }
            self.indexed.normalise(&mut slice, n_own * lanes, lanes);
            for (row, to) in slice.chunks_exact(lanes).zip(rows()) {
                results[to..][..lanes].copy_from_slice(row);
            }
        }
    }
}

fn legacy(
    tables: &SoftmaxTables,
    exp_index: &TableIndex,
    inv_index: &TableIndex,
    source: &Interval,
    ty: &FixedType,
) -> Option<(SliceKernels, Interval)> {
    let SoftmaxTables { exp_index: element_ty, exp: Table { ty: table_ty, raw: exps }, inv, .. } = tables;
    let element = source.cast(element_ty);
    let difference = element.difference(&element);
    let sum = Interval::of_type(table_ty);
    // The sum is on the grid of the table, and a term may be 1, which is on the grid of integers.
    let grown = sum.sum(&hull(exps, table_ty)).refined(0).hull(&sum.sum(&Interval::point(Raw::from(1), 0)));
    let left = grown.fraction().abs_diff(sum.fraction());
    let bits = [
        row_cast::bits(source, element_ty),
        table_kernel::bits(exp_index, &difference),
        table_kernel::bits(inv_index, &sum),
        row_cast::bits(&grown, table_ty),
        ty.format.container_bits(),
    ];
    let results = inv.cast(ty);
    let kernel: SliceKernels = in_container!(bits.into_iter().fold(0, u32::max), C => Box::new(Legacy::<C> {
        element: RowCast::new(source, element_ty),
        exp_index: Index::new(exp_index, &difference),
        exps: exps.iter().map(|exp| C::of(&exp.shl(left))).collect(),
        one: C::of(&Raw::from(1).shl(grown.fraction().unsigned_abs())),
        left,
        sum: RowCast::new(&grown, table_ty),
        inv_index: Index::new(inv_index, &sum),
        results: results.iter().map(C::of).collect(),
    }));
    Some((kernel, hull(&results, ty)))
}

struct Legacy<C> {
    /// Assignment of the elements.
    element: RowCast<C>,
    exp_index: Index<C>,
    /// Exponentials on the grid of the growing sum.
    exps: Vec<C>,
    one: C,
    /// Bits from the grid of the sum to that of the growing sum.
    left: u32,
    sum: RowCast<C>,
    inv_index: Index<C>,
    results: Vec<C>,
}

impl<C: Lane> SliceKernel<C> for Legacy<C> {
    fn apply(&self, slice: &mut [C], lanes: usize) {
        let mut x = slice.to_vec();
        self.element.apply(&mut x);
        for (i, result) in slice.chunks_exact_mut(lanes).enumerate() {
            let own = &x[i * lanes..][..lanes];
            result.fill(C::zero());
            for (j, other) in x.chunks_exact(lanes).enumerate() {
                for ((sum, own), other) in result.iter_mut().zip(own).zip(other) {
                    let term = if i == j { self.one } else { self.exps[self.exp_index.of(other.wrapping_sub(own))] };
                    *sum = sum.shl(self.left).wrapping_add(&term);
                }
                self.sum.apply(result);
            }
            result.iter_mut().for_each(|sum| *sum = self.results[self.inv_index.of(*sum)]);
        }
    }
}

struct Argmax<C> {
    /// The results for other elements and for the first maximum.
    results: [C; 2],
}

impl<C: Lane> SliceKernel<C> for Argmax<C> {
    fn apply(&self, slice: &mut [C], lanes: usize) {
        for lane in 0..lanes {
            let mut first = lane;
            for position in (lane..slice.len()).step_by(lanes) {
                if slice[position] > slice[first] {
                    first = position;
                }
            }
            for position in (lane..slice.len()).step_by(lanes) {
                slice[position] = self.results[usize::from(position == first)];
            }
        }
    }
}
