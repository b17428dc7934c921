//! `GarNet` and `GarNetStack`, the layers of distance-weighted graphs that hls4ml defines for Keras 2, as products, a table
//! and a mask.
//!
//! Of each vertex `v`, features `f[v, p]` and distances `d[v, a]` to aggregators are sums of products of its data. With
//! edges `w = exp(-d^2)`, 0 behind the number of vertices that is the last input, each aggregator collects the mean of
//! `w[v, a] f[v, p]` over all vertices, and a vertex the sums of products of `w[v, a]` times that.

use hlsmith_fixed::Precision;
use hlsmith_ir::Array;
use serde_json::Value;

use super::{Layer, Read, Setting, Step, Stop, activation, shown};
use crate::flow::blocks::{einsum_dense, global_pooling, scaled};

/// Numbers of the axes.
const VERTEX: usize = 0;
const DATA: usize = 1;
const FEATURE: usize = 2;
const AGGREGATOR: usize = 3;
const FILTER: usize = 4;
const COUNT: usize = 5;

/// A single layer.
pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if layer.flag("quantize_transforms", false)? {
        let message = "the layer rounds its weights to a number of bits that its configuration does not tell";
        return refuse(layer, message, "quantize_transforms=true".into(), "quantize_transforms=false");
    }
    let size = |key: &str| layer.size(key);
    let sizes =
        Sizes { features: size("n_propagate")?, aggregators: size("n_aggregators")?, filters: size("n_filters")? };
    chain(layer, &[(String::new(), sizes)])
}

/// Several layers after each other, with the same numbers of vertices.
///
/// The layer rounds its weights to a number of bits that its configuration does not tell; they are taken as they are
/// stored.
pub(super) fn import_stack(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let sizes = |key: &str| -> Result<Vec<usize>, Stop> {
        let expected = "a list of positive integers, one for each layer";
        let value = layer.setting(key);
        let list = value.and_then(Value::as_array).map(|sizes| sizes.iter().map(Value::as_u64).collect());
        let sizes = list.and_then(|sizes: Vec<Option<u64>>| {
            sizes
                .into_iter()
                .map(|size| size.and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0))
                .collect()
        });
        sizes.ok_or_else(|| layer.malformed(key, value, expected).into())
    };
    let (features, aggregators, filters) = (sizes("n_propagate")?, sizes("n_aggregators")?, sizes("n_filters")?);
    if features.is_empty() || features.len() != aggregators.len() || features.len() != filters.len() {
        let found =
            format!("{} n_propagate, {} n_aggregators, {} n_filters", features.len(), aggregators.len(), filters.len());
        return refuse(layer, "the sizes are not those of the same layers", found, "lists of the same length");
    }
    let sublayers = features.into_iter().zip(aggregators).zip(filters).enumerate();
    let named = sublayers.map(|(index, ((features, aggregators), filters))| {
        (index.to_string(), Sizes { features, aggregators, filters })
    });
    let named = named.collect::<Vec<_>>();
    let function = activation::named_by(layer, "output_activation", "tanh")?;
    if function.name() != "linear" {
        let message = "the layer applies its function between its parts in a way of its own";
        return refuse(layer, message, function.name().into(), "output_activation=linear");
    }
    chain(layer, &named)
}

/// The sizes of a layer.
struct Sizes {
    features: usize,
    aggregators: usize,
    filters: usize,
}

/// Layers after each other, each with what the names of its weights and steps have behind them.
fn chain(layer: &Layer, sublayers: &[(String, Sizes)]) -> Result<Vec<Step>, Stop> {
    check(layer)?;
    let has_energy = match layer.word("input_format")?.unwrap_or("xn") {
        "xn" => false,
        "xen" => true,
        other => return refuse(layer, "the tensors of the layer are in another order", shown(other), "xn or xen"),
    };
    let n_tensors = 1 + layer.others.len();
    if n_tensors != 2 + usize::from(has_energy) {
        let expected = if has_energy { "vertices, energies and their number" } else { "vertices and their number" };
        return refuse(layer, "the layer is called with other tensors", format!("{n_tensors} tensors"), expected);
    }
    let [n_vertices, n_data] = layer.input_of_rank::<2>()?;
    let mut n_data = n_data + usize::from(has_energy);

    let mut steps = Steps { list: Vec::new(), number: String::new() };
    let vertices = steps.add("vertices", vertices(n_vertices).ok_or(Stop::Unknown)?, &[Read::Tensor(n_tensors - 1)]);
    let mask = steps.add("mask", bounded(n_vertices), &[vertices]);
    let mut data = Read::Tensor(0);
    if has_energy {
        let column = steps.add("energies", layer.reshaped(vec![n_vertices, 1]), &[Read::Tensor(1)]);
        let joined =
            Step::new("Concatenate", "Concatenate", vec![("axis", Setting::size(1))], vec![n_vertices, n_data]);
        data = steps.add("data", joined, &[data, column]);
    }
    let mut shape = Vec::new();
    for (number, sizes) in sublayers {
        steps.number.clone_from(number);
        data = sublayer(layer, sizes, [n_vertices, n_data], [data, mask], &mut steps)?;
        n_data = sizes.filters;
        shape = vec![n_vertices, n_data];
    }
    steps.number.clear();
    collapse(layer, &mut steps, &shape)?;
    if let Some(step) = steps.list.last_mut() {
        step.suffix = None;
    }
    Ok(steps.list)
}

/// One layer on data of the vertices; gives what it makes of each vertex.
fn sublayer(
    layer: &Layer,
    sizes: &Sizes,
    [n_vertices, n_data]: [usize; 2],
    [data, mask]: [Read; 2],
    steps: &mut Steps,
) -> Result<Read, Stop> {
    let &Sizes { features: n_features, aggregators: n_aggregators, filters: n_filters } = sizes;
    layer.check_elements(&[n_aggregators, n_features, n_filters])?;
    layer.check_elements(&[n_vertices, n_aggregators.max(n_features).max(n_filters)])?;
    let role = |transform: &str, part: &str| format!("{transform}{}_{part}", steps.number);
    let [features, features_bias, distance, distance_bias, output, output_bias] = layer.arrays([
        (&role("FLR", "kernel"), &[n_data, n_features]),
        (&role("FLR", "bias"), &[n_features]),
        (&role("S", "kernel"), &[n_data, n_aggregators]),
        (&role("S", "bias"), &[n_aggregators]),
        (&role("Fout", "kernel"), &[n_aggregators * n_features, n_filters]),
        (&role("Fout", "bias"), &[n_filters]),
    ])?;
    let output = output.reshaped(vec![n_aggregators, n_features, n_filters]).ok_or(Stop::Unknown)?;
    let dense = |axis, kernel, bias, width| {
        let axes = [&[VERTEX, DATA][..], &[DATA, axis], &[VERTEX, axis]];
        einsum_dense(axes, kernel, Some(bias), vec![n_vertices, width]).ok_or(Stop::Unknown)
    };
    let features = dense(FEATURE, features, features_bias, n_features)?;
    let features = steps.add("features", features, &[data]);
    let distance = dense(AGGREGATOR, distance, distance_bias, n_aggregators)?;
    let distance = steps.add("distance", distance, &[data]);
    let shape = vec![n_vertices, n_aggregators];
    let own = Layer { shape: Some(&shape), ..*layer };
    let edges = steps.add("edges", activation::plain(&own, "gaussian")?, &[distance]);
    let edges = steps.add("masked", masked(&[VERTEX, AGGREGATOR], shape.clone()), &[edges, mask]);
    let axes = [&[VERTEX, AGGREGATOR][..], &[VERTEX, FEATURE], &[AGGREGATOR, FEATURE]];
    let sums = steps.add("sums", einsum(axes, vec![n_aggregators, n_features]), &[edges, features]);
    let share = Array::from_f64(vec![n_features], vec![1.0 / n_vertices as f64; n_features]).ok_or(Stop::Unknown)?;
    let means = scaled(share, Array::zeros(vec![n_features]), 1, vec![n_aggregators, n_features]);
    let means = steps.add("means", means, &[sums]);
    let axes = [&[AGGREGATOR, FEATURE][..], &[AGGREGATOR, FEATURE, FILTER], &[AGGREGATOR, FILTER]];
    let filters = einsum_dense(axes, output, None, vec![n_aggregators, n_filters]).ok_or(Stop::Unknown)?;
    let filters = steps.add("filters", filters, &[means]);
    let axes = [&[VERTEX, AGGREGATOR][..], &[AGGREGATOR, FILTER], &[VERTEX, FILTER]];
    let shape = vec![n_vertices, n_filters];
    let collected = steps.add("collected", einsum(axes, shape.clone()), &[edges, filters]);
    let ones = Array::from_f32(vec![n_filters], vec![1.0; n_filters]).ok_or(Stop::Unknown)?;
    let mut last = steps.add("biased", scaled(ones, output_bias, 1, shape.clone()), &[collected]);
    let named = activation::named_by(layer, "output_activation", "tanh")?;
    if named.name() != "linear" {
        let own = Layer { shape: Some(&shape), ..*layer };
        // The layer applies its function twice, which leaves what a rectifier gives as it is.
        let suffixes: &[&'static str] = if named.name() == "relu" { &["once"] } else { &["once", "twice"] };
        for suffix in suffixes {
            last = steps.add(suffix, named.step(&own)?, &[last]);
        }
    }
    Ok(steps.add("kept", masked(&[VERTEX, FILTER], shape), &[last, mask]))
}

/// Refuses what the layer can be told and hardware is not told.
fn check(layer: &Layer) -> Result<(), Stop> {
    if !layer.flag("simplified", false)? {
        let message = "the layer computes distances to vertices, not to aggregators alone";
        return refuse(layer, message, "simplified=false".into(), "simplified=true");
    }
    if layer.flag("mean_by_nvert", false)? {
        let message = "the layer divides by a number that is an input";
        return refuse(layer, message, "mean_by_nvert=true".into(), "mean_by_nvert=false");
    }
    Ok(())
}

fn refuse<T>(layer: &Layer, message: &str, found: String, expected: &str) -> Result<T, Stop> {
    Err(layer.unsupported(message).found(found).expected(expected).into())
}

/// The steps so far.
struct Steps {
    list: Vec<Step>,
    /// What the names of steps have behind them.
    number: String,
}

impl Steps {
    /// Adds a step that reads these tensors, and gives its result.
    fn add(&mut self, suffix: &'static str, step: Step, reads: &[Read]) -> Read {
        let suffix = format!("{suffix}{}", self.number);
        self.list.push(Step { suffix: Some(suffix.into()), reads: Some(reads.to_vec()), ..step });
        Read::Result { step: self.list.len() - 1, output: 0 }
    }
}

/// How many vertices stand behind each one, itself included: their number less the index of the vertex.
fn vertices(n_vertices: usize) -> Option<Step> {
    let bits = usize::BITS - n_vertices.leading_zeros();
    let ones = Array::from_f32(vec![1, n_vertices], vec![1.0; n_vertices])?;
    let indices = Array::from_f64(vec![n_vertices], (0..n_vertices).map(|index| -(index as f64)).collect::<Vec<_>>())?;
    let attributes = vec![
        ("left", Setting::sizes(&[COUNT])),
        ("right", Setting::sizes(&[COUNT, VERTEX])),
        ("output", Setting::sizes(&[VERTEX])),
        ("weight", Setting::Typed("w", "weight", ones, Precision::Integer { width: 1, signed: false })),
        ("bias", Setting::Typed("b", "bias", indices, Precision::Integer { width: bits + 1, signed: true })),
        ("accum_t", Setting::auto()),
    ];
    Some(Step::new("EinsumDense", "EinsumDense", attributes, vec![n_vertices]))
}

/// 1 where an integer is positive, else 0.
fn bounded(n: usize) -> Step {
    let attributes = vec![
        ("n_in", Setting::size(n)),
        ("is_bounded", Setting::flag(true)),
        ("max_value", Setting::float(1.0)),
        ("negative_slope", Setting::float(0.0)),
        ("threshold", Setting::float(0.0)),
        ("max_t", Setting::auto()),
        ("slope_t", Setting::auto()),
        ("threshold_t", Setting::auto()),
    ];
    Step::new("ReLU", "BoundedRelu", attributes, vec![n])
}

fn einsum([left, right, output]: [&[usize]; 3], shape: Vec<usize>) -> Step {
    let attributes = vec![
        ("left", Setting::sizes(left)),
        ("right", Setting::sizes(right)),
        ("output", Setting::sizes(output)),
        ("accum_t", Setting::auto()),
    ];
    Step::new("Einsum", "Einsum", attributes, shape)
}

/// Elements with the mask of their vertices.
fn masked(axes: &[usize], shape: Vec<usize>) -> Step {
    einsum([axes, &[VERTEX], axes], shape)
}

/// The step that makes one result of those of all vertices, if there is one.
fn collapse(layer: &Layer, steps: &mut Steps, shape: &[usize]) -> Result<(), Stop> {
    let last = Read::Result { step: steps.list.len() - 1, output: 0 };
    let &[n_vertices, n_filters] = shape else { return Err(Stop::Unknown) };
    let function = match layer.word("collapse")? {
        None => return Ok(()),
        Some("mean") => "average",
        Some("max") => "max",
        Some("sum") => {
            let ones = Array::from_f32(vec![n_vertices], vec![1.0; n_vertices]).ok_or(Stop::Unknown)?;
            let axes = [&[VERTEX, FILTER][..], &[VERTEX], &[FILTER]];
            let step = einsum_dense(axes, ones, None, vec![n_filters]).ok_or(Stop::Unknown)?;
            steps.add("collapsed", step, &[last]);
            return Ok(());
        }
        Some(other) => {
            return refuse(layer, "the vertices are joined in another way", shown(other), "mean, max, sum or null");
        }
    };
    let (class, attributes) = global_pooling(&[n_vertices], n_filters, function, false).ok_or(Stop::Unknown)?;
    let origin = if function == "max" { "GlobalMaxPooling1D" } else { "GlobalAveragePooling1D" };
    steps.add("collapsed", Step::new(origin, class, attributes, vec![n_filters]), &[last]);
    Ok(())
}
