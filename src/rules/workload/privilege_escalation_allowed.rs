//! `privilege-escalation-allowed`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers whose processes may gain privileges that their parent does not have.
    ///
    /// ## Why is this bad?
    /// Unless `allowPrivilegeEscalation` is `false`, a setuid binary or one with file capabilities in the image turns
    /// any user of the container into root in the container. The field has no default that hardens and is not
    /// inherited from the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsNonRoot: true}
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
    pub PRIVILEGE_ESCALATION_ALLOWED = "privilege-escalation-allowed" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:restricted", "kube-linter:privilege-escalation-container", "polaris:privilegeEscalationAllowed",
            "trivy:KSV-0001", "checkov:CKV_K8S_20", "kubescape:C-0016", "kyverno:disallow-privilege-escalation",
            "gatekeeper:k8spspallowprivilegeescalationcontainer", "kubewarden:allow-privilege-escalation-psp",
            "kics:privilege_escalation_allowed", "kubesec:AllowPrivilegeEscalation", "cis-1.12:5.2.6", "cwe:269",
        ],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    // A privileged container and one with SYS_ADMIN escalate whatever is written here; their own rules say so.
    let moot = container.is_privileged() || adds_sys_admin(container);
    if moot || pss::exempts_windows(container.pod(), cx.kubernetes_version()) {
        return;
    }
    let name = container.name();
    let help = "set `allowPrivilegeEscalation: false` in the `securityContext` of the container";
    match container.security("allowPrivilegeEscalation") {
        Some(it) if it.is_false() => {}
        Some(it) => {
            cx.report(it, format!("container `{name}` allows privilege escalation")).help(help).fix(
                Safety::Unsafe,
                "forbid privilege escalation",
                [Edit::replace(it, "false")],
            );
        }
        None => {
            let path = ["securityContext", "allowPrivilegeEscalation"];
            cx.report(container, format!("container `{name}` does not forbid privilege escalation")).help(help).fix(
                Safety::Unsafe,
                "forbid privilege escalation",
                Edit::insert_into(container.value(), &path, "false"),
            );
        }
    }
}

fn adds_sys_admin(container: Container<'_>) -> bool {
    let mut added =
        container.security("capabilities").into_iter().flat_map(|it| it.list("add")).filter_map(Value::text);
    added.any(|it| pss::normal_capability(it) == "SYS_ADMIN")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unset_is_allowed_and_the_pod_cannot_say_otherwise() {
        let rule = tester::of(&super::PRIVILEGE_ESCALATION_ALLOWED);
        rule.fails(&tester::container(""));
        rule.fails(&tester::container("securityContext: {allowPrivilegeEscalation: null}"));
        rule.fails(&tester::container("securityContext: {allowPrivilegeEscalation: yes}"));
        rule.passes(&tester::container("securityContext: {allowPrivilegeEscalation: off}"));
        rule.fails(&tester::pod("{securityContext: {allowPrivilegeEscalation: false}, initContainers: [{name: a}]}"));
    }

    #[test]
    fn every_class_of_container_counts_whatever_else_is_in_the_input() {
        let rule = tester::of(&super::PRIVILEGE_ESCALATION_ALLOWED);
        rule.fails(&tester::pod("{ephemeralContainers: [{name: a}]}"));
        let policy = "---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: p}\nspec: {allowPrivilegeEscalation: false}\n";
        rule.fails(&format!("{}{policy}", tester::pod("{initContainers: [{name: a}]}")));
    }

    #[test]
    fn it_is_moot_beside_a_worse_setting_and_not_asked_of_windows() {
        let rule = tester::of(&super::PRIVILEGE_ESCALATION_ALLOWED);
        rule.passes(&tester::container("securityContext: {privileged: true}"));
        rule.passes(&tester::container("securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}}"));
        let windows = tester::pod("{os: {name: windows}, containers: [{name: a}]}");
        rule.passes(&windows);
        tester::of(&super::PRIVILEGE_ESCALATION_ALLOWED).kubernetes("1.24").fails(&windows);
    }
}
