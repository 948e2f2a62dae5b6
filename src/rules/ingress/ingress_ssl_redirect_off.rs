//! `ingress-ssl-redirect-off`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses with TLS that also serve plain HTTP.
    ///
    /// ## Why is this bad?
    /// Who types the name without `https://` stays on plain HTTP, where the session can be read and taken over.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/ssl-redirect: 'false'}}
    /// spec:
    ///   tls: [{hosts: [shop.example.com]}]
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/ssl-redirect: 'true'}}
    /// spec:
    ///   tls: [{hosts: [shop.example.com]}]
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_SSL_REDIRECT_OFF = "ingress-ssl-redirect-off" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["gatekeeper:k8shttpsonly", "cwe:319"],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let tls = ingress.get("tls").is_some_and(|it| !it.is_empty());
    let forced = ingress.nginx("force-ssl-redirect").and_then(Value::text) == Some("true");
    let off = ingress.nginx("ssl-redirect").filter(|it| tls && !forced && it.text() == Some("false"));
    let allowed = resource.annotation("kubernetes.io/ingress.allow-http").filter(|it| it.text() == Some("true"));
    if let Some(at) = off.or(allowed) {
        cx.report(at, format!("Ingress `{}` also serves plain HTTP", resource.name()))
            .help("delete the annotation, so that requests are redirected to HTTPS")
            .fix(Safety::Unsafe, "redirect to HTTPS", Edit::remove_entry(at));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn without_tls_there_is_nothing_to_redirect_to() {
        let rule = tester::of(&super::INGRESS_SSL_REDIRECT_OFF);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("nginx.ingress.kubernetes.io/ssl-redirect: 'false'", "{rules: [{host: a}]}"));
        rule.fails(&of("kubernetes.io/ingress.allow-http: 'true'", "{rules: [{host: a}]}"));
        rule.passes(&of("kubernetes.io/ingress.allow-http: 'false'", "{rules: [{host: a}]}"));
        rule.passes(&of(
            "nginx.ingress.kubernetes.io/ssl-redirect: 'false', nginx.ingress.kubernetes.io/force-ssl-redirect: 'true'",
            "{tls: [{}]}",
        ));
    }
}
