//! `ingress-nginx-auth-http`

use crate::rule::prelude::*;

declare_rule! {
    /// Authentication that ingress-nginx asks for over plain HTTP.
    ///
    /// ## Why is this bad?
    /// The request to the authentication service carries the visitor's cookies and tokens. Over plain HTTP to a host
    /// outside of the cluster, others read them, and can answer in its place.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: 'http://auth.example.com/verify'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: 'http://auth.login.svc.cluster.local/verify'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_NGINX_AUTH_HTTP = "ingress-nginx-auth-http" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    for name in ["auth-url", "auth-signin"] {
        let Some(value) = ingress.nginx(name) else { continue };
        let Some(rest) = value.text().and_then(|it| it.trim().strip_prefix("http://")) else { continue };
        let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
        let inside = !host.contains('.') || host.ends_with(".svc") || host.ends_with(".cluster.local");
        // `$host` and its like are the site itself.
        if !inside && !host.starts_with('$') {
            cx.report(value, format!("`{name}` sends visitors' credentials to `{host}` over plain HTTP"))
                .help("use `https://`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn hosts_of_the_cluster_are_inside() {
        let rule = tester::of(&super::INGRESS_NGINX_AUTH_HTTP);
        let of = |url: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{nginx.ingress.kubernetes.io/auth-signin: '{url}'}}}}\nspec: {{}}\n"
            )
        };
        rule.fails(&of("http://a.example.com:8080/x"));
        for url in ["https://a.example.com", "http://oauth2-proxy/x", "http://a.b.svc:80/", "http://$host/x"] {
            rule.passes(&of(url));
        }
    }
}
