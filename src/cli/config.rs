//! `holdshort config`: what counts, as a file that could be used as it is, with the origin of each value behind it.

use super::args;
use super::failure::Failure;
use super::output;
use super::project::{self, Project};
use crate::config::{Chosen, Configuration};
use crate::rules;
use crate::ruleset::{Decision, Origin, Sourced};
use std::fmt::Display;

pub(super) fn run(args: &args::Config) -> Result<(), Failure> {
    project::must_exist(&args.path)?;
    let project = Project::of(&args.path)?;
    let text = show(&project.configuration(&args.choice.scope, &args.choice.flags())?);
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

fn show(configuration: &Configuration) -> String {
    let mut page = Page::default();
    let it = configuration;
    page.list("extends", it.extends.value.iter().map(|name| (name.as_str(), &it.extends.origin)), &it.extends.origin);
    fn chosen(all: &[Chosen]) -> impl Iterator<Item = (&str, &Origin)> {
        all.iter().map(|it| (it.value.word(), &it.origin))
    }
    fn globs(all: &[Sourced<String>]) -> impl Iterator<Item = (&str, &Origin)> {
        all.iter().map(|it| (it.value.as_str(), &it.origin))
    }
    if let Some(select) = &it.select {
        page.list("select", chosen(select), &Origin::Default);
    }
    page.list("ignore", chosen(&it.ignore), &Origin::Default);
    page.list("include", globs(&it.include), &Origin::Default);
    page.list("exclude", globs(&it.exclude), &Origin::Default);
    page.value("min-severity", &it.min_severity);
    let fail_on = it.fail_on.value.map_or("never", |it| it.as_str());
    page.line(0, &format!("fail-on: {fail_on}"), &it.fail_on.origin);
    page.line(0, &format!("kubernetes-version: \"{}\"", it.kubernetes_version.value), &it.kubernetes_version.origin);
    page.value("closed-world", &it.closed_world);
    if let Some(inventory) = &it.inventory.value {
        page.line(0, &format!("inventory: {}", quoted(&inventory.to_string_lossy())), &it.inventory.origin);
    }
    page.value("peer-suppressions", &it.peer_suppressions);
    secrets(&mut page, it);
    page.bare("rules:");
    for rule in rules::all() {
        match it.decisions.get(rule.name) {
            Some(decision) => page.decision(2, rule.name, decision),
            None => page.line(2, &format!("{}: off", rule.name), &Origin::Default),
        }
    }
    if !it.overrides.is_empty() {
        page.bare("overrides:");
    }
    for entry in &it.overrides {
        let paths: Vec<String> = entry.paths.value.iter().map(|it| quoted(it)).collect();
        page.line(2, &format!("- paths: [{}]", paths.join(", ")), &entry.paths.origin);
        page.bare("    rules:");
        for (name, decision) in entry.decisions.iter() {
            page.decision(6, name, decision);
        }
    }
    page.finish()
}

/// What is known about secrets, where something is.
fn secrets(page: &mut Page, it: &Configuration) {
    let (secrets, origin) = (&it.secrets.value, &it.secrets.origin);
    if *origin == Origin::Default {
        return;
    }
    page.bare("secrets:");
    page.bare("  allow:");
    let hashes: Vec<String> = secrets.allow.values.iter().map(ToString::to_string).collect();
    for (key, list) in [("keys", &secrets.allow.keys), ("paths", &secrets.allow.paths), ("values", &hashes)] {
        let list: Vec<String> = list.iter().map(|it| quoted(it)).collect();
        page.line(4, &format!("{key}: [{}]", list.join(", ")), origin);
    }
    page.line(2, &format!("entropy: {{hex: {}, base64: {}}}", secrets.entropy.hex, secrets.entropy.base64), origin);
    page.line(2, &format!("everywhere: {}", secrets.everywhere), origin);
}

/// Lines with remarks, which stand below each other.
#[derive(Default)]
struct Page {
    lines: Vec<(String, Option<String>)>,
}

impl Page {
    fn bare(&mut self, text: &str) {
        self.lines.push((text.to_owned(), None));
    }

    fn line(&mut self, indent: usize, text: &str, origin: &Origin) {
        self.lines.push((format!("{:indent$}{text}", ""), Some(origin.to_string())));
    }

    fn value<T: Display>(&mut self, key: &str, value: &Sourced<T>) {
        self.line(0, &format!("{key}: {}", value.value), &value.origin);
    }

    fn list<'a>(&mut self, key: &str, items: impl Iterator<Item = (&'a str, &'a Origin)>, empty: &Origin) {
        let items: Vec<_> = items.collect();
        if items.is_empty() {
            return self.line(0, &format!("{key}: []"), empty);
        }
        self.bare(&format!("{key}:"));
        for (item, origin) in items {
            self.line(2, &format!("- {}", quoted(item)), origin);
        }
    }

    fn decision(&mut self, indent: usize, rule: &str, decision: &Decision) {
        let severity = decision.severity.as_ref();
        let word = match (decision.on.value, severity) {
            (false, _) => "off",
            (true, Some(severity)) => severity.value.as_str(),
            (true, None) => "on",
        };
        let Some(options) = decision.options.as_ref().filter(|_| decision.on.value) else {
            let origin = severity.filter(|_| decision.on.value).map_or(&decision.on.origin, |it| &it.origin);
            return self.line(indent, &format!("{rule}: {word}"), origin);
        };
        self.bare(&format!("{:indent$}{rule}:", ""));
        if let Some(severity) = severity {
            self.line(indent + 2, &format!("severity: {}", severity.value), &severity.origin);
        }
        // JSON is YAML.
        self.line(indent + 2, &format!("options: {}", options.value), &options.origin);
    }

    fn finish(self) -> String {
        let widths = self.lines.iter().filter(|it| it.1.is_some()).map(|it| it.0.chars().count());
        let width = widths.filter(|&it| it <= 60).max().unwrap_or(0);
        let mut text = String::new();
        for (line, remark) in self.lines {
            match remark {
                Some(remark) => text.push_str(&format!("{line:width$}  # {remark}\n")),
                None => text.push_str(&format!("{line}\n")),
            }
        }
        text
    }
}

/// A string as YAML reads it: bare where nothing else could be meant.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b'/'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
        );
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::show;
    use crate::config::{Flags, resolve};
    use crate::ruleset::Text;
    use std::path::Path;

    #[test]
    fn what_is_shown_says_the_same_when_it_is_read() {
        let written = "extends: [strict]\nignore: ['yaml-*']\nexclude: ['*.bak', vendor]\nfail-on: never\nkubernetes-version: 1.30\nrules:\n  privileged-container: low\noverrides:\n- paths: ['a b/*']\n  rules: {unreadable-file: off, privileged-container: high}\n";
        let read = |text: &str| {
            let text = Text::new("holdshort.yaml", text.to_owned());
            resolve(Some((&text, Path::new(""))), &Flags::default(), &|_| Err("no disk".to_owned())).unwrap()
        };
        let first = read(written);
        let shown = show(&first);
        assert!(shown.contains("  privileged-container: low"), "{shown}");
        assert!(shown.contains("# holdshort.yaml:7\n"), "{shown}");
        assert!(shown.contains("kubernetes-version: \"1.30\""), "{shown}");
        assert!(shown.contains("# default\n"), "{shown}");
        let second = read(&shown);
        assert_eq!(format!("{:?}", first.policy("").unwrap()), format!("{:?}", second.policy("").unwrap()));
    }
}
