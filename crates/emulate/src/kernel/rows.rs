//! Storage of tensors of a tile and the working row.

use hlsmith_fixed::Interval;
use num_traits::AsPrimitive;

use super::lane::{Container, Lane};
use super::{InContainer, Kernel, MAX_LANES};

/// The elements of a tensor for all lanes of a tile, element by element, in the narrowest integer that holds them.
pub(crate) enum Rows {
    /// In 16 bits.
    I16(Vec<i16>),
    /// In 32 bits.
    I32(Vec<i32>),
    /// In 64 bits.
    I64(Vec<i64>),
    /// In 128 bits.
    I128(Vec<i128>),
}

/// How a tensor is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Storage {
    /// In 16 bits.
    I16,
    /// In 32 bits or more.
    Wide(Container),
}

impl Storage {
    /// The narrowest storage for all raw values of an interval.
    pub(crate) fn for_interval(interval: &Interval) -> Option<Storage> {
        match interval.signed_bits() {
            0..=16 => Some(Storage::I16),
            bits => Container::for_bits(bits).map(Storage::Wide),
        }
    }

    /// Bits of an element.
    pub(crate) fn bits(self) -> u32 {
        match self {
            Storage::I16 => i16::BITS,
            Storage::Wide(container) => container.bits(),
        }
    }

    /// Room for `len` elements.
    pub(crate) fn allocate(self, len: usize) -> Rows {
        match self {
            Storage::I16 => Rows::I16(vec![0; len]),
            Storage::Wide(Container::I32) => Rows::I32(vec![0; len]),
            Storage::Wide(Container::I64) => Rows::I64(vec![0; len]),
            Storage::Wide(Container::I128) => Rows::I128(vec![0; len]),
        }
    }

    /// The container of kernels that read the elements.
    pub(crate) fn container(self) -> Container {
        match self {
            Storage::I16 => Container::I32,
            Storage::Wide(container) => container,
        }
    }
}

impl Rows {
    /// How the elements are stored.
    pub(crate) fn storage(&self) -> Storage {
        match self {
            Rows::I16(_) => Storage::I16,
            Rows::I32(_) => Storage::Wide(Container::I32),
            Rows::I64(_) => Storage::Wide(Container::I64),
            Rows::I128(_) => Storage::Wide(Container::I128),
        }
    }

    /// Number of elements times lanes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Rows::I16(rows) => rows.len(),
            Rows::I32(rows) => rows.len(),
            Rows::I64(rows) => rows.len(),
            Rows::I128(rows) => rows.len(),
        }
    }

    /// The elements stored otherwise, extended or without the bits beyond the storage.
    pub(crate) fn converted(&self, storage: Storage) -> Rows {
        let mut rows = storage.allocate(self.len());
        match &mut rows {
            // Kernels ask for 16 bits only where the elements are stored in 16 bits.
            Rows::I16(_) => {}
            Rows::I32(to) => i32::load(self, 0, to),
            Rows::I64(to) => i64::load(self, 0, to),
            Rows::I128(to) => i128::load(self, 0, to),
        }
        rows
    }

    /// Writes a row from `start` on.
    pub(crate) fn store<C: Lane>(&mut self, start: usize, row: &[C]) {
        match self {
            Rows::I16(to) => convert(row, &mut to[start..]),
            Rows::I32(to) => convert(row, &mut to[start..]),
            Rows::I64(to) => convert(row, &mut to[start..]),
            Rows::I128(to) => convert(row, &mut to[start..]),
        }
    }
}

/// Sign-extends or cuts off, element by element over the shorter length.
#[inline]
pub(crate) fn convert<A: AsPrimitive<B>, B: Copy + 'static>(from: &[A], to: &mut [B]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from.as_();
    }
}

/// The row that is worked on, in one of the containers.
pub(crate) struct Scratch {
    pub(super) i32: [i32; MAX_LANES],
    pub(super) i64: [i64; MAX_LANES],
    pub(super) i128: [i128; MAX_LANES],
}

impl Scratch {
    /// A row of zeros.
    pub(crate) fn new() -> Self {
        Self { i32: [0; MAX_LANES], i64: [0; MAX_LANES], i128: [0; MAX_LANES] }
    }

    /// Takes the row from working memory.
    pub(crate) fn take_row(&mut self, container: Container, buffers: &mut Buffers, start: usize, lanes: usize) {
        match container {
            Container::I32 => self.i32[..lanes].copy_from_slice(&buffers.i32[start..][..lanes]),
            Container::I64 => self.i64[..lanes].copy_from_slice(&buffers.i64[start..][..lanes]),
            Container::I128 => self.i128[..lanes].copy_from_slice(&buffers.i128[start..][..lanes]),
        }
    }

    /// Replaces the row, which is in the container `from`, by results of a function in the function's container.
    pub(crate) fn apply(&mut self, kernel: &Kernel, from: Container, element: usize, lanes: usize) {
        self.move_to(from, kernel.container(), lanes);
        match kernel {
            InContainer::I32(kernel) => kernel.apply(element, &mut self.i32[..lanes]),
            InContainer::I64(kernel) => kernel.apply(element, &mut self.i64[..lanes]),
            InContainer::I128(kernel) => kernel.apply(element, &mut self.i128[..lanes]),
        }
    }

    /// Moves the row from one container to another, which holds its numbers.
    pub(crate) fn move_to(&mut self, from: Container, to: Container, lanes: usize) {
        match (from, to) {
            (Container::I32, Container::I64) => convert(&self.i32[..lanes], &mut self.i64),
            (Container::I32, Container::I128) => convert(&self.i32[..lanes], &mut self.i128),
            (Container::I64, Container::I32) => convert(&self.i64[..lanes], &mut self.i32),
            (Container::I64, Container::I128) => convert(&self.i64[..lanes], &mut self.i128),
            (Container::I128, Container::I32) => convert(&self.i128[..lanes], &mut self.i32),
            (Container::I128, Container::I64) => convert(&self.i128[..lanes], &mut self.i64),
            (Container::I32, Container::I32)
            | (Container::I64, Container::I64)
            | (Container::I128, Container::I128) => {}
        }
    }
}

/// Working memory in each container.
#[derive(Default)]
pub(crate) struct Buffers {
    pub(super) i32: Vec<i32>,
    pub(super) i64: Vec<i64>,
    pub(super) i128: Vec<i128>,
}
