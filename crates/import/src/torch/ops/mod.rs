//! The operators, one file for each family, and what they share.

mod activation;
mod arithmetic;
pub(super) mod attention;
mod batch_norm;
mod choice;
mod concatenation;
pub(super) mod constant;
mod convolution;
mod einsum;
mod embedding;
mod identity;
mod layer_norm;
mod linear;
mod moves;
mod normalised_groups;
mod padding;
mod part;
mod pooling;
mod product;
mod recurrent;
mod reduction;
mod selection;
mod shape;
mod size;
mod softmax;
mod upsampling;

use hlsmith_diag::{Code, Diagnostic, Result, Subject, closest};
use hlsmith_ir::Array;

use super::build::{Extent, Importer, Item, Tensor};
use super::schema::{Argument, Node, Size};
use crate::flow::{Layout, Setting, Step, Stop, Value};
use crate::limits::MAX_ELEMENTS;
use crate::text::shown;

/// Turns a call into layers and says what its outputs stand for.
type Import = fn(&mut Call) -> std::result::Result<Vec<Item>, Stop>;

/// Every operator, sorted by name.
const KINDS: &[(&str, Import)] = &[
    ("_operator.add", size::import),
    ("_operator.eq", size::import),
    ("_operator.floordiv", size::import),
    ("_operator.ge", size::import),
    ("_operator.gt", size::import),
    ("_operator.le", size::import),
    ("_operator.lt", size::import),
    ("_operator.mod", size::import),
    ("_operator.mul", size::import),
    ("_operator.ne", size::import),
    ("_operator.sub", size::import),
    ("aten._assert_scalar.default", size::import),
    ("aten._assert_tensor_metadata.default", size::import),
    ("aten._log_softmax.default", softmax::refuse_logarithm),
    ("aten._to_copy.default", identity::import),
    ("aten.abs.default", arithmetic::import_absolute),
    ("aten.adaptive_avg_pool1d.default", pooling::import_adaptive),
    ("aten.adaptive_avg_pool2d.default", pooling::import_adaptive),
    ("aten.adaptive_max_pool1d.default", pooling::import_adaptive),
    ("aten.adaptive_max_pool2d.default", pooling::import_adaptive),
    ("aten.add.Tensor", arithmetic::import),
    ("aten.add_.Tensor", arithmetic::import),
    ("aten.addmm.default", product::import_biased),
    ("aten.alias.default", identity::import),
    ("aten.alpha_dropout.default", identity::import_dropout),
    ("aten.amax.default", reduction::import),
    ("aten.avg_pool1d.default", pooling::import),
    ("aten.avg_pool2d.default", pooling::import),
    ("aten.batch_norm.default", batch_norm::import),
    ("aten.bmm.default", product::import),
    ("aten.cat.default", concatenation::import),
    ("aten.celu.default", activation::import),
    ("aten.channel_shuffle.default", moves::import_channels),
    ("aten.chunk.default", part::import_split),
    ("aten.clamp.default", activation::import),
    ("aten.clamp_max.default", activation::import),
    ("aten.clamp_min.default", activation::import),
    ("aten.clone.default", identity::import),
    ("aten.concat.default", concatenation::import),
    ("aten.constant_pad_nd.default", padding::import),
    ("aten.contiguous.default", identity::import),
    ("aten.conv1d.default", convolution::import),
    ("aten.conv1d.padding", convolution::import),
    ("aten.conv2d.default", convolution::import),
    ("aten.conv2d.padding", convolution::import),
    ("aten.conv_transpose1d.default", convolution::import_transposed),
    ("aten.conv_transpose2d.input", convolution::import_transposed),
    ("aten.detach.default", identity::import),
    ("aten.detach_.default", identity::import),
    ("aten.div.Tensor", arithmetic::import),
    ("aten.dropout.default", identity::import_dropout),
    ("aten.einsum.default", einsum::import),
    ("aten.elu.default", activation::import),
    ("aten.elu_.default", activation::import),
    ("aten.embedding.default", embedding::import),
    ("aten.eq.Scalar", choice::refuse_comparison),
    ("aten.eq.Tensor", choice::refuse_comparison),
    ("aten.exp.default", activation::import),
    ("aten.expand.default", shape::import_expand),
    ("aten.expand_as.default", shape::import_expand),
    ("aten.feature_alpha_dropout.default", identity::import_dropout),
    ("aten.feature_dropout.default", identity::import_dropout),
    ("aten.flatten.using_ints", shape::import_flatten),
    ("aten.flip.default", selection::import_flip),
    ("aten.full.default", size::import_zeros),
    ("aten.ge.Scalar", choice::refuse_comparison),
    ("aten.ge.Tensor", choice::refuse_comparison),
    ("aten.gelu.default", activation::import),
    ("aten.glu.default", activation::import_gated),
    ("aten.group_norm.default", normalised_groups::import),
    ("aten.gru.input", recurrent::import),
    ("aten.gt.Scalar", choice::refuse_comparison),
    ("aten.gt.Tensor", choice::refuse_comparison),
    ("aten.hardshrink.default", activation::import),
    ("aten.hardsigmoid.default", activation::import),
    ("aten.hardsigmoid_.default", activation::import),
    ("aten.hardswish.default", activation::import),
    ("aten.hardswish_.default", activation::import),
    ("aten.hardtanh.default", activation::import),
    ("aten.hardtanh_.default", activation::import),
    ("aten.index.Tensor", selection::import_index),
    ("aten.index_select.default", selection::import_select),
    ("aten.instance_norm.default", normalised_groups::import),
    ("aten.layer_norm.default", layer_norm::import),
    ("aten.le.Scalar", choice::refuse_comparison),
    ("aten.le.Tensor", choice::refuse_comparison),
    ("aten.leaky_relu.default", activation::import),
    ("aten.leaky_relu_.default", activation::import),
    ("aten.lift_fresh_copy.default", identity::import),
    ("aten.linear.default", linear::import),
    ("aten.log_sigmoid.default", activation::import),
    ("aten.log_softmax.int", softmax::refuse_logarithm),
    ("aten.lstm.input", recurrent::import),
    ("aten.lt.Scalar", choice::refuse_comparison),
    ("aten.lt.Tensor", choice::refuse_comparison),
    ("aten.masked_fill.Scalar", choice::import_fill),
    ("aten.masked_fill.Tensor", choice::import_fill),
    ("aten.matmul.default", product::import),
    ("aten.max.dim", reduction::import),
    ("aten.max_pool1d.default", pooling::import),
    ("aten.max_pool2d.default", pooling::import),
    ("aten.maximum.default", arithmetic::import),
    ("aten.mean.dim", reduction::import),
    ("aten.minimum.default", arithmetic::import),
    ("aten.mish.default", activation::import),
    ("aten.mm.default", product::import),
    ("aten.movedim.int", shape::import_permute),
    ("aten.mul.Tensor", arithmetic::import),
    ("aten.mul_.Tensor", arithmetic::import),
    ("aten.narrow.default", part::import_narrow),
    ("aten.ne.Scalar", choice::refuse_comparison),
    ("aten.ne.Tensor", choice::refuse_comparison),
    ("aten.neg.default", arithmetic::import),
    ("aten.pad.default", padding::import),
    ("aten.permute.default", shape::import_permute),
    ("aten.pixel_shuffle.default", moves::import_pixels),
    ("aten.pixel_unshuffle.default", moves::import_pixels),
    ("aten.pow.Tensor_Scalar", arithmetic::import_power),
    ("aten.prelu.default", activation::import_prelu),
    ("aten.relu.default", activation::import),
    ("aten.relu6.default", activation::import),
    ("aten.relu_.default", activation::import),
    ("aten.repeat.default", moves::import_repeat),
    ("aten.repeat_interleave.self_int", moves::import_interleave),
    ("aten.reshape.default", shape::import_view),
    ("aten.rms_norm.default", layer_norm::import),
    ("aten.rnn_relu.input", recurrent::import),
    ("aten.rnn_tanh.input", recurrent::import),
    ("aten.roll.default", selection::import_roll),
    ("aten.rrelu.default", activation::import),
    ("aten.rsub.Scalar", arithmetic::import),
    ("aten.scaled_dot_product_attention.default", product::import_attention),
    ("aten.select.int", part::import_select),
    ("aten.selu.default", activation::import),
    ("aten.selu_.default", activation::import),
    ("aten.sigmoid.default", activation::import),
    ("aten.silu.default", activation::import),
    ("aten.silu_.default", activation::import),
    ("aten.slice.Tensor", part::import_slice),
    ("aten.softmax.int", softmax::import),
    ("aten.softplus.default", activation::import),
    ("aten.softshrink.default", activation::import),
    ("aten.split.Tensor", part::import_split),
    ("aten.split_with_sizes.default", part::import_split),
    ("aten.square.default", arithmetic::import_power),
    ("aten.squeeze.default", shape::import_squeeze),
    ("aten.squeeze.dim", shape::import_squeeze),
    ("aten.squeeze.dims", shape::import_squeeze),
    ("aten.stack.default", concatenation::import),
    ("aten.sub.Tensor", arithmetic::import),
    ("aten.sum.dim_IntList", reduction::import),
    ("aten.swapaxes.default", shape::import_permute),
    ("aten.swapdims.default", shape::import_permute),
    ("aten.sym_constrain_range_for_size.default", size::import),
    ("aten.sym_size.int", size::import),
    ("aten.tanh.default", activation::import),
    ("aten.threshold.default", activation::import),
    ("aten.threshold_.default", activation::import),
    ("aten.tile.default", moves::import_repeat),
    ("aten.to.dtype", identity::import),
    ("aten.transpose.int", shape::import_permute),
    ("aten.unbind.int", part::import_unbind),
    ("aten.unflatten.int", shape::import_view),
    ("aten.unsqueeze.default", shape::import_unsqueeze),
    ("aten.upsample_bilinear2d.vec", upsampling::import),
    ("aten.upsample_linear1d.vec", upsampling::import),
    ("aten.upsample_nearest1d.vec", upsampling::import),
    ("aten.upsample_nearest2d.vec", upsampling::import),
    ("aten.view.default", shape::import_view),
    ("aten.where.Scalar", choice::import),
    ("aten.where.ScalarOther", choice::import),
    ("aten.where.ScalarSelf", choice::import),
    ("aten.where.self", choice::import),
    ("aten.zeros.default", size::import_zeros),
    ("aten.zeros_like.default", size::import_zeros),
];

/// The operators that can be imported, sorted.
pub(super) fn supported() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// How the operator of a node is imported.
///
/// # Errors
/// When it is not supported.
pub(super) fn find(node: &Node) -> Result<Import> {
    if let Ok(position) = KINDS.binary_search_by(|(name, _)| (*name).cmp(&node.target)) {
        return Ok(KINDS[position].1);
    }
    let known: Vec<&str> = supported().filter_map(|name| name.strip_prefix("aten.")).collect();
    let remedy = match closest(&node.target, supported()) {
        Some(name) => format!("the closest supported operator is `{name}`"),
        None => "replace the operator by supported ones, or keep it out of the part that goes to hardware".into(),
    };
    Err(Diagnostic::error(Code::UnsupportedLayer, Subject::Layer(shown(&node.name)), "the operator is not supported")
        .found(shown(&node.target))
        .expected(known.join(", "))
        .remedy(remedy)
        .into())
}

/// The result of an importing function.
type Made<T> = std::result::Result<T, Stop>;

/// A call that is about to be imported.
pub(super) struct Call<'c, 'a> {
    pub(super) importer: &'c mut Importer<'a>,
    pub(super) node: &'c Node,
    /// Name of the layer it becomes.
    pub(super) name: String,
}

impl Call<'_, '_> {
    /// The operator without namespace, overload and the mark of one that changes its input, such as `relu`.
    pub(super) fn operator(&self) -> &str {
        self.node.target.split('.').nth(1).unwrap_or_default().trim_end_matches('_')
    }

    pub(super) fn subject(&self) -> Subject {
        Subject::Layer(shown(&self.name))
    }

    /// A refusal of what the call asks for.
    pub(super) fn unsupported(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::UnsupportedSetting, self.subject(), message)
    }

    pub(super) fn malformed(&self, argument: &str, expected: impl Into<String>) -> Stop {
        let message = format!("the argument `{argument}` of {} cannot be read", shown(&self.node.target));
        let found = self.argument(argument).map_or_else(|| "nothing".into(), |found| shown(&format!("{found:?}")));
        Diagnostic::error(Code::ModelFormat, self.subject(), message).found(found).expected(expected).into()
    }

    /// An argument; `None` when it is missing or nothing.
    pub(super) fn argument(&self, name: &str) -> Option<&Argument> {
        self.node.argument(name)
    }

    pub(super) fn int(&self, name: &str, default: i64) -> Made<i64> {
        match self.argument(name) {
            None => Ok(default),
            Some(Argument::Size(size)) => match self.extent(size) {
                Extent::Known(value) => Ok(value),
                Extent::Batch | Extent::Unknown => {
                    Err(self.unsupported(format!("the argument `{name}` depends on the number of samples")).into())
                }
            },
            Some(_) => Err(self.malformed(name, "an integer")),
        }
    }

    pub(super) fn float(&self, name: &str, default: f64) -> Made<f64> {
        match self.argument(name) {
            None => Ok(default),
            Some(Argument::Float(value)) => Ok(*value),
            Some(Argument::Size(Size::Known(value))) => Ok(*value as f64),
            Some(_) => Err(self.malformed(name, "a number")),
        }
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> Made<bool> {
        match self.argument(name) {
            None => Ok(default),
            Some(Argument::Flag(value)) => Ok(*value),
            Some(_) => Err(self.malformed(name, "true or false")),
        }
    }

    /// What a size of the program is.
    pub(super) fn extent(&self, size: &Size) -> Extent {
        match size {
            Size::Known(value) => Extent::Known(*value),
            Size::Name(name) => match self.importer.items.get(name) {
                Some(Item::Extent(extent)) => *extent,
                Some(_) | None => Extent::Unknown,
            },
        }
    }

    /// A list of sizes; `None` when it is missing.
    pub(super) fn extents(&self, name: &str) -> Made<Option<Vec<Extent>>> {
        match self.argument(name) {
            None => Ok(None),
            Some(Argument::Sizes(sizes)) => Ok(Some(sizes.iter().map(|size| self.extent(size)).collect())),
            // An empty list has no kind of its own.
            Some(Argument::Tensors(tensors)) if tensors.is_empty() => Ok(Some(Vec::new())),
            Some(_) => Err(self.malformed(name, "a list of sizes")),
        }
    }

    /// A list of integers; `None` when it is missing.
    pub(super) fn ints(&self, name: &str) -> Made<Option<Vec<i64>>> {
        let Some(extents) = self.extents(name)? else { return Ok(None) };
        let known = |extent: &Extent| match extent {
            Extent::Known(value) => Some(*value),
            Extent::Batch | Extent::Unknown => None,
        };
        extents.iter().map(known).collect::<Option<_>>().map(Some).ok_or_else(|| self.malformed(name, "integers"))
    }

    /// A size of at least `least` for each of `n` axes; one size holds for all, and an empty list or nothing is `default`.
    pub(super) fn sizes(&self, name: &str, n: usize, least: usize, default: &[usize]) -> Made<Vec<usize>> {
        let values = self.ints(name)?.unwrap_or_default();
        if values.is_empty() {
            return Ok(default.to_vec());
        }
        let size = |&value: &i64| usize::try_from(value).ok().filter(|size| (least..=MAX_ELEMENTS).contains(size));
        let sizes = values.iter().map(size).collect::<Option<Vec<_>>>();
        let sizes = sizes.map(|sizes| if let [size] = sizes[..] { vec![size; n] } else { sizes });
        sizes
            .filter(|sizes| sizes.len() == n)
            .ok_or_else(|| self.malformed(name, format!("{n} sizes of at least {least}")))
    }

    /// What the tensor of an argument stands for.
    pub(super) fn item(&self, argument: &str) -> Made<&Item> {
        match self.argument(argument) {
            Some(Argument::Tensor(name)) => self.named(name),
            Some(_) | None => Err(self.malformed(argument, "a tensor")),
        }
    }

    /// What a name of the program stands for.
    pub(super) fn named(&self, name: &str) -> Made<&Item> {
        match self.importer.items.get(name) {
            Some(Item::Refused) => Err(Stop::Unknown),
            Some(item) => Ok(item),
            None => {
                let message = "a tensor is read before it is made";
                Err(Diagnostic::error(Code::ModelFormat, self.subject(), message)
                    .found(shown(name))
                    .expected("an input, a trained tensor or a result of a node before")
                    .into())
            }
        }
    }

    /// The computed tensor that an argument is.
    pub(super) fn tensor(&mut self, argument: &str) -> Made<Tensor> {
        let item = self.item(argument)?.clone();
        self.as_tensor(&item)
    }

    /// The computed tensor that an item is.
    pub(super) fn as_tensor(&mut self, item: &Item) -> Made<Tensor> {
        match item {
            Item::Tensor(tensor) => Ok(*tensor),
            Item::Refused => Err(Stop::Unknown),
            Item::Unusable(reason) => Err(self.unsupported(*reason).into()),
            Item::Trained(_) | Item::Constant(_) | Item::Zeros => {
                let message = format!("{} of a constant alone is not supported", shown(&self.node.target));
                Err(self.unsupported(message).expected("a tensor that depends on the inputs").into())
            }
            Item::States(_) => {
                let message = "the states of a recurrent layer can only be read one by one";
                Err(self.unsupported(message).expected("select, squeeze or an index of the first dimension").into())
            }
            Item::Absolute(tensor) => arithmetic::absolute(self, *tensor),
            Item::AbsolutePlusOne(tensor) => {
                let tensor = arithmetic::absolute(self, *tensor)?;
                arithmetic::shifted(self, "beside_one", tensor, 1.0, false)
            }
            Item::Masked(..) => {
                let finding = self.unsupported("scores that a mask hides are read by another operator than a softmax");
                Err(finding
                    .remedy("put the softmax behind the mask, or a finite number in place of minus infinity")
                    .into())
            }
            Item::Extent(_) => Err(self.unsupported("a size is used as a tensor").into()),
        }
    }

    /// The computed tensor that an argument is, with the batch as its first dimension.
    pub(super) fn batched(&mut self, argument: &str) -> Made<Tensor> {
        let tensor = self.tensor(argument)?;
        self.check_batch(tensor)?;
        Ok(tensor)
    }

    /// Refuses a tensor whose batch is not its first dimension.
    pub(super) fn check_batch(&self, tensor: Tensor) -> Made<()> {
        if tensor.batch == 0 {
            return Ok(());
        }
        Err(self
            .unsupported("the batch is not the first dimension of the tensor")
            .found(format!("dimension {}", tensor.batch))
            .expected("dimension 0")
            .into())
    }

    /// The trained tensor or constant that an argument is; `None` when it is missing.
    pub(super) fn constant(&mut self, argument: &str) -> Made<Option<Array>> {
        if self.argument(argument).is_none() {
            return Ok(None);
        }
        let item = self.item(argument)?.clone();
        match self.importer.as_constant(&item)? {
            Some(array) => Ok(Some(array)),
            None => Err(self
                .unsupported(format!("the argument `{argument}` is computed from the inputs"))
                .expected("a trained tensor or a constant")
                .into()),
        }
    }

    /// The trained tensor that must be there.
    pub(super) fn wanted(&mut self, argument: &str) -> Made<Array> {
        self.constant(argument)?.ok_or_else(|| self.malformed(argument, "a tensor"))
    }

    /// The shape of a tensor without its batch dimension.
    pub(super) fn shape(&self, tensor: Tensor) -> Vec<usize> {
        self.importer.flow.shape(tensor.value).to_vec()
    }

    /// The place of a dimension of the program, perhaps counted from the last one, among the dimensions of a tensor with
    /// its batch.
    pub(super) fn dimension(&self, dim: i64, rank: usize) -> Made<usize> {
        let n = i64::try_from(rank).unwrap_or(i64::MAX);
        let dim = if dim < 0 { dim.checked_add(n) } else { Some(dim) };
        dim.and_then(|dim| usize::try_from(dim).ok()).filter(|&dim| dim < rank).ok_or_else(|| {
            let message = "a dimension is named that the tensor does not have";
            Diagnostic::error(Code::ModelFormat, self.subject(), message)
                .expected(format!("a dimension below {rank}"))
                .into()
        })
    }

    /// The axis behind the batch of a dimension of the program; `None` for the batch itself.
    pub(super) fn axis(&self, dim: i64, tensor: Tensor) -> Made<Option<usize>> {
        let dim = self.dimension(dim, self.shape(tensor).len() + 1)?;
        Ok(own_axis(dim, tensor.batch))
    }

    /// As [`Call::axis`], refusing the batch.
    pub(super) fn own_axis(&self, dim: i64, tensor: Tensor) -> Made<usize> {
        self.axis(dim, tensor)?.ok_or_else(|| {
            self.unsupported("the operator works along the batch").expected("a dimension within a sample").into()
        })
    }

    /// The axis behind the batch that the argument `dim` names.
    pub(super) fn dim(&self, default: i64, tensor: Tensor) -> Made<usize> {
        self.own_axis(self.int("dim", default)?, tensor)
    }

    /// A tensor with its axes in the order of the program.
    pub(super) fn plain(&mut self, tensor: Tensor) -> Made<Value> {
        Ok(self.importer.flow.plain(&self.name, tensor.value)?)
    }

    /// A tensor with its channels last.
    pub(super) fn channels_last(&mut self, tensor: Tensor) -> Made<Value> {
        Ok(self.importer.flow.channels_last(&self.name, tensor.value)?)
    }

    /// Adds the layer of the call.
    pub(super) fn add(
        &mut self,
        origin: &'static str,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
        inputs: &[Value],
        shape: Vec<usize>,
        layout: Layout,
    ) -> Made<Value> {
        let name = self.name.clone();
        Ok(self.importer.flow.add(&name, Step::new(origin, class, attributes, shape), inputs, layout)?)
    }

    /// Adds a layer of the call beside its own, named after it and what it does.
    pub(super) fn add_part(
        &mut self,
        suffix: &str,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
        inputs: &[Value],
        shape: Vec<usize>,
    ) -> Made<Value> {
        let name = format!("{}_{suffix}", self.name);
        Ok(self.importer.flow.add(&name, Step::new(class, class, attributes, shape), inputs, Layout::Plain)?)
    }

    /// The value, whose axes are in the order of the program, under another shape.
    pub(super) fn reshaped(&mut self, suffix: &str, value: Value, shape: &[usize]) -> Made<Value> {
        if self.importer.flow.stored(value) == shape {
            return Ok(value);
        }
        let attributes = vec![("target_shape", Setting::sizes(shape))];
        self.add_part(suffix, "Reshape", attributes, &[value], shape.to_vec())
    }

    /// The value, whose axes are in the order of the program, with axis `i` being axis `perm[i]` of it.
    pub(super) fn permuted(&mut self, suffix: &str, value: Value, perm: &[usize]) -> Made<Value> {
        if perm.iter().copied().eq(0..perm.len()) {
            return Ok(value);
        }
        let own = self.importer.flow.stored(value).to_vec();
        let shape = perm.iter().filter_map(|&axis| own.get(axis).copied()).collect();
        self.add_part(suffix, "Transpose", vec![("perm", Setting::sizes(perm))], &[value], shape)
    }

    /// Adds the layer of the call as an element-wise function of a tensor, which stays stored as it is.
    pub(super) fn elementwise(
        &mut self,
        origin: &'static str,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
        tensor: Tensor,
    ) -> Made<Vec<Item>> {
        let flow = &self.importer.flow;
        let (shape, layout) = (flow.stored(tensor.value).to_vec(), flow.layout(tensor.value));
        let mut all = vec![("n_in", Setting::size(shape.iter().product()))];
        all.extend(attributes);
        let value = self.add(origin, class, all, &[tensor.value], shape, layout)?;
        Ok(vec![Item::Tensor(Tensor { value, batch: tensor.batch })])
    }

    /// Whether anything reads an output of the call.
    pub(super) fn is_used(&self, output: usize) -> bool {
        let name = self.node.outputs.get(output).and_then(super::schema::Made::name);
        name.is_some_and(|name| self.importer.used.contains(name))
    }
}

impl Importer<'_> {
    /// The values of an item that does not depend on the inputs; `None` for one that does.
    pub(super) fn as_constant(&mut self, item: &Item) -> Made<Option<Array>> {
        Ok(match item {
            Item::Trained(name) => Some(self.weights.read(name, &mut self.archive)?),
            Item::Constant(array) => Some(array.clone()),
            Item::Tensor(_)
            | Item::Masked(..)
            | Item::Zeros
            | Item::States(_)
            | Item::Absolute(_)
            | Item::AbsolutePlusOne(_)
            | Item::Extent(_)
            | Item::Unusable(_) => None,
            Item::Refused => return Err(Stop::Unknown),
        })
    }
}

/// The axis behind the batch of a dimension; `None` for the batch itself.
pub(super) fn own_axis(dim: usize, batch: usize) -> Option<usize> {
    match dim.cmp(&batch) {
        std::cmp::Ordering::Less => Some(dim),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(dim - 1),
    }
}

/// One tensor as the output of a call.
fn one(value: Value, batch: usize) -> Vec<Item> {
    vec![Item::Tensor(Tensor { value, batch })]
}

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn kinds_are_sorted_and_unique() {
        assert!(KINDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
