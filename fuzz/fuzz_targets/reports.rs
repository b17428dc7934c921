//! Reports of the vendors' tools: every reader of a text takes every text.

#![no_main]

use hlsmith_report::{catapult, libero, oneapi, quartus, vivado};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = vivado::parse_csynth(text);
    let _ = vivado::parse_application(text);
    let _ = vivado::parse_cosim(text, Some(text));
    let _ = vivado::parse_utilization(text);
    let _ = vivado::parse_implementation(text);
    let _ = vivado::parse_timing(text);
    let _ = quartus::parse_estimates(text);
    let _ = quartus::parse_simulation(text);
    let _ = quartus::parse_fit(text, "net");
    let _ = oneapi::parse_estimate(text);
    let _ = oneapi::parse_loops(text);
    let _ = oneapi::parse_fit(text, "net");
    let _ = catapult::parse_utilization(text);
    let _ = libero::parse(text);
});
