//! `RepeatVector`: a vector as each of several rows.

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [length] = layer.input_of_rank::<1>()?;
    let n = layer.size("n")?;
    let shape = vec![n, length];
    layer.check_elements(&shape)?;
    let attributes = vec![("n_in", Setting::size(length)), ("n", Setting::size(n))];
    Ok(vec![Step::new("RepeatVector", "RepeatVector", attributes, shape)])
}
