//! `referencegrant-unused`

use crate::rule::prelude::*;

declare_rule! {
    /// ReferenceGrants that nothing uses.
    ///
    /// ## Why is this bad?
    /// A grant that is left over lets whoever may write routes in the other namespace send traffic here, or use a
    /// certificate, without anyone here being asked.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: shop, namespace: backend}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
    ///   to: [{group: "", kind: Service}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: shop, namespace: backend}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
    ///   to: [{group: "", kind: Service}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   rules: [{backendRefs: [{name: web, namespace: backend, port: 80}]}]
    /// ```
    pub REFERENCEGRANT_UNUSED = "referencegrant-unused" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::ReferenceGrant], check)
    }
}

fn check<'a>(grant: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Some(spec), Some(home)) = (grant.spec(), grant.namespace()) else { return };
    for from in spec.list("from") {
        let kind = match from.str("kind") {
            Some("HTTPRoute") => Kind::HttpRoute,
            Some("Gateway") => Kind::GatewayApiGateway,
            _ => continue,
        };
        let Some(namespace) = from.str("namespace") else { continue };
        let mut users = index.in_namespace(kind, Some(namespace)).peekable();
        // Where none is in the input, they are elsewhere; what leaves its namespace open may be one.
        if users.peek().is_none() || index.in_namespace(kind, None).next().is_some() {
            continue;
        }
        if !users.any(|it| references(it).any(|it| it.str("namespace") == Some(home) && is_granted(it, spec))) {
            let name = from.str("kind").unwrap_or_default();
            cx.report(from, format!("no {name} of namespace `{namespace}` uses this grant"))
                .help("delete the entry, or the grant with its last one");
        }
    }
}

/// Whether a reference is to something that the grant lists.
fn is_granted(reference: Value<'_>, grant: Value<'_>) -> bool {
    let kind = reference.str("kind");
    grant.list("to").any(|it| {
        let named = it.str("name").is_none_or(|name| name.is_empty() || reference.str("name") == Some(name));
        let same = kind.is_none() || kind == it.str("kind");
        named && same
    })
}

/// The references of a route to backends, or of a Gateway to certificates.
fn references(resource: Resource<'_>) -> impl Iterator<Item = Value<'_>> {
    let spec = resource.spec();
    let rules = spec.into_iter().flat_map(|it| it.list("rules"));
    let mirrors = rules.clone().flat_map(|it| it.list("filters")).filter_map(|it| it.path("requestMirror.backendRef"));
    let backends = rules.flat_map(|it| it.list("backendRefs")).chain(mirrors);
    let listeners = spec.into_iter().flat_map(|it| it.list("listeners"));
    let certificates = listeners.filter_map(|it| it.get("tls")).flat_map(|it| it.list("certificateRefs"));
    backends.chain(certificates)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    fn grant(from: &str, to: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g, namespace: backend}}\nspec: {{from: [{{kind: {from}, namespace: shop}}], to: [{to}]}}\n---\n"
        )
    }

    #[test]
    fn grants_go_from_the_route_to_the_backend() {
        let rule = tester::of(&super::REFERENCEGRANT_UNUSED);
        let uses = route("shop", "rules: [{backendRefs: [{name: web, namespace: backend}]}]");
        rule.passes(&grant("HTTPRoute", "{kind: Service}"));
        rule.passes(&format!("{}{uses}", grant("HTTPRoute", "{kind: Service, name: web}")));
        rule.fails(&format!("{}{uses}", grant("HTTPRoute", "{kind: Service, name: api}")));
        rule.fails(&format!("{}{}", grant("HTTPRoute", "{kind: Service}"), route("shop", "rules: []")));
        rule.passes(&format!("{}{}", grant("HTTPRoute", "{kind: Service}"), route("other", "rules: []")));
        rule.passes(&format!("{}{uses}", grant("Gateway", "{kind: Secret}")));
    }
}
