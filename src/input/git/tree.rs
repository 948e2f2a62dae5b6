//! Walks the trees of a revision.

use crate::engine::Skip;
use crate::input::file::{self, Met, Why};
use crate::input::glob::Globs;
use crate::input::name::Names;
use crate::input::recognise::{self, ByName, by_name};
use crate::input::{MAX_BYTES, Request};
use crate::source::Role;
use gix::object::tree::EntryKind;
use gix::{ObjectId, Repository};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// Links that lead to links are followed so far.
const MAX_LINKS: usize = 8;

/// Whether what is met is to be reported on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Report,
    /// Only if it is not there any more.
    Context,
}

/// A tree and where it is: one of the repository or of a submodule.
#[derive(Clone, Debug)]
pub(super) struct Tree<'r> {
    pub(super) repository: &'r Repository,
    pub(super) id: ObjectId,
    /// From the folder of the outermost checkout: empty, or without a `/` at its end.
    pub(super) path: String,
}

/// An entry of a tree.
#[derive(Clone, Debug)]
struct Entry {
    kind: EntryKind,
    id: ObjectId,
    path: String,
}

pub(super) struct TreeReader<'a> {
    names: &'a Names,
    globs: Globs,
    force_exclude: bool,
    folder: &'a Path,
    seen: FxHashSet<String>,
    every_text: bool,
    pub(super) met: Vec<Met>,
    /// What was passed over, by name: a kustomization may pack it.
    pub(super) others: FxHashMap<String, ObjectId>,
}

pub(super) fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

impl<'a> TreeReader<'a> {
    pub(super) fn new(request: &Request, names: &'a Names, folder: &'a Path) -> Self {
        // A glob that is wrong was told when the files of today were read.
        let globs = Globs::new(request, |_, _| {});
        Self {
            names,
            globs,
            force_exclude: request.force_exclude,
            folder,
            seen: FxHashSet::default(),
            every_text: request.every_text,
            met: Vec::new(),
            others: FxHashMap::default(),
        }
    }

    /// Reads a file that is named, if it was there.
    pub(super) fn named(&mut self, root: &Tree<'_>, path: &str) {
        let Some((submodule, entry)) = self.look_up(root, path, Role::Report) else { return };
        let repository = submodule.as_ref().unwrap_or(root.repository);
        let mut entry = entry;
        let name = self.name(path);
        for _ in 0..MAX_LINKS {
            if entry.kind != EntryKind::Link {
                break;
            }
            let target = repository.find_object(entry.id).ok();
            let target = target.and_then(|it| join(&entry.path, std::str::from_utf8(&it.data).ok()?));
            match target.and_then(|it| self.look_up(root, &it, Role::Report)) {
                Some((None, next)) if submodule.is_none() => entry = next,
                _ => break,
            }
        }
        if !self.seen.insert(entry.path.clone()) {
            return;
        }
        let met = match entry.kind {
            // A folder stood where a file stands now.
            EntryKind::Tree => {
                let tree = Tree { repository, id: entry.id, path: entry.path };
                return self.walk(tree, Purpose::Report);
            }
            EntryKind::Commit => return,
            _ if self.force_exclude && !self.globs.takes(&name) => Met::skipped(name, Skip::Excluded),
            EntryKind::Link => Met::skipped(name, Skip::Link),
            EntryKind::Blob | EntryKind::BlobExecutable => read(repository, entry.id, name, Role::Report, false),
        };
        self.met.push(met);
    }

    /// Reads what is a manifest in a folder, if it was there.
    pub(super) fn folder(&mut self, root: &Tree<'_>, path: &str, purpose: Purpose) {
        if path.is_empty() {
            return self.walk(root.clone(), purpose);
        }
        let Some((submodule, entry)) = self.look_up(root, path, Role::Report) else { return };
        let repository = submodule.as_ref().unwrap_or(root.repository);
        match entry.kind {
            EntryKind::Tree => self.walk(Tree { repository, id: entry.id, path: entry.path }, purpose),
            EntryKind::Commit => self.submodule(&entry, purpose),
            _ => {}
        }
    }

    /// The entry at a path below a tree, with the repository of the submodule it is in. A tree that cannot be read is told.
    fn look_up(&mut self, root: &Tree<'_>, path: &str, role: Role) -> Option<(Option<Repository>, Entry)> {
        let mut inner: Option<Repository> = None;
        let mut at = Entry { kind: EntryKind::Tree, id: root.id, path: root.path.clone() };
        for part in path.split('/').filter(|it| !it.is_empty()) {
            if at.kind == EntryKind::Commit {
                let (repository, tree) = self.open_submodule(&at, role)?;
                inner = Some(repository);
                at = Entry { kind: EntryKind::Tree, id: tree, path: at.path };
            }
            if at.kind != EntryKind::Tree {
                return None;
            }
            let tree = Tree { repository: inner.as_ref().unwrap_or(root.repository), id: at.id, path: at.path };
            at = self.entries(&tree, role).into_iter().find(|it| it.path.rsplit('/').next() == Some(part))?;
        }
        Some((inner, at))
    }

    fn walk(&mut self, tree: Tree<'_>, purpose: Purpose) {
        let repository = tree.repository;
        let mut open = vec![tree];
        while let Some(tree) = open.pop() {
            for entry in self.entries(&tree, Role::Report) {
                if !self.seen.insert(entry.path.clone()) {
                    continue;
                }
                let name = self.name(&entry.path);
                match entry.kind {
                    EntryKind::Tree | EntryKind::Commit if self.globs.excludes(&name) => {
                        self.met.push(Met::skipped(name + "/", Skip::Excluded));
                    }
                    EntryKind::Tree => open.push(Tree { repository, id: entry.id, path: entry.path }),
                    EntryKind::Commit => self.submodule(&entry, purpose),
                    _ if !self.globs.takes(&name) => self.met.push(Met::skipped(name, Skip::Excluded)),
                    EntryKind::Link => self.met.push(Met::skipped(name, Skip::Link)),
                    EntryKind::Blob | EntryKind::BlobExecutable => {
                        let role = self.role(&entry.path, purpose);
                        let file_name = entry.path.rsplit('/').next().unwrap_or_default();
                        let met = match by_name(file_name) {
                            ByName::Yaml => read(repository, entry.id, name, role, false),
                            ByName::Other => Met::skipped(name, Skip::NotYaml),
                            ByName::Unknown => read(repository, entry.id, name, role, true),
                        };
                        let met = self.or_text(met, repository, entry.id, role);
                        self.met.push(met);
                    }
                }
            }
        }
    }

    /// What is no manifest, read as a text if texts are wanted; remembered if not.
    fn or_text(&mut self, met: Met, repository: &Repository, id: ObjectId, role: Role) -> Met {
        if !met.is_no_yaml() {
            return met;
        }
        if self.every_text && role == Role::Report {
            return text(repository, id, met.name);
        }
        self.others.insert(met.name.clone(), id);
        met
    }

    fn role(&self, path: &str, purpose: Purpose) -> Role {
        let gone = || self.folder.join(path).symlink_metadata().is_err();
        if purpose == Purpose::Report || gone() { Role::Report } else { Role::Context }
    }

    /// Reads a submodule at the commit that the revision names. One that is not checked out has no files today either.
    fn submodule(&mut self, entry: &Entry, purpose: Purpose) {
        let Some((repository, id)) = self.open_submodule(entry, Role::Report) else { return };
        self.walk(Tree { repository: &repository, id, path: entry.path.clone() }, purpose);
    }

    fn open_submodule(&mut self, entry: &Entry, role: Role) -> Option<(Repository, ObjectId)> {
        let folder = self.folder.join(&entry.path);
        if !folder.join(".git").exists() {
            return None;
        }
        let found = super::open(&folder).and_then(|it| {
            let tree = it.find_object(entry.id)?.peel_to_tree()?.id;
            Ok((it, tree))
        });
        found.inspect_err(|_| self.missing(&entry.path, "the submodule", entry.id, role)).ok()
    }

    fn entries(&mut self, tree: &Tree<'_>, role: Role) -> Vec<Entry> {
        let Ok(found) = tree.repository.find_tree(tree.id) else {
            self.missing(&tree.path, "the folder", tree.id, role);
            return Vec::new();
        };
        let prefix = if tree.path.is_empty() { String::new() } else { format!("{}/", tree.path) };
        let entry = |it: gix::object::tree::EntryRef<'_, '_>| Entry {
            kind: it.mode().kind(),
            id: it.object_id(),
            path: format!("{prefix}{}", String::from_utf8_lossy(it.filename())),
        };
        // Git writes no such names; whoever else did wants a path to lead elsewhere.
        let odd = |name: &[u8]| matches!(name, b"" | b"." | b".." | b".git") || name.contains(&b'/');
        found.iter().flatten().filter(|it| !odd(it.filename())).map(entry).collect()
    }

    fn missing(&mut self, path: &str, what: &str, id: ObjectId, role: Role) {
        let name = self.name(path);
        let message = format!("{what} is not in the object database at {}", id.to_hex_with_len(10));
        self.met.push(Met::failed(&name, role, message, Why::Failed));
    }

    fn name(&self, path: &str) -> String {
        self.names.display(&self.folder.join(path))
    }
}

/// A blob that is no manifest, if it is there and a text that people write.
pub(super) fn text(repository: &Repository, id: ObjectId, name: String) -> Met {
    match repository.find_object(id) {
        Ok(blob) => file::plain(name, &blob.data),
        Err(_) => Met::skipped(name, Skip::NotYaml),
    }
}

/// Where a link leads to that stands at a path; none outside of the checkout.
fn join(link: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// The text of a file. Only what is not too long is unpacked.
fn read(repository: &Repository, id: ObjectId, name: String, role: Role, sniff: bool) -> Met {
    let missing = || Met::failed(&name, role, format!("it is not in the object database: {id}"), Why::Failed);
    let Ok(header) = repository.find_header(id) else { return missing() };
    if header.size() > MAX_BYTES {
        return file::too_long(&name, role);
    }
    let Ok(object) = repository.find_object(id) else { return missing() };
    let head = &object.data[..object.data.len().min(recognise::SNIFFED as usize)];
    if sniff && !recognise::looks_like_manifest(head) {
        return Met::skipped(name, Skip::NotYaml);
    }
    file::text(name, role, &object.data)
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn a_link_leads_from_its_folder_and_never_out() {
        assert_eq!(join("a/b/link", "../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(join("link", "./c.yaml").as_deref(), Some("c.yaml"));
        assert_eq!(join("a/link", "../../c.yaml"), None);
        assert_eq!(join("a/link", "/etc/passwd"), None);
    }
}
