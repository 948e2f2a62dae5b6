//! The files of a git revision, read out of the object database: what a walk would have read at that time, without a checkout.
//!
//! What is in a revision was meant to be there, so `.gitignore` hides nothing of it; everything else is as on the walk: names,
//! globs, what a manifest is recognised by, limits, links that are not followed, an account of every file. No configuration but
//! the repository's own is read, no other program is called, and nothing is written.

mod tree;

use super::file::Met;
use super::name::Names;
use super::{Request, assemble, generators};
use crate::engine::{Input, Skip};
use crate::ruleset::{Mistake, nearest};
use gix::{ObjectId, Repository};
use std::path::{Path, PathBuf};

/// A revision of a repository.
#[derive(Debug)]
pub struct Revision {
    repository: Repository,
    /// Folder that the paths of the tree are relative to, links resolved.
    folder: PathBuf,
    tree: ObjectId,
    word: String,
    id: String,
}

impl Revision {
    /// Finds a revision, by whatever git knows it by, in the repository whose checkout a folder is. `a...b` is the commit where
    /// `a` and `b` parted.
    pub fn find(folder: &Path, word: &str) -> Result<Self, Mistake> {
        let repository = open(folder).map_err(|error| {
            let message =
                format!("cannot look up the revision `{word}`: `{}` is not in a git repository", folder.display());
            let there = folder.join(".git").exists();
            let message =
                if there { format!("cannot read the git repository `{}`: {error}", folder.display()) } else { message };
            Mistake::new(message).help("a revision is compared with the files of the checkout that it belongs to")
        })?;
        let Some(folder) = repository.workdir().map(|it| Names::new(Path::new("")).identity(it)) else {
            return Err(Mistake::new(format!("the git repository `{}` has no checkout", folder.display())));
        };
        let (commit, tree) = resolve(&repository, word)?;
        let id = repository.find_object(commit).ok().map(|it| gix::Id::shorten_or_id(&it.id()).to_string());
        let id = id.unwrap_or_else(|| commit.to_string());
        Ok(Self { repository, folder, tree, word: word.to_owned(), id })
    }

    /// For people: the word it was asked for by, and the commit.
    pub fn name(&self) -> String {
        match self.word.starts_with(&self.id) {
            true => self.id.clone(),
            false => format!("{} ({})", self.word, self.id),
        }
    }

    /// Reads what [`read`](super::read) would have read for the same request. Files of the context that are gone since are to be
    /// reported on: what was said about them may have moved to a file that is.
    pub fn read(&self, request: &Request) -> Result<Input, Mistake> {
        let names = Names::new(&request.root);
        let mut reader = tree::TreeReader::new(request, &names, &self.folder);
        let root = tree::Tree { repository: &self.repository, id: self.tree, path: String::new() };
        let inside = |path: &Path, found: PathBuf| match found.strip_prefix(&self.folder) {
            Ok(inside) => Ok(tree::slashes(inside)),
            Err(_) => {
                let message = format!("`{}` is not in the git repository `{}`", path.display(), self.folder.display());
                Err(Mistake::new(message).help("only what is in the repository has revisions"))
            }
        };
        if let Some(name) = &request.stdin {
            if matches!(name.as_str(), "" | "-" | "<stdin>") {
                let message = "what comes from standard input has no revisions";
                return Err(
                    Mistake::new(message).help("say with `--stdin-filename` which file of the repository it is")
                );
            }
            let path = Path::new(name);
            reader.named(&root, &inside(path, names.absolute(path))?);
        }
        let mut folders = Vec::new();
        for path in request.paths.iter().filter(|it| it.as_os_str() != "-") {
            match path.is_dir() {
                true => folders.push(inside(path, names.identity(path))?),
                false => reader.named(&root, &inside(path, names.absolute(path))?),
            }
        }
        for folder in folders {
            reader.folder(&root, &folder, tree::Purpose::Report);
        }
        if let Some(context) = &request.context {
            reader.folder(&root, &inside(context, names.identity(context))?, tree::Purpose::Context);
        }
        let others = std::mem::take(&mut reader.others);
        let mut met = reader.met;
        generators::read_packed(&mut met, |name| match others.get(&name) {
            Some(id) => tree::text(&self.repository, *id, name),
            None => Met::skipped(name, Skip::NotYaml),
        });
        Ok(assemble(met))
    }
}

/// Opens the repository whose checkout a folder is, or the checkout of a submodule or a worktree.
fn open(folder: &Path) -> Result<Repository, gix::Error> {
    let mut repository = gix::open_opts(folder, gix::open::Options::isolated())?;
    repository.object_cache_size_if_unset(4 << 20);
    Ok(repository)
}

/// The commit, and its tree.
fn resolve(repository: &Repository, word: &str) -> Result<(ObjectId, ObjectId), Mistake> {
    use gix::revision::plumbing::Spec;
    let spec = repository.rev_parse(word).map_err(|_| unknown(repository, word))?;
    let id = match spec.detach() {
        Spec::Include(id) => id,
        Spec::Merge { theirs, ours } => match repository.merge_base(theirs, ours) {
            Ok(Some(base)) => base.detach(),
            _ => {
                let help = "fetch more of the history: it may be cut off before they parted";
                return Err(Mistake::new(format!("`{word}`: the two have no commit in common")).help(help));
            }
        },
        _ => return Err(Mistake::new(format!("`{word}` is no single revision")).help("name one commit, branch or tag")),
    };
    let wrong = || Mistake::new(format!("`{word}` is no commit")).help("name a commit, branch or tag");
    let object = repository.find_object(id).map_err(|_| unknown(repository, word))?;
    let commit = object.peel_tags_to_end().map_err(|_| wrong())?;
    let id = commit.id;
    let tree = commit.peel_to_tree().map_err(|_| wrong())?;
    Ok((id, tree.id))
}

fn unknown(repository: &Repository, word: &str) -> Mistake {
    if word == "HEAD" {
        return Mistake::new("the git repository has no commit yet").help("without one, everything is new");
    }
    let mut known = vec!["HEAD".to_owned()];
    if let Ok(references) = repository.references()
        && let Ok(all) = references.all()
    {
        known.extend(all.flatten().map(|it| it.name().shorten().to_string()));
    }
    let near = nearest(word, known.iter().map(String::as_str)).map(|it| format!("did you mean `{it}`?"));
    let fetch =
        "it may not be fetched: `git fetch`; in a workflow, `fetch-depth: 0` fetches all of the history".to_owned();
    Mistake::new(format!("the git repository knows no revision `{word}`")).help(near.unwrap_or(fetch))
}
