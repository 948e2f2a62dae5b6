//! Clocks, folders and child processes for the benches.

#![expect(clippy::disallowed_methods, reason = "a bench reads files and runs programs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// CPU seconds of this process that a piece of work takes.
pub(crate) fn cpu(work: impl FnOnce()) -> f64 {
    let start = cpu_time::ProcessTime::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Real repositories beside the checkout, where they are.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    folder.is_dir().then_some(folder)
}

/// Writes files to a temporary folder.
pub(crate) fn folder(files: &[(String, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    folder
}

/// All YAML and JSON files below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(folder).build().flatten() {
        let path = entry.path();
        let known = path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json");
        if known && let Ok(text) = std::fs::read_to_string(path) {
            found.push((path.strip_prefix(folder).unwrap_or(path).display().to_string(), text));
        }
    }
    found.sort();
    found
}

/// What a finished process took.
pub(crate) struct Child {
    /// Seconds on the wall.
    pub(crate) wall: f64,
    /// Seconds of CPU, user and system.
    pub(crate) cpu: f64,
    /// Peak resident memory, bytes.
    pub(crate) peak: f64,
}

impl Child {
    /// Runs a program with a path as its last argument, output thrown away.
    pub(crate) fn run(program: &Path, arguments: &[&str], path: &Path) -> Self {
        let start = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .arg(path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let end = child.wait4().expect("the program ends");
        let usage = end.rusage;
        Self {
            wall: start.elapsed().as_secs_f64(),
            cpu: (usage.utime + usage.stime).as_secs_f64(),
            peak: usage.maxrss as f64,
        }
    }
}
