//! `ingress-backend-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses that send traffic to a Service that is not there.
    ///
    /// ## Why is this bad?
    /// Requests fail with 503, and whoever creates a Service of that name gets the traffic.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: other}
    /// spec: {ports: [{port: 80}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {ports: [{port: 80}]}
    /// ```
    pub INGRESS_BACKEND_MISSING = "ingress-backend-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:dangling-ingress", "kubescape:C-0298", "kube-score:ingress-targets-service", "popeye:POP-1401"],
        check: Related(&[Kind::Ingress], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let mut seen = Vec::new();
    for backend in ingress.backends() {
        let Some(name) = backend.as_str().filter(|it| !seen.contains(it)) else { continue };
        seen.push(name);
        // `use-annotation` is how the AWS controller names an action instead of a Service.
        let is_action = ingress.paths().any(|(_, path)| {
            path.path("backend.service.port.name").and_then(Value::as_str) == Some("use-annotation")
                && path.path("backend.service.name") == Some(backend)
        });
        if !is_action && matches!(index.find(Kind::Service, name, resource), Lookup::Missing) {
            cx.report(backend, format!("there is no Service `{name}` in the namespace of the Ingress"))
                .help("backends are Services of the Ingress's own namespace; check the name");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_input_must_hold_services_of_that_namespace() {
        let rule = tester::of(&super::INGRESS_BACKEND_MISSING);
        let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: a}\nspec: {defaultBackend: {service: {name: web}}}\n---\n";
        let service = |name: &str, namespace: &str| {
            format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}{namespace}}}\nspec: {{}}\n---\n")
        };
        rule.passes(ingress);
        rule.passes(&format!("{ingress}{}", service("other", ", namespace: b")));
        rule.fails(&format!("{ingress}{}{}", service("other", ", namespace: a"), service("web", ", namespace: b")));
        rule.passes(&format!(
            "# file: a/i.yaml\n{ingress}{}# file: b/s.yaml\n{}",
            service("other", ", namespace: a"),
            service("web", "")
        ));
        rule.fails("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: i}\nspec: {backend: {serviceName: web}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\n");
    }
}
