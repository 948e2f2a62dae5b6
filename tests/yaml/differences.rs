//! The known differences from libyaml are still differences, and still those.

use holdshort::source::SourceId;
use holdshort::yaml::parse;

#[test]
fn known_differences_are_as_they_are_told() {
    let list = parse(SourceId(0), include_str!("../../testdata/yaml/differences.yaml").into());
    assert!(list.problems().is_empty(), "{:?}", list.problems());
    let all: Vec<_> = list.document(0).root().unwrap().items().collect();
    assert!(!all.is_empty());
    let verdict = |read: bool| if read { "read" } else { "refused" };
    for it in all {
        let text = it.str("text").unwrap();
        let tree = parse(SourceId(0), text.into());
        let ours = verdict(tree.documents().all(|it| !it.is_broken()));
        let theirs = verdict(yaml_oracle::events(text.as_bytes()).is_ok());
        assert_eq!((Some(ours), Some(theirs)), (it.str("ours"), it.str("libyaml")), "{text:?} {:?}", tree.problems());
        assert!(it.str("reason").is_some(), "{text:?}");
    }
}
