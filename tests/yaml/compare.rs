//! One text, read in all ways.

use holdshort::source::SourceId;
use holdshort::yaml::{NodeKind, Style, Value, parse, testing};
use std::sync::Arc;
use yaml_oracle::{Event, Kind};

/// What was found.
#[derive(Default)]
pub(crate) struct Report {
    /// What must not be.
    pub(crate) wrong: Vec<String>,
    /// Documents where granit (behind the fast path) and libyaml disagree.
    pub(crate) disputed: Vec<String>,
    pub(crate) accepted: usize,
    /// Texts that granit refuses, but the fast path and libyaml read.
    pub(crate) rescued: usize,
    pub(crate) declined: usize,
    pub(crate) rejected: usize,
}

/// Reads a text with the fast path, with granit and with libyaml.
pub(crate) fn check(text: &str) -> Report {
    let mut report = Report::default();
    let shared: Arc<str> = text.into();
    let granit = testing::granit(SourceId(0), Arc::clone(&shared));
    let both = parse(SourceId(0), Arc::clone(&shared));
    if testing::is_json(text) {
        report.wrong = testing::invalid(&both);
        return report;
    }
    let (_, declined) = testing::fast(SourceId(0), shared);
    // What granit alone refuses is left to libyaml's judgement.
    let rescued = both.documents().zip(granit.documents()).any(|(it, other)| !it.is_broken() && other.is_broken());
    if !rescued && let Some(difference) = testing::difference(&both, &granit) {
        report.wrong.push(format!("with and without the fast path: {difference}"));
    }
    report.rescued += usize::from(rescued);
    for it in testing::invalid(&both) {
        report.wrong.push(it);
    }
    for (document, (_, reason)) in both.documents().zip(&declined) {
        let mut piece = document.text().to_owned();
        if !piece.is_empty() && !piece.ends_with('\n') {
            piece.push('\n');
        }
        let theirs = yaml_oracle::events(piece.as_bytes());
        let fast = reason.is_none();
        report.accepted += usize::from(fast);
        report.declined += usize::from(!fast && !document.is_broken());
        report.rejected += usize::from(document.is_broken());
        let dispute = match theirs {
            Ok(_) if document.is_broken() => Some("refused, but libyaml accepts it".to_owned()),
            Err(_) if document.is_broken() => None,
            Err(problem) => Some(format!("accepted, but libyaml says: {problem}")),
            Ok(events) => differs(document.root(), &events),
        };
        let Some(dispute) = dispute else { continue };
        if fast { &mut report.wrong } else { &mut report.disputed }.push(dispute);
    }
    report
}

fn differs(root: Option<Value<'_>>, events: &[Event]) -> Option<String> {
    let mut events = events.iter().filter(|it| it.kind != Kind::Document);
    match root {
        // libyaml reads a piece without content as nothing, or as an empty scalar.
        None => events.find(|it| it.kind != Kind::Scalar(String::new())).map(|it| format!("nothing, {it:?}")),
        Some(root) => walk(root, &mut events).err(),
    }
}

fn walk<'e>(value: Value<'_>, events: &mut impl Iterator<Item = &'e Event>) -> Result<(), String> {
    let event = events.next().ok_or("events end early")?;
    let text = |span: holdshort::source::Span| value.tree().text()[span.range()].to_owned();
    let kind = match value.kind() {
        _ if value.is_alias() => Kind::Alias(value.source_text()[1..].to_owned()),
        NodeKind::Scalar => Kind::Scalar(value.text().unwrap_or_default().to_owned()),
        NodeKind::Mapping => Kind::Mapping,
        NodeKind::Sequence => Kind::Sequence,
        NodeKind::Alias => return Err("an alias of nothing".to_owned()),
    };
    let style = match value.style() {
        Style::Plain => yaml_oracle::Style::Plain,
        Style::SingleQuoted => yaml_oracle::Style::SingleQuoted,
        Style::DoubleQuoted => yaml_oracle::Style::DoubleQuoted,
        Style::Literal => yaml_oracle::Style::Literal,
        Style::Folded => yaml_oracle::Style::Folded,
        Style::Block => yaml_oracle::Style::Block,
        Style::Flow => yaml_oracle::Style::Flow,
    };
    let tag = value.tag().map(text).map(|tag| match tag.strip_prefix("!!") {
        Some(name) => format!("tag:yaml.org,2002:{name}"),
        None => tag.strip_prefix("!<").map_or(tag.clone(), |it| it.trim_end_matches('>').to_owned()),
    });
    let ours = Event { kind, style, anchor: value.anchor().map(text).map(|it| it[1..].to_owned()), tag };
    if ours != *event {
        return Err(format!("{ours:?}, libyaml {event:?}"));
    }
    if !value.is_alias() && matches!(value.kind(), NodeKind::Mapping | NodeKind::Sequence) {
        value.children().try_for_each(|it| walk(it, events))?;
        let end = events.next().map(|it| &it.kind);
        if end != Some(&Kind::End) {
            return Err(format!("end of {:?}, libyaml {end:?}", value.source_text()));
        }
    }
    Ok(())
}
