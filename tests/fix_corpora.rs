//! Fixes on real repositories, where they are present: what is fixed can still be read, nothing differs but what a fix named,
//! comments and line ends stay, and a second run changes nothing. The repositories themselves are never written to.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
#![expect(clippy::print_stdout, reason = "what was skipped, shown with --nocapture")]
#![expect(clippy::disallowed_methods, reason = "a test reads files and runs the command")]

use holdshort::config::Policy;
use holdshort::engine::{Fixed, Input, check, fix};
use holdshort::finding::Safety;
use holdshort::rules;
use holdshort::source::{Role, Source, SourceId, Sources};
use holdshort::yaml::{NodeKind, Tree, Value, parse};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Larger files are generated.
const LARGE: usize = 100_000;

fn corpora() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("HOLDSHORT_SHARED").map_or(beside, PathBuf::from);
    let folder = shared.join("corpora");
    if !folder.is_dir() {
        println!("skipped: no real repositories beside this checkout");
        return None;
    }
    folder.canonicalize().ok()
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() {
            files(&path, all);
        } else if kind.is_file() && path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json") {
            all.push(path);
        }
    }
}

fn input(text: &str) -> Input {
    let mut sources = Sources::new();
    sources.add(Source::new("a.yaml", text, Role::Report));
    Input { sources, ..Input::default() }
}

fn fixed(text: &str, policy: &Policy) -> Option<Fixed> {
    let input = input(text);
    fix(&input, &check(&input, policy), policy, Safety::Unsafe).into_iter().next()
}

/// The path of every leaf and what it is, aliases followed.
fn leaves(value: Value<'_>, path: &str, all: &mut Vec<(String, String)>) {
    match value.kind() {
        NodeKind::Mapping if !value.is_empty() => {
            for (key, value) in value.written() {
                leaves(value, &format!("{path}.{}", key.text().unwrap_or_default()), all);
            }
        }
        NodeKind::Sequence if !value.is_empty() => {
            for (at, item) in value.items().enumerate() {
                let name = item.str("name").map_or_else(|| at.to_string(), |it| format!("name={it}"));
                leaves(item, &format!("{path}[{name}]"), all);
            }
        }
        _ => all.push((path.trim_start_matches('.').to_owned(), format!("{:?}", value.scalar()))),
    }
}

fn all_leaves(tree: &Tree) -> Vec<Vec<(String, String)>> {
    let of = |root: Value<'_>| {
        let mut all = Vec::new();
        leaves(root, "", &mut all);
        all
    };
    tree.documents().map(|it| it.root().map(of).unwrap_or_default()).collect()
}

/// Whether a fix named this path, one above it, or one below it that it made or took away.
fn is_named(path: &str, fixed: &Fixed) -> bool {
    fixed.applied.iter().flat_map(|it| &it.paths).any(|named| {
        // Items that follow one that is gone have other numbers.
        let list = named.rfind('[').filter(|_| named.ends_with(']')).map_or(named.as_str(), |at| &named[..at]);
        path.starts_with(list) || named.starts_with(path)
    })
}

fn assert_laws(name: &str, text: &str, fixed: &Fixed, policy: &Policy) {
    let (old, new) = (parse(SourceId(0), text.into()), parse(SourceId(0), fixed.new_text.as_str().into()));
    assert!(new.problems().len() <= old.problems().len(), "{name}: {:?}", new.problems());
    // A fix may add a document, and then behind all others.
    let added = new.documents().len().checked_sub(old.documents().len());
    assert!(added.is_some_and(|it| it <= fixed.applied.len()), "{name}: {added:?} documents more");
    for (old, new) in all_leaves(&old).into_iter().zip(all_leaves(&new)) {
        let differing = old.iter().filter(|it| !new.contains(it)).chain(new.iter().filter(|it| !old.contains(it)));
        for (leaf, value) in differing {
            assert!(is_named(leaf, fixed), "{name}: `{leaf}` ({value}) differs and is not named: {:#?}", fixed.applied);
        }
    }
    let mut kept: Vec<&str> = new.comments().iter().map(|it| &new.text()[it.start as usize..it.end as usize]).collect();
    for comment in old.comments() {
        let words = &old.text()[comment.start as usize..comment.end as usize];
        if let Some(at) = kept.iter().position(|it| *it == words) {
            kept.remove(at);
            continue;
        }
        let line = old.text()[..comment.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let blanks = old.text()[line..].len() - old.text()[line..].trim_start_matches([' ', '-']).len();
        let node = old.documents().find_map(|it| it.at((line + blanks) as u32));
        assert!(node.is_some_and(|it| is_named(&it.location(), fixed)), "{name}: the comment `{words}` is lost");
    }
    let bare = |text: &str| text.replace("\r\n", "").contains('\n');
    assert_eq!(fixed.new_text.contains('\r'), text.contains('\r'), "{name}");
    assert!(bare(text) || !bare(&fixed.new_text) || !text.contains('\r'), "{name} mixes line ends");
    let again = self::fixed(&fixed.new_text, policy);
    assert!(again.as_ref().is_none_or(|it| it.applied.is_empty()), "{name} is fixed twice: {again:#?}");
}

#[test]
fn every_file_of_every_repository_keeps_the_laws() {
    let Some(corpora) = corpora() else { return };
    let policy = Policy { rules: rules::all().to_vec(), ..Policy::default() };
    let mut all = Vec::new();
    files(&corpora, &mut all);
    all.sort();
    let (mut changed, mut applied) = (0, 0);
    for path in all {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if text.len() > LARGE {
            continue;
        }
        let name = path.strip_prefix(&corpora).unwrap().display().to_string();
        let Some(fixed) = fixed(&text, &policy).filter(|it| it.new_text != text) else { continue };
        assert_laws(&name, &text, &fixed, &policy);
        if !text.contains('\r') {
            let windows = text.replace('\n', "\r\n");
            let other = self::fixed(&windows, &policy).unwrap();
            assert_eq!(other.new_text, fixed.new_text.replace('\n', "\r\n"), "{name} with carriage returns");
        }
        changed += 1;
        applied += fixed.applied.len();
    }
    println!("{applied} fixes in {changed} files");
    assert!(changed > 100, "{changed} files");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy(&path, &target),
            kind if kind.is_file() => {
                fs::copy(&path, &target).unwrap();
            }
            _ => {}
        }
    }
}

#[test]
fn a_repository_is_fixed_once_and_for_all() {
    let Some(corpora) = corpora() else { return };
    let folder = std::env::temp_dir().join(format!("holdshort-fix-{}", std::process::id()));
    copy(&corpora.join("microservices-demo"), &folder);
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_holdshort"))
            .current_dir(&folder)
            .args(["check", "--isolated", "--no-ignore", "-q"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (diff, _) = run(&["--fix=unsafe", "--diff"]);
    assert!(diff.contains("+++ b/"), "{diff}");
    // Another program takes the patch as it is.
    fs::write(folder.join("fix.patch"), &diff).unwrap();
    let patched = folder.join("patched");
    copy(&corpora.join("microservices-demo"), &patched);
    let patch = Command::new("patch").current_dir(&patched).args(["-p1", "-s", "-i", "../fix.patch"]).status();
    fs::remove_file(folder.join("fix.patch")).unwrap();
    let compare = folder.with_extension("patched");
    fs::rename(&patched, &compare).unwrap();
    let (_, said) = run(&["--fix=unsafe"]);
    assert!(
        said.contains("fixed in ") && said.lines().any(|it| it.starts_with("fixed ") && it.contains(" files")),
        "{said}"
    );
    if patch.is_ok_and(|it| it.success()) {
        let mut all = Vec::new();
        files(&folder, &mut all);
        for path in all {
            let other = compare.join(path.strip_prefix(&folder).unwrap());
            assert_eq!(fs::read(&path).unwrap(), fs::read(&other).unwrap(), "{}", path.display());
        }
    } else {
        println!("skipped: no `patch` command");
    }
    let (diff, _) = run(&["--fix=unsafe", "--diff"]);
    assert_eq!(diff, "", "a second run changes something");
    fs::remove_dir_all(&folder).unwrap();
    fs::remove_dir_all(&compare).unwrap();
}
