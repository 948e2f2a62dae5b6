//! `rbac-pod-attach`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::manifest::streaming_verbs;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may attach to the processes of pods.
    ///
    /// ## Why is this bad?
    /// Attaching reads the output of a process and, where its input is open, types into it: a shell or an interpreter that
    /// waits there is a shell for whoever attaches. Before Kubernetes 1.35 `get` is enough.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/attach]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/log]
    ///     verbs: [get]
    /// ```
    pub RBAC_POD_ATTACH = "rbac-pod-attach" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0054", "polaris:clusterrolePodExecAttach", "polaris:rolePodExecAttach", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create", "get"], group: "", resources: &["pods/attach"] }],
    does: "may attach to the processes of pods",
    help: "drop `pods/attach`; `pods/log` is enough to read the output",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[&super::rbac_pod_exec::PERMISSION],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let verbs = streaming_verbs(cx.kubernetes_version());
    PERMISSION.check_if(role, index, cx, |_, granted| {
        granted.rule.verbs().any(|it| it.text().is_some_and(|it| verbs.contains(&it)))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_POD_ATTACH);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [pods/attach], verbs: [create]", Severity::Medium),
            ("namespace", "apiGroups: [''], resources: [pods/attach], verbs: [create]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods/exec, pods/attach], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn get_is_enough_before_1_35() {
        let it = granted("cluster", "apiGroups: [''], resources: [pods/attach], verbs: [get]");
        tester::of(&super::RBAC_POD_ATTACH).kubernetes("1.34").fails(&it);
        tester::of(&super::RBAC_POD_ATTACH).kubernetes("1.35").passes(&it);
    }
}
