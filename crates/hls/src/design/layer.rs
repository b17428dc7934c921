//! A layer being lowered: what the files in `crate::ops` may ask and add.

use hlsmith_config::Settings;
use hlsmith_diag::{Code as DiagCode, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_emulate::FromFloat;
use hlsmith_fixed::{FixedType, Precision, Raw, to_decimal, to_f64};
use hlsmith_ir::{Compatibility, Graph, IoType, NamedType, Node, Op, TensorId, Weight};

use super::{Constants, Lowering, MAX_PARTITION};
use crate::cpp::{Code, Decimal, Expr, Member, Type};
use crate::names::Ident;
use crate::targets::{Reads, Top};

/// A layer being lowered.
pub(crate) struct Layer<'a, 'b> {
    pub(super) lowering: &'a mut Lowering<'b>,
    pub(crate) node: &'b Node,
    /// Whether its kernel computes a packet of a stream at a time.
    pub(crate) is_per_packet: bool,
}

/// How the elements of a weight follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order<'a> {
    /// As in the model.
    AsTrained,
    /// The last axis first.
    Transposed,
    /// The elements at these places.
    Places(&'a [usize]),
    /// As [`Order::Transposed`] without zeros, and then zeros up to a positive multiple of a number.
    WithoutZeros(usize),
}

/// A weight as a kernel sees it.
pub(crate) struct WeightRef {
    pub(crate) name: Ident,
    pub(crate) ty: Ident,
    pub(crate) n_zeros: usize,
}

impl<'b> Layer<'_, 'b> {
    /// The name of the configuration struct: `<kind>_config<index>`, or `config<index>` without a kind.
    pub(crate) fn config_name(&mut self, kind: &str) -> Ident {
        let separator = if kind.is_empty() { "" } else { "_" };
        self.lowering.scope.unique(&format!("{kind}{separator}config{}", self.node.index))
    }

    /// Adds a configuration that others mention, such as that of a part of the layer; gives its name.
    pub(crate) fn part_config(&mut self, kind: &str, base: &'static str, members: Vec<Member>) -> Ident {
        let name = self.config_name(kind);
        let base = Some(Type::Library(base));
        let code = Code::Struct { name: name.clone(), base, members };
        self.lowering.design.configs.push((self.node.name.clone(), code));
        name
    }

    /// The name of a type attribute, defined at its first use.
    pub(crate) fn type_name(&mut self, ty: &NamedType, attribute: &str) -> Ident {
        let unnamed = format!("layer{}_{attribute}", self.node.index);
        self.lowering.type_name(ty, &unnamed, &self.node.name)
    }

    /// The name of a type that the generator derives.
    pub(crate) fn derived_type(&mut self, ty: FixedType, attribute: &str) -> Ident {
        self.type_name(&NamedType::new("", Precision::Fixed(ty)), attribute)
    }

    /// The assignment rule of the input.
    ///
    /// # Errors
    /// When it is not fixed point.
    pub(crate) fn input_type(&self) -> Result<FixedType> {
        let precision = self.node.inputs.first().map(|&input| self.lowering.graph.tensor(input).ty.precision);
        precision.and_then(Precision::assignment).ok_or_else(|| {
            Diagnostic::error(
                DiagCode::TargetUnsupported,
                Subject::Model,
                "the input is neither fixed point nor integer",
            )
            .into()
        })
    }

    /// The assignment rule of the output; `None` when it is neither fixed point nor integer.
    pub(crate) fn output_type(&self) -> Option<FixedType> {
        let output = self.node.outputs.first()?;
        self.lowering.graph.tensor(*output).ty.precision.assignment()
    }

    /// The name of the type of the first output.
    pub(crate) fn output_type_name(&mut self) -> Ident {
        let graph: &'b Graph = self.lowering.graph;
        let unknown = NamedType::new("", Precision::Auto);
        let ty = self.node.outputs.first().map_or(&unknown, |&output| &graph.tensor(output).ty);
        self.type_name(ty, "result_t")
    }

    /// The shapes of the inputs.
    pub(crate) fn input_shapes(&self) -> Vec<&'b [usize]> {
        let graph: &'b Graph = self.lowering.graph;
        self.node.inputs.iter().map(|&input| graph.tensor(input).shape.as_slice()).collect()
    }

    /// Whether inputs and outputs are streams whose packets hold the elements of the last axis.
    pub(crate) fn streams_last_axis(&self) -> bool {
        let has_packets = |&tensor: &TensorId| {
            let lowering = &self.lowering;
            lowering.packet(tensor).is_some_and(|packet| lowering.graph.tensor(tensor).shape.last() == Some(&packet))
        };
        self.is_streaming() && self.node.inputs.iter().chain(&self.node.outputs).all(has_packets)
    }

    /// How tensors pass between layers.
    pub(crate) fn io_type(&self) -> IoType {
        self.lowering.graph.io_type
    }

    /// The shape of the output.
    pub(crate) fn output_shape(&self) -> &'b [usize] {
        let graph: &'b Graph = self.lowering.graph;
        self.node.outputs.first().map_or(&[], |&output| graph.tensor(output).shape.as_slice())
    }

    /// Refuses a layer for which the target has other numbers under the regime of the peer than the emulator.
    ///
    /// # Errors
    /// What differs.
    pub(crate) fn check_numbers(&self) -> Result<()> {
        let Settings { backend, .. } = self.lowering.settings;
        let difference = match self.compatibility() {
            Compatibility::Sound => None,
            Compatibility::Hls4ml13 => {
                let graph = self.lowering.graph;
                let inputs = || self.node.inputs.iter().map(|&input| (input, graph.tensor(input).ty.precision));
                let enters = |input| graph.inputs().contains(&input);
                let reads = Reads {
                    integers: inputs().any(|(input, ty)| enters(input) && matches!(ty, Precision::Integer { .. })),
                    signs: inputs().any(|(_, ty)| ty == Precision::Xnor),
                    is_stream: graph.io_type == IoType::Stream,
                };
                crate::targets::peer_difference(*backend, &self.node.op, reads)
            }
        };
        let Some(difference) = difference else { return Ok(()) };
        let message = format!("hls4ml 1.3 computes this layer in another way for {backend}: {difference}");
        Err(Diagnostic::error(DiagCode::TargetUnsupported, Subject::Layer(self.node.name.clone()), message)
            .found("Compatibility hls4ml-1.3")
            .remedy("leave `Compatibility` out, so that all targets give the same numbers")
            .into())
    }

    /// Whether they are the numbers of the peer for Quartus.
    pub(crate) fn is_quartus(&self) -> bool {
        self.lowering.graph.is_peer_for_quartus()
    }

    /// Whose numbers hold.
    pub(crate) fn compatibility(&self) -> Compatibility {
        self.lowering.graph.compatibility
    }

    /// Number of elements of the output that the kernel computes at a time: all of them, those of a step, or those of a
    /// packet.
    pub(crate) fn n_elements(&self) -> usize {
        let Some(&output) = self.node.outputs.first() else { return 0 };
        let shape = &self.lowering.graph.tensor(output).shape;
        if self.is_per_packet {
            return shape.last().copied().unwrap_or(1);
        }
        // An end of a loop over steps is a copy of all steps at once.
        let ends_steps = matches!(self.node.op, Op::TimeDistributed(_));
        let n_steps = if ends_steps { self.lowering.steps(output).count() } else { 1 };
        n_steps * shape.iter().product::<usize>()
    }

    /// Whether tensors are streams of packets.
    pub(crate) fn is_streaming(&self) -> bool {
        self.lowering.design.is_streaming
    }

    /// The configuration that all element-wise kernels read.
    pub(crate) fn elementwise_members(&self, reuse_factor: u32) -> Vec<Member> {
        let mut members = vec![
            Member::Unsigned("n_in", self.n_elements().into()),
            Member::Unsigned("reuse_factor", reuse_factor.into()),
        ];
        match self.compatibility() {
            Compatibility::Sound => {}
            Compatibility::Hls4ml13 => members.push(Member::Unsigned("peer_numbers", Expr::Int(1))),
        }
        members
    }

    /// Warns when an array of constants is too large for its kernel.
    pub(crate) fn warn_size(&mut self, message: &str, elements: usize, remedy: &str) {
        if elements > MAX_PARTITION {
            self.lowering.warn_size(&self.node.name, message, elements, remedy);
        }
    }

    /// Adds the constants of a weight.
    ///
    /// # Errors
    /// When they cannot be quantised, or not be written as numbers that assignment maps to the same bits.
    pub(crate) fn weight(&mut self, weight: &Weight, attribute: &str) -> Result<WeightRef> {
        let raws = hlsmith_emulate::weights::quantize(weight, self.compatibility())?;
        self.weight_constants(weight, raws, attribute, Order::AsTrained)
    }

    /// Adds the constants of a weight that data are multiplied by.
    ///
    /// # Errors
    /// As [`Layer::weight`].
    pub(crate) fn factors(&mut self, weight: &Weight, attribute: &str, order: Order<'_>) -> Result<WeightRef> {
        let raws = hlsmith_emulate::weights::factors(weight, self.compatibility())?;
        self.weight_constants(weight, raws, attribute, order)
    }

    /// Adds the weights and biases of a layer of products, each with the name of its attribute.
    ///
    /// # Errors
    /// As [`Layer::weight`], for both, with what is already known to be wrong with the layer.
    pub(crate) fn products(
        &mut self,
        mut findings: Diagnostics,
        [(weight, weight_name), (bias, bias_name)]: [(&Weight, &str); 2],
        order: Order<'_>,
    ) -> Result<[WeightRef; 2]> {
        let weights = findings.take(self.factors(weight, weight_name, order));
        let biases = findings.take(self.weight(bias, bias_name));
        let (Some(weights), Some(biases), false) = (weights, biases, findings.has_errors()) else {
            return Err(findings);
        };
        Ok([weights, biases])
    }

    fn weight_constants(
        &mut self,
        weight: &Weight,
        raws: Vec<Raw>,
        attribute: &str,
        order: Order<'_>,
    ) -> Result<WeightRef> {
        let stored = weight.stored();
        let ty = self.type_name(&stored, &format!("{attribute}_t"));
        let fixed = assignment(&stored)?;
        let (raws, shape) = match (order, weight.data.shape()) {
            (Order::Transposed, [others @ .., last]) => {
                let columns = (0..*last).flat_map(|column| raws.iter().skip(column).step_by(*last));
                (columns.cloned().collect(), [*last].iter().chain(others).copied().collect())
            }
            (Order::WithoutZeros(multiple), [.., last]) => {
                let places = hlsmith_emulate::weights::nonzero_places(&raws, *last);
                let mut kept: Vec<Raw> = places.into_iter().map(|place| raws[place].clone()).collect();
                kept.resize(padded(kept.len(), multiple), Raw::ZERO);
                let n_kept = kept.len();
                (kept, vec![n_kept])
            }
            (Order::Places(places), _) => {
                (places.iter().map(|&place| raws[place].clone()).collect(), vec![places.len()])
            }
            (Order::AsTrained | Order::Transposed | Order::WithoutZeros(_), shape) => (raws, shape.to_vec()),
        };
        let unnamed = format!("{attribute}{}", self.node.index);
        let name = if weight.name.is_empty() { &unnamed } else { &weight.name };
        let mut constants = self.constants(name, ty, shape, &fixed, &raws)?;
        constants.is_port = raws.len() as u64 > self.lowering.settings.hls.bram_factor;
        if constants.is_port && self.lowering.design.family.top != Top::Function {
            let message = "weights cannot be ports of a component or kernel";
            return Err(Diagnostic::error(DiagCode::TargetUnsupported, Subject::Model, message)
                .found(format!("{} weights with BramFactor {}", raws.len(), self.lowering.settings.hls.bram_factor))
                .remedy("leave `BramFactor` out")
                .into());
        }
        let reference =
            WeightRef { name: constants.name.clone(), ty: constants.ty.clone(), n_zeros: constants.n_zeros };
        self.lowering.design.weights.push(constants);
        Ok(reference)
    }

    /// Adds a table that the generator computed.
    ///
    /// # Errors
    /// As [`Layer::weight`].
    pub(crate) fn table(&mut self, kind: &str, table: &hlsmith_emulate::tables::Table, ty: &Ident) -> Result<Ident> {
        let name = format!("{kind}_table{}", self.node.index);
        let constants = self.constants(&name, ty.clone(), vec![table.raw.len()], &table.ty, &table.raw)?;
        let name = constants.name.clone();
        self.lowering.design.tables.push(constants);
        Ok(name)
    }

    /// A number assigned to a type, as a kernel argument.
    ///
    /// # Errors
    /// As [`Layer::weight`].
    pub(crate) fn parameter(&self, value: f64, ty: &NamedType) -> Result<Expr> {
        if !value.is_finite() {
            let message = "a parameter of the layer is not a finite number";
            return Err(Diagnostic::error(DiagCode::IrInvalid, Subject::Model, message)
                .found(value.to_string())
                .into());
        }
        let assignment = FromFloat::new(ty, "the parameter", self.compatibility())?;
        Ok(Expr::Decimal(decimal(&assignment.raw(value), &assignment.ty)?))
    }

    /// A raw value of a type, as a kernel argument.
    ///
    /// # Errors
    /// As [`Layer::weight`].
    pub(crate) fn constant(&self, raw: &Raw, ty: &NamedType) -> Result<Expr> {
        Ok(Expr::Decimal(decimal(raw, &assignment(ty)?)?))
    }

    fn constants(
        &mut self,
        name: &str,
        ty: Ident,
        shape: Vec<usize>,
        fixed: &FixedType,
        raws: &[Raw],
    ) -> Result<Constants> {
        let range = match (raws.iter().min(), raws.iter().max()) {
            (Some(least), Some(largest)) => Some((decimal(least, fixed)?, decimal(largest, fixed)?)),
            (None, _) | (_, None) => None,
        };
        Ok(Constants {
            name: self.lowering.scope.unique(name),
            ty,
            shape,
            values: raws.iter().map(|raw| decimal(raw, fixed)).collect::<Result<_>>()?,
            n_zeros: raws.iter().filter(|raw| **raw == Raw::ZERO).count(),
            range,
            is_port: false,
        })
    }
}

/// The exact decimal form of a constant.
///
/// # Errors
/// When the `f64` that a compiler makes of it is assigned to other bits, which takes more than 53 significant bits.
fn decimal(raw: &Raw, ty: &FixedType) -> Result<Decimal> {
    let fraction = ty.format.fraction();
    if ty.quantize(to_f64(raw, fraction)) == *raw
        && let Some(decimal) = Decimal::new(to_decimal(raw, fraction))
    {
        return Ok(decimal);
    }
    let message = "a constant has more significant bits than a number in generated code";
    Err(Diagnostic::error(DiagCode::TargetUnsupported, Subject::Model, message)
        .found(format!("{} in {ty}", to_decimal(raw, fraction)))
        .expected("at most 53 significant bits")
        .remedy("use a narrower type, or one that saturates")
        .into())
}

/// The smallest positive multiple of a number that is not below a count.
pub(crate) fn padded(count: usize, multiple: usize) -> usize {
    count.max(1).next_multiple_of(multiple.max(1))
}

pub(crate) fn assignment(ty: &NamedType) -> Result<FixedType> {
    ty.precision.assignment().ok_or_else(|| {
        Diagnostic::error(DiagCode::TargetUnsupported, Subject::Model, "the target has no such type")
            .found(ty.precision.to_string())
            .expected("a fixed-point or integer type")
            .into()
    })
}
