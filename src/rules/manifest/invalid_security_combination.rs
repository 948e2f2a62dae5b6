//! `invalid-security-combination`

use crate::manifest::conflict::conflicts;
use crate::rule::prelude::*;

declare_rule! {
    /// Security settings that exclude each other.
    ///
    /// ## Why is this bad?
    /// Each line is fine, together they are refused by the API server or by the kubelet: the object fails at deploy
    /// time.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true, allowPrivilegeEscalation: false}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {allowPrivilegeEscalation: false}
    /// ```
    pub INVALID_SECURITY_COMBINATION = "invalid-security-combination" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for conflict in conflicts(pod) {
        let finding = cx.report(conflict.at, conflict.message);
        finding.help(conflict.help);
        if let Some(other) = conflict.other {
            finding.label(other, "excludes it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_refused_is_reported_once() {
        let rule = tester::of(&super::INVALID_SECURITY_COMBINATION);
        let bad = [
            tester::container(
                "securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}",
            ),
            tester::pod("{hostUsers: false, hostPID: true}"),
            tester::pod("{hostUsers: false, containers: [{name: a, volumeDevices: [{name: v}]}]}"),
            tester::container("securityContext: {procMount: Unmasked}"),
            tester::pod("{shareProcessNamespace: true, hostPID: true}"),
            tester::container("securityContext: {seccompProfile: {type: Localhost}}"),
            tester::pod("{securityContext: {appArmorProfile: {type: RuntimeDefault, localhostProfile: x}}}"),
            tester::pod("{os: {name: windows}, hostPID: true}"),
            tester::pod("{os: {name: windows}, containers: [{name: a, securityContext: {runAsUser: 1}}]}"),
            tester::pod("{os: {name: linux}, securityContext: {windowsOptions: {hostProcess: true}}}"),
            tester::pod("{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80, hostPort: 81}]}]}"),
            tester::container("volumeMounts: [{name: v, mountPropagation: Bidirectional}]"),
            tester::container("volumeMounts: [{name: v, recursiveReadOnly: Enabled}]"),
            tester::pod("{hostnameOverride: x, hostNetwork: true}"),
            tester::pod("{ephemeralContainers: [{name: a}]}"),
            tester::pod("{initContainers: [{name: a, livenessProbe: {exec: {command: [x]}}}]}"),
        ];
        for text in bad {
            rule.fails(&text);
        }
    }

    #[test]
    fn what_is_accepted_is_not_reported() {
        let rule = tester::of(&super::INVALID_SECURITY_COMBINATION);
        let good = [
            tester::container("securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN]}}"),
            tester::pod("{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}"),
            tester::container("securityContext: {seccompProfile: {type: Localhost, localhostProfile: x}}"),
            tester::pod(
                "{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81}]}]}",
            ),
            tester::container(
                "securityContext: {privileged: true}, volumeMounts: [{name: v, mountPropagation: Bidirectional}]",
            ),
            tester::container("volumeMounts: [{name: v, recursiveReadOnly: IfPossible, readOnly: true}]"),
            tester::pod("{initContainers: [{name: a, restartPolicy: Always, livenessProbe: {exec: {command: [x]}}}]}"),
            tester::pod(
                "{os: {name: windows}, securityContext: {runAsNonRoot: true, windowsOptions: {runAsUserName: x}}}",
            ),
        ];
        for text in good {
            rule.passes(&text);
        }
    }
}
