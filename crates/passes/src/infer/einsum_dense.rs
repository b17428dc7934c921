//! Types of sums of products of a tensor and weights.

use hlsmith_fixed::{Format, Interval, Raw};
use hlsmith_ir::ops::EinsumDense;
use hlsmith_ir::{Compatibility, Contraction, Graph, NamedType, Node, Op, Weight};

use super::{Operands, grid, sum_of_products};

/// Accumulator and result hold the exact sum of all products and the bias, as large as the weights make it; to the peer they
/// are the default.
pub(super) fn infer(op: &EinsumDense, graph: &Graph, node: &Node, operands: &Operands<'_>) -> (Op, NamedType) {
    let settled = |weight: &Weight| {
        let ty = match operands.settings.follows_quantizers {
            true => NamedType { precision: operands.weight_type(weight), name: weight.ty.name.clone() },
            false => operands.or_default(&weight.ty),
        };
        Weight { ty, ..weight.clone() }
    };
    let (weight, bias) = (settled(&op.weight), settled(&op.bias));
    if operands.compatibility == Compatibility::Hls4ml13 && !operands.settings.follows_quantizers {
        let accum_t = operands.or_default(&op.accum_t);
        let settled = EinsumDense { weight, bias, accum_t, ..op.clone() };
        return (settled.into(), operands.or_default(operands.result));
    }
    let sum = (|| {
        let shape = &graph.tensor(*node.inputs.first()?).shape;
        let loops = op.contraction(shape).ok()?;
        let (x, w, b) = (grid(operands.input)?, grid(weight.ty.precision)?, grid(bias.ty.precision)?);
        let any = sum_of_products(x, w, loops.n_terms(), Some(b));
        let integer = exact_integer(&loops, x, &weight, &bias).map_or(any.integer, |exact| exact.min(any.integer));
        Some(Format { width: (integer + any.fraction()).max(1).unsigned_abs(), integer, ..any })
    })();
    let precision = operands.limited(sum);
    let accum_t = operands.or_derived(&op.accum_t, "accum", precision);
    let result = operands.or_derived(operands.result, "result", precision);
    (EinsumDense { weight, bias, accum_t, ..op.clone() }.into(), result)
}

/// Integer bits, sign included, of the sums of inputs of a format with the weights as quantised; every partial sum has no
/// more.
fn exact_integer(loops: &Contraction, input: Format, weight: &Weight, bias: &Weight) -> Option<i32> {
    let (w, b) = (weight.ty.precision.assignment()?, bias.ty.precision.assignment()?);
    let inner = Contraction::places(&loops.inner);
    let mut filters: Vec<usize> = Contraction::places(&loops.outer).into_iter().map(|[_, filter]| filter).collect();
    filters.sort_unstable();
    filters.dedup();
    let weights: Vec<f64> = weight.data.iter().collect();
    let x = Interval::of_format(input).hull(&Interval::point(Raw::ZERO, input.fraction()));
    let mut products: Option<Interval> = None;
    for filter in filters {
        // The sums of the negative and of the positive weights that a result sees.
        let (mut negative, mut positive) = (Raw::ZERO, Raw::ZERO);
        for [_, term] in &inner {
            let raw = w.quantize(*weights.get(filter + term)?);
            let part = if raw.is_negative() { &mut negative } else { &mut positive };
            *part = &*part + &raw;
        }
        let of_filter = x.scaled(&negative, w.format.fraction()).sum(&x.scaled(&positive, w.format.fraction()));
        products = Some(products.map_or_else(|| of_filter.clone(), |products| products.hull(&of_filter)));
    }
    let biases: Vec<Raw> = bias.data.iter().map(|bias| b.quantize(bias)).collect();
    let bound = |raw: Option<&Raw>| raw.cloned().unwrap_or(Raw::ZERO);
    let lower = bound(biases.iter().min()).min(Raw::ZERO);
    let upper = bound(biases.iter().max()).max(Raw::ZERO);
    let sums = products?.sum(&Interval::new(lower, upper, b.format.fraction())?);
    i32::try_from(sums.signed_bits()).ok().map(|bits| bits - sums.fraction())
}
