//! What an entry of a Secret holds: there no name is needed to suspect a value.

use super::embedded::pairs;
use super::key::{self, KeyClass};
use super::score::{Location, Verdict, judge};
use super::value::{self, ValueClass};
use super::{connection, header, jwt, private_key, token};
use crate::finding::Severity;

/// Last words of names beside a credential that are none themselves.
#[rustfmt::skip]
const COMPANIONS: &[&str] = &[
    "username", "user", "login", "email", "host", "hostname", "port", "url", "uri", "endpoint", "database", "dbname", "db", "name",
    "address", "type", "region", "accountname", "namespace", "server", "id", "enabled", "project", "bucket", "crt", "cert", "pub",
    "insecure", "enablelfs", "schema", "engine", "driver", "sslmode", "domain", "zone", "issuer", "realm", "scope", "path",
    "version", "expiration", "audience", "groups", "usages",
];

/// Severity of an entry with this content; `None` where it holds no credential.
pub(super) fn weigh(name: &str, content: &[u8]) -> Option<Severity> {
    let Ok(text) = std::str::from_utf8(content) else {
        // Key stores and archives: only a name that says so makes them secret.
        return matches!(key::classify(name), KeyClass::Password | KeyClass::Secret).then_some(Severity::High);
    };
    let text = text.trim();
    if private_key::find(text).or_else(|| private_key::find_encoded(text)).is_some_and(|it| !it.encrypted) {
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
    let is_file = text.contains('\n') || text.starts_with(['{', '[', '<']) || text.split_whitespace().count() > 2;
    if is_file {
        let secret = pairs(text)
            .into_iter()
            .any(|it| judge(&text[it.name], &text[it.value], Location::Embedded) != Verdict::Nothing);
        return secret.then_some(Severity::High);
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
            if !matches!(class, KeyClass::Password | KeyClass::Secret | KeyClass::PasswordInside)
                && !is_secret_part(&word) =>
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
