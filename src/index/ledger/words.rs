//! Permissions in words.

use super::right::{Permission, Right};

/// So many names are listed.
const LISTED: usize = 6;

/// Resources whose names say most about a permission.
const WEIGHTY: [&str; 14] = [
    "*",
    "secrets",
    "serviceaccounts/token",
    "pods/exec",
    "pods/attach",
    "pods/ephemeralcontainers",
    "nodes/proxy",
    "pods",
    "clusterroles",
    "clusterrolebindings",
    "roles",
    "rolebindings",
    "users",
    "groups",
];

/// "list secrets", "do everything with pods and configmaps".
pub(super) fn allowed(it: &Permission) -> String {
    let any = |all: &[String]| all.iter().any(|it| it == "*");
    let group = match it.groups.as_slice() {
        [one] if !one.is_empty() && one != "*" => format!(".{one}"),
        _ => String::new(),
    };
    let things = match (it.resources.is_empty(), any(&it.resources)) {
        (true, _) => listed(it.urls.iter().cloned()),
        (false, true) if any(&it.groups) => "all resources".to_owned(),
        (false, true) if group.is_empty() => "all core resources".to_owned(),
        (false, true) => format!("all resources of {}", group.trim_start_matches('.')),
        (false, false) => listed(sorted(&it.resources).into_iter().map(|it| format!("{it}{group}"))),
    };
    let names = match it.names.is_empty() {
        true => String::new(),
        false => format!(" named {}", listed(it.names.iter().map(|it| format!("`{it}`")))),
    };
    match any(&it.verbs) {
        true if things == "all resources" && names.is_empty() => "do everything".to_owned(),
        true => format!("do everything with {things}{names}"),
        false => format!("{} {things}{names}", listed(it.verbs.iter().cloned())),
    }
}

/// ", cluster-wide, through ClusterRoleBinding `a` and ClusterRole `b`".
pub(super) fn through(it: &Permission) -> String {
    let scope = match &it.namespace {
        _ if it.cluster_wide => "cluster-wide".to_owned(),
        Some(namespace) => format!("in namespace `{namespace}`"),
        None => "in its namespace".to_owned(),
    };
    format!(", {scope}, through {} and {}", it.binding, it.role)
}

/// What all rules of a built-in role together allow, where each is news.
pub(super) fn everything(rights: &[&Right]) -> String {
    let Some(first) = rights.first() else { return String::new() };
    let mut parts: Vec<&Permission> = rights.iter().map(|it| &it.permission).collect();
    parts.sort_by_key(|it| weight(it));
    if let Some(all) = parts.first().map(|it| allowed(it)).filter(|it| it == "do everything") {
        return all;
    }
    let some = parts.iter().take(2).map(|it| allowed(it)).collect::<Vec<_>>().join("; ");
    format!("whatever {} allows, such as: {some}", first.permission.role)
}

/// Sorts what matters most first.
pub(super) fn weight(it: &Permission) -> usize {
    let of = |resource: &String| WEIGHTY.iter().position(|it| it == resource).unwrap_or(WEIGHTY.len());
    it.resources.iter().map(of).min().unwrap_or(WEIGHTY.len() + 1)
}

fn sorted(resources: &[String]) -> Vec<&String> {
    let mut all: Vec<&String> = resources.iter().collect();
    all.sort_by_key(|it| WEIGHTY.iter().position(|known| known == it).unwrap_or(WEIGHTY.len()));
    all
}

/// "a", "a and b", "a, b and c".
pub(super) fn listed(all: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = all.collect();
    if all.len() > LISTED {
        let more = all.split_off(LISTED - 1).len();
        all.push(format!("{more} more"));
    }
    match all.pop() {
        None => String::new(),
        Some(last) if all.is_empty() => last,
        Some(last) => format!("{} and {last}", all.join(", ")),
    }
}
