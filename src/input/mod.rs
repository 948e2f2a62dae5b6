//! From paths and standard input to texts: the only reader of files.

use crate::engine::Input;
use std::io::Read;
use std::path::PathBuf;

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Display names are relative to this folder: the repository or project root.
    pub root: PathBuf,
    /// Files and folders to report on.
    pub paths: Vec<PathBuf>,
    /// Folder to read besides, so that what is around the named paths is known.
    pub context: Option<PathBuf>,
    /// Standard input is linted under this name.
    pub stdin: Option<String>,
    /// Globs, relative to `root`: only files that match one are read, if there are any.
    pub include: Vec<String>,
    /// Globs, relative to `root`: files that match one are passed over.
    pub exclude: Vec<String>,
    /// Read files that `.gitignore` and its like hide, and hidden files.
    pub no_ignore: bool,
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
}

/// Reads everything. Nothing that is met is lost: it becomes a source, a skipped file or an unread one.
pub fn read(_request: &Request, _stdin: &mut dyn Read) -> Input {
    Input::default()
}
