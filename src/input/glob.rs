//! Includes and excludes.

use super::Request;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// Whether a glob can be used as an include or exclude; the error says why not.
///
/// A glob without `/` matches a file or folder of that name anywhere; one with `/` is relative to the root. `*` stops at `/`,
/// `**` does not. What matches a folder matches everything in it.
pub fn check_glob(pattern: &str) -> Result<(), String> {
    compile(pattern).map(drop)
}

fn compile(pattern: &str) -> Result<Glob, String> {
    let trimmed = pattern.trim_end_matches('/');
    let rooted = trimmed.strip_prefix("./").or_else(|| trimmed.strip_prefix('/'));
    let anywhere = rooted.is_none() && !trimmed.contains('/');
    let glob = if anywhere { format!("**/{trimmed}") } else { rooted.unwrap_or(trimmed).to_owned() };
    let compiled = GlobBuilder::new(&glob).literal_separator(true).build();
    compiled.map_err(|error| format!("invalid glob `{pattern}`: {}", error.kind()))
}

/// The globs of a request.
#[derive(Debug)]
pub(super) struct Globs {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Globs {
    /// Compiles all; calls `wrong` with each that cannot be, and why.
    pub(super) fn new(request: &Request, mut wrong: impl FnMut(&str, String)) -> Self {
        let mut set = |patterns: &[String]| {
            let mut builder = GlobSetBuilder::new();
            for pattern in patterns {
                match compile(pattern) {
                    Ok(glob) => drop(builder.add(glob)),
                    Err(message) => wrong(pattern, message),
                }
            }
            builder.build().unwrap_or_default()
        };
        let include = (!request.include.is_empty()).then(|| set(&request.include));
        Self { include, exclude: set(&request.exclude) }
    }

    /// Whether a file is to be read, by its display name.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.include.as_ref().is_none_or(|include| covers(include, name)) && !self.excludes(name)
    }

    /// Whether a file or folder is excluded.
    pub(super) fn excludes(&self, name: &str) -> bool {
        !self.exclude.is_empty() && covers(&self.exclude, name)
    }
}

/// Whether a set matches a path or a folder above it.
fn covers(set: &GlobSet, name: &str) -> bool {
    set.is_match(name) || name.match_indices('/').any(|(at, _)| at > 0 && set.is_match(&name[..at]))
}
