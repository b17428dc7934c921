//! Storage of tensors of a tile, and working memory.

use multiversion::multiversion;
use num_traits::AsPrimitive;

use super::aligned::Aligned;
use super::lane::{Container, Lane};
use super::pairs::join_all;
use super::{InContainer, Kernel, RowKernel, by_container, with_contained};

/// The elements of a tensor for all lanes of a tile, element by element.
pub(crate) type Rows = InContainer<Aligned<i16>, Aligned<i32>, Aligned<i64>, Aligned<i128>>;

/// How the elements of a tensor lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// A row for each element.
    Rows(Container),
    /// Of 16-bit elements two that follow each other in the 32 bits of a lane, as sums of products read them.
    Pairs,
}

impl Storage {
    /// The container of the lanes.
    pub(crate) fn container(self) -> Container {
        match self {
            Storage::Rows(container) => container,
            Storage::Pairs => Container::I32,
        }
    }

    /// Rows of a number of elements.
    pub(crate) fn n_rows(self, elements: usize) -> usize {
        match self {
            Storage::Rows(_) => elements,
            Storage::Pairs => elements / 2,
        }
    }
}

impl Container {
    /// Room for `len` elements.
    pub(crate) fn allocate(self, len: usize) -> Rows {
        match self {
            Container::I16 => Rows::I16(Aligned::zeros(len)),
            Container::I32 => Rows::I32(Aligned::zeros(len)),
            Container::I64 => Rows::I64(Aligned::zeros(len)),
            Container::I128 => Rows::I128(Aligned::zeros(len)),
        }
    }
}

impl Rows {
    /// Number of elements times lanes.
    pub(crate) fn len(&self) -> usize {
        with_contained!(self, rows => rows.len())
    }

    /// The elements in another container, extended or without the bits beyond it.
    pub(crate) fn converted(&self, container: Container) -> Rows {
        let mut rows = container.allocate(self.len());
        with_contained!(&mut rows, to => Lane::load(self, 0, to));
        rows
    }

    /// Writes lanes from `start` on.
    pub(crate) fn store<C: Lane>(&mut self, start: usize, from: &[C]) {
        with_contained!(self, to => convert(from, &mut to[start..]));
    }

    /// Writes rows of elements from the element `first` on as pairs; both are even, and the lanes have 32 bits.
    pub(crate) fn store_pairs<C: Lane>(&mut self, first: usize, lanes: usize, from: &[C]) {
        if let Some(to) = i32::stored(self) {
            join_all(from, lanes, &mut to[first / 2 * lanes..][..from.len() / 2]);
        }
    }
}

/// Sign-extends or cuts off, element by element over the shorter length.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn convert<A: AsPrimitive<B>, B: Copy + 'static>(from: &[A], to: &mut [B]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from.as_();
    }
}

/// Working memory in each container.
#[derive(Default)]
pub(crate) struct Buffers {
    pub(super) i16: Aligned<i16>,
    pub(super) i32: Aligned<i32>,
    pub(super) i64: Aligned<i64>,
    pub(super) i128: Aligned<i128>,
}

impl Buffers {
    /// The first `len` lanes of a container.
    pub(crate) fn first<C: Lane>(&mut self, len: usize) -> &mut [C] {
        C::buffer(self).first(len)
    }

    /// Some rows of a container from a first one on.
    pub(crate) fn rows<C: Lane>(&mut self, first: usize, n: usize, lanes: usize) -> &mut [C] {
        &mut self.first((first + n) * lanes)[first * lanes..]
    }

    /// Replaces the first `n` rows, which are in the container `from` and belong to elements from `first` on of a tensor
    /// whose elements repeat after `period`, by the results of a function in the function's container.
    pub(crate) fn apply(&mut self, kernel: &Kernel, from: Container, at: Elements) {
        self.move_to(from, kernel.container(), at.n * at.lanes);
        with_contained!(kernel, kernel => apply(&**kernel, at, self.first(at.n * at.lanes)));
    }

    /// Moves the first `len` lanes from one container to another, which holds their numbers.
    pub(crate) fn move_to(&mut self, from: Container, to: Container, len: usize) {
        if from == to {
            return;
        }
        // What is moved is taken out, so that both containers can be borrowed.
        by_container!(from, From => {
            let source = std::mem::take(From::buffer(self));
            by_container!(to, To => convert(&source[..len], self.first::<To>(len)));
            *From::buffer(self) = source;
        });
    }
}

/// Consecutive elements of a tensor whose rows are worked on.
#[derive(Clone, Copy)]
pub(crate) struct Elements {
    pub(crate) first: usize,
    pub(crate) n: usize,
    /// What is done to an element depends on its index modulo this.
    pub(crate) period: usize,
    pub(crate) lanes: usize,
}

fn apply<C>(kernel: &dyn RowKernel<C>, at: Elements, rows: &mut [C]) {
    if kernel.takes_blocks() {
        kernel.apply(at.first % at.period, rows);
        return;
    }
    for (index, row) in rows.chunks_exact_mut(at.lanes).enumerate() {
        kernel.apply((at.first + index) % at.period, row);
    }
}
