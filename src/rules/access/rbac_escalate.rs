//! `rbac-escalate`

use super::grant::{Grant, RBAC, any, held_beside, precise};
use super::permission::{WRITE, feeds_built_in, weigh};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write roles with more permissions than their holder has.
    ///
    /// ## Why is this bad?
    /// With `escalate` the API server no longer compares the permissions in a role with those of its author. Who can
    /// also create or change roles of that kind adds the missing ones: one request to `cluster-admin`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [rbac.authorization.k8s.io]
    ///     resources: [clusterroles]
    ///     verbs: [get, update, escalate]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [rbac.authorization.k8s.io]
    ///     resources: [clusterroles]
    ///     verbs: [get, update]
    /// ```
    pub RBAC_ESCALATE = "rbac-escalate" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0191", "kyverno:restrict-escalation-verbs-roles", "trivy:KSV-0050", "checkov:CKV_K8S_158",
            "cis-1.12:5.1.8", "cwe:269",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if feeds_built_in(role) {
        return;
    }
    for rule in PolicyRule::all(role) {
        let escalates = |kind: &'static str| Some((kind, precise(rule, &["escalate"], RBAC, &[kind])?));
        if ["clusterroles", "roles"].into_iter().find_map(escalates).is_none() {
            continue;
        }
        let grant = Grant::of(role, index);
        // ClusterRoles live in no namespace: what is bound in one does not reach them.
        let kinds = if grant.is_cluster_wide() { &["clusterroles", "roles"][..] } else { &["roles"] };
        let write = |kind: &str| {
            let own = PolicyRule::all(role).find_map(|it| any(it, WRITE, RBAC, &[kind]));
            own.map(|it| (it.verb, it.narrowed))
                .or_else(|| held_beside(&grant, index, WRITE, RBAC, &[kind]).map(|it| (it, false)))
        };
        let all = kinds.iter().filter_map(|it| escalates(it)).map(|(kind, granted)| (granted, write(kind)));
        // The kind with the partner weighs more.
        let Some((granted, partner)) = all.max_by_key(|it| it.1.is_some()) else { continue };
        let severity = match partner {
            None => Severity::Low,
            Some((_, narrowed)) if granted.narrowed || narrowed => grant.severity(Severity::High, Severity::Medium),
            Some(_) => grant.severity(Severity::Critical, Severity::High),
        };
        let message = match partner {
            Some(_) => format!("{} may write roles with more permissions than it has {}", role.title(), grant.scope()),
            None => format!("{} has `escalate` but may not write roles", role.title()),
        };
        let finding = cx.report(granted.verb, message).severity(weigh(severity, &grant, index)).help("drop `escalate`");
        if let Some((partner, _)) = partner {
            finding.label(partner, "and write the roles");
        }
        grant.show(finding, index);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    fn rule(kind: &str, resource: &str, verbs: &str) -> String {
        role(kind, &format!("apiGroups: [rbac.authorization.k8s.io], resources: [{resource}], verbs: [{verbs}]"))
    }

    #[test]
    fn the_partner_must_write_the_same_kind() {
        let it = tester::of(&super::RBAC_ESCALATE);
        let wide = |text: String| text + &binding("ClusterRoleBinding", "r");
        assert_eq!(
            it.fails(&wide(rule("ClusterRole", "clusterroles", "escalate, patch"))).severity,
            Severity::Critical
        );
        assert_eq!(it.fails(&rule("ClusterRole", "clusterroles", "escalate, patch")).severity, Severity::High);
        assert_eq!(it.fails(&rule("Role", "roles", "escalate, create")).severity, Severity::High);
        assert_eq!(it.fails(&rule("ClusterRole", "roles", "escalate")).severity, Severity::Low);
        let other = "apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate] & \
                     apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [update]";
        assert_eq!(it.fails(&role("ClusterRole", other)).severity, Severity::Low);
    }

    #[test]
    fn wildcards_belong_to_their_own_rule_and_other_groups_do_not_count() {
        let it = tester::of(&super::RBAC_ESCALATE);
        it.passes(&rule("ClusterRole", "clusterroles", "'*'"));
        it.passes(&role("ClusterRole", "apiGroups: [''], resources: [clusterroles], verbs: [escalate, update]"));
    }

    #[test]
    fn cluster_roles_live_in_no_namespace() {
        let it = tester::of(&super::RBAC_ESCALATE);
        it.passes(&rule("Role", "clusterroles", "escalate, patch"));
        it.passes(&(rule("ClusterRole", "clusterroles", "escalate, patch") + &binding("RoleBinding", "r")));
        let both = rule("ClusterRole", "clusterroles, roles", "escalate, patch") + &binding("RoleBinding", "r");
        assert_eq!(it.fails(&both).severity, Severity::High);
    }

    #[test]
    fn names_narrow_and_the_partner_may_come_by_another_role() {
        let it = tester::of(&super::RBAC_ESCALATE);
        let named =
            rule("ClusterRole", "clusterroles", "escalate, patch").replace("verbs:", "resourceNames: [x], verbs:");
        assert_eq!(it.fails(&(named + &binding("ClusterRoleBinding", "r"))).severity, Severity::High);
        let writes = rule("ClusterRole", "clusterroles", "update").replace("{name: r}", "{name: w}")
            + &binding("ClusterRoleBinding", "w").replace("{name: b}", "{name: w}");
        let escalates = rule("ClusterRole", "clusterroles", "escalate") + &binding("ClusterRoleBinding", "r");
        assert_eq!(it.fails(&(escalates.clone() + &writes)).severity, Severity::Critical);
        assert_eq!(it.fails(&(escalates + &writes.replace("name: s,", "name: t,"))).severity, Severity::Low);
    }
}
