//! Model importers of hlsmith: files and live models to the graph.
//!
//! An importer reads what a framework wrote and builds a float [`hlsmith_ir::Graph`] whose number types are all
//! automatic, save where the model itself fixes them. It reports everything it cannot import in one run and never
//! executes or opens anything a model names.

mod archive;
mod extensions;
mod flow;
pub mod keras;
mod limits;
pub mod onnx;
mod text;
pub mod torch;

pub use extensions::{Extensions, Handler, ImportFn, ImportedLayer, LayerInfo, VariablesFn};
