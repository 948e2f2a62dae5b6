//! `ingress-empty-host`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingress rules for all hosts.
    ///
    /// ## Why is this bad?
    /// A rule without a host takes every request that no other rule takes, whatever name it was sent to: also by
    /// address, and with a forged `Host` header.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    ///       http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    /// ```
    pub INGRESS_EMPTY_HOST = "ingress-empty-host" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:disallow-empty-ingress-host", "gatekeeper:k8sblockwildcardingress"],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    if let Some(rule) = ingress.rules().find(|it| it.get("host").is_none_or(|it| it.text() == Some(""))) {
        cx.report(rule, format!("a rule of Ingress `{}` takes requests for all hosts", resource.name()))
            .help("write the `host` that is served");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn null_and_empty_are_no_host() {
        let rule = tester::of(&super::INGRESS_EMPTY_HOST);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("", "{rules: [{host: ''}]}"));
        rule.fails(&of("", "{rules: [{host: null, http: {}}]}"));
        rule.passes(&of("", "{defaultBackend: {service: {name: a}}}"));
        rule.passes(
            "apiVersion: networking.internal.knative.dev/v1alpha1\nkind: Ingress\nspec: {rules: [{hosts: [a]}]}\n",
        );
    }
}
