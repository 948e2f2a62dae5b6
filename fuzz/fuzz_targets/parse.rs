//! Whatever the bytes: no panic, spans inside the text, and with the fast path the tree is what it is without.
//!
//! `cargo +nightly fuzz run parse` (seeds: `fuzz run parse testdata/yaml/ok`)

#![no_main]

use holdshort::source::SourceId;
use holdshort::yaml::{decode, parse, testing};
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode(bytes.to_vec()) else { return };
    let text: Arc<str> = text.into();
    let tree = parse(SourceId(0), Arc::clone(&text));
    let invalid = testing::invalid(&tree);
    assert!(invalid.is_empty(), "{invalid:?}");
    for value in tree.documents().flat_map(|it| it.nodes().collect::<Vec<_>>()) {
        let _ = (value.scalar(), value.grip(), value.key_name(), value.anchor(), value.tag());
    }
    if testing::is_json(&text) {
        return;
    }
    let granit = testing::granit(SourceId(0), text);
    // The fast path reads some documents that granit refuses and Kubernetes accepts.
    if tree.documents().zip(granit.documents()).all(|(it, other)| it.is_broken() || !other.is_broken()) {
        assert_eq!(testing::difference(&tree, &granit), None);
    }
});
