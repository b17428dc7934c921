//! Elements moved between the channels of an image and its pixels, tensors repeated along their axes, and what padding
//! repeats of them.

use crate::limits::{MAX_ELEMENTS, count};

/// How a tensor becomes another one by a reshape, a transposition and a reshape.
pub(crate) struct Move {
    /// The shape before the axes are exchanged.
    pub(crate) split: Vec<usize>,
    /// The axes of that in their new order.
    pub(crate) perm: Vec<usize>,
    /// The shape behind.
    pub(crate) joined: Vec<usize>,
}

/// The channels of an image `[channels, height, width]` as `block` times `block` pixels for each; `None` where these do
/// not divide the channels. The rows and columns of a block are the slowest part of the channels, or the fastest one.
pub(crate) fn depth_to_space(shape: &[usize], block: usize, is_slowest: bool) -> Option<Move> {
    let &[channels, height, width] = shape else { return None };
    let area = block.checked_mul(block).filter(|&area| area > 0 && channels.is_multiple_of(area))?;
    let n = channels / area;
    let (split, perm) = match is_slowest {
        true => (vec![block, block, n, height, width], vec![2, 3, 0, 4, 1]),
        false => (vec![n, block, block, height, width], vec![0, 3, 1, 4, 2]),
    };
    Some(Move { split, perm, joined: vec![n, height.checked_mul(block)?, width.checked_mul(block)?] })
}

/// The other way: blocks of pixels as channels; `None` where blocks do not divide the image.
pub(crate) fn space_to_depth(shape: &[usize], block: usize, is_slowest: bool) -> Option<Move> {
    let &[channels, height, width] = shape else { return None };
    if block == 0 || !height.is_multiple_of(block) || !width.is_multiple_of(block) {
        return None;
    }
    let (rows, columns) = (height / block, width / block);
    let perm = if is_slowest { vec![2, 4, 0, 1, 3] } else { vec![0, 2, 4, 1, 3] };
    let split = vec![channels, rows, block, columns, block];
    Some(Move { split, perm, joined: vec![channels.checked_mul(block)?.checked_mul(block)?, rows, columns] })
}

/// A tensor repeated as a whole along each of its axes, `repeats[i]` times along axis `i`: its shape with an axis in front
/// of each, the same with these extended, and the shape of the result. `None` for other numbers of axes.
pub(crate) fn tiled(shape: &[usize], repeats: &[usize]) -> Option<[Vec<usize>; 3]> {
    let joined = shape.iter().zip(repeats).map(|(extent, n)| extent.checked_mul(*n)).collect::<Option<Vec<_>>>()?;
    // Axes that are not repeated need no axis in front.
    let pair =
        |(&extent, &n): (&usize, &usize)| if n == 1 { vec![[extent, extent]] } else { vec![[1, n], [extent; 2]] };
    let pairs: Vec<[usize; 2]> = shape.iter().zip(repeats).flat_map(pair).collect();
    let of = |which: usize| pairs.iter().map(|pair| pair[which]).collect::<Vec<_>>();
    (shape.len() == repeats.len()).then(|| [of(0), of(1), joined])
}

/// What stands beside a tensor that is padded with its own elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    /// The elements behind the outermost one in the opposite order.
    Reflected,
    /// The outermost element.
    Repeated,
    /// The elements from the other end on.
    Wrapped,
}

impl Padding {
    /// Most elements that can stand at an end of an axis.
    pub(crate) fn room(self, extent: usize) -> usize {
        match self {
            Padding::Reflected => extent.saturating_sub(1),
            Padding::Repeated => MAX_ELEMENTS,
            Padding::Wrapped => extent,
        }
    }

    /// Where each element along a padded axis comes from; `None` without room for as many, and for more than any tensor has.
    pub(crate) fn places(self, extent: usize, [before, behind]: [usize; 2]) -> Option<Vec<usize>> {
        if extent == 0 || before.max(behind) > self.room(extent) {
            return None;
        }
        let source = |place: usize| match (self, place.checked_sub(before)) {
            (Padding::Reflected, None) => before - place,
            (Padding::Reflected, Some(own)) if own >= extent => 2 * extent - 2 - own,
            (Padding::Wrapped, None) => extent - (before - place),
            (Padding::Wrapped, Some(own)) => own % extent,
            (Padding::Repeated, None) => 0,
            (Padding::Repeated | Padding::Reflected, Some(own)) => own.min(extent - 1),
        };
        let padded = count(&[extent.checked_add(before)?.checked_add(behind)?])?;
        Some((0..padded).map(source).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_ELEMENTS, Move, Padding, depth_to_space, space_to_depth, tiled};

    /// Where each element of the result comes from.
    fn sources(Move { split, perm, joined }: Move) -> Vec<usize> {
        let stride = |axis: usize| split[axis + 1..].iter().product::<usize>();
        let places = perm.iter().fold(vec![0], |places, &axis| {
            let along = |place: usize| (0..split[axis]).map(move |index| place + index * stride(axis));
            places.into_iter().flat_map(along).collect::<Vec<_>>()
        });
        assert_eq!(joined.iter().product::<usize>(), places.len());
        places
    }

    #[test]
    fn channels_become_pixels_and_pixels_channels() {
        let moved = |channels: usize, is_slowest| sources(depth_to_space(&[channels, 1, 1], 2, is_slowest).unwrap());
        assert_eq!(moved(4, true), [0, 1, 2, 3]);
        assert_eq!(moved(8, false), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(moved(8, true), [0, 2, 4, 6, 1, 3, 5, 7]);
        let back = |is_slowest| sources(space_to_depth(&[2, 2, 2], 2, is_slowest).unwrap());
        assert_eq!(back(false), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(back(true), [0, 4, 1, 5, 2, 6, 3, 7]);
        assert!(depth_to_space(&[6, 1, 1], 2, true).is_none() && space_to_depth(&[1, 3, 2], 2, true).is_none());
    }

    #[test]
    fn padding_repeats_elements() {
        let places = |padding: Padding| padding.places(3, [2, 1]);
        assert_eq!(places(Padding::Reflected), Some(vec![2, 1, 0, 1, 2, 1]));
        assert_eq!(places(Padding::Repeated), Some(vec![0, 0, 0, 1, 2, 2]));
        assert_eq!(places(Padding::Wrapped), Some(vec![1, 2, 0, 1, 2, 0]));
        assert_eq!(Padding::Reflected.places(3, [3, 0]), None);
        assert_eq!(Padding::Repeated.places(3, [0, 1 << 40]), None);
        assert_eq!(Padding::Repeated.places(MAX_ELEMENTS, [MAX_ELEMENTS, 0]), None);
    }

    #[test]
    fn repeated_axes_stand_in_front() {
        assert_eq!(tiled(&[2, 3], &[1, 4]), Some([vec![2, 1, 3], vec![2, 4, 3], vec![2, 12]]));
        assert_eq!(tiled(&[2], &[1, 4]), None);
    }
}
