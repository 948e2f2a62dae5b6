//! Secrets written where an object, a file inside it or a chart's values take settings: every leaf with the name it is bound to.

use super::args;
use super::embedded::pairs;
use super::evidence::is_known;
use super::place::place;
use super::score::{Location, Verdict, judge};
use crate::finding::{Confidence, Finding, Severity};
use crate::rule::Context;
use crate::source::Span;
use crate::yaml::{Style, Value};

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
}

impl Inline<'_> {
    /// Reports it.
    pub(super) fn report<'f>(self, cx: &'f mut Context<'_>, message: String, help: &str) -> &'f mut Finding {
        let finding = cx.report(self.at, message).sensitive().help(help);
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
    let mut stack = vec![(root, "")];
    while let Some((node, name)) = stack.pop() {
        // What an alias stands for is found where it is written.
        if node.is_alias() {
            continue;
        }
        if node.is_mapping() {
            let bound = node.str("name").or_else(|| node.str("key")).filter(|_| node.get("value").is_some());
            let start = stack.len();
            for (key, value) in node.written() {
                let Some(key) = key.text() else { continue };
                if refers(key) || skip.contains(&key) {
                    continue;
                }
                let effective = match bound {
                    Some(bound) if key == "value" => bound,
                    _ if CARRIERS.contains(&key) => name,
                    _ => key,
                };
                stack.push((value, effective));
            }
            stack[start..].reverse();
        } else if node.is_sequence() {
            list(node, &mut all);
            let start = stack.len();
            stack.extend(node.items().filter(|it| !it.is_scalar()).map(|it| (it, name)));
            stack[start..].reverse();
        } else {
            all.extend(at_leaf(name, node));
        }
    }
    all
}

/// Flags and assignments in a list of strings.
fn list<'a>(node: Value<'a>, all: &mut Vec<Inline<'a>>) {
    let written = |it: Value<'_>| it.text().is_some_and(|it| it.starts_with('-') || it.contains('='));
    if !node.items().any(written) {
        return;
    }
    let found = args::find(node).into_iter().filter(|it| !is_known(it.argument.text().unwrap_or_default()));
    all.extend(found.map(|it| Inline {
        value: it.argument,
        whole: false,
        at: place(it.argument, it.at, 0),
        name: it.name,
        verdict: it.verdict,
    }));
}

/// The secrets in one value: that of a name, or those in the file that it is.
pub(super) fn at_leaf<'a>(name: &str, value: Value<'a>) -> Vec<Inline<'a>> {
    let Some(text) = value.text().filter(|it| it.len() >= 3) else { return Vec::new() };
    let trimmed = text.trim();
    let block = matches!(value.style(), Style::Literal | Style::Folded);
    let is_file = block || trimmed.contains('\n') || trimmed.starts_with(['{', '[', '<']) && trimmed.len() > 8;
    if is_file {
        return in_file(value);
    }
    let verdict = judge(name, text, Location::Embedded);
    if verdict == Verdict::Nothing || is_known(text) {
        return Vec::new();
    }
    vec![Inline { value, whole: true, at: place(value, None, 0), name: name.to_owned(), verdict }]
}

/// The secrets in a value that is a file of its own: JSON, YAML, properties, INI, dotenv, nginx, code.
pub(super) fn in_file(value: Value<'_>) -> Vec<Inline<'_>> {
    let text = value.text().unwrap_or_default();
    let mut all = Vec::new();
    for pair in pairs(text) {
        let name = &text[pair.name.clone()];
        let verdict = judge(name, &text[pair.value.clone()], Location::Embedded);
        if verdict == Verdict::Nothing {
            continue;
        }
        // The whole line tells a connection string from a mere password.
        let line = text[..pair.name.start].rfind('\n').map_or(0, |it| it + 1);
        let line = text[line..].lines().next().unwrap_or_default();
        if !is_known(line) {
            let at = place(value, Some(pair.name.clone()), pair.name.start);
            all.push(Inline { value, whole: false, at, name: name.to_owned(), verdict });
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
            "a: &p {x: 1}\nb: *p\n",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
