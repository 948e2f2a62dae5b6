//! From paths and standard input to texts: the only reader of files.
//!
//! A walk leaves out the folders of version control and what `.gitignore`, `.ignore` and git's global excludes hide (an entry
//! they hide counts as one, whatever is in it), does not follow links (the target is met where it is, or is outside), and never
//! opens pipes, sockets or devices. Hidden files are files like others: pipelines and deployments live in such folders.
//! `.gitignore` counts outside a git repository too, so that a checkout without `.git` is read as the one with it. A file named
//! on the command line is always read, whatever its name.
//!
//! Everything else that is met is accounted for: it is a source, a skipped file or an unread one. Ids of sources follow the
//! order of display names, never that of threads.

mod file;
mod generators;
mod git;
mod glob;
mod name;
mod recognise;
mod walk;

#[cfg(test)]
mod tests;

pub use git::Revision;
pub use glob::check_glob;

use crate::engine::{Input, Skip, Skipped, Unread};
use crate::source::{Role, Source, Sources};
use file::{Met, Reader, What, Why};
use glob::Globs;
use name::Names;
use rayon::prelude::*;
use recognise::{ByName, by_name};
use rustc_hash::FxHashSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Longest file that is read. Spans count bytes in 32 bits, and no manifest comes near.
pub const MAX_BYTES: u64 = 256 << 20;

/// Fewer named files than this are read without starting threads.
const FEW: usize = 16;

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Display names are relative to this folder: the repository or project root. Empty for the working directory.
    pub root: PathBuf,
    /// Files and folders to report on. `-` stands for standard input.
    pub paths: Vec<PathBuf>,
    /// Folder to read besides, so that what is around the named paths is known.
    pub context: Option<PathBuf>,
    /// Inventory of the cluster: its objects are known, and never reported on.
    pub inventory: Option<PathBuf>,
    /// Standard input is linted under this name, in the place of the file of that name; empty or `-` for no name.
    pub stdin: Option<String>,
    /// Globs, relative to `root`: only files that match one are read, if there are any. See [`check_glob`].
    pub include: Vec<String>,
    /// Globs, relative to `root`: files that match one, or lie in a folder that does, are passed over.
    pub exclude: Vec<String>,
    /// `include` and `exclude` hold for files named in `paths` too: for hooks, which name every changed file.
    pub force_exclude: bool,
    /// Read files that `.gitignore` and its like hide. The folders of version control are never read.
    pub no_ignore: bool,
    /// Read texts that are no manifests, to look through them for secrets.
    pub every_text: bool,
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
}

/// Reads everything. Nothing that is met is lost: it becomes a source, a skipped file or an unread one.
pub fn read(request: &Request, stdin: &mut dyn Read) -> Input {
    let names = Names::new(&request.root);
    let mut met = Vec::new();
    let globs =
        Globs::new(request, |pattern, message| met.push(Met::failed(pattern, Role::Report, message, Why::Failed)));
    let seen = Seen::default();
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    if request.stdin.is_some() || request.paths.iter().any(is_stdin) {
        met.push(standard_input(request.stdin.as_deref().unwrap_or_default(), stdin, &names, &seen));
    }
    if let Some(path) = &request.inventory {
        seen.enter(names.identity(path));
        let name = names.display(&names.absolute(path));
        met.push(match file::what(path) {
            Ok(What::File) => Reader::default().read(path, name, Role::Inventory),
            Ok(_) => Met::failed(&name, Role::Inventory, "not a file".to_owned(), Why::Failed),
            Err(error) => Met::failed(&name, Role::Inventory, file::describe(&error), Why::Failed),
        });
    }
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for path in request.paths.iter().filter(|it| !is_stdin(it)) {
        match file::what(path) {
            Ok(What::Folder) => folders.push(path.as_path()),
            found => files.push((path.as_path(), found)),
        }
    }
    met.extend(named(&files, request, &names, &globs, &seen));
    let walk = |folders: &[&Path], role, met: &mut Vec<Met>| {
        walk::walk(
            folders,
            role,
            request,
            &walk::Shared { names: &names, globs: &globs, seen: &seen, every_text: request.every_text },
            met,
        );
    };
    walk(&folders, Role::Report, &mut met);
    if let Some(context) = &request.context {
        walk(&[context.as_path()], Role::Context, &mut met);
    }
    let mut reader = file::Reader::default();
    generators::read_packed(&mut met, |name| reader.text(&request.root.join(&name), name));
    assemble(met)
}

/// Identities of the files met so far: of several ways to a file only the first counts.
#[derive(Debug, Default)]
struct Seen(Mutex<FxHashSet<PathBuf>>);

impl Seen {
    /// Whether this is the first time.
    fn enter(&self, identity: PathBuf) -> bool {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(identity)
    }
}

fn standard_input(name: &str, stdin: &mut dyn Read, names: &Names, seen: &Seen) -> Met {
    let name = if name.is_empty() || name == "-" || name == "<stdin>" {
        "<stdin>".to_owned()
    } else {
        let path = Path::new(name);
        seen.enter(names.identity(path));
        names.display(&names.absolute(path))
    };
    let mut bytes = Vec::new();
    match stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        Ok(_) => file::text(name, Role::Report, &bytes),
        Err(error) => Met::failed(&name, Role::Report, file::describe(&error), Why::Failed),
    }
}

/// Reads the files named on the command line, each once.
fn named(
    files: &[(&Path, std::io::Result<What>)],
    request: &Request,
    names: &Names,
    globs: &Globs,
    seen: &Seen,
) -> Vec<Met> {
    let first: Vec<_> = files.iter().filter(|(path, _)| seen.enter(names.identity(path))).collect();
    let one = |(path, found): &(&Path, std::io::Result<What>), reader: &mut Reader| {
        let name = names.display(&names.absolute(path));
        match found {
            Err(error) => Met::failed(&name, Role::Report, file::describe(error), Why::Failed),
            Ok(_) if request.force_exclude && !globs.takes(&name) => Met::skipped(name, Skip::Excluded),
            Ok(What::File) => match path.file_name().map(|it| by_name(&it.to_string_lossy())) {
                Some(ByName::Other) if request.every_text => reader.text(path, name),
                _ => reader.read(path, name, Role::Report),
            },
            Ok(_) => Met::skipped(name, Skip::Special),
        }
    };
    if first.len() < FEW || request.threads == 1 {
        let mut reader = Reader::default();
        return first.into_iter().map(|it| one(it, &mut reader)).collect();
    }
    first.into_par_iter().map_init(Reader::default, |reader, it| one(it, reader)).collect()
}

fn assemble(mut met: Vec<Met>) -> Input {
    // What is known comes before what is judged by it.
    met.sort_by(|a, b| (a.role != Role::Inventory, &a.name).cmp(&(b.role != Role::Inventory, &b.name)));
    let mut input = Input { sources: Sources::new(), skipped: Vec::new(), unread: Vec::new() };
    for Met { name, role, outcome } in met {
        match outcome {
            file::Outcome::Text(text) => {
                input.sources.add(Source::new(name, text, role));
            }
            file::Outcome::Skipped(reason) => input.skipped.push(Skipped { name, reason }),
            file::Outcome::Unread { message, why } => {
                let source = input.sources.add(Source::new(name, "", role));
                input.unread.push(Unread {
                    source,
                    message,
                    fatal: why == Why::Failed && role != Role::Context,
                    is_text: why != Why::NotText,
                });
            }
        }
    }
    input
}
