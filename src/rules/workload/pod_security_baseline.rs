//! `pod-security-baseline`

use super::pod_security::{self, Options};
use crate::manifest::pss::Level;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that the Pod Security admission plugin refuses at the level *baseline*, in its own words.
    ///
    /// ## Why is this bad?
    /// A namespace that enforces *baseline* does not run such a pod. What the level forbids are the known ways from a container
    /// to its node.
    ///
    /// The verdict is that of the plugin, check by check: also where a bad value of the pod never takes effect. The ruleset
    /// `pod-security-baseline` runs nothing else, and `pod-security-baseline@1.30` judges by the definition of that release.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {add: [NET_RAW]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {add: [NET_BIND_SERVICE]}
    /// ```
    pub POD_SECURITY_BASELINE = "pod-security-baseline" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:podsecurity-subrule-baseline"],
        options: Options,
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    pod_security::report(pod, Level::Baseline, cx);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_check_speaks_once_and_the_version_decides() {
        let text = tester::pod(
            "{hostPID: true, containers: [{name: a, livenessProbe: {httpGet: {host: x}}}, {name: b, livenessProbe: {httpGet: {host: x}}}]}",
        );
        let rule = || tester::of(&super::POD_SECURITY_BASELINE);
        let all = rule().finds(2, &text);
        assert_eq!(all[0].message, "host namespaces (hostPID=true)");
        assert_eq!(all[1].labels.len(), 2);
        rule().kubernetes("1.33").fails(&text);
        rule().options(serde_json::json!({"version": "1.33"})).fails(&text);
        rule().kubernetes("1.33").options(serde_json::json!({"version": "latest"})).finds(2, &text);
    }
}
