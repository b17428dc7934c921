//! Where the elements come from of ops that put elements into other places.

use hlsmith_ir::ops::{ResizeAlgorithm, broadcast_places};
use hlsmith_ir::{Graph, Node, Op};

/// Rows of the inputs of a node that make the rows of its result.
#[derive(Debug)]
pub(crate) struct Places {
    /// The length of the rows of each input.
    pub(crate) lens: Vec<usize>,
    /// How many rows of inputs stand one behind the other in a row of the result.
    pub(crate) n_parts: usize,
    /// Input and row of each part, row after row of the result; `None` for zeros in place of a row of the first input.
    pub(crate) parts: Vec<Option<(usize, usize)>>,
}

impl Places {
    /// Rows of one input, each a row of the result.
    fn of_first(len: usize, rows: impl Iterator<Item = usize>) -> Places {
        Places::or_zeros(len, rows.map(Some))
    }

    /// As [`Places::of_first`], and rows of zeros.
    fn or_zeros(len: usize, rows: impl Iterator<Item = Option<usize>>) -> Places {
        Places { lens: vec![len], n_parts: 1, parts: rows.map(|row| row.map(|row| (0, row))).collect() }
    }

    /// The length of the rows of the result.
    pub(crate) fn len(&self) -> usize {
        self.parts[..self.n_parts].iter().map(|part| self.lens[part.map_or(0, |(input, _)| input)]).sum()
    }
}

/// Where the elements of a result come from; `None` for ops that do something else.
pub(crate) fn places(graph: &Graph, node: &Node) -> Option<Places> {
    let shape = |position: usize| node.inputs.get(position).map(|&input| &graph.tensor(input).shape[..]);
    let input = shape(0)?;
    let n: usize = input.iter().product();
    let (&last, outer) = input.split_last()?;
    let n_rows: usize = outer.iter().product();
    let output = |axis: usize| graph.tensor(node.outputs[0]).shape[axis];
    Some(match &node.op {
        Op::Repack(_) | Op::Reshape(_) => Places::of_first(last, 0..n_rows),
        Op::Activation(_) if super::is_linear(&node.op) => Places::of_first(last, 0..n_rows),
        Op::Transpose(op) => match op.perm.split_last() {
            Some((&axis, before)) if axis == outer.len() => {
                Places::of_first(last, transposed(outer, before).into_iter())
            }
            _ => Places::of_first(1, transposed(input, &op.perm).into_iter()),
        },
        Op::Broadcast(op) => match op.target_shape.split_last() {
            Some((&extent, before)) if extent == last => {
                Places::of_first(last, broadcast_places(outer, before).into_iter())
            }
            _ => Places::of_first(1, broadcast_places(input, &op.target_shape).into_iter()),
        },
        Op::RepeatVector(op) => Places::of_first(n, (0..op.n).map(|_| 0)),
        Op::Cropping1d(op) => image([1, op.n_in], [1, output(0)], op.n_chan, [0, op.crop_left], [0, 0]),
        Op::Cropping2d(op) => {
            let size = [op.in_height, op.in_width];
            image(size, [output(0), output(1)], op.n_chan, [op.crop_top, op.crop_left], [0, 0])
        }
        Op::ZeroPadding1d(op) => image([1, op.in_width], [1, output(0)], op.n_chan, [0, 0], [0, op.pad_left]),
        Op::ZeroPadding2d(op) => {
            let size = [op.in_height, op.in_width];
            image(size, [output(0), output(1)], op.n_chan, [0, 0], [op.pad_top, op.pad_left])
        }
        Op::Resize(op) if op.algorithm == ResizeAlgorithm::Nearest => {
            let pixels = (0..op.out_height).flat_map(|row| (0..op.out_width).map(move |column| (row, column)));
            let source = |(row, column): (usize, usize)| {
                row * op.in_height / op.out_height * op.in_width + column * op.in_width / op.out_width
            };
            Places::of_first(op.n_chan, pixels.map(source))
        }
        Op::Concatenate(op) => {
            let other = shape(1)?;
            let inner = |shape: &[usize]| shape[op.axis..].iter().product::<usize>();
            let n_blocks: usize = input[..op.axis].iter().product();
            if op.axis == outer.len() {
                let parts = (0..n_blocks).flat_map(|row| [Some((0, row)), Some((1, row))]).collect();
                return Some(Places { lens: vec![last, *other.last()?], n_parts: 2, parts });
            }
            let block = |position: usize, rows: usize, index: usize| {
                (0..rows).map(move |row| Some((position, index * rows + row)))
            };
            let [own, behind] = [inner(input) / last.max(1), inner(other) / last.max(1)];
            let parts = (0..n_blocks).flat_map(|index| block(0, own, index).chain(block(1, behind, index))).collect();
            Places { lens: vec![last, last], n_parts: 1, parts }
        }
        Op::Activation(_)
        | Op::BatchNormalization(_)
        | Op::BatchNormalizationQuantizedTanh(_)
        | Op::Bidirectional(_)
        | Op::BoundedRelu(_)
        | Op::Conv1d(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2d(_)
        | Op::Conv2dTranspose(_)
        | Op::Custom(_)
        | Op::Dense(_)
        | Op::DepthwiseConv1d(_)
        | Op::DepthwiseConv2d(_)
        | Op::Dot(_)
        | Op::Einsum(_)
        | Op::EinsumDense(_)
        | Op::Embedding(_)
        | Op::FixedPointQuantizer(_)
        | Op::GlobalPooling1d(_)
        | Op::GlobalPooling2d(_)
        | Op::Gru(_)
        | Op::HardActivation(_)
        | Op::Input(_)
        | Op::LayerNormalization(_)
        | Op::Lstm(_)
        | Op::Merge(_)
        | Op::MultiThreshold(_)
        | Op::ParametrizedActivation(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_)
        | Op::Pooling1d(_)
        | Op::Pooling2d(_)
        | Op::Prelu(_)
        | Op::Resize(_)
        | Op::SeparableConv1d(_)
        | Op::SeparableConv2d(_)
        | Op::SimpleRnn(_)
        | Op::Softmax(_)
        | Op::StreamClone(_)
        | Op::TernaryTanh(_)
        | Op::TimeDistributed(_)
        | Op::UnaryLut(_) => return None,
    })
}

fn transposed(shape: &[usize], perm: &[usize]) -> Vec<usize> {
    let stride = |axis: usize| shape[axis + 1..].iter().product::<usize>();
    perm.iter().fold(vec![0], |places, &axis| {
        let along = |place: usize| (0..shape[axis]).map(move |index| place + index * stride(axis));
        places.into_iter().flat_map(along).collect()
    })
}

/// The pixels of an image of other extents, from a row and column on or behind as many zeros.
fn image(input: [usize; 2], output: [usize; 2], n_chan: usize, first: [usize; 2], zeros: [usize; 2]) -> Places {
    let source =
        |axis: usize, index: usize| (index + first[axis]).checked_sub(zeros[axis]).filter(|&index| index < input[axis]);
    let pixels = (0..output[0]).flat_map(|row| (0..output[1]).map(move |column| (row, column)));
    let pixel = |(row, column)| Some(source(0, row)? * input[1] + source(1, column)?);
    Places::or_zeros(n_chan, pixels.map(pixel))
}

#[cfg(test)]
mod tests {
    use super::{image, transposed};

    #[test]
    fn axes_come_in_the_order_of_the_permutation() {
        assert_eq!(transposed(&[2, 3], &[1, 0]), [0, 3, 1, 4, 2, 5]);
        assert_eq!(transposed(&[2, 1, 2], &[2, 0, 1]), [0, 2, 1, 3]);
    }

    #[test]
    fn images_are_cut_and_padded() {
        let pixel = |index| Some((0, index));
        assert_eq!(image([1, 3], [1, 2], 1, [0, 1], [0, 0]).parts, [pixel(1), pixel(2)]);
        assert_eq!(image([1, 2], [1, 4], 1, [0, 0], [0, 1]).parts, [None, pixel(0), pixel(1), None]);
    }
}
