//! Secrets written where an object, a file inside it or a chart's values take settings: every leaf with the name it is bound to.

use super::args;
use super::embedded::{floor, pairs};
use super::evidence::is_known;
use super::key::{self, KeyClass};
use super::place::place;
use super::score::{Location, Verdict, judge_as};
use super::value::{self, ValueClass};
use crate::finding::{Confidence, Finding, Severity};
use crate::rule::Context;
use crate::source::Span;
use crate::yaml::{Style, Value};
use std::ops::Range;

/// A secret with the place of its name.
pub(super) struct Inline<'a> {
    /// The scalar that holds it, as a whole or as one of its lines.
    pub(super) value: Value<'a>,
    /// It is all of the scalar.
    pub(super) whole: bool,
    pub(super) at: (Span, String),
    /// What it is bound to; safe to print.
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Where the secret stands in the text of the scalar.
    pub(super) secret: Range<usize>,
}

impl Inline<'_> {
    /// Reports it.
    pub(super) fn report<'f>(self, cx: &'f mut Context<'_>, message: String, help: &str) -> &'f mut Finding {
        let secret = self.value.text().and_then(|it| it.get(self.secret)).unwrap_or_default();
        let finding = cx.report(self.at, message).holds(&self.name, secret).help(help);
        match self.verdict {
            Verdict::Secret(confidence) => finding.confidence(confidence),
            _ => finding.confidence(Confidence::Medium).severity(Severity::Medium),
        }
    }
}

/// Keys below which nothing is a literal credential: references, schemas, selectors and texts for people.
#[rustfmt::skip]
const REFERRING: &[&str] = &[
    "valueFrom", "envFrom", "remoteRef", "imagePullSecrets", "matchLabels", "matchExpressions", "selector", "labels", "tolerations",
    "openAPIV3Schema", "description", "encryptedData", "nodeSelector", "affinity", "securityContext", "resourceNames", "existingSecret",
    "sops", "metadata", "status",
];

/// Keys that say only that a value follows: its name is that of the key above.
const CARRIERS: &[&str] = &[
    "inline_string",
    "inlineString",
    "inline_bytes",
    "inlineBytes",
    "inline",
    "literal",
    "stringValue",
    "string_value",
];

/// Whether what stands below a key names a secret instead of holding it.
fn refers(key: &str) -> bool {
    REFERRING.contains(&key) || ["Ref", "Refs", "Selector", "_ref", "KeyRef"].iter().any(|it| key.ends_with(it))
}

/// Every secret in the leaves below a node. `skip` names keys that others look after.
pub(super) fn below<'a>(root: Value<'a>, skip: &[&str]) -> Vec<Inline<'a>> {
    let mut all = Vec::new();
    let mut stack = vec![(root, "", KeyClass::Plain)];
    while let Some((node, name, class)) = stack.pop() {
        // What an alias stands for is found where it is written.
        if node.is_alias() {
            continue;
        }
        if node.is_mapping() {
            let bound = bound(node);
            let paired =
                node.written().any(|(key, value)| key.text().is_some_and(key::is_access_key) && value.is_scalar());
            let start = stack.len();
            for (key, value) in node.written() {
                let Some(key) = key.text() else { continue };
                if refers(key) || skip.contains(&key) {
                    continue;
                }
                let effective = match bound {
                    Some(bound) if key == "value" => bound,
                    None if key == "value" => name,
                    _ if CARRIERS.contains(&key) => name,
                    _ => key,
                };
                let own = key::classify(effective);
                let own = match own {
                    KeyClass::Secret if paired && key::is_secret_key(key) => KeyClass::AccessSecret,
                    // `tokens: {ci: …}`: each entry is what its parent is called.
                    KeyClass::Plain if is_many(name, class) && value.is_scalar() && !key::is_setting(key) => {
                        KeyClass::Key
                    }
                    own => own,
                };
                stack.push((value, effective, own));
            }
            stack[start..].reverse();
        } else if node.is_sequence() {
            list(node, &mut all);
            if is_many(name, class) {
                let items = node.items().filter(|it| it.is_scalar() && !it.is_alias());
                all.extend(items.flat_map(|it| leaf(name, class, it)));
            }
            let start = stack.len();
            stack.extend(node.items().filter(|it| !it.is_scalar()).map(|it| (it, name, class)));
            stack[start..].reverse();
        } else {
            all.extend(leaf(name, class, node));
        }
    }
    all
}

/// What the `value` of a mapping is bound to: the name or key beside it, or what it is said to be.
fn bound(node: Value<'_>) -> Option<&str> {
    node.get("value")?;
    let kind = node.str("type").filter(|it| matches!(*it, "password" | "secret" | "token"));
    node.str("name").or_else(|| node.str("key")).or(kind)
}

/// Whether a name is that of several secrets: `passwords`, `apiKeys`.
fn is_many(name: &str, class: KeyClass) -> bool {
    let name = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    name.ends_with('s') && !name.ends_with("pass") && !name.eq_ignore_ascii_case("secrets") && class >= KeyClass::Secret
}

/// Flags and assignments in a list of strings.
fn list<'a>(node: Value<'a>, all: &mut Vec<Inline<'a>>) {
    let written = |it: Value<'_>| it.text().is_some_and(|it| it.starts_with('-') || it.contains('='));
    if !node.items().any(written) {
        return;
    }
    let found = args::find(node).into_iter().filter(|it| !is_known(it.line()));
    all.extend(found.map(|it| Inline {
        value: it.argument,
        whole: false,
        at: place(it.argument, it.at, it.offset),
        name: it.name,
        verdict: it.verdict,
        secret: it.secret,
    }));
}

/// The secrets in one value: that of a name, or those in the file that it is.
pub(super) fn at_leaf<'a>(name: &str, value: Value<'a>) -> Vec<Inline<'a>> {
    leaf(name, key::classify(name), value)
}

fn leaf<'a>(name: &str, class: KeyClass, value: Value<'a>) -> Vec<Inline<'a>> {
    let Some(text) = value.text().filter(|it| it.len() >= 3) else { return Vec::new() };
    let trimmed = text.trim();
    let block = matches!(value.style(), Style::Literal | Style::Folded);
    let is_file = block || trimmed.contains('\n') || trimmed.starts_with(['{', '[', '<']) && trimmed.len() > 8;
    if is_file {
        return in_file(name, value);
    }
    // What Grafana's provisioning quotes three times.
    let text = trimmed.strip_prefix("\"\"\"").and_then(|it| it.strip_suffix("\"\"\"")).unwrap_or(text);
    let verdict = judge_as(class, name, text, Location::Embedded);
    if verdict == Verdict::Nothing || is_known(text) {
        return Vec::new();
    }
    let secret = 0..value.text().map_or(0, str::len);
    vec![Inline { value, whole: true, at: place(value, None, 0), name: name.to_owned(), verdict, secret }]
}

/// The secrets in a value that is a file of its own: JSON, YAML, properties, INI, dotenv, nginx, code. `name` is that of the file.
pub(super) fn in_file<'a>(name: &str, value: Value<'a>) -> Vec<Inline<'a>> {
    let text = value.text().unwrap_or_default();
    let mut all: Vec<Inline<'a>> = Vec::new();
    for found in in_text(name, text).into_iter().take(MOST) {
        // The line around it tells a connection string from a mere password.
        let least = floor(text, found.at.start.saturating_sub(AROUND));
        let line = text[least..found.at.start].rfind('\n').map_or(least, |it| least + it + 1);
        let line = text[line..floor(text, found.value.end + AROUND)].lines().next().unwrap_or_default();
        if !is_known(line) {
            let at = place(value, Some(found.at.clone()), found.at.start);
            let name = text[found.name].to_owned();
            all.push(Inline { value, whole: false, at, name, verdict: found.verdict, secret: found.value });
        }
    }
    all
}

/// Most secrets that one scalar is said to hold.
const MOST: usize = 200;

/// Bytes before and behind a secret that belong to it.
const AROUND: usize = 1 << 10;

/// A secret in the text of a file.
pub(super) struct InText {
    /// What names it; safe to print.
    pub(super) name: Range<usize>,
    /// Where to point: at the name, or what stands beside the value on its line.
    pub(super) at: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) verdict: Verdict,
}

/// The secrets in the text of a file.
pub(super) fn in_text(name: &str, text: &str) -> Vec<InText> {
    if name.contains("pgpass") {
        return pgpass(text);
    }
    let judged = pairs(text).into_iter().map(|it| {
        let verdict = judge_as(it.class, &text[it.name.clone()], &text[it.value.clone()], Location::Embedded);
        InText { name: it.name, at: it.at, value: it.value, verdict }
    });
    judged.filter(|it| it.verdict != Verdict::Nothing).collect()
}

/// `host:port:database:user:password`, one a line.
fn pgpass(text: &str) -> Vec<InText> {
    let mut all = Vec::new();
    for line in text.lines().filter(|it| !it.trim_start().starts_with('#')) {
        let from = line.as_ptr() as usize - text.as_ptr() as usize;
        let Some(password) = line.trim().splitn(5, ':').nth(4) else { continue };
        let stand_in = matches!(value::classify(password), ValueClass::Reference | ValueClass::Placeholder);
        if !stand_in {
            let host = line.find(':').unwrap_or(0);
            let name = from..from + host;
            let start = password.as_ptr() as usize - text.as_ptr() as usize;
            all.push(InText {
                at: name.clone(),
                name,
                value: start..start + password.len(),
                verdict: Verdict::Secret(Confidence::High),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn names(text: &str) -> Vec<String> {
        let tree = crate::yaml::parse(SourceId(0), text.into());
        below(tree.document(0).root().unwrap(), &["env"]).into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn a_leaf_is_named_by_what_it_is_bound_to() {
        for (text, name) in [
            ("a: {password: 'bStd!8AgdmX2s'}", "password"),
            ("p: [{name: db.password, value: 'bStd!8AgdmX2s'}]", "db.password"),
            ("p: [{key: clientSecret, value: 6aa70198755cd50511e463d9fe72895d}]", "clientSecret"),
            ("users: [{accessKey: console, secretKey: console123}]", "secretKey"),
            ("c: [{type: password, value: 'bStd!8AgdmX2s'}]", "password"),
            ("smtp: {password: {value: 'bStd!8AgdmX2s', existingSecretKey: ''}}", "password"),
            ("tokens: {ci: 6aa70198755cd50511e463d9fe72895d}", "ci"),
            ("apiKeys: [6aa70198755cd50511e463d9fe72895d]", "apiKeys"),
            ("token: {inline_string: 6aa70198755cd50511e463d9fe72895d}", "token"),
            ("extraArgs: ['--password=bStd!8AgdmX2s']", "--password"),
            ("values: |\n  redis:\n    password: bStd!8AgdmX2s\n", "password"),
            ("x: '{\"a\": {\"apiKey\": \"6aa70198755cd50511e463d9fe72895d\"}}'", "apiKey"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn references_by_meaning_hold_nothing() {
        for text in [
            "a: {passwordSecretRef: {name: db, key: password}}",
            "a: {valueFrom: {secretKeyRef: {name: db, key: password}}}",
            "a: {existingSecret: web-auth, secretName: web-tls, credentialName: web-tls}",
            "env: [{name: DB_PASSWORD, value: 'bStd!8AgdmX2s'}]",
            "a: {passwordSecret: {name: repo, key: password}}",
            "a: {password: $(PW), token: '{{ .x }}', secret: ''}",
            "users: [{accessKey: console, secretKey: {name: a, key: b}}]",
            "secrets: {enabled: true, name: web}\ntokens: {uid: 6aa70198755cd50511e463d9fe72895d}",
            "a: &p {x: 1}\nb: *p\n",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
