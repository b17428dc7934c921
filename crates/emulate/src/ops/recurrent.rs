//! What the recurrent layers share: see [`hlsmith_ir::ops::Recurrent`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Precision, Raw};
use hlsmith_ir::ops::{self, Cell, CellKernel, Direction, MergeMode};
use hlsmith_ir::{Compatibility, IoType, NamedType};

use super::activation::Activation;
use super::bidirectional::{Join, JoinRows};
use super::dense::{Dense, DensePlan};
use super::hard_activation::HardActivation;
use super::parametrized_activation::ParametrizedActivation;
use super::{Context, gru, lstm, simple_rnn};
use crate::kernel::aligned::Aligned;
use crate::kernel::lane::{Container, Lane};
use crate::kernel::pairs::PairRows;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::rows::{Buffers, Elements, Rows};
use crate::kernel::simd::{Instructions, Window};
use crate::kernel::{BLOCK_ROWS, Kernel, LANE_STEP, WholeKernel, WholeKernels, in_container};
use crate::quartus;
use crate::types::{finite, fixed_type};

/// Any recurrent layer.
#[derive(Clone, Debug)]
pub(crate) struct Recurrent {
    pub(crate) cell: Cell,
    pub(crate) n_steps: usize,
    pub(crate) n_in: usize,
    /// The function `act`.
    pub(crate) activation: CellFunction,
    /// The function `gate`.
    pub(crate) gate: CellFunction,
    pub(crate) return_sequences: bool,
    /// Whether the results of a scan stand at the place of the step they belong to, instead of the order in which they
    /// are computed.
    pub(crate) is_aligned: bool,
    pub(crate) return_state: bool,
    /// Whether the states start at 0 whatever states are inputs, as the peer's do.
    pub(crate) ignores_states: bool,
    /// Whether the states start from the last ones of the sample before; the peer's never do.
    pub(crate) is_stateful: bool,
    /// One scan, or a forward and a backward one.
    pub(crate) scans: Vec<Scan>,
    pub(crate) merge_mode: MergeMode,
    pub(crate) accum: FixedType,
    /// Whether the terms of the memory of an LSTM are assigned to `accum` before they are added.
    pub(crate) assigns_terms: bool,
    /// Type of the results of `act`.
    pub(crate) activation_type: FixedType,
    /// Type of the results of `gate`.
    pub(crate) gate_type: FixedType,
    /// What states are assigned to when a step reads them.
    pub(crate) read: Option<FixedType>,
    /// Type of the states and the results.
    pub(crate) state: FixedType,
}

/// One run over the steps.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    pub(crate) n_out: usize,
    pub(crate) direction: Direction,
    pub(crate) input: Dense,
    pub(crate) recurrent: Dense,
    /// For a reset gate before the product.
    pub(crate) candidate: Option<Dense>,
}

/// A function inside a layer.
#[derive(Clone, Debug)]
pub(crate) enum CellFunction {
    Plain(Activation),
    Hard(HardActivation),
    Parametrized(ParametrizedActivation),
}

impl Recurrent {
    pub(crate) fn lower(op: &ops::Recurrent, context: &Context) -> Result<Self> {
        let accum = fixed_type(op.accum_t, "`accum_t`")?;
        let compatibility = context.compatibility;
        let activation_type = match op.activates_states(context.is_quartus) {
            true => context.output,
            false => fixed_type(op.activation_type(compatibility), "`activation_t`")?,
        };
        let gate_type = fixed_type(op.gate_type(compatibility), "`recurrent_activation_t`")?;
        let read = op.read_type(compatibility).map(|ty| fixed_type(ty, "`state_t`")).transpose()?;
        let scans = op.scans.iter().map(|scan| {
            let products = op.products(scan, context.is_quartus);
            let dense = |product: &ops::Dense, n_in: usize| -> Result<Dense> {
                let dense = Dense::lower(&product.view(&[n_in]), context)?;
                if products.are_exact { dense.exact(&product.bias, compatibility) } else { Ok(dense) }
            };
            Ok(Scan {
                n_out: scan.n_out,
                direction: scan.direction,
                input: dense(&products.input, op.n_in)?,
                recurrent: dense(&products.recurrent, scan.n_out)?,
                candidate: products
                    .candidate
                    .map(|candidate| Dense::lower(&candidate.view(&[scan.n_out]), context))
                    .transpose()?,
            })
        });
        Ok(Self {
            cell: op.cell,
            n_steps: op.n_timesteps,
            n_in: op.n_in,
            activation: CellFunction::lower(op, op.activation, [&accum, &activation_type], context)?,
            gate: CellFunction::lower(op, op.recurrent_activation, [&accum, &gate_type], context)?,
            return_sequences: op.return_sequences,
            is_aligned: op.is_aligned,
            return_state: op.return_state,
            ignores_states: context.compatibility == Compatibility::Hls4ml13,
            is_stateful: op.is_stateful && context.compatibility == Compatibility::Sound,
            scans: scans.collect::<Result<_>>()?,
            merge_mode: op.merge_mode,
            accum,
            assigns_terms: op.has_own_order(context.is_quartus),
            activation_type,
            gate_type,
            read,
            state: context.output,
        })
    }

    /// The steps of a scan in the order in which it computes them.
    pub(crate) fn steps(&self, scan: &Scan) -> impl Iterator<Item = usize> + use<> {
        let (n, backward) = (self.n_steps, scan.direction == Direction::Backward);
        (0..n).map(move |step| if backward { n - 1 - step } else { step })
    }
}

impl CellFunction {
    fn lower(
        op: &ops::Recurrent,
        (function, slope): (ops::CellFunction, f64),
        [accum, result]: [&FixedType; 2],
        context: &Context,
    ) -> Result<Self> {
        let (table_t, table_size) = (op.table_t.clone(), op.table_size);
        let parameter = finite(function.parameter(slope).unwrap_or_default(), "`slope`")?;
        // Inside a layer the functions are the same in a streaming design.
        let io_type = IoType::Parallel;
        if context.is_quartus {
            quartus::check_cell_function(function)?;
        }
        let context = Context { input: *accum, output: *result, io_type, ..*context };
        Ok(match function.kernel() {
            CellKernel::Plain(function) => {
                let op = ops::Activation { function, n_in: 0, table_t, table_size, reuse_factor: 1 };
                CellFunction::Plain(Activation::lower(&op, &context)?)
            }
            CellKernel::Hard(function) => {
                let parameter_t = NamedType::new("", Precision::fixed(16, 0, false));
                let op = ops::HardActivation {
                    function,
                    n_in: 0,
                    slope: parameter,
                    shift: 0.5,
                    slope_t: parameter_t.clone(),
                    shift_t: parameter_t.clone(),
                    table_t: parameter_t,
                    table_size: 1,
                    reuse_factor: 1,
                };
                // The peer has no such function inside a layer.
                let context = Context { compatibility: Compatibility::Sound, ..context };
                CellFunction::Hard(HardActivation::lower(&op, &context)?)
            }
            CellKernel::Parametrized(function) => {
                let op = ops::ParametrizedActivation {
                    function,
                    is_limited: false,
                    n_in: 0,
                    activ_param: parameter,
                    param_t: NamedType::new("", Precision::fixed(16, 1, false)),
                    table_t,
                    table_size,
                    reuse_factor: 1,
                };
                CellFunction::Parametrized(ParametrizedActivation::lower(&op, &context)?)
            }
        })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(super) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        match self {
            CellFunction::Plain(function) => function.kernel(source, ty),
            CellFunction::Hard(function) => function.kernel(source, ty),
            CellFunction::Parametrized(function) => function.kernel(source, ty),
        }
    }
}

/// An assignment whose machine integer is not chosen yet.
pub(super) struct Assign {
    pub(super) from: Interval,
    pub(super) to: FixedType,
}

impl Assign {
    pub(super) fn new(from: Interval, to: &FixedType) -> Self {
        Self { from, to: *to }
    }

    pub(super) fn bits(&self) -> u32 {
        row_cast::bits(&self.from, &self.to)
    }

    pub(super) fn results(&self) -> Interval {
        self.from.cast(&self.to)
    }

    pub(super) fn build<C: Lane>(&self) -> RowCast<C> {
        RowCast::new(&self.from, &self.to)
    }
}

/// The sum of two products, assigned once; the products are shifted to a common grid.
pub(super) struct Mix {
    pub(super) shifts: [u32; 2],
    pub(super) assign: Assign,
}

impl Mix {
    pub(super) fn new(left: &Interval, right: &Interval, to: &FixedType) -> Self {
        let (fine_left, fine_right) = (left.refined(right.fraction()), right.refined(left.fraction()));
        let shifts = [fine_left.fraction().abs_diff(left.fraction()), fine_right.fraction().abs_diff(right.fraction())];
        Self { shifts, assign: Assign::new(fine_left.sum(&fine_right), to) }
    }

    pub(super) fn bits(&self) -> u32 {
        self.assign.bits()
    }
}

/// What the cells are planned from.
pub(super) struct Ranges<'a> {
    pub(super) op: &'a Recurrent,
    /// Products with the input.
    pub(super) a: Interval,
    /// Products with the state.
    pub(super) b: Interval,
    /// The states.
    pub(super) state: Interval,
}

impl Ranges<'_> {
    /// The sum of both products, or of one and something else, assigned to `accum`.
    pub(super) fn sum(&self, b: &Interval) -> Assign {
        Assign::new(self.a.sum(b), &self.op.accum)
    }
}

/// The states of a scan as rows.
pub(super) struct States<C> {
    pub(super) h: Vec<C>,
    /// Of a long short-term memory.
    pub(super) s: Vec<C>,
}

/// The products of a scan, ready to run.
pub(super) struct Plans {
    input: DensePlan,
    recurrent: DensePlan,
    candidate: Option<DensePlan>,
}

/// Working memory of a tile.
pub(super) struct Work {
    block: Buffers,
    pairs: PairRows,
    container: Container,
    pub(super) lanes: usize,
}

impl Work {
    /// Replaces rows by results of a function.
    pub(super) fn apply<C: Lane>(&mut self, kernel: &Kernel, rows: &mut [C]) {
        let (container, lanes) = (self.container, self.lanes);
        for rows in rows.chunks_mut(BLOCK_ROWS * lanes) {
            self.block.first(rows.len()).copy_from_slice(rows);
            let at = Elements { first: 0, n: rows.len() / lanes, period: 1, lanes };
            self.block.apply(kernel, container, at);
            self.block.move_to(kernel.container(), container, rows.len());
            rows.copy_from_slice(self.block.first(rows.len()));
        }
    }

    /// The products of rows with the constants of a layer, assigned to `accum`.
    pub(super) fn products<C: Lane>(&mut self, plan: &DensePlan, x: &[C], n_out: usize) -> Vec<C> {
        let (lanes, kernel) = (self.lanes, &plan.kernel);
        // Behind the elements is a row of zeros.
        let mut operands: Rows = kernel.operands().allocate(x.len() + lanes);
        operands.store(0, x);
        kernel.prepare(&operands, lanes, &mut self.pairs);
        let mut window: Window = (0..kernel.group_rows(x.len() / lanes)).map(|row| row * lanes).collect();
        let mut results = vec![C::zero(); n_out * lanes];
        for (block, first) in (0..n_out).step_by(kernel.block_len()).enumerate() {
            kernel.run(block, (&operands, &self.pairs), (0, &mut window), lanes, (&mut self.block, 0));
            let n = kernel.block_len().min(n_out - first);
            self.block.apply(&plan.finish, kernel.container(), Elements { first, n, period: n_out, lanes });
            self.block.move_to(plan.finish.container(), self.container, n * lanes);
            results[first * lanes..][..n * lanes].copy_from_slice(self.block.first(n * lanes));
        }
        results
    }
}

/// What a step computes from the products.
enum CellRows<C> {
    SimpleRnn(simple_rnn::Rows<C>),
    Lstm(lstm::Rows<C>),
    Gru(gru::Rows<C>),
}

/// What a step computes, before the machine integer is chosen.
enum CellPlan {
    SimpleRnn(simple_rnn::Plan),
    Lstm(lstm::Plan),
    Gru(gru::Plan),
}

impl CellPlan {
    fn new(ranges: &Ranges<'_>) -> Option<Self> {
        Some(match ranges.op.cell {
            Cell::SimpleRnn => CellPlan::SimpleRnn(simple_rnn::Plan::new(ranges)?),
            Cell::Lstm => CellPlan::Lstm(lstm::Plan::new(ranges)?),
            Cell::Gru => CellPlan::Gru(gru::Plan::new(ranges)?),
        })
    }

    fn bits(&self) -> u32 {
        match self {
            CellPlan::SimpleRnn(plan) => plan.bits(),
            CellPlan::Lstm(plan) => plan.bits(),
            CellPlan::Gru(plan) => plan.bits(),
        }
    }

    fn build<C: Lane>(self) -> CellRows<C> {
        match self {
            CellPlan::SimpleRnn(plan) => CellRows::SimpleRnn(plan.build()),
            CellPlan::Lstm(plan) => CellRows::Lstm(plan.build()),
            CellPlan::Gru(plan) => CellRows::Gru(plan.build()),
        }
    }
}

impl Recurrent {
    /// The kernel for inputs in `sources`, the sequence first, and the interval of all results; `None` when no
    /// container holds what it computes.
    pub(crate) fn kernel(&self, sources: &[Interval], path: Instructions) -> Option<(WholeKernels, Interval)> {
        let (source, initial) = sources.split_first()?;
        let state = Interval::of_type(&self.state);
        let state = state.hull(&Interval::point(Raw::ZERO, state.fraction()));
        let (mut a, mut b): (Option<Interval>, Option<Interval>) = (None, None);
        let widen = |whole: &mut Option<Interval>, part: &Interval| {
            *whole = Some(whole.take().map_or_else(|| part.clone(), |whole| whole.hull(part)));
        };
        let mut plans = Vec::new();
        for scan in &self.scans {
            let storage = Container::storing(&state)?;
            let input = scan.input.plan(source, Container::storing(source)?, &self.accum, path)?;
            let recurrent = scan.recurrent.plan(&state, storage, &self.accum, path)?;
            let candidate = match &scan.candidate {
                Some(candidate) => Some(candidate.plan(&state, storage, &self.accum, path)?),
                None => None,
            };
            widen(&mut a, &input.results);
            widen(&mut b, &recurrent.results);
            candidate.iter().for_each(|candidate| widen(&mut b, &candidate.results));
            plans.push(Plans { input, recurrent, candidate });
        }
        let cell = CellPlan::new(&Ranges { op: self, a: a?, b: b?, state: state.clone() })?;
        let initial: Vec<Assign> = initial.iter().map(|source| Assign::new(source.clone(), &self.state)).collect();
        let join = Join::new(self, &state);
        let read = self.read.map(|read| {
            let rounded = Assign::new(state.clone(), &read);
            let back = Assign::new(rounded.results(), &self.state);
            [rounded, back]
        });
        let bits = initial
            .iter()
            .map(Assign::bits)
            .chain(read.iter().flatten().map(Assign::bits))
            .chain([cell.bits(), join.bits(), source.signed_bits(), state.signed_bits(), 32])
            .fold(0, u32::max);
        let container = Container::for_bits(bits)?;
        let kernel: WholeKernels = in_container!(bits, C => Box::new(RecurrentRows::<C> {
            op: self.clone(),
            plans,
            cell: cell.build(),
            initial: initial.iter().map(Assign::build).collect(),
            join: join.build(),
            read: read.iter().flatten().map(Assign::build).collect(),
            container,
        }));
        Some((kernel, state))
    }
}

struct RecurrentRows<C> {
    op: Recurrent,
    plans: Vec<Plans>,
    cell: CellRows<C>,
    /// The assignments of the first states.
    initial: Vec<RowCast<C>>,
    join: JoinRows<C>,
    /// The assignments of states that a step reads, one after the other.
    read: Vec<RowCast<C>>,
    container: Container,
}

impl<C: Lane> WholeKernel<C> for RecurrentRows<C> {
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, memory: &mut Aligned<C>) {
        if self.op.is_stateful {
            return self.one_by_one(inputs, results, lanes, memory);
        }
        let Some((_, initial)) = inputs.split_first() else { return };
        let initial = initial.iter().zip(&self.initial).map(|(rows, assign)| {
            let mut rows = rows.clone();
            assign.apply(&mut rows);
            rows
        });
        let states = self.first_states(initial.filter(|_| !self.op.ignores_states), lanes);
        self.scans(&inputs[0], states, results, lanes);
    }
}

impl<C: Lane> RecurrentRows<C> {
    /// The states before the first step of each scan, 0 where none are given.
    fn first_states(&self, mut given: impl Iterator<Item = Vec<C>>, lanes: usize) -> Vec<States<C>> {
        let state = |scan: &Scan| {
            let mut first = || given.next().unwrap_or_else(|| vec![C::zero(); scan.n_out * lanes]);
            States { h: first(), s: if self.op.cell.n_states() == 2 { first() } else { Vec::new() } }
        };
        self.op.scans.iter().map(state).collect()
    }

    /// The samples in their order, each from the states that the one before has left in `memory`. The lanes beyond the
    /// samples are those of the last tile, so that nobody reads what they leave.
    fn one_by_one(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, memory: &mut Aligned<C>) {
        let Some(x) = inputs.first() else { return };
        let mut own = vec![C::zero(); results.len() / lanes * LANE_STEP];
        for lane in 0..lanes {
            let sample: Vec<C> =
                x[lane..].iter().step_by(lanes).flat_map(|x| std::iter::repeat_n(*x, LANE_STEP)).collect();
            let mut left = &memory[..];
            let n_states = self.op.cell.n_states();
            let widths = self.op.scans.iter().flat_map(|scan| std::iter::repeat_n(scan.n_out, n_states));
            let given = widths.map_while(|width| {
                let (state, others) = left.split_at_checked(width * LANE_STEP)?;
                left = others;
                Some(state.to_vec())
            });
            let states = self.scans(&sample, self.first_states(given, LANE_STEP), &mut own, LANE_STEP);
            let states: Vec<C> = states.into_iter().flat_map(|states| [states.h, states.s].concat()).collect();
            *memory = states.into();
            for (row, own) in results.chunks_exact_mut(lanes).zip(own.chunks_exact(LANE_STEP)) {
                row[lane] = own[0];
            }
        }
    }

    /// All scans of a tile from the given states; gives the last ones.
    fn scans(&self, x: &[C], states: Vec<States<C>>, results: &mut [C], lanes: usize) -> Vec<States<C>> {
        let op = &self.op;
        let mut work = Work { block: Buffers::default(), pairs: PairRows::new(), container: self.container, lanes };
        let mut scans = Vec::new();
        for ((scan, plans), mut states) in op.scans.iter().zip(&self.plans).zip(states) {
            let n_kept = if op.return_sequences { op.n_steps } else { 1 };
            let mut kept = vec![C::zero(); n_kept * scan.n_out * lanes];
            for (position, step) in op.steps(scan).enumerate() {
                self.step(plans, scan, &x[step * op.n_in * lanes..][..op.n_in * lanes], &mut states, &mut work);
                let place = match op.return_sequences {
                    true if op.is_aligned => step,
                    true => position,
                    false => 0,
                };
                kept[place * states.h.len()..][..states.h.len()].copy_from_slice(&states.h);
            }
            scans.push((kept, states));
        }
        let mut position = self.join.apply(&scans, results);
        if op.return_state {
            for rows in scans.iter().flat_map(|(_, states)| [&states.h, &states.s]) {
                results[position..][..rows.len()].copy_from_slice(rows);
                position += rows.len();
            }
        }
        scans.into_iter().map(|(_, states)| states).collect()
    }

    fn step(&self, plans: &Plans, scan: &Scan, x: &[C], states: &mut States<C>, work: &mut Work) {
        for assign in &self.read {
            assign.apply(&mut states.h);
            assign.apply(&mut states.s);
        }
        let mut a = work.products(&plans.input, x, scan.input.n_out());
        let b = work.products(&plans.recurrent, &states.h, scan.recurrent.n_out());
        match &self.cell {
            CellRows::SimpleRnn(cell) => cell.step(a, &b, states, work),
            CellRows::Lstm(cell) => cell.step(a, &b, states, work),
            CellRows::Gru(cell) => cell.step(&mut a, b, plans.candidate.as_ref(), states, work),
        }
    }
}

/// Adds rows and assigns the sums.
pub(super) fn add<C: Lane>(a: &mut [C], b: &[C], assign: &RowCast<C>) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a = a.wrapping_add(b));
    assign.apply(a);
}
