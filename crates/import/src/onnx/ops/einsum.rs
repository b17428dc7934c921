//! `Einsum`: sums of products of a tensor and weights, or of two tensors.

use hlsmith_diag::Result;
use hlsmith_ir::Array;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let equation: String = node.word("equation", "")?.chars().filter(|c| !c.is_whitespace()).collect();
    let refuse = |expected: &str| {
        node.unsupported("the equation is not supported")
            .found(super::super::model::shown(&equation))
            .expected(expected)
    };
    let parts = equation.split_once("->").and_then(|(inputs, output)| Some((inputs.split_once(',')?, output)));
    let Some(((left, right), output)) = parts else {
        return Err(refuse("two inputs and an output, as ab,bc->ac").into());
    };
    let letters = |part: &str| -> Option<Vec<char>> {
        let letters: Vec<char> = part.chars().collect();
        let is_set = letters.iter().enumerate().all(|(i, c)| c.is_ascii_alphabetic() && !letters[..i].contains(c));
        is_set.then_some(letters)
    };
    let (Some(left), Some(right), Some(output)) = (letters(left), letters(right), letters(output)) else {
        return Err(refuse("letters that occur once in each part").into());
    };
    // Every axis but that of the batch has a number.
    let batch = *output.first().ok_or_else(|| refuse("an output with the samples first"))?;
    let mut known: Vec<char> = Vec::new();
    let mut numbers = |letters: &[char]| -> Vec<usize> {
        let number = |&letter: &char| {
            known.iter().position(|own| *own == letter).unwrap_or_else(|| {
                known.push(letter);
                known.len() - 1
            })
        };
        letters.iter().filter(|letter| **letter != batch).map(number).collect()
    };
    let axes = [numbers(&left), numbers(&right), numbers(&output)];
    if !output.iter().all(|letter| left.contains(letter) || right.contains(letter)) {
        return Err(refuse("an output of the axes of the inputs").into());
    }
    let value = |position: usize, letters: &[char]| -> Result<&Value> {
        let value = node.batch_first(position)?;
        if letters.first() != Some(&batch) || letters.len() != value.shape.len() + 1 {
            return Err(refuse("inputs and output with the samples first").into());
        }
        Ok(value)
    };
    match (node.inputs.first(), node.inputs.get(1)) {
        (_, Some(Some(Slot::Constant(weight)))) => {
            let value = value(0, &left)?;
            if right.contains(&batch) || right.len() != weight.shape().len() {
                return Err(refuse("weights that are the same for all samples").into());
            }
            let weight = node.array(weight)?;
            super::one(weighted(node, builder, value, weight, axes)?)
        }
        _ => {
            let (first, second) = (value(0, &left)?, value(1, &right)?);
            super::one(super::matmul::einsum(node, builder, [first, second], axes)?)
        }
    }
}

/// Sums of products of a value and weights along axes with numbers.
pub(super) fn weighted(
    node: &Node,
    builder: &mut Builder,
    value: &Value,
    weight: Array,
    [left, right, output]: [Vec<usize>; 3],
) -> Result<Value> {
    let extent = |axis: &usize| {
        let own = left.iter().position(|own| own == axis).map(|place| value.shape[place]);
        own.or_else(|| Some(weight.shape()[right.iter().position(|own| own == axis)?])).unwrap_or(1)
    };
    let shape: Vec<usize> = output.iter().map(extent).collect();
    let input = builder.arranged(&node.name, value, &value.natural())?;
    let attributes = vec![
        ("left", Setting::sizes(&left)),
        ("right", Setting::sizes(&right)),
        ("output", Setting::sizes(&output)),
        ("weight", Setting::Weight("w", weight)),
        ("bias", Setting::NoBias(vec![1; shape.len()])),
        ("accum_t", Setting::auto()),
    ];
    let stored = node.add(builder, "EinsumDense", attributes, &[input], shape.clone())?;
    Ok(Value::plain(stored, shape))
}
