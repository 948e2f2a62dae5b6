//! Whatever the text: taking out any one node leaves a text that is read again, and fixes leave texts that are.
//!
//! `cargo +nightly fuzz run edit` (seeds: `fuzz run edit testdata/yaml/ok`)

#![no_main]

use holdshort::config::Policy;
use holdshort::engine::{Input, check, fix};
use holdshort::finding::{Edit, Safety};
use holdshort::source::{Role, Source, SourceId, Sources};
use holdshort::yaml::parse;
use libfuzzer_sys::fuzz_target;

fn broken(text: &str) -> usize {
    parse(SourceId(0), text.into()).documents().filter(|it| it.is_broken()).count()
}

fuzz_target!(|input: (u16, &str)| {
    let (pick, text) = input;
    let before = broken(text);
    let tree = parse(SourceId(0), text.into());
    let nodes: Vec<_> = tree.documents().flat_map(|it| it.nodes().collect::<Vec<_>>()).collect();
    if let Some(node) = nodes.get(usize::from(pick) % nodes.len().max(1)) {
        // All of them together, the last one first: their places are those of the old text.
        let mut edits = Edit::remove_entry(*node);
        edits.sort_by_key(|it| std::cmp::Reverse(it.span.range().start));
        let mut edited = text.to_owned();
        for Edit { span, text: new } in edits {
            edited.replace_range(span.range(), &new);
        }
        assert!(broken(&edited) <= before, "{text:?}\n{edited:?}");
    }
    let mut sources = Sources::new();
    sources.add(Source::new("fuzz.yaml", text, Role::Report));
    let input = Input { sources, ..Input::default() };
    let policy = Policy::default();
    let report = check(&input, &policy);
    for fixed in fix(&input, &report, &policy, Safety::Unsafe) {
        assert!(broken(&fixed.new_text) <= before, "{text:?}\n{:?}", fixed.new_text);
    }
});
