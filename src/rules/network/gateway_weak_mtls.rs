//! `gateway-weak-mtls`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that do not check the certificates of the other side.
    ///
    /// ## Why is this bad?
    /// A client certificate that may be missing or wrong proves nothing, and a backend whose certificate is not checked
    /// may be anyone on the way. A public authority gives out no certificates for names inside of a cluster, so that
    /// such a check can only fail.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   tls:
    ///     frontend:
    ///       default:
    ///         validation: {mode: AllowInsecureFallback, caCertificateRefs: [{name: ca, kind: ConfigMap, group: ""}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge, namespace: edge}
    /// spec:
    ///   gatewayClassName: example
    ///   tls:
    ///     frontend:
    ///       default:
    ///         validation: {caCertificateRefs: [{name: ca, kind: ConfigMap, group: ""}]}
    /// ```
    pub GATEWAY_WEAK_MTLS = "gateway-weak-mtls" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:295"],
        check: Related(&[Kind::GatewayApiGateway, Kind::BackendTlsPolicy, Kind::HttpRoute], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    match resource.kind() {
        Kind::GatewayApiGateway => {
            let frontend = spec.path("tls.frontend");
            let ports =
                frontend.into_iter().flat_map(|it| it.list("perPort")).filter_map(|it| it.path("tls.validation"));
            let listeners = spec.list("listeners").filter_map(|it| it.path("tls.frontendValidation"));
            let default = frontend.and_then(|it| it.path("default.validation"));
            for mode in default.into_iter().chain(ports).chain(listeners).filter_map(|it| it.get("mode")) {
                if mode.as_str() == Some("AllowInsecureFallback") {
                    cx.report(mode, "clients without a valid certificate are let in").help("use `AllowValidOnly`");
                }
            }
        }
        Kind::BackendTlsPolicy => {
            let Some(authority) = spec.path("validation.wellKnownCACertificates") else { return };
            let Some(host) = spec.path("validation.hostname") else { return };
            let text = host.text().unwrap_or_default();
            let inner = [".svc", ".local", ".internal"].iter().any(|it| text.ends_with(it)) || text.contains(".svc.");
            if !text.is_empty() && (inner || !text.contains('.')) {
                cx.report(host, format!("no public authority gives out certificates for `{text}`"))
                    .label(authority, "only public authorities are trusted")
                    .help("name the authority of the backend in `caCertificateRefs`");
            }
        }
        // Without any such policy, the implementation has another way to say it.
        _ if index.has_kind(Kind::BackendTlsPolicy) => backends(resource, index, cx),
        _ => {}
    }
}

/// Backends that speak HTTPS and have no policy that says whose certificate they show.
fn backends<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for backend in route.spec().into_iter().flat_map(|it| it.list("rules")).flat_map(|it| it.list("backendRefs")) {
        let (Some(name), Some(number)) = (backend.get("name"), backend.get("port").and_then(Value::as_int)) else {
            continue;
        };
        let text = name.as_str().unwrap_or_default();
        let namespace = backend.str("namespace").or(route.namespace());
        let service = index.find_in(Kind::Service, text, namespace, route).found().and_then(Service::of);
        let Some(service) = service.filter(|_| backend.str("kind").is_none_or(|it| it == "Service")) else { continue };
        let mut ports = service.ports().filter(|it| it.number() == Some(number));
        let Some(protocol) =
            ports.find_map(|it| it.value().get("appProtocol")).filter(|it| it.as_str() == Some("https"))
        else {
            continue;
        };
        let mut policies = index.in_namespace(Kind::BackendTlsPolicy, service.resource().namespace());
        let is_target = |it: Resource<'a>| {
            it.spec().into_iter().flat_map(|it| it.list("targetRefs")).any(|it| it.str("name") == Some(text))
        };
        if !policies.any(is_target) {
            cx.report(name, format!("the certificate of Service `{text}` is not checked"))
                .label(protocol, "speaks HTTPS")
                .help("add a BackendTLSPolicy with the host name and the authority of its certificate");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    #[test]
    fn backends_that_speak_https_need_a_policy_of_their_own() {
        let rule = tester::of(&super::GATEWAY_WEAK_MTLS);
        let policy = |target: &str, validation: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: p, namespace: shop}}\nspec: {{targetRefs: [{{kind: Service, name: {target}}}], validation: {{{validation}}}}}\n---\n"
            )
        };
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 443, appProtocol: https}]}\n---\n";
        let to = route("shop", "rules: [{backendRefs: [{name: web, port: 443}]}]");
        rule.passes(&format!("{to}{service}"));
        rule.fails(&format!("{to}{service}{}", policy("other", "hostname: a.example.com")));
        rule.passes(&format!("{to}{service}{}", policy("web", "hostname: a.example.com")));
        rule.fails(&policy("web", "hostname: web.shop.svc, wellKnownCACertificates: System"));
        rule.passes(&policy("web", "hostname: www.example.com, wellKnownCACertificates: System"));
    }
}
