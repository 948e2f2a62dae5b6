//! What the rules about words in roles share: which group a resource belongs to, and what a corrected word would bring to life.

use super::class;
use crate::finding::Safety;
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
