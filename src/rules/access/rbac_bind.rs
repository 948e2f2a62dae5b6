//! `rbac-bind`

use super::class::{self, Class};
use super::grant::{Grant, RBAC, any, held_beside, precise};
use super::permission::{WRITE, feeds_built_in, weigh};
use crate::manifest::BuiltInRole;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may bind roles whose permissions their holder does not have.
    ///
    /// ## Why is this bad?
    /// The API server lets nobody hand out permissions without holding them, except whoever has `bind` on the role.
    /// Together with write access to bindings that verb makes `cluster-admin` out of any account. It is
    /// checked on `roles` and `clusterroles`; on bindings it has no meaning.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [get]}
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}
    /// ```
    pub RBAC_BIND = "rbac-bind" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0191", "kyverno:restrict-escalation-verbs-roles", "trivy:KSV-0050", "trivy:KSV-0051",
            "trivy:KSV-0052", "checkov:CKV_K8S_157", "checkov:CKV2_K8S_1", "cis-1.12:5.1.8", "cwe:269",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

const ROLES: &[&str] = &["clusterroles", "roles"];
const BINDINGS: &[&str] = &["clusterrolebindings", "rolebindings"];

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if feeds_built_in(role) {
        return;
    }
    for rule in PolicyRule::all(role) {
        let Some(granted) = precise(rule, &["bind"], RBAC, ROLES) else { continue };
        let grant = Grant::of(role, index);
        let own = PolicyRule::all(role).find_map(|it| any(it, WRITE, RBAC, BINDINGS)).map(|it| it.resource);
        let partner = own.or_else(|| held_beside(&grant, index, WRITE, RBAC, BINDINGS));
        let severity = match partner {
            None => Severity::Low,
            Some(_) if granted.narrowed => named(role, rule, index, &grant),
            Some(_) => grant.severity(Severity::Critical, Severity::High),
        };
        let message = match partner {
            Some(_) => format!("{} may bind roles with more permissions than it has {}", role.title(), grant.scope()),
            None => format!("{} may `bind` roles but write no bindings", role.title()),
        };
        let finding = cx
            .report(granted.verb, message)
            .severity(weigh(severity, &grant, index))
            .help("drop `bind`, or name in `resourceNames` the harmless roles that are to be bound");
        if let Some(partner) = partner {
            finding.label(partner, "and write the bindings");
        }
        grant.show(finding, index);
    }
}

/// Severity where `resourceNames` lists the roles: that of the most powerful one.
fn named<'a>(near: Resource<'a>, rule: PolicyRule<'a>, index: &Index<'a>, grant: &Grant<'a>) -> Severity {
    let class = |name: &str| match index.find(Kind::ClusterRole, name, near).found() {
        Some(role) => Some(class::of_role(role, grant.is_cluster_wide()).map(|it| it.0)),
        None => BuiltInRole::find(Kind::ClusterRole, name, None)
            .map(|it| class::of_built_in(it, grant.is_cluster_wide()).map(|it| it.0)),
    };
    let severities = rule.names().filter_map(Value::text).map(|name| match class(name) {
        Some(Some(Class::Root)) => grant.severity(Severity::Critical, Severity::High),
        Some(Some(Class::Takeover)) | None => grant.severity(Severity::High, Severity::Medium),
        Some(_) => Severity::Low,
    });
    severities.max().unwrap_or(Severity::Low)
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, granted, role};
    use crate::rules::tester;

    const BIND: &str = "apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]";
    const WRITE: &str = "apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]";

    #[test]
    fn the_verb_needs_its_partner_in_any_rule_of_the_role() {
        let rule = tester::of(&super::RBAC_BIND);
        assert_eq!(rule.fails(&granted("cluster", &format!("{WRITE} & {BIND}"))).severity, Severity::Critical);
        assert_eq!(rule.fails(&granted("unbound", &format!("{WRITE} & {BIND}"))).severity, Severity::High);
        assert_eq!(rule.fails(&role("ClusterRole", BIND)).severity, Severity::Low);
        let local = role("ClusterRole", &format!("{WRITE} & {BIND}")) + &binding("RoleBinding", "r");
        assert_eq!(rule.fails(&local).severity, Severity::High);
    }

    #[test]
    fn bind_on_bindings_means_nothing() {
        let rule = tester::of(&super::RBAC_BIND);
        rule.passes(&role(
            "ClusterRole",
            "apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings, clusterrolebindings], verbs: [bind, create]",
        ));
        rule.passes(&role("ClusterRole", "apiGroups: [''], resources: [clusterroles], verbs: [bind]"));
    }

    #[test]
    fn named_roles_weigh_what_they_grant() {
        let rule = tester::of(&super::RBAC_BIND);
        for (name, severity) in
            [("cluster-admin", Severity::Critical), ("edit", Severity::High), ("view", Severity::Low)]
        {
            let text = granted("cluster", &format!("{BIND}, resourceNames: [{name}] & {WRITE}"));
            assert_eq!(rule.fails(&text).severity, severity, "{name}");
        }
    }

    #[test]
    fn the_partner_may_come_by_another_role_of_the_same_subject() {
        let rule = tester::of(&super::RBAC_BIND);
        let other = |subject: &str| {
            granted("cluster", WRITE)
                .replace("metadata: {name: r}", "metadata: {name: w}")
                .replace("kind: ClusterRole, name: r", "kind: ClusterRole, name: w")
                .replace("name: b}", "name: w}")
                .replace("name: s,", subject)
        };
        let bind = granted("cluster", BIND);
        assert_eq!(rule.fails(&(bind.clone() + &other("name: s,"))).severity, Severity::Critical);
        assert_eq!(rule.fails(&(bind + &other("name: t,"))).severity, Severity::Low);
    }

    #[test]
    fn kube_system_is_the_cluster() {
        let rule = tester::of(&super::RBAC_BIND);
        assert_eq!(rule.fails(&granted("system", &format!("{WRITE} & {BIND}"))).severity, Severity::Critical);
        assert_eq!(rule.fails(&granted("namespace", &format!("{WRITE} & {BIND}"))).severity, Severity::High);
    }

    #[test]
    fn a_wildcard_and_names_that_mean_all_are_other_rules() {
        let rule = tester::of(&super::RBAC_BIND);
        rule.passes(&granted("cluster", &format!("{} & {WRITE}", BIND.replace("[bind]", "['*']"))));
        // A star is a name like any other.
        assert_eq!(
            rule.fails(&granted("cluster", &format!("{BIND}, resourceNames: ['*'] & {WRITE}"))).severity,
            Severity::High
        );
    }
}
