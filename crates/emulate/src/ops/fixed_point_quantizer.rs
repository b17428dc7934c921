//! Assignment to types that differ from element to element: see [`hlsmith_ir::ops::FixedPointQuantizer`].

use std::collections::BTreeMap;

use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops;

use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, in_container};

/// The type of each element.
#[derive(Clone, Debug)]
pub(crate) struct FixedPointQuantizer {
    /// The different types; `None` for the one without bits.
    types: Vec<Option<FixedType>>,
    /// The position of the type of each element.
    places: Vec<u32>,
}

impl FixedPointQuantizer {
    pub(crate) fn lower(op: &ops::FixedPointQuantizer, shape: &[usize]) -> Self {
        let mut positions: BTreeMap<Option<FixedType>, u32> = BTreeMap::new();
        let mut types = Vec::new();
        let mut position = |ty: Option<FixedType>| {
            *positions.entry(ty).or_insert_with(|| {
                types.push(ty);
                types.len() as u32 - 1
            })
        };
        let mask: Vec<u32> = op.mask_types().map(&mut position).collect();
        let places = op.places(shape).into_iter().map(|place| mask[place]).collect();
        Self { types, places }
    }

    /// The type of an element; `None` when it has no bits.
    pub(crate) fn ty(&self, element: usize) -> Option<&FixedType> {
        self.types[self.places[element] as usize].as_ref()
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let zero = Interval::point(Raw::ZERO, ty.format.fraction());
        let own = |own: &Option<FixedType>| own.map_or_else(|| zero.clone(), |own| source.cast(&own).cast(ty));
        let results = self.types.iter().map(own).reduce(|all, more| all.hull(&more))?;
        let bits = |own: &FixedType| row_cast::bits(source, own).max(row_cast::bits(&source.cast(own), ty));
        let bits = self.types.iter().flatten().map(bits).max().unwrap_or(1).max(ty.format.container_bits());
        let bits = bits.max(source.signed_bits());
        let kernel: Kernel = in_container!(bits, C => {
            let casts = |own: &FixedType| [RowCast::<C>::new(source, own), RowCast::new(&source.cast(own), ty)];
            let casts = self.types.iter().map(|own| own.as_ref().map(casts)).collect();
            Box::new(Casts { casts, places: self.places.clone() })
        });
        Some((kernel, results))
    }
}

struct Casts<C> {
    /// The assignments to each of the types and from there to the result type.
    casts: Vec<Option<[RowCast<C>; 2]>>,
    places: Vec<u32>,
}

impl<C: Lane> RowKernel<C> for Casts<C> {
    fn apply(&self, element: usize, row: &mut [C]) {
        match &self.casts[self.places[element] as usize] {
            Some(casts) => casts.iter().for_each(|cast| cast.apply(row)),
            None => row.fill(C::zero()),
        }
    }
}
