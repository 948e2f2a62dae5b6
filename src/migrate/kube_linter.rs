//! `.kube-linter.yaml`

use super::draft::{Draft, List, UNANSWERED, answering};
use super::read;
use crate::rule::Peer;
use crate::rules;
use crate::ruleset::{Mistake, Text, homes};
use crate::source::Span;
use crate::yaml::Value;

const PEER: Peer = Peer::KubeLinter;

#[derive(Default)]
struct Checks<'t> {
    all: Option<Span>,
    no_defaults: Option<Span>,
    include: Vec<(&'t str, Span)>,
    exclude: Vec<(&'t str, Span)>,
}

pub(super) fn translate(text: &Text, draft: &mut Draft) -> Result<(), Mistake> {
    for (key, at, value) in read::file(text)? {
        match key {
            "checks" => checks(text, value, draft)?,
            "customChecks" => {
                for custom in read::list(text, value)? {
                    let name = custom.str("name").unwrap_or("customChecks");
                    draft.leave(text, custom.grip(), name, "a check of your own, made from a template of kube-linter");
                }
            }
            _ => draft.leave(text, at, key, "no key of kube-linter that is known here"),
        }
    }
    Ok(())
}

fn checks(text: &Text, value: Value<'_>, draft: &mut Draft) -> Result<(), Mistake> {
    let mut checks = Checks::default();
    for (key, at, value) in read::map(text, value)? {
        match key {
            "addAllBuiltIn" => checks.all = read::flag(text, value)?.then_some(at),
            "doNotAutoAddDefaults" => checks.no_defaults = read::flag(text, value)?.then_some(at),
            "include" => checks.include = read::words(text, value)?,
            "exclude" => checks.exclude = read::words(text, value)?,
            "ignorePaths" => {
                for (path, at) in read::words(text, value)? {
                    if let Err(why) = relative(path).and_then(|it| draft.path(List::Exclude, &it, "")) {
                        draft.leave(text, at, path, &why);
                    }
                }
            }
            _ => draft.leave(text, at, &format!("checks.{key}"), "no key of kube-linter that is known here"),
        }
    }
    chosen(text, &checks, draft);
    Ok(())
}

fn chosen(text: &Text, checks: &Checks<'_>, draft: &mut Draft) {
    // What is excluded stays out, whoever includes it; our `rules` would bring it back.
    let excluded = |name: &str| checks.exclude.iter().any(|it| answering(PEER, it.0).any(|rule| rule.name == name));
    for (id, at) in &checks.exclude {
        if !draft.check(List::Ignore, PEER, id, "") {
            draft.leave(text, *at, id, UNANSWERED);
        }
    }
    if checks.all.is_some() {
        draft.agree();
        let homes = homes();
        for rule in rules::all().iter().filter(|it| !excluded(it.name) && homes.get(it.name) != Some(&"default")) {
            if let Some(check) = PEER.checks(rule).next() {
                draft.rule(rule, "on", &format!("`{check}`, through addAllBuiltIn"));
            }
        }
    }
    let only = checks.no_defaults.is_some() && checks.all.is_none();
    if checks.no_defaults.is_some() {
        draft.agree();
    }
    if only {
        draft.select_only();
    }
    for (id, at) in &checks.include {
        if only {
            if !draft.check(List::Select, PEER, id, "") {
                draft.leave(text, *at, id, UNANSWERED);
            }
            continue;
        }
        let mut rules = answering(PEER, id).peekable();
        match rules.peek() {
            Some(_) => draft.agree(),
            None => draft.leave(text, *at, id, UNANSWERED),
        }
        rules.filter(|it| !excluded(it.name)).for_each(|it| draft.rule(it, "on", &format!("`{id}`, included")));
    }
}

/// A glob of kube-linter's, which is matched against whole paths, relative to the file.
fn relative(path: &str) -> Result<String, String> {
    if let Some(rest) = path.strip_prefix("/**/") {
        return Ok(format!("**/{rest}"));
    }
    super::read::below(path)
}
