//! Where the elements come from of ops that put elements into other places.

use hlsmith_ir::ops::{ResizeAlgorithm, broadcast_places};
use hlsmith_ir::{Graph, Node, Op};

/// For each element of the result the input and the element of it that it is, `None` for a zero; `None` for ops that do
/// something else.
pub(crate) fn places(graph: &Graph, node: &Node) -> Option<Vec<Option<(usize, usize)>>> {
    let shape = |position: usize| node.inputs.get(position).map(|&input| &graph.tensor(input).shape[..]);
    let input = shape(0)?;
    let n: usize = input.iter().product();
    let of_first = |places: Vec<usize>| places.into_iter().map(|place| Some((0, place))).collect();
    Some(match &node.op {
        Op::Repack(_) | Op::Reshape(_) => of_first((0..n).collect()),
        Op::Activation(_) if super::is_linear(&node.op) => of_first((0..n).collect()),
        Op::Transpose(op) => of_first(transposed(input, &op.perm)),
        Op::Broadcast(op) => of_first(broadcast_places(input, &op.target_shape)),
        Op::RepeatVector(op) => of_first((0..op.n * n).map(|place| place % n.max(1)).collect()),
        Op::Cropping1d(op) => {
            let output = &graph.tensor(node.outputs[0]).shape;
            image([1, op.n_in], [1, output[0]], op.n_chan, [0, op.crop_left], [0, 0])
        }
        Op::Cropping2d(op) => {
            let output = &graph.tensor(node.outputs[0]).shape;
            let size = [op.in_height, op.in_width];
            image(size, [output[0], output[1]], op.n_chan, [op.crop_top, op.crop_left], [0, 0])
        }
        Op::ZeroPadding1d(op) => {
            let output = &graph.tensor(node.outputs[0]).shape;
            image([1, op.in_width], [1, output[0]], op.n_chan, [0, 0], [0, op.pad_left])
        }
        Op::ZeroPadding2d(op) => {
            let output = &graph.tensor(node.outputs[0]).shape;
            let size = [op.in_height, op.in_width];
            image(size, [output[0], output[1]], op.n_chan, [0, 0], [op.pad_top, op.pad_left])
        }
        Op::Resize(op) if op.algorithm == ResizeAlgorithm::Nearest => {
            let pixels = (0..op.out_height).flat_map(|row| (0..op.out_width).map(move |column| (row, column)));
            let source = |(row, column): (usize, usize)| {
                let (row, column) = (row * op.in_height / op.out_height, column * op.in_width / op.out_width);
                (0..op.n_chan).map(move |channel| (row * op.in_width + column) * op.n_chan + channel)
            };
            of_first(pixels.flat_map(source).collect())
        }
        Op::Concatenate(op) => {
            let other = shape(1)?;
            let inner = |shape: &[usize]| shape[op.axis..].iter().product::<usize>();
            let outer: usize = input[..op.axis].iter().product();
            let row = |position: usize, width: usize, index: usize| {
                (0..width).map(move |i| Some((position, index * width + i)))
            };
            let [own, behind] = [inner(input), inner(other)];
            (0..outer).flat_map(|index| row(0, own, index).chain(row(1, behind, index))).collect()
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
fn image(
    input: [usize; 2],
    output: [usize; 2],
    n_chan: usize,
    first: [usize; 2],
    zeros: [usize; 2],
) -> Vec<Option<(usize, usize)>> {
    let source =
        |axis: usize, index: usize| (index + first[axis]).checked_sub(zeros[axis]).filter(|&index| index < input[axis]);
    let pixels = (0..output[0]).flat_map(|row| (0..output[1]).map(move |column| (row, column)));
    let elements = |(row, column): (usize, usize)| {
        let pixel = source(0, row).zip(source(1, column)).map(|(row, column)| row * input[1] + column);
        (0..n_chan).map(move |channel| pixel.map(|pixel| (0, pixel * n_chan + channel)))
    };
    pixels.flat_map(elements).collect()
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
        assert_eq!(image([1, 3], [1, 2], 1, [0, 1], [0, 0]), [pixel(1), pixel(2)]);
        assert_eq!(image([1, 2], [1, 4], 1, [0, 0], [0, 1]), [None, pixel(0), pixel(1), None]);
    }
}
