//! Which rules of a role grant nothing beyond another one.

use crate::manifest::{PolicyRule, Resource};
use crate::yaml::Value;

/// More rules than this are generated; comparing all with all would cost more than it tells.
const MANY: usize = 200;

/// The rules of a role that another one covers, each with that other one: those that are the same (the second of them), or those
/// that are less.
pub(super) fn covered(role: Resource<'_>, same: bool) -> Vec<(PolicyRule<'_>, PolicyRule<'_>)> {
    let rules: Vec<_> = PolicyRule::all(role).take(MANY).collect();
    if rules.len() < 2 {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (at, rule) in rules.iter().enumerate().filter(|it| grants_something(*it.1)) {
        let other = rules.iter().enumerate().find(|&(other_at, other)| {
            let equal = || covers(*rule, *other);
            other_at != at && covers(*other, *rule) && if same { other_at < at && equal() } else { !equal() }
        });
        all.extend(other.map(|it| (*rule, *it.1)));
    }
    all
}

fn grants_something(rule: PolicyRule<'_>) -> bool {
    let urls = rule.urls().next().is_some();
    let resources = rule.resources().next().is_some() && rule.groups().next().is_some();
    rule.verbs().next().is_some() && (urls || resources)
}

/// Whether everything that `inner` grants, `outer` grants.
fn covers(outer: PolicyRule<'_>, inner: PolicyRule<'_>) -> bool {
    let text = |it: Value<'_>, test: &dyn Fn(&str) -> bool| it.text().is_some_and(test);
    let in_list = |word: &str, mut list: Box<dyn Iterator<Item = Value<'_>> + '_>| {
        list.any(|it| it.text().is_some_and(|it| it == "*" || it == word))
    };
    let narrow = outer.names().next().is_some();
    let names = !narrow
        || inner.names().next().is_some()
            && inner.names().all(|it| text(it, &|name| outer.names().any(|it| it.text() == Some(name))));
    let url = |word: &str| {
        outer
            .urls()
            .filter_map(Value::text)
            .any(|it| it == word || it.strip_suffix('*').is_some_and(|it| word.starts_with(it)))
    };
    names
        && inner.verbs().all(|it| text(it, &|word| in_list(word, Box::new(outer.verbs()))))
        && inner.groups().all(|it| text(it, &|word| in_list(word, Box::new(outer.groups()))))
        && inner.resources().all(|it| text(it, &|word| outer.resource(word).is_some()))
        && inner.urls().all(|it| text(it, &url))
}
