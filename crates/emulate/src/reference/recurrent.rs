//! The definition of the recurrent layers.

use hlsmith_fixed::{FixedType, Value};
use hlsmith_ir::ops::{Cell, MergeMode};

use super::{activation, dense, half, hard_activation, integer, parametrized_activation};
use crate::ops::recurrent::{CellFunction, Recurrent, Scan};

/// The outputs, of the given types, from the sequence and the first states. `left` are the last states of the sample
/// before, none at the first sample.
pub(super) fn evaluate(
    op: &Recurrent,
    inputs: &[&[Value]],
    types: &[&FixedType],
    left: &mut Vec<Vec<Value>>,
) -> Vec<Vec<Value>> {
    let kept = if op.is_stateful { std::mem::take(left) } else { Vec::new() };
    let mut first_states = inputs[1..].iter().copied().chain(kept.iter().map(Vec::as_slice));
    let mut results: Vec<Vec<Vec<Value>>> = Vec::new();
    let mut last_states: Vec<Vec<Value>> = Vec::new();
    for scan in &op.scans {
        let mut states: Vec<Vec<Value>> = (0..op.cell.n_states())
            .map(|_| match first_states.next().filter(|_| !op.ignores_states) {
                Some(state) => state.iter().map(|x| x.cast(&op.state)).collect(),
                None => vec![integer(0).cast(&op.state); scan.n_out],
            })
            .collect();
        let mut sequence = vec![Vec::new(); op.n_steps];
        for (position, step) in op.steps(scan).enumerate() {
            let x = &inputs[0][step * op.n_in..][..op.n_in];
            states = states.iter().map(|state| read(op, state)).collect();
            states = match op.cell {
                Cell::SimpleRnn => simple_rnn(op, scan, x, &states),
                Cell::Lstm => lstm(op, scan, x, &states),
                Cell::Gru => gru(op, scan, x, &states),
            };
            let place = if op.is_aligned { step } else { position };
            sequence[place] = states[0].clone();
        }
        results.push(if op.return_sequences { sequence } else { vec![states[0].clone()] });
        last_states.extend(states);
    }
    if op.is_stateful {
        left.clone_from(&last_states);
    }
    let mut outputs = joined(op, &results);
    if op.return_state {
        outputs.extend(last_states);
    }
    let assign = |(output, ty): (Vec<Value>, &&FixedType)| output.iter().map(|x| x.cast(ty)).collect();
    outputs.into_iter().zip(types).map(assign).collect()
}

/// The results of one or two scans, step by step.
fn joined(op: &Recurrent, results: &[Vec<Vec<Value>>]) -> Vec<Vec<Value>> {
    let [forward, backward] = results else { return results.iter().map(|result| result.concat()).collect() };
    let each = |combine: &dyn Fn(&Value, &Value) -> Value| {
        let steps = forward.iter().zip(backward);
        let results = steps.flat_map(|(x, y)| x.iter().zip(y).map(|(x, y)| combine(x, y).cast(&op.state)));
        vec![results.collect::<Vec<_>>()]
    };
    match op.merge_mode {
        MergeMode::Concat => {
            vec![forward.iter().zip(backward).flat_map(|(x, y)| [x.clone(), y.clone()].concat()).collect()]
        }
        MergeMode::Sum => each(&|x, y| x + y),
        MergeMode::Mul => each(&|x, y| x * y),
        MergeMode::Ave => each(&|x, y| &(x + y) * &half()),
    }
}

/// `accum(a + b)` element by element.
fn sums(op: &Recurrent, a: &[Value], b: &[Value]) -> Vec<Value> {
    a.iter().zip(b).map(|(a, b)| (a + b).cast(&op.accum)).collect()
}

/// The state as a step reads it.
fn read(op: &Recurrent, state: &[Value]) -> Vec<Value> {
    let Some(ty) = &op.read else { return state.to_vec() };
    state.iter().map(|x| x.cast(ty).cast(&op.state)).collect()
}

/// `act`.
fn act(op: &Recurrent, x: &Value) -> Value {
    function(&op.activation, x, &op.activation_type)
}

/// `gate`.
fn gate(op: &Recurrent, x: &Value) -> Value {
    function(&op.gate, x, &op.gate_type)
}

fn function(function: &CellFunction, x: &Value, ty: &FixedType) -> Value {
    match function {
        CellFunction::Plain(function) => activation(function, x, ty),
        CellFunction::Hard(function) => hard_activation(function, x, ty),
        CellFunction::Parametrized(function) => parametrized_activation(function, x, ty),
    }
}

fn simple_rnn(op: &Recurrent, scan: &Scan, x: &[Value], states: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let (a, b) = (dense(&scan.input, x, &op.accum), dense(&scan.recurrent, &states[0], &op.accum));
    vec![sums(op, &a, &b).iter().map(|z| act(op, z).cast(&op.state)).collect()]
}

fn lstm(op: &Recurrent, scan: &Scan, x: &[Value], states: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let (a, b) = (dense(&scan.input, x, &op.accum), dense(&scan.recurrent, &states[0], &op.accum));
    let z = sums(op, &a, &b);
    let n = scan.n_out;
    let (mut h, mut s) = (Vec::new(), Vec::new());
    for unit in 0..n {
        let gate = |block: usize| self::gate(op, &z[block * n + unit]);
        let entering = act(op, &z[2 * n + unit]);
        let terms = [&entering * &gate(0), &states[1][unit] * &gate(1)];
        let [entering, kept] = if op.assigns_terms { terms.map(|term| term.cast(&op.accum)) } else { terms };
        let memory = (&entering + &kept).cast(&op.state);
        h.push((&gate(3) * &act(op, &memory)).cast(&op.state));
        s.push(memory);
    }
    vec![h, s]
}

fn gru(op: &Recurrent, scan: &Scan, x: &[Value], states: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let (h, n) = (&states[0], scan.n_out);
    let (a, b) = (dense(&scan.input, x, &op.accum), dense(&scan.recurrent, h, &op.accum));
    let gates: Vec<Value> = sums(op, &a[..2 * n], &b[..2 * n]).iter().map(|z| gate(op, z)).collect();
    let (update, reset) = gates.split_at(n);
    let recurrent = match &scan.candidate {
        Some(candidate) => {
            let kept: Vec<Value> = h.iter().zip(reset).map(|(h, r)| (h * r).cast(&op.state)).collect();
            dense(candidate, &kept, &op.accum)
        }
        None => b[2 * n..].iter().zip(reset).map(|(b, r)| (r * b).cast(&op.accum)).collect(),
    };
    let arguments = sums(op, &a[2 * n..], &recurrent);
    let unit = |i: usize| {
        let candidate = act(op, &arguments[i]);
        (&(&candidate * &(&integer(1) - &update[i])) + &(&h[i] * &update[i])).cast(&op.state)
    };
    vec![(0..n).map(unit).collect()]
}
