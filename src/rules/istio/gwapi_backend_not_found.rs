//! `gwapi-backend-not-found`

use super::gwapi;
use crate::manifest::port_numbers;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes to a backend that is not there.
    ///
    /// ## Why is this bad?
    /// Requests that the rule of the route fits are answered with an error 500, connections are closed. A Service must
    /// be in the namespace that the reference names, and must have the port.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1alpha2
    /// kind: TCPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: infra}]
    ///   rules: [{backendRefs: [{name: wbe, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1alpha2
    /// kind: TCPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: infra}]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    pub GWAPI_BACKEND_NOT_FOUND = "gwapi-backend-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1402", "kubescape:C-0302"],
        check: Related(&gwapi::ROUTES, check)
    }
}

fn check<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (backend, group, kind) in gwapi::backends(route) {
        let Some((at, name)) = backend.get("name").and_then(|it| Some((it, it.as_str()?))) else { continue };
        let namespace = backend.str("namespace").or(route.namespace());
        let known = match (group, kind) {
            ("", "Service") => Kind::Service,
            ("networking.istio.io", "ServiceEntry") => Kind::ServiceEntry,
            ("", _) => {
                cx.report(backend.get("kind").unwrap_or(at), format!("a {kind} is no backend"))
                    .help("name the Service in front of it");
                continue;
            }
            _ => continue,
        };
        let port = backend.get("port");
        if port.is_none() && known == Kind::Service {
            cx.report(at, format!("the reference to Service `{name}` names no port"))
                .help("add the `port` of the Service")
                .covers(&["gwapi-schema-invalid"]);
        }
        match index.find_in(known, name, namespace, route) {
            Lookup::Missing if index.owns(namespace, route) => {
                cx.report(at, format!("there is no {kind} `{name}` to send requests to"))
                    .help("check the name, and the namespace if it is another one")
                    .covers(&["httproute-backend-dangling"]);
            }
            Lookup::Found(found) => {
                let Some((port, number)) = port.and_then(|it| Some((it, it.as_int()?))) else { continue };
                let ports = port_numbers(found);
                let all = found.path("spec.ports").map_or(0, Value::len);
                if all > 0 && ports.len() == all && !ports.contains(&number) {
                    cx.report(port, format!("{kind} `{name}` has no port {number}"))
                        .label(found.path("spec.ports").map_or(found.grip(), Value::grip), "its ports")
                        .help("use the port of the Service, not that of its pods")
                        .covers(&["httproute-backend-dangling"]);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(rule: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: a}}\nspec: {{rules: [{{{rule}}}]}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: a}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{ports: [{{port: 80, targetPort: 8080}}]}}\n"
        )
    }

    #[test]
    fn name_kind_and_port_must_be_right() {
        let rule = tester::of(&super::GWAPI_BACKEND_NOT_FOUND);
        let to = |backend: &str| of(&format!("backendRefs: [{{{backend}}}]"));
        rule.passes(&to("name: s, port: 80"));
        rule.fails(&to("name: s, port: 8080"));
        rule.fails(&to("name: s"));
        rule.fails(&to("name: t, port: 80"));
        rule.fails(&to("kind: Deployment, name: s, port: 80"));
        rule.passes(&to("name: t, namespace: b, port: 80"));
        rule.passes(&to("group: inference.networking.k8s.io, kind: InferencePool, name: p"));
        rule.fails(&of("filters: [{type: RequestMirror, requestMirror: {backendRef: {name: t, port: 80}}}]"));
        rule.fails(&of("backendRefs: [{name: s, port: 80, filters: [{type: RequestMirror, requestMirror: {backendRef: {name: t, port: 80}}}]}]"));
    }
}
