//! `probe-timing`

use crate::rule::prelude::*;

declare_rule! {
    /// Probes whose times contradict each other or leave no patience.
    ///
    /// ## Why is this bad?
    /// A probe that waits longer for an answer than until the next question is always late; a liveness probe that
    /// gives up within seconds restarts the container for one pause of the garbage collector; and a timeout that is
    /// not written is one second, which is less than many expect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe: {httpGet: {path: /, port: 80}, timeoutSeconds: 30, periodSeconds: 10}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe: {httpGet: {path: /, port: 80}, timeoutSeconds: 3, periodSeconds: 10}
    /// ```
    pub PROBE_TIMING = "probe-timing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["datree:55", "datree:56", "datree:57", "datree:58", "datree:59"],
        options: Options,
        check: Container(check)
    }
}

/// Options of the rule.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// For how many seconds a container must be silent, at least, before a liveness probe restarts it.
    pub patience: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self { patience: 10 }
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = container.get(name).filter(|it| it.is_mapping()) {
            judge(container, name, probe, cx);
        }
    }
}

fn judge(container: Container<'_>, name: &str, probe: Value<'_>, cx: &mut Context<'_>) {
    let number = |field, default| probe.get(field).and_then(Value::as_int).filter(|it| *it > 0).unwrap_or(default);
    let period = number("periodSeconds", 10);
    let timeout = probe.get("timeoutSeconds");
    let whose = || format!("`{name}` of container `{}`", container.name());
    if let Some(timeout) = timeout.filter(|it| it.as_int().is_some_and(|it| it > period)) {
        let finding = cx.report(timeout, format!("{} waits longer than until the next question", whose()));
        finding.help(format!("wait {period} seconds at most, or raise `periodSeconds`"));
        if let Some(written) = probe.get("periodSeconds") {
            finding.label(written, "the next question comes after so many seconds");
        }
        return;
    }
    let silent = number("failureThreshold", 3).saturating_mul(period);
    let wanted = cx.options::<Options>().patience;
    if name == "livenessProbe" && silent < wanted {
        cx.report(probe, format!("{} gives up after {silent} seconds", whose()))
            .help(format!("raise `failureThreshold` or `periodSeconds` until it takes {wanted} seconds"));
    } else if timeout.is_none() {
        cx.report(probe, format!("{} has no `timeoutSeconds`, which means one second", whose()))
            .help("write how many seconds an answer may take");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_probe_gives_one_finding_the_worst() {
        let rule = tester::of(&super::PROBE_TIMING);
        let told = |fields: &str, what: &str| {
            let found = rule.fails(&tester::container(fields));
            assert!(found.message.contains(what), "{}", found.message);
        };
        told("livenessProbe: {tcpSocket: {port: 1}}", "no `timeoutSeconds`");
        told("readinessProbe: {timeoutSeconds: 11}", "waits longer");
        told("livenessProbe: {timeoutSeconds: 1, periodSeconds: 1}", "after 3 seconds");
        told("livenessProbe: {timeoutSeconds: 5, periodSeconds: 2}", "waits longer");
        rule.passes(&tester::container("readinessProbe: {timeoutSeconds: 1, periodSeconds: 1}"));
        rule.passes(&tester::container("startupProbe: {timeoutSeconds: 1, periodSeconds: 1, failureThreshold: 300}"));
        rule.passes(&tester::container("livenessProbe: {timeoutSeconds: 1, periodSeconds: 9223372036854775807}"));
        rule.passes(&tester::container("image: a"));
    }
}
