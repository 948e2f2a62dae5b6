//! What is wrong with a file is said at its place, and in words that help.

use holdshort::source::SourceId;
use holdshort::yaml::{ProblemKind, parse};

/// The kind, the text pointed at, and the message of the only problem.
fn problem(text: &str) -> (ProblemKind, String, String, Option<String>) {
    let tree = parse(SourceId(0), format!("ok: 1\n---\n{text}---\nok: 2\n").into());
    let [problem] = tree.problems() else { panic!("{text:?}: {:?}", tree.problems()) };
    assert!(tree.document(0).root().is_some() && tree.document(2).root().is_some(), "neighbours are read: {text:?}");
    assert!(problem.help.is_some(), "{text:?}");
    let at = tree.text()[problem.span.range()].to_owned();
    let related = problem.related.as_ref().map(|(span, _)| tree.text()[span.range()].to_owned());
    (problem.kind, at, problem.message.clone(), related)
}

#[track_caller]
fn expect(text: &str, at: &str, message: &str) -> Option<String> {
    let (kind, found, said, related) = problem(text);
    assert_eq!((kind, found.as_str(), said.as_str()), (ProblemKind::Syntax, at, message), "{text:?}");
    related
}

#[test]
fn tabs() {
    expect("a:\n\tb: c\n", "\t", "tab used for indentation");
    expect("a:\n  b: c\n\td: e\n", "\t", "tab used for indentation");
    expect("a:\n  - b\n  -\tc\n", "\t", "tab used for indentation");
}

#[test]
fn quotes() {
    let related = expect("a: \"b\nc: d\n", "\"b", "quoted text without a closing quote");
    assert_eq!(related.as_deref(), Some("\""));
    expect("a: 'b' c\n", "c", "text behind a quoted text");
    expect("a: \"\\d\"\n", "\\d", "unknown escape `\\d`");
    expect("a: \"\\/\"\n", "\\/", "unknown escape `\\/`");
}

#[test]
fn brackets() {
    assert_eq!(problem("a: [b, c\nd: e\n").3.as_deref(), Some("["));
    assert_eq!(problem("a: {b: c\n").3.as_deref(), Some("{"));
    expect("a: [http://x?y]\n", "?", "a `?` in a text without quotes inside brackets");
    expect("a: {\"b\"\n  : c}\n", "\"b\"", "a key and its `:` must be on one line");
}

#[test]
fn keys() {
    expect("a: b\nc:d\n", ":", "no blank behind `:`");
    expect("a: b: c\n", "b: c", "`: ` in a text without quotes");
    expect("a: b\nword\n", "word", "expected `key: value`");
    expect(": b\n", ":", "a `:` without a key");
    expect("a: @b\n", "@", "`@` cannot start a text");
}

#[test]
fn indentation() {
    let message = "indented by 3, like nothing above it: `b` by 2, `d` by 4";
    expect("a:\n  b:\n    d: e\n   f: g\n", "f: g", message);
    expect("a: b\n  c: d\n", "c: d", "indented by 2, like nothing above it: `a` by 0");
}

#[test]
fn aliases() {
    expect("a: *b\n", "*b", "alias `*b` has no anchor `&b` before it in this document");
    let related = expect("a: &b {c: *b}\n", "*b", "alias `*b` lies inside what it stands for");
    assert_eq!(related.as_deref(), Some("&b"));
    expect("a: &b.c d\n", "&b.c", "`&b.c` is no name kubectl reads");
}

#[test]
fn characters() {
    let cases = [
        ("a: b\0\n", "\0", "a NUL character"),
        ("a: \x1b[31m\n", "\x1b", "control character U+001B"),
        ("a: \"b\u{2028}c\"\n", "\u{2028}", "U+2028 ends the line for kubectl"),
    ];
    for (text, at, message) in cases {
        assert_eq!(problem(text), (ProblemKind::Encoding, at.to_owned(), message.to_owned(), None));
    }
}

#[test]
fn separators() {
    let tree = parse(SourceId(0), "a: b\n--- {c: d}\ne: f\n...\ng: h\n".into());
    let found: Vec<_> = tree.problems().iter().map(|it| (it.kind, &tree.text()[it.span.range()])).collect();
    assert_eq!(found, [(ProblemKind::Separator, "{c: d}"), (ProblemKind::AfterEnd, "g: h")]);
    assert!(tree.documents().all(|it| !it.is_broken()));
    assert_eq!(problem("%YAML 1.1\n").0, ProblemKind::Syntax);
}

#[test]
fn messages_hold_no_control_characters_and_comments_stay() {
    for text in ["a: *b\x1b\n", "\"\x07\" x\n", "a: [\x08\n", "- \"\\\x1b\"\n"] {
        let tree = parse(SourceId(0), text.into());
        let [problem] = tree.problems() else { panic!("{text:?}") };
        assert!(!problem.message.contains(char::is_control), "{problem:?}");
    }
    let tree = parse(SourceId(0), "# one\na: [\n# two\nb\n# three\n".into());
    let all: Vec<_> = tree.comments().iter().map(|it| &tree.text()[it.start as usize..it.end as usize]).collect();
    assert_eq!(all, ["# one", "# two", "# three"]);
}
