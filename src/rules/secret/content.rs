//! What an entry of a Secret holds: there no name is needed to suspect a value.

use super::der::{self, Form};
use super::inline::in_text;
use super::key::{self, KeyClass};
use super::value::{self, ValueClass};
use super::{connection, header, jwt, private_key, token, unpack};
use crate::finding::Severity;
use std::ops::Range;

/// Last words of names beside a credential that are none themselves.
#[rustfmt::skip]
const COMPANIONS: &[&str] = &[
    "username", "user", "login", "email", "host", "hostname", "port", "url", "uri", "endpoint", "database", "dbname", "db", "name",
    "address", "type", "region", "accountname", "namespace", "server", "id", "enabled", "project", "bucket", "crt", "cert", "pub",
    "insecure", "enablelfs", "dn", "timezone", "tz", "basedn", "binddn", "mode", "level", "format", "ttl", "publickey", "certificate", "kid", "client_id", "clientid", "schema", "engine", "driver", "sslmode", "domain", "zone", "issuer", "realm", "scope", "path",
    "version", "expiration", "audience", "groups", "usages",
];

/// A credential in an entry of a Secret.
pub(super) struct Credential {
    /// What names it inside of the text, where something does.
    pub(super) name: Option<Range<usize>>,
    /// Where the line with it begins, or the credential.
    pub(super) at: usize,
    /// The credential; of a key or a file as a whole, where it begins.
    pub(super) secret: Range<usize>,
    pub(super) severity: Severity,
}

/// The credentials in an entry, at most one a line; one for the whole where it is no file.
pub(super) fn find(name: &str, text: &str) -> Vec<Credential> {
    if !is_file(text) {
        let one = weigh(name, text.as_bytes()).map(|severity| Credential {
            name: None,
            at: 0,
            secret: 0..text.len(),
            severity,
        });
        return one.into_iter().collect();
    }
    let mut all: Vec<Credential> = Vec::new();
    let key = private_key::any(text).filter(|it| !it.encrypted);
    all.extend(key.map(|it| Credential {
        name: None,
        at: it.range.start,
        secret: it.range,
        severity: Severity::Critical,
    }));
    for line in text.split_inclusive('\n').filter(|it| !it.trim_start().starts_with('#')) {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let known = token::find(line).into_iter().map(|it| (it.range, it.severity.max(Severity::High)));
        let web_token =
            jwt::find(line).map(|it| (it.range, if it.expires { Severity::High } else { Severity::Critical }));
        let address = connection::find(line).map(|it| (it.password, Severity::High));
        let header = header::find(line).map(|it| (it.range, Severity::High));
        if let Some((range, severity)) = known.chain(web_token).chain(address).chain(header).next() {
            let secret = start + range.start..start + range.end;
            all.push(Credential { name: None, at: secret.start, secret, severity });
        }
    }
    let pairs = in_text(name, text).into_iter();
    all.extend(pairs.map(|it| Credential {
        at: it.at.start,
        name: Some(it.at),
        secret: it.value,
        severity: Severity::High,
    }));
    let starts: Vec<usize> = text.match_indices('\n').map(|it| it.0).collect();
    let line = |at: usize| starts.partition_point(|it| *it < at);
    all.sort_by_key(|it| (line(it.at), it.name.is_some()));
    all.dedup_by_key(|it| line(it.at));
    all
}

fn is_file(text: &str) -> bool {
    let text = text.trim();
    text.contains('\n') || text.starts_with(['{', '[', '<']) || text.split_whitespace().count() > 2
}

/// Severity of an entry with this content; `None` where it holds no credential.
pub(super) fn weigh(name: &str, content: &[u8]) -> Option<Severity> {
    if let Some(form) = der::private_key(content) {
        return Some(if form == Form::Plain { Severity::Critical } else { Severity::Medium });
    }
    if let Some(inner) = unpack::text(content) {
        return find(name, &inner).iter().map(|it| it.severity).max();
    }
    let Ok(text) = std::str::from_utf8(content) else {
        // Key stores and archives: only a name that says so makes them secret.
        return matches!(key::classify(name), KeyClass::Password | KeyClass::Secret).then_some(Severity::High);
    };
    let text = text.trim();
    if private_key::any(text).is_some_and(|it| !it.encrypted) {
        return Some(Severity::Critical);
    }
    if let Some(worst) = token::find(text).iter().map(|it| it.severity).max() {
        return Some(worst.max(Severity::High));
    }
    if jwt::find(text).is_some_and(|it| !it.expires) {
        return Some(Severity::Critical);
    }
    if connection::find(text).is_some() || header::find(text).is_some() || jwt::find(text).is_some() {
        return Some(Severity::High);
    }
    if is_file(text) {
        return (!in_text(name, text).is_empty()).then_some(Severity::High);
    }
    let word = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(name).to_ascii_lowercase();
    let class = key::classify(name);
    if COMPANIONS.iter().any(|it| word == *it || word.ends_with("name") || word.ends_with("url")) {
        return None;
    }
    match value::classify(text) {
        ValueClass::Reference | ValueClass::Placeholder | ValueClass::Url | ValueClass::Path | ValueClass::Prose => {
            None
        }
        // Numbers and words are settings unless the name says otherwise.
        ValueClass::Number | ValueClass::Word | ValueClass::Identifier
            if !matches!(
                class,
                KeyClass::Password | KeyClass::Secret | KeyClass::AccessSecret | KeyClass::PasswordInside
            ) && !is_secret_part(&word) =>
        {
            None
        }
        // Signs are in zones, names of a directory and the like, too; digits beside them are not.
        ValueClass::Mixed | ValueClass::Other | ValueClass::Uuid
            if !matches!(
                class,
                KeyClass::Password | KeyClass::Secret | KeyClass::AccessSecret | KeyClass::PasswordInside
            ) && !is_secret_part(&word)
                && !is_strong(text) =>
        {
            None
        }
        _ if class == KeyClass::Setting => None,
        _ => Some(Severity::High),
    }
}

/// `token-secret` and its like are classified; `key`, `value` and `data` alone are what a Secret is for.
fn is_secret_part(word: &str) -> bool {
    matches!(word, "key" | "value" | "pw" | "pin" | "salt" | "hmac")
}

/// Letters, digits or capitals, and a sign that names, addresses and zones do without.
fn is_strong(text: &str) -> bool {
    let has = |what: fn(&u8) -> bool| text.as_bytes().iter().any(what);
    let letters = has(u8::is_ascii_lowercase) && (has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase));
    text.len() >= 8 && letters && has(|it| b"!#$%^&*?~".contains(it))
}
