//! Kernels over rows of machine integers.
//!
//! A row holds one element of a tensor for all samples of a tile, one lane per sample, so that plain loops over lanes
//! become vector code. Every kernel is generic over the machine integer; analysis of intervals chooses one that holds
//! all that the kernel computes.

pub(crate) mod aligned;
pub(crate) mod dense;
pub(crate) mod elementwise;
pub(crate) mod halves;
pub(crate) mod inner_product;
pub(crate) mod lane;
pub(crate) mod mac;
pub(crate) mod maximum;
pub(crate) mod narrow;
pub(crate) mod pairs;
pub(crate) mod prefetch;
pub(crate) mod quantize;
pub(crate) mod ramp;
pub(crate) mod row_cast;
pub(crate) mod rows;
pub(crate) mod simd;
pub(crate) mod table;
pub(crate) mod transpose;
pub(crate) mod tree;

use aligned::Aligned;
use lane::Container;
use ramp::Ramp;

/// Most lanes of a row.
pub(crate) const MAX_LANES: usize = 256;

/// Rows are a multiple of this many lanes long.
pub(crate) const LANE_STEP: usize = 16;

/// Rows that are worked on together.
pub(crate) const BLOCK_ROWS: usize = 16;

/// Those that are recorded together.
pub(crate) const RECORDED_ROWS: usize = 64;

/// An element-wise function, applied in place to the row of one element of the tensor.
pub(crate) trait RowKernel<C>: Send + Sync {
    /// Replaces the arguments in `row` by the results; `element` is the index of the element in C order.
    fn apply(&self, element: usize, row: &mut [C]);

    /// Whether [`RowKernel::apply`] does the same for all elements, so that it takes the rows of several at once.
    fn takes_blocks(&self) -> bool {
        false
    }

    /// The function, where it is a ramp.
    fn ramp(&self) -> Option<Ramp<C>> {
        None
    }
}

/// An element-wise function of two tensors, applied to the rows of one element.
pub(crate) trait PairKernel<C>: Send + Sync {
    /// Replaces the first arguments in `row` by the results; `other` holds the second ones.
    fn apply(&self, row: &mut [C], other: &[C]);
}

/// A function of several rows, applied in place.
pub(crate) trait SliceKernel<C>: Send + Sync {
    /// Replaces the arguments by the results; `slice` holds rows of `lanes` lanes.
    fn apply(&self, slice: &mut [C], lanes: usize);

    /// Whether the result is the largest argument, as it is.
    fn is_maximum(&self) -> bool {
        false
    }
}

/// A function of all rows of several tensors.
pub(crate) trait WholeKernel<C>: Send + Sync {
    /// Computes the results of a tile: `inputs` holds the tensors as rows of `lanes` lanes, `results` the rows of all
    /// outputs one after the other. `memory` is what the kernel left there in the tile before, empty in the first one;
    /// only kernels of steps that a program calls stateful see the tiles in their order.
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, memory: &mut Aligned<C>);
}

/// Something in one of the containers.
pub(crate) enum InContainer<Z, A, B, C> {
    /// On 16-bit lanes.
    I16(Z),
    /// On 32-bit lanes.
    I32(A),
    /// On 64-bit lanes.
    I64(B),
    /// On 128-bit lanes.
    I128(C),
}

/// A row kernel with its container.
pub(crate) type Kernel =
    InContainer<Box<dyn RowKernel<i16>>, Box<dyn RowKernel<i32>>, Box<dyn RowKernel<i64>>, Box<dyn RowKernel<i128>>>;

/// A kernel of two rows with its container.
pub(crate) type PairKernels = InContainer<
    Box<dyn PairKernel<i16>>,
    Box<dyn PairKernel<i32>>,
    Box<dyn PairKernel<i64>>,
    Box<dyn PairKernel<i128>>,
>;

/// A slice kernel with its container.
pub(crate) type SliceKernels = InContainer<
    Box<dyn SliceKernel<i16>>,
    Box<dyn SliceKernel<i32>>,
    Box<dyn SliceKernel<i64>>,
    Box<dyn SliceKernel<i128>>,
>;

/// A kernel of whole tensors with its container.
pub(crate) type WholeKernels = InContainer<
    Box<dyn WholeKernel<i16>>,
    Box<dyn WholeKernel<i32>>,
    Box<dyn WholeKernel<i64>>,
    Box<dyn WholeKernel<i128>>,
>;

impl<Z, A, B, C> InContainer<Z, A, B, C> {
    /// The container.
    pub(crate) fn container(&self) -> Container {
        match self {
            InContainer::I16(_) => Container::I16,
            InContainer::I32(_) => Container::I32,
            InContainer::I64(_) => Container::I64,
            InContainer::I128(_) => Container::I128,
        }
    }
}

/// Evaluates an expression with a type variable that stands for the lane type of a container.
macro_rules! by_container {
    ($container:expr, $lane:ident => $value:expr) => {
        match $container {
            $crate::kernel::lane::Container::I16 => {
                type $lane = i16;
                $value
            }
            $crate::kernel::lane::Container::I32 => {
                type $lane = i32;
                $value
            }
            $crate::kernel::lane::Container::I64 => {
                type $lane = i64;
                $value
            }
            $crate::kernel::lane::Container::I128 => {
                type $lane = i128;
                $value
            }
        }
    };
}
pub(crate) use by_container;

/// Evaluates an expression with what is in a container.
macro_rules! with_contained {
    ($contained:expr, $name:ident => $value:expr) => {
        match $contained {
            $crate::kernel::InContainer::I16($name) => $value,
            $crate::kernel::InContainer::I32($name) => $value,
            $crate::kernel::InContainer::I64($name) => $value,
            $crate::kernel::InContainer::I128($name) => $value,
        }
    };
}
pub(crate) use with_contained;

/// Builds an [`InContainer`] in the narrowest container of at least the given bits, and at least 32, named by the type
/// variable; returns `None` from the surrounding function when there is none.
macro_rules! in_container {
    ($bits:expr, $lane:ident => $value:expr) => {
        $crate::kernel::in_narrow_container!($bits.max(32), $lane => $value)
    };
}
pub(crate) use in_container;

/// [`in_container!`] for what computes nothing that needs more than the given bits, so that 16 can do.
macro_rules! in_narrow_container {
    ($bits:expr, $lane:ident => $value:expr) => {
        match $crate::kernel::lane::Container::narrowest($bits)? {
            $crate::kernel::lane::Container::I16 => {
                type $lane = i16;
                $crate::kernel::InContainer::I16($value)
            }
            $crate::kernel::lane::Container::I32 => {
                type $lane = i32;
                $crate::kernel::InContainer::I32($value)
            }
            $crate::kernel::lane::Container::I64 => {
                type $lane = i64;
                $crate::kernel::InContainer::I64($value)
            }
            $crate::kernel::lane::Container::I128 => {
                type $lane = i128;
                $crate::kernel::InContainer::I128($value)
            }
        }
    };
}
pub(crate) use in_narrow_container;
