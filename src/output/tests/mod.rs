//! One report in every format, held byte for byte. `UPDATE=1 cargo test` writes the files anew.

mod formats;
mod hygiene;
mod sample;

use super::{Format, Style, write};
use crate::engine::Report;
use crate::source::Sources;
use sample::{Sample, sample};

/// A report in a format.
fn render(format: Format, report: &Report, sources: &Sources, style: Style) -> String {
    let mut out = Vec::new();
    write(format, report, sources, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Compares with a file of the repository, or writes it if `UPDATE` is set.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "a test reads what it compares with")]
fn golden(path: &str, actual: &str) {
    let file = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if expected != actual {
        let line = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
        let (old, new) = (expected.lines().nth(line), actual.lines().nth(line));
        panic!("{path} differs at line {}:\n  {old:?}\n  {new:?}\n`UPDATE=1 cargo test` accepts it", line + 1);
    }
}
