//! The rules that occur in a report, with what code scanning shows and sorts by.

use super::model::{Configuration, Help, Rule};
use super::{level, message};
use crate::finding::{Confidence, Finding, Severity};
use crate::output::words;
use crate::rules;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tags of one rule that GitHub accepts.
const TAGS: usize = 20;

/// The rules of these findings by name, and for each name its index.
pub(super) fn collect<'a>(findings: &[&'a Finding]) -> (Vec<Rule>, BTreeMap<&'a str, usize>) {
    let mut worst: BTreeMap<&str, (Severity, Confidence)> = BTreeMap::new();
    for it in findings {
        let entry = worst.entry(it.rule).or_insert((it.severity, it.confidence));
        *entry = (entry.0.max(it.severity), entry.1.max(it.confidence));
    }
    let indices = worst.keys().enumerate().map(|(index, &name)| (name, index)).collect();
    (worst.into_iter().map(|(name, (severity, confidence))| rule(name, severity, confidence)).collect(), indices)
}

/// `severity` is the worst among the findings: a ruleset may have raised it, and code scanning knows none by result.
fn rule(name: &str, severity: Severity, confidence: Confidence) -> Rule {
    let known = rules::find(name);
    let docs = known.map(|it| it.documentation()).unwrap_or_default();
    let url = words::url(name);
    let or_name = |text: &str| if text.is_empty() { name.to_owned() } else { text.to_owned() };
    let mut tags = vec!["security".to_owned(), words::category(name).to_owned()];
    let refs = known.map_or(&[][..], |it| it.refs);
    let weaknesses = refs.iter().filter_map(|it| it.strip_prefix("cwe:"));
    tags.extend(weaknesses.map(|number| format!("external/cwe/cwe-{number:0>3}")));
    tags.extend(refs.iter().filter(|it| !it.starts_with("cwe:")).map(|it| (*it).to_owned()));
    tags.truncate(TAGS);
    let page = (!url.is_empty()).then(|| format!("{}\n\n[{name}]({url})\n", docs.markdown.trim()));
    Rule {
        id: name.to_owned(),
        name: pascal(name),
        short_description: message(or_name(&docs.summary)),
        full_description: message(or_name(&one_line(&docs.why))),
        help: Help { text: or_name(docs.markdown.trim()), markdown: page },
        help_uri: Some(url).filter(|it| !it.is_empty()),
        default_configuration: Configuration { level: level(known.map_or(severity, |it| it.severity)) },
        properties: BTreeMap::from([
            ("precision", json!(confidence.as_str())),
            ("security-severity", Value::from(score(severity))),
            ("tags", json!(tags)),
        ]),
    }
}

/// A number in the range that GitHub shows under our word: over 9.0 critical, from 7.0 high, from 4.0 medium.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `host-path` as `HostPath`, the form that the standard asks of a name.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|it| it.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    };
    name.split('-').map(word).collect()
}
