//! What the terminal can and wants.

use super::args::Color;
use std::io::{IsTerminal, stderr, stdout};

/// Where something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

impl Stream {
    fn is_terminal(self) -> bool {
        match self {
            Self::Output => stdout().is_terminal(),
            Self::Error => stderr().is_terminal(),
        }
    }
}

/// Whether to print in colours.
pub(super) fn colored(choice: Color, stream: Stream) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => stream.is_terminal() && !set("NO_COLOR") && variable("TERM").is_none_or(|it| it != "dumb"),
    }
}

/// Whether to print links that a click opens.
pub(super) fn linked(choice: Color) -> bool {
    stdout().is_terminal() && colored(choice, Stream::Output)
}

fn set(name: &str) -> bool {
    variable(name).is_some_and(|it| !it.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "the command line decides what counts of the environment")]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}
