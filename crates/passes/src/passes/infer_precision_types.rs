//! Derives automatic types from the operands.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::FOLLOWING_TYPES;
use hlsmith_ir::{Edit, Graph, NamedType, NodeId, Patch};

use crate::infer::{check_exact, infer};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InferPrecisionTypes;

impl Pass for InferPrecisionTypes {
    fn name(&self) -> &'static str {
        "infer_precision_types"
    }

    fn doc(&self) -> &'static str {
        "Derives every automatic type of a layer from the types of its inputs and weights, wide enough for any value \
         within `maximum`."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let is_auto = |precision| precision == Precision::Auto;
        let results_auto = node.outputs.iter().any(|&output| is_auto(graph.tensor(output).ty.precision));
        // A softmax derives `inp_norm_t` with its tables, in a pass of its own; some types of recurrent layers follow others.
        let stays = |name: &str| name == "inp_norm_t" || FOLLOWING_TYPES.contains(&name);
        let own_auto = node.op.types().iter().any(|(name, ty)| is_auto(ty.precision) && !stays(name));
        if !results_auto && !own_auto {
            return Ok(None);
        }
        if context.settings.hls.follows_quantizers && results_auto {
            check_exact(graph, node)?;
        }
        let (op, result) = infer(graph, node, &context.settings.hls);
        let mut edits = vec![Edit::SetOp(id, op)];
        edits.extend(node.outputs.iter().enumerate().filter_map(|(position, &output)| {
            let own = &graph.tensor(output).ty;
            match position {
                0 => Some(Edit::SetTensorType(output, result.clone())),
                _ if is_auto(own.precision) => {
                    let ty = NamedType { precision: result.precision, name: own.name.clone() };
                    Some(Edit::SetTensorType(output, ty))
                }
                _ => None,
            }
        }));
        let patch = Patch { edits };
        Ok(Some(if results_auto { Rewrite::restarting(patch) } else { Rewrite::in_place(patch) }))
    }
}
