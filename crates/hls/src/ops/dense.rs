//! `Dense`: one kernel for each strategy, one for weights without their zeros, and a convolution of one pixel where there are several rows.

use hlsmith_config::{Settled, closest_reuse_factor, valid_reuse_factors_of};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_emulate::tables::Table;
use hlsmith_fixed::{FixedType, Precision, Raw};
use hlsmith_ir::ops::Dense;
use hlsmith_ir::{Compatibility, Geometry, NamedType, Strategy};

use super::{Kernel, n_multipliers};
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Order, padded};

/// Lowers a dense layer.
///
/// # Errors
/// When its weights cannot be written, or a resource strategy has a reuse factor that does not divide the work.
pub(super) fn lower(op: &Dense, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let convolution = op.view(layer.input_shapes().first().copied().unwrap_or_default());
    if convolution.geometry.n_pixels() > 1 {
        if op.compression {
            let message = "weights of a layer on a line or an image cannot be stored without their zeros";
            let finding = Diagnostic::error(Code::TargetUnsupported, Subject::Layer(layer.node.name.clone()), message);
            return Err(finding.found("Compression").remedy("leave `Compression` out for the layer").into());
        }
        return crate::convolution::lower(&convolution, layer);
    }
    if op.compression {
        return compressed(op, layer);
    }
    let config = layer.config_name("");
    let Product { function, members, args } = product(op, ["weight", "bias"], layer)?;
    Ok(Kernel { members, args, ..Kernel::new("nnet_dense.h", function, "nnet::dense_config", config) })
}

/// Lowers a layer whose weights are stored without their zeros, each with the number of its input and output.
fn compressed(op: &Dense, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    check_reuse_factor(&op.view(&[op.n_in]).geometry, settled(op), layer)?;
    let config = layer.config_name("");
    let raws = hlsmith_emulate::weights::factors(&op.weight, layer.compatibility())?;
    let mut places = hlsmith_emulate::weights::nonzero_places(&raws, op.n_out);
    let reuse_factor = op.reuse_factor as usize;
    let n_kept = padded(places.len(), reuse_factor);
    places.resize(n_kept, 0);
    let constants = [(&op.weight, "weight"), (&op.bias, "bias")];
    let [weights, biases] = layer.products(Diagnostics::new(), constants, Order::WithoutZeros(reuse_factor))?;
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    let mut kernel = Kernel {
        members: vec![
            Member::Unsigned("n_in", op.n_in.into()),
            Member::Unsigned("n_out", op.n_out.into()),
            Member::Unsigned("n_kept_weights", n_kept.into()),
            Member::Unsigned("strategy", Expr::Library(strategy(op.strategy))),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
            Member::Unsigned("multiplier_limit", n_multipliers(n_kept, op.reuse_factor).into()),
            Member::Typedef(Type::from(&accum_t), "accum_t"),
            Member::Typedef(Type::from(&biases.ty), "bias_t"),
            Member::Typedef(Type::from(&weights.ty), "weight_t"),
        ],
        args: vec![Expr::from(&weights.name), Expr::from(&biases.name)],
        ..Kernel::new("nnet_dense_compressed.h", "nnet::dense_compressed", "nnet::dense_config", config)
    };
    let n_out = op.n_out;
    let indices: [(_, _, Vec<usize>, _); 2] = [
        ("row", "row_t", places.iter().map(|place| place / n_out).collect(), op.n_in),
        ("column", "column_t", places.iter().map(|place| place % n_out).collect(), op.n_out),
    ];
    for (name, member, numbers, extent) in indices {
        // As wide as the largest number needs, which is one less than the extent.
        let width = (usize::BITS - extent.saturating_sub(1).leading_zeros()).max(1);
        let ty = FixedType::new(width, width as i32, false);
        let table = Table { ty, raw: numbers.into_iter().map(|number| Raw::from(number as u64)).collect() };
        let ty = layer.type_name(&NamedType::new("", Precision::Integer { width, signed: false }), member);
        kernel.args.push(Expr::from(&layer.table(name, &table, &ty)?));
        kernel.members.push(Member::Typedef(Type::from(&ty), member));
    }
    Ok(kernel)
}

/// A matrix product with its bias.
pub(super) struct Product {
    /// The kernel of its strategy.
    function: &'static str,
    /// Its configuration.
    pub(super) members: Vec<Member>,
    /// Weights and biases.
    pub(super) args: Vec<Expr>,
}

/// Lowers a matrix product whose constants have these names in the layer.
///
/// # Errors
/// As [`lower`].
pub(super) fn product(op: &Dense, [weight, bias]: [&str; 2], layer: &mut Layer<'_, '_>) -> Result<Product> {
    let reuse_factor = op.reuse_factor as usize;
    let (function, order) = match op.strategy {
        Strategy::Latency => ("nnet::dense_latency", Order::AsTrained),
        Strategy::Resource if reuse_factor <= op.n_in => ("nnet::dense_resource_within_inputs", Order::Transposed),
        Strategy::Resource => ("nnet::dense_resource_beyond_inputs", Order::Transposed),
        Strategy::ResourceUnrolled => ("nnet::dense_resource_unrolled", Order::Transposed),
    };
    let mut findings = Diagnostics::new();
    findings.take(check_reuse_factor(&op.view(&[op.n_in]).geometry, settled(op), layer));
    let [weights, biases] = layer.products(findings, [(&op.weight, weight), (&op.bias, bias)], order)?;
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    let multiplier_limit = multiplier_limit(op.n_in * op.n_out, weights.n_zeros, settled(op), layer);
    Ok(Product {
        function,
        members: vec![
            Member::Unsigned("n_in", op.n_in.into()),
            Member::Unsigned("n_out", op.n_out.into()),
            Member::Unsigned("strategy", Expr::Library(strategy(op.strategy))),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
            Member::Unsigned("n_zeros", weights.n_zeros.into()),
            Member::Unsigned("multiplier_limit", multiplier_limit.into()),
            Member::Typedef(Type::from(&accum_t), "accum_t"),
            Member::Typedef(Type::from(&biases.ty), "bias_t"),
            Member::Typedef(Type::from(&weights.ty), "weight_t"),
        ],
        args: vec![Expr::from(&weights.name), Expr::from(&biases.name)],
    })
}

/// Strategy and reuse factor of a layer.
fn settled(op: &Dense) -> Settled {
    Settled { strategy: op.strategy, reuse_factor: op.reuse_factor }
}

/// How many multipliers serve a product with a number of weights, some of them zeros that need none. Warns when the array
/// of weights cannot be split as the strategy splits it.
pub(crate) fn multiplier_limit(n_weights: usize, n_zeros: usize, settled: Settled, layer: &mut Layer<'_, '_>) -> usize {
    let (n_products, per_word) = match settled.strategy {
        Strategy::Latency | Strategy::ResourceUnrolled => (n_weights - n_zeros, n_weights),
        Strategy::Resource => (n_weights, n_multipliers(n_weights, settled.reuse_factor)),
    };
    let message = "the layer has more weights side by side than the vendor tools can split";
    layer.warn_size(message, per_word, "use the strategy `Resource` with a larger reuse factor");
    n_multipliers(n_products, settled.reuse_factor)
}

/// The kernels of the resource strategies give every multiplier the same number of products.
///
/// # Errors
/// When the reuse factor does not divide the products of a window or row.
pub(crate) fn check_reuse_factor(geometry: &Geometry, settled: Settled, layer: &Layer<'_, '_>) -> Result<()> {
    let valid = match settled.strategy {
        Strategy::Latency => return Ok(()),
        // What the peer takes for the work of a grouped layer may be more than its kernels can share.
        Strategy::Resource | Strategy::ResourceUnrolled => valid_reuse_factors_of(geometry, Compatibility::Sound),
    };
    if valid.contains(&settled.reuse_factor) {
        return Ok(());
    }
    let message = "the reuse factor does not divide the work of the layer";
    let mut finding = Diagnostic::error(Code::ReuseFactor, Subject::Layer(layer.node.name.clone()), message)
        .found(settled.reuse_factor.to_string())
        .expected(format!("one of {}", valid.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")));
    if let Some(closest) = closest_reuse_factor(&valid, settled.reuse_factor.into()) {
        finding = finding.remedy(format!("use {closest}"));
    }
    Err(finding.into())
}

/// The name of a strategy in the kernel library.
pub(crate) fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Latency => "nnet::latency",
        Strategy::Resource => "nnet::resource",
        Strategy::ResourceUnrolled => "nnet::resource_unrolled",
    }
}
