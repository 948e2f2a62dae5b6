//! `rbac-log-read-cluster`

use super::permission::{Needed, Permission, ROLES, Weight, is_called};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that read the logs of every pod.
    ///
    /// ## Why is this bad?
    /// Logs hold what applications print by mistake: tokens in URLs, personal data, connection strings. Shippers of logs
    /// read files of the node and seldom need the API.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/log]
    ///     verbs: [get]
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
    pub RBAC_LOG_READ_CLUSTER = "rbac-log-read-cluster" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:532"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["get"], group: "", resources: &["pods/log"] }],
    does: "reads the logs of every pod",
    help: "use a Role in the namespaces that are looked at",
    weight: Weight::cluster(Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION
        .check_if(role, index, cx, |grant, _| !is_called(grant, &["log", "fluent", "vector", "alloy", "promtail"]));
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_LOG_READ_CLUSTER);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [pods/log], verbs: [get, list]")).severity,
            Severity::Low
        );
        for (reach, rules) in [
            ("namespace", "apiGroups: [''], resources: [pods/log], verbs: [get]"),
            ("cluster", "apiGroups: [''], resources: [pods/log], verbs: [delete]"),
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [get]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn logs_are_read_and_nothing_else() {
        let rule = tester::of(&super::RBAC_LOG_READ_CLUSTER);
        let it = |verb: &str| format!("apiGroups: [''], resources: [pods/log], verbs: [{verb}]");
        rule.fails(&granted("cluster", &it("get")));
        rule.passes(&granted("cluster", &it("delete")));
        rule.passes(&granted("cluster", &it("list")));
        rule.passes(&granted("namespace", &it("get")));
        rule.passes(&granted("cluster", &it("get")).replace("name: s,", "name: promtail,"));
    }
}
