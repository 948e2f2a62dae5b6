//! Forms of pairs that are not `name: value` or `name=value`.

use super::{Pair, matters};
use crate::rules::secret::key::{self, KeyClass};
use crate::rules::secret::value::{self, ValueClass};
use std::ops::Range;

/// Words that take their value after a blank.
const DIRECTIVES: [&str; 2] = ["requirepass", "masterauth"];

/// The range of a part of a line, in the text.
fn range(line: &str, start: usize, part: &str) -> Range<usize> {
    let from = part.as_ptr() as usize - line.as_ptr() as usize + start;
    from..from + part.len()
}

fn push(line: &str, start: usize, name: &str, value: &str, class: KeyClass, all: &mut Vec<Pair>) {
    if !value.is_empty() {
        let name = range(line, start, name);
        all.push(Pair { at: name.clone(), name, value: range(line, start, value), class });
    }
}

/// Two quoted arguments of a call, name and value: `add("x-api-key", "…")`.
pub(super) fn calls(line: &str, start: usize, all: &mut Vec<Pair>) {
    for quote in ['"', '\''] {
        let parts: Vec<&str> = line.split(quote).collect();
        for window in parts.windows(4).filter(|it| is_between(it[0], it[2])) {
            if matters(window[1]) {
                push(line, start, window[1], window[3], key::classify(window[1]), all);
            }
        }
    }
}

/// Whether texts around a quoted name say that a quoted value follows: `f("name", "value")`, `key="name" value="value"`.
fn is_between(before: &str, after: &str) -> bool {
    after.trim() == "," && before.trim_end().ends_with(['(', ','])
        || after.trim() == "value=" && (before.ends_with("key=") || before.ends_with("name="))
}

/// `<password>…</password>`, and the words of a netrc file.
pub(super) fn elements(line: &str, start: usize, all: &mut Vec<Pair>) {
    for (name, value) in line.split('<').skip(1).filter_map(|it| it.split_once('>')) {
        if matters(name) {
            push(line, start, name, value.trim_end(), key::classify(name), all);
        }
    }
    if line.trim_start().starts_with("machine ")
        && let Some((_, value)) = line.split_once(" password ")
        && let Some(at) = line.find(" password ")
    {
        let value = value.split_whitespace().next().unwrap_or_default();
        push(line, start, &line[at + 1..at + 9], value, KeyClass::Password, all);
    }
}

/// Words that take their value after a blank: those of nginx, Redis, HAProxy, and any with a value that is no word.
pub(super) fn directives(line: &str, start: usize, all: &mut Vec<Pair>) {
    let body = line.trim();
    let header = ["proxy_set_header ", "add_header ", "set $"].iter().find_map(|it| body.strip_prefix(it));
    if let Some((name, value)) = header.and_then(|it| it.trim_start().split_once(' ')).filter(|it| matters(it.0)) {
        let value = value.trim().trim_end_matches(';').trim_matches(['"', '\'']);
        return push(line, start, name, value, key::classify(name), all);
    }
    let mut words = body.split_whitespace();
    let (Some(name), Some(value), rest) = (words.next(), words.next(), words.next()) else { return };
    let value = value.trim_matches(['"', '\'']);
    if DIRECTIVES.contains(&name) {
        return push(line, start, name, value, KeyClass::Password, all);
    }
    if name == "user"
        && let Some((before, value)) = body.split_once(" insecure-password ")
    {
        let name = &body[before.len() + 1..before.len() + 18];
        return push(line, start, name, value.trim(), KeyClass::Password, all);
    }
    let class = key::classify(name);
    let word = name.bytes().all(|it| it.is_ascii_alphanumeric() || b"_.-".contains(&it));
    let telling = match (class, value::classify(value)) {
        (KeyClass::Password, ValueClass::Random | ValueClass::Mixed) => true,
        (KeyClass::Password, ValueClass::Word) => value.bytes().any(|it| it.is_ascii_digit()),
        (KeyClass::Password, ValueClass::Identifier) => {
            value.bytes().any(|it| it.is_ascii_digit()) && !value.contains('.')
        }
        (KeyClass::Secret | KeyClass::AccessSecret, ValueClass::Random) => true,
        _ => false,
    };
    if rest.is_none() && word && telling {
        push(line, start, name, value, class, all);
    }
}

/// Statements of SQL: `… IDENTIFIED BY '…'`, `… WITH PASSWORD '…'`.
pub(in crate::rules::secret) fn statements(line: &str, start: usize, all: &mut Vec<Pair>) {
    let lower = line.to_ascii_lowercase();
    for word in ["identified by", " password"] {
        for (at, _) in lower.match_indices(word) {
            let name = &line[at..at + word.len()];
            let rest = line[at + word.len()..].trim_start_matches([' ', '=', '\\']);
            let parted = rest.len() < line.len() - at - word.len();
            let Some(quote) = rest.chars().next().filter(|it| parted && matches!(it, '\'' | '"')) else { continue };
            let Some(value) = rest[1..].split([quote, '\\']).next().filter(|_| rest[1..].contains(quote)) else {
                continue;
            };
            let about = [
                "create user",
                "create role",
                "create login",
                "alter user",
                "alter role",
                "alter login",
                "set password",
            ];
            if word == "identified by" || about.iter().any(|it| lower[..at + word.len()].contains(it)) {
                push(line, start, name.trim_start(), value, KeyClass::Password, all);
            }
        }
    }
}

/// A name that is a value itself: `name: DB_PASSWORD, value: …`, `"type": "password", "value": "…"`.
pub(super) fn bound(line: &str, start: usize, all: &mut Vec<Pair>) {
    let mut rest = line;
    while let Some((at, name)) = named(rest) {
        rest = &rest[at..];
        let next = named(rest).map_or(rest.len(), |it| it.0);
        if let Some(value) = after_value(&rest[..next]) {
            push(line, start, name, value, key::classify(name), all);
        }
    }
}

/// As [`bound`], with the value on the next line.
pub(super) fn below(text: &str, start: usize, end: usize, all: &mut Vec<Pair>) {
    let Some((_, name)) = named(&text[start..end]) else { return };
    let next = text[end..].split_inclusive('\n').next().unwrap_or_default();
    let lead = next.trim_start().trim_start_matches(['"', '\'', '<']);
    if lead.starts_with("value")
        && let Some(value) = after_value(next)
    {
        let at = range(text, 0, &lead[..5]);
        all.push(Pair { name: range(text, 0, name), at, value: range(text, 0, value), class: key::classify(name) });
    }
}

/// The first secret name that is given as the value of `name`, `key` or `type`, with where it ends.
fn named(line: &str) -> Option<(usize, &str)> {
    ["name", "key", "type"]
        .iter()
        .filter_map(|word| {
            line.match_indices(word).find_map(|(at, _)| {
                let before = line[..at].trim_end_matches(['"', '\'']);
                let opens = before.trim_end().is_empty() || before.ends_with(['{', ',', ' ', '<', '-', '[']);
                let rest = line[at + word.len()..].trim_start_matches(['"', '\'', ' ', '=', '>']);
                let rest = rest.strip_prefix(':').map_or(rest, |it| it.trim_start_matches([' ', '"', '\'']));
                let length =
                    rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_.-".contains(c)).unwrap_or(rest.len());
                let name = &rest[..length];
                let end = name.as_ptr() as usize - line.as_ptr() as usize + length;
                let class = key::classify(name);
                let telling = match *word {
                    "type" => matches!(name, "password" | "secret"),
                    _ => !matches!(class, KeyClass::Plain | KeyClass::Setting | KeyClass::Mentions),
                };
                (opens && telling && end > at + word.len()).then_some((end, name))
            })
        })
        .min_by_key(|it| it.0)
}

/// What is given to `value`.
fn after_value(line: &str) -> Option<&str> {
    let at = line.find("value")?;
    let opens =
        line[..at].trim_end_matches(['"', '\'']).ends_with([',', ' ', '<', '{']) || line[..at].trim().is_empty();
    let rest = line[at + 5..].trim_start_matches(['"', '\'']);
    let rest = rest.trim_start().strip_prefix([':', '>', '=']).filter(|_| opens)?.trim_start();
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([',', '}', '<', '\n']).next()?.trim_end(),
    };
    Some(value).filter(|it| !it.is_empty())
}
