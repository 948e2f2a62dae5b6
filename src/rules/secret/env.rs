//! What the two rules about environment variables share.

use super::args::Found;
use super::evidence::is_known;
use super::inline::in_text;
use super::key::{self, KeyClass};
use super::score::{Location, Verdict, judge};
use crate::finding::Edit;
use crate::manifest::Container;
use crate::yaml::{Put, Value};
use std::ops::Range;

/// A variable with a secret.
pub(super) struct Literal<'a> {
    pub(super) name: &'a str,
    pub(super) value: Value<'a>,
    /// What names it inside of the value, where it is but a part of it.
    pub(super) part: Option<Range<usize>>,
    pub(super) verdict: Verdict,
}

/// The variables of a container whose literal value is judged so, with the verdict. Secrets that are known by their form belong
/// to other rules.
pub(super) fn literals<'a>(container: Container<'a>) -> impl Iterator<Item = Literal<'a>> {
    container.get("env").into_iter().flat_map(|it| it.items()).filter_map(|entry| {
        let (name, value) = (entry.str("name")?, entry.get("value")?);
        let text = value.text()?;
        let verdict = match text.split_once('/') {
            Some((_, password)) if name == "NEO4J_AUTH" => judge("password", password, Location::Value),
            _ => judge(name, text, Location::Value),
        };
        if verdict != Verdict::Nothing {
            return (!is_known(text)).then_some(Literal { name, value, part: None, verdict });
        }
        // `JAVA_OPTS`, JSON, an address with a token.
        let many = text.len() > 12 && text.contains(['=', '{']) && key::classify(name) != KeyClass::Setting;
        let found = in_text("", text).into_iter().next().filter(|_| many && !is_known(text))?;
        Some(Literal { name, value, part: Some(found.name), verdict: found.verdict })
    })
}

/// Takes the value out of a Secret, which is to be created: the value itself is written nowhere.
pub(super) fn from_secret(container: Container<'_>, name: &str, value: Value<'_>) -> Vec<Edit> {
    if value.key().is_none() || value.is_alias() {
        return Vec::new();
    }
    vec![Edit { span: value.entry_span(), text: format!("valueFrom: {}", reference(container, name)) }]
}

/// The entry of a Secret for a variable of this name, to be created.
fn reference(container: Container<'_>, name: &str) -> String {
    reference_of(container.pod().resource().name(), name)
}

/// The same, by the name of the workload.
pub(super) fn reference_of(workload: &str, name: &str) -> String {
    let workload = if workload.is_empty() { "app" } else { workload };
    format!("{{secretKeyRef: {{name: {workload}-secrets, key: {}}}}}", entry_of(name))
}

fn entry_of(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// How that Secret is made without the value being written down, and what to do about the old one.
pub(super) fn advice(container: Container<'_>, name: &str) -> String {
    let workload = container.pod().resource().name();
    let workload = if workload.is_empty() { "app" } else { workload };
    format!(
        "take it from a Secret with `secretKeyRef` (`kubectl create secret generic {workload}-secrets --from-file={}=/dev/stdin` makes \
         one from what is typed), and rotate the value: it stays in the history of the file",
        entry_of(name)
    )
}

/// Puts a variable that is taken out of a Secret in the place of what a flag is given. Only the lists that the kubelet expands
/// are changed, and no line of shell, where quotes decide what a name stands for.
pub(super) fn instead_of_flag(container: Container<'_>, list: &str, found: &Found<'_>) -> Vec<Edit> {
    let text = found.argument.text().unwrap_or_default();
    let flag = found.name.trim_start_matches('-');
    let plain = flag.len() < found.name.len() && !text.contains(char::is_whitespace);
    let name = flag.to_ascii_uppercase().replace(['-', '.'], "_");
    let taken = container.get("env").into_iter().flat_map(|it| it.items()).any(|it| it.str("name") == Some(&name));
    if !plain || taken || !matches!(list, "args" | "command") || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let new = match found.at {
        Some(_) => format!("{}=$({name})", found.name),
        None => format!("$({name})"),
    };
    let mut edits = Edit::set_scalar(found.argument, &new);
    let item = format!("{{name: {name}, valueFrom: {}}}", reference(container, &name));
    let put = Edit::insert_all(container.value(), &[Put::item(&["env"], &item)]);
    if edits.is_empty() || put.is_empty() {
        return Vec::new();
    }
    edits.extend(put);
    edits
}
