//! `container-port-conflict`

use super::ports;
use crate::rule::prelude::*;
use rustc_hash::FxHashMap;

declare_rule! {
    /// Ports that two entries of a pod claim in ways that do not go together.
    ///
    /// ## Why is this bad?
    /// All containers of a pod share one address, so a port of one protocol can be taken once. Entries twice in the
    /// lists are merged by their number, so that one of them is lost with the next apply; where they differ in
    /// `hostPort` or `hostIP`, which one counts is left open. A `hostIP` without a `hostPort` does nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports:
    ///         - {name: http, containerPort: 8080}
    ///         - {name: metrics, containerPort: 8080}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports:
    ///         - {name: dns, containerPort: 53, protocol: UDP}
    ///         - {name: dns-tcp, containerPort: 53, protocol: TCP}
    /// ```
    pub CONTAINER_PORT_CONFLICT = "container-port-conflict" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["containerPort"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    // What ends before the next one starts takes nothing from it.
    let containers = pod.containers().filter(|it| it.is_long_running());
    let all = containers.flat_map(|it| ports::listed(it).map(move |port| (it, port)));
    let mut first = all.clone();
    let Some((_, port)) = first.next() else { return };
    if first.next().is_none() && port.get("hostIP").is_none() {
        return;
    }
    let mut seen: FxHashMap<(i64, &str), Vec<Value<'_>>> = FxHashMap::default();
    for (container, port) in all {
        if let Some(address) = port.get("hostIP").filter(|it| it.text() != Some("") && host_port(port) == 0) {
            cx.report(address, format!("`hostIP` of container `{}` does nothing without `hostPort`", container.name()))
                .help("delete the line, or add the port of the host");
        }
        let Some(number) = ports::number(port) else { continue };
        let others = seen.entry((number, ports::protocol(port))).or_default();
        if let Some((other, how)) = others.iter().find_map(|&other| Some((other, conflict(port, other)?))) {
            let at = port.get("containerPort").unwrap_or(port);
            cx.report(at, format!("port {number} of container `{}` {how}", container.name()))
                .label(other.get("containerPort").unwrap_or(other), "the other entry")
                .help("list each port once, in the container that listens on it");
        } else if others.len() < MANY {
            others.push(port);
        }
    }
}

/// More entries with one number and protocol, each on a port of the host of its own, are nobody's pod.
const MANY: usize = 64;

/// How two entries with one number and protocol collide (`pod/warnings.go` of Kubernetes).
fn conflict(port: Value<'_>, other: Value<'_>) -> Option<&'static str> {
    let address = |it: Value<'_>| it.get("hostIP").and_then(Value::text).unwrap_or_default().to_owned();
    let (here, there) = (host_port(port), host_port(other));
    let (from, to) = (address(port), address(other));
    if here == there && from == to {
        Some("is listed twice")
    } else if here == 0 || there == 0 {
        Some("is listed with and without a port of the host")
    } else if here == there && (from.is_empty() != to.is_empty()) {
        Some("takes its port of the host on one address and on all")
    } else {
        None
    }
}

fn host_port(port: Value<'_>) -> i64 {
    port.get("hostPort").and_then(Value::as_int).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_cases_of_the_api_server_are_told_apart() {
        let rule = tester::of(&super::CONTAINER_PORT_CONFLICT);
        let two = |a: &str, b: &str| {
            tester::container(&format!("ports: [{{containerPort: 80{a}}}, {{containerPort: 80{b}}}]"))
        };
        let told = |a: &str, b: &str, what: &str| assert!(rule.fails(&two(a, b)).message.contains(what), "{a} {b}");
        told("", ", protocol: TCP", "listed twice");
        told("", ", hostPort: 80", "with and without");
        told(", hostPort: 80", ", hostPort: 80, hostIP: 10.0.0.1", "on one address and on all");
        rule.passes(&two(", protocol: UDP", ""));
        rule.passes(&two(", hostPort: 80", ", hostPort: 81"));
        rule.passes(&two(", hostPort: 80, hostIP: 10.0.0.2", ", hostPort: 80, hostIP: 10.0.0.1"));
        rule.fails(&tester::container("ports: [{containerPort: 80, hostIP: 10.0.0.1}]"));
        rule.passes(&tester::container("ports: [{containerPort: 80, hostIP: 10.0.0.1, hostPort: 80}]"));
    }

    #[test]
    fn containers_that_run_together_share_the_ports() {
        let rule = tester::of(&super::CONTAINER_PORT_CONFLICT);
        let port = "ports: [{containerPort: 80}]";
        rule.fails(&tester::pod(&format!("{{containers: [{{name: a, {port}}}, {{name: b, {port}}}]}}")));
        rule.fails(&tester::pod(&format!(
            "{{initContainers: [{{name: a, restartPolicy: Always, {port}}}], containers: [{{name: b, {port}}}]}}"
        )));
        rule.passes(&tester::pod(&format!(
            "{{initContainers: [{{name: a, {port}}}], containers: [{{name: b, {port}}}]}}"
        )));
    }
}
