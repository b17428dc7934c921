//! Attention: scores of queries and keys, their softmax, and the sums of values by it.

use hlsmith_ir::Contraction;
use hlsmith_ir::ops::ShapeError;

use super::step::{Read, Setting, Step};

/// The axes of the tensors of an attention by numbers; those of equal number belong together.
pub(crate) struct Axes {
    pub(crate) query: Vec<usize>,
    pub(crate) key: Vec<usize>,
    pub(crate) value: Vec<usize>,
    /// Those of the scores; the last [`Axes::n_keys`] of them are normalised together.
    pub(crate) scores: Vec<usize>,
    pub(crate) n_keys: usize,
    pub(crate) output: Vec<usize>,
}

/// The steps `scores`, `softmax` and one without a suffix of its own, for query, key and value of these shapes that are
/// read at these places. `first` is the index of the first of the steps, `scale` the positive factor inside the
/// exponential. With `n_causal` queries, each takes part in the keys up to its own place alone; 0 stands for no mask.
///
/// # Errors
/// When the shapes do not fit the axes.
pub(crate) fn steps(
    axes: &Axes,
    shapes: [&[usize]; 3],
    reads: [Read; 3],
    first: usize,
    scale: f64,
    n_causal: usize,
) -> Result<[Step; 3], ShapeError> {
    let product = |own: [&[usize]; 3], shapes: [&[usize]; 2], reads: [Read; 2]| {
        let shape = Contraction::new(own, shapes)?.shape();
        let attributes = vec![
            ("left", Setting::sizes(own[0])),
            ("right", Setting::sizes(own[1])),
            ("output", Setting::sizes(own[2])),
            ("accum_t", Setting::auto()),
        ];
        Ok::<_, ShapeError>(Step { reads: Some(reads.to_vec()), ..Step::new("Einsum", "Einsum", attributes, shape) })
    };
    let result = |step: usize| Read::Result { step: first + step, output: 0 };
    let scores = product([&axes.query, &axes.key, &axes.scores], [shapes[0], shapes[1]], [reads[0], reads[1]])?;
    let shape = scores.shape.clone();
    let n_slice: usize = shape[shape.len().saturating_sub(axes.n_keys)..].iter().product();
    let n_scores: usize = shape.iter().product();
    let attributes = vec![
        ("n_in", Setting::size(n_scores)),
        ("n_outer", Setting::size(n_scores / n_slice.max(1))),
        ("exp_scale", Setting::float(scale)),
        ("n_causal", Setting::size(n_causal)),
    ];
    let softmax = Step {
        suffix: Some("softmax".into()),
        reads: Some(vec![result(0)]),
        ..Step::new("Softmax", "Softmax", attributes, shape.clone())
    };
    let context = product([&axes.scores, &axes.value, &axes.output], [&shape, shapes[2]], [result(1), reads[2]])?;
    Ok([Step { suffix: Some("scores".into()), ..scores }, softmax, context])
}
