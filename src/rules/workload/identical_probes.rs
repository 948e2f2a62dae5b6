//! `identical-probes`

use super::question::Question;
use crate::rule::prelude::*;

declare_rule! {
    /// Liveness probes that ask exactly what the readiness probe asks.
    ///
    /// ## Why is this bad?
    /// When the container is too busy to answer, it should get less traffic; with the same question behind both
    /// probes it is restarted at the same moment, and the load moves to the next one, which is restarted in turn.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe: {httpGet: {path: /, port: 8080}}
    ///       readinessProbe: {httpGet: {path: /, port: 8080}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe: {httpGet: {path: /, port: 8080}, failureThreshold: 10}
    ///       readinessProbe: {httpGet: {path: /, port: 8080}}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe: {httpGet: {path: /live, port: 8080}}
    ///       readinessProbe: {httpGet: {path: /ready, port: 8080}}
    /// ```
    pub IDENTICAL_PROBES = "identical-probes" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-score:pod-probes-identical", "kyverno:ensure-probes-different"],
        check: Container(check)
    }
}

/// What decides when a probe has failed, with the defaults.
const PATIENCE: [(&str, i64); 3] = [("periodSeconds", 10), ("timeoutSeconds", 1), ("failureThreshold", 3)];

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some((liveness, readiness)) = container.get("livenessProbe").zip(container.get("readinessProbe")) else {
        return;
    };
    let number = |probe: Value<'_>, field, default| probe.get(field).and_then(Value::as_int).unwrap_or(default);
    if PATIENCE.iter().any(|&(field, default)| number(liveness, field, default) != number(readiness, field, default)) {
        return;
    }
    if Question::of(container, liveness).is_some_and(|it| Some(it) == Question::of(container, readiness)) {
        cx.report(liveness, format!("both probes of container `{}` ask the same", container.name()))
            .label(readiness, "the same question with the same patience")
            .help("let the liveness probe ask less, or give it more patience, or delete it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(liveness: &str, readiness: &str) -> String {
        let ports = "ports: [{name: http, containerPort: 80}, {name: admin, containerPort: 81}]";
        tester::container(&format!("{ports}, livenessProbe: {{{liveness}}}, readinessProbe: {{{readiness}}}"))
    }

    #[test]
    fn named_ports_are_told_apart_and_resolved() {
        let rule = tester::of(&super::IDENTICAL_PROBES);
        rule.passes(&both("tcpSocket: {port: http}", "tcpSocket: {port: admin}"));
        rule.passes(&both("tcpSocket: {port: a}", "tcpSocket: {port: b}"));
        rule.fails(&both("tcpSocket: {port: http}", "tcpSocket: {port: 80}"));
        rule.fails(&both("tcpSocket: {port: a}", "tcpSocket: {port: a}"));
    }

    #[test]
    fn the_whole_question_counts_with_its_defaults() {
        let rule = tester::of(&super::IDENTICAL_PROBES);
        rule.fails(&both("httpGet: {port: 80}", "httpGet: {path: /, port: http, scheme: HTTP}, failureThreshold: 3"));
        rule.passes(&both("httpGet: {port: 80}", "httpGet: {port: 80, httpHeaders: [{name: A, value: b}]}"));
        rule.passes(&both("httpGet: {port: 80}", "tcpSocket: {port: 80}"));
        rule.passes(&both("grpc: {port: 80, service: live}", "grpc: {port: 80, service: ready}"));
        rule.fails(&both("grpc: {port: 80}", "grpc: {port: 80}"));
        rule.fails(&both("exec: {command: [a, b]}", "exec: {command: [a, b]}, initialDelaySeconds: 5"));
        rule.passes(&both("exec: {command: [a, b]}", "exec: {command: [a]}"));
        rule.passes(&both("exec: {command: [a]}, periodSeconds: 30", "exec: {command: [a]}"));
    }

    #[test]
    fn missing_probes_are_not_the_same() {
        tester::of(&super::IDENTICAL_PROBES).passes(&tester::container("image: a"));
        tester::of(&super::IDENTICAL_PROBES).passes(&both("", ""));
    }
}
