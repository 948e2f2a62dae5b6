//! What the rules about words in roles share: which group a resource belongs to, and what a corrected word would bring to life.

use super::class;
use crate::finding::{Edit, Finding, Safety};
use crate::manifest::{ApiResource, PolicyRule};
use crate::yaml::Value;

/// The one API group that all resources of a rule are in.
pub(super) fn owner(rule: PolicyRule<'_>) -> Option<&'static str> {
    let mut groups = rule.resources().map(|it| {
        let name = it.text()?.split('/').next()?;
        let mut all = ApiResource::named(name).iter().filter(|it| it.removed.is_none());
        all.next().filter(|_| all.next().is_none()).map(|it| it.group)
    });
    let first = groups.next()??;
    groups.all(|it| it == Some(first)).then_some(first)
}

/// How safe it is to correct a rule that grants nothing, so that it grants these verbs on these resources. What comes to life
/// must not be a step to more: the author meant it, but nobody has reviewed it working.
pub(super) fn revival<'t>(
    verbs: impl Iterator<Item = &'t str>,
    groups: impl Iterator<Item = &'t str> + Clone,
    resources: impl Iterator<Item = &'t str> + Clone,
) -> Safety {
    let mut verbs = verbs;
    let heavy = verbs.any(|verb| {
        verb == "*"
            || groups.clone().any(|group| {
                group == "*" || resources.clone().any(|it| it == "*" || class::is_of_weight(verb, group, it))
            })
    });
    if heavy { Safety::Unsafe } else { Safety::Safe }
}

/// Texts of the items of a list.
pub(super) fn texts<'a>(items: impl Iterator<Item = Value<'a>>) -> Vec<&'a str> {
    items.filter_map(Value::text).collect()
}

/// The resource of a group that is meant by a word in the singular, or with capital letters.
pub(super) fn spelt(group: &str, word: &str) -> Option<ApiResource> {
    let lower = word.to_ascii_lowercase();
    ApiResource::find(group, &lower)
        .or_else(|| {
            ApiResource::all().iter().copied().find(|it| it.group == group && it.kind.eq_ignore_ascii_case(word))
        })
        .or_else(|| ApiResource::find(group, &format!("{lower}s")))
        .filter(|it| it.removed.is_none())
}

/// API groups in words: "the core group and `apps`".
pub(super) fn listed(groups: &[&str]) -> String {
    let words = groups.iter().map(|it| if it.is_empty() { "the core group".to_owned() } else { format!("`{it}`") });
    words.collect::<Vec<_>>().join(" and ")
}

/// Offers the right word for a resource.
pub(super) fn respell(finding: &mut Finding, rule: PolicyRule<'_>, resource: Value<'_>, right: ApiResource) {
    let sub = resource.text().and_then(|it| it.split_once('/')).map(|it| it.1);
    let whole = sub.map_or_else(|| right.name.to_owned(), |sub| format!("{}/{sub}", right.name));
    let safety = revival(texts(rule.verbs()).into_iter(), [right.group].into_iter(), [whole.as_str()].into_iter());
    let help = format!("write `{whole}`");
    finding.help(help.clone()).fix(safety, help, Edit::set_scalar(resource, &whole));
}

/// Offers the right group for the one resource of a rule.
pub(super) fn regroup(finding: &mut Finding, rule: PolicyRule<'_>, resource: Value<'_>, right: ApiResource) {
    let text = resource.text().unwrap_or_default();
    let group = if right.group.is_empty() { "\"\"" } else { right.group };
    finding.help(format!("`{}` is in the group `{group}`", right.name));
    let mut groups = rule.groups();
    if let (Some(first), None, 1) = (groups.next(), groups.next(), rule.resources().count()) {
        let safety = revival(texts(rule.verbs()).into_iter(), [right.group].into_iter(), [text].into_iter());
        finding.fix(safety, format!("name the group `{group}`"), [Edit::replace(first, group)]);
    }
}

/// Whether all resources of a rule are known to live in namespaces.
pub(super) fn is_namespaced(rule: PolicyRule<'_>) -> bool {
    let known = |it: Value<'_>| {
        let name = it.text().and_then(|it| it.split('/').next()).unwrap_or_default();
        rule.groups()
            .filter_map(Value::text)
            .all(|group| ApiResource::find(group, name).is_some_and(|it| it.namespaced))
    };
    rule.resources().next().is_some() && rule.groups().next().is_some() && rule.resources().all(known)
}
