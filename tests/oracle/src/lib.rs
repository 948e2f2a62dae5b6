//! The events of libyaml, of which go-yaml is a port, behind a safe function. A package of its own because holdshort
//! itself forbids unsafe code.

use libyaml_rs as sys;
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// How a scalar or collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// By indentation.
    Block,
    /// In brackets.
    Flow,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its text.
    Scalar(String),
    /// The name it refers to.
    Alias(String),
    /// A mapping begins.
    Mapping,
    /// A sequence begins.
    Sequence,
    /// A collection ends.
    End,
    /// A document begins.
    Document,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// How.
    pub style: Style,
    /// Name of the anchor.
    pub anchor: Option<String>,
    /// The tag, handle resolved.
    pub tag: Option<String>,
}

/// The events of the first document, or the message of the first problem.
pub fn events(text: &[u8]) -> Result<Vec<Event>, String> {
    let mut parser = MaybeUninit::<sys::yaml_parser_t>::uninit();
    // SAFETY: the parser is initialised before use and deleted once; the input outlives it.
    unsafe {
        let parser = parser.as_mut_ptr();
        if sys::yaml_parser_initialize(parser).fail {
            return Err("out of memory".to_owned());
        }
        sys::yaml_parser_set_encoding(parser, sys::YAML_UTF8_ENCODING);
        sys::yaml_parser_set_input_string(parser, text.as_ptr(), text.len() as u64);
        let result = read(parser);
        sys::yaml_parser_delete(parser);
        result
    }
}

/// Counts the events of all documents and does nothing else with them, for the benchmark.
pub fn count(text: &[u8]) -> usize {
    let mut parser = MaybeUninit::<sys::yaml_parser_t>::uninit();
    let mut event = MaybeUninit::<sys::yaml_event_t>::uninit();
    let mut count = 0;
    // SAFETY: as in `events`.
    unsafe {
        let (parser, event) = (parser.as_mut_ptr(), event.as_mut_ptr());
        if sys::yaml_parser_initialize(parser).fail {
            return 0;
        }
        sys::yaml_parser_set_input_string(parser, text.as_ptr(), text.len() as u64);
        while !sys::yaml_parser_parse(parser, event).fail {
            let last = (*event).type_ == sys::YAML_STREAM_END_EVENT;
            sys::yaml_event_delete(event);
            count += 1;
            if last {
                break;
            }
        }
        sys::yaml_parser_delete(parser);
    }
    count
}

unsafe fn string(at: *const u8) -> Option<String> {
    // SAFETY: libyaml ends anchors and tags with a zero byte.
    (!at.is_null()).then(|| unsafe { CStr::from_ptr(at.cast()) }.to_string_lossy().into_owned())
}

unsafe fn read(parser: *mut sys::yaml_parser_t) -> Result<Vec<Event>, String> {
    let mut all = Vec::new();
    let mut event = MaybeUninit::<sys::yaml_event_t>::uninit();
    let event = event.as_mut_ptr();
    loop {
        // SAFETY: each event is initialised by the parser, read according to its type, and deleted once.
        unsafe {
            if sys::yaml_parser_parse(parser, event).fail {
                let problem = (&(*parser)).problem;
                let text = if problem.is_null() { String::new() } else { string(problem.cast()).unwrap_or_default() };
                return Err(format!("{text} in line {}", (&(*parser)).problem_mark.line + 1));
            }
            let data = &(*event).data;
            let (kind, style, anchor, tag) = match (*event).type_ {
                sys::YAML_SCALAR_EVENT => {
                    let it = &data.scalar;
                    let bytes = std::slice::from_raw_parts(it.value, it.length as usize);
                    let style = match it.style {
                        sys::YAML_SINGLE_QUOTED_SCALAR_STYLE => Style::SingleQuoted,
                        sys::YAML_DOUBLE_QUOTED_SCALAR_STYLE => Style::DoubleQuoted,
                        sys::YAML_LITERAL_SCALAR_STYLE => Style::Literal,
                        sys::YAML_FOLDED_SCALAR_STYLE => Style::Folded,
                        _ => Style::Plain,
                    };
                    (Kind::Scalar(String::from_utf8_lossy(bytes).into_owned()), style, it.anchor, it.tag)
                }
                sys::YAML_ALIAS_EVENT => {
                    let name = string(data.alias.anchor).unwrap_or_default();
                    (Kind::Alias(name), Style::Plain, std::ptr::null_mut(), std::ptr::null_mut())
                }
                sys::YAML_MAPPING_START_EVENT => {
                    let it = &data.mapping_start;
                    let flow = it.style == sys::YAML_FLOW_MAPPING_STYLE;
                    (Kind::Mapping, if flow { Style::Flow } else { Style::Block }, it.anchor, it.tag)
                }
                sys::YAML_SEQUENCE_START_EVENT => {
                    let it = &data.sequence_start;
                    let flow = it.style == sys::YAML_FLOW_SEQUENCE_STYLE;
                    (Kind::Sequence, if flow { Style::Flow } else { Style::Block }, it.anchor, it.tag)
                }
                sys::YAML_MAPPING_END_EVENT | sys::YAML_SEQUENCE_END_EVENT => {
                    (Kind::End, Style::Plain, std::ptr::null_mut(), std::ptr::null_mut())
                }
                sys::YAML_DOCUMENT_START_EVENT => {
                    (Kind::Document, Style::Plain, std::ptr::null_mut(), std::ptr::null_mut())
                }
                sys::YAML_STREAM_START_EVENT => {
                    sys::yaml_event_delete(event);
                    continue;
                }
                sys::YAML_DOCUMENT_END_EVENT => {
                    sys::yaml_event_delete(event);
                    continue;
                }
                // The end of the stream.
                _ => {
                    sys::yaml_event_delete(event);
                    return known(all);
                }
            };
            if kind == Kind::Document && !all.is_empty() {
                sys::yaml_event_delete(event);
                return Err("a second document".to_owned());
            }
            all.push(Event { kind, style, anchor: string(anchor), tag: string(tag) });
            sys::yaml_event_delete(event);
        }
    }
}

/// Checks that every alias has an anchor before it, and does not lie inside it, as go-yaml does.
fn known(events: Vec<Event>) -> Result<Vec<Event>, String> {
    let mut open: Vec<Option<&str>> = Vec::new();
    let mut names = std::collections::BTreeMap::new();
    for event in &events {
        match &event.kind {
            Kind::Alias(name) if names.get(name.as_str()) != Some(&false) => return Err(format!("alias {name}")),
            Kind::Mapping | Kind::Sequence => {
                open.push(event.anchor.as_deref());
                names.extend(event.anchor.as_deref().map(|it| (it, true)));
            }
            Kind::End => names.extend(open.pop().flatten().map(|it| (it, false))),
            _ => names.extend(event.anchor.as_deref().map(|it| (it, false))),
        }
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_problems_come_out() {
        let all = events(b"a: &x [1, *x]\n").unwrap();
        assert_eq!(all.len(), 8);
        assert_eq!(all[3].anchor.as_deref(), Some("x"));
        assert!(events(b"a: [").is_err());
    }
}
