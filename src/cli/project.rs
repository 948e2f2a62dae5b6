//! Where a run takes place: the root of the project, and the configuration that counts there.

use super::args::Scope;
use super::failure::{Failure, reason};
use crate::config::{self, Configuration, FILE_NAME, Flags};
use crate::input;
use crate::ruleset::{Mistake, Origin, Text};
use std::path::{Component, Path, PathBuf};

/// A project: the repository that a path is in, else the folder with the configuration, else the working directory.
#[derive(Debug)]
pub(super) struct Project {
    /// Display names are relative to it.
    pub(super) root: PathBuf,
    /// There is a repository or a configuration: the root is the project's, not just where the command was called.
    pub(super) known: bool,
    /// Nearest `holdshort.yaml` upwards, inside the repository if there is one.
    pub(super) config: Option<PathBuf>,
}

impl Project {
    /// The project of a file or folder, which need not exist.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let here = working_directory()?;
        let start = plain(&here.join(path));
        let start = if start.is_dir() { start.as_path() } else { start.parent().unwrap_or(&start) };
        let mut config: Option<PathBuf> = None;
        for folder in start.ancestors() {
            if config.is_none() {
                config = Some(folder.join(FILE_NAME)).filter(|it| it.is_file());
            }
            if folder.join(".git").exists() {
                return Ok(Self { root: folder.to_path_buf(), known: true, config });
            }
        }
        let root = config.as_deref().and_then(Path::parent).map_or(here, Path::to_path_buf);
        Ok(Self { root, known: config.is_some(), config })
    }

    /// The configuration that counts, with the flags.
    pub(super) fn configuration(&self, scope: &Scope, flags: &Flags) -> Result<Configuration, Failure> {
        let here = working_directory()?;
        let named = scope.config.as_ref().map(|it| here.join(it));
        let path = named.or_else(|| self.config.clone()).filter(|_| !scope.isolated);
        let text = match &path {
            Some(path) => Some(read(path).map_err(|reason| {
                Failure::new(format!("cannot read the configuration `{}`: {reason}", relative(path, &here)))
            })?),
            None => None,
        };
        let text = text.zip(path.as_deref()).map(|(text, path)| (Text::new(&relative(path, &here), text), path));
        let folder = |path: &Path| path.parent().map(|it| PathBuf::from(relative(it, &here))).unwrap_or_default();
        let folder = text.as_ref().map(|(_, path)| folder(path));
        let file = text.as_ref().map(|it| &it.0).zip(folder.as_deref());
        Ok(config::resolve(file, flags, &read)?)
    }

    /// Folder of the configuration as seen from the root: empty, or ending in `/`.
    pub(super) fn folder(&self, scope: &Scope) -> Result<String, Failure> {
        let here = working_directory()?;
        let named = scope.config.as_ref().map(|it| plain(&here.join(it)));
        let path = named.or_else(|| self.config.clone());
        Ok(path.as_deref().and_then(Path::parent).map(|it| self.below(it)).unwrap_or_default())
    }

    /// Working directory as seen from the root: empty, or ending in `/`.
    fn here(&self) -> Result<String, Failure> {
        Ok(self.below(&working_directory()?))
    }

    /// Globs of files to read and of files to pass over, relative to the root.
    pub(super) fn globs(&self, scope: &Scope, configuration: &Configuration) -> Result<[Vec<String>; 2], Failure> {
        let (config, here) = (self.folder(scope)?, self.here()?);
        let mut globs = [Vec::new(), Vec::new()];
        for (globs, from) in globs.iter_mut().zip([&configuration.include, &configuration.exclude]) {
            for glob in from {
                let folder = if matches!(glob.origin, Origin::Flag(_)) { &here } else { &config };
                let rooted = rooted(&glob.value, folder);
                input::check_glob(&rooted).map_err(|error| Failure::new(format!("{error} ({})", glob.origin)))?;
                globs.push(rooted);
            }
        }
        Ok(globs)
    }

    /// A folder outside the root counts as the root.
    fn below(&self, folder: &Path) -> String {
        let inside = folder.strip_prefix(&self.root).unwrap_or(Path::new(""));
        inside.components().map(|it| format!("{}/", it.as_os_str().to_string_lossy())).collect()
    }
}

/// A glob relative to a folder as one relative to the root. One without a `/` still matches at any depth below the folder.
fn rooted(glob: &str, folder: &str) -> String {
    if folder.is_empty() {
        return glob.to_owned();
    }
    let clean = glob.strip_prefix("./").unwrap_or(glob).trim_end_matches('/');
    match (clean.strip_prefix('/'), clean.contains('/')) {
        (Some(clean), _) => format!("{folder}{clean}"),
        (None, true) => format!("{folder}{clean}"),
        (None, false) => format!("{folder}**/{clean}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line knows the working directory")]
pub(super) fn working_directory() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::io("cannot tell the working directory", &error))
}

/// Reads a file of settings.
#[expect(clippy::disallowed_methods, reason = "settings are no input of the linter")]
pub(super) fn read(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| reason(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        format!(
            "not UTF-8: byte {:#04x} at offset {}",
            error.as_bytes()[error.utf8_error().valid_up_to()],
            error.utf8_error().valid_up_to()
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A path as people would write it from the working directory.
fn relative(path: &Path, here: &Path) -> String {
    let path = plain(path);
    path.strip_prefix(here).unwrap_or(&path).display().to_string()
}

/// Without `.` and `..`, as far as that can be told without looking.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// A named path that is not there is a mistake of the command line.
pub(super) fn must_exist(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = format!("cannot read `{}`: {}", path.display(), reason(&error));
            Err(Mistake::new(message).help("check the path; `-` is standard input").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_move_with_their_folder() {
        assert_eq!(rooted("*.yaml", ""), "*.yaml");
        assert_eq!(rooted("*.yaml", "charts/"), "charts/**/*.yaml");
        assert_eq!(rooted("./a/*.yaml", "charts/"), "charts/a/*.yaml");
        assert_eq!(rooted("/a/", "charts/"), "charts/a");
    }

    #[test]
    fn dots_go_without_looking() {
        assert_eq!(plain(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
