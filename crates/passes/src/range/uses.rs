//! Which bits of the elements of tensors change a result.

use std::collections::BTreeMap;

use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{Activation, Function};
use hlsmith_ir::{Graph, Node, Op, TensorId};

use super::element::Range;
use super::places::places;

/// What the readers of an element need of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Nothing.
    Nothing,
    /// Bits down to `2^-fraction`, all of them without one; where all readers wrap around, bits below what the widest of
    /// them does at.
    Bits { fraction: Option<i32>, modulus: Option<Modulus> },
}

/// Where a reader wraps around: at two to the bits left of the binary point, with the sign if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modulus {
    integer: i32,
    signed: bool,
}

impl Use {
    /// Everything.
    const ALL: Use = Use::Bits { fraction: None, modulus: None };

    /// What a quantizer needs.
    fn of_type(ty: &FixedType) -> Use {
        let fraction = ty.format.fraction();
        let fraction = match ty.rounding {
            Rounding::Trn => Some(fraction),
            Rounding::Rnd => Some(fraction + 1),
            Rounding::TrnZero | Rounding::RndZero | Rounding::RndInf | Rounding::RndMinInf | Rounding::RndConv => None,
        };
        let modulus = Modulus { integer: ty.format.integer, signed: ty.format.signed };
        let wraps = ty.overflow == Overflow::Wrap && ty.saturation_bits == 0;
        Use::Bits { fraction, modulus: wraps.then_some(modulus) }
    }

    /// What two readers need.
    fn both(self, other: Use) -> Use {
        match (self, other) {
            (Use::Nothing, used) | (used, Use::Nothing) => used,
            (Use::Bits { fraction: f, modulus: m }, Use::Bits { fraction: g, modulus: n }) => Use::Bits {
                fraction: f.zip(g).map(|(f, g)| f.max(g)),
                modulus: m
                    .zip(n)
                    .map(|(m, n)| Modulus { integer: m.integer.max(n.integer), signed: m.signed || n.signed }),
            },
        }
    }

    /// The narrowest format of what is needed of numbers, `None` where that is nothing. Where the numbers themselves and
    /// what is left when they wrap around need as many bits, `wraps` decides.
    pub(super) fn of_range(self, range: &Range, wraps: bool) -> Option<Format> {
        let Use::Bits { fraction, modulus } = self else { return None };
        let whole = range.format()?;
        let (integer, signed) = match modulus {
            Some(modulus) if modulus.integer < whole.integer + i32::from(wraps) => (modulus.integer, modulus.signed),
            Some(_) | None => (whole.integer, whole.signed),
        };
        let fraction = fraction.map_or(whole.fraction(), |fraction| fraction.min(whole.fraction()));
        let width = u32::try_from(integer.checked_add(fraction)?).ok().filter(|&width| width > 0);
        match width {
            Some(width) => Some(Format { width, integer, signed }),
            // Negative numbers become -1 step when they are cut off.
            None if range.lower() < 0 => Some(Format { width: 1, integer: 1 - fraction, signed: true }),
            None => None,
        }
    }
}

/// What is of use of the elements of all tensors.
#[derive(Debug)]
pub(crate) struct Uses {
    tensors: BTreeMap<TensorId, Vec<Use>>,
}

impl Uses {
    /// Follows what the quantizers and outputs of a graph need back to its inputs.
    pub(crate) fn new(graph: &Graph) -> Uses {
        let mut own = Uses { tensors: BTreeMap::new() };
        for (_, node) in graph.nodes().rev() {
            for &output in &node.outputs {
                let n = graph.tensor(output).shape.iter().product();
                let is_output = graph.outputs().contains(&output);
                own.tensors.entry(output).or_insert_with(|| vec![Use::Nothing; n]);
                if is_output {
                    own.add(output, vec![Use::ALL; n]);
                }
            }
            for (position, used) in own.of_inputs(graph, node).into_iter().enumerate() {
                own.add(node.inputs[position], used);
            }
        }
        own
    }

    /// What is of use of the elements of a tensor.
    pub(crate) fn of(&self, tensor: TensorId) -> Option<&[Use]> {
        self.tensors.get(&tensor).map(Vec::as_slice)
    }

    fn add(&mut self, tensor: TensorId, used: Vec<Use>) {
        match self.tensors.get_mut(&tensor) {
            None => {
                self.tensors.insert(tensor, used);
            }
            Some(own) => own.iter_mut().zip(used).for_each(|(own, other)| *own = own.both(other)),
        }
    }

    /// What a node needs of the elements of each input.
    fn of_inputs(&self, graph: &Graph, node: &Node) -> Vec<Vec<Use>> {
        let len = |&input: &TensorId| graph.tensor(input).shape.iter().product::<usize>();
        let mut all: Vec<Vec<Use>> = node.inputs.iter().map(|input| vec![Use::ALL; len(input)]).collect();
        if let Op::FixedPointQuantizer(op) = &node.op {
            let types: Vec<Use> = op.mask_types().map(|ty| ty.map_or(Use::Nothing, |ty| Use::of_type(&ty))).collect();
            let places = op.places(&graph.tensor(node.inputs[0]).shape);
            all[0] = places.into_iter().map(|place| types[place]).collect();
            return all;
        }
        let ([output], Some(first)) = (&node.outputs[..], node.inputs.first()) else { return all };
        // An explicit type may round what would be cut off.
        if graph.tensor(*output).ty.precision != Precision::Auto {
            return all;
        }
        let Some(used) = self.of(*output) else { return all };
        if let Op::Activation(Activation { function: Function::Relu, .. }) = &node.op {
            let kept = |used: &Use| match used {
                Use::Nothing => Use::Nothing,
                Use::Bits { fraction, .. } => Use::Bits { fraction: *fraction, modulus: None },
            };
            all[0] = used.iter().map(kept).collect();
        } else if let Some(places) = places(graph, node) {
            all = node.inputs.iter().map(|input| vec![Use::Nothing; len(input)]).collect();
            for (place, used) in places.into_iter().zip(used) {
                let Some((input, place)) = place else { continue };
                all[input][place] = all[input][place].both(*used);
            }
        }
        debug_assert_eq!(all[0].len(), len(first));
        all
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Overflow, Rounding};

    use super::{Range, Use};

    fn check(ty: (u32, i32, bool), modes: (Rounding, Overflow), bounds: (i128, i128), expected: (u32, i32, bool)) {
        let ty = FixedType::new(ty.0, ty.1, ty.2).with_modes(modes.0, modes.1);
        let range = Range::new(bounds.0, bounds.1, 4).expect("a narrow range");
        let found = Use::of_type(&ty).of_range(&range, false);
        let found = found.map_or((0, 0, false), |format| (format.width, format.integer, format.signed));
        assert_eq!(found, expected, "{ty} of {bounds:?}");
    }

    #[test]
    fn quantizers_need_the_bits_that_they_read() {
        let (trn, rnd, even) = (Rounding::Trn, Rounding::Rnd, Rounding::RndConv);
        let (wrap, sat) = (Overflow::Wrap, Overflow::Sat);
        check((6, 4, true), (trn, sat), (-100, 100), (6, 4, true));
        check((6, 4, true), (rnd, sat), (-100, 100), (7, 4, true));
        check((6, 4, true), (even, sat), (-100, 100), (8, 4, true));
        check((3, 1, false), (trn, wrap), (-100, 100), (3, 1, false));
        check((3, 1, false), (trn, wrap), (-16, 15), (3, 1, true));
        check((8, 6, false), (trn, wrap), (-16, 15), (3, 1, true));
        check((8, 6, true), (trn, wrap), (0, 15), (2, 0, false));
        // Numbers below the grid of the quantizer.
        check((3, 7, true), (trn, sat), (0, 15), (0, 0, false));
        check((3, 7, true), (trn, sat), (-15, 15), (1, 5, true));
    }

    #[test]
    fn several_readers_need_what_each_of_them_does() {
        let of = |width, integer, overflow| {
            Use::of_type(&FixedType::new(width, integer, true).with_modes(Rounding::Trn, overflow))
        };
        let (fine, wide) = (of(6, 2, Overflow::Wrap), of(6, 5, Overflow::Wrap));
        assert_eq!(fine.both(wide), of(9, 5, Overflow::Wrap));
        assert_eq!(fine.both(of(3, 2, Overflow::Sat)), of(6, 2, Overflow::Sat));
        assert_eq!(Use::Nothing.both(fine), fine);
        assert_eq!(Use::ALL.both(fine), Use::ALL);
    }
}
