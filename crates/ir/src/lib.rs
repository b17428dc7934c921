//! Graph intermediate representation of hlsmith.
