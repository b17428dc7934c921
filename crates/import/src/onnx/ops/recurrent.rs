//! `RNN`, `LSTM` and `GRU`: in one direction or both, with first and last states.
//!
//! The blocks of the weights are brought from the order of ONNX into that of the graph: `LSTM` has them as input, output,
//! forget and cell there and input, forget, cell and output here; those of `GRU` are the same. Values have the axes
//! steps, batch and elements; results have the directions between steps and batch.

use hlsmith_diag::Result;
use hlsmith_ir::Array;
use hlsmith_ir::ops::{Cell, CellFunction};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use super::reshape::reshaped;
use crate::flow::blocks::rows;
use crate::flow::recurrent::{CellTypes, SLOPE, Settings, Weights};
use crate::flow::{Setting, Step};

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let cell = match node.kind() {
        "LSTM" => Cell::Lstm,
        "GRU" => Cell::Gru,
        _ => Cell::SimpleRnn,
    };
    node.ignore(&["activation_alpha", "activation_beta"]);
    let is_batch_first = node.flag("layout", false)?;
    let value = node.value(0)?.clone();
    let [n_steps, n_in] = value.shape[..] else { return Err(node.misfit(&value.shape, "steps and elements")) };
    if value.batch != usize::from(!is_batch_first) {
        return Err(node
            .unsupported("the operator reads a tensor whose samples are along another axis")
            .found(format!("axis {}", value.batch))
            .expected(format!("axis {}", usize::from(!is_batch_first)))
            .into());
    }
    if node.has("clip") || node.flag("input_forget", false)? || (cell == Cell::Lstm && node.is_given(7)) {
        let message = "limits inside the cell, coupled gates and peepholes are not supported";
        return Err(node.unsupported(message).into());
    }
    if let Some(lengths) = node.constant(4)?
        && lengths.to_reals().iter().any(|&length| length != n_steps as f64)
    {
        return Err(node.unsupported("sequences of different lengths are not supported").into());
    }
    let directions: &[bool] = match node.one_of("direction", "forward", &["forward", "reverse", "bidirectional"])? {
        "forward" => &[false],
        "reverse" => &[true],
        _ => &[false, true],
    };
    let n_gates = cell.n_gates();
    let weight = node.wanted(1)?;
    let [n_directions, n_rows, _] = *weight.shape() else {
        return Err(node.misfit(weight.shape(), "weights with directions, gates and elements"));
    };
    let n_out = n_rows / n_gates;
    let said = node.int("hidden_size", i64::try_from(n_out).unwrap_or(0))?;
    if n_directions != directions.len() || n_rows != n_gates * n_out || n_out == 0 || said != n_out as i64 {
        return Err(
            node.misfit(weight.shape(), format!("weights of {} directions and {n_gates} gates", directions.len()))
        );
    }
    let functions = functions(node, cell, directions.len())?;
    let reset_after = cell != Cell::Gru || node.flag("linear_before_reset", false)?;
    let is_used = |output: usize| node.proto.output.get(output).is_some_and(|name| !name.is_empty());
    let (uses_all, uses_last) = (is_used(0), is_used(1) || is_used(2));
    let mut scans = Vec::new();
    for (index, &is_backward) in directions.iter().enumerate() {
        let settings = Settings {
            cell,
            n_in,
            n_steps,
            n_out,
            use_bias: true,
            reset_after,
            activation: functions.1,
            recurrent_activation: functions.0,
            types: CellTypes::default(),
            return_sequences: uses_all,
            return_state: uses_last && uses_all || is_used(2),
            go_backwards: is_backward,
            stateful: false,
        };
        let weights = scan(node, &settings, index)?;
        scans.push((settings, weights));
    }
    let states = first_states(node, builder, cell, n_out, directions.len())?;
    let input = builder.arranged(&node.name, &value, &value.natural())?;
    assemble(node, builder, scans, input, &states, is_batch_first)
}

/// A function and its slope.
type Function = (CellFunction, f64);

/// The functions of gates and result; a cell without gates has one for both.
fn functions(node: &Node, cell: Cell, n_directions: usize) -> Result<(Function, Function)> {
    let default: &[&str] = match cell {
        Cell::SimpleRnn => &["Tanh"],
        Cell::Gru => &["Sigmoid", "Tanh"],
        Cell::Lstm => &["Sigmoid", "Tanh", "Tanh"],
    };
    let given = node.words("activations")?;
    let repeated: Vec<String> = default.repeat(n_directions).into_iter().map(str::to_owned).collect();
    let given = given.unwrap_or(repeated);
    let refuse = |expected: &str| {
        node.unsupported("the functions of the cell are not supported").found(given.join(", ")).expected(expected)
    };
    if given.len() != default.len() * n_directions {
        return Err(refuse("a function for each gate and direction").into());
    }
    if given.chunks(default.len()).any(|functions| functions != &given[..default.len()])
        || (cell == Cell::Lstm && given[1] != given[2])
    {
        return Err(refuse("the same functions in both directions, and for the memory and its result").into());
    }
    if (node.has("activation_alpha") || node.has("activation_beta"))
        && given.iter().any(|name| name.eq_ignore_ascii_case("HardSigmoid"))
    {
        return Err(refuse("functions without parameters").into());
    }
    let function = |place: usize| -> Result<Function> {
        let name = given.get(place).map_or(String::new(), |name| name.to_ascii_lowercase());
        let known = FUNCTIONS.iter().find(|(known, _)| *known == name).map(|&(_, function)| (function, SLOPE));
        known.ok_or_else(|| refuse("HardSigmoid, Relu, Sigmoid, Softplus, Softsign or Tanh").into())
    };
    Ok((function(0)?, function(usize::from(cell != Cell::SimpleRnn))?))
}

/// The functions of a cell by their names in lower case.
const FUNCTIONS: &[(&str, CellFunction)] = &[
    ("hardsigmoid", CellFunction::HardSigmoid),
    ("relu", CellFunction::Relu),
    ("sigmoid", CellFunction::Sigmoid),
    ("softplus", CellFunction::Softplus),
    ("softsign", CellFunction::Softsign),
    ("tanh", CellFunction::Tanh),
];

/// The constants of a direction, as the graph wants them.
fn scan(node: &Node, settings: &Settings, index: usize) -> Result<Weights> {
    let &Settings { cell, n_in, n_out, .. } = settings;
    // For each block of the graph the one of ONNX.
    let blocks: &[usize] = match cell {
        Cell::SimpleRnn => &[0],
        Cell::Gru => &[0, 1, 2],
        Cell::Lstm => &[0, 2, 3, 1],
    };
    let n_sums = cell.n_gates() * n_out;
    let matrix = |position: usize, width: usize| -> Result<Array> {
        let tensor = node.wanted(position)?;
        let own = rows(&node.array(tensor)?, index, 1).and_then(|own| own.reshaped(vec![n_sums, width]));
        own.ok_or_else(|| node.misfit(tensor.shape(), format!("weights of {n_sums} rows of {width}")))
    };
    let (own, recurrent) = (matrix(1, n_in)?, matrix(2, n_out)?);
    let biases = match node.constant(3)? {
        None => [None, None],
        Some(tensor) => {
            let both = rows(&node.array(tensor)?, index, 1).and_then(|both| both.reshaped(vec![2, n_sums]));
            let half = |half: usize| both.as_ref().and_then(|both| rows(both, half, 1)?.reshaped(vec![n_sums]));
            let (Some(first), Some(second)) = (half(0), half(1)) else {
                return Err(node.misfit(tensor.shape(), format!("{} biases", 2 * n_sums)));
            };
            [Some(first), Some(second)]
        }
    };
    let weights = Weights::of_rows(cell, [&own, &recurrent], [biases[0].as_ref(), biases[1].as_ref()], blocks);
    weights.ok_or_else(|| node.misfit(own.shape(), format!("weights of {n_sums} rows")))
}

/// The first states of each direction, one behind the other; nothing where they are zeros.
fn first_states(
    node: &Node,
    builder: &mut Builder,
    cell: Cell,
    n_out: usize,
    n_directions: usize,
) -> Result<Vec<Vec<crate::flow::Value>>> {
    let positions: &[usize] = if cell == Cell::Lstm { &[5, 6] } else { &[5] };
    let is_zero = |tensor: &Tensor| tensor.to_reals().iter().all(|&element| element == 0.0);
    let given: Vec<Option<&Slot>> =
        positions.iter().map(|&position| node.inputs.get(position).and_then(Option::as_ref)).collect();
    if given.iter().all(|slot| match slot {
        None => true,
        Some(Slot::Constant(tensor)) => is_zero(tensor),
        Some(Slot::Value(_) | Slot::Masked(..) | Slot::Folded(..) | Slot::Integers(..)) => false,
    }) {
        return Ok(vec![Vec::new(); n_directions]);
    }
    let mut states = vec![Vec::new(); n_directions];
    for &position in positions {
        let value = node.value(position).map_err(|_| {
            node.unsupported("the first states of the operator are constants other than 0")
                .expected("zeros, or states that are inputs of the model")
        })?;
        if value.shape != [n_directions, n_out] {
            return Err(node.misfit(&value.shape, format!("states of shape {:?}", [n_directions, n_out])));
        }
        for (direction, states) in states.iter_mut().enumerate() {
            let name = format!("{}_state_{position}_{direction}", node.name);
            let one = super::parts::taken(node, builder, &name, value, 0, [direction, 1])?;
            let one = reshaped(node, builder, &format!("{name}_shaped"), &one, vec![n_out])?;
            states.push(builder.arranged(&name, &one, &[0])?);
        }
    }
    Ok(states)
}

/// A node for each direction, and the results in the shapes of ONNX.
fn assemble(
    node: &Node,
    builder: &mut Builder,
    scans: Vec<(Settings, Weights)>,
    input: crate::flow::Value,
    states: &[Vec<crate::flow::Value>],
    is_batch_first: bool,
) -> Result<Vec<Slot>> {
    let is_used = |output: usize| node.proto.output.get(output).is_some_and(|name| !name.is_empty());
    let n_directions = scans.len();
    let Some(&(Settings { cell, n_steps, n_out, return_sequences, return_state, .. }, _)) = scans.first() else {
        return Err(node.unsupported("the operator has no direction").into());
    };
    let (mut sequences, mut lasts) = (Vec::new(), vec![Vec::new(); cell.n_states()]);
    for (direction, (settings, weights)) in scans.into_iter().enumerate() {
        let step = settings.step(weights, !states[direction].is_empty(), true);
        let step = Step { origin: node.origin.into(), ..step };
        let name = match (n_directions, direction) {
            (1, _) => node.name.clone(),
            (_, 0) => format!("{}_forward", node.name),
            (_, _) => format!("{}_backward", node.name),
        };
        let inputs: Vec<_> = [input].into_iter().chain(states[direction].iter().copied()).collect();
        let made = builder.add(&name, step, &inputs)?;
        sequences.push(made[0]);
        for (state, lasts) in lasts.iter_mut().enumerate() {
            // Without the whole sequence, the result is the last state.
            lasts.push(if return_state { made[1 + state] } else { made[0] });
        }
    }
    let mut slots = Vec::new();
    // Steps, directions, batch and elements; or batch, steps, directions and elements.
    let sequence = if return_sequences {
        let joined = side_by_side(node, builder, "sequence", &sequences, &[n_steps], n_out)?;
        let value = Value::plain(joined, vec![n_steps, n_directions * n_out]);
        let value =
            reshaped(node, builder, &format!("{}_sequence", node.name), &value, vec![n_steps, n_directions, n_out])?;
        Some(Value { batch: if is_batch_first { 0 } else { 2 }, ..value })
    } else {
        None
    };
    // Directions, batch and elements; or batch, directions and elements.
    for (state, lasts) in lasts.iter().enumerate() {
        if state == 0 && slots.is_empty() {
            slots.push(sequence.clone());
        }
        if !is_used(1 + state) {
            slots.push(None);
            continue;
        }
        let joined = side_by_side(node, builder, &format!("last_{state}"), lasts, &[], n_out)?;
        let value = Value::plain(joined, vec![n_directions * n_out]);
        let name = format!("{}_last_{state}", node.name);
        let value = reshaped(node, builder, &name, &value, vec![n_directions, n_out])?;
        slots.push(Some(Value { batch: if is_batch_first { 0 } else { 1 }, ..value }));
    }
    // An output that nothing reads stands for nothing.
    let unused = |slot: Option<Value>| {
        slot.map_or_else(|| Ok(Slot::Constant(Tensor::wholes(Vec::new()))), |value| Ok(Slot::Value(value)))
    };
    slots.into_iter().map(unused).collect()
}

/// The results of the directions one behind the other along the last axis.
fn side_by_side(
    node: &Node,
    builder: &mut Builder,
    what: &str,
    values: &[crate::flow::Value],
    rows: &[usize],
    n_out: usize,
) -> Result<crate::flow::Value> {
    match *values {
        [one] => Ok(one),
        [forward, backward] => {
            let shape = rows.iter().copied().chain([2 * n_out]).collect();
            let attributes = vec![("axis", Setting::size(rows.len()))];
            let name = format!("{}_both_{what}", node.name);
            node.add_named(builder, &name, "Concatenate", attributes, &[forward, backward], shape)
        }
        _ => Err(node.unsupported("the operator has no direction").into()),
    }
}
