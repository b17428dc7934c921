//! Biases of sums of products of signs.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::{Compatibility, Edit, Graph, NamedType, NodeId, Patch, Weight};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct CountBiasOfSignsTwice;

/// What begins the name of the type of a bias that counts twice.
const DOUBLED: &str = "doubled_";

impl Pass for CountBiasOfSignsTwice {
    fn name(&self) -> &'static str {
        "count_bias_of_signs_twice"
    }

    fn doc(&self) -> &'static str {
        "Doubles the biases of layers that multiply signs with signs, where they are multiples of one half and under \
         `hls4ml-1.3` only, since hls4ml adds them to the number of equal signs, of which it then takes twice the number \
         less all."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Some(input) = graph.sole_input(node).map(|input| graph.tensor(input)) else { return Ok(None) };
        let is_sum = node.op.convolution(&input.shape).is_some();
        if graph.compatibility != Compatibility::Hls4ml13 || !is_sum || input.ty.precision != Precision::Xnor {
            return Ok(None);
        }
        let weights = node.op.weights();
        let named = |role: &str| weights.iter().find(|(name, _)| *name == role).map(|(_, weight)| *weight);
        let (Some(weight), Some(bias)) = (named("weight"), named("bias")) else { return Ok(None) };
        let is_done = bias.ty.name.starts_with(DOUBLED) || bias.data.all_equal(0.0);
        // Sums that are no integers hls4ml cuts off toward zero, which no bias does.
        let is_whole = bias.data.iter().all(|value| (2.0 * value).fract() == 0.0);
        let Some(format) =
            bias.ty.precision.format().filter(|_| !is_done && is_whole && weight.ty.precision == Precision::Xnor)
        else {
            return Ok(None);
        };
        let Some(data) = bias.data.zip(&bias.data, |a, b| a + b, |a, b| a + b) else { return Ok(None) };
        // The same bits with the point one place to the right.
        let precision = Precision::Fixed(FixedType::new(format.width, format.integer + 1, format.signed));
        let ty = NamedType::new(format!("{DOUBLED}{}", bias.ty.name), precision);
        let doubled = Weight { data, ty, quantizer: None, ..bias.clone() };
        let mut op = node.op.clone();
        for (name, weight) in op.weights_mut() {
            if name == "bias" {
                *weight = doubled.clone();
            }
        }
        Ok(Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, op)))))
    }
}
