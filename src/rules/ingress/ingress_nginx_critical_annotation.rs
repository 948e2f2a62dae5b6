//! `ingress-nginx-critical-annotation`

use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that write into the configuration of ingress-nginx.
    ///
    /// ## Why is this bad?
    /// A snippet is code in the controller: its author can read the controller's token and with it the Secrets of all
    /// namespaces.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/configuration-snippet: 'more_set_headers "X-Frame-Options: DENY";'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/enable-cors: 'false'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_NGINX_CRITICAL_ANNOTATION = "ingress-nginx-critical-annotation" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["checkov:CKV_K8S_153", "kyverno:disallow-ingress-nginx-custom-snippets", "cve:CVE-2021-25742", "cwe:94"],
        check: Resource(&[Kind::Ingress], check)
    }
}

const SNIPPETS: [&str; 5] =
    ["configuration-snippet", "server-snippet", "stream-snippet", "auth-snippet", "modsecurity-snippet"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    for (name, value) in ingress.nginx_annotations() {
        if SNIPPETS.contains(&name) && value.text().is_some_and(|it| !it.trim().is_empty()) {
            cx.report(
                value.key().unwrap_or(value),
                format!("`{name}` writes into the configuration of the controller"),
            )
            .help("use the annotation for the single setting, or set it in the controller's ConfigMap");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn empty_snippets_write_nothing() {
        let rule = tester::of(&super::INGRESS_NGINX_CRITICAL_ANNOTATION);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("nginx.ingress.kubernetes.io/server-snippet: ''", "{}"));
        rule.finds(
            2,
            &of("nginx.ingress.kubernetes.io/server-snippet: a, nginx.ingress.kubernetes.io/auth-snippet: b", "{}"),
        );
        rule.passes(&of("example.com/server-snippet: a", "{}"));
    }
}
