//! `FixedPointQuantizer`: assignment to types that differ from element to element.
//!
//! The types stand in a type of the kernel library, a balanced tree over the elements: runs of one type, repetitions
//! along axes that share their types, and pairs of those. A tree is as deep as the logarithm of the number of runs.

use std::collections::BTreeMap;

use hlsmith_fixed::FixedType;
use hlsmith_ir::ops::FixedPointQuantizer;

use super::Kernel;
use crate::cpp::{Arg, Member, Type};
use crate::design::Layer;
use crate::names::Ident;

/// Lowers a quantizer.
pub(super) fn lower(op: &FixedPointQuantizer, layer: &mut Layer<'_, '_>) -> Kernel {
    let mut names = BTreeMap::new();
    for ty in op.mask_types().flatten() {
        if !names.contains_key(&ty) {
            let name = layer.derived_type(ty, &format!("element{}_t", names.len() + 1));
            names.insert(ty, name);
        }
    }
    let types: Vec<Option<FixedType>> = op.mask_types().collect();
    let mut axes: Vec<(usize, usize)> =
        op.mask_shape.iter().copied().zip(layer.output_shape().iter().copied()).collect();
    if layer.is_per_packet {
        // All packets share their types.
        axes.drain(..axes.len().saturating_sub(1));
    }
    let elements = tree(&runs(&types, &axes), &names);
    let members = vec![Member::Unsigned("n_in", layer.n_elements().into()), Member::Typedef(elements, "element_types")];
    let config = layer.config_name("quantizer");
    let base = "nnet::quantizer_config";
    Kernel { members, ..Kernel::new("nnet_quantizer.h", "nnet::fixed_point_quantizer", base, config) }
}

/// Elements that follow each other.
enum Run {
    /// As many of one type.
    Same(usize, Option<FixedType>),
    /// As many times what stands there.
    Repeat(usize, Vec<Run>),
}

/// The elements of a mask over axes, each with its own extent and that of the input.
fn runs(types: &[Option<FixedType>], axes: &[(usize, usize)]) -> Vec<Run> {
    let Some((&(own, extent), inner)) = axes.split_first() else {
        return types.first().map(|&ty| Run::Same(1, ty)).into_iter().collect();
    };
    let mut parts: Vec<Run> = Vec::new();
    for part in types.chunks((types.len() / own.max(1)).max(1)).flat_map(|part| runs(part, inner)) {
        match (parts.last_mut(), &part) {
            (Some(Run::Same(count, ty)), Run::Same(more, other)) if ty == other => *count += more,
            (Some(Run::Same(..) | Run::Repeat(..)) | None, Run::Same(..) | Run::Repeat(..)) => parts.push(part),
        }
    }
    match (own, &mut parts[..]) {
        (1, [Run::Same(count, _)]) => {
            *count *= extent;
            parts
        }
        (1, _) if extent > 1 => vec![Run::Repeat(extent, parts)],
        (_, _) => parts,
    }
}

/// The type of the kernel library that stands for runs.
fn tree(runs: &[Run], names: &BTreeMap<FixedType, Ident>) -> Type {
    match runs {
        [] => Type::Template("nnet::zeros", vec![Arg::from(0_usize)]),
        [Run::Same(count, ty)] => match ty.and_then(|ty| names.get(&ty)) {
            Some(name) => Type::Template("nnet::same", vec![Arg::from(*count), Arg::from(name)]),
            None => Type::Template("nnet::zeros", vec![Arg::from(*count)]),
        },
        [Run::Repeat(count, parts)] => {
            Type::Template("nnet::repeated", vec![Arg::from(*count), Arg::Type(tree(parts, names))])
        }
        [..] => {
            let (left, right) = runs.split_at(runs.len() / 2);
            let halves = [left, right].map(|half| Arg::Type(tree(half, names)));
            Type::Template("nnet::followed", halves.into())
        }
    }
}
