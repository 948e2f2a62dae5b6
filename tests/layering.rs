//! The habits of the house that a machine can hold: layers, who may name what, length of files.

#![expect(clippy::disallowed_methods, reason = "a test reads the sources")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, and longest rule without its vectors, in lines.
const LONGEST: usize = 300;
const LONGEST_RULE: usize = 150;
/// Longest rule with its vectors.
const LONGEST_WITH_VECTORS: usize = 200;

/// Files that may be longer, and why.
const LONGER: &[(&str, &str)] = &[
    ("src/cli/args.rs", "one struct for each command, all of them read together by clap"),
    ("src/manifest/istio_schema/http_route.rs", "one table of fields and what may stand in them"),
    ("src/index/network.rs", "one table and the questions to it"),
    ("src/yaml/value.rs", "one cursor type with all that can be asked of it; parts of it make no sense alone"),
];

struct File {
    /// From the root of the repository, with `/`.
    name: String,
    text: String,
    /// Without comments, and without what only tests see.
    code: String,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("src")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                let text = fs::read_to_string(&path).unwrap();
                files.push(File { name, code: code(&text), text });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let tests: Vec<String> = files.iter().flat_map(test_modules).collect();
    files.retain(|it| {
        !tests.iter().any(|test| it.name == format!("{test}.rs") || it.name.starts_with(&format!("{test}/")))
    });
    files
}

/// Modules of a file that are declared behind `#[cfg(test)]`, as paths without `.rs`.
fn test_modules(file: &File) -> Vec<String> {
    let folder = match file.name.rsplit_once('/') {
        Some((folder, "mod.rs" | "lib.rs" | "main.rs")) => folder.to_owned(),
        _ => file.name.trim_end_matches(".rs").to_owned(),
    };
    let lines: Vec<&str> = file.text.lines().collect();
    let declared = lines.windows(2).filter(|pair| pair[0].trim() == "#[cfg(test)]").filter_map(|pair| {
        let name = pair[1].trim().strip_suffix(';')?.rsplit_once("mod ")?.1;
        Some(format!("{folder}/{name}"))
    });
    declared.collect()
}

fn code(text: &str) -> String {
    // Tests stand at the end of a file.
    let end =
        text.find("#[cfg(test)]\nmod ").filter(|&at| text[at..].lines().nth(1).is_some_and(|it| it.ends_with('{')));
    let lines = text[..end.unwrap_or(text.len())].lines();
    lines.filter(|it| !it.trim_start().starts_with("//")).map(|it| format!("{it}\n")).collect()
}

/// The layers, lowest first: the order of `pub mod` in `lib.rs`.
fn layers() -> Vec<String> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let layers: Vec<String> =
        lib.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned)).collect();
    assert!(layers.len() > 10, "{layers:?}");
    layers
}

/// First parts of all `crate::…` paths of a text, those in braces included.
fn used(code: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        if code[..at].ends_with(['_', '$']) || code[..at].ends_with(char::is_alphanumeric) {
            continue;
        }
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                let mut start = 0;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' | ',' if depth == 0 => {
                            all.push(name(list[start..at].trim()));
                            start = at + 1;
                            if c == '}' {
                                break;
                            }
                        }
                        '}' => depth -= 1,
                        _ => {}
                    }
                }
            }
            None => all.push(name(rest)),
        }
    }
    all
}

fn name(path: &str) -> &str {
    path.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or(path)
}

#[test]
fn paths_are_found_alone_and_in_braces() {
    let code = "use crate::{a::{x, y}, b};\nuse crate::c::d; fn f() { crate::e::g(); $crate::h::i(); }";
    assert_eq!(used(code), ["a", "b", "c", "e"]);
}

#[test]
fn no_layer_uses_one_above_it() {
    let layers = layers();
    let rank = |layer: &str| layers.iter().position(|it| it == layer);
    let mut wrong = Vec::new();
    for file in files() {
        let layer = name(file.name.trim_start_matches("src/"));
        let Some(own) = rank(layer) else { continue };
        for used in used(&file.code) {
            if rank(used).is_some_and(|it| it > own) {
                wrong.push(format!("{} ({layer}) uses {used}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_belongs_to_a_layer() {
    let layers = layers();
    for file in files() {
        let layer = name(file.name.trim_start_matches("src/"));
        assert!(matches!(layer, "main" | "lib") || layers.iter().any(|it| it == layer), "{}", file.name);
    }
}

#[track_caller]
fn only(word: &str, allowed: &[&str]) {
    for file in files() {
        assert!(!file.code.contains(word) || allowed.contains(&&*file.name), "{} names {word}", file.name);
    }
}

#[test]
fn diagnostics_are_drawn_in_one_place_each() {
    only("codespan_reporting", &["src/output/rich.rs"]);
    only("GraphicalReportHandler", &["src/cli/failure.rs"]);
    only("set_hook", &["src/cli/failure.rs"]);
    only("MietteHandler", &["src/cli/failure.rs"]);
}

#[test]
fn only_the_first_reader_names_the_crates_for_manifests() {
    for file in files() {
        let yaml = file.name.starts_with("src/yaml/");
        assert!(yaml || !file.code.contains("granit_parser"), "{} names granit_parser", file.name);
        let settings = ["src/config/", "src/ruleset/"].iter().any(|it| file.name.starts_with(it));
        assert!(settings || !file.code.contains("serde_yaml"), "{} names serde_yaml", file.name);
    }
}

#[test]
fn only_the_reader_of_revisions_knows_git() {
    for file in files() {
        let reader = file.name.starts_with("src/input/git/");
        assert!(reader || !file.code.contains("gix::"), "{} names gix", file.name);
    }
}

#[test]
fn rules_touch_no_file_no_clock_no_thread_and_not_each_other() {
    let words = ["std::fs", "std::env", "std::time", "std::thread", "std::process", "std::net", "std::io"];
    for file in files().iter().filter(|it| it.name.starts_with("src/rules/")) {
        // What unpacks bytes in memory reads them by this trait.
        let code = file.code.replace("std::io::Read;", "");
        for word in words {
            assert!(!code.contains(word), "{} names {word}", file.name);
        }
    }
}

#[test]
fn files_are_short() {
    let mut long = Vec::new();
    for file in files() {
        let all = file.text.lines().count();
        let rule = file.text.contains("declare_rule! {\n") && file.name.starts_with("src/rules/");
        let (lines, limit) = match rule {
            true if all >= LONGEST_WITH_VECTORS => (all, LONGEST_WITH_VECTORS),
            true => (file.text.split("#[cfg(test)]").next().map_or(all, |it| it.lines().count()), LONGEST_RULE),
            false => (all, LONGEST),
        };
        // A category's `mod.rs` is a list: two lines a rule.
        let list = file.name.starts_with("src/rules/") && file.name.ends_with("/mod.rs");
        if lines >= limit && !list && !LONGER.iter().any(|it| it.0 == file.name) {
            long.push(format!("{}: {lines} lines, the limit is {limit}", file.name));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
    assert!(LONGER.iter().all(|it| !it.1.is_empty() && Path::new(env!("CARGO_MANIFEST_DIR")).join(it.0).exists()));
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() <= 20);
}

#[test]
fn every_rule_that_is_written_is_registered() {
    let all = files();
    let mut lost = Vec::new();
    for file in all.iter().filter(|it| it.name.starts_with("src/rules/") && it.text.contains("declare_rule! {\n")) {
        let Some((folder, rule)) = file.name.rsplit_once('/') else { continue };
        let list = all.iter().find(|it| it.name == format!("{folder}/mod.rs")).map_or("", |it| it.text.as_str());
        let registered = format!("    &{}::", rule.trim_end_matches(".rs"));
        if !list.lines().any(|line| line.starts_with(&registered)) {
            lost.push(file.name.as_str());
        }
    }
    assert!(lost.is_empty(), "not in the list of their category: {lost:#?}");
}
