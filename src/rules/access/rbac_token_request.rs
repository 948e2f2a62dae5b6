//! `rbac-token-request`

use super::grant::Grant;
use super::permission::{Needed, Permission, ROLES, Weight, names_within};
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
    PERMISSION.check_if(role, index, cx, |grant, granted| !is_own(grant, granted.rule));
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
}
