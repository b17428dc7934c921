//! Sample files: NumPy arrays and text. What is read has as many elements as its shape says.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use hlsmith::read_samples;
use libfuzzer_sys::fuzz_target;

/// One file of each kind, written anew for each input.
static FILES: LazyLock<[PathBuf; 2]> = LazyLock::new(|| {
    let file = |ending: &str| std::env::temp_dir().join(format!("hlsmith-fuzz-{}.{ending}", std::process::id()));
    [file("npy"), file("dat")]
});

fuzz_target!(|bytes: &[u8]| {
    for file in FILES.iter() {
        std::fs::write(file, bytes).expect("a scratch file");
        if let Ok(samples) = read_samples(file) {
            assert_eq!(samples.to_f64().len(), samples.shape.iter().product::<usize>());
        }
    }
});
