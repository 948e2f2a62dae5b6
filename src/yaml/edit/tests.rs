use super::quote;
use crate::finding::Edit;
use crate::source::SourceId;
use crate::yaml::{self, Scalar, Tree, Value};

pub(super) fn tree(text: &str) -> Tree {
    let tree = yaml::parse(SourceId(0), text.into());
    assert!(tree.problems().is_empty(), "{:?} in:\n{text}", tree.problems());
    tree
}

pub(super) fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|it| it.span);
    assert!(edits.windows(2).all(|it| it[0].span.end <= it[1].span.start), "{edits:?}");
    let mut text = text.to_owned();
    edits.iter().rev().for_each(|it| text.replace_range(it.span.range(), &it.text));
    text
}

/// The text without the value at a path (a number counts items); `None` where that is refused.
fn without(text: &str, path: &[&str]) -> Option<String> {
    let tree = tree(text);
    let edits = Edit::remove_entry(at(&tree, path));
    (!edits.is_empty()).then(|| applied(text, edits))
}

pub(super) fn at<'a>(tree: &'a Tree, path: &[&str]) -> Value<'a> {
    let root = tree.documents().find_map(|it| it.root()).expect("a document");
    path.iter().fold(root, |value, step| match step.parse::<usize>() {
        Ok(number) => value.items().nth(number).expect("an item"),
        Err(_) => value.get_raw(step).expect("an entry"),
    })
}

#[track_caller]
fn removes(text: &str, path: &[&str], expected: &str) {
    assert_eq!(without(text, path).as_deref(), Some(expected));
    let crlf = |it: &str| it.replace('\n', "\r\n");
    assert_eq!(without(&crlf(text), path), Some(crlf(expected)), "with carriage returns");
}

#[test]
fn block_entries_go_with_their_lines() {
    removes("a: 1\nb: 2 # two\n# three\nc: 3\n", &["b"], "a: 1\n# three\nc: 3\n");
    removes("a: 1\nb:\n  c: 1\n  d: 2\n", &["b"], "a: 1\n");
    removes("a: 1\nb: 2", &["b"], "a: 1\n");
    removes("a: |+\n  x\n\n\nb: 2\n", &["a"], "b: 2\n");
    removes("a: 1\nb: |\n  x\n  y\nc: 3\n", &["b"], "a: 1\nc: 3\n");
    removes("a:\nb: 2\n", &["a"], "b: 2\n");
    removes("&x a: 1\nb: 2\n", &["a"], "b: 2\n");
}

#[test]
fn the_first_entry_behind_a_dash_makes_room_for_the_next() {
    removes("- a: 1\n  b: 2\n- c: 3\n", &["0", "a"], "- b: 2\n- c: 3\n");
    removes("- a: 1\n  # about b\n  b: 2\n", &["0", "a"], "-\n  # about b\n  b: 2\n");
    removes("- a: 1 # one\n\n  b: 2\n", &["0", "a"], "-\n\n  b: 2\n");
    removes("- a:\n    c: 1\n  b: 2\n", &["0", "a"], "- b: 2\n");
    removes("- a: 1\n  b: 2\n", &["0", "b"], "- a: 1\n");
    removes("- - a\n  - b\n", &["0", "0"], "- - b\n");
}

#[test]
fn items_go_with_their_dash_wherever_it_stands() {
    removes("a:\n- x\n- y\n", &["a", "0"], "a:\n- y\n");
    removes("a:\n  -\n    x: 1\n  - y\n", &["a", "0"], "a:\n  - y\n");
    removes("a:\n  - # note - this\n    x: 1\n  - y\n", &["a", "0"], "a:\n  - y\n");
    removes("a:\n  - &n x\n  - y\n", &["a", "0"], "a:\n  - y\n");
    removes("a:\n  - x # why\n  # about y\n  - y\n", &["a", "1"], "a:\n  - x # why\n  # about y\n");
}

#[test]
fn the_last_entry_leaves_an_empty_collection() {
    removes("a:\n  b: 1\nc: 2\n", &["a", "b"], "a: {}\nc: 2\n");
    removes("a: # why\n  b: 1\nc: 2\n", &["a", "b"], "a: {} # why\nc: 2\n");
    removes("a:\n  # why\n  b: 1\nc: 2\n", &["a", "b"], "a: {}\n  # why\nc: 2\n");
    removes("a:\n- x\n", &["a", "0"], "a: []\n");
    removes("a: &n\n  b: 1\n", &["a", "b"], "a: &n {}\n");
    removes("- a: 1\n- b\n", &["0", "a"], "- {}\n- b\n");
    removes("-\n  a: 1\n- b\n", &["0", "a"], "- {}\n- b\n");
    removes("a: {b: 1}\n", &["a", "b"], "a: {}\n");
    removes("a: [ 1 ]\n", &["a", "0"], "a: []\n");
}

#[test]
fn flow_entries_go_with_one_comma() {
    removes("{a: 1, b: 2, c: 3}\n", &["a"], "{b: 2, c: 3}\n");
    removes("{a: 1, b: 2, c: 3}\n", &["b"], "{a: 1, c: 3}\n");
    removes("{a: 1, b: 2}\n", &["b"], "{a: 1}\n");
    removes("[1, 2, ]\n", &["1"], "[1, ]\n");
    removes("{\n  \"a\": 1,\n  \"b\": 2\n}\n", &["a"], "{\n  \"b\": 2\n}\n");
    removes("{\n  \"a\": 1,\n  \"b\": 2\n}\n", &["b"], "{\n  \"a\": 1\n}\n");
    removes("{\n  a: 1, # one\n  b: 2 # two\n}\n", &["b"], "{\n  a: 1 # one\n   # two\n}\n");
}

#[test]
fn nothing_is_removed_that_something_else_stands_for() {
    assert_eq!(without("a: &x {c: 1}\nb: *x\n", &["a"]), None);
    assert_eq!(without("a:\n  c: &x 1\nb: *x\n", &["a"]), None);
    assert_eq!(without("a: &x 1\nb: *x\nc: 1\n", &["b"]).as_deref(), Some("a: &x 1\nc: 1\n"), "an alias may go");
    assert_eq!(without("a: &x 1\nb: 2\n", &["a"]).as_deref(), Some("b: 2\n"), "an anchor without alias too");
    assert_eq!(without("? a\n: 1\n? b\n: 2\n", &["a"]), None);
    assert_eq!(without("a: 1\n", &["a"]), None, "the root keeps its last entry");
}

#[track_caller]
fn inserts(text: &str, path: &[&str], key: &str, value: &str, expected: &str) {
    let check = |text: &str, expected: &str| {
        let tree = tree(text);
        let result = applied(text, Edit::insert_entry(at(&tree, path), key, value));
        assert_eq!(result, expected);
        yaml::parse(SourceId(0), result.as_str().into());
    };
    check(text, expected);
    if text.contains('\n') {
        check(&text.replace('\n', "\r\n"), &expected.replace('\n', "\r\n"));
    }
}

#[test]
fn an_entry_goes_behind_the_last_one() {
    inserts("a:\n  b: 1 # one\nc: 2\n", &["a"], "d", "yes", "a:\n  b: 1 # one\n  d: yes\nc: 2\n");
    inserts("- a: 1\n- b\n", &["0"], "d", "x", "- a: 1\n  d: x\n- b\n");
    inserts("a:\n  b: 1", &["a"], "d", "x", "a:\n  b: 1\n  d: x");
    inserts("a:\n  b: |\n    t\n\nc: 2\n", &["a"], "d", "x", "a:\n  b: |\n    t\n  d: x\n\nc: 2\n");
    inserts("a:\n  b: |+\n    t\n\nc: 2\n", &["a"], "d", "x", "a:\n  b: |+\n    t\n\n  d: x\nc: 2\n");
    inserts("a:\n  b:\n    - 1\nc: 2\n", &["a"], "yes", "x", "a:\n  b:\n    - 1\n  'yes': x\nc: 2\n");
    inserts("a: {}\n", &["a"], "d", "x", "a: {d: x}\n");
    inserts("a: {b: 1}\n", &["a"], "d", "{e: x}", "a: {b: 1, d: {e: x}}\n");
    inserts("a: {b: 1,}\n", &["a"], "d", "x", "a: {b: 1, d: x,}\n");
    inserts("{\n  \"a\": 1\n}\n", &[], "d", "{e: [yes, x]}", "{\n  \"a\": 1,\n  \"d\": {\"e\": [true, \"x\"]}\n}\n");
    inserts("{\n  a: 1 # one\n}\n", &[], "d", "x", "{\n  a: 1, # one\n  d: x\n}\n");
    inserts("a:\n  b:\nc: 2\n", &["a"], "b", "x", "a:\n  b: x\nc: 2\n");
}

#[test]
fn an_entry_that_has_a_value_is_left_alone() {
    for (text, path) in
        [("a: {b: 1}\n", &["a"][..]), ("a: &x {b: 1}\nb: {<<: *x}\n", &["b"]), ("a: [b: 1]\n", &["a", "0"])]
    {
        let tree = tree(text);
        assert_eq!(Edit::insert_entry(at(&tree, path), "b", "2"), [], "{text}");
    }
    let tree = tree("a: [b: 1]\n");
    assert_eq!(Edit::insert_entry(at(&tree, &["a", "0"]), "c", "2"), [], "a lone pair has no braces");
}

#[test]
fn missing_mappings_on_the_way_are_made() {
    let into = |text: &str, path: &[&str], value: &str| {
        let tree = tree(text);
        applied(text, Edit::insert_into(at(&tree, &[]), path, value))
    };
    assert_eq!(into("- x\n", &["a"], "1"), "- x\n", "a list has no entries");
    assert_eq!(into("a: 1\n", &["b", "c", "d"], "true"), "a: 1\nb:\n  c:\n    d: true\n");
    assert_eq!(into("a:\n  b: 1\n", &["a", "c", "d"], "x"), "a:\n  b: 1\n  c:\n    d: x\n");
    assert_eq!(into("a: {b: 1}\n", &["a", "c", "d"], "x"), "a: {b: 1, c: {d: x}}\n");
    assert_eq!(into("a:\n", &["a", "c", "d"], "x"), "a: {c: {d: x}}\n");
    assert_eq!(into("a: {b: yes}\n", &["a", "b"], "false"), "a: {b: false}\n");
    assert_eq!(into("a: {b: [1]}\n", &["a", "b"], "false"), "a: {b: [1]}\n", "a collection is not replaced");
}

#[test]
fn a_string_stays_a_string_in_whatever_quotes() {
    let words = [
        "",
        "a",
        "yes",
        "~",
        "null",
        "0644",
        "1e3",
        "2001-01-01",
        "1:30",
        "-",
        "- a",
        "a: b",
        "a #b",
        "a:",
        " a",
        "a ",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "it's",
        "\"q\"",
        "a\nb",
        "tab\there",
        "\u{1}",
        "[a]",
        "{a}",
        "a,b",
        "é",
        "registry.example.com/app:1.2@sha256:0",
        "<<",
        "=",
        "...",
        "---",
        "\u{85}",
        "\\d+",
        "?",
        "100m",
        "#a",
        "a,",
    ];
    for word in words {
        for context in
            ["k: old\n", "k: 'old'\n", "k: \"old\"\n", "{k: old}\n", "{\"k\": \"old\"}\n", "- k: old # c\n", "k:\n"]
        {
            let tree = tree(context);
            let value = tree.document(0).nodes().find(|it| it.key_text() == Some("k")).unwrap();
            let text = applied(context, Edit::set_scalar(value, word));
            let tree = self::tree(&text);
            let value = tree.document(0).nodes().find(|it| it.key_text() == Some("k")).unwrap();
            assert_eq!(value.scalar(), Some(Scalar::Str(word)), "{text}");
        }
        let json: String = serde_json::from_str(&quote::double(word)).expect("JSON");
        assert_eq!(json, word);
    }
}
