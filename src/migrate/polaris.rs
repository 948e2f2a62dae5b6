//! The configuration of Polaris: checks with severities, and exemptions.

use super::draft::{Draft, UNANSWERED, answering, failing};
use super::read;
use crate::finding::Severity;
use crate::rule::{Peer, Rule};
use crate::ruleset::{Mistake, Text};
use crate::yaml::Value;
use std::collections::BTreeMap;

/// What Polaris makes of a check, from the least to the worst.
const WORDS: [&str; 3] = ["ignore", "warning", "danger"];

pub(super) fn translate(text: &Text, draft: &mut Draft) -> Result<(), Mistake> {
    let mut entries = read::file(text)?;
    // An exemption outweighs the severity of its check.
    entries.sort_by_key(|it| it.0 == "exemptions");
    let set = |key: &str| -> Result<bool, Mistake> {
        let found = entries.iter().find(|it| it.0 == key);
        found.map_or(Ok(false), |it| read::flag(text, it.2))
    };
    let no_exemptions = set("disallowExemptions")?;
    let (by_config, by_note) = (set("disallowConfigExemptions")?, set("disallowAnnotationExemptions")?);
    for (key, at, value) in &entries {
        match *key {
            "checks" => checks(text, *value, draft)?,
            "disallowExemptions" | "disallowAnnotationExemptions" => match no_exemptions || by_note {
                true => {
                    let remark = format!("`{key}: true`: annotations exempt nothing, those for other linters neither.");
                    draft.value("peer-suppressions", "false", &remark);
                }
                false => draft.agree(),
            },
            "disallowConfigExemptions" => draft.agree(),
            "exemptions" if no_exemptions || by_config => draft.leave(text, *at, key, "the file itself disallows them"),
            "exemptions" => {
                for entry in read::list(text, *value)? {
                    exemption(text, entry, draft)?;
                }
            }
            "customChecks" => {
                for (name, at, _) in read::map(text, *value)? {
                    draft.leave(text, at, name, "a check of your own, written for Polaris");
                }
            }
            _ => draft.leave(text, *at, key, "no counterpart here"),
        }
    }
    Ok(())
}

fn checks(text: &Text, value: Value<'_>, draft: &mut Draft) -> Result<(), Mistake> {
    // Of several checks that mean a rule the worst counts.
    let mut rules: BTreeMap<&str, (&'static Rule, usize, Vec<String>)> = BTreeMap::new();
    for (id, at, value) in read::map(text, value)? {
        let word = read::word(text, value)?;
        let Some(rank) = WORDS.iter().position(|it| *it == word) else {
            let message = format!("`{id}`: `{word}` is no severity of Polaris");
            return Err(Mistake::new(message).help("there are `ignore`, `warning` and `danger`").at(
                text,
                value.grip(),
                "this",
            ));
        };
        let mut meant = answering(Peer::Polaris, id).peekable();
        match meant.peek() {
            Some(_) => draft.agree(),
            None => draft.leave(text, at, &format!("{id}: {word}"), UNANSWERED),
        }
        for rule in meant {
            let it = rules.entry(rule.name).or_insert((rule, rank, Vec::new()));
            it.1 = it.1.max(rank);
            it.2.push(format!("{id}: {word}"));
        }
    }
    for (rule, rank, from) in rules.values() {
        let word = match rank {
            0 => "off",
            1 => Severity::Medium.as_str(),
            _ => failing(rule),
        };
        draft.rule(rule, word, &from.join(", "));
    }
    Ok(())
}

fn exemption(text: &Text, entry: Value<'_>, draft: &mut Draft) -> Result<(), Mistake> {
    let entries = read::map(text, entry)?;
    let words = |key: &str| match entries.iter().find(|it| it.0 == key) {
        Some((_, _, value)) => read::words(text, *value),
        None => Ok(Vec::new()),
    };
    let (rules, controllers) = (words("rules")?, words("controllerNames")?);
    let narrow =
        ["controllerNames", "containerNames", "namespace"].iter().any(|key| entries.iter().any(|it| it.0 == *key));
    if narrow || rules.is_empty() {
        let whom = controllers.iter().map(|it| it.0).collect::<Vec<_>>().join(", ");
        let whom = if whom.is_empty() { "exemptions".to_owned() } else { whom };
        let of = if rules.is_empty() {
            "all checks".to_owned()
        } else {
            rules.iter().map(|it| it.0).collect::<Vec<_>>().join(", ")
        };
        let why = format!("exempt from {of}: name its files below `overrides`, or annotate it");
        draft.leave(text, entry.grip(), &whom, &why);
        return Ok(());
    }
    for (id, at) in rules {
        if !draft.check(super::draft::List::Ignore, Peer::Polaris, id, "exempt") {
            draft.leave(text, at, id, UNANSWERED);
            continue;
        }
        answering(Peer::Polaris, id).for_each(|it| draft.rule(it, "off", &format!("{id}: exempt")));
    }
    Ok(())
}
