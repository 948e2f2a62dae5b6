//! Which rules a name in a suppression means.

use crate::rule::{Peer, Rule};
use crate::rules;
use crate::ruleset::nearest;

/// Whether a name means a rule: its own name, its category, or the identifier of a peer's check.
pub(super) fn means(name: &str, rule: &Rule) -> bool {
    // One check, be it in an old form of its identifier; never a pattern.
    let peer =
        || name.split_once(':').filter(|it| !it.1.contains('*')).and_then(|(scheme, id)| Some((Peer::of(scheme)?, id)));
    name == rule.name
        || name == rule.category()
        || rule.refs.contains(&name)
        || peer().is_some_and(|(peer, id)| peer.answers(id, rule))
}

/// Whether a name means any rule at all, be it on or off.
pub(super) fn is_known(name: &str, active: &[&'static Rule]) -> bool {
    rules::all().iter().chain(active).any(|rule| means(name, rule))
}

/// The name that was probably meant.
pub(super) fn suggestion(name: &str, active: &[&'static Rule]) -> Option<&'static str> {
    let all = rules::all().iter().chain(active);
    nearest(name, all.flat_map(|it| [it.name, it.category()]))
}
