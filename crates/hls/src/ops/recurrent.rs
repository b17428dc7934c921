//! What the recurrent layers share: products, functions and the scan over the steps.

use hlsmith_diag::Result;
use hlsmith_emulate::tables::{self, Table};
use hlsmith_emulate::{FromFloat, quartus};
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{
    Activation, Base, Cell, CellFunction, CellKernel, Direction, MergeMode, ParametrizedActivation, Recurrent,
    ResetGate, Scan,
};
use hlsmith_ir::{Compatibility, IoType, NamedType};

use super::Kernel;
use super::dense::product;
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Schedule};
use crate::names::Ident;

/// Names of the constants of a scan in the layer.
struct Roles {
    input: [&'static str; 2],
    recurrent: [&'static str; 2],
    candidate: [&'static str; 2],
    /// What stands in the names of configurations.
    kind: &'static str,
}

const ALONE: Roles = Roles {
    input: ["weight", "bias"],
    recurrent: ["recurrent_weight", "recurrent_bias"],
    candidate: ["candidate_weight", "candidate_bias"],
    kind: "",
};

const BOTH: [Roles; 2] = [
    Roles {
        input: ["forward_weight", "forward_bias"],
        recurrent: ["forward_recurrent_weight", "forward_recurrent_bias"],
        candidate: ["forward_candidate_weight", "forward_candidate_bias"],
        kind: "forward_",
    },
    Roles {
        input: ["backward_weight", "backward_bias"],
        recurrent: ["backward_recurrent_weight", "backward_recurrent_bias"],
        candidate: ["backward_candidate_weight", "backward_candidate_bias"],
        kind: "backward_",
    },
];

/// A function inside a layer with its constants.
struct Function {
    function: CellFunction,
    /// What stands in the names of configurations.
    kind: String,
    table_t: Ident,
    /// The extent of a table that is mirrored for negative arguments, and whether 0 counts as such.
    mirrored: Option<(usize, bool)>,
    /// The type of the parameter, that of the table where there is none.
    parameter_t: Ident,
    n_constants: usize,
    constants: Expr,
}

impl Function {
    /// Adds the configuration for the elements of a scan.
    fn config(&self, scan: &Scan<'_>, roles: &Roles, layer: &mut Layer<'_, '_>) -> Ident {
        let mut members = layer.elementwise_members(scan.reuse_factor);
        members.retain(|member| member.name() != "n_in");
        members.push(Member::Unsigned("n_in", scan.n_out.into()));
        let name = if self.mirrored.is_some() { "nnet::mirrored_table_function" } else { name(self.function) };
        members.push(Member::Unsigned("function", Expr::Library(name)));
        members.push(Member::Unsigned("table_size", self.n_constants.into()));
        let mut add = |ty: &Ident, names: &[&'static str]| {
            members.extend(names.iter().map(|name| Member::Typedef(Type::from(ty), name)));
        };
        add(&self.table_t, &["table_t"]);
        if let Some((range, mirrors_zero)) = self.mirrored {
            members.push(Member::Unsigned("table_range", range.into()));
            members.push(Member::Unsigned("mirrors_zero", usize::from(mirrors_zero).into()));
            return layer.part_config(&format!("{}{}", roles.kind, self.kind), "nnet::activ_config", members);
        }
        match self.function.kernel() {
            CellKernel::Plain(function) => {
                let range = function.table_range().and_then(|range| usize::try_from(range).ok());
                if let (Base::Identity | Base::Positive | Base::Negative, Some(range)) = (function.base(), range) {
                    members.push(Member::Unsigned("table_range", range.into()));
                }
            }
            CellKernel::Hard(_) => add(&self.table_t, &["slope_t", "shift_t"]),
            CellKernel::Parametrized(_) => add(&self.parameter_t, &["param_t"]),
        }
        layer.part_config(&format!("{}{}", roles.kind, self.kind), "nnet::activ_config", members)
    }
}

/// Lowers a layer with one scan.
///
/// # Errors
/// When its constants cannot be computed or written, or a reuse factor does not divide the work.
pub(super) fn lower(op: &Recurrent<'_>, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("");
    let functions = functions(op, layer)?;
    let mut args = Vec::new();
    let mut members = Vec::new();
    for scan in &op.scans {
        let (scan_members, weights) = self::scan(op, scan, &ALONE, &functions, layer)?;
        members.extend(scan_members);
        args.extend(weights);
    }
    args.extend(functions.map(|function| function.constants));
    let function = match (op.pass_initial_states, op.return_state) {
        (false, false) => "nnet::recurrent",
        (true, false) => "nnet::recurrent_from",
        (false, true) => "nnet::recurrent_to",
        (true, true) => "nnet::recurrent_from_to",
    };
    if op.pass_initial_states && layer.compatibility() == Compatibility::Hls4ml13 {
        members.push(Member::Unsigned("peer_numbers", Expr::Int(1)));
    }
    let kernel =
        Kernel { members, args, ..Kernel::new("nnet_recurrent.h", function, "nnet::recurrent_config", config) };
    let is_forward = op.scans.iter().all(|scan| scan.direction == Direction::Forward);
    if !layer.streams_last_axis() || !is_forward || op.pass_initial_states || op.return_state {
        return Ok(kernel);
    }
    let is_written = |step: usize| op.return_sequences || step + 1 == op.n_timesteps;
    let schedule = Schedule::Interleaved((0..op.n_timesteps).map(|step| usize::from(is_written(step))).collect());
    Ok(kernel.on_streams("nnet_recurrent_stream.h", "nnet::recurrent_stream", schedule))
}

/// Lowers a layer with a forward and a backward scan.
///
/// # Errors
/// As [`lower`].
pub(super) fn lower_both(op: &Recurrent<'_>, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("");
    let functions = functions(op, layer)?;
    let mut args = Vec::new();
    let widths = op.scans.iter().map(|scan| scan.n_out);
    let (mode, n_out) = match op.merge_mode {
        MergeMode::Concat => ("nnet::merge_concat", Some(widths.sum())),
        MergeMode::Sum => ("nnet::merge_sum", widths.max()),
        MergeMode::Mul => ("nnet::merge_mul", widths.max()),
        MergeMode::Ave => ("nnet::merge_ave", widths.max()),
    };
    let mut members = vec![
        Member::Unsigned("n_in", op.n_in.into()),
        Member::Unsigned("n_out", n_out.unwrap_or_default().into()),
        Member::Unsigned("n_steps", op.n_timesteps.into()),
        Member::Unsigned("n_kept", n_kept(op).into()),
        Member::Unsigned("merge_mode", Expr::Library(mode)),
    ];
    for ((scan, roles), member) in op.scans.iter().zip(&BOTH).zip(["forward_scan", "backward_scan"]) {
        let (scan_members, weights) = self::scan(op, scan, roles, &functions, layer)?;
        let part = layer.part_config(&format!("{}scan", roles.kind), "nnet::recurrent_config", scan_members);
        members.push(Member::Typedef(Type::from(&part), member));
        args.extend(weights);
    }
    args.extend(functions.map(|function| function.constants));
    let kernel = Kernel::new("nnet_recurrent.h", "nnet::bidirectional", "nnet::bidirectional_config", config);
    Ok(Kernel { members, args, ..kernel })
}

/// How many steps of the results are kept.
fn n_kept(op: &Recurrent<'_>) -> usize {
    if op.return_sequences { op.n_timesteps } else { 1 }
}

/// The configuration of a scan, and its weights as arguments.
fn scan(
    op: &Recurrent<'_>,
    scan: &Scan<'_>,
    roles: &Roles,
    functions: &[Function; 2],
    layer: &mut Layer<'_, '_>,
) -> Result<(Vec<Member>, Vec<Expr>)> {
    let is_quartus = layer.is_quartus();
    let products = op.products(scan, is_quartus);
    let mut args = Vec::new();
    let mut part = |op, names, kind: &str, layer: &mut Layer<'_, '_>| -> Result<Ident> {
        let mut product = product(op, names, layer)?;
        if products.are_exact {
            product.members.push(Member::Unsigned("adds_exactly", Expr::Int(1)));
        }
        args.extend(product.args);
        Ok(layer.part_config(&format!("{}{kind}", roles.kind), "nnet::dense_config", product.members))
    };
    let input = part(&products.input, roles.input, "input", layer)?;
    let recurrent = part(&products.recurrent, roles.recurrent, "recurrent", layer)?;
    let candidate = match &products.candidate {
        Some(candidate) => part(candidate, roles.candidate, "candidate", layer)?,
        None => recurrent.clone(),
    };
    if products.candidate.is_none() {
        // The kernel has parameters for a candidate, which the other cells do not read.
        args.extend_from_within(2..);
    }
    let cell = match (op.cell, op.apply_reset_gate) {
        (Cell::SimpleRnn, _) => "nnet::simple_rnn_cell",
        (Cell::Lstm, _) => "nnet::lstm_cell",
        (Cell::Gru, ResetGate::After) => "nnet::gru_cell",
        (Cell::Gru, ResetGate::Before) => "nnet::gru_reset_before_cell",
    };
    let is_stateful = op.is_stateful && layer.compatibility() == Compatibility::Sound;
    let n_blocks = if op.is_static { 1 } else { op.n_timesteps };
    let accum_t = layer.type_name(op.accum_t, "accum_t");
    let compatibility = layer.compatibility();
    let activation_t = match op.activates_states(is_quartus) {
        true => layer.output_type_name(),
        false => layer.type_name(op.activation_type(compatibility), "activation_t"),
    };
    let gate_t = layer.type_name(op.gate_type(compatibility), "gate_t");
    let [activation, gate] = [&functions[0], &functions[1]].map(|function| function.config(scan, roles, layer));
    let mut members = vec![
        Member::Unsigned("cell", Expr::Library(cell)),
        Member::Unsigned("n_in", op.n_in.into()),
        Member::Unsigned("n_out", scan.n_out.into()),
        Member::Unsigned("n_states", op.cell.n_states().into()),
        Member::Unsigned("n_steps", op.n_timesteps.into()),
        Member::Unsigned("n_kept", n_kept(op).into()),
        Member::Unsigned("n_blocks", n_blocks.into()),
        Member::Unsigned("return_sequences", usize::from(op.return_sequences).into()),
        Member::Unsigned("backward", usize::from(scan.direction == Direction::Backward).into()),
        Member::Unsigned("aligned", usize::from(op.is_aligned).into()),
        Member::Unsigned("reuse_factor", scan.reuse_factor.into()),
        Member::Typedef(Type::from(&accum_t), "accum_t"),
        Member::Typedef(Type::from(&activation_t), "activation_t"),
        Member::Typedef(Type::from(&gate_t), "gate_t"),
        Member::Typedef(Type::from(&input), "input_product"),
        Member::Typedef(Type::from(&recurrent), "recurrent_product"),
        Member::Typedef(Type::from(&candidate), "candidate_product"),
        Member::Typedef(Type::from(&activation), "activation_config"),
        Member::Typedef(Type::from(&gate), "gate_config"),
    ];
    if op.cell == Cell::Lstm && op.has_own_order(is_quartus) {
        members.push(Member::Unsigned("assigns_terms", Expr::Int(1)));
    }
    if is_stateful {
        members.push(Member::Unsigned("stateful", Expr::Int(1)));
    }
    if let Some(ty) = op.read_type(compatibility) {
        members.push(Member::Unsigned("rounds_states", Expr::Int(1)));
        members.push(Member::Typedef(Type::from(&layer.type_name(ty, "state_t")), "read_t"));
    }
    Ok((members, args))
}

/// Activation and gate.
fn functions(op: &Recurrent<'_>, layer: &mut Layer<'_, '_>) -> Result<[Function; 2]> {
    Ok([function(op, op.activation, "", layer)?, function(op, op.recurrent_activation, "recurrent_", layer)?])
}

fn function(
    op: &Recurrent<'_>,
    (function, slope): (CellFunction, f64),
    kind: &str,
    layer: &mut Layer<'_, '_>,
) -> Result<Function> {
    if layer.is_quartus()
        && let Some(function) = mirrored(op, function, kind, layer)?
    {
        return Ok(function);
    }
    let kind = format!("{kind}{function}");
    let compatibility = layer.compatibility();
    let parameters = |ty: &NamedType, values: &[f64], compatibility| -> Result<Table> {
        let parameter = FromFloat::new(ty, "`slope`", compatibility)?;
        Ok(Table { ty: parameter.ty, raw: values.iter().map(|&value| parameter.raw(value)).collect() })
    };
    let entries_t = layer.type_name(op.table_t, "table_t");
    let parameter = function.parameter(slope).unwrap_or_default();
    let (table_t, table_size) = (op.table_t.clone(), op.table_size);
    let (table, table_t, parameter_t) = match function.kernel() {
        CellKernel::Plain(function) => {
            let activation = Activation { function, n_in: 0, table_t, table_size, reuse_factor: 1 };
            let table = match tables::activation(&activation, compatibility, layer.is_quartus())? {
                Some(table) => table,
                // A function without a table has a parameter for one all the same.
                None => parameters(op.table_t, &[0.0], compatibility)?,
            };
            (table, entries_t.clone(), entries_t)
        }
        CellKernel::Hard(_) => {
            let ty = NamedType::new("", Precision::fixed(16, 0, false));
            let table = parameters(&ty, &[parameter, 0.5], Compatibility::Sound)?;
            let parameter_t = layer.type_name(&ty, "parameter_t");
            (table, parameter_t.clone(), parameter_t)
        }
        CellKernel::Parametrized(function) => {
            let param_t = NamedType::new("", Precision::fixed(16, 1, false));
            let parameter_t = layer.type_name(&param_t, "parameter_t");
            let activ_param = parameter;
            let (n_in, reuse_factor) = (0, 1);
            let activation = ParametrizedActivation {
                function,
                is_limited: false,
                n_in,
                activ_param,
                param_t: param_t.clone(),
                table_t,
                table_size,
                reuse_factor,
            };
            match tables::parametrized_activation(&activation, compatibility, layer.is_quartus())? {
                Some(table) => (table, entries_t, parameter_t),
                None => (parameters(&param_t, &[parameter], compatibility)?, parameter_t.clone(), parameter_t),
            }
        }
    };
    let constants = Expr::from(&layer.table(&kind, &table, &table_t)?);
    Ok(Function { function, kind, table_t, mirrored: None, parameter_t, n_constants: table.raw.len(), constants })
}

/// A function that the peer for Quartus reads from a table of results for negative arguments, and one for the others;
/// `None` for functions without such tables.
fn mirrored(
    op: &Recurrent<'_>,
    function: CellFunction,
    kind: &str,
    layer: &mut Layer<'_, '_>,
) -> Result<Option<Function>> {
    quartus::check_cell_function(function)?;
    let CellKernel::Plain(plain) = function.kernel() else { return Ok(None) };
    let compatibility = layer.compatibility();
    let result = match kind {
        "" if op.activates_states(true) => layer.output_type(),
        "" => op.activation_type(compatibility).precision.assignment(),
        _ => op.gate_type(compatibility).precision.assignment(),
    };
    let (table_t, table_size) = (op.table_t.clone(), op.table_size);
    let activation = Activation { function: plain, n_in: 0, table_t, table_size, reuse_factor: 1 };
    let (Some(table), Some(result)) = (tables::activation(&activation, compatibility, true)?, result) else {
        return Ok(None);
    };
    // Inside a layer the functions are the same in a streaming design.
    let Some(mirrored) = quartus::mirrored(&activation, &table, &result, IoType::Parallel)? else { return Ok(None) };
    let kind = format!("{kind}{function}");
    let table = mirrored.joined();
    let table_t = layer.derived_type(result, &format!("{kind}_table_t"));
    Ok(Some(Function {
        function,
        mirrored: Some((usize::try_from(mirrored.range).unwrap_or_default(), mirrored.mirrors_zero)),
        parameter_t: table_t.clone(),
        n_constants: table.raw.len(),
        constants: Expr::from(&layer.table(&kind, &table, &table_t)?),
        table_t,
        kind,
    }))
}

/// The name of a function in the kernel library.
fn name(function: CellFunction) -> &'static str {
    match function {
        CellFunction::Elu => "nnet::elu_function",
        CellFunction::Exponential => "nnet::exponential_function",
        CellFunction::HardShrink => "nnet::hard_shrink_function",
        CellFunction::HardSigmoid => "nnet::hard_sigmoid_function",
        CellFunction::HardSilu => "nnet::hard_silu_function",
        CellFunction::HardTanh => "nnet::hard_tanh_function",
        CellFunction::LeakyRelu => "nnet::leaky_relu_function",
        CellFunction::Linear => "nnet::linear_function",
        CellFunction::LogSigmoid => "nnet::negative_part_plus_table_function",
        CellFunction::Gelu | CellFunction::Mish | CellFunction::Silu | CellFunction::SparsePlus => {
            "nnet::positive_part_plus_table_function"
        }
        CellFunction::Relu => "nnet::relu_function",
        CellFunction::Relu6 => "nnet::relu6_function",
        CellFunction::Selu => "nnet::selu_function",
        CellFunction::Sigmoid => "nnet::sigmoid_function",
        CellFunction::SoftShrink => "nnet::soft_shrink_function",
        CellFunction::Softplus => "nnet::softplus_function",
        CellFunction::Softsign => "nnet::softsign_function",
        CellFunction::Tanh => "nnet::tanh_function",
        CellFunction::TanhShrink => "nnet::whole_plus_table_function",
    }
}
