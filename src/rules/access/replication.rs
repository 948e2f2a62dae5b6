//! The annotations by which controllers copy Secrets between namespaces.

use crate::yaml::Value;

/// Switches, with the annotations that list the namespaces they are for.
const SWITCHES: [(&str, &[&str]); 2] = [
    (
        "reflector.v1.k8s.emberstack.com/reflection-allowed",
        &[
            "reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces",
            "reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces-selector",
        ],
    ),
    ("replicator.v1.mittwald.de/replication-allowed", &["replicator.v1.mittwald.de/replication-allowed-namespaces"]),
];

/// Lists of namespaces that are patterns.
const LISTS: [&str; 1] = ["replicator.v1.mittwald.de/replicate-to"];

/// Selectors of namespaces, where an empty one selects all.
const SELECTORS: [&str; 3] =
    ["kubed.appscode.com/sync", "config-syncer.appscode.com/sync", "replicator.v1.mittwald.de/replicate-to-matching"];

/// The annotation that means all namespaces, and whether copies are made without being asked for.
pub(super) fn everywhere(annotations: Value<'_>) -> Option<(Value<'_>, bool)> {
    let text = |key| annotations.get_raw(key).map(|it| (it, it.text().unwrap_or_default().trim()));
    let selector = SELECTORS.iter().filter_map(|it| text(it)).find(|it| it.1.is_empty());
    let list = LISTS.iter().filter_map(|it| text(it)).find(|it| is_all(it.1));
    if let Some((at, _)) = selector.or(list) {
        return Some((at, true));
    }
    SWITCHES.iter().find_map(|(switch, lists)| {
        let on = annotations.get(switch).filter(|it| it.text() == Some("true"))?;
        let mut lists = lists.iter().filter_map(|it| text(it));
        let copies = annotations
            .get("reflector.v1.k8s.emberstack.com/reflection-auto-enabled")
            .is_some_and(|it| it.text() == Some("true"))
            && text("reflector.v1.k8s.emberstack.com/reflection-auto-namespaces").is_none_or(|it| is_all(it.1));
        match lists.find(|it| !it.1.is_empty()) {
            Some((at, list)) if is_all(list) => Some((at, copies)),
            Some(_) => None,
            None => Some((on, copies)),
        }
    })
}

/// Whether one of several patterns, parted by commas, fits every name.
fn is_all(list: &str) -> bool {
    list.split(',')
        .map(|it| it.trim().trim_start_matches('^').trim_end_matches('$'))
        .any(|it| matches!(it, "*" | ".*" | ".+"))
}
