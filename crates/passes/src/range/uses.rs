//! Which bits of the elements of tensors change a result.

use std::collections::{BTreeMap, HashMap};

use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{Activation, Function};
use hlsmith_ir::{Graph, Node, Op, TensorId};

use super::element::Range;
use super::places::{Places, places};
use super::rows::{Kinds, Rows};
use super::{alike, mask_places};

/// What the readers of an element need of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Use {
    /// Nothing.
    Nothing,
    /// Bits down to `2^-fraction`, all of them without one; where all readers wrap around, bits below what the widest of
    /// them does at.
    Bits { fraction: Option<i32>, modulus: Option<Modulus> },
}

/// Where a reader wraps around: at two to the bits left of the binary point, with the sign if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    tensors: BTreeMap<TensorId, Rows<Use>>,
}

impl Uses {
    /// Follows what the quantizers and outputs of a graph need back to its inputs.
    pub(crate) fn new(graph: &Graph) -> Uses {
        let mut own = Uses { tensors: BTreeMap::new() };
        for (_, node) in graph.nodes().rev() {
            for &output in &node.outputs {
                let shape = &graph.tensor(output).shape;
                own.tensors.entry(output).or_insert_with(|| alike(Use::Nothing, shape));
                if graph.outputs().contains(&output) {
                    own.add(output, alike(Use::ALL, shape));
                }
            }
            for (position, used) in own.of_inputs(graph, node).into_iter().enumerate() {
                own.add(node.inputs[position], used);
            }
        }
        own
    }

    /// What is of use of the elements of a tensor.
    pub(crate) fn of(&self, tensor: TensorId) -> Option<&Rows<Use>> {
        self.tensors.get(&tensor)
    }

    fn add(&mut self, tensor: TensorId, used: Rows<Use>) {
        let both = self.of(tensor).and_then(|own| own.zip_each(&used, |own, other| Some(own.both(*other))));
        self.tensors.insert(tensor, both.unwrap_or(used));
    }

    /// What a node needs of the elements of each input.
    fn of_inputs(&self, graph: &Graph, node: &Node) -> Vec<Rows<Use>> {
        let shape = |&input: &TensorId| &graph.tensor(input).shape;
        let mut all: Vec<Rows<Use>> = node.inputs.iter().map(|input| alike(Use::ALL, shape(input))).collect();
        if let Op::FixedPointQuantizer(op) = &node.op {
            let types: Vec<Use> = op.mask_types().map(|ty| ty.map_or(Use::Nothing, |ty| Use::of_type(&ty))).collect();
            let used = mask_places(graph, node, op).and_then(|places| places.map_each(|&place| Some(types[place])));
            all[0] = used.unwrap_or_else(|| all[0].clone());
            return all;
        }
        let [output] = node.outputs[..] else { return all };
        // An explicit type may round what would be cut off.
        if graph.tensor(output).ty.precision != Precision::Auto {
            return all;
        }
        let Some(used) = self.of(output) else { return all };
        if let Op::Activation(Activation { function: Function::Relu, .. }) = &node.op {
            let kept = |used: &Use| match used {
                Use::Nothing => Use::Nothing,
                Use::Bits { fraction, .. } => Use::Bits { fraction: *fraction, modulus: None },
            };
            all[0] = used.map_each(|used| Some(kept(used))).unwrap_or_else(|| all[0].clone());
        } else if let Some(places) = places(graph, node) {
            let n = |input: &TensorId| shape(input).iter().product();
            all = of_places(used, &places, &node.inputs.iter().map(n).collect::<Vec<_>>());
        }
        all
    }
}

/// What is of use of the elements of inputs, of so many each, that stand at other places of a result.
fn of_places(used: &Rows<Use>, places: &Places, sizes: &[usize]) -> Vec<Rows<Use>> {
    let used = used.in_rows_of(places.len());
    // What is used of each row of the inputs, as far as it is known.
    let mut all: Vec<Kinds<Use>> = places.lens.iter().map(|&len| Kinds::new(len)).collect();
    let rows = all.iter_mut().zip(&places.lens).zip(sizes);
    let mut kinds: Vec<Vec<u32>> =
        rows.map(|((all, &len), size)| vec![all.of(&vec![Use::Nothing; len]); size / len.max(1)]).collect();
    let mut known: HashMap<(usize, u32, u32, usize), u32> = HashMap::new();
    for (parts, &kind) in places.parts.chunks(places.n_parts).zip(used.kinds()) {
        let mut first = 0;
        for part in parts {
            let (input, row) = part.unwrap_or_default();
            let len = places.lens[input];
            if part.is_some() {
                let own = &mut kinds[input][row];
                *own = *known.entry((input, *own, kind, first)).or_insert_with(|| {
                    let other = &used.row(kind)[first..][..len];
                    let both: Vec<Use> =
                        all[input].row(*own).iter().zip(other).map(|(own, other)| own.both(*other)).collect();
                    all[input].of(&both)
                });
            }
            first += len;
        }
    }
    all.into_iter().zip(kinds).map(|(all, kinds)| all.rows(kinds)).collect()
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
