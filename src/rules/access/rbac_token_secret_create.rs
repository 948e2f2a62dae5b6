//! `rbac-token-secret-create`

use super::grant::{Grant, any, held_beside};
use super::permission::{Needed, Permission, ROLES, Weight, feeds_built_in, is_in_system, judge};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may create Secrets and read them, and so get the token of any service account.
    ///
    /// ## Why is this bad?
    /// A Secret of type `kubernetes.io/service-account-token` that names a service account is filled with a token of it,
    /// one that never ends. Whoever may create Secrets and read them has the permissions of every service account in reach;
    /// without reading, somebody else has to bring the token.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get, create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [secrets]
    ///     verbs: [get, update]
    ///     resourceNames: [web]
    /// ```
    pub RBAC_TOKEN_SECRET_CREATE = "rbac-token-secret-create" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0041", "trivy:KSV-0113", "cwe:269", "cwe:522"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create"], group: "", resources: &["secrets"] }],
    does: "may make tokens of any service account and read them",
    help: "drop `create`, or read named Secrets only",
    weight: Weight::both(Severity::High, Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // A patch that changes nothing answers with the object.
    const SEES: &[&str] = &["get", "list", "watch", "patch"];
    let reads = PolicyRule::all(role).any(|it| any(it, SEES, "", &["secrets"]).is_some_and(|it| !it.narrowed));
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|_| !feeds_built_in(role)) {
        let grant = Grant::of(role, index);
        let beside = || held_beside(&grant, index, SEES, "", &["secrets"]);
        if reads {
            PERMISSION.report(granted, &grant, index, cx);
        } else if let Some(place) = beside() {
            if let Some(finding) = PERMISSION.report(granted, &grant, index, cx) {
                finding.label(place, "reads them by another role");
            }
        } else if judge(Severity::High, false, &grant, index).is_some_and(|it| it > Severity::Low)
            && !is_in_system(&grant)
        {
            let message = format!("{} may make tokens of any service account {}", role.title(), grant.scope());
            let finding = cx.report(granted.resource, message).severity(Severity::Low);
            finding.help("drop `create`; without a verb that reads, another role has to bring the token");
            grant.show(finding, index);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_TOKEN_SECRET_CREATE);
        for (reach, rules, severity) in [
            (
                "cluster",
                "apiGroups: [''], resources: [secrets], verbs: [create] & apiGroups: [''], resources: [secrets], verbs: [watch]",
                Severity::High,
            ),
            ("namespace", "apiGroups: [''], resources: [secrets], verbs: [create, get]", Severity::Medium),
            ("cluster", "apiGroups: [''], resources: [secrets], verbs: [create]", Severity::Low),
            (
                "namespace",
                "apiGroups: [''], resources: [secrets], verbs: [create] & apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [web]",
                Severity::Low,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [secrets], verbs: [get]"),
            ("cluster", "apiGroups: [''], resources: [secrets], verbs: [create], resourceNames: [web]"),
            ("cluster", "apiGroups: [''], resources: [configmaps], verbs: [create, get]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_answer_to_a_patch_and_another_role_read_as_well() {
        let rule = tester::of(&super::RBAC_TOKEN_SECRET_CREATE);
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [secrets], verbs: [create, patch]")).severity,
            Severity::High
        );
        assert_eq!(
            rule.fails(&granted("cluster", "apiGroups: [''], resources: [secrets], verbs: [create, update]")).severity,
            Severity::Low
        );
        let reads = granted("cluster", "apiGroups: [''], resources: [secrets], verbs: [get]")
            .replace("{name: r}", "{name: q}")
            .replace("name: r}", "name: q}")
            .replace("{name: b}", "{name: c}");
        let creates = granted("cluster", "apiGroups: [''], resources: [secrets], verbs: [create]");
        assert_eq!(rule.fails(&(creates.clone() + &reads)).severity, Severity::High);
        assert_eq!(rule.fails(&(creates + &reads.replace("name: s,", "name: t,"))).severity, Severity::Low);
    }
}
