//! Secrets in texts that are no manifests: files that a kustomization packs, and all others where that is wanted.

use super::inline::{self, in_text};
use super::key::{self, KeyClass};
use super::score::Verdict;
use super::value::{self, ValueClass};
use super::{connection, header, jwt, private_key, token};
use crate::finding::{Confidence, Severity};
use crate::rule::Context;
use crate::rule::secrets::Entropy;
use crate::source::{SourceId, Span};
use crate::yaml::Value;
use std::ops::Range;

const HELP: &str =
    "keep the value in a file that is not committed or in a secret store, and replace it: it stays in the history";

/// Whether pairs of name and value in such a file are settings; in programs they are more often code.
fn is_settings(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let endings = [
        ".env",
        ".ini",
        ".conf",
        ".cfg",
        ".cnf",
        ".properties",
        ".toml",
        ".tfvars",
        ".yaml",
        ".yml",
        ".json",
        ".xml",
        ".npmrc",
        ".netrc",
        "pgpass",
        ".config",
        ".settings",
        ".hcl",
    ];
    endings.iter().any(|it| file.ends_with(it))
        || file.starts_with(".env")
        || file.contains(".env.")
        || !file.contains('.')
}

/// Reports the secrets of a text, at most one a line.
pub(crate) fn scan(source: SourceId, name: &str, text: &str, cx: &mut Context<'_>) {
    let settings = is_settings(name);
    let mut told: Option<usize> = None;
    let mut report =
        |at: Range<usize>, name: &str, value: &str, what: String, confidence: Confidence, severity: Severity| {
            let line = text[..at.start].rfind('\n').map_or(0, |it| it + 1);
            if told == Some(line) {
                return;
            }
            told = Some(line);
            let span = Span::new(source, at.start as u32, at.end as u32);
            cx.report((span, format!("line:{name}")), what)
                .confidence(confidence)
                .severity(severity)
                .holds(name, value)
                .help(HELP);
        };
    let mut pairs = if settings { in_text(name, text) } else { Vec::new() };
    pairs.sort_by_key(|it| it.at.start);
    let mut pairs = pairs.into_iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let comment = line.trim_start().starts_with('#');
        if let Some((at, what, severity)) = known(text, line, start).filter(|_| !comment) {
            report(
                mark(line, start, at),
                "",
                &text[at..end],
                format!("{what} stands here in clear text"),
                Confidence::High,
                severity,
            );
        }
        while let Some(pair) = pairs.next_if(|it| it.at.start < end) {
            let confidence = if let Verdict::Secret(it) = pair.verdict { it } else { Confidence::Medium };
            let severity = if pair.verdict == Verdict::Weak { Severity::Medium } else { Severity::High };
            let key = &text[pair.name.clone()];
            report(
                pair.at,
                key,
                &text[pair.value],
                format!("`{key}` in this file holds a secret in clear text"),
                confidence,
                severity,
            );
        }
        start = end;
    }
}

/// What a line holds that is known by its form.
fn known(text: &str, line: &str, start: usize) -> Option<(usize, String, Severity)> {
    if let Some(token) = token::find(line).into_iter().next() {
        return Some((start + token.range.start, format!("a {}", token.name), token.severity));
    }
    if line.contains("PRIVATE KEY") && line.contains("BEGIN") {
        let key = private_key::find(&text[start..]).filter(|it| it.range.start < line.len());
        return key
            .filter(|it| !it.encrypted)
            .map(|it| (start + it.range.start, "a private key".to_owned(), Severity::Critical));
    }
    if let Some(token) = jwt::find(line) {
        return Some((start + token.range.start, "a token of a service account".to_owned(), Severity::High));
    }
    if let Some(found) = connection::find(line).filter(|it| !it.weak) {
        return Some((start + found.password.start, "a connection string with a password".to_owned(), Severity::High));
    }
    header::find(line).map(|it| (start + it.range.start, "an HTTP header with a credential".to_owned(), Severity::High))
}

/// Whether a line shows a secret by its looks, with the line before it: for what is printed where no rule was asked, such as files
/// that are broken.
pub(crate) fn shows_secret(before: &str, line: &str) -> bool {
    let both = format!("{before}\n{line}");
    let pair = in_text("", &both).iter().any(|it| it.value.end > before.len() + 1);
    // `- --password` and the value below it.
    let flag = before.trim().strip_prefix("- --").is_some_and(|it| key::classify(it) >= KeyClass::Secret);
    let word =
        line.split_once(": ").map_or(line, |(_, it)| it).trim().trim_start_matches("- ").trim_matches(['"', '\'']);
    let alone = !word.contains(char::is_whitespace) && value::classify(word) == ValueClass::Random;
    pair || flag && !word.starts_with('-') || alone && word.len() >= 24 || known(line, line, 0).is_some()
}

/// What of a line may be pointed at: its first word, where that is not the secret itself.
fn mark(line: &str, start: usize, secret: usize) -> Range<usize> {
    let lead = line.len() - line.trim_start().len();
    let length = line[lead..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(line.len() - lead);
    let end = (start + lead + length).min(secret).max(start + lead);
    start + lead..end
}

/// Reports the secrets in the leaves of a document of whatever kind.
pub(crate) fn leaves(root: Value<'_>, cx: &mut Context<'_>) {
    for found in inline::below(root, &[]) {
        let message = format!("`{}` in this file holds a secret in clear text", found.name);
        found.report(cx, message, HELP);
    }
}

/// The files that the generators of a kustomization name, as paths from the root.
pub(crate) fn packed(folder: &str, root: Value<'_>) -> Vec<String> {
    let generators = ["secretGenerator", "configMapGenerator"].into_iter().flat_map(|it| root.list(it));
    let named = generators.flat_map(|it| {
        let files = it.list("files").chain(it.list("envs")).filter_map(|it| it.text());
        files.chain(it.str("env")).collect::<Vec<_>>()
    });
    named.map(|it| crate::manifest::resolve_path(folder, it.split_once('=').map_or(it, |(_, file)| file))).collect()
}

/// Whether a value that is suspect for its randomness alone is less random than the user wants.
pub(crate) fn is_too_regular(value: &str, entropy: Entropy) -> bool {
    if entropy == Entropy::default() || value::classify(value) != ValueClass::Random {
        return false;
    }
    let hex = value.trim_end_matches('=').bytes().all(|it| it.is_ascii_hexdigit());
    super::shape::entropy(value) < if hex { entropy.hex } else { entropy.base64 }
}
