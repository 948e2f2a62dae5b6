//! `ingress-default-backend`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses that send whatever fits no rule to an application.
    ///
    /// ## Why is this bad?
    /// Requests for any host, and for every path that was not thought of, reach the application: names that others
    /// point here, scanners, and paths that should not be open.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   defaultBackend: {service: {name: web, port: {number: 80}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ```
    pub INGRESS_DEFAULT_BACKEND = "ingress-default-backend" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-ingress-defaultbackend"],
        check: Resource(&[Kind::Ingress], check)
    }
}

/// Services that are made to answer whatever is left.
const MEANT: [&str; 5] = ["default", "404", "error", "redirect", "fallback"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let field = ingress.get("defaultBackend").or_else(|| ingress.get("backend"));
    let named = field.and_then(|it| it.path("service.name").or_else(|| it.get("serviceName")));
    let annotated = ingress.nginx("default-backend");
    for name in named.into_iter().chain(annotated) {
        let text = name.text().unwrap_or_default();
        // The AWS controller names an action instead of a Service.
        let is_action =
            field.and_then(|it| it.path("service.port.name")).and_then(Value::as_str) == Some("use-annotation");
        if !text.is_empty() && !is_action && !MEANT.iter().any(|it| text.contains(it)) {
            cx.report(name, format!("what fits no rule goes to Service `{text}`"))
                .help("write rules for the hosts and paths that the application serves");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn services_for_what_is_left_are_meant() {
        let rule = tester::of(&super::INGRESS_DEFAULT_BACKEND);
        let of =
            |version: &str, rest: &str| format!("apiVersion: {version}\nkind: Ingress\nmetadata: {{name: i{rest}}}\n");
        rule.fails(&of("extensions/v1beta1", "}\nspec: {backend: {serviceName: web}"));
        rule.passes(&of("networking.k8s.io/v1", "}\nspec: {defaultBackend: {service: {name: default-http-backend}}"));
        rule.fails(&of(
            "networking.k8s.io/v1",
            ", annotations: {nginx.ingress.kubernetes.io/default-backend: web}}\nspec: {rules: []",
        ));
    }
}
