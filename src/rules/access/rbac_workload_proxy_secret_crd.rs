//! `rbac-workload-proxy-secret-crd`

use super::permission::{Needed, Permission, ROLES, WRITE, Weight, owns_group};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may have an operator fetch Secrets for them.
    ///
    /// ## Why is this bad?
    /// An ExternalSecret, a SecretProviderClass or a SealedSecret makes an operator write a Secret, or mount one, out of a
    /// vault that the operator may read. Whoever creates them reads what the store lets the operator read; a PushSecret
    /// sends Secrets of the namespace out.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [external-secrets.io]
    ///     resources: [externalsecrets]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [external-secrets.io]
    ///     resources: [externalsecrets]
    ///     verbs: [get, list]
    /// ```
    pub RBAC_WORKLOAD_PROXY_SECRET_CRD = "rbac-workload-proxy-secret-crd" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269", "cwe:522"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: WRITE,
            group: "external-secrets.io",
            resources: &[
                "externalsecrets",
                "clusterexternalsecrets",
                "pushsecrets",
                "clusterpushsecrets",
                "secretstores",
                "clustersecretstores",
            ],
        },
        Needed { verbs: WRITE, group: "secrets-store.csi.x-k8s.io", resources: &["secretproviderclasses"] },
        Needed { verbs: WRITE, group: "bitnami.com", resources: &["sealedsecrets"] },
        Needed {
            verbs: WRITE,
            group: "secrets.hashicorp.com",
            resources: &["vaultstaticsecrets", "vaultdynamicsecrets"],
        },
    ],
    does: "may have an operator fetch Secrets for it",
    help: "drop the verbs that write, or limit what the stores of the namespace may read",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, granted| {
        // The project that defines the kinds writes them.
        !granted.rule.groups().filter_map(Value::text).any(|it| owns_group(grant, it))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_WORKLOAD_PROXY_SECRET_CRD);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: ['external-secrets.io'], resources: [pushsecrets], verbs: [patch]",
                Severity::Medium,
            ),
            ("namespace", "apiGroups: ['bitnami.com'], resources: [sealedsecrets], verbs: [create]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: ['external-secrets.io'], resources: [externalsecrets], verbs: [get]"),
            ("cluster", "apiGroups: [''], resources: [externalsecrets], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_operator_itself_may() {
        let own = granted(
            "cluster",
            "apiGroups: [secrets-store.csi.x-k8s.io], resources: [secretproviderclasses], verbs: [patch]",
        );
        tester::of(&super::RBAC_WORKLOAD_PROXY_SECRET_CRD)
            .passes(&own.replace("name: r", "name: secrets-store-provider"));
    }
}
