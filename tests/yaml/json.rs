//! JSON against another reader of JSON.

use crate::mutate::{Random, mutate};
use holdshort::source::SourceId;
use holdshort::yaml::testing::invalid;
use holdshort::yaml::{NodeKind, Style, Value, parse, testing};
use serde_json::Value as Json;

fn same(value: Value<'_>, json: &Json) -> bool {
    match json {
        Json::Object(map) => {
            let last = |key: &str| value.written().filter(|it| it.0.text() == Some(key)).last();
            value.kind() == NodeKind::Mapping
                && value.written().all(|(key, _)| key.text().is_some_and(|it| map.contains_key(it)))
                && map.iter().all(|(key, it)| last(key).is_some_and(|(_, value)| same(value, it)))
        }
        Json::Array(items) => {
            value.kind() == NodeKind::Sequence
                && value.len() == items.len()
                && value.items().zip(items).all(|(it, json)| same(it, json))
        }
        Json::String(text) => value.style() == Style::DoubleQuoted && value.as_str() == Some(text),
        Json::Number(_) => value.style() == Style::Plain && value.as_str().is_none(),
        Json::Bool(it) => value.as_bool() == Some(*it),
        Json::Null => value.is_null(),
    }
}

#[test]
fn damaged_json_is_json_when_others_say_so() {
    let seeds = [
        include_str!("../../testdata/yaml/ok/json.yaml"),
        "{\"a\": [1, 2.5e-3, true, false, null, -0, \"x\\n\\u00e9\\ud834\\udd1e\"], \"b\": {\"c\": {}, \"d\": []}}\n",
        "{\"a\": 1}\n{\"b\": 2}\n",
    ];
    let mut accepted = 0;
    for number in 0..30_000 {
        let mut random = Random::new(number);
        let text = mutate(seeds[random.below(seeds.len())], &mut random);
        // Half a surrogate pair and huge numbers are read by Go, but not by the other reader.
        let values: Result<Vec<Json>, _> = serde_json::Deserializer::from_str(&text).into_iter().collect();
        let other = values
            .as_ref()
            .is_err_and(|it| ["surrogate", "hex escape"].iter().any(|word| it.to_string().contains(word)));
        if other || !text.trim_start().starts_with(['{', '[']) {
            continue;
        }
        let ours = testing::is_json(&text);
        assert_eq!(ours, values.is_ok(), "{text:?} {:?}", values.err());
        let tree = parse(SourceId(0), text.as_str().into());
        assert!(invalid(&tree).is_empty(), "{text:?}");
        if let Ok(values) = values {
            accepted += 1;
            assert_eq!(tree.len(), values.len(), "{text:?}");
            for (document, json) in tree.documents().zip(&values) {
                assert!(document.root().is_some_and(|it| same(it, json)), "{text:?}");
            }
        }
    }
    assert!(accepted > 1_000, "{accepted} of the mutants are JSON");
}
