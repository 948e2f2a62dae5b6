//! `secret-write-wide`

use super::grant::reads_secrets;
use super::permission::{Needed, Permission, Weight, feeds_built_in};
use super::rbac_token_secret_create;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may change or delete the Secrets of every namespace.
    ///
    /// ## Why is this bad?
    /// Whoever replaces a Secret decides which password the database takes, which key a server proves itself with, which
    /// registry and which configuration a workload trusts. Deleting one stops what needs it. Creating Secrets is
    /// `rbac-token-secret-create`, reading them all `secret-read-cluster-wide`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: rotator}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [update, patch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: rotator}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: rotator}
    /// subjects:
    ///   - {kind: ServiceAccount, name: rotator, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: rotator}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [update, patch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: rotator, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: rotator}
    /// subjects:
    ///   - {kind: ServiceAccount, name: rotator, namespace: shop}
    /// ```
    pub SECRET_WRITE_WIDE = "secret-write-wide" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0041", "cwe:269", "cwe:732"],
        check: Related(&[Kind::ClusterRole], check)
    }
}

static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["update", "patch", "delete", "deletecollection"], group: "", resources: &["secrets"] }],
    does: "may change or delete any Secret",
    help: "use a Role in each namespace, with the Secrets that are changed in `resourceNames`",
    weight: Weight::cluster(Severity::High),
    beneath: &[&rbac_token_secret_create::PERMISSION],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if feeds_built_in(role) {
        return;
    }
    // Who reads all Secrets is told to name them by another rule, and what only deletes by yet another.
    let left = cx.is_left_to("secret-read-cluster-wide").then(|| reads_secrets(role)).flatten();
    let deletes = cx.is_left_to("rbac-excessive-delete");
    PERMISSION.check_if(role, index, cx, |_, granted| {
        let only_deletes = deletes && !["update", "patch"].iter().any(|it| granted.rule.verb(it).is_some());
        !granted.narrowed && !only_deletes && left.is_none_or(|it| it.resource != granted.resource)
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::access::rbac_excessive_delete::RBAC_EXCESSIVE_DELETE;
    use crate::rules::access::secret_read_cluster_wide::SECRET_READ_CLUSTER_WIDE;
    use crate::rules::tester;

    #[test]
    fn any_rule_counts_and_creating_is_told_elsewhere() {
        let rule = tester::of(&super::SECRET_WRITE_WIDE);
        let it = |reach: &str, verbs: &str| {
            granted(
                reach,
                &format!(
                    "apiGroups: [''], resources: [pods], verbs: [get] & apiGroups: [''], resources: [secrets], verbs: [{verbs}]"
                ),
            )
        };
        assert_eq!(rule.fails(&it("cluster", "patch")).severity, Severity::High);
        assert_eq!(rule.fails(&it("unbound", "delete")).severity, Severity::Medium);
        rule.passes(&it("namespace", "patch"));
        rule.passes(&it("cluster", "create, patch"));
        rule.passes(&it("cluster", "get"));
        let both = it("cluster", "get, update");
        rule.fails(&both);
        tester::of(&super::SECRET_WRITE_WIDE).beside(&SECRET_READ_CLUSTER_WIDE).passes(&both);
        let beside = tester::of(&super::SECRET_WRITE_WIDE).beside(&RBAC_EXCESSIVE_DELETE);
        beside.passes(&it("cluster", "delete"));
        beside.fails(&it("cluster", "delete, update"));
        rule.passes(&granted("cluster", "apiGroups: [''], resources: [secrets], verbs: [patch], resourceNames: [a]"));
    }
}
