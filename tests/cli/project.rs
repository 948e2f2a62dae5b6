//! A folder to call the command in.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const PRIVILEGED: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: example.com/app:1\n    securityContext: {privileged: true}\n";
pub(crate) const HARMLESS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: fast}\n";

/// A folder with files.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let it = Self(TempDir::new().unwrap());
        for (name, text) in files {
            it.write(name, text);
        }
        it
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdshort"));
        command.args(arguments).current_dir(self.path()).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    /// Runs a command line and gives exit code, standard output and standard error.
    pub(crate) fn run(&self, arguments: &str) -> (i32, String, String) {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        told(self.command(&arguments).output().unwrap())
    }

    pub(crate) fn pipe(&self, arguments: &[&str], text: &str) -> (i32, String, String) {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that refuses its arguments ends without reading, and breaks the pipe.
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        told(child.wait_with_output().unwrap())
    }

    /// The exit code of `check` with these arguments.
    #[track_caller]
    pub(crate) fn check(&self, arguments: &str, code: i32) {
        let (got, out, err) = self.run(&format!("check {arguments}"));
        assert_eq!(got, code, "holdshort check {arguments}\n{out}\n{err}");
    }
}

pub(crate) fn told(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[track_caller]
pub(crate) fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}
