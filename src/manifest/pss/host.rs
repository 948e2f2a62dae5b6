//! Checks about what a pod shares with its node.

use super::Found;
use super::words::{Set, Setters, plural, quoted, setters};
use crate::manifest::{Container, Kind, Pod, Version};
use crate::yaml::Value;

pub(super) fn namespaces<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let shared = |field| Some((field, pod.get(field).filter(|it| it.is_true())?));
    let all: Vec<_> = ["hostNetwork", "hostPID", "hostIPC"].into_iter().filter_map(shared).collect();
    let words: Vec<String> = all.iter().map(|(field, _)| format!("{field}=true")).collect();
    (!all.is_empty()).then(|| ("host namespaces", words.join(", "), all.into_iter().map(|it| it.1).collect()))
}

/// In a Pod on the network of the node, which the API server fills in, every port is one of the node.
fn host_port<'a>(container: Container<'a>, port: Value<'a>) -> Option<(i64, Value<'a>)> {
    let number = |field| port.get(field).and_then(|it| Some((it.as_int().filter(|&it| it != 0)?, it)));
    number("hostPort").or_else(|| {
        let pod = container.pod();
        let filled = pod.resource().kind() == Kind::Pod && pod.get("hostNetwork").is_some_and(Value::is_true);
        number("containerPort").filter(|_| filled)
    })
}

pub(super) fn ports<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let mut bad = Setters::default();
    let mut numbers: Vec<String> = Vec::new();
    for container in pod.containers() {
        let mut nodes = Vec::new();
        for (number, node) in container.value().list("ports").filter_map(|it| host_port(container, it)) {
            numbers.push(number.to_string());
            nodes.push(node);
        }
        if !nodes.is_empty() {
            bad.container(container, nodes);
        }
    }
    // As texts: 443 comes before 80.
    numbers.sort_unstable();
    numbers.dedup();
    if bad.is_empty() {
        return None;
    }
    let detail = {
        let (uses, port) = (plural("uses", "use", bad.count()), plural("hostPort", "hostPorts", numbers.len()));
        format!("{} {uses} {port} {}", bad.containers(), numbers.join(", "))
    };
    Some(("hostPort", detail, bad.nodes()))
}

pub(super) fn probes<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    const HANDLERS: [&str; 5] =
        ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
    let mut bad = Setters::default();
    let mut hosts = Set::new();
    for container in pod.containers() {
        let handlers = HANDLERS.iter().filter_map(|it| container.value().path(it));
        let aims = handlers.flat_map(|it| ["httpGet", "tcpSocket"].into_iter().filter_map(move |aim| it.get(aim)));
        let named = aims.filter_map(|it| it.get("host").filter(|it| it.text().is_some_and(|it| !it.is_empty())));
        let nodes: Vec<_> = named.collect();
        hosts.extend(nodes.iter().filter_map(|it| it.text()));
        if !nodes.is_empty() {
            bad.container(container, nodes);
        }
    }
    if bad.is_empty() {
        return None;
    }
    let detail = {
        let host = plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.len());
        format!("{} {} {host} {}", bad.containers(), plural("uses", "use", bad.count()), quoted(&hosts))
    };
    Some(("probe or lifecycle host", detail, bad.nodes()))
}

pub(super) fn windows_process<'a>(pod: Pod<'a>, _: Version) -> Option<Found<'a>> {
    let mut bad = setters(pod, "windowsOptions", |it| it.flag("hostProcess"));
    if bad.is_empty() {
        return None;
    }
    let detail = format!("{} must not set securityContext.windowsOptions.hostProcess=true", bad.text());
    bad.narrow("hostProcess");
    Some(("hostProcess", detail, bad.nodes()))
}
