//! Which tensors are those of one step of a sequence.

use std::collections::BTreeMap;

use crate::ops::{StepLoopParallelism, StepsEnd, TimeDistributed};
use crate::{Graph, Node, Op, TensorId};

/// The loops over steps that a part of the graph is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// For each loop, the outermost first, the number of steps and how they are laid out.
    pub loops: Vec<(usize, StepLoopParallelism)>,
}

impl Steps {
    /// The numbers of steps, of the outermost loop first.
    pub fn extents(&self) -> impl Iterator<Item = usize> + '_ {
        self.loops.iter().map(|&(n_steps, _)| n_steps)
    }

    /// How often the part is computed for a sample.
    pub fn count(&self) -> usize {
        self.extents().product()
    }

    /// Whether every one of the loops is written out.
    pub fn is_unrolled(&self) -> bool {
        self.loops.iter().all(|(_, parallelism)| *parallelism == StepLoopParallelism::Unroll)
    }
}

impl Graph {
    /// For each tensor the loops over steps that it is in: its shape is that of one step.
    ///
    /// # Errors
    /// The name of the first layer whose inputs are in different loops, or that ends a loop it is not in.
    pub fn steps(&self) -> Result<BTreeMap<TensorId, Steps>, String> {
        let mut found: BTreeMap<TensorId, Steps> = BTreeMap::new();
        for (_, node) in self.nodes() {
            let mut inputs = node.inputs.iter().map(|input| found.get(input).cloned().unwrap_or_default());
            let around = inputs.next().unwrap_or_default();
            let steps = if inputs.all(|other| other == around) { behind(node, around) } else { None };
            let steps = steps.ok_or_else(|| node.name.clone())?;
            found.extend(node.outputs.iter().map(|&output| (output, steps.clone())));
        }
        Ok(found)
    }
}

/// The loops that the outputs of a node are in, from those of its inputs; `None` when it ends another loop.
fn behind(node: &Node, mut steps: Steps) -> Option<Steps> {
    let Op::TimeDistributed(TimeDistributed { n_time_steps, end, time_step_loop_parallelism }) = &node.op else {
        return Some(steps);
    };
    match end {
        StepsEnd::Begin => steps.loops.push((*n_time_steps, *time_step_loop_parallelism)),
        StepsEnd::End => {
            let (n_steps, _) = steps.loops.pop()?;
            if n_steps != *n_time_steps {
                return None;
            }
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use crate::parse;

    /// Reads and verifies a graph of some layers between an input `%x` and the output.
    fn check(layers: &str, output: &str, expected: &[&str]) {
        let input = "%x = Input \"x\" origin=\"InputLayer\" index=1 () {shape=[2, 3]} : x_t auto [2, 3]";
        let text = format!("graph \"g\" compatibility=sound\n{input}\n{layers}inputs %x\noutputs %{output}\n");
        let findings = parse(&text).err();
        let messages: Vec<String> = findings.iter().flat_map(|f| f.iter().map(|f| f.message.clone())).collect();
        assert_eq!(messages, expected, "{layers}");
    }

    fn end(index: u32, input: &str, end: &str, shape: &str) -> String {
        format!(
            "%t{index} = TimeDistributed \"t{index}\" origin=\"TimeDistributed\" index={index} (%{input}) \
             {{n_time_steps=2, end={end}}} : t{index}_t auto {shape}\n"
        )
    }

    #[test]
    fn loops_over_steps_are_closed() {
        let begin = end(2, "x", "begin", "[3]");
        let other = "the layer reads tensors of different loops over steps, or ends a loop that it is not in";
        check(&format!("{begin}{}", end(3, "t2", "end", "[2, 3]")), "t3", &[]);
        check(&begin, "t2", &["the input or output `t2` of the model is a single step"]);
        check(&end(2, "x", "end", "[2, 2, 3]"), "t2", &[other]);
        let sum = "%s = Merge \"s\" origin=\"Add\" index=4 (%t2, %t2) {function=add, n_elem=3} : s_t auto [3]\n";
        check(&format!("{begin}{sum}{}", end(5, "s", "end", "[2, 3]")), "t5", &[]);
    }
}
