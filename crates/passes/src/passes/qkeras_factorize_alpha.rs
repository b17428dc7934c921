//! Scales of quantised weights.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::BatchNormalization;
use hlsmith_ir::{Array, Compatibility, Edit, Graph, NamedType, NewNode, NodeId, Op, Patch, Quantizer, Scale, Weight};

use crate::{Context, Pass, Rewrite};

/// Most bits of a scale that is kept exactly; those that are no powers of two have as many as the mantissa.
const MAX_EXACT_BITS: u32 = 16;

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct QkerasFactorizeAlpha;

impl Pass for QkerasFactorizeAlpha {
    fn name(&self) -> &'static str {
        "qkeras_factorize_alpha"
    }

    fn doc(&self) -> &'static str {
        "Moves the scale of quantised weights, and with it the biases, into a layer of its own behind a dense layer or \
         convolution, so that the weights stay on their grid."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let mut op = node.op.clone();
        let (Op::Dense(_) | Op::Conv1d(_) | Op::Conv2d(_), Some(&output)) = (&op, node.outputs.first()) else {
            return Ok(None);
        };
        let (mut scale, mut biases) = (None, None);
        for (name, weight) in op.weights_mut() {
            match name {
                "weight" => scale = weight.quantizer.as_mut().and_then(|quantizer| quantizer.scale.take()),
                "bias" => {
                    biases = Some(weight.clone());
                    weight.data = Array::zeros(weight.data.shape().to_vec());
                }
                _ => {}
            }
        }
        let (Some(scale), Some(biases)) = (scale, biases) else { return Ok(None) };
        let index = graph.next_index();
        let n_filt = biases.data.len();
        let shape = graph.tensor(output).shape.clone();
        let own = &graph.tensor(output).ty;
        let is_sole_output = graph.outputs() == [output];
        let name = if is_sole_output { "result_t".to_owned() } else { format!("layer{index}_t") };
        // What a user says about the result of the layer is about its product with the scale.
        let precision = match graph.compatibility {
            Compatibility::Sound => own.precision,
            Compatibility::Hls4ml13 => Precision::Auto,
        };
        let alpha = BatchNormalization {
            n_in: shape.iter().product(),
            n_filt,
            scale: scale_weight(scale, index, graph.compatibility),
            bias: bias_weight(biases, index),
            reuse_factor: 1,
            n_inner: 1,
        };
        let new = NewNode {
            name: format!("{}_alpha", node.name),
            origin: "ApplyAlpha".into(),
            trace: node.trace && graph.compatibility == Compatibility::Sound,
            op: alpha.into(),
            ty: NamedType::new(name, precision),
        };
        let unnamed = NamedType::new(
            format!("layer{}_t", node.index),
            match graph.compatibility {
                Compatibility::Sound => Precision::Auto,
                Compatibility::Hls4ml13 => own.precision,
            },
        );
        let edits = vec![Edit::SetOp(id, op), Edit::SetTensorType(output, unnamed), Edit::InsertAfter(output, new)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}

/// The scale as a weight of the layer of an index.
fn scale_weight(scale: Scale, index: u32, compatibility: Compatibility) -> Weight {
    let Scale { factors, is_power_of_two } = scale;
    let mut weight = Weight::new(format!("s{index}"), factors);
    let exact = weight.data.narrowest_format().filter(|format| is_power_of_two || format.width <= MAX_EXACT_BITS);
    let exact = exact.map(|format| Precision::fixed(format.width, format.integer, format.signed));
    match (compatibility, exact) {
        (Compatibility::Hls4ml13, _) if is_power_of_two => {
            let largest = weight.data.iter().map(|factor| factor.abs().log2().abs()).fold(0.0, f64::max);
            let width = (largest as u32 + 1).max(2);
            let peer = Precision::Exponent { width, signed: true };
            // The peer counts the sign of the exponent among these bits and limits the exponents to what is left.
            let reach = 2.0_f64.powi(width as i32 - 2);
            let limited = weight.data.iter().map(|factor| factor.log2().clamp(-reach, reach - 1.0).exp2());
            if let Some(limited) = Array::from_f64(weight.data.shape().to_vec(), limited.collect::<Vec<f64>>()) {
                weight.data = limited;
            }
            weight.ty = NamedType::new(format!("exponent_scale{index}_t"), peer);
            weight.quantizer = Some(Box::new(Quantizer::new(peer, peer)));
        }
        (Compatibility::Sound, Some(exact)) => {
            weight.ty = NamedType::new(format!("scale{index}_t"), exact);
            weight.quantizer = Some(Box::new(Quantizer::new(exact, exact)));
        }
        (Compatibility::Sound | Compatibility::Hls4ml13, _) => {}
    }
    weight
}

/// The biases of a layer as those of the layer of an index; zeros where it has none.
fn bias_weight(biases: Weight, index: u32) -> Weight {
    let is_none = biases.ty.precision == Precision::Integer { width: 1, signed: false };
    let name = format!("b{index}");
    match &biases.quantizer {
        Some(_) => {
            let ty = NamedType { name: format!("bias{index}_t"), ..biases.ty.clone() };
            Weight { name, ty, ..biases }
        }
        None if is_none => Weight::new(name, biases.data),
        None => Weight { name, ..biases },
    }
}
