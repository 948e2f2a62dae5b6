//! A mistake in what the user wrote: a key that does not exist, a value of the wrong type, a rule nobody knows.

use super::Text;
use crate::source::Span;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::sync::Arc;

/// What is wrong, where it is written, and what would be right.
#[derive(Debug)]
pub struct Mistake {
    message: String,
    help: Option<String>,
    place: Option<Box<Place>>,
}

#[derive(Debug)]
struct Place {
    source: NamedSource<Arc<str>>,
    text: Arc<str>,
    start: usize,
    len: usize,
    label: String,
}

impl Mistake {
    /// A mistake that is not written in a file: on the command line.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: harmless(&message.into()), help: None, place: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(harmless(&help.into()));
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Points at the place.
    #[must_use]
    pub fn at(mut self, text: &Text, span: Span, label: impl Into<String>) -> Self {
        self.place = Some(Box::new(Place {
            source: NamedSource::new(harmless(text.name()), masked(text.text())).with_language("yaml"),
            text: text.text().clone(),
            start: span.start as usize,
            len: span.len() as usize,
            label: label.into(),
        }));
        self
    }

    /// Points at the place, unless it points at a better one already.
    #[must_use]
    pub fn or_at(self, text: &Text, span: Option<Span>) -> Self {
        match span {
            Some(span) if self.place.is_none() => self.at(text, span, "named here"),
            _ => self,
        }
    }

    /// The help.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Line of the place, from 1.
    pub fn line(&self) -> Option<usize> {
        let place = self.place.as_ref()?;
        Some(place.text.get(..place.start)?.matches('\n').count() + 1)
    }

    /// The text that is pointed at.
    pub fn marked(&self) -> Option<&str> {
        let place = self.place.as_ref()?;
        place.text.get(place.start..place.start + place.len)
    }
}

/// Whether a character could command a terminal or reorder what is read: settings come with a pull request, too.
fn is_hostile(c: char) -> bool {
    let direction = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    direction || c.is_control() && !matches!(c, '\n' | '\t')
}

/// With escapes in the place of hostile characters.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hostile(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// With question marks in the place of hostile characters, as many as they have bytes, so that places stay.
fn masked(text: &Arc<str>) -> Arc<str> {
    let hostile = |c: char| is_hostile(c) && c != '\r';
    if !text.chars().any(hostile) {
        return text.clone();
    }
    let mask = |c: char| if hostile(c) { "?".repeat(c.len_utf8()) } else { c.to_string() };
    text.chars().map(mask).collect::<String>().into()
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|it| Box::new(it) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|it| &it.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.place.as_ref()?;
        let label = Some(place.label.clone()).filter(|it| !it.is_empty());
        Some(Box::new(std::iter::once(LabeledSpan::new(label, place.start, place.len))))
    }
}
