//! `Attention`: sums of values by the softmax of the scores of queries and keys, whose heads are an axis.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::parts::chosen;
use crate::flow::mask::Mask;
use crate::flow::{Read, attention};

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    // The type that the softmax is computed in, and heads that the shapes say as well.
    node.ignore(&["softmax_precision", "q_num_heads", "kv_num_heads", "qk_matmul_output_mode"]);
    if node.float("softcap", 0.0)? != 0.0 {
        return Err(node.unsupported("the scores of the attention are limited").found("softcap").expected("0").into());
    }
    let [own, keys, values] = [node.batch_first(0)?, node.batch_first(1)?, node.batch_first(2)?];
    let [query, key, value] = [own, keys, values].map(|input| &input.shape[..]);
    let ([n_heads, n_queries, width], [key_heads, n_keys, _], [_, _, _]) = (query, key, value) else {
        return Err(node.misfit(query, "heads, steps and features, for query, key and value"));
    };
    if n_heads != key_heads {
        return Err(node
            .unsupported("several heads share their keys")
            .found(format!("{key_heads} of {n_heads}"))
            .into());
    }
    let scale = f64::from(node.float("scale", (1.0 / (*width as f64).sqrt()) as f32)?);
    if scale <= 0.0 {
        return Err(node
            .unsupported("the scale of the scores is not positive")
            .found(scale.to_string())
            .expected("a positive number")
            .into());
    }
    let scores = [*n_heads, *n_queries, *n_keys];
    let mask = if node.flag("is_causal", false)? {
        Mask::Causal
    } else if let Some(mask) = node.constant(3)? {
        let array = mask.to_array().ok_or_else(|| node.misfit(mask.shape(), "a mask"))?;
        Mask::read(&array, mask.as_wholes().is_some(), &scores, |message| node.unsupported(message))?
    } else {
        Mask::None
    };
    let (mut keys, mut values) = (keys.clone(), values.clone());
    if let Mask::Seen(places) = &mask {
        keys = chosen(node, builder, &format!("{}_seen_keys", node.name), &keys, 1, places)?;
        values = chosen(node, builder, &format!("{}_seen_values", node.name), &values, 1, places)?;
    }
    // Axes: heads, queries, keys, features, features of the values.
    let axes = attention::Axes {
        query: vec![0, 1, 3],
        key: vec![0, 2, 3],
        value: vec![0, 2, 4],
        scores: vec![0, 1, 2],
        n_keys: 1,
        output: vec![0, 1, 4],
    };
    let reads = [Read::Tensor(0), Read::Tensor(1), Read::Tensor(2)];
    let steps =
        attention::steps(&axes, [query, &keys.shape, &values.shape], reads, 0, scale, mask.n_causal(*n_queries));
    let steps = steps.map_err(|error| node.misfit(key, error.expected))?;
    let stored = [own, &keys, &values].map(|input| builder.arranged(&node.name, input, &input.natural()));
    let [first, second, third] = stored;
    let stored = builder.steps(&node.name, mask.steps(steps, 0, scale, reads[2]), &[first?, second?, third?])?;
    let shape = vec![*n_heads, *n_queries, value[2]];
    super::one(Value::plain(stored, shape))
}
