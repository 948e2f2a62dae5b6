//! `.trivyignore` and `.trivyignore.yaml`

use super::draft::{Draft, List, UNANSWERED, answering};
use super::read;
use crate::rule::Peer;
use crate::ruleset::{Mistake, Text};
use crate::yaml::Value;

const PEER: Peer = Peer::Trivy;

/// Why there is a date behind an identifier.
fn until(date: &str) -> String {
    format!("until {date} in Trivy; nothing ends it here")
}

/// One identifier a line, perhaps with `exp:2030-01-31`.
pub(super) fn plain(text: &Text, draft: &mut Draft) {
    for (at, line) in text.text().lines().enumerate() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let Some(id) = words.next() else { continue };
        let number = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
        let mut date = String::new();
        let mut strange = None;
        for word in words {
            match word.strip_prefix("exp:") {
                Some(it) => date = until(it),
                None => strange = Some(word),
            }
        }
        if let Some(word) = strange {
            draft.leave_line(text.name(), number, line, &format!("`{word}` is not understood"));
        } else if !draft.check(List::Ignore, PEER, id, &date) {
            draft.leave_line(text.name(), number, id, UNANSWERED);
        }
    }
}

pub(super) fn yaml(text: &Text, draft: &mut Draft) -> Result<(), Mistake> {
    for (key, at, value) in read::file(text)? {
        match key {
            "misconfigurations" | "secrets" => {
                for entry in read::list(text, value)? {
                    one(text, entry, draft)?;
                }
            }
            "vulnerabilities" | "licenses" => {
                draft.leave(text, at, key, "images and packages are not scanned");
            }
            _ => draft.leave(text, at, key, "no key of Trivy that is known here"),
        }
    }
    Ok(())
}

fn one(text: &Text, entry: Value<'_>, draft: &mut Draft) -> Result<(), Mistake> {
    let entries = read::map(text, entry)?;
    let get = |key: &str| entries.iter().find(|it| it.0 == key).map(|it| it.2);
    let Some(id) = get("id") else {
        return Err(Mistake::new("an entry without `id`").at(text, entry.grip(), "ignores nothing"));
    };
    let id = read::word(text, id)?;
    let statement = get("statement").map(|it| read::word(text, it)).transpose()?;
    let date = get("expired_at").map(|it| read::word(text, it)).transpose()?.map(until);
    let remark: Vec<&str> = [statement, date.as_deref()].into_iter().flatten().collect();
    let remark = remark.join("; ");
    let paths = get("paths").map(|it| read::words(text, it)).transpose()?.unwrap_or_default();
    let rules: Vec<&'static str> = answering(PEER, id).map(|it| it.name).collect();
    if rules.is_empty() {
        draft.leave(text, entry.grip(), id, UNANSWERED);
        return Ok(());
    }
    if get("paths").is_none() {
        draft.check(List::Ignore, PEER, id, &remark);
        return Ok(());
    }
    let mut globs = Vec::new();
    for (path, at) in paths {
        match read::below(path).and_then(|it| sound(&it).map(|()| it)) {
            Ok(glob) => globs.push(glob),
            Err(why) => draft.leave(text, at, &format!("{id} in {path}"), &why),
        }
    }
    if !globs.is_empty() {
        let remark = if remark.is_empty() { id.to_owned() } else { format!("{id}; {remark}") };
        draft.off_for(globs, rules, &remark);
    }
    Ok(())
}

fn sound(glob: &str) -> Result<(), String> {
    Draft::default().path(List::Exclude, glob, "")
}
