//! What makes a run fail, and how it is said: the only place that draws with miette.

use crate::ruleset::Mistake;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::fmt::Display;
use std::io::{self, Write};

/// Why a command did not come to its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something is wrong that the user can put right.
    Mistake(Mistake),
    /// Nobody reads the output any more.
    BrokenPipe,
}

impl Failure {
    /// Something is wrong.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Mistake::new(message).into()
    }

    /// Something could not be read or written.
    pub(super) fn io(what: impl Display, error: &io::Error) -> Self {
        Self::new(format!("{what}: {}", reason(error)))
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

impl From<io::Error> for Failure {
    /// A failure to write the output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::io("cannot write the output", &error),
        }
    }
}

/// Words for an error of the system, in lower case and without its number.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

/// Draws a mistake on standard error. That nobody may read it changes nothing.
pub(super) fn print(mistake: &Mistake, color: bool) {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let mut text = String::new();
    let drawn = GraphicalReportHandler::new_themed(theme).with_width(100).render_report(&mut text, mistake);
    if drawn.is_err() {
        text = mistake.to_string();
    }
    drop(writeln!(io::stderr().lock(), "{}", text.trim_end()));
}
