//! `lstm`, `gru`, `rnn_tanh` and `rnn_relu`: several layers, one or two directions, from states of zeros or
//! from computed ones.
//!
//! The blocks of the weights are those of torch: of an LSTM input, forget, memory and output, of a GRU reset, update and
//! candidate.

use hlsmith_ir::Array;
use hlsmith_ir::ops::{Cell, CellFunction};

use super::part::taken;
use super::{Call, Item, Made, Tensor};
use crate::flow::blocks::rows as rows_of;
use crate::flow::recurrent::{CellTypes, SLOPE, Settings, Weights, apart, both};
use crate::flow::{Setting, Step, Stop, Value};
use crate::torch::schema::Argument;

/// What the states of a call are not.
const STATES: &str = "the states of a recurrent layer can only be read one by one";

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let (cell, function) = match call.operator() {
        "lstm" => (Cell::Lstm, CellFunction::Tanh),
        "gru" => (Cell::Gru, CellFunction::Tanh),
        "rnn_relu" => (Cell::SimpleRnn, CellFunction::Relu),
        _ => (Cell::SimpleRnn, CellFunction::Tanh),
    };
    let mut tensor = call.tensor("input")?;
    if call.flag("train", false)? && call.float("dropout", 0.0)? != 0.0 {
        return Err(call
            .unsupported("the layer drops elements, as in training")
            .found("train=True")
            .expected("train=False")
            .remedy("call model.eval() before exporting")
            .into());
    }
    let place = usize::from(!call.flag("batch_first", false)?);
    if tensor.batch != place {
        let finding = call.unsupported("the layer takes another dimension for the batch than the model");
        return Err(finding
            .found(format!("dimension {place}"))
            .expected(format!("dimension {}", tensor.batch))
            .remedy("use batch_first=True")
            .into());
    }
    let n_layers = usize::try_from(call.int("num_layers", 1)?).unwrap_or(0);
    let n_directions = 1 + usize::from(call.flag("bidirectional", false)?);
    let has_biases = call.flag("has_biases", true)?;
    let arrays = parameters(call)?;
    let each = if has_biases { 4 } else { 2 };
    if n_layers == 0 || arrays.len() != n_layers * n_directions * each {
        return Err(call.malformed("params", format!("{each} tensors for each layer and direction")));
    }
    // Outputs of the call behind the first are the states.
    let n_states = cell.n_states();
    let return_state = (1..=n_states).any(|output| call.is_used(output));
    let mut states: Vec<Vec<Value>> = vec![Vec::new(); n_states];
    let own_name = call.name.clone();
    let n_out = arrays.get(1).and_then(|recurrent| recurrent.shape().get(1).copied()).unwrap_or(0);
    let given = first_states(call, [n_states, n_layers * n_directions, n_out], tensor)?;
    for (layer, arrays) in arrays.chunks(n_directions * each).enumerate() {
        let [n_steps, n_in] = call.shape(tensor)[..] else {
            let finding = call.unsupported("the input of the layer is no sequence of vectors");
            return Err(finding.found(format!("{:?}", call.shape(tensor))).expected("steps and elements").into());
        };
        let mut scans = Vec::with_capacity(n_directions);
        for arrays in arrays.chunks(each) {
            let (n_out, weights) =
                weights(cell, arrays, n_in).ok_or_else(|| call.malformed("params", "weights that fit"))?;
            let settings = Settings {
                cell,
                n_in,
                n_steps,
                n_out,
                use_bias: has_biases,
                reset_after: true,
                activation: (function, SLOPE),
                recurrent_activation: (CellFunction::Sigmoid, SLOPE),
                types: CellTypes::default(),
                return_sequences: true,
                return_state,
                go_backwards: false,
                stateful: false,
            };
            scans.push((settings, weights));
        }
        // Direction by direction, as the steps read them.
        let own = layer * n_directions..(layer + 1) * n_directions;
        let first = own.flat_map(|scan| given.iter().flatten().filter_map(move |states| states.get(scan).copied()));
        let first: Vec<Value> = first.collect();
        let n_given = first.len();
        let steps = match <[(Settings, Weights); 2]>::try_from(scans) {
            Ok(scans) if return_state || given.is_some() => apart(scans, "concat", n_given),
            Ok(scans) => vec![both(scans, "concat")],
            Err(scans) => {
                let step = |(settings, weights): (Settings, Weights)| settings.step(weights, n_given > 0, false);
                scans.into_iter().map(|scan| Step { others: (1..=n_given).collect(), ..step(scan) }).collect()
            }
        };
        let name = if n_layers == 1 { own_name.clone() } else { format!("{own_name}_l{layer}") };
        let inputs: Vec<Value> = [call.plain(tensor)?].into_iter().chain(first).collect();
        let made = call.importer.flow.add_steps(&name, steps, &inputs)?;
        let Some((&sequence, last)) = made.split_first() else { return Err(Stop::Unknown) };
        // The states of a direction come together.
        for (position, &state) in last.iter().enumerate() {
            states[position % n_states].push(state);
        }
        tensor = Tensor { value: sequence, batch: place };
    }
    let states = states.into_iter().map(|states| match return_state {
        true => Item::States(states),
        false => Item::Unusable(STATES),
    });
    Ok([Item::Tensor(tensor)].into_iter().chain(states).collect())
}

/// The first states, of `n_out` elements, of each of `n_scans` layers and directions, once for every kind of state; `None`
/// for zeros.
fn first_states(
    call: &mut Call,
    [n_kinds, n_scans, n_out]: [usize; 3],
    input: Tensor,
) -> Made<Option<Vec<Vec<Value>>>> {
    let names = match call.argument("hx") {
        Some(Argument::Tensor(name)) => vec![name.clone()],
        Some(Argument::Tensors(names)) => names.iter().flatten().cloned().collect(),
        Some(_) | None => return Err(call.malformed("hx", "the first states")),
    };
    if names.len() != n_kinds {
        return Err(call.malformed("hx", format!("{n_kinds} tensors")));
    }
    let items = names.iter().map(|name| call.named(name).cloned()).collect::<Made<Vec<Item>>>()?;
    if items.iter().all(|item| matches!(item, Item::Zeros)) {
        return Ok(None);
    }
    let mut states = Vec::with_capacity(n_kinds);
    for item in &items {
        states.push(match item {
            Item::States(values) if values.len() == n_scans => values.clone(),
            Item::Zeros | Item::Trained(_) | Item::Constant(_) => {
                let zeros = || Array::zeros(vec![n_scans, n_out]);
                let array = call.importer.as_constant(item)?.unwrap_or_else(zeros).reshaped(vec![n_scans, n_out]);
                let expected = format!("{n_out} numbers for each layer and direction");
                let array = array.ok_or_else(|| call.malformed("hx", expected))?;
                fixed(call, &array, states.len(), input)?
            }
            item => {
                let tensor = call.as_tensor(item)?;
                rows(call, tensor, states.len(), n_scans)?
            }
        });
    }
    Ok(Some(states))
}

/// Constant states as the biases of products with zeros, since every tensor comes from an input.
fn fixed(call: &mut Call, array: &Array, kind: usize, input: Tensor) -> Made<Vec<Value>> {
    let n_scans = array.shape().first().copied().unwrap_or(0);
    let n_in = call.shape(input).last().copied().unwrap_or(1);
    let step = taken(call, &format!("state_{kind}_step"), input, 0, 0, 1)?;
    let step = call.importer.flow.plain(&call.name, step)?;
    let step = call.reshaped(&format!("state_{kind}_row"), step, &[n_in])?;
    let mut states = Vec::with_capacity(n_scans);
    for scan in 0..n_scans {
        let own = rows_of(array, scan, 1).and_then(|own| own.reshaped(vec![own.len()]));
        let own = own.ok_or_else(|| crate::flow::internal("a state has another shape"))?;
        let n_out = own.len();
        let attributes = vec![
            ("n_in", Setting::size(n_in)),
            ("n_out", Setting::size(n_out)),
            ("weight", Setting::Weight("w", Array::zeros(vec![n_in, n_out]))),
            ("bias", Setting::Weight("b", own)),
            ("accum_t", Setting::auto()),
        ];
        states.push(call.add_part(&format!("state_{kind}_{scan}"), "Dense", attributes, &[step], vec![n_out])?);
    }
    Ok(states)
}

/// The vectors of a tensor of states, whose batch is its second dimension.
fn rows(call: &mut Call, tensor: Tensor, kind: usize, n_scans: usize) -> Made<Vec<Value>> {
    let shape = call.shape(tensor);
    let [_, n_out] = *shape.as_slice() else {
        return Err(call.malformed("hx", "states with three dimensions: layers and directions, batch, elements"));
    };
    if tensor.batch != 1 || shape[0] != n_scans {
        let finding = call.unsupported("the first states are not those of each layer and direction");
        return Err(finding
            .found(format!("{shape:?} with the batch as dimension {}", tensor.batch))
            .expected(format!("{n_scans} rows with the batch as dimension 1"))
            .into());
    }
    let mut states = Vec::with_capacity(n_scans);
    for scan in 0..n_scans {
        let suffix = format!("state_{kind}_{scan}");
        let row = taken(call, &suffix, tensor, 0, scan, 1)?;
        let row = call.importer.flow.plain(&call.name, row)?;
        states.push(call.reshaped(&format!("{suffix}_row"), row, &[n_out])?);
    }
    Ok(states)
}

/// The trained tensors of a call, in its order.
fn parameters(call: &mut Call) -> Made<Vec<Array>> {
    let Some(Argument::Tensors(names)) = call.argument("params").cloned() else {
        return Err(call.malformed("params", "a list of tensors"));
    };
    let mut arrays = Vec::with_capacity(names.len());
    for name in names.iter().flatten() {
        let item = call.named(name)?.clone();
        let array = call.importer.as_constant(&item)?;
        arrays.push(array.ok_or_else(|| call.unsupported("the weights of the layer are computed from the inputs"))?);
    }
    Ok(arrays)
}

/// Length of the state and weights of one direction of a layer; `None` when the arrays do not fit each other.
fn weights(cell: Cell, arrays: &[Array], n_in: usize) -> Option<(usize, Weights)> {
    let [input, recurrent, biases @ ..] = arrays else { return None };
    let [_, n_out] = *recurrent.shape() else { return None };
    if input.shape().get(1) != Some(&n_in) {
        return None;
    }
    // A GRU of the design has the update gate first.
    let order: &[usize] = match cell {
        Cell::SimpleRnn => &[0],
        Cell::Gru => &[1, 0, 2],
        Cell::Lstm => &[0, 1, 2, 3],
    };
    Some((n_out, Weights::of_rows(cell, [input, recurrent], [biases.first(), biases.get(1)], order)?))
}
