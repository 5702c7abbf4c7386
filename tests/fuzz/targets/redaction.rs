//! Tries `checks::redaction` with whatever the fuzzer thinks of.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tillside_fuzz::checks::redaction(bytes));
