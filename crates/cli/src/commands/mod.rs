//! One file a command.

pub(crate) mod build;
pub(crate) mod config;
pub(crate) mod convert;
pub(crate) mod doctor;
mod inputs;
pub(crate) mod inspect;
mod model;
pub(crate) mod predict;
pub(crate) mod profile;
pub(crate) mod report;
