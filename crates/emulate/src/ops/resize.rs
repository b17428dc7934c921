//! Another number of pixels: see [`hlsmith_ir::ops::Resize`].

use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops::{self, Interpolation, ResizeAlgorithm};

use super::LayerOp;
use crate::kernel::aligned::Aligned;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{MAX_LANES, WholeKernel, WholeKernels, in_container};
use crate::rearrange::Rearrange;

/// Pixels made of their neighbours.
#[derive(Clone, Debug)]
pub(crate) struct Resize {
    pub(crate) rows: Interpolation,
    pub(crate) columns: Interpolation,
    pub(crate) in_width: usize,
    pub(crate) n_chan: usize,
}

/// Lowers the op.
pub(crate) fn lower(op: &ops::Resize) -> LayerOp {
    match op.algorithm {
        ResizeAlgorithm::Nearest => {
            let (input, output) = ([op.in_height, op.in_width], [op.out_height, op.out_width]);
            let source = |axis: usize, coordinate: usize| Some(coordinate * input[axis] / output[axis]);
            LayerOp::Rearrange(Rearrange::image(input, output, op.n_chan, source))
        }
        ResizeAlgorithm::Bilinear => {
            let [rows, columns] = op.interpolations();
            LayerOp::Resize(Resize { rows, columns, in_width: op.in_width, n_chan: op.n_chan })
        }
    }
}

impl Resize {
    /// Fractional bits by which the sums are finer than the input.
    pub(crate) fn fraction(&self) -> u32 {
        self.rows.fraction + self.columns.fraction
    }

    /// The kernel for arguments in an interval, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(WholeKernels, Interval)> {
        // No sum is beyond its largest or smallest term, since the shares are those of a whole.
        let sums = source.refined(source.fraction() + self.fraction() as i32);
        let partial = sums.hull(&Interval::point(Raw::ZERO, sums.fraction()));
        let bits = [partial.signed_bits(), self.fraction() + 2, row_cast::bits(&sums, ty)];
        let kernel: WholeKernels = in_container!(bits.into_iter().fold(0, u32::max), C => Box::new(Kernel::<C> {
            rows: places(&self.rows),
            columns: places(&self.columns),
            in_width: self.in_width,
            n_chan: self.n_chan,
            result: RowCast::new(&sums, ty),
        }));
        Some((kernel, sums.cast(ty)))
    }
}

/// For each row or column two of the input, each with its share.
fn places<C: Lane>(interpolation: &Interpolation) -> Vec<[(usize, C); 2]> {
    let whole = 1_u64 << interpolation.fraction;
    let share = |share: u64| C::of(&Raw::from(share));
    let place = |place: &ops::Between| [(place.lower, share(whole - place.share)), (place.upper, share(place.share))];
    interpolation.places.iter().map(place).collect()
}

struct Kernel<C> {
    rows: Vec<[(usize, C); 2]>,
    columns: Vec<[(usize, C); 2]>,
    in_width: usize,
    n_chan: usize,
    result: RowCast<C>,
}

impl<C: Lane> WholeKernel<C> for Kernel<C> {
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, _: &mut Aligned<C>) {
        let Some(source) = inputs.first() else { return };
        let mut sum = [C::zero(); MAX_LANES];
        let sum = &mut sum[..lanes];
        let pixels = self.rows.iter().flat_map(|rows| self.columns.iter().map(move |columns| (rows, columns)));
        for ((rows, columns), pixel) in pixels.zip(results.chunks_exact_mut(lanes * self.n_chan)) {
            for (channel, result) in pixel.chunks_exact_mut(lanes).enumerate() {
                sum.fill(C::zero());
                for (row, of_row) in rows {
                    for (column, of_column) in columns {
                        let factor = of_row.wrapping_mul(of_column);
                        let element = (row * self.in_width + column) * self.n_chan + channel;
                        for (sum, x) in sum.iter_mut().zip(&source[element * lanes..][..lanes]) {
                            *sum = sum.wrapping_add(&x.wrapping_mul(&factor));
                        }
                    }
                }
                self.result.apply(sum);
                result.copy_from_slice(sum);
            }
        }
    }
}
