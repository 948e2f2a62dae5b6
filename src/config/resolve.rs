//! From defaults, rulesets, `holdshort.yaml` and flags to what counts, with the origin of each value.

use super::selector::{self, Selector};
use super::{Chosen, Configuration, File, Flags};
use crate::finding::Severity;
use crate::manifest::Version;
use crate::rule::Rule;
use crate::rules;
use crate::ruleset::{self, Decisions, Mistake, Origin, ReadFile, Sourced, Text};
use crate::source::Span;
use crate::yaml::Value;
use std::path::Path;

/// Merges everything; later ones win: defaults, rulesets, the file (with the folder it lies in), flags.
pub fn resolve(text: Option<(&Text, &Path)>, flags: &Flags, read: ReadFile<'_>) -> Result<Configuration, Mistake> {
    let (text, folder) = text.unzip();
    let file: File = text.map(Text::read).transpose()?.unwrap_or_default();
    let origin = |key: &str| match text.and_then(|text| Some((text, text.get(key)?.entry_span()))) {
        Some((text, span)) => Origin::File { name: text.name().to_owned(), line: text.line(span) },
        None => Origin::Default,
    };
    let extends = match (&flags.rulesets, file.extends.clone()) {
        (names, _) if !names.is_empty() => Sourced::new(names.clone(), Origin::Flag("--ruleset")),
        (_, Some(names)) => Sourced::new(names, origin("extends")),
        _ => Sourced::default(vec!["default".to_owned()]),
    };
    let mut decisions = Decisions::default();
    // Names on the command line are relative to the working directory, those in a file to the file.
    let here = text.filter(|_| flags.rulesets.is_empty());
    let beside = folder.filter(|_| flags.rulesets.is_empty()).unwrap_or(Path::new(""));
    for (at, name) in extends.value.iter().enumerate() {
        let loaded = ruleset::load(name, beside, read);
        decisions.extend(loaded.map_err(|it| match here {
            Some(text) => it.or_at(text, text.item("extends", at)),
            None => it,
        })?);
    }
    let mut configuration = Configuration {
        extends,
        decisions,
        select: None,
        ignore: Vec::new(),
        include: listed(&file.include, origin("include")),
        exclude: listed(&file.exclude, origin("exclude")),
        min_severity: choose(
            flags.min_severity,
            "--min-severity",
            file.min_severity,
            origin("min-severity"),
            Severity::Low,
        ),
        fail_on: choose(
            flags.fail_on.map(|it| it.severity()),
            "--fail-on",
            file.fail_on.map(|it| it.severity()),
            origin("fail-on"),
            Some(Severity::High),
        ),
        kubernetes_version: choose(
            flags.kubernetes_version,
            "--kubernetes-version",
            text.map(version).transpose()?.flatten(),
            origin("kubernetes-version"),
            Version::NEWEST_KUBERNETES,
        ),
        closed_world: choose(
            flags.closed_world.then_some(true),
            "--closed-world",
            file.closed_world,
            origin("closed-world"),
            false,
        ),
        inventory: choose(
            flags.inventory.clone().map(Some),
            "--inventory",
            file.inventory.as_ref().map(|it| Some(folder.unwrap_or(Path::new("")).join(it))),
            origin("inventory"),
            None,
        ),
        peer_suppressions: choose(
            flags.no_peer_suppressions.then_some(false),
            "--no-peer-suppressions",
            file.peer_suppressions,
            origin("peer-suppressions"),
            true,
        ),
        secrets: Sourced::new(file.secrets.clone(), origin("secrets")),
        overrides: Vec::new(),
    };
    if !flags.include.is_empty() {
        configuration.include = listed(&flags.include, Origin::Flag("--include"));
    }
    configuration.exclude.extend(listed(&flags.exclude, Origin::Flag("--exclude")));
    if let Some(text) = text {
        configuration.choose_by_file(&file, text)?;
        configuration.overrides = super::overrides::read(&file, text)?;
        super::overrides::check_globs(
            &file.secrets.allow.paths,
            text.root().and_then(|it| it.path("secrets.allow")),
            text,
        )?;
    }
    configuration.choose_by_flags(flags)?;
    configuration.check_opposites(text)?;
    Ok(configuration)
}

impl Configuration {
    fn choose_by_file(&mut self, file: &File, text: &Text) -> Result<(), Mistake> {
        let line = |span: Span| Origin::File { name: text.name().to_owned(), line: text.line(span) };
        if let Some(select) = &file.select {
            let chosen = words(select, text, "select")?;
            let at = text.get("select").map_or(text.start(), Value::entry_span);
            self.only(chosen, &line(at));
        }
        for chosen in words(&file.ignore, text, "ignore")? {
            self.without(chosen);
        }
        let origin = |line| Origin::File { name: text.name().to_owned(), line };
        self.decisions.apply(&file.rules, text, text.get("rules"), &origin)
    }

    fn choose_by_flags(&mut self, flags: &Flags) -> Result<(), Mistake> {
        let flagged = |flag: &'static str, words: &[String]| -> Result<Vec<Chosen>, Mistake> {
            let parsed = selector::parse_all(words)?;
            Ok(parsed.into_iter().map(|it| Sourced::new(it, Origin::Flag(flag))).collect())
        };
        if !flags.select.is_empty() {
            let chosen = flagged("--select", &flags.select)?;
            // What the file turned off by name stays off, unless it is asked for by name.
            let kept_off: Vec<&'static Rule> = rules::all()
                .iter()
                .copied()
                .filter(|rule| {
                    let off = |it: &ruleset::Decision| !it.on.value && matches!(it.on.origin, Origin::File { .. });
                    self.decisions.get(rule.name).is_some_and(off)
                })
                .filter(|rule| !chosen.iter().any(|it| it.value.is_exact() && it.value.selects(rule, rule.severity)))
                .collect();
            let off_by: Vec<Origin> =
                kept_off.iter().filter_map(|it| self.decisions.get(it.name).map(|it| it.on.origin.clone())).collect();
            self.only(chosen, &Origin::Flag("--select"));
            for (rule, origin) in kept_off.into_iter().zip(off_by) {
                self.decisions.turn(rule.name, false, origin);
            }
        }
        for chosen in flagged("--ignore", &flags.ignore)? {
            self.without(chosen);
        }
        Ok(())
    }

    /// Of all rules, exactly these are on.
    fn only(&mut self, chosen: Vec<Chosen>, origin: &Origin) {
        for rule in rules::all() {
            let severity = self.severity(rule);
            let on = chosen.iter().any(|it| it.value.selects(rule, severity));
            if on || self.decisions.get(rule.name).is_some_and(|it| it.on.value) {
                self.decisions.turn(rule.name, on, origin.clone());
            }
        }
        self.select = Some(chosen);
    }

    fn without(&mut self, chosen: Chosen) {
        for rule in rules::all() {
            if chosen.value.selects(rule, self.severity(rule)) {
                self.decisions.turn(rule.name, false, chosen.origin.clone());
            }
        }
        self.ignore.push(chosen);
    }
}

fn choose<T>(flag: Option<T>, name: &'static str, file: Option<T>, origin: Origin, default: T) -> Sourced<T> {
    match (flag, file) {
        (Some(value), _) => Sourced::new(value, Origin::Flag(name)),
        (None, Some(value)) => Sourced::new(value, origin),
        (None, None) => Sourced::default(default),
    }
}

fn listed(values: &[String], origin: Origin) -> Vec<Sourced<String>> {
    values.iter().map(|it| Sourced::new(it.clone(), origin.clone())).collect()
}

/// Selectors as written in the list below a key.
fn words(words: &[String], text: &Text, key: &str) -> Result<Vec<Chosen>, Mistake> {
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let span = text.item(key, at);
        let selector = Selector::parse(word).map_err(|it| it.or_at(text, span))?;
        let line = text.line(span.unwrap_or_else(|| text.start()));
        all.push(Sourced::new(selector, Origin::File { name: text.name().to_owned(), line }));
    }
    Ok(all)
}

fn version(text: &Text) -> Result<Option<Version>, Mistake> {
    let Some(value) = text.root().and_then(|it| it.get("kubernetes-version")) else { return Ok(None) };
    let written = value.text().unwrap_or_default();
    written.parse().map(Some).map_err(|error: String| Mistake::new(error).at(text, value.grip(), "not a version"))
}
