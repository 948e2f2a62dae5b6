//! What the two rules about environment variables share.

use super::evidence::is_known;
use super::score::{Location, Verdict, judge};
use crate::finding::Edit;
use crate::manifest::Container;
use crate::yaml::Value;

/// The variables of a container whose literal value is judged so, with the verdict. Secrets that are known by their form belong
/// to other rules.
pub(super) fn literals<'a>(container: Container<'a>) -> impl Iterator<Item = (&'a str, Value<'a>, Verdict)> {
    container.get("env").into_iter().flat_map(|it| it.items()).filter_map(|entry| {
        let (name, value) = (entry.str("name")?, entry.get("value")?);
        let text = value.text()?;
        let verdict = judge(name, text, Location::Value);
        (verdict != Verdict::Nothing && !is_known(text)).then_some((name, value, verdict))
    })
}

/// Takes the value out of a Secret, which is to be created: the value itself is written nowhere.
pub(super) fn from_secret(container: Container<'_>, name: &str, value: Value<'_>) -> Vec<Edit> {
    if value.key().is_none() || value.is_alias() {
        return Vec::new();
    }
    let workload = container.pod().resource().name();
    let workload = if workload.is_empty() { "app" } else { workload };
    let key = name.to_ascii_lowercase().replace(['_', '.'], "-");
    let text = format!("valueFrom: {{secretKeyRef: {{name: {workload}-secrets, key: {key}}}}}");
    vec![Edit { span: value.entry_span(), text }]
}
