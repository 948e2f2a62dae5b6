//! The walk: `ignore`'s threads find the files and read them on the spot, while the names are still in the cache.

use super::file::{Met, Reader, Why, describe};
use super::glob::Globs;
use super::name::Names;
use super::recognise::{ByName, by_name};
use super::{Request, Seen};
use crate::engine::Skip;
use crate::source::Role;
use ignore::{DirEntry, Error, WalkBuilder, WalkState};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

/// Folders that hold history, not files.
const VERSION_CONTROL: [&str; 5] = [".bzr", ".git", ".hg", ".jj", ".svn"];

/// What all threads look at.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) names: &'a Names,
    pub(super) globs: &'a Globs,
    pub(super) seen: &'a Seen,
    /// Texts that are no manifests are read as well.
    pub(super) every_text: bool,
}

/// Reads everything below the folders that is a manifest and was not met before.
pub(super) fn walk(folders: &[&Path], role: Role, request: &Request, shared: &Shared<'_>, met: &mut Vec<Met>) {
    // Walked by their real paths, every file found is its own identity: no link is followed below.
    let mut roots: Vec<_> = folders.iter().map(|it| shared.names.identity(it)).collect();
    roots.sort();
    roots.dedup();
    let Some((first, rest)) = roots.split_first() else { return };
    let mut builder = WalkBuilder::new(first);
    for root in rest {
        builder.add(root);
    }
    builder.standard_filters(!request.no_ignore).hidden(false).require_git(false).follow_links(false);
    builder.threads(request.threads);
    let (sender, receiver) = channel();
    let (folder_sender, walked) = channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        let folder_sender = folder_sender.clone();
        let mut reader = Reader::default();
        Box::new(move |entry| {
            let (state, met) = match &entry {
                Ok(entry) => visit(entry, role, shared, &mut reader),
                Err(error) => (WalkState::Continue, failure(error, role, shared)),
            };
            if let Ok(entry) = entry
                && matches!(state, WalkState::Continue)
                && !request.no_ignore
                && entry.file_type().is_some_and(|it| it.is_dir())
            {
                let all = list(entry.path());
                drop(folder_sender.send((entry.into_path(), all)));
            }
            // The receiver outlives the walk.
            met.into_iter().for_each(|it| drop(sender.send(it)));
            state
        })
    });
    drop((sender, folder_sender));
    met.extend(receiver);
    let (walked, listed): (FxHashSet<_>, Vec<_>) = walked.into_iter().unzip();
    let ignored = listed.into_iter().flatten().filter(|(path, _)| !walked.contains(path));
    // What the walk met is known already, in this role or another.
    for (path, end) in ignored.filter(|(path, _)| shared.seen.enter(path.clone())) {
        met.push(Met::skipped(shared.names.display(&path) + end, Skip::Ignored));
    }
}

/// What is in a folder, ignored or not, with the `/` that the name of a folder ends in. The walk reports a folder that
/// cannot be listed.
#[expect(clippy::disallowed_methods, reason = "the reader looks at folders")]
fn list(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let all = entries.map(|it| (it.path(), it.file_type().is_ok_and(|kind| kind.is_dir())));
    let kept = all.filter(|(path, is_folder)| !is_folder || !is_version_control(path));
    kept.map(|(path, is_folder)| (path, if is_folder { "/" } else { "" })).collect()
}

fn is_version_control(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| VERSION_CONTROL.iter().any(|it| name == *it))
}

fn visit(entry: &DirEntry, role: Role, shared: &Shared<'_>, reader: &mut Reader) -> (WalkState, Option<Met>) {
    let path = entry.path();
    let Some(kind) = entry.file_type() else { return (WalkState::Continue, None) };
    if kind.is_dir() {
        if entry.depth() == 0 {
            return (WalkState::Continue, None);
        }
        if is_version_control(path) {
            return (WalkState::Skip, None);
        }
        let name = shared.names.display(path);
        if !shared.globs.excludes(&name) {
            return (WalkState::Continue, None);
        }
        // A folder counts as one: what is in it is not looked at.
        let first = shared.seen.enter(path.to_owned());
        return (WalkState::Skip, first.then(|| Met::skipped(name + "/", Skip::Excluded)));
    }
    if !shared.seen.enter(path.to_owned()) {
        return (WalkState::Continue, None);
    }
    let name = shared.names.display(path);
    let every_text = shared.every_text && role == Role::Report;
    let met = if !shared.globs.takes(&name) {
        Met::skipped(name, Skip::Excluded)
    } else if kind.is_symlink() {
        Met::skipped(name, Skip::Link)
    } else if !kind.is_file() {
        Met::skipped(name, Skip::Special)
    } else {
        match by_name(&entry.file_name().to_string_lossy()) {
            ByName::Yaml => reader.read(path, name, role),
            ByName::Other if every_text => reader.text(path, name),
            ByName::Other => Met::skipped(name, Skip::NotYaml),
            ByName::Unknown => match reader.sniff(path, name.clone(), role) {
                met if every_text && met.is_no_yaml() => reader.text(path, name),
                met => met,
            },
        }
    };
    (WalkState::Continue, Some(met))
}

/// A folder that could not be listed, or an entry that could not be looked at.
fn failure(error: &Error, role: Role, shared: &Shared<'_>) -> Option<Met> {
    let path = path_of(error).unwrap_or(Path::new(""));
    if !shared.seen.enter(path.to_owned()) {
        return None;
    }
    let message = error.io_error().map_or_else(|| error.to_string(), describe);
    Some(Met::failed(&shared.names.display(path), role, message, Why::Failed))
}

fn path_of(error: &Error) -> Option<&Path> {
    match error {
        Error::WithPath { path, .. } => Some(path),
        Error::WithDepth { err, .. } | Error::WithLineNumber { err, .. } => path_of(err),
        Error::Loop { child, .. } => Some(child),
        Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}
