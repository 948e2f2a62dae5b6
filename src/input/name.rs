//! What a file is called, and when two paths are one file.

use std::path::{Component, Path, PathBuf};

/// Knows the root that display names are relative to.
#[derive(Debug)]
pub(super) struct Names {
    root: PathBuf,
}

impl Names {
    pub(super) fn new(root: &Path) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Self { root: canonical(root).unwrap_or_else(|| plain(root)) }
    }

    /// The path with the links of its folders resolved, but not that of the file itself: a named link keeps its name.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        let (Some(parent), Some(file)) = (path.parent(), path.file_name()) else {
            return canonical(path).unwrap_or_else(|| plain(path));
        };
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        canonical(parent).map_or_else(|| plain(path), |parent| parent.join(file))
    }

    /// The file itself: equal for all paths that lead to it.
    pub(super) fn identity(&self, path: &Path) -> PathBuf {
        canonical(path).unwrap_or_else(|| self.absolute(path))
    }

    /// The name to show for an absolute path: relative to the root, with `../` where they share a folder, else as it is.
    pub(super) fn display(&self, path: &Path) -> String {
        if let Ok(inside) = path.strip_prefix(&self.root) {
            return slashes(inside);
        }
        let shared = |a: &(Component<'_>, Component<'_>)| a.0 == a.1;
        let common = self.root.components().zip(path.components()).take_while(shared);
        let common = common.filter(|(it, _)| matches!(it, Component::Normal(_))).count();
        if common == 0 {
            return slashes(path);
        }
        // The prefix and the root directory are shared too.
        let all = self.root.components().filter(|it| matches!(it, Component::Normal(_))).count();
        let mut name = "../".repeat(all - common);
        let rest: PathBuf = path.components().filter(|it| matches!(it, Component::Normal(_))).skip(common).collect();
        name.push_str(&slashes(&rest));
        name
    }
}

fn slashes(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

#[expect(clippy::disallowed_methods, reason = "the reader looks at files")]
fn canonical(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok()
}

/// Absolute by its text alone: for what does not exist.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match component {
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}
