//! Reading one file.

use super::{MAX_BYTES, recognise};
use crate::engine::Skip;
use crate::source::Role;
use crate::yaml;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Longest text that is looked through for secrets only.
const MAX_TEXT: usize = 8 << 20;

/// One thing that was met, under its display name.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) outcome: Outcome,
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Outcome {
    Text(Arc<str>),
    Skipped(Skip),
    Unread { message: String, why: Why },
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It could not be opened or read: the run fails.
    Failed,
    TooLong,
    NotText,
}

impl Met {
    pub(super) fn skipped(name: String, reason: Skip) -> Self {
        Self { name, role: Role::Report, outcome: Outcome::Skipped(reason) }
    }

    /// Passed over because it is no manifest.
    pub(super) fn is_no_yaml(&self) -> bool {
        matches!(self.outcome, Outcome::Skipped(Skip::NotYaml))
    }

    pub(super) fn failed(name: &str, role: Role, message: String, why: Why) -> Self {
        Self { name: name.to_owned(), role, outcome: Outcome::Unread { message, why } }
    }
}

/// What a path leads to, links followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    File,
    Folder,
    Special,
}

#[expect(clippy::disallowed_methods, reason = "the reader looks at files")]
pub(super) fn what(path: &Path) -> io::Result<What> {
    let found: Metadata = std::fs::metadata(path)?;
    Ok(if found.is_file() {
        What::File
    } else if found.is_dir() {
        What::Folder
    } else {
        What::Special
    })
}

/// An error of the system in words: what a user knows it by, without the number.
pub(super) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut chars = text.chars();
            chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
        }
    }
}

/// What becomes of these bytes.
pub(super) fn text(name: String, role: Role, bytes: &[u8]) -> Met {
    if bytes.len() as u64 > MAX_BYTES {
        return too_long(&name, role);
    }
    // No text in another encoding is UTF-8 by chance: its byte order mark is not.
    let text: Result<Arc<str>, _> = match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) => yaml::decode(bytes.to_vec()).map(Arc::from),
    };
    match text {
        Ok(text) => Met { name, role, outcome: Outcome::Text(text) },
        Err(error) => Met::failed(&name, role, error.to_string(), Why::NotText),
    }
}

/// Bytes of a file that is no manifest, if they are a text that people write.
pub(super) fn plain(name: String, bytes: &[u8]) -> Met {
    let text = std::str::from_utf8(bytes).ok().filter(|it| it.len() <= MAX_TEXT && !it.contains('\0'));
    match text {
        Some(text) => Met { name, role: Role::Text, outcome: Outcome::Text(text.into()) },
        None => Met::skipped(name, Skip::NotYaml),
    }
}

pub(super) fn too_long(name: &str, role: Role) -> Met {
    Met::failed(name, role, format!("longer than {} MiB, the limit", MAX_BYTES >> 20), Why::TooLong)
}

/// Reads files into one buffer, so that each costs only the text that is kept.
#[derive(Debug, Default)]
pub(super) struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    /// Reads a regular file.
    pub(super) fn read(&mut self, path: &Path, name: String, role: Role) -> Met {
        match self.fill(path, false) {
            Ok(_) => text(name, role, &self.buffer),
            Err(error) => Met::failed(&name, role, describe(&error), Why::Failed),
        }
    }

    /// Reads a regular file whose name says nothing if its first bytes look like a manifest.
    pub(super) fn sniff(&mut self, path: &Path, name: String, role: Role) -> Met {
        match self.fill(path, true) {
            Ok(true) => text(name, role, &self.buffer),
            Ok(false) => Met::skipped(name, Skip::NotYaml),
            Err(error) => Met::failed(&name, role, describe(&error), Why::Failed),
        }
    }

    /// Reads a file that is no manifest if it is a text that people write.
    pub(super) fn text(&mut self, path: &Path, name: String) -> Met {
        match self.fill(path, false) {
            Ok(_) => plain(name, &self.buffer),
            Err(_) => Met::skipped(name, Skip::NotYaml),
        }
    }

    /// Whether the whole file was read, or more than the limit.
    #[expect(clippy::disallowed_methods, reason = "the reader opens files")]
    fn fill(&mut self, path: &Path, sniff: bool) -> io::Result<bool> {
        self.buffer.clear();
        let mut file = File::open(path)?;
        if sniff {
            (&mut file).take(recognise::SNIFFED).read_to_end(&mut self.buffer)?;
            if !recognise::looks_like_manifest(&self.buffer) {
                return Ok(false);
            }
        }
        file.take(MAX_BYTES + 1).read_to_end(&mut self.buffer)?;
        Ok(true)
    }
}
