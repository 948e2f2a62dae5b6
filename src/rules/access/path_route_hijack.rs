//! `path-route-hijack`

use super::author::Author;
use super::host_claim::{on_gateway, on_ingress};
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// People of one namespace who can take over the host of another.
    ///
    /// ## Why is this bad?
    /// A listener that takes routes of every namespace serves whatever host and path they claim; so does a controller that puts
    /// Ingresses of one host together. A route for a longer path, or an older one, gets the requests that were meant for somebody
    /// else, with their passwords and cookies.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners: [{name: https, port: 443, protocol: HTTPS, allowedRoutes: {namespaces: {from: All}}}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: routes, namespace: blog}
    /// rules: [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [create]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: bloggers, namespace: blog}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: routes}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: bloggers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   listeners:
    ///     - name: https
    ///       port: 443
    ///       protocol: HTTPS
    ///       allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: routes, namespace: blog}
    /// rules: [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [create]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: bloggers, namespace: blog}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: routes}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: bloggers}]
    /// ```
    pub PATH_ROUTE_HIJACK = "path-route-hijack" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["gatekeeper:uniqueingresshost", "kyverno:unique-ingress-host-and-path", "cwe:284"],
        check: Related(&[Kind::RoleBinding], check)
    }
}

const GROUP: &str = "gateway.networking.k8s.io";
const WRITE: &[&str] = &["create", "update", "patch"];

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(namespace) = binding.namespace() else { return };
    let ingresses = || index.in_namespace(Kind::Ingress, Some(namespace)).next().is_some();
    if !ingresses() && index.open_listeners(binding).next().is_none() {
        return;
    }
    let Some(author) = Author::of(binding, None, index) else { return };
    let routes = author.may(&[(GROUP, "httproutes", WRITE), (GROUP, "grpcroutes", WRITE)]);
    let by_route = routes.and_then(|it| Some((it, on_gateway(namespace, &author, binding, index)?)));
    let by_ingress = || {
        let granted = author.may(&[("networking.k8s.io", "ingresses", WRITE)])?;
        Some((granted, on_ingress(namespace, binding, index)?))
    };
    let Some((granted, hijack)) = by_route.or_else(by_ingress) else { return };
    let home = hijack.victim.namespace().unwrap_or_default();
    if is_at_home(author.subject, hijack.victim, binding, index) {
        return;
    }
    let message = format!("{} can take requests for `{}` from namespace `{home}`", author.name(), hijack.host);
    cx.report(author.reference, message)
        .caption("with this role")
        .label(author.place(granted), format!("writes routes in namespace `{namespace}`"))
        .label(hijack.door.0, hijack.door.1)
        .label(hijack.at, format!("{} serves this host", hijack.victim.title()))
        .help("give each namespace listeners for its own hosts, selected by `kubernetes.io/metadata.name`");
}

/// Whether those who take it may write routes where it is at home.
fn is_at_home<'a>(subject: Value<'a>, victim: Resource<'a>, near: Resource<'a>, index: &Index<'a>) -> bool {
    let Some(subject) = Subject::of(subject) else { return false };
    let (group, resource) = match victim.kind() {
        Kind::Ingress => ("networking.k8s.io", "ingresses"),
        _ => (GROUP, "httproutes"),
    };
    let powers = index.powers_of(subject, near);
    WRITE
        .iter()
        .any(|verb| powers.iter().any(|it| it.0.grants(Access { verb, group, resource }, victim.namespace()).is_some()))
}

#[cfg(test)]
mod tests;
