//! `rbac-pod-exec`

use super::permission::{Needed, Permission, ROLES, Weight};
use crate::manifest::streaming_verbs;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may run commands in pods.
    ///
    /// ## Why is this bad?
    /// `pods/exec` is a shell in every pod it covers: the Secrets mounted there, the tokens of their service accounts and
    /// whatever the network lets them reach. No image policy and no review stands before it. Before Kubernetes 1.35 `get`
    /// is enough, since a WebSocket is opened with a GET request.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/exec]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods, pods/log]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_POD_EXEC = "rbac-pod-exec" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0053", "kubescape:C-0002", "polaris:clusterrolePodExecAttach", "polaris:rolePodExecAttach", "checkov:CKV2_K8S_2", "cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create", "get"], group: "", resources: &["pods/exec"] }],
    does: "may run commands in pods",
    help: "drop `pods/exec`; people can be given it for the time they need it",
    weight: Weight::both(Severity::High, Severity::Medium),
    beneath: &[],
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
        let rule = tester::of(&super::RBAC_POD_EXEC);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: ['*/exec'], verbs: [create]", Severity::High),
            ("namespace", "apiGroups: [''], resources: [pods/exec], verbs: [create]", Severity::Medium),
            (
                "namespace",
                "apiGroups: [''], resources: [pods/exec], verbs: [create], resourceNames: [db-0]",
                Severity::Low,
            ),
            ("unbound", "apiGroups: [''], resources: [pods/exec], verbs: [create]", Severity::Medium),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: ['pods/*'], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: ['*/*'], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [pods/attach], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: ['*'], verbs: [create]"),
            ("cluster", "apiGroups: ['apps'], resources: [pods/exec], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn get_is_enough_before_1_35() {
        let it = granted("cluster", "apiGroups: [''], resources: [pods/exec], verbs: [get]");
        tester::of(&super::RBAC_POD_EXEC).kubernetes("1.34").fails(&it);
        tester::of(&super::RBAC_POD_EXEC).kubernetes("1.35").passes(&it);
    }
}
