//! Precision strings: what is read prints as something that reads back the same.

#![no_main]

use hlsmith_fixed::Precision;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(precision) = Precision::parse(text) {
        let printed = precision.to_string();
        assert_eq!(Precision::parse(&printed).as_ref(), Ok(&precision), "{text:?} prints as {printed:?}");
    }
});
