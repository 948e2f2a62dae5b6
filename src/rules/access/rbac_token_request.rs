//! `rbac-token-request`

use super::class::{self, Class};
use super::grant::Grant;
use super::permission::{Needed, Permission, ROLES, Weight, feeds_built_in, names_within, weigh};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may issue tokens of service accounts.
    ///
    /// ## Why is this bad?
    /// `create` on `serviceaccounts/token` returns a token of the account that is asked for, so the role has every
    /// permission that any service account in its reach has. In the whole cluster that is the permissions of all
    /// controllers.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [serviceaccounts/token]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [serviceaccounts]
    ///     verbs: [get, create]
    /// ```
    pub RBAC_TOKEN_REQUEST = "rbac-token-request" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0282", "cis-1.12:5.1.13", "cwe:269", "cwe:522"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[Needed { verbs: &["create"], group: "", resources: &["serviceaccounts/token"] }],
    does: "may issue tokens of service accounts",
    help: "name the service accounts in `resourceNames`",
    weight: Weight::both(Severity::Critical, Severity::High),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut grant = None;
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|_| !feeds_built_in(role)) {
        let grant = grant.get_or_insert_with(|| Grant::of(role, index));
        if is_own(grant, granted.rule) {
            continue;
        }
        let class = class_of_named(granted.rule, grant, index);
        let Some(finding) = PERMISSION.report(granted, grant, index, cx) else { continue };
        // An account that the input gives nothing is worth little; one of which it shows nothing may be worth much.
        if granted.narrowed && class.is_some_and(|it| it < Class::Takeover) {
            finding.severity(Severity::Low);
        } else if granted.narrowed && class == Some(Class::Root) {
            finding.severity(weigh(grant.severity(Severity::Critical, Severity::High), grant, index));
        }
    }
}

/// The most that the input gives to one of the accounts that are named; `None` where it gives one of them nothing that it shows.
fn class_of_named<'a>(rule: PolicyRule<'a>, grant: &Grant<'a>, index: &Index<'a>) -> Option<Class> {
    let homes = grant.bindings().iter().map(|it| it.namespace()).chain([grant.role.namespace()]);
    let home = homes.flatten().next().filter(|_| !grant.is_cluster_wide());
    let near = grant.bindings().first().copied().unwrap_or(grant.role);
    let of = |name| {
        let bindings = index.bindings_of(name, home, near);
        let classes = bindings.iter().filter_map(|it| class::of_binding(it.0, index));
        (!bindings.is_empty()).then(|| classes.max().unwrap_or(Class::Plane))
    };
    rule.names().filter_map(Value::text).try_fold(Class::Plane, |most, name| Some(most.max(of(name)?)))
}

/// Whether a role is bound to the very accounts whose tokens it may issue.
fn is_own(grant: &Grant<'_>, rule: PolicyRule<'_>) -> bool {
    let mut subjects = grant.bindings().iter().flat_map(|it| it.root().list("subjects")).peekable();
    rule.names().next().is_some()
        && subjects.peek().is_some()
        && subjects.all(|it| it.str("name").is_some_and(|name| names_within(rule, |it| it == name)))
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_TOKEN_REQUEST);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]", Severity::Critical),
            ("namespace", "apiGroups: [''], resources: ['*/token'], verbs: [create]", Severity::High),
            (
                "cluster",
                "apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [other]",
                Severity::High,
            ),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [serviceaccounts], verbs: [create]"),
            ("cluster", "apiGroups: [''], resources: [serviceaccounts/token], verbs: [get]"),
            ("cluster", "apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [s]"),
            ("cluster", "apiGroups: ['authentication.k8s.io'], resources: [tokenrequests], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn those_who_are_named_weigh_what_they_may_do() {
        use crate::rules::access::fixtures::bound;
        let rule = tester::of(&super::RBAC_TOKEN_REQUEST);
        let named = "apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [other]";
        let role = granted("namespace", named).replace("{name: r}", "{name: r, namespace: ns}");
        let bind = |name: &str| {
            bound(
                "ClusterRoleBinding",
                &format!("kind: ClusterRole, name: {name}"),
                "{kind: ServiceAccount, name: other, namespace: ns}",
            )
        };
        assert_eq!(rule.fails(&role).severity, Severity::Medium, "what others give it is not known");
        assert_eq!(rule.fails(&(role.clone() + &bind("view"))).severity, Severity::Low);
        assert_eq!(rule.fails(&(role.clone() + &bind("edit"))).severity, Severity::Medium);
        assert_eq!(rule.fails(&(role + &bind("cluster-admin"))).severity, Severity::High);
    }

    #[test]
    fn kube_system_is_the_cluster() {
        let it = granted("system", "apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]");
        assert_eq!(tester::of(&super::RBAC_TOKEN_REQUEST).fails(&it).severity, Severity::Critical);
    }
}
