//! `gwapi-refgrant-missing`

use super::gwapi;
use crate::manifest::label;
use crate::rule::prelude::*;

declare_rule! {
    /// References into another namespace that nobody there has granted.
    ///
    /// ## Why is this bad?
    /// A route may send requests into another namespace, and a Gateway use a certificate of one, only where a
    /// ReferenceGrant of that namespace says so. Without it requests are answered with an error 500, or the listener is
    /// not opened.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: infra}]
    ///   rules: [{backendRefs: [{name: web, namespace: backend, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: backend}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: infra}]
    ///   rules: [{backendRefs: [{name: web, namespace: backend, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: backend}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: shop, namespace: backend}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
    ///   to: [{group: "", kind: Service}]
    /// ```
    pub GWAPI_REFGRANT_MISSING = "gwapi-refgrant-missing" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:referencegrant-missing", "kiali:KIA1601", "cwe:284"],
        check: Related(&KINDS, check)
    }
}

const KINDS: [Kind; 5] = [Kind::GatewayApiGateway, Kind::HttpRoute, Kind::GrpcRoute, Kind::TcpRoute, Kind::TlsRoute];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(own) = resource.namespace() else { return };
    let mut judge = |(reference, group, kind): (Value<'a>, &str, &str)| {
        let Some((at, place)) = reference.get("namespace").and_then(|it| Some((it, it.as_str()?))) else { return };
        if place == own || place.is_empty() {
            return;
        }
        let name = reference.str("name").unwrap_or_default();
        let mut grants =
            index.in_namespace(Kind::ReferenceGrant, Some(place)).chain(index.in_namespace(Kind::ReferenceGrant, None));
        if grants.any(|it| is_granted(it, resource, (group, kind, name))) {
            return;
        }
        let holds_grants = || index.in_namespace(Kind::ReferenceGrant, Some(place)).next().is_some();
        if index.owns(Some(place), resource) || holds_grants() {
            cx.report(
                at,
                format!("no ReferenceGrant of namespace `{place}` lets {} use {kind} `{name}`", resource.title()),
            )
            .help(format!("add a ReferenceGrant to `{place}`, from {} of `{own}` to the {kind}", resource.kind_name()))
            .fix(Safety::Unsafe, "grant it", grant(resource, (own, place), (group, kind, name)));
        }
    };
    if resource.kind() == Kind::GatewayApiGateway {
        let tls = gwapi::listeners(resource).filter_map(|it| it.get("tls"));
        let certificates = tls.flat_map(|it| it.list("certificateRefs"));
        certificates
            .for_each(|it| judge((it, it.str("group").unwrap_or_default(), it.str("kind").unwrap_or("Secret"))));
    } else {
        gwapi::backends(resource).for_each(judge);
    }
}

/// Adds the grant to the file of the one that is granted something.
fn grant(resource: Resource<'_>, (own, place): (&str, &str), (group, kind, name): (&str, &str, &str)) -> Vec<Edit> {
    if [own, place, name].iter().any(|it| !label::is_subdomain(it)) || !group.is_empty() {
        return Vec::new();
    }
    let document = format!(
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata:\n  name: {own}-{name}\n  namespace: {place}\n\
         spec:\n  from:\n  - group: gateway.networking.k8s.io\n    kind: {}\n    namespace: {own}\n  to:\n  - group: \"\"\n    kind: {kind}\n    name: {name}\n",
        resource.kind_name()
    );
    Edit::append_document(resource.root(), &document)
}

/// Whether a grant is from a resource to an object of a group, kind and name.
fn is_granted(grant: Resource<'_>, from: Resource<'_>, to: (&str, &str, &str)) -> bool {
    let Some(spec) = grant.spec() else { return false };
    let given = spec.list("from").any(|it| {
        it.str("group").unwrap_or_default() == gwapi::GROUP
            && it.str("kind") == Some(from.kind_name())
            && it.str("namespace") == from.namespace()
    });
    given
        && spec.list("to").any(|it| {
            let name = it.str("name").filter(|it| !it.is_empty());
            it.str("group").unwrap_or_default() == to.0
                && it.str("kind") == Some(to.1)
                && name.is_none_or(|it| it == to.2)
        })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(object: &str, from: &str, to: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\n{object}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata: {{name: g, namespace: b}}\nspec: {{from: [{{group: gateway.networking.k8s.io, {from}}}], to: [{{{to}}}]}}\n"
        )
    }

    #[test]
    fn kind_namespace_and_name_must_be_granted() {
        let rule = tester::of(&super::GWAPI_REFGRANT_MISSING);
        let route = "kind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {rules: [{backendRefs: [{name: s, namespace: b, port: 80}]}]}";
        let (from, to) = ("kind: HTTPRoute, namespace: a", "group: '', kind: Service");
        rule.passes(&of(route, from, to));
        rule.passes(&of(route, from, "group: '', kind: Service, name: s"));
        rule.fails(&of(route, from, "group: '', kind: Service, name: t"));
        rule.fails(&of(route, "kind: GRPCRoute, namespace: a", to));
        rule.fails(&of(route, "kind: HTTPRoute, namespace: c", to));
        rule.passes(&of(&route.replace("namespace: b", "namespace: d"), from, to));
        rule.passes(&of(&route.replace("namespace: b", "namespace: a"), from, to));
    }

    #[test]
    fn certificates_are_granted_to_gateways() {
        let rule = tester::of(&super::GWAPI_REFGRANT_MISSING);
        let gateway = "kind: Gateway\nmetadata: {name: g, namespace: a}\nspec: {listeners: [{name: l, tls: {certificateRefs: [{name: c, namespace: b}]}}]}";
        rule.passes(&of(gateway, "kind: Gateway, namespace: a", "group: '', kind: Secret"));
        rule.fails(&of(gateway, "kind: Gateway, namespace: a", "group: '', kind: Service"));
    }
}
