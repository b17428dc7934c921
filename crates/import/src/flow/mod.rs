//! What importers share: from layers as steps to the graph.
//!
//! An importer turns each layer into [`Step`]s. One that knows its own order and names makes [`Item`]s of them and calls
//! [`emit`]; one that reads a flat list of ops gives them to a [`Flow`], which also keeps track of where the channels are.

pub(crate) mod attention;
pub(crate) mod blocks;
mod emit;
pub(crate) mod equation;
mod layout;
pub(crate) mod mask;
pub(crate) mod moves;
pub(crate) mod names;
pub(crate) mod recurrent;
mod step;
pub(crate) mod volume;

pub(crate) use emit::{Item, ValueId, emit, internal};
pub(crate) use layout::{Flow, Layout, Value};
pub(crate) use step::{Read, Setting, Step, Stop, chain};
