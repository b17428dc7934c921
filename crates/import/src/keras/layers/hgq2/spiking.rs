//! `QLIF` and `QSimpleSNN`: neurons that add up their input and fire, written out step by step.
//!
//! The membrane becomes `beta` times its last number plus the input, where the neuron leaks, and fires if that is more
//! than the threshold. What fires is reduced by the threshold, or becomes 0. A quantizer of one bit that saturates tells
//! whether the distance to the threshold, which is on a known grid, is positive.

use hlsmith_fixed::{Overflow, Rounding};
use hlsmith_ir::Array;
use hlsmith_ir::ops::FixedPointQuantizer;
use serde_json::Value;

use super::super::{Layer, Read, Step, Stop};
use super::quantizer::{SINGLE, fraction_of, place_of};
use super::unrolled::Unrolled;
use super::{Quantizer, extents};
use crate::flow::blocks::quantizer;
use crate::keras::weights;

/// Most bits behind the binary point of the distance to the threshold.
const MAX_FRACTION: i32 = 60;

/// What a neuron that has fired does to its membrane.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reset {
    Subtract,
    Zero,
    None,
}

/// The numbers of a state: multiples of `2^-fraction` up to a bound.
#[derive(Clone, Copy)]
struct Grid {
    fraction: i32,
    bound: f64,
}

impl Grid {
    /// The numbers of a quantizer.
    fn of(quantizer: &Quantizer) -> Self {
        let hull = quantizer.hull();
        Self { fraction: hull.fraction(), bound: 2f64.powi(hull.integer) }
    }

    /// The sums of two numbers.
    fn sum(self, other: Grid) -> Self {
        Self { fraction: self.fraction.max(other.fraction), bound: self.bound + other.bound }
    }

    /// Constants.
    fn of_numbers(numbers: &[f32]) -> Self {
        let fraction = numbers.iter().map(|&number| fraction_of(f64::from(number))).max().unwrap_or(0);
        let bound = numbers.iter().map(|number| f64::from(number.abs())).fold(0.0, f64::max);
        Self { fraction, bound }
    }

    /// The products with constants.
    fn times(self, numbers: &[f32]) -> Self {
        let other = Grid::of_numbers(numbers);
        Self { fraction: self.fraction + other.fraction, bound: self.bound * other.bound }
    }

    /// Whether single precision holds all numbers.
    fn is_exact(self) -> bool {
        self.bound * 2f64.powi(self.fraction) <= SINGLE
    }
}

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let mut scan = Unrolled::new(layer, &["return_state", "stateful", "inhibition"])?;
    if scan.n_in != scan.units {
        let finding = layer.unsupported("the layer has another number of neurons than its input has elements");
        return Err(finding.found(scan.units.to_string()).expected(scan.n_in.to_string()).into());
    }
    let reset = match layer.word("reset_mechanism")?.unwrap_or("subtract") {
        "subtract" => Reset::Subtract,
        "zero" => Reset::Zero,
        "none" => Reset::None,
        other => {
            let finding = layer.unsupported("the reset of the neurons is not known").found(super::super::shown(other));
            return Err(finding.expected("subtract, zero or none").into());
        }
    };
    let vector = [scan.units];
    let own = |key: &str, slot: &'static str| match layer.setting(key) {
        None => Ok(None),
        Some(settings) => Quantizer::read_affine(layer, settings, &["cell", slot, "quantizer"], &vector, true),
    };
    let (before, state, behind) = (own("iq_conf", "iq")?, own("sq_conf", "sq")?, own("oq_conf", "oq")?);
    let no_grid = |found: &str| {
        let finding = layer.unsupported("the membranes of the layer take numbers that single precision does not hold");
        let finding = finding.found(found.to_owned()).expected("multiples of a power of two of at most 24 bits");
        Stop::from(finding.remedy("set enable_iq=True and enable_sq=True, and thresholds of few bits"))
    };
    let affine = [&before, &state].into_iter().flatten().any(|quantizer| quantizer.affine().is_some());
    let Some(before) = before.filter(|_| !affine) else {
        return Err(no_grid("an input or a state without a quantizer of its own"));
    };
    let state = state.filter(|_| layer.flag("enable_sq", true).unwrap_or(true));
    let Constants { leak, threshold, height } = Constants::read(layer, scan.units)?;

    let input = Grid::of(&before);
    let sequence = [scan.n_steps, scan.units];
    let x = scan.add("iq", before.along_steps().step(None, &sequence), &[Read::Tensor(0)]);
    let mut membrane: Option<(Read, Grid)> = None;
    let mut results = Vec::with_capacity(scan.n_steps);
    let order = scan.order()?;
    for (step, &place) in order.iter().enumerate() {
        let mut charge = scan.vector(&step.to_string(), x, place);
        let mut grid = input;
        if let Some((mut kept, mut own)) = membrane {
            if let Some(leak) = &leak {
                kept = scan.affine_each(&format!("leak_{step}"), leak.clone(), vec![0.0; scan.units], kept)?;
                own = own.times(leak);
            }
            grid = own.sum(input);
            charge = scan.merged(&format!("charge_{step}"), "add", [kept, charge]);
        }
        let distance = grid.sum(Grid::of_numbers(&threshold));
        let is_held = grid.is_exact() && (reset != Reset::Subtract || distance.is_exact());
        if !is_held || distance.fraction > MAX_FRACTION || distance.fraction < -MAX_FRACTION {
            return Err(no_grid(&format!("{} bits behind the binary point in step {step}", distance.fraction)));
        }
        let minus: Vec<f32> = threshold.iter().map(|threshold| -threshold).collect();
        let beyond = scan.affine_each(&format!("beyond_{step}"), vec![1.0; scan.units], minus, charge)?;
        let fires = FixedPointQuantizer {
            mask_shape: vec![1],
            signs: vec![0],
            widths: vec![1],
            integers: vec![i64::from(1 - distance.fraction)],
            rounding: Rounding::Trn,
            overflow: Overflow::Sat,
        };
        let fires = scan.add(&format!("fires_{step}"), quantizer(fires, None, &vector), &[beyond]);
        // What the quantizer makes of neurons that fire is the smallest number of the grid.
        let whole = 2f32.powi(distance.fraction);
        let times = |numbers: &[f32], sign: f32| numbers.iter().map(|number| number * whole * sign).collect::<Vec<_>>();
        let zeros = vec![0.0; scan.units];
        let spike = scan.affine_each(&format!("spike_{step}"), times(&height, 1.0), zeros.clone(), fires)?;
        results.push(scan.quantized(&format!("oq_{step}"), behind.clone(), spike)?);
        if step + 1 == order.len() {
            break;
        }
        let (left, own) = match reset {
            Reset::None => (charge, grid),
            Reset::Subtract => {
                let taken = scan.affine_each(&format!("taken_{step}"), times(&threshold, -1.0), zeros, fires)?;
                (scan.merged(&format!("left_{step}"), "add", [charge, taken]), distance)
            }
            Reset::Zero => {
                let quiet = scan.affine(&format!("quiet_{step}"), -whole, 1.0, fires)?;
                (scan.merged(&format!("left_{step}"), "multiply", [charge, quiet]), grid)
            }
        };
        let own = state.as_ref().map_or(own, Grid::of);
        membrane = Some((scan.quantized(&format!("sq_{step}"), state.clone(), left)?, own));
    }
    scan.finish(&results)
}

/// The constants of all neurons.
struct Constants {
    /// What the membrane is multiplied by, where it leaks.
    leak: Option<Vec<f32>>,
    threshold: Vec<f32>,
    /// What a neuron that fires gives.
    height: Vec<f32>,
}

impl Constants {
    fn read(layer: &Layer, units: usize) -> Result<Self, Stop> {
        let place = place_of(layer, &["cell"]);
        let leaks = layer.config.class == "QLIF";
        let roles = if leaks { &["beta", "threshold", "graded_spikes_factor"][..] } else { &["threshold", "factor"] };
        let found = layer.weights.all(&place)?;
        if found.len() < roles.len() {
            return Err(weights::wrong_arrays(&place, format!("{} arrays", found.len()), roles).into());
        }
        let mut arrays = Vec::with_capacity(roles.len());
        for (role, found) in roles.iter().zip(found) {
            let shape = extents(&found);
            if !shape.is_empty() && shape != [units] {
                return Err(super::misfit(layer, role).into());
            }
            arrays.push(weights::read(found, role, &shape, &place)?);
        }
        let quantized = |array: &Array, key: &str, slot: &'static str| -> Result<Array, Stop> {
            let settings = layer.setting(key).unwrap_or(&Value::Null);
            let quantizer = Quantizer::read(layer, settings, &["cell", slot, "quantizer"], array.shape(), false)?;
            match quantizer {
                Some(quantizer) => quantizer.quantize(array).ok_or_else(|| super::misfit(layer, slot).into()),
                None => Ok(array.clone()),
            }
        };
        let each = |array: &Array| {
            let numbers: Vec<f32> = array.iter().map(|number| number as f32).collect();
            numbers.iter().copied().cycle().take(units).collect::<Vec<f32>>()
        };
        let [threshold, height] = &arrays[roles.len() - 2..] else { return Err(Stop::Unknown) };
        let height = quantized(height, "graded_spikes_factor_q_conf", "graded_spikes_factor_q")?;
        let leak = match leaks {
            true => Some(each(&quantized(&arrays[0], "beta_q_conf", "beta_q")?)),
            false => None,
        };
        Ok(Self { leak, threshold: each(threshold), height: each(&height) })
    }
}
