//! Inputs made to kill or to stall a parser.

use holdshort::source::SourceId;
use holdshort::yaml::testing::invalid;
use holdshort::yaml::{ProblemKind, parse};
use std::time::{Duration, Instant};

/// Reads a text; must take no longer than a slow machine takes for a linear pass.
fn read(name: &str, text: String) -> Vec<ProblemKind> {
    let bytes = text.len();
    let start = Instant::now();
    let tree = parse(SourceId(0), text.into());
    let kinds: Vec<_> = tree.problems().iter().map(|it| it.kind).collect();
    let time = start.elapsed();
    println!("{name}: {bytes} bytes in {time:?}, {kinds:?}");
    assert!(time < Duration::from_secs(2) + Duration::from_nanos(bytes as u64 * 200), "{name} took {time:?}");
    assert!(invalid(&tree).is_empty(), "{name}: {:?}", invalid(&tree));
    kinds
}

#[test]
fn nothing_takes_more_than_linear_time() {
    let many = |text: &str, count: usize| text.repeat(count);
    read("100k [", many("[", 100_000));
    read("100k {a: ", many("{a: ", 100_000));
    read("100k - ", many("- ", 100_000));
    read("100k ? ", many("? ", 100_000));
    read("explicit keys", many("a: b\n? ", 20_000));
    read("400 KB of items without values", format!("{{{}}}", many("a,", 200_000)));
    read("1 MB key", format!("{}: b\n", many("k", 1 << 20)));
    read("1 MB quoted key", format!("\"{}\": b\n", many("k", 1 << 20)));
    read("anchors", many("&a ", 100_000));
    read("tags", many("!t ", 100_000));
    read("anchored items", many("- &a x\n", 100_000));
    read("aliases", format!("- &a x\n{}", many("- *a\n", 100_000)));
    read("unknown aliases", many("- *a\n", 100_000));
    read("comments", many("# c\n", 200_000));
    read("comments behind a key", format!("a:\n{}  b\n", many("  # c\n", 100_000)));
    read("open quote", format!("a: \"{}", many("x\n", 300_000)));
    read("quotes", many("'", 500_000));
    read("empty lines", many("\n", 1_000_000));
    read("empty lines in a scalar", format!("a: b\n{}  c\n", many("\n", 500_000)));
    read("short lines of a scalar", format!("a: b\n{}", many("  c\n", 200_000)));
    read("short lines of a folded scalar", format!("a: >\n{}", many("  c\n\n", 200_000)));
    read("blanks", many(" ", 1_000_000));
    read("tabs", many("\t", 500_000));
    read("colons", many(":", 500_000));
    read("colons and blanks", many(": ", 200_000));
    read("dashes", many("-\n", 200_000));
    read("documents", many("---\n", 200_000));
    read("ends", many("...\n", 200_000));
    read("broken documents", many("a: [\n---\n", 20_000));
    read("closing brackets", many("]", 200_000));
    read("steps", (0..2_000).map(|it| format!("{}a:\n", " ".repeat(it))).collect());
    read("flow pairs", format!("[{}]", many("a: b, ", 100_000)));
    read("flow explicit", format!("{{{}}}", many("? a : b, ", 50_000)));
    read("carriage returns", many("a: b\r", 100_000));
    read("backslashes", format!("a: \"{}\"\n", many("\\\\", 300_000)));
    read("mixed brackets", many("[{", 50_000));
    read("bracket keys", format!("{}: b", many("[a]", 100_000)));
    read("percent", many("%a\n", 100_000));
}

#[test]
fn long_lines_are_read_in_one_go() {
    let json = format!("{{\"a\": [{}1]}}", "{\"b\": \"some text\", \"c\": [1, 2, 3]}, ".repeat(300_000));
    assert!(read("one line of JSON", json).is_empty());
    let yaml = format!("a: [{}x]\n", "{b: some text, c: [1, 2, 3]}, ".repeat(300_000));
    assert!(read("one line of flow YAML", yaml).is_empty());
    assert!(read("one long text", format!("a: {}\n", "x y ".repeat(5_000_000))).is_empty());
}

#[test]
fn too_deep_is_a_limit() {
    for text in ["[".repeat(100_000), "- ".repeat(5_000), "{a: ".repeat(3_000), "? ".repeat(3_000)] {
        assert_eq!(read("deep", format!("{text}\n---\na: b\n")), [ProblemKind::Limit], "{}", &text[..10]);
    }
    let deep = format!("{}{}", "[".repeat(900), "]".repeat(900));
    assert!(read("900 levels", deep).is_empty());
}
