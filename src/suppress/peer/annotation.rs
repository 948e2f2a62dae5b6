//! Annotations that other linters read. kube-linter and Polaris look at the object only; Checkov and kube-score at its pod
//! template, too, where they cover the pod.

use super::{Checks, Directive, reason};
use crate::index::Index;
use crate::manifest::{Pod, Resource};
use crate::rule::Peer;
use crate::suppress::directive::{Place, resources_of};
use crate::yaml::{Tree, Value};

/// All suppressing annotations of a file.
pub(super) fn all<'a>(tree: &Tree, index: &Index<'a>) -> Vec<Directive<'a>> {
    resources_of(index, tree).flat_map(of).collect()
}

fn of<'a>(resource: Resource<'a>) -> Vec<Directive<'a>> {
    let object = resource.root().span();
    let mut found = collect(resource.root(), &|| Place::Within(object));
    if let Some(pod) = Pod::of(resource).filter(|it| it.template() != resource.root()) {
        let template = pod.template();
        let place = || Place::Template(template.entry_span(), object, template.location());
        let inside = collect(template, &place);
        found.extend(inside.into_iter().filter(|it| matches!(it.peer, Peer::Checkov | Peer::KubeScore)));
    }
    found
}

fn collect<'a>(holder: Value<'a>, place: &dyn Fn() -> Place) -> Vec<Directive<'a>> {
    let annotations = holder.get("metadata").and_then(|it| it.get("annotations"));
    let entries = annotations.into_iter().flat_map(|it| it.entries());
    let directive = |(key, value): (Value<'a>, Value<'a>)| {
        let (peer, checks, reason) = understand(key.text()?, value.text().unwrap_or_default())?;
        Some(Directive { peer, checks, reason, at: key.span(), place: place() })
    };
    entries.filter_map(directive).collect()
}

/// What an annotation says, if it suppresses.
fn understand<'a>(key: &'a str, value: &'a str) -> Option<(Peer, Checks<'a>, String)> {
    let one = |check: &'a str| Checks::These(vec![check]);
    if let Some(check) = key.strip_prefix("ignore-check.kube-linter.io/") {
        return Some((Peer::KubeLinter, one(check), reason(value)));
    }
    if key == "kube-linter.io/ignore-all" {
        return Some((Peer::KubeLinter, Checks::All, reason(value)));
    }
    if let Some(what) = key.strip_prefix("polaris.fairwinds.com/") {
        // Anything but this word exempts nothing.
        let exempt = value.eq_ignore_ascii_case("true");
        let checks = if what == "exempt" { Checks::All } else { one(what.strip_suffix("-exempt")?) };
        return exempt.then(|| (Peer::Polaris, checks, reason("")));
    }
    if key == "kube-score/ignore" {
        let mut ids: Vec<&str> = value.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        if ids.contains(&"container-resources") {
            ids.push("container-ephemeral-storage-request-and-limit");
        }
        let checks = if ids.contains(&"*") { Checks::All } else { Checks::These(ids) };
        return Some((Peer::KubeScore, checks, reason("")));
    }
    if ["checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip"].iter().any(|it| key.contains(it)) {
        let (check, why) = value.split_once('=').unwrap_or((value, ""));
        // Patterns are for Checkov's command line.
        if check.contains('*') {
            return None;
        }
        return Some((Peer::Checkov, one(check.trim()), reason(why)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_understood() {
        let these = |ids: &[&'static str]| Checks::These(ids.to_vec());
        let none = "no reason given";
        for (key, value, peer, checks, reason) in [
            ("ignore-check.kube-linter.io/host-pid", "agent", Peer::KubeLinter, these(&["host-pid"]), "agent"),
            ("ignore-check.kube-linter.io/host-pid", "", Peer::KubeLinter, these(&["host-pid"]), none),
            ("kube-linter.io/ignore-all", "agent", Peer::KubeLinter, Checks::All, "agent"),
            ("checkov.io/skip1", "CKV_K8S_16=an agent", Peer::Checkov, these(&["CKV_K8S_16"]), "an agent"),
            ("checkov.io/skip", "CKV_K8S_16", Peer::Checkov, these(&["CKV_K8S_16"]), none),
            ("bridgecrew.io/skip2", "CKV_K8S_16=a=b", Peer::Checkov, these(&["CKV_K8S_16"]), "a=b"),
            ("polaris.fairwinds.com/hostPIDSet-exempt", "True", Peer::Polaris, these(&["hostPIDSet"]), none),
            ("polaris.fairwinds.com/exempt", "true", Peer::Polaris, Checks::All, none),
            ("kube-score/ignore", "pod-probes, a", Peer::KubeScore, these(&["pod-probes", "a"]), none),
            ("kube-score/ignore", "*", Peer::KubeScore, Checks::All, none),
        ] {
            assert_eq!(understand(key, value), Some((peer, checks, reason.to_owned())), "{key}: {value}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for (key, value) in [
            ("polaris.fairwinds.com/exempt", "yes"),
            ("polaris.fairwinds.com/exempt", ""),
            ("polaris.fairwinds.com/hostPIDSet-exempt", "false"),
            ("polaris.fairwinds.com/hostPIDSet", "true"),
            ("polaris.fairwinds.com/mutate", "true"),
            ("kube-linter.io/ignore", "x"),
            ("ignore-check.kube-linter.io", "host-pid"),
            ("kube-score/enable", "pod-probes"),
            ("checkov.io/ignore", "CKV_K8S_16"),
            ("checkov.io/skip1", "CKV_K8S_*=all"),
            ("checkov.io/skip1", "*"),
        ] {
            assert_eq!(understand(key, value), None, "{key}: {value}");
        }
    }
}
