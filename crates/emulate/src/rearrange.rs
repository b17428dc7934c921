//! What the ops share that put elements into other places.

/// Elements of the input or zeros in other places, each assigned to the result type.
#[derive(Clone, Debug)]
pub(crate) struct Rearrange {
    /// For each element of the result in C order that of the input; `None` for a zero.
    pub(crate) places: Vec<Option<u32>>,
}

impl Rearrange {
    /// The elements of the input at the given places.
    pub(crate) fn of(places: impl IntoIterator<Item = usize>) -> Self {
        Self { places: places.into_iter().map(|place| Some(place as u32)).collect() }
    }

    /// An image of `output` rows and columns and `n_chan` channels, whose row `i` is row `source(0, i)` of the input
    /// image and whose column `j` is its column `source(1, j)`; zeros where that is outside of the `input` rows or
    /// columns.
    pub(crate) fn image(
        input: [usize; 2],
        output: [usize; 2],
        n_chan: usize,
        source: impl Fn(usize, usize) -> Option<usize>,
    ) -> Self {
        let within = |axis: usize, coordinate: usize| source(axis, coordinate).filter(|&from| from < input[axis]);
        let pixel = |row: usize, column: usize| Some(within(0, row)? * input[1] + within(1, column)?);
        let pixels = (0..output[0]).flat_map(|row| (0..output[1]).map(move |column| (row, column)));
        let places = pixels.flat_map(|(row, column)| {
            let pixel = pixel(row, column);
            (0..n_chan).map(move |channel| pixel.map(|pixel| (pixel * n_chan + channel) as u32))
        });
        Self { places: places.collect() }
    }
}
