//! `ingress-wildcard-host`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingress rules for a wildcard host.
    ///
    /// ## Why is this bad?
    /// The rule takes the traffic of every name below the domain, also of those that others think are theirs and of
    /// those that do not exist yet.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - host: '*.example.com'
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_WILDCARD_HOST = "ingress-wildcard-host" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["gatekeeper:k8sblockwildcardingress", "kyverno:restrict-ingress-wildcard"],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    for host in ingress.rules().filter_map(|it| it.get("host")) {
        if let Some(name) = host.as_str().filter(|it| it.starts_with('*')) {
            cx.report(host, format!("the rule takes every host of `{name}`"))
                .help("write a rule for each host that is served");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_host_counts() {
        let rule = tester::of(&super::INGRESS_WILDCARD_HOST);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        rule.finds(2, &of("", "{rules: [{host: '*.a'}, {host: '*'}, {host: b}]}"));
        rule.passes(&of("", "{rules: [{http: {}}]}"));
    }
}
