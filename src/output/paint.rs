//! Colours and links of a terminal, or none.

use super::Style;
use crate::finding::Severity;

pub(super) const BOLD: &str = "\x1b[1m";
pub(super) const DIM: &str = "\x1b[2m";
pub(super) const BLUE: &str = "\x1b[34m";
pub(super) const GREEN: &str = "\x1b[32m";
pub(super) const RESET: &str = "\x1b[0m";

/// The colour of a severity, for words and for marks in the source.
pub(super) fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "\x1b[1;35m",
        Severity::High => "\x1b[1;31m",
        Severity::Medium => "\x1b[1;33m",
        Severity::Low => "\x1b[1;36m",
    }
}

impl Style {
    /// The text in a colour, if there are colours.
    pub(super) fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("{code}{text}{RESET}") } else { text.to_owned() }
    }

    /// The text as an OSC 8 link, if there are links. Neither may hold text from the input that is not escaped.
    pub(super) fn link(self, url: &str, text: &str) -> String {
        if self.links && !url.is_empty() { format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\") } else { text.to_owned() }
    }
}
