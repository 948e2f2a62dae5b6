//! Whatever the text: a whole run with every rule ends, and each label lies inside its text on character boundaries; every
//! format can write the report.
//!
//! `cargo +nightly fuzz run check` (seeds: `fuzz run check testdata/demo/base`)

#![no_main]

use clap::ValueEnum;
use holdshort::config::Policy;
use holdshort::engine::{Input, check};
use holdshort::output::{Format, Style, write};
use holdshort::source::{Role, Source, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    sources.add(Source::new("fuzz.yaml", text, Role::Report));
    let input = Input { sources, ..Input::default() };
    let report = check(&input, &Policy::default());
    for label in report.findings.iter().flat_map(|it| &it.labels) {
        assert!(text.get(label.span.range()).is_some(), "{label:?}");
    }
    for format in Format::value_variants() {
        let mut out = Vec::new();
        write(*format, &report, &input.sources, Style::default(), &mut out).expect("a vector takes all");
        assert!(String::from_utf8(out).is_ok());
    }
});
