//! `referencegrant-missing`

use super::reference::references;
use crate::rule::prelude::*;

declare_rule! {
    /// References to other namespaces that those have not allowed.
    ///
    /// ## Why is this bad?
    /// A route gets no traffic to a Service of another namespace, and a Gateway no certificate from there, unless a ReferenceGrant
    /// *in that namespace* says so: the reference is refused, and clients see errors.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge}]
    ///   rules: [{backendRefs: [{name: web, namespace: backend, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: backend}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge}]
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
    pub REFERENCEGRANT_MISSING = "referencegrant-missing" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(
            &[Kind::HttpRoute, Kind::GrpcRoute, Kind::TcpRoute, Kind::TlsRoute, Kind::GatewayApiGateway],
            check,
        )
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(home) = resource.namespace() else { return };
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (reference, default) in references(resource) {
        let kind = reference.str("kind").unwrap_or(default);
        let (Some(at), Some(name)) = (reference.get("namespace"), reference.str("name")) else { continue };
        let Some(target) = at.as_str().filter(|it| *it != home && !it.is_empty()) else { continue };
        let core = kind == default && reference.str("group").is_none_or(str::is_empty);
        if !core || seen.contains(&(target, kind)) || !is_known(target, resource, index) {
            continue;
        }
        let grants = |namespace| index.in_namespace(Kind::ReferenceGrant, namespace);
        let allows = |it: Resource<'a>| allows(it, resource, home, (kind, name));
        if grants(Some(target)).chain(grants(None)).any(allows) {
            continue;
        }
        seen.push((target, kind));
        let message = format!("namespace `{target}` does not let {} refer to {kind} `{name}`", resource.title());
        cx.report(at, message).help(format!(
            "add a ReferenceGrant to namespace `{target}`, from {} of `{home}` to this {kind}",
            resource.kind_name()
        ));
    }
}

/// Whether what is not in the input of a namespace does not exist.
fn is_known<'a>(namespace: &'a str, near: Resource<'a>, index: &Index<'a>) -> bool {
    let mut grants = index.in_namespace(Kind::ReferenceGrant, Some(namespace));
    index.owns(Some(namespace), near) || grants.any(|it| index.same_cluster(it, near))
}

fn allows(grant: Resource<'_>, user: Resource<'_>, home: &str, (kind, name): (&str, &str)) -> bool {
    let Some(spec) = grant.spec() else { return false };
    let from = spec.list("from").any(|it| {
        it.str("group") == Some(user.group())
            && it.str("kind") == Some(user.kind_name())
            && it.str("namespace") == Some(home)
    });
    let named = |it: &Value<'_>| it.str("name").is_none_or(|it| it.is_empty() || it == name);
    let core = |it: &Value<'_>| it.str("group").is_none_or(str::is_empty) && it.str("kind") == Some(kind);
    from && spec.list("to").any(|it| core(&it) && named(&it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const BACKEND: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: backend}\n---\n";

    fn route(reference: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: shop}}\n\
             spec: {{rules: [{{backendRefs: [{reference}]}}]}}\n---\n"
        )
    }

    fn grant(namespace: &str, from: &str, to: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g, namespace: {namespace}}}\n\
             spec: {{from: [{{group: gateway.networking.k8s.io, {from}}}], to: [{{{to}}}]}}\n---\n"
        )
    }

    const WEB: &str = "{name: web, namespace: backend}";
    const FROM: &str = "kind: HTTPRoute, namespace: shop";

    #[test]
    fn a_grant_is_written_where_it_leads_to() {
        let rule = tester::of(&super::REFERENCEGRANT_MISSING);
        let with = |grant: &str| format!("{}{BACKEND}{grant}", route(WEB));
        rule.passes(&with(&grant("backend", FROM, "group: '', kind: Service")));
        rule.fails(&with(&grant("shop", FROM, "group: '', kind: Service")));
        rule.fails(&with(&grant("backend", "kind: HTTPRoute, namespace: backend", "group: '', kind: Service")));
        rule.fails(&with(&grant("backend", "kind: Gateway, namespace: shop", "group: '', kind: Service")));
        rule.fails(&with(&grant("backend", FROM, "group: '', kind: Secret")));
        rule.passes(&with(&grant("backend", FROM, "group: '', kind: Service, name: web")));
        rule.fails(&with(&grant("backend", FROM, "group: '', kind: Service, name: api")));
    }

    #[test]
    fn what_is_not_shown_may_have_a_grant() {
        let rule = tester::of(&super::REFERENCEGRANT_MISSING);
        rule.passes(&route(WEB));
        rule.fails(&(route(WEB) + &grant("backend", "kind: HTTPRoute, namespace: other", "kind: Service")));
        rule.passes(&(route("{name: web}") + BACKEND));
        rule.passes(&(route("{name: web, namespace: shop}") + BACKEND));
        rule.passes(&(route("{name: b, kind: Bucket, group: example.com, namespace: backend}") + BACKEND));
        tester::of(&super::REFERENCEGRANT_MISSING).closed().fails(&route(WEB));
    }

    #[test]
    fn one_grant_is_missing_once_and_certificates_need_one_too() {
        let rule = tester::of(&super::REFERENCEGRANT_MISSING);
        rule.fails(&(route(&format!("{WEB}, {}", WEB.replace("web", "api"))) + BACKEND));
        let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: shop}\n\
                       spec: {listeners: [{tls: {certificateRefs: [{name: tls, namespace: backend}]}}]}\n---\n";
        rule.fails(&format!("{gateway}{BACKEND}"));
        let lent = grant("backend", "kind: Gateway, namespace: shop", "group: '', kind: Secret, name: tls");
        rule.passes(&format!("{gateway}{BACKEND}{lent}"));
        let mirror =
            route("").replace("backendRefs: []", &format!("filters: [{{requestMirror: {{backendRef: {WEB}}}}}]"));
        rule.fails(&(mirror + BACKEND));
    }
}
