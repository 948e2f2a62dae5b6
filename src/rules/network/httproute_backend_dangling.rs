//! `httproute-backend-dangling`

use crate::rule::prelude::*;

declare_rule! {
    /// HTTPRoutes to Services or ports that do not exist.
    ///
    /// ## Why is this bad?
    /// Requests that the rule fits are answered with an error 500.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   rules: [{backendRefs: [{name: wbe, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub HTTPROUTE_BACKEND_DANGLING = "httproute-backend-dangling" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0302"],
        check: Related(&[Kind::HttpRoute, Kind::GrpcRoute], check)
    }
}

fn check<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for backend in route.spec().into_iter().flat_map(|it| it.list("rules")).flat_map(|it| it.list("backendRefs")) {
        let core =
            backend.str("group").is_none_or(str::is_empty) && backend.str("kind").is_none_or(|it| it == "Service");
        let Some(name) = backend.get("name").filter(|_| core) else { continue };
        let Some(text) = name.as_str() else { continue };
        let namespace = backend.str("namespace").or(route.namespace());
        match index.find_in(Kind::Service, text, namespace, route) {
            Lookup::Missing => {
                cx.report(name, format!("there is no Service `{text}`"))
                    .help("check the name, and the namespace if it is another one");
            }
            Lookup::Found(found) => {
                let (Some(service), Some(port)) = (Service::of(found), backend.get("port")) else { continue };
                let mut ports = service.ports().peekable();
                let (Some(number), true) = (port.as_int(), ports.peek().is_some()) else { continue };
                if ports.all(|it| it.number().is_some_and(|it| it != number)) {
                    cx.report(port, format!("Service `{text}` has no port {number}"))
                        .label(service.get("ports").map_or(found.grip(), Value::grip), "its ports")
                        .help("use the port of the Service, not that of its pods");
                }
            }
            Lookup::Unknown => {}
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
    fn the_port_is_that_of_the_service() {
        let rule = tester::of(&super::HTTPROUTE_BACKEND_DANGLING);
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80, targetPort: 8080}]}\n";
        let ask =
            |backend: &str| format!("{}{service}", route("shop", &format!("rules: [{{backendRefs: [{backend}]}}]")));
        rule.passes(&ask("{name: web, port: 80}"));
        rule.fails(&ask("{name: web, port: 8080}"));
        rule.passes(&ask("{name: bucket, kind: Backend, group: gateway.example.com}"));
        rule.passes(&ask("{name: api, namespace: elsewhere, port: 80}"));
    }
}
