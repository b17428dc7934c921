//! Graph intermediate representation of hlsmith.
//!
//! A [`Graph`] holds [`Node`]s and [`Tensor`]s in arenas with typed ids. Each op is a struct with typed attributes that
//! are declared once, in `ops/<op>.rs`; the text form, the table of `inspect`, the Python views and the configuration
//! schema all read that declaration. A rewrite never mutates a graph: it returns a [`Patch`] that the driver applies.
//!
//! Shapes are without the batch dimension.

mod array;
mod attribute;
mod contraction;
mod convolution;
mod extension;
mod functions;
mod graph;
mod naming;
pub mod ops;
mod patch;
mod pool;
mod settings;
mod split;
mod steps;
mod text;
mod types;
mod verify;

pub use array::{Array, ArrayData};
pub use attribute::{Attribute, AttributeDecl, AttributeError, AttributeValue, Kind, Level, OpAttributes};
pub use contraction::{Contraction, LoopAxis, ResultAxis, Rows};
pub use convolution::{Axis, Convolution, Geometry};
pub use extension::{
    Call, Computation, Constant, CustomWeight, ExactFn, Extension, ExtensionRef, Failure, KernelText, RealFn,
    ResultRule,
};
pub use functions::TableFunction;
pub use graph::{Graph, Node, NodeId, Tensor, TensorId};
pub use naming::{pascal_case, snake_case};
pub use ops::Op;
pub use patch::{Edit, NewNode, Patch};
pub use pool::{PoolFunction, PoolOrder, PoolWindows};
pub use settings::{ChannelsLast, Compatibility, ConvImplementation, IoType, Layouts, PeerTarget, Strategy};
pub use split::{Part, Source, Split};
pub use steps::Steps;
pub use text::{PrintOptions, parse, print};
pub use types::{NamedType, Quantizer, Scale, Weight};
pub use verify::verify;
