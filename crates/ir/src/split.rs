//! A graph as parts that follow each other.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, did_you_mean};

use crate::ops::Input;
use crate::{Graph, Node, NodeId, Op, TensorId};

/// Where a tensor comes from that enters a part or leaves the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The input of the model of this position.
    Model(usize),
    /// An output of an earlier part.
    Part {
        /// The position of the part.
        part: usize,
        /// The position among its outputs.
        output: usize,
    },
}

/// A run of layers as a graph of its own.
#[derive(Clone, Debug)]
pub struct Part {
    /// The layers, behind an input layer for each tensor that enters.
    pub graph: Graph,
    /// Where each input of the graph comes from.
    pub inputs: Vec<Source>,
    /// The variables of the whole graph that the inputs are.
    pub input_names: Vec<String>,
}

/// A graph cut into parts.
#[derive(Clone, Debug)]
pub struct Split {
    /// The parts in order of execution.
    pub parts: Vec<Part>,
    /// Where the outputs of the model come from.
    pub outputs: Vec<Source>,
}

impl Graph {
    /// Cuts the graph before each of the named layers, in the order of execution.
    ///
    /// A tensor that crosses a cut keeps its type and becomes an output of the part that makes it and an input, made by
    /// a layer `<reader>_input`, of each part that reads it; the parts between them do not see it. Inputs of the model
    /// are inputs of the parts that read them.
    ///
    /// # Errors
    /// Every name that no part can begin with, and every tensor that cannot leave its part.
    pub fn split(&self, before: &[&str]) -> Result<Split> {
        let parts = self.runs(before)?;
        let part_of: BTreeMap<NodeId, usize> =
            parts.iter().enumerate().flat_map(|(part, nodes)| nodes.iter().map(move |&node| (node, part))).collect();
        let cut = Cut { graph: self, parts, part_of };
        cut.check()?;
        Ok(cut.into_split())
    }

    /// The layers between the cuts, without input layers.
    fn runs(&self, before: &[&str]) -> Result<Vec<Vec<NodeId>>> {
        let mut findings = Diagnostics::new();
        let mut refuse = |name: &str, message: &str, remedy: String| {
            let subject = Subject::Layer(name.to_owned());
            findings.push(Diagnostic::error(Code::Usage, subject, message).remedy(remedy));
        };
        if before.is_empty() {
            let message = "no layer is named to split the model at";
            return Err(Diagnostic::error(Code::Usage, Subject::Model, message).remedy("name a layer").into());
        }
        let layers: Vec<(NodeId, &Node)> = self.nodes().filter(|(_, node)| !is_input(node)).collect();
        let mut starts = BTreeSet::from([0]);
        for name in before {
            let position = layers.iter().position(|(_, node)| node.name == *name);
            match position {
                None if self.find(name).is_some() => {
                    refuse(name, "no part can begin with an input of the model", "name the layer behind it".into());
                }
                None => {
                    let names = layers.iter().map(|(_, node)| node.name.as_str());
                    let message = "the converted model has no such layer to be split at";
                    refuse(name, message, did_you_mean(name, names));
                }
                Some(0) => refuse(name, "no layer is before it", "name a layer further down".into()),
                Some(position) if !starts.insert(position) => {
                    refuse(name, "the layer is named twice", "name it once".into());
                }
                Some(_) => {}
            }
        }
        findings.into_result()?;
        let ends = starts.iter().skip(1).copied().chain([layers.len()]);
        Ok(starts
            .iter()
            .zip(ends)
            .map(|(&start, end)| layers[start..end].iter().map(|(id, _)| *id).collect())
            .collect())
    }
}

fn is_input(node: &Node) -> bool {
    matches!(node.op, Op::Input(_))
}

/// A graph and the part of each of its layers.
struct Cut<'a> {
    graph: &'a Graph,
    parts: Vec<Vec<NodeId>>,
    part_of: BTreeMap<NodeId, usize>,
}

impl Cut<'_> {
    /// The parts that read a tensor.
    fn readers(&self, tensor: TensorId) -> BTreeSet<usize> {
        self.graph.consumers(tensor).iter().filter_map(|(node, _)| self.part_of.get(node)).copied().collect()
    }

    /// The part that a tensor comes from: that of the layer that makes it. An input of the model, which comes from
    /// outside, is passed on to outputs of the model by the first part that reads it, or else by the first one.
    fn home(&self, tensor: TensorId) -> usize {
        let maker = self.graph.producer(tensor).and_then(|node| self.part_of.get(&node)).copied();
        maker.or_else(|| self.readers(tensor).first().copied()).unwrap_or(0)
    }

    fn is_model_input(&self, tensor: TensorId) -> bool {
        self.graph.inputs().contains(&tensor)
    }

    /// The tensors that leave a part, each once: those that later parts read, then other outputs of the model.
    fn outputs(&self, part: usize) -> Vec<TensorId> {
        let made = self.parts[part].iter().flat_map(|&node| &self.graph.node(node).outputs).copied();
        let crossing = made.filter(|&tensor| self.readers(tensor).iter().any(|&reader| reader > part));
        let of_model = self.graph.outputs().iter().copied().filter(|&tensor| self.home(tensor) == part);
        let mut outputs = Vec::new();
        for tensor in crossing.chain(of_model) {
            if !outputs.contains(&tensor) {
                outputs.push(tensor);
            }
        }
        outputs
    }

    /// The tensors that enter a part, each with the name of the first layer that reads it.
    fn inputs(&self, part: usize) -> Vec<(TensorId, String)> {
        let mut inputs: Vec<(TensorId, String)> = Vec::new();
        let mut enter = |tensor: TensorId, reader: &str| {
            if !inputs.iter().any(|(known, _)| *known == tensor) {
                inputs.push((tensor, reader.to_owned()));
            }
        };
        for &node in &self.parts[part] {
            let node = self.graph.node(node);
            for &tensor in &node.inputs {
                if self.is_model_input(tensor) || self.home(tensor) != part {
                    enter(tensor, &node.name);
                }
            }
        }
        // An input of the model that no layer reads is the first part's, which drains it or passes it on.
        for &tensor in self.graph.inputs() {
            if self.home(tensor) == part && self.readers(tensor).is_empty() {
                enter(tensor, "");
            }
        }
        // Inputs of the model keep their order.
        let rank = |tensor: &TensorId| self.graph.inputs().iter().position(|input| input == tensor);
        inputs.sort_by_key(|(tensor, _)| rank(tensor).unwrap_or(usize::MAX));
        inputs
    }

    fn check(&self) -> Result<()> {
        let mut findings = Diagnostics::new();
        let steps = self.graph.steps().unwrap_or_default();
        for (part, nodes) in self.parts.iter().enumerate() {
            let first = nodes.first().map(|&node| self.graph.node(node).name.clone()).unwrap_or_default();
            if self.outputs(part).is_empty() {
                let message = "nothing that the part from this layer on makes is read behind it";
                findings.push(
                    Diagnostic::error(Code::Usage, Subject::Layer(first.clone()), message)
                        .remedy("split the model at another layer"),
                );
            }
            if self.inputs(part).is_empty() {
                let message = "the part from this layer on reads nothing from outside";
                findings.push(
                    Diagnostic::error(Code::Usage, Subject::Layer(first), message)
                        .remedy("split the model at another layer"),
                );
            }
            for tensor in self.outputs(part) {
                if steps.get(&tensor).is_some_and(|steps| !steps.loops.is_empty()) {
                    let name = self.graph.producer(tensor).map(|node| self.graph.node(node).name.clone());
                    let message = "the model cannot be split inside a loop over the steps of a sequence";
                    findings.push(
                        Diagnostic::error(Code::Usage, Subject::Layer(name.unwrap_or_default()), message)
                            .remedy("split it before or behind the layers that are applied to every step"),
                    );
                }
            }
        }
        findings.into_result().map(|_| ())
    }

    fn into_split(self) -> Split {
        let source = |tensor: TensorId, reads_inputs: bool| {
            let of_model = self.graph.inputs().iter().position(|&input| input == tensor);
            if let (true, Some(position)) = (reads_inputs, of_model) {
                return Source::Model(position);
            }
            let part = self.home(tensor);
            let output = self.outputs(part).iter().position(|&output| output == tensor);
            Source::Part { part, output: output.unwrap_or_default() }
        };
        let parts = (0..self.parts.len()).map(|part| {
            let inputs = self.inputs(part);
            Part {
                inputs: inputs.iter().map(|&(tensor, _)| source(tensor, true)).collect(),
                input_names: inputs.iter().map(|&(tensor, _)| self.graph.tensor(tensor).name.clone()).collect(),
                graph: self.part(part, &inputs),
            }
        });
        let parts = parts.collect();
        let outputs = self.graph.outputs().iter().map(|&tensor| source(tensor, false)).collect();
        Split { parts, outputs }
    }

    /// A part as a graph.
    fn part(&self, part: usize, entering: &[(TensorId, String)]) -> Graph {
        let whole = self.graph;
        let mut graph = Graph {
            name: format!("{}_graph{}", whole.name, part + 1),
            compatibility: whole.compatibility,
            peer_target: whole.peer_target,
            io_type: whole.io_type,
            last_index: whole.last_index,
            ..Graph::new("")
        };
        let mut ids: BTreeMap<TensorId, TensorId> = BTreeMap::new();
        let mut taken: BTreeSet<String> = whole
            .nodes()
            .flat_map(|(_, node)| {
                let tensors = node.outputs.iter().map(|&tensor| whole.tensor(tensor).name.clone());
                tensors.chain([node.name.clone()])
            })
            .collect();
        for (tensor, reader) in entering {
            let mut entering = whole.tensor(*tensor).clone();
            let maker = whole.producer(*tensor).map(|node| whole.node(node));
            let mut node = match maker {
                Some(node) if is_input(node) => node.clone(),
                Some(_) | None => {
                    let wanted = format!("{reader}_input");
                    let numbered = (2_u32..).map(|number| format!("{wanted}_{number}"));
                    let name = [wanted.clone()].into_iter().chain(numbered).find(|name| !taken.contains(name));
                    entering.name = name.unwrap_or(wanted);
                    taken.insert(entering.name.clone());
                    Node {
                        name: entering.name.clone(),
                        index: graph.next_index(),
                        origin: "InputLayer".into(),
                        trace: false,
                        op: Input { shape: entering.shape.clone() }.into(),
                        inputs: Vec::new(),
                        outputs: Vec::new(),
                    }
                }
            };
            let id = graph.add_tensor(entering);
            node.outputs = vec![id];
            ids.insert(*tensor, id);
            graph.add_node(node);
        }
        graph.set_inputs(entering.iter().map(|(tensor, _)| ids[tensor]).collect());
        for &node in &self.parts[part] {
            let mut node = whole.node(node).clone();
            for output in &mut node.outputs {
                let id = graph.add_tensor(whole.tensor(*output).clone());
                ids.insert(*output, id);
                *output = id;
            }
            node.inputs = node.inputs.iter().map(|input| ids[input]).collect();
            graph.add_node(node);
        }
        graph.set_outputs(self.outputs(part).iter().map(|output| ids[output]).collect());
        graph
    }
}

#[cfg(test)]
mod tests {
    use crate::{Graph, Source, parse, verify};

    /// A graph with a skip connection over `b` and `c`, two inputs and two outputs, one of which is an input.
    fn graph() -> Graph {
        let layer = |name: &str, index: u32, from: &str| {
            format!(
                "%t{index} = Activation \"{name}\" origin=\"Activation\" index={index} (%{from}) \
                 {{function=relu, n_in=3, table_t=table_t fixed<18,8,TRN,WRAP,0>}} : t{index}_t fixed<8,4,TRN,WRAP,0> [3]\n"
            )
        };
        let input = |name: &str, index: u32| {
            format!(
                "%{name} = Input \"{name}\" origin=\"InputLayer\" index={index} () {{shape=[3]}} : \
                 {name}_t fixed<8,4,TRN,WRAP,0> [3]\n"
            )
        };
        let merge = |name: &str, index: u32, left: &str, right: &str| {
            format!(
                "%t{index} = Merge \"{name}\" origin=\"Add\" index={index} (%{left}, %{right}) \
                 {{function=add, n_elem=3}} : t{index}_t fixed<9,5,TRN,WRAP,0> [3]\n"
            )
        };
        let text = format!(
            "graph \"g\" compatibility=sound\n{}{}{}{}{}{}{}inputs %x, %y\noutputs %t7, %t4, %y\n",
            input("x", 1),
            layer("a", 2, "x"),
            layer("b", 3, "t2"),
            layer("c", 4, "t3"),
            input("y", 5),
            merge("d", 6, "t4", "y"),
            merge("e", 7, "t2", "t6"),
        );
        parse(&text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_part_is_a_graph_of_its_own() {
        let whole = graph();
        let split = whole.split(&["d", "b"]).expect("it can be split");
        let part = |part: usize, output: usize| Source::Part { part, output };
        let inputs: Vec<&[Source]> = split.parts.iter().map(|part| part.inputs.as_slice()).collect();
        assert_eq!(inputs, [&[Source::Model(0)][..], &[part(0, 0)], &[Source::Model(1), part(1, 0), part(0, 0)]]);
        assert_eq!(split.outputs, [part(2, 0), part(1, 0), part(2, 1)]);
        let layers = |part: &crate::Part| part.graph.nodes().map(|(_, node)| node.name.clone()).collect::<Vec<_>>();
        let layers: Vec<Vec<String>> = split.parts.iter().map(layers).collect();
        assert_eq!(layers, [vec!["x", "a"], vec!["b_input", "b", "c"], vec!["y", "d_input", "e_input", "d", "e"]]);
        for part in &split.parts {
            verify(&part.graph).unwrap_or_else(|error| panic!("{error}"));
        }
        assert_eq!(split.parts[2].input_names, ["y", "t4", "t2"]);
        assert_eq!(split.parts[1].graph.name, "g_graph2");
    }

    fn check(before: &[&str], expected: &[&str]) {
        let error = graph().split(before).expect_err("it cannot be split there");
        let messages: Vec<&str> = error.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, expected, "{before:?}");
    }

    #[test]
    fn what_cannot_begin_a_part_is_named() {
        check(&[], &["no layer is named to split the model at"]);
        check(&["x"], &["no part can begin with an input of the model"]);
        check(&["a"], &["no layer is before it"]);
        check(&["bb", "c", "c"], &["the converted model has no such layer to be split at", "the layer is named twice"]);
    }
}
