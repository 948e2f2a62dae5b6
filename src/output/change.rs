//! What subjects and workloads gain and lose, in sentences or as data. Every name in it is the attacker's.

use super::{escape, words};
use crate::index::ledger::{Change, Holder};
use crate::source::{Sources, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

/// So many workloads that run as an account are named.
const NAMED: usize = 3;

/// Changes with the texts that their places lie in.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// By holder.
    pub changes: &'a [Change],
    /// The texts of today.
    pub now: &'a Sources,
    /// The revision and its texts; `None` where everything that is held is told, not what changed.
    pub since: Option<(&'a str, &'a Sources)>,
}

impl<'a> Told<'a> {
    fn sources(self, gain: bool) -> &'a Sources {
        self.since.filter(|_| !gain).map_or(self.now, |it| it.1)
    }

    fn count(self, gain: bool) -> usize {
        self.changes.iter().filter(|it| it.gain == gain).count()
    }
}

/// Writes them for people.
pub fn write_changes(told: Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut last: Option<&Holder> = None;
    for change in told.changes {
        if last != Some(&change.holder) {
            if last.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{}", escape::visible(&heading(change)))?;
            last = Some(&change.holder);
        }
        let verb = match (told.since, change.gain) {
            (None, _) => "has",
            (_, true) => "gains",
            (_, false) => "loses",
        };
        let folder = change.folder.as_ref().map(|it| format!(" (in folder `{it}`)")).unwrap_or_default();
        writeln!(out, "  {verb}: {}", escape::visible(&format!("{}{folder}", change.text)))?;
        let at = told.since.filter(|_| !change.gain).map(|it| format!(" at {}", it.0)).unwrap_or_default();
        for (span, text) in &change.places {
            let (name, line) = place(*span, told.sources(change.gain));
            writeln!(out, "    {}", escape::visible(&format!("{name}:{line}{at}: {text}")))?;
        }
    }
    let Some((name, _)) = told.since else { return Ok(()) };
    if last.is_some() {
        writeln!(out)?;
    }
    let name = escape::visible(name);
    match (told.count(true), told.count(false)) {
        (0, 0) => writeln!(out, "Nobody gained or lost anything since {name}."),
        (gains, losses) => {
            let (gains, losses) = (words::count(gains, "gain"), losses);
            let es = if losses == 1 { "" } else { "es" };
            writeln!(out, "{gains} and {losses} loss{es} since {name}.")
        }
    }
}

/// Writes them for programs.
pub fn write_changes_json(told: Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<Value> = told.changes.iter().map(|it| item(it, told)).collect();
    let document = json!({
        "since": told.since.map(|it| it.0),
        "gains": told.count(true),
        "losses": told.count(false),
        "changes": changes,
    });
    let text = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", escape::json(text))
}

fn item(it: &Change, told: Told<'_>) -> Value {
    let places = it.places.iter().map(|(span, text)| {
        let (name, line) = place(*span, told.sources(it.gain));
        json!({"file": name, "line": line, "text": text})
    });
    let mut value = json!({
        "holder": holder(&it.holder),
        "change": if it.gain { "gain" } else { "loss" },
        "topic": it.topic.as_str(),
        "text": it.text,
        "folder": it.folder,
        "users": it.users.iter().map(holder).collect::<Vec<_>>(),
        "places": places.collect::<Vec<_>>(),
    });
    if let Some(it) = &it.permission {
        value["permission"] = json!({
            "verbs": it.verbs,
            "groups": it.groups,
            "resources": it.resources,
            "names": it.names,
            "urls": it.urls,
            "clusterWide": it.cluster_wide,
            "namespace": it.namespace,
            "binding": it.binding,
            "role": it.role,
        });
    }
    value
}

fn holder(it: &Holder) -> Value {
    json!({"kind": it.kind, "namespace": it.namespace, "name": it.name})
}

fn heading(change: &Change) -> String {
    let mut users: Vec<String> = change.users.iter().take(NAMED).map(Holder::to_string).collect();
    if change.users.len() > NAMED {
        users.push(format!("{} more", change.users.len() - NAMED));
    }
    match users.is_empty() {
        true => change.holder.to_string(),
        false => format!("{} (runs {})", change.holder, users.join(", ")),
    }
}

fn place(span: Span, sources: &Sources) -> (&str, u32) {
    (sources.get(span.source).name(), sources.position(span).line)
}
