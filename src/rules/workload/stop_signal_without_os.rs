//! `stop-signal-without-os`

use crate::rule::prelude::*;

declare_rule! {
    /// Stop signals in pods that do not say their operating system.
    ///
    /// ## Why is this bad?
    /// The API server can only check a signal where `os.name` is set, and refuses it otherwise; on Windows it takes
    /// `SIGTERM` and `SIGKILL` only.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       lifecycle: {stopSignal: SIGUSR1}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   os: {name: linux}
    ///   containers:
    ///     - name: app
    ///       lifecycle: {stopSignal: SIGUSR1}
    /// ```
    pub STOP_SIGNAL_WITHOUT_OS = "stop-signal-without-os" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188"],
        keys: ["stopSignal"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(signal) = container.get("lifecycle").and_then(|it| it.get("stopSignal")) else { return };
    let pod = container.pod();
    let Some(system) = pod.spec().path("os.name").filter(|it| it.text() != Some("")) else {
        cx.report(signal, format!("the stop signal of container `{}` needs `os.name` of the pod", container.name()))
            .help("set `os: {name: linux}` in the spec of the pod")
            .fix(Safety::Unsafe, "say that it is Linux", Edit::insert_into(pod.spec(), &["os", "name"], "linux"));
        return;
    };
    if pod.is_windows() && !matches!(signal.as_str(), Some("SIGTERM" | "SIGKILL")) {
        cx.report(signal, format!("Windows has no such signal for container `{}`", container.name()))
            .label(system, "the system of the pod")
            .help("use `SIGTERM` or `SIGKILL`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn windows_knows_two_signals() {
        let rule = tester::of(&super::STOP_SIGNAL_WITHOUT_OS);
        rule.fails(&tester::pod("{os: {name: windows}, containers: [{name: a, lifecycle: {stopSignal: SIGHUP}}]}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a, lifecycle: {stopSignal: SIGKILL}}]}"));
        rule.passes(&tester::container("lifecycle: {preStop: {sleep: {seconds: 1}}}"));
        rule.fails(&tester::container("lifecycle: {stopSignal: SIGTERM}"));
    }
}
