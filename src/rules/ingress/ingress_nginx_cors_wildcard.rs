//! `ingress-nginx-cors-wildcard`

use crate::rule::prelude::*;

declare_rule! {
    /// Cross-origin requests with credentials from everywhere.
    ///
    /// ## Why is this bad?
    /// With `enable-cors`, ingress-nginx allows every origin and allows credentials unless told otherwise: any
    /// website can read answers in the name of a signed-in visitor.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/enable-cors: 'true'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/enable-cors: 'true', nginx.ingress.kubernetes.io/cors-allow-origin: 'https://shop.example.com'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_NGINX_CORS_WILDCARD = "ingress-nginx-cors-wildcard" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:942"],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let text = |name| ingress.nginx(name).and_then(Value::text);
    let Some(enabled) = ingress.nginx("enable-cors").filter(|it| it.text() == Some("true")) else { return };
    let any = text("cors-allow-origin").is_none_or(|it| it.split(',').any(|it| it.trim() == "*"));
    if any && text("cors-allow-credentials") != Some("false") {
        let at = ingress.nginx("cors-allow-origin").unwrap_or(enabled);
        cx.report(at, "requests with credentials are allowed from every origin")
            .help("list the origins in `cors-allow-origin`, or set `cors-allow-credentials: \"false\"`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn without_credentials_everyone_may_ask() {
        let rule = tester::of(&super::INGRESS_NGINX_CORS_WILDCARD);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        let n = "nginx.ingress.kubernetes.io";
        rule.passes(&of(&format!("{n}/enable-cors: 'true', {n}/cors-allow-credentials: 'false'"), "{}"));
        rule.fails(&of(&format!("{n}/enable-cors: 'true', {n}/cors-allow-origin: 'https://a.b, *'"), "{}"));
        rule.passes(&of(&format!("{n}/cors-allow-origin: '*'"), "{}"));
    }
}
