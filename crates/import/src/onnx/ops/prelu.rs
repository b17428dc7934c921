//! `PRelu`: a trained slope on the negative side, written out for each element.

use hlsmith_diag::Result;
use hlsmith_ir::ops::{broadcast_places, broadcast_shape};

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::arithmetic::own_constant;
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let slope = own_constant(node, node.wanted(1)?, value)?;
    let misfit = || node.misfit(slope.shape(), format!("slopes that can be repeated to {:?}", value.shape));
    if broadcast_shape(slope.shape(), &value.shape).as_ref() != Some(&value.shape) {
        return Err(misfit());
    }
    let places = broadcast_places(slope.shape(), &value.shape);
    let full = slope.gathered(value.shape.clone(), &places).and_then(|full| full.transposed(&value.order));
    let flat = full.and_then(|full| full.reshaped(vec![value.len()])).ok_or_else(misfit)?;
    let attributes = vec![("param", Setting::Weight("a", node.array(&flat)?))];
    super::one(node.elementwise(builder, value, "PReLU", attributes)?)
}
