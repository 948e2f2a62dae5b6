//! Writing: to standard output, and to files that are whole or not there.

use super::failure::Failure;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Hands standard output to a function, buffered.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Replaces a file, or writes it if it is not there. A reader sees the old text or the new one, never a part, and the
/// permissions stay.
#[expect(clippy::disallowed_methods, reason = "the command line writes files")]
pub(super) fn to_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // What a link leads to is replaced, not the link.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let fail = |error: io::Error| Failure::io(format!("cannot write `{}`", path.display()), &error);
    let old = std::fs::metadata(&target);
    if old.as_ref().is_ok_and(|it| !it.is_file()) {
        // A device or a pipe (`/dev/stderr`) cannot be replaced.
        return std::fs::write(&target, bytes).map_err(fail);
    }
    let new = beside(&target);
    let written = std::fs::File::create_new(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        if let Ok(old) = &old {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        std::fs::rename(&new, &target)
    });
    written.map_err(|error| {
        drop(std::fs::remove_file(&new));
        fail(error)
    })
}

/// A name in the same folder, so that renaming is one step.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}
