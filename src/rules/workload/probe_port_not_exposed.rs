//! `probe-port-not-exposed`

use crate::rule::prelude::*;

declare_rule! {
    /// Probes and hooks that aim at a port the container does not have.
    ///
    /// ## Why is this bad?
    /// A name that no port of the container carries cannot be resolved: the probe never succeeds, and the kubelet
    /// restarts the container for ever or keeps it out of its Service. Numbers need not be listed under `ports`; with
    /// `numeric: true` they are reported too.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports: [{name: http, containerPort: 8080}]
    ///       livenessProbe:
    ///         httpGet: {path: /, port: web}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports: [{name: http, containerPort: 8080}]
    ///       livenessProbe:
    ///         httpGet: {path: /, port: http}
    /// ```
    pub PROBE_PORT_NOT_EXPOSED = "probe-port-not-exposed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"],
        options: Options,
        keys: ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"],
        check: Container(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report port numbers that are not listed under `ports`, too.
    pub numeric: bool,
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for (place, handler) in container.handlers() {
        for action in ["httpGet", "tcpSocket", "grpc"].into_iter().filter_map(|it| handler.get(it)) {
            // Another host has ports of its own, which only a number can mean.
            let Some(port) = action.get("port") else { continue };
            if port.as_int().is_none() || action.get("host").is_none() {
                judge(container, port, place, cx);
            }
        }
    }
}

/// Such text is no name: the API server refuses it.
fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn judge(container: Container<'_>, port: Value<'_>, place: &str, cx: &mut Context<'_>) {
    let tcp = |it: &Value<'_>| it.str("protocol").is_none_or(|it| it == "TCP");
    let mut ports = container.value().list("ports").filter(tcp);
    let what = place.rsplit('.').next().unwrap_or(place);
    match (port.as_int(), port.as_str()) {
        (Some(number), _) => {
            let listed = ports.any(|it| it.get("containerPort").and_then(Value::as_int) == Some(number));
            if !listed && cx.options::<Options>().numeric {
                cx.report(
                    port,
                    format!("`{what}` of container `{}` uses port {number}, which is not listed", container.name()),
                )
                .severity(Severity::Low)
                .help("list the port under `ports`");
            }
        }
        (None, Some(name)) if !is_number(name) && !ports.any(|it| it.str("name") == Some(name)) => {
            let message =
                format!("`{what}` of container `{}` uses port `{name}`, which it does not have", container.name());
            cx.report(port, message)
                .label(container, "this container")
                .help("name a port of this container, or write its number");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_must_be_those_of_the_same_container() {
        let rule = tester::of(&super::PROBE_PORT_NOT_EXPOSED);
        rule.fails(&tester::pod("{containers: [{name: a, readinessProbe: {tcpSocket: {port: http}}}, {name: b, ports: [{name: http, containerPort: 80}]}]}"));
        rule.fails(&tester::container(
            "ports: [{name: dns, protocol: UDP, containerPort: 53}], livenessProbe: {tcpSocket: {port: dns}}",
        ));
        rule.fails(&tester::container("lifecycle: {preStop: {httpGet: {port: stop}}}"));
        rule.passes(&tester::container("livenessProbe: {exec: {command: [x]}}"));
    }

    #[test]
    fn numbers_are_reported_on_request() {
        let text = tester::container(
            "ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 81}}, readinessProbe: {grpc: {port: 80}}",
        );
        tester::of(&super::PROBE_PORT_NOT_EXPOSED).passes(&text);
        let elsewhere = tester::container("livenessProbe: {tcpSocket: {host: example.com, port: 81}}");
        let asked = serde_json::json!({"numeric": true});
        tester::of(&super::PROBE_PORT_NOT_EXPOSED).options(asked).passes(&elsewhere);
        tester::of(&super::PROBE_PORT_NOT_EXPOSED).options(serde_json::json!({"numeric": true})).fails(&text);
    }
}
