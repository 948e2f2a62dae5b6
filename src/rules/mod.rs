//! The rules: one file a rule, one folder a category. A rule is registered by one line in the `mod.rs` of its category.

pub mod access;
pub mod ingress;
pub mod istio;
pub mod manifest;
pub mod network;
pub mod secret;
pub mod vulnerability;
pub mod workload;

#[cfg(test)]
pub(crate) mod tester;

use crate::rule::Rule;
use std::sync::LazyLock;

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut all = [
        access::RULES,
        ingress::RULES,
        istio::RULES,
        manifest::RULES,
        network::RULES,
        secret::RULES,
        vulnerability::RULES,
        workload::RULES,
    ]
    .concat();
    all.sort_by_key(|rule| rule.name);
    all
});

/// Every rule, by name.
pub fn all() -> &'static [&'static Rule] {
    &ALL
}

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    let at = ALL.binary_search_by(|rule| rule.name.cmp(name)).ok()?;
    Some(ALL[at])
}
