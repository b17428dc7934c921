//! Developer tasks of hlsmith.

fn main() {}
