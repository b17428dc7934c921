//! Makes the tables of functions between quantizers.

use hlsmith_config::HlsSettings;
use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::FixedType;
use hlsmith_ir::ops::{GlobalPooling1d, GlobalPooling2d, MAX_INDEX_BITS, Pooling1d, Pooling2d, UnaryLut};
use hlsmith_ir::{Array, Edit, Graph, Node, NodeId, Op, Patch, PoolFunction, TableFunction, TensorId};

use crate::range::{Ranges, places};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct TabulateFunctions;

impl Pass for TabulateFunctions {
    fn name(&self) -> &'static str {
        "tabulate_functions"
    }

    fn doc(&self) -> &'static str {
        "Gives a function inside a layer of a model with quantizers its table, with an entry for each number that its \
         argument can be, exact for the quantizers behind it."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::UnaryLut(op) = &node.op else { return Ok(None) };
        if op.function == TableFunction::Given {
            return Ok(None);
        }
        let op = tabulated(graph, node, op, &context.settings.hls)?;
        Ok(Some(Rewrite::in_place(Patch { edits: vec![Edit::SetOp(id, op.into())] })))
    }
}

fn tabulated(graph: &Graph, node: &Node, op: &UnaryLut, settings: &HlsSettings) -> Result<UnaryLut> {
    let refuse = |message: &str, found: String, expected: &str| {
        Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(node.name.clone()), message)
            .found(found)
            .expected(expected)
            .remedy("put the function into a QUnaryFunctionLUT, or a quantizer in front of it and behind it")
    };
    let function = op.function.as_str();
    let message = "the numbers of the function are on no grid";
    if !settings.follows_quantizers {
        return Err(refuse(message, format!("{function}, with BitExact: false"), "BitExact: true").into());
    }
    let (Some(&input), Some(&output)) = (node.inputs.first(), node.outputs.first()) else { return Ok(op.clone()) };
    let mut types = Vec::new();
    if let Err(reader) = collect(graph, output, &mut types) {
        let found = format!("{function}, read by {reader}");
        return Err(refuse(message, found, "quantizers behind the function").into());
    }
    let Some(index) = Ranges::new(graph).whole(input) else {
        return Err(refuse(message, format!("{function} of any number"), "a quantizer in front of the layer").into());
    };
    if index.width as usize > MAX_INDEX_BITS {
        let message = "the table of the function has too many entries";
        let found = format!("{function} of {} bits", index.width);
        return Err(refuse(message, found, &format!("an argument of at most {MAX_INDEX_BITS} bits")).into());
    }
    let mut entries = Vec::with_capacity(1 << index.width);
    for x in UnaryLut::arguments(index) {
        let value = op.function.value(f64::from(x as f32)) as f32;
        entries.push(UnaryLut::entry(&types, value).ok_or_else(|| {
            let message = "the function has a value that its table cannot hold";
            refuse(message, format!("{function}({x}) = {value}"), "a number that the quantizers behind take")
        })?);
    }
    let mut op = op.clone();
    op.function = TableFunction::Given;
    op.index_width = index.width as usize;
    op.index_integer = index.integer.into();
    op.is_index_signed = index.signed;
    op.table.data = Array::from_f64(vec![entries.len()], entries).unwrap_or_else(|| Array::zeros(vec![0]));
    Ok(op)
}

/// Adds the types of all quantizers that read a tensor, also behind layers that only move elements or take the largest of
/// several.
///
/// # Errors
/// The name of a reader that is something else.
fn collect(graph: &Graph, tensor: TensorId, types: &mut Vec<FixedType>) -> std::result::Result<(), String> {
    if graph.outputs().contains(&tensor) {
        return Err("an output of the model".into());
    }
    for (id, _) in graph.consumers(tensor) {
        let node = graph.node(id);
        if let Op::FixedPointQuantizer(quantizer) = &node.op {
            let new: Vec<FixedType> = quantizer.distinct_types().into_iter().filter(|ty| !types.contains(ty)).collect();
            types.extend(new);
        } else if places(graph, node).is_some() || largest(&node.op) {
            node.outputs.iter().try_for_each(|&output| collect(graph, output, types))?;
        } else {
            return Err(format!("`{}`", node.name));
        }
    }
    Ok(())
}

/// Whether an op takes the largest of several elements.
fn largest(op: &Op) -> bool {
    const MAX: PoolFunction = PoolFunction::Max;
    matches!(op, Op::Pooling1d(Pooling1d { pool_op: MAX, .. }) | Op::Pooling2d(Pooling2d { pool_op: MAX, .. }))
        || matches!(op, Op::GlobalPooling1d(GlobalPooling1d { pool_op: MAX, .. }))
        || matches!(op, Op::GlobalPooling2d(GlobalPooling2d { pool_op: MAX, .. }))
}
