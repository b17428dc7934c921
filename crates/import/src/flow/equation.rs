//! Equations of sums of products, such as `ab,bc->ac`.

/// The axes of the operands and of the result, by numbers.
pub(crate) struct Equation {
    pub(crate) operands: Vec<Vec<usize>>,
    pub(crate) output: Vec<usize>,
}

/// Numbers of the axes of an ellipsis begin here, behind those of letters.
const ELLIPSIS: usize = 256;

impl Equation {
    /// Reads an equation for operands of these ranks. Letters are numbered by their code; the axes of an ellipsis follow,
    /// from the last one on.
    ///
    /// # Errors
    /// What is expected in place of the equation.
    pub(crate) fn read(text: &str, ranks: &[usize]) -> Result<Self, &'static str> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (inputs, output) = match text.split_once("->") {
            Some((inputs, output)) => (inputs, Some(output)),
            None => (&text[..], None),
        };
        let parts: Vec<&str> = inputs.split(',').collect();
        let operands: Option<Vec<Vec<usize>>> =
            parts.iter().zip(ranks).map(|(part, &rank)| axes(part, Some(rank))).collect();
        let operands = operands.filter(|_| parts.len() == ranks.len());
        let operands = operands.ok_or("letters for the axes of each operand, as ab,bc->ac")?;
        let longest =
            operands.iter().flatten().filter(|&&axis| axis >= ELLIPSIS).max().map_or(0, |axis| axis + 1 - ELLIPSIS);
        let output = match output {
            Some(output) => {
                let n_letters = output.chars().filter(char::is_ascii_alphabetic).count();
                axes(output, Some(n_letters + if output.contains("...") { longest } else { 0 }))
            }
            // Without an arrow the result has the axes of an ellipsis and then those that occur once, by the alphabet.
            None => {
                let mut once: Vec<usize> = operands.iter().flatten().copied().filter(|axis| *axis < ELLIPSIS).collect();
                once.sort_unstable();
                let once = once.chunk_by(|a, b| a == b).filter(|same| same.len() == 1).flatten().copied();
                Some((0..longest).rev().map(|place| ELLIPSIS + place).chain(once).collect())
            }
        };
        let output = output.ok_or("letters for the axes of the result")?;
        let is_set = |axes: &Vec<usize>| axes.iter().enumerate().all(|(place, axis)| !axes[..place].contains(axis));
        if !operands.iter().all(is_set) || !is_set(&output) {
            return Err("letters that occur once in each part");
        }
        if !output.iter().all(|axis| operands.iter().any(|own| own.contains(axis))) {
            return Err("a result of the axes of the operands");
        }
        Ok(Self { operands, output })
    }
}

/// The axes that a part of an equation names, as many as the rank if there is one.
fn axes(part: &str, rank: Option<usize>) -> Option<Vec<usize>> {
    let letters = |part: &str| -> Option<Vec<usize>> {
        part.chars().map(|c| c.is_ascii_alphabetic().then_some(c as usize)).collect()
    };
    let axes = match part.split_once("...") {
        None => letters(part)?,
        Some((before, behind)) => {
            let (before, behind) = (letters(before)?, letters(behind)?);
            let n = rank?.checked_sub(before.len() + behind.len())?;
            before.into_iter().chain((0..n).rev().map(|place| ELLIPSIS + place)).chain(behind).collect()
        }
    };
    rank.is_none_or(|rank| rank == axes.len()).then_some(axes)
}

/// The labels as numbers from 0 on, in the order in which they occur.
pub(crate) fn numbered(axes: [Vec<usize>; 3]) -> [Vec<usize>; 3] {
    let mut known: Vec<usize> = Vec::new();
    axes.map(|axes| {
        axes.into_iter()
            .map(|label| {
                known.iter().position(|&own| own == label).unwrap_or_else(|| {
                    known.push(label);
                    known.len() - 1
                })
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{Equation, numbered};

    fn check(text: &str, ranks: &[usize], expected: Result<&str, &str>) {
        let found = Equation::read(text, ranks).map(|Equation { operands, output }| {
            let letter = |&axis: &usize| u8::try_from(axis).map_or('.', char::from);
            let part = |axes: &Vec<usize>| axes.iter().map(letter).collect::<String>();
            format!("{}->{}", operands.iter().map(part).collect::<Vec<_>>().join(","), part(&output))
        });
        assert_eq!(found.as_deref().map_err(|expected| *expected), expected, "{text}");
    }

    #[test]
    fn equations_are_read_and_refused() {
        check("ab, bc -> ac", &[2, 2], Ok("ab,bc->ac"));
        check("ab,bc", &[2, 2], Ok("ab,bc->ac"));
        check("...a,ab->...b", &[3, 2], Ok("..a,ab->..b"));
        check("ab,bc->ac", &[2, 3], Err("letters for the axes of each operand, as ab,bc->ac"));
        check("aa->a", &[2], Err("letters that occur once in each part"));
        check("a->b", &[1], Err("a result of the axes of the operands"));
        check("a->1", &[1], Err("letters for the axes of the result"));
    }

    #[test]
    fn labels_are_numbered_as_they_occur() {
        assert_eq!(numbered([vec![9, 4], vec![4, 7], vec![7, 9]]), [vec![0, 1], vec![1, 2], vec![2, 0]]);
    }
}
