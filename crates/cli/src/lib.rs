//! The hlsmith command line.
