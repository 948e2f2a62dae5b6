//! `trivy.yaml`; what it ignores is in files of their own.

use super::draft::{Draft, List};
use super::{read, trivy_ignore};
use crate::finding::Severity;
use crate::ruleset::{Mistake, Text};
use crate::yaml::Value;

/// The file with what is to be ignored, if `trivy.yaml` names one.
pub fn ignore_file(text: &Text) -> Result<Option<&str>, Mistake> {
    let entries = read::file(text)?;
    let named = entries.into_iter().find(|it| it.0 == "ignorefile");
    named.map(|it| read::word(text, it.2)).transpose()
}

pub(super) fn translate(text: &Text, draft: &mut Draft) -> Result<(), Mistake> {
    let name = text.name().rsplit(['/', '\\']).next().unwrap_or_default();
    let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    if name.contains("ignore") {
        if yaml {
            return trivy_ignore::yaml(text, draft);
        }
        trivy_ignore::plain(text, draft);
        return Ok(());
    }
    for (key, at, value) in read::file(text)? {
        match key {
            "severity" => severity(text, value, draft)?,
            "exit-code" => match value.as_int() {
                Some(0) => draft.value("fail-on", "never", "`exit-code: 0`: findings are shown and fail nothing."),
                Some(_) => draft.value("fail-on", "low", "`exit-code`: every finding that is shown fails."),
                None => return Err(read::wrong(text, value, "a number")),
            },
            "scan" => {
                for (key, at, value) in read::map(text, value)? {
                    match key {
                        "skip-dirs" | "skip-files" => paths(text, value, draft)?,
                        _ => draft.leave(text, at, &format!("scan.{key}"), "no counterpart here"),
                    }
                }
            }
            "skip-dirs" | "skip-files" => paths(text, value, draft)?,
            "ignorefile" => draft.agree(),
            _ => draft.leave(text, at, key, "no counterpart here"),
        }
    }
    Ok(())
}

fn paths(text: &Text, value: Value<'_>, draft: &mut Draft) -> Result<(), Mistake> {
    for (path, at) in read::words(text, value)? {
        if let Err(why) = read::below(path).and_then(|it| draft.path(List::Exclude, &it, "")) {
            draft.leave(text, at, path, &why);
        }
    }
    Ok(())
}

/// Trivy lists severities one by one; here they begin somewhere and go to the end.
fn severity(text: &Text, value: Value<'_>, draft: &mut Draft) -> Result<(), Mistake> {
    let mut listed = [false; 4];
    for (word, at) in read::words(text, value)? {
        match Severity::ALL.iter().position(|it| it.as_str().eq_ignore_ascii_case(word)) {
            Some(position) => listed[position] = true,
            None if word.eq_ignore_ascii_case("unknown") => {}
            None => draft.leave(text, at, word, "no severity"),
        }
    }
    let first = listed.iter().position(|it| *it);
    match first.map(|it| (Severity::ALL[it], listed[it..].iter().all(|it| *it))) {
        Some((from, true)) => draft.value("min-severity", from.as_str(), "The severities that Trivy shows."),
        Some((_, false)) => {
            draft.leave(text, value.grip(), "severity", "it leaves out some in the middle or the worst")
        }
        None => {}
    }
    Ok(())
}
