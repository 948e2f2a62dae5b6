use super::Put;
use super::tests::{applied, at, tree};
use crate::finding::Edit;

#[track_caller]
fn puts(text: &str, path: &[&str], all: &[Put<'_>], expected: &str) {
    let check = |text: &str, expected: &str| {
        let before = tree(text);
        let result = applied(text, Edit::insert_all(at(&before, path), all));
        assert_eq!(result, expected);
        tree(&result);
    };
    check(text, expected);
    check(&text.replace('\n', "\r\n"), &expected.replace('\n', "\r\n"));
}

#[test]
fn what_misses_the_same_parent_shares_a_new_one() {
    let two = [Put::entry(&["s", "a"], "1"), Put::entry(&["s", "c", "d"], "[x]"), Put::entry(&["s", "c", "e"], "2")];
    puts("x: 1\n", &[], &two, "x: 1\ns:\n  a: 1\n  c:\n    d: [x]\n    e: 2\n");
    puts("x: {y: 1}\n", &["x"], &two, "x: {y: 1, s: {a: 1, c: {d: [x], e: 2}}}\n");
    puts("x: {}\n", &["x"], &two, "x: {s: {a: 1, c: {d: [x], e: 2}}}\n");
    puts("s:\n  b: 1\nx: 2\n", &[], &two, "s:\n  b: 1\n  a: 1\n  c:\n    d: [x]\n    e: 2\nx: 2\n");
    puts("s:\nx: 2\n", &[], &two, "s: {a: 1, c: {d: [x], e: 2}}\nx: 2\n");
    puts("{\n  \"x\": 1\n}\n", &[], &two[..2], "{\n  \"x\": 1,\n  \"s\": {\"a\": 1, \"c\": {\"d\": [\"x\"]}}\n}\n");
    puts(
        "{\n  \"x\": 1\n}\n",
        &[],
        &[two[0], Put::entry(&["t"], "x")],
        "{\n  \"x\": 1,\n  \"s\": {\"a\": 1},\n  \"t\": \"x\"\n}\n",
    );
    let tree = tree("x: 1\n");
    let clash = [Put::entry(&["s"], "1"), Put::entry(&["s", "a"], "1")];
    assert_eq!(Edit::insert_all(at(&tree, &[]), &clash), []);
}

#[test]
fn new_lines_are_as_deep_as_their_neighbours() {
    let path = [Put::entry(&["s", "t", "u"], "1")];
    puts("a:\n    b: 1\n", &[], &path, "a:\n    b: 1\ns:\n    t:\n        u: 1\n");
    puts("a:\n    b: 1\n", &["a"], &path, "a:\n    b: 1\n    s:\n        t:\n            u: 1\n");
    let item = [Put::item(&["v"], "{name: tmp, emptyDir: {}}")];
    puts("c:\n- n: 1\n", &[], &item, "c:\n- n: 1\nv:\n- name: tmp\n  emptyDir: {}\n");
    puts("c:\n  - n: 1\n", &[], &item, "c:\n  - n: 1\nv:\n  - name: tmp\n    emptyDir: {}\n");
    puts("c:\n- n: 1\n", &["c", "0"], &item, "c:\n- n: 1\n  v:\n  - name: tmp\n    emptyDir: {}\n");
    puts("c: 1\t\nd: 2\t# two\n", &[], &item, "c: 1\t\nd: 2\t# two\nv:\n  - name: tmp\n    emptyDir: {}\n");
}

#[test]
fn an_item_goes_behind_the_last_one() {
    let item = [Put::item(&["v"], "{name: t}")];
    puts("v:\n- a: 1 # one\n# end\nx: 1\n", &[], &item, "v:\n- a: 1 # one\n- name: t\n# end\nx: 1\n");
    puts("v:\n  - a: 1\n    b: |\n      text\n", &[], &item, "v:\n  - a: 1\n    b: |\n      text\n  - name: t\n");
    puts("v: [{a: 1}]\n", &[], &item, "v: [{a: 1}, {name: t}]\n");
    puts("v: []\n", &[], &item, "v: [{name: t}]\n");
    puts("v:\nx: 1\n", &[], &item, "v: [{name: t}]\nx: 1\n");
    puts(
        "{\n  \"v\": [\n    {\"a\": 1}\n  ]\n}\n",
        &[],
        &item,
        "{\n  \"v\": [\n    {\"a\": 1},\n    {\"name\": \"t\"}\n  ]\n}\n",
    );
    puts("v: [a, b]\n", &[], &[Put::item(&["v"], "c"), Put::item(&["v"], "d")], "v: [a, b, c, d]\n");
    let tree = tree("- - a\n  - b\n- 'x'");
    assert_eq!(applied("- - a\n  - b\n- 'x'", Edit::append_item(at(&tree, &["0"]), "c")), "- - a\n  - b\n  - c\n- 'x'");
    assert_eq!(applied("- - a\n  - b\n- 'x'", Edit::append_item(at(&tree, &[]), "c")), "- - a\n  - b\n- 'x'\n- c");
}

#[test]
fn an_entry_moves_on_one_line() {
    let moves = |text: &str, from: &[&str], to: &[&str], path: &[&str]| {
        let before = tree(text);
        let edits = Edit::merged(Edit::move_entry(at(&before, from), at(&before, to), path));
        let result = applied(text, edits);
        tree(&result);
        result
    };
    assert_eq!(moves("a:\n  b: 1 # b\n  c: x\n", &["a", "c"], &["a"], &["s", "c"]), "a:\n  b: 1 # b\n  s:\n    c: x\n");
    assert_eq!(
        moves("a:\n  c:\n    d:\n    - 'x'\n  b: 1\n", &["a", "c"], &["a"], &["s", "c"]),
        "a:\n  b: 1\n  s:\n    c: {d: ['x']}\n"
    );
    assert_eq!(moves("a: {b: 1, c: x}\n", &["a", "c"], &["a"], &["s", "c"]), "a: {b: 1, s: {c: x}}\n");
    assert_eq!(moves("c: 1\ns: {c: 2}\n", &["c"], &[], &["s", "c"]), "c: 1\ns: {c: 2}\n", "it is there");
    assert_eq!(
        moves("a:\r\n  b: 1\r\n  c: x\r\nd: 1\r\n", &["a", "c"], &["a"], &["s"]),
        "a:\r\n  b: 1\r\n  s: x\r\nd: 1\r\n"
    );
}

#[test]
fn what_is_merged_in_is_not_hidden() {
    let put = [Put::entry(&["s", "new"], "1")];
    puts("a: &a\n  s: {x: 1}\nb:\n  <<: *a\n", &["b"], &put, "a: &a\n  s: {x: 1, new: 1}\nb:\n  <<: *a\n");
    puts("a: &a {x: 1}\nb:\n  s: *a\n", &["b"], &put, "a: &a {x: 1, new: 1}\nb:\n  s: *a\n");
    let put = [Put::entry(&["s"], "1")];
    puts("a: &a\n  s: 0\nb:\n  <<: *a\n", &["b"], &put, "a: &a\n  s: 0\nb:\n  <<: *a\n  s: 1\n");
}

#[test]
fn aliases_multiply_the_places_of_a_node() {
    let tree = tree("a: &a\n  b: &b 1\n  c: 2\nd: *a\ne: [*b, {<<: *a}]\nf: &f 3\n");
    let places = |path: &[&str]| at(&tree, path).places();
    assert_eq!([places(&["a", "c"]), places(&["a", "b"]), places(&["a"])], [3, 4, 3]);
    assert_eq!([places(&["f"]), places(&["e"]), places(&["e", "0"])], [1, 1, 1]);
}
