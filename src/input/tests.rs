#![expect(clippy::disallowed_methods, reason = "the tests make files")]

use super::*;
use std::fs;
use tempfile::TempDir;

const POD: &str = "apiVersion: v1\nkind: Pod\n";

/// A folder with these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn request(dir: &TempDir, paths: &[&str]) -> Request {
    let paths = paths.iter().map(|it| dir.path().join(it)).collect();
    Request { root: dir.path().to_owned(), paths, threads: 2, ..Request::default() }
}

fn load(request: &Request) -> Input {
    read(request, &mut std::io::empty())
}

fn names(input: &Input) -> Vec<&str> {
    input.sources.iter().map(|(_, it)| it.name()).collect()
}

fn skipped(input: &Input) -> Vec<(&str, Skip)> {
    input.skipped.iter().map(|it| (it.name.as_str(), it.reason)).collect()
}

fn unread(input: &Input) -> Vec<(&str, &str, bool)> {
    input.unread.iter().map(|it| (input.sources.get(it.source).name(), it.message.as_str(), it.fatal)).collect()
}

#[test]
fn a_walk_takes_what_name_or_content_call_a_manifest_in_order_of_names() {
    let dir = project(&[
        ("b/z.yml", POD),
        ("b/a.JSON", "{}"),
        ("a.yaml", POD),
        ("Kustomization", "resources: []"),
        ("pod.tpl", POD),
        ("noext", "# by content\napiVersion: v1\n"),
        ("notes.txt", "the field apiVersion: v1\n"),
        ("image.png", POD),
        ("late", &format!("{}\napiVersion: v1\n", "#".repeat(2000))),
    ]);
    let input = load(&request(&dir, &["."]));
    assert_eq!(names(&input), ["Kustomization", "a.yaml", "b/a.JSON", "b/z.yml", "noext", "pod.tpl"]);
    let expected = [("image.png", Skip::NotYaml), ("late", Skip::NotYaml), ("notes.txt", Skip::NotYaml)];
    assert_eq!(skipped(&input), expected);
    assert_eq!(&**input.sources.get(crate::source::SourceId(5)).text(), POD, "the sniffed bytes are not lost");
}

#[test]
fn ignored_files_are_read_only_when_named_or_asked_for_and_counted_anyhow() {
    let dir = project(&[
        (".gitignore", "out/\n"),
        ("out/a.yaml", POD),
        ("out/b.yaml", POD),
        (".hidden/b.yaml", POD),
        (".c.yaml", POD),
        ("d.yaml", POD),
        ("e/.ignore", "*.yml\n"),
        ("e/f.yml", POD),
        (".git/g.yaml", POD),
    ]);
    let input = load(&request(&dir, &["."]));
    assert_eq!(names(&input), [".c.yaml", ".hidden/b.yaml", "d.yaml"]);
    let other = |it| (it, Skip::NotYaml);
    let ignored = |it| (it, Skip::Ignored);
    let dots = [other(".gitignore"), other("e/.ignore")];
    assert_eq!(skipped(&input), [dots[0], dots[1], ignored("e/f.yml"), ignored("out/")]);
    let mut twice = request(&dir, &["e", "e/f.yml"]);
    twice.context = Some(dir.path().to_owned());
    let input = load(&twice);
    assert_eq!(names(&input), [".c.yaml", ".hidden/b.yaml", "d.yaml", "e/f.yml"]);
    assert_eq!(skipped(&input), [dots[0], dots[1], ignored("out/")], "named, it is read; each counts once");
    let mut all = request(&dir, &["."]);
    all.no_ignore = true;
    let input = load(&all);
    assert_eq!(names(&input), [".c.yaml", ".hidden/b.yaml", "d.yaml", "e/f.yml", "out/a.yaml", "out/b.yaml"]);
    assert_eq!(skipped(&input), dots);
    let named = load(&request(&dir, &["out/a.yaml", ".c.yaml"]));
    assert_eq!(names(&named), [".c.yaml", "out/a.yaml"]);
}

#[test]
fn globs_include_and_exclude_by_name_by_path_and_by_folder() {
    let dir = project(&[("a.yaml", POD), ("x/a.yaml", POD), ("x/y/b.yaml", POD), ("z/vendor/c.yaml", POD)]);
    let with = |include: &[&str], exclude: &[&str]| {
        let own = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        load(&Request { include: own(include), exclude: own(exclude), ..request(&dir, &["."]) })
    };
    let input = with(&[], &["vendor", "x/*.yaml"]);
    assert_eq!(names(&input), ["a.yaml", "x/y/b.yaml"]);
    assert_eq!(skipped(&input), [("x/a.yaml", Skip::Excluded), ("z/vendor/", Skip::Excluded)]);
    assert_eq!(names(&with(&["x/"], &[])), ["x/a.yaml", "x/y/b.yaml"]);
    assert_eq!(names(&with(&["a.yaml"], &["/a.yaml"])), ["x/a.yaml"]);
    assert_eq!(names(&with(&["x/**/*.yaml"], &[])), ["x/a.yaml", "x/y/b.yaml"]);
}

#[test]
fn a_glob_that_cannot_be_read_fails_the_run() {
    let dir = project(&[("a.yaml", POD)]);
    let input = load(&Request { exclude: vec!["a[".to_owned()], ..request(&dir, &["."]) });
    let [(name, message, true)] = unread(&input)[..] else { panic!("{input:?}") };
    assert_eq!(name, "a[");
    assert!(message.starts_with("invalid glob `a[`: "), "{message}");
    assert!(check_glob("a[").is_err() && check_glob("**/a/*.yaml").is_ok());
}

#[test]
fn a_named_file_is_read_whatever_its_name_unless_excludes_are_forced() {
    let dir = project(&[("a.weird", "b: 1"), ("image.png", "c: 1")]);
    let mut it = request(&dir, &["a.weird", "image.png"]);
    it.exclude = vec!["*.png".to_owned()];
    assert_eq!(names(&load(&it)), ["a.weird", "image.png"]);
    it.force_exclude = true;
    let input = load(&it);
    assert_eq!((names(&input), skipped(&input)), (vec!["a.weird"], vec![("image.png", Skip::Excluded)]));
}

#[test]
fn a_file_met_twice_is_one_source_and_report_outweighs_context() {
    let dir = project(&[("a/b.yaml", POD), ("a/c/d.yaml", POD), ("e.yaml", POD)]);
    let mut it = request(&dir, &["a/c", "a/c/d.yaml", "a/c/../c/d.yaml", "a", "a/c"]);
    it.context = Some(dir.path().to_owned());
    let input = load(&it);
    let roles: Vec<_> = input.sources.iter().map(|(_, it)| (it.name(), it.role())).collect();
    let expected = [("a/b.yaml", Role::Report), ("a/c/d.yaml", Role::Report), ("e.yaml", Role::Context)];
    assert_eq!(roles, expected);
    assert!(input.skipped.is_empty() && input.unread.is_empty(), "{input:?}");
}

#[test]
fn many_named_files_are_read_in_order_too() {
    let files: Vec<_> = (0..100).map(|at| (format!("{at:03}.yaml"), format!("n: {at}"))).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let dir = project(&files);
    let paths: Vec<_> = files.iter().rev().map(|it| it.0).collect();
    let input = load(&request(&dir, &paths));
    for ((name, text), (_, source)) in files.iter().zip(input.sources.iter()) {
        assert_eq!((source.name(), &**source.text()), (*name, *text));
    }
    assert_eq!(input.sources.len(), 100);
}

#[test]
fn names_outside_the_root_are_relative_to_it() {
    let dir = project(&[("in/a.yaml", POD), ("out/b.yaml", POD)]);
    let mut it = request(&dir, &["in", "out/b.yaml"]);
    it.root = dir.path().join("in");
    assert_eq!(names(&load(&it)), ["../out/b.yaml", "a.yaml"]);
}

#[test]
fn standard_input_takes_the_place_of_the_file_it_is_named_after() {
    let dir = project(&[("a.yaml", "old: 1"), ("b.yaml", POD)]);
    let mut it = request(&dir, &["."]);
    it.stdin = Some(dir.path().join("a.yaml").to_string_lossy().into_owned());
    let input = read(&it, &mut "new: 1".as_bytes());
    assert_eq!(names(&input), ["a.yaml", "b.yaml"]);
    assert_eq!(&**input.sources.get(crate::source::SourceId(0)).text(), "new: 1");

    let dash = Request { paths: vec![PathBuf::from("-")], ..Request::default() };
    let input = read(&dash, &mut POD.as_bytes());
    assert_eq!(names(&input), ["<stdin>"]);
}

#[test]
fn what_cannot_be_read_is_unread_with_the_reason() {
    let dir = project(&[("a.yaml", POD), ("latin.yaml", "")]);
    fs::write(dir.path().join("latin.yaml"), b"a: 1\nb: caf\xe9\n").unwrap();
    let long = fs::File::create(dir.path().join("long.yaml")).unwrap();
    long.set_len(MAX_BYTES + 1).unwrap();
    let input = load(&request(&dir, &["gone.yaml", "a.yaml/inner.yaml", "latin.yaml", "long.yaml"]));
    let expected = [
        ("a.yaml/inner.yaml", "not a directory", true),
        ("gone.yaml", "no such file or folder", true),
        ("latin.yaml", "not UTF-8: byte 0xe9 at offset 11, line 2", false),
        ("long.yaml", "longer than 256 MiB, the limit", false),
    ];
    assert_eq!(unread(&input), expected);
    assert!(input.sources.iter().all(|(_, it)| it.text().is_empty()));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn links_are_counted_and_not_followed_so_that_loops_end() {
        let dir = project(&[("a/b.yaml", POD)]);
        symlink(dir.path(), dir.path().join("a/up")).unwrap();
        symlink("b.yaml", dir.path().join("a/link.yaml")).unwrap();
        symlink("self.yaml", dir.path().join("a/self.yaml")).unwrap();
        symlink("nowhere", dir.path().join("a/dangling.yaml")).unwrap();
        let input = load(&request(&dir, &["."]));
        assert_eq!(names(&input), ["a/b.yaml"]);
        let link = |it| (it, Skip::Link);
        assert_eq!(skipped(&input), ["a/dangling.yaml", "a/link.yaml", "a/self.yaml", "a/up"].map(link));

        let input = load(&request(&dir, &["a/link.yaml", "a/b.yaml"]));
        assert_eq!(names(&input), ["a/link.yaml"], "a named link is followed, and is the file it leads to");
        let input = load(&request(&dir, &["a/self.yaml", "a/dangling.yaml"]));
        let [(_, "no such file or folder", true), (_, looped, true)] = unread(&input)[..] else { panic!("{input:?}") };
        assert!(looped.contains("symbolic links"), "{looped}");
        assert_eq!(names(&load(&request(&dir, &["a/up"]))), ["a/b.yaml"], "a named link to a folder is walked");
    }

    #[test]
    fn pipes_are_never_opened() {
        let dir = project(&[("a.yaml", POD)]);
        let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe.yaml")).status();
        assert!(made.is_ok_and(|it| it.success()), "mkfifo makes a pipe");
        for paths in [&["."][..], &["a.yaml", "pipe.yaml"]] {
            let input = load(&request(&dir, paths));
            assert_eq!((names(&input), skipped(&input)), (vec!["a.yaml"], vec![("pipe.yaml", Skip::Special)]));
        }
    }

    #[test]
    fn missing_permission_is_reported_for_files_and_folders() {
        let dir = project(&[("a.yaml", POD), ("b/c.yaml", POD), ("d.yaml", POD)]);
        for name in ["a.yaml", "b"] {
            fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(0o000)).unwrap();
        }
        if fs::read(dir.path().join("a.yaml")).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        let input = load(&request(&dir, &["."]));
        fs::set_permissions(dir.path().join("b"), fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(unread(&input), [("a.yaml", "permission denied", true), ("b", "permission denied", true)]);
        assert_eq!(names(&input), ["a.yaml", "b", "d.yaml"]);
    }
}
