//! Builds the crate anew when a file of the embedded C++ library appears or changes.

fn main() {
    for folder in ["accelerator", "arith", "dialects", "nnet", "scripts"] {
        println!("cargo::rerun-if-changed=../../hls/{folder}");
    }
}
