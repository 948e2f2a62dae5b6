//! `rbac-pod-exec`

use super::grant::{Grant, precise};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may run commands in pods.
    ///
    /// ## Why is this bad?
    /// `pods/exec` is a shell in every pod it covers: the Secrets mounted there, the tokens of their service accounts
    /// and whatever the network lets them reach. No image policy and no review stands before it. Before Kubernetes 1.35
    /// `get` is enough, since a WebSocket is opened with a GET request.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/exec]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods, pods/log]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_POD_EXEC = "rbac-pod-exec" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0053", "kubescape:C-0002", "polaris:clusterrolePodExecAttach", "polaris:rolePodExecAttach",
            "checkov:CKV2_K8S_2", "cwe:269",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

/// From here on a WebSocket upgrade needs `create` as well.
const CREATE_NEEDED: Version = Version::new(1, 35);

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let verbs: &[&str] = if cx.kubernetes_version() < CREATE_NEEDED { &["create", "get"] } else { &["create"] };
    for granted in PolicyRule::all(role).filter_map(|it| precise(it, verbs, "", &["pods/exec"])) {
        let grant = Grant::of(role, index);
        let finding = cx
            .report(granted.resource, format!("{} may run commands in pods {}", role.title(), grant.scope()))
            .label(granted.verb, "by this verb")
            .help("drop `pods/exec`; people can be given it for the time they need it");
        if granted.narrowed {
            finding.severity(Severity::Low);
        }
        grant.show(finding, index);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::role;
    use crate::rules::tester;

    fn exec(resource: &str, verb: &str) -> String {
        role("ClusterRole", &format!("apiGroups: [''], resources: ['{resource}'], verbs: [{verb}]"))
    }

    #[test]
    fn get_is_enough_before_1_35() {
        let rule = || tester::of(&super::RBAC_POD_EXEC);
        rule().kubernetes("1.34").fails(&exec("pods/exec", "get"));
        rule().kubernetes("1.35").passes(&exec("pods/exec", "get"));
        rule().fails(&exec("*/exec", "create"));
    }

    #[test]
    fn pods_and_dead_wildcards_do_not_cover_it() {
        let rule = tester::of(&super::RBAC_POD_EXEC);
        for resource in ["pods", "pods/*", "*/*", "pods/attach", "*"] {
            rule.passes(&exec(resource, "create"));
        }
        rule.passes(&role("Role", "apiGroups: [apps], resources: [pods/exec], verbs: [create]"));
        let named = role("Role", "apiGroups: [''], resources: [pods/exec], verbs: [create], resourceNames: [db-0]");
        assert_eq!(rule.fails(&named).severity, Severity::Low);
    }
}
