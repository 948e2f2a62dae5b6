//! Where a secret is pointed at: at the name beside it, never at its characters.

use crate::source::Span;
use crate::yaml::{Style, Value};
use std::ops::Range;

/// The bytes of the file that hold a range of a scalar's text; `None` where escapes or folding hide them.
pub(super) fn source_of(value: Value<'_>, range: Range<usize>) -> Option<Span> {
    let text = value.text()?;
    let span = value.span();
    let source = value.source_text();
    let start = match value.style() {
        Style::Literal => {
            // Each line of the text is a line of the file, less the indentation. The first may be the header.
            let header = usize::from(source.starts_with(['|', '>']) && !text.starts_with(['|', '>']));
            let number = text[..range.start].bytes().filter(|it| *it == b'\n').count() + header;
            let from = text[..range.start].rfind('\n').map_or(0, |it| it + 1);
            let line = text[from..].lines().next().unwrap_or_default();
            let mut offset = 0;
            for _ in 0..number {
                offset += source[offset..].find('\n')? + 1;
            }
            let written = source[offset..].lines().next().unwrap_or_default();
            let indent = written.strip_suffix(line)?.len();
            offset + indent + (range.start - from)
        }
        _ if !value.is_decoded() => {
            let quote = usize::from(matches!(value.style(), Style::SingleQuoted | Style::DoubleQuoted));
            quote + range.start
        }
        // The name may stand as it is even where something else is escaped.
        _ => source.find(&text[range.clone()])?,
    };
    let part = source.get(start..start + range.len())?;
    (part == &text[range]).then(|| Span {
        start: span.start + start as u32,
        end: span.start + (start + part.len()) as u32,
        ..span
    })
}

/// Where to point for something inside a scalar. `name` is the range of the name inside the text, where there is one; a
/// single-line scalar is pointed at by its own key; else the first bytes of the line up to a blank or sign.
pub(super) fn place(value: Value<'_>, name: Option<Range<usize>>, at: usize) -> (Span, String) {
    let path = value.location();
    let text = value.text().unwrap_or_default();
    if let Some(name) = name.filter(|it| !it.is_empty())
        && let Some(span) = source_of(value, name.clone())
    {
        return (span, format!("{path}:{}", &text[name]));
    }
    if !matches!(value.style(), Style::Literal | Style::Folded)
        && let Some(key) = value.key()
    {
        return (key.span(), path);
    }
    let from = text[..at.min(text.len())].rfind('\n').map_or(0, |it| it + 1);
    let line = text[from..].lines().next().unwrap_or_default();
    let lead = line.len() - line.trim_start().len();
    // What stands before the secret on its line, or its first sign.
    let mut end = (at - from).max(lead + 1).min(line.len());
    while !line.is_char_boundary(end) {
        end += 1;
    }
    let word = line[lead.min(end)..end].find([' ', '=', ':', '"']).filter(|it| *it > 0).map_or(end, |it| lead + it);
    let range = from + lead.min(word)..from + word;
    match source_of(value, range) {
        Some(span) => (span, path),
        None => (value.key().map_or(value.grip(), |key| key.span()), path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn every_style_maps_back_to_the_file() {
        for text in [
            "a: |\n  x: 1\n\n  key: v\n",
            "a: |-\n    x: 1\n    key: v",
            "a: 'x key: v'\n",
            "a: \"x key: v\"\n",
            "a: x key= v\n",
            "- |\r\n  x\r\n  key: v\r\n",
            "a: \"x\\tkey: v\"\n",
        ] {
            let tree = crate::yaml::parse(SourceId(0), text.into());
            let document = tree.document(0);
            let value = document.nodes().find(|it| it.text().is_some_and(|it| it.contains("key"))).unwrap();
            let at = value.text().unwrap().find("key").unwrap();
            let span = source_of(value, at..at + 3)
                .unwrap_or_else(|| panic!("{text:?} {:?} {:?}", value.style(), value.source_text()));
            assert_eq!(&text[span.range()], "key");
        }
    }
}
