//! `pod-security-restricted`

use super::pod_security::{self, Options};
use crate::manifest::pss::Level;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that the Pod Security admission plugin refuses at the level *restricted*, in its own words.
    ///
    /// ## Why is this bad?
    /// A namespace that enforces *restricted* does not run such a pod. The level asks for what hardens a container without
    /// hurting most programs: no root, no new privileges, no capabilities, a filter of system calls.
    ///
    /// The verdict is that of the plugin, check by check: also where a bad value of the pod never takes effect. The ruleset
    /// `pod-security-restricted` runs nothing else, and `pod-security-restricted@1.30` judges by the definition of that release.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     runAsNonRoot: true
    ///     seccompProfile: {type: RuntimeDefault}
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [ALL]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     runAsNonRoot: true
    ///     seccompProfile: {type: RuntimeDefault}
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         allowPrivilegeEscalation: false
    ///         capabilities: {drop: [ALL]}
    /// ```
    pub POD_SECURITY_RESTRICTED = "pod-security-restricted" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:podsecurity-subrule-restricted"],
        options: Options,
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    // The standard asks for settings that the controller of a pipeline may add.
    if !pod.is_open() {
        pod_security::report(pod, Level::Restricted, cx);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn baseline_weighs_more_and_templates_are_judged_as_pods() {
        let rule = tester::of(&super::POD_SECURITY_RESTRICTED);
        let text = "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {hostIPC: true, containers: [{name: a}]}}}}}\n";
        let all = rule.finds(5, text);
        assert_eq!(all[0].severity, crate::finding::Severity::High);
        assert_eq!(all[1].severity, crate::finding::Severity::Medium);
        assert!(
            all[1].path.ends_with("containers[name=a].securityContext.allowPrivilegeEscalation"),
            "{}",
            all[1].path
        );
        assert!(all[1].message.starts_with("allowPrivilegeEscalation != false (container \"a\" must set"));
    }
}
