//! `path-referencegrant-tls-key`

use super::author::Author;
use crate::index::Subject;
use crate::index::graph::lent_keys;
use crate::rule::prelude::*;

declare_rule! {
    /// Keys that are lent to a namespace in which others write Gateways.
    ///
    /// ## Why is this bad?
    /// A ReferenceGrant lends a key to every Gateway of a namespace, not to one of them. Whoever may write a Gateway there, and has
    /// no right to the Secret, puts up a listener of their own that answers with its certificate.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: edge, namespace: certs}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}]
    ///   to: [{group: "", kind: Secret, name: shop-tls}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: gateways, namespace: edge}
    /// rules: [{apiGroups: [gateway.networking.k8s.io], resources: [gateways], verbs: [create, update]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: edge}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gateways}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: edge, namespace: certs}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}]
    ///   to: [{group: "", kind: Secret, name: shop-tls}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: gateways, namespace: edge}
    /// rules: [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [create, update]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: edge}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gateways}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_REFERENCEGRANT_TLS_KEY = "path-referencegrant-tls-key" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284", "cwe:522"],
        keys: ["from"],
        check: Related(&[Kind::ReferenceGrant], check)
    }
}

const GROUP: &str = "gateway.networking.k8s.io";
const WRITE: &[&str] = &["create", "update", "patch"];

fn check<'a>(grant: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(home) = grant.namespace() else { return };
    for key in lent_keys(grant) {
        let Some(borrower) = key.from.str("namespace").filter(|it| *it != home) else { continue };
        let kind = key.from.str("kind").unwrap_or_default();
        let resources = if kind == "Gateway" { "gateways" } else { "listenersets" };
        let bindings =
            index.in_namespace(Kind::RoleBinding, Some(borrower)).filter(|it| index.same_cluster(*it, grant));
        let found = bindings.filter_map(|binding| {
            let author = Author::of(binding, Some(home), index)?;
            let granted = author.may(&[(GROUP, resources, WRITE)])?;
            (!keeps_keys(author.subject, home, binding, index)).then_some((author, granted))
        });
        let Some((author, granted)) = found.into_iter().next() else { continue };
        let named = key.to.str("name").filter(|it| !it.is_empty());
        let what = named.map_or("every key".to_owned(), |it| format!("the key in Secret `{it}`"));
        let message = format!("{} can serve with {what} of namespace `{home}`", author.name());
        let finding = cx.report(key.from, message);
        finding
            .caption(format!("lent to every {kind} of namespace `{borrower}`"))
            .label(key.to, "this key")
            .label(author.reference, format!("a role of {}", author.name()))
            .label(author.place(granted), format!("who writes a {kind} there"))
            .help("put the Gateway that needs the key into a namespace of its own, and lend the key to that one");
        if named.is_none() {
            finding.severity(Severity::High).covers(&["referencegrant-broad"]);
        }
    }
}

/// Whether those who borrow may read or write the Secrets of the lender anyway.
fn keeps_keys<'a>(subject: Value<'a>, home: &str, near: Resource<'a>, index: &Index<'a>) -> bool {
    let Some(subject) = Subject::of(subject) else { return false };
    let powers = index.powers_of(subject, near);
    ["get", "list", "create", "update", "patch"].iter().any(|verb| {
        let access = Access { verb, group: "", resource: "secrets" };
        powers.iter().any(|it| it.0.grants(access, Some(home)).is_some())
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(from: &str, to: &str, subject: &str, more: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g, namespace: certs}}\n\
             spec: {{from: [{{group: gateway.networking.k8s.io, {from}}}], to: [{{{to}}}]}}\n---\n\
             apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\n\
             rules: [{{apiGroups: [gateway.networking.k8s.io], resources: [gateways], verbs: [patch]}}]\n---\n\
             apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b, namespace: edge}}\n\
             roleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{{subject}}}]\n---\n{more}"
        )
    }

    #[test]
    fn the_grant_stands_with_the_lender_and_names_the_borrower() {
        let rule = tester::of(&super::PATH_REFERENCEGRANT_TLS_KEY);
        let one = |from: &str, to: &str| with(from, to, "kind: User, name: eve", "");
        rule.fails(&one("kind: Gateway, namespace: edge", "kind: Secret, name: tls"));
        rule.passes(&one("kind: Gateway, namespace: other", "kind: Secret, name: tls"));
        rule.passes(&one("kind: HTTPRoute, namespace: edge", "kind: Secret, name: tls"));
        rule.passes(&one("kind: Gateway, namespace: edge", "kind: Service, name: tls"));
        rule.passes(&one("kind: Gateway, namespace: certs", "kind: Secret, name: tls"));
    }

    #[test]
    fn who_owns_the_keys_borrows_nothing() {
        let rule = tester::of(&super::PATH_REFERENCEGRANT_TLS_KEY);
        let from = ("kind: Gateway, namespace: edge", "kind: Secret, name: tls");
        let owner = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: o, namespace: certs}\n\
                     roleRef: {kind: ClusterRole, name: edit}\nsubjects: [{kind: User, name: eve}]\n";
        rule.passes(&with(from.0, from.1, "kind: User, name: eve", owner));
        rule.fails(&with(from.0, from.1, "kind: User, name: eve", &owner.replace("namespace: certs", "namespace: x")));
        rule.passes(&with(from.0, from.1, "kind: ServiceAccount, name: a, namespace: certs", ""));
        rule.passes(&with(from.0, from.1, "kind: ServiceAccount, name: argocd-server, namespace: argocd", ""));
    }

    #[test]
    fn all_keys_are_worse_than_one() {
        let rule = tester::of(&super::PATH_REFERENCEGRANT_TLS_KEY);
        let found = rule.fails(&with("kind: Gateway, namespace: edge", "kind: Secret", "kind: User, name: eve", ""));
        assert_eq!(found.severity, crate::finding::Severity::High);
    }
}
